#include "drive.h"

#include <math.h>

#include "../device/step.h"
#include "../numeric/safe.h"

/* Least steps at fineness 1: per amplitude of voltage in a sweep, and per pulse. */
enum { STEPS_PER_AMPLITUDE = 24, STEPS_PER_PULSE = 4, MAX_ITERATIONS = 60, MAX_DEPTH = 8 };

/* In one step the state moves at most by this share of its range, at fineness 1, and a deviation
 * grows at most by e to the second. */
static const double most_moved = 0.1, most_grown = 0.5;

typedef struct {
    const ns_fit_drive *m;
    double u; /* of the source, in the device's sense (V) */
    double v; /* of the device (V) */
    ns_state at;
    double f_x; /* of the rate there (1/s) */
    double i, di_dv;
} run;

/* Weight of the rate at the end of a step, for z = -h df/dx: makes the step exact where the rate is
 * linear in x. */
static double weight(double z)
{
    z = ns_clamp(z, -2, 1e12);
    return fabs(z) < 1e-3 ? 0.5 + z / 12 : -1 / expm1(-z) - 1 / z;
}

/* A step of h seconds that ends at device voltage v; the state before it is kept in r. */
static void try_step(const run *r, double v, double h, ns_step *s)
{
    const ns_device *d = r->m->dev;
    const ns_forces all = {.rate = 1, .x_lo = d->x_lo, .x_hi = d->x_hi};
    ns_step_forced(d, r->m->p, &all, v, &r->at, h, weight(-h * r->f_x), s);
}

/* Voltage of the device behind the series resistance, from a guess. The current rises with the
 * voltage and vanishes with it, so that the device takes between nothing and all of it. */
static double divide(const run *r, double u, double h, ns_step *s)
{
    double lo = fmin(u, 0), hi = fmax(u, 0), ohm = r->m->series;
    double v = ns_clamp(r->v + (u - r->u) / (1 + ohm * fmax(r->di_dv, 0)), lo, hi);
    for (int k = 0; k < MAX_ITERATIONS; k++) {
        try_step(r, v, h, s);
        double miss = v + ohm * s->at.i - u, slope = 1 + ohm * s->di_dv;
        if (fabs(miss) <= 1e-12 * (fabs(u) + fabs(v)) || hi - lo <= 1e-15 * fabs(u))
            break;
        *(miss > 0 ? &hi : &lo) = v;
        double next = slope > 0 ? v - miss / slope : lo;
        v = next > lo && next < hi && (k < 10 || k % 2) ? next : 0.5 * (lo + hi);
    }
    return v;
}

/* Device voltage and state after h seconds that end at source voltage u. */
static double step_to(const run *r, double u, double h, ns_step *s)
{
    if (r->m->series > 0)
        return divide(r, u, h, s);
    try_step(r, u, h, s);
    return u;
}

static void accept(run *r, double u, double v, const ns_step *s)
{
    r->u = u;
    r->v = v;
    r->at = (ns_state){s->x, s->at.f, s->y, s->s};
    r->f_x = s->at.f_x;
    r->i = s->at.i;
    r->di_dv = s->di_dv;
}

/* Voltages jump: the state stays, its rate does not. */
static void jump(run *r, double u)
{
    ns_step s;
    double v = step_to(r, u, 0, &s);
    accept(r, u, v, &s);
}

/* h seconds, straight to source voltage u. A step in which the state moves far, or runs away, is
 * done in two halves, and these in turn. */
static void advance(run *r, double u, double h, int depth)
{
    ns_step s;
    double v = step_to(r, u, h, &s), span = r->m->dev->x_hi - r->m->dev->x_lo;
    bool far = fabs(s.x - r->at.x) * r->m->fineness > most_moved * span && depth < MAX_DEPTH;
    bool away = h * fmax(s.at.f_x, r->f_x) > most_grown && depth < MAX_DEPTH / 2;
    if (!far && !away) {
        accept(r, u, v, &s);
        return;
    }
    advance(r, 0.5 * (r->u + u), 0.5 * h, depth + 1);
    advance(r, u, 0.5 * h, depth + 1);
}

static run start(const ns_fit_drive *m, double x0, double u)
{
    run r = {.m = m, .at = {.x = x0}};
    const ns_device *d = m->dev;
    if (d->second) { /* it has been at rest at 0 V */
        ns_eval_second e;
        d->second->eval(m->p, 0, x0, 0, 0, &e);
        r.at.y = r.at.s = e.s;
    }
    jump(&r, u);
    return r;
}

static void sweep(const ns_fit_drive *m, const ns_fit_data *d, double x0, double *y)
{
    double amplitude = 0, p = m->polarity;
    for (size_t k = 0; k < d->n; k++)
        amplitude = fmax(amplitude, fabs(d->row[k].v));
    run r = start(m, x0, p * d->row[0].v);
    y[0] = p * r.i;
    for (size_t k = 1; k < d->n; k++) {
        double from = d->row[k - 1].v, by = d->row[k].v - from;
        double dt = d->row[k].t - d->row[k - 1].t;
        double steps = ceil(m->fineness * (0.5 + STEPS_PER_AMPLITUDE * fabs(by) / amplitude));
        for (int j = 1; j <= (int)steps && dt > 0; j++)
            advance(&r, p * (from + by * j / steps), dt / steps, 0);
        if (!(dt > 0))
            jump(&r, p * d->row[k].v);
        y[k] = p * r.i;
    }
}

/* Constant voltage of the source for a time; finer steps at the beginning, where relaxations are
 * fast. */
static void hold(run *r, double u, double time)
{
    const ns_fit_drive *m = r->m;
    double after;
    if (!(time > 0))
        return;
    if (!m->dev->second && m->series == 0 && m->dev->flow &&
        m->dev->flow(m->p, u, r->at.x, time, &after)) {
        r->at.x = after;
        return;
    }
    jump(r, u);
    if (r->at.f == 0 && !m->dev->second)
        return;
    int steps = STEPS_PER_PULSE * m->fineness;
    for (int j = 1; j <= steps; j++)
        advance(r, u, time * (2 * j - 1) / ((double)steps * steps), 0);
}

static double read_at(const run *r, double v_read)
{
    const ns_fit_drive *m = r->m;
    if (isnan(v_read)) {
        double g = m->dev->conductance(m->p, r->at.x);
        return g / (1 + m->series * g);
    }
    run reading = *r;
    jump(&reading, m->polarity * v_read);
    return m->polarity * reading.i / v_read;
}

static void pulses(const ns_fit_drive *m, const ns_fit_data *d, double x0, double *y)
{
    run r = start(m, x0, 0);
    for (size_t k = 0; k < d->n; k++) {
        const ns_fit_row *row = &d->row[k];
        if (k > 0 && !isnan(row->t))
            hold(&r, 0, row->t - (row[-1].t + row[-1].width));
        hold(&r, m->polarity * row->v, row->width);
        y[k] = read_at(&r, row->v_read);
    }
}

void ns_fit_answer(const ns_fit_drive *m, const ns_fit_data *d, double x0, double *y)
{
    x0 = ns_clamp(x0, m->dev->x_lo, m->dev->x_hi);
    (d->kind == NS_PULSES ? pulses : sweep)(m, d, x0, y);
}
