/* The portable exponential and logarithms against the C library's, and to the bit against
 * themselves elsewhere. */
#include "../check_main.h"
#include "../../lib/numeric/portable.h"
#include "../../lib/random/philox.h"

static const ns_rng rng = {{1, 2}};

static double at_random(uint32_t what, uint32_t k, double lo, double hi)
{
    return lo + (hi - lo) * ns_rng_uniform(rng, what, k, 0);
}

static void check(const char *name, double x, double got, double want)
{
    if (!(fabs(got - want) <= 5e-16 * fabs(want)))
        ck_abort_msg("%s(%.17g) = %.17g, not %.17g", name, x, got, want);
}

START_TEST(like_the_library)
{
    for (uint32_t k = 0; k < 300000; k++) {
        double x = at_random(0, k, -700, 709);
        check("exp", x, ns_exp(x), exp(x));
        x = at_random(1, k, -2, 2);
        check("exp", x, ns_exp(x), exp(x));
        x = exp(at_random(2, k, -700, 700));
        check("ln", x, ns_ln(x), log(x));
        x = at_random(3, k, 0.5, 2);
        check("ln", x, ns_ln(x), log(x));
        x = 0.5 * exp(at_random(4, k, -60, 0));
        check("ln(1 - p)", x, ns_ln_one_minus(x), log1p(-x));
        x = exp(at_random(5, k, -60, 10));
        check("1 - e^-s", x, ns_one_minus_exp(x), -expm1(-x));
    }
}
END_TEST

START_TEST(ends)
{
    ck_assert(ns_exp(0) == 1 && ns_exp(-1e300) == 0 && ns_exp(-746) == 0 && isfinite(ns_exp(709)));
    ck_assert_double_eq_tol(ns_exp(-740) / exp(-740), 1, 1e-2); /* subnormal: few digits */
    ck_assert(ns_ln(1) == 0 && ns_ln_one_minus(0) == 0);
    ck_assert(ns_one_minus_exp(0) == 0 && ns_one_minus_exp(1e300) == 1);
}
END_TEST

static uint64_t add_bits(uint64_t hash, double x)
{
    return (hash ^ ns_to_bits(x)) * UINT64_C(0x100000001B3);
}

/* 400,000 results, recorded once: any compiler, processor and C library gives these. */
START_TEST(same_to_the_bit)
{
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    for (uint32_t k = 0; k < 100000; k++) {
        double u = ns_rng_uniform(rng, 6, k, 0);
        hash = add_bits(hash, ns_exp(60 * (u - 0.75)));
        hash = add_bits(hash, ns_ln(u));
        hash = add_bits(hash, ns_ln_one_minus(u / 2));
        hash = add_bits(hash, ns_one_minus_exp(u * u * 3));
    }
    ck_assert_msg(hash == UINT64_C(0x7B619C6377494BFF), "%#llx", (unsigned long long)hash);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("portable");
    TCase *t = tcase_create("portable");
    tcase_add_test(t, like_the_library);
    tcase_add_test(t, ends);
    tcase_add_test(t, same_to_the_bit);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
