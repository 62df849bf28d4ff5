/* The lists of folders and the node types of a udnfunc.c: what is read in which form. */
#include <string.h>

#include "cmpp/library.h"
#include "cmpp/list.h"
#include "tests/check_main.h"

static struct {
    struct source src;
    struct diag diag;
    struct arena arena;
    struct library lib;
} t;

static void setup(const char *text)
{
    t.src = (struct source){"f", text, strlen(text)};
}

static void teardown(void)
{
    text_free(&t.diag.out);
    arena_free(&t.arena);
    library_free(&t.lib);
    memset(&t, 0, sizeof t);
}

/* A list, and its folders with | between them or, after !, what the message says. */
static const char *const lists[][2] = {
    {"", ""},
    {" \n\t\r\n", ""},
    {"# a\n* b\n", ""},
    {"a", "a"},
    {"a\nb\n", "a|b"},
    {"a b\tc", "a|b|c"},
    {"\xEF\xBB\xBF"
     "a\r\nb\r\n",
     "a|b"},
    {"a # b\nc* d\n#e", "a|c"},
    {"a#b\n", "a"},
    {"a/ b// / ../c/", "a|b|/|../c"},
    {"a 2\nb 10 c\n", "a|b|c"},
    {"2 3\n", "2"},
    {"a 2 3\n", "a|3"},
    {"a \"2\"", "a|2"},
    {"\"a b\" \"#c*\"", "a b|#c*"},
    {"\"a \\\"b\\\" \\\\c\\d\"", "a \"b\" \\cd"},
    {"\"a\"b", "a|b"},
    {"\"a", "!f:1:1: error: path is not closed: '\"' is missing on this line"},
    {"\"a\nb\"", "!f:1:1: error: path is not closed"},
    {"\"a\\", "!path is not closed"},
    {"\"\"", "!f:1:1: error: the path is empty"},
    {"a b ./a a/", "!f:1:9: error: 'a' a second time in this list"},
};

START_TEST(list)
{
    setup(lists[_i][0]);
    struct list list = list_parse(&t.src, &t.arena, &t.diag);
    if (*lists[_i][1] == '!') {
        ck_assert_int_gt(t.diag.errors, 0);
        ck_assert_msg(strstr(t.diag.out.s, lists[_i][1] + 1) != NULL, "%s", t.diag.out.s);
        return;
    }
    char found[200] = "";
    for (size_t k = 0; k < list.n; k++)
        strcat(strcat(found, k ? "|" : ""), list.items[k].path);
    ck_assert_msg(!t.diag.errors, "%s", t.diag.out.s);
    ck_assert_str_eq(found, lists[_i][1]);
}
END_TEST

START_TEST(list_with_nul)
{
    static const char text[] = "a\0b c";
    t.src = (struct source){"f", text, sizeof text - 1};
    ck_assert_uint_eq(list_parse(&t.src, &t.arena, &t.diag).n, 1);
    ck_assert_ptr_nonnull(strstr(t.diag.out.s, "f:1:1: error: a path cannot hold a NUL"));
}
END_TEST

/* A udnfunc.c, and the names of its node types as above. */
static const char *const udns[][2] = {
    {"Evt_Udn_Info_t udn_int_info = {\"int\", 0};", "int"},
    {"const Evt_Udn_Info_t udn_int_info = {", "int"},
    {"const cm_udn udn_int_info = {.name = \"int\"};", "int"},
    {"cm_udn const udn_int_info={/**/\"INT\"};", "int"},
    {"Evt_Udn_Info_t\n  udn_int_info\n  =\n  { . name = NAME };", "int"},
    {"cm_udn udn_int_info = OTHER;", "int"},
    {"static int i; Evt_Udn_Info_t udn_a_info = {\"a\"}, x; cm_udn udn_b_info = {\"b\"};", "a|b"},
    {"static void f(void) {}\nEvt_Udn_Info_t udn_a_info = {\"a\"};", "a"},
    {"extern Evt_Udn_Info_t udn_a_info; Evt_Udn_Info_t udn_a_info = {\"a\"};", "a"},
    {"#define X static\nEvt_Udn_Info_t udn_a_info = {\"a\"};", "a"},
    {"", "!f:1:1: error: no node type here"},
    {"Evt_Udn_Info_t udn_a_info;", "!no node type here"},
    {"/* Evt_Udn_Info_t udn_a_info = {} */", "!no node type here"},
    {"#if 0\nEvt_Udn_Info_t udn_a_info = {\n#endif", "!no node type here"},
    {"\"Evt_Udn_Info_t udn_a_info = {\"", "!no node type here"},
    {"Evt_Udn_Info_t", "!no node type here"},
    {"Evt_Udn_Info_t udn_a_info", "!no node type here"},
    {"Evt_Udn_Info_t udn__info = {", "!no node type here"},
    {"Evt_Udn_Info_t *udn_a_info = {", "!no node type here"},
    {"Evt_Udn_Info_t a_info = {\"a\"};", "!no node type here"},
    {"static Evt_Udn_Info_t udn_a_info = {\"a\"};", "!'udn_a_info' is static"},
    {"const static cm_udn udn_a_info = {\"a\"};", "!remove 'static'"},
    {"cm_udn udn_a_info = {\"b\"};",
     "!f:1:22: error: the table of node type \"b\" is called udn_a_info: both must have"},
    {"cm_udn udn_a_info = {.name = \"ab\"};", "!both must have the same name"},
    {"cm_udn udn_VD_info = {\"VD\"};", "!'VD' is a port type of ngspice's own"},
    {"cm_udn udn_a_info = {\"a\"}; cm_udn udn_A_info = {\"A\"};", "!node type 'A' a second time"},
    {"cm_udn udn_a_info = {\"a", "!string is not closed"},
};

START_TEST(udn)
{
    setup(udns[_i][0]);
    bool ok = library_add_udn_source(&t.lib, &t.src, &t.diag);
    ck_assert_int_eq(ok, t.diag.errors == 0);
    if (*udns[_i][1] == '!') {
        ck_assert_int_eq(t.diag.errors, 1);
        ck_assert_msg(strstr(t.diag.out.s, udns[_i][1] + 1) != NULL, "%s", t.diag.out.s);
        return;
    }
    char found[200] = "";
    for (size_t k = 0; k < t.lib.udns.n; k++)
        strcat(strcat(found, k ? "|" : ""), t.lib.udns.items[k].name);
    ck_assert_msg(ok, "%s", t.diag.out.s);
    ck_assert_str_eq(found, udns[_i][1]);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("library");
    TCase *c = tcase_create("library");
    tcase_add_checked_fixture(c, NULL, teardown);
    tcase_add_loop_test(c, list, 0, (int)(sizeof lists / sizeof *lists));
    tcase_add_test(c, list_with_nul);
    tcase_add_loop_test(c, udn, 0, (int)(sizeof udns / sizeof *udns));
    suite_add_tcase(s, c);
    return s;
}

CHECK_MAIN(suite)
