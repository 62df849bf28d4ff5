/* ngspike-cmpp doc: what each kind of declaration becomes in the tables. */
#include <stdio.h>
#include <string.h>

#include "cmpp/emit.h"
#include "cmpp/ifspec.h"
#include "tests/check_main.h"

/* One model and its reference, for one test. */
static struct {
    struct source src;
    struct diag diag;
    struct ifspec s;
    struct text out;
} t;

static void document(const char *text)
{
    t.src = (struct source){"m/ifspec.ifs", text, strlen(text)};
    ck_assert_msg(ifspec_parse(&t.s, &t.src, &t.diag), "%s", t.diag.out.s);
    ck_assert(emit_doc(&t.out, &t.s, 1, &t.diag));
}

static void teardown(void)
{
    ifspec_free(&t.s);
    text_free(&t.diag.out);
    text_free(&t.out);
    memset(&t, 0, sizeof t);
}

#define NAMES "NAME_TABLE:\nC_Function_Name: cm_m\nSpice_Model_Name: m\n"
#define MODEL NAMES "Description: \"a model\"\n"
#define PORT_IN                                                                                    \
    "PORT_TABLE: Port_Name: in Description: \"\" Direction: in Default_Type: v Allowed_Types: "    \
    "[v] Vector: yes Vector_Bounds: - Null_Allowed: no\n"

static void expect_line(const char *line)
{
    char whole[300];
    snprintf(whole, sizeof whole, "\n%s\n", line);
    ck_assert_msg(strstr(t.out.s, whole), "no line\n%s\nin\n%s", line, t.out.s);
}

static const struct {
    const char *direction, *type, *types, *vector, *bounds, *null_allowed, *line;
} ports[] = {
    {"in", "v", "[v]", "no", "-", "no", "| `a` | in | `v` | - | - | - | no | what it is |"},
    {"in", "vd", "[v, vd, vnam]", "no", "-", "yes",
     "| `a` | in | `vd` | `v`, `vnam` | - | - | yes | what it is |"},
    {"out", "d", "[d]", "yes", "[2 5]", "no",
     "| `a` | out | `d` | - | - | 2 to 5 | no | what it is |"},
    {"in", "i", "[i]", "yes", "-", "no", "| `a` | in | `i` | - | - | any | no | what it is |"},
    {"in", "i", "[i]", "yes", "[3 -]", "no",
     "| `a` | in | `i` | - | - | at least 3 | no | what it is |"},
    {"in", "i", "[i]", "yes", "[- 3]", "no",
     "| `a` | in | `i` | - | - | at most 3 | no | what it is |"},
    {"inout", "my_node", "[my_node]", "no", "-", "no",
     "| `a` | inout | `my_node` | - | - | - | no | what it is |"},
};

START_TEST(port)
{
    static char text[1000];
    snprintf(text, sizeof text,
             MODEL "PORT_TABLE: Port_Name: a Description: \"what it is\" Direction: %s "
                   "Default_Type: %s Allowed_Types: %s Vector: %s Vector_Bounds: %s "
                   "Null_Allowed: %s\n",
             ports[_i].direction, ports[_i].type, ports[_i].types, ports[_i].vector,
             ports[_i].bounds, ports[_i].null_allowed);
    document(text);
    expect_line(ports[_i].line);
    expect_line("No parameters.");
    expect_line("No variables.");
}
END_TEST

static const struct {
    const char *type, *value, *limits, *vector, *bounds, *null_allowed, *line;
} params[] = {
    {"real", "-", "-", "no", "-", "no", "| `p` | real | - | - | - | - | no | what it is |"},
    {"real", "-", "-", "no", "-", "yes", "| `p` | real | - | - | - | - | yes | what it is |"},
    /* given by its default, whatever Null_Allowed says */
    {"real", "2", "-", "no", "-", "no", "| `p` | real | - | 2 | - | - | yes | what it is |"},
    {"real", "0.1", "[0 1meg]", "no", "-", "yes",
     "| `p` | real | - | 0.1 | 0 to 1e6 | - | yes | what it is |"},
    {"real", "1e-300", "[- 100k]", "no", "-", "yes",
     "| `p` | real | - | 1e-300 | at most 100000 | - | yes | what it is |"},
    {"real", "0.30000000000000004", "[-1e300 -]", "no", "-", "yes",
     "| `p` | real | - | 0.30000000000000004 | at least -1e300 | - | yes | what it is |"},
    {"int", "2147483647", "[-5 -]", "no", "-", "yes",
     "| `p` | int | - | 2147483647 | at least -5 | - | yes | what it is |"},
    {"boolean", "yes", "-", "no", "-", "yes",
     "| `p` | boolean | - | TRUE | - | - | yes | what it is |"},
    {"boolean", "FALSE", "-", "no", "-", "yes",
     "| `p` | boolean | - | FALSE | - | - | yes | what it is |"},
    {"complex", "<1.5 -2u>", "-", "no", "-", "yes",
     "| `p` | complex | - | \\<1.5 -2e-6> | - | - | yes | what it is |"},
    {"string", "\"a|b\\\\c_\"", "-", "no", "-", "yes",
     "| `p` | string | - | \"a\\|b\\\\c\\_\" | - | - | yes | what it is |"},
    {"string", "\"\"", "-", "no", "-", "yes",
     "| `p` | string | - | \"\" | - | - | yes | what it is |"},
    {"real", "[1 -2 3k]", "[-10 10k]", "yes", "[1 4]", "yes",
     "| `p` | real | - | \\[1 -2 3000] | -10 to 10000 | 1 to 4 | yes | what it is |"},
    {"int", "7", "-", "yes", "in", "yes",
     "| `p` | int | - | \\[7] | - | as port `in` | yes | what it is |"},
    {"complex", "[<0 1> <1 0>]", "-", "yes", "-", "yes",
     "| `p` | complex | - | \\[\\<0 1> \\<1 0>] | - | any | yes | what it is |"},
    {"string", "[\"x\" \"y z\"]", "-", "yes", "-", "no",
     "| `p` | string | - | \\[\"x\" \"y z\"] | - | any | yes | what it is |"},
};

START_TEST(param)
{
    static char text[1000];
    snprintf(text, sizeof text,
             MODEL PORT_IN "PARAMETER_TABLE: Parameter_Name: p Description: \"what it is\" "
                           "Data_Type: %s Default_Value: %s Limits: %s Vector: %s Vector_Bounds: "
                           "%s Null_Allowed: %s\n",
             params[_i].type, params[_i].value, params[_i].limits, params[_i].vector,
             params[_i].bounds, params[_i].null_allowed);
    document(text);
    expect_line(params[_i].line);
    ck_assert_ptr_null(strstr(t.out.s, "No parameters."));
}
END_TEST

START_TEST(variables)
{
    document(MODEL "STATIC_VAR_TABLE: Static_Var_Name: buffer x n Data_Type: pointer real int "
                   "Description: \"hidden\" \"state|now, V/s\" \"counts\" Vector: no no yes\n");
    expect_line("| `@name[x]` | real | V/s | no | yes | state\\|now |");
    expect_line("| `@name[n]` | int | - | yes | no | counts |");
    ck_assert_ptr_null(strstr(t.out.s, "buffer"));
    ck_assert_ptr_null(strstr(t.out.s, "No variables"));
}
END_TEST

/* A description that is one table cell wherever a line of it could break or end the cell. */
START_TEST(one_line)
{
    document(MODEL "STATIC_VAR_TABLE: Static_Var_Name: x Data_Type: real "
                   "Description: \"a\\nb\\tc\\177d | e\"\n");
    expect_line("| `@name[x]` | real | - | no | yes | a b c d \\| e |");
}
END_TEST

/* The unit leaves the meaning; a | in it does not end the cell. */
START_TEST(units)
{
    document(MODEL
             "PORT_TABLE: Port_Name: u Description: \"input, mV\" Direction: in Default_Type: v "
             "Allowed_Types: [v] Vector: no Vector_Bounds: - Null_Allowed: no\n"
             "PARAMETER_TABLE: Parameter_Name: g z n c Description: \"gain, 1\" \"impedance, "
             "kohm\" \"steps, s^-1\" \"how: a, b, c or V\" Data_Type: real complex int string "
             "Default_Value: - - - - Limits: - - - - Vector: no no no no Vector_Bounds: - - - - "
             "Null_Allowed: yes yes yes yes\n");
    expect_line("| `u` | in | `v` | - | mV | - | no | input |");
    expect_line("| `g` | real | 1 | - | - | - | yes | gain |");
    expect_line("| `z` | complex | kohm | - | - | - | yes | impedance |");
    expect_line("| `n` | int | s^-1 | - | - | - | yes | steps |");
    expect_line("| `c` | string | - | - | - | - | yes | how: a, b, c or V |");
}
END_TEST

static const struct {
    const char *descr, *line;
} paragraphs[] = {
    {"plain words, here", "plain words, here"},
    {"# no heading", "\\# no heading"},
    {"- no - list", "\\- no - list"},
    {"1. no list. 2. either", "1\\. no list. 2. either"},
    {"      no code", "no code"},
    {"=== no heading", "\\=\\=\\= no heading"},
    {"a [b](c) `d` *e* <f> g|h i_j ~~k~~ &lt;",
     "a \\[b](c) \\`d\\` \\*e\\* \\<f> g\\|h i\\_j \\~\\~k\\~\\~ \\&lt;"},
};

START_TEST(paragraph)
{
    static char text[500];
    snprintf(text, sizeof text, NAMES "Description: \"%s\"\n", paragraphs[_i].descr);
    document(text);
    expect_line(paragraphs[_i].line);
}
END_TEST

START_TEST(anchor)
{
    document("NAME_TABLE: C_Function_Name: f Spice_Model_Name: My_Model2 Description: \"\"\n");
    expect_line("Contents: [`My_Model2`](#my_model2)");
    expect_line("## `My_Model2`");
    expect_line("No ports.");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("doc");
    TCase *c = tcase_create("doc");
    tcase_add_checked_fixture(c, NULL, teardown);
    tcase_add_loop_test(c, port, 0, (int)(sizeof ports / sizeof *ports));
    tcase_add_loop_test(c, param, 0, (int)(sizeof params / sizeof *params));
    tcase_add_test(c, variables);
    tcase_add_test(c, one_line);
    tcase_add_test(c, units);
    tcase_add_loop_test(c, paragraph, 0, (int)(sizeof paragraphs / sizeof *paragraphs));
    tcase_add_test(c, anchor);
    suite_add_tcase(s, c);
    return s;
}

CHECK_MAIN(suite)
