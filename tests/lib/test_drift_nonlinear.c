/* The nonlinear law of ion drift against its closed forms, and the drift model's published sets. */
#include <math.h>

#include "../check_main.h"
#include "device_test.h"

START_TEST(reference_trace)
{
    static const struct {
        double t, x, i;
    } table[] = {{.125, 0.104229299660, 2.051175145e-8},
                 {.25, 0.184882636316, 1.169344823e-7},
                 {.375, 0.265535972971, 1.243881614e-7},
                 {.5, 0.269765272631, 0},
                 {.75, 0.184882636316, -1.116728358e-7}};
    ns_device_inst d = device("drift/set:team_6");
    ns_step s = {.x = 0.1};
    double t = 0;
    for (size_t n = 0; n < sizeof table / sizeof table[0]; n++) {
        s = drive_sine(&d, s.x, 1, 1, t, table[n].t, 20000);
        t = table[n].t;
        ck_assert_double_eq_tol(s.x, table[n].x, 1e-9);
        ck_assert_double_eq_tol(s.at.i, table[n].i, 1e-16);
    }
    ns_device_free(&d);
}
END_TEST

/* Without a window, x is a polynomial in cos(2 pi f t) under a sine. */
START_TEST(steps_follow_the_polynomial)
{
    ns_device_inst d = device("drift/set:team_6/a:30");
    double amplitude = 0.8, f = 7, a = 30 * pow(amplitude, 5) / (2 * PI * f);
    for (int n = 1; n <= 10; n++) {
        double t = 0.1 * n / f, c = cos(2 * PI * f * t);
        double want = 0.2 + a * (-c + 2 * c * c * c / 3 - pow(c, 5) / 5 + 8. / 15);
        ck_assert_double_eq_tol(drive_sine(&d, 0.2, amplitude, f, 0, t, 20000).x, want, 1e-8);
    }
    ns_device_free(&d);
}
END_TEST

START_TEST(pulses)
{
    ns_device_inst d = device("drift law=nonlinear a=3 q=7");
    for (double v = -1.35; v < 1.4; v += 0.3) {
        double t = 0.04, rate = 3 * pow(v, 7);
        ck_assert_double_eq_tol(ns_flow(d.dev, d.p, v, 0.5, t), fmax(0, fmin(1, 0.5 + rate * t)),
                                1e-14);
    }
    ck_assert(ns_flow(d.dev, d.p, 1, 0.5, 1e300) == 1 && ns_flow(d.dev, d.p, -1, 0.5, 1e300) == 0);
    ns_device_free(&d);
    d = device("drift law=nonlinear a=3 window=joglekar p=1"); /* logistic */
    for (double v = -1.35; v < 1.4; v += 0.3) {
        double growth = exp(-4 * 3 * pow(v, 5) * 0.1);
        ck_assert_double_eq_tol(ns_flow(d.dev, d.p, v, 0.3, 0.1), 1 / (1 + growth * 0.7 / 0.3),
                                1e-10);
    }
    ns_device_free(&d);
    d = device("drift law=nonlinear window=biolek p=3 vt_p=0.5");
    check_flow(&d, 1.2, 0.1, 0.9);
    check_flow(&d, -1.2, 0.9, 0.1);
    ck_assert(ns_flow(d.dev, d.p, 0.49, 0.5, 1e3) == 0.5);
    ns_device_free(&d);
}
END_TEST

START_TEST(partials)
{
    static const char *const specs[] = {"drift/set:team_6", "drift/set:lehtonen",
                                        "drift/set:ccit801_nonlinear/window:biolek",
                                        "drift/law:nonlinear/n:1.7/q:3/window:prodromakis/p:2.5"};
    uint64_t seed = 5;
    for (int k = 0; k < 4; k++) {
        ns_device_inst d = device(specs[k]);
        for (int n = 0; n < 1000; n++) {
            double v = (n % 2 ? 1 : -1) * (0.2 + 2 * uniform(&seed)),
                   x = 0.1 + 0.8 * uniform(&seed);
            check_partials(&d, v, x, 5e-3 * fabs(v), 1e-3);
        }
        ns_device_free(&d);
    }
}
END_TEST

START_TEST(conductance_and_state)
{
    ns_device_inst d = device("drift/set:team_6");
    ck_assert_double_eq_tol(d.dev->conductance(d.p, 0.5), 0.25 * 0.9e-6 * 2 + 1e-10 * 4, 1e-20);
    check_conductance(&d, 1e-9);
    ns_device_free(&d);
    d = device("drift law=nonlinear n=1 chi=0");
    check_conductance(&d, 1e-14);
    ns_device_free(&d);
}
END_TEST

/* Far beyond any device: finite, and straight on. */
START_TEST(overdrive)
{
    ns_device_inst d = device("drift/set:ccit801_nonlinear");
    for (double v = 1; v < 1e101; v *= 10) {
        ns_eval up = eval_at(&d, v, 0.7), down = eval_at(&d, -v, 0.7);
        ck_assert(isfinite(up.i) && isfinite(up.i_v) && isfinite(up.i_x) && isfinite(up.f_v));
        ck_assert(up.f > 0 && up.f < 1e210 && down.f == -up.f && up.i > 0 && down.i < 0);
    }
    ck_assert_double_eq_tol(eval_at(&d, 2e50, 0.7).f / eval_at(&d, 1e50, 0.7).f, 2, 1e-9);
    ns_device_free(&d);
}
END_TEST

START_TEST(sets)
{
    check_sets(ns_device_find("drift"));
    ns_device_inst d = device("drift/set:biolek_5b");
    ck_assert(value_of(&d, "ron") == 100 && value_of(&d, "roff") == 38e3 &&
              value_of(&d, "p") == 10);
    ns_device_free(&d);
    d = device("drift/set:ccit801");
    ck_assert(value_of(&d, "roff") == 200e3 && value_of(&d, "d") == 3e-9 &&
              value_of(&d, "uv") == 1e-15 && value_of(&d, "p") == 2);
    ns_device_free(&d);
    d = device("drift/set:lehtonen");
    ck_assert(value_of(&d, "a") == 12.5e3 && value_of(&d, "q") == 13 && value_of(&d, "n") == 4);
    ns_device_free(&d);
    refused("drift/set:hp", "known: strukov_2b strukov_2c");
    refused("drift law=nonlinear q=4", "q = 4 must be odd");
    refused("drift law=nonlinear window=biolek p=1.5", "whole number");
    refused("drift law=cubic", "linear, nonlinear");
    d = device("drift q=4"); /* no matter to the linear law */
    ns_device_free(&d);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("drift_nonlinear");
    TCase *t = tcase_create("drift_nonlinear");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, reference_trace);
    tcase_add_test(t, steps_follow_the_polynomial);
    tcase_add_test(t, pulses);
    tcase_add_test(t, partials);
    tcase_add_test(t, conductance_and_state);
    tcase_add_test(t, overdrive);
    tcase_add_test(t, sets);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
