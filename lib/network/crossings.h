/* Waveforms to spikes (v_to_spike): when an input crosses the threshold in the chosen direction, a
 * spike. An input that has crossed is armed again once it has gone back by more than the
 * hysteresis. A crossing less than t_ref after the input's last spike, or before `delay`, makes no
 * spike; the input has to be armed again all the same. */
#ifndef NGSPIKE_CROSSINGS_H
#define NGSPIKE_CROSSINGS_H

#include "packet.h"
#include "v_to_spike_params.h" /* generated from codemodels/v_to_spike/ifspec.ifs */

/* An input at one time point: belongs to whoever keeps time points. */
typedef struct {
    double above; /* from the threshold, in the direction of the crossing, V */
    double last;  /* time of the last spike, s; -infinity: none */
    bool armed;
} ns_crossing;

typedef struct ns_crossings ns_crossings;

/* Checks the parameters; addr, if given, has `inputs` elements. NULL on failure. Keeps nothing of
 * p. */
ns_crossings *ns_crossings_new(const v_to_spike_params *p, int inputs, ns_error *e);
void ns_crossings_free(ns_crossings *c);

/* An input that has been at v (V) for ever: armed if it is on the near side of the threshold. */
void ns_crossing_start(const ns_crossings *c, double v, ns_crossing *now);
/* From `before` at t0 to v at t (s); fills `now`. Returns the time of the crossing, where the
 * straight line between the two points crosses, or NaN if there is none. *counts: it is a spike. */
double ns_crossing_step(const ns_crossings *c, const ns_crossing *before, double t0, double v,
                        double t, ns_crossing *now, bool *counts);

/* Keeps a spike of an input at time t (s); spikes of one step may come in any order. */
bool ns_crossings_add(ns_crossings *c, int input, double t, ns_error *e);
uint64_t ns_crossings_version(const ns_crossings *c); /* spikes so far */
/* Takes back spikes, to any version whose windows were not settled. */
bool ns_crossings_rewind(ns_crossings *c, uint64_t version, ns_error *e);

/* When the k-th window (from 0) is over at the inputs: window and latency have passed, s. */
double ns_crossings_due(const ns_crossings *c, uint64_t k);
/* Fills the packet of the k-th window (seq = k + 1) from the spikes kept, sorted. */
bool ns_crossings_packet(const ns_crossings *c, uint64_t k, ns_packet *out, ns_error *e);
/* Promise that windows before the k-th will not be asked for again: forgets their spikes. */
void ns_crossings_settle(ns_crossings *c, uint64_t k);

#endif
