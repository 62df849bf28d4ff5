/* The spikes of a node as a CSV file with the columns time (s), address, label (-1: none), phase.
 */
#ifndef NGSPIKE_RECORD_H
#define NGSPIKE_RECORD_H

#include "packet.h"
#include "spike_record_params.h" /* generated from codemodels/spike_record/ifspec.ifs */

typedef struct ns_record ns_record;

/* Checks the parameters and that the file can be written. NULL on failure. Keeps nothing of p. */
ns_record *ns_record_new(const spike_record_params *p, ns_error *e);
void ns_record_free(ns_record *r); /* NULL is allowed */
/* Takes the packet's spikes with t_start <= time < t_stop; version grows by one. On failure
 * (memory) the record is as before. */
bool ns_record_add(ns_record *r, const ns_packet *p, ns_error *e);
uint64_t ns_record_version(const ns_record *r); /* 0 at first */
/* Takes back everything after `version`, any version from 0 to the present one. */
bool ns_record_rewind(ns_record *r, uint64_t version, ns_error *e);
/* Writes the file, in order of arrival. Its last line is a comment if there were more spikes than
 * max_spikes. */
bool ns_record_write(const ns_record *r, ns_error *e);
double ns_record_count(const ns_record *r); /* spikes held */

#endif
