/* The Stanford-PKU RRAM model: a filament that heats itself, above a least field. */
#include <math.h>

#include "device.h"
#include "filament.h"
#include "../numeric/safe.h"

#define VA "Jiang et al., Stanford-PKU RRAM v1.0.0, 2013"
#define STANFORD_PARAMS(X, S)                                                                      \
    X(S, REAL, i0, "A", 1e-3, 0, 1, 1, 0, NULL, "current scale", VA)                               \
    X(S, REAL, g0, "m", 0.25e-9, 1e-12, 0, 1e-6, 0, NULL,                                          \
      "gap over which the current falls to 1/e", VA)                                               \
    X(S, REAL, v0, "V", 0.25, 1e-3, 0, 100, 0, NULL, "voltage scale of the current", VA)           \
    X(S, REAL, vel0, "m/s", 10, 0, 0, 1e6, 0, NULL, "velocity scale of the filament", VA)          \
    X(S, REAL, gamma0, "", 16, 0, 0, 1e3, 0, NULL, "field enhancement without a gap", VA)          \
    X(S, REAL, beta, "1/nm^3", 0.8, 0, 0, 1e6, 0, NULL, "its decrease with the cube of the gap",   \
      VA)                                                                                          \
    X(S, REAL, ea, "eV", 0.6, 0, 0, 10, 0, NULL, "barrier of the ions", VA)                        \
    X(S, REAL, a0, "m", 0.25e-9, 1e-12, 0, 1e-7, 0, NULL, "distance between hopping sites", VA)    \
    X(S, REAL, tox, "m", 12e-9, 1e-10, 0, 1e-6, 0, NULL, "thickness of the oxide", VA)             \
    X(S, REAL, gap_ini, "m", 0.2e-9, 0, 0, 1e-6, 0, NULL, "initial gap (unless x0 or rinit)", VA)  \
    X(S, REAL, gap_min, "m", 0.2e-9, 0, 0, 1e-6, 0, NULL, "narrowest gap, x = 1 (below gap_max)",  \
      VA)                                                                                          \
    X(S, REAL, gap_max, "m", 1.7e-9, 1e-10, 0, 1e-6, 0, NULL, "widest gap, x = 0", VA)             \
    X(S, REAL, f_min, "V/m", 1.4e9, 0, 0, 1e12, 0, NULL, "least enhanced field that moves ions",   \
      VA)                                                                                          \
    X(S, REAL, f_width, "", 1e-3, 1e-6, 0, 1, 0, NULL,                                             \
      "the rate rises from none to all between f_min and f_min (1 + f_width)", "")                 \
    X(S, REAL, t_ini, "K", NAN, 1, 0, 2e3, 0, NULL, "temperature (else the circuit's)", VA)        \
    X(S, REAL, rth, "K/W", 2.1e3, 0, 0, 1e12, 0, NULL, "thermal resistance", VA)                   \
    X(S, REAL, t_crit, "K", 450, 1, 0, 1e4, 0, NULL,                                               \
      "temperature at which half of the noise sets in", VA)                                        \
    X(S, REAL, t_smth, "K", 500, 1, 0, 1e4, 0, NULL, "width of that step", VA)                     \
    X(S, REAL, deltagap0, "m/s", 0.02, 0, 0, 1e3, 0, NULL, "noise of the filament's velocity", VA) \
    X(S, REAL, t_gap, "s", 1e-9, 0, 1, 1, 0, NULL,                                                 \
      "time for which one draw of it holds (with t_noise; the published model draws every step)",  \
      "")

typedef struct {
    STANFORD_PARAMS(NS_PARAM_FIELD, )
    ns_filament core;
    double span; /* nm */
} stanford;

static const ns_param table[] = {STANFORD_PARAMS(NS_PARAM_ROW, stanford)};

static const ns_param_set sets[] = {
    {"jiang_2013", "HfO2 RRAM, the file's defaults", VA,
     "i0=1m g0=0.25n v0=0.25 vel0=10 gamma0=16 beta=0.8 ea=0.6 a0=0.25n tox=12n gap_ini=0.2n "
     "gap_min=0.2n gap_max=1.7n f_min=1.4g t_ini=298 rth=2.1k t_crit=450 t_smth=500 "
     "deltagap0=0.02"},
    {0}};

static bool prepare(void *params, ns_error *e)
{
    stanford *m = params;
    const double nm = 1e9;
    if (m->gap_min >= m->gap_max)
        return ns_fail(e, "device stanford: gap_min = %.12g m must be below gap_max = %.12g m",
                       m->gap_min, m->gap_max);
    if (m->gap_ini < m->gap_min || m->gap_ini > m->gap_max)
        return ns_fail(e,
                       "device stanford: gap_ini = %.12g m must be between gap_min = %.12g and "
                       "gap_max = %.12g m",
                       m->gap_ini, m->gap_min, m->gap_max);
    m->span = (m->gap_max - m->gap_min) * nm;
    m->core = (ns_filament){.i0 = m->i0,
                            .g0 = m->g0 * nm,
                            .v0 = m->v0,
                            .rate = 0.5 * m->vel0 * nm / m->span,
                            .e_set = m->ea,
                            .e_reset = m->ea,
                            .gamma0 = m->gamma0,
                            .beta = m->beta,
                            .a0_tox = m->a0 / m->tox,
                            .gap_min = m->gap_min * nm,
                            .gap_max = m->gap_max * nm};
    return true;
}

/* Smooth step of the enhanced field gamma |v| / tox, from 0 at f_min to 1 at f_min (1 + f_width);
 * *by_v and *by_x are its partials. */
static double above_least_field(const stanford *m, double v, double x, double *by_v, double *by_x)
{
    double g = ns_filament_gap(&m->core, x);
    double gamma = m->gamma0 - m->beta * g * g * g, scale = m->f_min * m->f_width * m->tox;
    *by_v = *by_x = 0;
    if (m->f_min == 0)
        return 1;
    double u = (gamma * fabs(v) - m->f_min * m->tox) / scale;
    if (u <= 0 || u >= 1)
        return u >= 1;
    double slope = 6 * u * (1 - u) / scale;
    *by_v = slope * gamma * copysign(1, v);
    *by_x = slope * fabs(v) * 3 * m->beta * g * g * m->span;
    return u * u * (3 - 2 * u);
}

/* The temperature follows the power at once. */
static double temperature(const stanford *m, double v, const ns_eval *at)
{
    return m->t_ini + m->rth * v * at->i;
}

static void eval(const void *params, double v, double x, ns_eval *out)
{
    const stanford *m = params;
    v = ns_clamp(v, -1e100, 1e100);
    x = ns_clamp(x, 0, 1);
    ns_filament_current(&m->core, v, x, out);
    double on_v, on_x, on = above_least_field(m, v, x, &on_v, &on_x);
    if (on == 0) {
        out->f = out->f_v = out->f_x = 0;
        return;
    }
    double f_t = ns_filament_rate(&m->core, v, x, temperature(m, v, out), out);
    out->f_v = on * (out->f_v + f_t * m->rth * (out->i + v * out->i_v)) + on_v * out->f;
    out->f_x = on * (out->f_x + f_t * m->rth * v * out->i_x) + on_x * out->f;
    out->f *= on;
}

static double variance(const void *params, double v, double x)
{
    const stanford *m = params;
    ns_eval at;
    ns_filament_current(&m->core, v, ns_clamp(x, 0, 1), &at);
    double hot = (m->t_crit - temperature(m, v, &at)) / m->t_smth;
    double velocity = m->deltagap0 * 1e9 / m->span / (1 + exp(hot)); /* 1/s */
    return velocity * velocity * m->t_gap;
}

static double conductance(const void *params, double x)
{
    return ns_filament_conductance(&((const stanford *)params)->core, x);
}

static double state_of(const void *params, double g)
{
    return ns_filament_state_of(&((const stanford *)params)->core, g);
}

static double x_init(const void *params)
{
    const stanford *m = params;
    return (m->gap_max - m->gap_ini) / (m->gap_max - m->gap_min);
}

const ns_device ns_device_stanford = {
    .name = "stanford",
    .descr = "Stanford-PKU RRAM, with its temperature",
    .doc = "i = i0 exp(-g / g0) sinh(v / v0)\n"
           "dg/dt = -vel0 exp(-ea / kT) sinh(gamma a0 v / (tox kT)), gap_min <= g <= gap_max\n"
           "gamma = gamma0 - beta (g / 1 nm)^3; none below gamma |v| / tox = f_min\n"
           "T = t_ini + rth |v i|\n"
           "g = gap_max - (gap_max - gap_min) x.\n"
           "At f_min the published rate jumps; here it rises smoothly over f_width of f_min. With "
           "t_noise the gap's velocity has a random part of deltagap0 / (1 + exp((t_crit - T) / "
           "t_smth)), a process that does not depend on the simulator's step.\n"
           "Above 34.5 v0 the current goes on as the tangent of its sinh, above e^60 the rate as "
           "that of its exponentials.",
    .cite = "Z. Jiang, S. Yu, Y. Wu, J. H. Engel, X. Guan, H.-S. P. Wong, Verilog-A compact model "
            "for oxide-based resistive random access memory (RRAM), SISPAD 2014",
    .params = table,
    .n_params = sizeof table / sizeof table[0],
    .size = sizeof(stanford),
    .sets = sets,
    .fit = "i0 g0 v0 ea gamma0 beta f_min rth",
    .x_lo = 0,
    .x_hi = 1,
    .ambient = "t_ini",
    .prepare = prepare,
    .x_init = x_init,
    .eval = eval,
    .variance = variance,
    .conductance = conductance,
    .state_of = state_of,
};
