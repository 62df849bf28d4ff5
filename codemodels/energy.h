/* The account book of energy: what each instance has dissipated in the running transient analysis,
 * for the probe, the summary at its end, and a program that hosts the library (status.h).
 *
 * A model opens an account while CM_INIT, notes in every call what is known by then, and closes the
 * account in its DESTROY callback. What was noted last counts as soon as the time point is
 * accepted. */
#ifndef NGSPIKE_ENERGY_H
#define NGSPIKE_ENERGY_H

#include <stdbool.h>
#include <stddef.h>

#include "cm.h"

typedef struct energy_account energy_account;

/* Energies in J since the start of the analysis; spikes (of a neuron) so far. */
typedef struct {
    double dissipated, supplied, spikes;
} energy_amount;

/* `model` is a literal ("neuron_lif"). Ports, by their index, -1 for none: `spikes_at` is where a
 * neuron drives spikes to, `terminals` what a synapse lies between. NULL: out of memory, or the
 * host does not tell instances' names; noting and closing NULL does nothing. */
energy_account *energy_open(Mif_Private_t *m, const char *model, int spikes_at, int terminals);
void energy_note(energy_account *a, const energy_amount *now);
void energy_close(energy_account *a);

/* Sum of what was noted last by the instances whose name or model matches the pattern (*, ?, as a
 * shell's), accepted or not. */
energy_amount energy_sum(const char *pattern);

/* Has the summary printed when the analysis reaches `stop` (s), with a line for each instance or
 * not; to be called in every load, at `time`. */
void energy_report_at(double time, double stop, bool instances);

#endif
