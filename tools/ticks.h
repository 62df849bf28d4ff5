/* Axis ticks at round numbers, and quantities with SI prefixes. */
#ifndef NGSPIKE_TICKS_H
#define NGSPIKE_TICKS_H

#include <stddef.h>

enum { MAX_TICKS = 16 };

typedef struct {
    double at[MAX_TICKS];
    int n, decimals; /* decimals that all labels need */
} ticks;

/* About `wanted` (2 to 10) multiples of 1, 2 or 5 times a power of ten within [min, max]; none if
 * the range is empty or not finite. */
ticks ticks_linear(double min, double max, int wanted);
/* Powers of ten within [min, max], both > 0. */
ticks ticks_log(double min, double max);

typedef struct {
    double factor;      /* multiply by it */
    const char *prefix; /* "n", "µ", ..., "" (UTF-8) */
} si_scale;

/* The prefix that makes numbers up to `max` readable (1 to 999). */
si_scale si_for(double max);
/* "3.28 µS": three significant digits. */
void si_format(char *out, size_t size, double value, const char *unit);

#endif
