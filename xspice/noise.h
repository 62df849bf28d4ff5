/* Noise of code models. */
#ifndef NGSPIKE_NOISE_H
#define NGSPIKE_NOISE_H

#include "host_types.h"

/* At load: finds out whether and where this host has MIFnoise. host is an address in its code.
 * Prints a warning if that cannot be told and a model of the library has noise. */
void cm_noise_start(const void *host, const char *version, const cm_layout *layout);

/* A new analysis is being set up. */
void cm_noise_new_run(void);

/* DEVnoise of the model's device. */
host_function cm_noise_function(const cm_model *model);

/* Operations and modes of DEVnoise: the first call of an analysis has these. */
enum { CM_NOISE_OPEN = 1, CM_NOISE_DENS = 1 };

#endif
