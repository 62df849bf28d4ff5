/* What a comb's device should do: the family's equations under R in series and a sine for one
 * period, integrated until a hundredth of the local tolerance changes less than 1e-5 of the state's
 * swing (usually 1e-7).
 *
 *   device_reference SPEC X0 RS AMPLITUDE PERIOD < POINTS
 *
 * SPEC as in ns_device_parse ("drift/window:joglekar"), X0 the initial state, RS in ohm, volts,
 * seconds. POINTS are lines "time state" of a simulation. Prints the least, the greatest and the
 * last state of the reference, the swing being the difference of the first two; then the number of
 * points, and the worst and the last distance of their states from it, in units of that swing. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../lib/device/device.h"
#include "../lib/device/step.h"

#define PI 3.14159265358979323846

typedef struct {
    ns_device_inst dev;
    double x0, rs, amplitude, period;
} circuit;

typedef struct {
    double t, x, f; /* s, state, rate (1/s) */
} point;

typedef struct {
    point *at;
    size_t n, room;
} trajectory;

/* A time point of the circuit: time, device voltage, state. */
typedef struct {
    double t, v;
    ns_state b;
} moment;

static void fail(const char *what)
{
    fprintf(stderr, "device_reference: %s\n", what);
    exit(1);
}

static double source(const circuit *c, double t)
{
    return c->amplitude * sin(2 * PI * t / c->period);
}

/* A step of h seconds by the trapezoidal rule, with what of the source falls on the device:
 * Newton's method kept between 0 and the source. */
static moment step(const circuit *c, const moment *m, double h)
{
    const ns_device *d = c->dev.dev;
    const ns_forces none = {.rate = 1, .x_lo = d->x_lo, .x_hi = d->x_hi};
    double whole = source(c, m->t + h), lo = fmin(whole, 0), hi = fmax(whole, 0);
    double v = fmin(fmax(m->v, lo), hi);
    ns_step s;
    for (int k = 0; k < 200; k++) {
        ns_step_forced(d, c->dev.p, &none, v, &m->b, h, 0.5, &s);
        double residual = v + c->rs * s.at.i - whole;
        *(residual < 0 ? &lo : &hi) = v;
        double next = v - residual / (1 + c->rs * s.di_dv);
        if (!(next >= lo && next <= hi) || k > 40)
            next = 0.5 * (lo + hi);
        if (fabs(next - v) <= 1e-13 * c->amplitude)
            break;
        v = next;
    }
    return (moment){m->t + h, v, {s.x, s.at.f, s.y, s.s}};
}

static moment start(const circuit *c)
{
    const ns_device *d = c->dev.dev;
    moment m = {.b.x = c->x0};
    ns_eval e;
    d->eval(c->dev.p, 0, c->x0, &e);
    m.b.f = e.f;
    if (d->second) {
        ns_eval_second y;
        d->second->eval(c->dev.p, 0, c->x0, 0, 0, &y);
        m.b.y = m.b.s = y.s;
    }
    return m;
}

static void add(trajectory *r, const moment *m)
{
    if (r->n == r->room) {
        r->room = r->room ? 2 * r->room : 1 << 14;
        r->at = realloc(r->at, r->room * sizeof *r->at);
        if (!r->at)
            fail("out of memory");
    }
    r->at[r->n++] = (point){m->t, m->b.x, m->b.f};
}

/* Steps whose halves agree with the whole within the tolerance (of the state, 0 to 1). */
static trajectory integrate(const circuit *c, double tolerance)
{
    trajectory r = {0};
    double h = c->period / 1000, least = c->period * 1e-12;
    moment m = start(c);
    add(&r, &m);
    while (m.t < c->period * (1 - 1e-12)) {
        h = fmin(h, c->period - m.t);
        moment whole = step(c, &m, h), half = step(c, &m, h / 2), halves = step(c, &half, h / 2);
        double error = fabs(whole.b.x - halves.b.x) / 3;
        if (error <= tolerance || h <= least) {
            add(&r, &half);
            add(&r, &halves);
            m = halves;
        }
        h *= fmin(fmax(0.9 * cbrt(tolerance / fmax(error, 1e-300)), 0.1), 2);
        h = fmin(fmax(h, least), c->period / 1000);
    }
    return r;
}

/* Cubic between the points. */
static double state_at(const trajectory *r, double t)
{
    size_t lo = 0, hi = r->n - 1;
    while (hi - lo > 1) {
        size_t middle = (lo + hi) / 2;
        *(r->at[middle].t <= t ? &lo : &hi) = middle;
    }
    const point *a = &r->at[lo], *b = &r->at[hi];
    double h = b->t - a->t, s = fmin(fmax((t - a->t) / h, 0), 1), chord = b->x - a->x;
    double at_a = h * a->f - chord, at_b = chord - h * b->f;
    return a->x + s * chord + s * (1 - s) * (at_a * (1 - s) + at_b * s);
}

typedef struct {
    double least, most;
} range;

static range span(const trajectory *r)
{
    range w = {r->at[0].x, r->at[0].x};
    for (size_t k = 1; k < r->n; k++)
        w = (range){fmin(w.least, r->at[k].x), fmax(w.most, r->at[k].x)};
    return w;
}

static double distance(const trajectory *coarse, const trajectory *fine)
{
    double worst = 0;
    for (size_t k = 0; k < coarse->n; k++)
        worst = fmax(worst, fabs(coarse->at[k].x - state_at(fine, coarse->at[k].t)));
    return worst;
}

static trajectory reference(const circuit *c)
{
    double tolerance = 1e-8;
    trajectory coarse = integrate(c, tolerance);
    for (int k = 0; k < 3; k++) {
        tolerance /= 100;
        trajectory fine = integrate(c, tolerance);
        range w = span(&fine);
        double off = distance(&coarse, &fine);
        free(coarse.at);
        coarse = fine;
        if (off <= 1e-5 * (w.most - w.least))
            return fine;
    }
    fputs("device_reference: the trajectory has not converged to 1e-5\n", stderr);
    return coarse;
}

static void compare(const trajectory *r)
{
    double t, x, worst = 0, last = 0;
    range w = span(r);
    int n = 0;
    for (; scanf("%lf %lf", &t, &x) == 2; n++) {
        last = fabs(x - state_at(r, t)) / (w.most - w.least);
        worst = fmax(worst, last);
    }
    printf("%.8g %.8g %.8g %d %.9g %.9g\n", w.least, w.most, r->at[r->n - 1].x, n, worst, last);
}

static double number(const char *text)
{
    char *end;
    double x = strtod(text, &end);
    if (end == text || *end || !isfinite(x))
        fail("X0, RS, AMPLITUDE and PERIOD are plain numbers");
    return x;
}

int main(int argc, char **argv)
{
    ns_error e;
    circuit c;
    if (argc != 6) {
        fputs("usage: device_reference SPEC X0 RS AMPLITUDE PERIOD < POINTS\n", stderr);
        return 2;
    }
    if (!ns_device_parse(&c.dev, argv[1], &e))
        fail(e.msg);
    c.x0 = number(argv[2]);
    c.rs = number(argv[3]);
    c.amplitude = number(argv[4]);
    c.period = number(argv[5]);
    trajectory r = reference(&c);
    compare(&r);
    free(r.at);
    ns_device_free(&c.dev);
    return 0;
}
