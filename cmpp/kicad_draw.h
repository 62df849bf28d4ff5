/* What symbols for KiCad are written with: fields, texts, pins, and lines of a drawing for Xschem.
 * Places are in units of Xschem's, y downwards; a text of its size 0.2 is 1.27 mm high. */
#ifndef CMPP_KICAD_DRAW_H
#define CMPP_KICAD_DRAW_H

#include <stdbool.h>

#include "diag.h"
#include "text.h"

/* The fields of a symbol are numbered; starts with n 0. */
struct kicad_fields {
    struct text *out;
    int n;
};

/* The line that begins a symbol. */
void kicad_symbol(struct text *out, const char *name);

/* A field of the instance. */
void kicad_property(struct kicad_fields *f, const char *name, const char *value, int x, int y,
                    bool hidden);

/* The field Sim.Pins: n pins are the nodes of the subcircuit in its order. */
void kicad_sim_pins(struct kicad_fields *f, size_t n);

/* A text of the drawing; justify: "left top" or "right top". */
void kicad_text(struct text *out, const char *s, double x, double y, double size,
                const char *justify);

/* Lines of a drawing for Xschem (L, B, A, P, T; upright texts), which are cut up. An error for one
 * that cannot be drawn; `name` is for messages. */
void kicad_figure(struct text *out, char *lines, const char *name, struct diag *diag);

/* A pin; the drawing reaches to it: it has no length, and its name is not shown. */
void kicad_pin(struct text *out, const char *type, const char *name, size_t number, double x,
               double y);

#endif
