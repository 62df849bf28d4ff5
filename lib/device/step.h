/* One implicit step of a device's state, with what else acts on it: the core of ns_device_step and
 * ns_cell_step. */
#ifndef NGSPIKE_STEP_H
#define NGSPIKE_STEP_H

#include "device.h"

/* What acts on the state besides the device's equation: dx/dt = rate f(v, x) + add + add_x x, held
 * between two bounds. */
typedef struct {
    double rate;
    double add, add_x; /* 1/s */
    double x_lo, x_hi;
} ns_forces;

/* The state at the end of the step before, and its rate (all forces included); y and its target s
 * for a device with a second state. */
typedef struct {
    double x, f, y, s;
} ns_state;

/* Step of h seconds to voltage v, as ns_device_step says. The second state is exact for a target
 * that is linear in time over the step (for gamma = 1: constant, the new one). out->at.f is the
 * rate with all forces; out->di_dv the total derivative of the current. */
void ns_step_forced(const ns_device *d, const void *p, const ns_forces *w, double v,
                    const ns_state *before, double h, double gamma, ns_step *out);

/* Step of h seconds while the voltage goes straight from v_before to v: by the trapezoidal rule, or
 * where that would miss more than 3e-6 of the state's range by a rule of fourth order, in parts
 * that miss no more than 1e-5 each. A state that switches, or runs away, within a step is followed
 * through it. */
void ns_step_resolved(const ns_device *d, const void *p, const ns_forces *w, double v_before,
                      double v, const ns_state *before, double h, ns_step *out);

/* ns_device_small_signal with all that acts on the state. */
void ns_small_signal_forced(const ns_device *d, const void *p, const ns_forces *w, double v,
                            double x, double omega, ns_small_signal *out);

#endif
