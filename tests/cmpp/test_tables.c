/* Whole ifspec.ifs files: what is accepted in which form, and that a mistake gives one message and
 * no others that follow from it. */
#include <string.h>

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

static void expect_error(const char *message)
{
    ck_assert(!t.ok);
    ck_assert_int_gt(t.diag.errors, 0);
    ck_assert_msg(strstr(t.diag.out.s, message) != NULL, "'%s' is not in\n%s", message,
                  t.diag.out.s);
}

#define NAMES "NAME_TABLE:\nC_Function_Name: cm_m\nSpice_Model_Name: m\nDescription: \"a model\"\n"
#define PORTS                                                                                      \
    "PORT_TABLE:\nPort_Name: a b\nDirection: in in\nDefault_Type: v v\nAllowed_Types: [v] [v]\n"
#define PARAMS "PARAMETER_TABLE:\nParameter_Name: p q\nData_Type: real int\n"

/* Whole files: how many errors there are, and what one of them says. The file goes on with what is
 * right, of which nothing is reported. */
static const struct {
    const char *text;
    int errors;
    const char *message;
} files[] = {
    {"", 1, "m/ifspec.ifs:1:1: error: the file has no NAME_TABLE\n"},
    {PORTS, 1, "the file has no NAME_TABLE"},
    {"x" NAMES, 1, "1:1: error: unknown table 'xNAME_TABLE'; did you mean 'NAME_TABLE'?"},
    {"gain " NAMES, 1, "1:1: error: expected a table, such as 'NAME_TABLE:'"},
    {"C_Function_Name: f\nSpice_Model_Name: m\n", 1,
     "1:1: error: 'C_Function_Name' begins a table: 'NAME_TABLE:' is missing before it"},
    {"Description: \"\"\n" NAMES, 1, "begin with 'NAME_TABLE:'"},
    {"NAME_TABLE\nC_Function_Name: f\nSpice_Model_Name: m\n", 1,
     "':' is missing after 'NAME_TABLE'"},
    {"NAME_TABLE/* */: C_Function_Name: f Spice_Model_Name: m", 2,
     "':' is missing after 'NAME_TABLE'"},
    {NAMES "PORT_TABLE: in out\n" PORTS, 1, "expected a field of the table, such as 'Port_Name:'"},
    {NAMES "PORT_TABLE:\nDirection: in\n", 3, "this PORT_TABLE has no field 'Port_Name'"},
    {NAMES PORTS "Vector no no\n", 1, "10:1: error: ':' is missing after 'Vector'"},
    {NAMES PORTS "Vector_Bounds - -\n", 1, "':' is missing after 'Vector_Bounds'"},
    {NAMES "PARAMETER_TABLE:\nParameter_Name: p\n  limits\nLimits - -\nData_Type: real int\n", 1,
     "8:1: error: ':' is missing after 'Limits'"},
    {NAMES "PARAMETER_TABLE:\nParameter_Name: p\nData_Type real\n", 1,
     "':' is missing after 'Data_Type'"},
    {NAMES PORTS "Parameter_Name\n: p\nData_Type: real\n", 1, "'PARAMETER_TABLE:' is missing"},
    {NAMES PORTS "Port_Name: c\nDirection: in\nDefault_Type: v\nAllowed_Types: [v]\n", 1,
     "'Port_Name' a second time: begin another table with 'PORT_TABLE:' before it"},
    {NAMES PORTS "Vector: no no\nvector: no no\n", 1, "'vector' a second time in this PORT_TABLE"},
    {NAMES PORTS "Data_Type: real int\n", 1, "it belongs into a PARAMETER_TABLE or"},
    {NAMES PARAMS "Direction: in in\n", 1, "it belongs into a PORT_TABLE"},
    {NAMES "Limits: -\n", 1, "it belongs into a PARAMETER_TABLE or a STATIC_VAR_TABLE"},
    {NAMES "Vector: no\n", 1, "it belongs into the tables of ports, parameters and static"},
    {NAMES "RESOURCES_TABLE:\nPort_Name: [a\n" PORTS, 2,
     "unknown table 'RESOURCES_TABLE': there are"},
    {NAMES PORTS NAMES PORTS, 1, "a second NAME_TABLE: one file describes one model"},
    {NAMES PORTS PORTS, 2, "a second port 'b' (upper and lower case are the same)"},
    {NAMES PORTS "Vector: no\n", 1,
     "Vector has 1 value, but the other fields of this PORT_TABLE have 2"},
    {NAMES PORTS "Vector: no, no\n", 1, "',' between columns: they are separated by blanks"},
    {NAMES PORTS "Vector: no ; no\n", 1, "a comment is written /* ... */"},
    {NAMES PORTS "# no\n// no\n* no\nVector: no no\n", 3, "12:1: error: unexpected characters"},
    {NAMES PORTS "Vector = no no\n", 1, "10:8: error: expected 'Vector:', not '='"},
    {NAMES PORTS "Vector: maybe yes\nVector_Bounds: [1 2] [2 1]\n", 2, "not the name 'maybe'"},
    {NAMES PORTS "Vector_Bounds: [1 2] a\nVector: yes yes\n", 1, "must be - or a range"},
    {NAMES PORTS "Description: a pair\n", 2, "Description must be a \"string\", not the name 'a'"},
    {NAMES PORTS "Description: one two three\n", 1, "Description must be a \"string\""},
    {NAMES PORTS "Description: \"a\nb\" \"c\"\n", 2, "or a \\ at its end to go on in the next"},
    {NAMES PARAMS "Default_Value: 1 @ 2\nLimits: [5 9] -\n", 1,
     "8:18: error: unexpected character\n"},
    {"NAME_TABLE: C_Function_Name: f g Spice_Model_Name: m\n", 1, "one file describes one model"},
    {"NAME_TABLE: C_Function_Name: while Spice_Model_Name: m\n", 1, "cm_while would do"},
    {"NAME_TABLE: C_Function_Name: cm_enter Spice_Model_Name: m\n", 1, "cannot be the name of a C"},
    {"NAME_TABLE: C_Function_Name: f Spice_Model_Name: NPN\n", 1, "'NPN' is a device of ngspice's"},
    {"NAME_TABLE: C_Function_Name: \"f\" Spice_Model_Name: 2d\n", 2, "not a string"},
    {NAMES "PORT_TABLE: Port_Name: a Direction: input Default_Type: v Allowed_Types: [v]", 1,
     "did you mean 'in'?"},
    {NAMES "PORT_TABLE: Port_Name: a Direction: in Default_Type: analog Allowed_Types: [v]", 1,
     "unknown port type 'analog'; ngspice calls it 'v'"},
    {NAMES "PORT_TABLE: Port_Name: a Direction: inout Default_Type: vd Allowed_Types: [vd]", 1,
     "port 'a' of type 'vd' is in or out, not inout"},
    {NAMES "PORT_TABLE: Port_Name: a Direction: out Default_Type: vnam Allowed_Types: [vnam]", 1,
     "port 'a' of type 'vnam' is in, not out"},
    {NAMES "PORT_TABLE: Port_Name: a Direction: out Default_Type: hd Allowed_Types: [h hd]", 1,
     "port 'a' of type 'h' is inout, not out"},
    {NAMES "PORT_TABLE: Port_Name: a Direction: in Default_Type: v Allowed_Types: v", 1,
     "a list of port types"},
    {NAMES "PORT_TABLE: Port_Name: a Direction: in Default_Type: v Allowed_Types: [vd v VD]", 1,
     "type 'vd' a second time"},
};

START_TEST(file)
{
    parse(files[_i].text);
    expect_error(files[_i].message);
    ck_assert_msg(t.diag.errors == files[_i].errors, "%d errors\n%s", t.diag.errors, t.diag.out.s);
}
END_TEST

/* What is accepted, and the description of the model or of its last port or parameter. */
static const char *const accepted[][2] = {
    {"\xEF\xBB\xBF" NAMES, "a model"},
    {"NAME_TABLE:\r\nC_Function_Name: f\r\nSpice_Model_Name\r\n:\tm\r\nDESCRIPTION: \"x\"\r\n",
     "x"},
    {"name_table:description:\"x\"c_function_name:f spice_model_name:m", "x"},
    {"/**/NAME_TABLE:/* */C_Function_Name:/* : \" */f Spice_Model_Name: m", ""},
    {"NAME_TABLE: C_Function_Name: f Spice_Model_Name: m", ""},
    {"NAME_TABLE: C_Function_Name: f Spice_Model_Name: m Description: \"a \\\n b\\\r\n\"", "a  b"},
    {NAMES "PORT_TABLE:\nPARAMETER_TABLE:\nSTATIC_VAR_TABLE:\n", "a model"},
    {NAMES "PORT_TABLE: Port_Name: Description: Direction: Default_Type: Allowed_Types:",
     "a model"},
    {NAMES PORTS, ""},
    {NAMES PORTS PARAMS, ""},
    {NAMES PARAMS "Vector: no no PARAMETER_TABLE: Data_Type: real Parameter_Name: r "
                  "Description: \"r\"",
     "r"},
    {NAMES "PARAMETER_TABLE: Default_Value: [1] Vector_Bounds: b Vector: TRUE Data_Type: Real "
           "Description: \"late\" Parameter_Name: p " PORTS "Array: False True",
     "late"},
    {NAMES "PORT_TABLE:\nPort_Name:\nin\nvector\ntrue\nlimits\nDirection:\nin in in in\n"
           "Default_Type: v v v v Allowed_Types: [v] [v] [v] [v]\n",
     ""},
    {NAMES "PARAMETER_TABLE:\nParameter_Name:\ndefault_value\n  data_type\nData_Type: real int\n",
     ""},
    {NAMES "PORT_TABLE: Port_Name: limits Direction: in Default_Type: v Allowed_Types: [v] Vector: "
           "yes\n" PARAMS "Vector: yes yes Vector_Bounds: [1 2]\nlimits PARAMETER_TABLE:\n",
     ""},
    {NAMES PARAMS "Limits: [- 5] [-5, -]\nDefault_Value: -5 - Vector_Bounds: - -\n", ""},
    {NAMES PARAMS "Default_Value: 1 1e3 Limits: [+.5,1.e1] [ 1 , 1meg ]\n", ""},
    {NAMES "PORT_TABLE: Port_Name: a Direction: InOut Default_Type: D Allowed_Types: [d]\n", ""},
    {NAMES "PORT_TABLE: Port_Name: a Direction: inout Default_Type: My Allowed_Types: [my, b]\n",
     ""},
    {NAMES "INSTANCE_VAR_TABLE: Instance_Var_Name: v Data_Type: pointer Description: \"\"\n",
     "a model"},
};

START_TEST(accept)
{
    parse(accepted[_i][0]);
    const char *descr = t.s.n_params  ? t.s.params[t.s.n_params - 1].descr
                        : t.s.n_ports ? t.s.ports[t.s.n_ports - 1].descr
                                      : t.s.descr;
    ck_assert_msg(t.ok, "%s", t.diag.out.s);
    ck_assert_str_eq(descr, accepted[_i][1]);
}
END_TEST

/* Left out: no default, no limits, a scalar that has to be given; the size of a vector is free. */
START_TEST(left_out)
{
    parse(NAMES PORTS PARAMS);
    const struct ifs_port *port = &t.s.ports[1];
    const struct ifs_param *p = &t.s.params[1];
    ck_assert(!port->vector && !port->null_allowed && !port->bounds.has_lower &&
              !port->bounds.at.len);
    ck_assert(!p->vector && !p->null_allowed && p->n_defaults == 0);
    ck_assert(!p->limits.has_lower && !p->limits.has_upper && p->bounds_port_index == -1);
}
END_TEST

START_TEST(static_defaults)
{
    parse(NAMES
          "STATIC_VAR_TABLE: Static_Var_Name: a b c d e f Data_Type: boolean int real complex "
          "string pointer Default_Value: yes -3 1u <1 2> \"s\" - Vector: no no yes no no no");
    ck_assert_msg(t.ok, "%s", t.diag.out.s);
    const struct ifs_param *v = t.s.vars;
    for (int k = 0; k < 5; k++)
        ck_assert_uint_eq(v[k].n_defaults, 1);
    ck_assert(v[0].defaults->integer == 1 && v[1].defaults->integer == -3);
    ck_assert(v[2].defaults->real == 1e-6 && v[3].defaults->imaginary == 2);
    ck_assert_str_eq(v[4].defaults->string, "s");
    ck_assert_uint_eq(v[5].n_defaults, 0);
    teardown();
    parse(NAMES "STATIC_VAR_TABLE: Static_Var_Name: a b Data_Type: pointer real "
                "Default_Value: 0 [1 2]");
    expect_error("Default_Value must be - for a pointer");
    expect_error("a list as the default of 'b', which is no vector");
    ck_assert_int_eq(t.diag.errors, 2);
}
END_TEST

START_TEST(caret)
{
    parse("NAME_TABLE:\n\tSpice_Model_Nam:\tx\n");
    expect_error(
        "m/ifspec.ifs:2:2: error: a NAME_TABLE has no field 'Spice_Model_Nam'; did you mean "
        "'Spice_Model_Name'?\n    \tSpice_Model_Nam:\tx\n    \t^~~~~~~~~~~~~~~\n");
    ck_assert_int_eq(t.diag.errors, 2); /* and the one that is missing */
}
END_TEST

START_TEST(many_errors)
{
    static char text[20000] = NAMES;
    for (int i = 0; i < 1000; i++)
        strcat(text, "bad: 1\n");
    parse(text);
    ck_assert_int_eq(t.diag.errors, 1000);
    ck_assert_uint_lt(t.diag.out.n, 10000); /* the rest is counted, not shown */
}
END_TEST

START_TEST(arbitrary_bytes)
{
    static const char bytes[] = "NAME_TABLE:\0\xff\xfe[[<<\"\\\n*/ /* ";
    t.src = (struct source){"x", bytes, sizeof bytes - 1};
    t.ok = ifspec_parse(&t.s, &t.src, &t.diag);
    expect_error("unexpected characters");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("tables");
    TCase *c = tcase_create("tables");
    tcase_add_checked_fixture(c, NULL, teardown);
    tcase_add_loop_test(c, file, 0, (int)(sizeof files / sizeof *files));
    tcase_add_loop_test(c, accept, 0, (int)(sizeof accepted / sizeof *accepted));
    tcase_add_test(c, left_out);
    tcase_add_test(c, static_defaults);
    tcase_add_test(c, caret);
    tcase_add_test(c, many_errors);
    tcase_add_test(c, arbitrary_bytes);
    suite_add_tcase(s, c);
    return s;
}

CHECK_MAIN(suite)
