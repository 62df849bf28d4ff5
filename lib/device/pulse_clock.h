/* Trajectories of a device at one constant voltage, and the time at which they pass the points of a
 * grid: what pulse tables are made of, and what serves pulses of any width. Shared by pulse*.c. */
#ifndef NGSPIKE_PULSE_CLOCK_H
#define NGSPIKE_PULSE_CLOCK_H

#include "device.h"

struct ns_clock;

/* For pulses of v volts and up to `longest` seconds on a grid of 2 n intervals. The device must
 * outlive it. */
struct ns_clock *ns_clock_new(const ns_device_inst *d, double v, double longest, int n,
                              ns_error *e);
void ns_clock_free(struct ns_clock *c);
double ns_clock_longest(const struct ns_clock *c); /* s */

/* States after a pulse of `width` <= longest from each of the 2 n + 1 points. */
void ns_clock_map(const struct ns_clock *c, double width, double *x);
/* Energy of a pulse of `width` <= longest from point i, J. */
double ns_clock_energy(const struct ns_clock *c, int i, double width);
/* State after a pulse of any width from any state; *energy (J), unless NULL, is what it dissipates.
 * As exact as ns_flow (1e-10). */
double ns_clock_after(const struct ns_clock *c, double x, double width, double *energy);

#endif
