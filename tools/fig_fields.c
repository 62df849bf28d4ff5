/* What each neuron has learnt: the conductances of its synapses, laid out as the image that they
 * see. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "figures.h"
#include "png.h"
#include "svg.h"
#include "ticks.h"

enum { MAX_FIELDS = 900, WIDTH = 860, GAP = 2 };

typedef struct {
    int neuron, class;
} field;

/* By class, then by number; those without one last. */
static int by_class(const void *a, const void *b)
{
    const field *fa = a, *fb = b;
    unsigned ca = (unsigned)fa->class, cb = (unsigned)fb->class; /* -1 becomes the largest */
    if (ca != cb)
        return ca < cb ? -1 : 1;
    return (fa->neuron > fb->neuron) - (fa->neuron < fb->neuron);
}

static void range_of(const float *w, size_t n, double *min, double *max)
{
    *min = *max = (double)w[0];
    for (size_t i = 1; i < n; i++) {
        *min = fmin(*min, (double)w[i]);
        *max = fmax(*max, (double)w[i]);
    }
    if (*max <= *min)
        *max = *min + fmax(fabs(*min), 1e-12);
}

typedef struct {
    const results *r;
    const field *fields;
    int n, columns, lines;
    double min, max;
} grid;

/* Pixels between the tiles take the lowest colour's place by a neutral grey. */
static void draw_tiles(text *uri, const grid *g)
{
    int tile_w = g->r->cols + GAP, tile_h = g->r->rows + GAP;
    int w = g->columns * tile_w - GAP, h = g->lines * tile_h - GAP;
    rgb *pixels = alloc_zeroed((size_t)w * (size_t)h, sizeof *pixels);
    for (int i = 0; i < w * h; i++)
        pixels[i] = (rgb){139, 148, 158};
    for (int k = 0; k < g->n; k++) {
        int x0 = k % g->columns * tile_w, y0 = k / g->columns * tile_h;
        for (int p = 0; p < g->r->rows * g->r->cols; p++) {
            double v = (double)g->r->weights[(size_t)p * g->r->n + (size_t)g->fields[k].neuron];
            int x = x0 + p % g->r->cols, y = y0 + p / g->r->cols;
            pixels[(size_t)y * (size_t)w + (size_t)x] = colormap((v - g->min) / (g->max - g->min));
        }
    }
    png_data_uri(uri, pixels, w, h);
    free(pixels);
}

/* Where tile k begins; the picture is w x h px. */
static void tile_at(const grid *g, int k, double w, double h, double *x, double *y)
{
    double scale_x = w / (g->columns * (g->r->cols + GAP) - GAP);
    double scale_y = h / (g->lines * (g->r->rows + GAP) - GAP);
    *x = scale_x * (k % g->columns) * (g->r->cols + GAP);
    *y = scale_y * (k / g->columns) * (g->r->rows + GAP);
}

/* Names where they have room, else numbers. */
static void draw_labels(text *t, const grid *g, double left, double top, double w, double h,
                        bool names)
{
    char buf[16];
    double size = names ? 11 : 9;
    for (int k = 0; k < g->n; k++) {
        int class = g->fields[k].class;
        const char *label = buf;
        double x, y;
        snprintf(buf, sizeof buf, class < 0 ? "-" : "%d", class);
        if (names)
            label = results_class(g->r, class, buf, sizeof buf);
        tile_at(g, k, w, h, &x, &y);
        /* a dark seam keeps the label readable on light pixels */
        text_add(t, "<g paint-order=\"stroke\" stroke=\"#000\" stroke-width=\"2.5\" "
                    "stroke-opacity=\"0.65\">");
        svg_text(t, left + x + 3, top + y + size + 1, ANCHOR_START, size, "#fff", label);
        text_add(t, "</g>\n");
    }
}

/* "0 T-shirt   1 Trouser ...", for labels that are numbers of classes with names. */
static bool list_names(text *t, const results *r)
{
    char number[16];
    bool found = false;
    for (int c = 0; c < 12; c++) {
        snprintf(number, sizeof number, "%d", c);
        const char *name = r->class_name[c];
        if (name && strcmp(name, number) != 0) {
            text_addf(t, "%s%d %s", found ? " \302\267 " : "", c, name);
            found = true;
        }
    }
    return found;
}

static void draw_bar(text *t, const grid *g, double x, double y, double w, double h)
{
    rgb column[128];
    char label[32];
    text uri = {0};
    for (int i = 0; i < 128; i++)
        column[i] = colormap(1 - i / 127.0);
    png_data_uri(&uri, column, 1, 128);
    svg_image(t, x, y, w, h, uri.s);
    text_free(&uri);
    si_scale s = si_for(g->max);
    ticks k = ticks_linear(g->min * s.factor, g->max * s.factor, 6);
    for (int i = 0; i < k.n; i++) {
        double py = y + h * (1 - (k.at[i] / s.factor - g->min) / (g->max - g->min));
        snprintf(label, sizeof label, "%.*f", k.decimals, k.at[i]);
        svg_line(t, x + w, py, x + w + 4, py, NULL, 1, 0.8);
        svg_text(t, x + w + 7, py + 4, ANCHOR_START, 12, NULL, label);
    }
    snprintf(label, sizeof label, "conductance (%sS)", s.prefix);
    svg_text_up(t, x + w + 54, y + h / 2, 13, label);
}

static void draw_figure(text *t, const grid *g)
{
    int pixels_x = g->columns * (g->r->cols + GAP) - GAP,
        pixels_y = g->lines * (g->r->rows + GAP) - GAP;
    double scale = fmin(6, WIDTH / (double)pixels_x);
    double w = scale * pixels_x, h = scale * pixels_y, height = fmax(h, 120);
    bool names = scale * (g->r->cols + GAP) >= 54;
    text uri = {0}, list = {0};
    bool listed = !names && list_names(&list, g->r);
    draw_tiles(&uri, g);
    svg_begin(t, w + 100, height + (listed ? 40 : 16), "Receptive fields");
    svg_image(t, 8, 8, w, h, uri.s);
    draw_labels(t, g, 8, 8, w, h, names);
    draw_bar(t, g, w + 24, 8, 16, height);
    if (listed)
        svg_text(t, 8, height + 28, ANCHOR_START, 12, NULL, list.s);
    svg_end(t);
    text_free(&list);
    text_free(&uri);
}

bool figure_fields(text *t, const results *r, const char **why)
{
    if (!r->weights || r->rows == 0) {
        *why = !r->weights
                   ? r->weights_state.why
                   : "the inputs make no square image; give its size with --shape ROWSxCOLUMNS";
        return false;
    }
    grid g = {.r = r, .n = r->n > MAX_FIELDS ? MAX_FIELDS : (int)r->n};
    field *fields = alloc_zeroed(r->n, sizeof *fields);
    for (int k = 0; k < (int)r->n; k++)
        fields[k] = (field){k, results_neuron_class(r, k)};
    qsort(fields, r->n, sizeof *fields, by_class);
    g.fields = fields;
    g.columns = (int)ceil(sqrt((double)g.n * r->rows / r->cols));
    g.lines = (g.n + g.columns - 1) / g.columns;
    range_of(r->weights, r->inputs * r->n, &g.min, &g.max);
    draw_figure(t, &g);
    free(fields);
    return true;
}
