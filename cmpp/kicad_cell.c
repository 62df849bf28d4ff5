/* Symbols of subcircuits for KiCad, from Xschem's own: the drawing, the fields and the netlist line
 * are those of the symbol file. KiCad's raw SPICE element nets an instance as
 * X<reference> <nets> <subcircuit> <parameters>, in which it puts the instance's fields. */
#include "symbol.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>

#include "kicad_draw.h"
#include "mem.h"

struct cell {
    const char *name;                /* of the symbol */
    const char *subcircuit;          /* that it nets; NULL: as the format says */
    const char *format, *attributes; /* of the block K, NUL-terminated */
};

/* NAME="..." in the text of a block, in the arena; NULL if it is not there. */
static const char *quoted(const char *block, const char *name, struct arena *arena)
{
    const char *start = strstr(block, name), *end;
    if (!start)
        return NULL;
    start += strlen(name);
    end = strchr(start, '"');
    return end ? arena_copy(arena, start, (size_t)(end - start)) : NULL;
}

/* The last part of a path without its .sym. */
static const char *base_name(const char *path, struct arena *arena)
{
    const char *slash = strrchr(path, '/'), *start = slash ? slash + 1 : path;
    return arena_copy(arena, start, strlen(start) - strlen(".sym"));
}

static size_t word_length(const char *s)
{
    size_t n = 0;
    while (isalnum((unsigned char)s[n]) || s[n] == '_')
        n++;
    return n;
}

/* A text with @name of Xschem's as ${name}; what stands between ' in braces. */
static void put_translated(struct text *out, const struct cell *c, const char *s)
{
    bool inside = false;
    for (; *s; s++) {
        size_t n = *s == '@' ? word_length(s + 1) : 0;
        if (n == strlen("symname") && strncmp(s + 1, "symname", n) == 0)
            text_puts(out, c->name);
        else if (n)
            text_printf(out, "${%.*s}", (int)n, s + 1);
        else if (*s == '\'')
            text_puts(out, (inside = !inside) ? "{" : "}");
        else if (*s != ' ' || !inside)
            text_add(out, s, 1);
        s += n;
    }
}

/* What is after the nets: the subcircuit and its parameters. */
static void put_params(struct kicad_fields *f, const struct cell *c)
{
    struct text value = {0};
    const char *rest = strstr(c->format, "@pinlist ") + strlen("@pinlist ");
    text_puts(&value, "type=\"X\" model=\"");
    if (c->subcircuit) {
        text_puts(&value, c->subcircuit);
        rest += strcspn(rest, " ");
    }
    put_translated(&value, c, rest);
    text_puts(&value, "\" lib=\"\"");
    kicad_property(f, "Sim.Params", value.s, 0, 0, true);
    text_free(&value);
}

/* name=x1 w=1 ...: the letters of the name are the reference, each other one is a field. */
static void put_fields(struct kicad_fields *f, const struct cell *c, struct arena *arena)
{
    for (const char *s = c->attributes; *(s += strspn(s, " \n"));) {
        size_t n = word_length(s), length = strcspn(s, " \n");
        if (s[n] == '=' && strncmp(s, "name", n) != 0)
            kicad_property(f, arena_copy(arena, s, n), arena_copy(arena, s + n + 1, length - n - 1),
                           0, 0, true);
        s += length;
    }
}

static const char *reference(const struct cell *c, struct arena *arena)
{
    const char *name = strstr(c->attributes, "name=");
    char *letters = name ? arena_copy(arena, name + 5, strcspn(name + 5, "0123456789 \n")) : NULL;
    for (char *s = letters; s && *s; s++)
        *s = (char)toupper((unsigned char)*s);
    return letters ? letters : "X";
}

/* A field that KiCad has for all symbols, placed where Xschem has one of the texts; hidden if there
 * is none of them. */
static void put_label(struct kicad_fields *f, const char *name, const char *value,
                      const char *lines, const char *text, const char *or_text)
{
    const char *at = strstr(lines, text);
    int x = 0, y = 0;
    if (!at) {
        at = strstr(lines, or_text);
        text = or_text;
    }
    bool shown = at && sscanf(at + strlen(text), "%d %d", &x, &y) == 2;
    kicad_property(f, name, value, x, y, !shown);
}

static void put_labels(struct kicad_fields *f, const struct cell *c, const char *lines,
                       struct arena *arena)
{
    put_label(f, "Reference", reference(c, arena), lines, "\nT {@name} ", "\nT {@name} ");
    put_label(f, "Value", c->name, lines, "\nT {@symname} ", "\nT {@model} ");
    kicad_property(f, "Footprint", "", 0, 0, true);
    kicad_property(f, "Datasheet", "", 0, 0, true);
}

/* Sorts the lines of a symbol into what is drawn and the pins; returns how many. */
static size_t sort_lines(struct text *figure, struct text *pins, const struct cell *c, char *lines)
{
    size_t n = 0;
    char *save = NULL;
    for (char *line = strtok_r(lines, "\n", &save); line; line = strtok_r(NULL, "\n", &save)) {
        double x1, y1, x2, y2;
        char name[64];
        if (sscanf(line, "B 5 %lf %lf %lf %lf {name=%63[^ }]", &x1, &y1, &x2, &y2, name) == 5) {
            kicad_pin(pins, "passive", name, ++n, (x1 + x2) / 2, (y1 + y2) / 2);
        } else if (strchr("LBAPT", line[0]) && strncmp(line, "T {@name} ", 10) != 0 &&
                   strncmp(line, "T {@symname} ", 13) != 0 &&
                   strncmp(line, "T {@model} ", 11) != 0) {
            put_translated(figure, c, line);
            text_puts(figure, "\n");
        }
    }
    return n;
}

static void emit_cell(struct text *out, const struct cell *c, char *lines, struct arena *arena,
                      struct diag *diag)
{
    struct text figure = {0}, pins = {0};
    struct kicad_fields f = {.out = out};
    kicad_symbol(out, c->name);
    put_labels(&f, c, lines, arena);
    put_fields(&f, c, arena);
    size_t n = sort_lines(&figure, &pins, c, lines);
    kicad_property(&f, "Sim.Device", "SPICE", 0, 0, true);
    put_params(&f, c);
    kicad_sim_pins(&f, n);
    text_printf(out, "    (symbol \"%s_0_1\"\n", c->name);
    if (figure.n)
        kicad_figure(out, figure.s, c->name, diag);
    text_printf(out, "    )\n    (symbol \"%s_1_1\"\n", c->name);
    if (pins.n)
        text_puts(out, pins.s);
    text_puts(out, "    )\n  )\n");
    text_free(&figure);
    text_free(&pins);
}

void emit_kicad_cell(struct text *out, const char *subcircuit, const struct source *src,
                     struct arena *arena, struct diag *diag)
{
    char *text = arena_copy(arena, src->text, src->size);
    char *block = strstr(text, "\nK {"), *lines = block ? strstr(block, "\nE {}") : NULL;
    struct cell c = {.name = base_name(src->name, arena), .subcircuit = subcircuit};
    if (lines) {
        *lines++ = '\0';
        c.format = quoted(block, "format=\"", arena);
        c.attributes = quoted(block, "template=\"", arena);
    }
    if (!c.format || !c.attributes || !strstr(c.format, "@pinlist "))
        diag_failure(diag,
                     "%s: not a symbol of Xschem's that nets a subcircuit: it wants a block K with "
                     "format=\"@name @pinlist SUBCIRCUIT ...\" and a template",
                     src->name);
    else
        emit_cell(out, &c, lines, arena, diag);
}
