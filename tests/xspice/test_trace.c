/* The log that NGSPIKE_TRACE asks for, of traced_models.c in the ngspice at hand. */
#include <ctype.h>
#include <stdbool.h>

#include "live.h"

static char log_text[1 << 20];

/* Reads the log: without the numbers of calls, which depend on how ngspice iterates, and without
 * addresses. */
static void read_log(const char *name)
{
    char path[512], *to = log_text;
    (void)snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *f = fopen(path, "r");
    ck_assert_msg(f != NULL, "no log; output:\n%s", output);
    size_t n = fread(log_text, 1, sizeof log_text - 1, f);
    log_text[n] = '\0';
    (void)fclose(f);
    for (const char *p = log_text; *p;) {
        bool number = *p == '[' && (p == log_text || p[-1] == '\n');
        bool address = p[0] == '0' && p[1] == 'x';
        *to++ = *p++;
        if (address)
            *to++ = *p++;
        while (number ? isdigit((unsigned char)*p) : address && isxdigit((unsigned char)*p))
            p++;
    }
    *to = '\0';
}

static int log_times(const char *text)
{
    int n = 0;
    for (const char *p = log_text; (p = strstr(p, text)) != NULL; p += strlen(text))
        n++;
    return n;
}

#define check_logged(text)     ck_assert_msg(log_times(text) > 0, "not in the log:\n%s", log_text)
#define check_not_logged(text) ck_assert_msg(log_times(text) == 0, "in the log:\n%s", log_text)

static void run_traced(const char *deck, int status)
{
    ck_assert_int_eq(setenv("NGSPIKE_TRACE", "log", 1), 0);
    ck_assert_int_eq(run_deck(deck), status);
    read_log("log");
}

static void set_up_trace(void)
{
    (void)unsetenv("NGSPIKE_TRACE");
    (void)unsetenv("NGSPIKE_TRACE_ONLY");
    (void)unsetenv("NGSPIKE_TRACE_PID");
    set_up();
}

#define AMPLIFIER                                                                                  \
    "* amplifiers\n"                                                                               \
    "v1 1 0 dc 0.0625 ac 1\n"                                                                      \
    "x1 1 2 sub\n"                                                                                 \
    "a1 1 3 mm\n"                                                                                  \
    ".subckt sub p q\n"                                                                            \
    "a2 p q mm\n"                                                                                  \
    ".ends\n"

START_TEST(test_analog)
{
    run_traced(AMPLIFIER ".model mm amp(gain=4)" CONTROL "op\nac lin 1 50 50\ntran 1u 2u\n" END, 0);
    const char *header = "# traced.cm in ngspice ";
    ck_assert_int_eq(strncmp(log_text, header, strlen(header)), 0);
    check_logged(", models: amp sum clk tally\n# traced.cm: a new analysis\n[] a");
    check_logged("[] a1 (amp): dc, analog, INIT, NEW_TIMEPOINT\n"
                 "    param gain = 4\n"
                 "    param fail_at = 1e+09 (not given)\n"
                 "    param crash_at = 1e+09 (not given)\n"
                 "    param busy = false (not given)\n"
                 "    in    in = 0\n"
                 "    call  cm_analog_alloc(7, 8)\n"
                 "    out   out = 0\n"
                 "    out   d(out)/d(in) = 4\n"
                 "[] a");
    check_logged("[] a.x1.a2 (amp): dc, analog\n"
                 "    in    in = 0.0625\n"
                 "    out   out = 0.25\n"
                 "    out   d(out)/d(in) = 4\n"
                 "[] a");
    check_logged("[] a1 (amp): ac, analog, f = 50 Hz, NEW_TIMEPOINT\n"
                 "    in    in = 0.0625\n"
                 "    out   d(out)/d(in) = 4 -0.5 j\n"
                 "[] a");
    check_logged("[] a1 (amp): tran, analog, t = 2e-06 s (step ");
    check_logged("[] a1 (amp): callback, DESTROY\n");
    ck_assert_int_eq(log_times("# traced.cm: a new analysis\n"), 3);
    ck_assert_int_eq(log_times("a1 (amp): callback, DESTROY\n"), 3);
    ck_assert_int_eq(log_times("a.x1.a2 (amp): callback, DESTROY\n"), 3);
}
END_TEST

#define EVENTS                                                                                     \
    "* events\n"                                                                                   \
    "a1 c1 clock\n"                                                                                \
    "v1 1 0 1\nr1 1 0 1k\n"                                                                        \
    ".model clock clk(period=1m)\n"                                                                \
    ".model tt tally\n"

START_TEST(test_events)
{
    run_traced(EVENTS "a2 [c1 ~c1] n m tt\n" CONTROL "tran 1m 2.5m\n" END, 0);
    const char *calls = strstr(log_text, "# traced.cm: a new analysis\n");
    ck_assert_ptr_nonnull(calls);
    ck_assert_str_eq(calls, "# traced.cm: a new analysis\n"
                            "[] a1 (clk): dc, event, INIT\n"
                            "    param period = 0.001\n"
                            "    call  cm_event_alloc(0, 4)\n"
                            "    call  cm_event_get_ptr(0, 0)\n"
                            "    call  cm_event_queue(0.001)\n"
                            "    out   out = 0s\n"
                            "[] a2 (tally): dc, event, INIT\n"
                            "    in    in[0..1] = 0s 0u\n"
                            "    out   n = 0.00\n"
                            "    out   minus = number40 at 0x\n"
                            "[] a2 (tally): dc, event\n"
                            "    in    in[0..1] = 0s 1s\n"
                            "    out   message of in[0]: \"something is 1\"\n"
                            "    out   n = 1.00\n"
                            "    out   minus = number40 at 0x\n"
                            "[] a1 (clk): tran, event, t = 0.001 s\n"
                            "    call  cm_event_get_ptr(0, 0)\n"
                            "    call  cm_event_queue(0.002)\n"
                            "    out   out = 1s after 1e-09 s\n"
                            "[] a2 (tally): tran, event, t = 0.001000001 s\n"
                            "    in    in[0..1] = 1s 0s\n"
                            "    out   message of in[0]: \"something is 1\"\n"
                            "    out   n = 1.00 after 1e-06 s\n"
                            "    out   minus = number40 at 0x after 1e-06 s\n"
                            "[] a1 (clk): tran, event, t = 0.002 s\n"
                            "    call  cm_event_get_ptr(0, 0)\n"
                            "    call  cm_event_queue(0.003)\n"
                            "    out   out = 0z after 1e-09 s\n"
                            "[] a2 (tally): tran, event, t = 0.002000001 s\n"
                            "    in    in[0..1] = 0z 1z\n"
                            "    out   message of in[0]: \"something is 1\"\n"
                            "    out   n = 1.00 after 1e-06 s\n"
                            "    out   minus = number40 at 0x after 1e-06 s\n");
}
END_TEST

START_TEST(test_unchanged_output)
{
    run_traced(EVENTS "a2 [c1] n m tt\n" CONTROL "tran 1m 2.5m\n" END, 0);
    check_logged("    in    in[0..0] = 0z\n"
                 "    out   n = 0.00 after 1e-06 s\n"
                 "    out   minus unchanged\n");
}
END_TEST

START_TEST(test_host_calls)
{
    run_traced(AMPLIFIER ".model mm amp(gain=4 busy=true)" CONTROL "tran 1u 2u\n" END, 0);
    check_logged(" (step ");
    check_logged("    call  cm_analog_get_ptr(7, 0)\n"
                 "    call  cm_analog_get_ptr(8, 0)\n"
                 "      -> NULL\n"
                 "    call  cm_analog_integrate(0)\n"
                 "      -> 0, partial ");
    check_logged("    call  cm_analog_converge(0)\n"
                 "    call  cm_analog_set_perm_bkpt(1");
    check_logged("    call  cm_analog_set_temp_bkpt(-1)\n"
                 "      -> MIF_ERROR ");
    check_logged("    call  cm_message_send(\"one line\")\n"
                 "    call  cm_irreversible(0)\n"
                 "    out   out = ");
}
END_TEST

#define TEN(node)                                                                                  \
    node " " node " " node " " node " " node " " node " " node " " node " " node " " node

START_TEST(test_vectors)
{
    run_traced("* sums\nv1 1 0 dc 0.0625\n"
               "a1 [" TEN("1") " " TEN("1") " " TEN("1") " " TEN(
                   "1") "] 2 mm\n"
                        "a2 [1] 3 mm\na3 null 4 mm\n.model mm sum" CONTROL "op\n" END,
               0);
    check_logged("    in    in[0..39] = 0.0625 0.0625 0.0625 0.0625 0.0625 0.0625 0.0625 0.0625 "
                 "0.0625 0.0625 0.0625 0.0625 0.0625 0.0625 0.0625 0.0625 ... 24 more\n"
                 "    out   out = 2.5\n"
                 "    out   d(out)/d(in[0]) = 1\n"
                 "    out   d(out)/d(in[1]) = 2\n");
    check_logged("    out   d(out)/d(in[30]) = 31\n"
                 "    out   ... 9 lines more\n");
    check_logged("    in    in[0..0] = 0.0625\n"
                 "    call  cm_analog_auto_partial()\n"
                 "    out   out = 0.0625\n"
                 "[] a");
    check_logged("    in    in[0..0] = 0.062501\n"); /* ngspice looks for the partial */
    check_logged("    in    in[] = null\n"
                 "    out   out = 0\n"
                 "[] a");
}
END_TEST

/* ---- which calls, and where to ---- */

START_TEST(test_only)
{
    ck_assert_int_eq(setenv("NGSPIKE_TRACE_ONLY", " A9,A.X1.a2 ", 1), 0);
    run_traced(AMPLIFIER ".model mm amp" CONTROL "op\nop\n" END, 0);
    check_logged("# only the instances:  A9,A.X1.a2 \n");
    check_logged("[] a.x1.a2 (amp): dc");
    check_logged("[] a.x1.a2 (amp): callback, DESTROY\n");
    check_not_logged(" a1 (amp)");
    ck_assert_int_eq(setenv("NGSPIKE_TRACE_ONLY", "a.x1.a a.x1.a22 a", 1), 0);
    run_traced(AMPLIFIER ".model mm amp" CONTROL "op\n" END, 0);
    check_not_logged("(amp)");
}
END_TEST

START_TEST(test_stderr)
{
    ck_assert_int_eq(setenv("NGSPIKE_TRACE", "1", 1), 0);
    ck_assert_int_eq(run_deck(AMPLIFIER ".model mm amp" CONTROL "op\n" END), 0);
    ck_assert_int_eq(times("# traced.cm in ngspice "), 1);
    ck_assert_int_gt(times("[1] a"), 0);
    ck_assert_int_gt(times("    out   out = 0.125\n"), 0);
    ck_assert_int_ne(access("1", F_OK), 0);
}
END_TEST

START_TEST(test_off)
{
    static const char *const values[] = {NULL, "", "0"};
    for (int i = 0; i < 3; i++) {
        if (values[i])
            ck_assert_int_eq(setenv("NGSPIKE_TRACE", values[i], 1), 0);
        ck_assert_int_eq(run_deck(AMPLIFIER ".model mm amp" CONTROL "op\nprint v(2)\n" END), 0);
        ck_assert_double_eq_tol(value_of("v(2)", 0), 0.125, 1e-9);
        ck_assert_int_eq(times("(amp)"), 0);
        ck_assert_int_eq(times("# traced.cm"), 0);
    }
}
END_TEST

static void check_untraced(const char *target, const char *message)
{
    ck_assert_int_eq(setenv("NGSPIKE_TRACE", target, 1), 0);
    ck_assert_int_eq(run_deck(AMPLIFIER ".model mm amp" CONTROL "op\nprint v(2)\n" END), 0);
    ck_assert_msg(times(message) == 1, "%s", output);
    ck_assert_double_eq_tol(value_of("v(2)", 0), 0.125, 1e-9);
}

START_TEST(test_bad_file)
{
    check_untraced("no/such/folder/log",
                   "traced.cm: error: NGSPIKE_TRACE=no/such/folder/log: no trace is written: "
                   "No such file or directory\n");
    check_untraced("/dev/full", "traced.cm: error: cannot write the trace any more, it ends here: "
                                "No space left on device\n");
}
END_TEST

START_TEST(test_runs_and_libraries)
{
    /* a run empties the file, a second library of the same process does not */
    char text[1024];
    write_file("log", "from another run\n");
    (void)snprintf(text, sizeof text, "cp '%s' '%s/second.cm'", library(), directory);
    ck_assert_int_eq(system(text), 0);
    (void)snprintf(text, sizeof text, "codemodel %s\ncodemodel ./second.cm\n", library());
    write_file(".spiceinit", text);
    run_traced(AMPLIFIER ".model mm amp" CONTROL "op\n" END, 0);
    check_not_logged("from another run");
    ck_assert_int_eq(log_times("# traced.cm in ngspice "), 2);
    check_logged("amp sum clk tally\n# traced.cm in ngspice ");
    check_logged(": a new analysis\n[] a");
}
END_TEST

/* ---- the ends of a log ---- */

START_TEST(test_crash)
{
    /* the model kills the process: the call is there to the last thing it did */
    static const char end[] = "    in    in = 0.0625\n"
                              "    call  cm_analog_get_ptr(7, 0)\n"
                              "    call  cm_analog_get_ptr(8, 0)\n"
                              "      -> NULL\n"
                              "    call  cm_message_send(\"one line\")\n"
                              "    call  cm_irreversible(0)\n";
    run_traced(AMPLIFIER ".model mm amp(crash_at=0.05 busy=true)" CONTROL "op\n" END, 137);
    size_t n = strlen(log_text);
    ck_assert_uint_gt(n, sizeof end);
    ck_assert_str_eq(log_text + n - (sizeof end - 1), end);
}
END_TEST

START_TEST(test_fault)
{
    run_traced(AMPLIFIER ".model mm amp(fail_at=0.05)" CONTROL
                         "op\naltermod mm fail_at=1\nop\nprint v(2)\n" END,
               0);
    ck_assert_int_eq(times("traced.cm: error: a"), 1);
    check_logged("    in    in = 0.0625\n"
                 "    fault: a");
    check_logged(": more than it can take\n"
                 "# traced.cm: no more calls in this analysis\n[] a");
    const char *next = strstr(log_text, "no more calls in this analysis\n");
    const char *again = strstr(next, "# traced.cm: a new analysis\n");
    ck_assert_ptr_nonnull(again);
    for (const char *p = next; (p = strstr(p, "[] ")) && p < again; p += 3)
        ck_assert_msg(strstr(p, "callback, DESTROY\n") == strchr(p, 'c'), "%s", log_text);
    check_logged("    out   out = 0.125\n");
    ck_assert_double_eq_tol(value_of("v(2)", 0), 0.125, 1e-9);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("trace");
    TCase *t = tcase_create("ngspice");
    tcase_add_checked_fixture(t, set_up_trace, clean_up);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, test_analog);
    tcase_add_test(t, test_events);
    tcase_add_test(t, test_unchanged_output);
    tcase_add_test(t, test_host_calls);
    tcase_add_test(t, test_vectors);
    tcase_add_test(t, test_only);
    tcase_add_test(t, test_stderr);
    tcase_add_test(t, test_off);
    tcase_add_test(t, test_bad_file);
    tcase_add_test(t, test_runs_and_libraries);
    tcase_add_test(t, test_crash);
    tcase_add_test(t, test_fault);
    suite_add_tcase(s, t);
    return s;
}

LIVE_MAIN(suite)
