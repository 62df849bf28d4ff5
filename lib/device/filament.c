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

/* e^-b (e^u - 1) for a barrier b, and its partials. It vanishes with u, exactly. */
typedef struct {
    double net, by_u, by_b;
} hop;

static hop hop_far(double u, double b)
{
    double slope, still = exp(-b);
    double moved = ns_exp_tangent(u - b, exponent_max, &slope);
    return (hop){fabs(u) < 1 ? still * expm1(u) : moved - still, slope, -slope + still};
}

/* gain: e^u - 1. */
static hop hop_near(double still, double gain)
{
    return (hop){still * gain, still * (gain + 1), -still * gain};
}

/* Over the barrier `up` with u and over `down` with -u. */
static void hops(double u, double up, double down, hop *set, hop *reset)
{
    static const double far = 500; /* well within the range of numbers */
    if (fabs(u) > far || up > far || down > far || u - up > exponent_max ||
        -u - down > exponent_max) {
        *set = hop_far(u, up);
        *reset = hop_far(-u, down);
        return;
    }
    double gain = ns_expm1_up(fabs(u)), loss = -gain / (gain + 1), still = exp(-up);
    *set = hop_near(still, u > 0 ? gain : loss);
    *reset = hop_near(up == down ? still : exp(-down), u > 0 ? loss : gain);
}

double ns_filament_rate(const ns_filament *m, double v, double x, double t, ns_eval *out)
{
    double g = ns_filament_gap(m, x), per_kt = 1 / (NS_K_OVER_Q * t);
    double gamma = m->gamma0 - m->beta * g * g * g;
    double gamma_x = 3 * m->beta * g * g * (m->gap_max - m->gap_min);
    double field = m->a0_tox * per_kt, u = gamma * field * v;
    hop set, reset;
    hops(u, m->e_set * per_kt, m->e_reset * per_kt, &set, &reset);
    double by_u = m->rate * (set.by_u + reset.by_u);
    out->f = m->rate * (set.net - reset.net);
    out->f_v = by_u * gamma * field;
    out->f_x = by_u * gamma_x * field * v;
    double by_b = m->rate * (set.by_b * m->e_set - reset.by_b * m->e_reset) * per_kt;
    return -(by_u * u + by_b) * NS_K_OVER_Q * per_kt;
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
