/* Where the pins of a symbol are. */
#include "symbol.h"

#include <string.h>

#include "aline.h"
#include "names.h"

/* ---- which pins there are ---- */

static bool is_pair(const struct ifs_port *p)
{
    return aline_nodes(p->default_type.type) == 2;
}

/* The model's only branch between two nodes, or NULL. */
static const struct ifs_port *lone_branch(const struct ifspec *s, const struct symbol_options *o)
{
    const struct ifs_port *branch = NULL;
    for (size_t k = 0; k < s->n_ports; k++) {
        const struct ifs_port *p = &s->ports[k];
        if (o->ports[k].null || p->direction != IFS_INOUT || !is_pair(p))
            continue;
        if (branch || p->vector)
            return NULL;
        branch = p;
    }
    return branch;
}

static void add_pin(struct symbol_layout *l, struct arena *arena, struct symbol_pin pin,
                    const struct text *name)
{
    pin.name = arena_copy(arena, name->s, name->n);
    l->pins = arena_grow(arena, l->pins, l->n, sizeof pin);
    l->pins[l->n++] = pin;
}

/* The pins of one element: in, in_p and in_n, in0; the gap tells apart what would be the same. */
static void add_element(struct symbol_layout *l, struct arena *arena, struct symbol_pin pin,
                        int index, const char *gap)
{
    struct text name = {0};
    for (int node = 0; node < aline_nodes(pin.port->default_type.type); node++) {
        name.n = 0;
        text_puts(&name, pin.port->name.text);
        if (pin.port->vector)
            text_printf(&name, "%s%d", gap, index);
        if (is_pair(pin.port))
            text_printf(&name, "%s_%c", gap, "pn"[node]);
        if (pin.side == SYMBOL_TOP && !*gap) {
            name.n = 0;
            text_puts(&name, node ? "n" : "p");
        }
        struct symbol_pin one = pin;
        if (one.side == SYMBOL_TOP && node)
            one.side = SYMBOL_BOTTOM;
        add_pin(l, arena, one, &name);
    }
    text_free(&name);
}

static void add_pins(struct symbol_layout *l, const struct ifspec *s,
                     const struct symbol_options *o, struct arena *arena, const char *gap)
{
    const struct ifs_port *branch = lone_branch(s, o);
    size_t inouts = 0;
    l->pins = NULL;
    l->n = 0;
    for (size_t k = 0; k < s->n_ports; k++) {
        struct symbol_pin pin = {.port = &s->ports[k]};
        if (o->ports[k].null || pin.port->default_type.type == IFS_VNAM)
            continue;
        if (pin.port == branch)
            pin.side = SYMBOL_TOP;
        else if (pin.port->direction == IFS_INOUT)
            pin.side = inouts++ % 2 ? SYMBOL_RIGHT : SYMBOL_LEFT;
        else
            pin.side = pin.port->direction == IFS_IN ? SYMBOL_LEFT : SYMBOL_RIGHT;
        for (int i = 0; i < (pin.port->vector ? o->ports[k].size : 1); i++)
            add_element(l, arena, pin, i, gap);
    }
}

static bool has_twice(const struct symbol_layout *l)
{
    for (size_t i = 1; i < l->n; i++)
        for (size_t j = 0; j < i; j++)
            if (name_same(l->pins[i].name, l->pins[j].name))
                return true;
    return false;
}

/* ---- where they are ---- */

/* The y of row i of n, around 0; an even number leaves out the middle. */
static int row(int i, int n)
{
    int y = i - n / 2;
    return (n % 2 == 0 && y >= 0 ? y + 1 : y) * SYMBOL_GRID;
}

static int count(const struct symbol_layout *l, enum symbol_side side)
{
    int n = 0;
    for (size_t i = 0; i < l->n; i++)
        n += l->pins[i].side == side;
    return n;
}

static int longest(const struct symbol_layout *l, enum symbol_side side)
{
    size_t most = 0;
    for (size_t i = 0; i < l->n; i++)
        if (l->pins[i].side == side && strlen(l->pins[i].name) > most)
            most = strlen(l->pins[i].name);
    return (int)most;
}

/* The box holds the names of the pins on both sides with a gap between them. */
static void set_box(struct symbol_layout *l)
{
    int characters = longest(l, SYMBOL_LEFT) + longest(l, SYMBOL_RIGHT) + 2;
    int rows = count(l, SYMBOL_LEFT) > count(l, SYMBOL_RIGHT) ? count(l, SYMBOL_LEFT)
                                                              : count(l, SYMBOL_RIGHT);
    l->half_width =
        (characters * SYMBOL_CHARACTER + 2 * SYMBOL_GRID - 1) / (2 * SYMBOL_GRID) * SYMBOL_GRID;
    l->bottom = SYMBOL_GRID + (rows ? row(rows - 1, rows) : 0);
    l->top = -l->bottom;
}

static void place(struct symbol_layout *l)
{
    int done[] = {0, 0}; /* on the left and on the right */
    for (size_t i = 0; i < l->n; i++) {
        struct symbol_pin *pin = &l->pins[i];
        if (pin->side == SYMBOL_TOP || pin->side == SYMBOL_BOTTOM) {
            pin->y =
                pin->side == SYMBOL_TOP ? l->top - SYMBOL_GRID / 2 : l->bottom + SYMBOL_GRID / 2;
            continue;
        }
        pin->x = l->half_width + SYMBOL_GRID;
        if (pin->side == SYMBOL_LEFT)
            pin->x = -pin->x;
        pin->y = row(done[pin->side]++, count(l, pin->side));
    }
}

void symbol_layout_make(struct symbol_layout *l, const struct ifspec *s,
                        const struct symbol_options *o, struct arena *arena)
{
    struct text gap = {0};
    *l = (struct symbol_layout){0};
    for (text_puts(&gap, ""); add_pins(l, s, o, arena, gap.s), has_twice(l);)
        text_puts(&gap, "_");
    text_free(&gap);
    set_box(l);
    place(l);
}
