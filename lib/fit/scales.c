#include "scales.h"

#include <math.h>
#include <string.h>

/* Readings below this share of the largest say nothing about the resistance. */
static const double signal = 0.05;

static void add_row(ns_fit_scales *s, const ns_fit_data *d, const ns_fit_row *row)
{
    bool pulses = d->kind == NS_PULSES;
    double v_read = isnan(row->v_read) ? row->v : row->v_read;
    double i = fabs(pulses ? row->y * v_read : row->y);
    s->v = fmax(s->v, fabs(row->v));
    s->i = fmax(s->i, i);
    double ohm = pulses ? 1 / fabs(row->y) : fabs(row->v / row->y);
    if (fabs(row->y) < signal * d->size || !(ohm > 0) || !isfinite(ohm))
        return;
    s->r_min = fmin(s->r_min, ohm);
    s->r_max = fmax(s->r_max, ohm);
}

static double duration(const ns_fit_data *d)
{
    double widths = 0;
    for (size_t k = 0; k < d->n; k++)
        widths += d->row[k].width;
    return d->kind == NS_PULSES ? widths : d->row[d->n - 1].t;
}

ns_fit_scales ns_fit_scales_of(const ns_fit_data *data, size_t n_data)
{
    ns_fit_scales s = {.r_min = INFINITY};
    for (size_t k = 0; k < n_data; k++) {
        for (size_t n = 0; n < data[k].n; n++)
            add_row(&s, &data[k], &data[k].row[n]);
        s.t = fmax(s.t, duration(&data[k]));
    }
    if (!(s.t > 0))
        s.t = 1;
    if (!(s.i > 0))
        s.i = s.v * data[0].size;
    if (!(s.r_max > 0))
        s.r_min = s.r_max = s.v / s.i;
    return s;
}

bool ns_fit_scales_range(const ns_fit_scales *s, const char *unit, double likely[2], double most[2])
{
    const double film = 3e-9; /* m: over such a length a state moves */
    double r = s->v / s->i;
    const struct {
        const char *unit;
        double lo, hi; /* likely */
        double wider;  /* factor to what is looked for at most */
    } table[] = {
        {"V", 0.03 * s->v, 1.2 * s->v, 30},
        {"A", 0.01 * s->i, 10 * s->i, 1e4},
        {"ohm", s->r_min / 3, s->r_max * 3, 1e3},
        {"S", 0.3 / s->r_max, 3 / s->r_min, 1e3},
        {"s", 1e-5 * s->t, 10 * s->t, 1e4},
        {"1/s", 0.1 / s->t, 1e5 / s->t, 1e4},
        {"1/V", 0.1 / s->v, 10 / s->v, 30},
        {"m/s", 0.1 * film / s->t, 1e4 * film / s->t, 1e8},
        {"m^2/(V s)", film * film / (s->v * s->t), 1e4 * film * film / (s->v * s->t), 1e4},
        {"ohm/(V s)", 0.1 * r / (s->v * s->t), 1e4 * r / (s->v * s->t), 1e4},
        {"1/(s V^q)", 0.1 / s->t, 1e5 / s->t, 1e8},
    };
    for (size_t k = 0; k < sizeof table / sizeof table[0]; k++)
        if (strcmp(unit, table[k].unit) == 0) {
            likely[0] = table[k].lo;
            likely[1] = table[k].hi;
            most[0] = table[k].lo / table[k].wider;
            most[1] = table[k].hi * table[k].wider;
            return true;
        }
    return false;
}
