#include "source.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const char fallback_dir[] = "/usr/share/datasets/fashion-mnist"; /* Debian's package */

struct ns_source {
    const ns_images *data;
    uint32_t first, count, repeat;
    bool shuffled;
    ns_coding coding;
    ns_phase phase;
    double rate_max, window, period, delay;
    ns_rng rng;
};

static bool read_numbers(ns_source *s, const spike_images_params *p, ns_error *e)
{
    if (!spike_images_params_check(p, e->msg, sizeof e->msg)) {
        return false;
    }
    if (!isfinite(p->delay)) {
        return ns_fail(e, "delay = %g must be finite", p->delay);
    }
    s->repeat = (uint32_t)p->repeat;
    s->rate_max = p->rate_max;
    s->window = p->window;
    s->period = p->window + p->rest;
    s->delay = p->delay;
    return true;
}

static bool read_words(ns_source *s, const spike_images_params *p, ns_error *e)
{
    s->shuffled = strcmp(p->order, "shuffled") == 0;
    if (!s->shuffled && strcmp(p->order, "file") != 0) {
        return ns_fail(e, "order = %s is unknown, use file or shuffled", p->order);
    }
    s->coding = strcmp(p->coding, "latency") == 0 ? NS_CODING_LATENCY : NS_CODING_RATE;
    if (s->coding == NS_CODING_RATE && strcmp(p->coding, "rate") != 0) {
        return ns_fail(e, "coding = %s is unknown, use rate or latency", p->coding);
    }
    if (!ns_phase_parse(p->phase, &s->phase)) {
        return ns_fail(e, "phase = %s is unknown, use train, label, test or run", p->phase);
    }
    return true;
}

static bool open_data(ns_source *s, const spike_images_params *p, ns_error *e)
{
    const char *env = getenv("NGSPIKE_DATA");
    char *dirs;
    if (asprintf(&dirs, "%s:%s", env ? env : "", fallback_dir) < 0) {
        return ns_fail(e, "images = %s: out of memory", p->images);
    }
    s->data = ns_images_open(p->images, p->labels, dirs, e);
    free(dirs);
    return s->data != NULL;
}

static bool choose_items(ns_source *s, const spike_images_params *p, ns_error *e)
{
    const int n = s->data->n;
    if (p->first >= n) {
        return ns_fail(e,
                       "first = %d, but images = %s has %d images, counted from 0: use at most %d",
                       p->first, p->images, n, n - 1);
    }
    if (p->count > n - p->first) {
        return ns_fail(
            e,
            "count = %d from first = %d on, but images = %s has %d images: use at most %d, "
            "or 0 for all",
            p->count, p->first, p->images, n, n - p->first);
    }
    s->first = (uint32_t)p->first;
    s->count = (uint32_t)(p->count ? p->count : n - p->first);
    if (ns_source_total(s) > UINT32_MAX) {
        return ns_fail(e,
                       "repeat = %u of %u images makes %llu packets, the limit is %u: lower repeat",
                       s->repeat, s->count, (unsigned long long)ns_source_total(s), UINT32_MAX);
    }
    return true;
}

ns_source *ns_source_new(const spike_images_params *p, const char *instance, ns_error *e)
{
    ns_source *s = calloc(1, sizeof *s);
    if (!s) {
        ns_fail(e, "out of memory");
        return NULL;
    }
    s->rng = ns_rng_key((uint64_t)p->seed, instance);
    if (!read_numbers(s, p, e) || !read_words(s, p, e) || !open_data(s, p, e) ||
        !choose_items(s, p, e)) {
        ns_source_free(s);
        return NULL;
    }
    return s;
}

void ns_source_free(ns_source *s)
{
    if (s) {
        ns_images_close(s->data);
        free(s);
    }
}

uint64_t ns_source_total(const ns_source *s)
{
    return (uint64_t)s->count * s->repeat;
}

double ns_source_time(const ns_source *s, uint64_t k)
{
    return s->delay + (double)k * s->period;
}

/* A permutation of the numbers of `2 half` bits: a Feistel network of eight rounds, keyed by the
 * generator, with the pass as its tweak. */
static uint32_t feistel(ns_rng rng, uint64_t pass, unsigned half, uint32_t x)
{
    const uint32_t mask = (UINT32_C(1) << half) - 1;
    uint32_t left = x >> half, right = x & mask;
    for (uint32_t round = 0; round < 8; round++) {
        uint32_t w[4];
        ns_rng_words(rng, NS_DRAW_ORDER, pass, round << 16 | right, w);
        const uint32_t next = left ^ (w[0] & mask);
        left = right;
        right = next;
    }
    return left << half | right;
}

/* A permutation of 0 .. n - 1 for each pass that needs no memory: the one of the next power of
 * four, applied until the result is in range again (cycle walking: at most 4 times on average). */
static uint32_t shuffled(ns_rng rng, uint64_t pass, uint32_t n, uint32_t x)
{
    unsigned half = 1;
    while ((UINT64_C(1) << (2 * half)) < n) {
        half++;
    }
    do {
        x = feistel(rng, pass, half, x);
    } while (x >= n);
    return x;
}

uint32_t ns_source_item(const ns_source *s, uint64_t k)
{
    const uint64_t pass = k / s->count;
    const uint32_t place = (uint32_t)(k % s->count);
    return s->first + (s->shuffled ? shuffled(s->rng, pass, s->count, place) : place);
}

bool ns_source_packet(const ns_source *s, uint64_t k, ns_packet *out, ns_error *e)
{
    const uint64_t total = ns_source_total(s);
    if (k >= total) {
        return ns_fail(e, "packet %llu was asked for, the last one is %llu", (unsigned long long)k,
                       (unsigned long long)(total - 1));
    }
    const uint32_t item = ns_source_item(s, k);
    const uint32_t pixels = (uint32_t)s->data->rows * (uint32_t)s->data->cols;
    out->seq = k + 1;
    out->t0 = ns_source_time(s, k);
    out->tag = (ns_tag){.label = s->data->labels.data[item],
                        .n_classes = s->data->n_classes,
                        .index = (uint32_t)k,
                        .count = (uint32_t)total,
                        .phase = s->phase};
    return ns_encode(out, s->data->images.data + (size_t)item * pixels, pixels, s->coding,
                     s->rate_max, s->window, s->rng, k, e);
}
