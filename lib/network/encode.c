#include "encode.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../random/exponential.h"

static const double max_expected = 1e8; /* spikes in a packet, 12 bytes each */

/* Draws are made in batches whose loops have no branch and a fixed length, so that compilers turn
 * them into vector instructions: half of the time of an encoding. */
enum { BLOCKS = 64, DRAWS = 2 * BLOCKS };

/* Spikes to be: each takes a gap (in units of the mean gap) and a word that draws its pixel. */
typedef struct {
    double gap[DRAWS];
    uint32_t pixel[DRAWS];
} batch;

/* All four words of each block are used: two gaps, two pixels. */
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
    memcpy(b->pixel, &w[2], sizeof b->pixel);
    for (int i = 0; i < DRAWS; i++) {
        b->gap[i] = ns_exponential(gap[i]);
    }
}

/* One cell of an alias table (Walker 1977): of the cell's share, the part below `limit` / 2^32
 * belongs to address[0], the rest to address[1]. An array, so that drawing needs no branch, which
 * could not be predicted. */
typedef struct {
    uint32_t limit, address[2];
} alias_cell;

/* Pixels that are not black, and a table of n cells from which one of them is drawn with
 * probability proportional to its brightness. */
typedef struct {
    uint32_t n;
    uint64_t sum; /* of all brightnesses */
    alias_cell *cell;
    uint32_t *lit;   /* their addresses */
    uint64_t *worth; /* brightness times n: a cell's share is `sum` in these units */
} alias_table;

static bool table_init(alias_table *a, const uint8_t *pixels, uint32_t n_pixels)
{
    const size_t each = sizeof *a->worth + sizeof *a->cell + sizeof *a->lit;
    *a = (alias_table){.worth = malloc(n_pixels * each)};
    if (!a->worth) {
        return false;
    }
    a->cell = (alias_cell *)(a->worth + n_pixels);
    a->lit = (uint32_t *)(a->cell + n_pixels);
    for (uint32_t i = 0; i < n_pixels; i++) {
        a->lit[a->n] = i; /* kept if the next line counts it */
        a->n += pixels[i] != 0;
        a->sum += pixels[i];
    }
    for (uint32_t i = 0; i < a->n; i++) {
        a->worth[i] = (uint64_t)pixels[a->lit[i]] * a->n;
    }
    return true;
}

static void table_free(alias_table *a)
{
    free(a->worth);
}

static alias_cell make_cell(const alias_table *a, uint64_t share, uint32_t self, uint32_t other)
{
    /* A full cell's limit would be 2^32; it is safe to cut it, as its other name is its own. */
    const double limit = (double)share / (double)a->sum * 0x1p32;
    return (alias_cell){limit < UINT32_MAX ? (uint32_t)limit : UINT32_MAX,
                        {a->lit[self], a->lit[other]}};
}

/* The first light pixel (worth less than a cell), or heavy one, from i on; n: none. */
static uint32_t find(const alias_table *a, uint32_t i, bool light)
{
    while (i < a->n && (a->worth[i] < a->sum) != light) {
        i++;
    }
    return i;
}

/* One sweep that needs no sorting (Huebschle-Schneider and Sanders 2022). A light pixel takes a
 * cell and the current heavy one fills it up; a heavy one of which no more than a cell is left
 * takes a cell itself, which the next heavy one fills up. The sums are exact, so that the light
 * ones and the heavy ones run out together, at the last cell. */
static void table_fill(alias_table *a)
{
    uint32_t light = find(a, 0, true), heavy = find(a, 0, false);
    uint64_t left = a->worth[heavy];
    for (uint32_t c = 0; c < a->n; c++) {
        if (left > a->sum) {
            a->cell[c] = make_cell(a, a->worth[light], light, heavy);
            left -= a->sum - a->worth[light];
            light = find(a, light + 1, true);
            continue;
        }
        const uint32_t next = find(a, heavy + 1, false);
        if (next == a->n) {
            a->cell[c] = make_cell(a, left, heavy, heavy);
            continue;
        }
        a->cell[c] = make_cell(a, left, heavy, next);
        left = a->worth[next] - (a->sum - left);
        heavy = next;
    }
}

/* A random word's product with n has the cell in its upper half; its lower half, uniform again,
 * says which of the cell's two pixels. */
static inline uint32_t table_draw(const alias_table *a, uint32_t word)
{
    const uint64_t p = (uint64_t)word * a->n;
    const alias_cell *c = &a->cell[p >> 32];
    return c->address[(uint32_t)p >= c->limit];
}

/* All pixels together are one Poisson process of the summed rate; each of its spikes belongs to a
 * pixel with probability proportional to the pixel's rate. So the spikes come in order of time. */
static bool spikes_of_table(ns_packet *out, const alias_table *a, double mean_gap, ns_rng rng,
                            uint64_t presentation)
{
    NS_NO_CONTRACTION
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
            out->addr[out->n++] = table_draw(a, b.pixel[i]);
        }
    }
}

static bool encode_rate(ns_packet *out, const uint8_t *pixels, double rate_max, ns_rng rng,
                        uint64_t presentation, ns_error *e)
{
    alias_table a;
    if (!table_init(&a, pixels, out->n_addr)) {
        return ns_fail(e, "out of memory for the spikes of an image of %u pixels", out->n_addr);
    }
    const double rate = rate_max / 255 * (double)a.sum, expected = rate * out->width;
    bool ok = expected <= max_expected;
    if (!ok) {
        ns_fail(
            e,
            "rate_max = %g 1/s over window = %g s makes %g spikes of one image, the limit is %g: "
            "lower rate_max or window",
            rate_max, out->width, expected, max_expected);
    } else if (rate > 0) {
        table_fill(&a);
        /* Room that about one packet in 10^15 outgrows; that one is enlarged. */
        ok = ns_packet_reserve(out, (uint32_t)(expected + 8 * sqrt(expected)) + DRAWS) &&
             spikes_of_table(out, &a, 1 / rate, rng, presentation);
        if (!ok) {
            ns_fail(e, "out of memory for the %g spikes of an image", expected);
        }
    }
    table_free(&a);
    return ok;
}

/* A counting sort by brightness: brighter is earlier. */
static bool encode_latency(ns_packet *out, const uint8_t *pixels, ns_error *e)
{
    uint32_t at[257] = {0}; /* at[b]: where the next pixel of brightness b goes */
    for (uint32_t i = 0; i < out->n_addr; i++) {
        at[pixels[i]]++;
    }
    const uint32_t n = out->n_addr - at[0];
    uint32_t end = n;
    for (int b = 1; b < 256; b++) {
        end -= at[b];
        at[b] = end;
    }
    if (!ns_packet_reserve(out, n)) {
        return ns_fail(e, "out of memory for the %u spikes of an image", n);
    }
    for (uint32_t i = 0; i < out->n_addr; i++) {
        const uint8_t b = pixels[i];
        if (b) {
            out->t[at[b]] = out->width * ((255 - b) / 255.0);
            out->addr[at[b]++] = i;
        }
    }
    out->n = n;
    return true;
}

bool ns_encode(ns_packet *out, const uint8_t *pixels, uint32_t n_pixels, ns_coding coding,
               double rate_max, double window, ns_rng rng, uint64_t presentation, ns_error *e)
{
    out->n = 0;
    out->width = window;
    out->n_addr = n_pixels;
    return coding == NS_CODING_RATE ? encode_rate(out, pixels, rate_max, rng, presentation, e)
                                    : encode_latency(out, pixels, e);
}
