#include "random/exponential.h"
#include "random/philox.h"

#include "../check_main.h"
#include "statistics.h"

/* The known answers that Random123 publishes for philox4x32 with 10 rounds. */
START_TEST(known_answers)
{
    static const struct {
        uint32_t counter[4], key[2], out[4];
    } kat[] = {
        {{0, 0, 0, 0}, {0, 0}, {0x6627e8d5, 0xe169c58d, 0xbc57ac4c, 0x9b00dbd8}},
        {{0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff},
         {0xffffffff, 0xffffffff},
         {0x408f276d, 0x41c83b0e, 0xa20bc7c6, 0x6d5451fd}},
        {{0x243f6a88, 0x85a308d3, 0x13198a2e, 0x03707344},
         {0xa4093822, 0x299f31d0},
         {0xd16cfe09, 0x94fdcceb, 0x5001e420, 0x24126ea1}},
    };
    const ns_rng r = {{kat[_i].key[0], kat[_i].key[1]}};
    const uint32_t *c = kat[_i].counter;
    uint32_t out[4];
    ns_rng_words(r, c[1], (uint64_t)c[3] << 32 | c[2], c[0], out);
    for (int i = 0; i < 4; i++) {
        ck_assert_uint_eq(out[i], kat[_i].out[i]);
    }
}
END_TEST

static int bits_that_differ(ns_rng a, ns_rng b)
{
    return __builtin_popcount(a.key[0] ^ b.key[0]) + __builtin_popcount(a.key[1] ^ b.key[1]);
}

START_TEST(keys_depend_on_seed_and_name)
{
    ck_assert_int_eq(bits_that_differ(ns_rng_key(7, "a1"), ns_rng_key(7, "a1")), 0);
    ck_assert_int_gt(bits_that_differ(ns_rng_key(7, "a1"), ns_rng_key(7, "a2")), 10);
    ck_assert_int_gt(bits_that_differ(ns_rng_key(7, ""), ns_rng_key(7, "a")), 10);
    /* A seed and the seed that differs in one bit: half of the key's 64 bits on average. */
    double sum = 0;
    for (int bit = 0; bit < 64; bit++) {
        const int d = bits_that_differ(ns_rng_key(1, "a"), ns_rng_key(1 ^ UINT64_C(1) << bit, "a"));
        ck_assert_int_gt(d, 10);
        sum += d;
    }
    ck_assert_double_eq_tol(sum / 64, 32, 2);
}
END_TEST

START_TEST(uniform_is_uniform_and_open)
{
    enum { N = 100000 };
    static double u[N];
    const ns_rng r = ns_rng_key(1, "uniform");
    for (uint32_t i = 0; i < N; i++) {
        u[i] = ns_rng_uniform(r, 3, i, 0);
        if (!(u[i] > 0 && u[i] < 1)) {
            ck_abort_msg("draw %u is %.17g", i, u[i]);
        }
    }
    ck_assert_double_lt(kolmogorov(u, N), 1.95);
}
END_TEST

START_TEST(normal_is_normal)
{
    enum { N = 100000 };
    static double u[N];
    const ns_rng r = ns_rng_key(1, "normal");
    double sum = 0, squares = 0;
    for (uint32_t i = 0; i < N; i++) {
        const double x = ns_rng_normal(r, 3, 5, i);
        sum += x;
        squares += x * x;
        u[i] = 0.5 * erfc(-x / sqrt(2));
    }
    ck_assert_double_eq_tol(sum / N, 0, 3.3 / sqrt(N));
    ck_assert_double_eq_tol(squares / N, 1, 3.3 * sqrt(2.0 / N));
    ck_assert_double_lt(kolmogorov(u, N), 1.95);
}
END_TEST

/* Neighbours in every coordinate of the counter are unrelated. */
START_TEST(coordinates_are_independent)
{
    enum { N = 20000 };
    const ns_rng r = ns_rng_key(1, "");
    double c[4] = {0};
    for (uint32_t i = 0; i < N; i++) {
        const double x = ns_rng_normal(r, 1, i, 1);
        c[0] += x * ns_rng_normal(r, 2, i, 1);
        c[1] += x * ns_rng_normal(r, 1, i + 1, 1);
        c[2] += x * ns_rng_normal(r, 1, i, 2);
        c[3] += x * ns_rng_normal(r, 1, i | UINT64_C(1) << 40, 1);
    }
    for (int k = 0; k < 4; k++) {
        ck_assert_double_eq_tol(c[k] / N, 0, 3.3 / sqrt(N));
    }
}
END_TEST

static void check_exponential(uint32_t w)
{
    const double want = -log(((double)w + 0.5) * 0x1p-32), got = ns_exponential(w);
    if (!(got > 0 && fabs(got - want) < 3e-11)) {
        ck_abort_msg("%u: %.17g instead of %.17g", w, got, want);
    }
}

/* Against the logarithm of the C library: all powers of two and of their roots with their
 * neighbours, the ends, and a sample. */
START_TEST(exponential_is_the_logarithm)
{
    for (int k = 0; k < 64; k++) {
        for (uint32_t d = 0; d < 5; d++) {
            check_exponential((uint32_t)exp2(k / 2.0) - 2 + d); /* wraps to the other end at 0 */
        }
    }
    const ns_rng r = ns_rng_key(1, "words");
    for (uint32_t i = 0; i < 200000; i++) {
        uint32_t w[4];
        ns_rng_words(r, 0, i, 0, w);
        check_exponential(w[0]);
        check_exponential(w[1] >> (i % 32));
    }
    ck_assert(ns_exponential(UINT32_MAX) < ns_exponential(UINT32_MAX - 1));
}
END_TEST

static Suite *philox_suite(void)
{
    Suite *s = suite_create("philox");
    TCase *t = tcase_create("philox");
    tcase_add_loop_test(t, known_answers, 0, 3);
    tcase_add_test(t, exponential_is_the_logarithm);
    tcase_add_test(t, keys_depend_on_seed_and_name);
    tcase_add_test(t, uniform_is_uniform_and_open);
    tcase_add_test(t, normal_is_normal);
    tcase_add_test(t, coordinates_are_independent);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(philox_suite)
