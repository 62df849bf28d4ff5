/* The deck as text: parameters, includes, and the lines that messages mean. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../tools/deck.h"
#include "../../tools/messages.h"
#include "../check_main.h"

static char dir[] = "/tmp/ngspike-deck-XXXXXX";
static ns_error e;

static void write_file(const char *name, const char *content)
{
    char path[256];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    FILE *f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    fputs(content, f);
    fclose(f);
}

static void path_of(char *path, size_t size, const char *name)
{
    snprintf(path, size, "%s/%s", dir, name);
}

static void read_deck(deck *d, const char *content)
{
    char path[256];
    path_of(path, sizeof path, "d.cir");
    write_file("d.cir", content);
    ck_assert_msg(deck_read(d, path, &e), "%s", e.msg);
}

static void setup(void)
{
    strcpy(dir, "/tmp/ngspike-deck-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
}

static void teardown(void)
{
    static const char *const names[] = {"d.cir", "a.inc", "b.inc"};
    char path[256];
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        path_of(path, sizeof path, names[i]);
        unlink(path);
    }
    rmdir(dir);
}

static const char params[] = "title .param no=1\n"
                             ".param a=1 b = {a * 2}  c='3*a' ; comment d=4\n"
                             "+ d=1k $ end e=3\n"
                             "* .param f=1\n"
                             ".PARAM g = 2 * 3 h=\"x y\"\n"
                             ".subckt s 1\n"
                             ".param inner=1\n"
                             ".ends\n"
                             ".control\n"
                             ".param command=1\n"
                             ".endc\n"
                             ".end\n";

START_TEST(parameters_are_found_with_their_values)
{
    static const char *const pairs[][2] = {{"a", "1"},  {"b", "{a * 2}"}, {"C", "'3*a'"},
                                           {"d", "1k"}, {"g", "2 * 3"},   {"h", "\"x y\""}};
    static const char *const absent[] = {"no", "e", "f", "inner", "command", "zzz", ""};
    deck d;
    read_deck(&d, params);
    for (size_t i = 0; i < sizeof pairs / sizeof *pairs; i++) {
        char *value = deck_param(&d, pairs[i][0]);
        ck_assert_str_eq(value, pairs[i][1]);
        free(value);
    }
    for (size_t i = 0; i < sizeof absent / sizeof *absent; i++)
        ck_assert_msg(!deck_param(&d, absent[i]), "%s", absent[i]);
    deck_free(&d);
}
END_TEST

START_TEST(parameters_are_replaced_and_nothing_else)
{
    deck d;
    read_deck(&d, params);
    ck_assert(deck_set_param(&d, "B", "5*a", &e));
    ck_assert(deck_set_param(&d, "d", "-2.5e-3", &e));
    ck_assert(deck_set_param(&d, "h", "\"z\"", &e));
    ck_assert_str_eq(d.file[0].line[1], ".param a=1 b = {5*a}  c='3*a' ; comment d=4");
    ck_assert_str_eq(d.file[0].line[2], "+ d=-2.5e-3 $ end e=3");
    ck_assert_str_eq(d.file[0].line[4], ".PARAM g = 2 * 3 h=\"z\"");
    ck_assert_str_eq(d.file[0].line[6], ".param inner=1");
    deck_free(&d);
}
END_TEST

START_TEST(a_value_over_two_lines_is_replaced_whole)
{
    deck d;
    read_deck(&d, "t\n.param a={1 +\n+ 2} b=3\n.end\n");
    ck_assert(deck_set_param(&d, "a", "7", &e));
    char *a = deck_param(&d, "a"), *b = deck_param(&d, "b");
    ck_assert_str_eq(a, "7");
    ck_assert_str_eq(b, "3");
    ck_assert_int_eq(d.file[0].n, 4);
    free(a);
    free(b);
    deck_free(&d);
}
END_TEST

START_TEST(an_unknown_parameter_lists_those_there_are)
{
    deck d;
    read_deck(&d, params);
    ck_assert(!deck_set_param(&d, "nosuch", "1", &e));
    ck_assert_ptr_nonnull(strstr(e.msg, "nosuch"));
    ck_assert_ptr_nonnull(strstr(e.msg, "a, b, c, d, g, h"));
    ck_assert(!deck_set_param(&d, "a", "", &e));
    ck_assert(!deck_set_param(&d, "a", "1\n.end", &e));
    deck_free(&d);
}
END_TEST

START_TEST(includes_are_followed_and_made_absolute)
{
    char expected[300], line[300];
    deck d;
    write_file("a.inc", "r1 1 0 1k\n.include \"b.inc\"\n");
    write_file("b.inc", "r2 1 0 2k\n.include a.inc\n"); /* in a circle */
    read_deck(&d, "t\n.inc 'a.inc'\n.lib nofile.lib tt\n.tran 1u 2m\n");
    ck_assert_int_eq(d.n_files, 3);
    ck_assert(deck_has_analysis(&d));
    ck_assert(!deck_has_commands(&d));
    ck_assert_double_eq_tol(deck_stop_time(&d), 2e-3, 1e-15);
    deck_place p = deck_find_name(&d, "r.x1.R2");
    ck_assert_ptr_nonnull(p.file);
    ck_assert_ptr_nonnull(strstr(p.file, "b.inc"));
    ck_assert_int_eq(p.line, 1);
    FILE *f = tmpfile();
    ck_assert(deck_write(&d, f, "inserted\n"));
    rewind(f);
    snprintf(expected, sizeof expected, ".inc '%s/a.inc'\n", dir);
    static const int first = 3;
    for (int i = 1; i <= first; i++)
        ck_assert_ptr_nonnull(fgets(line, sizeof line, f));
    ck_assert_str_eq(line, expected);
    fclose(f);
    deck_free(&d);
}
END_TEST

START_TEST(numbered_lines_allow_for_inserted_ones)
{
    deck d;
    read_deck(&d, "t\nv1 1 0 1\nr1 1 0 {x}\nd1 1 0 nomod\n.control\nprint v(9)\n.endc\n");
    ck_assert_int_eq(deck_find_line(&d, 8, "d1 1 0 nomod", 4).line, 4);
    ck_assert_int_eq(deck_find_line(&d, 7, "r1 1 0 1000", 4).line, 3);
    ck_assert_int_eq(deck_find_line(&d, 99, "d1 1 0 nomod", 4).line, 4);
    ck_assert_ptr_null(deck_find_line(&d, 99, "zz 1", 4).file);
    ck_assert_int_eq(deck_find_text(&d, "V(9)", true).line, 6);
    ck_assert_ptr_null(deck_find_text(&d, "nomod", true).file);
    deck_free(&d);
}
END_TEST

/* A library without a folder is found in the search path, and its section can be another. */
START_TEST(libraries_are_found_and_their_sections_changed)
{
    deck d;
    const char *const folders[] = {"/nonexistent", dir, NULL};
    write_file("a.inc", ".lib tt\n.param q=1\n.endl\n");
    write_file("b.inc", "title\n.lib \"a.inc\" tt\n.lib a.inc  ff ; corner\n.lib other.inc tt\n"
                        "*> rate 1 2 Hz text\n*> share(peak>1k) 0 1 1 text\n.end\n");
    char path[256], text[2000] = "";
    path_of(path, sizeof path, "b.inc");
    ck_assert_msg(deck_read_in(&d, path, folders, &e), "%s", e.msg);
    ck_assert(deck_set_section(&d, "a.inc", "ss", &e));
    FILE *f = fmemopen(text, sizeof text, "w");
    ck_assert(deck_write(&d, f, ""));
    fclose(f);
    ck_assert_ptr_nonnull(strstr(text, "/a.inc\" ss\n"));
    ck_assert_ptr_nonnull(strstr(text, "/a.inc\"  ss ; corner\n"));
    ck_assert_ptr_nonnull(strstr(text, ".lib other.inc tt\n"));
    ck_assert(!deck_set_section(&d, "none.inc", "ss", &e));
    ck_assert_ptr_nonnull(strstr(e.msg, "none.inc"));
    ck_assert(deck_has_measure(&d, "rate"));
    ck_assert(!deck_has_measure(&d, "Hz"));
    ck_assert(deck_has_measure(&d, "Peak_12")); /* of run 12 */
    ck_assert(!deck_has_measure(&d, "peak") && !deck_has_measure(&d, "peak_"));
    ck_assert(!deck_has_measure(&d, "peak_1a") && !deck_has_measure(&d, "rate_1"));
    deck_free(&d);
}
END_TEST

START_TEST(what_is_no_deck_is_refused)
{
    deck d;
    ck_assert(!deck_read(&d, "/nonexistent/x.cir", &e));
    ck_assert_ptr_nonnull(strstr(e.msg, "/nonexistent/x.cir"));
    ck_assert(!deck_read(&d, dir, &e));
    char path[256];
    path_of(path, sizeof path, "d.cir");
    write_file("d.cir", "");
    ck_assert(!deck_read(&d, path, &e));
    FILE *f = fopen(path, "w");
    fwrite("a\0b", 1, 3, f);
    fclose(f);
    ck_assert(!deck_read(&d, path, &e));
}
END_TEST

/* -- what the simulator prints
 * --------------------------------------------------------------------------------------- */

typedef struct {
    char output[1000], report[2000];
} heard;

static void hear_output(void *user, const char *line)
{
    heard *h = user;
    strcat(strcat(h->output, line), "|");
}

static void hear_report(void *user, const message *m)
{
    heard *h = user;
    size_t n = strlen(h->report);
    snprintf(h->report + n, sizeof h->report - n, "%s %d %s|", m->error ? "error" : "warning",
             m->place.line, m->what);
}

static void say(messages *m, bool is_stderr, const char *const *lines)
{
    for (; *lines; lines++)
        messages_add(m, *lines, is_stderr);
}

START_TEST(output_errors_and_measures_are_told_apart)
{
    static const char *const out[] = {"Circuit: t",
                                      "Doing analysis at TEMP = 27",
                                      "Initial Transient Solution",
                                      "--------------------------",
                                      "Node   Voltage",
                                      "----  -------",
                                      "v1#branch   -1e-3",
                                      "in   1",
                                      "hello there",
                                      "No. of Data Rows : 3",
                                      "vmax   =  7.5e-01 at=  1.9e-05",
                                      "other = 3",
                                      "Error: mine",
                                      NULL};
    static const char *const err[] = {"Note: Starting dynamic gmin stepping",
                                      "Trying gmin = 1e-3 Warning: x",
                                      "Error on line 7 or its substitute:",
                                      "  d1 1 0 nomod",
                                      "no model",
                                      NULL};
    deck d;
    heard h = {0};
    read_deck(
        &d,
        "t\nv1 1 0 1\nd1 1 0 nomod\n.meas tran vmax max v(1)\n.control\necho Error: mine\n.endc\n");
    messages *m = messages_new((message_sink){hear_output, hear_report, &h});
    messages_set_deck(m, &d, 4, "/tmp/copy");
    say(m, false, out);
    say(m, true, err);
    messages_flush(m);
    ck_assert_str_eq(h.output, "hello there|vmax   =  7.5e-01 at=  1.9e-05|other = 3|Error: mine|");
    ck_assert_str_eq(h.report, "error 3 no model|");
    const measure *values;
    ck_assert_int_eq(messages_measures(m, &values), 1);
    ck_assert_double_eq_tol(values[0].value, 0.75, 1e-12);
    ck_assert_int_eq(messages_errors(m), 1);
    messages_free(m);
    deck_free(&d);
}
END_TEST

START_TEST(a_failed_analysis_is_told_with_its_cause)
{
    static const char *const recovered[] = {"Warning: singular matrix:  check node v1#branch",
                                            NULL};
    static const char *const failed[] = {
        "doAnalyses: TRAN:  Timestep too small; initial timepoint: cause unrecorded.",
        "run simulation(s) aborted", NULL};
    deck d;
    heard h = {0};
    read_deck(&d, "t\nv1 1 0 1\nv2 1 0 2\n.op\n");
    messages *m = messages_new((message_sink){hear_output, hear_report, &h});
    messages_set_deck(m, &d, 4, "/tmp/copy");
    say(m, true, recovered);
    ck_assert_str_eq(h.report, "");
    say(m, true, failed);
    ck_assert_msg(strncmp(h.report, "error 2 ", 8) == 0 && strstr(h.report, "singular"), "%s",
                  h.report);
    ck_assert_ptr_null(strstr(h.report, "aborted"));
    ck_assert_int_eq(messages_errors(m), 2);
    messages_free(m);
    deck_free(&d);
}
END_TEST

START_TEST(a_fault_replaces_what_the_simulator_says)
{
    static const char *const failed[] = {"doAnalyses: TRAN:  Timestep too small",
                                         "run simulation(s) aborted", NULL};
    deck d;
    heard h = {0};
    read_deck(&d, "t\na1 x show\n.model show spike_images(images=\"no\")\n");
    messages *m = messages_new((message_sink){hear_output, hear_report, &h});
    messages_set_deck(m, &d, 4, "/tmp/copy");
    messages_add_fault(m, "a1: no such file");
    say(m, true, failed);
    ck_assert_str_eq(h.report, "error 2 a1: no such file|");
    messages_free(m);
    deck_free(&d);
}
END_TEST

START_TEST(asking_to_stop_is_no_error)
{
    static const char *const lines[] = {"doAnalyses: pause requested", "run simulation interrupted",
                                        NULL};
    heard h = {0};
    messages *m = messages_new((message_sink){hear_output, hear_report, &h});
    say(m, true, lines);
    ck_assert_str_eq(h.report, "");
    ck_assert(messages_paused(m));
    messages_free(m);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("deck");
    TCase *c = tcase_create("deck");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, parameters_are_found_with_their_values);
    tcase_add_test(c, parameters_are_replaced_and_nothing_else);
    tcase_add_test(c, a_value_over_two_lines_is_replaced_whole);
    tcase_add_test(c, an_unknown_parameter_lists_those_there_are);
    tcase_add_test(c, includes_are_followed_and_made_absolute);
    tcase_add_test(c, numbered_lines_allow_for_inserted_ones);
    tcase_add_test(c, libraries_are_found_and_their_sections_changed);
    tcase_add_test(c, what_is_no_deck_is_refused);
    tcase_add_test(c, output_errors_and_measures_are_told_apart);
    tcase_add_test(c, a_failed_analysis_is_told_with_its_cause);
    tcase_add_test(c, a_fault_replaces_what_the_simulator_says);
    tcase_add_test(c, asking_to_stop_is_no_error);
    suite_add_tcase(s, c);
    return s;
}

CHECK_MAIN(suite)
