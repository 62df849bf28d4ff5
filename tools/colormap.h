/* A colour map for quantities: lightness grows evenly from dark violet to light yellow, so that it
 * reads in grey as well. */
#ifndef NGSPIKE_COLORMAP_H
#define NGSPIKE_COLORMAP_H

#include <stdint.h>

typedef struct {
    uint8_t r, g, b;
} rgb;

/* Colour of x in 0..1 (clipped; NaN gives grey). */
rgb colormap(double x);

#endif
