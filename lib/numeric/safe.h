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

/* e^u - 1 for u >= 0, at the price of e^u where no digits are at stake. */
static inline double ns_expm1_up(double u)
{
    return u < 1 ? expm1(u) : exp(u) - 1;
}

/* ---- Exponentials that go on as their tangent above NS_EXP_MAX, where no device is any more: they
 * do not overflow, and Newton's method finds back from there. ---- */

#define NS_EXP_MAX 34.5 /* e^34.5 = 1e15 */

/* e^u - 1; *slope is the derivative. */
static inline double ns_expm1_tangent(double u, double *slope)
{
    double inside = fmin(u, NS_EXP_MAX), y;
    if (inside < -1 || inside >= 1) {
        *slope = exp(inside);
        y = *slope - 1;
    } else {
        y = expm1(inside);
        *slope = y + 1;
    }
    return y + *slope * (u - inside);
}

/* sinh u; *slope is the derivative. Both from one e^|u| - 1. */
static inline double ns_sinh_tangent(double u, double *slope)
{
    double size = fabs(u), inside = size < NS_EXP_MAX ? size : NS_EXP_MAX;
    double e = ns_expm1_up(inside);
    *slope = 1 + 0.5 * e * (e / (e + 1));
    return copysign(0.5 * (e + e / (e + 1)) + *slope * (size - inside), u);
}

/* ---- Rates over many decades, from their logarithms. ---- */

/* e^x, beyond x_max its tangent there; *slope is the derivative. */
static inline double ns_exp_tangent(double x, double x_max, double *slope)
{
    *slope = exp(fmin(x, x_max));
    return x > x_max ? *slope * (1 + (x - x_max)) : *slope;
}

/* x^p for x >= 0; a small whole p without a library call. */
static inline double ns_pow(double x, double p)
{
    if (!(p >= 0 && p <= 32 && p == (int)p))
        return pow(x, p);
    double power = 1;
    for (int n = (int)p; n; n >>= 1) {
        if (n & 1)
            power *= x;
        x *= x;
    }
    return power;
}

/* x^p for x >= 0, p >= 1, beyond x_max its tangent there; *slope is the derivative. */
static inline double ns_pow_tangent(double x, double p, double x_max, double *slope)
{
    double inside = fmin(x, x_max), power = ns_pow(inside, p - 1);
    *slope = p * power;
    return power * inside + *slope * (x - inside);
}

/* ln sinh x and ln cosh x, x >= 0. */
static inline double ns_log_sinh(double x)
{
    return x + log(-0.5 * expm1(-2 * x));
}

static inline double ns_log_cosh(double x)
{
    return x + log(0.5 + 0.5 * exp(-2 * x));
}

#endif
