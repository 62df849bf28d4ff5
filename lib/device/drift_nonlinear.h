/* The second law of the drift model, nonlinear in the voltage:
 *   i = x^n beta sinh(alpha v) + chi (e^(gamma v) - 1)
 *   dx/dt = a v^q F(x), q odd */
#ifndef NGSPIKE_DRIFT_NONLINEAR_H
#define NGSPIKE_DRIFT_NONLINEAR_H

#include "device.h"

#define NONLINEAR_PARAMS(X, S)                                                                     \
    X(S, REAL, n, "", 2, 1, 0, 1e3, 0, NULL, "nonlinear law: exponent of the state",               \
      "Kvatinsky et al. 2013, fig. 6")                                                             \
    X(S, REAL, beta, "A", 0.9e-6, 0, 1, 1e6, 0, NULL, "nonlinear law: current at state 1",         \
      "Kvatinsky et al. 2013, fig. 6")                                                             \
    X(S, REAL, alpha, "1/V", 2, 0, 1, 1e3, 0, NULL, "nonlinear law: slope at state 1",             \
      "Kvatinsky et al. 2013, fig. 6")                                                             \
    X(S, REAL, chi, "A", 1e-10, 0, 0, 1e6, 0, NULL, "nonlinear law: current of the barrier",       \
      "Kvatinsky et al. 2013, fig. 6")                                                             \
    X(S, REAL, gamma, "1/V", 4, 0, 0, 1e3, 0, NULL, "nonlinear law: slope of the barrier",         \
      "Kvatinsky et al. 2013, fig. 6")                                                             \
    X(S, REAL, a, "1/(s V^q)", 1, 0, 0, 1e30, 0, NULL, "nonlinear law: rate at 1 V",               \
      "Kvatinsky et al. 2013, fig. 6")                                                             \
    X(S, INT, q, "", 5, 1, 0, 99, 0, NULL, "nonlinear law: exponent of the voltage, odd",          \
      "Kvatinsky et al. 2013, fig. 6 (there m)")

typedef struct {
    NONLINEAR_PARAMS(NS_PARAM_FIELD, )
    double v_max; /* the power law goes on straight beyond it, where it nears overflow */
} ns_nonlinear;

bool ns_nonlinear_prepare(ns_nonlinear *m, ns_error *e);

/* The current and its partials. */
void ns_nonlinear_current(const ns_nonlinear *m, double v, double x, ns_eval *out);
/* The rate without the window, and its slope. */
double ns_nonlinear_rate(const ns_nonlinear *m, double v, double *f_v);

double ns_nonlinear_conductance(const ns_nonlinear *m, double x);
double ns_nonlinear_state_of(const ns_nonlinear *m, double g);

#endif
