#include "part.h"

#include <math.h>

#include "../numeric/implicit.h"
#include "../numeric/relax.h"
#include "../numeric/safe.h"

/* Allowed in a part, in units of the state's range. */
static const double inside_error = 1e-5; /* of the rule itself */
static const double stop_error = 1e-5;   /* of the way to a bound that stops the state */

/* How near to the solution of a part's equation the last evaluation has to be, relatively. */
static const double unseen = 1e-5;

static double voltage(const ns_part *q, double at)
{
    return q->v_a + at * (q->v_b - q->v_a);
}

/* A rate that points out of the bound it is at moves nothing. */
static void hold(const ns_forces *w, double x, ns_point *at)
{
    double f = at->at.f;
    if ((x <= w->x_lo && f < 0) || (x >= w->x_hi && f > 0))
        at->at.f = at->at.f_v = at->at.f_x = at->f_c = 0;
}

/* ---- the second state, along a parabola through its target's three values ---- */

/* For 1, u and u^2 of a half (u: 0 .. 1 there) or the whole part. */
static void weigh(ns_part *q)
{
    if (!q->d->second)
        return;
    double r = q->h / q->d->second->tau(q->p);
    ns_relaxed half = ns_relax(r / 2), whole = ns_relax(r);
    const double *m = half.m, *n = whole.m;
    q->to_middle = (ns_weights){
        half.left, {m[0] - 1.5 * m[1] + 0.5 * m[2], 2 * m[1] - m[2], 0.5 * (m[2] - m[1])}};
    q->to_end =
        (ns_weights){whole.left, {n[0] - 3 * n[1] + 2 * n[2], 4 * (n[1] - n[2]), 2 * n[2] - n[1]}};
}

/* To the end, with the target that the middle has on the parabola from *q->a to x. */
static void foresee(ns_part *q, double x)
{
    q->whole = (ns_course){0};
    if (!q->d->second)
        return;
    const ns_node *a = q->a;
    const ns_weights *w = &q->to_end;
    double s_v, s_x, inner = 0.75 * a->x + 0.25 * x + q->h / 4 * a->f;
    double x_mid = ns_clamp(inner, q->w->x_lo, q->w->x_hi);
    q->s_mid = q->d->second->target(q->p, voltage(q, q->middle), x_mid, &s_v, &s_x);
    if (x_mid != inner)
        s_x = 0;
    q->s_mid_by_v = s_v * q->middle + s_x * (0.75 * a->dx + q->h / 4 * a->df);
    q->whole = (ns_course){.c = w->y * a->y + w->s[0] * a->s + w->s[1] * q->s_mid,
                           .c_x = w->s[1] * s_x * 0.25,
                           .dc = w->y * a->dy + w->s[0] * a->ds + w->s[1] * q->s_mid_by_v,
                           .s_weight = w->s[2]};
}

/* To the middle, with the target at the end. */
static void go_half(ns_part *q)
{
    q->half = (ns_course){0};
    q->half_by_x = 0;
    if (!q->d->second)
        return;
    const ns_node *a = q->a;
    const ns_weights *w = &q->to_middle;
    q->half = (ns_course){.c = w->y * a->y + w->s[0] * a->s + w->s[2] * q->to.s,
                          .dc = w->y * a->dy + w->s[0] * a->ds + w->s[2] * q->to.s_v * q->end,
                          .s_weight = w->s[1]};
    q->half_by_x = w->s[2] * q->to.s_x;
}

/* ---- rates ---- */

/* The state in the middle is that of the cubic through states and rates at the ends. */
static void eval_middle(ns_part *q, double x)
{
    const ns_forces *w = q->w;
    double inner = 0.5 * (q->a->x + x) + q->h / 8 * (q->a->f - q->to.at.f);
    q->x_mid = ns_clamp(inner, w->x_lo, w->x_hi);
    q->x_mid_by_x = q->x_mid == inner ? 0.5 - q->h / 8 * q->to.at.f_x : 0;
    go_half(q);
    ns_point_eval(q->d, q->p, w, &q->half, voltage(q, q->middle), q->x_mid, &q->mid);
    hold(w, q->x_mid, &q->mid);
}

/* f(middle) by x. */
static double mid_by_x(const ns_part *q)
{
    return q->mid.at.f_x * q->x_mid_by_x + q->mid.f_c * q->half_by_x;
}

/* 4 f(middle) + f(end), for the equation x = a + h/6 (f(a) + 4 f(middle) + f(end)). */
static double rates(void *ctx, double x, double *by_x)
{
    ns_part *q = ctx;
    q->x = x;
    foresee(q, x);
    ns_point_eval(q->d, q->p, q->w, &q->whole, voltage(q, q->end), x, &q->to);
    eval_middle(q, x);
    *by_x = 4 * mid_by_x(q) + q->to.at.f_x;
    return 4 * q->mid.at.f + q->to.at.f;
}

/* From the last evaluation to the solution. */
static void settle(ns_part *q, double x)
{
    double way = x - q->x, ignored;
    if (fabs(way) > unseen * x) {
        rates(q, x, &ignored);
        return;
    }
    ns_point_go_on(&q->to, &q->whole, way);
    q->mid.at.f += mid_by_x(q) * way;
    q->mid.s += q->mid.s_x * q->x_mid_by_x * way;
    q->x_mid += q->x_mid_by_x * way;
}

/* ---- what is missed ---- */

static double span(const ns_part *q)
{
    return q->w->x_hi - q->w->x_lo;
}

/* Of a state that is drawn to its place faster than the part is long, no error lasts. */
static double lasting(const ns_part *q, double error)
{
    return error / (1 + q->h / 2 * fmax(-q->to.at.f_x, 0));
}

/* Where the state turns round, the errors of both sides could hide each other, and the larger
 * difference counts. */
static double missed(const ns_part *q, double x)
{
    double f = q->a->f, f_mid = q->mid.at.f, f_end = q->to.at.f;
    double curve = q->h / 3 * fabs(f - 2 * f_mid + f_end);
    double turn = q->h / 3 * fmax(fabs(f - f_mid), fabs(f_mid - f_end));
    double stop = fabs(x - q->a->x - q->h / 6 * (f + 4 * f_mid + f_end));
    return lasting(q, fmax(f * f_end < 0 ? turn : curve, stop) / span(q));
}

double ns_part_missed(ns_part *q, double x)
{
    weigh(q);
    eval_middle(q, x);
    return missed(q, x);
}

/* The rate's derivative by time. */
static double slope(const ns_part *q, const ns_point *at, const ns_course *c)
{
    double v_t = (q->v_b - q->v_a) / q->h_step;
    double f_t = at->at.f_x * at->at.f + at->at.f_v * v_t;
    if (q->d->second) {
        double s_t = at->s_x * at->at.f + at->s_v * v_t;
        f_t += at->f_c *
               ((at->s - at->y) / q->d->second->tau(q->p) - c->s_weight * s_t - c->c_x * at->at.f);
    }
    return f_t;
}

/* Simpson's rule against the quartics through three rates and the last two slopes, or the first
 * two: where the rate has a kink, one of them may miss it. */
static double missed_by_rule(const ns_part *q, double end_slope)
{
    double f = q->a->f, f_mid = q->mid.at.f, f_end = q->to.at.f;
    double t_mid = slope(q, &q->mid, &q->half);
    double last = f / 4 + f_mid - 1.25 * f_end + q->h / 2 * (t_mid + end_slope / 2);
    double first = f_end / 4 + f_mid - 1.25 * f - q->h / 2 * (t_mid + q->a->f_t / 2);
    return q->h * 2 / 15 * fmax(fabs(last), fabs(first));
}

/* The second state's target in the middle is not the one foreseen: what that adds to the rate for
 * the part's length. */
static double missed_by_course(const ns_part *q)
{
    return q->d->second ? fabs(q->h / 2 * q->to.f_c * q->to_end.s[1] * (q->mid.s - q->s_mid)) : 0;
}

/* ---- the part ---- */

/* dx by the voltage at the step's end. */
static double derivative(const ns_part *q)
{
    const ns_node *a = q->a;
    double g = q->h / 6, direct = q->to.at.f_v * q->end + q->to.f_c * q->whole.dc;
    double mid = q->mid.at.f_v * q->middle + q->mid.f_c * q->half.dc;
    if (q->x_mid > q->w->x_lo && q->x_mid < q->w->x_hi)
        mid += q->mid.at.f_x * (0.5 * a->dx + q->h / 8 * (a->df - direct));
    double below = 1 - g * (4 * mid_by_x(q) + q->to.at.f_x);
    return (a->dx + g * (a->df + 4 * mid + direct)) / fmax(below, 1e-8);
}

static void arrive(const ns_part *q, double x, double dx, ns_node *b)
{
    const ns_point *to = &q->to;
    double ds = to->s_v * q->end + to->s_x * dx;
    *b = (ns_node){.x = x,
                   .f = to->at.f,
                   .f_t = slope(q, to, &q->whole),
                   .y = to->y,
                   .s = to->s,
                   .dx = dx,
                   .df = to->at.f_v * q->end + to->at.f_x * dx + to->f_c * q->whole.dc,
                   .dy = q->whole.dc + q->whole.c_x * dx + q->whole.s_weight * ds,
                   .ds = ds};
}

/* At the bound x. */
static void stop(ns_part *q, double x, ns_node *b)
{
    double ignored;
    rates(q, x, &ignored);
    hold(q->w, x, &q->to);
    eval_middle(q, x);
    arrive(q, x, 0, b);
}

/* Where the rates of the part before lead. */
static double guess(const ns_part *q)
{
    const ns_node *a = q->a;
    double u = q->h_last > 0 ? q->h / q->h_last : 0, f = a->f;
    double slope = 3 * f - 4 * q->f_last[1] + q->f_last[0];
    double curve = f - 2 * q->f_last[1] + q->f_last[0];
    return a->x + q->h * (f + u / 2 * (slope + u * 4 / 3 * curve));
}

double ns_part_try(ns_part *q, ns_node *b)
{
    const ns_forces *w = q->w;
    double x, g = q->h / 6;
    weigh(q);
    if (ns_implicit_near(rates, q, q->a->x + g * q->a->f, g, w->x_lo, w->x_hi, guess(q), unseen,
                         &x)) {
        settle(q, x);
        hold(w, x, &q->to);
        arrive(q, x, derivative(q), b);
        return lasting(q, missed_by_rule(q, b->f_t) + missed_by_course(q)) / span(q) / inside_error;
    }
    stop(q, x, b);
    /* a bound that is only crept towards cannot be reached */
    if (x != q->a->x && w->add_x == 0 &&
        ns_device_creeps(q->d, q->p, voltage(q, q->end), x > q->a->x))
        return 1e3;
    return missed(q, x) / stop_error;
}

void ns_part_accept(ns_part *q, ns_node *a, const ns_node *b)
{
    q->f_last[0] = a->f;
    q->f_last[1] = q->mid.at.f;
    q->h_last = q->h;
    *a = *b;
}

void ns_part_begin(ns_part *q, ns_node *a)
{
    const ns_course still = {.c = a->y};
    ns_point here;
    ns_point_eval(q->d, q->p, q->w, &still, q->v_a, a->x, &here);
    hold(q->w, a->x, &here);
    a->f_t = slope(q, &here, &still);
    q->a = a;
    q->h_last = q->f_last[0] = q->f_last[1] = 0;
}

/* How fast the state goes up (or down), at a voltage of the step and a second state on its way from
 * *q->a to its target. */
static double speed(const ns_part *q, double up, double at, double x, double follows)
{
    ns_point here;
    ns_course c = {.c = (1 - follows) * q->a->y, .s_weight = follows};
    ns_point_eval(q->d, q->p, q->w, &c, voltage(q, at), x, &here);
    return up * here.at.f;
}

bool ns_part_stops(ns_part *q, ns_node *b)
{
    const ns_forces *w = q->w;
    double x = q->a->x, up = q->a->f > 0 ? 1 : -1, bound = up > 0 ? w->x_hi : w->x_lo;
    /* a second state must have the time to forget when it happened */
    double time = q->h - (q->d->second ? 10 * q->d->second->tau(q->p) : 0);
    double way = fabs(bound - x), middle = 0.5 * (x + bound), begin = q->end - q->h / q->h_step;
    if (way == 0 || up * q->a->f * time < way || speed(q, up, begin, bound, 1) * time < way ||
        speed(q, up, q->end, bound, 0) * time < way ||
        speed(q, up, begin, middle, 0) * time < way || speed(q, up, q->end, middle, 1) * time < way)
        return false;
    weigh(q);
    stop(q, bound, b);
    return true;
}
