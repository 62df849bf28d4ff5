/* Images to spikes. */
#ifndef NGSPIKE_ENCODE_H
#define NGSPIKE_ENCODE_H

#include "../random/philox.h"
#include "packet.h"
#include "poisson.h"

typedef enum { NS_CODING_RATE, NS_CODING_LATENCY } ns_coding;

/* Fills `out` (emptied first; t0, seq and tag left alone) with the spikes of one image of n_pixels
 * bytes over `window` seconds; sets width and n_addr.
 * Rate: pixel b fires as a Poisson process of rate rate_max b / 255 (1/s), in continuous time.
 * Latency: pixel b > 0 fires once, at window (1 - b / 255); ties in order of address.
 * `presentation` numbers the showing: the same number gives the same spikes, bit by bit on every
 * machine with IEEE 754 arithmetic. Fails when memory runs out, or when the expected number of
 * spikes is above 100 million or not a number. */
bool ns_encode(ns_packet *out, const uint8_t *pixels, uint32_t n_pixels, ns_coding coding,
               double rate_max, double window, ns_rng rng, uint64_t presentation, ns_error *e);

#endif
