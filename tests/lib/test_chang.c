/* The WOx memristor against closed forms and quadrature. */
#include <stdio.h>

#include "../check_main.h"
#include "device_test.h"

START_TEST(equations)
{
    ns_device_inst d = device("chang/set:umich_diffusion");
    ns_eval y = eval_at(&d, 1.2, 0.3);
    ck_assert_double_eq_tol(y.i, 0.7 * 0.5e-6 * (1 - exp(-0.6)) + 0.3 * 4e-6 * sinh(2.4), 1e-20);
    ck_assert_double_eq_tol(y.f, 4.5 * (0.004 * sinh(4.8) - 0.3 / 10), 1e-14);
    y = eval_at(&d, -0.8, 0.3);
    ck_assert_double_eq_tol(y.i, 0.7 * 0.5e-6 * (1 - exp(0.4)) - 0.3 * 4e-6 * sinh(1.6), 1e-20);
    ck_assert_double_eq_tol(y.f, -4.5 * (0.004 * sinh(3.2) + 0.3 / 10), 1e-14);
    ns_device_free(&d);
}
END_TEST

/* At constant voltage: evenly without diffusion, exponentially with it, and stopped at the bounds.
 */
START_TEST(flow_has_a_closed_form)
{
    ns_device_inst kept = device("chang"), lost = device("chang drift_bit=1");
    for (double v = -1.5; v <= 1.5; v += 0.25) {
        for (double t = 0.01; t < 100; t *= 1.7) {
            double drift = 4.5 * 0.004 * sinh(4 * v), rest = drift / 0.45;
            ck_assert_double_eq_tol(ns_flow(kept.dev, kept.p, v, 0.3, t),
                                    fmin(fmax(0.3 + drift * t, 0), 1), 1e-14);
            ck_assert_double_eq_tol(ns_flow(lost.dev, lost.p, v, 0.3, t),
                                    fmin(fmax(rest + (0.3 - rest) * exp(-0.45 * t), 0), 1), 1e-14);
        }
    }
    /* what is left of the state keeps its digits */
    ck_assert_double_eq_tol(ns_flow(lost.dev, lost.p, 0, 0.3, 1000) / (0.3 * exp(-450)), 1, 1e-12);
    ck_assert(ns_flow(kept.dev, kept.p, 0, 0.3, 1e15) == 0.3);
    ns_device_free(&kept);
    ns_device_free(&lost);
}
END_TEST

/* Under a sine the retained state is an integral, done here by Simpson's rule. */
START_TEST(sine)
{
    ns_device_inst d = device("chang");
    for (int part = 1; part <= 8; part++) {
        enum { N = 20000 };
        double end = part / 8., sum = 0;
        for (int n = 0; n <= N; n++)
            sum += (n == 0 || n == N ? 1 : n % 2 ? 4 : 2) * sinh(4 * sin(2 * PI * end * n / N));
        double want = 0.2 + 4.5 * 0.004 * sum * end / (3. * N);
        ns_step s = drive_sine(&d, 0.2, 1, 1, 0, end, 200000);
        ck_assert_msg(fabs(s.x - want) < 1e-9, "t=%g: x = %.12f, not %.12f", end, s.x, want);
    }
    ns_device_free(&d);
}
END_TEST

START_TEST(partials)
{
    uint64_t seed = 5;
    for (int n = 0; n < 5000; n++) {
        char spec[300];
        snprintf(spec, sizeof spec,
                 "chang alpha=%g beta=%g gamma=1e-6 delta=%g lambda=%g eta1=%g eta2=%g tau=%g "
                 "drift_bit=%d",
                 1e-6 * uniform(&seed), uniform(&seed), 1 + uniform(&seed),
                 pow(10, 9 * uniform(&seed) - 3), pow(10, -6 * uniform(&seed)), 5 * uniform(&seed),
                 pow(10, 9 * uniform(&seed) - 3), n % 2);
        ns_device_inst d = device(spec);
        double v = (n % 3 ? 1 : -1) * (0.1 + 3 * uniform(&seed)), x = 0.02 + 0.96 * uniform(&seed);
        check_partials(&d, v, x, 1e-2, 1e-3);
        ns_device_free(&d);
    }
}
END_TEST

START_TEST(sets_and_limits)
{
    check_sets(&ns_device_chang);
    ns_device_inst d = device("chang");
    check_conductance(&d, 1e-13);
    ck_assert_double_eq_tol(d.dev->conductance(d.p, 1), 8e-6, 1e-18);
    ck_assert(d.dev->x_init(d.p) == 0);
    ns_device_free(&d);
    refused("chang alpha=20u", "alpha beta = 1e-05 S");
    refused("chang drift_bit=2", "drift_bit = 2");
    refused("chang tau=0", "tau = 0");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("chang");
    TCase *t = tcase_create("chang");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, equations);
    tcase_add_test(t, flow_has_a_closed_form);
    tcase_add_test(t, sine);
    tcase_add_test(t, partials);
    tcase_add_test(t, sets_and_limits);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
