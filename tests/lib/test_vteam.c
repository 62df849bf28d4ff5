/* VTEAM against reference traces and closed forms. Signs: the papers' voltage is ours reversed,
 * their state is the width w = x_off - (x_off - x_on) x, here (1 - x) 3 nm. */
#include <math.h>

#include "../check_main.h"
#include "device_test.h"

typedef struct {
    double t, w, i; /* periods, m, A; in the papers' signs */
} sample;

/* Sine of the amplitude and frequency from width w, as the papers count them. */
static void check_trace(const char *spec, double amplitude, double f, double w, const sample *table,
                        int n)
{
    ns_device_inst d = device(spec);
    ns_step s = {.x = 1 - w / 3e-9};
    double t = 0;
    for (int k = 0; k < n; k++) {
        s = drive_sine(&d, s.x, -amplitude, f, t / f, table[k].t / f, 200000);
        t = table[k].t;
        ck_assert_msg(fabs((1 - s.x) * 3e-9 - table[k].w) < 1e-9 * 3e-9, "%s: w(%g T) = %.12g m",
                      spec, t, (1 - s.x) * 3e-9);
        ck_assert_msg(fabs(-s.at.i - table[k].i) < 1e-9 * amplitude / 50, "%s: i(%g T) = %.12g A",
                      spec, t, -s.at.i);
    }
    ns_device_free(&d);
}

START_TEST(reference_traces)
{
    static const sample exponential[] = {
        {.125, 5.320310721e-10, 2.078382827e-3}, {.25, 1.172903194e-9, 1.549919915e-3},
        {.375, 1.813775316e-9, 5.779136814e-4},  {.5, 2.045806388e-9, 0},
        {.625, 2.045806388e-9, -4.583914562e-4}, {.75, 0, -5e-3}};
    static const sample linear[] = {{.125, 2.207361781e-11, 1.240756347e-2},
                                    {.25, 7.709338757e-11, 1.343852905e-2},
                                    {.375, 1.321131573e-10, 7.699682759e-3},
                                    {.5, 1.541867751e-10, 0},
                                    {.625, 0, -1.4142135624e-2},
                                    {1, 0, 0}};
    check_trace("vteam/iv_relation:exponential", 0.25, 1e6, 0.3e-9, exponential, 6);
    check_trace("vteam/set:asic2", 1, 50e6, 0, linear, 6);
}
END_TEST

/* The same trace as a train of short pulses: ns_flow across the thresholds and to the bound. */
START_TEST(trace_of_pulses)
{
    enum { PULSES = 20000 };
    ns_device_inst d = device("vteam/iv_relation:exponential");
    double x = 0.9, h = 1e-6 / PULSES;
    for (int n = 0; n < PULSES; n++) {
        x = ns_flow(d.dev, d.p, -0.25 * sin(2 * PI * (n + 0.5) / PULSES), x, h);
        if (n + 1 == PULSES / 2)
            ck_assert_double_eq_tol(1 - x, 2.045806388e-9 / 3e-9, 1e-7);
    }
    ck_assert(x == 1);
    ns_device_free(&d);
}
END_TEST

/* Without a window the state moves evenly; with p = 1 it is logistic or a hyperbolic tangent. */
START_TEST(pulses)
{
    ns_device_inst d = device("vteam/set:asic2"), e = device("vteam window=joglekar"),
                   s = device("vteam window=strukov"), b = device("vteam window=biolek");
    for (double v = 0.21; v < 0.5; v += 0.031) {
        double k = 10 / 3e-9 * pow(v / 0.2 - 1, 3), t = 0.8 / k;
        ck_assert_double_eq_tol(ns_flow(d.dev, d.p, v, 0.15, t), 0.95, 1e-12);
        ck_assert(ns_flow(d.dev, d.p, v, 0.15, 2 * t) == 1);
        ck_assert_double_eq_tol(ns_flow(e.dev, e.p, v, 0.2, t), 1 / (1 + 4 * exp(-4 * 0.8)), 1e-10);
        ck_assert_double_eq_tol(ns_flow(s.dev, s.p, v, 0.2, t), 1 / (1 + 4 * exp(-0.8)), 1e-10);
        ck_assert_double_eq_tol(ns_flow(b.dev, b.p, v, 0.2, t), tanh(0.8 + atanh(0.2)), 1e-10);
    }
    for (double v = -0.021; v > -0.5; v *= 1.5) {
        double k = 5e-4 / 3e-9 * (-v / 0.02 - 1), t = 0.8 / k;
        ck_assert_double_eq_tol(ns_flow(d.dev, d.p, v, 0.95, t), 0.15, 1e-12);
        ck_assert(ns_flow(d.dev, d.p, v, 0.95, 2 * t) == 0);
        ck_assert_double_eq_tol(ns_flow(b.dev, b.p, v, 0.8, t), 1 - tanh(0.8 + atanh(0.2)), 1e-10);
    }
    ns_device_free(&d);
    ns_device_free(&e);
    ns_device_free(&s);
    ns_device_free(&b);
}
END_TEST

/* The exponential window stops the state within a few w_c, over many decades of time. */
START_TEST(kvatinsky_window)
{
    ns_device_inst d = device("vteam window=kvatinsky a_on=1n a_off=2n");
    check_flow(&d, 0.4, 0.05, 0.8);
    check_flow(&d, -0.4, 0.95, 0.2);
    double before = 0.5;
    for (double t = 1e-10; t < 1e50; t *= 1e3) {
        double after = ns_flow(d.dev, d.p, 0.3, 0.5, t);
        ck_assert(after > before && after < 0.9);
        before = after;
    }
    ns_device_free(&d);
}
END_TEST

START_TEST(partials)
{
    static const char *const specs[] = {"vteam/set:asic2", "vteam iv_relation=exponential",
                                        "vteam window=biolek p=10 alpha_off=2.5",
                                        "vteam window=kvatinsky w_c=300p a_off=2n a_on=1n"};
    uint64_t seed = 13;
    for (int k = 0; k < 4; k++) {
        ns_device_inst d = device(specs[k]);
        for (int n = 0; n < 1000; n++) {
            double v = (n % 2 ? 0.21 : -0.021) * (1.1 + 5 * uniform(&seed)),
                   x = 0.05 + 0.9 * uniform(&seed);
            check_partials(&d, v, x, 5e-3 * fabs(v), 1e-3 * fmin(1 - x, 0.5));
        }
        ns_device_free(&d);
    }
}
END_TEST

/* At a threshold with alpha = 1 the rate is continuous, its slope jumps: an implicit step finds its
 * solution and the slope of the side it is on. */
START_TEST(kink)
{
    ns_device_inst d = device("vteam window=kvatinsky");
    for (int n = -50; n <= 50; n++) {
        double v = -0.02 * (1 + n * 1e-3), h = 1e-7;
        ns_step s, a, b;
        ns_device_step(d.dev, d.p, v, 0.5, 0, h, 1, &s);
        ns_device_step(d.dev, d.p, v + 1e-8, 0.5, 0, h, 1, &a);
        ns_device_step(d.dev, d.p, v - 1e-8, 0.5, 0, h, 1, &b);
        ck_assert(n > 0 ? s.x < 0.5 && s.dx_dv > 0 : s.x == 0.5 && s.dx_dv == 0);
        if (n > 0)
            ck_assert_double_eq_tol((a.x - b.x) / 2e-8 / s.dx_dv, 1, 1e-5);
    }
    ns_device_free(&d);
}
END_TEST

START_TEST(specifications)
{
    check_sets(ns_device_find("vteam"));
    ns_device_inst d = device("vteam/set:asic2");
    ck_assert(value_of(&d, "ron") == 50 && value_of(&d, "roff") == 1e3 &&
              value_of(&d, "k_off") == 5e-4 && value_of(&d, "k_on") == -10 &&
              value_of(&d, "alpha_off") == 1 && value_of(&d, "alpha_on") == 3 &&
              value_of(&d, "v_off") == 0.02 && value_of(&d, "v_on") == -0.2);
    check_conductance(&d, 1e-13);
    ns_device_free(&d);
    refused("vteam v_on=0.2", "v_on");
    refused("vteam v_off=0", "v_off");
    refused("vteam x_off=-1n", "device vteam: x_on = 0 m must be at least");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("vteam");
    TCase *t = tcase_create("vteam");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, reference_traces);
    tcase_add_test(t, trace_of_pulses);
    tcase_add_test(t, pulses);
    tcase_add_test(t, kvatinsky_window);
    tcase_add_test(t, partials);
    tcase_add_test(t, kink);
    tcase_add_test(t, specifications);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
