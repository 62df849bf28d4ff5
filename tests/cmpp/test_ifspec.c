/* The ifspec.ifs side of ngspike-cmpp: what the parser makes of each construct, and that each
 * mistake is reported at its place. */
#include <float.h>
#include <limits.h>
#include <stdio.h>
#include <string.h>

#include "cmpp/emit.h"
#include "cmpp/ifspec.h"
#include "tests/check_main.h"

/* A parsed text, for one test. */
static struct {
    struct source src;
    struct diag diag;
    struct ifspec s;
    bool ok;
} t;

static void parse(const char *text)
{
    t.src = (struct source){"m/ifspec.ifs", text, strlen(text)};
    t.ok = ifspec_parse(&t.s, &t.src, &t.diag);
}

static void teardown(void)
{
    ifspec_free(&t.s);
    text_free(&t.diag.out);
    memset(&t, 0, sizeof t);
}

#define NAMES "NAME_TABLE:\nC_Function_Name: cm_m\nSpice_Model_Name: m\nDescription: \"a model\"\n"

/* A file with one parameter; line 10 has its data. */
static void parse_param(const char *type, const char *value, const char *limits, const char *vector,
                        const char *bounds)
{
    static char text[1000];
    snprintf(text, sizeof text,
             NAMES "PORT_TABLE: Port_Name: in Description: \"\" Direction: in Default_Type: v "
                   "Allowed_Types: [v] "
                   "Vector: yes Vector_Bounds: [2 5] Null_Allowed: no\n"
                   "PARAMETER_TABLE:\nParameter_Name: p\nDescription: \"\"\nNull_Allowed: yes\n"
                   "Data_Type: %s Default_Value: %s Limits: %s Vector: %s Vector_Bounds: %s\n",
             type, value, limits, vector, bounds);
    parse(text);
}

static const struct ifs_param *scalar(const char *type, const char *value)
{
    parse_param(type, value, "-", "no", "-");
    ck_assert_msg(t.ok, "%s", t.diag.out.s);
    return &t.s.params[0];
}

static void expect_error(const char *message)
{
    ck_assert(!t.ok);
    ck_assert_int_gt(t.diag.errors, 0);
    ck_assert_msg(strstr(t.diag.out.s, message) != NULL, "'%s' is not in\n%s", message,
                  t.diag.out.s);
}

START_TEST(names)
{
    parse(NAMES);
    ck_assert(t.ok);
    ck_assert_str_eq(t.s.function.text, "cm_m");
    ck_assert_str_eq(t.s.model.text, "m");
    ck_assert_str_eq(t.s.descr, "a model");
    ck_assert_uint_eq(t.s.n_ports + t.s.n_params + t.s.n_vars, 0);
}
END_TEST

START_TEST(ports)
{
    parse(NAMES "port_table:\n port_name: a b c\n direction: in OUT inout\n DESCRIPTION: \"x\" "
                "\"y\" \"z\"\n"
                "Default_Type: vnam d spike Allowed_Types: [v, vnam] [d] [spike token]\n"
                "Array: yes FALSE True Array_Bounds: [- 3] - [1 -] Null_Allowed: no yes no\n"
                "PORT_TABLE: Port_Name: e Direction: inout Description: \"\" Default_Type: HD "
                "Allowed_Types: [h hd]\n"
                "Vector: no Vector_Bounds: - Null_Allowed: no");
    ck_assert_msg(t.ok, "%s", t.diag.out.s);
    ck_assert_uint_eq(t.s.n_ports, 4);
    const struct ifs_port *p = t.s.ports;
    ck_assert_int_eq(p[0].default_type.type, IFS_VNAM);
    ck_assert_int_eq(p[0].direction, IFS_IN);
    ck_assert_uint_eq(p[0].n_types, 2);
    ck_assert(p[0].vector && !p[0].bounds.has_lower && p[0].bounds.has_upper);
    ck_assert_int_eq(p[0].bounds.upper.integer, 3);
    ck_assert_int_eq(p[1].direction, IFS_OUT);
    ck_assert(!p[1].vector && p[1].null_allowed);
    ck_assert_int_eq(p[2].default_type.type, IFS_USER);
    ck_assert_str_eq(p[2].types[1].name, "token");
    ck_assert_str_eq(p[3].default_type.name, "hd");
    ck_assert_int_eq(ifspec_port(&t.s, "C"), 2);
    ck_assert_int_eq(ifspec_port(&t.s, "f"), -1);
}
END_TEST

/* A number as written and as meant: suffixes are exact, as if written with an exponent. */
static const struct {
    const char *text;
    double value;
} numbers[] = {{"1", 1},
               {"-2.5", -2.5},
               {"+.5", .5},
               {"3.", 3},
               {"1e-9", 1e-9},
               {"2.2E+3", 2200},
               {"1n", 1e-9},
               {"4.7u", 4.7e-6},
               {"1.1p", 1.1e-12},
               {"3f", 3e-15},
               {"7a", 7e-18},
               {"10k", 10e3},
               {"1MEG", 1e6},
               {"2.5M", 2.5e-3},
               {"1g", 1e9},
               {"1T", 1e12},
               {"1mil", 25.4e-6},
               {"1e3k", 1e6},
               {"0", 0},
               {"0e-999", 0},
               {"-1.7976931348623157e308", -DBL_MAX},
               {"4.9e-324", 4.9e-324}};

START_TEST(number)
{
    const struct ifs_param *p = scalar("real", numbers[_i].text);
    ck_assert_uint_eq(p->n_defaults, 1);
    ck_assert(p->defaults[0].real == numbers[_i].value);
}
END_TEST

START_TEST(values)
{
    ck_assert_int_eq(scalar("int", "-2147483648")->defaults[0].integer, INT_MIN);
    teardown();
    ck_assert_int_eq(scalar("int", "1k")->defaults[0].integer, 1000);
    teardown();
    ck_assert_int_eq(scalar("boolean", "yes")->defaults[0].integer, 1);
    teardown();
    ck_assert_int_eq(scalar("boolean", "FALSE")->defaults[0].integer, 0);
    teardown();
    const struct ifs_param *z = scalar("complex", "< 1.5 , -2k >");
    ck_assert(z->defaults[0].real == 1.5 && z->defaults[0].imaginary == -2000);
    teardown();
    ck_assert_str_eq(scalar("string", "\"a\\\\b \\\"c\\\" \\x41\\102\\n\\?\"")->defaults[0].string,
                     "a\\b \"c\" AB\n?");
}
END_TEST

START_TEST(vectors)
{
    parse_param("real", "[1, 2 3]", "[0 3]", "yes", "in");
    ck_assert_msg(t.ok, "%s", t.diag.out.s);
    ck_assert_uint_eq(t.s.params[0].n_defaults, 3);
    ck_assert_int_eq(t.s.params[0].bounds_port_index, 0);
    ck_assert(t.s.params[0].defaults[2].real == 3);
    teardown();
    parse_param("int", "7", "[- 7]", "yes", "[2 5]"); /* one value for all elements */
    ck_assert_msg(t.ok, "%s", t.diag.out.s);
    ck_assert(!t.s.params[0].default_is_list);
    ck_assert_int_eq(t.s.params[0].bounds_port_index, -1);
}
END_TEST

START_TEST(static_vars)
{
    parse(NAMES "STATIC_VAR_TABLE:\nStatic_Var_Name: a b\nData_Type: real pointer\nArray: yes no\n"
                "Default: [1 2] -\nDescription: \"\" "
                "\"\"\nSTATIC_VAR_TABLE:\nStatic_Var_Name:\nData_Type:\n"
                "Description:\n");
    ck_assert_msg(t.ok, "%s", t.diag.out.s);
    ck_assert_uint_eq(t.s.n_vars, 2);
    ck_assert(t.s.vars[0].vector && !t.s.vars[1].vector);
    ck_assert_int_eq(ifspec_var(&t.s, "b"), 1);
}
END_TEST

/* One mistake each: type, default, limits, vector, bounds, and what the message says. */
static const struct {
    const char *type, *value, *limits, *vector, *bounds, *message;
} mistakes[] = {
    {"reel", "-", "-", "no", "-", "m/ifspec.ifs:10:12: error: unknown Data_Type 'reel'"},
    {"reel", "-", "-", "no", "-", "did you mean 'real'?"},
    {"int", "1.5", "-", "no", "-", "10:31: error: Default_Value must be a whole number"},
    {"int", "3e9", "-", "no", "-", "whole number of 32 bits"},
    {"string", "x", "-", "no", "-", "not the name 'x'"},
    {"string", "\"x\"", "[0 1]", "no", "-", "a string has no Limits"},
    {"boolean", "1", "-", "no", "-", "TRUE or FALSE"},
    {"pointer", "0", "-", "no", "-", "a parameter cannot be a pointer"},
    {"real", "2", "[0 1]", "no", "-", "the default 2 of 'p' is above its limit 1"},
    {"real", "-2", "[-1 1]", "no", "-", "is below its limit -1"},
    {"real", "[0 2]", "[- 1]", "yes", "-", "the default 2 of 'p' is above"},
    {"real", "-", "[1 0]", "no", "-", "the lower limit is above the upper"},
    {"real", "-", "0", "no", "-", "a range [lower upper]"},
    {"real", "-", "[0]", "no", "-", "a range [lower upper]"},
    {"int", "-", "[0 .5]", "no", "-", "Limits must be a whole number"},
    {"real", "[1]", "-", "no", "-", "a list as the default of 'p', which is no vector"},
    {"real", "[]", "-", "yes", "-", "empty list"},
    {"real", "[1]", "-", "yes", "[2 -]", "has 1 element, its Vector_Bounds ask for at least 2"},
    {"real", "-", "-", "no", "[1 2]", "is no vector (Vector: no), so it has no Vector_Bounds"},
    {"real", "-", "-", "yes", "[3 2]", "the lower bound is above the upper"},
    {"real", "-", "-", "yes", "[-1 2]", "at least 0"},
    {"real", "-", "-", "yes", "[- 0]", "at least 1"},
    {"real", "-", "-", "yes", "im", "there is no port 'im'; did you mean 'in'?"},
    {"real", "1 2", "-", "no", "-",
     "Default_Value has 2 values, but the other fields of this PARAMETER_TABLE have 1"},
    {"real", "-", "-", "perhaps", "-", "Vector must be yes or no"},
    {"real", "1x", "-", "no", "-", "'x' is no suffix"},
    {"real", "1e-400", "-", "no", "-", "out of the range of a double"},
    {"real", "1e308k", "-", "no", "-", "out of the range of a double"},
    {"complex", "<1>", "-", "no", "-", "imaginary part"},
    {"string", "\"\\q\"", "-", "no", "-", "unknown escape"},
    {"string", "\"open", "-", "no", "-", "10:34: error: string is not closed"},
    {"real", "[1", "-", "yes", "-", "list is not closed"},
    {"real", "- /*", "-", "no", "-", "comment is not closed"},
    {"double", "-", "-", "no", "-", "did you mean 'real'?"},
    {"real", "1V", "-", "no", "-", "without a unit"},
    {"real", "1volt_s", "-", "no", "-", "'volt_s' after a digit: names begin with a letter"},
    {"real", "-", "[0:1]", "no", "-", "a range is written [lower upper]"},
    {"real", "-", "(0 1)", "no", "-", "'(': a list is written [a b]"},
    {"real", "-", "[0 1)", "no", "-", "expected ']', not ')'"},
    {"real", "-", "{0 1}", "no", "-", "'{': a list is written [a b]"},
    {"real", "-", "]", "no", "-", "']' where a value is expected"},
    {"string", "'a'", "-", "no", "-", "a string is written with plain double quotes"},
    {"string", "\"a\"b\"", "-", "no", "-", "10:37: error: text right behind a string"},
    {"complex", "<1 2", "-", "no", "-", "complex number is not closed"},
    {"complex", "<1 2 3>", "-", "no", "-", "complex number is not closed"},
    {"complex", "<a 2>", "-", "no", "-", "expected the real part"},
    {"real", "[1 -]", "-", "yes", "-", "Default_Value must be a number for a real, not '-'"},
    {"real", "[1 [2]]", "-", "yes", "-", "'[' within a list"},
    {"complex", "1", "-", "no", "-", "Default_Value must be <re im>"},
    {"boolean", "-", "[0 1]", "no", "-", "a boolean has no Limits"},
    {"real", "-", "-", "no", "in", "is no vector (Vector: no), so it has no Vector_Bounds"},
};

START_TEST(mistake)
{
    parse_param(mistakes[_i].type, mistakes[_i].value, mistakes[_i].limits, mistakes[_i].vector,
                mistakes[_i].bounds);
    expect_error(mistakes[_i].message);
}
END_TEST

START_TEST(no_absolute_path)
{
    struct text out = {0};
    parse(NAMES);
    emit_ifs(&out, &t.s, "m/ifspec.ifs");
    ck_assert_ptr_nonnull(
        strstr(out.s, "/* Generated by ngspike-cmpp from m/ifspec.ifs; do not edit. */"));
    ck_assert_ptr_nonnull(strstr(out.s, "const cm_model cm_m_model = {"));
    text_free(&out);
}
END_TEST

START_TEST(c_constants)
{
    struct text out = {0};
    text_c_string(&out, "a\"\\\n\t?\xc3\xa4");
    text_c_real(&out, 0.1);
    text_puts(&out, " ");
    text_c_real(&out, 1e22);
    text_puts(&out, " ");
    text_c_real(&out, -3);
    text_puts(&out, " ");
    text_c_int(&out, INT_MIN);
    text_c_comment(&out, " */ /* /*/ \n");
    ck_assert_str_eq(
        out.s, "\"a\\\"\\\\\\n\\t\\?\\303\\244\"0.1 1e+22 -3.0 (-2147483647 - 1) * / / * / * /  ");
    text_free(&out);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("ifspec");
    TCase *c = tcase_create("ifspec");
    tcase_add_checked_fixture(c, NULL, teardown);
    tcase_add_test(c, names);
    tcase_add_test(c, ports);
    tcase_add_loop_test(c, number, 0, (int)(sizeof numbers / sizeof *numbers));
    tcase_add_test(c, values);
    tcase_add_test(c, vectors);
    tcase_add_test(c, static_vars);
    tcase_add_loop_test(c, mistake, 0, (int)(sizeof mistakes / sizeof *mistakes));
    tcase_add_test(c, no_absolute_path);
    tcase_add_test(c, c_constants);
    suite_add_tcase(s, c);
    return s;
}

CHECK_MAIN(suite)
