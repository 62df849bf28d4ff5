#include "playback.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../data/events.h"
#include "../data/npy.h"

struct ns_playback {
    ns_events ev; /* times from the beginning of the first window, in seconds of the simulation */
    uint32_t n_addr;
    uint64_t windows, repeat;
    double window, delay;
    ns_phase phase;
};

/* The number of a word among `words` (NULL at the end); -1 with a message that lists them. */
static int choice(const char *name, const char *word, const char *const *words, ns_error *e)
{
    char known[128] = "";
    for (int k = 0; words[k]; k++) {
        if (strcmp(word, words[k]) == 0) {
            return k;
        }
        const size_t len = strlen(known);
        snprintf(known + len, sizeof known - len, "%s%s", k ? ", " : "", words[k]);
    }
    ns_fail(e, "%s = %s is unknown, use one of %s", name, word, known);
    return -1;
}

enum { ORIGIN_AUTO, ORIGIN_ZERO, ORIGIN_FIRST };

typedef struct {
    ns_events_options events;
    int origin;
    ns_phase phase;
} options;

static bool read_words(options *o, const spike_file_params *p, ns_error *e)
{
    static const char *const formats[] = {"auto", "csv", "npy", "aedat", NULL},
                             *const sensors[] = {"raw", "dvs128", "davis", NULL},
                             *const polarities[] = {"both", "on", "off", "any", NULL},
                             *const origins[] = {"auto", "zero", "first", NULL},
                             *const phases[] = {"run", "train", "label", "test", NULL};
    const int format = choice("format", p->format, formats, e),
              sensor = format < 0 ? -1 : choice("sensor", p->sensor, sensors, e),
              polarity = sensor < 0 ? -1 : choice("polarity", p->polarity, polarities, e),
              phase = polarity < 0 ? -1 : choice("phase", p->phase, phases, e);
    if (phase < 0 || (o->origin = choice("origin", p->origin, origins, e)) < 0) {
        return false;
    }
    o->events = (ns_events_options){.format = (ns_events_format)format,
                                    .sensor = (ns_events_sensor)sensor,
                                    .polarity = (ns_polarity)polarity,
                                    .width = (uint32_t)p->width,
                                    .scale = p->scale};
    o->phase = (ns_phase)phase;
    return true;
}

static bool check(const spike_file_params *p, ns_error *e)
{
    if (!spike_file_params_check(p, e->msg, sizeof e->msg)) {
        return false;
    }
    if (!isfinite(p->delay)) {
        return ns_fail(e, "delay = %g must be finite", p->delay);
    }
    return !p->ahead || p->delay >= p->window ||
           ns_fail(e,
                   "ahead: the packet of the first window, at delay = %g s, is sent one window "
                   "before it: delay must be at least window = %g s",
                   p->delay, p->window);
}

/* ---- the address map ---- */

typedef struct {
    double from, to;
} pair;

static int by_from(const void *a, const void *b)
{
    const pair *p = a, *q = b;
    return (p->from > q->from) - (p->from < q->from);
}

static bool check_map(const pair *map, size_t n, const char *path, ns_error *e)
{
    for (size_t k = 0; k < n; k++) {
        if (!(map[k].to >= 0 && map[k].to < UINT32_MAX && map[k].to == floor(map[k].to))) {
            return ns_fail(e, "map: %s sends address %g to %g: whole numbers from 0 on", path,
                           map[k].from, map[k].to);
        }
        if (k && map[k].from == map[k - 1].from) {
            return ns_fail(e, "map: %s sends address %g twice, to %g and to %g", path, map[k].from,
                           map[k - 1].to, map[k].to);
        }
    }
    return true;
}

static void use_map(ns_events *ev, const pair *map, size_t n)
{
    size_t kept = 0;
    ev->n_addr = 0;
    for (size_t k = 0; k < ev->n; k++) {
        const pair key = {.from = ev->addr[k]}, *to = bsearch(&key, map, n, sizeof key, by_from);
        if (to) {
            ev->t[kept] = ev->t[k];
            ev->addr[kept++] = (uint32_t)to->to;
        }
    }
    ev->n = kept;
    for (size_t k = 0; k < n; k++) {
        ev->n_addr = map[k].to >= ev->n_addr ? (uint32_t)map[k].to + 1 : ev->n_addr;
    }
}

static bool map_addresses(ns_events *ev, const char *path, ns_error *e)
{
    double *rows;
    size_t n;
    if (!ns_npy_read_rows(path, &rows, &n, 2, e)) {
        return false;
    }
    pair *map = (pair *)rows; /* two doubles a row */
    qsort(map, n, sizeof *map, by_from);
    const bool ok = check_map(map, n, path, e);
    if (ok) {
        use_map(ev, map, n);
    }
    free(rows);
    return ok;
}

/* ---- time ---- */

/* Keeps what is played and makes its times those of the simulation. Returns its length, s. */
static double select_events(ns_events *ev, const spike_file_params *p, bool from_first)
{
    const double zero = (from_first && ev->n ? ev->t[0] : 0) + p->skip,
                 length = p->length > 0 ? p->length : INFINITY;
    size_t kept = 0;
    for (size_t k = 0; k < ev->n; k++) {
        const double t = ev->t[k] - zero;
        if (t >= 0 && t < length) {
            ev->t[kept] = t / p->speed;
            ev->addr[kept++] = ev->addr[k];
        }
    }
    ev->n = kept;
    return p->length > 0 ? p->length / p->speed : kept ? ev->t[kept - 1] : 0;
}

static bool count_windows(ns_playback *s, const spike_file_params *p, double length, ns_error *e)
{
    /* A last event on the border of two windows belongs to the second one. */
    const double windows = p->length > 0 ? fmax(1, ceil(length / p->window * (1 - 1e-12)))
                                         : floor(length / p->window) + 1;
    if (!(windows * p->repeat < UINT32_MAX)) {
        return ns_fail(e,
                       "file = %s: %g s in windows of %g s, played %d times, make %g packets, the "
                       "limit is %u: raise window, or check scale",
                       p->file, length, p->window, p->repeat, windows * p->repeat, UINT32_MAX);
    }
    s->windows = (uint64_t)windows;
    return true;
}

static bool check_addresses(ns_playback *s, const spike_file_params *p, ns_error *e)
{
    if (p->n == 0 || s->ev.n_addr <= (uint32_t)p->n) {
        s->n_addr = p->n ? (uint32_t)p->n : s->ev.n_addr;
        return true;
    }
    return ns_fail(e,
                   "n = %d, but %s = %s has addresses up to %u: raise n, or give a map that leaves "
                   "out the others",
                   p->n, p->map ? "map" : "file", p->map ? p->map : p->file, s->ev.n_addr - 1);
}

static bool load(ns_playback *s, const spike_file_params *p, ns_error *e)
{
    options o;
    if (!check(p, e) || !read_words(&o, p, e) || !ns_events_read(&s->ev, p->file, &o.events, e)) {
        return false;
    }
    const bool from_first =
        o.origin == ORIGIN_FIRST || (o.origin == ORIGIN_AUTO && s->ev.format == NS_EVENTS_AEDAT);
    s->phase = o.phase;
    s->window = p->window;
    s->delay = p->delay;
    s->repeat = (uint64_t)p->repeat;
    const double length = select_events(&s->ev, p, from_first);
    return (!p->map || map_addresses(&s->ev, p->map, e)) && check_addresses(s, p, e) &&
           count_windows(s, p, length, e);
}

ns_playback *ns_playback_new(const spike_file_params *p, ns_error *e)
{
    ns_playback *s = calloc(1, sizeof *s);
    if (!s) {
        ns_fail(e, "out of memory");
        return NULL;
    }
    if (!load(s, p, e)) {
        ns_playback_free(s);
        return NULL;
    }
    return s;
}

void ns_playback_free(ns_playback *s)
{
    if (s) {
        ns_events_free(&s->ev);
        free(s);
    }
}

uint64_t ns_playback_total(const ns_playback *s)
{
    return s->windows * s->repeat;
}

double ns_playback_time(const ns_playback *s, uint64_t k)
{
    return s->delay + (double)k * s->window;
}

/* The first event at t or later. */
static size_t first_from(const ns_events *ev, double t)
{
    size_t lo = 0, hi = ev->n;
    while (lo < hi) {
        const size_t mid = lo + (hi - lo) / 2;
        if (ev->t[mid] < t) {
            lo = mid + 1;
        } else {
            hi = mid;
        }
    }
    return lo;
}

bool ns_playback_packet(const ns_playback *s, uint64_t k, ns_packet *out, ns_error *e)
{
    const uint64_t total = ns_playback_total(s), window = k % s->windows;
    if (k >= total) {
        return ns_fail(e, "packet %llu was asked for, the last one is %llu", (unsigned long long)k,
                       (unsigned long long)(total - 1));
    }
    const double begin = (double)window * s->window, end = (double)(window + 1) * s->window;
    ns_packet_clear(out);
    out->seq = k + 1;
    out->t0 = ns_playback_time(s, k);
    out->width = s->window;
    out->n_addr = s->n_addr;
    out->tag =
        (ns_tag){.label = -1, .index = (uint32_t)k, .count = (uint32_t)total, .phase = s->phase};
    for (size_t i = first_from(&s->ev, begin); i < s->ev.n && s->ev.t[i] < end; i++) {
        if (!ns_packet_push(out, s->ev.t[i] - begin, s->ev.addr[i])) {
            return ns_fail(e, "out of memory for the spikes of a packet");
        }
    }
    return true;
}
