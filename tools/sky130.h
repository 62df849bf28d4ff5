/* Where a deck's SKY130 transistors come from: SkyWater's models under $PDK_ROOT, or ngspike's
 * embedded cards. Both are a library file of the same name with the same sections and
 * subcircuits, so that only the folder differs. */
#ifndef NGSPIKE_SKY130_H
#define NGSPIKE_SKY130_H

#include <stdbool.h>

#include "error.h"

#define SKY130_LIBRARY "sky130.lib.spice"

typedef struct {
    char *folder[3]; /* of the library, of the cells, NULL */
    bool pdk;        /* SkyWater's own models */
} sky130_path;

/* `which`: "pdk" (fails if $PDK_ROOT has none), "embedded", a folder that holds the library, or
 * NULL: the PDK if there is one. $PDK names the variant (default sky130A). The cells and cards are
 * those of $NGSPIKE_CELLS, else beside the program's sources, else the installed ones. */
bool sky130_find(sky130_path *p, const char *which, ns_error *e);
const char *const *sky130_folders(const sky130_path *p);
void sky130_free(sky130_path *p);

#endif
