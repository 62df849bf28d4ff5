/* What a rectangular programming pulse does to a device, and the energy it takes, tabulated once so
 * that a network can apply millions.
 *
 * At constant voltage the state equation is autonomous: with T(x) = integral dx / f(v, x) a pulse
 * of width w takes x to T^-1(T(x) + w). A table holds the map x -> x' on an even grid of x, for one
 * voltage and width, and the energy, the integral of v i along the way. */
#ifndef NGSPIKE_PULSE_H
#define NGSPIKE_PULSE_H

#include "device.h"

typedef struct {
    int n; /* intervals */
    double x_lo, x_hi;
    double v, width;        /* V, s */
    float *x_after;         /* n + 1 values at x_lo + k (x_hi - x_lo) / n */
    float *energy;          /* n + 1 values: what the pulse dissipates from there, J */
    double max_error;       /* largest error found, at the interval midpoints, in units of x */
    struct ns_clock *clock; /* T(x), which serves every width */
} ns_pulse;

/* Tabulates a pulse of v volts and `width` seconds (>= 0) in n >= 1 intervals. */
bool ns_pulse_build(ns_pulse *t, const ns_device_inst *d, double v, double width, int n,
                    ns_error *e);
/* The same table for another width, from the same T(x); cheap enough to call between images.
 * max_error is measured against T at all midpoints and against ns_flow at some of them. Unchanged
 * on failure. */
bool ns_pulse_rewidth(ns_pulse *t, const ns_device_inst *d, double width, ns_error *e);
void ns_pulse_free(ns_pulse *t);

/* State after a pulse of the table's voltage and any width (s) from any state, not from the table
 * but as exact as ns_flow (1e-10). *energy, unless NULL: what it dissipates, J. The device that the
 * table was made of must still be there. */
double ns_pulse_after(const ns_pulse *t, double x, double width, double *energy);

/* Linear interpolation at u intervals from the first of a table's n + 1 values; the end intervals
 * go on beyond the ends. */
static inline float ns_table_at(const float *value, int n, float u)
{
    int k = (int)u;
    k = k < 0 ? 0 : k >= n ? n - 1 : k;
    float a = value[k], b = value[k + 1];
    return a + (u - (float)k) * (b - a);
}

/* Intervals per unit of x. */
static inline float ns_pulse_per_x(const ns_pulse *t)
{
    return (float)t->n / (float)(t->x_hi - t->x_lo);
}

static inline float ns_pulse_apply(const ns_pulse *t, float x)
{
    return ns_table_at(t->x_after, t->n, (x - (float)t->x_lo) * ns_pulse_per_x(t));
}

#endif
