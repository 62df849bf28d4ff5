/* What the two threshold adaptive models of Kvatinsky et al. share: TEAM, controlled by the
 * current, and VTEAM, by the voltage. With s the controlling quantity (positive moves the state up)
 * and th its threshold,
 *   dx/dt = +-k (|s| / th - 1)^alpha f(x),   |s| > th;   exactly 0 otherwise. */
#ifndef NGSPIKE_KVATINSKY_H
#define NGSPIKE_KVATINSKY_H

#include "device.h"
#include "resistance.h"
#include "window.h"

enum { NS_WINDOW_KVATINSKY = NS_WINDOWS };
extern const char *const ns_kvatinsky_windows[], *const ns_kvatinsky_iv[];

/* The shared rows; the defaults of k_off, k_on, alpha_off and alpha_on differ. */
#define KVATINSKY_PARAMS(X, S, K_OFF, K_ON, A_OFF, A_ON)                                           \
    X(S, REAL, ron, "ohm", 50, 1e-3, 0, 1e15, 0, NULL, "resistance at x_on, state 1 (below roff)", \
      "Kvatinsky et al. 2013, fig. 10")                                                            \
    X(S, REAL, roff, "ohm", 1e3, 1e-3, 0, 1e15, 0, NULL, "resistance at x_off, state 0",           \
      "Kvatinsky et al. 2013, fig. 10")                                                            \
    X(S, ENUM, iv_relation, "", 0, 0, 0, 1, 0, ns_kvatinsky_iv,                                    \
      "resistance in between: linear or exponential in the state",                                 \
      "Kvatinsky et al. 2013, eqs. 15 and 16")                                                     \
    X(S, REAL, x_on, "m", 0, -1e-3, 0, 1e-3, 0, NULL,                                              \
      "undoped width at state 1 (at least 1e-12 m below x_off)", "Kvatinsky et al. 2011")          \
    X(S, REAL, x_off, "m", 3e-9, -1e-3, 0, 1e-3, 0, NULL, "undoped width at state 0",              \
      "Kvatinsky et al. 2011")                                                                     \
    X(S, REAL, k_off, "m/s", K_OFF, 0, 0, 1e20, 0, NULL, "rate constant towards x_off",            \
      "Kvatinsky et al. 2013, eq. 12")                                                             \
    X(S, REAL, k_on, "m/s", K_ON, -1e20, 0, 0, 0, NULL, "rate constant towards x_on (negative)",   \
      "Kvatinsky et al. 2013, eq. 12")                                                             \
    X(S, REAL, alpha_off, "", A_OFF, 1, 0, 100, 0, NULL, "exponent towards x_off",                 \
      "Kvatinsky et al. 2013, eq. 12")                                                             \
    X(S, REAL, alpha_on, "", A_ON, 1, 0, 100, 0, NULL, "exponent towards x_on",                    \
      "Kvatinsky et al. 2013, eq. 12")                                                             \
    NS_WINDOW_PARAMS(X, S, NS_WINDOW_KVATINSKY, ns_kvatinsky_windows,                              \
                     "window: none, strukov, joglekar, biolek, prodromakis, zha or kvatinsky")     \
    X(S, REAL, a_off, "m", 3e-9, -1e-3, 0, 1e-3, 0, NULL,                                          \
      "width above which the window kvatinsky stops the drift towards x_off",                      \
      "Kvatinsky et al. 2013, eq. 13; value: Xyce")                                                \
    X(S, REAL, a_on, "m", 0, -1e-3, 0, 1e-3, 0, NULL,                                              \
      "width below which the window kvatinsky stops the drift towards x_on",                       \
      "Kvatinsky et al. 2013, eq. 14; value: Xyce")                                                \
    X(S, REAL, w_c, "m", 107e-12, 1e-15, 0, 1e-3, 0, NULL,                                         \
      "distance over which the window kvatinsky stops it", "Pickett et al. 2009")

#define KVATINSKY_DOC                                                                              \
    "The window f is 1 or, with u = x towards x_on and x - 1 towards x_off,\n" NS_WINDOW_DOC       \
    "  kvatinsky    exp(-exp((w - a_off) / w_c)) towards x_off,\n"                                 \
    "               exp(-exp((a_on - w) / w_c)) towards x_on.\n"                                   \
    "The papers' positive direction switches off: polarity=-1 gives their sign. At the\n"          \
    "thresholds the rate is continuous; with alpha = 1 its slope jumps from 0 to k / threshold.\n" \
    "Published code that gives i_on or v_on a positive sign drifts below the threshold; here\n"    \
    "they are negative as in the papers.\n"

/* One direction of the drift. */
typedef struct {
    double threshold;
    double k;     /* 1/s */
    double alpha; /* the power law goes on straight beyond u_max, where it nears overflow */
    double u_max;
    double z0, z1; /* window kvatinsky: exp(-exp(z0 + z1 x)) */
} ns_kvatinsky_drift;

typedef struct {
    KVATINSKY_PARAMS(NS_PARAM_FIELD, , , , , )
    ns_resistance r;
    ns_window shape;
    ns_kvatinsky_drift up, down; /* towards x_on, towards x_off */
} ns_kvatinsky;

/* `on` (< 0) and `off` (> 0) are the family's thresholds; `who` names it. */
bool ns_kvatinsky_prepare(ns_kvatinsky *m, double on, double off, const char *who, ns_error *e);

/* The rate for the controlling quantity s, and its partials. */
double ns_kvatinsky_rate(const ns_kvatinsky *m, double s, double x, double *f_s, double *f_x);

/* Members of ns_device, for a parameter struct that begins with ns_kvatinsky. */
double ns_kvatinsky_conductance(const void *params, double x);
double ns_kvatinsky_state_of(const void *params, double g);
double ns_kvatinsky_x_init(const void *params);

#endif
