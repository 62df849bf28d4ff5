#include "pulse.h"

#include <math.h>
#include <stdlib.h>

#include "flow.h"
#include "../numeric/safe.h"

enum { MAX_NODES = 200000, SPOT_CHECKS = 4 };

typedef struct {
    double t, y, y_t, y_tt;
} node;

/* One trajectory, from the upstream end of a range of states without a point of rest to its
 * downstream end, and the time at which it passes each point of the grid. */
typedef struct {
    ns_trajectory frame; /* for the coordinate's transformation */
    node *node;
    size_t n_nodes, room;
    int first, last; /* grid points, in the direction of the drift */
} run;

struct ns_clock {
    int n_grid; /* points of the grid less one: the table's points and the midpoints between */
    double x_lo, x_hi;
    double longest; /* width up to which the runs reach */
    double *time;   /* per grid point, in its run; unused for a point of rest */
    int *run_of;    /* per grid point: its run, or -1 for a point of rest */
    run *runs;
    int n_runs;
};

static double grid_x(const struct ns_clock *c, int i)
{
    return i == c->n_grid ? c->x_hi : c->x_lo + (c->x_hi - c->x_lo) * i / c->n_grid;
}

static bool add_node(run *r, const ns_trajectory *at)
{
    if (r->n_nodes == r->room) {
        size_t room = r->room ? 2 * r->room : 64;
        node *more = room > MAX_NODES ? NULL : realloc(r->node, room * sizeof *more);
        if (!more)
            return false;
        r->node = more;
        r->room = room;
    }
    r->node[r->n_nodes++] = (node){at->t, at->y, at->y_t, at->y_tt};
    return true;
}

/* y between nodes a and b at the fraction s of the step: the quintic through both values and two
 * derivatives of each; *slope is dy/ds. */
static double between(const node *a, const node *b, double s, double *slope)
{
    double h = b->t - a->t;
    double c1 = h * a->y_t, c2 = 0.5 * h * h * a->y_tt;
    double d0 = b->y - a->y - c1 - c2, d1 = h * b->y_t - c1 - 2 * c2,
           d2 = 0.5 * h * h * b->y_tt - c2;
    double c3 = 10 * d0 - 4 * d1 + d2, c4 = -15 * d0 + 7 * d1 - 2 * d2, c5 = 6 * d0 - 3 * d1 + d2;
    *slope = c1 + s * (2 * c2 + s * (3 * c3 + s * (4 * c4 + s * 5 * c5)));
    return a->y + s * (c1 + s * (c2 + s * (c3 + s * (c4 + s * c5))));
}

/* The time in step k at which the coordinate is y. */
static double time_of(const run *r, size_t k, double y)
{
    const node *a = &r->node[k], *b = a + 1;
    double lo = 0, hi = 1, s = (y - a->y) / (b->y - a->y), sign = b->y > a->y ? 1 : -1;
    for (int i = 0; i < 60; i++) {
        double slope, miss = between(a, b, s, &slope) - y;
        *(sign * miss > 0 ? &hi : &lo) = s;
        double next = s - miss / slope;
        if (!(next > lo && next < hi))
            next = 0.5 * (lo + hi);
        double moved = fabs(next - s);
        s = next;
        if (moved < 1e-15)
            break;
    }
    return a->t + s * (b->t - a->t);
}

/* Notes when the trajectory passes the grid points of step k (from *i on). */
static void time_grid(struct ns_clock *c, const run *r, size_t k, int *i)
{
    int stride = r->last >= r->first ? 1 : -1;
    double end = r->node[k + 1].y;
    for (; *i != r->last + stride; *i += stride) {
        double y = ns_trajectory_y(&r->frame, grid_x(c, *i));
        if (stride * (y - end) > 0)
            return;
        c->time[*i] = stride * (y - r->node[k].y) <= 0 ? r->node[k].t : time_of(r, k, y);
    }
}

static bool trace(struct ns_clock *c, run *r, const ns_device_inst *d, double v)
{
    int i = r->first, stride = r->last >= r->first ? 1 : -1;
    ns_trajectory at;
    ns_trajectory_start(&at, d->dev, d->p, v, grid_x(c, i));
    r->frame = at;
    if (!add_node(r, &at))
        return false;
    while (!at.resting && (i != r->last + stride || at.t < c->time[r->last] + c->longest)) {
        ns_trajectory_step(&at, INFINITY);
        if (!add_node(r, &at))
            return false;
        time_grid(c, r, r->n_nodes - 2, &i);
    }
    for (; i != r->last + stride; i += stride)
        c->time[i] = at.t; /* closer to the point of rest than rounding can tell */
    return true;
}

/* Splits the grid into runs of one direction. */
static bool trace_all(struct ns_clock *c, const ns_device_inst *d, double v)
{
    int begin = 0, previous = 0;
    for (int i = 0; i <= c->n_grid + 1; i++) {
        int sign = 0;
        if (i <= c->n_grid) {
            ns_eval y;
            d->dev->eval(d->p, v, grid_x(c, i), &y);
            sign = (y.f > 0) - (y.f < 0);
        }
        if (i > 0 && sign != previous && previous != 0) {
            run *more = realloc(c->runs, (size_t)(c->n_runs + 1) * sizeof *more);
            if (!more)
                return false;
            c->runs = more;
            run *r = &c->runs[c->n_runs++];
            *r = (run){.first = previous > 0 ? begin : i - 1, .last = previous > 0 ? i - 1 : begin};
            for (int k = begin; k < i; k++)
                c->run_of[k] = c->n_runs - 1;
            if (!trace(c, r, d, v))
                return false;
        }
        if (i == 0 || sign != previous)
            begin = i;
        if (sign == 0 && i <= c->n_grid)
            c->run_of[i] = -1;
        previous = sign;
    }
    return true;
}

static void clock_free(struct ns_clock *c)
{
    if (!c)
        return;
    for (int k = 0; k < c->n_runs; k++)
        free(c->runs[k].node);
    free(c->runs);
    free(c->run_of);
    free(c->time);
    free(c);
}

static struct ns_clock *clock_new(const ns_device_inst *d, double v, double longest, int n,
                                  ns_error *e)
{
    struct ns_clock *c = calloc(1, sizeof *c);
    if (c) {
        *c = (struct ns_clock){
            .n_grid = 2 * n, .x_lo = d->dev->x_lo, .x_hi = d->dev->x_hi, .longest = longest};
        c->time = calloc((size_t)c->n_grid + 1, sizeof *c->time);
        c->run_of = calloc((size_t)c->n_grid + 1, sizeof *c->run_of);
        if (c->time && c->run_of && trace_all(c, d, v))
            return c;
    }
    clock_free(c);
    ns_fail(e, "device %s: no table of %d points for a pulse of %g V, %g s: out of memory",
            d->dev->name, n + 1, v, longest);
    return NULL;
}

/* The state `width` after grid point i; *k is a node to search from, downstream of which the answer
 * lies. */
static double after(const struct ns_clock *c, int i, double width, size_t *k)
{
    if (c->run_of[i] < 0 || width == 0)
        return grid_x(c, i);
    const run *r = &c->runs[c->run_of[i]];
    double t = c->time[i] + width, slope;
    while (*k + 1 < r->n_nodes && r->node[*k + 1].t <= t)
        ++*k;
    const node *a = &r->node[*k];
    double y = *k + 1 < r->n_nodes ? between(a, a + 1, (t - a->t) / (a[1].t - a->t), &slope) : a->y;
    return ns_trajectory_x(&r->frame, y);
}

/* The whole map on the clock's grid, run by run in the direction of the drift. */
static void map_grid(const struct ns_clock *c, double width, double *x)
{
    for (int i = 0; i <= c->n_grid; i++)
        if (c->run_of[i] < 0)
            x[i] = grid_x(c, i);
    for (const run *r = c->runs; r != c->runs + c->n_runs; r++) {
        size_t k = 0;
        int stride = r->last >= r->first ? 1 : -1;
        for (int i = r->first; i != r->last + stride; i += stride)
            x[i] = after(c, i, width, &k);
    }
}

static void measure(ns_pulse *t, const ns_device_inst *d, const double *exact, int every)
{
    t->max_error = 0;
    for (int k = 0; k < t->n; k++) {
        double x = grid_x(t->clock, 2 * k + 1);
        double table = (double)ns_pulse_apply(t, (float)x);
        double error = fabs(table - exact[2 * k + 1]);
        if (k % every == every / 2)
            error = fmax(error, fabs(table - ns_flow(d->dev, d->p, t->v, x, t->width)));
        t->max_error = fmax(t->max_error, error);
    }
}

static bool fill(ns_pulse *t, const ns_device_inst *d, double width, int every, ns_error *e)
{
    double *x = malloc((2 * (size_t)t->n + 1) * sizeof *x);
    if (!x)
        return ns_fail(e,
                       "device %s: no table of %d points for a pulse of %g V, %g s: out of memory",
                       d->dev->name, t->n + 1, t->v, width);
    map_grid(t->clock, width, x);
    for (int k = 0; k <= t->n; k++)
        t->x_after[k] = (float)x[2 * k];
    t->width = width;
    measure(t, d, x, every);
    free(x);
    return true;
}

bool ns_pulse_build(ns_pulse *t, const ns_device_inst *d, double v, double width, int n,
                    ns_error *e)
{
    *t = (ns_pulse){.n = n, .x_lo = d->dev->x_lo, .x_hi = d->dev->x_hi, .v = v};
    if (n < 1 || n > 1 << 20)
        return ns_fail(e, "device %s: a pulse table of %d intervals; 1 to %d are possible",
                       d->dev->name, n, 1 << 20);
    if (!isfinite(v) || !(width >= 0) || !isfinite(width))
        return ns_fail(e, "device %s: a pulse of %g V, %g s; the width must be finite and >= 0",
                       d->dev->name, v, width);
    t->x_after = calloc((size_t)n + 1, sizeof *t->x_after);
    t->clock = clock_new(d, v, width, n, e);
    if (t->x_after && t->clock && fill(t, d, width, 1, e))
        return true;
    ns_pulse_free(t);
    return false;
}

bool ns_pulse_rewidth(ns_pulse *t, const ns_device_inst *d, double width, ns_error *e)
{
    if (!(width >= 0) || !isfinite(width))
        return ns_fail(e, "device %s: a pulse of %g V, %g s; the width must be finite and >= 0",
                       d->dev->name, t->v, width);
    if (width > t->clock->longest) {
        struct ns_clock *c = clock_new(d, t->v, width, t->n, e);
        if (!c)
            return false;
        clock_free(t->clock);
        t->clock = c;
    }
    return fill(t, d, width, t->n > SPOT_CHECKS ? t->n / SPOT_CHECKS : 1, e);
}

void ns_pulse_free(ns_pulse *t)
{
    free(t->x_after);
    clock_free(t->clock);
    *t = (ns_pulse){0};
}
