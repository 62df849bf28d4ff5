/* Plasticity by the overlap of spikes: the flow along the waveform against an independent
 * integration, and what a layer does with it. (Against circuits: tests/decks/test_stdp.c.) */
#include <math.h>
#include <stdlib.h>

#include "../check_main.h"
#include "data/npy.h"
#include "device/cell.h"
#include "network/layer.h"
#include "plasticity/overlap.h"
#include "random/philox.h"
#include "temp.h"

#define VTEAM                                                                                      \
    "vteam/ron:1k/roff:10k/v_on:-1.1/v_off:1.1/k_on:-0.02/k_off:0.02/alpha_on:1/alpha_off:1"

static ns_error e;

/* ---- the flow ---- */

static const struct {
    const char *device;
    ns_overlap o;
    double limit; /* of the state */
} flows[] = {
    {VTEAM, {{1, 10e-9, 0, 80e-9, 10e-9, 0.25, 900e-9, 0}, 1}, 5e-5},
    {VTEAM, {{1, 20e-9, 5e-9, 80e-9, 10e-9, 0.25, 900e-9, 200e-9}, 1}, 5e-5},
    {"pershin/vt:0.6/beta:4e10", {{0.9, 10e-9, 0, 50e-9, 10e-9, 0.5, 300e-9, 100e-9}, 0.8}, 5e-5},
    {"mss/set:sdc_w/tau:100n", {{0.3, 10e-9, 3e-9, 80e-9, 10e-9, 0.2, 500e-9, 0}, -1}, 2e-4},
    {"gap/set:rram_v0", {{1.24, 1e-9, 0, 60e-9, 1e-9, 0.31, 300e-9, 0}, 1}, 5e-5},
};
enum { FLOWS = sizeof flows / sizeof *flows };

static double rate(const ns_device_inst *d, double v, double x)
{
    ns_eval at;
    d->dev->eval(d->p, v, x, &at);
    return (at.f > 0 && x >= d->dev->x_hi) || (at.f < 0 && x <= d->dev->x_lo) ? 0 : at.f;
}

/* Euler's midpoint rule in steps of 20 ps; *energy: the integral of v i. */
static double independent(const ns_overlap *o, const ns_device_inst *d, double x, double u_pre,
                          double u_post, double t, double *energy)
{
    const double h = 20e-12;
    ns_eval y;
    *energy = 0;
    for (double at = 0; at < t; at += h) {
        const double v = ns_overlap_voltage(o, u_pre + at + h / 2, u_post + at + h / 2),
                     middle = x + h / 2 * rate(d, v, x);
        d->dev->eval(d->p, v, middle, &y);
        *energy += v * y.i * fmin(h, t - at);
        x = fmin(fmax(x + h * rate(d, v, middle), d->dev->x_lo), d->dev->x_hi);
    }
    return x;
}

START_TEST(flow_follows_the_waveform)
{
    const ns_overlap *o = &flows[_i].o;
    ns_device_inst d;
    ck_assert_msg(ns_device_parse(&d, flows[_i].device, &e), "%s", e.msg);
    const double length = ns_spike_length(&o->shape);
    double moved = 0;
    for (uint32_t k = 0; k < 20; k++) {
        const ns_rng r = ns_rng_key(5, "overlap");
        const double dt = length * (2 * ns_rng_uniform(r, 1, 0, k) - 1),
                     t = length * (k % 2 ? 2 : ns_rng_uniform(r, 2, 0, k)),
                     x = 0.2 + 0.6 * ns_rng_uniform(r, 3, 0, k), pre = fmax(dt, 0),
                     post = fmax(-dt, 0), is = ns_overlap_flow(o, &d, x, pre, post, t);
        double e_is = 0, e_want;
        const double want = independent(o, &d, x, pre, post, t, &e_want),
                     same = ns_overlap_flow_energy(o, &d, x, pre, post, t, &e_is);
        ck_assert_double_eq(same, is);
        ck_assert_msg(fabs(e_is - e_want) < 1e-3 * e_want, "%d: %g J, not %g J", (int)k, e_is,
                      e_want);
        ck_assert_msg(fabs(is - want) < flows[_i].limit, "%d: %g, not %g", (int)k, is, want);
        moved = fmax(moved, fabs(is - x));
        /* ... and for good */
        const double whole = ns_overlap_flow(o, &d, x, pre, post, INFINITY);
        ck_assert_double_eq_tol(ns_overlap_flow(o, &d, is, pre + t, post + t, INFINITY), whole,
                                5e-5);
    }
    ck_assert_double_gt(moved, 1e-3);
    ck_assert_double_eq(ns_overlap_flow(o, &d, 0.5, INFINITY, INFINITY, 1), 0.5);
    ns_device_free(&d);
}
END_TEST

START_TEST(spikes_alone)
{
    ns_device_inst d;
    ns_overlap o = flows[0].o;
    ck_assert_msg(ns_device_parse(&d, VTEAM, &e), "%s", e.msg);
    ck_assert(!ns_overlap_moves_alone(&o, &d, false, 1e-9));
    ck_assert(!ns_overlap_moves_alone(&o, &d, true, 1e-9));
    o.back = 1.2;
    ck_assert(!ns_overlap_moves_alone(&o, &d, false, 1e-9));
    ck_assert(ns_overlap_moves_alone(&o, &d, true, 1e-9));
    ns_device_free(&d);
}
END_TEST

/* ---- a layer ---- */

/* Three neurons that fire when their own input of four spikes (1, 2 and 3), and the first input in
 * front of all. */
enum { N = 3, INPUTS = 4 };

static spike_layer_params params(void)
{
    spike_layer_params p;
    spike_layer_params_default(&p);
    p.n = N;
    p.inputs = INPUTS;
    p.device = VTEAM;
    p.rule = "overlap";
    p.reference = false;
    p.lateral = "none";
    p.learn = "auto";
    p.theta_plus = 0;
    p.tau_theta = 1;
    p.tau_m = 1e-6;
    p.t_read = 1e-9;
    p.v_th = 1e-3;
    p.c_mem = 0.1 * 1e-3 * 1e-9 / 1e-3; /* only a device that is fully on fires a neuron */
    p.c_mem *= 0.99;
    p.t_ref = 0;
    p.load = "g.npy";
    return p;
}

static ns_layer *make(const spike_layer_params *p)
{
    float g[INPUTS * N];
    ns_device_inst d;
    ck_assert(ns_device_parse(&d, VTEAM, &e));
    for (int i = 0; i < INPUTS; i++)
        for (int j = 0; j < N; j++)
            g[i * N + j] = (float)d.dev->conductance(d.p, i == j + 1 ? 1 : 0.4 + 0.05 * i);
    ns_device_free(&d);
    spike_layer_params with = *p;
    with.load = temp_path("g.npy");
    ck_assert(ns_npy_write(with.load, g, INPUTS, N, &e));
    ns_layer *l = ns_layer_new(&with, "l", &e);
    ck_assert_msg(l != NULL, "%s", e.msg);
    return l;
}

/* The k-th of several packets of 10 us with 12 spikes each, about one in a microsecond. */
static const ns_packet *packet(uint64_t k, ns_phase phase)
{
    static double t[12];
    static uint32_t addr[12];
    static ns_packet p;
    const ns_rng r = ns_rng_key(9, "packets");
    for (uint32_t q = 0; q < 12; q++) {
        t[q] = (q + 0.9 * ns_rng_uniform(r, 1, k, q)) * 10e-6 / 12;
        addr[q] = (uint32_t)(INPUTS * ns_rng_uniform(r, 2, k, q));
    }
    p = (ns_packet){.t0 = (double)k * 10e-6, .width = 10e-6, .n = 12, .t = t, .addr = addr};
    p.tag.phase = phase;
    return &p;
}

static void run(ns_layer *l, uint64_t k, ns_phase phase)
{
    ns_packet out;
    ns_packet_init(&out);
    ck_assert_msg(ns_layer_run(l, packet(k, phase), &out, &e), "%s", e.msg);
    ns_packet_free(&out);
}

static void same(const ns_layer *a, const ns_layer *b)
{
    float g[2][INPUTS * N];
    ns_layer_conductances(a, g[0]);
    ns_layer_conductances(b, g[1]);
    ck_assert_mem_eq(g[0], g[1], sizeof g[0]);
}

/* The device of input i's synapse at neuron j; free it. */
static ns_device_inst drawn(const char *text, int i, int j)
{
    ns_cell_spec s;
    ns_cell cell;
    ck_assert_msg(ns_cell_parse(&s, text, &e), "%s", e.msg);
    ck_assert(ns_cell_draw(&cell, s.dev.dev, s.dev.p, &s.c, s.spread, s.n_spread,
                           ns_rng_part(ns_rng_key(1, "l"), (uint64_t)i, (uint32_t)j), "l", &e));
    free(s.spread);
    return s.dev;
}

/* Every synapse by itself, from the spikes that the layer takes and gives; in the second case each
 * is another device, and some are moved by one spike alone. */
START_TEST(layer_learns_each_synapse)
{
    enum { PACKETS = 20 };
    static const char *const devices[] = {VTEAM, VTEAM "/v_off_d2d:0.1/v_on_d2d:0.1/k_off_d2d:0.2"};
    spike_layer_params p = params();
    p.device = devices[_i];
    ns_layer *l = make(&p);
    ns_device_inst of[INPUTS][N];
    const ns_overlap o = flows[0].o;
    float g[INPUTS * N];
    double x[INPUTS][N], pre[INPUTS], post[N], moved = 0, energy = 0;
    ns_layer_conductances(l, g);
    for (int i = 0; i < INPUTS; i++)
        for (int j = 0; j < N; j++) {
            of[i][j] = drawn(p.device, i, j);
            x[i][j] = of[i][j].dev->state_of(of[i][j].p, (double)g[i * N + j]);
        }
    for (int i = 0; i < INPUTS; i++)
        pre[i] = -INFINITY;
    for (int j = 0; j < N; j++)
        post[j] = -INFINITY;
    ns_packet out;
    ns_packet_init(&out);
    for (uint64_t k = 0; k < PACKETS; k++) {
        const ns_packet *in = packet(k, NS_PHASE_TRAIN);
        ck_assert_msg(ns_layer_run(l, in, &out, &e), "%s", e.msg);
        for (uint32_t q = 0, fired = 0; q < in->n; q++) {
            const double t = in->t0 + in->t[q];
            const uint32_t i = in->addr[q];
            for (int j = 0; j < N; j++) {
                const double last = fmax(pre[i], post[j]);
                if (isfinite(last))
                    x[i][j] = ns_overlap_flow_energy(&o, &of[i][j], x[i][j], last - pre[i],
                                                     last - post[j], t - last, &energy);
            }
            pre[i] = t;
            for (; fired < out.n && out.t[fired] <= in->t[q]; fired++) {
                const uint32_t j = out.addr[fired];
                for (int a = 0; a < INPUTS; a++) {
                    const double last = fmax(pre[a], post[j]);
                    x[a][j] = ns_overlap_flow_energy(&o, &of[a][j], x[a][j], last - pre[a],
                                                     last - post[j], t - last, &energy);
                }
                post[j] = t;
            }
        }
    }
    ck_assert_double_gt(ns_layer_spikes(l), PACKETS);
    ns_layer_conductances(l, g);
    for (int i = 0; i < INPUTS; i++)
        for (int j = 0; j < N; j++) {
            const double last = fmax(pre[i], post[j]),
                         end = ns_overlap_flow_energy(&o, &of[i][j], x[i][j], last - pre[i],
                                                      last - post[j], INFINITY, &energy),
                         is = of[i][j].dev->state_of(of[i][j].p, (double)g[i * N + j]);
            ck_assert_msg(fabs(is - end) < 2e-6, "%d, %d: %g, not %g", i, j, is, end);
            moved = fmax(moved, fabs(is - 0.4 - 0.05 * i));
            ns_device_free(&of[i][j]);
        }
    ck_assert_double_gt(moved, 0.02);
    ck_assert(ns_layer_finish(l, &e));
    const double dissipated = ns_layer_dissipated(l).write;
    ck_assert_msg(fabs(dissipated - energy) < 1e-3 * energy, "%g J, not %g J", dissipated, energy);
    ns_packet_free(&out);
    ns_layer_free(l);
    temp_remove();
}
END_TEST

START_TEST(rewinding_leaves_no_trace)
{
    const spike_layer_params p = params();
    ns_layer *straight = make(&p), *jumpy = make(&p);
    for (uint64_t k = 0; k < 12; k++) {
        run(straight, k, k < 8 ? NS_PHASE_TRAIN : NS_PHASE_TEST);
        for (uint64_t again = 0; again < 2; again++) {
            const uint64_t to = k > 2 ? k - 2 : 0;
            ck_assert(ns_layer_rewind(jumpy, to < ns_layer_version(jumpy) ? to : k, &e));
            for (uint64_t q = ns_layer_version(jumpy); q <= k; q++)
                run(jumpy, q, q < 8 ? NS_PHASE_TRAIN : NS_PHASE_TEST);
        }
        same(straight, jumpy);
    }
    ns_layer_free(straight);
    ns_layer_free(jumpy);
    temp_remove();
}
END_TEST

/* Without learning spikes leave no trace; the last ones before come to their end. */
START_TEST(learning_ends)
{
    spike_layer_params p = params();
    float g[2][INPUTS * N];
    ns_layer *l = make(&p);
    for (uint64_t k = 0; k < 5; k++)
        run(l, k, NS_PHASE_TRAIN);
    ns_layer_conductances(l, g[0]);
    for (uint64_t k = 5; k < 10; k++)
        run(l, k, NS_PHASE_TEST);
    ns_layer_conductances(l, g[1]);
    for (int k = 0; k < INPUTS * N; k++)
        ck_assert_float_eq_tol(g[0][k], g[1][k], 1e-6F * g[0][k]);
    ns_layer_free(l);
    temp_remove();
}
END_TEST

START_TEST(bad_rule)
{
    spike_layer_params p = params();
    p.load = NULL;
    p.x_min = p.x_max = 0.5;
    p.rule = "hebb";
    ck_assert_ptr_null(ns_layer_new(&p, "l", &e));
    ck_assert_says(e, "rule = \"hebb\"");
    ck_assert_says(e, "overlap");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("overlap");
    TCase *t = tcase_create("all");
    tcase_add_loop_test(t, flow_follows_the_waveform, 0, FLOWS);
    tcase_add_test(t, spikes_alone);
    tcase_add_loop_test(t, layer_learns_each_synapse, 0, 2);
    tcase_add_test(t, rewinding_leaves_no_trace);
    tcase_add_test(t, learning_ends);
    tcase_add_test(t, bad_rule);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
