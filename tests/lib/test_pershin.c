/* Pershin and Di Ventra's device with a threshold, against its closed forms. */
#include <math.h>

#include "../check_main.h"
#include "device_test.h"

static double resistance(const ns_device_inst *d, double x)
{
    return 1 / d->dev->conductance(d->p, x);
}

/* Biolek et al. 2013, eq. 18: the lowest resistance of the benchmark device, from roff. */
START_TEST(benchmark)
{
    ns_device_inst d = device("pershin/set:biolek_r2");
    double vt = 4.6, vm = 5, beta = 1e13, f = 50e6;
    double bottom = 10e3 - beta * vt / (2 * PI * f) *
                               (2 * sqrt(vm * vm / (vt * vt) - 1) - PI + 2 * asin(vt / vm));
    ck_assert_double_eq_tol(bottom, 3181.870804726, 1e-8);
    ns_step s = drive_sine(&d, 0, vm, f, 0, 0.5 / f, 400000);
    ck_assert_double_eq_tol(resistance(&d, s.x), bottom, 1e-5);
    double x = d.dev->state_of(d.p, 1 / 5e3);
    ck_assert_double_eq_tol(d.dev->x_init(d.p), x, 1e-15);
    s = drive_sine(&d, x, -vm, f, 0, 0.25 / f, 400000);
    ck_assert_double_eq_tol(resistance(&d, s.x), 8409.064598, 1e-5);
    ns_device_free(&d);
}
END_TEST

START_TEST(ngspice_example)
{
    static const double table[][2] = {
        {.125, 6809.599458}, {.25, 4057.227087}, {.375, 1304.854716}, {.5, 1114.454174}, {1, 7000}};
    ns_device_inst d = device("pershin/set:ngspice");
    double x = d.dev->state_of(d.p, 1 / 7e3), f = 100e6, t = 0;
    for (size_t n = 0; n < sizeof table / sizeof table[0]; n++) {
        ns_step s = drive_sine(&d, x, 3, f, t / f, table[n][0] / f, 100000);
        x = s.x;
        t = table[n][0];
        ck_assert_double_eq_tol(resistance(&d, x), table[n][1], 1e-5);
    }
    ns_device_free(&d);
}
END_TEST

START_TEST(pulses)
{
    ns_device_inst d = device("pershin alpha=2e10 beta=1e12 vt=1 ron=2k roff=8k");
    for (double v = -2.95; v < 3; v += 0.3) {
        double size = fabs(v), rate = size < 1 ? 2e10 * size : 2e10 + 1e12 * (size - 1);
        double want = fmin(fmax(5e3 - copysign(rate, v) * 2e-9, 2e3), 8e3);
        double after = ns_flow(d.dev, d.p, v, 0.5, 2e-9);
        ck_assert_double_eq_tol(resistance(&d, after), want, 1e-8);
        check_partials(&d, v, 0.3, 1e-2, 1e-3);
    }
    check_conductance(&d, 1e-13);
    ns_device_free(&d);
}
END_TEST

/* Below the threshold nothing moves, not even by rounding. */
START_TEST(threshold)
{
    ns_device_inst d = device("pershin");
    for (int n = -1000; n <= 1000; n++) {
        ns_eval y = eval_at(&d, 4.6 * n / 1000, 0.3);
        ck_assert(y.f == 0 && y.f_v == 0 && y.f_x == 0);
    }
    ns_eval y = eval_at(&d, 4.6 + 1e-9, 0.3);
    ck_assert(y.f > 0 && y.f < 2);
    ck_assert_double_eq_tol(y.f_v, 1e13 / 9e3, 1);
    ck_assert(ns_flow(d.dev, d.p, 4.6, 0.3, 1e300) == 0.3 && ns_flow(d.dev, d.p, 4.7, 0.3, 1) == 1);
    ns_device_free(&d);
}
END_TEST

START_TEST(specifications)
{
    check_sets(ns_device_find("pershin"));
    ns_device_inst d = device("pershin/set:ngspice");
    ck_assert(value_of(&d, "beta") == 2e12 && value_of(&d, "vt") == 1.6 &&
              value_of(&d, "alpha") == 0 && value_of(&d, "roff") == 10e3);
    ns_device_free(&d);
    refused("pershin ron=20k", "device pershin: ron = 20000 ohm must be below roff = 10000 ohm");
    refused("pershin beta=-1", "beta");
    refused("pershin/set:x", "known: biolek_r2 ngspice");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("pershin");
    TCase *t = tcase_create("pershin");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, benchmark);
    tcase_add_test(t, ngspice_example);
    tcase_add_test(t, pulses);
    tcase_add_test(t, threshold);
    tcase_add_test(t, specifications);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
