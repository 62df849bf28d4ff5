/* Functions that keep their digits: exponentials that go on as their tangents, powers, relaxation.
 */
#include "../check_main.h"
#include "../../lib/numeric/relax.h"
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

START_TEST(powers)
{
    for (double p = -3; p < 40; p += 0.25)
        for (double x = 1e-3; x < 1e3; x *= 1.9)
            ck_assert_double_eq_tol(ns_pow(x, p) / pow(x, p), 1, 1e-14);
    ck_assert(ns_pow(0, 0) == 1 && ns_pow(0, 3) == 0 && ns_pow(1e300, 2) == INFINITY);
}
END_TEST

/* r e^-r(1 - u) u^n over u from 0 to 1, by Gauss's rule with three points in 1000 pieces. */
static double weight(double r, int n)
{
    static const double at[] = {-0.7745966692414834, 0, 0.7745966692414834},
                        share[] = {5. / 18, 8. / 18, 5. / 18};
    double sum = 0;
    for (int k = 0; k < 1000; k++)
        for (int m = 0; m < 3; m++) {
            double u = (k + 0.5 + 0.5 * at[m]) / 1000;
            sum += share[m] / 1000 * r * exp(-r * (1 - u)) * pow(u, n);
        }
    return sum;
}

START_TEST(relaxation)
{
    for (double r = 1e-9; r < 50; r *= 1.3) {
        ns_relaxed k = ns_relax(r);
        ck_assert_double_eq_tol(k.left, exp(-r), 1e-15);
        for (int n = 0; n < 3; n++)
            ck_assert_double_eq_tol(k.m[n] / weight(r, n), 1, 1e-10);
    }
    ns_relaxed none = ns_relax(0), all = ns_relax(1e30);
    ck_assert(none.left == 1 && none.m[0] == 0 && none.m[1] == 0 && none.m[2] == 0);
    ck_assert(all.left == 0 && all.m[0] == 1 && all.m[1] == 1 && all.m[2] == 1);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("safe");
    TCase *t = tcase_create("safe");
    tcase_add_test(t, inside);
    tcase_add_test(t, beyond);
    tcase_add_test(t, powers);
    tcase_add_test(t, relaxation);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
