/* Delays of a layer's synapses: what is under way, in the order in which it is there. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../data/npy.h"
#include "layer_impl.h"

#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#endif

/* ---- construction ---- */

static bool read_delays(ns_layer *l, const char *path, ns_error *e)
{
    double *rows;
    size_t n_rows;
    if (!ns_npy_read_rows(path, &rows, &n_rows, l->n, e)) {
        return false;
    }
    bool ok = n_rows == l->inputs ||
              ns_fail(e, "delays: %s has %zu rows, one for each input: it must have %zu", path,
                      n_rows, l->inputs);
    for (size_t i = 0; i < l->inputs && ok; i++) {
        for (size_t j = 0; j < l->n && ok; j++) {
            const double d = rows[i * l->n + j];
            l->delay[j * l->inputs + i] = d;
            ok = (d >= 0 && d <= 1e6) ||
                 ns_fail(e, "delays: item [%zu, %zu] of %s is %g s, it must be from 0 to 1e6 s", i,
                         j, path, d);
        }
    }
    free(rows);
    return ok;
}

/* Uniform, a function of seed, instance, input and neuron. */
static void draw_delays(ns_layer *l)
{
    for (size_t j = 0; j < l->n; j++) {
        for (size_t i = 0; i < l->inputs; i++) {
            l->delay[j * l->inputs + i] =
                l->p.delay_min + (l->p.delay_max - l->p.delay_min) *
                                     ns_rng_uniform(l->rng, NS_DRAW_DELAY, i, (uint32_t)j);
        }
    }
}

static bool check_delays(ns_layer *l, const spike_layer_params *p, ns_error *e)
{
    const char *const at = p->delay_at ? p->delay_at : "axon";
    l->dendrite = strcmp(at, "dendrite") == 0;
    if (!l->dendrite && strcmp(at, "axon") != 0) {
        return ns_fail(e, "delay_at = \"%s\": write axon or dendrite", at);
    }
    if (p->delay_min > p->delay_max) {
        return ns_fail(e, "delay_min = %g s is above delay_max = %g s: delays lie between the two",
                       p->delay_min, p->delay_max);
    }
    if (p->delays && p->delay_max > 0) {
        return ns_fail(e, "delays = \"%s\" and delay_max = %g s: give one of the two", p->delays,
                       p->delay_max);
    }
    return true;
}

typedef struct {
    double delay;
    uint32_t j;
} target;

static int sooner(const void *a, const void *b)
{
    const target *p = a, *q = b;
    const int later = (p->delay > q->delay) - (p->delay < q->delay);
    return later ? later : (p->j > q->j) - (p->j < q->j);
}

/* For each input, who is reached first, second, ... */
static bool sort_targets(ns_layer *l, ns_error *e)
{
    target *t = malloc(l->n * sizeof *t);
    l->order = malloc(l->inputs * l->n * sizeof *l->order);
    if (!t || !l->order) {
        free(t);
        return ns_fail(e, "out of memory for the delays of %zu x %zu synapses", l->inputs, l->n);
    }
    for (size_t i = 0; i < l->inputs; i++) {
        for (size_t j = 0; j < l->n; j++) {
            t[j] = (target){l->delay[j * l->inputs + i], (uint32_t)j};
        }
        qsort(t, l->n, sizeof *t, sooner);
        for (size_t k = 0; k < l->n; k++) {
            l->order[i * l->n + k] = t[k].j;
        }
    }
    free(t);
    return true;
}

bool ns_layer_delays(ns_layer *l, const spike_layer_params *p, ns_error *e)
{
    if (!check_delays(l, p, e)) {
        return false;
    }
    if (!p->delays && p->delay_max == 0) {
        return true;
    }
    const size_t synapses = l->inputs * l->n;
    l->delay = malloc(synapses * sizeof *l->delay);
    l->hears = calloc(l->n, sizeof *l->hears);
    l->heard = malloc(l->n * sizeof *l->heard);
    double *last = l->dendrite ? l->last : realloc(l->last, synapses * sizeof *last);
    l->last = last ? last : l->last;
    if (!l->delay || !l->hears || !l->heard || !last) {
        return ns_fail(e, "out of memory for the delays of %zu x %zu synapses", l->inputs, l->n);
    }
    for (size_t k = 0; k < synapses && !l->dendrite; k++) {
        l->last[k] = -INFINITY;
    }
    if (!p->delays) {
        draw_delays(l);
    } else if (!read_delays(l, p->delays, e)) {
        return false;
    }
    return l->dendrite || sort_targets(l, e);
}

/* ---- what is under way ---- */

/* In order of time; at one moment what arrives before what comes back, then by input and neuron. */
static bool before(const ns_traveller *a, const ns_traveller *b)
{
    return a->t != b->t         ? a->t < b->t
           : a->kind != b->kind ? a->kind < b->kind
           : a->i != b->i       ? a->i < b->i
                                : a->j < b->j;
}

static bool reserve(ns_layer *l, size_t more, ns_error *e)
{
    if (l->n_way + more > l->way_cap) {
        const size_t cap = 2 * (l->n_way + more);
        ns_traveller *way = realloc(l->way, cap * sizeof *way);
        if (!way) {
            return ns_fail(e, "out of memory for %zu delayed spikes", cap);
        }
        l->way = way;
        l->way_cap = cap;
    }
    return true;
}

/* Room has been reserved. */
static void set_out(ns_layer *l, ns_traveller new)
{
    ns_traveller *const h = l->way;
    size_t k = l->n_way++;
    for (; k > 0 && before(&new, &h[(k - 1) / 2]); k = (k - 1) / 2) {
        h[k] = h[(k - 1) / 2];
    }
    h[k] = new;
}

/* Puts one in the place of the first. */
static void replace_first(ns_layer *l, ns_traveller new)
{
    ns_traveller *const h = l->way;
    size_t k = 0;
    for (size_t child; (child = 2 * k + 1) < l->n_way; k = child) {
        child += child + 1 < l->n_way && before(&h[child + 1], &h[child]);
        if (!before(&h[child], &new)) {
            break;
        }
        h[k] = h[child];
    }
    h[k] = new;
}

/* Where input i's spike is k-th, at an axon. */
static ns_traveller reaching(const ns_layer *l, uint32_t i, uint32_t k, double left)
{
    const uint32_t j = l->order[i * l->n + k];
    return (ns_traveller){left + l->delay[j * l->inputs + i], left, i, j, k, 0, NS_ARRIVES};
}

static ns_traveller next_there(ns_layer *l)
{
    const ns_traveller first = l->way[0];
    if (first.kind == NS_ARRIVES && l->order && first.rank + 1 < l->n) {
        replace_first(l, reaching(l, first.i, first.rank + 1, first.left));
    } else if (--l->n_way) {
        replace_first(l, l->way[l->n_way]);
    }
    return first;
}

bool ns_layer_send_back(ns_layer *l, size_t j, double t, ns_error *e)
{
    if (!reserve(l, l->inputs, e)) {
        return false;
    }
    for (size_t i = 0; i < l->inputs; i++) {
        set_out(l, (ns_traveller){t + l->delay[j * l->inputs + i], t, (uint32_t)i, (uint32_t)j, 0,
                                  0, NS_COMES_BACK});
    }
    return true;
}

/* Input i spikes at t. At dendrites the synapses take it at once, and what they let through travels
 * on. */
static bool send(ns_layer *l, uint32_t i, double t, ns_error *e)
{
    if (!reserve(l, l->dendrite ? l->n : 1, e)) {
        return false;
    }
    if (!l->dendrite) {
        set_out(l, reaching(l, i, 0, t));
        ns_layer_read_dummy(l);
        return true;
    }
    ns_layer_right_row(l, i, t);
    for (size_t j = 0; j < l->n; j++) {
        set_out(l, (ns_traveller){t + l->delay[j * l->inputs + i], t, i, (uint32_t)j, 0,
                                  l->w[i * l->stride + j], NS_ARRIVES});
    }
    ns_layer_read(l, (double)l->row[i], 1);
    l->last[i] = t;
    ns_layer_depress(l, i, t);
    return true;
}

/* ---- dynamics ---- */

static void arrive(ns_layer *l, const ns_traveller *a, float s)
{
    if (!l->dendrite) {
        ns_layer_right_row(l, a->i, a->t);
    }
    if (a->t >= l->ready[a->j]) {
        l->u[a->j] += s * (l->dendrite ? a->dv : l->w[a->i * l->stride + a->j]);
        if (!l->hears[a->j]) {
            l->hears[a->j] = true;
            l->heard[l->n_heard++] = a->j;
        }
    }
    if (!l->dendrite) {
        ns_layer_read_one(l, a->i, a->j);
        l->last[a->j * l->inputs + a->i] = a->t;
        ns_layer_depress_one(l, a->i, a->j, a->t);
    }
}

/* Whether anybody who hears may fire. */
static bool contested(const ns_layer *l, const ns_contest *c)
{
    for (size_t k = 0; k < l->n_heard; k++) {
        const uint32_t j = l->heard[k];
        if (l->patience || l->u[j] > c->a + c->b * l->theta[j]) {
            return true;
        }
    }
    return false;
}

static void hear_no_more(ns_layer *l)
{
    while (l->n_heard) {
        l->hears[l->heard[--l->n_heard]] = false;
    }
}

static bool there(const ns_layer *l, double t, ns_travel kind)
{
    return l->n_way && l->way[0].t <= t && l->way[0].kind == kind;
}

/* All that is there at t. */
static bool moment(ns_layer *l, double t, ns_packet *out, ns_error *e)
{
    ns_layer_keep_base(l, t);
    const float s = (float)ns_layer_exp((t - l->c.base) / l->p.tau_m);
    while (there(l, t, NS_ARRIVES)) {
        const ns_traveller a = next_there(l);
        arrive(l, &a, s);
    }
    const ns_contest c = {t, t - out->t0, s, (float)l->p.v_th * s,
                          (float)((double)s * ns_layer_rise_left(l, t))};
    if (contested(l, &c) && !ns_layer_contest(l, &c, out, e)) {
        return false;
    }
    hear_no_more(l);
    while (there(l, t, NS_COMES_BACK)) {
        const ns_traveller b = next_there(l);
        ns_layer_came_back(l, b.i, b.j, t);
    }
    return true;
}

bool ns_layer_run_delayed(ns_layer *l, const ns_packet *in, ns_packet *out, ns_error *e)
{
    const double end = in->t0 + in->width + l->p.rest;
    for (uint32_t q = 0;;) {
        const double spike = q < in->n ? in->t0 + in->t[q] : INFINITY,
                     t = l->n_way ? fmin(l->way[0].t, spike) : spike;
        if (!(t < end) && q == in->n) {
            return true;
        }
        ns_layer_rewarded(l, t);
        for (; q < in->n && in->t0 + in->t[q] <= t; q++) {
            if (!send(l, in->addr[q], t, e)) {
                return false;
            }
        }
        if (!moment(l, t, out, e)) {
            return false;
        }
        l->c.latest = t;
    }
}
