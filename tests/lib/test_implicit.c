/* The scalar implicit solve: known solutions, bounds, and 1e5 random equations.
 */
#include <float.h>
#include <math.h>
#include <stdint.h>

#include "../../lib/numeric/implicit.h"
#include "../../lib/numeric/safe.h"
#include "../check_main.h"

static int calls;

typedef struct {
    double a, b; /* f = a sin(b x), or as the function says */
} coefficients;

static double wave(void *ctx, double x, double *f_x)
{
    const coefficients *k = ctx;
    calls++;
    *f_x = k->a * k->b * cos(k->b * x);
    return k->a * sin(k->b * x);
}

static double line(void *ctx, double x, double *f_x)
{
    const coefficients *k = ctx;
    calls++;
    *f_x = k->b;
    return k->a + k->b * x;
}

/* a e^(b x): Newton's method comes down it by a factor e at a time. */
static double exponential(void *ctx, double x, double *f_x)
{
    const coefficients *k = ctx;
    double f = k->a * exp(k->b * x);
    calls++;
    *f_x = k->b * f;
    return f;
}

/* -tanh, with Newton's method close to going to and fro between two points for
 * ever. */
static double step(void *ctx, double x, double *f_x)
{
    const coefficients *k = ctx;
    double f = -k->a * tanh(k->b * (x - 0.4));
    calls++;
    *f_x = -k->a * k->b * (1 - f * f / (k->a * k->a));
    return f;
}

static double uniform(uint64_t *s)
{
    *s = *s * 6364136223846793005u + 1442695040888963407u;
    return (double)(*s >> 11) * 0x1p-53;
}

START_TEST(linear_in_two_calls)
{
    coefficients k = {2, -3};
    double x;
    calls = 0;
    ck_assert(ns_implicit(line, &k, 0.1, 0.5, 0, 1, 0.9, &x));
    ck_assert_double_eq_tol(x, (0.1 + 0.5 * 2) / (1 + 0.5 * 3), 1e-15);
    ck_assert_int_le(calls, 3);
}
END_TEST

START_TEST(beyond_a_bound)
{
    coefficients up = {2, 0}, down = {-2, 0};
    double x;
    ck_assert(!ns_implicit(line, &up, 0.1, 0.5, 0, 1, 0.5, &x) && x == 1);
    ck_assert(!ns_implicit(line, &down, 0.1, 0.5, 0, 1, 0.5, &x) && x == 0);
    ck_assert(!ns_implicit(line, &up, 0.1, 1e300, 0, 1, 1, &x) && x == 1);
    ck_assert(ns_implicit(line, &up, 0.25, 0, 0, 1, 0.5, &x) && x == 0.25);
    ck_assert(ns_implicit(line, &up, 0, 0.5, 0, 1, 0, &x) && x == 1); /* exactly on it */
}
END_TEST

START_TEST(slow_for_newton)
{
    double x, f_x;
    for (double b = 10; b < 700; b *= 1.5) {
        coefficients k = {-0.5, b};
        calls = 0;
        ck_assert(ns_implicit(exponential, &k, 0.9, 1, 0, 1, 0.9, &x));
        ck_assert_double_le(fabs(x - 0.9 - exponential(&k, x, &f_x)), 1e-15 * (1 - f_x));
        ck_assert_int_le(calls, 100);
    }
    for (double guess = 0; guess <= 1; guess += 1e-4) {
        coefficients k = {30, 3};
        calls = 0;
        ck_assert(ns_implicit(step, &k, 0.4, 1, 0, 1, guess, &x));
        ck_assert_double_eq_tol(x, 0.4, 1e-15);
        ck_assert_int_le(calls, 100);
    }
}
END_TEST

/* As near as is asked for, and in fewer evaluations. */
START_TEST(near_enough)
{
    coefficients k = {-0.5, 3};
    double exact, x;
    calls = 0;
    ck_assert(ns_implicit(exponential, &k, 0.9, 1, 0, 1, 0.9, &exact));
    int all = calls;
    calls = 0;
    ck_assert(ns_implicit_near(exponential, &k, 0.9, 1, 0, 1, 0.9, 1e-4, &x));
    ck_assert_double_eq_tol(x / exact, 1, 1e-8);
    ck_assert_int_lt(calls, all);
}
END_TEST

START_TEST(tiny_states_keep_their_digits)
{
    coefficients k = {0, 0.9};
    double x;
    ck_assert(ns_implicit(line, &k, 1e-250, 1, 0, 1, 1e-250, &x));
    ck_assert_double_eq_tol(x / 1e-249, 1, 1e-14);
}
END_TEST

/* Whatever the equation: x inside; the residual at rounding level, or at a
 * bound that it leaves through. */
START_TEST(random_equations)
{
    uint64_t seed = 1;
    int most = 0;
    for (int i = 0; i < 100000; i++) {
        coefficients k = {(uniform(&seed) - 0.5) * pow(10, 4 * uniform(&seed)),
                          40 * uniform(&seed)};
        double c = 3 * uniform(&seed) - 1, g = pow(10, 4 * uniform(&seed) - 3), x, f_x;
        calls = 0;
        bool inside = ns_implicit(wave, &k, c, g, 0, 1, uniform(&seed), &x);
        most = calls > most ? calls : most;
        ck_assert(x >= 0 && x <= 1);
        double r = x - c - g * wave(&k, x, &f_x);
        double rounding = 8 * DBL_EPSILON * (1 + fabs(c) + g * fabs(k.a) * (1 + k.b));
        if (inside) {
            ck_assert_msg(fabs(r) <= rounding, "case %d: x %.17g residual %g", i, x, r);
            ck_assert_msg(1 - g * f_x >= -1e-3 * (1 + g * fabs(k.a * k.b)), "case %d: slope %g", i,
                          1 - g * f_x);
        } else {
            ck_assert((x == 0 && r >= -rounding) || (x == 1 && r <= rounding));
        }
    }
    ck_assert_int_le(most, 210);
}
END_TEST

START_TEST(safe_power)
{
    double slope;
    ck_assert_double_eq_tol(ns_one_minus_pow(1e-20, 1, 7, &slope) / 7e-20, 1, 1e-15);
    ck_assert_double_eq_tol(slope, 7, 1e-15);
    ck_assert_double_eq_tol(ns_one_minus_pow(1e-20, 1, 2.5, &slope) / 2.5e-20, 1, 1e-15);
    ck_assert_double_eq_tol(slope, 2.5, 1e-15);
    ck_assert(ns_one_minus_pow(0, 1, 3, &slope) == 0 && ns_one_minus_pow(1, 0, 3, &slope) == 1 &&
              slope == 0);
    ck_assert(ns_one_minus_pow(1, 0, 40, &slope) == 1 && slope == 0);
    for (double p = 1; p <= 40; p += 0.5) {
        double w = ns_one_minus_pow(0.3, 0.7, p, &slope);
        ck_assert_double_eq_tol(w, 1 - pow(0.7, p), 1e-15);
        ck_assert_double_eq_tol(slope, p * pow(0.7, p - 1), 1e-14);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("implicit");
    TCase *t = tcase_create("implicit");
    tcase_add_test(t, linear_in_two_calls);
    tcase_add_test(t, beyond_a_bound);
    tcase_add_test(t, slow_for_newton);
    tcase_add_test(t, near_enough);
    tcase_add_test(t, tiny_states_keep_their_digits);
    tcase_add_test(t, random_equations);
    tcase_add_test(t, safe_power);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
