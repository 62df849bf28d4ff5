/* ngspike-cmpp man: what each kind of declaration becomes on the page, and that no text of an
 * ifspec.ifs can be taken for roff. */
#include <stdio.h>
#include <string.h>

#include "cmpp/emit.h"
#include "cmpp/ifspec.h"
#include "cmpp/roff.h"
#include "tests/check_main.h"

/* One model and its page, for one test. */
static struct {
    struct source src;
    struct diag diag;
    struct ifspec s;
    struct text out;
} t;

static void teardown(void)
{
    ifspec_free(&t.s);
    text_free(&t.diag.out);
    text_free(&t.out);
    memset(&t, 0, sizeof t);
}

static void make_page(const char *text)
{
    teardown();
    t.src = (struct source){"m/ifspec.ifs", text, strlen(text)};
    ck_assert_msg(ifspec_parse(&t.s, &t.src, &t.diag), "%s", t.diag.out.s);
    emit_man(&t.out, &t.s, "7");
}

static void expect(const char *part)
{
    ck_assert_msg(strstr(t.out.s, part), "no\n%s\nin\n%s", part, t.out.s);
}

static void expect_none(const char *part)
{
    ck_assert_msg(!strstr(t.out.s, part), "%s\nin\n%s", part, t.out.s);
}

#define MODEL                                                                                      \
    "NAME_TABLE:\nC_Function_Name: cm_m\nSpice_Model_Name: my_Model\nDescription: \"a model\"\n"

/* ---- roff ---- */

static const struct {
    const char *before, *text, *roff;
} texts[] = {
    {"", "plain words", "\\&plain words"},
    {"x", "within a line", "xwithin a line"},
    {"line\n", ".TH at its beginning", "line\n\\&.TH at its beginning"},
    {"", "'quoted", "\\&\\(aqquoted"},
    {"", "a\\b", "\\&a\\eb"},
    {"", "\\fBbold\\n", "\\&\\efBbold\\en"},
    {"", "\"`'^~", "\\&\\(dq\\(ga\\(aq\\(ha\\(ti"},
    {"", "winner-take-all", "\\&winner-take-all"},
    {"", "-1 to a-1 or 1-b, - and x-", "\\&\\-1 to a\\-1 or 1\\-b,\\: \\- and x\\-"},
    {"", "  blanks \t\n in\x01\x7f between ", "\\&blanks in between"},
    {"", "\xc2\xb5\xce\xa9 \xe6\xbc\xa2 \xf0\x9f\x98\x80",
     "\\&\\[u00B5]\\[u03A9] \\[u6F22] \\[u1F600]"},
    {"", "\xff\xc3 \xc2", "\\&?? ?"},
    {"", "drift/ron:1/x", "\\&drift/\\:ron:\\:1/\\:x"},
    {"", "ends/", "\\&ends/"},
    {"", "a123456789012345678901234567890123456789",
     "\\&a12345678901234567890123456789\\:0123456789"},
    {"", "", "\\&"},
};

START_TEST(escapes)
{
    text_puts(&t.out, texts[_i].before);
    roff_text(&t.out, texts[_i].text, strlen(texts[_i].text));
    ck_assert_str_eq(t.out.s, texts[_i].roff);
}
END_TEST

START_TEST(sentences)
{
    roff_sentence(&t.out, "no stop", 7);
    roff_sentence(&t.out, "a stop.", 7);
    roff_sentence(&t.out, "blanks! \n", 9);
    roff_sentence(&t.out, "part of a text", 4);
    ck_assert_str_eq(t.out.s, "\\&no stop.\n\\&a stop.\n\\&blanks!\n\\&part.\n");
}
END_TEST

/* ---- ports ---- */

static const struct {
    const char *direction, *type, *types, *vector, *bounds, *null_allowed, *nodes, *entry;
} ports[] = {
    {"in", "v", "[v]", "no", "-", "no", "\\fIa\\fR \\fImodel", "(in)\n\\&x.\nType: \\fBv\\fR.\n"},
    {"out", "i", "[i]", "no", "-", "yes", "\\fIa\\fR|\\fBnull\\fR \\fImodel",
     "(out)\n\\&x.\nType: \\fBi\\fR.\nMay be \\fBnull\\fR.\n"},
    {"in", "vd", "[v vd vnam]", "no", "-", "no", "\\fB%vd\\fR\\fB(\\fIa+ a\\-\\fB)\\fR \\fImodel",
     "Types: \\fBvd\\fR (default), \\fBv\\fR, \\fBvnam\\fR.\n"},
    {"inout", "gd", "[gd]", "yes", "[1 8]", "no",
     "\\fB%gd\\fR\\fB[(\\fIa1+ a1\\-\\fB) (\\fIa2+ a2\\-\\fB)\\fR ...\\fB]\\fR \\fImodel",
     "(inout, vector)\n\\&x.\nType: \\fBgd\\fR.\n\\&1 to 8 elements.\n"},
    {"in", "d", "[d]", "yes", "-", "yes", "\\fB[\\fIa1 a2\\fR ...\\fB]\\fR|\\fBnull\\fR \\fImodel",
     "\\&Any number of elements.\nMay be \\fBnull\\fR.\n"},
    {"in", "vnam", "[vnam]", "no", "-", "no", "\\fB%vnam\\fR\\fB(\\fIa\\fB)\\fR \\fImodel",
     "Type: \\fBvnam\\fR.\n"},
    {"out", "my_node", "[my_node]", "yes", "[3 -]", "no",
     "\\fB[\\fIa1 a2\\fR ...\\fB]\\fR \\fImodel", "\\&At least 3 elements.\n"},
};

START_TEST(port)
{
    static char text[1000];
    snprintf(text, sizeof text,
             MODEL "PORT_TABLE: Port_Name: a Description: \"x\" Direction: %s Default_Type: %s "
                   "Allowed_Types: %s Vector: %s Vector_Bounds: %s Null_Allowed: %s\n",
             ports[_i].direction, ports[_i].type, ports[_i].types, ports[_i].vector,
             ports[_i].bounds, ports[_i].null_allowed);
    make_page(text);
    expect(ports[_i].nodes);
    expect(ports[_i].entry);
    expect_none("PARAMETERS");
    expect_none("VARIABLES");
    expect(".model \\fImodel\\fB my_Model\\fR\n");
}
END_TEST

/* ---- parameters ---- */

static const struct {
    const char *descr, *type, *value, *limits, *vector, *bounds, *null_allowed, *entry;
} params[] = {
    {"x, V", "real", "-", "-", "no", "-", "yes", "(real, V)\n\\&x.\nMay be left out.\n"},
    {"x, 1", "real", "0.5", "[0 1]", "no", "-", "no",
     "(real)\n\\&x.\nDefault: 0.5.\nLimits: 0 to 1.\n"},
    {"x", "int", "-", "[- -3]", "no", "-", "no",
     "(int)\n\\&x.\nRequired.\nLimits: at most \\-3.\n"},
    {"x", "string", "\"a-b\"", "-", "no", "-", "yes", "(string)\n\\&x.\nDefault: \\(dqa-b\\(dq.\n"},
    {"", "boolean", "TRUE", "-", "no", "-", "yes", "(boolean)\nDefault: TRUE.\n"},
    {"x, ohm", "complex", "<1 -2>", "-", "no", "-", "yes",
     "(complex, ohm)\n\\&x.\nDefault: <1 \\-2>.\n"},
    {"x, A", "real", "[1 2]", "-", "yes", "[2 -]", "yes",
     "(real vector, A)\n\\&x.\n\\&At least 2 elements.\nDefault: [1 2].\n"},
    {"x", "int", "-", "-", "yes", "in", "yes",
     "(int vector)\n\\&x.\nAs many elements as port \\fBin\\fR has.\nMay be left out.\n"},
};

START_TEST(param)
{
    static char text[1500];
    snprintf(text, sizeof text,
             MODEL "PORT_TABLE: Port_Name: in Description: \"\" Direction: in Default_Type: v "
                   "Allowed_Types: [v] Vector: yes Vector_Bounds: - Null_Allowed: no\n"
                   "PARAMETER_TABLE: Parameter_Name: par Description: \"%s\" Data_Type: %s "
                   "Default_Value: %s Limits: %s Vector: %s Vector_Bounds: %s Null_Allowed: %s\n",
             params[_i].descr, params[_i].type, params[_i].value, params[_i].limits,
             params[_i].vector, params[_i].bounds, params[_i].null_allowed);
    make_page(text);
    expect("\n.TP\n\\fBpar\\fR ");
    expect(params[_i].entry);
}
END_TEST

/* Parameters that must be given stand in the synopsis. */
START_TEST(synopsis)
{
#define PARAMS(values, null)                                                                       \
    MODEL "PARAMETER_TABLE: Parameter_Name: a b Description: \"\" \"\" Data_Type: real real "      \
          "Default_Value: " values " Limits: - - Vector: no no Vector_Bounds: - - "                \
          "Null_Allowed: " null "\n"
    make_page(PARAMS("- -", "no no"));
    expect("my_Model\\fR\\fB(\\fR\\fBa=\\fIvalue\\fR \\fBb=\\fIvalue\\fR \\fB)\\fR\n");
    make_page(PARAMS("- 1", "no no"));
    expect("(\\fR\\fBa=\\fIvalue\\fR [\\fIparameter\\fB=\\fIvalue\\fR ...]\\fB)\\fR\n");
    make_page(PARAMS("- -", "yes yes"));
    expect("my_Model\\fR\\fB(\\fR[\\fIparameter\\fB=\\fIvalue\\fR ...]\\fB)\\fR\n");
}
END_TEST

/* ---- the rest ---- */

START_TEST(frame)
{
    make_page(MODEL);
    expect("\n.TH MY_MODEL 7 \"\" \"\" \"Code models of ngspice\"\n");
    expect(".SH NAME\nmy_Model \\- a model\n");
    expect("\\fBA\\fIname\\fR \\fImodel\\fR\n");
    expect_none(".SH PORTS");
    expect_none(".SH NOTES");
    expect(".SH SEE ALSO\n.BR ngspice (1);\n");
    text_free(&t.out);
    emit_man(&t.out, &t.s, "3x");
    expect("\n.TH MY_MODEL 3x ");
}
END_TEST

START_TEST(variables)
{
    make_page(MODEL "STATIC_VAR_TABLE: Static_Var_Name: p n x Data_Type: pointer int real "
                    "Description: \"hidden\" \"count\" \"position, um\"\n");
    expect(".TP\n\\fB@A\\fIname\\fB[n]\\fR (int)\n\\&count.\nCannot be saved.\n");
    expect(".TP\n\\fB@A\\fIname\\fB[x]\\fR (real, um)\n\\&position.\n.SH");
    expect_none("hidden");
}
END_TEST

/* Each note only where there is reason for it. */
START_TEST(notes)
{
#define PORT(type, types, vector, bounds, null)                                                    \
    MODEL "PORT_TABLE: Port_Name: a Description: \"\" Direction: in Default_Type: " type           \
          " Allowed_Types: [" types "] Vector: " vector " Vector_Bounds: " bounds                  \
          " Null_Allowed: " null "\n"
    make_page(PORT("v", "v", "no", "-", "no"));
    expect_none(".SH NOTES");
    make_page(PORT("v", "v", "no", "-", "yes"));
    expect(".SH NOTES\nA port that is not needed");
    expect("place of its nodes.\n");
    make_page(PORT("v", "v", "yes", "[1 9]", "yes"));
    expect(".SH NOTES\nThe nodes of a vector port stand in [ ].\n.PP\n");
    expect("place of its nodes, a vector without [ ].\n");
    expect_none("overwrites");
    make_page(PORT("v", "v", "yes", "[1 -]", "no"));
    expect("port no more than 251 elements.\n");
    make_page(PORT("v", "v i", "no", "-", "no"));
    expect("after a %.\nvd, id");
    make_page(PORT("one", "one two", "no", "-", "no"));
    expect("after a %.\n.PP\nA \\(ti before");
    expect_none("vd, id");
    make_page(PORT("d", "d", "no", "-", "no"));
    expect(".SH NOTES\nA \\(ti before");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("man");
    TCase *c = tcase_create("man");
    tcase_add_checked_fixture(c, NULL, teardown);
    tcase_add_loop_test(c, escapes, 0, (int)(sizeof texts / sizeof *texts));
    tcase_add_test(c, sentences);
    tcase_add_loop_test(c, port, 0, (int)(sizeof ports / sizeof *ports));
    tcase_add_loop_test(c, param, 0, (int)(sizeof params / sizeof *params));
    tcase_add_test(c, synopsis);
    tcase_add_test(c, frame);
    tcase_add_test(c, variables);
    tcase_add_test(c, notes);
    suite_add_tcase(s, c);
    return s;
}

CHECK_MAIN(suite)
