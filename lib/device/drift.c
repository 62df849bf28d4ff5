#include <float.h>
#include <math.h>
#include <stdbool.h>

#include "device.h"
#include "../numeric/safe.h"

static const char *const windows[] = {"none",        "strukov", "joglekar", "biolek",
                                      "prodromakis", "zha",     NULL};
enum { NONE, STRUKOV, JOGLEKAR, BIOLEK, PRODROMAKIS, ZHA };

#define DRIFT_PARAMS(X, S)                                                                         \
    X(S, REAL, ron, "ohm", 100, 1e-3, 0, 1e15, 0, NULL,                                            \
      "resistance fully doped, x = 1 (below roff)", "Strukov et al. 2008, fig. 2")                 \
    X(S, REAL, roff, "ohm", 16e3, 1e-3, 0, 1e15, 0, NULL, "resistance undoped, x = 0",             \
      "Strukov et al. 2008, fig. 2b")                                                              \
    X(S, REAL, d, "m", 10e-9, 1e-10, 0, 1e-3, 0, NULL, "thickness of the film",                    \
      "Strukov et al. 2008, fig. 2")                                                               \
    X(S, REAL, uv, "m^2/(V s)", 1e-14, 0, 0, 1, 0, NULL, "mobility of the dopants",                \
      "Strukov et al. 2008, fig. 2")                                                               \
    X(S, ENUM, window, "", NONE, 0, 0, ZHA, 0, windows,                                            \
      "window: none, strukov, joglekar, biolek, prodromakis or zha", "")                           \
    X(S, REAL, p, "", 1, 0, 1, 1e3, 0, NULL,                                                       \
      "exponent of the window (joglekar, biolek: a whole number)",                                 \
      "Joglekar and Wolf 2009; Biolek et al. 2009; Prodromakis et al. 2011")                       \
    X(S, REAL, j, "", 1, 0, 1, 1e3, 0, NULL, "height of the window (prodromakis, zha)",            \
      "Prodromakis et al. 2011")                                                                   \
    X(S, REAL, vt_p, "V", 0, 0, 0, 1e3, 0, NULL, "no drift at positive voltages up to this", "")   \
    X(S, REAL, vt_n, "V", 0, -1e3, 0, 1e3, 0, NULL,                                                \
      "no drift at negative voltages down to -|vt_n|", "")

typedef struct {
    DRIFT_PARAMS(NS_PARAM_FIELD, )
    double dr, k; /* roff - ron (ohm); uv ron / d^2 (1/C) */
    double a, e;  /* the window is a (1 - (1 - z(x))^e) */
} drift;

static const ns_param table[] = {DRIFT_PARAMS(NS_PARAM_ROW, drift)};

static bool prepare(void *params, ns_error *e)
{
    drift *m = params;
    if (m->ron >= m->roff)
        return ns_fail(e, "device drift: ron = %.12g ohm must be below roff = %.12g ohm", m->ron,
                       m->roff);
    if ((m->window == JOGLEKAR || m->window == BIOLEK) && (m->p < 1 || m->p != floor(m->p)))
        return ns_fail(e,
                       "device drift: p = %.12g must be a whole number >= 1 with window = %s "
                       "(prodromakis and zha take any p > 0)",
                       m->p, windows[m->window]);
    m->dr = m->roff - m->ron;
    m->k = m->uv * m->ron / (m->d * m->d);
    m->e = m->window == STRUKOV ? 1 : m->p;
    m->a = m->window == PRODROMAKIS || m->window == ZHA ? m->j : 1;
    return true;
}

/* The window at x for a current of the given direction, and its slope. */
static double window_at(const drift *m, bool up, double x, double *f_x)
{
    /* Written as a (1 - base^e) with z = 1 - base in a form without cancellation: near a bound the
     * window then keeps its digits, and a state at a bound can leave it. */
    double z, z_x, base, u = up ? x : x - 1;
    switch (m->window) {
    case NONE:
        *f_x = 0;
        return 1;
    case BIOLEK:
        z = up ? (1 - x) * (1 + x) : x * (2 - x);
        z_x = -2 * u;
        base = u * u;
        break;
    case ZHA:
        z = 0.25 * (up ? (1 - x) * (1 + x) : x * (2 - x));
        z_x = -0.5 * u;
        base = 1 - z;
        break;
    default:
        /* Vanishes at both bounds, which a state approaches but never reaches; so keep the
         * evaluation off them by the least that a double can tell. */
        x = ns_clamp(x, DBL_MIN, 1 - DBL_EPSILON / 2);
        z = x * (1 - x);
        z_x = 1 - 2 * x;
        base = 1 - z;
        if (m->window == JOGLEKAR) {
            base = z_x * z_x;
            z *= 4;
            z_x *= 4;
        }
    }
    double slope, w = m->a * ns_one_minus_pow(z, base, m->e, &slope);
    *f_x = m->a * slope * z_x;
    return w;
}

static bool holds(const drift *m, double v)
{
    return v < m->vt_p && v > -fabs(m->vt_n);
}

static void eval(const void *params, double v, double x, ns_eval *out)
{
    const drift *m = params;
    v = ns_clamp(v, -1e100, 1e100); /* so that no product of the rate overflows */
    x = ns_clamp(x, 0, 1);
    double g = 1 / (m->ron * x + m->roff * (1 - x));
    out->i = v * g;
    out->i_v = g;
    out->i_x = out->i * (m->dr * g);
    out->f = out->f_v = out->f_x = 0;
    if (holds(m, v))
        return;
    double w_x, w = window_at(m, v > 0, x, &w_x);
    out->f = m->k * out->i * w;
    out->f_v = m->k * g * w;
    out->f_x = m->k * (w * out->i_x + out->i * w_x);
}

static double conductance(const void *params, double x)
{
    const drift *m = params;
    x = ns_clamp(x, 0, 1);
    return 1 / (m->ron * x + m->roff * (1 - x));
}

static double state_of(const void *params, double g)
{
    const drift *m = params;
    return g > 0 ? ns_clamp((m->roff - 1 / g) / m->dr, 0, 1) : 0;
}

static double x_init(const void *params)
{
    (void)params;
    return 5000.0 / 15900.0; /* 11 kohm with the default ron and roff, as in Biolek et al. 2009 */
}

/* Without a window R^2 is linear in the flux v t. */
static bool flow(const void *params, double v, double x, double t, double *after)
{
    const drift *m = params;
    if (m->window != NONE)
        return false;
    double r = m->ron * x + m->roff * (1 - x);
    double kvt = holds(m, v) ? 0 : m->k * ns_clamp(v, -1e100, 1e100) * t;
    double square = r * r - 2 * m->dr * kvt;
    if (kvt == 0)
        *after = x;
    else if (kvt > 0 && square <= m->ron * m->ron)
        *after = 1;
    else if (kvt < 0 && square >= m->roff * m->roff)
        *after = 0;
    else
        *after = ns_clamp(x + 2 * kvt / (r + sqrt(square)), 0, 1);
    return true;
}

const ns_device ns_device_drift = {
    .name = "drift",
    .descr = "HP ion drift memristor, linear or with a window",
    .doc = "v = (ron x + roff (1 - x)) i\n"
           "dx/dt = uv ron / d^2 * i * F(x, i), 0 <= x <= 1\n"
           "with u = x for i > 0 and x - 1 for i <= 0, the window F is\n"
           "  none         1 (stops at the bounds)\n"
           "  strukov      x (1 - x)\n"
           "  joglekar     1 - (2 x - 1)^(2 p)\n"
           "  biolek       1 - u^(2 p)\n"
           "  prodromakis  j (1 - ((x - 1/2)^2 + 3/4)^p)\n"
           "  zha          j (1 - (u^2 / 4 + 3/4)^p)\n"
           "and dx/dt = 0 for -|vt_n| < v < vt_p.",
    .cite =
        "D. B. Strukov, G. S. Snider, D. R. Stewart, R. S. Williams, The missing memristor found, "
        "Nature 453:80-83, 2008, eqs. 5-7",
    .params = table,
    .n_params = sizeof table / sizeof table[0],
    .size = sizeof(drift),
    .x_lo = 0,
    .x_hi = 1,
    .prepare = prepare,
    .x_init = x_init,
    .eval = eval,
    .conductance = conductance,
    .state_of = state_of,
    .flow = flow,
};
