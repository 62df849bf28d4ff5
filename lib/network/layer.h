/* A layer of leaky integrate-and-fire neurons behind a crossbar of plastic memristors.
 *
 * An input spike at address a puts v_read for t_read on row a; neuron j's membrane takes the
 * charge: v_j += i(v_read, x_aj) t_read / c_mem (less the same for a dummy column of fully off
 * devices when `reference`). Membranes leak with tau_m towards 0, in closed form: no time grid. A
 * membrane can exceed its threshold v_th + theta_j only when an input spike arrives; the one
 * furthest above (of equals the first) fires, all membranes return to 0, it is refractory for t_ref
 * and the others are silenced for t_inh: charge that arrives meanwhile is lost, at the end of that
 * time it counts again. While learning, the winner's inputs that spiked no longer than t_stdp ago,
 * those silenced too, get a pulse (v_pot, t_pot), its others (v_dep, t_dep) (Querlioz et al. 2013),
 * as mapped by lib/device, and theta_j rises by theta_plus. theta decays with tau_theta from the
 * start of a packet that is learnt from to the start of the next packet, and is held otherwise.
 * Pulse widths anneal linearly from 1 to `anneal` over the training packets, in steps of 0.5 %.
 *
 * That is rule = "pulses". With rule = "triplet" each spike of an input or a neuron changes
 * synapses by the triplet rule of lib/plasticity/rule.h (pairs, with a3 = 0), whose traces decay in
 * closed form; with rule = "reward" those changes are not made but kept as what a synapse is
 * eligible for, which decays with tau_e, and a reward R at time t makes R times what is left of it
 * then (Izhikevich, Cereb. Cortex 17:2443, 2007; Fremaux and Gerstner, Front. Neural Circuits 9:85,
 * 2016). A change of 1 is a pulse (v_pot, t_pot), of -1 (v_dep, t_dep), of c one of |c| times the
 * width, as exact as ns_flow. At one moment an input spike first brings its charge, then changes
 * its synapses; then neurons fire; then rewards act. Spikes of packets that are not learnt from
 * leave no traces.
 *
 * With rule = "overlap" the synapses see, instead of those pulses, the difference of two spikes
 * with a shape, the neuron's (times `back`) less the input's, as two neurons at device level put it
 * across a memristor between them (lib/plasticity/overlap.h): all input spikes and all spikes of
 * the neuron, also those that come on another's tail; a spike before the last one's end begins the
 * shape anew. The spike that makes a neuron fire brings its charge evenly over t_fire, and the
 * neuron's spike begins, for its synapses, when that suffices (0: at the same moment, so that the
 * pair does not count). Learning that ends lets the spikes under way come to their end at once.
 *
 * With delays (`delays`, or drawn between delay_min and delay_max) each synapse has its own. At an
 * axon a spike is at the synapse that much later: it brings its charge then, and learning takes it
 * to have come then. At a dendrite a spike is at the synapse at once, what the synapse then lets
 * through reaches the membrane later, and the neuron's own spike reaches the synapse later by the
 * same time: learning takes the neuron to have fired then. All happens in the order of those times,
 * which are not rounded to anything. At one moment: inputs; all that arrives, by input and neuron;
 * then whoever is above threshold fires, once; then what comes back, by input and neuron; then
 * rewards. With v_stoch the neurons that something arrives at draw. What is under way at the end of
 * a packet and its `rest` goes on in the next one, which must not begin later; what comes back in a
 * packet that is not learnt from changes nothing.
 *
 * What is said of lateral action so far is lateral = "wta". With "none" neurons are on their own:
 * all that are above threshold fire, each returns to 0 and is refractory, t_inh has no meaning.
 * With a matrix, moreover, each spike adds its row of the matrix (V, negative inhibits) to the
 * membranes of those that integrate and have not fired at this moment, at once; who is above
 * threshold then fires as well. The order is always that of the largest excess over threshold (of
 * equals the first); a neuron fires at most once for an input spike.
 *
 * With v_stoch > 0 a neuron is a memristor that switches by chance: when an input spike comes, one
 * that integrates fires with probability 1 - 2^-exp((v - v_th - theta) / v_stoch), a half at the
 * threshold; the rest is as above, in order of chance over draw. That is a device of switching time
 * tau0 exp(-v / v_stoch) (Jo, Kim, Lu, Nano Lett. 9:496, 2009; Gaba et al., Nanoscale 5:5872, 2013)
 * which sees the membrane for t_w with each input spike, and v_th = v_stoch ln(tau0 ln 2 / t_w).
 *
 * Energy. An input spike reads all synapses of its row, those of silenced neurons too: v_read times
 * the charge of each, and of the dummy's device with `reference`. A programming pulse takes the
 * integral of v i along the device's flow (lib/device/pulse.h), overlapping spikes that along their
 * waveform, counted when the synapse's next spike comes. A neuron's spike takes e_spike:
 * what its circuit takes, as that of a neuron at device level says (what charges a membrane comes
 * from an ideal mirror and is not counted, as there).
 *
 * The device's text may also say what makes it imperfect (lib/device/cell.h, ns_cell_parse): then
 * each synapse is a cell of its own, drawn from seed, instance, input and neuron; its pulses follow
 * its own equation, traps are looked up at the time of each read, and retention acts between
 * packets (layer_cells.c).
 *
 * Reading leaves states as they are; a device of which that is not true is refused. Simulators may
 * take packets back: see ns_layer_rewind. */
#ifndef NGSPIKE_LAYER_H
#define NGSPIKE_LAYER_H

#include "packet.h"
#include "spike_layer_params.h" /* generated from codemodels/spike_layer/ifspec.ifs */

typedef struct ns_layer ns_layer;

/* What a layer has dissipated since it was made. */
typedef struct {
    double read, write, fire;      /* J: by reading pulses, by programming pulses, by neurons */
    uint64_t reads, writes, fired; /* synapses read, programmed, spikes */
    uint64_t images;               /* packets with a label */
} ns_layer_energy;

/* Checks parameters, parses the device, tabulates its pulses, draws or loads the initial states,
 * writes save_start. `instance` keys the randomness. NULL on failure. */
ns_layer *ns_layer_new(const spike_layer_params *p, const char *instance, ns_error *e);
void ns_layer_free(ns_layer *l);

/* Takes one packet, fills the packet of output spikes (same t0, width (with delays, and `rest`),
 * tag, seq; n_addr = n). Refuses an address out of range, and spikes that are not in order of time,
 * within the packet or after those of earlier packets; the layer is then as it was. The version
 * grows by one. */
bool ns_layer_run(ns_layer *l, const ns_packet *in, ns_packet *out, ns_error *e);

/* Takes a packet of rewards (rule = "reward"): each acts before the first later input spike does.
 * Refuses an address out of range, and a reward before an input spike already taken. The version
 * grows by one. */
bool ns_layer_reward(ns_layer *l, const ns_packet *in, ns_error *e);
/* No more packets will come: rewards that wait for a later spike act, overlapping spikes end. */
bool ns_layer_finish(ns_layer *l, ns_error *e);

uint64_t ns_layer_version(const ns_layer *l);
/* Takes back everything after `version`, to the bit, from an undo log of at most 64 MiB; fails
 * (saying what to do) when that version is no longer in it. */
bool ns_layer_rewind(ns_layer *l, uint64_t version, ns_error *e);
/* Promise that no version before this one will be asked for again: frees its part of the log. */
void ns_layer_settle(ns_layer *l, uint64_t version);

/* Writes save and theta_save, whichever are set. */
bool ns_layer_save(const ns_layer *l, ns_error *e);

double ns_layer_spikes(const ns_layer *l); /* fired so far */
/* Mean of the neurons' rates in the last packet, 1/s. */
double ns_layer_rate(const ns_layer *l);
ns_layer_energy ns_layer_dissipated(const ns_layer *l);
/* Largest error of the pulse tables so far, in state units. */
double ns_layer_table_error(const ns_layer *l);
void ns_layer_conductances(const ns_layer *l, float *g); /* inputs x n, S */

#endif
