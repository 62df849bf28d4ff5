/* What symbols for KiCad are written with. */
#include "kicad_draw.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

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

void kicad_property(struct kicad_fields *f, const char *name, const char *value, int x, int y,
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

void kicad_text(struct text *out, const char *s, double x, double y, double size,
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
    const char *end = NULL; /* of the text, which may have } itself */
    for (const char *next = line; (next = strstr(next, "} ")); next++)
        end = next;
    if (line[2] != '{' || !end ||
        sscanf(end + 2, "%lf %lf 0 %lf %lf", &at[0], &at[1], &at[2], &at[3]) != 4)
        return false;
    struct text s = {0};
    text_add(&s, line + 3, (size_t)(end - line) - 3);
    kicad_text(out, s.s ? s.s : "", at[0], at[1], at[3], at[2] != 0 ? "right top" : "left top");
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

void kicad_figure(struct text *out, char *lines, const char *name, struct diag *diag)
{
    char *save = NULL;
    for (char *line = strtok_r(lines, "\n", &save); line; line = strtok_r(NULL, "\n", &save))
        if (!put_graphic(out, line))
            diag_failure(diag, "the drawing of %s has a line that cannot be drawn for KiCad: %s",
                         name, line);
}

/* ---- pins ---- */

void kicad_pin(struct text *out, const char *type, const char *name, size_t number, double x,
               double y)
{
    static const char font[] = "(effects (font (size 1.27 1.27)))";
    text_printf(out,
                "      (pin %s line (at %g %g 0) (length 0) (name \"%s\" %s) "
                "(number \"%zu\" %s))\n",
                type, mm(x), mm(-y), name, font, number, font);
}

void kicad_sim_pins(struct kicad_fields *f, size_t n)
{
    struct text value = {0};
    for (size_t i = 1; i <= n; i++)
        text_printf(&value, "%s%zu=%zu", i > 1 ? " " : "", i, i);
    kicad_property(f, "Sim.Pins", value.n ? value.s : "", 0, 0, true);
    text_free(&value);
}

void kicad_symbol(struct text *out, const char *name)
{
    text_printf(out,
                "  (symbol \"%s\" (pin_numbers hide) (pin_names hide) (in_bom yes) (on_board no)\n",
                name);
}
