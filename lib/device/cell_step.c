/* A cell in time. */
#include <math.h>

#include "cell_impl.h"

/* Long enough for any state to come to rest (s). */
static const double for_ever = 1e30;

size_t ns_cell_memory_size(const ns_cell *cell)
{
    const ns_cell_memory *none = NULL;
    return sizeof(ns_cell_memory) + (size_t)cell->n_traps * sizeof none->trap[0];
}

/* ---- cycles ---- */

/* Sigma times a normal draw; no draw where nothing comes of it. */
static double spread(const ns_cell *cell, double sigma, uint32_t what, uint64_t count)
{
    return sigma > 0 ? sigma * ns_rng_normal(cell->rng, what, count, 0) : 0;
}

/* What acts on the state in half cycle n in this direction. */
static void cycle_forces(const ns_cell *cell, double n, double direction, ns_forces *w)
{
    const ns_cell_params *c = &cell->c;
    uint64_t count = (uint64_t)n;
    double lo = cell->d->x_lo, hi = cell->d->x_hi, span = hi - lo;
    double worn = n / 2 / (c->endurance + n / 2), end = lo + c->endurance_x * span;
    w->x_lo = lo + (end - lo) * worn;
    w->x_hi = hi - (hi - end) * worn;
    w->rate = exp(spread(cell, c->c2c, NS_DRAW_RATE, count));
    if (direction > 0)
        w->x_hi -= span * fabs(spread(cell, c->c2c_on, NS_DRAW_ON, count));
    else
        w->x_lo += span * fabs(spread(cell, c->c2c_off, NS_DRAW_OFF, count));
    if (w->x_lo > w->x_hi)
        w->x_lo = w->x_hi = 0.5 * (w->x_lo + w->x_hi);
}

void ns_cell_follow_cycles(const ns_cell *cell, double x, double v, double *cycle,
                           double *direction, ns_forces *w)
{
    ns_eval e;
    cell->d->eval(cell->p, v, x, &e);
    double now = e.f == 0 ? *direction : v > 0 ? 1 : v < 0 ? -1 : *direction;
    *cycle += now != *direction;
    *direction = now;
    if (*cycle > 0)
        cycle_forces(cell, *cycle, now, w);
    w->x_lo = fmin(w->x_lo, x);
    w->x_hi = fmax(w->x_hi, x);
}

/* ---- traps ---- */

static bool filled(double count)
{
    return fmod(count, 2) != 0;
}

static double waiting(const ns_cell *cell, int k, double count)
{
    const ns_trap *t = &cell->trap[k];
    double u = ns_rng_uniform(cell->rng, NS_DRAW_TRAP + (uint32_t)k, (uint64_t)count, 1);
    return -log(u) * (filled(count) ? t->tau_empty : t->tau_fill);
}

void ns_cell_start_traps(const ns_cell *cell, ns_cell_memory *now)
{
    for (int k = 0; k < cell->n_traps; k++) {
        const ns_trap *t = &cell->trap[k];
        double u = ns_rng_uniform(cell->rng, NS_DRAW_TRAP + (uint32_t)k, 0, 0);
        now->trap[k].count = u * (t->tau_fill + t->tau_empty) < t->tau_empty;
        now->trap[k].next = waiting(cell, k, now->trap[k].count);
    }
}

/* Lets the changes before t happen, or those up to and with t. */
static void advance(const ns_cell *cell, int k, double t, bool with, double *next, double *count)
{
    while (*next < t || (with && *next == t)) {
        (*count)++;
        *next += waiting(cell, k, *count);
    }
}

/* A change at t itself counts from the next step on, so that a step that ends on it is all before
 * it. */
static void follow_traps(const ns_cell *cell, const ns_cell_memory *before, double t,
                         ns_cell_memory *now)
{
    for (int k = 0; k < cell->n_traps; k++) {
        now->trap[k] = before->trap[k];
        advance(cell, k, t, false, &now->trap[k].next, &now->trap[k].count);
    }
}

double ns_cell_gain(const ns_cell *cell, const ns_cell_memory *now)
{
    double g = 1 + cell->offset;
    for (int k = 0; k < cell->n_traps; k++)
        g -= filled(now->trap[k].count) ? cell->trap[k].drop : 0;
    return g * ns_cell_drift(cell, now->age);
}

/* ---- the physics' own randomness ---- */

/* The kick of the interval of the grid that begins at or before t. */
static void start_kick(const ns_cell *cell, double v, double t, ns_cell_memory *now)
{
    double step = cell->c.t_noise;
    now->grid = floor(t / step * (1 + 1e-12));
    double n = ns_rng_normal(cell->rng, NS_DRAW_KICK, (uint64_t)now->grid, 0);
    now->kick = n * sqrt(cell->d->variance(cell->p, v, now->at.x) / step);
}

static void follow_kick(const ns_cell *cell, const ns_cell_memory *before, double v, double t,
                        ns_cell_memory *now)
{
    now->grid = before->grid;
    now->kick = before->kick;
    if (cell->c.t_noise > 0 && t * (1 + 1e-12) >= (before->grid + 1) * cell->c.t_noise)
        start_kick(cell, v, t, now);
}

/* ---- operating point, step ---- */

static void answer(const ns_cell *cell, const ns_cell_memory *now, const ns_step *s,
                   ns_cell_out *out)
{
    double scale = cell->scale * ns_cell_gain(cell, now);
    double p = cell->c.polarity;
    out->i = p * scale * s->at.i;
    out->di_dv = scale * s->di_dv;
    out->x = s->x;
    out->dx_dv = p * s->dx_dv;
    out->g = scale * s->at.i_v;
    out->y = s->y;
}

ns_forces ns_cell_forces(const ns_cell *cell)
{
    const ns_cell_params *c = &cell->c;
    ns_forces w = {.rate = !cell->stuck, .x_lo = cell->d->x_lo, .x_hi = cell->d->x_hi};
    if (isfinite(c->tau_ret) && !cell->stuck) {
        w.add = c->x_ret / c->tau_ret;
        w.add_x = -1 / c->tau_ret;
    }
    return w;
}

void ns_cell_rest(const ns_cell *cell, double v, ns_step *s)
{
    ns_forces w = ns_cell_forces(cell), still = {.x_lo = w.x_lo, .x_hi = w.x_hi};
    bool settles = cell->settles && !cell->stuck;
    ns_state begin = {.x = cell->x_init};
    ns_step_forced(cell->d, cell->p, settles ? &w : &still, v, &begin, for_ever, 1, s);
    if (!settles) { /* the rate from here on, for the first step */
        ns_step moving;
        begin.y = s->y;
        ns_step_forced(cell->d, cell->p, &w, v, &begin, 0, 1, &moving);
        s->at.f = moving.at.f;
    }
}

void ns_cell_start(const ns_cell *cell, double v, ns_cell_memory *now, ns_cell_out *out)
{
    ns_step s;
    v *= cell->c.polarity;
    ns_cell_rest(cell, v, &s);
    *now = (ns_cell_memory){.at = {s.x, s.at.f, s.y, s.s}, .v = v};
    ns_cell_start_traps(cell, now);
    if (cell->c.t_noise > 0)
        start_kick(cell, v, 0, now);
    answer(cell, now, &s, out);
}

void ns_cell_step(const ns_cell *cell, const ns_cell_memory *before, double t0, double t,
                  double gamma, double v, ns_cell_memory *now, ns_cell_out *out)
{
    ns_step s;
    ns_forces w = ns_cell_forces(cell);
    ns_state begin = before->at;
    v *= cell->c.polarity;
    now->cycle = before->cycle;
    now->direction = before->direction;
    if (cell->cycles && !cell->stuck)
        ns_cell_follow_cycles(cell, before->at.x, v, &now->cycle, &now->direction, &w);
    if (!cell->stuck) {
        w.add += before->kick;
        begin.f += before->kick;
    }
    if (gamma == 1)
        ns_step_forced(cell->d, cell->p, &w, v, &begin, t - t0, gamma, &s);
    else
        ns_step_resolved(cell->d, cell->p, &w, before->v, v, &begin, t - t0, &s);
    now->v = v;
    /* the rate is kept without the kick, which may be another one in the next step */
    double f = s.at.f == 0 || cell->stuck ? s.at.f : s.at.f - before->kick;
    now->at = (ns_state){s.x, f, s.y, s.s};
    double drift_by_x = cell->nu == 0 ? 0 : ns_cell_grow_old(cell, before, t - t0, s.x, now);
    follow_kick(cell, before, v, t, now);
    follow_traps(cell, before, t, now);
    answer(cell, now, &s, out);
    out->di_dv += out->i * drift_by_x * out->dx_dv;
}

double ns_cell_event(const ns_cell *cell, const ns_cell_memory *now, double t)
{
    double first = cell->c.t_noise > 0 ? (now->grid + 1) * cell->c.t_noise : INFINITY;
    for (int k = 0; k < cell->n_traps; k++) {
        double next = now->trap[k].next, count = now->trap[k].count;
        advance(cell, k, t, true, &next, &count);
        first = fmin(first, next);
    }
    return first;
}
