/* What the tests of the memristor families share. */
#ifndef DEVICE_TEST_H
#define DEVICE_TEST_H

#include <check.h>
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <string.h>

#include "../../lib/device/device.h"

#define PI 3.14159265358979323846

static inline ns_device_inst device(const char *spec)
{
    ns_error e;
    ns_device_inst d;
    ck_assert_msg(ns_device_parse(&d, spec, &e), "%s", e.msg);
    return d;
}

/* The specification is refused, with these words. */
static inline void refused(const char *spec, const char *in_message)
{
    ns_error e = {""};
    ns_device_inst d;
    ck_assert_msg(!ns_device_parse(&d, spec, &e), "'%s' taken", spec);
    ck_assert_msg(strstr(e.msg, in_message), "'%s' gives '%s', which lacks '%s'", spec, e.msg,
                  in_message);
    ck_assert(!d.dev && !d.p);
}

static inline ns_eval eval_at(const ns_device_inst *d, double v, double x)
{
    ns_eval y;
    d->dev->eval(d->p, v, x, &y);
    return y;
}

/* Trapezoidal steps under amplitude sin(2 pi f t) from t to t_end. */
static inline ns_step drive_sine(const ns_device_inst *d, double x, double amplitude, double f,
                                 double t, double t_end, int steps)
{
    ns_step s = {.x = x, .at = eval_at(d, amplitude * sin(2 * PI * f * t), x)};
    double h = (t_end - t) / steps;
    for (int n = 1; n <= steps; n++)
        ns_device_step(d->dev, d->p, amplitude * sin(2 * PI * f * (t + n * h)), s.x, s.at.f, h, 0.5,
                       &s);
    return s;
}

/* Uniform in [0, 1). */
static inline double uniform(uint64_t *s)
{
    *s = *s * 6364136223846793005u + 1442695040888963407u;
    return (double)(*s >> 11) * 0x1p-53;
}

/* Differences of sixth order of current or rate by voltage or state. */
static inline double difference(const ns_device_inst *d, double v, double x, bool in_v, bool of_f,
                                double h)
{
    static const double c[] = {45. / 60, -9. / 60, 1. / 60};
    double sum = 0;
    for (int n = 1; n <= 3; n++) {
        ns_eval a = eval_at(d, v + (in_v ? n * h : 0), x + (in_v ? 0 : n * h));
        ns_eval b = eval_at(d, v - (in_v ? n * h : 0), x - (in_v ? 0 : n * h));
        sum += c[n - 1] * (of_f ? a.f - b.f : a.i - b.i);
    }
    return sum / h;
}

/* The four partials against differences with steps hv and hx, to 1e-7 of what the quantity changes
 * by over v and over the state. */
static inline void check_partials(const ns_device_inst *d, double v, double x, double hv, double hx)
{
    static const double most = 1e-7;
    ns_eval y = eval_at(d, v, x);
    const double by[4] = {y.i_v, y.f_v, y.i_x, y.f_x};
    for (int k = 0; k < 4; k++) {
        bool in_v = k < 2, of_f = k % 2;
        double want = difference(d, v, x, in_v, of_f, in_v ? hv : hx);
        double scale = fabs(by[k]) + fabs(of_f ? y.f : y.i) / (in_v ? fabs(v) : 1);
        ck_assert_msg(fabs(by[k] - want) <= most * scale,
                      "%s, %g V, x = %g: d%s/d%s %.12g, not %.12g", d->dev->name, v, x,
                      of_f ? "f" : "i", in_v ? "v" : "x", by[k], want);
    }
}

/* state_of is the inverse of the conductance, which is the slope of the current at 0 V; values
 * outside give the bounds. */
static inline void check_conductance(const ns_device_inst *d, double tolerance)
{
    for (int n = 0; n <= 100; n++) {
        double x = n / 100., g = d->dev->conductance(d->p, x);
        ck_assert_double_le(fabs(eval_at(d, 0, x).i_v - g), 1e-12 * g);
        ck_assert_double_eq_tol(d->dev->state_of(d->p, g), x, tolerance);
    }
    ck_assert(d->dev->state_of(d->p, 1e30) == 1 && d->dev->state_of(d->p, 0) == 0 &&
              d->dev->state_of(d->p, -1) == 0);
}

/* Seconds from state a to b at constant voltage: Simpson's rule for the integral of dx / f. */
static inline double time_between(const ns_device_inst *d, double v, double a, double b)
{
    enum { HALVES = 20000 };
    double h = (b - a) / (2 * HALVES), sum = 0;
    for (int n = 0; n < HALVES; n++)
        sum += 1 / eval_at(d, v, a + 2 * n * h).f + 4 / eval_at(d, v, a + (2 * n + 1) * h).f +
               1 / eval_at(d, v, a + (2 * n + 2) * h).f;
    return sum * h / 3;
}

/* ns_flow arrives where the integral says. An error grows on the way as the rate does. */
static inline void check_flow(const ns_device_inst *d, double v, double a, double b)
{
    double growth = fmax(1, eval_at(d, v, b).f / eval_at(d, v, a).f);
    double after = ns_flow(d->dev, d->p, v, a, time_between(d, v, a, b));
    ck_assert_msg(fabs(after - b) < 1e-10 * growth, "%s, %g V: from %g to %.12g, not %g",
                  d->dev->name, v, a, after, b);
}

/* Every published set is taken. */
static inline void check_sets(const ns_device *dev)
{
    for (const ns_param_set *s = dev->sets; s->name; s++) {
        char spec[96];
        snprintf(spec, sizeof spec, "%s/set:%s", dev->name, s->name);
        ns_device_inst d = device(spec);
        ck_assert_msg(*s->descr && *s->source, "%s", spec);
        ns_device_free(&d);
    }
}

/* Value of a parameter. */
static inline double value_of(const ns_device_inst *d, const char *name)
{
    int k = ns_params_find(d->dev->params, d->dev->n_params, name);
    ck_assert_msg(k >= 0, "%s has no parameter %s", d->dev->name, name);
    return ns_params_get(d->dev->params, (size_t)k, d->p);
}

#endif
