/* Many switches at constant rates: closed forms of mean and variance, random numbers against them,
 * and the same numbers everywhere. */
#include "../check_main.h"
#include "../../lib/device/switches.h"
#include "statistics.h"

static const ns_rng rng = {{5, 6}};
static const ns_switch_rates rates = {30, 70};

START_TEST(mean_relaxes)
{
    for (double t = 0; t < 0.2; t += 0.007)
        for (double x = 0; x <= 1; x += 0.25)
            ck_assert_double_eq_tol(ns_switches_mean(&rates, x, t), 0.3 + (x - 0.3) * exp(-100 * t),
                                    1e-15);
    /* neither loses digits of what is rare */
    ck_assert_double_eq_tol(ns_switches_mean(&rates, 0, 1e-20) / 3e-19, 1, 1e-14);
    ck_assert_double_eq_tol(ns_switches_mean(&(ns_switch_rates){1e-9, 1}, 1, 40) / 1e-9, 1, 1e-7);
}
END_TEST

START_TEST(nothing_moves)
{
    const ns_switch_rates still = {0, 0}, even = {0.1, 0.1};
    ck_assert(ns_switches_mean(&still, 0.7, 1e300) == 0.7);
    ck_assert(ns_switches_mean(&even, 0.5, 1e300) == 0.5);
    ck_assert(ns_switches_mean(&rates, 0.7, 0) == 0.7);
    for (uint64_t k = 0; k < 100; k++) {
        ck_assert_int_eq(ns_switches_draw(&still, rng, k, 1000, 600, 1e300), 600);
        ck_assert_int_eq(ns_switches_draw(&rates, rng, k, 1000, 600, 0), 600);
    }
}
END_TEST

/* Mean and variance of the number that is on, at several times, from several starts: n(t) has mean
 * n_inf + (n0 - n_inf) e^(-(a + b) t) and variance n0 q (1 - q) + (N - n0) p (1 - p). */
START_TEST(moments)
{
    enum { DRAWS = 20000 };
    static const int totals[] = {10, 20000, 1000000000};
    for (int k = 0; k < 3; k++) {
        for (int quarter = 0; quarter <= 4; quarter++) {
            for (double t = 1e-4; t < 1; t *= 4) {
                int total = totals[k], n0 = (int)(total * (quarter / 4.));
                double left = exp(-100 * t), p = 0.3 * (1 - left), q = 0.7 * (1 - left);
                double mean = 0.3 * total + (n0 - 0.3 * total) * left;
                double variance = n0 * q * (1 - q) + (double)(total - n0) * p * (1 - p);
                double sum = 0, squares = 0;
                for (uint64_t j = 0; j < DRAWS; j++) {
                    double d = ns_switches_draw(&rates, rng, j, total, n0, t) - mean;
                    sum += d;
                    squares += d * d;
                }
                ck_assert_msg(fabs(sum / DRAWS) < 5 * sqrt(variance / DRAWS),
                              "%d of %d after %g s: mean off by %g", n0, total, t, sum / DRAWS);
                double spread = sqrt((2 + 1 / variance) / DRAWS);
                ck_assert_msg(fabs(squares / DRAWS / variance - 1) < 5 * spread,
                              "%d of %d after %g s: variance %g, not %g", n0, total, t,
                              squares / DRAWS, variance);
            }
        }
    }
}
END_TEST

/* Two times t are one of 2 t: the distribution of 12 switches, after both, by chi-square against
 * the exact one, by convolution of two binomials. */
START_TEST(times_add_up)
{
    enum { N = 12, START = 5, DRAWS = 200000 };
    double seen[2][N + 1] = {{0}}, expected[N + 1] = {0};
    double left = exp(-100 * 0.02), p = 0.3 * (1 - left), stay = 1 - 0.7 * (1 - left);
    for (int a = 0; a <= START; a++)
        for (int b = 0; b <= N - START; b++)
            expected[a + b] += DRAWS * tgamma(START + 1) / tgamma(a + 1) / tgamma(START - a + 1) *
                               pow(stay, a) * pow(1 - stay, START - a) * tgamma(N - START + 1) /
                               tgamma(b + 1) / tgamma(N - START - b + 1) * pow(p, b) *
                               pow(1 - p, N - START - b);
    for (uint64_t k = 0; k < DRAWS; k++) {
        seen[0][ns_switches_draw(&rates, rng, k, N, START, 0.02)]++;
        int half = ns_switches_draw(&rates, rng, 2 * k + DRAWS, N, START, 0.01);
        seen[1][ns_switches_draw(&rates, rng, 2 * k + 1 + DRAWS, N, half, 0.01)]++;
    }
    const int last = 9; /* beyond, less than a hundred are expected: one bin */
    for (int k = last + 1; k <= N; k++) {
        expected[last] += expected[k];
        seen[0][last] += seen[0][k];
        seen[1][last] += seen[1][k];
    }
    for (int way = 0; way < 2; way++)
        ck_assert_double_lt(chi_square(seen[way], expected, last + 1), chi_square_limit(last));
}
END_TEST

/* A million switches over a long way of short pulses: stays in range, ends in equilibrium, with its
 * fluctuation (variance of the fraction x (1 - x) / N). */
START_TEST(equilibrium)
{
    enum { N = 1000000, PULSES = 200000 };
    double sum = 0, squares = 0;
    int n = 0;
    for (uint64_t k = 0; k < 1000; k++)
        n = ns_switches_draw(&rates, rng, k, N, n, 1e-3);
    for (uint64_t k = 1000; k < PULSES; k++) {
        n = ns_switches_draw(&rates, rng, k, N, n, 1e-3);
        if (n < 0 || n > N)
            ck_abort_msg("%d of %d switches on", n, N);
        double d = n - 0.3 * N;
        sum += d;
        squares += d * d;
    }
    /* neighbouring values are related, over 10 pulses: that many fewer independent ones */
    double variance = 0.3 * 0.7 * N, independent = PULSES / 20.;
    ck_assert_double_eq_tol(sum / PULSES, 0, 4 * sqrt(variance / independent));
    ck_assert_double_eq_tol(squares / PULSES / variance, 1, 4 * sqrt(2 / independent));
}
END_TEST

/* Recorded once: any compiler, processor and C library gives these. */
START_TEST(same_everywhere)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    int n = 500000000;
    for (uint64_t k = 0; k < 100000; k++) {
        double u = ns_rng_uniform(rng, 7, k, 0), w = ns_rng_uniform(rng, 8, k, 0);
        const ns_switch_rates r = {1 / u, 1 / w};
        n = ns_switches_draw(&r, rng, k, 1000000000, n, u * w);
        hash = (hash ^ (uint64_t)n) * UINT64_C(0x100000001B3);
    }
    ck_assert_msg(hash == UINT64_C(0x3DA87926D5D6FCDF), "%#llx", (unsigned long long)hash);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("switches");
    TCase *t = tcase_create("switches");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, mean_relaxes);
    tcase_add_test(t, nothing_moves);
    tcase_add_test(t, moments);
    tcase_add_test(t, times_add_up);
    tcase_add_test(t, equilibrium);
    tcase_add_test(t, same_everywhere);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
