/* Joins the packets of several sources (spike_join): each source's addresses are moved by an
 * offset, its spikes by a delay, and cut into windows [t_start + k window, + window) anew.
 *
 * What an input does is known up to the end of its last packet (and the silence `rest` after it).
 * A window can be made when every input, delayed, is known to its end. So a source may be late
 * against the others, and a layer may feed back to its own input if the delay of that input is at
 * least a window: then it is known in time. */
#ifndef NGSPIKE_JOIN_H
#define NGSPIKE_JOIN_H

#include "packet.h"
#include "spike_join_params.h" /* generated from codemodels/spike_join/ifspec.ifs */

typedef struct ns_join ns_join;

/* Checks the parameters; vectors, if given, have `inputs` elements. NULL on failure. Keeps nothing
 * of p. */
ns_join *ns_join_new(const spike_join_params *p, int inputs, ns_error *e);
void ns_join_free(ns_join *j);

/* Takes a packet of an input. Refuses one that begins before what was known of the input. */
bool ns_join_take(ns_join *j, int input, const ns_packet *in, ns_error *e);
/* Whether the next window, or the one `ahead` after it, can be made. */
bool ns_join_ready(const ns_join *j, unsigned ahead);
/* Makes the next window's packet: spikes in order of time, then address; the tag is that of the
 * first input's packet that begins in the window; seq counts from 1. */
bool ns_join_make(ns_join *j, ns_packet *out, ns_error *e);

/* Taking and making each raise the version by one. All after `version` is taken back; fails for one
 * more than some hundred steps ago. */
uint64_t ns_join_version(const ns_join *j);
bool ns_join_rewind(ns_join *j, uint64_t version, ns_error *e);

#endif
