/* Steps that end where a code model asks for it; used by the glue's device functions. */
#ifndef NGSPIKE_LAND_H
#define NGSPIKE_LAND_H

#include "host_types.h"

/* Before and after all instances of a device type, which the host knows by the first of its models,
 * have been called. */
void cm_land_load(void);
void cm_land_loaded(const void *model);

/* The largest step (s) that their requests allow to be taken in place of the one that has been
 * computed; INFINITY: that one is right. */
double cm_land_step(const void *model);

#endif
