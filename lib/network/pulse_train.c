#include "pulse_train.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

typedef struct {
    double t;     /* when it begins, s */
    double level; /* that its rising edge begins at, from v_rest, V */
    int output;
} pulse;

/* The pulses that one packet brought. Packets without pulses have no entry. */
typedef struct {
    uint64_t version; /* after it */
    size_t first;     /* how-many-th pulse of all */
} entry;

enum { CORNERS = 5 };

struct ns_train {
    spike_to_v_params p;
    bool restarts;
    int outputs;
    uint32_t *addr;
    uint32_t max_addr;
    double corner[CORNERS]; /* after the beginning of a pulse; the last one ends it */
    uint64_t version;
    pulse *pulses; /* in order of time, from number `forgotten` on */
    entry *entries;
    size_t forgotten, n, cap, n_entries, cap_entries;
};

/* ---- construction ---- */

static bool check(const spike_to_v_params *p, ns_error *e)
{
    if (!spike_to_v_params_check(p, e->msg, sizeof e->msg)) {
        return false;
    }
    if (strcmp(p->overlap, "add") != 0 && strcmp(p->overlap, "restart") != 0) {
        return ns_fail(e, "overlap = %s is unknown, use add or restart", p->overlap);
    }
    return p->v_tail == 0 || p->t_tail > 0 ||
           ns_fail(e, "v_tail = %g V lasts t_tail = 0 s: give the tail a time", p->v_tail);
}

static bool set_addresses(ns_train *tr, const spike_to_v_params *p, ns_error *e)
{
    tr->addr = malloc((size_t)tr->outputs * sizeof *tr->addr);
    if (!tr->addr) {
        return ns_fail(e, "out of memory for %d outputs", tr->outputs);
    }
    for (int k = 0; k < tr->outputs; k++) {
        tr->addr[k] = p->addr ? (uint32_t)p->addr[k] : (uint32_t)k;
        tr->max_addr = tr->addr[k] > tr->max_addr ? tr->addr[k] : tr->max_addr;
    }
    return true;
}

ns_train *ns_train_new(const spike_to_v_params *p, int outputs, ns_error *e)
{
    if (!check(p, e)) {
        return NULL;
    }
    ns_train *tr = calloc(1, sizeof *tr);
    if (!tr) {
        ns_fail(e, "out of memory");
        return NULL;
    }
    tr->p = *p;
    tr->restarts = strcmp(p->overlap, "restart") == 0;
    tr->outputs = outputs;
    tr->corner[1] = p->rise;
    tr->corner[2] = tr->corner[1] + p->width;
    tr->corner[3] = tr->corner[2] + p->fall;
    tr->corner[4] = tr->corner[3] + p->t_tail;
    if (!set_addresses(tr, p, e)) {
        ns_train_free(tr);
        return NULL;
    }
    return tr;
}

void ns_train_free(ns_train *tr)
{
    if (tr) {
        free(tr->addr);
        free(tr->pulses);
        free(tr->entries);
        free(tr);
    }
}

/* ---- waveforms ---- */

/* The level of one pulse, from v_rest, `since` seconds (>= 0) after it began. */
static double level(const ns_train *tr, const pulse *q, double since)
{
    const spike_to_v_params *p = &tr->p;
    const double *c = tr->corner;
    if (since < c[1]) {
        return q->level + (p->v_pulse - q->level) * (since / p->rise);
    }
    if (since < c[2]) {
        return p->v_pulse;
    }
    if (since < c[3]) {
        return p->v_pulse + (p->v_tail - p->v_pulse) * ((since - c[2]) / p->fall);
    }
    return since < c[4] ? p->v_tail * ((c[4] - since) / p->t_tail) : 0;
}

/* The first pulse that begins later than t. */
static size_t first_after(const ns_train *tr, double t)
{
    size_t lo = 0, hi = tr->n;
    while (lo < hi) {
        const size_t mid = lo + (hi - lo) / 2;
        if (tr->pulses[mid].t > t) {
            hi = mid;
        } else {
            lo = mid + 1;
        }
    }
    return lo;
}

/* The first pulse that may still last at t; rounding may make it one too many. */
static size_t first_lasting(const ns_train *tr, double t)
{
    return first_after(tr, (t - tr->corner[CORNERS - 1]) - 1e-12 * fabs(t));
}

void ns_train_values(const ns_train *tr, double t, double *v)
{
    for (int k = 0; k < tr->outputs; k++) {
        v[k] = tr->p.v_rest;
    }
    for (size_t i = first_lasting(tr, t); i < tr->n && tr->pulses[i].t <= t; i++) {
        const pulse *q = &tr->pulses[i];
        const double add = level(tr, q, t - q->t);
        v[q->output] = add + (tr->restarts ? tr->p.v_rest : v[q->output]);
    }
}

double ns_train_corner(const ns_train *tr, double t)
{
    double next = INFINITY;
    for (size_t i = first_lasting(tr, t); i < tr->n && tr->pulses[i].t < next; i++) {
        for (int k = 0; k < CORNERS; k++) {
            const double at = tr->pulses[i].t + tr->corner[k];
            next = at > t && at < next ? at : next;
        }
    }
    return next;
}

/* ---- packets ---- */

static bool check_packet(const ns_train *tr, const ns_packet *in, double now, ns_error *e)
{
    const double late = in->n ? now - (in->t0 + in->t[0] + tr->p.latency) : 0;
    double before = tr->n ? tr->pulses[tr->n - 1].t - tr->p.latency : -INFINITY;
    if (in->n_addr && tr->max_addr >= in->n_addr) {
        return ns_fail(e,
                       "addr: an output waits for address %u, but the packet at %.9g s has only "
                       "addresses 0 to %u",
                       tr->max_addr, in->t0, in->n_addr - 1);
    }
    if (late > 0) {
        return ns_fail(e,
                       "the packet of %.9g to %.9g s came at %.12g s, when the time of its spike "
                       "at %.9g s (with latency = %g s) was past: raise latency to at least %.9g s "
                       "(for all spikes of such a packet), or let its source send ahead",
                       in->t0, in->t0 + in->width, now, in->t0 + in->t[0], tr->p.latency,
                       (now - in->t0) * (1 + 1e-6));
    }
    for (uint32_t k = 0; k < in->n; k++) {
        const double t = in->t0 + in->t[k];
        if (!(t >= before && t < INFINITY)) {
            return ns_fail(e,
                           "a spike at %.12g s comes after one at %.12g s: spikes must come in "
                           "order of time",
                           t, before);
        }
        before = t;
    }
    return true;
}

/* Room for `more` pulses and an entry. */
static bool make_room(ns_train *tr, size_t more)
{
    if (tr->n + more > tr->cap) {
        const size_t cap = tr->n + more + tr->cap / 2;
        pulse *pulses = realloc(tr->pulses, cap * sizeof *pulses);
        if (!pulses) {
            return false;
        }
        tr->pulses = pulses;
        tr->cap = cap;
    }
    if (tr->n_entries == tr->cap_entries) {
        const size_t cap = tr->cap_entries + tr->cap_entries / 2 + 16;
        entry *entries = realloc(tr->entries, cap * sizeof *entries);
        if (!entries) {
            return false;
        }
        tr->entries = entries;
        tr->cap_entries = cap;
    }
    return true;
}

/* The level of an output at t, from v_rest, as its last pulse leaves it. */
static double level_before(const ns_train *tr, int output, double t)
{
    for (size_t i = tr->n, first = first_lasting(tr, t); i-- > first;) {
        if (tr->pulses[i].output == output) {
            return level(tr, &tr->pulses[i], t - tr->pulses[i].t);
        }
    }
    return 0;
}

static bool add_spike(ns_train *tr, double t, uint32_t addr)
{
    for (int k = 0; k < tr->outputs; k++) {
        if (tr->addr[k] != addr) {
            continue;
        }
        if (!make_room(tr, 1)) {
            return false;
        }
        const double from = tr->restarts ? level_before(tr, k, t) : 0;
        tr->pulses[tr->n++] = (pulse){t, from, k};
    }
    return true;
}

bool ns_train_add(ns_train *tr, const ns_packet *in, double now, ns_error *e)
{
    if (!check_packet(tr, in, now, e)) {
        return false;
    }
    const size_t was = tr->n;
    for (uint32_t k = 0; k < in->n; k++) {
        if (in->addr[k] <= tr->max_addr &&
            !add_spike(tr, in->t0 + in->t[k] + tr->p.latency, in->addr[k])) {
            tr->n = was;
            return ns_fail(e, "out of memory at %zu pulses", tr->forgotten + was);
        }
    }
    tr->version++;
    if (tr->n > was) {
        tr->entries[tr->n_entries++] = (entry){tr->version, tr->forgotten + was};
    }
    return true;
}

uint64_t ns_train_version(const ns_train *tr)
{
    return tr->version;
}

bool ns_train_rewind(ns_train *tr, uint64_t version, ns_error *e)
{
    if (version > tr->version) {
        return ns_fail(e, "pulses at version %llu cannot go back to version %llu",
                       (unsigned long long)tr->version, (unsigned long long)version);
    }
    while (tr->n_entries && tr->entries[tr->n_entries - 1].version > version) {
        const size_t first = tr->entries[--tr->n_entries].first;
        tr->n = first > tr->forgotten ? first - tr->forgotten : 0;
    }
    tr->version = version;
    return true;
}

void ns_train_settle(ns_train *tr, double t)
{
    /* Only when half of them are over, so that each is moved once or twice in its life. */
    const size_t over = first_lasting(tr, t);
    if (over < 64 || 2 * over < tr->n) {
        return;
    }
    memmove(tr->pulses, tr->pulses + over, (tr->n - over) * sizeof *tr->pulses);
    tr->forgotten += over;
    tr->n -= over;
    size_t k = 0;
    while (k + 1 < tr->n_entries && tr->entries[k + 1].first <= tr->forgotten) {
        k++;
    }
    memmove(tr->entries, tr->entries + k, (tr->n_entries - k) * sizeof *tr->entries);
    tr->n_entries -= k;
}

double ns_train_count(const ns_train *tr)
{
    return (double)(tr->forgotten + tr->n);
}
