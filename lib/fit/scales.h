/* What sizes the data suggest for a parameter of some unit: voltages of the order of the sweep's,
 * resistances between those measured, rates that move the state within the time of the data. */
#ifndef NGSPIKE_FIT_SCALES_H
#define NGSPIKE_FIT_SCALES_H

#include "data.h"

typedef struct {
    double v, i, t;      /* largest voltage (V), current (A); duration of the data (s) */
    double r_min, r_max; /* ohm, where there is signal */
} ns_fit_scales;

ns_fit_scales ns_fit_scales_of(const ns_fit_data *data, size_t n_data);

/* Range in which a parameter of this unit is likely, and the one beyond which it is not looked for;
 * false: the unit says nothing. */
bool ns_fit_scales_range(const ns_fit_scales *s, const char *unit, double likely[2],
                         double most[2]);

#endif
