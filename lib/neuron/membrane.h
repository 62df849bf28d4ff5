/* A leaky membrane under a current that is linear in time, in closed form:
 *
 *   tau dv/dt = -(v - v_rest) + tau (q + k t)
 *   v(t) = v0 + t phi1(-t / tau) f0 + t^2 phi2(-t / tau) k,   f0 = dv/dt at 0
 *
 * with phi1(z) = expm1(z) / z, phi2(z) = (phi1(z) - 1) / z, which holds without a leak (tau =
 * INFINITY) too. The threshold decays exponentially to its rest. */
#ifndef NGSPIKE_MEMBRANE_H
#define NGSPIKE_MEMBRANE_H

#include <stdbool.h>

typedef struct {
    double v0;        /* V */
    double f0;        /* dv/dt at the beginning, V/s */
    double k;         /* slope of the current over the capacitance, V/s^2 */
    double tau;       /* s; INFINITY: no leak */
    double th;        /* threshold at rest, V */
    double theta;     /* its rise at the beginning, V, >= 0 */
    double tau_theta; /* s; INFINITY: it stays */
} ns_membrane_path;

/* v(t). */
double ns_membrane_at(const ns_membrane_path *p, double t);

/* dv(h) / df0 and dv(h) / dk. */
double ns_membrane_by_rate(double h, double tau);
double ns_membrane_by_slope(double h, double tau);

/* v(t) less the threshold at t; *slope its derivative by t. */
double ns_membrane_excess(const ns_membrane_path *p, double t, double *slope);

/* The first time in [0, h] at which v reaches the threshold, to round-off. False: it does not. */
bool ns_membrane_crossing(const ns_membrane_path *p, double h, double *t);

#endif
