#include "layer_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#endif

static const int pulse_intervals = 1024, read_intervals = 4096;
/* A reading moves a state by less than this: a synapse is read about a million times in 60,000
 * images, and the layer does not follow what reading does. */
static const double max_disturb = 1e-9;

/* ---- construction ---- */

static bool parse_learn(ns_layer *l, const char *word, ns_error *e)
{
    static const char *const words[] = {
        [LEARN_AUTO] = "auto", [LEARN_ON] = "on", [LEARN_OFF] = "off"};
    for (int k = LEARN_AUTO; k <= LEARN_OFF; k++) {
        if (word && strcmp(word, words[k]) == 0) {
            l->learn = (ns_learn)k;
            return true;
        }
    }
    return ns_fail(e, "learn = \"%s\": write auto (in packets of phase train), on or off",
                   word ? word : "");
}

/* What the ranges of single parameters cannot say. */
static bool check(const spike_layer_params *p, ns_error *e)
{
    if (!spike_layer_params_check(p, e->msg, sizeof e->msg)) {
        return false;
    }
    if (p->x_min > p->x_max) {
        return ns_fail(e, "x_min = %g is above x_max = %g: initial states lie between the two",
                       p->x_min, p->x_max);
    }
    if (p->tau_theta < p->tau_m) {
        return ns_fail(e,
                       "tau_theta = %g s is below tau_m = %g s: a threshold that falls faster than "
                       "the membrane could be crossed between two spikes; raise tau_theta",
                       p->tau_theta, p->tau_m);
    }
    return true;
}

bool ns_layer_charge(const ns_layer *l, const void *p, double x, double *dv, ns_error *e)
{
    const ns_device *d = l->synapse.dev;
    ns_eval at;
    d->eval(p, l->p.v_read, x, &at);
    *dv = at.i * l->p.t_read / l->p.c_mem;
    return fabs(at.f) * l->p.t_read <= max_disturb ||
           ns_fail(e,
                   "device %s: reading with v_read = %g V for t_read = %g s moves the state "
                   "by %.3g (at x = %g), the limit is %g: lower v_read or t_read, or give "
                   "the device thresholds above v_read",
                   d->name, l->p.v_read, l->p.t_read, at.f * l->p.t_read, x, max_disturb);
}

void ns_layer_allow(ns_layer *l, float dv)
{
    l->read.max = fmaxf(l->read.max, dv);
    l->read.largest = fmaxf(l->read.largest, fabsf(dv));
    /* 65536 neurons' sum fits 2^62 */
    l->read.per_volt = l->read.largest > 0 ? 0x1p44 / (double)l->read.largest : 0;
}

/* Tabulates what a spike adds to a membrane, and makes sure that reading does not write. */
static bool make_read_map(ns_layer *l, ns_error *e)
{
    const ns_device *d = l->synapse.dev;
    ns_read_map *m = &l->read;
    double dv;
    m->n = read_intervals;
    m->x_lo = (float)d->x_lo;
    m->per_x = (float)(m->n / (d->x_hi - d->x_lo));
    m->dv = malloc(((size_t)m->n + 1) * sizeof *m->dv);
    if (!m->dv) {
        return ns_fail(e, "out of memory for a table of %d values", m->n + 1);
    }
    if (l->p.reference && !ns_layer_charge(l, l->synapse.p, d->x_lo, &m->off, e)) {
        return false;
    }
    for (int k = 0; k <= m->n; k++) {
        if (!ns_layer_charge(l, l->synapse.p, d->x_lo + (d->x_hi - d->x_lo) * k / m->n, &dv, e)) {
            return false;
        }
        m->dv[k] = (float)(dv - m->off);
        ns_layer_allow(l, m->dv[k]);
    }
    return true;
}

/* Where synapses differ each pulse follows the device's own equation, and no table would serve. */
static ns_pulse no_table(const ns_device *d, double v, double width)
{
    return (ns_pulse){.x_lo = d->x_lo, .x_hi = d->x_hi, .v = v, .width = width};
}

static bool make_tables(ns_layer *l, ns_error *e)
{
    if (!make_read_map(l, e) || !ns_layer_imperfect(l, e)) {
        return false;
    }
    if (l->overlap) {
        return true;
    }
    if (ns_layer_own_pulses(l)) {
        l->pot = no_table(l->synapse.dev, l->p.v_pot, l->p.t_pot);
        l->dep = no_table(l->synapse.dev, l->p.v_dep, l->p.t_dep);
        return true;
    }
    if (!ns_pulse_build(&l->pot, &l->synapse, l->p.v_pot, l->p.t_pot, pulse_intervals, e) ||
        !ns_pulse_build(&l->dep, &l->synapse, l->p.v_dep, l->p.t_dep, pulse_intervals, e)) {
        return false;
    }
    l->table_error = fmax(l->pot.max_error, l->dep.max_error);
    return true;
}

/* Zeroed, on a boundary of the widest vectors. */
static float *vectors(size_t n)
{
    const size_t align = LAYER_VECTOR * sizeof(float);
    float *v = n <= SIZE_MAX / sizeof *v - align ? aligned_alloc(align, n * sizeof *v) : NULL;
    if (v) {
        memset(v, 0, n * sizeof *v);
    }
    return v;
}

static bool allocate(ns_layer *l, ns_error *e)
{
    l->n = (size_t)l->p.n;
    l->inputs = (size_t)l->p.inputs;
    l->stride = (l->n + LAYER_VECTOR - 1) / LAYER_VECTOR * LAYER_VECTOR;
    l->x = vectors((l->n * l->inputs + LAYER_VECTOR - 1) / LAYER_VECTOR * LAYER_VECTOR);
    l->w = vectors(l->stride * l->inputs);
    l->u = vectors(l->stride);
    l->theta = vectors(l->stride);
    l->ready = malloc(l->n * sizeof *l->ready);
    l->last = malloc(l->inputs * sizeof *l->last);
    l->row = calloc(l->inputs, sizeof *l->row);
    if (!l->row || !l->x || !l->w || !l->u || !l->theta || !l->ready || !l->last) {
        return ns_fail(e, "out of memory for n = %d neurons of %d inputs (%.3g GiB)", l->p.n,
                       l->p.inputs, 8.0 * (double)l->n * (double)l->inputs / 0x1p30);
    }
    for (size_t j = l->n; j < l->stride; j++) {
        l->theta[j] = 1e18f; /* what only fills up a vector never fires */
    }
    for (size_t j = 0; j < l->n; j++) {
        l->ready[j] = -INFINITY;
    }
    for (size_t i = 0; i < l->inputs; i++) {
        l->last[i] = -INFINITY;
    }
    l->c.ready_min = l->c.ready_max = l->c.latest = -INFINITY;
    return true;
}

static bool copy_names(ns_layer *l, const spike_layer_params *p, ns_error *e)
{
    l->save = p->save ? strdup(p->save) : NULL;
    l->theta_save = p->theta_save ? strdup(p->theta_save) : NULL;
    if ((p->save && !l->save) || (p->theta_save && !l->theta_save)) {
        return ns_fail(e, "out of memory for a file name");
    }
    return true;
}

ns_layer *ns_layer_new(const spike_layer_params *p, const char *instance, ns_error *e)
{
    ns_layer *l = calloc(1, sizeof *l);
    if (!l) {
        ns_fail(e, "out of memory for a layer");
        return NULL;
    }
    l->p = *p;
    if (check(p, e) && parse_learn(l, p->learn, e) && copy_names(l, p, e) &&
        ns_layer_synapse(l, p->device, e) && allocate(l, e) &&
        ns_layer_lateral(l, p, instance, e) && ns_layer_delays(l, p, e) && ns_layer_rule(l, p, e) &&
        make_tables(l, e) && ns_layer_start(l, p, e)) {
        for (size_t j = 0; j < l->n; j++) {
            ns_layer_refresh(l, j);
        }
        return l;
    }
    ns_layer_free(l);
    return NULL;
}

void ns_layer_free(ns_layer *l)
{
    if (!l) {
        return;
    }
    ns_layer_log_free(l);
    ns_layer_overlap_free(l);
    ns_pulse_free(&l->pot);
    ns_pulse_free(&l->dep);
    ns_device_free(&l->synapse);
    ns_cell_spec_free(&l->spec);
    ns_layer_cells_free(l);
    free(l->read.dv);
    free(l->between);
    free(l->fired);
    free(l->patience);
    free(l->save);
    free(l->theta_save);
    free(l->x);
    free(l->w);
    free(l->u);
    free(l->theta);
    free(l->ready);
    free(l->last);
    free(l->row);
    free(l->growth);
    free(l->delay);
    free(l->order);
    free(l->hears);
    free(l->heard);
    free(l->way);
    free(l->pre);
    free(l->post);
    free(l->eligible);
    free(l->rewards);
    free(l->due);
    free(l);
}

/* ---- questions ---- */

uint64_t ns_layer_version(const ns_layer *l)
{
    return l->version;
}

double ns_layer_spikes(const ns_layer *l)
{
    return (double)l->c.spikes;
}

double ns_layer_rate(const ns_layer *l)
{
    return l->c.rate;
}

double ns_layer_table_error(const ns_layer *l)
{
    return l->table_error;
}

void ns_layer_conductances(const ns_layer *l, float *g)
{
    for (size_t j = 0; j < l->n; j++) {
        for (size_t i = 0; i < l->inputs; i++) {
            g[i * l->n + j] = (float)l->synapse.dev->conductance(ns_layer_device(l, i, j),
                                                                 ns_layer_state(l, i, j));
        }
    }
}
