/* stdp_figure FILE.csv >FILE.svg: curves of STDP (a column of delays in s, one of relative changes
 * for each family, named in the first line) as a drawing. The file is what tests/decks/test_stdp
 * writes with STDP_CSV=FILE.csv; `make stdp-figure` does both. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "figures.h"
#include "svg.h"

enum { MOST_CURVES = 8, MOST_POINTS = 200 };

static const char *const colors[] = {COLOR_MAIN,  COLOR_OTHER, COLOR_RIGHT, COLOR_WRONG,
                                     COLOR_QUIET, "#8250a8",   "#1f2328",   "#b08800"};

typedef struct {
    char name[MOST_CURVES][32];
    double dt[MOST_POINTS], change[MOST_CURVES][MOST_POINTS];
    int n_curves, n;
} table;

static void read_names(table *t, char *line)
{
    (void)strtok(line, ",\n");
    for (char *name; t->n_curves < MOST_CURVES && (name = strtok(NULL, ",\n"));)
        snprintf(t->name[t->n_curves++], sizeof t->name[0], "%s", name);
}

static int read_table(table *t, const char *file)
{
    char line[512];
    FILE *f = fopen(file, "r");
    if (!f || !fgets(line, sizeof line, f)) {
        fprintf(stderr, "stdp_figure: cannot read %s\n", file);
        return 1;
    }
    read_names(t, line);
    for (; t->n < MOST_POINTS && fgets(line, sizeof line, f); t->n++) {
        char *p = line;
        t->dt[t->n] = strtod(p, &p);
        for (int c = 0; c < t->n_curves; c++)
            t->change[c][t->n] = strtod(p + (*p == ','), &p);
    }
    return fclose(f);
}

/* Logarithm of the conductance after over that before: as large for half as for twice. */
static double size(double change)
{
    return log(1 + change);
}

static double largest(const table *t, int c)
{
    double most = 1e-12;
    for (int k = 0; k < t->n; k++)
        most = fmax(most, fabs(size(t->change[c][k])));
    return most;
}

static void draw_curve(text *out, const axes *a, const table *t, int c)
{
    double most = largest(t, c);
    svg_path_begin(out);
    for (int k = 0; k < t->n; k++)
        svg_path_point(out, axes_x(a, t->dt[k]), axes_y(a, size(t->change[c][k]) / most),
                       k == 0 || (t->dt[k - 1] < 0) != (t->dt[k] < 0));
    svg_path_end(out, colors[c], 1.8, NULL, 1);
}

int main(int argc, char **argv)
{
    static table t;
    text out = {0};
    if (argc != 2) {
        fputs("usage: stdp_figure FILE.csv >FILE.svg\n", stderr);
        return 2;
    }
    if (read_table(&t, argv[1]) != 0)
        return 1;
    axes a = {.x = 84, .y = 12, .w = 480, .h = 340};
    a.ymax = 1.1;
    a.ymin = -a.ymax;
    a.xmax = 1.05 * fmax(fabs(t.dt[0]), fabs(t.dt[t.n - 1]));
    a.xmin = -a.xmax;
    svg_begin(&out, 720, 406, "Change of conductance over the delay of the post-synaptic spike");
    axes_draw(&out, &a, 1e6, "t(post) - t(pre) (µs)", 1,
              "logarithm of G(after) / G(before), largest = 1");
    svg_line(&out, axes_x(&a, 0), a.y, axes_x(&a, 0), a.y + a.h, NULL, 1, 0.5);
    svg_line(&out, a.x, axes_y(&a, 0), a.x + a.w, axes_y(&a, 0), NULL, 1, 0.5);
    for (int c = 0; c < t.n_curves; c++) {
        double y = a.y + 14 + 22 * c;
        draw_curve(&out, &a, &t, c);
        svg_line(&out, a.x + a.w + 16, y - 4, a.x + a.w + 36, y - 4, colors[c], 2.5, 1);
        char name[64];
        snprintf(name, sizeof name, "%s, %.2g %%", t.name[c], 100 * expm1(largest(&t, c)));
        svg_text(&out, a.x + a.w + 44, y, ANCHOR_START, 13, NULL, name);
    }
    svg_end(&out);
    return fputs(out.s, stdout) < 0 || fflush(stdout) != 0;
}
