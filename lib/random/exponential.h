/* Exponential variates that are the same to the bit on every machine with IEEE 754 arithmetic. */
#ifndef NGSPIKE_EXPONENTIAL_H
#define NGSPIKE_EXPONENTIAL_H

#include <stdint.h>
#include <string.h>

/* a * b + c must not be fused into one rounding where the processor can do that: gcc does not under
 * -std=c17, clang has to be told. */
#ifdef __clang__
#define NS_NO_CONTRACTION _Pragma("STDC FP_CONTRACT OFF")
#else
#define NS_NO_CONTRACTION
#endif

static inline double ns_from_bits(uint64_t bits)
{
    double x;
    memcpy(&x, &bits, sizeof x);
    return x;
}

static inline uint64_t ns_to_bits(double x)
{
    uint64_t bits;
    memcpy(&bits, &x, sizeof bits);
    return bits;
}

/* x < 2^52 as a double: there are no vector instructions for it, but 2^52 + x has x as its last
 * bits. */
static inline double ns_to_double(uint64_t x)
{
    return ns_from_bits(x | UINT64_C(0x4330000000000000)) - 0x1p52;
}

/* -ln((w + 1/2) / 2^32): an exponential variate of mean 1 from a 32-bit word, at most 22.9. Written
 * out, in operations that IEEE 754 defines to the bit, because the logarithms of C libraries differ
 * in the last place. With x = 2^k m, m in [sqrt(1/2), sqrt(2)), ln m comes from the series of
 * 2 atanh((m - 1) / (m + 1)); what is cut off is below 2e-11, the grid of the draw is 2^-32. */
static inline double ns_exponential(uint32_t w)
{
    NS_NO_CONTRACTION
    const double ln2 = 0.6931471805599453;
    const uint64_t sqrt_half = UINT64_C(0x3FE6A09E667F3BCD), one = UINT64_C(1) << 52;
    const uint64_t bits = ns_to_bits(ns_to_double(w) + 0.5);
    const uint64_t k1 = (bits - (sqrt_half - one)) >> 52; /* k + 1, from 0 to 33 */
    const double m = ns_from_bits(bits + one - (k1 << 52));
    const double s = (m - 1) / (m + 1), z = s * s;
    double series = 1 / 9.0 + z * (1 / 11.0);
    series = 1 / 7.0 + z * series;
    series = 1 / 5.0 + z * series;
    series = 1 / 3.0 + z * series;
    return (33 - ns_to_double(k1)) * ln2 - 2 * s * (1 + z * series);
}

#endif
