#include "pulse.h"

#include <math.h>
#include <stdlib.h>

#include "pulse_clock.h"

enum { SPOT_CHECKS = 4 };

static void measure(ns_pulse *t, const ns_device_inst *d, const double *exact, int every)
{
    t->max_error = 0;
    for (int k = 0; k < t->n; k++) {
        double x = t->x_lo + (t->x_hi - t->x_lo) * (2 * k + 1) / (2 * t->n);
        double table = (double)ns_pulse_apply(t, (float)x);
        double error = fabs(table - exact[2 * k + 1]);
        if (k % every == every / 2)
            error = fmax(error, fabs(table - ns_flow(d->dev, d->p, t->v, x, t->width)));
        t->max_error = fmax(t->max_error, error);
    }
}

/* Energies need not be as good as states: every fourth is computed, and the cubic through four of
 * those gives what is between two. */
static void fill_energy(ns_pulse *t, double width)
{
    enum { EVERY = 4 };
    const int whole = t->n / EVERY;
    float *const e = t->energy;
    for (int k = 0; k <= t->n; k += k < whole * EVERY ? EVERY : 1)
        e[k] = (float)ns_clock_energy(t->clock, 2 * k, width);
    for (int k = 0; k < whole; k++) {
        const int at = k * EVERY;
        const float b = e[at], c = e[at + EVERY], a = k > 0 ? e[at - EVERY] : 2 * b - c,
                    d = k + 1 < whole ? e[at + 2 * EVERY] : 2 * c - b;
        for (int i = 1; i < EVERY; i++) {
            const float u = (float)i / EVERY;
            e[at + i] = b + u * ((c - a) / 2 + u * (a - 2.5f * b + 2 * c - d / 2 +
                                                    u * (1.5f * (b - c) + (d - a) / 2)));
        }
    }
}

static bool fill(ns_pulse *t, const ns_device_inst *d, double width, int every, ns_error *e)
{
    double *x = malloc((2 * (size_t)t->n + 1) * sizeof *x);
    if (!x)
        return ns_fail(e,
                       "device %s: no table of %d points for a pulse of %g V, %g s: out of memory",
                       d->dev->name, t->n + 1, t->v, width);
    ns_clock_map(t->clock, width, x);
    for (int k = 0; k <= t->n; k++)
        t->x_after[k] = (float)x[2 * k];
    fill_energy(t, width);
    t->width = width;
    measure(t, d, x, every);
    free(x);
    return true;
}

bool ns_pulse_build(ns_pulse *t, const ns_device_inst *d, double v, double width, int n,
                    ns_error *e)
{
    *t = (ns_pulse){.n = n, .x_lo = d->dev->x_lo, .x_hi = d->dev->x_hi, .v = v};
    if (n < 1 || n > 1 << 20)
        return ns_fail(e, "device %s: a pulse table of %d intervals; 1 to %d are possible",
                       d->dev->name, n, 1 << 20);
    if (!isfinite(v) || !(width >= 0) || !isfinite(width))
        return ns_fail(e, "device %s: a pulse of %g V, %g s; the width must be finite and >= 0",
                       d->dev->name, v, width);
    t->x_after = calloc((size_t)n + 1, sizeof *t->x_after);
    t->energy = calloc((size_t)n + 1, sizeof *t->energy);
    t->clock = ns_clock_new(d, v, width, n, e);
    if (t->x_after && t->energy && t->clock && fill(t, d, width, 1, e))
        return true;
    ns_pulse_free(t);
    return false;
}

bool ns_pulse_rewidth(ns_pulse *t, const ns_device_inst *d, double width, ns_error *e)
{
    if (!(width >= 0) || !isfinite(width))
        return ns_fail(e, "device %s: a pulse of %g V, %g s; the width must be finite and >= 0",
                       d->dev->name, t->v, width);
    if (width > ns_clock_longest(t->clock)) {
        struct ns_clock *c = ns_clock_new(d, t->v, width, t->n, e);
        if (!c)
            return false;
        ns_clock_free(t->clock);
        t->clock = c;
    }
    return fill(t, d, width, t->n > SPOT_CHECKS ? t->n / SPOT_CHECKS : 1, e);
}

void ns_pulse_free(ns_pulse *t)
{
    free(t->x_after);
    free(t->energy);
    ns_clock_free(t->clock);
    *t = (ns_pulse){0};
}

double ns_pulse_after(const ns_pulse *t, double x, double width, double *energy)
{
    return ns_clock_after(t->clock, x, width, energy);
}
