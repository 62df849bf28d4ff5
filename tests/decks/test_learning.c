/* What layers learn in ngspice: the examples of triplets and of rewards, which ports a rule needs;
 * and delays of synapses. */
#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../lib/data/events.h"
#include "../check_main.h"
#include "../lib/temp.h"
#include "spice.h"

/* Runs an example, in the folder of the test. */
static void example(const char *name)
{
    char path[200];
    ck_assert_int_eq(chdir(temp_from), 0); /* $srcdir is relative */
    snprintf(path, sizeof path, "../../examples/%s", name);
    spice_load(path);
    ck_assert_int_eq(chdir(temp_dir()), 0);
    spice_do("esave none");
    spice_do("run");
    spice_do("remcirc"); /* the record is written when the circuit goes */
}

/* Spikes in the first (second) half of periods `from` to `to`. */
static int spikes(const ns_events *ev, double period, int from, int to, bool second)
{
    int n = 0;
    for (size_t k = 0; k < ev->n; k++) {
        const double at = ev->t[k] / period;
        n += at >= from && at < to && (at - floor(at) >= 0.5) == second;
    }
    return n;
}

static ns_events recorded(const char *file)
{
    ns_error e;
    ns_events ev;
    ns_events_options o = {0};
    ck_assert_msg(ns_events_read(&ev, file, &o, &e), "%s", e.msg);
    return ev;
}

/* Both patterns drive the neuron at first, only the rewarded one at last. */
START_TEST(rewarded_pattern)
{
    example("reward.cir");
    ns_events ev = recorded("reward.csv");
    ck_assert_int_gt(spikes(&ev, 0.6, 0, 3, false), 60);
    ck_assert_int_gt(spikes(&ev, 0.6, 0, 3, true), 45);
    ck_assert_int_gt(spikes(&ev, 0.6, 40, 50, false), 250);
    ck_assert_int_lt(spikes(&ev, 0.6, 40, 50, true), 20);
    ns_events_free(&ev);
}
END_TEST

/* The pattern that makes the neuron fire above 18 per second potentiates, the other one depresses.
 */
START_TEST(strong_pattern)
{
    example("triplet.cir");
    ns_events ev = recorded("triplet.csv");
    const int weak = spikes(&ev, 3, 0, 3, true);
    ck_assert_int_gt(weak, 10);
    ck_assert_int_lt(weak, 18 * 3);
    ck_assert_int_gt(spikes(&ev, 3, 20, 30, false), 1000);
    ck_assert_int_lt(spikes(&ev, 3, 20, 30, true), 20);
    ns_events_free(&ev);
}
END_TEST

/* Delays of 3 ms at the axons of one layer and 14 ms at the dendrites of the next. */
START_TEST(delays)
{
    static const char events[] = "0.001,0\n0.0085,0\n0.02,0\n";
    static const char *const lines[] = {
        "* delays",
        "asrc in src",
        "afirst in mid null null first",
        "asecond mid out null null second",
        "arec out rec",
        ".model src spike_file(file=\"ev.csv\" window=10m length=100m)",
        ".model first spike_layer(n=1 inputs=1 learn=\"off\" v_th=1u t_ref=0 t_inh=0"
        " delay_min=3m delay_max=3m)",
        ".model second spike_layer(n=1 inputs=1 learn=\"off\" v_th=1u t_ref=0 t_inh=0"
        " delay_min=14m delay_max=14m delay_at=\"dendrite\")",
        ".model rec spike_record(file=\"out.csv\")",
        ".end",
        NULL};
    temp_write("ev.csv", events, sizeof events - 1);
    spice_load_lines(lines);
    spice_do("esave none");
    spice_do("tran 1m 90m");
    spice_do("remcirc");
    ns_events ev = recorded("out.csv");
    static const double want[] = {0.018, 0.0255, 0.037};
    ck_assert_uint_eq(ev.n, 3);
    for (int k = 0; k < 3; k++) {
        ck_assert_double_eq_tol(ev.t[k], want[k], 1e-12);
    }
    ns_events_free(&ev);
}
END_TEST

static void load(const char *layer, const char *reward, const char *options)
{
    char line[2][400];
    snprintf(line[0], sizeof line[0], "alay in out null %s lay", reward);
    snprintf(line[1], sizeof line[1], ".model lay spike_layer(n=1 inputs=1 %s %s)", layer, options);
    const char *lines[] = {"* rules",
                           "asrc in src",
                           "arew rew late",
                           line[0],
                           ".model src spike_poisson(rate=100 window=10m)",
                           ".model late spike_poisson(rate=100 window=20m)",
                           line[1],
                           ".end",
                           NULL};
    spice_load_lines(lines);
    spice_do("esave none");
}

static void fails(const char *layer, const char *reward, const char *says)
{
    load(layer, reward, "");
    ck_assert(!spice_try("tran 1m 0.1"));
    ck_assert_msg(strstr(spice_output(), "alay:") && strstr(spice_output(), says), "no '%s' in\n%s",
                  says, spice_output());
}

START_TEST(bad_input)
{
    static const char *const decks[][3] = {
        {"rule=\"reward\"", "null", "connect one"},
        {"rule=\"triplet\"", "rew", "rule = \"reward\""},
        {"", "rew", "rule = \"reward\""},
        {"rule=\"hebb\"", "null", "pulses, overlap, triplet or reward"},
        {"rule=\"reward\" learn=\"on\"", "rew", "ahead"}, /* of windows twice as long */
        {"rule=\"triplet\" tau_plus=-1", "null", "tau_plus"},
    };
    fails(decks[_i][0], decks[_i][1], decks[_i][2]);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("learning in ngspice");
    TCase *t = tcase_create("learning");
    tcase_add_checked_fixture(t, temp_enter, temp_leave);
    tcase_set_timeout(t, 30);
    tcase_add_test(t, rewarded_pattern);
    tcase_add_test(t, strong_pattern);
    tcase_add_test(t, delays);
    tcase_add_loop_test(t, bad_input, 0, 6);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
