/* Symbols for KiCad (6 reads them, 7 and later simulate them). KiCad nets no A line with port
 * types, and passes no texts to subcircuits; but it puts an instance's fields into others, ${name},
 * and a "raw SPICE element" may have several lines. So each instance brings a subcircuit of its own
 * with the A line and the card in it: all that a card can say, with no library file beside the
 * netlist. */
#include "symbol.h"

#include <string.h>

#include "kicad_draw.h"
#include "names.h"
#include "symbol_shape.h"

/* ---- how it is netted ---- */

/* The field that holds a value: as in Xschem, unless it is one that KiCad has for all symbols. */
static void put_field_name(struct text *out, const struct ifspec *s, const struct ifs_param *p)
{
    static const char *const taken[] = {"reference", "value", "footprint", "datasheet",
                                        "description"};
    for (size_t i = 0; i < sizeof taken / sizeof *taken; i++)
        text_puts(out, name_same(p->name.text, taken[i]) ? "p_" : "");
    symbol_attribute(out, s, p);
}

/* NAME ${NAME} of a text, NAME=${NAME} of a number. ngspice takes a text without quotes where no =
 * is before it. */
static void put_shown(struct text *out, const struct ifspec *s, const struct ifs_param *p)
{
    bool text = p->type == IFS_STRING && !p->vector;
    text_printf(out, "%s%s${", p->name.text, text ? " " : "=");
    put_field_name(out, s, p);
    text_puts(out, "}");
}

/* The formal nodes of the subcircuit, pins first; the same on its line and the A line within. */
static void put_formals(struct text *out, const struct ifspec *s, const struct symbol_options *o,
                        const struct symbol_layout *l, const struct symbol_words *w)
{
    for (size_t i = 0; i < l->n; i++)
        text_printf(out, " %s%s", w->pin, l->pins[i].name);
    for (size_t k = 0; k < s->n_ports; k++)
        if (o->ports[k].attribute) {
            text_printf(out, " %s", w->attribute);
            symbol_port_attribute(out, s, &s->ports[k]);
        }
}

/* Sim.Params: after the instance's name and the nets of its pins stands `model`. */
static void put_params(struct text *out, const struct ifspec *s, const struct symbol_options *o,
                       const struct symbol_layout *l)
{
    const struct symbol_words words = {"A1", "%", "p_", "n_"};
    const char *m = s->model.text;
    text_puts(out, "type=\"X\" model=\"");
    for (size_t k = 0; k < s->n_ports; k++)
        if (o->ports[k].attribute) {
            text_puts(out, "${");
            symbol_port_attribute(out, s, &s->ports[k]);
            text_puts(out, "} ");
        }
    text_printf(out, "%s_${REFERENCE}\n.subckt %s_${REFERENCE}", m, m);
    put_formals(out, s, o, l, &words);
    text_puts(out, "\n");
    symbol_aline(out, s, o, l, &words);
    text_printf(out, "card\n.model card %s( ", m);
    for (size_t i = 0; i < o->shape->n_shown; i++) {
        put_shown(out, s, o->shape->shown[i].param);
        text_puts(out, " ");
    }
    text_puts(out, s->n_params ? "${more} )\n.ends\" lib=\"\"" : ")\n.ends\" lib=\"\"");
}

/* `more` without the quotes of texts: name="text" becomes name text. */
static void put_more(struct text *out, const char *more)
{
    text_puts(out, "");
    for (const char *c = more; *c; c++)
        if (c[0] == '=' && c[1] == '"')
            text_puts(out, " ");
        else if (*c != '"')
            text_add(out, c, 1);
}

/* ---- fields ---- */

/* What an instance gives: a field each, and beside the symbol its name and value. */
static void put_values(struct kicad_fields *f, struct text *texts, const struct ifspec *s,
                       const struct symbol_options *o, struct symbol_places at)
{
    const struct symbol_shape *h = o->shape;
    struct text name = {0}, more = {0};
    int y = at.values_y;
    for (size_t i = 0; i < h->n_shown; i++) {
        struct text line = {0};
        name.n = 0;
        put_field_name(&name, s, h->shown[i].param);
        kicad_property(f, name.s, h->shown[i].value, at.values_x, y, true);
        text_printf(&line, "%s=${%s}", h->shown[i].param->name.text, name.s);
        kicad_text(texts, line.s, at.values_x, y += SYMBOL_LINE, 0.2, "left top");
        text_free(&line);
    }
    if (s->n_params) {
        put_more(&more, h->more);
        kicad_property(f, "more", more.s, at.values_x, y, true);
        kicad_text(texts, "${more}", at.values_x, y + SYMBOL_LINE, 0.2, "left top");
    }
    for (size_t k = 0; k < s->n_ports; k++)
        if (o->ports[k].attribute) {
            name.n = 0;
            symbol_port_attribute(&name, s, &s->ports[k]);
            kicad_property(f, name.s, "null", at.values_x, at.values_y, true);
        }
    text_free(&name);
    text_free(&more);
}

static void put_simulation(struct kicad_fields *f, const struct ifspec *s,
                           const struct symbol_options *o, const struct symbol_layout *l)
{
    struct text value = {0};
    kicad_property(f, "Sim.Device", "SPICE", 0, 0, true);
    put_params(&value, s, o, l);
    kicad_property(f, "Sim.Params", value.s, 0, 0, true);
    kicad_sim_pins(f, l->n);
    kicad_property(f, "ki_keywords", "ngspike ngspice XSPICE code model", 0, 0, true);
    kicad_property(f, "ki_description", s->descr, 0, 0, true);
    text_free(&value);
}

/* ---- pins ---- */

static const char *electrical_type(const struct ifs_port *p)
{
    if (ifs_signal(p->default_type.type) == IFS_ANALOG_SIGNAL || p->direction == IFS_INOUT)
        return "passive";
    return p->direction == IFS_IN ? "input" : "output";
}

static void put_pins(struct text *out, const struct symbol_layout *l)
{
    for (size_t i = 0; i < l->n; i++) {
        const struct symbol_pin *p = &l->pins[i];
        kicad_pin(out, electrical_type(p->port), p->name, i + 1, p->x, p->y);
    }
}

/* ---- the whole ---- */

/* The current of a voltage source is named within the subcircuit, where there is none. */
static bool can_be_netted(const struct ifspec *s, const struct symbol_options *o, struct diag *diag)
{
    for (size_t k = 0; k < s->n_ports; k++)
        if (!o->ports[k].null && s->ports[k].default_type.type == IFS_VNAM) {
            diag_failure(diag,
                         "%s: port '%s' is the current of a named voltage source (vnam), which "
                         "KiCad cannot net",
                         s->model.text, s->ports[k].name.text);
            return false;
        }
    return true;
}

void emit_kicad(struct text *out, const char *name, const struct ifspec *s,
                const struct symbol_options *o, const struct symbol_layout *l, struct diag *diag)
{
    const char *symbol = name ? name : s->model.text;
    struct text figure = {0}, values = {0};
    struct kicad_fields f = {.out = out};
    if (!can_be_netted(s, o, diag))
        return;
    struct symbol_places at = symbol_figure(&figure, o, l);
    kicad_symbol(out, symbol);
    kicad_property(&f, "Reference", "A", at.name_x, at.name_y, false);
    kicad_property(&f, "Value", s->model.text, at.values_x, at.values_y, false);
    kicad_property(&f, "Footprint", "", 0, 0, true);
    kicad_property(&f, "Datasheet", "", 0, 0, true);
    put_values(&f, &values, s, o, at);
    put_simulation(&f, s, o, l);
    text_printf(out, "    (symbol \"%s_0_1\"\n", symbol);
    if (figure.n)
        kicad_figure(out, figure.s, s->model.text, diag);
    if (values.n)
        text_puts(out, values.s);
    text_printf(out, "    )\n    (symbol \"%s_1_1\"\n", symbol);
    put_pins(out, l);
    text_puts(out, "    )\n  )\n");
    text_free(&figure);
    text_free(&values);
}

void emit_kicad_begin(struct text *out)
{
    text_puts(out, "(kicad_symbol_lib (version 20211014) (generator ngspike_cmpp)\n");
}

void emit_kicad_end(struct text *out)
{
    text_puts(out, ")\n");
}
