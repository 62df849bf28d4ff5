/* The event-level layer: dynamics in closed form, plasticity against the device's own flow, undo
 * log, files, bad input. */
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../check_main.h"
#include "../../lib/data/npy.h"
#include "../../lib/network/layer.h"
#include "../../lib/device/device.h"
#include "../../lib/random/philox.h"

static char dir[] = "/tmp/test_layer_XXXXXX";
static char path[4][64];

static void make_dir(void)
{
    strcpy(dir + sizeof dir - 7, "XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    for (int k = 0; k < 4; k++) {
        snprintf(path[k], sizeof path[k], "%s/%d.npy", dir, k);
    }
}

static void remove_dir(void)
{
    for (int k = 0; k < 4; k++) {
        unlink(path[k]);
    }
    ck_assert_int_eq(rmdir(dir), 0);
}

/* One synapse, fully on: a spike adds 0.1 V x 1 mS x 1 us / 1 nF = 0.1 V. */
static spike_layer_params one(void)
{
    spike_layer_params p;
    spike_layer_params_default(&p);
    p.n = p.inputs = 1;
    p.device = "drift ron=1k roff=10k vt_p=0.5 vt_n=0.5";
    p.x_min = p.x_max = 1;
    p.v_read = 0.1;
    p.t_read = 1e-6;
    p.c_mem = 1e-9;
    p.reference = false;
    p.v_th = 0.05;
    p.tau_m = 10e-3;
    p.theta_plus = 0;
    p.tau_theta = 1e4;
    p.t_ref = p.t_inh = 0;
    p.learn = "off";
    p.anneal = 1;
    return p;
}

static ns_layer *layer(const spike_layer_params *p)
{
    ns_error e = {""};
    ns_layer *l = ns_layer_new(p, "l", &e);
    ck_assert_msg(l != NULL, "%s", e.msg);
    return l;
}

static ns_packet packet(double t0, ns_phase phase, uint32_t n, const double *t,
                        const uint32_t *addr)
{
    ns_packet p;
    ns_packet_init(&p);
    p.seq = 1;
    p.t0 = t0;
    p.width = 0.5;
    p.tag.phase = phase;
    for (uint32_t k = 0; k < n; k++) {
        ck_assert(ns_packet_push(&p, t[k], addr ? addr[k] : 0));
    }
    return p;
}

/* Runs one packet of spikes and frees it; the answer stays in *out. */
static void run(ns_layer *l, ns_packet in, ns_packet *out)
{
    ns_error e = {""};
    ck_assert_msg(ns_layer_run(l, &in, out, &e), "%s", e.msg);
    ns_packet_free(&in);
}

/* How many spikes a single neuron fires at the times given. */
static uint32_t fired(const spike_layer_params *p, uint32_t n, const double *t)
{
    ns_layer *l = layer(p);
    ns_packet out;
    ns_packet_init(&out);
    run(l, packet(0, NS_PHASE_RUN, n, t, NULL), &out);
    const uint32_t count = out.n;
    ns_packet_free(&out);
    ns_layer_free(l);
    return count;
}

/* ---- membrane ---- */

START_TEST(membrane_sums_and_leaks)
{
    spike_layer_params p = one();
    const double t[] = {0, 1e-3, 2e-3};
    const double v = 0.1 * (exp(-0.2) + exp(-0.1) + 1);
    p.v_th = v * (1 - 1e-5);
    ck_assert_uint_eq(fired(&p, 3, t), 1);
    p.v_th = v * (1 + 1e-5);
    ck_assert_uint_eq(fired(&p, 3, t), 0);
}
END_TEST

START_TEST(spike_is_at_the_input_that_caused_it)
{
    spike_layer_params p = one();
    p.v_th = 0.25;
    ns_layer *l = layer(&p);
    ns_packet out;
    ns_packet_init(&out);
    const double t[] = {0, 1e-3, 2e-3, 2.5e-3};
    ns_packet in = packet(7, NS_PHASE_TEST, 4, t, NULL);
    in.tag.label = 3;
    in.seq = 42;
    run(l, in, &out);
    ck_assert_uint_eq(out.n, 1);
    ck_assert(out.t[0] == 2e-3 && out.addr[0] == 0 && out.t0 == 7 && out.width == 0.5);
    ck_assert_uint_eq(out.n_addr, 1);
    ck_assert(out.seq == 42 && out.tag.label == 3 && out.tag.phase == NS_PHASE_TEST);
    ck_assert_double_eq(ns_layer_spikes(l), 1);
    ck_assert_double_eq(ns_layer_rate(l), 2);
    ns_packet_free(&out);
    ns_layer_free(l);
}
END_TEST

START_TEST(membrane_returns_to_zero)
{
    spike_layer_params p = one();
    p.v_th = 0.15; /* every second spike fires, if nothing is left over */
    p.tau_m = 1e3;
    const double t[] = {0, 1e-3, 2e-3, 3e-3, 4e-3};
    ck_assert_uint_eq(fired(&p, 5, t), 2);
}
END_TEST

/* Far more than a float's range of exp(t / tau_m) in one packet. */
START_TEST(window_much_longer_than_tau)
{
    spike_layer_params p = one();
    const double v = 0.1 * (exp(-1) + 1);
    const double t[] = {0, 0.4, 0.41, 0.9, 5, 17.0, 17.01, 40};
    p.v_th = v * (1 - 1e-5);
    ck_assert_uint_eq(fired(&p, 8, t), 2);
    p.v_th = v * (1 + 1e-5);
    ck_assert_uint_eq(fired(&p, 8, t), 0);
}
END_TEST

START_TEST(leak_goes_on_between_packets)
{
    spike_layer_params p = one();
    const double t = 0.25;
    for (int above = 0; above < 2; above++) {
        p.v_th = 0.1 * (1 + exp(-2)) * (above ? 1 - 1e-5 : 1 + 1e-5);
        ns_layer *l = layer(&p);
        ns_packet out;
        ns_packet_init(&out);
        run(l, packet(0, NS_PHASE_RUN, 1, &t, NULL), &out);
        run(l, packet(0.02, NS_PHASE_RUN, 1, &t, NULL), &out);
        ck_assert_uint_eq(out.n, (uint32_t)above);
        ns_packet_free(&out);
        ns_layer_free(l);
    }
}
END_TEST

START_TEST(reference_column_is_subtracted)
{
    spike_layer_params p = one();
    p.reference = true;
    const double t = 0, dv = 0.1 - 0.01; /* on less off */
    p.v_th = dv * (1 - 1e-5);
    ck_assert_uint_eq(fired(&p, 1, &t), 1);
    p.v_th = dv * (1 + 1e-5);
    ck_assert_uint_eq(fired(&p, 1, &t), 0);
}
END_TEST

START_TEST(refractory_time)
{
    spike_layer_params p = one();
    p.t_ref = 0.0625;
    const double t[] = {0, 0.03125, 0.0624, 0.0625, 0.1};
    ck_assert_uint_eq(fired(&p, 5, t), 2); /* at 0, and from 0.0625 on, that included */
    p.v_th = 0.1001;                       /* what comes meanwhile leaves nothing behind */
    p.t_ref = 0.0625;
    const double u[] = {0, 0, 0.0624, 0.0625};
    ck_assert_uint_eq(fired(&p, 4, u), 1);
}
END_TEST

/* ---- competition ---- */

/* Two neurons, one input, conductances g0 and g1. */
static ns_layer *two(spike_layer_params p, float g0, float g1)
{
    ns_error e = {""};
    const float g[] = {g0, g1};
    ck_assert_msg(ns_npy_write(path[0], g, 1, 2, &e), "%s", e.msg);
    p.n = 2;
    p.load = path[0];
    return layer(&p);
}

START_TEST(furthest_above_threshold_wins)
{
    const double t = 0;
    for (int heavy = 0; heavy < 3; heavy++) { /* 2: equal, the first wins */
        ns_layer *l = two(one(), heavy == 1 ? 0.8e-3f : 0.9e-3f, heavy == 0 ? 0.8e-3f : 0.9e-3f);
        ns_packet out;
        ns_packet_init(&out);
        run(l, packet(0, NS_PHASE_RUN, 1, &t, NULL), &out);
        ck_assert_uint_eq(out.n, 1);
        ck_assert_uint_eq(out.addr[0], heavy == 1);
        ns_packet_free(&out);
        ns_layer_free(l);
    }
}
END_TEST

START_TEST(inhibition_silences_the_others)
{
    spike_layer_params p = one();
    p.t_ref = 0.25;
    p.t_inh = 0.0625;
    const double t[] = {0, 0.03125, 0.0625, 0.125, 0.25, 0.3125};
    ns_layer *l = two(p, 0.9e-3f, 0.8e-3f);
    ns_packet out;
    ns_packet_init(&out);
    run(l, packet(0, NS_PHASE_RUN, 6, t, NULL), &out);
    /* 0 fires at 0 and is refractory until 0.25; 1 is inhibited until 0.0625, fires, inhibits 0 no
     * longer than it rests anyway; is refractory until 0.3125, when it inhibited by 0's second. */
    ck_assert_uint_eq(out.n, 4);
    const uint32_t addr[] = {0, 1, 0, 1};
    const double at[] = {0, 0.0625, 0.25, 0.3125};
    for (int k = 0; k < 4; k++) {
        ck_assert_uint_eq(out.addr[k], addr[k]);
        ck_assert_double_eq(out.t[k], at[k]);
    }
    ns_packet_free(&out);
    ns_layer_free(l);
}
END_TEST

START_TEST(winner_alone_while_others_are_inhibited)
{
    spike_layer_params p = one();
    p.t_ref = 0.0625;
    p.t_inh = 0.25;
    const double t[] = {0, 0.03125, 0.0625, 0.125, 0.1875};
    ns_layer *l = two(p, 0.8e-3f, 0.9e-3f);
    ns_packet out;
    ns_packet_init(&out);
    run(l, packet(0, NS_PHASE_RUN, 5, t, NULL), &out);
    ck_assert_uint_eq(out.n, 4);
    for (int k = 0; k < 4; k++) {
        ck_assert_uint_eq(out.addr[k], 1);
    }
    ns_packet_free(&out);
    ns_layer_free(l);
}
END_TEST

/* ---- plasticity ---- */

/* Three inputs, one neuron: input 2 makes it fire, the others come earlier. */
static spike_layer_params learner(void)
{
    spike_layer_params p = one();
    p.inputs = 3;
    p.x_min = p.x_max = 0.5;
    p.device = "drift ron=1k roff=10k vt_p=0.5 vt_n=0.5 window=biolek";
    p.v_th = 0.025; /* one spike adds 0.1 / 5.5 */
    p.tau_m = 1;
    p.t_stdp = 0.03125;
    p.v_pot = 1.5;
    p.t_pot = 5e-4;
    p.v_dep = -1.2;
    p.t_dep = 5e-4;
    p.learn = "auto";
    return p;
}

static double state_after(const spike_layer_params *p, double x, double v, double t)
{
    ns_error e = {""};
    ns_device_inst d;
    ck_assert_msg(ns_device_parse(&d, p->device, &e), "%s", e.msg);
    const double after = ns_flow(d.dev, d.p, v, x, t);
    const double g = d.dev->conductance(d.p, after);
    ns_device_free(&d);
    return g;
}

START_TEST(stdp_window_and_pulses)
{
    const spike_layer_params p = learner();
    ns_layer *l = layer(&p);
    ns_packet out;
    ns_packet_init(&out);
    /* the neuron fires with input 1, when input 2 has not spiked yet */
    const double t[] = {0.03124, 0.03125, 0.0625};
    const uint32_t addr[] = {0, 1, 2};
    float before[3], g[3];
    ns_layer_conductances(l, before);
    run(l, packet(0, NS_PHASE_TRAIN, 3, t, addr), &out);
    ck_assert_uint_eq(out.n, 1);
    ck_assert_double_eq(out.t[0], 0.03125);
    run(l, packet(1, NS_PHASE_TEST, 3, t, addr), &out); /* fires, does not learn */
    ns_layer_conductances(l, g);
    const double up = state_after(&p, 0.5, p.v_pot, p.t_pot),
                 down = state_after(&p, 0.5, p.v_dep, p.t_dep);
    ck_assert_double_gt(up, (double)before[0] * 1.01);
    ck_assert_double_lt(down, (double)before[0] * 0.99);
    ck_assert_double_eq_tol(g[0], up, 1e-6 * up);
    ck_assert_double_eq_tol(g[1], up, 1e-6 * up);
    ck_assert_double_eq_tol(g[2], down, 1e-6 * down);
    ns_packet_free(&out);
    ns_layer_free(l);
}
END_TEST

START_TEST(stdp_window_edge)
{
    spike_layer_params p = learner();
    p.v_th = 0.045; /* the third spike */
    const double exact[] = {0.015625, 0.03125, 0.0625}, outside[] = {0.015625, 0.0312, 0.0625};
    const uint32_t addr[] = {0, 1, 2};
    for (int in = 0; in < 2; in++) {
        ns_layer *l = layer(&p);
        ns_packet out;
        ns_packet_init(&out);
        run(l, packet(0, NS_PHASE_TRAIN, 3, in ? exact : outside, addr), &out);
        ck_assert_uint_eq(out.n, 1);
        float g[3];
        ns_layer_conductances(l, g);
        const double up = state_after(&p, 0.5, p.v_pot, p.t_pot),
                     down = state_after(&p, 0.5, p.v_dep, p.t_dep), at = in ? up : down;
        ck_assert_double_eq_tol(g[0], down, 1e-6 * down);
        ck_assert_double_eq_tol(g[1], at, 1e-6 * at);
        ck_assert_double_eq_tol(g[2], up, 1e-6 * up);
        ns_packet_free(&out);
        ns_layer_free(l);
    }
}
END_TEST

START_TEST(learning_on_and_off)
{
    const double t[] = {0, 0.01};
    const uint32_t addr[] = {0, 1};
    static const struct {
        const char *learn;
        ns_phase phase;
        bool changes;
    } cases[] = {{"auto", NS_PHASE_TRAIN, true},
                 {"auto", NS_PHASE_RUN, false},
                 {"auto", NS_PHASE_LABEL, false},
                 {"on", NS_PHASE_TEST, true},
                 {"off", NS_PHASE_TRAIN, false}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        spike_layer_params p = learner();
        p.learn = cases[k].learn;
        ns_layer *l = layer(&p);
        ns_packet out;
        ns_packet_init(&out);
        float before[3], after[3];
        ns_layer_conductances(l, before);
        run(l, packet(0, cases[k].phase, 2, t, addr), &out);
        ns_layer_conductances(l, after);
        ck_assert_uint_eq(out.n, 1);
        ck_assert_int_eq(memcmp(before, after, sizeof before) != 0, cases[k].changes);
        ns_packet_free(&out);
        ns_layer_free(l);
    }
}
END_TEST

/* Widths fall linearly from 1 to `anneal` over the packets that the tag announces, or anneal_over.
 */
START_TEST(pulse_widths_anneal)
{
    for (int over = 0; over < 2; over++) {
        spike_layer_params p = learner();
        p.anneal = 0.2;
        p.anneal_over = over ? 4 : 0;
        p.tau_m = 0.01;
        ns_layer *l = layer(&p);
        ns_packet out;
        ns_packet_init(&out);
        const double t[] = {0, 0}, width[] = {1, 0.8, 0.6, 0.4, 0.2, 0.2};
        const uint32_t addr[] = {0, 1};
        ns_device_inst d;
        ns_error e = {""};
        ck_assert(ns_device_parse(&d, p.device, &e));
        for (int k = 0; k < 6; k++) {
            float before[3], after[3];
            ns_layer_conductances(l, before);
            ns_packet in = packet(k, NS_PHASE_TRAIN, 2, t, addr);
            in.tag.count = over ? 1000 : 4;
            run(l, in, &out);
            ck_assert_uint_eq(out.n, 1);
            ns_layer_conductances(l, after);
            const double x = d.dev->state_of(d.p, before[2]), y = d.dev->state_of(d.p, after[2]);
            const double full = ns_flow(d.dev, d.p, p.v_dep, x, p.t_dep * width[k]);
            ck_assert_double_eq_tol(y - x, full - x, 0.004 * fabs(full - x));
        }
        ns_device_free(&d);
        ns_packet_free(&out);
        ns_layer_free(l);
    }
}
END_TEST

static float saved_theta(const ns_layer *l)
{
    ns_error e = {""};
    float theta = NAN;
    ck_assert_msg(ns_layer_save(l, &e), "%s", e.msg);
    ck_assert_msg(ns_npy_read(path[1], &theta, 1, 1, &e), "%s", e.msg);
    return theta;
}

START_TEST(theta_rises_decays_and_is_held)
{
    spike_layer_params p = one();
    p.learn = "auto";
    p.theta_plus = 0.01;
    p.tau_theta = 2;
    p.theta_save = path[1];
    ns_layer *l = layer(&p);
    ns_packet out;
    ns_packet_init(&out);
    const double t = 0.25;
    run(l, packet(0, NS_PHASE_TRAIN, 1, &t, NULL), &out);
    run(l, packet(1, NS_PHASE_TRAIN, 0, NULL, NULL), &out); /* as of t = 1 */
    ck_assert_double_eq_tol((double)saved_theta(l), 0.01 * exp(-0.75 / 2), 1e-8);
    run(l, packet(3, NS_PHASE_TEST, 0, NULL, NULL), &out); /* it was learning until 3 */
    const float held = saved_theta(l);
    ck_assert_double_eq_tol((double)held, 0.01 * exp(-2.75 / 2), 1e-8);
    run(l, packet(5, NS_PHASE_TEST, 1, &t, NULL), &out); /* fires: no rise */
    ck_assert_uint_eq(out.n, 1);
    run(l, packet(9, NS_PHASE_TRAIN, 0, NULL, NULL), &out); /* no decay while not learning */
    ck_assert_float_eq(saved_theta(l), held);
    ns_packet_free(&out);
    ns_layer_free(l);
}
END_TEST

START_TEST(theta_is_added_to_the_threshold)
{
    const double t = 0;
    for (int above = 0; above < 2; above++) {
        ns_error e = {""};
        const float theta = above ? 0.0501f : 0.0499f;
        ck_assert(ns_npy_write(path[1], &theta, 1, 1, &e));
        spike_layer_params p = one();
        p.theta_load = path[1];
        ck_assert_uint_eq(fired(&p, 1, &t), !above);
    }
}
END_TEST

/* ---- against a plain simulation, spike by spike ---- */

enum { N = 37, INPUTS = 50, PACKETS = 40 };

static spike_layer_params crowd(void)
{
    spike_layer_params p = learner();
    p.n = N;
    p.inputs = INPUTS;
    p.x_min = 0.1;
    p.x_max = 0.9;
    p.v_th = 0.2;
    p.tau_m = 0.05;
    p.theta_plus = 0.01;
    p.tau_theta = 3;
    p.anneal = 0.3;
    p.reference = true;
    return p;
}

/* Packet k of a fixed random series; every seventh is not learnt from. */
static ns_packet random_packet(uint64_t k)
{
    const ns_rng r = ns_rng_key(9, "series");
    ns_packet p;
    ns_packet_init(&p);
    p.seq = k + 1;
    p.t0 = (double)k;
    p.width = 0.5;
    p.n_addr = INPUTS;
    p.tag.phase = k % 7 == 6 ? NS_PHASE_TEST : NS_PHASE_TRAIN;
    p.tag.count = PACKETS;
    double t = 0;
    for (uint32_t i = 0;; i++) {
        t -= log(ns_rng_uniform(r, 1, k, i)) / 2000;
        if (t >= p.width) {
            return p;
        }
        ck_assert(ns_packet_push(&p, t, (uint32_t)(ns_rng_uniform(r, 2, k, i) * INPUTS)));
    }
}

typedef struct {
    spike_layer_params p;
    ns_device_inst d;
    double x[N][INPUTS], v[N], theta[N], ready[N], last[INPUTS], clock;
    uint32_t trained;
    bool learning;
} plain;

static void plain_fire(plain *s, int j, double t)
{
    for (int k = 0; k < N; k++) {
        s->v[k] = 0;
        s->ready[k] = k == j ? t + s->p.t_ref : fmax(s->ready[k], t + s->p.t_inh);
    }
    if (!s->learning) {
        return;
    }
    s->theta[j] += s->p.theta_plus;
    const double f = 1 - (1 - s->p.anneal) * fmin(1, s->trained / (double)PACKETS);
    const double width = pow(1.005, rint(log(f) / log(1.005)));
    for (int i = 0; i < INPUTS; i++) {
        const bool hit = t - s->last[i] <= s->p.t_stdp;
        s->x[j][i] = ns_flow(s->d.dev, s->d.p, hit ? s->p.v_pot : s->p.v_dep, s->x[j][i],
                             (hit ? s->p.t_pot : s->p.t_dep) * width);
    }
}

static void plain_advance(plain *s, double t)
{
    for (int j = 0; j < N; j++) {
        s->v[j] *= exp((s->clock - t) / s->p.tau_m);
        s->theta[j] *= s->learning ? exp((s->clock - t) / s->p.tau_theta) : 1;
    }
    s->clock = t;
}

static void plain_run(plain *s, const ns_packet *in, ns_packet *out)
{
    ns_packet_clear(out);
    plain_advance(s, in->t0);
    s->learning = in->tag.phase == NS_PHASE_TRAIN;
    for (uint32_t q = 0; q < in->n; q++) {
        const double t = in->t0 + in->t[q], per_v = s->p.t_read / s->p.c_mem * s->p.v_read;
        plain_advance(s, t);
        s->last[in->addr[q]] = t;
        int best = -1;
        double most = 0;
        for (int j = 0; j < N; j++) {
            if (t < s->ready[j]) {
                continue;
            }
            const double g = s->d.dev->conductance(s->d.p, s->x[j][in->addr[q]]);
            s->v[j] += per_v * (g - s->d.dev->conductance(s->d.p, 0));
            if (s->v[j] - (s->p.v_th + s->theta[j]) > most) {
                most = s->v[j] - (s->p.v_th + s->theta[j]);
                best = j;
            }
        }
        if (best >= 0) {
            ck_assert(ns_packet_push(out, in->t[q], (uint32_t)best));
            plain_fire(s, best, t);
        }
    }
    s->trained += s->learning;
}

static void same_spikes(const ns_packet *a, const ns_packet *b)
{
    ck_assert_uint_eq(a->n, b->n);
    for (uint32_t k = 0; k < a->n; k++) {
        ck_assert_double_eq(a->t[k], b->t[k]);
        ck_assert_uint_eq(a->addr[k], b->addr[k]);
    }
}

static void start_plain(plain *s, const ns_layer *l, const spike_layer_params *p)
{
    ns_error e = {""};
    *s = (plain){.p = *p};
    ck_assert(ns_device_parse(&s->d, p->device, &e));
    float g[INPUTS][N];
    ns_layer_conductances(l, g[0]);
    for (int j = 0; j < N; j++) {
        s->ready[j] = -INFINITY;
        for (int i = 0; i < INPUTS; i++) {
            s->x[j][i] = s->d.dev->state_of(s->d.p, g[i][j]);
            s->last[i] = -INFINITY;
        }
    }
}

START_TEST(same_as_spike_by_spike)
{
    static const double t_ref[] = {0, 0.01, 0.02, 0.005}, t_inh[] = {0, 0.01, 0.005, 0.02};
    spike_layer_params p = crowd();
    p.t_ref = t_ref[_i];
    p.t_inh = t_inh[_i];
    ns_layer *l = layer(&p);
    plain s;
    start_plain(&s, l, &p);
    ns_packet out, expected;
    ns_packet_init(&out);
    ns_packet_init(&expected);
    uint32_t total = 0;
    for (uint64_t k = 0; k < PACKETS; k++) {
        ns_packet in = random_packet(k);
        plain_run(&s, &in, &expected);
        run(l, in, &out);
        same_spikes(&out, &expected);
        total += out.n;
    }
    ck_assert_uint_gt(total, 200);
    float g[INPUTS][N];
    ns_layer_conductances(l, g[0]);
    for (int i = 0; i < INPUTS; i++) {
        for (int j = 0; j < N; j++) {
            const double x = s.d.dev->state_of(s.d.p, g[i][j]);
            ck_assert_double_eq_tol(x, s.x[j][i], 1e-4);
        }
    }
    ns_device_free(&s.d);
    ns_packet_free(&out);
    ns_packet_free(&expected);
    ns_layer_free(l);
}
END_TEST

/* ---- packets ---- */

START_TEST(a_window_in_two_packets)
{
    const spike_layer_params p = crowd();
    ns_layer *whole = layer(&p), *split = layer(&p);
    ns_packet out, a, b;
    ns_packet_init(&out);
    ns_packet_init(&a);
    ns_packet_init(&b);
    for (uint64_t k = 0; k < 10; k++) {
        ns_packet in = random_packet(k);
        const double half = 0.25;
        ns_packet first = packet(in.t0, in.tag.phase, 0, NULL, NULL),
                  second = packet(in.t0 + half, in.tag.phase, 0, NULL, NULL);
        for (uint32_t q = 0; q < in.n; q++) {
            const bool late = in.t[q] >= half;
            ck_assert(ns_packet_push(late ? &second : &first, in.t[q] - late * half, in.addr[q]));
        }
        in.tag.phase = first.tag.phase = second.tag.phase = NS_PHASE_TEST;
        run(whole, in, &out);
        run(split, first, &a);
        run(split, second, &b);
        ck_assert_uint_eq(out.n, a.n + b.n);
        for (uint32_t q = 0; q < out.n; q++) {
            const bool late = q >= a.n;
            ck_assert_uint_eq(out.addr[q], late ? b.addr[q - a.n] : a.addr[q]);
            ck_assert_double_eq_tol(out.t[q], late ? half + b.t[q - a.n] : a.t[q], 1e-15);
        }
    }
    ns_packet_free(&out);
    ns_packet_free(&a);
    ns_packet_free(&b);
    ns_layer_free(whole);
    ns_layer_free(split);
}
END_TEST

static void same_layers(const ns_layer *a, const ns_layer *b)
{
    float g[INPUTS * N], h[INPUTS * N];
    ns_layer_conductances(a, g);
    ns_layer_conductances(b, h);
    ck_assert_mem_eq(g, h, sizeof g);
    ck_assert_double_eq(ns_layer_spikes(a), ns_layer_spikes(b));
    ck_assert_double_eq(ns_layer_rate(a), ns_layer_rate(b));
    ck_assert_uint_eq(ns_layer_version(a), ns_layer_version(b));
    const ns_layer_energy u = ns_layer_dissipated(a), v = ns_layer_dissipated(b);
    ck_assert_mem_eq(&u, &v, sizeof u);
}

START_TEST(same_seed_same_result)
{
    spike_layer_params p = crowd();
    ns_layer *a = layer(&p), *b = layer(&p);
    ns_packet u, v;
    ns_packet_init(&u);
    ns_packet_init(&v);
    for (uint64_t k = 0; k < 10; k++) {
        run(a, random_packet(k), &u);
        run(b, random_packet(k), &v);
        same_spikes(&u, &v);
    }
    same_layers(a, b);
    ns_error e = {""};
    p.seed = 2;
    ns_layer *seed = layer(&p);
    p.seed = 1;
    ns_layer *name = ns_layer_new(&p, "other", &e), *again = layer(&p);
    float g[3][INPUTS * N];
    ns_layer_conductances(again, g[0]);
    ns_layer_conductances(seed, g[1]);
    ns_layer_conductances(name, g[2]);
    ck_assert_mem_ne(g[0], g[1], sizeof g[0]);
    ck_assert_mem_ne(g[0], g[2], sizeof g[0]);
    ns_packet_free(&u);
    ns_packet_free(&v);
    ns_layer *const all[] = {a, b, seed, name, again};
    for (int k = 0; k < 5; k++) {
        ns_layer_free(all[k]);
    }
}
END_TEST

/* ---- undo log ---- */

START_TEST(rewinding_leaves_no_trace)
{
    spike_layer_params p = crowd();
    p.t_ref = 0.01;
    p.t_inh = 0.004;
    p.theta_save = path[1];
    const ns_rng r = ns_rng_key((uint64_t)_i, "schedule");
    ns_layer *straight = layer(&p), *jumpy = layer(&p);
    ns_packet expected[PACKETS], out;
    ns_packet_init(&out);
    for (uint64_t k = 0; k < PACKETS; k++) {
        ns_packet_init(&expected[k]);
        run(straight, random_packet(k), &expected[k]);
    }
    ns_error e = {""};
    uint64_t settled = 0;
    for (uint32_t step = 0; ns_layer_version(jumpy) < PACKETS; step++) {
        const uint64_t at = ns_layer_version(jumpy);
        const double what = ns_rng_uniform(r, 1, step, 0), how = ns_rng_uniform(r, 1, step, 1);
        if (what < 0.2) {
            const uint64_t to = settled + (uint64_t)((double)(at - settled + 1) * how);
            ck_assert_msg(ns_layer_rewind(jumpy, to, &e), "%s", e.msg);
            ck_assert_uint_eq(ns_layer_version(jumpy), to);
        } else if (what < 0.3) {
            settled += (uint64_t)((double)(at - settled + 1) * how);
            ns_layer_settle(jumpy, settled);
        } else {
            run(jumpy, random_packet(at), &out);
            same_spikes(&out, &expected[at]);
        }
    }
    same_layers(straight, jumpy);
    float theta[2][N];
    ck_assert(ns_layer_save(straight, &e) && ns_npy_read(path[1], theta[0], 1, N, &e));
    ck_assert(ns_layer_save(jumpy, &e) && ns_npy_read(path[1], theta[1], 1, N, &e));
    ck_assert_mem_eq(theta[0], theta[1], sizeof theta[0]);
    for (int k = 0; k < PACKETS; k++) {
        ns_packet_free(&expected[k]);
    }
    ns_packet_free(&out);
    ns_layer_free(straight);
    ns_layer_free(jumpy);
}
END_TEST

START_TEST(settled_versions_are_gone)
{
    const spike_layer_params p = crowd();
    ns_layer *l = layer(&p);
    ns_packet out;
    ns_packet_init(&out);
    for (uint64_t k = 0; k < 5; k++) {
        run(l, random_packet(k), &out);
    }
    ns_error e = {""};
    ck_assert(!ns_layer_rewind(l, 6, &e));
    ns_layer_settle(l, 3);
    ck_assert(!ns_layer_rewind(l, 2, &e));
    ck_assert_ptr_nonnull(strstr(e.msg, "version 2"));
    ck_assert_uint_eq(ns_layer_version(l), 5);
    ck_assert(ns_layer_rewind(l, 3, &e));
    ns_layer_settle(l, 3);
    ck_assert(ns_layer_rewind(l, 3, &e));
    ns_packet_free(&out);
    ns_layer_free(l);
}
END_TEST

/* A packet of this layer takes 1 MiB of log. */
START_TEST(log_is_bounded)
{
    spike_layer_params p = one();
    p.n = 65536;
    p.v_th = 1;
    ns_layer *l = layer(&p);
    ns_packet out;
    ns_packet_init(&out);
    for (int k = 0; k < 80; k++) {
        run(l, packet(k, NS_PHASE_RUN, 0, NULL, NULL), &out);
    }
    ns_error e = {""};
    ck_assert(!ns_layer_rewind(l, 10, &e));
    ck_assert_ptr_nonnull(strstr(e.msg, "64 MiB"));
    ck_assert(ns_layer_rewind(l, 20, &e));
    ns_packet_free(&out);
    ns_layer_free(l);
}
END_TEST

/* ---- reading and files ---- */

START_TEST(reading_does_not_write)
{
    spike_layer_params p = crowd();
    p.v_th = 1e3; /* nobody fires */
    ns_layer *l = layer(&p);
    float before[INPUTS * N], after[INPUTS * N];
    ns_layer_conductances(l, before);
    ns_packet out;
    ns_packet_init(&out);
    for (uint64_t k = 0; k < PACKETS; k++) {
        run(l, random_packet(k), &out);
        ck_assert_uint_eq(out.n, 0);
    }
    ns_layer_conductances(l, after);
    ck_assert_mem_eq(before, after, sizeof before);
    ns_packet_free(&out);
    ns_layer_free(l);
}
END_TEST

START_TEST(table_error_is_small)
{
    const spike_layer_params p = crowd();
    ns_layer *l = layer(&p);
    ck_assert_double_gt(ns_layer_table_error(l), 0);
    ck_assert_double_lt(ns_layer_table_error(l), 1e-6);
    ns_layer_free(l);
}
END_TEST

START_TEST(files_round_trip)
{
    spike_layer_params p = crowd();
    p.save = path[0];
    p.theta_save = path[1];
    p.save_start = path[2];
    ns_layer *l = layer(&p);
    ns_packet out, again;
    ns_packet_init(&out);
    ns_packet_init(&again);
    ns_error e = {""};
    float g[INPUTS * N], file[INPUTS * N];
    ns_layer_conductances(l, g);
    ck_assert_msg(ns_npy_read(path[2], file, INPUTS, N, &e), "%s", e.msg);
    ck_assert_mem_eq(g, file, sizeof g);
    for (uint64_t k = 0; k < 6; k++) {
        run(l, random_packet(k), &out);
    }
    ck_assert_msg(ns_layer_save(l, &e), "%s", e.msg);
    ns_layer_conductances(l, g);
    ck_assert(ns_npy_read(path[0], file, INPUTS, N, &e));
    ck_assert_mem_eq(g, file, sizeof g);
    p.save = p.theta_save = p.save_start = NULL;
    p.load = path[0];
    p.theta_load = path[1];
    ns_layer *m = layer(&p);
    ns_layer_conductances(m, file);
    for (int k = 0; k < INPUTS * N; k++) {
        ck_assert_double_eq_tol(file[k], g[k], 1e-6 * (double)g[k]);
    }
    ns_packet in = random_packet(6); /* a packet of phase test: no decay in between */
    in.t0 = 100;
    ck_assert(ns_layer_run(m, &in, &again, &e));
    ck_assert_uint_gt(again.n, 0);
    ns_packet_free(&in);
    ns_packet_free(&out);
    ns_packet_free(&again);
    ns_layer_free(l);
    ns_layer_free(m);
}
END_TEST

/* ---- bad input ---- */

static void refused(const spike_layer_params *p, const char *name, const char *value)
{
    ns_error e = {""};
    ns_layer *l = ns_layer_new(p, "l", &e);
    ck_assert_msg(l == NULL, "accepted, expected a complaint about %s", name);
    ck_assert_msg(strstr(e.msg, name) && strstr(e.msg, value), "%s / %s not in: %s", name, value,
                  e.msg);
}

START_TEST(bad_parameters)
{
    spike_layer_params p = one();
    p.x_min = 0.6;
    p.x_max = 0.4;
    refused(&p, "x_min", "0.6");
    p = one();
    p.tau_theta = 1e-3;
    refused(&p, "tau_theta", "0.001");
    p = one();
    p.learn = "maybe";
    refused(&p, "learn", "maybe");
    p = one();
    p.device = "nosuch";
    refused(&p, "nosuch", "");
    p = one();
    p.device = "drift ron=10k roff=1k";
    refused(&p, "ron", "");
    p = one();
    p.device = "drift"; /* no thresholds: reading would write */
    refused(&p, "v_read", "0.1");
    p = one();
    p.c_mem = NAN;
    refused(&p, "c_mem", "nan");
    p = one();
    p.n = 0;
    refused(&p, "n", "0");
}
END_TEST

START_TEST(bad_files)
{
    ns_error e = {""};
    spike_layer_params p = one();
    p.load = path[0];
    refused(&p, path[0], ""); /* is not there */
    const float g[] = {1e-3f, 0.5e-3f};
    ck_assert(ns_npy_write(path[0], g, 1, 2, &e));
    refused(&p, path[0], "2"); /* of another shape */
    p.n = 2;
    ns_layer_free(layer(&p));
    const float out[] = {1e-3f, 2e-3f};
    ck_assert(ns_npy_write(path[0], out, 1, 2, &e));
    refused(&p, "[0, 1]", "0.002"); /* beyond 1 / ron */
    p.load = NULL;
    p.theta_load = path[1];
    const float theta[] = {0.1f, -0.1f};
    ck_assert(ns_npy_write(path[1], theta, 1, 2, &e));
    refused(&p, "[0, 1]", "-0.1");
    p.theta_load = NULL;
    p.save_start = "/nonexistent/start.npy";
    refused(&p, "/nonexistent", "");
    p.save_start = NULL;
    p.theta_save = "/nonexistent/theta.npy";
    refused(&p, "/nonexistent", "");
    p.theta_save = NULL;
    p.save = "/nonexistent/end.npy";
    refused(&p, "/nonexistent", "");
    /* a folder that goes away during the run */
    char folder[64], file[80];
    snprintf(folder, sizeof folder, "%s/gone", dir);
    snprintf(file, sizeof file, "%s/end.npy", folder);
    ck_assert_int_eq(mkdir(folder, 0700), 0);
    p.save = file;
    ns_layer *l = layer(&p);
    ck_assert_int_eq(rmdir(folder), 0);
    ck_assert(!ns_layer_save(l, &e));
    ck_assert_ptr_nonnull(strstr(e.msg, "gone"));
    ns_layer_free(l);
}
END_TEST

static void packet_refused(ns_layer *l, ns_packet in, const char *about)
{
    ns_error e = {""};
    ns_packet out;
    ns_packet_init(&out);
    const uint64_t before = ns_layer_version(l);
    ck_assert(!ns_layer_run(l, &in, &out, &e));
    ck_assert_msg(strstr(e.msg, about) != NULL, "%s not in: %s", about, e.msg);
    ck_assert_uint_eq(ns_layer_version(l), before);
    ns_packet_free(&in);
    ns_packet_free(&out);
}

START_TEST(bad_packets)
{
    const spike_layer_params p = one();
    ns_layer *l = layer(&p);
    ns_packet out;
    ns_packet_init(&out);
    const double t[] = {0.1, 0.2};
    const uint32_t addr[] = {0, 1};
    packet_refused(l, packet(0, NS_PHASE_RUN, 2, t, addr), "address 1");
    ns_packet unsorted = packet(0, NS_PHASE_RUN, 2, t, NULL);
    unsorted.t[0] = 0.3;
    packet_refused(l, unsorted, "order of time");
    ns_packet nan = packet(0, NS_PHASE_RUN, 2, t, NULL);
    nan.t[1] = NAN;
    packet_refused(l, nan, "order of time");
    packet_refused(l, packet(INFINITY, NS_PHASE_RUN, 2, t, NULL), "finite");
    run(l, packet(1, NS_PHASE_RUN, 2, t, NULL), &out);
    packet_refused(l, packet(0.5, NS_PHASE_RUN, 2, t, NULL), "order of time");
    run(l, packet(1.1, NS_PHASE_RUN, 2, t, NULL), &out); /* windows may overlap, spikes not */
    ns_packet_free(&out);
    ns_layer_free(l);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("layer");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_checked_fixture(c, make_dir, remove_dir);
    const TTest *const tests[] = {
        membrane_sums_and_leaks,
        spike_is_at_the_input_that_caused_it,
        membrane_returns_to_zero,
        window_much_longer_than_tau,
        leak_goes_on_between_packets,
        reference_column_is_subtracted,
        refractory_time,
        furthest_above_threshold_wins,
        inhibition_silences_the_others,
        winner_alone_while_others_are_inhibited,
        stdp_window_and_pulses,
        stdp_window_edge,
        learning_on_and_off,
        pulse_widths_anneal,
        theta_rises_decays_and_is_held,
        theta_is_added_to_the_threshold,
        a_window_in_two_packets,
        same_seed_same_result,
        settled_versions_are_gone,
        log_is_bounded,
        reading_does_not_write,
        table_error_is_small,
        files_round_trip,
        bad_parameters,
        bad_files,
        bad_packets,
    };
    for (size_t k = 0; k < sizeof tests / sizeof *tests; k++) {
        tcase_add_test(c, tests[k]);
    }
    tcase_add_loop_test(c, same_as_spike_by_spike, 0, 4);
    tcase_add_loop_test(c, rewinding_leaves_no_trace, 0, 8);
    suite_add_tcase(s, c);
    return s;
}

CHECK_MAIN(suite)
