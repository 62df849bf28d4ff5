/* Synapses that are not all alike: each is a cell of its own (lib/device/cell.h), drawn from seed,
 * instance, input and neuron. */
#include <math.h>
#include <stdalign.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../plasticity/stdp.h"
#include "layer_impl.h"

#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#endif

enum { LAYER_LANES = 32 };

/* Retention is made up for when it has come this part of its time constant. */
static const double retained_by = 1e-3;

struct ns_layer_cells {
    ns_cell cell;       /* what all have in common; p, rng and stuck: of the synapse at hand */
    size_t size;        /* bytes from one synapse's parameters to the next one's */
    char *p;            /* as x: parameters; NULL: all have the same */
    signed char *stuck; /* as x: -1 off, 1 on, 0 neither; NULL: none is */
    int32_t *turns; /* as x: half cycles begun, negative if the last drive was; NULL: no matter */
    float *gain;    /* as x: what traps leave of the current, right ... */
    double *until;  /* ... as x: before then (s); NULL: no traps */
    double *row_from, *row_until; /* inputs: from when and until when a row's gains are, s */
};

/* ---- which parameters a layer takes ---- */

static const struct {
    const char *name, *why;
} refused[] = {
    {"x0", "a layer draws its states from x_min to x_max, or loads them"},
    {"rinit", "a layer draws its states from x_min to x_max, or loads them"},
    {"polarity", "the sense of a layer's synapses is that of v_read; leave it out"},
    {"m", "give the device parameters of m of them, or a smaller c_mem"},
    {"area", "give the device parameters of that area, or a smaller c_mem"},
    {"dcmode", "a layer has no operating point; leave it out"},
    {"seed", "the layer's own seed draws its devices; set that"},
    {"t_noise", "pulses act in one go; c2c spreads what they do"},
    {"drift_nu", "a layer does not follow the time since each synapse was written; tau_ret lets "
                 "states drift"},
};

static bool check_given(const ns_cell_params *c, const char *who, ns_error *e)
{
    for (size_t k = 0; k < sizeof refused / sizeof *refused; k++) {
        const size_t at = (size_t)ns_params_find(ns_cell_table, ns_cell_n_params, refused[k].name);
        const double value = ns_params_get(ns_cell_table, at, c), usual = ns_cell_table[at].def;
        if (value < usual || value > usual || isnan(value) != isnan(usual)) {
            return ns_fail(e, "%s: parameter %s = %.12g has no place in a layer: %s", who,
                           refused[k].name, value, refused[k].why);
        }
    }
    return true;
}

static bool any_spread(const ns_cell_spec *s)
{
    for (size_t k = 0; k < s->n_spread; k++) {
        if (s->spread[k].sigma != 0) {
            return true;
        }
    }
    return false;
}

static bool imperfect(const ns_cell_spec *s, const ns_cell *cell)
{
    return any_spread(s) || cell->cycles || cell->n_traps > 0 || s->c.hrs_proportion > 0 ||
           s->c.lrs_proportion > 0 || isfinite(s->c.tau_ret);
}

bool ns_layer_synapse(ns_layer *l, const char *text, ns_error *e)
{
    ns_cell_spec *const s = &l->spec;
    char who[64];
    if (!ns_cell_parse(s, text, e)) {
        return false;
    }
    const ns_device *const d = s->dev.dev;
    void *const p = malloc(d->size);
    l->synapse = (ns_device_inst){d, p};
    if (!p) {
        return ns_fail(e, "device %s: out of memory", d->name);
    }
    memcpy(p, s->dev.p, d->size);
    snprintf(who, sizeof who, "device %s", d->name);
    return check_given(&s->c, who, e) &&
           ns_cell_draw(&l->cell, d, p, &s->c, NULL, 0, (ns_rng){{0}}, who, e);
}

/* ---- construction ---- */

static void *some(size_t n, size_t size, bool *ok)
{
    void *const p = calloc(n, size);
    *ok = *ok && p;
    return p;
}

static bool make_room(ns_layer *l, ns_layer_cells *c, ns_error *e)
{
    const ns_cell_spec *const s = &l->spec;
    const size_t synapses = l->n * l->inputs, unit = alignof(max_align_t);
    bool ok = true;
    c->size = (s->dev.dev->size + unit - 1) / unit * unit;
    c->p = any_spread(s) ? some(synapses, c->size, &ok) : NULL;
    c->stuck = s->c.hrs_proportion > 0 || s->c.lrs_proportion > 0
                   ? some(synapses, sizeof *c->stuck, &ok)
                   : NULL;
    c->turns = c->cell.cycles ? some(synapses, sizeof *c->turns, &ok) : NULL;
    if (c->cell.n_traps > 0) {
        c->gain = some(synapses, sizeof *c->gain, &ok);
        c->until = some(synapses, sizeof *c->until, &ok);
        c->row_from = some(l->inputs, sizeof *c->row_from, &ok);
        c->row_until = some(l->inputs, sizeof *c->row_until, &ok);
    }
    return ok || ns_fail(e, "out of memory for %zu x %zu synapses of %zu bytes each", l->inputs,
                         l->n, c->size);
}

/* Draws a synapse's device into `p`, and sees to it that reading does not write it either. */
static bool draw_one(ns_layer *l, size_t i, size_t j, void *p, ns_error *e)
{
    enum { POINTS = 5 };
    ns_layer_cells *const c = l->cells;
    const ns_cell_spec *const s = &l->spec;
    const ns_device *const d = s->dev.dev;
    ns_cell drawn;
    double dv;
    char who[64];
    snprintf(who, sizeof who, "device %s", d->name);
    memcpy(p, s->dev.p, d->size);
    if (!ns_cell_draw(&drawn, d, p, &s->c, s->spread, s->n_spread,
                      ns_rng_part(l->rng, i, (uint32_t)j), who, e)) {
        return false;
    }
    for (int k = 0; k < POINTS; k++) {
        const double x = d->x_lo + (d->x_hi - d->x_lo) * k / (POINTS - 1);
        if (!ns_layer_charge(l, p, x, &dv, e)) {
            return false;
        }
        dv = (1 + c->cell.offset) * dv - l->read.off;
        ns_layer_allow(l, (float)dv);
    }
    if (c->stuck && drawn.stuck) {
        c->stuck[j * l->inputs + i] = drawn.x_init > d->x_lo ? 1 : -1;
    }
    return true;
}

static bool draw_all(ns_layer *l, ns_error *e)
{
    ns_layer_cells *const c = l->cells;
    char *const one = c->p ? NULL : calloc(1, c->size);
    bool ok = c->p || one || ns_fail(e, "out of memory for a device");
    ns_error why;
    for (size_t j = 0; j < l->n && ok; j++) {
        for (size_t i = 0; i < l->inputs && ok; i++) {
            void *const p = c->p ? c->p + (j * l->inputs + i) * c->size : one;
            ok = draw_one(l, i, j, p, &why) || ns_fail(e, "synapse [%zu, %zu]: %s", i, j, why.msg);
        }
    }
    free(one);
    return ok;
}

bool ns_layer_imperfect(ns_layer *l, ns_error *e)
{
    const ns_cell_spec *const s = &l->spec;
    const ns_cell *const cell = &l->cell;
    if (!imperfect(s, cell)) {
        return true;
    }
    if (l->overlap && (cell->cycles || cell->n_traps > 0)) {
        return ns_fail(
            e,
            "device %s: with rule = \"overlap\" synapses know no pulses for c2c, c2c_on, "
            "c2c_off and endurance, and no read noise (rtn, kf): leave them out, or "
            "choose another rule",
            cell->d->name);
    }
    ns_layer_cells *const c = l->cells = calloc(1, sizeof *c);
    if (!c) {
        return ns_fail(e, "out of memory for a layer's synapses");
    }
    c->cell = *cell;
    if (!make_room(l, c, e) || !draw_all(l, e)) {
        return false;
    }
    ns_layer_forget_gains(l);
    return true;
}

void ns_layer_cells_free(ns_layer *l)
{
    ns_layer_cells *const c = l->cells;
    if (!c) {
        return;
    }
    free(c->p);
    free(c->stuck);
    free(c->turns);
    free(c->gain);
    free(c->until);
    free(c->row_from);
    free(c->row_until);
    free(c);
}

/* ---- one of them ---- */

const void *ns_layer_device(const ns_layer *l, size_t i, size_t j)
{
    const ns_layer_cells *const c = l->cells;
    return c && c->p ? c->p + (j * l->inputs + i) * c->size : l->synapse.p;
}

bool ns_layer_stuck(const ns_layer *l, size_t i, size_t j)
{
    const ns_layer_cells *const c = l->cells;
    return c && c->stuck && c->stuck[j * l->inputs + i] != 0;
}

/* The synapse at hand. Its randomness is looked up only where it is drawn from. */
static const ns_cell *cell_at(ns_layer *l, size_t i, size_t j)
{
    ns_layer_cells *const c = l->cells;
    const size_t k = j * l->inputs + i;
    c->cell.p = c->p ? c->p + k * c->size : l->synapse.p;
    c->cell.stuck = ns_layer_stuck(l, i, j);
    if (c->turns || c->gain) {
        c->cell.rng = ns_rng_part(l->rng, i, (uint32_t)j);
    }
    return &c->cell;
}

void ns_layer_stick(ns_layer *l)
{
    const ns_layer_cells *const c = l->cells;
    const ns_device *const d = l->synapse.dev;
    for (size_t k = 0; c && c->stuck && k < l->n * l->inputs; k++) {
        if (c->stuck[k] != 0) {
            l->x[k] = (float)(c->stuck[k] > 0 ? d->x_hi : d->x_lo);
        }
    }
}

bool ns_layer_own_pulses(const ns_layer *l)
{
    return l->cells && (l->cells->p || l->cells->turns);
}

bool ns_layer_own_reads(const ns_layer *l)
{
    return l->cells && (l->cells->p || l->cells->gain);
}

float ns_layer_increment(const ns_layer *l, size_t i, size_t j, float x)
{
    const ns_layer_cells *const c = l->cells;
    ns_eval at;
    l->synapse.dev->eval(ns_layer_device(l, i, j), l->p.v_read, (double)x, &at);
    const double gain = c->gain ? (double)c->gain[j * l->inputs + i] : 1;
    return (float)(gain * at.i * l->p.t_read / l->p.c_mem - l->read.off);
}

/* ---- pulses ---- */

/* The pulse's way for input i's synapse at neuron j; counts its half cycle. */
static void begin(ns_layer *l, size_t i, size_t j, const ns_pulse *t, double share,
                  ns_flow_lane *way)
{
    const size_t k = j * l->inputs + i;
    const ns_cell *const cell = cell_at(l, i, j);
    const double x = (double)l->x[k], width = t->width * share;
    if (!l->cells->turns) {
        ns_cell_begin_pulse(cell, x, t->v, width, NULL, NULL, way);
        return;
    }
    int32_t *const turns = &l->cells->turns[k];
    double cycle = fabs((double)*turns), direction = (*turns > 0) - (*turns < 0);
    ns_cell_begin_pulse(cell, x, t->v, width, &cycle, &direction, way);
    *turns = (int32_t)(direction < 0 ? -cycle : cycle);
}

/* Takes over where it led. Returns the energy, J. */
static double end(ns_layer *l, size_t i, size_t j, const ns_pulse *t, double share,
                  const ns_flow_lane *way)
{
    float *const x = &l->x[j * l->inputs + i];
    const float y = ns_layer_stuck(l, i, j) ? *x : (float)fmax(way->x, (double)ns_stdp_least(t));
    if (y < *x || y > *x) {
        *x = y;
        ns_layer_refresh_one(l, i, j);
    }
    return ns_cell_end_pulse(&l->cells->cell, way, t->width * share);
}

double ns_layer_pulse(ns_layer *l, size_t i, size_t j, const ns_pulse *t, double share)
{
    ns_flow_lane way;
    begin(l, i, j, t, share, &way);
    ns_flow_lanes(l->synapse.dev, t->v, &way, 1);
    return end(l, i, j, t, share, &way);
}

/* The synapses of neuron j whose inputs are listed. */
static double pulse_those(ns_layer *l, size_t j, const ns_pulse *t, const size_t *input, size_t n)
{
    ns_flow_lane way[LAYER_LANES];
    double energy = 0;
    for (size_t k = 0; k < n; k++) {
        begin(l, input[k], j, t, 1, &way[k]);
    }
    ns_flow_lanes(l->synapse.dev, t->v, way, n);
    for (size_t k = 0; k < n; k++) {
        energy += end(l, input[k], j, t, 1, &way[k]);
    }
    return energy;
}

double ns_layer_pulses(ns_layer *l, size_t j, double t, const double *last)
{
    const ns_pulse *const kind[] = {&l->dep, &l->pot};
    size_t listed[2][LAYER_LANES], n[2] = {0};
    double energy = 0;
    for (size_t i = 0; i < l->inputs; i++) {
        const int k = t - last[i] <= l->p.t_stdp;
        listed[k][n[k]++] = i;
        if (n[k] == LAYER_LANES) {
            energy += pulse_those(l, j, kind[k], listed[k], n[k]);
            n[k] = 0;
        }
    }
    for (int k = 0; k < 2; k++) {
        energy += pulse_those(l, j, kind[k], listed[k], n[k]);
    }
    return energy;
}

int32_t *ns_layer_turns(const ns_layer *l)
{
    return l->cells ? l->cells->turns : NULL;
}

/* ---- retention ---- */

bool ns_layer_retain(ns_layer *l, double t, ns_error *e)
{
    const double passed = t - l->c.retained;
    if (!l->cells || !(passed >= retained_by * l->spec.c.tau_ret)) {
        return true;
    }
    l->c.retained = t;
    for (size_t j = 0; j < l->n; j++) {
        if (!ns_layer_log_column(l, j, e)) {
            return false;
        }
        for (size_t i = 0; i < l->inputs; i++) {
            float *const x = &l->x[j * l->inputs + i];
            *x = (float)ns_cell_retain(cell_at(l, i, j), (double)*x, passed);
        }
        ns_layer_refresh(l, j);
    }
    return true;
}

/* ---- traps ---- */

bool ns_layer_row_is_right(const ns_layer *l, size_t i, double t)
{
    const ns_layer_cells *const c = l->cells;
    return !c || !c->gain || (t >= c->row_from[i] && t < c->row_until[i]);
}

void ns_layer_right_row(ns_layer *l, size_t i, double t)
{
    ns_layer_cells *const c = l->cells;
    if (ns_layer_row_is_right(l, i, t)) {
        return;
    }
    const bool goes_on = t >= c->row_from[i];
    double until = INFINITY;
    for (size_t j = 0; j < l->n; j++) {
        const size_t k = j * l->inputs + i;
        if (!goes_on || t >= c->until[k]) {
            double from;
            c->gain[k] = (float)ns_cell_gain_at(cell_at(l, i, j), t, &from, &c->until[k]);
            ns_layer_refresh_one(l, i, j);
        }
        until = fmin(until, c->until[k]);
    }
    c->row_from[i] = t;
    c->row_until[i] = until;
}

void ns_layer_forget_gains(ns_layer *l)
{
    ns_layer_cells *const c = l->cells;
    for (size_t i = 0; c && c->gain && i < l->inputs; i++) {
        c->row_from[i] = INFINITY;
    }
}
