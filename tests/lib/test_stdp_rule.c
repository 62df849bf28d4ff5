/* lib/plasticity/rule.h against closed forms and an independent computation. */
#include <math.h>

#include "../check_main.h"
#include "plasticity/rule.h"

START_TEST(pairs)
{
    const ns_stdp_rule rule = {
        .a2_plus = 0.01, .a2_minus = 0.0105, .tau_plus = 20e-3, .tau_minus = 20e-3};
    static const double table[][2] = {{10e-3, 6.065306597e-3},
                                      {-10e-3, -6.368571927e-3},
                                      {40e-3, 1.353352832e-3},
                                      {-40e-3, -1.421020474e-3}};
    for (int k = 0; k < 4; k++) {
        double pre = 1, post = 1 + table[k][0];
        ck_assert_double_eq_tol(ns_stdp_change(&rule, &pre, 1, &post, 1), table[k][1], 1e-12);
    }
}
END_TEST

/* Pfister and Gerstner's fit to the visual cortex, 60 pairs at +-10 ms: depression turns into
 * potentiation between 20 and 40 Hz. */
START_TEST(triplets_and_frequency)
{
    const ns_stdp_rule rule = {.a2_plus = 5e-10,
                               .a3_plus = 6.2e-3,
                               .a2_minus = 7e-3,
                               .a3_minus = 2.3e-4,
                               .tau_plus = 16.8e-3,
                               .tau_minus = 33.7e-3,
                               .tau_x = 101e-3,
                               .tau_y = 125e-3};
    static const double table[][3] = {{0.1, 1.65e-8, -0.3121609},
                                      {10, 0.1320534, -0.3336230},
                                      {20, 0.2469620, -0.3516221},
                                      {40, 0.5337227, 0.1547950},
                                      {50, 0.7409055, 0.7272472}};
    for (int k = 0; k < 5; k++) {
        double pre[60], post[60];
        for (int sign = -1; sign <= 1; sign += 2) {
            for (int n = 0; n < 60; n++) {
                pre[n] = 1 + n / table[k][0];
                post[n] = pre[n] + sign * 10e-3;
            }
            ck_assert_double_eq_tol(ns_stdp_change(&rule, pre, 60, post, 60),
                                    table[k][sign > 0 ? 1 : 2], 6e-8);
        }
    }
}
END_TEST

/* All against all, and only the nearest. */
START_TEST(who_counts)
{
    ns_stdp_rule rule = {.a2_plus = 1, .a2_minus = 1, .tau_plus = 1, .tau_minus = 1};
    const double pre[] = {1, 2}, post[] = {3};
    ck_assert_double_eq_tol(ns_stdp_change(&rule, pre, 2, post, 1), exp(-1) + exp(-2), 1e-15);
    rule.nearest = true;
    ck_assert_double_eq_tol(ns_stdp_change(&rule, pre, 2, post, 1), exp(-1), 1e-15);
    const double same[] = {1};
    ck_assert_double_eq(ns_stdp_change(&rule, same, 1, same, 1), 1); /* pre first */
}
END_TEST

static Suite *rule_suite(void)
{
    Suite *s = suite_create("stdp_rule");
    TCase *c = tcase_create("all");
    tcase_add_test(c, pairs);
    tcase_add_test(c, triplets_and_frequency);
    tcase_add_test(c, who_counts);
    suite_add_tcase(s, c);
    return s;
}

CHECK_MAIN(rule_suite)
