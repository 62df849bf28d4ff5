/* The file of a symbol for Xschem, and what is drawn. */
#include "symbol.h"

#include "symbol_shape.h"

enum { VALUES_SHOWN = 3 };

static void put_line(struct text *out, int x1, int y1, int x2, int y2)
{
    text_printf(out, "L 4 %d %d %d %d {}\n", x1, y1, x2, y2);
}

/* Text to the right of a point, or to the left of it. */
static void put_text(struct text *out, const char *text, int x, int y, bool to_left)
{
    text_printf(out, "T {%s} %d %d 0 %d 0.2 0.2 {}\n", text, x, y, to_left);
}

static void put_box(struct text *out, const struct symbol_layout *l)
{
    int w = l->half_width;
    put_line(out, -w, l->top, w, l->top);
    put_line(out, w, l->top, w, l->bottom);
    put_line(out, w, l->bottom, -w, l->bottom);
    put_line(out, -w, l->bottom, -w, l->top);
}

/* The line from the box to a pin, and the pin's name. */
static void put_stub(struct text *out, const struct symbol_layout *l, const struct symbol_pin *p)
{
    int sign = p->side == SYMBOL_LEFT ? -1 : 1;
    if (p->side == SYMBOL_TOP || p->side == SYMBOL_BOTTOM) {
        put_line(out, p->x, p->y, p->x, p->side == SYMBOL_TOP ? l->top : l->bottom);
        put_text(out, p->name, -3, p->side == SYMBOL_TOP ? l->top + 2 : l->bottom - 13, false);
    } else {
        put_line(out, p->x, p->y, sign * l->half_width, p->y);
        put_text(out, p->name, sign * (l->half_width - 5), p->y - 6, sign > 0);
    }
}

static void put_pin(struct text *out, const struct symbol_pin *p)
{
    text_printf(out, "B 5 %g %g %g %g {name=%s dir=%s}\n", p->x - 2.5, p->y - 2.5, p->x + 2.5,
                p->y + 2.5, p->name, ifs_direction_name(p->port->direction));
}

/* The values of the first parameters of a new instance, one a line; returns the y after them. A
 * text may be as long as a path: those are shown only if all are. */
static int put_values(struct text *out, const struct ifspec *s, const struct symbol_options *o,
                      bool all, int x, int y)
{
    int shown = 0;
    for (int pass = 0; pass < 2; pass++)
        for (size_t k = 0; k < s->n_params && (all || shown < VALUES_SHOWN); k++) {
            const struct ifs_param *p = &s->params[k];
            struct text line = {0}, value = {0};
            text_printf(&line, "%s=@", p->name.text);
            symbol_attribute(&line, s, p);
            if ((p->n_defaults > 0) == pass && (all || p->type != IFS_STRING) &&
                symbol_value(&value, o, p)) {
                put_text(out, line.s, x, y, false);
                y += SYMBOL_LINE;
                shown++;
            }
            text_free(&line);
            text_free(&value);
        }
    return y;
}

static void put_device(struct text *out, const struct ifspec *s, const struct symbol_options *o,
                       const struct symbol_layout *l)
{
    bool branch = false;
    put_box(out, l);
    for (size_t i = 0; i < l->n; i++) {
        branch = branch || l->pins[i].side == SYMBOL_TOP;
        put_stub(out, l, &l->pins[i]);
    }
    for (size_t i = 0; i < l->n; i++)
        put_pin(out, &l->pins[i]);
    int x = branch ? 5 : -l->half_width, y = l->bottom + 5;
    put_text(out, "@name", x, l->top - SYMBOL_LINE, false);
    put_text(out, s->model.text, x, y, false);
    if (o->card == SYMBOL_CARD_NAMED)
        put_text(out, "@model", x, y + SYMBOL_LINE, false);
    else
        put_values(out, s, o, false, x, y + SYMBOL_LINE);
}

/* Name and model, then the values of what an instance gives. */
static void put_shape_values(struct text *out, const struct ifspec *s,
                             const struct symbol_options *o, int x, int y)
{
    const struct symbol_shape *h = o->shape;
    struct text line = {0};
    put_text(out, o->card == SYMBOL_CARD_NAMED ? "@model" : s->model.text, x, y, false);
    for (size_t i = 0; o->card == SYMBOL_CARD_OWN && i < h->n_shown; i++) {
        line.n = 0;
        text_printf(&line, "%s=@", h->shown[i].param->name.text);
        symbol_attribute(&line, s, h->shown[i].param);
        put_text(out, line.s, x, y += SYMBOL_LINE, false);
    }
    if (o->card == SYMBOL_CARD_OWN && s->n_params)
        put_text(out, "@more", x, y + SYMBOL_LINE, false);
    text_free(&line);
}

struct symbol_places symbol_figure(struct text *out, const struct symbol_options *o,
                                   const struct symbol_layout *l)
{
    const struct symbol_shape *h = o->shape;
    for (size_t i = 0; i < h->n_lines; i++)
        text_printf(out, "%s\n", h->lines[i]);
    if (h->n_pins)
        return (struct symbol_places){h->name_x, h->name_y, h->values_x, h->values_y};
    put_box(out, l);
    for (size_t i = 0; i < l->n; i++)
        put_stub(out, l, &l->pins[i]);
    int x = l->n && l->pins[0].side == SYMBOL_TOP ? 5 : -l->half_width;
    return (struct symbol_places){x, l->top - SYMBOL_LINE, x, l->bottom + 5};
}

static void put_shape(struct text *out, const struct ifspec *s, const struct symbol_options *o,
                      const struct symbol_layout *l)
{
    struct symbol_places at = symbol_figure(out, o, l);
    for (size_t i = 0; i < l->n; i++)
        put_pin(out, &l->pins[i]);
    put_text(out, "@name", at.name_x, at.name_y, false);
    put_shape_values(out, s, o, at.values_x, at.values_y);
}

/* The name of the card, what it is of, and all its parameters, beside a line. */
static void put_card(struct text *out, const struct ifspec *s, const struct symbol_options *o)
{
    struct text head = {0};
    text_printf(&head, ".model @name %s", s->model.text);
    put_text(out, head.s, 5, 0, false);
    text_free(&head);
    int y = put_values(out, s, o, true, 5, SYMBOL_LINE);
    if (s->n_params)
        put_text(out, "@more", 5, y, false);
    put_line(out, 0, 0, 0, y + SYMBOL_LINE);
}

void emit_symbol(struct text *out, const struct ifspec *s, const struct symbol_options *o,
                 const struct symbol_layout *l)
{
    text_printf(out,
                "v {xschem version=2.9.9 file_version=1.2\n"
                "* Made by ngspike-cmpp from ifspec.ifs%s.\n}\n",
                o->shape ? " and a shape: change those" : ": a skeleton to draw on");
    symbol_block(out, s, o, l, 'G');
    symbol_block(out, s, o, l, 'K');
    text_puts(out, "V {}\nS {}\nE {}\n");
    if (o->card == SYMBOL_CARD_ONLY)
        put_card(out, s, o);
    else if (o->shape)
        put_shape(out, s, o, l);
    else
        put_device(out, s, o, l);
}
