#include "poisson.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../data/npy.h"
#include "../random/exponential.h"

/* Draws are made in batches whose loops have no branch and a fixed length, so that compilers turn
 * them into vector instructions: half of the time of an encoding. */
enum { BLOCKS = 64, DRAWS = 2 * BLOCKS };

/* Spikes to be: each takes a gap (in units of the mean gap) and a word that draws its address. */
typedef struct {
    double gap[DRAWS];
    uint32_t address[DRAWS];
} batch;

/* All four words of each block are used: two gaps, two addresses. */
static void batch_draw(batch *b, ns_rng rng, uint64_t presentation, uint32_t first_block)
{
    uint32_t w[4][BLOCKS], gap[DRAWS];
    for (uint32_t i = 0; i < BLOCKS; i++) {
        uint32_t out[4];
        ns_rng_words(rng, NS_DRAW_SPIKES, presentation, first_block + i, out);
        for (int j = 0; j < 4; j++) {
            w[j][i] = out[j];
        }
    }
    memcpy(gap, &w[0], sizeof gap);
    memcpy(b->address, &w[2], sizeof b->address);
    for (int i = 0; i < DRAWS; i++) {
        b->gap[i] = ns_exponential(gap[i]);
    }
}

/* All addresses together are one Poisson process of the summed rate; each of its spikes belongs to
 * an address with probability proportional to the address's rate. So the spikes come in order of
 * time. */
bool ns_poisson_spikes(ns_packet *out, const ns_alias *table, double rate, ns_rng rng,
                       uint64_t presentation)
{
    NS_NO_CONTRACTION
    const double expected = rate * out->width, mean_gap = 1 / rate;
    /* Room that about one packet in 10^15 outgrows; that one is enlarged. */
    if (!(rate > 0)) {
        return true;
    }
    if (!ns_packet_reserve(out, out->n + (uint32_t)(expected + 8 * sqrt(expected)) + DRAWS)) {
        return false;
    }
    double t = 0;
    batch b;
    for (uint32_t block = 0;; block += BLOCKS) {
        if (out->cap - out->n < DRAWS && !ns_packet_reserve(out, out->cap + out->cap / 2 + DRAWS)) {
            return false;
        }
        batch_draw(&b, rng, presentation, block);
        for (int i = 0; i < DRAWS; i++) {
            t += b.gap[i] * mean_gap;
            if (t >= out->width) {
                return true;
            }
            out->t[out->n] = t;
            out->addr[out->n++] = ns_alias_draw(table, b.address[i]);
        }
    }
}

/* ---- the source ---- */

struct ns_poisson {
    uint32_t n;
    double rate; /* of all addresses, 1/s */
    double window, period, delay;
    uint64_t total;
    ns_phase phase;
    ns_rng rng;
    ns_alias table;
};

static bool check(const spike_poisson_params *p, ns_phase *phase, ns_error *e)
{
    if (!spike_poisson_params_check(p, e->msg, sizeof e->msg)) {
        return false;
    }
    if (!isfinite(p->delay)) {
        return ns_fail(e, "delay = %g must be finite", p->delay);
    }
    if (p->ahead && p->delay < p->window) {
        return ns_fail(e,
                       "ahead: the packet of the first window, at delay = %g s, is sent one window "
                       "before it: delay must be at least window = %g s",
                       p->delay, p->window);
    }
    return ns_phase_parse(p->phase, phase) ||
           ns_fail(e, "phase = %s is unknown, use train, label, test or run", p->phase);
}

/* Rates as integers, 2^-32 of the largest: what an alias table can draw from exactly. */
static bool weigh(ns_poisson *s, const float *rate, const char *file, ns_error *e)
{
    float most = 0;
    for (uint32_t i = 0; i < s->n; i++) {
        if (!(rate[i] >= 0)) {
            return ns_fail(e, "rates: item [0, %u] of %s is %g 1/s, a rate is at least 0", i, file,
                           (double)rate[i]);
        }
        s->rate += (double)rate[i];
        most = rate[i] > most ? rate[i] : most;
    }
    for (uint32_t i = 0; i < s->n; i++) {
        s->table.weight[i] = most > 0 ? (uint64_t)((double)(rate[i] / most) * 0x1p32) : 0;
    }
    return true;
}

static bool read_rates(ns_poisson *s, const char *file, ns_error *e)
{
    float *rate = malloc(s->n * sizeof *rate);
    if (!rate) {
        return ns_fail(e, "out of memory for n = %u rates", s->n);
    }
    const bool ok = ns_npy_read(file, rate, 1, s->n, e) && weigh(s, rate, file, e);
    free(rate);
    return ok;
}

static bool make_table(ns_poisson *s, const spike_poisson_params *p, ns_error *e)
{
    if (!ns_alias_init(&s->table, s->n)) {
        return ns_fail(e, "out of memory for n = %u addresses", s->n);
    }
    if (p->rates) {
        if (!read_rates(s, p->rates, e)) {
            return false;
        }
    } else {
        s->rate = p->rate * s->n;
        for (uint32_t i = 0; i < s->n; i++) {
            s->table.weight[i] = 1;
        }
    }
    ns_alias_build(&s->table);
    const double expected = s->rate * s->window;
    return expected <= NS_POISSON_MOST ||
           ns_fail(e,
                   "%s over window = %g s makes %g spikes a packet, the limit is %g: lower the "
                   "rates or window",
                   p->rates ? p->rates : "rate", s->window, expected, NS_POISSON_MOST);
}

ns_poisson *ns_poisson_new(const spike_poisson_params *p, const char *instance, ns_error *e)
{
    ns_phase phase;
    if (!check(p, &phase, e)) {
        return NULL;
    }
    ns_poisson *s = calloc(1, sizeof *s);
    if (!s) {
        ns_fail(e, "out of memory");
        return NULL;
    }
    s->n = (uint32_t)p->n;
    s->window = p->window;
    s->period = p->window + p->rest;
    s->delay = p->delay;
    s->total = p->count ? (uint64_t)p->count : UINT64_MAX;
    s->phase = phase;
    s->rng = ns_rng_key((uint64_t)p->seed, instance);
    if (!make_table(s, p, e)) {
        ns_poisson_free(s);
        return NULL;
    }
    return s;
}

void ns_poisson_free(ns_poisson *s)
{
    if (s) {
        ns_alias_free(&s->table);
        free(s);
    }
}

uint64_t ns_poisson_total(const ns_poisson *s)
{
    return s->total;
}

double ns_poisson_time(const ns_poisson *s, uint64_t k)
{
    return s->delay + (double)k * s->period;
}

bool ns_poisson_packet(const ns_poisson *s, uint64_t k, ns_packet *out, ns_error *e)
{
    if (k >= s->total) {
        return ns_fail(e, "packet %llu was asked for, the last one is %llu", (unsigned long long)k,
                       (unsigned long long)(s->total - 1));
    }
    ns_packet_clear(out);
    out->seq = k + 1;
    out->t0 = ns_poisson_time(s, k);
    out->width = s->window;
    out->n_addr = s->n;
    out->tag = (ns_tag){.label = -1,
                        .index = (uint32_t)k,
                        .count = s->total <= UINT32_MAX ? (uint32_t)s->total : 0,
                        .phase = s->phase};
    return ns_poisson_spikes(out, &s->table, s->rate, s->rng, k) ||
           ns_fail(e, "out of memory for the %g spikes of a packet", s->rate * s->window);
}
