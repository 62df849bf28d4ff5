#include "packet.h"

#include <stdlib.h>
#include <string.h>

static const char *const phase_names[] = {
    [NS_PHASE_RUN] = "run",
    [NS_PHASE_TRAIN] = "train",
    [NS_PHASE_LABEL] = "label",
    [NS_PHASE_TEST] = "test",
};

const char *ns_phase_name(ns_phase phase)
{
    return phase_names[phase];
}

bool ns_phase_parse(const char *name, ns_phase *phase)
{
    for (unsigned i = 0; i < sizeof phase_names / sizeof *phase_names; i++) {
        if (strcmp(name, phase_names[i]) == 0) {
            *phase = (ns_phase)i;
            return true;
        }
    }
    return false;
}

void ns_packet_init(ns_packet *p)
{
    *p = (ns_packet){.tag.label = -1};
}

void ns_packet_clear(ns_packet *p)
{
    *p = (ns_packet){.cap = p->cap, .t = p->t, .addr = p->addr, .tag.label = -1};
}

void ns_packet_free(ns_packet *p)
{
    free(p->t);
    free(p->addr);
    ns_packet_init(p);
}

bool ns_packet_reserve(ns_packet *p, uint32_t n)
{
    if (n <= p->cap) {
        return true;
    }
    double *t = realloc(p->t, n * sizeof *t);
    if (!t) {
        return false;
    }
    p->t = t;
    uint32_t *addr = realloc(p->addr, n * sizeof *addr);
    if (!addr) {
        return false; /* cap still tells how much of both arrays may be used */
    }
    p->addr = addr;
    p->cap = n;
    return true;
}

/* Room for one more, in steps that grow with the packet so that appending is cheap. */
static bool grow(ns_packet *p)
{
    if (p->n < p->cap) {
        return true;
    }
    const uint64_t want = p->cap + (uint64_t)p->cap / 2 + 16;
    return p->n < UINT32_MAX &&
           ns_packet_reserve(p, want < UINT32_MAX ? (uint32_t)want : UINT32_MAX);
}

bool ns_packet_push(ns_packet *p, double t, uint32_t addr)
{
    const double last = p->n ? p->t[p->n - 1] : t;
    if (!(t >= last) || !grow(p)) {
        return false;
    }
    p->t[p->n] = t;
    p->addr[p->n++] = addr;
    return true;
}

bool ns_packet_copy(ns_packet *to, const ns_packet *from)
{
    if (to == from) {
        return true;
    }
    if (!ns_packet_reserve(to, from->n)) {
        return false;
    }
    if (from->n) {
        memcpy(to->t, from->t, from->n * sizeof *to->t);
        memcpy(to->addr, from->addr, from->n * sizeof *to->addr);
    }
    to->seq = from->seq;
    to->t0 = from->t0;
    to->width = from->width;
    to->n_addr = from->n_addr;
    to->n = from->n;
    to->tag = from->tag;
    return true;
}

/* The spikes of a packet that are still to be merged. */
typedef struct {
    const ns_packet *p;
    uint32_t next;
} cursor;

static bool before(const cursor *a, const cursor *b)
{
    const double ta = a->p->t[a->next], tb = b->p->t[b->next];
    return ta < tb || (ta == tb && a->p->addr[a->next] < b->p->addr[b->next]);
}

/* Appends all spikes of m packets to `to`, which has room for them. */
static void merge(ns_packet *to, cursor *c, int m)
{
    for (;;) {
        cursor *first = NULL;
        for (int i = 0; i < m; i++) {
            if (c[i].next < c[i].p->n && (!first || before(&c[i], first))) {
                first = &c[i];
            }
        }
        if (!first) {
            return;
        }
        to->t[to->n] = first->p->t[first->next];
        to->addr[to->n++] = first->p->addr[first->next++];
    }
}

/* The driver with the latest window, the first of those that share it; n if none has sent anything.
 */
static int newest(const ns_packet *const *from, int n)
{
    int k = n;
    for (int i = 0; i < n; i++) {
        if (from[i]->seq && (k == n || from[i]->t0 > from[k]->t0)) {
            k = i;
        }
    }
    return k;
}

/* Sent, and in a window that begins with that of q. */
static bool is_with(const ns_packet *p, const ns_packet *q)
{
    return p->seq && !(p->t0 < q->t0) && !(q->t0 < p->t0);
}

/* Whether p, of another driver, is over before q begins, or goes with it. */
static bool get_along(const ns_packet *p, const ns_packet *q, ns_error *e)
{
    if (!is_with(p, q)) {
        return p->t0 + p->width <= q->t0 + 1e-9 * q->width ||
               ns_fail(e,
                       "two drivers of a spike node overlap: one's packet lasts from %.9g to "
                       "%.9g s, another's begins at %.9g s; give them the same windows, or one "
                       "after the other (delay, count, window, rest)",
                       p->t0, p->t0 + p->width, q->t0);
    }
    return p->tag.label < 0 || q->tag.label < 0 ||
           (p->tag.label == q->tag.label && p->tag.phase == q->tag.phase) ||
           ns_fail(e,
                   "two drivers of a spike node show images at once, at %.9g s: label %d for %s, "
                   "label %d for %s; let one begin when the other has ended (delay)",
                   p->t0, p->tag.label, ns_phase_name(p->tag.phase), q->tag.label,
                   ns_phase_name(q->tag.phase));
}

bool ns_packet_current(const ns_packet *const *from, int n, int *which, int *sharing, ns_error *e)
{
    *which = newest(from, n);
    *sharing = 0;
    for (int i = 0; i < n && *which < n; i++) {
        if (from[i]->seq && !get_along(from[i], from[*which], e)) {
            return false;
        }
        *sharing += is_with(from[i], from[*which]);
    }
    return true;
}

/* Puts the packets that share the latest t0 into c, what they have in common into `to`; returns how
 * many they are, and in *spikes what they hold together. */
static int latest(ns_packet *to, const ns_packet *const *from, int n, cursor *c, uint64_t *spikes)
{
    const int k = newest(from, n);
    int m = 0;
    *spikes = 0;
    for (int i = 0; i < n; i++) {
        const ns_packet *p = from[i];
        to->seq += p->seq;
        if (k == n || !is_with(p, from[k])) {
            continue;
        }
        if (m == 0) {
            to->t0 = p->t0;
            to->tag = p->tag;
        }
        c[m++] = (cursor){p, 0};
        *spikes += p->n;
        to->width = p->width > to->width ? p->width : to->width;
        to->n_addr = p->n_addr > to->n_addr ? p->n_addr : to->n_addr;
        to->tag = to->tag.label < 0 && p->tag.label >= 0 ? p->tag : to->tag;
    }
    return m;
}

bool ns_packet_resolve(ns_packet *to, const ns_packet *const *from, int n)
{
    if (n == 1) {
        return ns_packet_copy(to, from[0]);
    }
    ns_packet_clear(to);
    if (n < 1) {
        return true;
    }
    cursor *c = malloc((size_t)n * sizeof *c);
    if (!c) {
        return false;
    }
    uint64_t spikes;
    const int m = latest(to, from, n, c, &spikes);
    const bool ok = spikes <= UINT32_MAX && ns_packet_reserve(to, (uint32_t)spikes);
    if (ok) {
        merge(to, c, m);
    }
    free(c);
    return ok;
}
