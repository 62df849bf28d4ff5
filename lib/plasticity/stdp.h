/* Spike-timing dependent plasticity with rectangular pulses (Querlioz, Bichler, Dollfus, Gamrat,
 * IEEE Trans. Nanotechnol. 12:288, 2013): when a neuron fires, each of its synapses gets one pulse,
 * a potentiating one if its input spiked not long ago, else a depressing one. */
#ifndef NGSPIKE_STDP_H
#define NGSPIKE_STDP_H

#include <stddef.h>

#include "../device/pulse.h"

/* No state ends nearer to x_lo: thousands of depressing pulses would otherwise lead to denormal
 * numbers, which processors are slow at. */
static inline float ns_stdp_least(const ns_pulse *t)
{
    return (float)t->x_lo + 1e-12f * (float)(t->x_hi - t->x_lo);
}

/* x: n states of the synapses of the neuron that fires at t; last: when each input spiked last (s).
 * Synapses whose input spiked within `window` (s) before t take `pot`, the others `dep`; both
 * tables have the same number of intervals. Returns what the pulses dissipate, J. */
double ns_stdp_apply(float *x, const double *last, size_t n, double t, double window,
                     const ns_pulse *pot, const ns_pulse *dep);

/* One pulse of `change` times the width that its table stands at: `pot` for a positive change,
 * `dep` for a negative one; as exact as ns_flow. Returns the energy, J. */
double ns_stdp_program(float *x, double change, const ns_pulse *pot, const ns_pulse *dep);

#endif
