/* Spikes to waveforms (spike_to_v): each spike of a chosen address begins a pulse of straight lines
 * at its output,
 *
 *   v_pulse       ______
 *                /      \
 *               /        \
 *   v_rest  ___/          \         ______
 *                          |   __---
 *   v_tail                 |---
 *              ^ spike + latency
 *
 * over rise, width, fall and t_tail seconds. Pulses of one output that overlap add up, or the later
 * one takes over: its rising edge begins at the level that the earlier one has reached. */
#ifndef NGSPIKE_PULSE_TRAIN_H
#define NGSPIKE_PULSE_TRAIN_H

#include "packet.h"
#include "spike_to_v_params.h" /* generated from codemodels/spike_to_v/ifspec.ifs */

typedef struct ns_train ns_train;

/* Checks the parameters; addr, if given, has `outputs` elements. NULL on failure. Keeps nothing of
 * p. */
ns_train *ns_train_new(const spike_to_v_params *p, int outputs, ns_error *e);
void ns_train_free(ns_train *tr);

/* Takes the pulses of a packet that is delivered at time `now` (s); the version grows by one.
 * Refuses spikes whose pulse would begin before `now` (the message says which latency it takes),
 * spikes earlier than those of earlier packets, and packets that cannot have an address that an
 * output waits for. On failure the train is as it was. */
bool ns_train_add(ns_train *tr, const ns_packet *in, double now, ns_error *e);
uint64_t ns_train_version(const ns_train *tr); /* 0 at first */
/* Takes back all packets after `version`. */
bool ns_train_rewind(ns_train *tr, uint64_t version, ns_error *e);
/* Promise that no time before t and no version that lacks the pulses begun before it will be asked
 * for: pulses that ended before t are forgotten. */
void ns_train_settle(ns_train *tr, double t);

/* v[0 .. outputs - 1] at time t (V). */
void ns_train_values(const ns_train *tr, double t, double *v);
/* The first corner of any waveform later than t (s); infinity: none. */
double ns_train_corner(const ns_train *tr, double t);
double ns_train_count(const ns_train *tr); /* pulses taken so far */

#endif
