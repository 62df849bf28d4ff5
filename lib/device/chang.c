#include <math.h>
#include <stdbool.h>

#include "device.h"
#include "../numeric/safe.h"

#define CHANG_PARAMS(X, S)                                                                         \
    X(S, REAL, alpha, "A", 0.5e-6, 0, 0, 1e3, 0, NULL, "amplitude of the Schottky barrier", SUB)   \
    X(S, REAL, beta, "1/V", 0.5, 0, 0, 100, 0, NULL, "exponent of the Schottky barrier", SUB)      \
    X(S, REAL, gamma, "A", 4e-6, 1e-18, 0, 1e3, 0, NULL, "amplitude of tunnelling", SUB)           \
    X(S, REAL, delta, "1/V", 2, 1e-6, 0, 100, 0, NULL, "exponent of tunnelling", SUB)              \
    X(S, REAL, lambda, "1/s", 4.5, 0, 0, 1e15, 0, NULL, "speed of the state", SUB)                 \
    X(S, REAL, eta1, "", 0.004, 0, 0, 1e15, 0, NULL, "amplitude of the drift", SUB)                \
    X(S, REAL, eta2, "1/V", 4, 0, 0, 100, 0, NULL, "exponent of the drift", SUB)                   \
    X(S, REAL, tau, "", 10, 1e-12, 0, 1e15, 0, NULL,                                               \
      "retention: the state decays with time constant tau / lambda", SUB)                          \
    X(S, INT, drift_bit, "", 0, 0, 0, 1, 0, NULL,                                                  \
      "1: the state decays by diffusion; 0: it is retained", SUB)
#define SUB "Chang et al. 2011; subcircuit MEM_UMICH"

typedef struct {
    CHANG_PARAMS(NS_PARAM_FIELD, )
    double decay; /* 1/s */
} chang;

static const ns_param table[] = {CHANG_PARAMS(NS_PARAM_ROW, chang)};

static const ns_param_set sets[] = {
    {"umich", "WOx device of the University of Michigan, state retained",
     "subcircuit MEM_UMICH of Yakopcic's Memristor SPICE modeling, as published in Knowm's "
     "memristor-models-4-all, University_of_Michigan/LTSpice",
     "alpha=0.5e-6 beta=0.5 gamma=4e-6 delta=2 lambda=4.5 eta1=0.004 eta2=4 tau=10 drift_bit=0"},
    {"umich_diffusion", "the same device with its diffusion switched on: forgets in 2.2 s",
     "the same subcircuit with drift_bit=1",
     "alpha=0.5e-6 beta=0.5 gamma=4e-6 delta=2 lambda=4.5 eta1=0.004 eta2=4 tau=10 drift_bit=1"},
    {0},
};

static bool prepare(void *params, ns_error *e)
{
    chang *m = params;
    if (m->alpha * m->beta >= m->gamma * m->delta)
        return ns_fail(
            e,
            "device chang: alpha beta = %.12g S, the conductance of x = 0, must be below "
            "gamma delta = %.12g S, that of x = 1; lower alpha or raise gamma",
            m->alpha * m->beta, m->gamma * m->delta);
    m->decay = m->drift_bit ? m->lambda / m->tau : 0;
    return true;
}

static void eval(const void *params, double v, double x, ns_eval *out)
{
    const chang *m = params;
    double tunnel_v, barrier_v, drift_v;
    v = ns_clamp(v, -1e100, 1e100); /* so that no product overflows */
    x = ns_clamp(x, 0, 1);
    double tunnel = m->gamma * ns_sinh_tangent(m->delta * v, &tunnel_v);
    double barrier = -m->alpha * ns_expm1_tangent(-m->beta * v, &barrier_v);
    out->i = (1 - x) * barrier + x * tunnel;
    out->i_v = (1 - x) * m->alpha * m->beta * barrier_v + x * m->gamma * m->delta * tunnel_v;
    out->i_x = tunnel - barrier;
    double speed = m->lambda * m->eta1;
    out->f = speed * ns_sinh_tangent(m->eta2 * v, &drift_v) - m->decay * x;
    out->f_v = speed * m->eta2 * drift_v;
    out->f_x = -m->decay;
}

static double conductance(const void *params, double x)
{
    const chang *m = params;
    x = ns_clamp(x, 0, 1);
    return (1 - x) * m->alpha * m->beta + x * m->gamma * m->delta;
}

static double state_of(const void *params, double g)
{
    const chang *m = params;
    double low = m->alpha * m->beta;
    return ns_clamp((g - low) / (m->gamma * m->delta - low), 0, 1);
}

static double x_init(const void *params)
{
    (void)params;
    return 0; /* as in the subcircuit */
}

/* The rate is linear in x. */
static bool flow(const void *params, double v, double x, double t, double *after)
{
    const chang *m = params;
    ns_eval empty, now; /* at x = 0: the drift alone */
    eval(m, v, 0, &empty);
    eval(m, v, x, &now);
    double span = m->decay > 0 ? -expm1(-m->decay * t) / m->decay : t;
    double end = ns_clamp(x * exp(-m->decay * t) + empty.f * span, 0, 1);
    *after = now.f == 0  ? x
             : now.f > 0 ? fmax(end, x)
                         : fmin(end, x); /* no step back by rounding */
    return true;
}

const ns_device ns_device_chang = {
    .name = "chang",
    .descr = "WOx memristor of Chang et al.: Schottky barrier and tunnelling, with or without "
             "diffusion",
    .doc = "i = (1 - x) alpha (1 - e^(-beta v)) + x gamma sinh(delta v)\n"
           "dx/dt = lambda (eta1 sinh(eta2 v) - drift_bit x / tau), stopped at x = 0 and x = 1\n"
           "drift_bit is the published name of the switch of the diffusion term: with 0 the state "
           "is retained, with 1 it decays with the time constant tau / lambda. tau is divided by "
           "lambda in the published equation, so it is not itself a time. Above e^34.5 the "
           "exponentials go on as their tangents.",
    .cite = "T. Chang, S.-H. Jo, K.-H. Kim, P. Sheridan, S. Gaba, W. Lu, Synaptic behaviors and "
            "modeling of a metal oxide memristive device, Applied Physics A 102:857-863, 2011",
    .params = table,
    .n_params = sizeof table / sizeof table[0],
    .size = sizeof(chang),
    .sets = sets,
    .fit = "alpha beta gamma delta lambda eta2 drift_bit=0 | "
           "alpha beta gamma delta lambda eta2 tau drift_bit=1",
    .x_lo = 0,
    .x_hi = 1,
    .is_volatile = true, /* with drift_bit=1 */
    .prepare = prepare,
    .x_init = x_init,
    .eval = eval,
    .conductance = conductance,
    .state_of = state_of,
    .flow = flow,
};
