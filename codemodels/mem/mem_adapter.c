#include "mem_adapter.h"

#include <math.h>
#include <stdlib.h>

#include "mem_common.h"

/* In the host's memory, one per time point. */
typedef struct {
    double x, f;
} state;

/* An instance's parameters, bound at the start of an analysis. */
typedef struct {
    const ns_device *d;
    double x_init, polarity, m;
    max_align_t params[]; /* the family's struct */
} bound;

static void destroy(Mif_Private_t *m, Mif_Callback_Reason_t reason)
{
    if (reason != MIF_CB_DESTROY)
        return;
    CM_CALLBACK(m) = NULL;
    free(CM_VAR_PTR(m, MEM_VAR_BOUND, 0));
    CM_VAR_PTR(m, MEM_VAR_BOUND, 0) = NULL;
}

/* Reads n parameters, from number `first` of the model on, into a struct. */
static bool read_params(Mif_Private_t *m, int first, const ns_param *table, size_t n, void *params,
                        const char *who, ns_error *e)
{
    ns_params_default(table, n, params);
    for (size_t i = 0; i < n; i++) {
        int k = first + (int)i;
        bool done = true;
        if (CM_PARAM_NULL(m, k))
            continue;
        if (table[i].type == NS_ENUM) {
            const char *text = CM_PARAM_STRING(m, k, 0);
            done = ns_params_set_text(table, n, params, who, table[i].name, text ? text : "", e);
        } else {
            double value = table[i].type == NS_INT ? CM_PARAM_INT(m, k, 0) : CM_PARAM_REAL(m, k, 0);
            if (isnan(value) && isnan(table[i].def))
                continue; /* not given, whatever CM_PARAM_NULL says after .sens */
            done = ns_params_set(table, n, params, who, table[i].name, value, e);
        }
        if (!done)
            return false;
    }
    return true;
}

static bool initial_state(const ns_device *d, const void *p, const mem_common *c, double *x,
                          ns_error *e)
{
    if (isnan(c->rinit)) {
        *x = isnan(c->x0) ? d->x_init(p) : c->x0;
        if (*x >= d->x_lo && *x <= d->x_hi)
            return true;
        return ns_fail(
            e, "mem_%s: parameter x0 = %.12g is out of range; it must be >= %.12g and <= %.12g",
            d->name, *x, d->x_lo, d->x_hi);
    }
    if (!isnan(c->x0))
        return ns_fail(e,
                       "mem_%s: x0 = %.12g and rinit = %.12g ohm are both given; give one of them",
                       d->name, c->x0, c->rinit);
    double low = 1 / d->conductance(p, d->x_hi), high = 1 / d->conductance(p, d->x_lo);
    *x = d->state_of(p, 1 / c->rinit);
    if (c->rinit >= low * (1 - 1e-12) && c->rinit <= high * (1 + 1e-12))
        return true;
    return ns_fail(
        e,
        "mem_%s: parameter rinit = %.12g ohm is out of range; it must be >= %.12g and <= %.12g ohm",
        d->name, c->rinit, low, high);
}

static bool read_all(Mif_Private_t *m, const ns_device *d, bound *b, ns_error *e)
{
    mem_common c;
    char who[48];
    snprintf(who, sizeof who, "mem_%s", d->name);
    if (!read_params(m, 0, mem_common_params, MEM_N_COMMON, &c, who, e) ||
        !read_params(m, MEM_N_COMMON, d->params, d->n_params, b->params, who, e) ||
        !d->prepare(b->params, e) || !initial_state(d, b->params, &c, &b->x_init, e))
        return false;
    if (c.polarity == 0)
        return ns_fail(e, "%s: parameter polarity = 0; it must be 1 or -1", who);
    b->polarity = c.polarity;
    b->m = c.m;
    b->d = d;
    return true;
}

/* The instance as its parameters say now; NULL after a fault. */
static const bound *bind(Mif_Private_t *m, const ns_device *d)
{
    ns_error e;
    destroy(m, MIF_CB_DESTROY);
    bound *b = calloc(1, sizeof *b + d->size);
    if (!b) {
        cm_fault(m, "mem_%s: out of memory", d->name);
        return NULL;
    }
    if (!read_all(m, d, b, &e)) {
        cm_fault(m, "%s", e.msg);
        free(b);
        return NULL;
    }
    CM_VAR_PTR(m, MEM_VAR_BOUND, 0) = b;
    CM_CALLBACK(m) = destroy;
    return b;
}

/* The state at this moment, for v volts across the device. */
static void solve(Mif_Private_t *m, const bound *b, double v, state *now, ns_step *s)
{
    double h = CM_T(m, 0) - CM_T(m, 1), ignored;
    if (CM_ANALYSIS(m) != MIF_TRAN || !now) {
        s->x = b->x_init;
        s->dx_dv = 0;
        b->d->eval(b->params, v, s->x, &s->at);
    } else {
        const state *before = cm_analog_get_ptr(0, 1);
        /* With uic there was no operating point to tell the rate at time 0: do without it in the
         * first step. */
        double gamma = CM_T(m, 1) <= 0 && before->f == 0 ? 1 : 0.5;
        ns_device_step(b->d, b->params, v, before->x, before->f, h, gamma, s);
        /* Registers x as an integral, so that the host bounds its truncation error; the host's own
         * result, which is of first order, is overwritten. */
        (void)cm_analog_integrate(s->at.f, &now->x, &ignored);
    }
    if (now)
        *now = (state){s->x, s->at.f};
}

static void load(Mif_Private_t *m, const bound *b, state *now)
{
    double v = b->polarity * CM_INPUT_REAL(m, MEM_TERMINALS, 0);
    ns_step s;
    solve(m, b, v, now, &s);
    double i = b->polarity * b->m * s.at.i;
    CM_OUTPUT_REAL(m, MEM_TERMINALS, 0) = i;
    CM_PARTIAL(m, MEM_TERMINALS, 0, MEM_TERMINALS, 0) = b->m * (s.at.i_v + s.at.i_x * s.dx_dv);
    if (!CM_PORT_NULL(m, MEM_STATE)) {
        CM_OUTPUT_REAL(m, MEM_STATE, 0) = s.x;
        CM_PARTIAL(m, MEM_STATE, 0, MEM_TERMINALS, 0) = b->polarity * s.dx_dv;
    }
    CM_VAR_REAL(m, MEM_VAR_X, 0) = s.x;
    CM_VAR_REAL(m, MEM_VAR_V, 0) = b->polarity * v;
    CM_VAR_REAL(m, MEM_VAR_I, 0) = i;
    CM_VAR_REAL(m, MEM_VAR_G, 0) = b->m * s.at.i_v;
}

static void load_ac(Mif_Private_t *m, const bound *b)
{
    double v = b->polarity * CM_INPUT_REAL(m, MEM_TERMINALS, 0), p = b->polarity;
    ns_small_signal y;
    ns_device_small_signal(b->d, b->params, v, b->x_init, CM_RAD_FREQ(m), &y);
    CM_AC_GAIN(m, MEM_TERMINALS, 0, MEM_TERMINALS, 0) =
        (Mif_Complex_t){b->m * y.admittance[0], b->m * y.admittance[1]};
    if (!CM_PORT_NULL(m, MEM_STATE))
        CM_AC_GAIN(m, MEM_STATE, 0, MEM_TERMINALS, 0) =
            (Mif_Complex_t){p * y.state[0], p * y.state[1]};
}

void mem_adapter(Mif_Private_t *m, const ns_device *d)
{
    if (CM_INIT(m))
        cm_analog_alloc(0, (int)sizeof(state));
    state *now = cm_analog_get_ptr(0, 0);
    const bound *b = CM_VAR_PTR(m, MEM_VAR_BOUND, 0);
    /* .sens drops the state, and changes parameters behind the instance's back: read them each time
     * then. */
    if (CM_INIT(m) || !b || !now)
        b = bind(m, d);
    if (!b)
        return;
    if (CM_ANALYSIS(m) == MIF_AC)
        load_ac(m, b);
    else
        load(m, b, now);
}
