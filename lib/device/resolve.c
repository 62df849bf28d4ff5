/* A step within which the state's course is resolved: ns_step_resolved. */
#include <math.h>

#include "step.h"
#include "../numeric/implicit.h"
#include "../numeric/safe.h"

/* Errors of the state, in units of its range. */
static const double plain_error = 1e-6; /* up to which the trapezoidal rule will do */
static const double part_error = 1e-5;  /* what the rule of second order may miss in a part */

enum {
    FINEST = 1 << 24, /* parts of a step at most */
    MOST_PARTS = 2000 /* tried in a step; then the remaining ones are taken as they are */
};

/* The second state along a time: c + s_weight s(v, x); dc is the derivative of c by the voltage at
 * the step's end. */
typedef struct {
    double c, dc, s_weight;
} second_course;

/* Rate and current at a point, all forces included, along the second state's course. */
typedef struct {
    double f, f_v, f_x, f_c;
    double i_v, i_x, i_c;
    double s, s_v, s_x, y;
    ns_eval at; /* current, rate; their partials as f_v, f_x and the device's i_v, i_x */
} point;

/* Where a part of the step begins; d...: derivatives by the voltage at the step's end. */
typedef struct {
    double x, f, y, s;
    double dx, df, dy, ds;
} node;

/* The part in work. */
typedef struct {
    const ns_device *d;
    const void *p;
    const ns_forces *w;
    double v_a, v_b;       /* voltages at the whole step's ends */
    double h, middle, end; /* the part's length (s); its middle and end in units of the step */
    const node *a;
    second_course half, whole;
    point mid, to;
    double x_mid, x_mid_by_x;
} part;

static double voltage(const part *q, double at)
{
    return q->v_a + at * (q->v_b - q->v_a);
}

static void eval_second(const part *q, const second_course *c, double v, double x, point *out)
{
    ns_eval_second e;
    out->s = q->d->second->target(q->p, v, x);
    out->y = c->c + c->s_weight * out->s;
    q->d->second->eval(q->p, v, x, out->y, &e);
    out->at = e.at;
    out->s_v = e.s_v;
    out->s_x = e.s_x;
    out->i_v = e.at.i_v + e.i_y * c->s_weight * e.s_v;
    out->i_x = e.at.i_x + e.i_y * c->s_weight * e.s_x;
    out->i_c = e.i_y;
    out->at.f_v += e.f_y * c->s_weight * e.s_v;
    out->at.f_x += e.f_y * c->s_weight * e.s_x;
    out->f_c = q->w->rate * e.f_y;
}

static void eval_point(const part *q, const second_course *c, double v, double x, point *out)
{
    const ns_forces *w = q->w;
    *out = (point){0};
    if (q->d->second) {
        eval_second(q, c, v, x, out);
    } else {
        q->d->eval(q->p, v, x, &out->at);
        out->i_v = out->at.i_v;
        out->i_x = out->at.i_x;
    }
    out->f = out->at.f = w->rate * out->at.f + w->add + w->add_x * x;
    out->f_v = out->at.f_v = w->rate * out->at.f_v;
    out->f_x = out->at.f_x = w->rate * out->at.f_x + w->add_x;
}

static bool held(const ns_forces *w, double x, double f)
{
    return (x <= w->x_lo && f < 0) || (x >= w->x_hi && f > 0);
}

/* A rate that points out of the bound it is at moves nothing. */
static void hold(const ns_forces *w, double x, point *at)
{
    if (held(w, x, at->f))
        at->f = at->f_v = at->f_x = at->f_c = at->at.f = at->at.f_v = at->at.f_x = 0;
}

/* y after a time for a target that goes straight from s0 to s: y0 e^-r + s0 a + s b, r = time /
 * tau. */
static second_course course(const part *q, double time)
{
    if (!q->d->second)
        return (second_course){0};
    double r = time / q->d->second->tau(q->p), decay = exp(-r);
    double mean = r > 1e-5 ? -expm1(-r) / r : 1 - r / 2 + r * r / 6; /* of e^-u, u from 0 to r */
    return (second_course){q->a->y * decay + q->a->s * (mean - decay),
                           q->a->dy * decay + q->a->ds * (mean - decay), 1 - mean};
}

/* ---- a part: collocation at its ends and its middle (Lobatto IIIA, fourth order, A-stable) ----
 */

/* The state in the middle is that of the cubic through states and rates at the ends. */
static void eval_middle(part *q, double x)
{
    const ns_forces *w = q->w;
    double inner = 0.5 * (q->a->x + x) + q->h / 8 * (q->a->f - q->to.f);
    q->x_mid = ns_clamp(inner, w->x_lo, w->x_hi);
    q->x_mid_by_x = q->x_mid == inner ? 0.5 - q->h / 8 * q->to.f_x : 0;
    eval_point(q, &q->half, voltage(q, q->middle), q->x_mid, &q->mid);
    hold(w, q->x_mid, &q->mid);
}

/* 4 f(middle) + f(end), for the equation x = a + h/6 (f(a) + 4 f(middle) + f(end)). */
static double rates(void *ctx, double x, double *by_x)
{
    part *q = ctx;
    eval_point(q, &q->whole, voltage(q, q->end), x, &q->to);
    eval_middle(q, x);
    *by_x = 4 * q->mid.f_x * q->x_mid_by_x + q->to.f_x;
    return 4 * q->mid.f + q->to.f;
}

/* What the trapezoidal rule misses by Simpson's in going to x (which is not where it leads if a
 * bound stops it), in units of the range. Where the state turns round, the errors of both sides
 * could hide each other, and the larger difference counts. Of a state that is drawn to its place
 * faster than the part is long, nothing lasts of it. */
static double missed(const part *q, double x)
{
    double f = q->a->f, f_mid = q->mid.f, f_end = q->to.f;
    double curve = q->h / 3 * fabs(f - 2 * f_mid + f_end);
    double turn = q->h / 3 * fmax(fabs(f - f_mid), fabs(f_mid - f_end));
    double stop = fabs(x - q->a->x - q->h / 6 * (f + 4 * f_mid + f_end));
    double error = fmax(f * f_end < 0 ? turn : curve, stop) / (q->w->x_hi - q->w->x_lo);
    return error / (1 + q->h / 2 * fmax(-q->to.f_x, 0));
}

/* dx by the voltage at the step's end. */
static double derivative(const part *q)
{
    const node *a = q->a;
    double g = q->h / 6, direct = q->to.f_v * q->end + q->to.f_c * q->whole.dc;
    bool free = q->x_mid > q->w->x_lo && q->x_mid < q->w->x_hi;
    double mid = q->mid.f_v * q->middle + q->mid.f_c * q->half.dc;
    if (free)
        mid += q->mid.f_x * (0.5 * a->dx + q->h / 8 * (a->df - direct));
    double below = 1 - g * (4 * q->mid.f_x * q->x_mid_by_x + q->to.f_x);
    return (a->dx + g * (a->df + 4 * mid + direct)) / fmax(below, 1e-8);
}

/* From *q->a to the part's end; *inside: without touching a bound. Returns what may be missed. */
static double try_part(part *q, node *b, bool *inside)
{
    const ns_forces *w = q->w;
    double x, g = q->h / 6;
    q->half = course(q, q->h / 2);
    q->whole = course(q, q->h);
    *inside = ns_implicit(rates, q, q->a->x + g * q->a->f, g, w->x_lo, w->x_hi,
                          q->a->x + q->h * q->a->f, &x);
    eval_point(q, &q->whole, voltage(q, q->end), x, &q->to);
    hold(w, x, &q->to);
    eval_middle(q, x);
    double error = missed(q, x);
    double dx = *inside ? derivative(q) : 0;
    double dy_c = q->whole.dc, by_s = q->whole.s_weight, ds = q->to.s_v * q->end + q->to.s_x * dx;
    *b = (node){.x = x,
                .f = q->to.f,
                .y = q->to.y,
                .s = q->to.s,
                .dx = dx,
                .df = q->to.f_v * q->end + q->to.f_x * dx + q->to.f_c * dy_c,
                .dy = dy_c + by_s * ds,
                .ds = ds};
    return error;
}

/* A bound that is only crept towards cannot be reached. */
static bool good(const part *q, const node *b, double error, bool inside)
{
    return error <= part_error &&
           (inside || b->x == q->a->x || q->w->add_x != 0 ||
            !ns_device_creeps(q->d, q->p, voltage(q, q->end), b->x > q->a->x));
}

/* By parts, each half as long as the one before while it misses too much, and longer again after.
 */
static void by_parts(part *q, double h, node *a)
{
    int at = 0, size = FINEST / 2;
    node b;
    bool inside;
    q->a = a;
    for (int tried = 0; at < FINEST; tried++) {
        q->h = h * size / FINEST;
        q->middle = (at + size / 2.0) / FINEST;
        q->end = (double)(at + size) / FINEST;
        double error = try_part(q, &b, &inside);
        if (!good(q, &b, error, inside) && size > 1 && tried < MOST_PARTS) {
            size /= 2;
            continue;
        }
        *a = b;
        at += size;
        while (at % (2 * size) == 0 && at + 2 * size <= FINEST)
            size *= 2;
    }
}

/* Whether the trapezoidal rule's step to `out` was good enough. */
static bool good_as_it_is(part *q, const node *a, const ns_step *out, double h)
{
    if (a->f == 0 && out->at.f == 0 && a->x == out->x && voltage(q, 0) * voltage(q, 1) >= 0)
        return true;
    q->a = a;
    q->h = h;
    q->middle = 0.5;
    q->half = course(q, h / 2);
    q->to = (point){.f = out->at.f, .f_x = out->at.f_x};
    eval_middle(q, out->x);
    return missed(q, out->x) <= plain_error;
}

void ns_step_resolved(const ns_device *d, const void *p, const ns_forces *w, double v_before,
                      double v, const ns_state *before, double h, ns_step *out)
{
    part q = {.d = d, .p = p, .w = w, .v_a = v_before, .v_b = v};
    node n = {.x = before->x, .f = before->f, .y = before->y, .s = before->s};
    ns_step_forced(d, p, w, v, before, h, 0.5, out);
    if (good_as_it_is(&q, &n, out, h))
        return;
    by_parts(&q, h, &n);
    *out = (ns_step){.x = n.x, .dx_dv = n.dx, .at = q.to.at, .y = n.y, .s = n.s};
    out->di_dv = q.to.i_v + q.to.i_x * n.dx + q.to.i_c * q.whole.dc;
}
