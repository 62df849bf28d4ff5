/* How messages look: order, columns, the line shown and the caret under it. */
#include <stdio.h>
#include <string.h>

#include "cmpp/diag.h"
#include "tests/check_main.h"

static struct diag d;

static void teardown(void)
{
    text_free(&d.out);
    memset(&d, 0, sizeof d);
}

/* A place marked by ` in a text, up to the ' if there is one, and what is shown of it. */
static const struct {
    const char *text, *shown;
} places[] = {
    {"a `bc' d", "f:1:3: error: x\n    a bc d\n      ^~\n"},
    {"one\n`two", "f:2:1: error: x\n    two\n    ^\n"},
    {"one\r\n a`two' \r\nthree", "f:2:3: error: x\n     atwo \n      ^~~\n"},
    {"a\tb\t`cd'\te", "f:1:5: error: x\n    a\tb\tcd\te\n     \t \t^~\n"},
    {"äö `ü ä' e", "f:1:4: error: x\n    äö ü ä e\n       ^~~\n"},
    {"漢字 `漢字' x", "f:1:4: error: x\n    漢字 漢字 x\n         ^~~~\n"},
    {"e\xcc\x81 `x", "f:1:4: error: x\n    e\xcc\x81 x\n      ^\n"},
    {"\xff\xc3 `x\xe2\x82", "f:1:4: error: x\n    ?? x??\n       ^\n"},
    {"\x1b[1m\x7f`x", "f:1:6: error: x\n     [1m x\n         ^\n"},
    {"`a\nb' c", "f:1:1: error: x\n    a\n    ^\n"},
    {"x`", "f:1:2: error: x\n    x\n     ^\n"},
    {"\n  `  \n", "f:2:3: error: x\n"},
    {"a\n`\nb", "f:2:1: error: x\n"},
    {"`", "f:1:1: error: x\n"},
};

/* Reports an error at the mark. */
static void report(const char *marked)
{
    static char text[4000];
    const char *begin = strchr(marked, '`'), *end = strchr(begin, '\'');
    size_t at = (size_t)(begin - marked), len = end ? (size_t)(end - begin - 1) : 1;
    snprintf(text, sizeof text, "%.*s%.*s%s", (int)at, marked, (int)(end ? len : strlen(begin + 1)),
             begin + 1, end ? end + 1 : "");
    struct source src = {"f", text, strlen(text)};
    diag_error(&d, &src, (struct span){at, len}, "x");
}

START_TEST(place)
{
    report(places[_i].text);
    ck_assert_str_eq(d.out.s, places[_i].shown);
}
END_TEST

START_TEST(whole_file)
{
    struct source src = {"f", "text", 4};
    diag_error(&d, &src, (struct span){0, 0}, "%s", "all of it");
    ck_assert_str_eq(d.out.s, "f:1:1: error: all of it\n");
}
END_TEST

/* A line of `before` ö, the place, and `after` more. */
static void report_long(size_t before, size_t after)
{
    char text[2000] = "";
    while (before--)
        strcat(text, "ö");
    strcat(text, "`xy'");
    while (after--)
        strcat(text, "a");
    report(text);
}

START_TEST(long_line)
{
    report_long(300, 300);
    char *shown = strstr(d.out.s, "\n    ...ö"), *caret = strstr(shown + 1, "\n") + 1;
    ck_assert_str_eq(caret + strspn(caret, " "), "^~\n");
    ck_assert_uint_eq(strspn(caret, " "), 4 + 3 + 60);
    ck_assert(memcmp(caret - 5, "a...\n", 5) == 0);
    ck_assert_ptr_nonnull(strstr(d.out.s, "f:1:301: error: x\n"));
    teardown();
    report_long(10, 300);
    ck_assert_ptr_nonnull(strstr(d.out.s, "\n    öööööööööö"));
    ck_assert_ptr_nonnull(strstr(d.out.s, "\n              ^~\n"));
    teardown();
    report_long(300, 3);
    ck_assert_ptr_nonnull(strstr(d.out.s, "xyaaa\n"));
}
END_TEST

static const char lines[] = "one\ntwo\nthree\nfour\n";

START_TEST(order)
{
    struct source a = {"a", lines, sizeof lines - 1}, b = {"b", "other\n", 6};
    diag_error(&d, &a, (struct span){8, 1}, "3");
    diag_note(&d, &b, (struct span){0, 1}, "3'");
    diag_error(&d, &a, (struct span){0, 3}, "1");
    diag_note(&d, &a, (struct span){14, 1}, "1'");
    diag_note(&d, &a, (struct span){4, 1}, "1''");
    diag_warning(&d, &a, (struct span){4, 1}, "2");
    diag_warning(&d, &a, (struct span){4, 1}, "2 again");
    diag_error(&d, &b, (struct span){5, 0}, "other file");
    diag_error(&d, &a, (struct span){0, 1}, "after the other file");
    diag_failure(&d, "no file");
    diag_note(&d, &a, (struct span){1, 1}, "no file'");
    ck_assert_str_eq(
        d.out.s,
        "a:1:1: error: 1\n    one\n    ^~~\na:4:1: note: 1'\n    four\n    ^\n"
        "a:2:1: note: 1''\n    two\n    ^\na:2:1: warning: 2\n    two\n    ^\n"
        "a:2:1: warning: 2 again\n    two\n    ^\na:3:1: error: 3\n    three\n    ^\n"
        "b:1:1: note: 3'\n    other\n    ^\nb:1:6: error: other file\n    other\n         ^\n"
        "a:1:1: error: after the other file\n    one\n    ^\nngspike-cmpp: error: no file\n"
        "a:1:2: note: no file'\n    one\n     ^\n");
    ck_assert_int_eq(d.errors, 5);
    ck_assert_int_eq(d.warnings, 2);
}
END_TEST

START_TEST(many)
{
    struct source a = {"a", lines, sizeof lines - 1};
    for (int i = 0; i < 2 * DIAG_SORTED; i++)
        diag_warning(&d, &a, (struct span){(size_t)(i % 3), 1}, "w");
    for (int i = 0; i < 2 * DIAG_SHOWN; i++) {
        diag_error(&d, &a, (struct span){4, 1}, "e");
        diag_note(&d, &a, (struct span){4, 1}, "n");
    }
    int shown = 0, noted = 0;
    for (const char *s = d.out.s; (s = strstr(s, ": error: e")); s++)
        shown++;
    for (const char *s = d.out.s; (s = strstr(s, ": note: n")); s++)
        noted++;
    ck_assert_int_eq(shown, DIAG_SHOWN);
    ck_assert_int_eq(noted, DIAG_SHOWN);
    ck_assert_int_eq(d.errors, 2 * DIAG_SHOWN);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("diag");
    TCase *c = tcase_create("diag");
    tcase_add_checked_fixture(c, NULL, teardown);
    tcase_add_loop_test(c, place, 0, (int)(sizeof places / sizeof *places));
    tcase_add_test(c, whole_file);
    tcase_add_test(c, long_line);
    tcase_add_test(c, order);
    tcase_add_test(c, many);
    suite_add_tcase(s, c);
    return s;
}

CHECK_MAIN(suite)
