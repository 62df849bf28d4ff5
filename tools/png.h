/* PNG pictures in memory (ISO/IEC 15948): 8 bit RGB, deflated by zlib. */
#ifndef NGSPIKE_PNG_H
#define NGSPIKE_PNG_H

#include "colormap.h"
#include "text.h"

/* Appends "data:image/png;base64,..." of a picture, rows from the top. width and height from 1 to
 * 16384. */
void png_data_uri(text *t, const rgb *pixels, int width, int height);

#endif
