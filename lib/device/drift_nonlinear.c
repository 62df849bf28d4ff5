#include "drift_nonlinear.h"

#include <math.h>

#include "../numeric/safe.h"

#define RATE_MAX 1e100 /* 1/s: no time step is short against it */

bool ns_nonlinear_prepare(ns_nonlinear *m, ns_error *e)
{
    if (m->q % 2 == 0)
        return ns_fail(e,
                       "device drift: q = %d must be odd with law = nonlinear, or the state moves "
                       "the same way at either sign of the voltage",
                       m->q);
    m->v_max = pow(fmin(RATE_MAX / m->a, RATE_MAX), 1. / m->q);
    return true;
}

void ns_nonlinear_current(const ns_nonlinear *m, double v, double x, ns_eval *out)
{
    double sinh_v, barrier_v;
    double sinh = m->beta * ns_sinh_tangent(m->alpha * v, &sinh_v);
    double barrier = m->chi * ns_expm1_tangent(m->gamma * v, &barrier_v);
    double power = ns_pow(x, m->n - 1);
    out->i = power * x * sinh + barrier;
    out->i_v = power * x * m->beta * m->alpha * sinh_v + m->chi * m->gamma * barrier_v;
    out->i_x = m->n * power * sinh;
}

double ns_nonlinear_rate(const ns_nonlinear *m, double v, double *f_v)
{
    double rate = m->a * ns_pow_tangent(fabs(v), m->q, m->v_max, f_v);
    *f_v *= m->a;
    return copysign(rate, v);
}

double ns_nonlinear_conductance(const ns_nonlinear *m, double x)
{
    return ns_pow(x, m->n) * m->beta * m->alpha + m->chi * m->gamma;
}

double ns_nonlinear_state_of(const ns_nonlinear *m, double g)
{
    double by_state = (g - m->chi * m->gamma) / (m->beta * m->alpha);
    return by_state > 0 ? fmin(pow(by_state, 1 / m->n), 1) : 0;
}
