#include <math.h>
#include <stdio.h>
#include <string.h>

#include "figures.h"
#include "svg.h"
#include "ticks.h"

enum { BINS = 80 };

static void count(double *bins, const float *w, size_t n, double min, double max)
{
    for (size_t i = 0; i < n; i++) {
        int k = (int)(BINS * ((double)w[i] - min) / (max - min));
        bins[k < 0 ? 0 : k >= BINS ? BINS - 1 : k]++;
    }
}

static void extend(const float *w, size_t n, double *min, double *max)
{
    for (size_t i = 0; w && i < n; i++) {
        *min = fmin(*min, (double)w[i]);
        *max = fmax(*max, (double)w[i]);
    }
}

/* A linear axis would hide everything beside a dominating bin. */
static bool wants_log(const double *a, const double *b)
{
    double top = 0, sum = 0;
    int filled = 0;
    for (int k = 0; k < 2 * BINS; k++) {
        double c = k < BINS ? a[k] : b[k - BINS];
        top = fmax(top, c);
        sum += c;
        filled += c > 0;
    }
    return filled > 0 && top > 12 * sum / filled;
}

static void draw_bins(text *t, const axes *a, const double *bins, const char *color, bool filled)
{
    double base = a->y + a->h;
    svg_path_begin(t);
    svg_path_point(t, a->x, base, true);
    for (int k = 0; k < BINS; k++) {
        double y = bins[k] > 0 ? axes_y(a, bins[k]) : base;
        svg_path_point(t, a->x + a->w * k / BINS, y, false);
        svg_path_point(t, a->x + a->w * (k + 1) / BINS, y, false);
    }
    svg_path_point(t, a->x + a->w, base, false);
    svg_path_end(t, color, 1.5, filled ? color : NULL, filled ? 0.75 : 1);
}

static void legend(text *t, const axes *a, int line, const char *color, const char *name)
{
    double y = a->y + 18 + 20 * line, x = a->x + a->w - 150;
    svg_rect(t, x, y - 9, 14, 10, color, 0.9);
    svg_text(t, x + 20, y, ANCHOR_START, 13, NULL, name);
}

bool figure_histogram(text *t, const results *r, const char **why)
{
    if (!r->weights && !r->start) {
        *why = r->weights_state.why;
        return false;
    }
    double before[BINS] = {0}, after[BINS] = {0}, min = INFINITY, max = -INFINITY, top = 1;
    size_t n = r->inputs * r->n;
    extend(r->weights, n, &min, &max);
    extend(r->start, n, &min, &max);
    if (max <= min)
        max = min + fmax(fabs(min), 1e-12);
    if (r->start)
        count(before, r->start, n, min, max);
    if (r->weights)
        count(after, r->weights, n, min, max);
    for (int k = 0; k < BINS; k++)
        top = fmax(top, fmax(before[k], after[k]));
    bool log_y = wants_log(before, after);
    axes a = {.x = 84,
              .y = 12,
              .w = 660,
              .h = 300,
              .xmin = min,
              .xmax = max,
              .ymin = log_y ? 0.7 : 0,
              .ymax = log_y ? top * 1.8 : top * 1.08,
              .log_y = log_y};
    char xname[48];
    si_scale s = si_for(max);
    snprintf(xname, sizeof xname, "conductance (%sS)", s.prefix);
    svg_begin(t, 770, 366, "Conductances before and after");
    axes_draw(t, &a, s.factor, xname, 1, log_y ? "synapses (logarithmic)" : "synapses");
    int line = 0;
    if (r->weights) {
        draw_bins(t, &a, after, COLOR_MAIN, true);
        legend(t, &a, line++, COLOR_MAIN, "after training");
    }
    if (r->start) {
        draw_bins(t, &a, before, COLOR_OTHER, false);
        legend(t, &a, line, COLOR_OTHER, "before training");
    }
    svg_end(t);
    return true;
}
