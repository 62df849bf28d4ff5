/* What the neurons of a layer do to each other where the winner does not take all, and firing by
 * chance. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../data/npy.h"
#include "../random/exponential.h"
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

bool ns_layer_lateral(ns_layer *l, const spike_layer_params *p, const char *instance, ns_error *e)
{
    const char *word = p->lateral ? p->lateral : "wta";
    l->lateral = strcmp(word, "wta") == 0    ? LATERAL_WTA
                 : strcmp(word, "none") == 0 ? LATERAL_NONE
                                             : LATERAL_MATRIX;
    l->rng = ns_rng_key((uint64_t)p->seed, instance);
    l->fired = calloc(l->n, sizeof *l->fired);
    l->patience = p->v_stoch > 0 ? calloc(l->n, sizeof *l->patience) : NULL;
    if (!l->fired || (p->v_stoch > 0 && !l->patience)) {
        return ns_fail(e, "out of memory for n = %zu neurons", l->n);
    }
    return l->lateral != LATERAL_MATRIX || read_matrix(l, word, e);
}

/* ---- contests ---- */

/* A neuron fires when what it has for this input spike, ln 2 exp((v - threshold) / v_stoch),
 * exceeds an exponential variate of mean 1: with probability 1 - 2^-exp((v - threshold) / v_stoch).
 */
void ns_layer_draw(ns_layer *l)
{
    for (size_t j = 0; j < l->n; j += 4) {
        uint32_t w[4];
        ns_rng_words(l->rng, NS_DRAW_FIRE, l->c.contests, (uint32_t)(j / 4), w);
        for (size_t k = 0; k < 4 && j + k < l->n; k++) {
            l->patience[j + k] = ns_exponential(w[k]);
        }
    }
    l->c.contests++;
}

/* How far neuron j is above its threshold; 0 or less: it does not fire. */
static double excess(const ns_layer *l, size_t j, const ns_contest *c)
{
    const float above = l->u[j] - (c->a + c->b * l->theta[j]);
    if (!l->patience) {
        return (double)above;
    }
    if (c->t < l->ready[j] || (l->hears && !l->hears[j])) {
        return 0;
    }
    const double ln2 = 0.6931471805599453;
    return ln2 * ns_layer_exp((double)above / ((double)c->s * l->p.v_stoch)) / l->patience[j] - 1;
}

size_t ns_layer_next(const ns_layer *l, const ns_contest *c)
{
    size_t best = l->n;
    double most = 0;
    for (size_t j = 0; j < l->n; j++) {
        const double above = excess(l, j, c);
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

bool ns_layer_free_contest(ns_layer *l, const ns_contest *c, ns_packet *out, ns_error *e)
{
    size_t j = ns_layer_next(l, c);
    if (j == l->n) {
        return true;
    }
    for (; j < l->n; j = ns_layer_next(l, c)) {
        if (!ns_packet_push(out, c->at, (uint32_t)j)) {
            return ns_fail(e, "out of memory for the spikes of a packet");
        }
        if (!fire_alone(l, j, c->t, c->s, e)) {
            return false;
        }
    }
    memset(l->fired, 0, l->n * sizeof *l->fired);
    note_ready(l);
    return true;
}
