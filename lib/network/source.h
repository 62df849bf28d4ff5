/* What spike_images shows when: the schedule of a data source, without a simulator. */
#ifndef NGSPIKE_SOURCE_H
#define NGSPIKE_SOURCE_H

#include "../data/idx.h"
#include "encode.h"
#include "spike_images_params.h" /* generated from codemodels/spike_images/ifspec.ifs */

typedef struct ns_source ns_source;

/* Opens the data (folders: those of the colon-separated $NGSPIKE_DATA, then
 * /usr/share/datasets/fashion-mnist), checks the parameters, also against the data. `instance` keys
 * the randomness. NULL on failure. Keeps nothing of p. */
ns_source *ns_source_new(const spike_images_params *p, const char *instance, ns_error *e);
void ns_source_free(ns_source *s); /* NULL is allowed */

uint64_t ns_source_total(const ns_source *s);          /* packets it will send: count x repeat */
double ns_source_time(const ns_source *s, uint64_t k); /* start of the k-th (from 0) window, s */
/* Which item of the file the k-th window shows. */
uint32_t ns_source_item(const ns_source *s, uint64_t k);
/* Fills the k-th packet (seq = k + 1, tag and all). A function of k alone: may be asked in any
 * order, any number of times. Refuses k >= total. */
bool ns_source_packet(const ns_source *s, uint64_t k, ns_packet *out, ns_error *e);

#endif
