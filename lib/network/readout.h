/* Labels neurons by their responses in packets of phase label, then classifies packets of phase test.
 *
 * Each neuron carries a vector of mean responses per class; a test packet's class is the one with the largest sum over
 * the neurons of (spikes x normalised response). Ties go to the lower class; a packet without a spike is counted wrong. */
#ifndef NGSPIKE_READOUT_H
#define NGSPIKE_READOUT_H

#include "packet.h"

typedef struct ns_readout ns_readout;

ns_readout *ns_readout_new(ns_error *e);
void ns_readout_free(ns_readout *r);

bool ns_readout_add(ns_readout *r, const ns_packet *p, ns_error *e); /* version grows by one */
uint64_t ns_readout_version(const ns_readout *r);
bool ns_readout_rewind(ns_readout *r, uint64_t version, ns_error *e);
void ns_readout_settle(ns_readout *r, uint64_t version);

double ns_readout_accuracy(const ns_readout *r); /* 0..1; 0 before the first test packet */
uint64_t ns_readout_tested(const ns_readout *r);
bool ns_readout_complete(const ns_readout *r); /* all test packets that the tag announced have come */

/* {"accuracy":…, "tested":…, "complete":…, "silent":…, "classes":…, "confusion":[[…]], "neuron_class":[…],
 * "class_responses":…, "spikes_per_packet":…} with the binomial standard error of the accuracy. */
bool ns_readout_write_json(const ns_readout *r, const char *path, ns_error *e);
bool ns_readout_write_csv(const ns_readout *r, const char *path, ns_error *e); /* rows true class, columns predicted */

#endif
