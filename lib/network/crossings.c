#include "crossings.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    double t; /* as dated: latency taken off, s */
    uint32_t addr;
} spike;

struct ns_crossings {
    v_to_spike_params p;
    double sign; /* 1: rising, -1: falling */
    ns_phase phase;
    int inputs;
    uint32_t *addr, n_addr;
    spike *spikes; /* from number `forgotten` on; not quite in order of time */
    size_t forgotten, n, cap;
};

/* ---- construction ---- */

static bool read_words(ns_crossings *c, const v_to_spike_params *p, ns_error *e)
{
    c->sign = strcmp(p->edge, "falling") == 0 ? -1 : 1;
    if (c->sign > 0 && strcmp(p->edge, "rising") != 0) {
        return ns_fail(e, "edge = %s is unknown, use rising or falling", p->edge);
    }
    return ns_phase_parse(p->phase, &c->phase) ||
           ns_fail(e, "phase = %s is unknown, use train, label, test or run", p->phase);
}

static bool set_addresses(ns_crossings *c, const v_to_spike_params *p, ns_error *e)
{
    c->addr = malloc((size_t)c->inputs * sizeof *c->addr);
    if (!c->addr) {
        return ns_fail(e, "out of memory for %d inputs", c->inputs);
    }
    for (int k = 0; k < c->inputs; k++) {
        c->addr[k] = p->addr ? (uint32_t)p->addr[k] : (uint32_t)k;
        c->n_addr = c->addr[k] >= c->n_addr ? c->addr[k] + 1 : c->n_addr;
    }
    if (p->n && (uint32_t)p->n < c->n_addr) {
        return ns_fail(e, "n = %d, but addr has %u: raise n to at least %u", p->n, c->n_addr - 1,
                       c->n_addr);
    }
    c->n_addr = p->n ? (uint32_t)p->n : c->n_addr;
    return true;
}

ns_crossings *ns_crossings_new(const v_to_spike_params *p, int inputs, ns_error *e)
{
    if (!v_to_spike_params_check(p, e->msg, sizeof e->msg)) {
        return NULL;
    }
    ns_crossings *c = calloc(1, sizeof *c);
    if (!c) {
        ns_fail(e, "out of memory");
        return NULL;
    }
    c->p = *p;
    c->inputs = inputs;
    if (!read_words(c, p, e) || !set_addresses(c, p, e)) {
        ns_crossings_free(c);
        return NULL;
    }
    return c;
}

void ns_crossings_free(ns_crossings *c)
{
    if (c) {
        free(c->addr);
        free(c->spikes);
        free(c);
    }
}

/* ---- inputs ---- */

void ns_crossing_start(const ns_crossings *c, double v, ns_crossing *now)
{
    const double above = c->sign * (v - c->p.threshold);
    *now = (ns_crossing){above, -INFINITY, above < 0};
}

double ns_crossing_step(const ns_crossings *c, const ns_crossing *before, double t0, double v,
                        double t, ns_crossing *now, bool *counts)
{
    const double above = c->sign * (v - c->p.threshold);
    *now = (ns_crossing){above, before->last, before->armed};
    *counts = false;
    if (!before->armed) {
        now->armed = above < -c->p.hysteresis;
        return NAN;
    }
    if (above < 0) {
        return NAN;
    }
    const double at = t0 + (t - t0) * (before->above / (before->above - above));
    now->armed = false;
    *counts = at >= before->last + c->p.t_ref && at - c->p.latency >= c->p.delay;
    now->last = *counts ? at : before->last;
    return at;
}

/* ---- spikes ---- */

bool ns_crossings_add(ns_crossings *c, int input, double t, ns_error *e)
{
    if (c->n == c->cap) {
        const size_t cap = c->cap + c->cap / 2 + 64;
        spike *spikes = realloc(c->spikes, cap * sizeof *spikes);
        if (!spikes) {
            return ns_fail(e, "out of memory at %zu spikes", c->forgotten + c->n);
        }
        c->spikes = spikes;
        c->cap = cap;
    }
    c->spikes[c->n++] = (spike){t - c->p.latency, c->addr[input]};
    return true;
}

uint64_t ns_crossings_version(const ns_crossings *c)
{
    return c->forgotten + c->n;
}

bool ns_crossings_rewind(ns_crossings *c, uint64_t version, ns_error *e)
{
    if (version > c->forgotten + c->n || version < c->forgotten) {
        return ns_fail(e, "spikes %zu to %zu are known, but the circuit goes back to spike %llu",
                       c->forgotten, c->forgotten + c->n, (unsigned long long)version);
    }
    c->n = (size_t)version - c->forgotten;
    return true;
}

static double begin_of(const ns_crossings *c, uint64_t k)
{
    return c->p.delay + (double)k * c->p.window;
}

double ns_crossings_due(const ns_crossings *c, uint64_t k)
{
    return begin_of(c, k + 1) + c->p.latency;
}

/* Puts a spike at its place among those of the packet: nearly always the last one. */
static bool insert(ns_packet *out, double t, uint32_t addr)
{
    if (!ns_packet_push(out, out->n ? fmax(t, out->t[out->n - 1]) : t, addr)) {
        return false;
    }
    uint32_t i = out->n - 1;
    for (; i > 0 && (out->t[i - 1] > t || (!(out->t[i - 1] < t) && out->addr[i - 1] > addr)); i--) {
        out->t[i] = out->t[i - 1];
        out->addr[i] = out->addr[i - 1];
    }
    out->t[i] = t;
    out->addr[i] = addr;
    return true;
}

bool ns_crossings_packet(const ns_crossings *c, uint64_t k, ns_packet *out, ns_error *e)
{
    const double begin = begin_of(c, k), end = begin_of(c, k + 1);
    ns_packet_clear(out);
    out->seq = k + 1;
    out->t0 = begin;
    out->width = c->p.window;
    out->n_addr = c->n_addr;
    out->tag = (ns_tag){.label = -1, .index = (uint32_t)k, .phase = c->phase};
    for (size_t i = 0; i < c->n; i++) {
        const double t = c->spikes[i].t;
        if (t >= begin && t < end && !insert(out, t - begin, c->spikes[i].addr)) {
            return ns_fail(e, "out of memory for the spikes of a packet");
        }
    }
    return true;
}

void ns_crossings_settle(ns_crossings *c, uint64_t k)
{
    const double begin = begin_of(c, k);
    size_t over = 0;
    while (over < c->n && c->spikes[over].t < begin) {
        over++;
    }
    if (!over)
        return;
    memmove(c->spikes, c->spikes + over, (c->n - over) * sizeof *c->spikes);
    c->forgotten += over;
    c->n -= over;
}
