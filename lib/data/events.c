#include <errno.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "events_impl.h"

void ns_events_free(ns_events *ev)
{
    free(ev->t);
    free(ev->addr);
    *ev = (ns_events){0};
}

static bool grow(ns_events_sink *s)
{
    ns_events *ev = s->ev;
    if (ev->n < s->cap) {
        return true;
    }
    const size_t cap = s->cap + s->cap / 2 + 1024;
    double *t = realloc(ev->t, cap * sizeof *t);
    if (!t) {
        return false;
    }
    ev->t = t;
    uint32_t *addr = realloc(ev->addr, cap * sizeof *addr);
    if (!addr) {
        return false;
    }
    ev->addr = addr;
    s->cap = cap;
    return true;
}

bool ns_events_add(ns_events_sink *s, double time, double addr, const char *where, ns_error *e)
{
    if (!isfinite(time)) {
        return ns_fail(e, "%s: %s: the time %g is not finite", s->path, where, time);
    }
    if (!(addr >= 0 && addr < UINT32_MAX && addr == floor(addr))) {
        return ns_fail(e, "%s: %s: the address %.17g is not a whole number from 0 to %u", s->path,
                       where, addr, UINT32_MAX - 1);
    }
    if (!grow(s)) {
        return ns_fail(e, "%s: out of memory at %zu events", s->path, s->ev->n);
    }
    ns_events *ev = s->ev;
    ev->t[ev->n] = time * s->scale;
    ev->addr[ev->n++] = (uint32_t)addr;
    ev->n_addr = (uint32_t)addr >= ev->n_addr ? (uint32_t)addr + 1 : ev->n_addr;
    return true;
}

/* ---- order ---- */

static size_t first_unsorted(const ns_events *ev)
{
    size_t k = 1;
    while (k < ev->n && ev->t[k] >= ev->t[k - 1]) {
        k++;
    }
    return k;
}

/* Merges the sorted runs [a, b) and [b, end) of `from` into `to`. */
static void merge(const ns_events *from, ns_events *to, size_t a, size_t b, size_t end)
{
    const size_t middle = b;
    for (size_t k = a; k < end; k++) {
        const bool first = a < middle && (b >= end || from->t[a] <= from->t[b]);
        const size_t i = first ? a++ : b++;
        to->t[k] = from->t[i];
        to->addr[k] = from->addr[i];
    }
}

/* A merge sort keeps the order of equal times. */
static bool sort(ns_events *ev, const char *path, ns_error *e)
{
    if (first_unsorted(ev) >= ev->n) {
        return true;
    }
    ns_events other = *ev;
    other.t = malloc(ev->n * sizeof *other.t);
    other.addr = malloc(ev->n * sizeof *other.addr);
    if (!other.t || !other.addr) {
        ns_events_free(&other);
        return ns_fail(e, "%s: out of memory sorting %zu events", path, ev->n);
    }
    for (size_t run = 1; run < ev->n; run *= 2) {
        for (size_t a = 0; a < ev->n; a += 2 * run) {
            const size_t b = a + run < ev->n ? a + run : ev->n;
            merge(ev, &other, a, b, b + run < ev->n ? b + run : ev->n);
        }
        const ns_events swap = *ev;
        *ev = other;
        other = swap;
    }
    ns_events_free(&other);
    return true;
}

/* ---- files ---- */

static ns_events_format format_of(FILE *f)
{
    char b[6] = {0};
    const size_t n = fread(b, 1, sizeof b, f);
    rewind(f);
    if (n >= 6 && memcmp(b, "\x93NUMPY", 6) == 0) {
        return NS_EVENTS_NPY;
    }
    return n >= 5 && memcmp(b, "#!AER", 5) == 0 ? NS_EVENTS_AEDAT : NS_EVENTS_CSV;
}

static bool read_as(ns_events_sink *s, FILE *f, const ns_events_options *o, ns_error *e)
{
    const ns_events_format format = o->format == NS_EVENTS_AUTO ? format_of(f) : o->format;
    s->ev->format = format;
    s->scale = o->scale > 0 ? o->scale : format == NS_EVENTS_AEDAT ? 1e-6 : 1;
    return format == NS_EVENTS_AEDAT ? ns_events_aedat(s, f, o, e)
           : format == NS_EVENTS_NPY ? ns_events_npy(s, e)
                                     : ns_events_csv(s, f, e);
}

bool ns_events_read(ns_events *ev, const char *path, const ns_events_options *o, ns_error *e)
{
    *ev = (ns_events){0};
    ns_events_sink s = {.ev = ev, .path = path};
    FILE *f = fopen(path, "rbe");
    if (!f) {
        return ns_fail(e, "%s: cannot be opened: %s", path, strerror(errno));
    }
    const bool ok = read_as(&s, f, o, e) && sort(ev, path, e);
    fclose(f);
    if (!ok) {
        ns_events_free(ev);
    }
    return ok;
}
