#include "membrane.h"

#include <math.h>

static double phi1(double z)
{
    return z == 0 ? 1 : expm1(z) / z;
}

static double phi2(double z)
{
    if (fabs(z) > 0.5)
        return (phi1(z) - 1) / z;
    double term = 0.5, sum = 0.5; /* sum over n of z^n / (n + 2)! */
    for (int n = 3; n <= 18; n++) {
        term *= z / n;
        sum += term;
    }
    return sum;
}

double ns_membrane_by_rate(double h, double tau)
{
    return h * phi1(-h / tau);
}

double ns_membrane_by_slope(double h, double tau)
{
    return h * h * phi2(-h / tau);
}

double ns_membrane_at(const ns_membrane_path *p, double t)
{
    return p->v0 + ns_membrane_by_rate(t, p->tau) * p->f0 + ns_membrane_by_slope(t, p->tau) * p->k;
}

double ns_membrane_excess(const ns_membrane_path *p, double t, double *slope)
{
    double theta = p->theta == 0 ? 0 : p->theta * exp(-t / p->tau_theta);
    *slope = p->f0 * exp(-t / p->tau) + ns_membrane_by_rate(t, p->tau) * p->k;
    if (theta != 0)
        *slope += theta / p->tau_theta;
    return ns_membrane_at(p, t) - p->th - theta;
}

typedef double (*function)(const ns_membrane_path *p, double t, double *slope);

static double slope_of(const ns_membrane_path *p, double t, double *curvature)
{
    double slope;
    (void)ns_membrane_excess(p, t, &slope);
    *curvature = (p->k - p->f0 / p->tau) * exp(-t / p->tau);
    if (p->theta != 0)
        *curvature -= p->theta * exp(-t / p->tau_theta) / (p->tau_theta * p->tau_theta);
    return slope;
}

/* The zero of f between a and b, where its signs differ (f(b) may be 0): Newton's method kept
 * inside a shrinking bracket. */
static double zero(function f, const ns_membrane_path *p, double a, double b)
{
    double d, fa = f(p, a, &d), t = 0.5 * (a + b);
    for (int n = 0; n < 200; n++) {
        double ft = f(p, t, &d);
        if (ft == 0)
            return t;
        if ((ft < 0) == (fa < 0))
            a = t;
        else
            b = t;
        double next = t - ft / d;
        if (!(next > a && next < b))
            next = 0.5 * (a + b);
        if (next == t || next <= a || next >= b)
            break;
        t = next;
    }
    return t;
}

/* Where the curvature of the excess changes its sign; outside (0, h) if it does not. */
static double inflection(const ns_membrane_path *p)
{
    double bend = p->k - p->f0 / p->tau;
    if (p->theta == 0 || !(bend > 0) || isinf(p->tau_theta))
        return 0;
    double bend_theta = p->theta / (p->tau_theta * p->tau_theta);
    return log(bend / bend_theta) / (1 / p->tau - 1 / p->tau_theta);
}

/* Between a and b, where the excess, negative at a, is monotone. */
static bool crosses(const ns_membrane_path *p, double a, double b, double *t)
{
    double d, end = ns_membrane_excess(p, b, &d);
    if (!(end >= 0))
        return false;
    *t = end == 0 ? b : zero(ns_membrane_excess, p, a, b);
    return true;
}

/* Between a and b, where the slope of the excess is monotone, so that it has at most one turn. */
static bool crosses_with_turn(const ns_membrane_path *p, double a, double b, double *t)
{
    double c, at_a = slope_of(p, a, &c), at_b = slope_of(p, b, &c);
    if ((at_a < 0) == (at_b < 0))
        return crosses(p, a, b, t);
    double turn = zero(slope_of, p, a, b);
    return crosses(p, a, turn, t) || crosses(p, turn, b, t);
}

bool ns_membrane_crossing(const ns_membrane_path *p, double h, double *t)
{
    double d;
    if (ns_membrane_excess(p, 0, &d) >= 0) {
        *t = 0;
        return true;
    }
    double bend = inflection(p);
    if (!(bend > 0 && bend < h))
        return crosses_with_turn(p, 0, h, t);
    return crosses_with_turn(p, 0, bend, t) || crosses_with_turn(p, bend, h, t);
}
