/* Labels neurons by their responses in packets of phase label, then classifies packets of phase
 * test.
 *
 * A neuron's response to a class is the mean number of its spikes in the label packets of that
 * class. A test packet's class is the one with the largest sum, over the packet's spikes, of the
 * neuron's response to it divided by that neuron's responses to all classes. Ties go to the lower
 * class; a packet without a spike is counted wrong. Packets of other phases count as versions only.
 */
#ifndef NGSPIKE_READOUT_H
#define NGSPIKE_READOUT_H

#include "packet.h"

typedef struct ns_readout ns_readout;

ns_readout *ns_readout_new(ns_error *e);
void ns_readout_free(ns_readout *r);

/* Takes one packet; the version grows by one. Refuses one of phase label or test without a label,
 * one of phase test before any of phase label, and another number of neurons than before. */
bool ns_readout_add(ns_readout *r, const ns_packet *p, ns_error *e);
uint64_t ns_readout_version(const ns_readout *r);
/* Takes back everything after `version`, at most the last 4096 packets. */
bool ns_readout_rewind(ns_readout *r, uint64_t version, ns_error *e);
/* Promise that no version before this one will be asked for again. */
void ns_readout_settle(ns_readout *r, uint64_t version);

double ns_readout_accuracy(const ns_readout *r); /* 0..1; 0 before the first test packet */
uint64_t ns_readout_tested(const ns_readout *r);
bool ns_readout_complete(
    const ns_readout *r); /* all test packets that the tag announced have come */

/* {"accuracy":..., "accuracy_se": its binomial standard error, "tested":..., "complete":...,
 * "silent": test packets without a spike, "classes":..., "neurons":..., "spikes_per_packet": of
 * phases label and test, "confusion": rows true class, columns predicted, the silent left out,
 * "neuron_class": the class that each answers to most, -1 for none, "class_responses": a row of
 * responses per neuron}. */
bool ns_readout_write_json(const ns_readout *r, const char *path, ns_error *e);
/* The confusion matrix: rows true class, columns predicted, then silent; with a heading. */
bool ns_readout_write_csv(const ns_readout *r, const char *path, ns_error *e);

#endif
