/* Defaults of vector parameters and of static variables (defaults_models.c), in the ngspice at
 * hand: the same in every version. */
#include "live.h"

#define DECK                                                                                       \
    "* defaults\n"                                                                                 \
    "v1 1 0 dc 1 ac 1\n"                                                                           \
    "a1 [1 1 0] 2 mm\n"                                                                            \
    "r1 2 0 1k\n"

/* The line that the model printed nth (0: first). */
static void check_line(const char *instance, int nth, const char *expected)
{
    char pattern[64], line[500];
    (void)snprintf(pattern, sizeof pattern, "%s: ", instance);
    const char *p = output;
    for (int i = 0; i <= nth; i++) {
        p = strstr(i ? p + 1 : p, pattern);
        ck_assert_msg(p != NULL, "no line %d of %s in:\n%s", nth, instance, output);
    }
    p += strlen(pattern);
    (void)snprintf(line, sizeof line, "%.*s", (int)strcspn(p, "\n"), p);
    ck_assert_str_eq(line, expected);
}

/* * marks what was not given */
#define VECTORS                                                                                    \
    "list* 1 2 3, few* 5 6 6 6, each* 10 20 20, names* a bc, one* 1, z* 1+2j 3-4j, maybe* nan"

START_TEST(test_not_given)
{
    /* the output voltage is the first list's sum */
    ck_assert_int_eq(run_deck(DECK ".model mm lists" CONTROL "op\nprint v(2)\n"
                                   "tran 1u 10u\nprint v(2)[0]\nreset\nop\nprint v(2)\n" END),
                     0);
    check_line("a1", 0, VECTORS ", scalar* 7");
    ck_assert_int_eq(times("a1: "), 1); /* and no other until the end */
    for (int i = 0; i < 2; i++)
        ck_assert_double_eq_tol(value_of("v(2)", i), 6, 1e-6);
    ck_assert_double_eq_tol(value_of("v(2)[0]", 0), 6, 1e-6);
}
END_TEST

START_TEST(test_given)
{
    ck_assert_int_eq(run_deck(DECK ".model mm lists(list=[4 5] few=[1 2 3 4 5] each=[7 8 9] "
                                   "names=[\"x\" \"y\" \"z\"] one=[false true] z=[<5 6>] "
                                   "maybe=[0.5 0.25] scalar=8)" CONTROL "op\nop\n" END),
                     0);
    check_line("a1", 0,
               "list 4 5, few 1 2 3 4 5, each 7 8 9, names x y z, one 0 1, z 5+6j, maybe 0.5 0.25, "
               "scalar 8");
    ck_assert_int_eq(times("a1: "), 1);
}
END_TEST

START_TEST(test_two_models)
{
    /* each device by its own table, though their ports have the same names; the vector that goes by
     * a port is as long as the longest of the model's instances */
    ck_assert_int_eq(
        run_deck(DECK "a2 [1 0] 3 oo\nr2 3 0 1k\na3 [1 0 0 0] 4 mm\nr3 4 0 1k\n"
                      "a4 [1] 5 m2\nr4 5 0 1k\n"
                      ".model mm lists\n.model oo other\n.model m2 lists(list=[0.5])" CONTROL
                      "op\nprint v(2) v(3) v(4) v(5)\n" END),
        0);
    ck_assert_double_eq_tol(value_of("v(2)", 0), 6, 1e-6);
    ck_assert_double_eq_tol(value_of("v(3)", 0), 1000, 1e-6);
    ck_assert_double_eq_tol(value_of("v(4)", 0), 6, 1e-6);
    ck_assert_double_eq_tol(value_of("v(5)", 0), 0.5, 1e-6);
    ck_assert_int_ge(times("each* 10 20 20 20,"), 1);
    ck_assert_int_ge(times("list 0.5, few* 5 6 6 6, each* 10,"), 1);
}
END_TEST

START_TEST(test_altermod)
{
    ck_assert_int_eq(run_deck(DECK
                              ".model mm lists" CONTROL "altermod mm scalar = 1\nop\n"
                              "altermod mm list = [ 9 8 7 6 ]\nop\nprint v(2)\n"
                              "altermod mm list = [ 1 1 1 1 ]\ntran 1u 2u\nprint v(2)[0]\n" END),
                     0);
    check_line("a1", 0, VECTORS ", scalar 1");
    ck_assert_double_eq_tol(value_of("v(2)", 0), 30, 1e-6);
    ck_assert_double_eq_tol(value_of("v(2)[0]", 0), 4, 1e-6);
}
END_TEST

START_TEST(test_asked)
{
    ck_assert_int_eq(
        run_deck(DECK ".model mm lists" CONTROL "op\nprint @mm[list]\nshowmod a1\n" END), 0);
    static const double list[] = {1, 2, 3};
    char *p = strstr(output, "@mm[list] = (");
    ck_assert_msg(p != NULL, "%s", output);
    p += strlen("@mm[list] = (");
    for (int i = 0; i < 3; i++)
        ck_assert_double_eq(strtod(p, &p), list[i]);
    ck_assert_int_eq(times("few                     5\n                                6\n"), 1);
}
END_TEST

START_TEST(test_sensitivity)
{
    /* it sets the circuit up a second time, without telling the models */
    ck_assert_int_eq(
        run_deck(DECK ".model mm lists" CONTROL "sens v(2)\nprint r1\nop\nprint v(2)\n" END), 0);
    ck_assert_int_gt(times("a1: "), 1); /* it moves the scalar */
    ck_assert_int_eq(times("a1: " VECTORS), times("a1: "));
    ck_assert_double_eq_tol(value_of("r1", 0), 6e-3, 1e-6);
    ck_assert_double_eq_tol(value_of("v(2)", 0), 6, 1e-6);
}
END_TEST

/* Static variables: set at the first call of each analysis, whatever the model made of them. */
#define VARS "x 2.5, n -3, b 1, z 1+2j, s hello, v 1 2 3, w p q, none, zero"

START_TEST(test_static_variables)
{
    /* a variable without a default is left alone: zero at first, and again in the circuit that
     * reset makes */
    ck_assert_int_eq(run_deck(DECK "a2 [1] 3 mm\nr2 3 0 1k\n.model mm vars" CONTROL
                                   "op\nlet x1=@a1[x]\ntran 1u 2u\nreset\nop\nprint @a1[x]\n" END),
                     0);
    check_line("a1", 0, VARS " 0");
    check_line("a2", 0, VARS " 0");
    ck_assert_msg(times("a1: " VARS " 0\n") == 2 && times("a1: " VARS) == 3, "%s", output);
    ck_assert_int_eq(times("a1: "), 3);
    ck_assert_double_gt(value_of("@a1[x]", 0), 3);
}
END_TEST

/* By the trace too static variables get their defaults; the log tells which models it lacks. */
START_TEST(test_traced)
{
    ck_assert_int_eq(setenv("NGSPIKE_TRACE", "1", 1), 0);
    ck_assert_int_eq(run_deck(DECK ".model mm vars" CONTROL "op\n" END), 0);
    (void)unsetenv("NGSPIKE_TRACE");
    check_line("a1", 0, VARS " 0");
    ck_assert_int_eq(times(", models: other (not traced: its tables have no entry) lists (not "
                           "traced: its tables have no entry) vars\n"),
                     1);
    ck_assert_int_gt(times(" a1 (vars): dc, analog"), 1);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("defaults");
    TCase *t = tcase_create("ngspice");
    tcase_add_checked_fixture(t, set_up, clean_up);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, test_not_given);
    tcase_add_test(t, test_given);
    tcase_add_test(t, test_two_models);
    tcase_add_test(t, test_altermod);
    tcase_add_test(t, test_asked);
    tcase_add_test(t, test_sensitivity);
    tcase_add_test(t, test_static_variables);
    tcase_add_test(t, test_traced);
    suite_add_tcase(s, t);
    return s;
}

LIVE_MAIN(suite)
