/* Which ngspice has loaded the library: what the ngspice executable or libngspice whose code
 * contains an address says about itself. */
#ifndef NGSPIKE_HOST_H
#define NGSPIKE_HOST_H

#include "host_types.h"

/* Writes its version string ("44.2"), cut to size - 1 characters; "" if that module is no ngspice.
 */
void cm_find_host_version(const void *address, char *version, size_t size);

/* Whether it has a simulator option (.option) of this name: 1 or 0; -1 if that cannot be told. */
int cm_host_option(const void *address, const char *name);

/* Whether this slot of its data contains the address of a function of its own. */
bool cm_host_function(const void *address, const host_function *slot);

#endif
