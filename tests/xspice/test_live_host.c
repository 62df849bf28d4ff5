/* Runs live_host_models.c in the ngspice at hand: noise, the .tran line, and functions that only
 * newer versions have, each as documented for this version. */
#include <math.h>
#include <stdbool.h>

#include "live.h"

#define PRECISE "set numdgt=15\n"

/* The host's version, as the glue has found it. */
static double version(void)
{
    static double found;
    if (found == 0) {
        ck_assert_int_eq(
            run_deck("* version\nv1 1 0 1\na1 %gd(1 0) d mm\n.model mm host_tran" CONTROL
                     "op\nprint @a1[version]\n" END),
            0);
        found = value_of("@a1[version]", 0);
        ck_assert_double_ge(found, 39);
    }
    return found;
}

static bool has_noise(void)
{
    return version() >= 47;
}

/* ---- noise ---- */

#define NOISE_OF(device)                                                                           \
    "* noise of a divider\n"                                                                       \
    "v1 1 0 dc 0.5 ac 1\n"                                                                         \
    "r1 1 2 1k\n" device "\n.temp 60" CONTROL PRECISE
#define SPECTRUM SPECTRUM_AT("v(2)")
#define SPECTRUM_AT(node)                                                                          \
    "noise " node " v1 dec 2 1 1meg\n"                                                             \
    "setplot noise1\n"                                                                             \
    "let low=onoise_spectrum[0]\nlet high=onoise_spectrum[length(onoise_spectrum)-1]\n"            \
    "let middle=onoise_spectrum[5]\nlet f=frequency[5]\nprint low middle high f\n"                 \
    "setplot noise2\nprint onoise_total inoise_total\n"

typedef struct {
    double low, middle, high, f, onoise, inoise;
} noise;

static noise noise_of(const char *deck)
{
    ck_assert_int_eq(run_deck(deck), 0);
    return (noise){value_of("low", 0), value_of("middle", 0),       value_of("high", 0),
                   value_of("f", 0),   value_of("onoise_total", 0), value_of("inoise_total", 0)};
}

static void check_same(noise a, noise b)
{
    ck_assert_double_eq_tol(a.low / b.low, 1, 1e-9);
    ck_assert_double_eq_tol(a.middle / b.middle, 1, 1e-9);
    ck_assert_double_eq_tol(a.high / b.high, 1, 1e-9);
    ck_assert_double_eq_tol(a.onoise / b.onoise, 1, 1e-9);
    ck_assert_double_eq_tol(a.inoise / b.inoise, 1, 1e-9);
}

/* Up to 46 it is a noiseless resistor, and the user is told. */
START_TEST(test_thermal_noise)
{
    bool noisy = has_noise();
    const char *noiseless = "leaves out the noise of code models: ngspice";
    noise real = noise_of(NOISE_OF("r2 2 0 2k") SPECTRUM END);
    ck_assert_int_eq(times(noiseless), 0);
    noise quiet = noise_of(NOISE_OF("r2 2 0 2k noisy=0") SPECTRUM END);
    ck_assert_double_lt(quiet.high / real.high, 0.9);
    noise ours = noise_of(NOISE_OF("a1 %gd(2 0) mm\n.model mm host_res (r=2k)") SPECTRUM END);
    check_same(ours, noisy ? real : quiet);
    ck_assert_int_eq(times(noiseless), noisy ? 0 : 1);
    /* two instances that share a model, one the other way round */
    ours = noise_of(NOISE_OF("a1 %gd(2 3) mm\na2 %gd(0 3) mm\n.model mm host_res (r=1k)")
                        SPECTRUM END);
    check_same(ours, noisy ? real : quiet);
    /* declared, but switched off on the model card */
    ours = noise_of(NOISE_OF("a1 %gd(2 0) mm\n.model mm host_res (r=2k noise_programmatic=false)")
                        SPECTRUM END);
    check_same(ours, quiet);
}
END_TEST

START_TEST(test_flicker_noise)
{
    if (!has_noise())
        return;
    noise n = noise_of(NOISE_OF("a1 %gd(2 0) mm\n"
                                ".model mm host_res (r=1k thermal=0 flicker=1e-18)") SPECTRUM END);
    double parallel = 500, thermal = 4 * 1.38064852e-23 * 333.15 / 1e3;
    ck_assert_double_eq_tol(n.low / (sqrt(thermal + 1e-18) * parallel), 1, 1e-9);
    ck_assert_double_eq_tol(n.middle / (sqrt(thermal + 1e-18 / n.f) * parallel), 1, 1e-9);
    /* the integral of a density that goes with 1/f, which the host does piece by piece exactly */
    double total = (thermal * (1e6 - 1) + 1e-18 * log(1e6)) * parallel * parallel;
    ck_assert_double_eq_tol(n.onoise / sqrt(total), 1, 1e-6);
}
END_TEST

#define AMPLIFIER "a1 2 3 mm\nr3 3 0 1k noisy=0\n.model mm host_amp "

/* The amplifier's output, squared, for r1's noise and the declared ones. */
static double amplified(double f)
{
    double coloured = 1 + pow(1e2 / f, 1.5);
    double input = 4 * 1.38064852e-23 * 333.15 * 1e3 + 1e-22 * coloured * 1e6;
    return 100 * input + 1e-16 * coloured;
}

START_TEST(test_declared_noise)
{
    bool noisy = has_noise();
    noise quiet = noise_of(NOISE_OF(AMPLIFIER "(gain=10 noise_corner=1k)") SPECTRUM_AT("v(3)") END);
    ck_assert_double_eq_tol(quiet.low / (10 * sqrt(4 * 1.38064852e-23 * 333.15 * 1e3)), 1, 1e-9);
    ck_assert_int_eq(times("leaves out the noise of code models"), !noisy);
    noise n = noise_of(NOISE_OF(AMPLIFIER
                                "(gain=10 noise_voltage=1e-8 noise_current=1e-11 noise_corner=100 "
                                "noise_exponent=1.5)") SPECTRUM_AT("v(3)") END);
    if (!noisy) {
        check_same(n, quiet);
        return;
    }
    ck_assert_double_eq_tol(n.low / sqrt(amplified(1)), 1, 1e-9);
    ck_assert_double_eq_tol(n.middle / sqrt(amplified(n.f)), 1, 1e-9);
    ck_assert_double_eq_tol(n.high / sqrt(amplified(1e6)), 1, 1e-9);
}
END_TEST

/* A second analysis registers anew; in the summary the sources have names of their own. */
START_TEST(test_noise_twice)
{
    if (!has_noise())
        return;
    ck_assert_int_eq(
        run_deck(NOISE_OF(
            "a1 %gd(2 0) mm\n.model mm host_res (r=1k flicker=1e-18)") "echo\n"
                                                                       "noise v(2) v1 lin 1 1k 1k "
                                                                       "1\nsetplot noise1\nprint "
                                                                       "onoise_a1_thermal\n"
                                                                       "altermod mm thermal=4\n"
                                                                       "noise v(2) v1 lin 1 1k 1k "
                                                                       "1\nsetplot noise2\n"
                                                                       "print onoise_a1_thermal "
                                                                       "onoise_a1_flicker "
                                                                       "onoise_spectrum\n" END),
        0);
    double thermal = sqrt(4 * 1.38064852e-23 * 333.15 / 1e3) * 500, flicker = sqrt(1e-21) * 500;
    ck_assert_double_eq_tol(value_of("onoise_a1_thermal", 0) / thermal, 1, 1e-9);
    ck_assert_double_eq_tol(value_of("onoise_a1_thermal", 1) / (2 * thermal), 1, 1e-9);
    ck_assert_double_eq_tol(value_of("onoise_a1_flicker", 0) / flicker, 1, 1e-9);
    ck_assert_double_eq_tol(
        value_of("onoise_spectrum", 0) / sqrt(5 * thermal * thermal + flicker * flicker), 1, 1e-9);
}
END_TEST

/* No version does noise analysis with KLU; those that have it say so. */
START_TEST(test_noise_with_klu)
{
    ck_assert_int_lt(
        run_deck(NOISE_OF("a1 %gd(2 0) mm\n.model mm host_res (r=2k)\n.option klu") SPECTRUM END),
        124);
    ck_assert_int_eq(times("a1: "), 0);
    ck_assert_int_eq(times("low = ") + times("supported with 'option KLU'"), 1);
}
END_TEST

static void check_ended(const char *message)
{
    ck_assert_msg(times(message) == 1 && times("live_host.cm: error:") == 1, "%s", output);
    ck_assert_msg(times("aborted") >= 1 && times("ssertion") == 0, "%s", output);
}

START_TEST(test_fault_in_noise)
{
    bool noisy = has_noise();
    int status = run_deck(NOISE_OF("a1 %gd(2 0) mm\n.model mm host_res (r=2k fail_first=true)")
                              SPECTRUM "altermod mm fail_first=false\n" SPECTRUM END);
    ck_assert_int_eq(status, 0);
    ck_assert_int_eq(times("low = "), noisy ? 1 : 2);
    if (!noisy)
        return;
    check_ended("live_host.cm: error: a1: gave up while registering");
    ck_assert_int_eq(run_deck(NOISE_OF("a1 %gd(2 0) mm\n.model mm host_res (r=2k fail_at=900)")
                                  SPECTRUM "altermod mm fail_at=0\nnoise v(2) v1 dec 2 1 "
                                           "1meg\nsetplot noise3\nprint onoise_total\n" END),
                     0);
    check_ended("live_host.cm: error: a1: gave up at 1000 Hz");
    ck_assert_double_gt(value_of("onoise_total", 0), 0);
}
END_TEST

/* ---- the .tran line ---- */

#define SHOWN "v1 1 0 dc 1 ac 1\nr1 1 2 1k\na1 %gd(2 0) d1 mm\n.model mm host_tran\n"
#define SHOW  "print @a1[init_step] @a1[init_stop] @a1[step] @a1[stop] @a1[ev_step] @a1[ev_stop]\n"

static void check_shown(int nth, double step, double stop)
{
    ck_assert_double_eq_tol(value_of("@a1[step]", nth), step, 1e-12);
    ck_assert_double_eq_tol(value_of("@a1[stop]", nth), stop, 1e-12);
    ck_assert_double_eq_tol(value_of("@a1[ev_step]", nth), step, 1e-12);
    ck_assert_double_eq_tol(value_of("@a1[ev_stop]", nth), stop, 1e-12);
    ck_assert_double_eq_tol(value_of("@a1[init_step]", nth), step, 1e-12);
    ck_assert_double_eq_tol(value_of("@a1[init_stop]", nth), stop, 1e-12);
}

START_TEST(test_tran_line)
{
    ck_assert_int_eq(run_deck("* tran line\n" SHOWN CONTROL PRECISE "op\n" SHOW "tran 1u 20u\n" SHOW
                              "ac lin 1 1k 1k\nop\n" SHOW "tran 2u 50u\n" SHOW END),
                     0);
    ck_assert_int_eq(times("a .tran line"), 0);
    check_shown(0, 0, 0);
    check_shown(1, 1e-6, 20e-6);
    check_shown(2, 1e-6, 20e-6); /* the last one's */
    check_shown(3, 2e-6, 50e-6);
}
END_TEST

/* The circuit whose call it is counts, not the one that was set up last. */
START_TEST(test_two_tran_lines)
{
    write_file("two.cir", "* the other\n" SHOWN ".tran 3u 90u\n.end\n");
    ck_assert_int_eq(run_deck("* tran line\n" SHOWN CONTROL PRECISE "stop when time > 10u\n"
                              "tran 1u 20u\n" SHOW "delete all\n"
                              "source two.cir\nrun\n" SHOW "setcirc 2\nresume\n" SHOW
                              "remcirc\nsetcirc 1\nop\n" SHOW END),
                     0);
    check_shown(0, 1e-6, 20e-6);
    check_shown(1, 3e-6, 90e-6);
    check_shown(2, 1e-6, 20e-6);
    check_shown(3, 3e-6, 90e-6);
    ck_assert_int_eq(times("a .tran line"), 0);
}
END_TEST

/* ---- the limit on inputs ---- */

/* A ramp of 60 V in a few steps: calls after a time point's first. */
static double calls_on_ramp(const char *follow)
{
    char deck[512];
    (void)snprintf(deck, sizeof deck,
                   "* ramp\nv1 1 0 pwl(0 0 1u 0 1.001u 60)\nr1 1 2 1k\na1 %%gd(2 0) mm\n"
                   ".model mm host_input (follow=%s)\n" CONTROL PRECISE
                   "tran 1u 4u\nmeas tran last find v(2) at=4u\nprint last @a1[calls] @a1[far] "
                   "@a1[early]\n" END,
                   follow);
    ck_assert_int_eq(run_deck(deck), 0);
    ck_assert_double_eq_tol(value_of("last", 0), 30, 1e-9);
    ck_assert_double_gt(value_of("@a1[far]", 0), 1);
    ck_assert_double_eq(value_of("@a1[early]", 0), 0);
    return value_of("@a1[calls]", 0);
}

START_TEST(test_unlimited_input)
{
    double limited = calls_on_ramp("false"), unlimited = calls_on_ramp("true");
    ck_assert_msg(unlimited + 10 < limited, "%g against %g", unlimited, limited);
}
END_TEST

/* ---- functions that only newer hosts have ---- */

#define CALLER "v1 1 0 dc 1\na1 %gd(1 minus) d1 mm\nr1 minus 0 1k\n"

START_TEST(test_calls)
{
    double v = version();
    ck_assert_int_eq(run_deck("* calls\n" CALLER ".model mm host_calls\n" CONTROL
                              "set host_value=2.5\ntran 10u 1m\n"
                              "print @a1[getvar] @a1[value] @a1[negative] @a1[scheduled]\n"
                              "print @a1[pending] @a1[source]\neprint d1\n" END),
                     0);
    ck_assert_int_eq(times("has no cm_schedule_output()"), v < 40);
    ck_assert_int_eq(times("has no cm_getvar()"), v < 40);
    ck_assert_int_eq(times("has no cm_irreversible()"), v < 42);
    ck_assert_int_eq(times("has no cm_cexit()"), v < 42);
    ck_assert_int_eq(times("has no cm_get_neg_node_name()"), v < 45);
    ck_assert_int_eq(times("has no cm_noise_add_source()"), v < 47);
    ck_assert_double_eq(value_of("@a1[getvar]", 0), v >= 40);
    ck_assert_double_eq(value_of("@a1[value]", 0), v >= 40 ? 2.5 : -1);
    ck_assert_double_eq(value_of("@a1[negative]", 0), v >= 45 ? 1 : -1);
    ck_assert_double_eq(value_of("@a1[scheduled]", 0), v >= 40 ? 1 : -1);
    ck_assert_int_eq(value_of("@a1[pending]", 0) > 0, v >= 42);
    ck_assert_double_eq(value_of("@a1[source]", 0), -1);
    ck_assert_int_eq(times("1s"), v >= 40); /* what was scheduled */
}
END_TEST

START_TEST(test_cexit)
{
    double v = version();
    int status = run_deck("* exit\n" CALLER ".model mm host_calls (exit_at=0.5m)\n" CONTROL
                          "tran 10u 1m\necho still here\n" END);
    ck_assert_int_eq(status, v < 42 ? 0 : 3);
    ck_assert_int_eq(times("still here"), v < 42);
    ck_assert_int_eq(times("error: a model ended the analysis with cm_cexit(3)"), v < 42);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("live host");
    TCase *t = tcase_create("ngspice");
    tcase_add_checked_fixture(t, set_up, clean_up);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, test_thermal_noise);
    tcase_add_test(t, test_flicker_noise);
    tcase_add_test(t, test_declared_noise);
    tcase_add_test(t, test_noise_twice);
    tcase_add_test(t, test_noise_with_klu);
    tcase_add_test(t, test_fault_in_noise);
    tcase_add_test(t, test_tran_line);
    tcase_add_test(t, test_two_tran_lines);
    tcase_add_test(t, test_unlimited_input);
    tcase_add_test(t, test_calls);
    tcase_add_test(t, test_cexit);
    suite_add_tcase(s, t);
    return s;
}

LIVE_MAIN(suite)
