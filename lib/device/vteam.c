#include <stddef.h>

#include "kvatinsky.h"

#define VTEAM_PARAMS(X, S)                                                                         \
    X(S, REAL, v_off, "V", 0.02, 1e-15, 0, 1e6, 0, NULL,                                           \
      "voltage above which the width grows towards x_off",                                         \
      "asic2.group, memristor-model.txt (2015); MemTorch, VTEAM.py")                               \
    X(S, REAL, v_on, "V", -0.2, -1e6, 0, -1e-15, 0, NULL,                                          \
      "voltage below which the width shrinks towards x_on (negative)",                             \
      "asic2.group, memristor-model.txt (2015); MemTorch, VTEAM.py")

typedef struct {
    ns_kvatinsky common;
    VTEAM_PARAMS(NS_PARAM_FIELD, )
} vteam;
_Static_assert(offsetof(vteam, common) == 0, "the rows of the common parameters count on it");

static const ns_param table[] = {KVATINSKY_PARAMS(NS_PARAM_ROW, ns_kvatinsky, 5e-4, -10, 1, 3)
                                     VTEAM_PARAMS(NS_PARAM_ROW, vteam)};

static const ns_param_set sets[] = {
    {"asic2", "defaults of the authors' Verilog-A code, and of MemTorch",
     "asic2.group, memristor-model.txt (2015); MemTorch, memtorch/bh/memristor/VTEAM.py", ""},
    {0}};

static bool prepare(void *params, ns_error *e)
{
    vteam *m = params;
    return ns_kvatinsky_prepare(&m->common, m->v_on, m->v_off, "device vteam", e);
}

static void eval(const void *params, double v, double x, ns_eval *out)
{
    const ns_kvatinsky *m = params;
    v = ns_clamp(v, -1e100, 1e100); /* so that no product of the rate overflows */
    x = ns_clamp(x, 0, 1);
    out->i_v = ns_resistance_g(&m->r, x, &out->i_x);
    out->i = v * out->i_v;
    out->i_x *= v;
    out->f = ns_kvatinsky_rate(m, v, x, &out->f_v, &out->f_x);
}

/* Without a window the state moves evenly. */
static bool flow(const void *params, double v, double x, double t, double *after)
{
    const ns_kvatinsky *m = params;
    if (m->window != NS_WINDOW_NONE)
        return false;
    ns_eval y;
    eval(params, v, x, &y);
    *after = ns_clamp(x + y.f * t, 0, 1);
    return true;
}

const ns_device ns_device_vteam = {
    .name = "vteam",
    .descr = "VTEAM, memristor with threshold voltages",
    .doc = "i = v / R(x), R = ron x + roff (1 - x) or roff (ron / roff)^x\n"
           "w = x_off - (x_off - x_on) x, the width of the undoped region\n"
           "(x_off - x_on) dx/dt = -k_on (v / |v_on| - 1)^alpha_on f(x),    v > |v_on|\n"
           "                     = -k_off (-v / v_off - 1)^alpha_off f(x),  v < -v_off\n"
           "                     = 0 in between.\n" KVATINSKY_DOC,
    .cite = "S. Kvatinsky, M. Ramadan, E. G. Friedman, A. Kolodny, VTEAM: A General Model for "
            "Voltage-Controlled Memristors, IEEE Trans. Circuits and Systems II 62:786-790, 2015",
    .params = table,
    .n_params = sizeof table / sizeof table[0],
    .size = sizeof(vteam),
    .sets = sets,
    .fit = "ron roff k_off k_on alpha_off alpha_on v_off v_on iv_relation",
    .x_lo = 0,
    .x_hi = 1,
    .prepare = prepare,
    .x_init = ns_kvatinsky_x_init,
    .eval = eval,
    .conductance = ns_kvatinsky_conductance,
    .state_of = ns_kvatinsky_state_of,
    .flow = flow,
};
