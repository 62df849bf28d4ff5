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
    char *vectors;  /* last, ready, u, theta, wave_pre, wave_post */
    size_t *column; /* neurons whose states are kept */
    float *x;       /* those states, `inputs` each */
    size_t n, cap;  /* columns kept, room */
    size_t bytes;
};

/* The vectors of a layer that a packet changes, one after the other. */
typedef struct {
    void *at;
    size_t size;
} part;

enum { PARTS = 6 };

static size_t parts_of(const ns_layer *l, part p[PARTS])
{
    p[0] = (part){l->last, l->inputs * sizeof *l->last};
    p[1] = (part){l->ready, l->n * sizeof *l->ready};
    p[2] = (part){l->u, l->n * sizeof *l->u};
    p[3] = (part){l->theta, l->n * sizeof *l->theta};
    p[4] = (part){l->wave_pre, l->overlap ? l->inputs * sizeof *l->wave_pre : 0};
    p[5] = (part){l->wave_post, l->overlap ? l->n * sizeof *l->wave_post : 0};
    size_t size = 0;
    for (int k = 0; k < PARTS; k++) {
        size += p[k].size;
    }
    return size;
}

static void unlink_entry(ns_layer_log *log, ns_layer_entry *en)
{
    *(en->older ? &en->older->newer : &log->oldest) = en->newer;
    *(en->newer ? &en->newer->older : &log->newest) = en->older;
    log->bytes -= en->bytes;
    free(en->vectors);
    free(en->column);
    free(en->x);
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

bool ns_layer_log_begin(ns_layer *l, ns_error *e)
{
    part p[PARTS];
    const size_t size = parts_of(l, p);
    ns_layer_entry *en = calloc(1, sizeof *en);
    char *to = en ? malloc(size) : NULL;
    if (!to) {
        free(en);
        return ns_fail(e, "out of memory for the undo log of a layer");
    }
    en->version = l->version;
    en->c = l->c;
    en->vectors = to;
    for (int k = 0; k < PARTS; k++) {
        if (p[k].size) {
            memcpy(to, p[k].at, p[k].size);
        }
        to += p[k].size;
    }
    en->older = l->log.newest;
    *(l->log.newest ? &l->log.newest->newer : &l->log.oldest) = en;
    l->log.newest = en;
    charge(&l->log, en, size + sizeof *en);
    return true;
}

static bool grow(ns_layer_entry *en, size_t inputs)
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
    en->cap = cap;
    return true;
}

bool ns_layer_log_column(ns_layer *l, size_t j, ns_error *e)
{
    ns_layer_entry *en = l->log.newest;
    for (size_t k = 0; k < en->n; k++) {
        if (en->column[k] == j) {
            return true;
        }
    }
    if (en->n == en->cap) {
        const size_t was = en->cap;
        if (!grow(en, l->inputs)) {
            return ns_fail(e, "out of memory for the undo log of a layer");
        }
        charge(&l->log, en, (en->cap - was) * (l->inputs * sizeof *en->x + sizeof *en->column));
    }
    en->column[en->n] = j;
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
    const char *from = en->vectors;
    for (int k = 0; k < PARTS; k++) {
        if (p[k].size) {
            memcpy(p[k].at, from, p[k].size);
        }
        from += p[k].size;
    }
    for (size_t k = 0; k < en->n; k++) {
        const size_t j = en->column[k];
        memcpy(l->x + j * l->inputs, en->x + k * l->inputs, l->inputs * sizeof *l->x);
        ns_layer_refresh(l, j);
    }
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
