#include <stddef.h>

#include "kvatinsky.h"

#define TEAM_PARAMS(X, S)                                                                          \
    X(S, REAL, i_off, "A", 115e-6, 1e-15, 0, 1e6, 0, NULL,                                         \
      "current above which the width grows towards x_off", "Kvatinsky et al. 2013, fig. 10")       \
    X(S, REAL, i_on, "A", -8.9e-6, -1e6, 0, -1e-15, 0, NULL,                                       \
      "current below which the width shrinks towards x_on (negative)",                             \
      "Kvatinsky et al. 2013, fig. 10")

typedef struct {
    ns_kvatinsky common;
    TEAM_PARAMS(NS_PARAM_FIELD, )
} team;
_Static_assert(offsetof(team, common) == 0, "the rows of the common parameters count on it");

static const ns_param table[] = {KVATINSKY_PARAMS(NS_PARAM_ROW, ns_kvatinsky, 1.46e-18, -4.68e-22,
                                                  10, 10) TEAM_PARAMS(NS_PARAM_ROW, team)};

static const ns_param_set sets[] = {
    {"team_10", "asymmetric device of the paper's example, 1 V sine",
     "Kvatinsky et al. 2013, fig. 10; Xyce_Regression, MEMRISTOR/memristorTEAM_test.cir", ""},
    {"xyce", "the same with the exponential window",
     "Xyce_Regression, MEMRISTOR/memristorTEAM_test.cir", "window=kvatinsky w_c=1p"},
    {"ccit801", "defaults of the authors' Verilog-A code, with the sign of i_on put right",
     "Kvatinsky et al. 2011, CCIT report 801",
     "ron=100 roff=200k k_off=8e-13 k_on=-8e-13 alpha_off=3 alpha_on=3 p=2 a_on=2n a_off=1.2n "
     "w_c=107p"},
    {0}};

static bool prepare(void *params, ns_error *e)
{
    team *m = params;
    return ns_kvatinsky_prepare(&m->common, m->i_on, m->i_off, "device team", e);
}

static void eval(const void *params, double v, double x, ns_eval *out)
{
    const ns_kvatinsky *m = params;
    double f_i;
    v = ns_clamp(v, -1e100, 1e100); /* so that no product of the rate overflows */
    x = ns_clamp(x, 0, 1);
    out->i_v = ns_resistance_g(&m->r, x, &out->i_x);
    out->i = v * out->i_v;
    out->i_x *= v;
    out->f = ns_kvatinsky_rate(m, out->i, x, &f_i, &out->f_x);
    out->f_v = f_i * out->i_v;
    out->f_x += f_i * out->i_x;
}

const ns_device ns_device_team = {
    .name = "team",
    .descr = "TEAM, memristor with threshold currents",
    .doc = "v = R(x) i, R = ron x + roff (1 - x) or roff (ron / roff)^x\n"
           "w = x_off - (x_off - x_on) x, the width of the undoped region\n"
           "(x_off - x_on) dx/dt = -k_on (i / |i_on| - 1)^alpha_on f(x),    i > |i_on|\n"
           "                     = -k_off (-i / i_off - 1)^alpha_off f(x),  i < -i_off\n"
           "                     = 0 in between.\n" KVATINSKY_DOC
           "Linear ion drift is alpha = 1 with thresholds near 0 and k = uv ron / (x_off - x_on)\n"
           "times the threshold.",
    .cite = "S. Kvatinsky, E. G. Friedman, A. Kolodny, U. C. Weiser, TEAM: ThrEshold Adaptive "
            "Memristor Model, IEEE Trans. Circuits and Systems I 60:211-221, 2013, eqs. 12-16",
    .params = table,
    .n_params = sizeof table / sizeof table[0],
    .size = sizeof(team),
    .sets = sets,
    .fit = "ron roff k_off k_on alpha_off alpha_on i_off i_on iv_relation",
    .x_lo = 0,
    .x_hi = 1,
    .prepare = prepare,
    .x_init = ns_kvatinsky_x_init,
    .eval = eval,
    .conductance = ns_kvatinsky_conductance,
    .state_of = ns_kvatinsky_state_of,
};
