/* Metastable switches against an independent integration (500 and 1500 ohm, 0.27 V, 0.1 ms, 298.5
 * K), closed forms at constant voltage, and the statistics of many switches. */
#include <stdio.h>

#include "../check_main.h"
#include "../../lib/device/switches.h"
#include "../../lib/numeric/constants.h"
#include "device_test.h"

START_TEST(reference_trace)
{
    static const struct {
        double t, x, i, i_schottky; /* t in periods */
    } table[] = {{.125, 0.9666986825, 6.914083895e-4, 1.172348095e-3},
                 {.25, 0.9999998696, 9.999999131e-4, 1.960595261e-3},
                 {.5, 0.9999773204, 0, 0},
                 {.625, 0.03330056231, -2.514002960e-4, -8.203416199e-4},
                 {.75, 1.303529576e-7, -3.333334202e-4, -1.427262067e-3},
                 {1, 2.267957263e-5, 0, 0}};
    ns_device_inst d = device("mss/set:sdc_w"), diodes = device("mss/set:sdc_w_demo");
    ns_step s = {.x = d.dev->x_init(d.p)};
    double t = 0;
    for (size_t n = 0; n < sizeof table / sizeof table[0]; n++) {
        s = drive_sine(&d, s.x, 0.5, 100, t, table[n].t * 0.01, 200000);
        t = table[n].t * 0.01;
        double v = 0.5 * sin(200 * PI * t);
        ck_assert_msg(fabs(s.x - table[n].x) < 2e-10, "t=%g: x = %.10f, not %.10f", table[n].t, s.x,
                      table[n].x);
        ck_assert_double_eq_tol(s.at.i, table[n].i, 2e-13);
        ck_assert_double_eq_tol(eval_at(&diodes, v, s.x).i, table[n].i_schottky, 4e-13);
        ck_assert(eval_at(&diodes, v, s.x).f == eval_at(&d, v, s.x).f);
    }
    ns_device_free(&d);
    ns_device_free(&diodes);
}
END_TEST

/* Chances that a switch goes on and off, in its closed form and where the published first order
 * exceeds 1. */
START_TEST(switching)
{
    static const double table[][3] = {{0.20, 1e-4, 0.059860053},
                                      {0.27, 1e-5, 0.048770575},
                                      {0.35, 1e-4, 0.616074585},
                                      {0.27, 3e-4, 0.776869839}};
    ns_device_inst d = device("mss/set:sdc_w");
    for (int n = 0; n < 4; n++)
        ck_assert_double_eq_tol(ns_flow(d.dev, d.p, table[n][0], 0, table[n][1]), table[n][2],
                                1e-9);
    ns_switch_rates r = ns_mss_rates(d.p, 0.20);
    double off = r.down / (r.up + r.down) * -expm1(-(r.up + r.down) * 1e-4);
    ck_assert_double_eq_tol(off / 1.125475524e-8, 1, 1e-9);
    ck_assert_double_eq_tol(ns_mss_rates(d.p, 0.27).up * 3e-4, 1.5, 1e-12);
    ns_device_free(&d);
}
END_TEST

/* What the equations say of retention: at 0 V the state relaxes to 1/2 within 1.8 s. */
START_TEST(forgets)
{
    const double vt = 0.025722740, tau = 1.809570;
    ns_device_inst d = device("mss/set:sdc_w");
    ns_switch_rates r = ns_mss_rates(d.p, 0);
    ck_assert_double_eq_tol(NS_K_OVER_Q * 298.5, vt, 1e-9);
    ck_assert_double_eq_tol(r.up, 0.2763, 1e-4);
    ck_assert_double_eq_tol(r.down, r.up, 1e-15);
    ck_assert_double_eq_tol(1 / (r.up + r.down), tau, 1e-6);
    for (double t = 0; t < 10; t += 0.3)
        ck_assert_double_eq_tol(ns_flow(d.dev, d.p, 0, 1, t), 0.5 + 0.5 * exp(-t / tau), 1e-6);
    ns_device_free(&d);
    d = device("mss vt_eff=8.8m"); /* keeps for days */
    ck_assert_double_gt(ns_flow(d.dev, d.p, 0, 1, 1e5), 0.999);
    ns_device_free(&d);
}
END_TEST

/* The threshold's width is kT/q of the device's own temperature, of the circuit's, or as told. */
START_TEST(temperature)
{
    ns_device_inst own = device("mss t=400"), told = device("mss vt_eff=20m t=400"),
                   room = device("mss");
    double e = exp(-(0.2 - 0.27) / (NS_K_OVER_Q * 400));
    ck_assert_double_eq_tol(ns_mss_rates(own.p, 0.2).up, 1e4 / (1 + e), 1e-10);
    ck_assert_double_eq_tol(ns_mss_rates(told.p, 0.2).up, 1e4 / (1 + exp(3.5)), 1e-10);
    e = exp(-(0.2 - 0.27) / (NS_K_OVER_Q * NS_ROOM));
    ck_assert_double_eq_tol(ns_mss_rates(room.p, 0.2).up, 1e4 / (1 + e), 1e-10);
    ns_device_free(&own);
    ns_device_free(&told);
    ns_device_free(&room);
}
END_TEST

/* Schottky currents as published, and without what they drive at 0 V. */
START_TEST(pinched)
{
    ns_device_inst d = device("mss/set:pd_wo3_w/pinched:0"), zero = device("mss/set:pd_wo3_w");
    for (double v = -1.5; v <= 1.5; v += 0.25) {
        double published = 0.55 * v * (0.3 / 40e3 + 0.7 / 250e3) +
                           0.45 * (1e-9 * exp(8.5 * v) - 2.2e-8 * exp(-6.2 * v));
        ck_assert_double_eq_tol(eval_at(&d, v, 0.3).i, published, 1e-14 * fabs(published) + 1e-22);
        ck_assert_double_eq_tol(eval_at(&zero, v, 0.3).i - eval_at(&d, v, 0.3).i, 9.45e-9, 1e-18);
        ck_assert(eval_at(&zero, v, 0.3).i_v == eval_at(&d, v, 0.3).i_v);
    }
    ck_assert(eval_at(&zero, 0, 0.3).i == 0);
    ns_device_free(&d);
    ns_device_free(&zero);
}
END_TEST

START_TEST(partials)
{
    uint64_t seed = 5;
    for (int n = 0; n < 5000; n++) {
        char spec[300];
        snprintf(spec, sizeof spec,
                 "mss von=%g voff=%g tau=%g t=%g phi=%g sfa=%g sfb=%g sra=%g srb=%g pinched=%d",
                 uniform(&seed), uniform(&seed), pow(10, 9 * uniform(&seed) - 9),
                 200 + 300 * uniform(&seed), 0.2 + 0.8 * uniform(&seed), 1e-3 * uniform(&seed),
                 5 * uniform(&seed), 1e-3 * uniform(&seed), 5 * uniform(&seed), n % 2);
        ns_device_inst d = device(spec);
        double v = (n % 3 ? 1 : -1) * (0.2 + 2 * uniform(&seed)), x = 0.02 + 0.96 * uniform(&seed);
        check_partials(&d, v, x, 5e-4, 1e-3);
        ns_device_free(&d);
    }
}
END_TEST

/* The variance per second leads, against the relaxation, to the stationary x (1 - x) / n. */
START_TEST(variance)
{
    ns_device_inst d = device("mss/set:sdc_w/n:1000"), mean = device("mss/set:sdc_w/n:0");
    for (double v = -0.5; v <= 0.5; v += 0.1) {
        ns_switch_rates r = ns_mss_rates(d.p, v);
        double x = r.up / (r.up + r.down);
        ck_assert_double_eq_tol(d.dev->variance(d.p, v, x) / (2 * (r.up + r.down)),
                                x * (1 - x) / 1000, 1e-12);
        ck_assert(mean.dev->variance(mean.p, v, x) == 0);
    }
    ns_device_free(&d);
    ns_device_free(&mean);
}
END_TEST

/* A train of pulses on a device of 1000 switches, 4000 times: the mean is the deterministic model's
 * and the variance obeys its recursion. */
START_TEST(pulses)
{
    enum { N = 1000, RUNS = 4000, PULSES = 12 };
    const ns_rng rng = ns_rng_key(1, "pulses");
    ns_device_inst d = device("mss/set:sdc_w/n:1000");
    static int on[RUNS];
    double x = 0.2, variance = 0;
    for (int k = 0; k < RUNS; k++)
        on[k] = 200;
    for (int k = 0; k < PULSES; k++) {
        double v = k % 3 == 2 ? -0.24 : 0.2, sum = 0, squares = 0;
        ns_switch_rates r = ns_mss_rates(d.p, v);
        double relaxed = -expm1(-(r.up + r.down) * 1e-4), share = r.up / (r.up + r.down);
        double rise = share * relaxed, fall = (1 - share) * relaxed;
        variance = variance * (1 - relaxed) * (1 - relaxed) +
                   (x * fall * (1 - fall) + (1 - x) * rise * (1 - rise)) / N;
        x = ns_flow(d.dev, d.p, v, x, 1e-4);
        for (int j = 0; j < RUNS; j++) {
            on[j] = ns_mss_pulse(d.p, rng, (uint64_t)(j * PULSES + k), v, 1e-4, on[j]);
            double deviation = (double)on[j] / N - x;
            sum += deviation;
            squares += deviation * deviation;
        }
        ck_assert_double_eq_tol(sum / RUNS, 0, 4 * sqrt(variance / RUNS));
        ck_assert_double_eq_tol(squares / RUNS / variance, 1, 4 * sqrt(2. / RUNS));
    }
    ns_device_free(&d);
}
END_TEST

START_TEST(noise)
{
    ns_device_inst d = device("mss/set:sdc_w_demo");
    double g = 0.8 * (0.3 / 500 + 0.7 / 1500);
    double shot = 2 * 1.602176634e-19 * 0.2 * 8e-4 * (exp(1.2) + exp(-1.2));
    ck_assert_double_eq_tol(
        d.dev->white_noise(d.p, 0.3, 0.3, 310) / (4 * 1.380649e-23 * 310 * g + shot), 1, 1e-13);
    ns_device_free(&d);
}
END_TEST

START_TEST(sets_and_limits)
{
    check_sets(&ns_device_mss);
    ns_device_inst d = device("mss/set:sdc_w_demo");
    check_conductance(&d, 1e-12);
    ns_device_free(&d);
    d = device("mss/set:gst"); /* conductances of the two states as in the source */
    ck_assert_double_eq_tol(eval_at(&d, 1e-9, 1).i_v, 0.7 * 1.2e-3 + 0.3 * 2 * 5e-5 * 3, 1e-12);
    ck_assert_double_eq_tol(eval_at(&d, 1e-9, 0).i_v, 0.7 * 1.2e-4 + 0.3 * 2 * 5e-5 * 3, 1e-12);
    ns_device_free(&d);
    d = device("mss/set:ag_chalcogenide");
    ck_assert_double_eq_tol(d.dev->conductance(d.p, 1), 0.87e-2, 1e-14);
    ck_assert_double_eq_tol(d.dev->conductance(d.p, 0), 0.91e-3, 1e-14);
    ns_device_free(&d);
    refused("mss ron=2k", "ron = 2000 ohm must be below roff = 1500 ohm");
    refused("mss vt_eff=1e-9", "vt_eff = 1e-09 V must be at least 1e-6 V");
    refused("mss phi=0", "phi = 0");
    refused("mss n=0.5", "n");
    refused("mss voff=-0.27", "voff = -0.27");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("mss");
    TCase *t = tcase_create("mss");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, reference_trace);
    tcase_add_test(t, switching);
    tcase_add_test(t, forgets);
    tcase_add_test(t, temperature);
    tcase_add_test(t, pinched);
    tcase_add_test(t, partials);
    tcase_add_test(t, variance);
    tcase_add_test(t, pulses);
    tcase_add_test(t, noise);
    tcase_add_test(t, sets_and_limits);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
