/* What the event-driven models have in common.
 *
 * The host calls an instance whenever an input packet may have changed, several times at one moment
 * while events settle, and again from an earlier moment when it takes a step back. What an instance
 * knows is therefore a function of the state that the host keeps for it (and takes back with the
 * step): the last packet it took and the version of its object. */
#ifndef NGSPIKE_SPIKE_EVENT_H
#define NGSPIKE_SPIKE_EVENT_H

#include <stdbool.h>
#include <stdint.h>

#include "network/packet.h"

typedef struct {
    uint64_t seq;     /* of the last packet taken, 0: none */
    double t0;        /* its window */
    uint64_t version; /* of the object after it */
} packet_state;

/* A packet that this instance has not taken yet. */
static inline bool is_new_packet(const packet_state *last, const ns_packet *p)
{
    return p->seq && (p->seq != last->seq || p->t0 < last->t0 || last->t0 < p->t0);
}

/* Analog time points of an analysis until t_stop that are closer than this (s) the host does not
 * tell apart: 1e-10 of its largest step, which is a fiftieth of the analysis or less. */
static inline double time_resolution(double t_stop)
{
    return 2e-12 * t_stop;
}

/* Delay of a packet after its cause: ngspice wants a positive one, large enough to change the time
 * it is added to. */
static inline double packet_delay(double width, double time)
{
    double least = time * 1e-12;
    return width * 1e-6 > least ? width * 1e-6 : least;
}

#endif
