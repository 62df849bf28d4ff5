#include "filament.h"

#include <math.h>

#include "../numeric/constants.h"
#include "../numeric/safe.h"

/* Exponents are cut off here, with their tangent: e^60 times any of the rates is faster than light
 * crosses the film. */
static const double exponent_max = 60;

double ns_filament_gap(const ns_filament *m, double x)
{
    return m->gap_max + (m->gap_min - m->gap_max) * x;
}

void ns_filament_current(const ns_filament *m, double v, double x, ns_eval *out)
{
    double slope, s = ns_sinh_tangent(v / m->v0, &slope);
    double tunnel = m->i0 * exp(-ns_filament_gap(m, x) / m->g0);
    out->i = tunnel * s;
    out->i_v = tunnel * slope / m->v0;
    out->i_x = out->i * ((m->gap_max - m->gap_min) / m->g0);
}

/* e^-b (e^u - 1) for a barrier b; *by_u and *by_b are its partials. It vanishes with u, exactly. */
static double hop(double u, double b, double *by_u, double *by_b)
{
    double slope, still = exp(-b);
    double moved = ns_exp_tangent(u - b, exponent_max, &slope);
    double net = fabs(u) < 1 ? still * expm1(u) : moved - still;
    *by_u = slope;
    *by_b = -slope + still;
    return net;
}

double ns_filament_rate(const ns_filament *m, double v, double x, double t, ns_eval *out)
{
    double g = ns_filament_gap(m, x), kt = NS_K_OVER_Q * t;
    double gamma = m->gamma0 - m->beta * g * g * g;
    double gamma_x = 3 * m->beta * g * g * (m->gap_max - m->gap_min);
    double field = m->a0_tox / kt, u = gamma * field * v;
    double set_u, set_b, reset_u, reset_b;
    double set = hop(u, m->e_set / kt, &set_u, &set_b);
    double reset = hop(-u, m->e_reset / kt, &reset_u, &reset_b);
    double by_u = m->rate * (set_u + reset_u);
    out->f = m->rate * (set - reset);
    out->f_v = by_u * gamma * field;
    out->f_x = by_u * gamma_x * field * v;
    double by_b = m->rate * (set_b * m->e_set - reset_b * m->e_reset) / kt;
    return -(by_u * u + by_b) / t;
}

double ns_filament_conductance(const ns_filament *m, double x)
{
    return m->i0 / m->v0 * exp(-ns_filament_gap(m, ns_clamp(x, 0, 1)) / m->g0);
}

double ns_filament_state_of(const ns_filament *m, double g)
{
    double gap = g > 0 ? -m->g0 * log(g * m->v0 / m->i0) : INFINITY;
    return ns_clamp((m->gap_max - gap) / (m->gap_max - m->gap_min), 0, 1);
}
