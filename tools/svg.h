/* SVG drawings as text, and axes to draw data in. Lengths are in px, y grows downwards. Where no
 * colour is asked for, the current text colour is used, so that a drawing suits a light and a dark
 * page; alone it is black on white. */
#ifndef NGSPIKE_SVG_H
#define NGSPIKE_SVG_H

#include <stdbool.h>

#include "text.h"

typedef enum { ANCHOR_START, ANCHOR_MIDDLE, ANCHOR_END } anchor;

void svg_begin(text *t, double width, double height, const char *title);
void svg_end(text *t);
/* color may be NULL: text colour */
void svg_line(text *t, double x1, double y1, double x2, double y2, const char *color, double width,
              double opacity);
void svg_rect(text *t, double x, double y, double w, double h, const char *fill, double opacity);
void svg_frame(text *t, double x, double y, double w, double h, double opacity);
void svg_text(text *t, double x, double y, anchor a, double size, const char *color, const char *s);
void svg_text_up(text *t, double x, double y, double size,
                 const char *s); /* reads upwards, centred */
void svg_image(text *t, double x, double y, double w, double h, const char *data_uri);
/* A path: svg_path_begin, points, svg_path_end. fill NULL: none. */
void svg_path_begin(text *t);
void svg_path_point(text *t, double x, double y, bool move);
void svg_path_end(text *t, const char *stroke, double width, const char *fill, double opacity);

typedef struct {
    double x, y, w, h; /* the area of the data, px */
    double xmin, xmax, ymin, ymax;
    bool log_y;
} axes;

double axes_x(const axes *a, double v);
double axes_y(const axes *a, double v);
/* Frame, ticks, their labels times a factor, names with units. */
void axes_draw(text *t, const axes *a, double xfactor, const char *xname, double yfactor,
               const char *yname);

#endif
