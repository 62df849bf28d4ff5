#include "kvatinsky.h"

#include <math.h>

const char *const ns_kvatinsky_windows[] = {NS_WINDOW_NAMES, "kvatinsky", NULL};
const char *const ns_kvatinsky_iv[] = {"linear", "exponential", NULL};

#define RATE_MAX 1e100 /* 1/s: no time step is short against it */

static ns_kvatinsky_drift drift(double threshold, double k, double alpha)
{
    double u_max = pow(fmin(RATE_MAX / k, RATE_MAX), 1 / alpha);
    return (ns_kvatinsky_drift){.threshold = threshold, .k = k, .alpha = alpha, .u_max = u_max};
}

bool ns_kvatinsky_prepare(ns_kvatinsky *m, double on, double off, const char *who, ns_error *e)
{
    double span = m->x_off - m->x_on;
    if (!(span >= 1e-12))
        return ns_fail(e, "%s: x_on = %.12g m must be at least 1e-12 m below x_off = %.12g m", who,
                       m->x_on, m->x_off);
    if (!ns_resistance_prepare(&m->r, m->iv_relation, m->ron, m->roff, who, e) ||
        !ns_window_prepare(&m->shape, m->window, m->p, m->j, who, e))
        return false;
    m->up = drift(-on, fabs(m->k_on) / span, m->alpha_on);
    m->up.z0 = (m->a_on - m->x_off) / m->w_c;
    m->up.z1 = span / m->w_c;
    m->down = drift(off, m->k_off / span, m->alpha_off);
    m->down.z0 = (m->x_off - m->a_off) / m->w_c;
    m->down.z1 = -span / m->w_c;
    return true;
}

static double window_at(const ns_kvatinsky *m, const ns_kvatinsky_drift *d, double x, double *f_x)
{
    if (m->window != NS_WINDOW_KVATINSKY)
        return ns_window_at(&m->shape, d == &m->up, x, f_x);
    double e = exp(fmin(d->z0 + d->z1 * x, 600)), f = exp(-e);
    *f_x = -f * e * d->z1;
    return f;
}

double ns_kvatinsky_rate(const ns_kvatinsky *m, double s, double x, double *f_s, double *f_x)
{
    const ns_kvatinsky_drift *d = s > 0 ? &m->up : &m->down;
    double u = fabs(s) / d->threshold - 1;
    *f_s = *f_x = 0;
    if (!(u > 0))
        return 0;
    double slope, w_x, w = window_at(m, d, x, &w_x);
    double rate = copysign(d->k, s) * ns_pow_tangent(u, d->alpha, d->u_max, &slope);
    *f_s = d->k * slope / d->threshold * w;
    *f_x = rate * w_x;
    return rate * w;
}

double ns_kvatinsky_conductance(const void *params, double x)
{
    const ns_kvatinsky *m = params;
    double g_x;
    return ns_resistance_g(&m->r, ns_clamp(x, 0, 1), &g_x);
}

double ns_kvatinsky_state_of(const void *params, double g)
{
    const ns_kvatinsky *m = params;
    return ns_resistance_x(&m->r, g);
}

double ns_kvatinsky_x_init(const void *params)
{
    (void)params;
    return 0.5;
}
