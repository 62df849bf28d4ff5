/* A cell by events: pulses, rest, and its noise at any moment. */
#include <math.h>

#include "cell_impl.h"
#include "flow.h"
#include "../numeric/safe.h"

void ns_cell_begin_pulse(const ns_cell *cell, double x, double v, double width, double *cycle,
                         double *direction, ns_flow_lane *way)
{
    ns_forces w = {.rate = 1, .x_lo = cell->d->x_lo, .x_hi = cell->d->x_hi};
    if (cell->stuck)
        w.x_lo = w.x_hi = x;
    else if (cell->cycles)
        ns_cell_follow_cycles(cell, x, v, cycle, direction, &w);
    *way = (ns_flow_lane){cell->p, x, w.rate * width, w.x_lo, w.x_hi, 0};
}

double ns_cell_end_pulse(const ns_cell *cell, const ns_flow_lane *way, double width)
{
    /* at another rate the way takes another time */
    return cell->cycles && way->t > 0 ? way->energy * (width / way->t) : way->energy;
}

double ns_cell_retain(const ns_cell *cell, double x, double t)
{
    return cell->stuck ? x : x - (x - cell->c.x_ret) * -expm1(-t / cell->c.tau_ret);
}

/* ---- traps at any moment ---- */

/* A telegraph process forgets itself at the rate 1 / tau_fill + 1 / tau_empty: from each such
 * moment on it is filled with its mean probability, whatever it was. These moments are drawn anew
 * in each cell of a grid of twice the mean time between two. */
static const double cell_length = 2;

/* The last such moment at or before `at` in cell n, both in mean times from the cell's begin, and
 * what is drawn there; *next: the one after, or the cell's end. false: there is none. */
static bool last_in(ns_rng rng, uint32_t what, double n, double at, double *last, double *next,
                    double *drawn)
{
    bool found = false;
    double t = 0;
    for (uint32_t k = 0;; k++) {
        const double gap = ns_rng_uniform(rng, what, (uint64_t)n, 2 * k);
        t -= log(gap);
        if (t > at || t >= cell_length) {
            *next = fmin(t, cell_length);
            return found;
        }
        *last = t;
        *drawn = ns_rng_uniform(rng, what, (uint64_t)n, 2 * k + 1);
        found = true;
    }
}

/* Whether trap k is filled at t; narrows from..to to where that is known to be so. */
static bool filled_at(const ns_cell *cell, int k, double t, double *from, double *to)
{
    const ns_trap *q = &cell->trap[k];
    const double unit = 1 / (1 / q->tau_fill + 1 / q->tau_empty), length = cell_length * unit;
    const uint32_t what = NS_DRAW_GRID + (uint32_t)k;
    double n = floor(t / length), last = 0, next, drawn, ignored;
    if (n < 0)
        n = 0;
    bool found = last_in(cell->rng, what, n, (t - n * length) / unit, &last, &next, &drawn);
    *to = fmin(*to, n * length + next * unit);
    while (!found && n > 0)
        found = last_in(cell->rng, what, --n, cell_length, &last, &ignored, &drawn);
    if (!found) /* since the beginning */
        drawn = ns_rng_uniform(cell->rng, NS_DRAW_TRAP + (uint32_t)k, 0, 0);
    *from = fmax(*from, found ? n * length + last * unit : -INFINITY);
    return drawn * (q->tau_fill + q->tau_empty) < q->tau_empty;
}

double ns_cell_gain_at(const ns_cell *cell, double t, double *from, double *to)
{
    double g = 1 + cell->offset;
    *from = -INFINITY;
    *to = INFINITY;
    for (int k = 0; k < cell->n_traps; k++)
        g -= filled_at(cell, k, t, from, to) ? cell->trap[k].drop : 0;
    return g;
}
