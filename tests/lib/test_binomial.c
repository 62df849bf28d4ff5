/* Binomial variates against the distribution, its moments, and, to the last digit, themselves
 * elsewhere. */
#include "../check_main.h"
#include "../../lib/numeric/portable.h"
#include "../../lib/random/binomial.h"
#include "statistics.h"

static const ns_rng rng = {{3, 4}};

static double ln_probability(int n, double p, int k)
{
    return lgamma(n + 1.) - lgamma(k + 1.) - lgamma(n - k + 1.) + k * log(p) + (n - k) * log1p(-p);
}

/* Chi-square of `draws` variates against the distribution, values of less than 10 expected draws
 * put together with their neighbours. */
static void check_distribution(int n, double p, int draws)
{
    enum { MOST = 30000 };
    static double seen[MOST], expected[MOST];
    double sd = sqrt(n * p * (1 - p)), so_far = 0;
    int first = (int)fmax(0, n * p - 8 * sd - 10), last = (int)fmin(n, n * p + 8 * sd + 10);
    static int bin_of[MOST];
    int bins = 0;
    ck_assert_int_lt(last - first, MOST);
    expected[0] = seen[0] = 0;
    for (int k = first; k <= last; k++) {
        double e = draws * exp(ln_probability(n, p, k));
        so_far += e;
        bin_of[k - first] = bins;
        expected[bins] += e;
        if (expected[bins] >= 10 && draws - so_far >= 10) {
            bins++;
            expected[bins] = seen[bins] = 0;
        }
    }
    for (int j = 0; j < draws; j++) {
        int k = ns_binomial(rng, 5, (uint64_t)j, n, p);
        if (k < first || k > last)
            ck_abort_msg("binomial(%d, %g) = %d", n, p, k);
        seen[bin_of[k - first]]++;
    }
    if (bins > 0)
        ck_assert_msg(chi_square(seen, expected, bins + 1) < chi_square_limit(bins),
                      "binomial(%d, %g): %g, %d degrees", n, p,
                      chi_square(seen, expected, bins + 1), bins);
}

/* On both sides of the mean from which on another method is used, of p = 1/2, and of k for which
 * Stirling's series is extended. */
static const struct {
    int n;
    double p;
} cases[] = {{1, 0.3},          {2, 0.5},        {7, 0.9},       {19, 0.5},      {20, 0.5},
             {21, 0.5},         {40, 0.24},      {40, 0.26},     {40, 0.76},     {1000, 0.0098},
             {1000, 0.011},     {1000, 0.989},   {1000, 0.3},    {30000, 0.001}, {100000, 0.5},
             {1000000, 1.1e-5}, {1000000, 3e-6}, {1000000, 2e-4}};

START_TEST(distribution)
{
    check_distribution(cases[_i].n, cases[_i].p, 400000);
}
END_TEST

/* Mean and variance of many draws, for numbers as large as they come. */
START_TEST(moments)
{
    enum { DRAWS = 20000 };
    for (double n = 10; n <= 1e9; n *= 10) {
        for (double p = 1e-9; p < 0.6; p = p < 0.05 ? 10 * p : p + 0.2) {
            for (int mirrored = 0; mirrored < 2; mirrored++) {
                double chance = mirrored ? 1 - p : p, mean = n * chance, sum = 0, squares = 0;
                double variance = mean * (1 - chance);
                for (uint64_t k = 0; k < DRAWS; k++) {
                    double d = ns_binomial(rng, 6, k, (int)n, chance) - mean;
                    sum += d;
                    squares += d * d;
                }
                double kurtosis = 3 + (1 - 6 * p * (1 - p)) / variance;
                ck_assert_msg(fabs(sum / DRAWS) < 5 * sqrt(variance / DRAWS) + 1e-15 * mean,
                              "binomial(%g, %g): mean off by %g", n, chance, sum / DRAWS);
                ck_assert_msg(
                    fabs(squares / DRAWS / variance - 1) < 5 * sqrt((kurtosis - 1) / DRAWS),
                    "binomial(%g, %g): variance %g, not %g", n, chance, squares / DRAWS, variance);
            }
        }
    }
}
END_TEST

START_TEST(edges)
{
    for (uint64_t k = 0; k < 100; k++) {
        ck_assert_int_eq(ns_binomial(rng, 1, k, 0, 0.5), 0);
        ck_assert_int_eq(ns_binomial(rng, 1, k, 1000000000, 0), 0);
        ck_assert_int_eq(ns_binomial(rng, 1, k, 1000000000, 1), 1000000000);
        ck_assert_int_eq(ns_binomial(rng, 1, k, 1000, -1), 0);
        ck_assert_int_eq(ns_binomial(rng, 1, k, 1000, 2), 1000);
        ck_assert_int_eq(ns_binomial(rng, 1, k, 1000000000, 1e-300), 0);
        ck_assert_int_eq(ns_binomial(rng, 1, k, 1000, 1 - 0x1p-53), 1000);
        int one = ns_binomial(rng, 1, k, 1, 0.5);
        ck_assert(one == 0 || one == 1);
    }
}
END_TEST

/* Draws of neighbouring counts and purposes have nothing to do with each other. */
START_TEST(unrelated)
{
    enum { N = 100000 };
    double next = 0, other = 0, variance = 5e8 * 0.5;
    for (uint64_t k = 0; k < N; k++) {
        double d = ns_binomial(rng, 1, k, 1000000000, 0.5) - 5e8;
        next += d * (ns_binomial(rng, 1, k + 1, 1000000000, 0.5) - 5e8);
        other += d * (ns_binomial(rng, 2, k, 1000000000, 0.5) - 5e8);
    }
    ck_assert_double_eq_tol(next / N / variance, 0, 4 / sqrt(N));
    ck_assert_double_eq_tol(other / N / variance, 0, 4 / sqrt(N));
}
END_TEST

/* 300,000 draws, recorded once: any compiler, processor and C library gives these. */
START_TEST(same_everywhere)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    for (uint32_t k = 0; k < 300000; k++) {
        double u = ns_rng_uniform(rng, 7, k, 0);
        int n = (int)ns_exp(20.7 * ns_rng_uniform(rng, 8, k, 0));
        hash = (hash ^ (uint64_t)ns_binomial(rng, 9, k, n, u * u)) * UINT64_C(0x100000001B3);
    }
    ck_assert_msg(hash == UINT64_C(0x1E3FCB496FB4D05F), "%#llx", (unsigned long long)hash);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("binomial");
    TCase *t = tcase_create("binomial");
    tcase_set_timeout(t, 60);
    tcase_add_loop_test(t, distribution, 0, (int)(sizeof cases / sizeof cases[0]));
    tcase_add_test(t, moments);
    tcase_add_test(t, edges);
    tcase_add_test(t, unrelated);
    tcase_add_test(t, same_everywhere);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
