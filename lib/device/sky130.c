/* The ReRAM cell of the SKY130 process, as differential equations. */
#include <math.h>

#include "device.h"
#include "filament.h"
#include "../numeric/safe.h"

#define PDK "sky130_fd_pr_reram__reram_cell.va"
#define SKY130_PARAMS(X, S)                                                                        \
    X(S, REAL, area_ox, "m^2", 0.1024e-12, 0, 1, 1, 0, NULL,                                       \
      "area of the electrodes' overlap (unused, as in the PDK)", PDK)                              \
    X(S, REAL, tox, "m", 5e-9, 1e-10, 0, 1e-6, 0, NULL, "thickness of the oxide", PDK)             \
    X(S, REAL, tfilament_max, "m", 4.9e-9, 1e-10, 0, 1e-6, 0, NULL,                                \
      "thickest filament, x = 1 (at most tox)", PDK)                                               \
    X(S, REAL, tfilament_min, "m", 3.3e-9, 0, 0, 1e-6, 0, NULL,                                    \
      "thinnest filament, x = 0 (below tfilament_max)", PDK)                                       \
    X(S, REAL, tfilament_0, "m", 3.3e-9, 0, 0, 1e-6, 0, NULL,                                      \
      "initial filament (unless x0 or rinit)", PDK)                                                \
    X(S, REAL, eact_generation, "eV", 1.501, 0, 0, 10, 0, NULL,                                    \
      "barrier against generation of vacancies", PDK)                                              \
    X(S, REAL, eact_recombination, "eV", 1.5, 0, 0, 10, 0, NULL,                                   \
      "barrier against their recombination", PDK)                                                  \
    X(S, REAL, i_k1, "A", 61.4e-6, 0, 1, 1, 0, NULL, "current scale", PDK)                         \
    X(S, REAL, tfilament_ref, "m", 4.7249e-9, 1e-10, 0, 1e-6, 0, NULL,                             \
      "filament whose gap is the current's length (below tox)", PDK)                               \
    X(S, REAL, v_ref, "V", 0.43, 1e-3, 0, 100, 0, NULL, "voltage scale of the current", PDK)       \
    X(S, REAL, velocity_k1, "m/s", 150, 0, 0, 1e6, 0, NULL, "velocity scale of the filament", PDK) \
    X(S, REAL, gamma_k0, "", 16.5, 0, 0, 1e3, 0, NULL, "field enhancement without a gap", PDK)     \
    X(S, REAL, gamma_k1, "1/nm^3", -1.25, -1e6, 0, 0, 0, NULL,                                     \
      "its change with the cube of the gap", PDK)                                                  \
    X(S, REAL, a0, "m", 0.25e-9, 1e-12, 0, 1e-7, 0, NULL, "distance between hopping sites", PDK)   \
    X(S, REAL, temperature_0, "K", 300, 1, 0, 2e3, 0, NULL, "temperature of the surroundings",     \
      PDK)                                                                                         \
    X(S, REAL, c_thermal, "J/K", 0.31825e-15, 1e-30, 0, 1, 0, NULL, "heat capacity", PDK)          \
    X(S, REAL, tau_thermal, "s", 0.23e-9, 1e-15, 0, 1, 0, NULL, "time constant of cooling", PDK)

typedef struct {
    SKY130_PARAMS(NS_PARAM_FIELD, )
    ns_filament core;
} sky130;

static const ns_param table[] = {SKY130_PARAMS(NS_PARAM_ROW, sky130)};

static bool prepare(void *params, ns_error *e)
{
    sky130 *m = params;
    const double nm = 1e9, span = m->tfilament_max - m->tfilament_min;
    if (!(span > 0))
        return ns_fail(
            e, "device sky130: tfilament_min = %.12g m must be below tfilament_max = %.12g m",
            m->tfilament_min, m->tfilament_max);
    if (m->tfilament_max > m->tox || m->tfilament_ref >= m->tox)
        return ns_fail(e,
                       "device sky130: tfilament_max = %.12g m and tfilament_ref = %.12g m must be "
                       "below tox = %.12g m",
                       m->tfilament_max, m->tfilament_ref, m->tox);
    /* (a value that went through ngspice's expressions may be off by a rounding) */
    const double ulp = 1e-12 * m->tfilament_max;
    if (m->tfilament_0 < m->tfilament_min - ulp || m->tfilament_0 > m->tfilament_max + ulp)
        return ns_fail(e,
                       "device sky130: tfilament_0 = %.12g m must be between tfilament_min = "
                       "%.12g and tfilament_max = %.12g m",
                       m->tfilament_0, m->tfilament_min, m->tfilament_max);
    m->core = (ns_filament){.i0 = m->i_k1,
                            .g0 = (m->tox - m->tfilament_ref) * nm,
                            .v0 = m->v_ref,
                            .rate = m->velocity_k1 / span,
                            .e_set = m->eact_generation,
                            .e_reset = m->eact_recombination,
                            .gamma0 = m->gamma_k0,
                            .beta = -m->gamma_k1,
                            .a0_tox = m->a0 / m->tox,
                            .gap_min = (m->tox - m->tfilament_max) * nm,
                            .gap_max = (m->tox - m->tfilament_min) * nm};
    return true;
}

static double tau(const void *params)
{
    return ((const sky130 *)params)->tau_thermal;
}

/* The temperature at which the losses match the power. */
static double heated(const sky130 *m, double v, const ns_eval *at, double *s_v, double *s_x)
{
    double r_thermal = m->tau_thermal / m->c_thermal;
    *s_v = r_thermal * (at->i + v * at->i_v);
    *s_x = r_thermal * v * at->i_x;
    return m->temperature_0 + r_thermal * v * at->i;
}

static double target(const void *params, double v, double x, double *s_v, double *s_x)
{
    const sky130 *m = params;
    ns_eval at;
    v = ns_clamp(v, -1e100, 1e100);
    ns_filament_current(&m->core, v, ns_clamp(x, 0, 1), &at);
    return heated(m, v, &at, s_v, s_x);
}

static void eval_hot(const void *params, double v, double x, double c, double w,
                     ns_eval_second *out)
{
    const sky130 *m = params;
    v = ns_clamp(v, -1e100, 1e100);
    x = ns_clamp(x, 0, 1);
    ns_filament_current(&m->core, v, x, &out->at);
    out->s = heated(m, v, &out->at, &out->s_v, &out->s_x);
    out->y = c + w * out->s;
    out->i_y = 0;
    out->f_y = ns_filament_rate(&m->core, v, x, fmax(out->y, m->temperature_0), &out->at);
}

static const ns_second temperature = {"t", "K",    "temperature of the filament",
                                      tau, target, eval_hot};

static void eval(const void *params, double v, double x, ns_eval *out)
{
    ns_at_rest(&temperature, params, v, x, out);
}

static double conductance(const void *params, double x)
{
    return ns_filament_conductance(&((const sky130 *)params)->core, x);
}

static double state_of(const void *params, double g)
{
    return ns_filament_state_of(&((const sky130 *)params)->core, g);
}

static double x_init(const void *params)
{
    const sky130 *m = params;
    return ns_clamp((m->tfilament_0 - m->tfilament_min) / (m->tfilament_max - m->tfilament_min), 0,
                    1);
}

const ns_device ns_device_sky130 = {
    .name = "sky130",
    .descr = "SKY130 ReRAM cell, with the PDK's parameters",
    .doc =
        "i = i_k1 exp(-(tox - F) / (tox - tfilament_ref)) sinh(v / v_ref)\n"
        "dF/dt = velocity_k1 { e^(-eact_generation / kT) (e^u - 1) - e^(-eact_recombination / kT) "
        "(e^-u - 1) }\n"
        "u = (gamma_k0 + gamma_k1 ((tox - F) / 1 nm)^3) a0 v / (tox kT)\n"
        "c_thermal dT/dt = v i - c_thermal (T - temperature_0) / tau_thermal\n"
        "F = tfilament_min + (tfilament_max - tfilament_min) x.\n"
        "The PDK's Verilog-A advances F and T by explicit steps of its own; this is the "
        "differential equation behind it, the same at any step. Its rate at 0 V, 4e-16 nm/s from "
        "the two barriers' difference, is left out, so that the state is kept. t_step is not "
        "needed.\n"
        "Above 34.5 v_ref the current goes on as the tangent of its sinh, above e^60 the rate as "
        "that of its exponentials.",
    .cite = "SkyWater SKY130 PDK, sky130_fd_pr_reram__reram_cell",
    .params = table,
    .n_params = sizeof table / sizeof table[0],
    .size = sizeof(sky130),
    .fit = "i_k1 tfilament_ref v_ref eact_generation eact_recombination gamma_k0 gamma_k1",
    .x_lo = 0,
    .x_hi = 1,
    .prepare = prepare,
    .x_init = x_init,
    .eval = eval,
    .second = &temperature,
    .conductance = conductance,
    .state_of = state_of,
};
