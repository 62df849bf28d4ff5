/* What the files of neuron.h share. */
#ifndef NGSPIKE_NEURON_IMPL_H
#define NGSPIKE_NEURON_IMPL_H

#include "neuron.h"

/* Currents into the terminals and the voltages behind them at t, with the spike that began at
 * t_spike. (Not the current into a membrane that is a node.) */
void ns_neuron_terminals(const ns_neuron *n, double t, double t_spike, const ns_neuron_in *at,
                         ns_neuron_memory *now, ns_neuron_out *out);

#endif
