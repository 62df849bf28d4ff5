/* Hand-drawn shapes of symbols: a folder of drawings and a list of which model has which. */
#ifndef CMPP_SYMBOL_SHAPE_H
#define CMPP_SYMBOL_SHAPE_H

#include "symbol.h"

struct symbol_shape_pin {
    const char *name; /* as the skeleton would call it */
    int x, y;
};

/* A parameter that is an attribute of its own. */
struct symbol_shown {
    const struct ifs_param *param;
    const char *value; /* of a new instance */
};

struct symbol_shape {
    const char *type; /* Xschem's attribute */
    struct symbol_shape_pin *pins;
    size_t n_pins;      /* 0: a box with the skeleton's pins */
    const char **lines; /* drawing, as Xschem has it in a file */
    size_t n_lines;
    int name_x, name_y, values_x, values_y; /* texts to the right of these places */
    struct symbol_shown *shown;
    size_t n_shown;
    const char *more; /* other parameters of a new instance, as on a .model card */
};

/* Reads the shape of a model from a folder: FOLDER/list has lines "PATTERN SHAPE PARAMETER...", of
 * which the first whose pattern (*, ?) fits the model's name counts; FOLDER/SHAPE.shape is the
 * drawing. Parameters after a ";" are the text of the attribute `more`. PARAMETER=VALUE gives a new
 * instance another value than the default; a parameter with ? behind it may be missing. Parameters
 * that must be given are added. `drawing` takes the place of SHAPE if it is not NULL. Everything
 * lives in the arena. False with errors. */
bool symbol_shape_read(struct symbol_shape *shape, const char *folder, const char *drawing,
                       const struct ifspec *s, const struct symbol_options *o, struct arena *arena,
                       struct diag *diag);

/* Ports that the shape leaves out are attributes, vectors have the size of the shape; call it
 * before the layout is made. */
void symbol_shape_ports(const struct symbol_shape *shape, const struct ifspec *s,
                        struct symbol_options *o);

/* Moves the pins of the layout to the places of the shape. Pins are exactly the shape's, or it is
 * an error. */
void symbol_shape_place(const struct symbol_shape *shape, struct symbol_layout *l,
                        struct diag *diag);

/* All of the above: the layout of a model, drawn as the folder `shapes` has it (NULL: a skeleton),
 * by the drawing of that name or, if that is NULL, the one that the list says.
 * The options start as symbol_options_init leaves them. False with errors. */
bool symbol_make(struct symbol_layout *l, struct symbol_options *o, const char *shapes,
                 const char *drawing, const struct ifspec *s, struct arena *arena,
                 struct diag *diag);

#endif
