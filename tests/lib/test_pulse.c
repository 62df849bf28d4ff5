/* Pulse tables against ns_flow: error against the number of points, another width, fixed points. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../check_main.h"
#include "../../lib/device/flow.h"
#include "../../lib/device/pulse.h"
#include "../../lib/numeric/safe.h"

static const char *const windows[] = {"none",   "strukov",     "joglekar",
                                      "biolek", "prodromakis", "zha"};

static ns_device_inst device(const char *spec)
{
    ns_error e;
    ns_device_inst d;
    ck_assert_msg(ns_device_parse(&d, spec, &e), "%s", e.msg);
    return d;
}

static ns_pulse build(const ns_device_inst *d, double v, double width, int n)
{
    ns_error e;
    ns_pulse t;
    ck_assert_msg(ns_pulse_build(&t, d, v, width, n, &e), "%s", e.msg);
    return t;
}

/* Largest difference from ns_flow at the table's own points. */
static double at_nodes(const ns_pulse *t, const ns_device_inst *d)
{
    double worst = 0;
    for (int k = 0; k <= t->n; k++) {
        double exact = ns_flow(d->dev, d->p, t->v, (double)k / t->n, t->width);
        worst = fmax(worst, fabs((double)t->x_after[k] - exact));
    }
    return worst;
}

START_TEST(every_window_and_width)
{
    for (int w = 0; w < 6; w++) {
        for (int p = 1; p <= 5; p += 4) {
            char spec[100];
            snprintf(spec, sizeof spec, "drift ron=10k roff=1meg window=%s p=%d", windows[w], p);
            ns_device_inst d = device(spec);
            for (int n = 0; n < 8; n++) {
                ns_pulse t = build(&d, n % 2 ? 1.2 : -1.2, pow(100, n / 2) * 1e-5, 256);
                double error = at_nodes(&t, &d);
                ck_assert_msg(error < 7e-8, "%s, %g V, %g s: %g", spec, t.v, t.width, error);
                ns_pulse_free(&t);
            }
            ns_device_free(&d);
        }
    }
}
END_TEST

START_TEST(error_falls_with_the_square)
{
    ns_device_inst d = device("drift ron=10k roff=40k uv=1e-15 window=biolek p=1");
    double before = 0;
    for (int n = 32; n <= 512; n *= 2) {
        ns_pulse t = build(&d, 1.2, 5e-3, n);
        double worst = 0;
        for (int k = 0; k < n; k++) {
            double x = (k + 0.5) / n;
            double miss =
                fabs((double)ns_pulse_apply(&t, (float)x) - ns_flow(d.dev, d.p, 1.2, x, 5e-3));
            worst = fmax(worst, miss);
        }
        ck_assert_double_ge(t.max_error, worst);
        ck_assert_double_le(t.max_error, worst * 1.001 + 1e-9);
        if (before > 0)
            ck_assert_double_le(t.max_error, before / 2.5 + 2e-7);
        before = t.max_error;
        ns_pulse_free(&t);
    }
    ck_assert_double_le(before, 1e-4);
    ns_device_free(&d);
}
END_TEST

START_TEST(another_width)
{
    ns_error e;
    ns_device_inst d = device("drift ron=10k roff=1meg window=prodromakis p=2");
    ns_pulse t = build(&d, -1.5, 1e-3, 512);
    static const double widths[] = {7e-4, 1e-9, 0, 1e-3, 2e-1, 5e-2};
    for (int n = 0; n < 6; n++) {
        ck_assert_msg(ns_pulse_rewidth(&t, &d, widths[n], &e), "%s", e.msg);
        ns_pulse fresh = build(&d, -1.5, widths[n], 512);
        ck_assert(t.width == widths[n]);
        ck_assert_double_le(at_nodes(&t, &d), 7e-8);
        ck_assert_double_eq_tol(t.max_error, fresh.max_error, 2e-7);
        ns_pulse_free(&fresh);
    }
    ns_pulse_free(&t);
    ns_device_free(&d);
}
END_TEST

/* ---- any width, energy ---- */

/* Devices whose rate is smooth, creeps, stops at a bound, is steep; one with heat. */
static const struct {
    const char *spec;
    double v, width;
} devices[] = {
    {"drift ron=100k roff=700k window=biolek", 1.5, 1e-3},
    {"drift ron=100k roff=700k window=biolek", -1.5, 1e-3},
    {"drift ron=10k roff=1meg window=joglekar p=2", 1.2, 2e-2},
    {"drift ron=10k roff=1meg window=none", -1.2, 1e-3},
    {"vteam ron=100k roff=1meg v_off=0.5 v_on=-0.5 k_off=5e-6 k_on=-5e-6", 1, 1e-4},
    {"pershin ron=100k roff=1meg beta=1e10 vt=0.5", -1, 1e-5},
    {"yakopcic vp=0.3 vn=0.3 ap=100 an=100", 0.6, 1e-3},
    {"team ron=100k roff=1meg i_off=1e-6 i_on=-1e-6 k_off=1e-6 k_on=-1e-6", 1, 1e-4},
    {"mss", 0.5, 1e-4},
    {"gap", 1.2, 1e-7},
    {"stanford", 1.5, 1e-8},
};
enum { DEVICES = sizeof devices / sizeof *devices };

/* Energy by Simpson's rule over states that ns_flow gives, in steps that are finer where the state
 * moves most, at the beginning. */
static double integral(const ns_device_inst *d, double v, double x, double width)
{
    enum { STEPS = 1000 };
    double sum = 0, before = 0;
    for (int k = 1; k <= STEPS; k++) {
        const double t = width * pow(k / (double)STEPS, 3), half = (t - before) / 2,
                     weight[] = {1, 4, 1};
        for (int q = 0; q < 3; q++) {
            ns_eval y;
            x = q ? ns_flow(d->dev, d->p, v, x, half) : x;
            d->dev->eval(d->p, v, x, &y);
            sum += weight[q] * v * y.i * half / 3;
        }
        before = t;
    }
    return sum;
}

/* The flow that layers of devices that differ take, with and without stops on the way; side by side
 * the same bits. `want`: the state, `e`: the energy without stops. */
static void check_flow_energy(const ns_device_inst *d, double v, double x, double width,
                              double want, double e)
{
    const double range = d->dev->x_hi - d->dev->x_lo, near = 0.3 * fabs(want - x) + 1e-9;
    ns_flow_lane lane[] = {{d->p, x, width, d->dev->x_lo, d->dev->x_hi, 0},
                           {d->p, x, width, x - near, x + near, 0}};
    ns_flow_lanes(d->dev, v, lane, 2);
    ck_assert_msg(fabs(lane[0].x - want) < 1e-7 * range, "x = %g, %g s: %.12g, not %.12g", x, width,
                  lane[0].x, want);
    ck_assert_msg(fabs(lane[0].energy - e) < 2e-4 * e, "x = %g, %g s: %.9g J, not %.9g J", x, width,
                  lane[0].energy, e);
    const double stopped = ns_clamp(want, x - near, x + near);
    ck_assert_double_eq_tol(lane[1].x, stopped, 1e-7 * range);
    ck_assert(lane[1].x >= x - near && lane[1].x <= x + near);
    double energy;
    ck_assert(ns_flow_energy(d->dev, d->p, v, x, width, d->dev->x_lo, d->dev->x_hi, &energy) ==
                  lane[0].x &&
              energy == lane[0].energy);
}

START_TEST(any_width_and_energy)
{
    ns_device_inst d = device(devices[_i].spec);
    const double v = devices[_i].v, lo = d.dev->x_lo, range = d.dev->x_hi - d.dev->x_lo;
    ns_pulse t = build(&d, v, devices[_i].width, 1024);
    double moved = 0;
    for (int k = 0; k <= 4; k++) {
        const double x = lo + range * (k == 4 ? 1 : (k + (k % 3) * 0.31) / 4.7);
        for (int w = -5; w <= 1; w += 2) {
            const double width = devices[_i].width * pow(10, w) * 0.7;
            double energy;
            const double after = ns_pulse_after(&t, x, width, &energy),
                         want = ns_flow(d.dev, d.p, v, x, width);
            moved = fmax(moved, fabs(want - x));
            ck_assert_msg(fabs(after - want) < 1e-9 * range, "%s, x = %g, %g s: %.12g, not %.12g",
                          devices[_i].spec, x, width, after, want);
            const double e = integral(&d, v, x, width);
            ck_assert_msg(fabs(energy - e) < 2e-4 * e, "%s, x = %g, %g s: %.9g J, not %.9g J",
                          devices[_i].spec, x, width, energy, e);
            check_flow_energy(&d, v, x, width, want, e);
        }
        const double e = integral(&d, v, x, devices[_i].width),
                     table =
                         (double)ns_table_at(t.energy, t.n, (float)(x - lo) * ns_pulse_per_x(&t));
        ck_assert_msg(fabs(table - e) < 1e-3 * e, "%s, x = %g: table %.9g J, not %.9g J",
                      devices[_i].spec, x, table, e);
    }
    ck_assert_double_gt(moved, 1e-3 * range);
    ck_assert(ns_pulse_after(&t, lo + 0.3 * range, 0, NULL) == lo + 0.3 * range);
    ns_pulse_free(&t);
    ns_device_free(&d);
}
END_TEST

START_TEST(no_drift_no_change)
{
    ns_device_inst d = device("drift vt_p=0.5 vt_n=0.5 window=joglekar");
    static const double still[] = {0, 0.4, -0.4};
    for (int n = 0; n < 3; n++) {
        ns_pulse t = build(&d, still[n], 1, 1024);
        for (int k = 0; k <= 1024; k++)
            ck_assert(t.x_after[k] == (float)k / 1024);
        ck_assert(t.max_error == 0);
        ns_pulse_free(&t);
    }
    ns_pulse t = build(&d, 2, 0, 1024);
    for (int k = 0; k <= 1024; k++)
        ck_assert(t.x_after[k] == (float)k / 1024);
    ns_pulse_free(&t);
    ns_device_free(&d);
}
END_TEST

START_TEST(map_is_monotone_and_inside)
{
    ns_device_inst d = device("drift ron=1k roff=100meg window=joglekar p=10");
    for (int n = 0; n < 10; n++) {
        ns_pulse t = build(&d, n % 2 ? 3 : -3, pow(10, n - 8), 1000);
        for (int k = 0; k <= 1000; k++) {
            ck_assert(t.x_after[k] >= 0 && t.x_after[k] <= 1);
            ck_assert(k == 0 || t.x_after[k] >= t.x_after[k - 1]);
        }
        ns_pulse_free(&t);
    }
    ns_device_free(&d);
}
END_TEST

START_TEST(bad_requests)
{
    ns_error e;
    ns_device_inst d = device("drift");
    ns_pulse t;
    ck_assert(!ns_pulse_build(&t, &d, 1, -1, 16, &e) && strstr(e.msg, "width") && !t.x_after);
    ck_assert(!ns_pulse_build(&t, &d, NAN, 1, 16, &e) && !t.x_after);
    ck_assert(!ns_pulse_build(&t, &d, 1, 1, 0, &e) && strstr(e.msg, "intervals"));
    t = build(&d, 1, 1e-3, 16);
    ck_assert(!ns_pulse_rewidth(&t, &d, NAN, &e) && t.width == 1e-3);
    ns_pulse_free(&t);
    ns_pulse_free(&t); /* freed twice is freed */
    ns_device_free(&d);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("pulse");
    TCase *t = tcase_create("pulse");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, every_window_and_width);
    tcase_add_test(t, error_falls_with_the_square);
    tcase_add_test(t, another_width);
    tcase_add_loop_test(t, any_width_and_energy, 0, DEVICES);
    tcase_add_test(t, no_drift_no_change);
    tcase_add_test(t, map_is_monotone_and_inside);
    tcase_add_test(t, bad_requests);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
