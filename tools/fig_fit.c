#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "figures.h"
#include "fit_report.h"
#include "svg.h"
#include "ticks.h"

enum { MAX_ROWS = 8, PANEL_W = 340, PANEL_H = 250, LEFT = 84, GAP = 96, TOP = 40, ROW = 336 };

/* One panel: n points (x, y) and, if not NULL, the line through (x, fit). */
typedef struct {
    axes a;
    const double *x, *y, *fit;
    size_t n;
} panel;

static void widen(double *lo, double *hi)
{
    double margin = 0.05 * (*hi - *lo);
    if (!(margin > 0))
        margin = fabs(*hi) > 0 ? 0.1 * fabs(*hi) : 1;
    *lo -= margin;
    *hi += margin;
}

static void set_ranges(panel *p, bool log_y)
{
    axes *a = &p->a;
    a->xmin = a->ymin = INFINITY;
    a->xmax = a->ymax = -INFINITY;
    for (size_t k = 0; k < p->n; k++) {
        a->xmin = fmin(a->xmin, p->x[k]);
        a->xmax = fmax(a->xmax, p->x[k]);
        a->ymin = fmin(a->ymin, fmin(p->y[k], p->fit ? p->fit[k] : 0));
        a->ymax = fmax(a->ymax, fmax(p->y[k], p->fit ? p->fit[k] : 0));
    }
    widen(&a->xmin, &a->xmax);
    a->log_y = log_y;
    if (log_y) {
        a->ymax *= 1.5;
        a->ymin = fmax(a->ymin, 3e-4 * a->ymax);
    } else
        widen(&a->ymin, &a->ymax);
}

/* Points closer than a pixel add nothing but bytes. */
static void draw_points(text *t, const panel *p)
{
    double last_x = -INFINITY, last_y = -INFINITY;
    for (size_t k = 0; k < p->n; k++) {
        double x = axes_x(&p->a, p->x[k]), y = axes_y(&p->a, p->y[k]);
        if (hypot(x - last_x, y - last_y) < 1)
            continue;
        svg_rect(t, x - 1.6, y - 1.6, 3.2, 3.2, COLOR_MAIN, 0.75);
        last_x = x;
        last_y = y;
    }
}

static void draw_line(text *t, const panel *p)
{
    double last_x = -INFINITY, last_y = -INFINITY;
    svg_path_begin(t);
    for (size_t k = 0; k < p->n; k++) {
        double x = axes_x(&p->a, p->x[k]), y = axes_y(&p->a, p->fit[k]);
        if (k > 0 && k + 1 < p->n && hypot(x - last_x, y - last_y) < 1)
            continue;
        svg_path_point(t, x, y, k == 0);
        last_x = x;
        last_y = y;
    }
    svg_path_end(t, COLOR_OTHER, 1.8, NULL, 1);
}

static void draw_zero(text *t, const axes *a)
{
    if (!a->log_y && a->ymin < 0 && a->ymax > 0)
        svg_line(t, a->x, axes_y(a, 0), a->x + a->w, axes_y(a, 0), NULL, 1, 0.5);
    if (a->xmin < 0 && a->xmax > 0)
        svg_line(t, axes_x(a, 0), a->y, axes_x(a, 0), a->y + a->h, NULL, 1, 0.5);
}

static void draw_readings(text *t, panel *p, bool pulses, bool log_y, double xfactor,
                          const char *xname)
{
    char yname[64];
    set_ranges(p, log_y);
    si_scale s = si_for(fmax(fabs(p->a.ymin), fabs(p->a.ymax)));
    snprintf(yname, sizeof yname, "%s (%s%s)",
             pulses  ? "conductance"
             : log_y ? "current, its size"
                     : "current",
             s.prefix, pulses ? "S" : "A");
    axes_draw(t, &p->a, xfactor, xname, s.factor, yname);
    draw_zero(t, &p->a);
    draw_points(t, p);
    draw_line(t, p);
}

static void draw_file(text *t, const ns_fit_data *d, const double *fit, bool log_weight, double top)
{
    bool pulses = d->kind == NS_PULSES, log_y = log_weight;
    double *x = alloc_zeroed(d->n, sizeof *x), *y = alloc_zeroed(d->n, sizeof *y);
    double *line = alloc_zeroed(d->n, sizeof *line), *rest = alloc_zeroed(d->n, sizeof *rest);
    char xname[48] = "pulse";
    double v = 0;
    for (size_t k = 0; k < d->n; k++) {
        x[k] = pulses ? (double)k + 1 : d->row[k].v;
        y[k] = log_y ? fabs(d->row[k].y) : d->row[k].y;
        line[k] = log_y ? fabs(fit[k]) : fit[k];
        rest[k] = 100 * (fit[k] - d->row[k].y) / d->size;
        v = fmax(v, fabs(d->row[k].v));
    }
    si_scale s = pulses ? (si_scale){1, ""} : si_for(v);
    if (!pulses)
        snprintf(xname, sizeof xname, "voltage (%sV)", s.prefix);
    panel left = {{LEFT, top, PANEL_W, PANEL_H, 0, 0, 0, 0, false}, x, y, line, d->n};
    panel right = {
        {LEFT + PANEL_W + GAP, top, PANEL_W, PANEL_H, 0, 0, 0, 0, false}, x, rest, NULL, d->n};
    draw_readings(t, &left, pulses, log_y, s.factor, xname);
    set_ranges(&right, false);
    axes_draw(t, &right.a, s.factor, xname, 1, "fit - data (% of the largest)");
    draw_zero(t, &right.a);
    draw_points(t, &right);
    free(x);
    free(y);
    free(line);
    free(rest);
}

void figure_fit(text *t, const fit_report *f, const ns_fit_result *r)
{
    size_t rows = f->n_data < MAX_ROWS ? f->n_data : MAX_ROWS;
    char title[160];
    svg_begin(t, LEFT + 2 * PANEL_W + GAP + 24, TOP + (double)rows * ROW, "Data against fit");
    svg_rect(t, LEFT, TOP - 30, 8, 8, COLOR_MAIN, 0.75);
    svg_text(t, LEFT + 14, TOP - 22, ANCHOR_START, 13, NULL, "data");
    svg_line(t, LEFT + 60, TOP - 26, LEFT + 84, TOP - 26, COLOR_OTHER, 2.5, 1);
    snprintf(title, sizeof title, "mem_%s, rms residual %.3g %%", r->dev->name, 100 * r->rms);
    svg_text(t, LEFT + 90, TOP - 22, ANCHOR_START, 13, NULL, title);
    for (size_t k = 0; k < rows; k++) {
        const char *base = strrchr(f->data[k].name, '/');
        double top = TOP + (double)k * ROW;
        draw_file(t, &f->data[k], r->y[k], f->o->weight == NS_FIT_LOG, top + 8);
        snprintf(title, sizeof title, "%.70s: %.3g %%", base ? base + 1 : f->data[k].name,
                 100 * r->rms_of[k]);
        svg_text(t, LEFT + PANEL_W + GAP, top - (k ? 0 : 2), ANCHOR_START, 13, NULL, title);
    }
    svg_end(t);
}
