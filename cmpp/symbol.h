/* The symbol of a model for the schematic editor Xschem: its pins and how it is netted. */
#ifndef CMPP_SYMBOL_H
#define CMPP_SYMBOL_H

#include "ifspec.h"

/* Where the .model card of an instance comes from; an A line takes no parameters. */
enum symbol_card {
    SYMBOL_CARD_OWN,   /* each instance brings its own, named after it */
    SYMBOL_CARD_NAMED, /* the attribute `model` names one that is elsewhere */
    SYMBOL_CARD_ONLY   /* the symbol is such a card, without pins */
};

/* What a port looks like in this symbol. */
struct symbol_port {
    int size;       /* elements that have pins, of a vector */
    bool null;      /* not connected: no pins, and null on the A line */
    bool attribute; /* no pin: an attribute names its net, null unless it is given */
};

struct symbol_shape;

struct symbol_options {
    enum symbol_card card;
    struct symbol_port *ports;        /* as many as the model has */
    const struct symbol_shape *shape; /* NULL: a skeleton to draw on */
};

/* The defaults: every port is there; a vector has as many elements as it must have, or two. */
void symbol_options_init(struct symbol_options *o, const struct ifspec *s, struct arena *arena);

/* Options of the command line: "PORT=N" sets the size of a vector port, "PORT" leaves one out.
 * An error where the model does not allow it. */
void symbol_set_size(struct symbol_options *o, const struct ifspec *s, const char *option,
                     struct diag *diag);
void symbol_set_null(struct symbol_options *o, const struct ifspec *s, const char *option,
                     struct diag *diag);

/* An error if the A line would be too long. */
void symbol_check(const struct symbol_options *o, const struct ifspec *s, struct diag *diag);

/* ---- the drawing ---- */

enum symbol_side { SYMBOL_LEFT, SYMBOL_RIGHT, SYMBOL_TOP, SYMBOL_BOTTOM };

enum {
    SYMBOL_GRID = 20,
    SYMBOL_CHARACTER = 7, /* width of a letter at text size 0.2 */
    SYMBOL_LINE = 15      /* from one line of such text to the next */
};

struct symbol_pin {
    const char *name;
    const struct ifs_port *port;
    enum symbol_side side;
    int x, y;
};

/* A box around the origin with pins outside of it; y grows downwards. */
struct symbol_layout {
    struct symbol_pin *pins; /* in the order of the A line */
    size_t n;
    int half_width, top, bottom;
};

/* Inputs are on the left, outputs on the right; a single branch between two nodes is drawn as a
 * resistor is, from top to bottom; several branches alternate between left and right. The current
 * of a named voltage source has no pin. */
void symbol_layout_make(struct symbol_layout *l, const struct ifspec *s,
                        const struct symbol_options *o, struct arena *arena);

/* The whole file, for Xschem 2.8.1 and 3. */
void emit_symbol(struct text *out, const struct ifspec *s, const struct symbol_options *o,
                 const struct symbol_layout *l);

/* One symbol of a library for KiCad, drawn as o->shape says; NULL: it is named as the model is.
 * Errors where KiCad cannot net it. */
void emit_kicad(struct text *out, const char *name, const struct ifspec *s,
                const struct symbol_options *o, const struct symbol_layout *l, struct diag *diag);

/* The same from a symbol of Xschem's that nets a subcircuit, which has the name of its file, or
 * `subcircuit` if it is not NULL; the symbol is called as the file is. */
void emit_kicad_cell(struct text *out, const char *subcircuit, const struct source *src,
                     struct arena *arena, struct diag *diag);

/* Around the symbols of a library for KiCad. */
void emit_kicad_begin(struct text *out);
void emit_kicad_end(struct text *out);

/* Where the instance's name and, below each other, the model and its values are written. */
struct symbol_places {
    int name_x, name_y, values_x, values_y;
};

/* The drawing of a shape without its pins and values, as lines of Xschem's. */
struct symbol_places symbol_figure(struct text *out, const struct symbol_options *o,
                                   const struct symbol_layout *l);

/* ---- its parts ---- */

/* How the symbol is netted, and what a new instance has. Xschem 2.8.1 reads it from the block G, 3
 * from the block K, where % begins a word of its own and is written twice. */
void symbol_block(struct text *out, const struct ifspec *s, const struct symbol_options *o,
                  const struct symbol_layout *l, char block);

/* Words of an A line that differ with who reads it. */
struct symbol_words {
    const char *name, *percent;
    const char *pin, *attribute; /* before the name of a pin, of a port without one */
};

/* The A line up to the model's name. */
void symbol_aline(struct text *out, const struct ifspec *s, const struct symbol_options *o,
                  const struct symbol_layout *l, const struct symbol_words *w);

/* The attribute that holds a parameter's value: its own name, unless that means something else to
 * Xschem or to the symbol. */
void symbol_attribute(struct text *out, const struct ifspec *s, const struct ifs_param *p);

/* The attribute that names the net of a port without a pin: the port's name, unless that is taken.
 */
void symbol_port_attribute(struct text *out, const struct ifspec *s, const struct ifs_port *p);

/* What a new instance has for a parameter on its .model card; false if it is not on the card:
 * optional ones without a default, and what cannot be written there. */
bool symbol_value(struct text *out, const struct symbol_options *o, const struct ifs_param *p);

#endif
