/* A packet of spikes: what a node of type `spike` carries.
 *
 * One packet holds all spikes of one time window [t0, t0 + width), sorted by time, as (offset,
 * address). It may be delivered before, within or after its window: the spikes' times are t0 +
 * offset, whatever the time of delivery. A packet from a data source also says what is being shown
 * (the tag), so that a read-out can score it. */
#ifndef NGSPIKE_PACKET_H
#define NGSPIKE_PACKET_H

#include <stdint.h>

#include "../error.h"

typedef enum { NS_PHASE_RUN, NS_PHASE_TRAIN, NS_PHASE_LABEL, NS_PHASE_TEST } ns_phase;

/* "run", "train", "label", "test". */
const char *ns_phase_name(ns_phase phase);
/* false: no phase has that name. */
bool ns_phase_parse(const char *name, ns_phase *phase);

typedef struct {
    int32_t label; /* class shown, -1: none */
    int32_t n_classes;
    uint32_t index; /* how-many-th packet of its phase, from 0 */
    uint32_t count; /* packets that the phase will have, 0: unknown */
    ns_phase phase;
} ns_tag;

typedef struct {
    uint64_t seq; /* 0: nothing sent yet; grows with every packet of a node's driver, so that two
                     packets differ */
    double t0, width; /* s */
    uint32_t n_addr;  /* addresses are 0 .. n_addr - 1 */
    uint32_t n, cap;
    double *t;      /* n offsets from t0 (s), ascending */
    uint32_t *addr; /* n addresses */
    ns_tag tag;
} ns_packet;

/* An empty packet has no spikes, seq, t0, width and n_addr 0, no label, phase run. */
void ns_packet_init(ns_packet *p);  /* an empty packet, no memory */
void ns_packet_clear(ns_packet *p); /* empty, memory kept */
void ns_packet_free(ns_packet *p);  /* empty, no memory */
/* Room for n spikes in all. false: out of memory, packet unchanged. */
bool ns_packet_reserve(ns_packet *p, uint32_t n);
/* Appends a spike. false, packet unchanged: out of memory, or t is before the last one or NaN. */
bool ns_packet_push(ns_packet *p, double t, uint32_t addr);
/* false: out of memory, `to` unchanged. */
bool ns_packet_copy(ns_packet *to, const ns_packet *from);
/* Which of a node's drivers counts: *which is the first of the *sharing ones with the latest window
 * (n and 0 if none has sent anything). Drivers take turns, or send the same window: fails if the
 * windows of two overlap without beginning together, which would hide part of one, or if two show
 * images of different label or phase at once. */
bool ns_packet_current(const ns_packet *const *from, int n, int *which, int *sharing, ns_error *e);
/* What several drivers of one node add up to: the packet(s) with the latest t0; those that share it
 * are merged in time order (ties: lower address first). Packets with seq 0 do not count. The result
 * has the largest width and n_addr of those merged, the tag of the first that has a label (else of
 * the first), and as seq the sum of all drivers', which grows with every packet of any of them.
 * `to` must not be one of `from`. false: out of memory, `to` unspecified but valid. */
bool ns_packet_resolve(ns_packet *to, const ns_packet *const *from, int n);

#endif
