/* Sources and bridges in ngspice: recorded spikes become waveforms and spikes again, crossings are
 * dated to better than a picosecond, what is late is refused; and a network in which one neuron is
 * a circuit, beside the same network of layers alone. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../lib/data/events.h"
#include "../../lib/data/npy.h"
#include "../../lib/network/layer.h"
#include "../../lib/network/poisson.h"
#include "../check_main.h"
#include "../lib/temp.h"
#include "spice.h"
#include "spikes.h"

/* Lines, each with its end, as a deck. */
static void load(const char *text)
{
    char *deck;
    ck_assert_int_gt(asprintf(&deck, "* bridges\n%s.end\n", text), 0);
    spice_load_text(deck);
    free(deck);
    spice_do("esave none");
}

static ns_events recorded(const char *file)
{
    ns_error e;
    ns_events ev;
    ns_events_options o = {0};
    ck_assert_msg(ns_events_read(&ev, file, &o, &e), "%s", e.msg);
    return ev;
}

static const char spikes[] = "0.0011,0\n0.0023,1\n0.0031,0\n0.00312,0\n0.0081,1\n0.0155,1\n";

/* ---- waveforms ---- */

/* Trapezoids of 10 us, 100 us, 20 us, those of address 0 that overlap add up. */
static double waveform(double t, int addr)
{
    static const double at[] = {0.0011, 0.0023, 0.0031, 0.00312, 0.0081, 0.0155};
    static const int of[] = {0, 1, 0, 0, 1, 1};
    double v = 0;
    for (int k = 0; k < 6; k++) {
        double s = t - at[k] - 0.002;
        if (of[k] == addr && s > 0)
            v += fmax(0, fmin(fmin(s / 10e-6, 1), (130e-6 - s) / 20e-6));
    }
    return v;
}

#define PULSES                                                                                     \
    "ato pk [va vb] tov\nra va 0 1k\nrb vb 0 1k\n"                                                 \
    ".model tov spike_to_v(v_pulse=1 rise=10u width=100u fall=20u)\n"
#define AHEAD "asrc pk src\n.model src spike_file(file=\"ev.csv\" window=2m delay=2m ahead=true)\n"

START_TEST(waveforms_and_corners)
{
    int n;
    temp_write("ev.csv", spikes, sizeof spikes - 1);
    load(AHEAD PULSES);
    spice_do("tran 50u 24m");
    const double *t = spice_vector("time", &n), *a = spice_vector("va", &n),
                 *b = spice_vector("vb", &n);
    for (int k = 0; k < n; k++) {
        ck_assert_double_eq_tol(a[k], waveform(t[k], 0), 1e-9);
        ck_assert_double_eq_tol(b[k], waveform(t[k], 1), 1e-9);
    }
    static const double at[] = {0.0011, 0.0023, 0.0031, 0.00312, 0.0081, 0.0155},
                        corner[] = {0, 10e-6, 110e-6, 130e-6};
    for (int k = 0; k < 24; k++) {
        const double want = at[k / 4] + 0.002 + corner[k % 4];
        int i = 0;
        while (i < n && t[i] < want - 1e-12)
            i++;
        ck_assert_msg(i < n && t[i] < want + 1e-12, "no time point at the corner at %.9g s", want);
    }
}
END_TEST

/* ---- crossings ---- */

/* A sine's crossings are known: every one, to a picosecond, however large the steps are. */
START_TEST(crossings_of_a_sine)
{
    load("v1 s 0 sin(0 1 1k)\nafrom [s s] back up\nafall [s] down falling\n"
         "arec back rec\narec2 down rec2\n"
         ".model up v_to_spike(window=2m threshold=0.3 addr=[5 2])\n"
         ".model falling v_to_spike(window=3m threshold=-0.7 edge=\"falling\" hysteresis=0.1)\n"
         ".model rec spike_record(file=\"up.csv\")\n.model rec2 spike_record(file=\"down.csv\")\n");
    spice_do("tran 20u 20.5m");
    spice_do("remcirc");
    ns_events up = recorded("up.csv"), down = recorded("down.csv");
    ck_assert_uint_eq(up.n, 40);
    for (size_t k = 0; k < up.n; k++) {
        const double want = ((double)(k / 2) + asin(0.3) / (2 * M_PI)) * 1e-3;
        ck_assert_msg(fabs(up.t[k] - want) < 1e-12, "crossing %d is at %.15g s, not %.15g s",
                      (int)k, up.t[k], want);
        ck_assert_uint_eq(up.addr[k], k % 2 ? 5 : 2);
    }
    ck_assert_uint_eq(down.n, 18); /* the packet of 18 to 21 ms is not over at the end */
    for (size_t k = 0; k < down.n; k++)
        ck_assert_double_eq_tol(down.t[k], ((double)k + 0.5 + asin(0.7) / (2 * M_PI)) * 1e-3,
                                1e-12);
    ns_events_free(&up);
    ns_events_free(&down);
}
END_TEST

/* An analog circuit whose steps are rejected again and again. */
#define RESTLESS                                                                                   \
    "vp in 0 sin(0 5 313)\nrp in a 1k\ndp a b dd\ncb b 0 0.1u\nre b 0 10k\n"                       \
    "bx c 0 v=tanh(1000*v(b)-2000)\nrc c d 1k\ncd d 0 0.01u\n.model dd d(is=1e-14)\n"

/* Poisson spikes through waveforms back to spikes: all of them, each late by rise / 2 and dated
 * back by it. */
static void round_trip(const char *circuit, const char *source, double latency)
{
    ns_error e;
    char deck[2000];
    snprintf(deck, sizeof deck,
             "asrc pk src\n"
             "ato pk [va vb vc] tov\nra va 0 1k\nrb vb 0 1k\nrc0 vc 0 1k\n"
             "afrom [va vb vc] back fromv\narec back rec\n"
             ".model src spike_poisson(n=3 rate=40 window=5m %s seed=4)\n"
             ".model tov spike_to_v(rise=1u width=3u fall=1u overlap=\"restart\" latency=%.9g)\n"
             ".model fromv v_to_spike(window=5m delay=5m latency=%.9g)\n"
             ".model rec spike_record(file=\"back.csv\")\n%s",
             source, latency, latency + 0.5e-6, circuit);
    load(deck);
    spice_do("tran 100u 0.3");
    spice_do("remcirc");
    ns_events ev = recorded("back.csv");
    spike_poisson_params sp;
    spike_poisson_params_default(&sp);
    sp.n = 3;
    sp.rate = 40;
    sp.window = 5e-3;
    sp.delay = 5e-3;
    sp.seed = 4;
    ns_poisson *s = ns_poisson_new(&sp, "asrc", &e);
    ns_packet p;
    ns_packet_init(&p);
    size_t k = 0;
    for (uint64_t i = 0; k < ev.n; i++) {
        ck_assert(ns_poisson_packet(s, i, &p, &e));
        for (uint32_t q = 0; q < p.n && k < ev.n; q++, k++) {
            ck_assert_uint_eq(ev.addr[k], p.addr[q]);
            ck_assert_double_eq_tol(ev.t[k], p.t0 + p.t[q], 2e-12);
        }
    }
    ck_assert_uint_gt(ev.n, 25);
    ns_packet_free(&p);
    ns_poisson_free(s);
    ns_events_free(&ev);
}

START_TEST(round_trips)
{
    round_trip("", "delay=5m ahead=true", 0);
}
END_TEST

START_TEST(round_trips_of_late_packets)
{
    round_trip("", "delay=5m", 5.1e-3);
}
END_TEST

START_TEST(rejected_steps_change_nothing)
{
    round_trip(RESTLESS, "delay=5m ahead=true", 0);
    spice_do("rusage rejected");
}
END_TEST

/* ---- networks ---- */

static void same_spikes(const ns_events *a, const ns_events *b, double tol)
{
    ck_assert_uint_eq(a->n, b->n);
    for (size_t k = 0; k < a->n; k++) {
        ck_assert_uint_eq(a->addr[k], b->addr[k]);
        ck_assert_double_eq_tol(a->t[k], b->t[k], tol);
    }
}

/* The example. The circuit fires within its read pulse, 100 ns long, and its latch takes a few
 * more: so much later its spikes may be. */
START_TEST(one_neuron_is_a_circuit)
{
    ns_error e;
    float w[2][6];
    ck_assert_int_eq(chdir(temp_from), 0); /* $srcdir is relative */
    spice_load("../../examples/mixed-level.cir");
    ck_assert_int_eq(chdir(temp_dir()), 0);
    spice_do("esave none");
    spice_do("run");
    spice_do("remcirc");
    ns_events layers = recorded("spikes-event.csv"), mixed = recorded("spikes-mixed.csv");
    int of_circuit = 0;
    for (size_t k = 0; k < mixed.n; k++)
        of_circuit += mixed.addr[k] == 2;
    ck_assert_int_gt(of_circuit, 30);
    same_spikes(&layers, &mixed, 120e-9);
    ck_assert_msg(ns_npy_read("weights-event.npy", w[0], 3, 2, &e), "%s", e.msg);
    ck_assert_msg(ns_npy_read("weights-mixed.npy", w[1], 3, 2, &e), "%s", e.msg);
    ck_assert(w[0][0] != w[0][2]); /* it has learnt */
    ck_assert(memcmp(w[0], w[1], sizeof w[0]) == 0);
    ns_events_free(&layers);
    ns_events_free(&mixed);
}
END_TEST

/* The example with learning synapses: spikes within a read pulse, the second layer's weights to the
 * bit, those of the circuit's memristors within 1.5 % of the largest change. */
START_TEST(one_neuron_that_learns_is_a_circuit)
{
    ns_error e;
    float w[2][6], first[4];
    double most = 0;
    ck_assert_int_eq(chdir(temp_from), 0); /* $srcdir is relative */
    spice_load("../../examples/mixed-learning.cir");
    ck_assert_int_eq(chdir(temp_dir()), 0);
    spice_do("esave none");
    spice_do("run");
    double g[4], before = 3e-9 * 8 * 0.5;
    for (int k = 0; k < 4; k++) {
        char name[32];
        snprintf(name, sizeof name, "@am%d[g]", k);
        g[k] = spice_last(name);
    }
    spice_do("remcirc");
    ns_events layers = recorded("learning-event.csv"), mixed = recorded("learning-mixed.csv");
    ck_assert_uint_gt(mixed.n, 200);
    ck_assert_uint_eq(mixed.n, layers.n);
    for (uint32_t k = 0; k < 3; k++)
        ck_assert_double_lt(farthest(&layers, &mixed, k), 85e-9);
    ns_events_free(&layers);
    ns_events_free(&mixed);
    ck_assert_msg(ns_npy_read("second-event.npy", w[0], 3, 2, &e), "%s", e.msg);
    ck_assert_msg(ns_npy_read("second-mixed.npy", w[1], 3, 2, &e), "%s", e.msg);
    ck_assert(memcmp(w[0], w[1], sizeof w[0]) == 0);
    ck_assert_msg(ns_npy_read("first2.npy", first, 4, 1, &e), "%s", e.msg);
    for (int k = 0; k < 4; k++)
        most = fmax(most, fabs((double)first[k] - before));
    ck_assert_double_gt(most, 0.2 * before); /* it has learnt */
    for (int k = 0; k < 4; k++)
        ck_assert_msg(fabs(g[k] - (double)first[k]) < 1.5e-2 * most,
                      "synapse %d: %g S in the circuit, %g S in the layer, largest change %g S", k,
                      g[k], (double)first[k], most);
}
END_TEST

/* A layer that feeds back to its own input, one window later. */
START_TEST(feedback)
{
    temp_write("ev.csv", "0.001,0\n", 8);
    load("asrc inp src\najoin [inp fb] x join\nalay x fb null null lay\narec x rec\n"
         ".model src spike_file(file=\"ev.csv\" window=5m length=50m)\n"
         ".model join spike_join(offset=[0 0] delay=[0 7m] window=5m n=1)\n"
         ".model lay spike_layer(n=1 inputs=1 learn=\"off\" v_th=1u t_ref=0 t_inh=0)\n"
         ".model rec spike_record(file=\"x.csv\")\n");
    spice_do("tran 1m 60m");
    spice_do("remcirc");
    ns_events ev = recorded("x.csv");
    ck_assert_uint_eq(ev.n, 8);
    for (size_t k = 0; k < ev.n; k++)
        ck_assert_double_eq_tol(ev.t[k], 1e-3 + 7e-3 * (double)k, 1e-12);
    ns_events_free(&ev);
}
END_TEST

/* ---- networks of circuits ---- */

enum { CELLS = 5, ROWS = 4 };

typedef struct {
    float g[ROWS * CELLS]; /* S */
    double tau, v_th;
} cells;

#define SYNAPSE "drift/ron:100k/roff:1meg/vt_p:2/vt_n:2/window:biolek"

static spike_poisson_params rain(int net)
{
    spike_poisson_params p;
    spike_poisson_params_default(&p);
    p.n = ROWS;
    p.rate = 400;
    p.window = 10e-3;
    p.delay = 10e-3;
    p.count = 6;
    p.ahead = true;
    p.seed = net;
    return p;
}

static cells draw_cells(int net)
{
    const ns_rng r = ns_rng_key(3, "cells");
    cells c = {.tau = 5e-3 + 20e-3 * ns_rng_uniform(r, 1, (uint64_t)net, 0),
               .v_th = 10e-3 + 20e-3 * ns_rng_uniform(r, 2, (uint64_t)net, 0)};
    for (uint32_t k = 0; k < ROWS * CELLS; k++)
        c.g[k] = (float)(1.5e-6 + 7e-6 * ns_rng_uniform(r, 3, (uint64_t)net, k));
    return c;
}

/* What a layer answers to the rain, as (time, address). Returns the least distance of a membrane to
 * its threshold after an input spike, relative. */
static double layer_answers(int net, const cells *c, ns_events *ev)
{
    ns_error e;
    const spike_poisson_params sp = rain(net);
    spike_layer_params lp;
    spike_layer_params_default(&lp);
    lp.n = CELLS;
    lp.inputs = ROWS;
    lp.device = SYNAPSE;
    lp.lateral = "none";
    lp.v_read = 1;
    lp.t_read = 0.9e-9;
    lp.c_mem = 0.9e-12;
    lp.tau_m = c->tau;
    lp.v_th = c->v_th;
    lp.reference = false;
    lp.t_ref = 0;
    lp.learn = "off";
    lp.load = temp_path("g.npy");
    ck_assert(ns_npy_write(lp.load, c->g, ROWS, CELLS, &e));
    ns_poisson *s = ns_poisson_new(&sp, "asrc", &e);
    ns_layer *l = ns_layer_new(&lp, "l", &e);
    ck_assert_msg(s && l, "%s", e.msg);
    ns_packet in, out;
    ns_packet_init(&in);
    ns_packet_init(&out);
    double v[CELLS] = {0}, margin = INFINITY, before = 0;
    *ev = (ns_events){.t = malloc(4000 * sizeof(double)), .addr = malloc(4000 * sizeof(uint32_t))};
    for (uint64_t k = 0; k < ns_poisson_total(s); k++) {
        ck_assert(ns_poisson_packet(s, k, &in, &e) && ns_layer_run(l, &in, &out, &e));
        for (uint32_t q = 0; q < out.n && ev->n < 4000; q++) {
            ev->t[ev->n] = out.t0 + out.t[q];
            ev->addr[ev->n++] = out.addr[q];
        }
        for (uint32_t q = 0; q < in.n; q++) {
            const double t = in.t0 + in.t[q];
            for (int j = 0; j < CELLS; j++) {
                v[j] = v[j] * exp((before - t) / c->tau) +
                       (double)c->g[in.addr[q] * CELLS + (uint32_t)j] * 1e3 * 1;
                margin = fmin(margin, fabs(v[j] / c->v_th - 1));
                v[j] = v[j] > c->v_th ? 0 : v[j];
            }
            before = t;
        }
    }
    ns_packet_free(&in);
    ns_packet_free(&out);
    ns_layer_free(l);
    ns_poisson_free(s);
    return margin;
}

/* Five neurons as circuits: each row's pulses of 0.9 ns drive a current of g through each synapse
 * onto the membranes; comparator, latch and reset as in the example, a thousand times as fast. (The
 * latch is set where tanh has the argument -2.1.) */
static void load_cells(int net, const cells *c)
{
    static char deck[16000];
    int n =
        snprintf(deck, sizeof deck,
                 "asrc in src\nato in [r0 r1 r2 r3] read\nr0 r0 0 1k\nr1 r1 0 1k\nr2 r2 0 1k\n"
                 "r3 r3 0 1k\nafrom [l0 l1 l2 l3 l4] fired fire\narec fired rec\n"
                 ".model src spike_poisson(n=4 rate=400 window=10m delay=10m count=6 ahead=true "
                 "seed=%d)\n"
                 ".model read spike_to_v(v_pulse=1 rise=0.5p width=899.5p fall=0.5p)\n"
                 ".model fire v_to_spike(threshold=0.3 window=10m delay=10m)\n"
                 ".model rec spike_record(file=\"fired.csv\")\n"
                 ".options reltol=1e-5 vntol=1e-8 abstol=1e-14\n",
                 net);
    for (int j = 0; j < CELLS; j++) {
        for (int i = 0; i < ROWS; i++)
            n += snprintf(deck + n, sizeof deck - (size_t)n, "g%d%d 0 m%d r%d 0 %.9g\n", i, j, j, i,
                          (double)c->g[i * CELLS + j]);
        n += snprintf(deck + n, sizeof deck - (size_t)n,
                      "c%d m%d 0 0.9p\nrm%d m%d 0 %.12g\nbc%d k%d 0 "
                      "v=0.5+0.5*tanh((v(m%d)-%.12g+%.12g*v(o%d))/1u)\n"
                      "bl%d 0 l%d i=1p*(v(k%d)*(1-v(l%d))/10p-(1-v(k%d))*v(l%d)/300p)\n"
                      "cl%d l%d 0 1p\nbo%d o%d 0 v=0.5+0.5*tanh((v(l%d)-0.3)/0.02)\n"
                      "br%d m%d 0 i=v(m%d)*v(o%d)/100\n",
                      j, j, j, j, c->tau / 0.9e-12, j, j, j, c->v_th + 2.1e-6, c->v_th - 20e-6, j,
                      j, j, j, j, j, j, j, j, j, j, j, j, j, j, j);
    }
    ck_assert_int_lt(n, (int)sizeof deck);
    load(deck);
}

/* Spikes of circuits are those of a layer, within a nanosecond; what comes nearer to a threshold
 * than two thousandths of it is left to the comparison of equations (tests/lib/test_exact.c). */
START_TEST(circuits_fire_as_a_layer)
{
    const int networks = getenv("ALL_SETS") ? 100 : 2;
    int done = 0;
    size_t total = 0;
    double worst = 0;
    for (int net = 1; done < networks; net++) {
        const cells c = draw_cells(net);
        ns_events want;
        if (layer_answers(net, &c, &want) > 2e-3) {
            load_cells(net, &c);
            spice_do("tran 0.1m 85m 0 0.1m");
            spice_do("remcirc");
            ns_events is = recorded("fired.csv");
            ck_assert_uint_eq(is.n, want.n);
            for (uint32_t j = 0; j < CELLS; j++)
                worst = fmax(worst, farthest(&is, &want, j));
            total += is.n;
            ns_events_free(&is);
            done++;
        }
        ns_events_free(&want);
    }
    ck_assert_uint_gt(total, 50);
    ck_assert_double_lt(worst, 1e-9);
    if (getenv("VERBOSE"))
        printf("%d networks of circuits, %d spikes, all within %.3g s of a layer's\n", done,
               (int)total, worst);
}
END_TEST

/* ---- bad input ---- */

static const struct {
    const char *deck, *says[3], *tran;
} bad[] = {
    {"as pk s\nato pk [va] tov\nra va 0 1k\n.model s spike_poisson(rate=1k)\n"
     ".model tov spike_to_v\n",
     {"ato:", "past", "latency to at least 0.01"},
     "tran 1m 0.5"},
    {"as pk s\nato pk [va] tov\nra va 0 1k\n.model s spike_poisson(n=2)\n"
     ".model tov spike_to_v(addr=[2] latency=20m)\n",
     {"ato:", "address 2", "0 to 1"},
     "tran 1m 0.5"},
    {"v1 va 0 1\nafrom [va] x fromv\n.model fromv v_to_spike(window=1n)\n",
     {"afrom:", "too short", "window"},
     "tran 10 1000"},
    {"v1 va 0 1\nafrom [va] x fromv\n.model fromv v_to_spike(edge=\"up\")\n",
     {"afrom:", "edge = up", "falling"},
     "tran 1m 0.5"},
    {"as x s\n.model s spike_file(file=\"nowhere.csv\")\n",
     {"as:", "nowhere.csv", "opened"},
     "tran 1m 0.5"},
    {"as x s\n.model s spike_poisson(rates=\"nowhere.npy\")\n",
     {"as:", "nowhere.npy", "opened"},
     "tran 1m 0.5"},
    {"as x s\najoin [x] y join\n.model s spike_poisson(n=3 rate=1k)\n"
     ".model join spike_join(n=2)\n",
     {"ajoin:", "address 2", "n = 2"},
     "tran 1m 0.5"},
    {"as x s\najoin [x] y join\n.model s spike_poisson\n.model join spike_join(t_start=1)\n",
     {"ajoin:", "input 0", "t_start = 1"},
     "tran 1m 0.5"},
};

START_TEST(bad_input)
{
    load(bad[_i].deck);
    ck_assert_msg(!spice_try("%s", bad[_i].tran), "run %d did not fail", _i);
    for (int k = 0; k < 3; k++)
        ck_assert_msg(strstr(spice_output(), bad[_i].says[k]), "%d: no '%s' in\n%s", _i,
                      bad[_i].says[k], spice_output());
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("sources and bridges in ngspice");
    TCase *t = tcase_create("bridges");
    tcase_add_checked_fixture(t, temp_enter, temp_leave);
    tcase_set_timeout(t, 30);
    tcase_add_test(t, waveforms_and_corners);
    tcase_add_test(t, crossings_of_a_sine);
    tcase_add_test(t, round_trips);
    tcase_add_test(t, round_trips_of_late_packets);
    tcase_add_test(t, rejected_steps_change_nothing);
    tcase_add_test(t, one_neuron_is_a_circuit);
    tcase_add_test(t, one_neuron_that_learns_is_a_circuit);
    tcase_add_test(t, feedback);
    tcase_add_loop_test(t, bad_input, 0, (int)(sizeof bad / sizeof bad[0]));
    suite_add_tcase(s, t);
    TCase *cells_case = tcase_create("circuits");
    tcase_add_checked_fixture(cells_case, temp_enter, temp_leave);
    tcase_set_timeout(cells_case, getenv("ALL_SETS") ? 1800 : 30);
    tcase_add_test(cells_case, circuits_fire_as_a_layer);
    suite_add_tcase(s, cells_case);
    return s;
}

CHECK_MAIN(suite)
