#include "join.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    double t; /* delayed, s */
    uint32_t addr;
} spike;

/* What a packet of the first input says beside its spikes. */
typedef struct {
    double t; /* when it begins, delayed, s */
    ns_tag tag;
} label;

/* Before a step. */
typedef struct {
    uint64_t next; /* window */
    size_t n_spikes, n_labels;
    int input; /* that the step changed; -1: none, a window was made */
    double known;
    uint32_t n_addr;
} entry;

enum { KEPT = 256 };

struct ns_join {
    spike_join_params p;
    int inputs;
    uint32_t *offset;
    double *delay, *known; /* known: to when each input is, not delayed, s */
    uint64_t next, version;
    uint32_t n_addr;
    spike *spikes; /* taken, in order of arrival */
    label *labels;
    size_t n_spikes, cap_spikes, n_labels, cap_labels;
    entry log[KEPT]; /* of the last n_log steps */
    size_t n_log;
};

/* ---- construction ---- */

static bool allocate(ns_join *j, const spike_join_params *p, ns_error *e)
{
    const size_t n = (size_t)j->inputs;
    j->offset = malloc(n * sizeof *j->offset);
    j->delay = malloc(n * sizeof *j->delay);
    j->known = malloc(n * sizeof *j->known);
    if (!j->offset || !j->delay || !j->known) {
        return ns_fail(e, "out of memory for %d inputs", j->inputs);
    }
    for (size_t i = 0; i < n; i++) {
        j->offset[i] = p->offset ? (uint32_t)p->offset[i] : 0;
        j->delay[i] = p->delay ? p->delay[i] : 0;
        j->known[i] = p->t_start;
    }
    return true;
}

ns_join *ns_join_new(const spike_join_params *p, int inputs, ns_error *e)
{
    if (!spike_join_params_check(p, e->msg, sizeof e->msg)) {
        return NULL;
    }
    ns_join *j = calloc(1, sizeof *j);
    if (!j) {
        ns_fail(e, "out of memory");
        return NULL;
    }
    j->p = *p;
    j->inputs = inputs;
    j->n_addr = (uint32_t)p->n;
    if (!allocate(j, p, e)) {
        ns_join_free(j);
        return NULL;
    }
    return j;
}

void ns_join_free(ns_join *j)
{
    if (j) {
        free(j->offset);
        free(j->delay);
        free(j->known);
        free(j->spikes);
        free(j->labels);
        free(j);
    }
}

/* ---- steps ---- */

static double begin_of(const ns_join *j, uint64_t k)
{
    return j->p.t_start + (double)k * j->p.window;
}

/* Forgets the older half of the log, and what only it could ask for. */
static void forget(ns_join *j)
{
    const size_t half = KEPT / 2;
    memmove(j->log, j->log + half, (j->n_log - half) * sizeof *j->log);
    j->n_log -= half;
    const double begin = begin_of(j, j->log[0].next);
    size_t spikes = 0, labels = 0;
    const size_t old_spikes = j->log[0].n_spikes, old_labels = j->log[0].n_labels;
    for (size_t i = 0; i < j->n_spikes; i++) {
        if (i >= old_spikes || j->spikes[i].t >= begin) {
            j->spikes[spikes++] = j->spikes[i];
        }
    }
    for (size_t i = 0; i < j->n_labels; i++) {
        if (i >= old_labels || j->labels[i].t >= begin) {
            j->labels[labels++] = j->labels[i];
        }
    }
    for (size_t k = 0; k < j->n_log; k++) {
        j->log[k].n_spikes -= j->n_spikes - spikes;
        j->log[k].n_labels -= j->n_labels - labels;
    }
    j->n_spikes = spikes;
    j->n_labels = labels;
}

static void log_step(ns_join *j, int input)
{
    if (j->n_log == KEPT) {
        forget(j);
    }
    j->log[j->n_log++] = (entry){.next = j->next,
                                 .n_spikes = j->n_spikes,
                                 .n_labels = j->n_labels,
                                 .input = input,
                                 .known = input < 0 ? 0 : j->known[input],
                                 .n_addr = j->n_addr};
    j->version++;
}

static bool make_room(ns_join *j, size_t spikes)
{
    if (j->n_spikes + spikes > j->cap_spikes) {
        const size_t cap = j->n_spikes + spikes + j->cap_spikes / 2;
        spike *more = realloc(j->spikes, cap * sizeof *more);
        if (!more) {
            return false;
        }
        j->spikes = more;
        j->cap_spikes = cap;
    }
    if (j->n_labels == j->cap_labels) {
        const size_t cap = j->cap_labels + j->cap_labels / 2 + 16;
        label *more = realloc(j->labels, cap * sizeof *more);
        if (!more) {
            return false;
        }
        j->labels = more;
        j->cap_labels = cap;
    }
    return true;
}

static bool check_packet(const ns_join *j, int input, const ns_packet *in, ns_error *e)
{
    if (!(in->t0 >= j->known[input] - 1e-9 * in->width)) {
        return ns_fail(e,
                       "input %d: a packet begins at %.9g s, but the input was silent or known up "
                       "to %.9g s: packets must follow one another, from t_start = %g s on%s",
                       input, in->t0, j->known[input], j->p.t_start,
                       j->p.rest > 0 ? ", with `rest` between them" : "");
    }
    for (uint32_t k = 0; k < in->n; k++) {
        if (j->p.n && in->addr[k] + (uint64_t)j->offset[input] >= (uint64_t)j->p.n) {
            return ns_fail(e, "input %d: address %u with offset %u, but n = %d", input, in->addr[k],
                           j->offset[input], j->p.n);
        }
    }
    return true;
}

bool ns_join_take(ns_join *j, int input, const ns_packet *in, ns_error *e)
{
    if (!check_packet(j, input, in, e)) {
        return false;
    }
    if (!make_room(j, in->n)) {
        return ns_fail(e, "out of memory at %zu spikes", j->n_spikes);
    }
    log_step(j, input);
    const double delay = j->delay[input], begin = begin_of(j, j->next);
    for (uint32_t k = 0; k < in->n; k++) {
        /* A border of windows may be a rounding apart from the packets' own. */
        j->spikes[j->n_spikes++] =
            (spike){fmax(in->t0 + in->t[k] + delay, begin), in->addr[k] + j->offset[input]};
    }
    if (input == 0) {
        j->labels[j->n_labels++] = (label){in->t0 + delay, in->tag};
    }
    const uint64_t n_addr = (uint64_t)in->n_addr + j->offset[input];
    j->n_addr = !j->p.n && n_addr > j->n_addr ? (uint32_t)n_addr : j->n_addr;
    j->known[input] = in->t0 + in->width + j->p.rest;
    return true;
}

bool ns_join_ready(const ns_join *j, unsigned ahead)
{
    const double end = begin_of(j, j->next + ahead + 1) - 1e-9 * j->p.window;
    for (int i = 0; i < j->inputs; i++) {
        if (j->known[i] + j->delay[i] < end) {
            return false;
        }
    }
    return true;
}

static int by_time(const void *a, const void *b)
{
    const spike *p = a, *q = b;
    const int later = (p->t > q->t) - (p->t < q->t);
    return later ? later : (p->addr > q->addr) - (p->addr < q->addr);
}

/* The window's spikes, sorted, in memory to be freed; NULL: out of memory. */
static spike *collect(const ns_join *j, double begin, double end, size_t *n)
{
    spike *found = malloc((j->n_spikes + 1) * sizeof *found);
    *n = 0;
    for (size_t i = 0; found && i < j->n_spikes; i++) {
        if (j->spikes[i].t >= begin && j->spikes[i].t < end) {
            found[(*n)++] = j->spikes[i];
        }
    }
    if (*n > 1) {
        qsort(found, *n, sizeof *found, by_time);
    }
    return found;
}

static ns_tag tag_of(const ns_join *j, double begin, double end)
{
    const double slack = 1e-9 * j->p.window;
    for (size_t i = 0; i < j->n_labels; i++) {
        if (j->labels[i].t >= begin - slack && j->labels[i].t < end - slack) {
            return j->labels[i].tag;
        }
    }
    return (ns_tag){.label = -1, .index = (uint32_t)j->next};
}

bool ns_join_make(ns_join *j, ns_packet *out, ns_error *e)
{
    const double begin = begin_of(j, j->next), end = begin_of(j, j->next + 1);
    size_t n;
    spike *found = collect(j, begin, end, &n);
    if (!found || n > UINT32_MAX || !ns_packet_reserve(out, (uint32_t)n)) {
        free(found);
        return ns_fail(e, "out of memory for the spikes of a packet");
    }
    ns_packet_clear(out);
    for (size_t i = 0; i < n; i++) {
        out->t[i] = found[i].t - begin;
        out->addr[i] = found[i].addr;
    }
    free(found);
    out->n = (uint32_t)n;
    out->seq = j->next + 1;
    out->t0 = begin;
    out->width = j->p.window;
    out->n_addr = j->n_addr;
    out->tag = tag_of(j, begin, end);
    log_step(j, -1);
    j->next++;
    return true;
}

/* ---- taking back ---- */

uint64_t ns_join_version(const ns_join *j)
{
    return j->version;
}

bool ns_join_rewind(ns_join *j, uint64_t version, ns_error *e)
{
    if (version > j->version || j->version - version > j->n_log) {
        return ns_fail(e,
                       "a join at step %llu cannot go back to step %llu (the last %zu are kept): "
                       "make windows longer or the simulator's steps shorter",
                       (unsigned long long)j->version, (unsigned long long)version, j->n_log);
    }
    for (; j->version > version; j->version--) {
        const entry *was = &j->log[--j->n_log];
        j->next = was->next;
        j->n_spikes = was->n_spikes;
        j->n_labels = was->n_labels;
        j->n_addr = was->n_addr;
        if (was->input >= 0) {
            j->known[was->input] = was->known;
        }
    }
    return true;
}
