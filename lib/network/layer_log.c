/* The undo log of a layer: per packet, what it is about to change. */
#include <inttypes.h>
#include <stdlib.h>
#include <string.h>

#include "layer_impl.h"

/* What simulators take back is one rejected time step, at most a few packets; this holds thousands
 * of packets of 400 neurons. */
static const size_t max_bytes = (size_t)64 << 20;

struct ns_layer_entry {
    ns_layer_entry *older, *newer;
    uint64_t version; /* before the packet */
    ns_layer_clock c;
    char *vectors;     /* what parts_of names */
    size_t *column;    /* neurons whose states are kept */
    float *x;          /* those states, `inputs` each */
    int32_t *turns;    /* and half cycles, if they matter */
    size_t n, cap;     /* columns kept, room */
    ns_reward *due;    /* n_due */
    ns_traveller *way; /* n_way */
    size_t n_due, n_way;
    size_t bytes;
};

/* The vectors of a layer that a packet changes, one after the other. */
typedef struct {
    void *at;
    size_t size;
} part;

enum { PARTS = 11 };

/* Whether a synapse changes at other times than with all the others of its neuron. */
static bool changes_any_time(const ns_layer *l)
{
    return l->pre || (l->delay && l->dendrite);
}

/* Where synapses change at any time all states are among them. */
static size_t parts_of(const ns_layer *l, part p[PARTS])
{
    const size_t synapses = l->inputs * l->n;
    int32_t *const turns = ns_layer_turns(l);
    const bool axon = l->delay && !l->dendrite, dendrite = l->delay && l->dendrite;
    const size_t last = axon ? synapses : l->inputs, post = dendrite ? synapses : l->n;
    const part all[PARTS] = {{l->last, last * sizeof *l->last},
                             {l->ready, l->n * sizeof *l->ready},
                             {l->u, l->n * sizeof *l->u},
                             {l->theta, l->n * sizeof *l->theta},
                             {l->pre, l->pre ? last * sizeof *l->pre : 0},
                             {l->post, l->post ? post * sizeof *l->post : 0},
                             {l->eligible, l->eligible ? synapses * sizeof *l->eligible : 0},
                             {l->x, changes_any_time(l) ? synapses * sizeof *l->x : 0},
                             {turns, changes_any_time(l) && turns ? synapses * sizeof *turns : 0},
                             {l->wave_pre, l->overlap ? l->inputs * sizeof *l->wave_pre : 0},
                             {l->wave_post, l->overlap ? l->n * sizeof *l->wave_post : 0}};
    size_t size = 0;
    for (int k = 0; k < PARTS; k++) {
        p[k] = all[k];
        size += all[k].size;
    }
    return size;
}

/* To and from a copy of the parts. */
static void keep(char *to, const part p[PARTS])
{
    for (int k = 0; k < PARTS; to += p[k++].size) {
        if (p[k].size) {
            memcpy(to, p[k].at, p[k].size);
        }
    }
}

static void give_back(const char *from, const part p[PARTS])
{
    for (int k = 0; k < PARTS; from += p[k++].size) {
        if (p[k].size) {
            memcpy(p[k].at, from, p[k].size);
        }
    }
}

static void unlink_entry(ns_layer_log *log, ns_layer_entry *en)
{
    *(en->older ? &en->older->newer : &log->oldest) = en->newer;
    *(en->newer ? &en->newer->older : &log->newest) = en->older;
    log->bytes -= en->bytes;
    free(en->vectors);
    free(en->due);
    free(en->way);
    free(en->column);
    free(en->x);
    free(en->turns);
    free(en);
}

static void charge(ns_layer_log *log, ns_layer_entry *en, size_t bytes)
{
    en->bytes += bytes;
    log->bytes += bytes;
    while (log->bytes > max_bytes && log->oldest != log->newest) {
        unlink_entry(log, log->oldest);
    }
}

/* Copies of n items; NULL for n = 0, and if there is no memory for more. */
static void *copy_of(const void *items, size_t n, size_t size)
{
    void *copy = n ? malloc(n * size) : NULL;
    return copy ? memcpy(copy, items, n * size) : NULL;
}

bool ns_layer_log_begin(ns_layer *l, ns_error *e)
{
    part p[PARTS];
    const size_t size = parts_of(l, p);
    ns_layer_entry *en = calloc(1, sizeof *en);
    if (!en) {
        return ns_fail(e, "out of memory for the undo log of a layer");
    }
    *en = (ns_layer_entry){.version = l->version, .c = l->c, .n_due = l->n_due, .n_way = l->n_way};
    en->vectors = malloc(size);
    en->due = copy_of(l->due, l->n_due, sizeof *l->due);
    en->way = copy_of(l->way, l->n_way, sizeof *l->way);
    en->older = l->log.newest;
    *(l->log.newest ? &l->log.newest->newer : &l->log.oldest) = en;
    l->log.newest = en;
    if (!en->vectors || (l->n_due && !en->due) || (l->n_way && !en->way)) {
        unlink_entry(&l->log, en);
        return ns_fail(e, "out of memory for the undo log of a layer");
    }
    keep(en->vectors, p);
    charge(&l->log, en, size + l->n_due * sizeof *l->due + l->n_way * sizeof *l->way + sizeof *en);
    return true;
}

static bool grow(ns_layer_entry *en, size_t inputs, bool turns)
{
    const size_t cap = en->cap ? 2 * en->cap : 8;
    size_t *column = realloc(en->column, cap * sizeof *column);
    if (!column) {
        return false;
    }
    en->column = column;
    float *x = realloc(en->x, cap * inputs * sizeof *x);
    if (!x) {
        return false;
    }
    en->x = x;
    int32_t *more = turns ? realloc(en->turns, cap * inputs * sizeof *more) : NULL;
    if (turns && !more) {
        return false;
    }
    en->turns = more;
    en->cap = cap;
    return true;
}

bool ns_layer_log_column(ns_layer *l, size_t j, ns_error *e)
{
    ns_layer_entry *en = l->log.newest;
    const int32_t *const turns = ns_layer_turns(l);
    for (size_t k = 0; k < en->n; k++) {
        if (en->column[k] == j) {
            return true;
        }
    }
    if (en->n == en->cap) {
        const size_t was = en->cap;
        if (!grow(en, l->inputs, turns)) {
            return ns_fail(e, "out of memory for the undo log of a layer");
        }
        charge(&l->log, en,
               (en->cap - was) * (l->inputs * (sizeof *en->x + (turns ? sizeof *turns : 0)) +
                                  sizeof *en->column));
    }
    en->column[en->n] = j;
    if (turns) {
        memcpy(en->turns + en->n * l->inputs, turns + j * l->inputs, l->inputs * sizeof *turns);
    }
    memcpy(en->x + en->n++ * l->inputs, l->x + j * l->inputs, l->inputs * sizeof *l->x);
    return true;
}

void ns_layer_log_free(ns_layer *l)
{
    while (l->log.oldest) {
        unlink_entry(&l->log, l->log.oldest);
    }
}

static void restore(ns_layer *l, const ns_layer_entry *en)
{
    part p[PARTS];
    parts_of(l, p);
    give_back(en->vectors, p);
    l->n_due = en->n_due; /* there was room for them then */
    if (en->due) {
        memcpy(l->due, en->due, en->n_due * sizeof *en->due);
    }
    l->n_way = en->n_way;
    if (en->way) {
        memcpy(l->way, en->way, en->n_way * sizeof *en->way);
    }
    for (size_t j = 0; changes_any_time(l) && j < l->n; j++) {
        ns_layer_refresh(l, j);
    }
    for (size_t k = 0; k < en->n; k++) {
        const size_t j = en->column[k];
        memcpy(l->x + j * l->inputs, en->x + k * l->inputs, l->inputs * sizeof *l->x);
        if (en->turns) {
            memcpy(ns_layer_turns(l) + j * l->inputs, en->turns + k * l->inputs,
                   l->inputs * sizeof *en->turns);
        }
        ns_layer_refresh(l, j);
    }
    ns_layer_forget_gains(l);
    l->c = en->c;
    l->version = en->version;
}

bool ns_layer_rewind(ns_layer *l, uint64_t version, ns_error *e)
{
    if (version > l->version) {
        return ns_fail(e, "a layer at version %" PRIu64 " cannot go back to version %" PRIu64,
                       l->version, version);
    }
    if (version < l->version && (!l->log.oldest || version < l->log.oldest->version)) {
        return ns_fail(e,
                       "the undo log of a layer at version %" PRIu64 " no longer holds version "
                       "%" PRIu64 " (bound %zu MiB): make the packets' windows longer or the "
                       "simulator's steps shorter, so that it takes back fewer packets at once",
                       l->version, version, max_bytes >> 20);
    }
    while (l->version > version) {
        restore(l, l->log.newest);
        unlink_entry(&l->log, l->log.newest);
    }
    return true;
}

void ns_layer_settle(ns_layer *l, uint64_t version)
{
    while (l->log.oldest && l->log.oldest->version < version) {
        unlink_entry(&l->log, l->log.oldest);
    }
}
