/* TEAM against its rates at given currents and closed forms. Signs: the papers' current is ours
 * reversed, their state is the width w = x_off - (x_off - x_on) x. */
#include <math.h>

#include "../check_main.h"
#include "device_test.h"

#define STEEP "team ron=1k roff=100k k_off=4e-42 k_on=-4e-42 alpha_off=25 alpha_on=25"

/* The paper's rate dw/dt (m/s) at its current i and width w, for a span of 3 nm from 0. */
static double paper_rate(const ns_device_inst *d, double i, double w)
{
    double x = 1 - w / 3e-9, v = -i / d->dev->conductance(d->p, x);
    ns_eval y = eval_at(d, v, x);
    ck_assert_double_eq_tol(y.i / -i, 1, 1e-14);
    return -y.f * 3e-9;
}

START_TEST(rates)
{
    static const double table[][2] = {{0.5e-3, 2.582151665e-13}, {1e-3, 1.063670609e-9},
                                      {2e-3, 2.044033446e-6},    {-0.5e-3, -1.224743457e-4},
                                      {-1e-3, -0.1372525898},    {-2e-3, -146.9861824}};
    for (int e = 0; e < 2; e++) {
        ns_device_inst d = device(e ? "team iv_relation=exponential" : "team/set:team_10");
        for (size_t n = 0; n < sizeof table / sizeof table[0]; n++)
            for (double w = 0.1e-9; w < 3e-9; w += 0.7e-9) /* the same at every width */
                ck_assert_double_eq_tol(paper_rate(&d, table[n][0], w) / table[n][1], 1, 1e-9);
        ns_device_free(&d);
    }
}
END_TEST

/* Exactly 0 up to the thresholds, and continuous there. */
START_TEST(thresholds)
{
    ns_device_inst d = device("team alpha_on=1 alpha_off=1 k_off=1u k_on=-1u");
    for (double i = -8.8e-6; i < 115e-6; i += 1e-7)
        ck_assert(paper_rate(&d, i, 1e-9) == 0);
    ck_assert_double_eq_tol(paper_rate(&d, 115e-6 * (1 + 1e-6), 1e-9), 1e-12, 1e-20);
    ck_assert_double_eq_tol(paper_rate(&d, -8.9e-6 * (1 + 1e-6), 1e-9), -1e-12, 1e-20);
    ns_eval y = eval_at(&d, 8.9e-6 * 500 * (1 + 1e-9), 0.5263157894736842); /* R = 500 ohm */
    ck_assert_double_eq_tol(y.f_v, 1e-6 / 3e-9 / (8.9e-6 * 500), 1e-6);
    ns_device_free(&d);
}
END_TEST

/* With alpha = 1 and vanishing thresholds it is linear ion drift. */
START_TEST(linear_drift)
{
    ns_device_inst drift = device("drift d=3n window=biolek p=2"),
                   d = device("team/ron:100/roff:16k/alpha_on:1/alpha_off:1/i_on:-1f/i_off:1f/"
                              "k_on:-3.3333333333333333e-19/k_off:3.3333333333333333e-19/"
                              "window:biolek/p:2");
    for (double v = -2.1; v < 2.2; v += 0.2)
        for (double x = 0.05; x < 1; x += 0.1) {
            ns_eval a = eval_at(&drift, v, x), b = eval_at(&d, v, x);
            ck_assert_double_eq_tol(b.f / a.f, 1, 1e-9);
            ck_assert_double_eq_tol(b.f_x / a.f_x, 1, 1e-9);
            ck_assert_double_eq_tol(b.i / a.i, 1, 1e-14);
        }
    ns_device_free(&drift);
    ns_device_free(&d);
}
END_TEST

/* alpha = 1, linear resistance, constant voltage: with c = |v| / threshold, seconds from R0 to R
 * are (R - R0 + c ln((c - R) / (c - R0))) / (k (roff - ron)), on the way on; on the way off the
 * state rests where the current has fallen to the threshold, R = c. */
START_TEST(pulses)
{
    ns_device_inst d = device("team alpha_on=1 alpha_off=1 k_on=-3e-9 k_off=3e-9 i_on=-100u "
                              "i_off=100u");
    for (double v = 0.11; v < 2; v *= 1.7) {
        double c = v / 100e-6, r0 = 50 * 0.1 + 1e3 * 0.9, r = 50 * 0.8 + 1e3 * 0.2;
        double t = (r - r0 + c * log((c - r) / (c - r0))) / 950;
        ck_assert_double_eq_tol(ns_flow(d.dev, d.p, v, 0.1, t), 0.8, 1e-9);
    }
    double v = -0.06, c = 600, r0 = 50 * 0.9 + 1e3 * 0.1, r = 590;
    double t = -(r - r0 + c * log((c - r) / (c - r0))) / 950;
    ck_assert_double_eq_tol(ns_flow(d.dev, d.p, v, 0.9, t), 410. / 950, 1e-9);
    ck_assert_double_eq_tol(ns_flow(d.dev, d.p, v, 0.9, 1e3), 400. / 950, 1e-9);
    ck_assert_double_eq_tol(ns_flow(d.dev, d.p, v, 0.9, 1e300), 400. / 950, 1e-9);
    ns_device_free(&d);
    d = device("team/set:team_10");
    check_flow(&d, 1, 0.1, 0.4);
    check_flow(&d, -1, 0.9, 0.2);
    ns_device_free(&d);
    d = device("team/set:ccit801/window:kvatinsky/a_on:1n/a_off:1.5n");
    check_flow(&d, 10, 0.1, 0.6);
    check_flow(&d, -10, 0.95, 0.7);
    ns_device_free(&d);
}
END_TEST

START_TEST(partials)
{
    static const char *const specs[] = {"team/set:team_10", STEEP, "team/set:ccit801",
                                        "team iv_relation=exponential window=joglekar p=3",
                                        "team/set:ccit801/window:kvatinsky/a_on:1n/w_c:300p"};
    uint64_t seed = 11;
    for (int k = 0; k < 5; k++) {
        ns_device_inst d = device(specs[k]);
        for (int n = 0; n < 1000; n++) {
            double x = 0.05 + 0.9 * uniform(&seed);
            double i = (n % 2 ? 1e-3 : -1e-3) * (1 + uniform(&seed));
            double v = i / d.dev->conductance(d.p, x);
            ns_eval y = eval_at(&d, v, x);
            check_partials(&d, v, x, fmin(1e-3 * fabs(v), 0.02 * fabs(y.f / y.f_v)),
                           fmin(2e-4 * fmin(1 - x, 0.5), 0.02 * fabs(y.f / y.f_x)));
        }
        ns_device_free(&d);
    }
}
END_TEST

START_TEST(window)
{
    ns_device_inst d = device("team/set:ccit801/window:kvatinsky"),
                   none = device("team/set:ccit801");
    for (double w = 0.5e-9; w < 2.5e-9; w += 0.1e-9) {
        double off = exp(-exp((w - 1.2e-9) / 107e-12)), on = exp(-exp((2e-9 - w) / 107e-12));
        double rate_off = off * paper_rate(&none, 1e-3, w),
               rate_on = on * paper_rate(&none, -1e-3, w);
        ck_assert_double_le(fabs(paper_rate(&d, 1e-3, w) - rate_off), 1e-10 * rate_off);
        ck_assert_double_le(fabs(paper_rate(&d, -1e-3, w) - rate_on), -1e-10 * rate_on);
    }
    ns_device_free(&d);
    ns_device_free(&none);
}
END_TEST

/* Beyond 1e100 per second the power law goes on straight. */
START_TEST(overdrive)
{
    ns_device_inst d = device(STEEP " window=kvatinsky");
    for (double v = 1; v < 1e101; v *= 10)
        for (double x = 0; x <= 1; x += 0.25) {
            ns_eval y = eval_at(&d, v, x), z = eval_at(&d, -v, x);
            ck_assert(isfinite(y.f) && isfinite(y.f_v) && isfinite(y.f_x) && isfinite(y.i_x));
            ck_assert(y.f >= 0 && z.f <= 0 && isfinite(z.f_x));
        }
    ck_assert_double_eq_tol(eval_at(&d, 2e50, 0.9).f / eval_at(&d, 1e50, 0.9).f, 2, 1e-9);
    ns_device_free(&d);
}
END_TEST

START_TEST(specifications)
{
    check_sets(ns_device_find("team"));
    ns_device_inst d = device("team/set:xyce");
    ck_assert(value_of(&d, "k_off") == 1.46e-18 && value_of(&d, "k_on") == -4.68e-22 &&
              value_of(&d, "w_c") == 1e-12 && value_of(&d, "a_off") == 3e-9);
    check_conductance(&d, 1e-13);
    ns_device_free(&d);
    d = device(STEEP " iv_relation=exponential");
    check_conductance(&d, 1e-13);
    ns_device_free(&d);
    d = device("team/set:ccit801");
    ck_assert(value_of(&d, "i_on") == -8.9e-6 && value_of(&d, "alpha_on") == 3 &&
              value_of(&d, "k_off") == 8e-13 && value_of(&d, "roff") == 200e3);
    ns_device_free(&d);
    refused("team ron=2k", "device team: ron = 2000 ohm must be below roff");
    refused("team x_on=3n", "x_on = 3e-09 m must be at least 1e-12 m below x_off = 3e-09 m");
    refused("team i_on=8.9u", "i_on");
    refused("team i_off=0", "i_off");
    refused("team k_on=1", "k_on");
    refused("team alpha_on=0.5", "alpha_on");
    refused("team window=biolek p=2.5", "device team: p = 2.5 must be a whole number");
    refused("team window=box", "zha, kvatinsky");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("team");
    TCase *t = tcase_create("team");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, rates);
    tcase_add_test(t, thresholds);
    tcase_add_test(t, linear_drift);
    tcase_add_test(t, pulses);
    tcase_add_test(t, partials);
    tcase_add_test(t, window);
    tcase_add_test(t, overdrive);
    tcase_add_test(t, specifications);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
