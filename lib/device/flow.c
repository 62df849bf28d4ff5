#include "flow.h"

#include <float.h>
#include <math.h>

#include "../numeric/safe.h"

#define TOLERANCE 1e-11     /* error of a step, in the coordinate */
enum { MAX_STEPS = 20000 }; /* of one ns_flow; a few dozen is usual */

static double distance_lo(const ns_trajectory *r, double x)
{
    return fmax(x - r->d->x_lo, DBL_MIN);
}

static double distance_hi(const ns_trajectory *r, double x)
{
    return fmax(r->d->x_hi - x, DBL_EPSILON / 2 * fabs(r->d->x_hi));
}

double ns_trajectory_y(const ns_trajectory *r, double x)
{
    if (r->creeps_lo)
        return log(distance_lo(r, x)) - (r->creeps_hi ? log(distance_hi(r, x)) : 0);
    return r->creeps_hi ? -log(distance_hi(r, x)) : x;
}

double ns_trajectory_x(const ns_trajectory *r, double y)
{
    double lo = r->d->x_lo, hi = r->d->x_hi, x = y;
    if (r->creeps_lo && r->creeps_hi)
        x = y < 0 ? lo + (hi - lo) * (exp(y) / (1 + exp(y))) : hi - (hi - lo) / (1 + exp(y));
    else if (r->creeps_lo)
        x = lo + exp(y);
    else if (r->creeps_hi)
        x = hi - exp(-y);
    return ns_clamp(x, lo, hi);
}

/* Whether the state reached does not move any more: not in any time that a double can hold, on a
 * bound (as far as rounding can tell), or at a stable point of rest. */
static bool rests(const ns_trajectory *r, const ns_eval *at)
{
    bool on_lo = r->creeps_lo ? r->x - r->d->x_lo <= DBL_MIN : r->x <= r->d->x_lo;
    bool on_hi = r->x >= r->d->x_hi;
    return fabs(r->y_t) < 1e-290 || (on_lo && at->f < 0) || (on_hi && at->f > 0) ||
           (at->f_x < 0 && (fabs(at->f) <= DBL_EPSILON / 4 * fabs(r->x) * fabs(at->f_x) ||
                            fabs(r->y_t) <= 2 * TOLERANCE * fabs(at->f_x)));
}

/* dy/dt at y; on arrival there, also notes the state, the derivatives and whether it rests. */
static double rate_y(ns_trajectory *r, double y, bool arrive)
{
    double x = ns_trajectory_x(r, y), lo = r->d->x_lo, hi = r->d->x_hi;
    ns_eval at;
    r->d->eval(r->p, r->v, x, &at);
    double s = 1, s_x = 0; /* dx/dy and its slope */
    if (r->creeps_lo && r->creeps_hi) {
        s = distance_lo(r, x) * distance_hi(r, x) / (hi - lo);
        s_x = (hi + lo - 2 * x) / (hi - lo);
    } else if (r->creeps_lo || r->creeps_hi) {
        s = r->creeps_lo ? distance_lo(r, x) : distance_hi(r, x);
        s_x = r->creeps_lo ? 1 : -1;
    }
    double y_t = at.f / s;
    if (arrive) {
        r->x = x;
        r->y = y;
        r->y_t = y_t;
        r->y_tt = y_t * (at.f_x - y_t * s_x);
        r->resting = rests(r, &at);
    }
    return y_t;
}

void ns_trajectory_start(ns_trajectory *r, const ns_device *d, const void *p, double v, double x)
{
    *r = (ns_trajectory){.d = d, .p = p, .v = v};
    r->creeps_lo = ns_device_creeps(d, p, v, 0);
    r->creeps_hi = ns_device_creeps(d, p, v, 1);
    rate_y(r, ns_trajectory_y(r, x), true);
    r->h = 0.25 / fabs(r->y_t);
}

/* One step of size h; returns the error estimate. */
static double dopri5(ns_trajectory *r, double h, double *y_end)
{
    double y = r->y, k1 = r->y_t;
    double k2 = rate_y(r, y + h * (k1 / 5), false);
    double k3 = rate_y(r, y + h * (3 * k1 + 9 * k2) / 40, false);
    double k4 = rate_y(r, y + h * (44 * k1 / 45 - 56 * k2 / 15 + 32 * k3 / 9), false);
    double k5 = rate_y(
        r, y + h * (19372 * k1 / 6561 - 25360 * k2 / 2187 + 64448 * k3 / 6561 - 212 * k4 / 729),
        false);
    double k6 = rate_y(r,
                       y + h * (9017 * k1 / 3168 - 355 * k2 / 33 + 46732 * k3 / 5247 +
                                49 * k4 / 176 - 5103 * k5 / 18656),
                       false);
    *y_end = y + h * (35 * k1 / 384 + 500 * k3 / 1113 + 125 * k4 / 192 - 2187 * k5 / 6784 +
                      11 * k6 / 84);
    double k7 = rate_y(r, *y_end, false);
    return fabs(h * (71 * k1 / 57600 - 71 * k3 / 16695 + 71 * k4 / 1920 - 17253 * k5 / 339200 +
                     22 * k6 / 525 - k7 / 40));
}

void ns_trajectory_step(ns_trajectory *r, double t_end)
{
    for (;;) {
        double h = fmin(r->h, t_end - r->t), y_end;
        double err = dopri5(r, h, &y_end) / TOLERANCE;
        r->h = h * (err > 0 ? ns_clamp(0.9 * pow(err, -0.2), 0.2, 5) : err == 0 ? 5 : 0.2);
        if (err <= 1 || r->t + h == r->t) {
            r->step = h;
            r->t = h < t_end - r->t ? r->t + h : t_end;
            rate_y(r, y_end, true);
            return;
        }
    }
}

static double follow(const ns_device *d, const void *p, double v, double x, double t)
{
    ns_trajectory r;
    ns_trajectory_start(&r, d, p, v, x);
    for (int k = 0; k < MAX_STEPS && r.t < t && !r.resting; k++)
        ns_trajectory_step(&r, t);
    if (r.t < t && !r.resting) {
        ns_step rest; /* a rate that changes without end: what is left, in one step that is always
                         stable */
        ns_device_step(d, p, v, r.x, 0, t - r.t, 1, &rest);
        return rest.x;
    }
    return r.x;
}

double ns_flow(const ns_device *d, const void *p, double v, double x, double t)
{
    double after;
    x = ns_clamp(x, d->x_lo, d->x_hi);
    if (d->flow && d->flow(p, v, x, t, &after))
        return after;
    ns_eval y;
    d->eval(p, v, x, &y);
    if (y.f == 0 || !(t > 0))
        return x;
    after = follow(d, p, v, x, t);
    return y.f > 0 ? fmax(after, x) : fmin(after, x); /* no step back by rounding */
}
