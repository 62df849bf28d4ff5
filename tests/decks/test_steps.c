/* The step does not matter: every family under a sine that switches it, at ngspice's default
 * options, with a maximum step of 1/2000 of the period and of 1/20000; alone and behind a
 * resistor that makes it run away. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../../lib/device/device.h"
#include "../check_main.h"
#include "../lib/drives.h"
#include "spice.h"

/* Times at which the state is compared: corners of a source of its own, so that every run has a
 * point at each. */
enum { TIMES = 50 };

typedef struct {
    double x[TIMES], least[TIMES], most[TIMES]; /* at each time, and near it */
    int points;
} course;

/* Half a long step (in periods): when a state runs away is uncertain by less. */
static const double near = 2.5e-4;

static void run(double period, int steps, course *out)
{
    int n, at = 0, from = 0;
    spice_do("tran %.12g %.12g 0 %.12g", period / TIMES, period, period / steps);
    const double *t = spice_vector("time", &n), *x = spice_vector("v(x)", &out->points);
    for (int k = 0; k < TIMES; k++) {
        double want = (k + 0.5) * period / TIMES;
        while (at < n - 1 && t[at] < want * (1 - 1e-9))
            at++;
        ck_assert_double_eq_tol(t[at], want, 1e-9 * period);
        out->x[k] = out->least[k] = out->most[k] = x[at];
        for (; t[from] < want - near * period; from++)
            ;
        for (int m = from; m < n && t[m] <= want + near * period; m++) {
            out->least[k] = fmin(out->least[k], x[m]);
            out->most[k] = fmax(out->most[k], x[m]);
        }
    }
}

/* The largest change of the state over the period, from the course with shorter steps. */
static double change(const course *fine, const course *coarse)
{
    double worst = 0;
    for (int k = 0; k < TIMES; k++)
        worst = fmax(worst, fmax(fine->least[k] - coarse->x[k], coarse->x[k] - fine->most[k]));
    return worst;
}

static void corners(char *text, size_t size, double period)
{
    size_t used = (size_t)snprintf(text, size, "v9 9 0 pwl(0 0");
    for (int k = 0; k < TIMES && used < size; k++)
        used += (size_t)snprintf(text + used, size - used, " %.12g %d", (k + 0.5) * period / TIMES,
                                 k % 2);
    snprintf(text + used, size - used, ")");
}

/* Behind a resistor with `share` of the voltage across the device at full drive and half on; the
 * drive is larger by as much, and by `hard`. */
static void load(const ns_device *d, const void *p, const drive *w, double share, double hard)
{
    static char times[3000];
    char source[120], resistor[60], model[80];
    double x = d->x_lo + 0.3 * (d->x_hi - d->x_lo), v = fmax(w->up, w->down) * hard;
    ns_eval half;
    d->eval(p, v, 0.5 * (d->x_lo + d->x_hi), &half);
    corners(times, sizeof times, w->period);
    snprintf(source, sizeof source, "v1 1 0 sin(0 %.6g %.12g)", v * (1 + share), 1 / w->period);
    snprintf(resistor, sizeof resistor, "rs 1 2 %.6g", fmax(share, 1e-6) * v / half.i);
    snprintf(model, sizeof model, ".model mm mem_%s(x0=%.6g dcmode=\"hold\")", d->name, x);
    const char *lines[] = {"* steps",          source, times,  resistor,
                           "a1 %gd(2 0) x mm", model,  ".end", NULL};
    spice_load_lines(lines);
}

static void check_family(const ns_device *d, const void *p, double share, double hard)
{
    static course coarse, fine;
    drive w = drive_for(d, p);
    for (int trtol = 7; trtol >= 1; trtol -= 6) {
        load(d, p, &w, share, hard);
        spice_do("set xtrtol=%d", trtol);
        run(w.period, 2000, &coarse);
        run(w.period, 20000, &fine);
        spice_do("set xtrtol=7");
        double span = d->x_hi - d->x_lo, y = change(&fine, &coarse) / span;
        printf("%-9s share %3g, x %3g, xtrtol %d: %.1e, %d points\n", d->name, share, hard, trtol,
               y, coarse.points);
        fflush(stdout);
        ck_assert_msg(y < 2e-3, "%s: the state changes by %g", d->name, y);
        ck_assert_int_le(coarse.points, 2250);
    }
}

START_TEST(step_does_not_matter)
{
    const ns_device *d = ns_devices[_i];
    ns_device_inst dev;
    ns_error e;
    ck_assert(ns_device_parse(&dev, d->name, &e));
    check_family(d, dev.p, 0, 1);
    check_family(d, dev.p, 0, 1.5);
    check_family(d, dev.p, 0.5, 1.2);
    ns_device_free(&dev);
}
END_TEST

static Suite *suite(void)
{
    int n = 0;
    while (ns_devices[n])
        n++;
    Suite *s = suite_create("steps");
    TCase *t = tcase_create("steps");
    tcase_set_timeout(t, 300);
    tcase_add_loop_test(t, step_does_not_matter, 0, n);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
