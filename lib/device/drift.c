#include <math.h>
#include <stdbool.h>
#include <stddef.h>

#include "device.h"
#include "drift_nonlinear.h"
#include "resistance.h"
#include "window.h"

static const char *const windows[] = {NS_WINDOW_NAMES, NULL};
static const char *const laws[] = {"linear", "nonlinear", NULL};
enum { LINEAR, NONLINEAR };

#define DRIFT_PARAMS(X, S)                                                                         \
    X(S, REAL, ron, "ohm", 100, 1e-3, 0, 1e15, 0, NULL,                                            \
      "resistance fully doped, x = 1 (below roff)", "Strukov et al. 2008, fig. 2")                 \
    X(S, REAL, roff, "ohm", 16e3, 1e-3, 0, 1e15, 0, NULL, "resistance undoped, x = 0",             \
      "Strukov et al. 2008, fig. 2b")                                                              \
    X(S, REAL, d, "m", 10e-9, 1e-10, 0, 1e-3, 0, NULL, "thickness of the film",                    \
      "Strukov et al. 2008, fig. 2")                                                               \
    X(S, REAL, uv, "m^2/(V s)", 1e-14, 0, 0, 1, 0, NULL, "mobility of the dopants",                \
      "Strukov et al. 2008, fig. 2")                                                               \
    NS_WINDOW_PARAMS(X, S, NS_WINDOW_ZHA, windows,                                                 \
                     "window: none, strukov, joglekar, biolek, prodromakis or zha")                \
    X(S, REAL, vt_p, "V", 0, 0, 0, 1e3, 0, NULL, "no drift at positive voltages up to this", "")   \
    X(S, REAL, vt_n, "V", 0, -1e3, 0, 1e3, 0, NULL,                                                \
      "no drift at negative voltages down to -|vt_n|", "")                                         \
    X(S, ENUM, law, "", LINEAR, 0, 0, NONLINEAR, 0, laws,                                          \
      "law of current and drift: linear (ron, roff, d, uv) or nonlinear (n, beta, alpha, chi, "    \
      "gamma, a, q)",                                                                              \
      "Strukov et al. 2008; Lehtonen and Laiho 2010")

typedef struct {
    ns_nonlinear nonlinear;
    DRIFT_PARAMS(NS_PARAM_FIELD, )
    ns_resistance r;
    ns_window shape;
    double k; /* uv ron / d^2 (1/C) */
} drift;
_Static_assert(offsetof(drift, nonlinear) == 0, "the rows of its parameters count on it");

static const ns_param table[] = {DRIFT_PARAMS(NS_PARAM_ROW, drift)
                                     NONLINEAR_PARAMS(NS_PARAM_ROW, ns_nonlinear)};

static const ns_param_set sets[] = {
    {"strukov_2b", "HP memristor, ratio 160, 1 V sine", "Strukov et al. 2008, fig. 2b", ""},
    {"strukov_2c", "HP memristor, ratio 380", "Strukov et al. 2008, fig. 2c", "roff=38k"},
    {"biolek_5a", "SPICE model's first example", "Biolek et al. 2009, fig. 5",
     "rinit=11k | window=biolek p=10"},
    {"biolek_5b", "SPICE model's second example", "Biolek et al. 2009, fig. 5",
     "rinit=28k | roff=38k window=biolek p=10"},
    {"biolek_5c", "SPICE model's third example", "Biolek et al. 2009, fig. 5",
     "rinit=1k | roff=5k window=biolek p=10"},
    {"knowm_biolek", "demonstration of Biolek's window", "Knowm, models-4-all, netlist MEM_BIOLEK",
     "x0=0.076 | roff=1k d=16n uv=40f window=biolek p=7"},
    {"memtorch", "defaults of MemTorch", "MemTorch, memtorch/bh/memristor/LinearIonDrift.py",
     "window=joglekar vt_p=0.55 vt_n=-0.55"},
    {"ccit801", "defaults of Verilog-A code, linear law", "Kvatinsky et al. 2011, CCIT report 801",
     "roff=200k d=3n uv=1f p=2"},
    {"team_6", "nonlinear law, example of the TEAM paper", "Kvatinsky et al. 2013, fig. 6",
     "law=nonlinear"},
    {"ccit801_nonlinear", "defaults of Verilog-A code, nonlinear law",
     "Kvatinsky et al. 2011, CCIT report 801",
     "law=nonlinear n=14 beta=9 alpha=2 chi=0.01 gamma=4 a=4 q=13 p=2"},
    {"lehtonen", "nonlinear law, cellular network (without its leak of 1 % and 10 kohm in series)",
     "Lehtonen and Laiho 2010, SPICE code",
     "law=nonlinear n=4 beta=90n alpha=2 chi=100p gamma=4 a=12.5k q=13 window=joglekar"},
    {0}};

static bool prepare(void *params, ns_error *e)
{
    drift *m = params;
    m->k = m->uv * m->ron / (m->d * m->d);
    return ns_resistance_prepare(&m->r, false, m->ron, m->roff, "device drift", e) &&
           ns_window_prepare(&m->shape, m->window, m->p, m->j, "device drift", e) &&
           (m->law == LINEAR || ns_nonlinear_prepare(&m->nonlinear, e));
}

static bool holds(const drift *m, double v)
{
    return v < m->vt_p && v > -fabs(m->vt_n);
}

static void eval_linear(const drift *m, double v, double x, ns_eval *out)
{
    double g = ns_resistance_linear_g(&m->r, x), w_x;
    out->i = v * g;
    out->i_v = g;
    out->i_x = out->i * (m->r.span * g);
    if (holds(m, v))
        return;
    /* all that does not wait for g's division first */
    double w = ns_window_at(&m->shape, v > 0, x, &w_x), kw = m->k * w, kv = m->k * v;
    out->f = kw * v * g;
    out->f_v = kw * g;
    out->f_x = (kv * w_x + kw * v * (m->r.span * g)) * g;
}

static void eval_nonlinear(const drift *m, double v, double x, ns_eval *out)
{
    ns_nonlinear_current(&m->nonlinear, v, x, out);
    if (holds(m, v))
        return;
    double f_v, f = ns_nonlinear_rate(&m->nonlinear, v, &f_v);
    double w_x, w = ns_window_at(&m->shape, v > 0, x, &w_x);
    out->f = f * w;
    out->f_v = f_v * w;
    out->f_x = f * w_x;
}

static void eval(const void *params, double v, double x, ns_eval *out)
{
    const drift *m = params;
    v = ns_clamp(v, -1e100, 1e100); /* so that no product of the rate overflows */
    x = ns_clamp(x, 0, 1);
    out->f = out->f_v = out->f_x = 0;
    if (m->law == LINEAR)
        eval_linear(m, v, x, out);
    else
        eval_nonlinear(m, v, x, out);
}

static double conductance(const void *params, double x)
{
    const drift *m = params;
    double g_x;
    x = ns_clamp(x, 0, 1);
    return m->law == LINEAR ? ns_resistance_g(&m->r, x, &g_x)
                            : ns_nonlinear_conductance(&m->nonlinear, x);
}

static double state_of(const void *params, double g)
{
    const drift *m = params;
    return m->law == LINEAR ? ns_resistance_x(&m->r, g) : ns_nonlinear_state_of(&m->nonlinear, g);
}

static double x_init(const void *params)
{
    (void)params;
    return 5000.0 / 15900.0; /* 11 kohm with the default ron and roff, as in Biolek et al. 2009 */
}

/* Linear law without a window: R^2 is linear in the flux v t. */
static double flow_linear(const drift *m, double x, double kvt)
{
    double r = m->ron * x + m->roff * (1 - x);
    double square = r * r - 2 * m->r.span * kvt;
    if (kvt == 0)
        return x;
    if (kvt > 0 && square <= m->ron * m->ron)
        return 1;
    if (kvt < 0 && square >= m->roff * m->roff)
        return 0;
    return ns_clamp(x + 2 * kvt / (r + sqrt(square)), 0, 1);
}

static bool flow(const void *params, double v, double x, double t, double *after)
{
    const drift *m = params;
    if (m->window != NS_WINDOW_NONE)
        return false;
    double f_v;
    v = holds(m, v) ? 0 : ns_clamp(v, -1e100, 1e100);
    *after = m->law == LINEAR ? flow_linear(m, x, m->k * v * t)
                              : ns_clamp(x + ns_nonlinear_rate(&m->nonlinear, v, &f_v) * t, 0, 1);
    return true;
}

const ns_device ns_device_drift = {
    .name = "drift",
    .descr = "HP ion drift memristor, linear or nonlinear, with any window",
    .doc =
        "law linear:\n"
        "  v = (ron x + roff (1 - x)) i\n"
        "  dx/dt = uv ron / d^2 * i * F(x, v), 0 <= x <= 1\n"
        "law nonlinear:\n"
        "  i = x^n beta sinh(alpha v) + chi (e^(gamma v) - 1)\n"
        "  dx/dt = a v^q F(x, v), 0 <= x <= 1\n"
        "With u = x for v > 0 and x - 1 for v <= 0, the window F is\n" NS_WINDOW_DOC
        "and dx/dt = 0 for -|vt_n| < v < vt_p.\n"
        "The exponentials go on straight where they reach 1e15. The exponent q is the m of some\n"
        "papers. Corrected: the window of Strukov's text (its corrigendum: x (1 - x)), MemTorch's\n"
        "formulas of joglekar and prodromakis (misplaced parentheses).",
    .cite =
        "D. B. Strukov, G. S. Snider, D. R. Stewart, R. S. Williams, The missing memristor found, "
        "Nature 453:80-83, 2008, eqs. 5-7; E. Lehtonen, M. Laiho, CNN using memristors for "
        "neighborhood connections, CNNA 2010 (nonlinear)",
    .params = table,
    .n_params = sizeof table / sizeof table[0],
    .size = sizeof(drift),
    .sets = sets,
    .fit = "ron roff uv window | law=nonlinear n beta alpha chi gamma a window",
    .x_lo = 0,
    .x_hi = 1,
    .prepare = prepare,
    .x_init = x_init,
    .eval = eval,
    .conductance = conductance,
    .state_of = state_of,
    .flow = flow,
};
