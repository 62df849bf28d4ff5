/* Spikes of the first images that were recorded: which neuron when, and who answered loudest. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "figures.h"
#include "svg.h"
#include "ticks.h"

enum { MAX_IMAGES = 12 };

typedef struct {
    size_t first, end; /* spikes */
    int label, winner; /* -1: no one */
} image;

static bool same_image(const spike *a, const spike *b)
{
    return a->label == b->label && strcmp(a->phase, b->phase) == 0;
}

/* The pause between images is not in the file, but it is no longer than the shortest silence
 * between two different labels. */
static double shortest_pause(const results *r)
{
    double pause = INFINITY;
    for (size_t k = 1; k < r->n_spikes; k++)
        if (!same_image(&r->spikes[k - 1], &r->spikes[k]))
            pause = fmin(pause, r->spikes[k].t - r->spikes[k - 1].t);
    return pause;
}

static int winner_of(const results *r, const image *im, int neurons)
{
    int *spikes = alloc_zeroed((size_t)neurons, sizeof *spikes);
    int best = -1;
    for (size_t k = im->first; k < im->end; k++) {
        int a = r->spikes[k].address;
        spikes[a]++;
        if (best < 0 || spikes[a] > spikes[best])
            best = a;
    }
    free(spikes);
    return best;
}

static int split_images(const results *r, image *images, int neurons)
{
    double pause = shortest_pause(r);
    int n = 0;
    for (size_t k = 0; k < r->n_spikes; k++) {
        const spike *s = &r->spikes[k];
        bool next = k == 0 || !same_image(s - 1, s) || s->t - s[-1].t >= pause;
        if (next && n == MAX_IMAGES)
            break;
        if (next)
            images[n++] = (image){.first = k, .label = s->label};
        images[n - 1].end = k + 1;
    }
    for (int i = 0; i < n; i++)
        images[i].winner = winner_of(r, &images[i], neurons);
    return n;
}

/* Late in a run the time itself has too many digits for an axis: it then starts at the first spike.
 */
static double origin_of(const results *r, double span)
{
    return r->spikes[0].t > 2 * span ? r->spikes[0].t : 0;
}

static void draw_image(text *t, const results *r, const axes *a, double origin, const image *im,
                       double from, double to, int index)
{
    char buf[16], line[48];
    int answer = results_neuron_class(r, im->winner);
    const char *color = answer < 0 ? COLOR_OTHER : answer == im->label ? COLOR_RIGHT : COLOR_WRONG;
    double x0 = axes_x(a, from), x1 = axes_x(a, to), middle = (x0 + x1) / 2;
    if (index % 2 == 0)
        svg_rect(t, x0, a->y, x1 - x0, a->h, NULL, 0.05);
    for (size_t k = im->first; k < im->end; k++) {
        const spike *s = &r->spikes[k];
        bool won = s->address == im->winner;
        double x = axes_x(a, s->t - origin), y = axes_y(a, s->address), half = won ? 5 : 3;
        svg_line(t, x, y - half, x, y + half, won ? color : NULL, won ? 2 : 1.2, won ? 1 : 0.65);
    }
    if (im->label >= 0)
        svg_text(t, middle, a->y - 24, ANCHOR_MIDDLE, 12, NULL,
                 results_class(r, im->label, buf, sizeof buf));
    if (answer >= 0)
        snprintf(line, sizeof line, "%s", results_class(r, answer, buf, sizeof buf));
    else
        snprintf(line, sizeof line, "n. %d", im->winner);
    svg_text(t, middle, a->y - 8, ANCHOR_MIDDLE, 12, color, line);
}

static int count_neurons(const results *r)
{
    int n = r->n > 0 ? (int)r->n : 1;
    for (size_t k = 0; k < r->n_spikes; k++)
        n = r->spikes[k].address >= n ? r->spikes[k].address + 1 : n;
    return n;
}

static double middle_of_pause(const results *r, size_t next)
{
    return (r->spikes[next].t + r->spikes[next - 1].t) / 2;
}

bool figure_raster(text *t, const results *r, const char **why)
{
    image images[MAX_IMAGES];
    char xname[64];
    int neurons = count_neurons(r);
    int n = r->n_spikes > 0 ? split_images(r, images, neurons) : 0;
    if (n == 0) {
        *why = r->spikes_state.why;
        return false;
    }
    double first = r->spikes[0].t, last = r->spikes[images[n - 1].end - 1].t;
    double margin = last > first ? 0.02 * (last - first) : 1e-3,
           origin = origin_of(r, last - first);
    axes a = {.x = 84,
              .y = 48,
              .w = 800,
              .h = 320,
              .xmin = first - origin - margin,
              .xmax = last - origin + margin,
              .ymin = -1,
              .ymax = neurons};
    svg_begin(t, 900, 420, "Spikes of the neurons");
    si_scale s = si_for(a.xmax);
    if (origin > 0)
        snprintf(xname, sizeof xname, "time after t = %.7g s (%ss)", origin, s.prefix);
    else
        snprintf(xname, sizeof xname, "time (%ss)", s.prefix);
    axes_draw(t, &a, s.factor, xname, 1, "neuron");
    svg_text(t, a.x - 8, a.y - 24, ANCHOR_END, 12, NULL, "shown");
    svg_text(t, a.x - 8, a.y - 8, ANCHOR_END, 12, NULL, "winner");
    for (int i = 0; i < n; i++) {
        double from = i == 0 ? a.xmin : middle_of_pause(r, images[i].first) - origin;
        double to = i + 1 == n ? a.xmax : middle_of_pause(r, images[i].end) - origin;
        draw_image(t, r, &a, origin, &images[i], from, to, i);
    }
    svg_end(t);
    return true;
}
