/* What the neurons of a layer do to each other where the winner does not take all. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../data/npy.h"
#include "layer_impl.h"

#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#endif

static bool read_matrix(ns_layer *l, const char *path, ns_error *e)
{
    l->between = malloc(l->n * l->n * sizeof *l->between);
    if (!l->between) {
        return ns_fail(e, "lateral: out of memory for the %zu x %zu values of %s", l->n, l->n,
                       path);
    }
    if (!ns_npy_read(path, l->between, l->n, l->n, e)) {
        return false;
    }
    for (size_t i = 0; i < l->n; i++) {
        for (size_t j = 0; j < l->n; j++) {
            const double v = (double)l->between[i * l->n + j];
            if (!(fabs(v) <= 1e6) || (i == j && v != 0)) {
                return ns_fail(e,
                               "lateral: item [%zu, %zu] of %s is %g V, it must be from -1e6 to "
                               "1e6 V, and 0 on the diagonal (a spike returns its own membrane)",
                               i, j, path, v);
            }
        }
    }
    return true;
}

bool ns_layer_lateral(ns_layer *l, const spike_layer_params *p, ns_error *e)
{
    const char *word = p->lateral ? p->lateral : "wta";
    l->lateral = strcmp(word, "wta") == 0    ? LATERAL_WTA
                 : strcmp(word, "none") == 0 ? LATERAL_NONE
                                             : LATERAL_MATRIX;
    if (l->lateral == LATERAL_WTA) {
        return true;
    }
    l->fired = calloc(l->n, sizeof *l->fired);
    if (!l->fired) {
        return ns_fail(e, "out of memory for n = %zu neurons", l->n);
    }
    return l->lateral == LATERAL_NONE || read_matrix(l, word, e);
}

/* The neuron furthest above its threshold a + b theta[j] (of equals the first) that has not fired;
 * n: none. */
static size_t next_winner(const ns_layer *l, float a, float b)
{
    size_t best = l->n;
    float most = 0;
    for (size_t j = 0; j < l->n; j++) {
        const float above = l->u[j] - (a + b * l->theta[j]);
        if (above > most && !l->fired[j]) {
            most = above;
            best = j;
        }
    }
    return best;
}

/* Neuron j's spike acts on those that integrate at t. */
static void act(ns_layer *l, size_t j, double t, float s)
{
    const float *row = l->between + j * l->n;
    for (size_t k = 0; k < l->n; k++) {
        if (t >= l->ready[k] && !l->fired[k]) {
            l->u[k] += s * row[k];
        }
    }
}

static bool fire_alone(ns_layer *l, size_t j, double t, float s, ns_error *e)
{
    l->fired[j] = true;
    l->u[j] = 0;
    l->ready[j] = t + l->p.t_ref;
    l->c.spikes++;
    if (l->lateral == LATERAL_MATRIX) {
        act(l, j, t, s);
    }
    return !l->c.learning || ns_layer_learn(l, j, t, e);
}

static void note_ready(ns_layer *l)
{
    double min = INFINITY, max = -INFINITY;
    for (size_t k = 0; k < l->n; k++) {
        min = fmin(min, l->ready[k]);
        max = fmax(max, l->ready[k]);
    }
    l->c.ready_min = min;
    l->c.ready_max = max;
}

bool ns_layer_free_contest(ns_layer *l, double t, double at, float s, float a, float b,
                           ns_packet *out, ns_error *e)
{
    size_t j = next_winner(l, a, b);
    if (j == l->n) {
        return true;
    }
    for (; j < l->n; j = next_winner(l, a, b)) {
        if (!ns_packet_push(out, at, (uint32_t)j)) {
            return ns_fail(e, "out of memory for the spikes of a packet");
        }
        if (!fire_alone(l, j, t, s, e)) {
            return false;
        }
    }
    memset(l->fired, 0, l->n * sizeof *l->fired);
    note_ready(l);
    return true;
}
