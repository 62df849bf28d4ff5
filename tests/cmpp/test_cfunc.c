/* The cfunc.mod side of ngspike-cmpp: what is translated into what, what is left alone, and what is
 * refused. */
#include <stdio.h>
#include <string.h>

#include "cmpp/cfunc.h"
#include "tests/check_main.h"

static const char spec[] =
    "NAME_TABLE:\nC_Function_Name: cm_m\nSpice_Model_Name: m\nDescription: \"\"\n"
    "PORT_TABLE:\nPort_Name: in out both dig user\nDescription: \"\" \"\" \"\" \"\" \"\"\n"
    "Direction: in out inout out in\nDefault_Type: v v gd d spike\nAllowed_Types: [v] [v] [gd] [d] "
    "[spike]\n"
    "Vector: yes no no yes no\nVector_Bounds: - - - - -\nNull_Allowed: no no no no no\n"
    "PARAMETER_TABLE:\nParameter_Name: a b c d e\nDescription: \"\" \"\" \"\" \"\" \"\"\n"
    "Data_Type: real int boolean complex string\nDefault_Value: - - - - -\nLimits: - - - - -\n"
    "Vector: no yes no no no\nVector_Bounds: - in - - -\nNull_Allowed: yes yes yes yes yes\n"
    "STATIC_VAR_TABLE:\nStatic_Var_Name: v w x y z\nData_Type: pointer real int string complex\n"
    "Vector: no yes no no no\nDescription: \"\" \"\" \"\" \"\" \"\"\n";

static struct {
    struct source ifs, src;
    struct diag diag;
    struct ifspec s;
    struct text out;
    bool ok;
} t;

static void setup(void)
{
    t.ifs = (struct source){"m/ifspec.ifs", spec, sizeof spec - 1};
    ck_assert_msg(ifspec_parse(&t.s, &t.ifs, &t.diag), "%s", t.diag.out.s);
}

static void teardown(void)
{
    ifspec_free(&t.s);
    text_free(&t.diag.out);
    text_free(&t.out);
    memset(&t, 0, sizeof t);
}

/* Translates the text, with the function's name in front on a line of its own; returns what came of
 * it. */
static const char *translate(const char *text)
{
    static char file[4000];
    struct cfunc_names names = {"m/cfunc.mod", "m/cfunc.mod", "m.c"};
    int n = snprintf(file, sizeof file, "cm_m()\n%s", text);
    t.src = (struct source){"m/cfunc.mod", file, (size_t)n};
    t.ok = cfunc_translate(&t.out, &t.s, &t.src, &names, &t.diag);
    const char *body = strstr(t.out.s, "\ncm_m()\n");
    ck_assert_ptr_nonnull(body);
    return body + 8;
}

/* Text and translation. */
static const char *const pairs[][2] = {
    {"PARAM(a)", "CM_PARAM_REAL(mif_private, 0, 0)"},
    {"PARAM( A )", "CM_PARAM_REAL(mif_private, 0, 0)"},
    {"PARAM(b[0])", "CM_PARAM_INT(mif_private, 1, 0)"},
    {"PARAM(c) PARAM(d) PARAM(e)", "CM_PARAM_BOOL(mif_private, 2, 0) CM_PARAM_COMPLEX(mif_private, "
                                   "3, 0) CM_PARAM_STRING(mif_private, 4, 0)"},
    {"PARAM_SIZE(b) PARAM_NULL(b)", "CM_PARAM_SIZE(mif_private, 1) CM_PARAM_NULL(mif_private, 1)"},
    {"PORT_SIZE(in)+PORT_NULL(dig)", "CM_PORT_SIZE(mif_private, 0)+CM_PORT_NULL(mif_private, 3)"},
    {"INPUT(in[i])", "CM_INPUT_REAL(mif_private, 0, i)"},
    {"INPUT(in [ i+1 ])", "CM_INPUT_REAL(mif_private, 0, (i+1))"},
    {"INPUT(user)", "CM_INPUT_PTR(mif_private, 4, 0)"},
    {"OUTPUT(out) = ((Digital_t *)OUTPUT(dig[2]))->state",
     "CM_OUTPUT_REAL(mif_private, 1, 0) = ((Digital_t *)CM_OUTPUT_PTR(mif_private, 3, 2))->state"},
    {"INPUT_TYPE(in[i]) OUTPUT_TYPE(both) INPUT_TYPE(both)",
     "CM_INPUT_TYPE(mif_private, 0, i) CM_OUTPUT_TYPE(mif_private, 2, 0) "
     "CM_INPUT_TYPE(mif_private, 2, 0)"},
    {"OUTPUT_STATE(dig[0]) OUTPUT_STRENGTH(dig[0])",
     "CM_OUTPUT_STATE(mif_private, 3, 0) CM_OUTPUT_STRENGTH(mif_private, 3, 0)"},
    {"OUTPUT_DELAY(dig[n]) OUTPUT_CHANGED(dig[n])",
     "CM_OUTPUT_DELAY(mif_private, 3, n) CM_OUTPUT_CHANGED(mif_private, 3, n)"},
    {"LOAD(user) TOTAL_LOAD(user) MESSAGE(user)",
     "CM_LOAD(mif_private, 4, 0) CM_TOTAL_LOAD(mif_private, 4, 0) CM_MESSAGE(mif_private, 4, 0)"},
    {"PARTIAL(out, in[j])", "CM_PARTIAL(mif_private, 1, 0, 0, j)"},
    {"PARTIAL(both,both)", "CM_PARTIAL(mif_private, 2, 0, 2, 0)"},
    {"AC_GAIN(out, in[f(x, y)])", "CM_AC_GAIN(mif_private, 1, 0, 0, (f(x, y)))"},
    {"STATIC_VAR(v) INSTANCE_VAR(w[1])",
     "CM_VAR_PTR(mif_private, 0, 0) CM_VAR_REAL(mif_private, 1, 1)"},
    {"STATIC_VAR(x) STATIC_VAR(y) STATIC_VAR(z)",
     "CM_VAR_INT(mif_private, 2, 0) CM_VAR_STRING(mif_private, 3, 0) CM_VAR_COMPLEX(mif_private, "
     "4, 0)"},
    {"STATIC_VAR(w) INSTANCE_VAR(w)",
     "CM_VAR(mif_private, 1)->element[0] CM_VAR(mif_private, 1)->element[0]"},
    {"STATIC_VAR_SIZE(w) INSTANCE_VAR_SIZE(w)",
     "CM_VAR_SIZE(mif_private, 1) CM_VAR_SIZE(mif_private, 1)"},
    {"STATIC_VAR_INST(w)->size STATIC_VAR_INST( v )",
     "CM_VAR_INST(mif_private, 1)->size CM_VAR_INST(mif_private, 0)"},
    {"TSTEP TSTOP NOISE_FREQ", "CM_TSTEP(mif_private) CM_TSTOP(mif_private) "
                               "CM_NOISE_FREQ(mif_private)"},
    {"NOISE_DENSITY(n) NOISE_DENSITY(f(n) + 1)",
     "CM_NOISE_DENSITY(mif_private, n) CM_NOISE_DENSITY(mif_private, (f(n) + 1))"},
    {"mif_private->noise->registering mif_private /* */ -> noise",
     "CM_NOISE(mif_private)->registering CM_NOISE(mif_private)"},
    {"mif_private\n->noise;", "CM_NOISE(mif_private)\n;"},
    {"mif_private->circuit.time", "mif_private->circuit.time"},
    {"MAX(PARAM(a), INPUT(both)) f(TIME, T(1))",
     "MAX(CM_PARAM_REAL(mif_private, 0, 0), CM_INPUT_REAL(mif_private, 2, 0)) "
     "f(CM_TIME(mif_private), CM_T(mif_private, 1))"},
    {"CALLBACK(mif_private, 1)", "CM_CALLBACK(mif_private)(mif_private, 1)"},
    {"INPUT(in[x[y[0]] + (PARAM(b[i]))])",
     "CM_INPUT_REAL(mif_private, 0, (x[y[0]] + (CM_PARAM_INT(mif_private, 1, i))))"},
    {"PARAM(b[({ int k = 1; k; })])", "CM_PARAM_INT(mif_private, 1, (({ int k = 1; k; })))"},
    {"PARAM(\r\na)\r\nTIME\r\n", "CM_PARAM_REAL(mif_private, 0, 0)\n\r\nCM_TIME(mif_private)\r\n"},
    {"#define X(k) INPUT(in[k]) \\\n + T(k)\n",
     "#define X(k) CM_INPUT_REAL(mif_private, 0, k) \\\n + CM_T(mif_private, k)\n"},
    {"INIT ANALYSIS NEW_TIMEPOINT CALL_TYPE",
     "CM_INIT(mif_private) CM_ANALYSIS(mif_private) "
     "CM_NEW_TIMEPOINT(mif_private) CM_CALL_TYPE(mif_private)"},
    {"TIME RAD_FREQ TEMPERATURE CALLBACK", "CM_TIME(mif_private) CM_RAD_FREQ(mif_private) "
                                           "CM_TEMPERATURE(mif_private) CM_CALLBACK(mif_private)"},
    {"T(0) T(i + 1)", "CM_T(mif_private, 0) CM_T(mif_private, (i + 1))"},
    {"PARAM(b[(int)PARAM(a)])",
     "CM_PARAM_INT(mif_private, 1, ((int)CM_PARAM_REAL(mif_private, 0, 0)))"},
    {"PARAM(b[INIT])", "CM_PARAM_INT(mif_private, 1, CM_INIT(mif_private))"},
    {"PARAM(b[PARAM(b[x[0]])])",
     "CM_PARAM_INT(mif_private, 1, (CM_PARAM_INT(mif_private, 1, (x[0]))))"},
    {"f(PARAM(/* c */ a), g)", "f(CM_PARAM_REAL(mif_private, 0, 0), g)"},
    {"PARAM(b[')'])", "CM_PARAM_INT(mif_private, 1, ')')"},
    {"#define X PARAM(a)\nX", "#define X CM_PARAM_REAL(mif_private, 0, 0)\nX"},
    {"#define X PARAM(\\\na)\nX", "#define X CM_PARAM_REAL(mif_private, 0, 0)\\\n\nX"},
    {"#if PARAM(a)\n#endif", "#if CM_PARAM_REAL(mif_private, 0, 0)\n#endif"},
    {"PARAM\n(a\n)x", "CM_PARAM_REAL(mif_private, 0, 0)\n\nx"},
    {"PARAM(b[i // c\n+1])", "CM_PARAM_INT(mif_private, 1, (i // c\n+1))"},
};

START_TEST(translated)
{
    ck_assert_str_eq(translate(pairs[_i][0]), pairs[_i][1]);
    ck_assert_msg(t.ok, "%s", t.diag.out.s);
}
END_TEST

/* What stays as it is. */
static const char *const untouched[] = {
    "\"PARAM(a) INIT \\\" PARAM(nothing)\" 'T' '\\'' L\"TIME\"",
    "/* PARAM(nothing INIT */ // PARAM(nothing TIME \\\n still TIME\n",
    "#error don't PARAM(nothing)\n#pragma INIT(\n#include <INIT/TIME>\n#include \"INIT\"\n",
    "#if 0\nPARAM(nothing) isn't /* #endif */ \"\n#if 1\n#endif\n#else\n#endif\n",
    "s.TIME s->INIT p -> T(0) .LOAD = 1",
    "ARGS PARAM INPUT OUTPUT T LOAD; MY_PARAM(a) PARAMS(x) _INIT INIT2 T2(0)",
    "enum { OUTPUT, LOAD } x\r\n\t\f\v @ $ \xc3\xa4 ## 1e+5T 0x1TIME\r\n",
    "\\\n # /* x */ define \\\n Y(a) a##_TIME\n",
    "no line end",
    "s.mif_private->noise mif_private.noise other->noise mif_private->noises mif_private->noise_x",
    "#ifdef TIME\n#undef INIT\n#if 0\n#define T(n) n\n#endif\n#endif\n",
    "double T[3], LOAD[2]; PARAM[other] = T[0];",
};

START_TEST(unchanged)
{
    ck_assert_str_eq(translate(untouched[_i]), untouched[_i]);
    ck_assert_msg(t.ok, "%s", t.diag.out.s);
}
END_TEST

/* Text and what the message says; the text is on line 2. */
static const char *const errors[][2] = {
    {"PARAM(aa)",
     "m/cfunc.mod:2:7: error: PARAM(aa): no parameter 'aa' in m/ifspec.ifs; did you mean 'a'?"},
    {"PARAM(nothing)", "2:7: error: PARAM(nothing): no parameter 'nothing' in m/ifspec.ifs\n"},
    {"PARAM(in)", "'in' is a port in m/ifspec.ifs, not a parameter"},
    {"INPUT(a)", "'a' is a parameter in m/ifspec.ifs, not a port"},
    {"STATIC_VAR(zzz)", "no static variable 'zzz'"},
    {"PARAM()", "expected PARAM(name)"},
    {"PARAM(1)", "expected PARAM(name)"},
    {"PARAM(a b)", "expected PARAM(name)"},
    {"PARAM(b[])", "expected PARAM(name)"},
    {"PARAM(b[0] + 1)", "expected PARAM(name)"},
    {"PARAM(b[0][1])", "expected PARAM(name)"},
    {"PARAM(a, b)", "PARAM takes 1 argument, not 2"},
    {"PARAM(a[0])", "'a' is no vector"},
    {"PARAM(b)", "'b' is a vector; write PARAM(b[i])"},
    {"INPUT(in)", "'in' is a vector; write INPUT(in[i])"},
    {"PORT_SIZE(in[0])", "takes no index"},
    {"INPUT(out)", "port 'out' is an output (Direction: out), INPUT needs an input"},
    {"OUTPUT(in[0])", "port 'in' is an input (Direction: in), OUTPUT needs an output"},
    {"PARTIAL(out)", "PARTIAL takes 2 arguments, not 1"},
    {"PARTIAL(out, in[0], in[1])", "PARTIAL takes 2 arguments, not 3"},
    {"PARTIAL(in[0], out)", "PARTIAL needs an output"},
    {"PARTIAL(out, user)", "is of a user-defined node type; PARTIAL is for analog ports"},
    {"OUTPUT_DELAY(out)", "port 'out' is analog; OUTPUT_DELAY is for event-driven ports"},
    {"INPUT_STATE(user)", "INPUT_STATE is for digital ports"},
    {"T()", "T takes the number of a time point"},
    {"PARAM(b[PARAM(zzz)])", "no parameter 'zzz'"},
    {"PARAM(a", "2:1: error: PARAM( is not closed"},
    {"PARAM(a; x)", "2:1: error: PARAM( is not closed"},
    {"PARAM(b[0)]", "2:1: error: PARAM( is not closed"},
    {"PARAM(a}", "2:1: error: PARAM( is not closed"},
    {"PARAM[a]", "2:6: error: expected '(' after PARAM, not '['"},
    {"INPUT [ in[0] ]", "2:7: error: expected '(' after INPUT, not '['"},
    {"INPUT(in(0))", "2:7: error: expected INPUT(name) or, of a vector, INPUT(name[i])"},
    {"INPUT(in)[0]", "'in' is a vector; write INPUT(in[i])"},
    {"TIME(0)", "2:1: error: TIME takes no argument"},
    {"TSTEP ()", "2:1: error: TSTEP takes no argument"},
    {"NOISE_DENSITY()", "NOISE_DENSITY takes the number that cm_noise_add_source returned"},
    {"STATIC_VAR_INST(w[0])", "STATIC_VAR_INST is about the whole of 'w' and takes no index"},
    {"STATIC_VAR(x[0])", "'x' is no vector"},
    {"INPUT_TYPE(out)", "port 'out' is an output (Direction: out), INPUT_TYPE needs an input"},
    {"OUTPUT_TYPE(in[0])", "OUTPUT_TYPE needs an output"},
    {"INPUT_TYPE(in)", "'in' is a vector; write INPUT_TYPE(in[i])"},
    {"PARAM(v)", "'v' is a static variable in m/ifspec.ifs, not a parameter"},
    {"#define X PARAM(\na)", "PARAM( is not closed"},
    {"#define T(n) n", "choose another name for the macro"},
    {"\"x", "2:1: error: string is not closed"},
    {"'x", "character constant is not closed"},
    {"/* x", "comment is not closed"},
    {"#d { PARAM(a/* x\n", "PARAM( is not closed"},
};

START_TEST(refused)
{
    translate(errors[_i][0]);
    ck_assert(!t.ok);
    ck_assert_msg(strstr(t.diag.out.s, errors[_i][1]) != NULL, "'%s' is not in\n%s", errors[_i][1],
                  t.diag.out.s);
}
END_TEST

START_TEST(line_directive)
{
    translate("x");
    ck_assert_ptr_nonnull(strstr(t.out.s, "#line 1 \"m/cfunc.mod\"\ncm_m()\nx"));
}
END_TEST

START_TEST(reader)
{
    const char *body = translate("#include \"m_params.h\"\nend");
    ck_assert_ptr_nonnull(strstr(body, "end\n#line "));
    ck_assert_ptr_nonnull(
        strstr(body, "static bool m_params_read(Mif_Private_t *mif_private, m_params *p)\n{"));
    size_t line = 0, here = 1;
    const char *directive = strstr(body, "#line ");
    sscanf(directive, "#line %zu", &line);
    for (const char *c = t.out.s; c < directive; c++)
        here += *c == '\n';
    ck_assert_uint_eq(line, here + 1);
}
END_TEST

START_TEST(no_reader)
{
    translate("#include \"xm_params.h\"\n#if 0\n#include \"m_params.h\"\n#endif\n");
    ck_assert_ptr_null(strstr(t.out.s, "params_read"));
}
END_TEST

START_TEST(deep_nesting)
{
    char text[3600] = "";
    for (int i = 0; i < 101; i++)
        strcat(text, "PARAM(b[");
    strcat(text, "0");
    for (int i = 0; i < 101; i++)
        strcat(text, "])");
    ck_assert_ptr_nonnull(strstr(translate(text), "CM_PARAM_INT(mif_private, 1, (CM_PARAM_INT("));
    ck_assert_ptr_nonnull(strstr(t.diag.out.s, "more than 100 accessors within each other"));
    ck_assert_int_eq(t.diag.errors, 1);
}
END_TEST

/* A file without a line in front, and what its only message says. */
static const char *const functions[][2] = {
    {"cm_mm", "m/cfunc.mod:1:1: error: no function 'cm_m' here, the C_Function_Name of "
              "m/ifspec.ifs: expected 'void cm_m(ARGS)'\n"},
    {"int cm_m;", "no function 'cm_m' here"},
    {"/* cm_m() */ \"cm_m()\"", "no function 'cm_m' here"},
    {"#if 0\nvoid cm_m(ARGS)\n#endif", "no function 'cm_m' here"},
    {"void cb(ARGS, int r) {}\nvoid cm_mm( ARGS ) {}\n",
     "m/cfunc.mod:2:6: error: no function 'cm_m' "
     "here, the C_Function_Name of "
     "m/ifspec.ifs: is this it?\n"},
};

START_TEST(missing_function)
{
    struct cfunc_names names = {"m", "m", "m.c"};
    t.src = (struct source){"m/cfunc.mod", functions[_i][0], strlen(functions[_i][0])};
    ck_assert(!cfunc_translate(&t.out, &t.s, &t.src, &names, &t.diag));
    ck_assert_int_eq(t.diag.errors, 1);
    ck_assert_msg(strstr(t.diag.out.s, functions[_i][1]) != NULL, "%s", t.diag.out.s);
}
END_TEST

/* Text with the accessor TIME, and the argument that it means. */
static const char *const owners[][2] = {
    {"f(ARGS) { TIME; }", "mif_private"},
    {"f(Mif_Private_t *p) { TIME; }", "p"},
    {"f(int i, const Mif_Private_t *const p, int k) { if (i) { TIME; } }", "p"},
    {"f(struct Mif_Private *p) { TIME; }", "p"},
    {"f(struct s *s,\n  Mif_Private_t /* it */ *p) /* the */\n{ TIME; }", "p"},
    {"f(Mif_Private_t *p) __attribute__((unused)) { TIME; }", "p"},
    {"f(Mif_Private_t *p) {} g(ARGS) { TIME; }", "mif_private"},
    {"f(Mif_Private_t *p); g(int i) { TIME; }", "mif_private"},
    {"f(Mif_Private_t *p) { Mif_Private_t *q = p; g((Mif_Private_t *)q); TIME; }", "p"},
    {"f(Mif_Private_t *p) { if (1) {} } int i = TIME;", "mif_private"},
    {"f(Mif_Private_t *p, void (*g)(Mif_Private_t *q)) { TIME; }", "p"},
    {"f(void (*g)(Mif_Private_t *q), ARGS) { TIME; }", "mif_private"},
    {"f(Mif_Private_t *) { TIME; }", "mif_private"},
    {"f(Mif_Private_t p) { TIME; }", "mif_private"},
    {"#if 1\nf(ARGS) {\n#else\nf(Mif_Private_t *p) {\n#endif\n} g(Mif_Private_t *q) { TIME; }",
     "q"},
    {"#ifdef X\nf() {\n#elif Y\ng() {\n#endif\n} h(Mif_Private_t *q)\n{ TIME; }", "q"},
    {"#if 0\nf(Mif_Private_t *p) {\n#endif\ng(ARGS) { TIME; }", "mif_private"},
    {"f(Mif_Private_t *p) {\n#define X TIME\n}", "p"},
    {"} } ) f(Mif_Private_t *p) { TIME; }", "p"},
    {"#endif\n#else\nf(Mif_Private_t *p) { TIME; }", "p"},
};

START_TEST(owner)
{
    char wanted[100];
    const char *body = translate(owners[_i][0]);
    ck_assert_msg(t.ok, "%s", t.diag.out.s);
    snprintf(wanted, sizeof wanted, "CM_TIME(%s)", owners[_i][1]);
    ck_assert_msg(strstr(body, wanted) != NULL, "no %s in\n%s", wanted, body);
}
END_TEST

START_TEST(owner_of_others)
{
    ck_assert_str_eq(translate("f(Mif_Private_t *p) { PARAM(a) T(0) p->noise mif_private->noise "
                               "STATIC_VAR(w) NOISE_DENSITY(0) }"),
                     "f(Mif_Private_t *p) { CM_PARAM_REAL(p, 0, 0) CM_T(p, 0) CM_NOISE(p) "
                     "mif_private->noise CM_VAR(p, 1)->element[0] CM_NOISE_DENSITY(p, 0) }");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("cfunc");
    TCase *c = tcase_create("cfunc");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_loop_test(c, translated, 0, (int)(sizeof pairs / sizeof *pairs));
    tcase_add_loop_test(c, unchanged, 0, (int)(sizeof untouched / sizeof *untouched));
    tcase_add_loop_test(c, refused, 0, (int)(sizeof errors / sizeof *errors));
    tcase_add_test(c, line_directive);
    tcase_add_test(c, reader);
    tcase_add_test(c, no_reader);
    tcase_add_test(c, deep_nesting);
    tcase_add_loop_test(c, missing_function, 0, (int)(sizeof functions / sizeof *functions));
    tcase_add_loop_test(c, owner, 0, (int)(sizeof owners / sizeof *owners));
    tcase_add_test(c, owner_of_others);
    suite_add_tcase(s, c);
    return s;
}

CHECK_MAIN(suite)
