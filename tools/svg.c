#include "svg.h"

#include <math.h>
#include <stdio.h>

#include "html.h"
#include "ticks.h"

static const char *const anchors[] = {"start", "middle", "end"};

static const char *color_of(const char *color)
{
    return color ? color : "currentColor";
}

void svg_begin(text *t, double width, double height, const char *title)
{
    text_addf(t,
              "<svg xmlns=\"http://www.w3.org/2000/svg\" width=\"%.0f\" height=\"%.0f\" "
              "viewBox=\"0 0 %.0f %.0f\" "
              "color=\"#1f2328\" font-family=\"system-ui,'DejaVu Sans',sans-serif\" "
              "role=\"img\">\n<title>",
              width, height, width, height);
    html_text(t, title);
    text_addf(t, "</title>\n<rect class=\"paper\" width=\"%.0f\" height=\"%.0f\" fill=\"#fff\"/>\n",
              width, height);
}

void svg_end(text *t)
{
    text_add(t, "</svg>\n");
}

void svg_line(text *t, double x1, double y1, double x2, double y2, const char *color, double width,
              double opacity)
{
    text_addf(
        t,
        "<line x1=\"%.2f\" y1=\"%.2f\" x2=\"%.2f\" y2=\"%.2f\" stroke=\"%s\" stroke-width=\"%.2g\" "
        "opacity=\"%.2g\"/>\n",
        x1, y1, x2, y2, color_of(color), width, opacity);
}

void svg_rect(text *t, double x, double y, double w, double h, const char *fill, double opacity)
{
    text_addf(t,
              "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" fill=\"%s\" "
              "opacity=\"%.2g\"/>\n",
              x, y, w, h, color_of(fill), opacity);
}

void svg_frame(text *t, double x, double y, double w, double h, double opacity)
{
    text_addf(t,
              "<rect x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" fill=\"none\" "
              "stroke=\"currentColor\" "
              "opacity=\"%.2g\"/>\n",
              x, y, w, h, opacity);
}

void svg_text(text *t, double x, double y, anchor a, double size, const char *color, const char *s)
{
    text_addf(t, "<text x=\"%.2f\" y=\"%.2f\" text-anchor=\"%s\" font-size=\"%.3g\" fill=\"%s\">",
              x, y, anchors[a], size, color_of(color));
    html_text(t, s);
    text_add(t, "</text>\n");
}

void svg_text_up(text *t, double x, double y, double size, const char *s)
{
    text_addf(t,
              "<text transform=\"translate(%.2f %.2f) rotate(-90)\" text-anchor=\"middle\" "
              "font-size=\"%.3g\" "
              "fill=\"currentColor\">",
              x, y, size);
    html_text(t, s);
    text_add(t, "</text>\n");
}

void svg_image(text *t, double x, double y, double w, double h, const char *data_uri)
{
    text_addf(
        t,
        "<image x=\"%.2f\" y=\"%.2f\" width=\"%.2f\" height=\"%.2f\" preserveAspectRatio=\"none\" "
        "style=\"image-rendering:pixelated\" href=\"",
        x, y, w, h);
    text_add(t, data_uri);
    text_add(t, "\"/>\n");
}

void svg_path_begin(text *t)
{
    text_add(t, "<path d=\"");
}

void svg_path_point(text *t, double x, double y, bool move)
{
    text_addf(t, "%s%.1f %.1f", move ? "M" : "L", x, y);
}

void svg_path_end(text *t, const char *stroke, double width, const char *fill, double opacity)
{
    text_addf(t,
              "\" stroke=\"%s\" stroke-width=\"%.2g\" stroke-linejoin=\"round\" fill=\"%s\" "
              "opacity=\"%.2g\"/>\n",
              stroke ? stroke : "none", width, fill ? fill : "none", opacity);
}

double axes_x(const axes *a, double v)
{
    return a->x + a->w * (v - a->xmin) / (a->xmax - a->xmin);
}

double axes_y(const axes *a, double v)
{
    double f = a->log_y ? log(fmax(v, a->ymin) / a->ymin) / log(a->ymax / a->ymin)
                        : (v - a->ymin) / (a->ymax - a->ymin);
    return a->y + a->h * (1 - f);
}

/* Digits in groups of three from 10 000 on. */
static void tick_label(char *out, size_t size, double v, int decimals)
{
    char digits[40];
    if (fabs(v) < 10000) {
        snprintf(out, size, "%.*f", decimals, v);
        return;
    }
    int len = snprintf(digits, sizeof digits, "%.0f", fabs(v));
    size_t n = (size_t)snprintf(out, size, "%s", v < 0 ? "-" : "");
    for (int i = 0; i < len && n + 3 < size; i++) {
        if (i > 0 && (len - i) % 3 == 0)
            out[n++] = ' ';
        out[n++] = digits[i];
    }
    out[n] = '\0';
}

void axes_draw(text *t, const axes *a, double xfactor, const char *xname, double yfactor,
               const char *yname)
{
    char label[48];
    ticks x = ticks_linear(a->xmin * xfactor, a->xmax * xfactor, 6);
    ticks y = a->log_y ? ticks_log(a->ymin * yfactor, a->ymax * yfactor)
                       : ticks_linear(a->ymin * yfactor, a->ymax * yfactor, 5);
    for (int i = 0; i < x.n; i++) {
        double px = axes_x(a, x.at[i] / xfactor);
        tick_label(label, sizeof label, x.at[i], x.decimals);
        svg_line(t, px, a->y, px, a->y + a->h, NULL, 1, 0.1);
        svg_text(t, px, a->y + a->h + 16, ANCHOR_MIDDLE, 12, NULL, label);
    }
    for (int i = 0; i < y.n; i++) {
        double py = axes_y(a, y.at[i] / yfactor);
        tick_label(label, sizeof label, y.at[i], y.decimals);
        svg_line(t, a->x, py, a->x + a->w, py, NULL, 1, 0.1);
        svg_text(t, a->x - 7, py + 4, ANCHOR_END, 12, NULL, label);
    }
    svg_frame(t, a->x, a->y, a->w, a->h, 0.5);
    svg_text(t, a->x + a->w / 2, a->y + a->h + 36, ANCHOR_MIDDLE, 13, NULL, xname);
    svg_text_up(t, a->x - 54, a->y + a->h / 2, 13, yname);
}
