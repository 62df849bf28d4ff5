/* Functions that keep their digits, or their head, where the plain formula does not. */
#ifndef NGSPIKE_SAFE_H
#define NGSPIKE_SAFE_H

#include <math.h>

static inline double ns_clamp(double x, double lo, double hi)
{
    return x < lo ? lo : x > hi ? hi : x;
}

/* 1 - (1 - z)^p for 0 <= z <= 1, p > 0, to full relative accuracy for small z too. base is 1 - z,
 * given apart because the caller may know it without cancellation; *slope is the derivative with
 * respect to z, p base^(p - 1). */
static inline double ns_one_minus_pow(double z, double base, double p, double *slope)
{
    if (p <= 32 && p == (int)p) { /* (1 - b^n) = (1 - b)(1 + b + ... + b^(n-1)): no library call */
        double power = 1, sum = 1;
        for (int n = (int)p; n > 1; n--) {
            power *= base;
            sum += power;
        }
        *slope = p * power;
        return z * sum;
    }
    *slope = p * pow(base, p - 1);
    return -expm1(p * log1p(-z));
}

#endif
