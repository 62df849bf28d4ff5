/* Units of measure as people write them: V, 1/s, A/V^2, m^2/(V s), kohm, degrees C, volts per
 * second. */
#ifndef CMPP_UNIT_H
#define CMPP_UNIT_H

#include <stdbool.h>
#include <stddef.h>

/* Nothing longer is a unit. */
enum { LONGEST_UNIT = 60 };

/* Whether these n bytes are a unit; "1" is that of a pure number. */
bool unit_valid(const char *s, size_t n);

#endif
