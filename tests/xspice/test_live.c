/* Runs live_models.c, built as a .cm with the glue, in the ngspice at hand: every kind of analysis,
 * several circuits, event nodes, and the ways to end an analysis from inside a model. */
#include <ctype.h>
#include <dlfcn.h>
#include <math.h>
#include <stdbool.h>

#include "live.h"

#define DIVIDER                                                                                    \
    "* divider with a stateful resistor\n"                                                         \
    "v1 1 0 dc 0.5 ac 1 sin(0.5 0.2 1k)\n"                                                         \
    "r1 1 2 1k\n"                                                                                  \
    "a1 %gd(2 0) mm\n"

/* The divider's voltage and x' by Ohm's law, for RK4. */
static double divider(double time, double x, double *rate)
{
    double v = (0.5 + 0.2 * sin(2 * M_PI * 1e3 * time)) / (1 + 1e3 * (1e-5 + (1e-3 - 1e-5) * x));
    *rate = 1e3 * v;
    return v;
}

static double exact_state(double x, double end)
{
    int n = 2000;
    double h = end / n, k1, k2, k3, k4;
    for (int i = 0; i < n; i++) {
        double t = i * h;
        (void)divider(t, x, &k1);
        (void)divider(t + h / 2, x + h / 2 * k1, &k2);
        (void)divider(t + h / 2, x + h / 2 * k2, &k3);
        (void)divider(t + h, x + h * k3, &k4);
        x += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
    }
    return x;
}

START_TEST(test_analyses)
{
    ck_assert_int_eq(run_deck(DIVIDER ".model mm live_res (x0=0.2)\n.save all @a1[x] @a1[i]" CONTROL
                                      "op\nprint v(2) @a1[i]\n"
                                      "ac lin 1 1k 1k\nprint vm(2)\n"
                                      "tran 1u 1m\nlet xe=@a1[x][length(@a1[x])-1]\nprint xe\n"
                                      "reset\n"
                                      "tran 1u 1m\nlet xe=@a1[x][length(@a1[x])-1]\nprint xe\n"
                                      "altermod mm x0=0.7\nop\nprint v(2)\n" END),
                     0);
    double rate, v = divider(0, 0.2, &rate);
    ck_assert_double_eq_tol(value_of("v(2)", 0), v, 1e-6);
    ck_assert_double_eq_tol(value_of("@a1[i]", 0), (0.5 - v) / 1e3, 1e-9);
    ck_assert_double_eq_tol(value_of("vm(2)", 0), 2 * v, 1e-6);
    ck_assert_double_eq_tol(value_of("xe", 0), exact_state(0.2, 1e-3), 1e-3);
    ck_assert_double_eq(value_of("xe", 1), value_of("xe", 0));
    ck_assert_double_eq_tol(value_of("v(2)", 1), divider(0, 0.7, &rate), 1e-6);
}
END_TEST

START_TEST(test_initial_condition)
{
    ck_assert_int_eq(run_deck(DIVIDER "c1 2 0 1u ic=0.25\n.model mm live_res (x0=0.2 k=0)" CONTROL
                                      "tran 1u 10u uic\nprint v(2)[0] @a1[x]\n" END),
                     0);
    ck_assert_double_eq_tol(value_of("v(2)[0]", 0), 0.25, 0.01);
}
END_TEST

START_TEST(test_sensitivity)
{
    ck_assert_int_eq(
        run_deck(DIVIDER ".model mm live_res (x0=0.2)" CONTROL "sens v(2)\nprint r1\n" END), 0);
    /* dv/dr1 = -v0 g / (1 + r1 g)^2 */
    double g = 1e-5 + (1e-3 - 1e-5) * 0.2;
    ck_assert_double_eq_tol(value_of("r1", 0), -0.5 * g / pow(1 + 1e3 * g, 2), 1e-7);
}
END_TEST

START_TEST(test_klu)
{
    /* a host without KLU ignores the option */
    ck_assert_int_eq(run_deck(DIVIDER
                              ".model mm live_res (x0=0.2)\n.option klu\n.save all @a1[x]" CONTROL
                              "op\nprint v(2)\n"
                              "ac lin 1 1k 1k\nprint vm(2)\n"
                              "tran 1u 1m\nlet xe=@a1[x][length(@a1[x])-1]\nprint xe\n" END),
                     0);
    double rate, v = divider(0, 0.2, &rate);
    ck_assert_double_eq_tol(value_of("v(2)", 0), v, 1e-6);
    ck_assert_double_eq_tol(value_of("vm(2)", 0), 2 * v, 1e-6);
    ck_assert_double_eq_tol(value_of("xe", 0), exact_state(0.2, 1e-3), 1e-3);
}
END_TEST

START_TEST(test_noise)
{
    ck_assert_int_eq(run_deck(DIVIDER ".model mm live_res (x0=0.2)" CONTROL
                                      "noise v(2) v1 lin 1 1k 1k\nsetplot noise1\n"
                                      "print onoise_spectrum\n" END),
                     0);
    /* thermal noise of r1 alone, divided down: sqrt(4 k T r1) / (1 + r1 g) */
    double g = 1e-5 + (1e-3 - 1e-5) * 0.2;
    ck_assert_double_eq_tol(value_of("onoise_spectrum", 0) /
                                (sqrt(4 * 1.380649e-23 * 300.15 * 1e3) / (1 + 1e3 * g)),
                            1, 1e-3);
}
END_TEST

START_TEST(test_two_circuits)
{
    write_file("two.cir", DIVIDER ".model mm live_res (x0=0.7)\n.end\n");
    ck_assert_int_eq(run_deck(DIVIDER ".model mm live_res (x0=0.2)\n.save all @a1[calls] "
                                      "@a1[runs]" CONTROL "op\nprint v(2)\n"
                                      "source two.cir\nop\nprint v(2)\n"
                                      "remcirc\nop\nprint v(2) @a1[calls] @a1[runs]\n" END),
                     0);
    double rate;
    ck_assert_double_eq_tol(value_of("v(2)", 0), divider(0, 0.2, &rate), 1e-6);
    ck_assert_double_eq_tol(value_of("v(2)", 1), divider(0, 0.7, &rate), 1e-6);
    ck_assert_double_eq_tol(value_of("v(2)", 2), divider(0, 0.2, &rate), 1e-6);
    /* one DESTROY for the removed circuit, one before the first one's second analysis */
    ck_assert_double_eq(value_of("@a1[calls]", 0), 2);
    ck_assert_double_eq(value_of("@a1[runs]", 0), 3);
}
END_TEST

#define EVENTS                                                                                     \
    "* events only\n"                                                                              \
    "a1 c1 osc\n"                                                                                  \
    "a2 c1 c2 relay\n"                                                                             \
    ".model relay live_relay (delay=100u)\n"

/* Last value of an event node in the output of `eprint`, which has one column per node. */
static double last_event(int column)
{
    const char *p = NULL, *line = output;
    for (; line; line = strchr(line, '\n') ? strchr(line, '\n') + 1 : NULL)
        if (isdigit((unsigned char)*line) && strchr(line, 'e') && strlen(line) > 10)
            p = line;
    ck_assert_msg(p != NULL, "no events in:\n%s", output);
    double value = NAN;
    for (int i = 0; i <= column; i++) {
        char *end;
        value = strtod(p, &end);
        p = end;
    }
    return value;
}

START_TEST(test_events)
{
    ck_assert_int_eq(run_deck(EVENTS ".model osc live_osc (period=1m)" CONTROL
                                     "tran 100u 20.5m\neprint c1 c2\n" END),
                     0);
    ck_assert_double_eq(last_event(1), 20);
    ck_assert_double_eq(last_event(2), 21);
}
END_TEST

START_TEST(test_event_ring)
{
    ck_assert_int_eq(run_deck(EVENTS "a3 c2 c1 relay\n"
                                     ".model osc live_osc (period=10m)" CONTROL
                                     "tran 10u 11m\neprint c1 c2\n" END),
                     0);
    /* c1 is the sum of the outputs of osc (1 from 10 ms on) and a3: from 10.2 ms on it grows by 3
     * every 200 us; c2 follows it by 100 us with one more. */
    ck_assert_double_eq(last_event(1), 13);
    ck_assert_double_eq(last_event(2), 14);
    ck_assert_int_eq(times("error"), 0);
}
END_TEST

/* What every fault has to look like: reported once, the host gives up at once and says so. */
static void check_fault(const char *message)
{
    ck_assert_msg(times(message) == 1, "\"%s\" not once in:\n%s", message, output);
    ck_assert_msg(times("live.cm: error:") == 1, "%s", output);
    ck_assert_msg(times("aborted") >= 1, "%s", output);
    ck_assert_msg(times("imestep too small") == 0, "%s", output);
}

START_TEST(test_fault_in_transient)
{
    ck_assert_int_ne(run_deck(DIVIDER ".model mm live_res (x0=0.2 fail_at=0.5m label=\"why\")\n"
                                      ".tran 10u 1m\n.print tran v(2)\n.end\n"),
                     0);
    check_fault("live.cm: error: a1: gave up at 0.000");
    ck_assert_int_eq(times("(why)"), 1);
    ck_assert_int_ge(times("\n40\t"), 1); /* the data up to there are printed */
    ck_assert_int_eq(times("\n90\t"), 0);
}
END_TEST

START_TEST(test_fault_in_operating_point)
{
    ck_assert_int_ne(
        run_deck(DIVIDER ".model mm live_res (fail_dc=true)\n.op\n.print op v(2)\n.end\n"), 0);
    check_fault("live.cm: error: a1: gave up at 0 s");
    ck_assert_int_ne(run_deck(DIVIDER ".model mm live_res (fail_dc=true)\n"
                                      ".tran 10u 1m\n.print tran v(2)\n.end\n"),
                     0);
    check_fault("live.cm: error: a1: gave up at 0 s");
    ck_assert_int_eq(times("gmin"), 0);
    ck_assert_int_ne(run_deck(DIVIDER ".model mm live_res (fail_dc=true)\n"
                                      ".ac lin 1 1k 1k\n.print ac v(2)\n.end\n"),
                     0);
    check_fault("live.cm: error: a1: gave up at 0 s");
    ck_assert_int_ne(run_deck(DIVIDER ".model mm live_res (fail_dc=true)\n"
                                      ".dc v1 0 1 0.1\n.print dc v(2)\n.end\n"),
                     0);
    check_fault("live.cm: error: a1: gave up at 0 s");
}
END_TEST

START_TEST(test_fault_in_ac)
{
    ck_assert_int_ne(run_deck(DIVIDER ".model mm live_res (fail_ac=true)\n"
                                      ".ac dec 10 1 1meg\n.print ac v(2)\n.end\n"),
                     0);
    check_fault("live.cm: error: a1: gave up at 0 s");
}
END_TEST

/* ngspice ends .tf without an error when the operating point has failed; what counts is that it
 * ends. */
START_TEST(test_fault_in_transfer_function)
{
    ck_assert_int_lt(run_deck(DIVIDER ".model mm live_res (fail_dc=true)\n"
                                      ".tf v(2) v1\n.print tf all\n.end\n"),
                     124); /* 124: time is up; more: a signal */
    ck_assert_int_eq(times("live.cm: error: a1: gave up at 0 s"), 1);
    ck_assert_int_ne(run_deck(DIVIDER ".model mm live_res (fail_dc=true)\n"
                                      ".sens v(2)\n.print sens all\n.end\n"),
                     0);
    check_fault("live.cm: error: a1: gave up at 0 s");
}
END_TEST

/* 39 calls the models as in DC there; the others must not solve with a matrix that was not loaded.
 */
START_TEST(test_fault_in_noise)
{
    int status = run_deck(DIVIDER ".model mm live_res (fail_ac=true)\n"
                                  ".noise v(2) v1 dec 10 1 1meg\n.print noise all\n.end\n");
    ck_assert_int_lt(status, 124);
    if (status != 0)
        check_fault("live.cm: error: a1: gave up at 0 s");
    ck_assert_int_eq(times("live.cm: error:"), status != 0);
    ck_assert_int_ne(run_deck(DIVIDER ".model mm live_res (fail_dc=true)\n"
                                      ".noise v(2) v1 dec 10 1 1meg\n.print noise all\n.end\n"),
                     0);
    check_fault("live.cm: error: a1: gave up at 0 s");
}
END_TEST

START_TEST(test_fault_in_events)
{
    ck_assert_int_ne(run_deck(EVENTS ".model osc live_osc (period=1m fail_at=5m)\n"
                                     ".tran 1m 20m\n.print tran c2\n.end\n"),
                     0);
    check_fault("live.cm: error: a1: event fault at 0.005 s");
    ck_assert_int_ne(run_deck(EVENTS ".model osc live_osc (period=1m fail_init=true)\n"
                                     ".tran 1m 20m\n.print tran c2\n.end\n"),
                     0);
    check_fault("live.cm: error: a1: event fault at the start");
}
END_TEST

START_TEST(test_run_after_fault)
{
    ck_assert_int_eq(run_deck(DIVIDER ".model mm live_res (x0=0.2 fail_at=0.5m)\n"
                                      ".save all @a1[x] @a1[runs] @a1[faults]" CONTROL
                                      "tran 1u 1m\nlet te=time[length(time)-1]\nprint te\n"
                                      "altermod mm fail_at=-1\n"
                                      "tran 1u 1m\nlet xe=@a1[x][length(time)-1]\nprint xe\n"
                                      "print @a1[runs][3] @a1[faults][3]\n" END),
                     0);
    check_fault("live.cm: error: a1: gave up at 0.000");
    ck_assert_double_eq_tol(value_of("te", 0), 0.5e-3, 2e-5);
    ck_assert_double_eq_tol(value_of("xe", 0), exact_state(0.2, 1e-3), 1e-3);
    ck_assert_double_eq(value_of("@a1[runs][3]", 0), 2);
    ck_assert_double_eq(value_of("@a1[faults][3]", 0), 1);
}
END_TEST

START_TEST(test_stop)
{
    ck_assert_int_eq(run_deck(EVENTS "v1 1 0 1\nr1 1 0 1k\n"
                                     ".model osc live_osc (period=1m stop_at=5m)" CONTROL
                                     "tran 100u 20m\nlet te=time[length(time)-1]\nprint te\n" END),
                     0);
    ck_assert_int_eq(times("live.cm: error:"), 0);
    ck_assert_int_eq(times("interrupted"), 1);
    ck_assert_double_eq_tol(value_of("te", 0), 5e-3, 1.1e-3);
}
END_TEST

/* ---- the same through libngspice ---- */

static int on_text(char *text, int id, void *data)
{
    (void)id;
    (void)data;
    (void)fprintf(stdout, "%s\n", text + strcspn(text, " ") + (strchr(text, ' ') != NULL));
    return 0;
}

static int on_exit_request(int status, bool immediate, bool quit, int id, void *data)
{
    (void)immediate;
    (void)quit;
    (void)id;
    (void)data;
    _exit(100 + status);
}

/* In a child process: loads libngspice and runs the commands. Exit status 0: all accepted; 77: no
 * library. */
static _Noreturn void run_shared(char **deck, const char *const *commands)
{
    typedef int (*init_function)(int (*)(char *, int, void *), void *,
                                 int (*)(int, bool, bool, int, void *), void *, void *, void *,
                                 void *);
    void *lib = dlopen("libngspice.so.0", RTLD_NOW);
    if (!lib)
        _exit(77);
    init_function init = (init_function)(void (*)(void))dlsym(lib, "ngSpice_Init");
    int (*command)(const char *) = (int (*)(const char *))dlsym(lib, "ngSpice_Command");
    int (*circuit)(char **) = (int (*)(char **))dlsym(lib, "ngSpice_Circ");
    char load[512];
    (void)snprintf(load, sizeof load, "codemodel %s", library());
    if (init(on_text, NULL, on_exit_request, NULL, NULL, NULL, NULL) || command(load) ||
        circuit(deck))
        _exit(1);
    for (; *commands; commands++)
        (void)command(*commands);
    (void)fflush(NULL);
    _exit(0);
}

START_TEST(test_shared_library)
{
    char *deck[] = {"* divider",
                    "v1 1 0 dc 0.5 sin(0.5 0.2 1k)",
                    "r1 1 2 1k",
                    "a1 %gd(2 0) mm",
                    ".model mm live_res (x0=0.2 fail_at=0.5m)",
                    ".save all @a1[x]",
                    ".end",
                    NULL};
    static const char *const commands[] = {"set numdgt=10",
                                           "tran 1u 1m",
                                           "let te=time[length(time)-1]",
                                           "print te",
                                           "reset",
                                           "altermod mm fail_at=-1",
                                           "tran 1u 1m",
                                           "let xe=@a1[x][length(time)-1]",
                                           "print xe",
                                           NULL};
    int ends[2];
    ck_assert_int_eq(pipe(ends), 0);
    (void)fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        (void)dup2(ends[1], 1);
        (void)dup2(ends[1], 2);
        run_shared(deck, commands);
    }
    (void)close(ends[1]);
    FILE *f = fdopen(ends[0], "r");
    output[0] = '\n';
    output[1 + fread(output + 1, 1, sizeof output - 2, f)] = '\0';
    (void)fclose(f);
    int status = 0;
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    ck_assert_msg(WIFEXITED(status), "%s", output);
    if (WEXITSTATUS(status) == 77)
        return;
    ck_assert_msg(WEXITSTATUS(status) == 0, "%s", output);
    ck_assert_msg(times("live.cm: error: a1: gave up at 0.000") == 1, "%s", output);
    ck_assert_double_eq_tol(value_of("te", 0), 0.5e-3, 2e-5);
    ck_assert_double_eq_tol(value_of("xe", 0), exact_state(0.2, 1e-3), 1e-3);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("live");
    TCase *t = tcase_create("ngspice");
    tcase_add_checked_fixture(t, set_up, clean_up);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, test_analyses);
    tcase_add_test(t, test_initial_condition);
    tcase_add_test(t, test_sensitivity);
    tcase_add_test(t, test_klu);
    tcase_add_test(t, test_noise);
    tcase_add_test(t, test_two_circuits);
    tcase_add_test(t, test_events);
    tcase_add_test(t, test_event_ring);
    tcase_add_test(t, test_fault_in_transient);
    tcase_add_test(t, test_fault_in_operating_point);
    tcase_add_test(t, test_fault_in_ac);
    tcase_add_test(t, test_fault_in_transfer_function);
    tcase_add_test(t, test_fault_in_noise);
    tcase_add_test(t, test_fault_in_events);
    tcase_add_test(t, test_run_after_fault);
    tcase_add_test(t, test_stop);
    tcase_add_test(t, test_shared_library);
    suite_add_tcase(s, t);
    return s;
}

LIVE_MAIN(suite)
