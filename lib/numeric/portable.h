/* Exponential and logarithms that are the same to the bit on every machine with IEEE 754
 * arithmetic, for what random draws are decided by: those of C libraries differ in the last place,
 * from version to version and from processor to processor. Sums, products and quotients in a fixed
 * order, none fused. Relative error below 5e-16. */
#ifndef NGSPIKE_PORTABLE_H
#define NGSPIKE_PORTABLE_H

#include <math.h>

#include "../random/exponential.h"

/* ((c[0] z + c[1]) z + ... c[n - 1]) z */
static inline double ns_series(const double *c, int n, double z)
{
    NS_NO_CONTRACTION
    double y = 0;
    for (int k = 0; k < n; k++)
        y = z * (c[k] + y);
    return y;
}

/* atanh(s) / s - 1 for z = s^2 <= 1/9; what is cut off is below 1e-17. */
static inline double ns_atanh_tail(double z)
{
    static const double c[] = {1 / 33.0, 1 / 31.0, 1 / 29.0, 1 / 27.0, 1 / 25.0, 1 / 23.0,
                               1 / 21.0, 1 / 19.0, 1 / 17.0, 1 / 15.0, 1 / 13.0, 1 / 11.0,
                               1 / 9.0,  1 / 7.0,  1 / 5.0,  1 / 3.0};
    return ns_series(c, 16, z);
}

/* 2^k for -1022 <= k <= 1023. */
static inline double ns_power_of_two(int k)
{
    return ns_from_bits((uint64_t)(k + 1023) << 52);
}

/* ln x, x > 0 and not subnormal. With x = 2^k m, m in [sqrt(1/2), sqrt(2)), ln m is
 * 2 atanh((m - 1) / (m + 1)). */
static inline double ns_ln(double x)
{
    NS_NO_CONTRACTION
    const double ln2 = 0.6931471805599453;
    const uint64_t sqrt_half = UINT64_C(0x3FE6A09E667F3BCD), zero_k = UINT64_C(1023) << 52;
    const int k = (int)((ns_to_bits(x) - sqrt_half + zero_k) >> 52) - 1023;
    const double m = x * ns_power_of_two(-k);
    const double s = (m - 1) / (m + 1);
    return k * ln2 + 2 * s * (1 + ns_atanh_tail(s * s));
}

/* ln(1 - p), 0 <= p <= 1/2. */
static inline double ns_ln_one_minus(double p)
{
    NS_NO_CONTRACTION
    const double s = p / (2 - p);
    return -2 * s * (1 + ns_atanh_tail(s * s));
}

/* e^r - 1, |r| <= 0.35. */
static inline double ns_expm1_small(double r)
{
    static const double c[] = {1 / 6227020800.0,
                               1 / 479001600.0,
                               1 / 39916800.0,
                               1 / 3628800.0,
                               1 / 362880.0,
                               1 / 40320.0,
                               1 / 5040.0,
                               1 / 720.0,
                               1 / 120.0,
                               1 / 24.0,
                               1 / 6.0,
                               1 / 2.0,
                               1};
    return ns_series(c, 13, r);
}

/* e^x for x <= 709; 0 below -745. */
static inline double ns_exp(double x)
{
    NS_NO_CONTRACTION
    /* ln 2 in two parts, of which the first has few enough digits that k times it is exact */
    const double per_ln2 = 1.4426950408889634, hi = 0x1.62e42feep-1, lo = 0x1.a39ef35793c76p-33;
    if (x < -745)
        return 0;
    const int k = (int)floor(x * per_ln2 + 0.5);
    const double y = 1 + ns_expm1_small((x - k * hi) - k * lo);
    return y * ns_power_of_two(k / 2) * ns_power_of_two(k - k / 2); /* 2^k may not be a number */
}

/* 1 - e^-s, s >= 0. */
static inline double ns_one_minus_exp(double s)
{
    return s <= 0.35 ? -ns_expm1_small(-s) : 1 - ns_exp(-s);
}

#endif
