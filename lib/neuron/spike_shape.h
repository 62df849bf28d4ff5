/* The waveform of a spike (Zamarreno-Ramos et al., Front. Neurosci. 5:26, 2011): it rises from 0 to
 * `amplitude` (V) in `rise` (s), stays there for `plateau`, falls to -`tail` in `fall`, and returns
 * to 0 in `tail_time`. Rise and tail are straight, or exponential with the time constants tau_rise
 * and tau_tail (s; 0: straight):
 *   rise  A expm1(u / tau) / expm1(T / tau),   tail  -A expm1((T - u) / tau) / expm1(T / tau). */
#ifndef NGSPIKE_SPIKE_SHAPE_H
#define NGSPIKE_SPIKE_SHAPE_H

typedef struct {
    double amplitude, rise, tau_rise, plateau, fall, tail, tail_time, tau_tail;
} ns_spike_shape;

/* Seconds from the spike to its end. */
double ns_spike_length(const ns_spike_shape *s);

/* Voltage u seconds after the spike; 0 before it and after its end. */
double ns_spike_at(const ns_spike_shape *s, double u);

/* The first corner later than u seconds after the spike; INFINITY after the last. */
double ns_spike_corner(const ns_spike_shape *s, double u);

/* From u on, how long the shape is straight to 3e-5 of its height (s): 1/64 of the time constant
 * where it is exponential, to the next corner and beyond (INFINITY) where it is straight. */
double ns_spike_straight(const ns_spike_shape *s, double u);

#endif
