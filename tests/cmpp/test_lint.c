/* ngspike-cmpp lint: each rule where it must speak, and beside it where it must not. */
#include <stdio.h>
#include <string.h>

#include "cmpp/aline.h"
#include "cmpp/lint.h"
#include "tests/check_main.h"

/* One model and what was said about it, for one test. */
static struct {
    struct source src;
    struct diag diag;
    struct ifspec s;
} t;

static void teardown(void)
{
    ifspec_free(&t.s);
    text_free(&t.diag.out);
    memset(&t, 0, sizeof t);
}

static void parse(const char *text)
{
    t.src = (struct source){"m/ifspec.ifs", text, strlen(text)};
    ck_assert_msg(ifspec_parse(&t.s, &t.src, &t.diag), "%s", t.diag.out.s);
}

#define NAMES  "NAME_TABLE:\nC_Function_Name: cm_m\nSpice_Model_Name: m\n"
#define MODEL  NAMES "Description: \"a model\"\n"
#define REPEAT "0123456789012345678901234567890123456789" /* 40 characters */

/* A port, a parameter, a variable */
#define PORT(name, descr, direction, type, types, vector, bounds, null)                            \
    "PORT_TABLE: Port_Name: " name " Description: \"" descr "\" Direction: " direction             \
    " Default_Type: " type " Allowed_Types: [" types "] Vector: " vector " Vector_Bounds: " bounds \
    " Null_Allowed: " null "\n"
#define PARAM(name, descr, type, def, limits, vector, null)                                        \
    "PARAMETER_TABLE: Parameter_Name: " name " Description: \"" descr "\" Data_Type: " type        \
    " Default_Value: " def " Limits: " limits " Vector: " vector                                   \
    " Vector_Bounds: - Null_Allowed: " null "\n"
#define REAL(name, descr) PARAM(name, descr, "real", "1", "-", "no", "yes")
#define VAR(name, descr, type, vector)                                                             \
    "STATIC_VAR_TABLE: Static_Var_Name: " name " Description: \"" descr "\" Data_Type: " type      \
    " Vector: " vector "\n"

/* Each text must draw exactly one warning, with this in it; none if NULL. */
static const struct {
    const char *text, *warning;
} cases[] = {
    {MODEL, NULL},
    /* units */
    {MODEL REAL("a", "gain"), "no unit in the description of parameter 'a': end it as in"},
    {MODEL REAL("a", "gain, 1"), NULL},
    {MODEL REAL("a", "rate, 1/(s V)"), NULL},
    {MODEL REAL("a", "x, y or z"), "no unit in the description of parameter 'a'"},
    {MODEL PARAM("a", "count", "int", "1", "-", "no", "yes"), NULL},
    {MODEL PARAM("a", "file", "string", "-", "-", "no", "yes"), NULL},
    {MODEL PARAM("a", "switch", "boolean", "TRUE", "-", "no", "yes"), NULL},
    {MODEL PORT("in", "input", "in", "v", "v", "no", "-", "no"),
     "no unit in the description of port 'in': end it with \", V\" or \", A\""},
    {MODEL PORT("in", "input, V", "in", "vd", "vd i", "no", "-", "no"), NULL},
    {MODEL PORT("in", "source", "in", "vnam", "vnam", "no", "-", "no"),
     "no unit in the description of port 'in'"},
    {MODEL PORT("in", "branch", "inout", "gd", "gd", "no", "-", "no"), NULL},
    {MODEL PORT("in", "branch", "inout", "h", "h", "no", "-", "no"), NULL},
    {MODEL PORT("in", "bit", "in", "d", "d", "no", "-", "no"), NULL},
    {MODEL PORT("in", "packets", "in", "spike", "spike", "no", "-", "no"), NULL},
    /* one warning for a file that knows no units */
    {MODEL REAL("a", "x") REAL("b", "y") REAL("c", "z"), "no unit in any of the 3 descriptions"},
    {MODEL REAL("a", "x") REAL("b", "y, V") REAL("c", "z, s"),
     "no unit in the description of parameter 'a'"},
    /* descriptions */
    {NAMES "Description: \"\"\n", "model 'm' has no description"},
    {NAMES "Description: \" \\n\\t \"\n", "model 'm' has no description"},
    {NAMES "Description: \"" REPEAT REPEAT REPEAT "\"\n", NULL},
    {NAMES "Description: \"" REPEAT REPEAT REPEAT ".\"\n",
     "the description of model 'm' has 121 characters; a table has room for 120"},
    {NAMES "Description: \"" REPEAT REPEAT "\xc2\xb5\xc2\xb5"
           "345678901234567890123456789012345678"
           "90\"\n",
     NULL},
    {MODEL VAR("x", "", "real", "no"), "static variable 'x' has no description"},
    {MODEL PARAM("a", "", "int", "1", "-", "no", "yes"), "parameter 'a' has no description"},
    {MODEL REAL("a", ""), "parameter 'a' has no description"},
    {MODEL PORT("in", "", "in", "d", "d", "no", "-", "no"), "port 'in' has no description"},
    {MODEL REAL("a", "width, s") REAL("b", "Width, s"),
     "parameters 'a' and 'b' have the same description"},
    {MODEL REAL("a", "width, s") REAL("b", "width, m"), NULL},
    {MODEL VAR("x", "state", "real", "no") VAR("y", "state", "real", "no"),
     "static variables 'x' and 'y' have the same description"},
    /* a parameter may say what a variable says */
    {MODEL PARAM("a", "state", "int", "1", "-", "no", "yes") VAR("x", "state", "real", "no"), NULL},
    /* names */
    {MODEL REAL("v_th", "a, V") REAL("vth", "b, V"),
     "parameters 'v_th' and 'vth' differ only in underscores"},
    {MODEL REAL("v_t_h", "a, V") REAL("V_TH_", "b, V"),
     "parameters 'v_t_h' and 'V_TH_' differ only in underscores"},
    {MODEL REAL("v_th", "a, V") REAL("v_th1", "b, V"), NULL},
    {MODEL REAL("v_th", "a, V") VAR("vth", "b", "real", "no"), NULL},
    {MODEL VAR("a_b", "x", "real", "no") VAR("ab", "y", "real", "no"),
     "static variables 'a_b' and 'ab' differ only in underscores"},
    /* required, and anything goes */
    {MODEL PARAM("a", "x, V", "real", "-", "-", "no", "no"),
     "parameter 'a' must be given and may be anything, 0 and negative too"},
    {MODEL PARAM("a", "x, V", "real", "-", "[0 -]", "no", "no"), NULL},
    {MODEL PARAM("a", "x, V", "real", "-", "[- 5]", "no", "no"), NULL},
    {MODEL PARAM("a", "x, V", "real", "-", "-", "no", "yes"), NULL},
    {MODEL PARAM("a", "x, V", "real", "1", "-", "no", "no"), NULL},
    {MODEL PARAM("a", "x", "int", "-", "-", "no", "no"), NULL},
    {MODEL PARAM("a", "points, V", "real", "-", "-", "yes", "no"), NULL},
    /* noise of ngspice 47 */
    {MODEL REAL("noise_voltage", "x, V/sqrt(Hz)"), NULL},
    {MODEL PARAM("noise_voltage", "x", "int", "1", "-", "no", "yes"),
     "ngspice 47 and later makes noise of 'noise_voltage', which it reads as real; here it is int"},
    {MODEL PARAM("Noise_Current", "x, A", "real", "1", "-", "yes", "yes"),
     "noise of 'Noise_Current', which it reads as real; here it is a vector of real"},
    {MODEL PARAM("noise_programmatic", "x", "boolean", "TRUE", "-", "no", "yes"), NULL},
    {MODEL REAL("noise_programmatic", "x, 1"),
     "'noise_programmatic', which it reads as boolean; here it is real"},
    {MODEL PARAM("noise_corner", "x", "string", "-", "-", "no", "yes"), "noise of 'noise_corner'"},
    {MODEL PARAM("noise_exponent", "x", "boolean", "-", "-", "no", "yes"),
     "noise of 'noise_exponent'"},
    {MODEL PARAM("noise_seed", "x", "int", "1", "-", "no", "yes"), NULL},
    /* variables */
    {MODEL VAR("x", "state", "real", "no"), NULL},
    {MODEL VAR("x", "memory", "pointer", "no"), NULL},
    {MODEL VAR("x", "count", "int", "no"), "ngspice cannot save 'x' (int)"},
    {MODEL VAR("x", "flag", "boolean", "no"), "ngspice cannot save 'x' (boolean)"},
    {MODEL VAR("x", "text", "string", "no"), "ngspice cannot save 'x' (string)"},
    {MODEL VAR("x", "z", "complex", "no"), "ngspice crashes when it saves 'x' (complex)"},
    {MODEL VAR("x", "all", "real", "yes"), "ngspice saves nonsense for 'x' (vector of real)"},
    /* the A line: 2 (2 + words) + a default type for each port without % */
    {MODEL PORT("in", "x", "in", "d", "d", "yes", "[1 251]", "no"), NULL},
    {MODEL PORT("in", "x", "in", "d", "d", "yes", "[1 252]", "no"), "an A line with all elements"},
    {MODEL PORT("in", "x", "in", "d", "d", "yes", "[1 2000000000]", "no"),
     "an A line with all elements"},
    {MODEL PORT("in", "x", "in", "d", "d", "yes", "[1 -]", "no"),
     "port 'in' has no upper bound, and ngspice overwrites its own memory if an A line is too "
     "long: allow at most 251 elements, or half as many if each may be inverted with ~"},
    {MODEL PORT("in", "x, V", "in", "v", "v", "yes", "-", "no"), "at most 251 elements\n"},
    {MODEL PORT("in", "x, V", "in", "v", "v vd", "yes", "-", "no"), "at most 125 elements\n"},
    {MODEL PORT("in", "x", "inout", "gd", "gd", "yes", "-", "no"), "at most 125 elements\n"},
    {MODEL PORT("in", "x", "inout", "gd", "gd g", "yes", "[1 125]", "no"), NULL},
    {MODEL PORT("a", "x", "in", "d", "d", "yes", "-", "no")
         PORT("b", "y", "out", "d", "d", "yes", "-", "no"),
     "port 'a' has no upper bound, and ngspice overwrites its own memory if an A line is too "
     "long: allow at most 124 elements, or"},
    {MODEL PORT("a", "x", "in", "d", "d", "yes", "[1 200]", "no")
         PORT("b", "y", "out", "d", "d", "yes", "-", "no"),
     "port 'b' has no upper bound, and ngspice overwrites its own memory if an A line is too "
     "long: allow at most 49 elements, or"},
    {MODEL PORT("a", "x", "in", "d", "d", "yes", "[1 300]", "no")
         PORT("b", "y", "out", "d", "d", "yes", "-", "no"),
     "an A line with all elements"},
};

START_TEST(rule)
{
    parse(cases[_i].text);
    lint(&t.s, &t.diag);
    ck_assert_int_eq(t.diag.errors, 0);
    ck_assert_msg(t.diag.warnings == (cases[_i].warning ? 1 : 0), "%s%s", cases[_i].text,
                  t.diag.out.s ? t.diag.out.s : "no warning");
    if (cases[_i].warning)
        ck_assert_msg(strstr(t.diag.out.s, cases[_i].warning), "%s", t.diag.out.s);
}
END_TEST

/* What is too long without any of the unbounded elements: no size is safe. */
START_TEST(no_room)
{
    parse(MODEL PORT("a", "x", "in", "d", "d", "yes", "[1 300]", "no")
              PORT("b", "y", "out", "d", "d", "yes", "-", "no"));
    ck_assert_int_eq(aline_safe_size(&t.s), 0);
    ck_assert_int_gt(aline_entries(&t.s, 0), ALINE_TABLE);
}
END_TEST

/* "A x y m" has four words, each stored twice, and two default types. */
START_TEST(entries)
{
    parse(MODEL PORT("a", "x", "in", "d", "d", "no", "-", "no")
              PORT("b", "y", "out", "d", "d", "no", "-", "no"));
    ck_assert_int_eq(aline_entries(&t.s, 7), 10);
    ck_assert_int_eq(aline_safe_size(&t.s), ALINE_UNBOUNDED);
}
END_TEST

/* The third of three is compared with each before, and reported once. */
START_TEST(reported_once)
{
    parse(MODEL REAL("a", "x, V") REAL("b", "x, V") REAL("c", "x, V"));
    lint(&t.s, &t.diag);
    ck_assert_int_eq(t.diag.warnings, 2);
    ck_assert_ptr_nonnull(strstr(t.diag.out.s, "'a' and 'b'"));
    ck_assert_ptr_nonnull(strstr(t.diag.out.s, "'a' and 'c'"));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("lint");
    TCase *c = tcase_create("lint");
    tcase_add_checked_fixture(c, NULL, teardown);
    tcase_add_loop_test(c, rule, 0, (int)(sizeof cases / sizeof *cases));
    tcase_add_test(c, no_room);
    tcase_add_test(c, entries);
    tcase_add_test(c, reported_once);
    suite_add_tcase(s, c);
    return s;
}

CHECK_MAIN(suite)
