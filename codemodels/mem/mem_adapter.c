#include "mem_adapter.h"

#include <math.h>
#include <stddef.h>
#include <stdlib.h>
#include <string.h>

#include "../energy.h"
#include "mem_common.h"

/* An instance's parameters, bound at the start of an analysis. */
typedef struct {
    ns_cell cell;
    energy_account *account;
    struct {
        double t;
        ns_cell_tangent tangent;
    } last;               /* evaluation in the transient analysis */
    max_align_t params[]; /* the family's struct */
} bound;

/* What the host keeps of each time point, in one piece since each look-up takes time. */
typedef struct {
    double watched;
    double v, i, v_t, e; /* voltage, current, slope of the voltage up to here (V/s), energy (J) */
    ns_cell_memory cell; /* with its traps behind it */
} moment;
enum { MOMENT }; /* tag of the host's memory */

/* What the host's truncation-error control watches is the state, from 0 to 1, and this: the control
 * is relative, and a state that comes to rest at 0 would never be exact enough for it. */
static const double watch_offset = 0.1;

static void destroy(Mif_Private_t *m, Mif_Callback_Reason_t reason)
{
    if (reason != MIF_CB_DESTROY)
        return;
    CM_CALLBACK(m) = NULL;
    bound *b = CM_VAR_PTR(m, MEM_VAR_BOUND, 0);
    energy_close(b ? b->account : NULL);
    free(b);
    CM_VAR_PTR(m, MEM_VAR_BOUND, 0) = NULL;
}

/* ---- parameters ---- */

/* Sets parameter k of the model, which is number i of a table, if it was given. */
static bool read_param(Mif_Private_t *m, int k, const ns_param *table, size_t n, size_t i,
                       void *params, const char *who, ns_error *e)
{
    if (CM_PARAM_NULL(m, k))
        return true;
    if (table[i].type == NS_ENUM) {
        const char *text = CM_PARAM_STRING(m, k, 0);
        return ns_params_set_text(table, n, params, who, table[i].name, text ? text : "", e);
    }
    double value = table[i].type == NS_INT ? CM_PARAM_INT(m, k, 0) : CM_PARAM_REAL(m, k, 0);
    if (isnan(value) && !isfinite(table[i].def))
        return true; /* not given, whatever CM_PARAM_NULL says after .sens */
    return ns_params_set(table, n, params, who, table[i].name, value, e);
}

/* Reads n parameters, from number `first` of the model on, into a struct that holds defaults. */
static bool read_params(Mif_Private_t *m, size_t first, const ns_param *table, size_t n,
                        void *params, const char *who, ns_error *e)
{
    for (size_t i = 0; i < n; i++)
        if (!read_param(m, (int)(first + i), table, n, i, params, who, e))
            return false;
    return true;
}

/* The spreads that were given, from number `first` of the model on; returns how many. */
static size_t read_spreads(Mif_Private_t *m, size_t first, const ns_device *d, ns_spread *out)
{
    size_t n = 0;
    for (size_t i = 0, k = first; i < d->n_params; i++) {
        if (!mem_spreads(&d->params[i]))
            continue;
        if (!CM_PARAM_NULL(m, k) && CM_PARAM_REAL(m, k, 0) != 0)
            out[n++] = (ns_spread){(int)i, CM_PARAM_REAL(m, k, 0)};
        k++;
    }
    return n;
}

static bool read_all(Mif_Private_t *m, const ns_device *d, bound *b, ns_spread *spread, ns_error *e)
{
    ns_cell_params c;
    char who[48];
    const size_t own = MEM_N_OWN, family = own + ns_cell_n_params;
    const char *set = CM_PARAM_NULL(m, MEM_SET) ? "" : CM_PARAM_STRING(m, MEM_SET, 0);
    snprintf(who, sizeof who, "mem_%s", d->name);
    ns_params_default(ns_cell_table, ns_cell_n_params, &c);
    if (!ns_device_set(d, b->params, set, e) ||
        !read_params(m, own, ns_cell_table, ns_cell_n_params, &c, who, e) ||
        !ns_cell_set(&c, d, set, e) ||
        !read_params(m, family, d->params, d->n_params, b->params, who, e))
        return false;
    ns_device_ambient(d, b->params, CM_TEMPERATURE(m) + 273.15);
    size_t n = read_spreads(m, family + d->n_params, d, spread);
    return ns_cell_init(&b->cell, d, b->params, &c, spread, n, cm_instance_name(m), who, e);
}

/* In .sens a parameter that stands at a limit is moved past it: the instance, whose values are the
 * given ones again by then, stays as it is, and the derivative comes out as 0. */
static bound *keep(Mif_Private_t *m, const ns_error *e)
{
    cm_message_printf("%s: no sensitivity (0 instead): %s", cm_instance_name(m), e->msg);
    return CM_VAR_PTR(m, MEM_VAR_BOUND, 0);
}

/* The instance as its parameters say now; NULL after a fault. */
static bound *bind(Mif_Private_t *m, const ns_device *d)
{
    ns_error e;
    bound *b = calloc(1, sizeof *b + d->size);
    ns_spread *spread = calloc(d->n_params, sizeof *spread);
    bool memory = b && spread, ok = memory && read_all(m, d, b, spread, &e);
    free(spread);
    if (!ok)
        free(b);
    if (memory && !ok && !CM_INIT(m) && CM_VAR_PTR(m, MEM_VAR_BOUND, 0))
        return keep(m, &e);
    destroy(m, MIF_CB_DESTROY);
    if (!memory)
        cm_fault(m, "mem_%s: out of memory", d->name);
    else if (!ok)
        cm_fault(m, "%s", e.msg);
    if (!ok)
        return NULL;
    CM_VAR_PTR(m, MEM_VAR_BOUND, 0) = b;
    CM_CALLBACK(m) = destroy;
    return b;
}

/* ---- analyses ---- */

/* Shows the state to the host as an integral, so that it bounds the truncation error; the host's
 * own result, which is of first order, is overwritten. */
static void watch(const ns_device *d, moment *now)
{
    double span = d->x_hi - d->x_lo, ignored;
    if (cm_analog_integrate(now->cell.at.f / span, &now->watched, &ignored) == MIF_OK)
        now->watched = (now->cell.at.x - d->x_lo) / span + watch_offset;
}

/* Has the host stop at the next change that is not due to the voltage. */
static void land_on_change(Mif_Private_t *m, const ns_cell *cell, const ns_cell_memory *before,
                           double t0, const ns_cell_memory *now, double t)
{
    double event = ns_cell_event(cell, before, t0);
    if (event >= t)
        event = ns_cell_event(cell, now, t);
    if (isfinite(event))
        cm_land_on(m, event);
}

/* Where the voltage will be at t if it goes on as it did, in a time point's first iteration, for
 * which the host has only the voltage of the point before. Not far from there: the tangent of a
 * steep current leads nowhere. */
static double foresee(const bound *b, const moment *last, double t0, double t, double v)
{
    double way = last->v_t * (t - t0);
    bool first = b->last.t != t && v == last->v;
    return first && fabs(way) < 0.25 + 0.25 * fabs(v) ? v + way : v;
}

/* A step of the transient analysis. Returns the voltage of the tangent in *out. */
static double step(Mif_Private_t *m, bound *b, double v, const moment *before, moment *now,
                   ns_cell_out *out)
{
    const ns_cell *cell = &b->cell;
    double t = CM_T(m, 0), t0 = CM_T(m, 1);
    /* With uic there was no operating point to tell the rate at time 0: do without it in the first
     * step. */
    double gamma = t0 <= 0 && before->cell.at.f == 0 ? 1 : 0.5;
    const ns_cell_trial trial = {cell, &before->cell, t0, t, gamma};
    double at = foresee(b, before, t0, t, v);
    ns_cell_step(cell, &before->cell, t0, t, gamma, at, &now->cell, out);
    if (b->last.t == t)
        at = ns_cell_step_back(&trial, &b->last.tangent, at, &now->cell, out);
    if (at != v)
        cm_analog_not_converged();
    b->last.t = t;
    b->last.tangent = (ns_cell_tangent){at, out->i, out->di_dv};
    if (ns_cell_changes(cell))
        land_on_change(m, cell, &before->cell, t0, &now->cell, t);
    watch(cell->d, now);
    return at;
}

/* The operating point. */
static void start(const ns_cell *cell, double v, moment *now, ns_cell_out *out)
{
    ns_cell_start(cell, v, &now->cell, out);
    now->watched = (out->x - cell->d->x_lo) / (cell->d->x_hi - cell->d->x_lo) + watch_offset;
    now->v = v;
    now->i = out->i;
    now->v_t = now->e = 0;
}

/* Voltage and current are straight lines within a step. */
static void account(const moment *last, double h, moment *now)
{
    double v = now->v, i = now->i;
    now->v_t = h > 0 ? (v - last->v) / h : 0;
    now->e = last->e + h * (2 * (last->v * last->i + v * i) + last->v * i + v * last->i) / 6;
}

static void answer(Mif_Private_t *m, const moment *now, const ns_cell_out *out)
{
    CM_INPUT_REAL(m, MEM_TERMINALS, 0) = now->v;
    CM_OUTPUT_REAL(m, MEM_TERMINALS, 0) = out->i;
    CM_PARTIAL(m, MEM_TERMINALS, 0, MEM_TERMINALS, 0) = out->di_dv;
    if (!CM_PORT_NULL(m, MEM_STATE)) {
        CM_OUTPUT_REAL(m, MEM_STATE, 0) = out->x;
        CM_PARTIAL(m, MEM_STATE, 0, MEM_TERMINALS, 0) = out->dx_dv;
    }
    CM_VAR_REAL(m, MEM_VAR_X, 0) = out->x;
    CM_VAR_REAL(m, MEM_VAR_V, 0) = now->v;
    CM_VAR_REAL(m, MEM_VAR_I, 0) = out->i;
    CM_VAR_REAL(m, MEM_VAR_G, 0) = out->g;
    CM_VAR_REAL(m, MEM_VAR_Y, 0) = out->y;
    CM_VAR_REAL(m, MEM_VAR_E, 0) = now->e;
}

/* A time point that the host does not keep. */
static void load_alone(Mif_Private_t *m, const bound *b, double v)
{
    union {
        moment moment;
        char room[sizeof(moment) + sizeof(ns_cell_room)];
    } now;
    ns_cell_out out;
    start(&b->cell, v, &now.moment, &out);
    answer(m, &now.moment, &out);
}

static void load(Mif_Private_t *m, bound *b, moment *now)
{
    double v = cm_input_unlimited(m, MEM_TERMINALS, 0);
    ns_cell_out out;
    if (!now) {
        load_alone(m, b, v);
        return;
    }
    if (CM_ANALYSIS(m) == MIF_TRAN) {
        const moment *before = cm_analog_get_ptr(MOMENT, 1);
        now->v = step(m, b, v, before, now, &out);
        now->i = out.i;
        account(before, CM_T(m, 0) - CM_T(m, 1), now);
    } else {
        start(&b->cell, v, now, &out);
    }
    energy_note(b->account, &(energy_amount){.dissipated = now->e});
    answer(m, now, &out);
}

static void load_ac(Mif_Private_t *m, const ns_cell *cell)
{
    ns_small_signal y;
    ns_cell_small_signal(cell, CM_INPUT_REAL(m, MEM_TERMINALS, 0), CM_RAD_FREQ(m), &y);
    CM_AC_GAIN(m, MEM_TERMINALS, 0, MEM_TERMINALS, 0) =
        (Mif_Complex_t){y.admittance[0], y.admittance[1]};
    if (!CM_PORT_NULL(m, MEM_STATE))
        CM_AC_GAIN(m, MEM_STATE, 0, MEM_TERMINALS, 0) = (Mif_Complex_t){y.state[0], y.state[1]};
}

static void load_noise(Mif_Private_t *m, const ns_cell *cell)
{
    int white = cm_call_noise_add_source("white", MEM_TERMINALS, 0, MIF_NOISE_CURRENT);
    int flicker = cm_call_noise_add_source("flicker", MEM_TERMINALS, 0, MIF_NOISE_CURRENT);
    if (CM_NOISE(m)->registering)
        return;
    double v = CM_VAR_REAL(m, MEM_VAR_V, 0);
    CM_NOISE_DENSITY(m, white) = ns_cell_white_noise(cell, v, CM_TEMPERATURE(m) + 273.15);
    CM_NOISE_DENSITY(m, flicker) = ns_cell_flicker_noise(cell, v, CM_NOISE_FREQ(m));
}

void mem_adapter(Mif_Private_t *m, const ns_device *d, const char *model_name)
{
    bound *b = CM_VAR_PTR(m, MEM_VAR_BOUND, 0);
    moment *now = CM_INIT(m) ? NULL : cm_analog_get_ptr(MOMENT, 0);
    /* .sens drops the state, and changes parameters behind the instance's back: read them each time
     * then. */
    if (CM_INIT(m) || !b || !now)
        b = bind(m, d);
    if (!b)
        return;
    if (CM_INIT(m)) {
        cm_analog_alloc(MOMENT, (int)(offsetof(moment, cell) + ns_cell_memory_size(&b->cell)));
        b->account = energy_open(m, model_name, -1, MEM_TERMINALS);
        now = cm_analog_get_ptr(MOMENT, 0);
    }
    if (CM_ANALYSIS(m) == MIF_AC)
        load_ac(m, &b->cell);
    else if (CM_ANALYSIS(m) == MIF_NOI)
        load_noise(m, &b->cell);
    else
        load(m, b, now);
}
