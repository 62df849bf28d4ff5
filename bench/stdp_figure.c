/* stdp_figure FILE.csv >FILE.svg: the change of conductance by the overlap of spikes, as a circuit,
 * a layer and the rule give it (a line for each of them: family, protocol, abscissa, the three
 * changes, how the rule was evaluated). The file is what tests/decks/test_stdp writes with
 * STDP_CSV=FILE.csv; `make stdp-figure` does both. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "figures.h"
#include "svg.h"

enum { MOST_POINTS = 120, FAMILIES = 7, PROTOCOLS = 5, COLUMNS = 3 };
typedef enum { CIRCUIT, LAYER, RULE, WAYS } way;

static const char *const colors[FAMILIES] = {COLOR_MAIN, COLOR_OTHER, COLOR_RIGHT, COLOR_WRONG,
                                             "#8250a8",  "#6e4b1f",   "#b08800"};

/* What is drawn over what. */
static const struct {
    const char *name, *title, *xname;
    double xfactor;
} protocols[PROTOCOLS] = {
    {"pair", "", "t(post) - t(pre) (µs)", 1e6},
    {"pre-post-pre", "pre-post-pre, 520 ns, then", "second pre after post (µs)", 1e6},
    {"post-pre-post", "post-pre-post, 520 ns, then", "second post after pre (µs)", 1e6},
    {"train, pre first", "4 pairs, post 520 ns after pre", "pairs per second (10⁶/s)", 1e-6},
    {"train, post first", "4 pairs, pre 520 ns after post", "pairs per second (10⁶/s)", 1e-6},
};

typedef struct {
    double at[MOST_POINTS], change[WAYS][MOST_POINTS];
    int n;
} series;

typedef struct {
    char family[FAMILIES][32], by[FAMILIES][32];
    series c[PROTOCOLS][FAMILIES];
    double amplitude[FAMILIES]; /* of pairs, by the rule */
    int families;
} table;

static int family_of(table *t, const char *name, const char *by)
{
    int k = 0;
    while (k < t->families && strcmp(t->family[k], name) != 0)
        k++;
    if (k == FAMILIES)
        return -1;
    snprintf(t->family[k], sizeof t->family[k], "%.31s", name);
    snprintf(t->by[k], sizeof t->by[k], "%.31s", by);
    if (k == t->families)
        t->families++;
    return k;
}

static int protocol_of(const char *name)
{
    int p = 0;
    while (p < PROTOCOLS && strcmp(protocols[p].name, name) != 0)
        p++;
    return p < PROTOCOLS ? p : -1;
}

/* A line's fields; the protocol may itself have a comma, so the others are counted from the end. */
static bool read_line(table *t, char *line)
{
    char *field[6], *protocol = strchr(line, ',');
    line[strcspn(line, "\n")] = '\0';
    if (!protocol)
        return false;
    *protocol++ = '\0';
    for (int k = 5; k > 0; k--) {
        char *comma = strrchr(protocol, ',');
        if (!comma)
            return false;
        *comma = '\0';
        field[k] = comma + 1;
    }
    const int f = family_of(t, line, field[5]), p = protocol_of(protocol);
    if (f < 0 || p < 0 || t->c[p][f].n == MOST_POINTS)
        return false;
    series *c = &t->c[p][f];
    c->at[c->n] = strtod(field[1], NULL);
    for (int w = 0; w < WAYS; w++)
        c->change[w][c->n] = strtod(field[2 + w], NULL);
    if (p == 0)
        t->amplitude[f] = fmax(t->amplitude[f], fabs(c->change[RULE][c->n]));
    c->n++;
    return true;
}

static bool read_table(table *t, const char *file)
{
    char line[512];
    int number = 1;
    FILE *f = fopen(file, "r");
    if (!f || !fgets(line, sizeof line, f)) {
        fprintf(stderr, "stdp_figure: cannot read %s\n", file);
        return false;
    }
    while (fgets(line, sizeof line, f)) {
        number++;
        if (!read_line(t, line)) {
            fprintf(stderr, "stdp_figure: %s:%d: not a line that this can draw\n", file, number);
            (void)fclose(f);
            return false;
        }
    }
    return fclose(f) == 0;
}

/* ---- marks ---- */

static void circle(text *out, double x, double y, const char *color)
{
    text_addf(out,
              "<circle cx=\"%.1f\" cy=\"%.1f\" r=\"3.4\" fill=\"none\" stroke=\"%s\" "
              "stroke-width=\"1.2\"/>\n",
              x, y, color);
}

static void cross(text *out, double x, double y, const char *color)
{
    svg_line(out, x - 2.2, y - 2.2, x + 2.2, y + 2.2, color, 1.2, 1);
    svg_line(out, x - 2.2, y + 2.2, x + 2.2, y - 2.2, color, 1.2, 1);
}

/* Rule as a line, circuit as circles, layer as crosses; changes times `scale`. */
static void draw_curve(text *out, const axes *a, const series *c, double scale, const char *color)
{
    svg_path_begin(out);
    for (int k = 0; k < c->n; k++)
        svg_path_point(out, axes_x(a, c->at[k]), axes_y(a, scale * c->change[RULE][k]),
                       k == 0 || (c->at[k - 1] < 0) != (c->at[k] < 0));
    svg_path_end(out, color, 1.3, NULL, 1);
    for (int k = 0; k < c->n; k++) {
        const double x = axes_x(a, c->at[k]);
        circle(out, x, axes_y(a, scale * c->change[CIRCUIT][k]), color);
        cross(out, x, axes_y(a, scale * c->change[LAYER][k]), color);
    }
}

/* ---- panels ---- */

static axes panel(int number)
{
    return (axes){.x = 74 + 322.0 * (number % COLUMNS),
                  .y = 30 + 246.0 * (number / COLUMNS),
                  .w = 232,
                  .h = 160,
                  .xmin = INFINITY,
                  .xmax = -INFINITY,
                  .ymin = INFINITY,
                  .ymax = -INFINITY};
}

static void take_in(axes *a, const series *c, double scale)
{
    for (int k = 0; k < c->n; k++) {
        a->xmin = fmin(a->xmin, c->at[k]);
        a->xmax = fmax(a->xmax, c->at[k]);
        for (int w = 0; w < WAYS; w++) {
            a->ymin = fmin(a->ymin, scale * c->change[w][k]);
            a->ymax = fmax(a->ymax, scale * c->change[w][k]);
        }
    }
}

static void begin_panel(text *out, axes *a, int protocol, const char *title, const char *yname)
{
    const double dx = 0.05 * (a->xmax - a->xmin), dy = 0.08 * (a->ymax - a->ymin);
    a->xmin -= dx;
    a->xmax += dx;
    a->ymin -= dy;
    a->ymax += dy;
    axes_draw(out, a, protocols[protocol].xfactor, protocols[protocol].xname, 100, yname);
    svg_text(out, a->x + a->w / 2, a->y - 8, ANCHOR_MIDDLE, 13, NULL, title);
    if (a->ymin < 0 && a->ymax > 0)
        svg_line(out, a->x, axes_y(a, 0), a->x + a->w, axes_y(a, 0), NULL, 1, 0.5);
}

static void draw_pairs(text *out, const table *t)
{
    for (int f = 0; f < t->families; f++) {
        axes a = panel(f);
        char title[80];
        take_in(&a, &t->c[0][f], 1);
        snprintf(title, sizeof title, "%s, one pair", t->family[f]);
        begin_panel(out, &a, 0, title, "change of G (%)");
        svg_line(out, axes_x(&a, 0), a.y, axes_x(&a, 0), a.y + a.h, NULL, 1, 0.5);
        draw_curve(out, &a, &t->c[0][f], 1, colors[f]);
    }
}

static void draw_others(text *out, const table *t)
{
    for (int p = 1; p < PROTOCOLS; p++) {
        axes a = panel(t->families + p - 1);
        for (int f = 0; f < t->families; f++)
            take_in(&a, &t->c[p][f], 1 / t->amplitude[f]);
        begin_panel(out, &a, p, protocols[p].title, "change (% of a pair's)");
        for (int f = 0; f < t->families; f++)
            draw_curve(out, &a, &t->c[p][f], 1 / t->amplitude[f], colors[f]);
    }
}

static void draw_legend(text *out, const table *t)
{
    const axes a = panel(t->families + PROTOCOLS - 1);
    static const char *const names[WAYS] = {"circuit: two neuron_lif, a memristor",
                                            "layer: spike_layer, rule=\"overlap\"",
                                            "rule, by closed form or quadrature"};
    double y = a.y + 6;
    for (int w = 0; w < WAYS; w++, y += 21) {
        if (w == CIRCUIT)
            circle(out, a.x, y - 4, "currentColor");
        else if (w == LAYER)
            cross(out, a.x, y - 4, "currentColor");
        else
            svg_line(out, a.x - 10, y - 4, a.x + 10, y - 4, NULL, 1.3, 1);
        svg_text(out, a.x + 20, y, ANCHOR_START, 12, NULL, names[w]);
    }
    for (int f = 0; f < t->families; f++, y += 19) {
        char name[80];
        snprintf(name, sizeof name, "%s, %s", t->family[f], t->by[f]);
        svg_line(out, a.x - 10, y - 4, a.x + 10, y - 4, colors[f], 2.5, 1);
        svg_text(out, a.x + 20, y, ANCHOR_START, 12, NULL, name);
    }
}

int main(int argc, char **argv)
{
    static table t;
    text out = {0};
    if (argc != 2) {
        fputs("usage: stdp_figure FILE.csv >FILE.svg\n", stderr);
        return 2;
    }
    if (!read_table(&t, argv[1]))
        return 1;
    const axes last = panel(t.families + PROTOCOLS - 1);
    svg_begin(&out, 74 + 322.0 * COLUMNS - 60, last.y + last.h + 52,
              "Change of conductance by the overlap of spikes: circuit, layer, rule");
    draw_pairs(&out, &t);
    draw_others(&out, &t);
    draw_legend(&out, &t);
    svg_end(&out);
    return fputs(out.s, stdout) < 0 || fflush(stdout) != 0;
}
