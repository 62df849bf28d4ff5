#include <math.h>
#include <stdbool.h>

#include "device.h"
#include "resistance.h"
#include "simmons.h"
#include "../numeric/implicit.h"
#include "../numeric/safe.h"

static const char *const relations[] = {"linear", "exponential", "simmons", NULL};
enum { LINEAR, EXPONENTIAL, SIMMONS };

#define PICKETT_PARAMS(X, S)                                                                       \
    X(S, REAL, c_off, "m/s", 3.5e-6, 0, 1, 1e20, 0, NULL, "rate constant of switching off",        \
      "Pickett et al. 2009; Kvatinsky et al. 2013, eq. 11")                                        \
    X(S, REAL, i_off, "A", 115e-6, 1e-15, 0, 1e6, 0, NULL, "current scale of switching off",       \
      "Pickett et al. 2009; Kvatinsky et al. 2013, eq. 11")                                        \
    X(S, REAL, a_off, "m", 1.2e-9, -1e-3, 0, 1e-3, 0, NULL,                                        \
      "width above which switching off slows down", "Pickett et al. 2009")                         \
    X(S, REAL, c_on, "m/s", 40e-6, 0, 1, 1e20, 0, NULL, "rate constant of switching on",           \
      "Pickett et al. 2009; Kvatinsky et al. 2013, eq. 11")                                        \
    X(S, REAL, i_on, "A", 8.9e-6, 1e-15, 0, 1e6, 0, NULL, "current scale of switching on",         \
      "Pickett et al. 2009; Kvatinsky et al. 2013, eq. 11")                                        \
    X(S, REAL, a_on, "m", 1.8e-9, -1e-3, 0, 1e-3, 0, NULL,                                         \
      "width below which switching on slows down", "Pickett et al. 2009")                          \
    X(S, REAL, b, "A", 500e-6, 1e-15, 0, 1e6, 0, NULL, "current that shifts a_off or a_on by w_c", \
      "Pickett et al. 2009")                                                                       \
    X(S, REAL, w_c, "m", 107e-12, 1e-15, 0, 1e-3, 0, NULL, "length scale of the rates",            \
      "Pickett et al. 2009")                                                                       \
    X(S, REAL, x_on, "m", 1.2e-9, 0, 0, 1e-3, 0, NULL,                                             \
      "least width, state 1 (at least 1e-12 m below x_off)",                                       \
      "a_off, as Kvatinsky et al. 2013 bound it")                                                  \
    X(S, REAL, x_off, "m", 1.8e-9, 0, 0, 1e-3, 0, NULL, "greatest width, state 0",                 \
      "a_on, as Kvatinsky et al. 2013 bound it")                                                   \
    X(S, ENUM, iv_relation, "", LINEAR, 0, 0, SIMMONS, 0, relations,                               \
      "current: linear or exponential (between ron and roff) or simmons (tunnel barrier)",         \
      "Kvatinsky et al. 2013, eqs. 15 and 16; Simmons 1963")                                       \
    X(S, REAL, ron, "ohm", 1e3, 1e-3, 0, 1e15, 0, NULL, "resistance at x_on (below roff)",         \
      "Kvatinsky et al. 2013, fig. 14")                                                            \
    X(S, REAL, roff, "ohm", 100e3, 1e-3, 0, 1e15, 0, NULL, "resistance at x_off",                  \
      "Kvatinsky et al. 2013, fig. 14")                                                            \
    X(S, REAL, phi0, "V", 0.95, 0.01, 0, 100, 0, NULL, "simmons: height of the barrier",           \
      "Abdalla and Pickett 2011")                                                                  \
    X(S, REAL, lm, "m", 0.0998e-9, 0, 1, 1e-6, 0, NULL,                                            \
      "simmons: length of the image force, q^2 ln 2 / (8 pi epsilon)", "Abdalla and Pickett 2011") \
    X(S, REAL, a_t, "m^2", 1e-14, 0, 1, 1, 0, NULL, "simmons: area of the barrier",                \
      "100 nm squared; Abdalla and Pickett 2011")                                                  \
    X(S, REAL, rs, "ohm", 215, 0, 0, 1e15, 0, NULL, "simmons: resistance in series",               \
      "Abdalla and Pickett 2011")

/* One direction of the drift: width w grows (off) or shrinks (on) as
 *   |dx/dt| = c sinh(|i| / i_scale) exp(-exp(z0 + z1 x - |i| / b) - w / w_c) */
typedef struct {
    double log_c, i_scale, z0, z1;
} direction;

typedef struct {
    PICKETT_PARAMS(NS_PARAM_FIELD, )
    double span; /* x_off - x_on, m */
    ns_resistance r;
    ns_simmons barrier;
    direction on, off;
} pickett;

static const ns_param table[] = {PICKETT_PARAMS(NS_PARAM_ROW, pickett)};

static const ns_param_set sets[] = {{"team", "the TiO2 device as the TEAM paper compares it",
                                     "Kvatinsky et al. 2013, eq. 11 and fig. 14", ""},
                                    {"ccit801", "defaults of Verilog-A code",
                                     "Kvatinsky et al. 2011, CCIT report 801",
                                     "a_on=2n x_on=0 x_off=3n ron=100 roff=200k"},
                                    {0}};

static bool prepare(void *params, ns_error *e)
{
    static const char who[] = "device pickett";
    pickett *m = params;
    m->span = m->x_off - m->x_on;
    if (!(m->span >= 1e-12))
        return ns_fail(e, "%s: x_on = %.12g m must be at least 1e-12 m below x_off = %.12g m", who,
                       m->x_on, m->x_off);
    m->on = (direction){log(m->c_on / m->span), m->i_on, (m->a_on - m->x_off) / m->w_c,
                        m->span / m->w_c};
    m->off = (direction){log(m->c_off / m->span), m->i_off, (m->x_off - m->a_off) / m->w_c,
                         -m->span / m->w_c};
    m->barrier = (ns_simmons){m->phi0, m->lm, m->a_t, m->rs};
    return m->iv_relation == SIMMONS ? ns_simmons_prepare(&m->barrier, m->x_on, m->x_off, who, e)
                                     : ns_resistance_prepare(&m->r, m->iv_relation == EXPONENTIAL,
                                                             m->ron, m->roff, who, e);
}

static double width(const pickett *m, double x)
{
    return m->x_off - m->span * x;
}

static void current(const pickett *m, double v, double x, ns_eval *out)
{
    if (m->iv_relation == SIMMONS) {
        ns_simmons_current y;
        ns_simmons_eval(&m->barrier, v, width(m, x), &y);
        out->i = y.i;
        out->i_v = y.i_v;
        out->i_x = -m->span * y.i_w;
    } else {
        out->i_v = ns_resistance_g(&m->r, x, &out->i_x);
        out->i = v * out->i_v;
        out->i_x *= v;
    }
}

/* The rate through its logarithm, as it spans a hundred decades and more; by current and state. */
static double rate(const pickett *m, double i, double x, double *f_i, double *f_x)
{
    static const double most = 230; /* e^230 = 1e100 per second: no time step is short against it */
    const direction *d = i > 0 ? &m->on : &m->off;
    double u = fabs(i) / d->i_scale, slow = exp(fmin(d->z0 + d->z1 * x - fabs(i) / m->b, 600));
    double common = d->log_c - slow - width(m, x) / m->w_c, slope, slope_cosh;
    double f = ns_exp_tangent(common + ns_log_sinh(u), most, &slope);
    ns_exp_tangent(common + ns_log_cosh(u), most, &slope_cosh);
    *f_i = slope_cosh / d->i_scale + slope * slow / m->b;
    *f_x = copysign(slope, i) * (m->span / m->w_c - slow * d->z1);
    return copysign(f, i);
}

static void eval(const void *params, double v, double x, ns_eval *out)
{
    const pickett *m = params;
    double f_i;
    v = ns_clamp(v, -1e100, 1e100); /* so that no product of the rate overflows */
    x = ns_clamp(x, 0, 1);
    current(m, v, x, out);
    out->f = rate(m, out->i, x, &f_i, &out->f_x);
    out->f_v = f_i * out->i_v;
    out->f_x += f_i * out->i_x;
}

static double conductance_at(const pickett *m, double x, double *g_x)
{
    if (m->iv_relation != SIMMONS)
        return ns_resistance_g(&m->r, x, g_x);
    double g_w, g = ns_simmons_conductance(&m->barrier, width(m, x), &g_w);
    *g_x = -m->span * g_w;
    return g;
}

static double conductance(const void *params, double x)
{
    double g_x;
    return conductance_at(params, ns_clamp(x, 0, 1), &g_x);
}

typedef struct {
    const pickett *m;
    double log_g;
} target;

/* x less the distance in ln g: the solution of x = missing(x) has the conductance. */
static double missing(void *ctx, double x, double *slope)
{
    const target *t = ctx;
    double g_x, g = conductance_at(t->m, x, &g_x);
    *slope = 1 - g_x / g;
    return x - (log(g) - t->log_g);
}

static double state_of(const void *params, double g)
{
    const pickett *m = params;
    if (m->iv_relation != SIMMONS)
        return ns_resistance_x(&m->r, g);
    if (!(g > 0))
        return 0;
    target t = {m, log(g)};
    double x;
    ns_implicit(missing, &t, 0, 1, 0, 1, 0.5, &x);
    return x;
}

static double x_init(const void *params)
{
    (void)params;
    return 0.5;
}

const ns_device ns_device_pickett = {
    .name = "pickett",
    .descr = "Pickett's TiO2 memristor with a Simmons tunnel barrier",
    .doc =
        "w = x_off - (x_off - x_on) x, the width of the barrier; with n = |i|\n"
        "i > 0: -dw/dt = c_on sinh(n / i_on) exp(-exp((a_on - w) / w_c - n / b) - w / w_c)\n"
        "i < 0:  dw/dt = c_off sinh(n / i_off) exp(-exp((w - a_off) / w_c - n / b) - w / w_c)\n"
        "iv_relation linear: v = (ron x + roff (1 - x)) i; exponential: v = roff (ron / roff)^x "
        "i;\n"
        "simmons: a tunnel barrier of width w at voltage u, and rs in series, v = u + rs i,\n"
        "  i = q^2 a_t / (2 pi h D^2) (P e^(-B sqrt P) - (P + |u|) e^(-B sqrt(P + |u|)))\n"
        "  w1 = 1.2 lm / phi0, w2 = w1 + w - 9.2 lm / (3 phi0 + 4 lm / w - 2 |u|), D = w2 - w1\n"
        "  P = phi0 - |u| (w1 + w2) / (2 w) - 1.15 lm / D ln(w2 (w - w1) / (w1 (w - w2)))\n"
        "  B = 2 D sqrt(2 m q) / hbar\n"
        "where |u| in D and P is bent from 0.9 phi0 on to stay below phi0: the approximation\n"
        "holds below, and has no barrier left above. The papers' positive current switches off:\n"
        "polarity=-1 gives their sign. Rates go on straight beyond 1e100 per second, the slope\n"
        "of the rate with the voltage jumps at 0 V (there it is that of switching off).",
    .cite = "M. D. Pickett, D. B. Strukov, J. L. Borghetti, J. J. Yang, G. S. Snider, D. R. "
            "Stewart, R. S. Williams, Switching dynamics in titanium dioxide memristive devices, "
            "J. Appl. Phys. 106:074508, 2009; J. G. Simmons, J. Appl. Phys. 34:1793-1803, 1963",
    .params = table,
    .n_params = sizeof table / sizeof table[0],
    .size = sizeof(pickett),
    .sets = sets,
    .fit = "ron roff c_off i_off c_on i_on iv_relation=linear | "
           "ron roff c_off i_off c_on i_on iv_relation=exponential",
    .x_lo = 0,
    .x_hi = 1,
    .prepare = prepare,
    .x_init = x_init,
    .eval = eval,
    .conductance = conductance,
    .state_of = state_of,
};
