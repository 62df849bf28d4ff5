/* Functions that keep their digits, or their head, where the plain formula does not. */
#ifndef NGSPIKE_SAFE_H
#define NGSPIKE_SAFE_H

#include <math.h>

static inline double ns_clamp(double x, double lo, double hi)
{
    return x < lo ? lo : x > hi ? hi : x;
}

/* 1 - (1 - z)^p for 0 <= z <= 1, p > 0, to full relative accuracy for small z too. */
static inline double ns_one_minus_pow(double z, double p)
{
    return p == 1 ? z : -expm1(p * log1p(-z));
}

#endif
