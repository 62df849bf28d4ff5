/* Pictures of a testbench: waveforms of analyses, figures over something, or how the runs' values
 * are spread. Of several columns (SkyWater's transistors and the embedded cards, corners) the first
 * is drawn strongly, the others faintly. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "figures.h"
#include "svg.h"
#include "tb_run.h"
#include "ticks.h"
#include "wave.h"

static const char *const colors[] = {COLOR_MAIN,  COLOR_OTHER, COLOR_RIGHT, COLOR_WRONG,
                                     COLOR_QUIET, "#8057c4",   "#b0902a",   "#3aa0a8"};
enum { N_COLORS = sizeof colors / sizeof colors[0] };

/* One line: n points, those that are NAN are left out. */
typedef struct {
    const double *x, *y;
    size_t n;
    int series, column;
} line;

typedef struct {
    const tb_plot *plot;
    const tb_benches *b;
    line *lines;
    int n_lines;
    axes a;
} drawing;

static void add_line(drawing *d, const line *l)
{
    d->lines = grow(d->lines, (size_t)d->n_lines + 1, sizeof *d->lines);
    d->lines[d->n_lines++] = *l;
}

/* A series without a name goes on in the colour of the one before it. */
static const char *color_of(const tb_plot *p, int series)
{
    int n = 0;
    for (int i = 1; i <= series; i++)
        n += *p->series[i].label != '\0';
    return colors[n % N_COLORS];
}

/* False if there are no two points to put axes around. */
static bool find_range(drawing *d)
{
    axes *a = &d->a;
    a->xmin = a->ymin = INFINITY;
    a->xmax = a->ymax = -INFINITY;
    for (int i = 0; i < d->n_lines; i++) {
        const line *l = &d->lines[i];
        for (size_t k = 0; k < l->n; k++) {
            if (!isfinite(l->y[k]))
                continue;
            a->xmin = fmin(a->xmin, l->x[k]);
            a->xmax = fmax(a->xmax, l->x[k]);
            a->ymin = fmin(a->ymin, l->y[k]);
            a->ymax = fmax(a->ymax, l->y[k]);
        }
    }
    if (!(a->xmax > a->xmin))
        return false;
    double margin = a->ymax > a->ymin ? 0.06 * (a->ymax - a->ymin) : fabs(a->ymax) + 1e-3;
    a->ymin -= margin;
    a->ymax += margin;
    if (d->plot->analysis == 0) { /* markers keep off the frame */
        double side = 0.03 * (a->xmax - a->xmin);
        a->xmin -= side;
        a->xmax += side;
    }
    return true;
}

/* Of the points that fall into one column of pixels the first, the lowest, the highest and the last
 * are enough. */
static void draw_wave(text *t, const drawing *d, const line *l, const char *color, double opacity)
{
    double column = -INFINITY, low = 0, high = 0, last = 0;
    bool move = true;
    svg_path_begin(t);
    for (size_t k = 0; k < l->n; k++) {
        if (!isfinite(l->y[k]))
            continue;
        double x = axes_x(&d->a, l->x[k]), y = axes_y(&d->a, l->y[k]);
        if (floor(2 * x) > column) {
            if (!move && low < last)
                svg_path_point(t, column / 2, low, false);
            if (!move && high > last)
                svg_path_point(t, column / 2, high, false);
            if (!move)
                svg_path_point(t, column / 2, last, false);
            svg_path_point(t, x, y, move);
            move = false;
            column = floor(2 * x);
            low = high = y;
        }
        low = fmin(low, y);
        high = fmax(high, y);
        last = y;
    }
    svg_path_end(t, color, 1.4, NULL, opacity);
}

static void draw_points(text *t, const drawing *d, const line *l, const char *color, double opacity)
{
    bool move = true;
    svg_path_begin(t);
    for (size_t k = 0; k < l->n; k++)
        if (isfinite(l->y[k])) {
            svg_path_point(t, axes_x(&d->a, l->x[k]), axes_y(&d->a, l->y[k]), move);
            move = false;
        }
    svg_path_end(t, color, 1.4, NULL, opacity);
    for (size_t k = 0; k < l->n; k++)
        if (isfinite(l->y[k]))
            svg_rect(t, axes_x(&d->a, l->x[k]) - 3, axes_y(&d->a, l->y[k]) - 3, 6, 6, color,
                     opacity);
}

static void draw_legend(text *t, const drawing *d)
{
    double x = d->a.x + d->a.w + 16, y = d->a.y + 12;
    for (int i = 0; i < d->plot->n_series; i++) {
        if (!*d->plot->series[i].label)
            continue;
        svg_line(t, x, y - 4, x + 20, y - 4, color_of(d->plot, i), 2.5, 1);
        svg_text(t, x + 28, y, ANCHOR_START, 12, NULL, d->plot->series[i].label);
        y += 20;
    }
    if (d->b->n_columns < 2)
        return;
    char *strong = format_string("strong: %s", d->b->column[0].label);
    char *faint = d->b->n_columns == 2 ? format_string("faint: %s", d->b->column[1].label)
                                       : format_string("faint: the %d others", d->b->n_columns - 1);
    svg_text(t, x, y + 8, ANCHOR_START, 12, NULL, strong);
    svg_text(t, x, y + 26, ANCHOR_START, 12, NULL, faint);
    free(strong);
    free(faint);
}

/* "rate (kHz)", or without a unit the name alone. */
static double axis_name(char *out, size_t size, const char *name, const char *unit, double most)
{
    si_scale s = *unit ? si_for(most) : (si_scale){1, ""};
    snprintf(out, size, *unit ? "%s (%s%s)" : "%s", name, s.prefix, unit);
    return s.factor;
}

static void draw_all(text *t, drawing *d, const char *x_name, const char *x_unit)
{
    const tb_plot *p = d->plot;
    char xname[128], yname[128];
    double fx =
        axis_name(xname, sizeof xname, x_name, x_unit, fmax(fabs(d->a.xmin), fabs(d->a.xmax)));
    double fy = axis_name(yname, sizeof yname, p->y_name, p->y_unit,
                          fmax(fabs(d->a.ymin), fabs(d->a.ymax)));
    svg_begin(t, 860, 320, p->text);
    axes_draw(t, &d->a, fx, xname, fy, yname);
    if (d->a.ymin < 0 && d->a.ymax > 0)
        svg_line(t, d->a.x, axes_y(&d->a, 0), d->a.x + d->a.w, axes_y(&d->a, 0), NULL, 1, 0.4);
    for (int i = d->n_lines - 1; i >= 0; i--) { /* the first column on top */
        const line *l = &d->lines[i];
        const char *color = color_of(p, l->series);
        double opacity = l->column == 0 ? 1 : 0.4;
        if (p->analysis)
            draw_wave(t, d, l, color, opacity);
        else
            draw_points(t, d, l, color, opacity);
    }
    draw_legend(t, d);
    svg_end(t);
}

/* Moves point k to x, on the straight line to its neighbour. */
static void move_to(wave *w, size_t k, size_t neighbour, double x)
{
    double *t = w->at[0];
    const double f = (x - t[k]) / (t[neighbour] - t[k]);
    for (int i = 1; i <= w->n_vectors; i++)
        if (w->at[i])
            w->at[i][k] += f * (w->at[i][neighbour] - w->at[i][k]);
    t[k] = x;
}

/* Cuts the wave to the plot's range, so that lines go on to its ends; gives the points left. */
static size_t cut(wave *w, const tb_plot *p, size_t *first)
{
    size_t a = 0, n = w->n;
    *first = 0;
    if (isnan(p->from))
        return n;
    while (a < n && w->at[0][a] < p->from)
        a++;
    while (n > a && w->at[0][n - 1] > p->to)
        n--;
    if (n < w->n && n > a) {
        move_to(w, n, n - 1, p->to);
        n++;
    }
    if (a > 0 && a < n) {
        a--;
        move_to(w, a, a + 1, p->from);
    }
    *first = a;
    return n - a;
}

/* The plot's vectors of one analysis in one column. */
static bool add_wave(drawing *d, wave *w, int bench, int column, int analysis, ns_error *e)
{
    const tb_plot *p = d->plot;
    const tb_job *j = &d->b->job[bench * d->b->n_columns + column];
    char **names = alloc_zeroed((size_t)p->n_series, sizeof *names);
    for (int k = 0; k < p->n_series; k++)
        names[k] = p->series[k].label;
    int nth = 0;
    const char *raw = tb_raw(d->b, j, analysis, &nth);
    bool ok = raw ? wave_read(w, raw, nth, names, p->n_series, e)
                  : ns_fail(e, "there is no analysis %d", analysis);
    size_t first = 0, n = ok ? cut(w, p, &first) : 0;
    for (int k = 0; ok && k < p->n_series; k++) {
        ok = w->at[1 + k] || ns_fail(e, "there is no vector %s", names[k]);
        if (ok)
            add_line(d, &(line){w->at[0] + first, w->at[1 + k] + first, n, k, column});
    }
    free(names);
    return ok;
}

static bool draw_waves(text *t, drawing *d, int bench, ns_error *e)
{
    const tb_plot *p = d->plot;
    const int each = p->last - p->analysis + 1, n = d->b->n_columns * each;
    wave *w = alloc_zeroed((size_t)n, sizeof *w);
    bool ok = true;
    for (int i = 0; ok && i < n; i++)
        ok = add_wave(d, &w[i], bench, i / each, p->analysis + i % each, e);
    ok = ok && (find_range(d) || ns_fail(e, "there are no points"));
    bool time = ok && strcmp(w[0].scale, "time") == 0;
    if (ok)
        draw_all(t, d, time ? "time" : w[0].scale, time ? "s" : "");
    for (int i = 0; i < n; i++)
        wave_free(&w[i]);
    free(w);
    return ok;
}

static int by_value(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The runs' values in order; the i-th of n at (i - 1/2)/n. */
static bool draw_samples(text *t, drawing *d, int bench, ns_error *e)
{
    const tb_plot *p = d->plot;
    const tb_bench *of = &d->b->bench[bench];
    const size_t n = (size_t)of->n_runs, lines = (size_t)(p->n_series * d->b->n_columns);
    double *x = alloc_zeroed(n * lines, sizeof *x), *y = alloc_zeroed(n, sizeof *y);
    bool ok = n > 0 || ns_fail(e, "the deck has no line '*= NAME N'");
    for (size_t k = 0; k < n; k++)
        y[k] = 100 * ((double)k + 0.5) / (double)n;
    for (int i = 0; ok && i < (int)lines; i++) {
        const int series = i % p->n_series, c = i / p->n_series;
        const int q = tb_find_quantity(of, p->series[series].label);
        double *v = x + n * (size_t)i;
        ok = q >= 0 || ns_fail(e, "no figure is a statistic of %s", p->series[series].label);
        if (!ok)
            break;
        memcpy(v, d->b->job[bench * d->b->n_columns + c].sample[q], n * sizeof *v);
        qsort(v, n, sizeof *v, by_value);
        add_line(d, &(line){v, y, n, series, c});
    }
    ok = ok && (find_range(d) || ns_fail(e, "there are no points"));
    if (ok)
        draw_all(t, d, p->x_name, p->x_unit);
    free(x);
    free(y);
    return ok;
}

static bool draw_figures(text *t, drawing *d, int bench, ns_error *e)
{
    const tb_plot *p = d->plot;
    const tb_bench *of = &d->b->bench[bench];
    double **y = alloc_zeroed((size_t)(p->n_series * d->b->n_columns), sizeof *y);
    bool ok = true;
    for (int i = 0; i < p->n_series * d->b->n_columns; i++) {
        const tb_series *s = &p->series[i % p->n_series];
        int c = i / p->n_series;
        y[i] = alloc_zeroed((size_t)s->n, sizeof **y);
        for (int k = 0; k < s->n; k++) {
            int figure = tb_find_figure(of, s->figure[k]);
            if (figure < 0)
                ok = ns_fail(e, "there is no figure %s", s->figure[k]);
            else
                y[i][k] = d->b->job[bench * d->b->n_columns + c].value[figure];
        }
        add_line(d, &(line){s->x, y[i], (size_t)s->n, i % p->n_series, c});
    }
    ok = ok && (find_range(d) || ns_fail(e, "there are no points"));
    if (ok)
        draw_all(t, d, p->x_name, p->x_unit);
    for (int i = 0; i < p->n_series * d->b->n_columns; i++)
        free(y[i]);
    free(y);
    return ok;
}

bool tb_draw(text *t, const tb_benches *b, int bench, const tb_plot *p, ns_error *e)
{
    drawing d = {.plot = p, .b = b, .a = {.x = 78, .y = 14, .w = 580, .h = 252}};
    bool ok = p->analysis  ? draw_waves(t, &d, bench, e)
              : p->samples ? draw_samples(t, &d, bench, e)
                           : draw_figures(t, &d, bench, e);
    free(d.lines);
    return ok;
}
