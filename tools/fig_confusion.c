#include <stdio.h>
#include <string.h>

#include "colormap.h"
#include "figures.h"
#include "svg.h"

enum { MAX_SHOWN = 40 };

static double cell(json_t *m, size_t i, size_t k)
{
    return json_number_value(json_array_get(json_array_get(m, i), k));
}

static double row_sum(json_t *m, size_t i, size_t n)
{
    double sum = 0;
    for (size_t k = 0; k < n; k++)
        sum += cell(m, i, k);
    return sum;
}

/* A count on its colour: the share of the images of this class, so that rows compare. */
static void draw_cell(text *t, double x, double y, double size, double count, double share)
{
    char s[16];
    rgb c = colormap(share);
    snprintf(s, sizeof s, "#%02x%02x%02x", c.r, c.g, c.b);
    svg_rect(t, x, y, size, size, s, 1);
    if (count <= 0 || size < 18)
        return;
    snprintf(s, sizeof s, "%.0f", count);
    svg_text(t, x + size / 2, y + size / 2 + 4, ANCHOR_MIDDLE, strlen(s) > 4 ? 10 : 12,
             share > 0.5 ? "#111" : "#fff", s);
}

static void draw_scale(text *t, double x, double y, double w, double h)
{
    char s[16];
    for (int i = 0; i < 64; i++) {
        rgb c = colormap(1 - i / 63.0);
        snprintf(s, sizeof s, "#%02x%02x%02x", c.r, c.g, c.b);
        svg_rect(t, x, y + h * i / 64, w, h / 64 + 0.5, s, 1);
    }
    for (int i = 0; i <= 4; i++) {
        snprintf(s, sizeof s, "%d %%", 25 * i);
        svg_text(t, x + w + 6, y + h * (1 - i / 4.0) + 4, ANCHOR_START, 12, NULL, s);
    }
    svg_text_up(t, x + w + 58, y + h / 2, 13, "share of the images of the class");
}

static bool has_long_names(const results *r, size_t n)
{
    char buf[16];
    bool found = false;
    for (size_t i = 0; i < n; i++)
        found = found || strlen(results_class(r, (int)i, buf, sizeof buf)) > 4;
    return found;
}

bool figure_confusion(text *t, const results *r, const char **why)
{
    json_t *m = r->result ? json_object_get(r->result, "confusion") : NULL;
    size_t n = json_array_size(m);
    char buf[16];
    if (n == 0 || n > MAX_SHOWN) {
        *why = r->result_state.why[0] ? r->result_state.why
               : n                    ? "there are too many classes to draw a matrix"
                                      : "result.json has no confusion matrix";
        return false;
    }
    const double size = n > 20 ? 24 : 46, left = 96, top = 14, side = size * (double)n;
    bool slanted = has_long_names(r, n);
    double below = slanted ? 76 : 40;
    svg_begin(t, left + side + 110, top + side + below + 8, "Confusion matrix");
    for (size_t i = 0; i < n; i++) {
        double sum = row_sum(m, i, n);
        for (size_t k = 0; k < n; k++)
            draw_cell(t, left + size * (double)k, top + size * (double)i, size, cell(m, i, k),
                      sum > 0 ? cell(m, i, k) / sum : 0);
        const char *name = results_class(r, (int)i, buf, sizeof buf);
        double middle = size * ((double)i + 0.5);
        svg_text(t, left - 6, top + middle + 4, ANCHOR_END, 12, NULL, name);
        text_addf(t, "<g transform=\"translate(%.1f %.1f) rotate(%d)\">",
                  left + middle + (slanted ? 6 : 0), top + side + (slanted ? 12 : 16),
                  slanted ? -40 : 0);
        svg_text(t, 0, 0, slanted ? ANCHOR_END : ANCHOR_MIDDLE, 12, NULL, name);
        text_add(t, "</g>\n");
    }
    svg_text_up(t, 16, top + side / 2, 13, "shown");
    svg_text(t, left + side / 2, top + side + below, ANCHOR_MIDDLE, 13, NULL, "recognised as");
    draw_scale(t, left + side + 18, top, 16, side);
    svg_end(t);
    return true;
}
