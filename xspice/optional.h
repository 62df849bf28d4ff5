/* Functions of cm_optional.h that the host may lack. */
#ifndef NGSPIKE_OPTIONAL_H
#define NGSPIKE_OPTIONAL_H

#include "layout.h"

/* Whether the library's code has a call of the function. */
bool cm_library_uses(enum cm_optional function);

/* Prints a warning for each function that the library uses and this host lacks. */
void cm_warn_of_missing(const char *version, const cm_layout *layout);

#endif
