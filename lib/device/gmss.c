#include <math.h>
#include <stdbool.h>

#include "device.h"
#include "switches.h"
#include "../numeric/constants.h"
#include "../numeric/portable.h"
#include "../numeric/safe.h"

static const char *const readouts[] = {"linear", "tio2", "area", NULL};
enum { LINEAR, TIO2, AREA };
static const char *const volatilities[] = {"none", "voltage", "current", "joule", NULL};
enum { NONE, VOLTAGE, CURRENT, JOULE };

NS_NO_CONTRACTION /* random numbers of switches follow from the rates */

#define GMSS_PARAMS(X, S)                                                                          \
    X(S, INT, n, "", 20000, 1, 0, 1e9, 0, NULL, "number of switches", SRC)                         \
    X(S, REAL, v_off, "V", 0.05, -100, 0, 100, 0, NULL,                                            \
      "bias of the switches towards off (their equilibrium at 0 V)", SRC)                          \
    X(S, REAL, v_a, "V", 0.40049, -100, 0, 100, 0, NULL, "barrier between on and off", SRC)        \
    X(S, REAL, rho0, "1/s", 1, 1e-30, 0, 1e15, 0, NULL, "rate of a switch without a barrier", SRC) \
    X(S, REAL, t, "K", NAN, 1, 0, 1e4, 0, NULL,                                                    \
      "temperature of the surroundings; not given: that of the circuit", SRC)                      \
    X(S, ENUM, readout, "", TIO2, 0, 0, AREA, 0, readouts,                                         \
      "conductance of the switches: linear, tio2 or area", SRC)                                    \
    X(S, REAL, ron, "ohm", 100, 1e-3, 0, 1e15, 0, NULL,                                            \
      "linear: resistance with all switches on, x = 1 (below roff)", SRC)                          \
    X(S, REAL, roff, "ohm", 1e6, 1e-3, 0, 1e15, 0, NULL,                                           \
      "linear: resistance with all switches off, x = 0", SRC)                                      \
    X(S, REAL, n_th, "", 10000, 0, 0, 1e9, 0, NULL,                                                \
      "tio2, area: switches that must be on before more of them conduct (below n)", SRC)           \
    X(S, REAL, g_step, "S", 1e-7, 1e-18, 0, 1e3, 0, NULL, "tio2, area: conductance of a switch",   \
      SRC)                                                                                         \
    X(S, REAL, g_par, "S", 1e-10, 1e-18, 0, 1e3, 0, NULL, "tio2, area: conductance beside them",   \
      SRC)                                                                                         \
    X(S, REAL, factor, "", 1, 1e-9, 0, 1e9, 0, NULL, "area: factor of the number of switches",     \
      SRC)                                                                                         \
    X(S, ENUM, volatility, "", VOLTAGE, 0, 0, JOULE, 0, volatilities,                              \
      "what lowers the barriers for a while: none, voltage, current or joule", SRC)                \
    X(S, REAL, c, "1/V", 10, 0, 0, 1e12, 0, NULL,                                                  \
      "voltage, current: volatility per volt (current: per ampere)", SRC)                          \
    X(S, REAL, tau, "s", 10, 1e-15, 0, 1e15, 0, NULL,                                              \
      "voltage, current: time constant of the volatility", SRC)                                    \
    X(S, REAL, rth, "K/W", 4e4, 0, 0, 1e12, 0, NULL, "thermal resistance; 0: no Joule heating",    \
      SRC)                                                                                         \
    X(S, REAL, cth, "J/K", 3.84e-14, 1e-24, 0, 1e9, 0, NULL, "joule: heat capacity", SRC)
#define SRC "El-Geresy, Papavassiliou and Gunduz 2024"

    typedef struct {
    GMSS_PARAMS(NS_PARAM_FIELD, )
    double per_volt; /* q / kT (1/V) */
    double scale;    /* factor^(2/3) of the area law, 1 of the others */
} gmss;

static const ns_param table[] = {GMSS_PARAMS(NS_PARAM_ROW, gmss)};

#define REPOSITORY "authors' repository memristor-neuromorphic-model, "
static const ns_param_set sets[] = {
    {"tio2_pulses", "TiO2 device, hysteresis and pulses; drifts 42 switches in 1e4 s at 0 V",
     REPOSITORY "model_simulation.py; its v_a belongs to v_off = 0.005 V by the authors' own fit",
     "n=20000 v_off=0.05 v_a=0.40049 rho0=1 t=300 readout=tio2 n_th=10000 g_step=1e-7 g_par=1e-10 "
     "volatility=voltage c=10 tau=10 rth=4e4"},
    {"tio2_drift", "TiO2 device as fitted to its drift: 3.6 switches in 1e4 s at 0 V",
     REPOSITORY "model_fitting.py, v_off = 0.05 V",
     "n=20000 v_off=0.05 v_a=0.4638840 rho0=1 t=300 readout=tio2 n_th=10000 g_step=1e-7 "
     "g_par=1e-10 volatility=joule rth=4e4 cth=3.84e-14"},
    {"frequency_demo", "potentiation that depends on the frequency of 0.1 V, 0.15 s pulses",
     REPOSITORY "neuromorphic_experiments.py, frequency_dependent_potentiation",
     "n=20000 v_off=0.05 v_a=0.40049 rho0=1 t=300 readout=tio2 n_th=10000 g_step=1e-7 g_par=1e-10 "
     "volatility=voltage c=500 tau=10 rth=0"},
    {"spike_demo", "spikes from current-induced volatility at constant 0 to -0.18 V (polarity=-1)",
     REPOSITORY "neuromorphic_experiments.py, spike_generation",
     "n=1e6 v_off=-0.8 v_a=1 rho0=1 t=300 readout=tio2 n_th=800000 g_step=1e-8 g_par=1e-6 "
     "volatility=current c=1e7 tau=1 rth=0"},
    {0},
};

static bool prepare(void *params, ns_error *e)
{
    gmss *m = params;
    if (m->readout == LINEAR && m->ron >= m->roff)
        return ns_fail(e, "device gmss: ron = %.12g ohm must be below roff = %.12g ohm", m->ron,
                       m->roff);
    if (m->readout != LINEAR && m->n_th >= m->n)
        return ns_fail(e,
                       "device gmss: n_th = %.12g must be below n = %d, or no number of switches "
                       "conducts",
                       m->n_th, m->n);
    if (m->volatility == JOULE && m->rth == 0)
        return ns_fail(e, "device gmss: rth = 0 K/W with volatility = joule; give rth > 0, or "
                          "volatility = none");
    m->per_volt = 1 / (NS_K_OVER_Q * m->t);
    m->scale = m->readout == AREA ? ns_exp(2 / 3.0 * ns_ln(m->factor)) : 1;
    return true;
}

/* ---- conductance ---- */

/* u^(2/3) for u >= 1 switch. Below, where the slope would grow without bound and no number of
 * switches is, the parabola through 0 with the same value and slope at 1. */
static double area_law(double u, double *slope)
{
    if (u < 1) {
        *slope = 4 / 3.0 - 2 / 3.0 * u;
        return u * (4 / 3.0 - u / 3);
    }
    double root = ns_exp(ns_ln(u) / 3);
    *slope = 2 / (3 * root);
    return root * root;
}

static double area_law_inverse(double y)
{
    return y < 1 ? 3 * y / (2 + sqrt(4 - 3 * y)) : y * sqrt(y);
}

/* The conductance at x and its slope. */
static double readout(const gmss *m, double x, double *slope)
{
    if (m->readout == LINEAR) {
        *slope = 1 / m->ron - 1 / m->roff;
        return x / m->ron + (1 - x) / m->roff;
    }
    double above = m->n * x - m->n_th, on = fmax(above, 0), by_law = 1;
    if (m->readout == AREA)
        on = area_law(on, &by_law);
    double share = above > 0 ? 1 : above < 0 ? 0 : 0.5; /* in the kink, the mean of both slopes */
    *slope = share * m->g_step * m->scale * by_law * m->n;
    return m->g_step * m->scale * on + m->g_par;
}

static double conductance(const void *params, double x)
{
    double slope;
    return readout(params, ns_clamp(x, 0, 1), &slope);
}

static double state_of(const void *params, double g)
{
    const gmss *m = params;
    if (m->readout == LINEAR)
        return ns_clamp((g - 1 / m->roff) / (1 / m->ron - 1 / m->roff), 0, 1);
    double on = fmax(g - m->g_par, 0) / (m->g_step * m->scale);
    if (m->readout == AREA)
        on = area_law_inverse(on);
    return ns_clamp((m->n_th + on) / m->n, 0, 1);
}

static double x_init(const void *params)
{
    return state_of(params, 1e-4); /* 10 kohm, as in the authors' experiments */
}

/* ---- rates ---- */

/* By how much the barriers are lowered, phi = (1 + rho) (1 + heating), and its partials. */
typedef struct {
    double value, v, x, rho;
} lowering;

static lowering lowered(const gmss *m, double v, double x, double rho)
{
    bool heats = m->volatility != JOULE && m->rth > 0;
    if (!heats)
        return (lowering){1 + rho, 0, 0, 1};
    double g_x, g = readout(m, x, &g_x), per_conductance = m->rth * v * v / m->t;
    double heating = 1 + per_conductance * g;
    return (lowering){(1 + rho) * heating, (1 + rho) * 2 * m->rth * v * g / m->t,
                      (1 + rho) * per_conductance * g_x, heating};
}

/* e^u, as its tangent above NS_EXP_MAX, and its slope. */
static double arrhenius(double u, double *slope)
{
    double inside = fmin(u, NS_EXP_MAX);
    *slope = ns_exp(inside);
    return *slope + *slope * (u - inside);
}

/* Partials of a rate by v, x and rho. */
typedef struct {
    double v, x, rho;
} gradient;

/* The rate over a barrier of `height` volts that a volt lowers by `by_v`. */
static double over(const gmss *m, const lowering *phi, double height, double by_v, gradient *d)
{
    double slope, u = -height * m->per_volt / phi->value;
    double rate = m->rho0 * arrhenius(u, &slope), per_phi = -m->rho0 * slope * (u / phi->value);
    d->v = m->rho0 * slope * (by_v * m->per_volt / phi->value) + per_phi * phi->v;
    d->x = per_phi * phi->x;
    d->rho = per_phi * phi->rho;
    return rate;
}

static ns_switch_rates rates(const gmss *m, double v, double x, double rho, gradient *up,
                             gradient *down)
{
    lowering phi = lowered(m, v, x, fmax(rho, 0));
    double half = (m->v_off - v) / 2;
    return (ns_switch_rates){over(m, &phi, m->v_a + half, 0.5, up),
                             over(m, &phi, m->v_a - half, -0.5, down)};
}

ns_switch_rates ns_gmss_rates(const void *params, double v, double x, double rho)
{
    gradient up, down;
    return rates(params, v, x, rho, &up, &down);
}

int ns_gmss_pulse(const void *params, ns_rng rng, uint64_t count, double v, double rho, double t,
                  int on)
{
    const gmss *m = params;
    ns_switch_rates r = ns_gmss_rates(m, v, (double)on / m->n, rho);
    return ns_switches_draw(&r, rng, count, m->n, on, t);
}

/* ---- the volatility as a second state ---- */

static double tau(const void *params)
{
    const gmss *m = params;
    return m->volatility == JOULE ? m->rth * m->cth : m->tau;
}

/* What the volatility goes to. */
static void set_target(const gmss *m, double v, const ns_eval *at, double g, ns_eval_second *out)
{
    double sign = (v > 0) - (v < 0), watt = m->rth / m->t;
    out->s = out->s_v = out->s_x = 0;
    switch (m->volatility) {
    case VOLTAGE:
        out->s = m->c * fabs(v);
        out->s_v = m->c * sign;
        break;
    case CURRENT:
        out->s = m->c * fabs(at->i);
        out->s_v = m->c * sign * g;
        out->s_x = m->c * sign * at->i_x;
        break;
    case JOULE:
        out->s = watt * v * at->i;
        out->s_v = 2 * watt * at->i;
        out->s_x = watt * v * at->i_x;
    }
}

static void eval_second(const void *params, double v, double x, double c, double w,
                        ns_eval_second *out)
{
    const gmss *m = params;
    gradient up, down;
    v = ns_clamp(v, -1e50, 1e50); /* so that no product overflows */
    x = ns_clamp(x, 0, 1);
    double g_x, g = readout(m, x, &g_x);
    out->at.i = v * g;
    out->at.i_v = g;
    out->at.i_x = v * g_x;
    set_target(m, v, &out->at, g, out);
    out->y = c + w * out->s;
    ns_switch_rates r = rates(m, v, x, out->y, &up, &down);
    out->at.f = (1 - x) * r.up - x * r.down;
    out->at.f_v = (1 - x) * up.v - x * down.v;
    out->at.f_x = (1 - x) * up.x - x * down.x - (r.up + r.down);
    out->i_y = 0;
    out->f_y = (1 - x) * up.rho - x * down.rho;
}

static double target(const void *params, double v, double x, double *s_v, double *s_x)
{
    const gmss *m = params;
    ns_eval_second out;
    v = ns_clamp(v, -1e50, 1e50);
    double g_x, g = readout(m, ns_clamp(x, 0, 1), &g_x);
    const ns_eval at = {.i = v * g, .i_x = v * g_x};
    set_target(m, v, &at, g, &out);
    *s_v = out.s_v;
    *s_x = out.s_x;
    return out.s;
}

static const ns_second second = {
    .name = "rho",
    .unit = "1",
    .descr = "volatility: by how much more than 1 the barriers are divided",
    .tau = tau,
    .target = target,
    .eval = eval_second,
};

static void eval(const void *params, double v, double x, ns_eval *out)
{
    ns_at_rest(&second, params, v, x, out);
}

static ns_switch_rates rates_at_rest(const gmss *m, double v, double x)
{
    double s_v, s_x;
    return ns_gmss_rates(m, v, x, target(m, v, x, &s_v, &s_x));
}

static double variance(const void *params, double v, double x)
{
    const gmss *m = params;
    ns_switch_rates r = rates_at_rest(m, v, x);
    return ((1 - x) * r.up + x * r.down) / m->n;
}

/* Where the barriers do not depend on the state. */
static bool flow(const void *params, double v, double x, double t, double *after)
{
    const gmss *m = params;
    if (m->rth > 0 || m->volatility == CURRENT)
        return false;
    ns_switch_rates r = rates_at_rest(m, v, x);
    *after = ns_switches_mean(&r, x, t);
    return true;
}

const ns_device ns_device_gmss = {
    .name = "gmss",
    .descr = "generalised metastable switches with a volatility (stochastic TiO2 devices)",
    .doc =
        "x = (number of switches that are on) / n, dx/dt = (1 - x) r_up - x r_down\n"
        "r_up = rho0 e^(-q (v_a + (v_off - v) / 2) / (kT phi))\n"
        "r_down = rho0 e^(-q (v_a - (v_off - v) / 2) / (kT phi))\n"
        "phi = 1 + rho, rho the volatility, a state of its own: d rho/dt = (s - rho) / tau\n"
        "  voltage      s = c |v|\n"
        "  current      s = c |i|\n"
        "  joule        s = rth v i / t, tau = rth cth: the device's own temperature is t phi\n"
        "i = v G(x)\n"
        "  linear       G = x / ron + (1 - x) / roff\n"
        "  tio2         G = g_step max(n x - n_th, 0) + g_par\n"
        "  area         G = g_step (factor max(n x - n_th, 0))^(2/3) + g_par\n"
        "In the publication a positive voltage turns switches off: polarity=-1 gives its sign. Of "
        "its two laws for the rates this is the Boltzmann one, which its authors recommend.\n"
        "With volatility voltage or current and rth > 0 the Joule heating multiplies phi by 1 + "
        "rth v i / t, its value at rest: its time constant rth cth (1.5 ns in the published set) "
        "is "
        "taken as 0. rth = 0 is without heating. The area law is a parabola, of the same value and "
        "slope at one switch, between 0 and 1 switch above n_th, where its slope would grow "
        "without bound. Below n_th the conductance does not tell the state: it converts to n_th / "
        "n there. Above e^34.5 the rates go on as their tangents.\n"
        "The state is volatile: at 0 V it relaxes to 1 / (1 + e^(q v_off / kT)). At constant "
        "voltage and phi each switch is a chain of two states with an exact solution for any time. "
        "The variance of x per second is [(1 - x) r_up + x r_down] / n.",
    .cite = "W. El-Geresy, C. Papavassiliou, D. Gunduz, Event-based simulation of stochastic "
            "memristive devices for neuromorphic computing, arXiv:2407.04718, 2024",
    .params = table,
    .n_params = sizeof table / sizeof table[0],
    .size = sizeof(gmss),
    .sets = sets,
    .fit = "readout=linear volatility=none rth=0 ron roff v_off v_a | "
           "readout=linear volatility=voltage rth=0 ron roff v_off v_a c tau",
    .x_lo = 0,
    .x_hi = 1,
    .is_volatile = true,
    .ambient = "t",
    .prepare = prepare,
    .x_init = x_init,
    .eval = eval,
    .second = &second,
    .variance = variance,
    .conductance = conductance,
    .state_of = state_of,
    .flow = flow,
};
