#include "encode.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../random/alias.h"

static bool weigh(ns_alias *a, const uint8_t *pixels, uint32_t n_pixels)
{
    if (!ns_alias_init(a, n_pixels)) {
        return false;
    }
    for (uint32_t i = 0; i < n_pixels; i++) {
        a->weight[i] = pixels[i];
    }
    ns_alias_build(a);
    return true;
}

static bool encode_rate(ns_packet *out, const uint8_t *pixels, double rate_max, ns_rng rng,
                        uint64_t presentation, ns_error *e)
{
    ns_alias a;
    if (!weigh(&a, pixels, out->n_addr)) {
        return ns_fail(e, "out of memory for the spikes of an image of %u pixels", out->n_addr);
    }
    const double rate = rate_max / 255 * (double)a.sum, expected = rate * out->width;
    bool ok = expected <= NS_POISSON_MOST;
    if (!ok) {
        ns_fail(
            e,
            "rate_max = %g 1/s over window = %g s makes %g spikes of one image, the limit is %g: "
            "lower rate_max or window",
            rate_max, out->width, expected, NS_POISSON_MOST);
    } else {
        ok = ns_poisson_spikes(out, &a, rate, rng, presentation) ||
             ns_fail(e, "out of memory for the %g spikes of an image", expected);
    }
    ns_alias_free(&a);
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
