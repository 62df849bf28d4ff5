#include <math.h>
#include <stdbool.h>

#include "device.h"
#include "switches.h"
#include "../numeric/constants.h"
#include "../numeric/portable.h"
#include "../numeric/safe.h"

NS_NO_CONTRACTION /* random numbers of switches follow from the rates */

#define MSS_PARAMS(X, S)                                                                           \
    X(S, REAL, ron, "ohm", 500, 1e-3, 0, 1e15, 0, NULL,                                            \
      "resistance with all switches on, x = 1 (below roff)", SRC)                                  \
    X(S, REAL, roff, "ohm", 1500, 1e-3, 0, 1e15, 0, NULL,                                          \
      "resistance with all switches off, x = 0", SRC)                                              \
    X(S, REAL, von, "V", 0.27, 0, 0, 1e3, 0, NULL, "voltage at which switches go on", SRC)         \
    X(S, REAL, voff, "V", 0.27, 0, 0, 1e3, 0, NULL, "switches go off at -voff (a magnitude)", SRC) \
    X(S, REAL, tau, "s", 1e-4, 1e-15, 0, 1e15, 0, NULL, "time scale of the switching", SRC)        \
    X(S, REAL, t, "K", NAN, 1, 0, 1e4, 0, NULL, "temperature; not given: that of the circuit",     \
      SRC)                                                                                         \
    X(S, REAL, vt_eff, "V", 0, 0, 0, 10, 0, NULL,                                                  \
      "width of the thresholds in place of kT/q (at least 1e-6); 0: kT/q", "")                     \
    X(S, INT, n, "", 1e6, 0, 0, 1e9, 0, NULL, "number of switches, for the randomness; 0: none",   \
      SRC)                                                                                         \
    X(S, REAL, phi, "", 1, 1e-6, 0, 1, 0, NULL,                                                    \
      "share of the switches in the current, the rest is the Schottky diodes'", SRC)               \
    X(S, REAL, sfa, "A", 0, 0, 0, 1e3, 0, NULL, "amplitude of the forward Schottky current", SRC)  \
    X(S, REAL, sfb, "1/V", 0, 0, 0, 100, 0, NULL, "exponent of the forward Schottky current", SRC) \
    X(S, REAL, sra, "A", 0, 0, 0, 1e3, 0, NULL, "amplitude of the reverse Schottky current", SRC)  \
    X(S, REAL, srb, "1/V", 0, 0, 0, 100, 0, NULL, "exponent of the reverse Schottky current", SRC) \
    X(S, INT, pinched, "", 1, 0, 0, 1, 0, NULL,                                                    \
      "1: no current at 0 V; 0: as published, sfa and sra apart drive one", "")
#define SRC "Molter and Nugent 2016"

    typedef struct {
    MSS_PARAMS(NS_PARAM_FIELD, )
    double gon, goff; /* 1/ron, 1/roff (S) */
    double vt;        /* V */
} mss;

static const ns_param table[] = {MSS_PARAMS(NS_PARAM_ROW, mss)};

/* The AHaH classes give conductances of the two states. */
#define AHAH "M. A. Nugent and T. W. Molter, AHaH device models, "
static const ns_param_set sets[] = {
    {"sdc_w", "Knowm's tungsten SDC device, linear current",
     "T. Molter, memristor_knowm.sub in Knowm's memristor-models-4-all, 2017",
     "ron=500 roff=1500 von=0.27 voff=0.27 tau=1e-4 t=298.5 phi=1"},
    {"sdc_w_demo", "the same device with Schottky diodes",
     "Knowm/Xyce/knowm.cir in Knowm's memristor-models-4-all",
     "ron=500 roff=1500 von=0.27 voff=0.27 tau=1e-4 t=298.5 phi=0.8 sfa=8e-4 sfb=4 sra=8e-4 srb=4"},
    {"sdc_w_ideal", "idealised tungsten SDC device", "Knowm, kT-RAM documentation",
     "ron=1k roff=10k von=0.27 voff=0.27 tau=1e-5 n=1000 phi=1"},
    {"ag_chalcogenide", "like Boise State University's Ag-chalcogenide device, not a fit of it",
     AHAH "class AgChalcMemristor2, 2013",
     "ron=114.942528735632 roff=1098.9010989011 von=0.17 voff=0.22 tau=3.2e-3 t=298 n=1e6 phi=1 "
     "sfa=5e-5 sfb=3 sra=5e-5 srb=3"},
    {"gst", "GST device of Li et al. 2013; polarity=-1 gives the sign of the class",
     AHAH "class GSTMemristor, 2013, where positive voltages lower the conductance: on and off are "
          "exchanged here",
     "ron=833.333333333333 roff=8333.33333333333 von=0.6 voff=0.9 tau=4.2e-4 t=298 n=1e6 phi=0.7 "
     "sfa=5e-5 sfb=3 sra=5e-5 srb=3"},
    {"pd_wo3_w", "Pd/WO3/W device",
     AHAH "class PdWO3WMemristor, 2013 (with pinched=0, a current of -9.45 nA at 0 V)",
     "ron=40k roff=250k von=0.8 voff=1 tau=8e-4 t=298 n=1e6 phi=0.55 sfa=1e-9 sfb=8.5 sra=2.2e-8 "
     "srb=6.2"},
    {0},
};

static bool prepare(void *params, ns_error *e)
{
    mss *m = params;
    if (m->ron >= m->roff)
        return ns_fail(e, "device mss: ron = %.12g ohm must be below roff = %.12g ohm", m->ron,
                       m->roff);
    if (m->vt_eff > 0 && m->vt_eff < 1e-6)
        return ns_fail(e, "device mss: vt_eff = %.12g V must be at least 1e-6 V, or 0 for kT/q",
                       m->vt_eff);
    m->gon = 1 / m->ron;
    m->goff = 1 / m->roff;
    m->vt = m->vt_eff > 0 ? m->vt_eff : NS_K_OVER_Q * m->t;
    return true;
}

/* 1 / (1 + e^-u) and its slope. */
static double logistic(double u, double *slope)
{
    double e = ns_exp(-fabs(u)), larger = 1 / (1 + e);
    *slope = e * larger * larger;
    return u >= 0 ? larger : e * larger;
}

static ns_switch_rates rates(const mss *m, double v, ns_switch_rates *slope)
{
    ns_switch_rates r = {logistic((v - m->von) / m->vt, &slope->up) / m->tau,
                         logistic(-(v + m->voff) / m->vt, &slope->down) / m->tau};
    slope->up /= m->vt * m->tau;
    slope->down /= -m->vt * m->tau;
    return r;
}

ns_switch_rates ns_mss_rates(const void *params, double v)
{
    ns_switch_rates slope;
    return rates(params, v, &slope);
}

int ns_mss_pulse(const void *params, ns_rng rng, uint64_t count, double v, double t, int on)
{
    const mss *m = params;
    ns_switch_rates r = ns_mss_rates(m, v);
    return ns_switches_draw(&r, rng, count, m->n, on, t);
}

/* What the two diodes carry, forwards and backwards, above their values at 0 V; slopes by v. */
typedef struct {
    double forward, backward, forward_v, backward_v;
} diodes;

static diodes schottky(const mss *m, double v)
{
    diodes d;
    d.forward = m->sfa * ns_expm1_tangent(m->sfb * v, &d.forward_v);
    d.backward = m->sra * ns_expm1_tangent(-m->srb * v, &d.backward_v);
    d.forward_v *= m->sfa * m->sfb;
    d.backward_v *= -m->sra * m->srb;
    return d;
}

static void eval(const void *params, double v, double x, ns_eval *out)
{
    const mss *m = params;
    v = ns_clamp(v, -1e100, 1e100); /* so that no product overflows */
    x = ns_clamp(x, 0, 1);
    double g = m->phi * (x * m->gon + (1 - x) * m->goff);
    out->i = g * v;
    out->i_v = g;
    out->i_x = m->phi * (m->gon - m->goff) * v;
    if (m->phi < 1) {
        diodes d = schottky(m, v);
        out->i += (1 - m->phi) * (d.forward - d.backward + (m->pinched ? 0 : m->sfa - m->sra));
        out->i_v += (1 - m->phi) * (d.forward_v - d.backward_v);
    }
    ns_switch_rates slope, r = rates(m, v, &slope);
    out->f = (1 - x) * r.up - x * r.down;
    out->f_v = (1 - x) * slope.up - x * slope.down;
    out->f_x = -(r.up + r.down);
}

static double variance(const void *params, double v, double x)
{
    const mss *m = params;
    ns_switch_rates r = ns_mss_rates(m, v);
    return m->n > 0 ? ((1 - x) * r.up + x * r.down) / m->n : 0;
}

/* Thermal noise of the switches' conductance and shot noise of the two diode currents, which flow
 * independently of each other. */
static double white_noise(const void *params, double v, double x, double kelvin)
{
    const mss *m = params;
    double g = m->phi * (x * m->gon + (1 - x) * m->goff);
    diodes d = schottky(m, v);
    return 4 * NS_BOLTZMANN * kelvin * g +
           2 * NS_CHARGE * (1 - m->phi) * (d.forward + m->sfa + d.backward + m->sra);
}

/* Of the diodes at 0 V. */
static double leak(const mss *m)
{
    return (1 - m->phi) * (m->sfa * m->sfb + m->sra * m->srb);
}

static double conductance(const void *params, double x)
{
    const mss *m = params;
    x = ns_clamp(x, 0, 1);
    return m->phi * (x * m->gon + (1 - x) * m->goff) + leak(m);
}

static double state_of(const void *params, double g)
{
    const mss *m = params;
    return ns_clamp(((g - leak(m)) / m->phi - m->goff) / (m->gon - m->goff), 0, 1);
}

static double x_init(const void *params)
{
    (void)params;
    return 0; /* as in the subcircuit */
}

static bool flow(const void *params, double v, double x, double t, double *after)
{
    ns_switch_rates r = ns_mss_rates(params, v);
    *after = ns_switches_mean(&r, x, t);
    return true;
}

const ns_device ns_device_mss = {
    .name = "mss",
    .descr = "metastable switches, in the mean or as a random number of them (Knowm SDC devices)",
    .doc =
        "i = phi v (x / ron + (1 - x) / roff) + (1 - phi) [sfa (e^(sfb v) - 1) - sra (e^(-srb v) - "
        "1)]\n"
        "dx/dt = [(1 - x) A(v) - x B(v)] / tau\n"
        "A = 1 / (1 + e^(-(v - von) / vt)), B = 1 / (1 + e^((v + voff) / vt)), vt = kT/q or "
        "vt_eff\n"
        "x is the fraction of n independent switches that are on. The publication has e^(sfb v) "
        "and e^(-srb v) without the -1: with sfa apart from sra that is a current at 0 V "
        "(pinched=0).\n"
        "At constant voltage the fraction relaxes exponentially, exactly so for any time, and each "
        "switch on its own with the same rates; the published first-order probabilities exceed 1 "
        "for times beyond tau and are not used. The variance of x per second is [(1 - x) A + x B] "
        "/ (tau n).\n"
        "The state is volatile: with von = voff = 0.27 V at room temperature it relaxes at 0 V to "
        "x = 1/2 within 1.8 s, as the equations say and the devices do not. A smaller vt_eff keeps "
        "it longer. Above e^34.5 the Schottky currents go on as their tangents. Noise: thermal of "
        "the switches, shot of both Schottky currents.",
    .cite = "T. W. Molter, M. A. Nugent, The generalized metastable switch memristor model, CNNA "
            "2016, arXiv:1608.04659; M. A. Nugent, T. W. Molter, AHaH computing, PLoS ONE "
            "9:e85175, 2014",
    .params = table,
    .n_params = sizeof table / sizeof table[0],
    .size = sizeof(mss),
    .sets = sets,
    .fit = "ron roff von voff tau vt_eff phi=1 | ron roff von voff tau vt_eff phi sfa sfb sra srb",
    .x_lo = 0,
    .x_hi = 1,
    .is_volatile = true,
    .ambient = "t",
    .prepare = prepare,
    .x_init = x_init,
    .eval = eval,
    .variance = variance,
    .white_noise = white_noise,
    .conductance = conductance,
    .state_of = state_of,
    .flow = flow,
};
