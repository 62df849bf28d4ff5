/* The value of a `spike` node: a packet that belongs to this library, not to the host.
 *
 * ngspice frees the values of its nodes without a word to the type that made them (39.3 never calls
 * `dismantle`), so a value holds only a reference. The packets are kept in a list here, and freed
 * when the last instance that deals in packets is destroyed; a reference from before is then seen
 * to be old, by its generation, and gets an empty packet. */
#ifndef NGSPIKE_SPIKE_VALUE_H
#define NGSPIKE_SPIKE_VALUE_H

#include "network/packet.h"

/* malloc'ed value for the host, or NULL. */
void *spike_value_new(void);
/* Frees the packet; the host frees the value itself. */
void spike_value_drop(void *value);
/* The packet of a value; never NULL (out of memory: an empty packet, after a fault). */
ns_packet *spike_packet(void *value);

/* An instance begins (1) or ceases (-1) to deal in packets. */
void spike_users(int change);

#endif
