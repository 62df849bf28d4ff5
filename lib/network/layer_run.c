/* The dynamics of a layer: one packet after the other, input spike by input spike. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "layer_impl.h"

#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#endif

/* Potentials are kept multiplied by exp((t - base) / tau_m): so many tau_m fit a float. */
static const double max_growth = 30;

/* Moves the moment for which potentials are kept to t. */
static void rebase(ns_layer *l, double t)
{
    const double passed = t - l->c.base;
    if (passed != 0) {
        const float leak = (float)ns_layer_exp(-passed / l->p.tau_m);
        for (size_t j = 0; j < l->n; j++) {
            l->u[j] *= leak;
        }
        const float fall = l->c.learning ? (float)ns_layer_exp(-passed / l->p.tau_theta) : 1;
        for (size_t j = 0; j < l->n; j++) {
            l->theta[j] *= fall;
        }
    }
    l->c.base = t;
}

void ns_layer_keep_base(ns_layer *l, double t)
{
    if (t - l->c.base > max_growth * l->p.tau_m) {
        rebase(l, t);
    }
}

double ns_layer_rise_left(const ns_layer *l, double t)
{
    return l->c.learning ? ns_layer_exp((l->c.base - t) / l->p.tau_theta) : 1;
}

/* Neuron j fires at t. */
static bool fire(ns_layer *l, size_t j, double t, ns_error *e)
{
    memset(l->u, 0, l->n * sizeof *l->u);
    const double inhibited = t + l->p.t_inh;
    double min = INFINITY, max = -INFINITY;
    for (size_t k = 0; k < l->n; k++) {
        const double until = k == j                    ? t + l->p.t_ref
                             : l->ready[k] > inhibited ? l->ready[k]
                                                       : inhibited;
        l->ready[k] = until;
        min = until < min ? until : min;
        max = until > max ? until : max;
    }
    l->c.ready_min = min;
    l->c.ready_max = max;
    l->c.spikes++;
    return !l->c.learning || ns_layer_learn(l, j, t, e);
}

/* A stretch of input spikes short enough for one base: offsets t from t0, growth s. */
typedef struct {
    const double *t;
    const uint32_t *addr;
    const float *s;
    uint32_t n;
    double t0;
} stretch;

/* Whether the synapses follow each input spike. */
static bool follows_inputs(const ns_layer *l)
{
    return l->overlap && l->c.learning;
}

static bool note_inputs(ns_layer *l, const stretch *in, uint32_t from, uint32_t to, ns_error *e)
{
    double rows = 0;
    for (uint32_t k = from; k < to; k++) {
        const double t = in->t0 + in->t[k];
        ns_layer_right_row(l, in->addr[k], t);
        l->last[in->addr[k]] = t;
        if (follows_inputs(l) && !ns_layer_overlap_pre(l, in->addr[k], t, e)) {
            return false;
        }
        rows += (double)l->row[in->addr[k]];
    }
    ns_layer_read(l, rows, to - from);
    return true;
}

/* The least that a membrane is below its threshold after spike q, less a thousandth of the
 * threshold: many times what rounding adds up to in a batch. */
static float room_after(const ns_layer *l, const stretch *in, uint32_t q)
{
    const float a = (float)l->p.v_th * in->s[q];
    const float b = (float)(in->s[q] * ns_layer_rise_left(l, in->t0 + in->t[q]));
    return ns_layer_margin(l->u, l->theta, l->stride, a, b, 0.999f);
}

/* How many spikes from q on cannot, together, use up the room: none adds more than the largest
 * increment, and in units of exp(-(t - base) / tau_m) thresholds only rise. */
static uint32_t harmless(const ns_layer *l, const stretch *in, uint32_t q, float room)
{
    const uint32_t end = in->n - q < LAYER_BATCH ? in->n : q + LAYER_BATCH;
    float sum = 0;
    uint32_t k = q;
    while (k < end && (sum += in->s[k] * l->read.max) < room &&
           ns_layer_row_is_right(l, in->addr[k], in->t0 + in->t[k])) {
        k++;
    }
    return k - q;
}

/* Zeroes those who do not integrate at t. */
static void silence(ns_layer *l, double t)
{
    for (size_t j = 0; j < l->n; j++) {
        l->u[j] = t < l->ready[j] ? 0 : l->u[j];
    }
}

bool ns_layer_contest(ns_layer *l, const ns_contest *c, ns_packet *out, ns_error *e)
{
    if (l->patience) {
        ns_layer_draw(l);
    }
    if (l->lateral != LATERAL_WTA) {
        return ns_layer_free_contest(l, c, out, e);
    }
    ptrdiff_t winner;
    if (l->patience) {
        const size_t next = ns_layer_next(l, c);
        winner = next < l->n ? (ptrdiff_t)next : -1;
    } else {
        winner = ns_layer_winner(l->u, l->theta, l->n, c->a, c->b);
    }
    if (winner < 0) {
        return true;
    }
    if (!ns_packet_push(out, c->at, (uint32_t)winner)) {
        return ns_fail(e, "out of memory for the spikes of a packet");
    }
    return fire(l, (size_t)winner, c->t, e);
}

static bool contest(ns_layer *l, const stretch *in, uint32_t q, ns_packet *out, ns_error *e)
{
    const double t = in->t0 + in->t[q];
    const ns_contest c = {t, in->t[q], in->s[q], (float)l->p.v_th * in->s[q],
                          (float)(in->s[q] * ns_layer_rise_left(l, t))};
    if (follows_inputs(l)) {
        ns_layer_overlap_charged(l, in->addr[q], &c);
    }
    return ns_layer_contest(l, &c, out, e);
}

/* Spikes are taken in batches as large as cannot make anybody fire; the room for the next batch is
 * known from the last one. Where each input spike changes synapses they come one by one. */
static bool run_stretch(ns_layer *l, const stretch *in, ns_packet *out, ns_error *e)
{
    const bool single = (l->pre && l->c.learning) || follows_inputs(l);
    float room = -1;
    for (uint32_t q = 0; q < in->n;) {
        const double t = in->t0 + in->t[q];
        const uint32_t batch =
            t >= l->c.ready_max && !l->patience && !single ? harmless(l, in, q, room) : 0;
        const uint32_t step = batch ? batch : 1;
        ns_layer_rewarded(l, t);
        if (!note_inputs(l, in, q, q + step, e)) {
            return false;
        }
        q += step;
        if (t < l->c.ready_min) {
            ns_layer_depress(l, in->addr[q - 1], t);
            continue;
        }
        ns_layer_integrate(l->u, l->w, l->stride, in->addr + q - step, in->s + q - step, step);
        ns_layer_depress(l, in->addr[q - 1], t);
        if (t < l->c.ready_max) {
            silence(l, t);
        }
        room = room_after(l, in, q - 1);
        if (!batch && (room < 0 || l->patience) && !contest(l, in, q - 1, out, e)) {
            return false;
        }
    }
    return true;
}

/* ---- packets ---- */

static bool check_packet(const ns_layer *l, const ns_packet *in, ns_error *e)
{
    double before = l->c.latest;
    if (!isfinite(in->t0)) {
        return ns_fail(e, "a packet at t0 = %g s: its time must be finite", in->t0);
    }
    for (uint32_t k = 0; k < in->n; k++) {
        if (in->addr[k] >= l->inputs) {
            return ns_fail(
                e,
                "a spike at address %u of a packet at %g s, but inputs = %zu: set inputs "
                "to at least %u",
                in->addr[k], in->t0, l->inputs,
                in->n_addr > in->addr[k] ? in->n_addr : in->addr[k] + 1);
        }
        const double t = in->t0 + in->t[k];
        if (!(t >= before && t < INFINITY)) {
            return ns_fail(
                e,
                "a spike at %.12g s comes after one at %.12g s: spikes must come in order "
                "of time",
                t, before);
        }
        before = t;
    }
    if (l->n_way && l->way[0].t < in->t0) {
        return ns_fail(e,
                       "a delayed spike acts at %.12g s, after the packet before and before the "
                       "next one at %.12g s: give the layer `rest`, the silence between them",
                       l->way[0].t, in->t0);
    }
    return true;
}

static bool reserve_growth(ns_layer *l, uint32_t n, ns_error *e)
{
    if (n > l->growth_cap) {
        float *s = realloc(l->growth, n * sizeof *s);
        if (!s) {
            return ns_fail(e, "out of memory for a packet of %u spikes", n);
        }
        l->growth = s;
        l->growth_cap = n;
    }
    return true;
}

static bool learns(const ns_layer *l, const ns_tag *tag)
{
    return l->learn == LEARN_ON || (l->learn == LEARN_AUTO && tag->phase == NS_PHASE_TRAIN);
}

/* All spikes, in stretches that fit the range of a float. */
static bool run_spikes(ns_layer *l, const ns_packet *in, ns_packet *out, ns_error *e)
{
    for (uint32_t q = 0; q < in->n;) {
        double base = l->c.base - in->t0;
        if (in->t[q] - base > max_growth * l->p.tau_m) {
            rebase(l, in->t0 + in->t[q]);
            base = in->t[q];
        }
        uint32_t end = q + 1;
        while (end < in->n && in->t[end] - base <= max_growth * l->p.tau_m) {
            end++;
        }
        ns_layer_growth(l->growth + q, in->t + q, end - q, base, l->p.tau_m);
        const stretch part = {in->t + q, in->addr + q, l->growth + q, end - q, in->t0};
        if (!run_stretch(l, &part, out, e)) {
            return false;
        }
        q = end;
    }
    l->c.latest = in->n ? in->t0 + in->t[in->n - 1] : l->c.latest;
    return true;
}

bool ns_layer_run(ns_layer *l, const ns_packet *in, ns_packet *out, ns_error *e)
{
    const bool learning = learns(l, &in->tag);
    if (!check_packet(l, in, e) || !reserve_growth(l, in->n, e) ||
        (learning && !ns_layer_anneal(l, &in->tag, e)) || !ns_layer_log_begin(l, e)) {
        return false;
    }
    ns_packet_clear(out);
    out->t0 = in->t0;
    out->width = in->width + (l->delay ? l->p.rest : 0);
    out->tag = in->tag;
    out->seq = in->seq;
    out->n_addr = (uint32_t)l->n;
    ns_layer_rewarded(l, in->t0); /* those before it belong to the packet before */
    rebase(l, l->c.started ? fmax(l->c.base, in->t0) : in->t0);
    const bool over = follows_inputs(l) && !learning;
    l->c.started = true;
    l->c.learning = learning;
    l->version++;
    if ((over && !ns_layer_overlap_end(l, e)) || !ns_layer_retain(l, in->t0, e)) {
        return false;
    }
    if (!(l->delay ? ns_layer_run_delayed : run_spikes)(l, in, out, e)) {
        return false;
    }
    l->c.trained += learning;
    l->c.energy.images += in->tag.label >= 0;
    l->c.rate = in->width > 0 ? out->n / (in->width * (double)l->n) : 0;
    return true;
}
