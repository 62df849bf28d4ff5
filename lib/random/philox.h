/* Counter-based randomness (Philox4x32-10, Salmon, Moraes, Dror, Shaw, SC'11): a draw is a function
 * of (seed, instance, what, how-many-th), so that nothing depends on the order in which, or how
 * often, a simulator asks. */
#ifndef NGSPIKE_PHILOX_H
#define NGSPIKE_PHILOX_H

#include <stdint.h>

typedef struct {
    uint32_t key[2];
} ns_rng;

/* Key of a stream from a seed and the name of the instance that draws ("" for none). Two seeds
 * never share a key under one name. */
ns_rng ns_rng_key(uint64_t seed, const char *instance);

/* Key of the stream of one of many alike, number (a, b), from the key of all. */
ns_rng ns_rng_part(ns_rng r, uint64_t a, uint32_t b);

/* Four independent 32-bit words for (what, a, b): `what` tells purposes apart, (a, b) count. The
 * cipher's counter is (b, what, low half of a, high half of a). In the header because spike sources
 * call it once for every second spike. */
static inline void ns_rng_words(ns_rng r, uint32_t what, uint64_t a, uint32_t b, uint32_t out[4])
{
    uint32_t c0 = b, c1 = what, c2 = (uint32_t)a, c3 = (uint32_t)(a >> 32);
    uint32_t k0 = r.key[0], k1 = r.key[1];
    for (int round = 0; round < 10; round++) {
        const uint64_t p0 = UINT64_C(0xD2511F53) * c0, p1 = UINT64_C(0xCD9E8D57) * c2;
        c0 = (uint32_t)(p1 >> 32) ^ c1 ^ k0;
        c1 = (uint32_t)p1;
        c2 = (uint32_t)(p0 >> 32) ^ c3 ^ k1;
        c3 = (uint32_t)p0;
        k0 += UINT32_C(0x9E3779B9); /* golden ratio */
        k1 += UINT32_C(0xBB67AE85); /* sqrt(3) - 1 */
    }
    out[0] = c0;
    out[1] = c1;
    out[2] = c2;
    out[3] = c3;
}

/* Uniform in (0, 1): never 0, never 1; a multiple of 2^-53. */
double ns_rng_uniform(ns_rng r, uint32_t what, uint64_t a, uint32_t b);
/* Standard normal. */
double ns_rng_normal(ns_rng r, uint32_t what, uint64_t a, uint32_t b);

#endif
