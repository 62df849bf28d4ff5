#include <math.h>
#include <stdbool.h>

#include "device.h"
#include "resistance.h"

#define PERSHIN_PARAMS(X, S)                                                                       \
    X(S, REAL, ron, "ohm", 1e3, 1e-3, 0, 1e15, 0, NULL, "least resistance, x = 1 (below roff)",    \
      "Biolek et al. 2013, model R.2")                                                             \
    X(S, REAL, roff, "ohm", 10e3, 1e-3, 0, 1e15, 0, NULL, "greatest resistance, x = 0",            \
      "Biolek et al. 2013, model R.2")                                                             \
    X(S, REAL, alpha, "ohm/(V s)", 0, 0, 0, 1e60, 0, NULL, "rate below the threshold",             \
      "Pershin and Di Ventra 2012; Biolek et al. 2013, model R.2")                                 \
    X(S, REAL, beta, "ohm/(V s)", 1e13, 0, 0, 1e60, 0, NULL, "rate above the threshold",           \
      "Biolek et al. 2013, model R.2")                                                             \
    X(S, REAL, vt, "V", 4.6, 0, 0, 1e6, 0, NULL, "threshold", "Biolek et al. 2013, model R.2")

typedef struct {
    PERSHIN_PARAMS(NS_PARAM_FIELD, )
    ns_resistance r;
    double below, above; /* alpha and beta in units of x, 1/(V s) */
} pershin;

static const ns_param table[] = {PERSHIN_PARAMS(NS_PARAM_ROW, pershin)};

static const ns_param_set sets[] = {
    {"biolek_r2", "device of the benchmark collection, 5 V sine of 50 MHz",
     "Biolek, Di Ventra and Pershin 2013, model R.2", "rinit=5k | "},
    {"ngspice", "ngspice's own example, 3 V sine of 100 MHz (with polarity=-1)",
     "ngspice, examples/memristor/memristor.sp", "rinit=7k | beta=2e12 vt=1.6"},
    {0}};

static bool prepare(void *params, ns_error *e)
{
    pershin *m = params;
    if (!ns_resistance_prepare(&m->r, false, m->ron, m->roff, "device pershin", e))
        return false;
    m->below = m->alpha / m->r.span;
    m->above = m->beta / m->r.span;
    return true;
}

static void eval(const void *params, double v, double x, ns_eval *out)
{
    const pershin *m = params;
    v = ns_clamp(v, -1e100, 1e100); /* so that no product of the rate overflows */
    x = ns_clamp(x, 0, 1);
    out->i_v = ns_resistance_g(&m->r, x, &out->i_x);
    out->i = v * out->i_v;
    out->i_x *= v;
    out->f_x = 0;
    double beyond = fabs(v) - m->vt;
    if (beyond > 0) {
        out->f = copysign(m->below * m->vt + m->above * beyond, v);
        out->f_v = m->above;
    } else {
        out->f = m->below * v;
        out->f_v = m->below;
    }
}

static double conductance(const void *params, double x)
{
    const pershin *m = params;
    double g_x;
    return ns_resistance_g(&m->r, ns_clamp(x, 0, 1), &g_x);
}

static double state_of(const void *params, double g)
{
    const pershin *m = params;
    return ns_resistance_x(&m->r, g);
}

static double x_init(const void *params)
{
    (void)params;
    return 5. / 9; /* 5 kohm with the default ron and roff, as in Biolek et al. 2013 */
}

/* The state moves evenly. */
static bool flow(const void *params, double v, double x, double t, double *after)
{
    ns_eval y;
    eval(params, v, x, &y);
    *after = ns_clamp(x + y.f * t, 0, 1);
    return true;
}

const ns_device ns_device_pershin = {
    .name = "pershin",
    .descr = "Pershin and Di Ventra's memristor with a threshold",
    .doc = "i = v / R, R = ron x + roff (1 - x), 0 <= x <= 1\n"
           "-dR/dt = beta v + (alpha - beta) (|v + vt| - |v - vt|) / 2,\n"
           "which is alpha v below the threshold and alpha vt + beta (v - vt) above. R stops at\n"
           "ron and roff. The papers' positive voltage raises R: polarity=-1 gives their sign.\n"
           "(The smoothing of the published netlists is left out: the rate is continuous, and the\n"
           "bounds are kept by the integration.)",
    .cite = "Y. V. Pershin, M. Di Ventra, SPICE model of memristive devices with threshold, "
            "Radioengineering 22:485-489, 2013; D. Biolek, M. Di Ventra, Y. V. Pershin, Reliable "
            "SPICE simulations of memristors, memcapacitors and meminductors, Radioengineering "
            "22:945-968, 2013, model R.2",
    .params = table,
    .n_params = sizeof table / sizeof table[0],
    .size = sizeof(pershin),
    .sets = sets,
    .fit = "ron roff alpha beta vt",
    .x_lo = 0,
    .x_hi = 1,
    .prepare = prepare,
    .x_init = x_init,
    .eval = eval,
    .conductance = conductance,
    .state_of = state_of,
    .flow = flow,
};
