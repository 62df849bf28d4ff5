/* What the glue reads of the host's circuit (CKTcircuit). */
#ifndef NGSPIKE_CIRCUIT_H
#define NGSPIKE_CIRCUIT_H

#include "layout.h"

/* To be called from DEVsetup with what it is given: finds out where this host's circuit has what.
 */
void cm_circuit_setup(const cm_layout *layout, const void *ckt, const int *states);

/* To be called when DEVload begins, and with NULL when it has ended. */
void cm_circuit_load(const void *ckt);

/* CKTmode. */
long cm_circuit_mode(const void *ckt);

#endif
