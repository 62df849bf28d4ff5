/* The value of a `spike` node: a reference to a packet that belongs to this library, not to the
 * host.
 *
 * A packet is written once, by the instance that sends it, and shared by all values that the host
 * copies it to; a packet without references is used again. ngspice frees the values of its nodes
 * without a word to the type that made them (39.3 never calls `dismantle`), so all packets are
 * freed when the last instance that deals in them is destroyed; a reference from before is then
 * seen to be old, by its generation, and refers to nothing. */
#ifndef NGSPIKE_SPIKE_VALUE_H
#define NGSPIKE_SPIKE_VALUE_H

#include "network/packet.h"

/* malloc'ed value for the host, referring to nothing; NULL: out of memory. */
void *spike_value_new(void);
void spike_value_clear(void *value);
void spike_value_share(void *to, const void *from);

/* The packet of a value, to be read; never NULL: a value that refers to nothing has an empty one
 * (seq 0). */
const ns_packet *spike_packet(const void *value);
/* A new empty packet for a value, to be written before the host is called again. */
ns_packet *spike_packet_begin(void *value, ns_error *e);

/* An instance begins (1) or ceases (-1) to deal in packets. */
void spike_users(int change);

#endif
