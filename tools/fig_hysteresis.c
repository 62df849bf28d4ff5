#include <math.h>
#include <stdio.h>

#include "figures.h"
#include "svg.h"
#include "ticks.h"

/* Dark to light, so that the order of frequencies can be seen; more curves than colours start over.
 */
static const char *const colors[] = {COLOR_MAIN, COLOR_OTHER, COLOR_RIGHT, COLOR_WRONG,
                                     COLOR_QUIET};

static void ranges(const results *r, axes *a)
{
    double v = 0, i = 0;
    for (int c = 0; c < r->n_curves; c++) {
        for (size_t k = 0; k < r->curves[c].n; k++) {
            v = fmax(v, fabs(r->curves[c].v[k]));
            i = fmax(i, fabs(r->curves[c].i[k]));
        }
    }
    /* zero in the middle: the pinch is what to look at */
    a->xmax = v > 0 ? 1.06 * v : 1;
    a->ymax = i > 0 ? 1.08 * i : 1;
    a->xmin = -a->xmax;
    a->ymin = -a->ymax;
}

/* Points closer than a pixel add nothing but bytes. */
static void draw_curve(text *t, const axes *a, const curve *c, const char *color)
{
    double last_x = -INFINITY, last_y = -INFINITY;
    svg_path_begin(t);
    for (size_t k = 0; k < c->n; k++) {
        double x = axes_x(a, c->v[k]), y = axes_y(a, c->i[k]);
        if (k > 0 && k + 1 < c->n && hypot(x - last_x, y - last_y) < 1)
            continue;
        svg_path_point(t, x, y, k == 0);
        last_x = x;
        last_y = y;
    }
    svg_path_end(t, color, 1.6, NULL, 1);
}

bool figure_hysteresis(text *t, const results *r, const char **why)
{
    if (r->n_curves == 0) {
        *why = r->hysteresis_state.why;
        return false;
    }
    axes a = {.x = 84, .y = 12, .w = 480, .h = 360};
    char xname[48], yname[48], name[48];
    ranges(r, &a);
    si_scale sx = si_for(a.xmax), sy = si_for(a.ymax);
    snprintf(xname, sizeof xname, "voltage (%sV)", sx.prefix);
    snprintf(yname, sizeof yname, "current (%sA)", sy.prefix);
    svg_begin(t, 720, 426, "Current over voltage of a memristor");
    axes_draw(t, &a, sx.factor, xname, sy.factor, yname);
    svg_line(t, axes_x(&a, 0), a.y, axes_x(&a, 0), a.y + a.h, NULL, 1, 0.5);
    svg_line(t, a.x, axes_y(&a, 0), a.x + a.w, axes_y(&a, 0), NULL, 1, 0.5);
    for (int c = 0; c < r->n_curves; c++) {
        const char *color = colors[(size_t)c % (sizeof colors / sizeof *colors)];
        double y = a.y + 14 + 22 * c;
        draw_curve(t, &a, &r->curves[c], color);
        svg_line(t, a.x + a.w + 16, y - 4, a.x + a.w + 36, y - 4, color, 2.5, 1);
        if (r->curves[c].frequency > 0)
            si_format(name, sizeof name, r->curves[c].frequency, "Hz");
        else
            snprintf(name, sizeof name, "curve %d", c + 1);
        svg_text(t, a.x + a.w + 44, y, ANCHOR_START, 13, NULL, name);
    }
    svg_end(t);
    return true;
}
