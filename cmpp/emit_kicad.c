/* Symbols for KiCad (6 reads them, 7 and later simulate them). KiCad nets no A line with port
 * types, and passes no texts to subcircuits; but it puts an instance's fields into others, ${name},
 * and a "raw SPICE element" may have several lines. So each instance brings a subcircuit of its own
 * with the A line and the card in it: all that a card can say, with no library file beside the
 * netlist. */
#include "symbol.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "names.h"
#include "symbol_shape.h"

/* A unit of Xschem in mm: its grid of 10 is KiCad's of 50 mil. KiCad's y grows upwards in a
 * library. */
static const double UNIT = 0.127;

/* Text of size 0.2 in Xschem is 1.27 mm high here. */
static const double TEXT = 6.35;

static double mm(double units)
{
    return units == 0 ? 0 : units * UNIT; /* no -0 */
}

/* ---- the parts of a file ---- */

static void put_string(struct text *out, const char *s)
{
    text_puts(out, "\"");
    for (; *s; s++) {
        if (*s == '\n')
            text_puts(out, "\\n");
        else
            text_printf(out, "%s%c", strchr("\\\"", *s) ? "\\" : "", *s);
    }
    text_puts(out, "\"");
}

static void put_effects(struct text *out, double size, const char *justify, bool hidden)
{
    text_printf(out, "(effects (font (size %g %g))", size, size);
    if (*justify)
        text_printf(out, " (justify %s)", justify);
    text_puts(out, hidden ? " hide)" : ")");
}

struct properties {
    struct text *out;
    int n;
};

/* A field of the instance; x, y are in units of the drawing. */
static void put_property(struct properties *f, const char *name, const char *value, int x, int y,
                         bool hidden)
{
    text_puts(f->out, "    (property ");
    put_string(f->out, name);
    text_puts(f->out, " ");
    put_string(f->out, value);
    text_printf(f->out, " (id %d) (at %g %g 0) ", f->n++, mm(x), mm(-y));
    put_effects(f->out, 1.27, hidden ? "" : "left top", hidden);
    text_puts(f->out, ")\n");
}

static void put_text(struct text *out, const char *s, double x, double y, double size,
                     const char *justify)
{
    text_puts(out, "      (text ");
    put_string(out, s);
    text_printf(out, " (at %g %g 0) ", mm(x), mm(-y));
    put_effects(out, size * TEXT, justify, false);
    text_puts(out, ")\n");
}

/* ---- the drawing ---- */

static void put_style(struct text *out, bool filled)
{
    text_printf(out, "(stroke (width 0) (type default) (color 0 0 0 0)) (fill (type %s)))\n",
                filled ? "outline" : "none");
}

static bool put_polygon(struct text *out, const char *line, bool filled)
{
    int n, at;
    if (sscanf(line, "P %*d %d%n", &n, &at) != 1)
        return false;
    text_puts(out, "      (polyline (pts");
    for (const char *c = line + at; n > 0; n--) {
        char *end;
        double x = strtod(c, &end), y = strtod(end, &end);
        if (end == c)
            return false;
        text_printf(out, " (xy %g %g)", mm(x), mm(-y));
        c = end;
    }
    text_puts(out, ") ");
    put_style(out, filled);
    return true;
}

/* A place on an arc, counted in degrees against the clock; to 0.1 um, the same with every C
 * library. */
static void put_on_arc(struct text *out, const char *name, const double *arc, double degrees)
{
    double a = degrees * 3.14159265358979323846 / 180;
    double x = round((mm(arc[0]) + mm(arc[2]) * cos(a)) * 1e4) / 1e4;
    double y = round((mm(-arc[1]) + mm(arc[2]) * sin(a)) * 1e4) / 1e4;
    text_printf(out, "(%s %g %g) ", name, x == 0 ? 0 : x, y == 0 ? 0 : y);
}

static void put_arc(struct text *out, const double *arc, bool filled)
{
    if (arc[4] >= 360) {
        text_printf(out, "      (circle (center %g %g) (radius %g) ", mm(arc[0]), mm(-arc[1]),
                    mm(arc[2]));
    } else {
        text_puts(out, "      (arc ");
        put_on_arc(out, "start", arc, arc[3]);
        put_on_arc(out, "mid", arc, arc[3] + arc[4] / 2);
        put_on_arc(out, "end", arc, arc[3] + arc[4]);
    }
    put_style(out, filled);
}

/* T {text} x y rotation flip size size {}: only upright ones. */
static bool put_figure_text(struct text *out, const char *line)
{
    double at[5];
    const char *end = strstr(line, "} ");
    if (line[2] != '{' || !end ||
        sscanf(end + 2, "%lf %lf 0 %lf %lf", &at[0], &at[1], &at[2], &at[3]) != 4)
        return false;
    struct text s = {0};
    text_add(&s, line + 3, (size_t)(end - line) - 3);
    put_text(out, s.s ? s.s : "", at[0], at[1], at[3], at[2] != 0 ? "right top" : "left top");
    text_free(&s);
    return true;
}

/* One of Xschem's lines that draw; false if it is none that can be drawn here. */
static bool put_graphic(struct text *out, const char *line)
{
    bool filled = strstr(line, "fill=true");
    double n[5];
    switch (line[0]) {
    case 'L':
        if (sscanf(line, "L %*d %lf %lf %lf %lf", &n[0], &n[1], &n[2], &n[3]) != 4)
            return false;
        text_printf(out, "      (polyline (pts (xy %g %g) (xy %g %g)) ", mm(n[0]), mm(-n[1]),
                    mm(n[2]), mm(-n[3]));
        put_style(out, false);
        return true;
    case 'B':
        if (sscanf(line, "B %*d %lf %lf %lf %lf", &n[0], &n[1], &n[2], &n[3]) != 4)
            return false;
        text_printf(out, "      (rectangle (start %g %g) (end %g %g) ", mm(n[0]), mm(-n[1]),
                    mm(n[2]), mm(-n[3]));
        put_style(out, filled);
        return true;
    case 'A':
        if (sscanf(line, "A %*d %lf %lf %lf %lf %lf", &n[0], &n[1], &n[2], &n[3], &n[4]) != 5)
            return false;
        put_arc(out, n, filled);
        return true;
    case 'P':
        return put_polygon(out, line, filled);
    default:
        return put_figure_text(out, line);
    }
}

static void put_figure(struct text *out, char *lines, const struct ifspec *s, struct diag *diag)
{
    char *save = NULL;
    for (char *line = strtok_r(lines, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
        if (!put_graphic(out, line))
            diag_failure(diag, "the shape of %s has a line that cannot be drawn for KiCad: %s",
                         s->model.text, line);
}

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
static void put_values(struct properties *f, struct text *texts, const struct ifspec *s,
                       const struct symbol_options *o, struct symbol_places at)
{
    const struct symbol_shape *h = o->shape;
    struct text name = {0}, more = {0};
    int y = at.values_y;
    for (size_t i = 0; i < h->n_shown; i++) {
        struct text line = {0};
        name.n = 0;
        put_field_name(&name, s, h->shown[i].param);
        put_property(f, name.s, h->shown[i].value, at.values_x, y, true);
        text_printf(&line, "%s=${%s}", h->shown[i].param->name.text, name.s);
        put_text(texts, line.s, at.values_x, y += SYMBOL_LINE, 0.2, "left top");
        text_free(&line);
    }
    if (s->n_params) {
        put_more(&more, h->more);
        put_property(f, "more", more.s, at.values_x, y, true);
        put_text(texts, "${more}", at.values_x, y + SYMBOL_LINE, 0.2, "left top");
    }
    for (size_t k = 0; k < s->n_ports; k++)
        if (o->ports[k].attribute) {
            name.n = 0;
            symbol_port_attribute(&name, s, &s->ports[k]);
            put_property(f, name.s, "null", at.values_x, at.values_y, true);
        }
    text_free(&name);
    text_free(&more);
}

static void put_simulation(struct properties *f, const struct ifspec *s,
                           const struct symbol_options *o, const struct symbol_layout *l)
{
    struct text value = {0};
    put_property(f, "Sim.Device", "SPICE", 0, 0, true);
    put_params(&value, s, o, l);
    put_property(f, "Sim.Params", value.s, 0, 0, true);
    value.n = 0;
    for (size_t i = 0; i < l->n; i++)
        text_printf(&value, "%s%zu=%zu", i ? " " : "", i + 1, i + 1);
    put_property(f, "Sim.Pins", value.n ? value.s : "", 0, 0, true);
    put_property(f, "ki_keywords", "ngspike ngspice XSPICE code model", 0, 0, true);
    put_property(f, "ki_description", s->descr, 0, 0, true);
    text_free(&value);
}

/* ---- pins ---- */

static const char *electrical_type(const struct ifs_port *p)
{
    if (ifs_signal(p->default_type.type) == IFS_ANALOG_SIGNAL || p->direction == IFS_INOUT)
        return "passive";
    return p->direction == IFS_IN ? "input" : "output";
}

/* The drawing reaches to the pins: they have no length, and no names of their own. */
static void put_pins(struct text *out, const struct symbol_layout *l)
{
    static const char font[] = "(effects (font (size 1.27 1.27)))";
    for (size_t i = 0; i < l->n; i++) {
        const struct symbol_pin *p = &l->pins[i];
        text_printf(out,
                    "      (pin %s line (at %g %g 0) (length 0) (name \"%s\" %s) "
                    "(number \"%zu\" %s))\n",
                    electrical_type(p->port), mm(p->x), mm(-p->y), p->name, font, i + 1, font);
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
    struct properties f = {.out = out};
    if (!can_be_netted(s, o, diag))
        return;
    struct symbol_places at = symbol_figure(&figure, o, l);
    text_printf(out,
                "  (symbol \"%s\" (pin_numbers hide) (pin_names hide) (in_bom yes) (on_board no)\n",
                symbol);
    put_property(&f, "Reference", "A", at.name_x, at.name_y, false);
    put_property(&f, "Value", s->model.text, at.values_x, at.values_y, false);
    put_property(&f, "Footprint", "", 0, 0, true);
    put_property(&f, "Datasheet", "", 0, 0, true);
    put_values(&f, &values, s, o, at);
    put_simulation(&f, s, o, l);
    text_printf(out, "    (symbol \"%s_0_1\"\n", symbol);
    if (figure.n)
        put_figure(out, figure.s, s, diag);
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
