#include "implicit.h"

#include <float.h>
#include <math.h>

#include "safe.h"

enum {
    NEWTON_ITERATIONS = 10, /* then every second step bisects: Newton's method can go to and fro, or
                               down an exponential by a factor e at a time */
    MAX_ITERATIONS = 400    /* a bracket of width 1 is down to 2^-195 by then */
};

typedef struct {
    ns_rate f;
    void *ctx;
    double c, g;
} equation;

/* Residual, increasing through the solution; *slope is its derivative. */
static double residual(const equation *q, double x, double *slope)
{
    double f_x, f = q->f(q->ctx, x, &f_x);
    *slope = 1 - q->g * f_x;
    return x - q->c - q->g * f;
}

bool ns_implicit(ns_rate f, void *ctx, double c, double g, double lo, double hi, double guess,
                 double *x)
{
    return ns_implicit_near(f, ctx, c, g, lo, hi, guess, NS_IMPLICIT_UNSEEN, x);
}

bool ns_implicit_near(ns_rate f, void *ctx, double c, double g, double lo, double hi, double guess,
                      double unseen, double *x)
{
    double precise = fmax(unseen * unseen, DBL_EPSILON);
    equation q = {f, ctx, c, g};
    double a = lo, b = hi, t = ns_clamp(guess, lo, hi), slope, ignored;
    double last = 0;                       /* Newton correction; 0: none, or a bisection */
    bool a_known = false, b_known = false; /* residual(a) < 0, residual(b) > 0 have been seen */
    for (int k = 0; k < MAX_ITERATIONS; k++) {
        double r = residual(&q, t, &slope), size = fmax(fabs(t), fabs(c));
        *x = t;
        if (fabs(r) <= 2 * DBL_EPSILON * size * slope)
            return true;
        bool rising = r < 0; /* the solution is above t */
        *(rising ? &a : &b) = t;
        *(rising ? &a_known : &b_known) = true;
        double correction = -r / slope, shrink = correction / last;
        t = slope > 0 ? t + correction : rising ? hi : lo;
        if (t > a && t < b && (k < NEWTON_ITERATIONS || k % 2)) {
            /* Newton's residuals fall with the square of the corrections: the next one would be
             * nothing, and need not be seen */
            if (fabs(correction) <= unseen * size &&
                fabs(r) * (shrink * shrink) <= precise * size * slope) {
                *x = t;
                return true;
            }
            last = correction;
            continue;
        }
        last = 0;
        /* Newton leaves the bracket, or is slow: the solution is beyond a bound, or is to be
         * bisected for */
        bool *known = rising ? &b_known : &a_known;
        if (!*known) {
            double bound = rising ? hi : lo, r_bound = residual(&q, bound, &ignored);
            if (rising ? !(r_bound > 0) : !(r_bound < 0)) {
                *x = bound;
                return r_bound == 0;
            }
            *known = true;
        }
        t = a + 0.5 * (b - a);
        if (t <= a || t >= b)
            return true;
    }
    return true;
}
