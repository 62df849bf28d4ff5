/* A quantity that relaxes to a target that moves. */
#ifndef NGSPIKE_RELAX_H
#define NGSPIKE_RELAX_H

#include <math.h>

/* What is left after r time constants, and the weights of a target's parts that are constant,
 * linear and quadratic in time (u, u^2 for u from 0 to 1 then): y = y0 left + sum s_n m[n]. */
typedef struct {
    double left, m[3];
} ns_relaxed;

static inline ns_relaxed ns_relax(double r)
{
    double m0 = -expm1(-r);
    ns_relaxed k = {.left = 1 - m0, .m = {m0}};
    if (r > 0.01) {
        k.m[1] = 1 - m0 / r;
        k.m[2] = 1 - 2 * k.m[1] / r;
    } else { /* the series: no digits are lost */
        k.m[1] = r / 2 * (1 - r / 3 * (1 - r / 4 * (1 - r / 5)));
        k.m[2] = r / 3 * (1 - r / 4 * (1 - r / 5 * (1 - r / 6)));
    }
    return k;
}

#endif
