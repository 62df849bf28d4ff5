/* A device at constant voltage as a trajectory in time, step by step: what ns_flow and the pulse
 * tables are made of.
 *
 * dx/dt = f(v, x) is integrated by the embedded Runge-Kutta pair of Dormand and Prince (1980).
 * Where the rate vanishes at a bound the state only creeps towards it, exponentially, and the
 * logarithm of its distance has a smooth rate that does not vanish; so the coordinate y is x, ln(x
 * - lo), -ln(hi - x) or ln((x - lo)/(hi - x)), whichever suits. */
#ifndef NGSPIKE_FLOW_H
#define NGSPIKE_FLOW_H

#include "device.h"

typedef struct {
    const ns_device *d;
    const void *p;
    double v;
    bool creeps_lo, creeps_hi;
    double t, x;         /* reached so far (s; state) */
    double y, y_t, y_tt; /* the coordinate there and its time derivatives (1/s, 1/s^2) */
    double h;            /* next step to try (s) */
    double step;         /* the last one taken (s): t may be too long to tell it */
    bool resting;        /* the state does not move any more */
} ns_trajectory;

void ns_trajectory_start(ns_trajectory *r, const ns_device *d, const void *p, double v, double x);
/* Takes one step, of accepted error, but not beyond t_end. */
void ns_trajectory_step(ns_trajectory *r, double t_end);

double ns_trajectory_y(const ns_trajectory *r, double x);
double ns_trajectory_x(const ns_trajectory *r, double y); /* within the bounds */

/* State after t seconds at constant voltage v from x, if it stops at lo and hi (within the device's
 * bounds; a state beyond one stays where it is); *energy: what it dissipates, J. For pulses across
 * devices that differ, of each of which a table would not pay: two evaluations where the state
 * moves by a few per cent of its range, then as exact as 1e-9 of the range. */
double ns_flow_energy(const ns_device *d, const void *p, double v, double x, double t, double lo,
                      double hi, double *energy);

/* The same for many at once, to the bit: x and energy are what comes of it. */
typedef struct {
    const void *p;
    double x, t, lo, hi, energy;
} ns_flow_lane;
void ns_flow_lanes(const ns_device *d, double v, ns_flow_lane *lane, size_t n);

#endif
