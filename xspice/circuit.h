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

/* The transient step that is being tried, and the least that the host tries before it says
 * "timestep too small" (CKTdelta, CKTdelmin), s. */
double cm_circuit_delta(const void *ckt);
double cm_circuit_least_delta(const void *ckt);

#endif
