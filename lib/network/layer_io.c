/* The files of a layer: conductances and threshold rises. */
#include <math.h>
#include <stdlib.h>

#include "../data/atomic_file.h"
#include "../data/npy.h"
#include "layer_impl.h"

/* Conductances are written as floats: an entry may lie outside the device's range by their
 * rounding. */
static const double rounding = 1e-6;

static bool read_array(const char *path, float **data, size_t rows, size_t cols, ns_error *e)
{
    *data = malloc(rows * cols * sizeof **data);
    if (!*data) {
        return ns_fail(e, "out of memory for the %zu x %zu values of %s", rows, cols, path);
    }
    if (!ns_npy_read(path, *data, rows, cols, e)) {
        free(*data);
        return false;
    }
    return true;
}

/* The state of a synapse of conductance g. Where synapses differ, not each can have what another
 * has: it gets as near as it can. */
static bool state_for(const ns_layer *l, size_t i, size_t j, double g, float *x, ns_error *e)
{
    const ns_device *d = l->synapse.dev;
    const void *p = ns_layer_device(l, i, j);
    const double lo = d->conductance(p, d->x_lo), hi = d->conductance(p, d->x_hi);
    const bool inside = g >= lo * (1 - rounding) && g <= hi * (1 + rounding);
    *x = (float)d->state_of(p, g);
    return inside || (l->spec.n_spread && g >= 0 && isfinite(g)) ||
           ns_fail(e,
                   "%g S, but device %s reaches from %g to %g S: give it other parameters or load "
                   "another file",
                   g, d->name, lo, hi);
}

static bool states_of(ns_layer *l, const char *path, const float *g, ns_error *e)
{
    ns_error why;
    for (size_t i = 0; i < l->inputs; i++) {
        for (size_t j = 0; j < l->n; j++) {
            if (!state_for(l, i, j, (double)g[i * l->n + j], &l->x[j * l->inputs + i], &why)) {
                return ns_fail(e, "load: entry [%zu, %zu] of %s is %s", i, j, path, why.msg);
            }
        }
    }
    return true;
}

static bool load_conductances(ns_layer *l, const char *path, ns_error *e)
{
    float *g;
    if (!read_array(path, &g, l->inputs, l->n, e)) {
        return false;
    }
    const bool ok = states_of(l, path, g, e);
    free(g);
    return ok;
}

static bool load_theta(ns_layer *l, const char *path, ns_error *e)
{
    float *theta;
    if (!read_array(path, &theta, 1, l->n, e)) {
        return false;
    }
    bool ok = true;
    for (size_t j = 0; j < l->n && ok; j++) {
        ok = theta[j] >= 0 && theta[j] <= 1e6f;
        if (!ok) {
            ns_fail(e, "theta_load: entry [0, %zu] of %s is %g V, it must be from 0 to 1e6 V", j,
                    path, (double)theta[j]);
        }
        l->theta[j] = theta[j];
    }
    free(theta);
    return ok;
}

/* Uniform states, a function of seed, instance, input and neuron. */
static bool draw_states(ns_layer *l, const spike_layer_params *p, ns_error *e)
{
    const ns_device *d = l->synapse.dev;
    if (p->x_min < d->x_lo || p->x_max > d->x_hi) {
        return ns_fail(e, "x_min = %g, x_max = %g: the states of device %s go from %g to %g",
                       p->x_min, p->x_max, d->name, d->x_lo, d->x_hi);
    }
    for (size_t j = 0; j < l->n; j++) {
        for (size_t i = 0; i < l->inputs; i++) {
            const double r = ns_rng_uniform(l->rng, NS_DRAW_STATE, i, (uint32_t)j);
            l->x[j * l->inputs + i] = (float)(p->x_min + (p->x_max - p->x_min) * r);
        }
    }
    return true;
}

static bool save_conductances(const ns_layer *l, const char *path, ns_error *e)
{
    float *g = malloc(l->inputs * l->n * sizeof *g);
    if (!g) {
        return ns_fail(e, "out of memory for the %zu x %zu values of %s", l->inputs, l->n, path);
    }
    ns_layer_conductances(l, g);
    const bool ok = ns_npy_write(path, g, l->inputs, l->n, e);
    free(g);
    return ok;
}

bool ns_layer_start(ns_layer *l, const spike_layer_params *p, ns_error *e)
{
    if (!ns_file_check(p->save, e) || !ns_file_check(p->theta_save, e) ||
        !(p->load ? load_conductances(l, p->load, e) : draw_states(l, p, e))) {
        return false;
    }
    ns_layer_stick(l);
    return (!p->theta_load || load_theta(l, p->theta_load, e)) &&
           (!p->save_start || save_conductances(l, p->save_start, e));
}

bool ns_layer_save(const ns_layer *l, ns_error *e)
{
    return (!l->save || save_conductances(l, l->save, e)) &&
           (!l->theta_save || ns_npy_write(l->theta_save, l->theta, 1, l->n, e));
}
