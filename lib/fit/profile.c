/* Profile-likelihood intervals: a parameter is kept at a value, the others are fitted anew, and its
 * interval ends where the residuals have grown by what chance allows. Where the residuals are not
 * linear in the parameters, this is right and the linearised interval is not. (Bates and Watts,
 * Nonlinear Regression Analysis, 1988, chapter 6.) */
#include <math.h>

#include "fit_impl.h"

enum { ITERATIONS = 40, WALKS = 12, CUTS = 12 };

static const double first_step = 0.02;   /* of the range, where there is no linearised interval */
static const double near_enough = 0.003; /* of the way from the optimum to the end */

typedef struct {
    ns_fit_job *j;
    ns_fit_space fixed; /* the space, parameter k's range shrunk to where it is kept */
    int k;
    double rms;     /* of the best fit */
    double allowed; /* root of the growth of its square that chance allows */
} profile;

/* By how much the residuals exceed what they may at the coordinate c, on a scale that is nearly
 * straight in c: of the root of the growth of their squares. *at: from where the others are fitted,
 * and to where. */
static double excess(profile *p, double c, ns_fit_point *at)
{
    ns_fit_axis *a = &p->fixed.axis[p->k];
    a->lo = a->hi = c;
    const double rms = ns_fit_descend(p->j, at, ITERATIONS);
    const double grown = (rms / p->rms) * (rms / p->rms) - 1;
    return sqrt(fmax(grown, 0)) - p->allowed;
}

/* Where the excess vanishes between in (negative) and out, by the Illinois method. */
static double cut(profile *p, double best, double in, double f_in, double out, double f_out,
                  ns_fit_point at)
{
    double c = out;
    int side = 0;
    for (int n = 0; n < CUTS && fabs(out - in) > near_enough * fabs(out - best) && !p->j->stopped;
         n++) {
        c = in + (out - in) * f_in / (f_in - f_out);
        const double f = excess(p, c, &at);
        if (fabs(f) < near_enough * p->allowed)
            return c;
        if (f < 0) {
            in = c;
            f_in = f;
            f_out *= side < 0 ? 0.5 : 1;
            side = -1;
        } else {
            out = c;
            f_out = f;
            f_in *= side > 0 ? 0.5 : 1;
            side = 1;
        }
    }
    return c;
}

/* The end in one direction; NAN: there is none within the range. */
static double end(profile *p, const ns_fit_point *best, double c0, double step, double limit)
{
    ns_fit_point at = *best;
    double in = c0, f_in = -p->allowed;
    for (int n = 0; n < WALKS && !p->j->stopped; n++, step *= 2) {
        const double out = fabs(limit - in) > fabs(step) ? in + step : limit;
        ns_fit_point there = at;
        const double f = excess(p, out, &there);
        if (f > 0)
            return cut(p, c0, in, f_in, out, f, at);
        if (out == limit)
            break;
        in = out;
        f_in = f;
        at = there;
    }
    return NAN;
}

/* Both ends of parameter k. */
static void both(profile *p, const ns_fit_space *s, const ns_fit_point *best, ns_fit_param *q)
{
    const ns_fit_axis *a = &s->axis[p->k];
    const double c0 = ns_fit_axis_coordinate(a, best->theta[p->k]);
    double half = first_step * (a->hi - a->lo);
    if (!isnan(q->lo) && q->hi > q->lo)
        half = 0.5 * (a->log ? fabs(log(q->hi / q->lo)) : q->hi - q->lo);
    const double lo = ns_fit_axis_at(a, end(p, best, c0, -half, a->lo)),
                 hi = ns_fit_axis_at(a, end(p, best, c0, half, a->hi));
    q->profile_lo = a->sign < 0 && a->log ? hi : lo;
    q->profile_hi = a->sign < 0 && a->log ? lo : hi;
}

void ns_fit_profile(ns_fit_job *j, const ns_fit_point *best, double quantile, ns_fit_result *r)
{
    const ns_fit_space *const s = j->space;
    const double degrees = (double)j->rows - r->n, alike = fmin(fmax(r->alike, 0), 0.999);
    const double widened = quantile * quantile * (1 + alike) / (1 - alike);
    const double begin = j->done;
    profile p = {.j = j, .rms = r->rms, .allowed = sqrt(widened / degrees)};
    j->space = &p.fixed;
    for (p.k = 0; p.k < r->n && !j->stopped; p.k++) {
        p.fixed = *s;
        both(&p, s, best, &r->param[p.k]);
        j->done = begin + (1 - begin) * (p.k + 1) / r->n;
    }
    j->space = s;
    r->profiled = !j->stopped;
}
