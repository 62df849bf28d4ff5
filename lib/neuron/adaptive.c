#include "adaptive.h"

#include <math.h>

#include "../numeric/safe.h"

/* Relative error of a step, and the most steps within one call. */
static const double tolerance = 1e-11;
enum { MOST_STEPS = 200000 };

double ns_adaptive_rate(const ns_adaptive *m, const ns_adaptive_state *s, double i)
{
    double f, slope;
    if (m->quadratic) {
        f = m->k * (s->v - m->v_rest) * (s->v - m->v_t);
    } else {
        f = -m->leak * (s->v - m->v_rest);
        if (m->delta_t > 0) /* beyond the threshold, where it ends, as its tangent */
            f += m->leak * m->delta_t *
                 ns_exp_tangent((s->v - m->v_t) / m->delta_t, (m->th - m->v_t) / m->delta_t + 1,
                                &slope);
    }
    return (f - s->w + i) / m->c;
}

static ns_adaptive_state derivative(const ns_adaptive *m, const ns_adaptive_state *s, double i)
{
    return (ns_adaptive_state){ns_adaptive_rate(m, s, i),
                               (m->a * (s->v - m->v_rest) - s->w) / m->tau_w};
}

/* One step of fifth order; returns its error over what is allowed. */
static double dormand_prince(const ns_adaptive *m, const ns_adaptive_state *s, double i, double k_i,
                             double h, ns_adaptive_state *out)
{
    static const double node[7] = {0, 1 / 5.0, 3 / 10.0, 4 / 5.0, 8 / 9.0, 1, 1};
    static const double weight[7][6] = {
        {0},
        {1 / 5.0},
        {3 / 40.0, 9 / 40.0},
        {44 / 45.0, -56 / 15.0, 32 / 9.0},
        {19372 / 6561.0, -25360 / 2187.0, 64448 / 6561.0, -212 / 729.0},
        {9017 / 3168.0, -355 / 33.0, 46732 / 5247.0, 49 / 176.0, -5103 / 18656.0},
        {35 / 384.0, 0, 500 / 1113.0, 125 / 192.0, -2187 / 6784.0, 11 / 84.0}};
    static const double lower[7] = {
        5179 / 57600.0, 0, 7571 / 16695.0, 393 / 640.0, -92097 / 339200.0, 187 / 2100.0, 1 / 40.0};
    ns_adaptive_state d[7], e = {0, 0};
    for (int n = 0; n < 7; n++) {
        *out = *s;
        for (int j = 0; j < n; j++) {
            out->v += h * weight[n][j] * d[j].v;
            out->w += h * weight[n][j] * d[j].w;
        }
        d[n] = derivative(m, out, i + k_i * h * node[n]);
    }
    for (int n = 0; n < 7; n++) {
        double difference = (n < 6 ? weight[6][n] : 0) - lower[n];
        e.v += h * difference * d[n].v;
        e.w += h * difference * d[n].w;
    }
    double moved = m->span + fabs(out->v - s->v);
    return (fabs(e.v) + fabs(e.w) * h / m->c) / (tolerance * moved);
}

/* Where in a step of h, which passes the threshold, it does: by halving and false position on the
 * length of the step. */
static double find(const ns_adaptive *m, const ns_adaptive_state *s, double i, double k_i,
                   double theta, double tau_theta, double h, ns_adaptive_state *out)
{
    double lo = 0, hi = h, f_lo = s->v - m->th - theta, f_hi = 0, t = h;
    for (int n = 0; n < 200; n++) {
        (void)dormand_prince(m, s, i, k_i, t, out);
        double f = out->v - m->th - (theta == 0 ? 0 : theta * exp(-t / tau_theta));
        if (!(f < 0)) {
            hi = t;
            f_hi = f;
        } else {
            lo = t;
            f_lo = f;
        }
        double next =
            n % 3 == 2 || !isfinite(f_hi) ? 0.5 * (lo + hi) : lo + (hi - lo) * f_lo / (f_lo - f_hi);
        if (fabs(f) < 1e-14 * m->span || next <= lo || next >= hi)
            break;
        t = next;
    }
    return t;
}

bool ns_adaptive_advance(const ns_adaptive *m, ns_adaptive_state *s, double i, double k_i,
                         double theta, double tau_theta, double h, double *t)
{
    double at = 0, step = h;
    if (s->v >= m->th + theta) {
        *t = 0;
        return true;
    }
    for (int n = 0; n < MOST_STEPS && at < h; n++) {
        ns_adaptive_state next;
        bool last = step >= h - at;
        if (last)
            step = h - at;
        double error = dormand_prince(m, s, i + k_i * at, k_i, step, &next);
        double rise = theta == 0 ? 0 : theta * exp(-at / tau_theta);
        if (error <= 1) {
            double rise_after = theta == 0 ? 0 : theta * exp(-(at + step) / tau_theta);
            if (next.v >= m->th + rise_after) {
                *t = at + find(m, s, i + k_i * at, k_i, rise, tau_theta, step, &next);
                *s = next;
                return true;
            }
            *s = next;
            at = last ? h : at + step;
        }
        double factor = error > 0 ? 0.9 * pow(error, -0.2) : 5;
        step *= isfinite(factor) ? ns_clamp(factor, 0.1, 5) : 0.1;
    }
    return false;
}
