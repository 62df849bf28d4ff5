/* Between spikes and waveforms: pulses and their corners, crossings, what is past, taking back. */
#include <math.h>

#include "../check_main.h"
#include "network/crossings.h"
#include "network/pulse_train.h"
#include "temp.h"

static spike_to_v_params to;
static v_to_spike_params from;
static ns_error e;
static ns_packet p;

static void setup(void)
{
    spike_to_v_params_default(&to);
    to.rise = 1;
    to.width = 2;
    to.fall = 1;
    v_to_spike_params_default(&from);
    ns_packet_init(&p);
}

static void teardown(void)
{
    ns_packet_free(&p);
}

/* ---- spikes to waveforms ---- */

static ns_train *train(int outputs)
{
    ns_train *tr = ns_train_new(&to, outputs, &e);
    ck_assert_msg(tr != NULL, "%s", e.msg);
    return tr;
}

static void packet(double t0, const char *spikes)
{
    double t;
    unsigned addr;
    int used;
    ns_packet_clear(&p);
    p.seq++;
    p.t0 = t0;
    p.width = 10;
    p.n_addr = 10;
    for (; sscanf(spikes, "%lf@%u%n", &t, &addr, &used) == 2; spikes += used) {
        ck_assert(ns_packet_push(&p, t, addr));
    }
}

static void add(ns_train *tr, double t0, const char *spikes, double now)
{
    packet(t0, spikes);
    ck_assert_msg(ns_train_add(tr, &p, now, &e), "%s", e.msg);
}

static double value(const ns_train *tr, double t, int output)
{
    double v[8];
    ns_train_values(tr, t, v);
    return v[output];
}

START_TEST(one_pulse)
{
    to.v_rest = 0.1;
    to.v_pulse = 2;
    to.v_tail = -0.5;
    to.t_tail = 4;
    ns_train *tr = train(2);
    add(tr, 10, "1@1", 10);
    const double t[] = {-5, 10.9, 11, 11.5, 12, 13, 14, 14.5, 15, 17, 19, 100},
                 v[] = {0, 0, 0, 1, 2, 2, 2, 0.75, -0.5, -0.25, 0, 0};
    for (size_t k = 0; k < sizeof t / sizeof *t; k++) {
        ck_assert_double_eq_tol(value(tr, t[k], 1), 0.1 + v[k], 1e-12);
        ck_assert_double_eq(value(tr, t[k], 0), 0.1);
    }
    const double corner[] = {11, 12, 14, 15, 19};
    double at = -INFINITY;
    for (int k = 0; k < 5; k++) {
        at = ns_train_corner(tr, at);
        ck_assert_double_eq_tol(at, corner[k], 1e-12);
    }
    ck_assert(!isfinite(ns_train_corner(tr, at)));
    ck_assert_double_eq(ns_train_count(tr), 1);
    ns_train_free(tr);
}
END_TEST

START_TEST(pulses_that_overlap)
{
    ns_train *tr = train(1);
    add(tr, 0, "0@0 2@0", 0);
    ck_assert_double_eq_tol(value(tr, 2.5, 0), 1.5, 1e-12); /* full, and half way up */
    ck_assert_double_eq_tol(value(tr, 3.5, 0), 1.5, 1e-12); /* half way down, and full */
    ns_train_free(tr);
    to.overlap = "restart";
    tr = train(1);
    add(tr, 0, "0@0 2@0 5.5@0", 0);
    ck_assert_double_eq_tol(value(tr, 2.5, 0), 1, 1e-12); /* goes on from where it is */
    ck_assert_double_eq_tol(value(tr, 4.9, 0), 1, 1e-12);
    ck_assert_double_eq_tol(value(tr, 5.5, 0), 0.5, 1e-12);
    ck_assert_double_eq_tol(value(tr, 6, 0), 0.75, 1e-12);
    ck_assert_double_eq_tol(value(tr, 6.5, 0), 1, 1e-12);
    ns_train_free(tr);
}
END_TEST

START_TEST(chosen_addresses)
{
    const int addr[] = {7, 3, 7};
    to.addr = addr;
    to.addr_size = 3;
    ns_train *tr = train(3);
    add(tr, 0, "1@3 2@7 3@5", 0);
    ck_assert_double_eq(value(tr, 2, 0), 0);
    ck_assert_double_eq(value(tr, 2, 1), 1);
    ck_assert_double_eq(value(tr, 3, 0), 1);
    ck_assert_double_eq(value(tr, 3, 2), 1);
    ck_assert_double_eq(ns_train_count(tr), 3);
    packet(10, "");
    p.n_addr = 7;
    ck_assert(!ns_train_add(tr, &p, 10, &e));
    ck_assert_says(e, "address 7");
    ck_assert_says(e, "0 to 6");
    ns_train_free(tr);
}
END_TEST

/* A packet may come before, within or after its window, as long as no pulse of it is past. */
START_TEST(late_packets)
{
    ns_train *tr = train(1);
    add(tr, 0, "4@0", 4);
    packet(10, "1@0 4@0");
    ck_assert(!ns_train_add(tr, &p, 12, &e));
    ck_assert_says(e, "past");
    ck_assert_says(e, "at least 2.000002 s");
    ck_assert_uint_eq(ns_train_version(tr), 1); /* as before */
    ck_assert_double_eq(ns_train_count(tr), 1);
    packet(3, "0.5@0");
    ck_assert(!ns_train_add(tr, &p, 0, &e));
    ck_assert_says(e, "order of time");
    ns_train_free(tr);
    to.latency = 10;
    tr = train(1);
    add(tr, 0, "0@0", 10);
    ck_assert_double_eq(value(tr, 11, 0), 1);
    ns_train_free(tr);
}
END_TEST

/* Packets are taken back and come again, others among them, while what is over is forgotten. */
START_TEST(taking_back)
{
    to.overlap = "restart";
    ns_train *tr = train(2), *plain = train(2);
    unsigned r = 1;
    for (int k = 0; k < 400; k++) {
        char spikes[64];
        r = r * 1664525u + 1013904223u;
        snprintf(spikes, sizeof spikes, "%g@0 %g@1", 1 + (r >> 28) / 8.0, 4 + (r >> 29) / 2.0);
        add(plain, 10 * k, spikes, 10 * k);
        const uint64_t version = ns_train_version(tr);
        if (r & 0x100000) {
            add(tr, 10 * k, "0.5@1 0.6@0", 10 * k);
            ck_assert(ns_train_rewind(tr, version, &e));
        }
        add(tr, 10 * k, spikes, 10 * k);
        ns_train_settle(tr, 10 * k - 10);
        for (double t = 10 * k - 9; t < 10 * k + 10; t += 0.7) {
            ck_assert_double_eq(value(tr, t, 0), value(plain, t, 0));
            ck_assert_double_eq(value(tr, t, 1), value(plain, t, 1));
            ck_assert_double_eq(ns_train_corner(tr, t), ns_train_corner(plain, t));
        }
    }
    ck_assert_double_eq(ns_train_count(tr), 800);
    ck_assert(!ns_train_rewind(tr, 1000, &e));
    ns_train_free(tr);
    ns_train_free(plain);
}
END_TEST

START_TEST(bad_pulses)
{
    to.overlap = "max";
    ck_assert_ptr_null(ns_train_new(&to, 1, &e));
    ck_assert_says(e, "overlap = max");
    to.overlap = "add";
    to.v_tail = -1;
    ck_assert_ptr_null(ns_train_new(&to, 1, &e));
    ck_assert_says(e, "t_tail");
    to.v_tail = 0;
    to.rise = 0;
    ck_assert_ptr_null(ns_train_new(&to, 1, &e));
    ck_assert_says(e, "rise");
}
END_TEST

/* ---- waveforms to spikes ---- */

static ns_crossings *crossings(int inputs)
{
    ns_crossings *c = ns_crossings_new(&from, inputs, &e);
    ck_assert_msg(c != NULL, "%s", e.msg);
    return c;
}

/* Sends a waveform of `n` points at times 0, 1, 2, ... through one input; returns how many
 * crossings count and puts their times into at[]. */
static int crossing_times(const ns_crossings *c, const double *v, int n, double *at)
{
    ns_crossing before, now;
    int found = 0;
    ns_crossing_start(c, v[0], &before);
    for (int k = 1; k < n; k++) {
        bool counts;
        const double t = ns_crossing_step(c, &before, k - 1, v[k], k, &now, &counts);
        if (counts) {
            at[found++] = t;
        }
        before = now;
    }
    return found;
}

START_TEST(edges)
{
    const double v[] = {0, 1, 0, 0.25, 0.75, 0.75, 0.25};
    double at[8];
    ns_crossings *c = crossings(1);
    ck_assert_int_eq(crossing_times(c, v, 7, at), 2);
    ck_assert_double_eq_tol(at[0], 0.5, 1e-12);
    ck_assert_double_eq_tol(at[1], 3.5, 1e-12);
    ns_crossings_free(c);
    from.edge = "falling";
    c = crossings(1);
    ck_assert_int_eq(crossing_times(c, v, 7, at), 2); /* begins on the far side: not armed */
    ck_assert_double_eq_tol(at[0], 1.5, 1e-12);
    ck_assert_double_eq_tol(at[1], 5.5, 1e-12);
    ns_crossings_free(c);
}
END_TEST

START_TEST(hysteresis_and_refractory_time)
{
    const double v[] = {0, 1, 0.45, 1, 0.35, 1, 0.3, 1};
    double at[8];
    from.hysteresis = 0.1;
    ns_crossings *c = crossings(1);
    ck_assert_int_eq(crossing_times(c, v, 8, at), 3);
    ck_assert_double_eq_tol(at[0], 0.5, 1e-12);
    ck_assert_double_gt(at[1], 4);
    ck_assert_double_gt(at[2], 6);
    ns_crossings_free(c);
    from.t_ref = 5;
    c = crossings(1);
    ck_assert_int_eq(crossing_times(c, v, 8, at), 2);
    ck_assert_double_gt(at[1], 6);
    ns_crossings_free(c);
}
END_TEST

START_TEST(windows_and_latency)
{
    from.window = 10;
    from.delay = 5;
    from.latency = 2;
    from.n = 4;
    ns_crossings *c = crossings(3);
    ck_assert_double_eq(ns_crossings_due(c, 0), 17);
    const double t[] = {7, 8.5, 8.25, 16.999, 17, 30};
    for (int k = 0; k < 6; k++) {
        ck_assert(ns_crossings_add(c, k % 3, t[k], &e));
    }
    ck_assert(ns_crossings_packet(c, 0, &p, &e));
    ck_assert_double_eq(p.t0, 5);
    ck_assert_uint_eq(p.n_addr, 4);
    ck_assert_uint_eq(p.n, 4);
    const double at[] = {0, 1.25, 1.5, 9.999};
    const uint32_t addr[] = {0, 2, 1, 0};
    for (uint32_t k = 0; k < 4; k++) { /* in order of time */
        ck_assert_double_eq_tol(p.t[k], at[k], 1e-12);
        ck_assert_uint_eq(p.addr[k], addr[k]);
    }
    ns_crossings_settle(c, 1);
    ck_assert(ns_crossings_packet(c, 1, &p, &e));
    ck_assert_uint_eq(p.n, 1);
    ck_assert(ns_crossings_rewind(c, 5, &e));
    ck_assert_uint_eq(ns_crossings_version(c), 5);
    ck_assert(ns_crossings_packet(c, 2, &p, &e));
    ck_assert_uint_eq(p.n, 0);
    ck_assert(!ns_crossings_rewind(c, 3, &e));
    ck_assert(!ns_crossings_rewind(c, 6, &e));
    ns_crossings_free(c);
}
END_TEST

static void refused(const char *says)
{
    ck_assert_ptr_null(ns_crossings_new(&from, 2, &e));
    ck_assert_says(e, says);
}

START_TEST(bad_crossings)
{
    const int addr[] = {1, 9};
    from.edge = "up";
    refused("edge = up");
    from.edge = "rising";
    from.phase = "learn";
    refused("phase = learn");
    from.phase = "run";
    from.addr = addr;
    from.addr_size = 2;
    from.n = 9;
    refused("at least 10");
    from.n = 0;
    from.hysteresis = -1;
    refused("hysteresis");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("bridges");
    TCase *t = tcase_create("bridges");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, one_pulse);
    tcase_add_test(t, pulses_that_overlap);
    tcase_add_test(t, chosen_addresses);
    tcase_add_test(t, late_packets);
    tcase_add_test(t, taking_back);
    tcase_add_test(t, bad_pulses);
    tcase_add_test(t, edges);
    tcase_add_test(t, hysteresis_and_refractory_time);
    tcase_add_test(t, windows_and_latency);
    tcase_add_test(t, bad_crossings);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
