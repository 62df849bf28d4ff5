#include "binomial.h"

#include <math.h>

#include "../numeric/portable.h"

NS_NO_CONTRACTION

#define INVERSION_UP_TO 10 /* mean from which on the rejection is valid */

/* The n trials as n clocks of rate 1 that ring before -ln(1 - p): the next of the n - k that are
 * left does after an exponential time of mean 1 / (n - k). About np + 1 draws. */
static int by_waiting(ns_rng rng, uint32_t what, uint64_t count, int n, double p)
{
    double left = -ns_ln_one_minus(p);
    for (int k = 0; k < n; k++) {
        left += ns_ln(ns_rng_uniform(rng, what, count, (uint32_t)k)) / (n - k);
        if (left < 0)
            return k;
    }
    return n;
}

/* ln(k!) - (k ln k - k), k >= 0 a whole number. */
static double stirling(double k)
{
    const double two_pi = 6.283185307179586;
    static const double c[] = {-691 / 360360.0, 1 / 1188.0, -1 / 1680.0,
                               1 / 1260.0,      -1 / 360.0, 1 / 12.0};
    double y = 0, ends = k;
    if (k == 0)
        return 0;
    for (; ends < 16; ends++) { /* what the remainder loses from one number to the next */
        const double s = 1 / (2 * ends + 1);
        y += ns_atanh_tail(s * s);
    }
    return y + ns_series(c, 6, 1 / (ends * ends)) * ends + 0.5 * ns_ln(two_pi * k);
}

/* x ln(x / mean) + mean - x without cancellation (Loader 2000). */
static double deviance(double x, double mean)
{
    const double s = (x - mean) / (x + mean), z = s * s;
    if (x == 0)
        return mean;
    if (z <= 1 / 9.0)
        return (x - mean) * s + 2 * x * s * ns_atanh_tail(z);
    return x * ns_ln(x / mean) + mean - x;
}

/* ln of the probability of k, up to a constant. */
static double ln_weight(double n, double p, double k)
{
    return -(stirling(k) + stirling(n - k) + deviance(k, n * p) + deviance(n - k, n * (1 - p)));
}

/* Transformed rejection with squeeze, BTRS of W. Hormann (The generation of binomial random
 * variates, J. Statist. Comput. Simul. 46:101-110, 1993), for np >= 10 and p <= 1/2. About 1.15
 * trials. */
static int by_rejection(ns_rng rng, uint32_t what, uint64_t count, int n, double p)
{
    const double deviation = sqrt(n * p * (1 - p)), b = 1.15 + 2.53 * deviation,
                 a = -0.0873 + 0.0248 * b + 0.01 * p, middle = n * p + 0.5,
                 alpha = (2.83 + 5.1 / b) * deviation, sure = 0.92 - 4.2 / b;
    double mode = NAN;
    for (uint32_t draw = 0;; draw += 2) {
        const double u = ns_rng_uniform(rng, what, count, draw) - 0.5;
        const double v = ns_rng_uniform(rng, what, count, draw + 1);
        const double edge = 0.5 - fabs(u), k = floor((2 * a / edge + b) * u + middle);
        if (k < 0 || k > n)
            continue;
        if (edge >= 0.07 && v <= sure)
            return (int)k;
        if (isnan(mode))
            mode = ln_weight(n, p, floor((n + 1.0) * p));
        if (ns_ln(v * alpha / (a / (edge * edge) + b)) <= ln_weight(n, p, k) - mode)
            return (int)k;
    }
}

int ns_binomial(ns_rng rng, uint32_t what, uint64_t count, int n, double p)
{
    if (n <= 0 || !(p > 0))
        return 0;
    if (p >= 1)
        return n;
    const double rare = p <= 0.5 ? p : 1 - p;
    const int k = n * rare < INVERSION_UP_TO ? by_waiting(rng, what, count, n, rare)
                                             : by_rejection(rng, what, count, n, rare);
    return p <= 0.5 ? k : n - k;
}
