/* Wang and Roychowdhury's well-posed filament model, at the surroundings' temperature. */
#include <math.h>

#include "device.h"
#include "filament.h"
#include "../numeric/constants.h"
#include "../numeric/safe.h"

#define GAP_PARAMS(X, S)                                                                           \
    X(S, REAL, i0, "A", 1e-3, 0, 1, 1, 0, NULL, "current scale", "Wang and Roychowdhury 2016")     \
    X(S, REAL, g0, "m", 0.25e-9, 1e-12, 0, 1e-6, 0, NULL,                                          \
      "gap over which the current falls to 1/e", "Wang and Roychowdhury 2016")                     \
    X(S, REAL, v0, "V", 0.25, 1e-3, 0, 100, 0, NULL, "voltage scale of the current",               \
      "Wang and Roychowdhury 2016")                                                                \
    X(S, REAL, vel0, "m/s", 10, 0, 0, 1e6, 0, NULL, "velocity scale of the filament",              \
      "Wang and Roychowdhury 2016")                                                                \
    X(S, REAL, gamma0, "", 16, 0, 0, 1e3, 0, NULL, "field enhancement without a gap",              \
      "Wang and Roychowdhury 2016")                                                                \
    X(S, REAL, beta, "1/nm^3", 0.8, 0, 0, 1e6, 0, NULL, "its decrease with the cube of the gap",   \
      "Wang and Roychowdhury 2016")                                                                \
    X(S, REAL, ea, "eV", 0.6, 0, 0, 10, 0, NULL, "barrier of the ions",                            \
      "Wang and Roychowdhury 2016")                                                                \
    X(S, REAL, a0, "m", 0.25e-9, 1e-12, 0, 1e-7, 0, NULL, "distance between hopping sites",        \
      "Wang and Roychowdhury 2016")                                                                \
    X(S, REAL, tox, "m", 12e-9, 1e-10, 0, 1e-6, 0, NULL, "thickness of the oxide",                 \
      "Wang and Roychowdhury 2016")                                                                \
    X(S, REAL, mingap, "m", 0.2e-9, 0, 0, 1e-6, 0, NULL, "narrowest gap, x = 1 (below maxgap)",    \
      "Wang and Roychowdhury 2016")                                                                \
    X(S, REAL, maxgap, "m", 1.7e-9, 1e-10, 0, 1e-6, 0, NULL, "widest gap, x = 0",                  \
      "Wang and Roychowdhury 2016")                                                                \
    X(S, REAL, t_amb, "K", NAN, 1, 0, 2e3, 0, NULL, "temperature (else the circuit's)", "")

typedef struct {
    GAP_PARAMS(NS_PARAM_FIELD, )
    ns_filament core;
} gap;

static const ns_param table[] = {GAP_PARAMS(NS_PARAM_ROW, gap)};

static const ns_param_set sets[] = {
    {"wr_rram", "generic filamentary RRAM", "Wang and Roychowdhury, arXiv 1605.04897 (MAPP)",
     "i0=1m g0=0.25n v0=0.25 vel0=10 gamma0=16 beta=0.8 ea=0.6 a0=0.25n tox=12n mingap=0.2n "
     "maxgap=1.7n"},
    {"rram_v0", "RRAM of the SKY130 6T1R synapse",
     "SNN_rram_MICROSE, rram_v0.va (J. A. Juarez Lora)",
     "i0=61.4u g0=0.271n v0=0.43 vel0=150 gamma0=16.5 beta=1.25 ea=1.5 a0=0.25n tox=5n mingap=0.1n "
     "maxgap=1.7n"},
    {0}};

static bool prepare(void *params, ns_error *e)
{
    gap *m = params;
    const double nm = 1e9;
    if (m->mingap >= m->maxgap)
        return ns_fail(e, "device gap: mingap = %.12g m must be below maxgap = %.12g m", m->mingap,
                       m->maxgap);
    m->core = (ns_filament){.i0 = m->i0,
                            .g0 = m->g0 * nm,
                            .v0 = m->v0,
                            .rate = 0.5 * m->vel0 / (m->maxgap - m->mingap),
                            .e_set = m->ea,
                            .e_reset = m->ea,
                            .gamma0 = m->gamma0,
                            .beta = m->beta,
                            .a0_tox = m->a0 / m->tox,
                            .gap_min = m->mingap * nm,
                            .gap_max = m->maxgap * nm};
    return true;
}

static void eval(const void *params, double v, double x, ns_eval *out)
{
    const gap *m = params;
    v = ns_clamp(v, -1e100, 1e100);
    x = ns_clamp(x, 0, 1);
    ns_filament_current(&m->core, v, x, out);
    (void)ns_filament_rate(&m->core, v, x, m->t_amb, out);
}

static double conductance(const void *params, double x)
{
    return ns_filament_conductance(&((const gap *)params)->core, x);
}

static double state_of(const void *params, double g)
{
    return ns_filament_state_of(&((const gap *)params)->core, g);
}

static double x_init(const void *params)
{
    (void)params;
    return 0; /* as made: the widest gap */
}

const ns_device ns_device_gap = {
    .name = "gap",
    .descr = "well-posed filament memristor (RRAM), isothermal",
    .doc = "i = i0 exp(-g / g0) sinh(v / v0)\n"
           "dg/dt = -vel0 exp(-ea / kT) sinh(u), mingap <= g <= maxgap\n"
           "u = (gamma0 - beta (g / 1 nm)^3) a0 v / (tox kT)\n"
           "g = maxgap - (maxgap - mingap) x.\n"
           "The state stops at the bounds; the published clipping terms are left out, because they "
           "let it creep at 0 V.\n"
           "Above 34.5 v0 the current goes on as the tangent of its sinh, above e^60 the rate as "
           "that of its exponentials.",
    .cite = "T. Wang, J. Roychowdhury, Well-posed models of memristive devices, arXiv 1605.04897, "
            "2016",
    .params = table,
    .n_params = sizeof table / sizeof table[0],
    .size = sizeof(gap),
    .sets = sets,
    .fit = "i0 g0 v0 ea gamma0 beta",
    .x_lo = 0,
    .x_hi = 1,
    .ambient = "t_amb",
    .prepare = prepare,
    .x_init = x_init,
    .eval = eval,
    .conductance = conductance,
    .state_of = state_of,
};
