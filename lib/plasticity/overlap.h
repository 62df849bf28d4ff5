/* Spike-timing dependent plasticity by the overlap of two spikes across a memristor
 * (Zamarreno-Ramos et al., Front. Neurosci. 5:26, 2011): u_pre seconds after the pre-synaptic
 * spike and u_post seconds after the post-synaptic one the device sees
 *   v = back S(u_post) - S(u_pre),
 * S the shape of spike_shape.h, and its state follows its own equation. */
#ifndef NGSPIKE_OVERLAP_H
#define NGSPIKE_OVERLAP_H

#include <stdbool.h>

#include "../device/device.h"
#include "../neuron/spike_shape.h"

typedef struct {
    ns_spike_shape shape;
    double back; /* share of the post-synaptic spike, 1 */
} ns_overlap;

/* The voltage across the device; u = INFINITY: that side is silent. */
double ns_overlap_voltage(const ns_overlap *o, double u_pre, double u_post);

/* State t seconds on (INFINITY: when both spikes have ended), from x, u_pre and u_post seconds
 * after the last spikes. The voltage is followed from corner to corner of the two shapes, each
 * straight piece in steps of ns_step_resolved that are cut until that makes no difference beyond
 * 1e-6; exponential pieces are cut to 1/64 of their time constant. A second state (heat) is at rest
 * at the beginning. */
double ns_overlap_flow(const ns_overlap *o, const ns_device_inst *d, double x, double u_pre,
                       double u_post, double t);

/* The same; to *energy, unless NULL, is added what the device dissipates, J. */
double ns_overlap_flow_energy(const ns_overlap *o, const ns_device_inst *d, double x, double u_pre,
                              double u_post, double t, double *energy);
/* What it dissipates in these t seconds if they do not move its state, J. */
double ns_overlap_energy_at_rest(const ns_overlap *o, const ns_device_inst *d, double x,
                                 double u_pre, double u_post, double t);

/* Whether one spike alone, pre- (post = false) or post-synaptic, moves any state by more than
 * `least`, in units of the state. */
bool ns_overlap_moves_alone(const ns_overlap *o, const ns_device_inst *d, bool post, double least);

#endif
