/* Parameter tables: numbers, ranges, choices and the messages. */
#include <math.h>
#include <string.h>

#include "../check_main.h"
#include "../../lib/param/param.h"

static const char *const colours[] = {"red", "green", "blue", NULL};

#define SAMPLE(X, S)                                                                               \
    X(S, REAL, width, "m", 1e-8, 0, 1, 1, 0, NULL, "a length", "")                                 \
    X(S, REAL, free, "", 2.5, -INFINITY, 0, INFINITY, 0, NULL, "any number", "")                   \
    X(S, INT, count, "", 3, 1, 0, 10, 0, NULL, "how many", "")                                     \
    X(S, ENUM, colour, "", 1, 0, 0, 2, 0, colours, "which", "")

typedef struct {
    SAMPLE(NS_PARAM_FIELD, )
} sample;

static const ns_param table[] = {SAMPLE(NS_PARAM_ROW, sample)};
enum { N = sizeof table / sizeof table[0] };

static sample fresh(void)
{
    sample s;
    ns_params_default(table, N, &s);
    return s;
}

START_TEST(numbers)
{
    static const struct {
        const char *text;
        double value;
    } good[] = {{"0", 0},         {"10n", 1e-8},     {"10NOhm", 1e-8},   {"1.5meg", 1.5e6},
                {"3MEGohm", 3e6}, {"2m", 2e-3},      {"-4.7u", -4.7e-6}, {"+1e3k", 1e6},
                {".5", .5},       {"7f", 7e-15},     {"9p", 9e-12},      {"1g", 1e9},
                {"1T", 1e12},     {" 16k ", 16e3},   {"1e-14", 1e-14},   {"5V", 5},
                {"100a", 1e-16},  {"1mil", 25.4e-6}, {"2e", 2},          {"1.", 1}};
    static const char *const bad[] = {"",    "k",   "nan", "inf", "-inf", "0x10",   "1e999", "1 2",
                                      "1,5", "--1", "1k5", ".",   "e5",   "1e308k", "3%",    "x"};
    for (size_t i = 0; i < sizeof good / sizeof good[0]; i++) {
        double x = -1;
        ck_assert_msg(ns_number(good[i].text, &x), "'%s' refused", good[i].text);
        ck_assert_msg(x == good[i].value, "'%s' read as %.17g", good[i].text, x);
    }
    for (size_t i = 0; i < sizeof bad / sizeof bad[0]; i++) {
        double x = 42;
        ck_assert_msg(!ns_number(bad[i], &x), "'%s' taken for %g", bad[i], x);
        ck_assert(x == 42);
    }
}
END_TEST

START_TEST(defaults_and_sets)
{
    ns_error e;
    sample s = fresh();
    ck_assert(s.width == 1e-8 && s.free == 2.5 && s.count == 3 && s.colour == 1);
    ck_assert(ns_params_set(table, N, &s, "thing", "WIDTH", 0.5, &e) && s.width == 0.5);
    ck_assert(ns_params_set(table, N, &s, "thing", "count", 10, &e) && s.count == 10);
    ck_assert(ns_params_set(table, N, &s, "thing", "colour", 2, &e) && s.colour == 2);
    ck_assert(ns_params_set_text(table, N, &s, "thing", "colour", "Red", &e) && s.colour == 0);
    ck_assert(ns_params_set_text(table, N, &s, "thing", "colour", "1", &e) && s.colour == 1);
    ck_assert(ns_params_set_text(table, N, &s, "thing", "width", "20nm", &e) && s.width == 2e-8);
    ck_assert(ns_params_set(table, N, &s, "thing", "free", -1e300, &e) && s.free == -1e300);
    ck_assert(ns_params_get(table, 0, &s) == 2e-8 && ns_params_get(table, 2, &s) == 10 &&
              ns_params_get(table, 3, &s) == 1);
    ck_assert_int_eq(ns_params_find(table, N, "Count"), 2);
    ck_assert_int_eq(ns_params_find(table, N, "none"), -1);
}
END_TEST

static void refused(const char *name, const char *text, const char *in_message)
{
    ns_error e = {""};
    sample s = fresh();
    ck_assert_msg(!ns_params_set_text(table, N, &s, "thing x1", name, text, &e), "%s=%s taken",
                  name, text);
    ck_assert_msg(strstr(e.msg, in_message) && strstr(e.msg, "thing x1"), "message '%s' lacks '%s'",
                  e.msg, in_message);
    sample untouched = fresh();
    ck_assert(s.width == untouched.width && s.free == untouched.free &&
              s.count == untouched.count && s.colour == untouched.colour);
}

START_TEST(messages)
{
    refused("width", "0", "width = 0 m is out of range; it must be > 0 and <= 1 m");
    refused("width", "1.5", "1.5");
    refused("count", "11", ">= 1 and <= 10");
    refused("count", "2.5", "whole number");
    refused("colour", "pink", "red, green, blue");
    refused("colour", "3", "red, green, blue");
    refused("colour", "0.5", "red, green, blue");
    refused("width", "wide", "'wide' is not a number");
    refused("widht", "1", "width, free, count, colour");
}
END_TEST

START_TEST(not_finite)
{
    ns_error e;
    sample s = fresh();
    static const char *const names[] = {"width", "free", "count", "colour"};
    for (int k = 0; k < N; k++) {
        ck_assert(!ns_params_set(table, N, &s, "thing", names[k], NAN, &e));
        ck_assert(!ns_params_set(table, N, &s, "thing", names[k], INFINITY, &e));
    }
    ck_assert(!ns_params_set(table, N, &s, "thing", "free", -INFINITY, &e));
    ck_assert_msg(strstr(e.msg, "finite"), "%s", e.msg);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("param");
    TCase *t = tcase_create("param");
    tcase_add_test(t, numbers);
    tcase_add_test(t, defaults_and_sets);
    tcase_add_test(t, messages);
    tcase_add_test(t, not_finite);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
