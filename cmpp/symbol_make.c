/* From a model to its symbol, for all the editors. */
#include "symbol_shape.h"

bool symbol_make(struct symbol_layout *l, struct symbol_options *o, const char *shapes,
                 const char *drawing, const struct ifspec *s, struct arena *arena,
                 struct diag *diag)
{
    int errors = diag->errors;
    if (shapes) {
        struct symbol_shape *shape = arena_alloc(arena, sizeof *shape);
        if (symbol_shape_read(shape, shapes, drawing, s, o, arena, diag))
            symbol_shape_ports(shape, s, o);
    }
    symbol_check(o, s, diag);
    if (diag->errors != errors)
        return false;
    symbol_layout_make(l, s, o, arena);
    if (o->shape)
        symbol_shape_place(o->shape, l, diag);
    return diag->errors == errors;
}
