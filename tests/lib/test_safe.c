/* Exponentials that go on as their tangents. */
#include "../check_main.h"
#include "../../lib/numeric/safe.h"

/* Like the C library's as long as they are exponentials, slopes too. */
START_TEST(inside)
{
    for (double u = -800; u <= NS_EXP_MAX; u += 0.37) {
        double slope, y = ns_expm1_tangent(u, &slope);
        ck_assert_double_eq_tol(y, expm1(u), 1e-15 * fabs(expm1(u)) + 1e-320);
        ck_assert_double_eq_tol(slope, exp(u), 1e-15 * exp(u) + 1e-320);
    }
    for (double u = 1e-20; u <= NS_EXP_MAX; u *= 1.7) {
        double slope, y = ns_sinh_tangent(u, &slope);
        ck_assert_double_eq_tol(y / sinh(u), 1, 1e-15);
        ck_assert_double_eq_tol(slope / cosh(u), 1, 1e-15);
        ck_assert(ns_sinh_tangent(-u, &slope) == -y);
        ck_assert_double_eq_tol(slope / cosh(u), 1, 1e-15);
    }
}
END_TEST

/* Beyond, a straight line that starts where they end, however far. */
START_TEST(beyond)
{
    double top = exp(NS_EXP_MAX), slope;
    for (double over = 0; over < 1e99; over = 3 * over + 0.1) {
        double y = ns_expm1_tangent(NS_EXP_MAX + over, &slope);
        ck_assert_double_eq_tol(slope / top, 1, 1e-15);
        ck_assert_double_eq_tol(y / (top * (1 + over) - 1), 1, 1e-13);
        y = ns_sinh_tangent(-NS_EXP_MAX - over, &slope);
        ck_assert_double_eq_tol(slope / cosh(NS_EXP_MAX), 1, 1e-15);
        ck_assert_double_eq_tol(y / (-0.5 * top * (1 + over)), 1, 1e-13);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("safe");
    TCase *t = tcase_create("safe");
    tcase_add_test(t, inside);
    tcase_add_test(t, beyond);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
