/* Recorded events as packets (spike_file), without a simulator. */
#ifndef NGSPIKE_PLAYBACK_H
#define NGSPIKE_PLAYBACK_H

#include "packet.h"
#include "spike_file_params.h" /* generated from codemodels/spike_file/ifspec.ifs */

typedef struct ns_playback ns_playback;

/* Reads the file (lib/data/events.h) and the map, checks the parameters. NULL on failure. Keeps
 * nothing of p. */
ns_playback *ns_playback_new(const spike_file_params *p, ns_error *e);
void ns_playback_free(ns_playback *s);
/* Packets: windows up to the last event (or `length`), empty ones too, times `repeat`. */
uint64_t ns_playback_total(const ns_playback *s);
double ns_playback_time(const ns_playback *s,
                        uint64_t k); /* start of the k-th (from 0) window, s */
/* Fills the k-th packet (seq = k + 1). A function of k alone: may be asked in any order. */
bool ns_playback_packet(const ns_playback *s, uint64_t k, ns_packet *out, ns_error *e);

#endif
