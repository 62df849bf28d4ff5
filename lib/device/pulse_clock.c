#include "pulse_clock.h"

#include <math.h>
#include <stdlib.h>

#include "flow.h"
#include "../numeric/gauss.h"
#include "../numeric/safe.h"

enum { MAX_NODES = 200000 };

typedef struct {
    double y, y_t, y_tt;
    double h;      /* the step to the next one, s; steps may differ by so much that a sum of them
                      could not tell the short ones */
    double energy; /* dissipated in that step, J */
} node;

/* A moment of a run: s of step k, 0 <= s < h, or 0 of the last node. */
typedef struct {
    size_t k;
    double s;
} place;

/* One trajectory, from the upstream end of a range of states without a point of rest to its
 * downstream end, and the time at which it passes each point of the grid. */
typedef struct {
    ns_trajectory frame; /* for the coordinate's transformation */
    node *node;
    size_t n_nodes, room;
    int first, last; /* grid points, in the direction of the drift */
    bool rests;      /* where it ends */
} run;

struct ns_clock {
    const ns_device *dev;
    const void *p; /* its parameters */
    double v;
    int n_grid; /* points of the grid less one: the table's points and the midpoints between */
    double x_lo, x_hi;
    double longest; /* width up to which the runs reach */
    place *at;      /* per grid point, in its run; unused for a point of rest */
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
    r->node[r->n_nodes++] = (node){at->y, at->y_t, at->y_tt, 0, 0};
    return true;
}

static double power(const struct ns_clock *c, double x)
{
    ns_eval at;
    c->dev->eval(c->p, c->v, x, &at);
    return c->v * at.i;
}

/* y between nodes a and b at the fraction s of the step: the quintic through both values and two
 * derivatives of each; *slope is dy/ds. */
static double between(const node *a, const node *b, double s, double *slope)
{
    double h = a->h;
    double c1 = h * a->y_t, c2 = 0.5 * h * h * a->y_tt;
    double d0 = b->y - a->y - c1 - c2, d1 = h * b->y_t - c1 - 2 * c2,
           d2 = 0.5 * h * h * b->y_tt - c2;
    double c3 = 10 * d0 - 4 * d1 + d2, c4 = -15 * d0 + 7 * d1 - 2 * d2, c5 = 6 * d0 - 3 * d1 + d2;
    *slope = c1 + s * (2 * c2 + s * (3 * c3 + s * (4 * c4 + s * 5 * c5)));
    return a->y + s * (c1 + s * (c2 + s * (c3 + s * (c4 + s * c5))));
}

/* The fraction of step k at which the coordinate is y. */
static double fraction_at(const run *r, size_t k, double y)
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
    return s;
}

/* Energy in step k between the fractions s0 and s1, J, where the state does not stop in between. */
static double smooth_energy(const struct ns_clock *c, const run *r, size_t k, double s0, double s1)
{
    const node *a = &r->node[k];
    double sum = 0, slope;
    for (int q = 0; q < NS_GAUSS; q++) {
        double s = s0 + (s1 - s0) * ns_gauss_at[q];
        sum +=
            ns_gauss_weight[q] * power(c, ns_trajectory_x(&r->frame, between(a, a + 1, s, &slope)));
    }
    return sum * (s1 - s0) * a->h;
}

/* The same; the last step may go on beyond the bound at which the state stops. */
static double energy_within(const struct ns_clock *c, const run *r, size_t k, double s0, double s1)
{
    const node *a = &r->node[k];
    double bound = ns_trajectory_y(&r->frame, r->last >= r->first ? c->x_hi : c->x_lo);
    double stop = 1;
    if ((a[1].y - bound) * (r->last >= r->first ? 1 : -1) > 0)
        stop = fraction_at(r, k, bound);
    double moving = fmin(s1, stop) > s0 ? smooth_energy(c, r, k, s0, fmin(s1, stop)) : 0;
    double held = s1 - fmax(s0, stop);
    if (held > 0)
        moving += power(c, ns_trajectory_x(&r->frame, bound)) * held * a->h;
    return moving;
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
        c->at[*i] =
            (place){k, stride * (y - r->node[k].y) <= 0 ? 0 : fraction_at(r, k, y) * r->node[k].h};
    }
}

static bool trace(struct ns_clock *c, run *r, const ns_device_inst *d, double v)
{
    int i = r->first, stride = r->last >= r->first ? 1 : -1;
    double beyond = 0; /* the last grid point, s */
    ns_trajectory at;
    ns_trajectory_start(&at, d->dev, d->p, v, grid_x(c, i));
    r->frame = at;
    if (!add_node(r, &at))
        return false;
    while (!at.resting && (i != r->last + stride || beyond < c->longest)) {
        ns_trajectory_step(&at, INFINITY);
        if (!add_node(r, &at))
            return false;
        size_t k = r->n_nodes - 2;
        r->node[k].h = at.step;
        r->node[k].energy = energy_within(c, r, k, 0, 1);
        time_grid(c, r, k, &i);
        if (i == r->last + stride)
            beyond += at.step - (c->at[r->last].k == k ? c->at[r->last].s : 0);
    }
    r->rests = at.resting;
    for (; i != r->last + stride; i += stride)
        c->at[i] =
            (place){r->n_nodes - 1, 0}; /* closer to the point of rest than rounding can tell */
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

void ns_clock_free(struct ns_clock *c)
{
    if (!c)
        return;
    for (int k = 0; k < c->n_runs; k++)
        free(c->runs[k].node);
    free(c->runs);
    free(c->run_of);
    free(c->at);
    free(c);
}

struct ns_clock *ns_clock_new(const ns_device_inst *d, double v, double longest, int n, ns_error *e)
{
    struct ns_clock *c = calloc(1, sizeof *c);
    if (c) {
        *c = (struct ns_clock){.dev = d->dev,
                               .p = d->p,
                               .v = v,
                               .n_grid = 2 * n,
                               .x_lo = d->dev->x_lo,
                               .x_hi = d->dev->x_hi,
                               .longest = longest};
        c->at = calloc((size_t)c->n_grid + 1, sizeof *c->at);
        c->run_of = calloc((size_t)c->n_grid + 1, sizeof *c->run_of);
        if (c->at && c->run_of && trace_all(c, d, v))
            return c;
    }
    ns_clock_free(c);
    ns_fail(e, "device %s: no table of %d points for a pulse of %g V, %g s: out of memory",
            d->dev->name, n + 1, v, longest);
    return NULL;
}

double ns_clock_longest(const struct ns_clock *c)
{
    return c->longest;
}

/* Moves on by `width`; returns the state there. *energy, unless NULL: what that dissipates is
 * added. false: the run is too short. */
static bool run_on(const struct ns_clock *c, const run *r, place at, double width, double *x,
                   double *energy)
{
    const node *n = r->node;
    double left = width + at.s, from = at.s;
    size_t k = at.k;
    for (; k + 1 < r->n_nodes && n[k].h <= left; left -= n[k++].h, from = 0)
        if (energy)
            *energy += from > 0 ? energy_within(c, r, k, from / n[k].h, 1) : n[k].energy;
    if (k + 1 == r->n_nodes) {
        *x = ns_trajectory_x(&r->frame, n[k].y);
        if (energy)
            *energy += power(c, *x) * left;
        return r->rests || left == 0;
    }
    double slope;
    *x = ns_trajectory_x(&r->frame, between(&n[k], &n[k + 1], left / n[k].h, &slope));
    if (energy)
        *energy += energy_within(c, r, k, from / n[k].h, left / n[k].h);
    return true;
}

void ns_clock_map(const struct ns_clock *c, double width, double *x)
{
    for (int i = 0; i <= c->n_grid; i++)
        if (c->run_of[i] < 0 || width == 0)
            x[i] = grid_x(c, i);
        else
            run_on(c, &c->runs[c->run_of[i]], c->at[i], width, &x[i], NULL);
}

/* ---- from any state, for any width ---- */

/* When a run passes the coordinate y; false: it does not. */
static bool passes(const run *r, double y, place *at)
{
    double sign = r->last >= r->first ? 1 : -1;
    size_t lo = 0, hi = r->n_nodes - 1;
    if (sign * (y - r->node[0].y) < 0 || sign * (y - r->node[hi].y) > 0)
        return false;
    while (hi - lo > 1) {
        size_t mid = lo + (hi - lo) / 2;
        *(sign * (y - r->node[mid].y) >= 0 ? &lo : &hi) = mid;
    }
    *at = (place){lo, hi == lo ? 0 : fraction_at(r, lo, y) * r->node[lo].h};
    return true;
}

/* Where no run passes. */
static double off_the_runs(const struct ns_clock *c, double x, double width, double *energy)
{
    for (int q = 0; q < NS_GAUSS; q++)
        *energy += ns_gauss_weight[q] * width *
                   power(c, ns_flow(c->dev, c->p, c->v, x, width * ns_gauss_at[q]));
    return ns_flow(c->dev, c->p, c->v, x, width);
}

double ns_clock_energy(const struct ns_clock *c, int i, double width)
{
    double energy = 0, x = grid_x(c, i);
    const run *r = c->run_of[i] >= 0 ? &c->runs[c->run_of[i]] : NULL;
    if (!r || !run_on(c, r, c->at[i], width, &x, &energy)) {
        energy = 0;
        off_the_runs(c, grid_x(c, i), width, &energy);
    }
    return energy;
}

/* A pulse so short that the state hardly moves: Taylor's series, checked where it ends. false: it
 * moves more, or the rate is not that smooth. */
static bool brief(const struct ns_clock *c, double x, double width, double *next, double *energy)
{
    const double range = c->x_hi - c->x_lo;
    ns_eval at, end;
    c->dev->eval(c->p, c->v, x, &at);
    const double turn = at.f_x * width, moved = at.f * width * (1 + turn / 2 + turn * turn / 6);
    *next = x + moved;
    if (!(fabs(moved) < 1e-4 * range && fabs(turn) < 1e-2) || *next <= c->x_lo || *next >= c->x_hi)
        return false;
    c->dev->eval(c->p, c->v, *next, &end);
    *energy += 0.5 * c->v * (at.i + end.i) * width;
    return fabs(end.f - at.f - at.f_x * moved) * width < 1e-10 * range;
}

double ns_clock_after(const struct ns_clock *c, double x, double width, double *energy)
{
    double sum = 0, soon;
    x = ns_clamp(x, c->x_lo, c->x_hi);
    if (brief(c, x, width, &soon, &sum)) {
        if (energy)
            *energy = sum;
        return soon;
    }
    sum = 0;
    while (width > 0) {
        double part = fmin(width, c->longest), u = (x - c->x_lo) / (c->x_hi - c->x_lo) * c->n_grid;
        int k = (int)ns_clamp(u, 0, c->n_grid - 1);
        int of = c->run_of[k] >= 0 && u < c->n_grid ? c->run_of[k] : c->run_of[k + 1];
        const run *r = of >= 0 ? &c->runs[of] : NULL;
        double next, spent = 0;
        place at;
        if (!r || !passes(r, ns_trajectory_y(&r->frame, x), &at) ||
            !run_on(c, r, at, part, &next, &spent)) {
            spent = 0;
            next = off_the_runs(c, x, part, &spent);
        }
        sum += spent;
        width -= part;
        if (next == x) { /* it rests */
            sum += power(c, x) * width;
            break;
        }
        x = next;
    }
    if (energy)
        *energy = sum;
    return x;
}
