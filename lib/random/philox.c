#include "philox.h"

#include <math.h>

/* Finaliser of splitmix64 (Steele, Lea, Flood, OOPSLA'14): a bijection in which every bit of the
 * input moves every bit of the output. */
static uint64_t mix64(uint64_t z)
{
    z += UINT64_C(0x9E3779B97F4A7C15);
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

/* FNV-1a, 64 bits. */
static uint64_t hash_name(const char *s)
{
    uint64_t h = UINT64_C(0xCBF29CE484222325);
    for (; *s; s++) {
        h = (h ^ (unsigned char)*s) * UINT64_C(0x100000001B3);
    }
    return h;
}

ns_rng ns_rng_key(uint64_t seed, const char *instance)
{
    const uint64_t k = mix64(mix64(seed) ^ hash_name(instance));
    return (ns_rng){{(uint32_t)k, (uint32_t)(k >> 32)}};
}

ns_rng ns_rng_part(ns_rng r, uint64_t a, uint32_t b)
{
    const uint32_t purpose = 0xFFFFFFFFu; /* none of the draws' */
    uint32_t w[4];
    ns_rng_words(r, purpose, a, b, w);
    return (ns_rng){{w[0], w[1]}};
}

/* 52 bits and a half: exact in a double at both ends, so that neither 0 nor 1 comes out. */
static double to_unit(uint32_t hi, uint32_t lo)
{
    const uint64_t bits = ((uint64_t)hi << 20) | (lo >> 12);
    return ((double)bits + 0.5) * 0x1p-52;
}

double ns_rng_uniform(ns_rng r, uint32_t what, uint64_t a, uint32_t b)
{
    uint32_t w[4];
    ns_rng_words(r, what, a, b, w);
    return to_unit(w[0], w[1]);
}

double ns_rng_normal(ns_rng r, uint32_t what, uint64_t a, uint32_t b)
{
    const double two_pi = 6.283185307179586;
    uint32_t w[4];
    ns_rng_words(r, what, a, b, w);
    /* Box and Muller (1958); its second number is not kept, for a draw has no memory. */
    return sqrt(-2 * log(to_unit(w[0], w[1]))) * cos(two_pi * to_unit(w[2], w[3]));
}
