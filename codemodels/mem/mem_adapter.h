/* The body of every mem_* code model: between ngspice and a family of lib/device. */
#ifndef NGSPIKE_MEM_ADAPTER_H
#define NGSPIKE_MEM_ADAPTER_H

#include "cm.h"
#include "device/device.h"

/* One call of the code model that gen_mem printed for device d; `model_name` is a literal.
 *
 * The state is solved here, not by the host: trapezoidal, to round-off, in memory that the host
 * takes back with a rejected step; the current's partial is the total derivative along that
 * solution. The state does not move in .op, .dc and .ac, where it is the initial one; .ac sees the
 * linearised state equation about it. Parameters are read at the start of each analysis. */
void mem_adapter(Mif_Private_t *m, const ns_device *d, const char *model_name);

#endif
