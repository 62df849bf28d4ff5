/* Which ngspice has loaded the library. */
#ifndef NGSPIKE_HOST_H
#define NGSPIKE_HOST_H

#include <stddef.h>

/* Writes the version string ("44.2") of the ngspice executable or libngspice whose code contains
 * the address, cut to size - 1 characters; "" if that module is no ngspice. */
void cm_find_host_version(const void *address, char *version, size_t size);

#endif
