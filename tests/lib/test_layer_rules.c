/* What a layer learns by pairs and triplets of spikes and by rewards: closed forms on a device of
 * constant rate, and sums over all pairs of spikes with the device's own flow on others; taking
 * back; bad input. */
#include <stdlib.h>

#include "one_synapse.h"
#include "plasticity/rule.h"
#include "random/philox.h"

enum { MOST = 400 };
/* Change of the first synapse's state by a whole pulse. */
static const double up = 1e-4 * 1e-5 / 3e-9, down = 1e-4 * 7.5e-6 / 3e-9;

typedef struct {
    double t;
    bool post;
} event;

static void teardown(void)
{
    ns_device_free(&dev);
    temp_remove();
}

/* Runs events from t = 0 on, as one packet of `width`. */
static void play(ns_layer *l, const event *ev, int n, double t0, double width, ns_phase phase)
{
    ns_packet in, out;
    ns_packet_init(&in);
    ns_packet_init(&out);
    in.t0 = t0;
    in.width = width;
    in.tag.phase = phase;
    uint32_t posts = 0;
    for (int k = 0; k < n; k++) {
        ck_assert(ns_packet_push(&in, ev[k].t - t0, ev[k].post ? next_teacher() : 0));
        posts += ev[k].post;
    }
    ck_assert_msg(ns_layer_run(l, &in, &out, &err), "%s", err.msg);
    ck_assert_uint_eq(out.n, posts);
    ns_packet_free(&in);
    ns_packet_free(&out);
}

static void reward(ns_layer *l, double t, uint32_t addr)
{
    ns_packet in;
    ns_packet_init(&in);
    in.t0 = t;
    ck_assert(ns_packet_push(&in, 0, addr));
    ck_assert_msg(ns_layer_reward(l, &in, &err), "%s", err.msg);
    ns_packet_free(&in);
}

static int pairs(event *ev, int n, double dt, double rate)
{
    for (int k = 0; k < n; k++) {
        const double t = 0.2 + k / rate;
        ev[2 * k] = (event){dt < 0 ? t + dt : t, dt < 0};
        ev[2 * k + 1] = (event){dt < 0 ? t : t + dt, dt > 0};
    }
    return 2 * n;
}

/* ---- closed forms ---- */

/* 60 pairs at 0.1 to 50 Hz as in Pfister and Gerstner's figures: the numbers of
 * tests/lib/test_stdp_rule.c, which are the closed form's. The device's rate does not depend on its
 * state, so the weight is the state. */
START_TEST(frequency_dependence)
{
    static const double table[][3] = {{0.1, 1.65e-8, -0.3121609},
                                      {10, 0.1320534, -0.3336230},
                                      {20, 0.2469620, -0.3516221},
                                      {40, 0.5337227, 0.1547950},
                                      {50, 0.7409055, 0.7272472}};
    event ev[MOST];
    for (int k = 0; k < 5; k++) {
        for (int sign = -1; sign <= 1; sign += 2) {
            const double want = table[k][sign > 0 ? 1 : 2];
            spike_layer_params p = one_synapse(&synapses[0], 0.5);
            p.rule = "triplet";
            /* a whole pulse up is a whole pulse down, so that changes add up */
            p.t_pot *= down / up;
            ns_layer *l = make_layer(&p);
            const int n = pairs(ev, 60, sign * 10e-3, table[k][0]);
            play(l, ev, n, 0, 1000, NS_PHASE_RUN);
            ck_assert_double_eq_tol(state_of(l), 0.5 + down * want, 4e-6);
            ns_layer_free(l);
            ns_device_free(&dev);
        }
    }
    ck_assert(ns_device_parse(&dev, synapses[0].device, &err));
}
END_TEST

/* The pair rule's window, and triplets of both kinds, by hand. */
START_TEST(windows_of_pairs_and_triplets)
{
    spike_layer_params p = one_synapse(&synapses[0], 0.5);
    p.rule = "triplet";
    p.a2_plus = 0.3;
    p.a3_plus = 0;
    p.a2_minus = 0.2;
    p.a3_minus = 0;
    ns_layer *l = make_layer(&p);
    for (int ms = -60; ms <= 60; ms += 7) {
        event ev[2];
        const double dt = (ms + 0.5) * 1e-3;
        play(l, ev, pairs(ev, 1, dt, 1), 0, 1, NS_PHASE_RUN);
        ck_assert_double_eq_tol(
            state_of(l),
            0.5 + (dt > 0 ? up * 0.3 * exp(-dt / p.tau_plus) : -down * 0.2 * exp(dt / p.tau_minus)),
            1e-6);
        ck_assert(ns_layer_rewind(l, 0, &err));
    }
    ns_layer_free(l);
    p.a2_plus = p.a2_minus = 0;
    p.a3_plus = 0.4;
    p.a3_minus = 0.1;
    l = make_layer(&p);
    const event posts[] = {{0.2, true}, {0.21, false}, {0.23, true}},
                pres[] = {{0.2, false}, {0.21, true}, {0.23, false}};
    play(l, posts, 3, 0, 1, NS_PHASE_RUN);
    ck_assert_double_eq_tol(state_of(l),
                            0.5 + up * 0.4 * exp(-0.02 / p.tau_plus) * exp(-0.03 / p.tau_y), 1e-6);
    ck_assert(ns_layer_rewind(l, 0, &err));
    play(l, pres, 3, 0, 1, NS_PHASE_RUN);
    ck_assert_double_eq_tol(
        state_of(l), 0.5 - down * 0.1 * exp(-0.02 / p.tau_minus) * exp(-0.03 / p.tau_x), 1e-6);
    ns_layer_free(l);
}
END_TEST

/* ---- every family, random spikes ---- */

static int random_events(event *ev, int n, uint64_t series)
{
    const ns_rng r = ns_rng_key(5, "events");
    double t = 0.01;
    for (int k = 0; k < n; k++) {
        t -= 0.02 * log(ns_rng_uniform(r, 1, series, (uint32_t)k)) - 1e-3;
        ev[k] = (event){t, ns_rng_uniform(r, 2, series, (uint32_t)k) < 0.5};
    }
    return n;
}

/* What is left at t of the spikes of one kind before the k-th event: all of them, or the last. */
static double left(const event *ev, int k, bool post, double tau, bool nearest)
{
    double sum = 0;
    for (int i = k - 1; i >= 0; i--) {
        if (ev[i].post == post) {
            sum += exp((ev[i].t - ev[k].t) / tau);
            if (nearest) {
                break;
            }
        }
    }
    return sum;
}

static double change_at(const spike_layer_params *p, const event *ev, int k)
{
    const bool nearest = strcmp(p->pairing, "nearest") == 0;
    return ev[k].post ? left(ev, k, false, p->tau_plus, nearest) *
                            (p->a2_plus + p->a3_plus * left(ev, k, true, p->tau_y, nearest))
                      : -left(ev, k, true, p->tau_minus, nearest) *
                            (p->a2_minus + p->a3_minus * left(ev, k, false, p->tau_x, nearest));
}

static double programmed(const spike_layer_params *p, double x, double change)
{
    return ns_flow(dev.dev, dev.p, change > 0 ? p->v_pot : p->v_dep, x,
                   fabs(change) * (change > 0 ? p->t_pot : p->t_dep));
}

static spike_layer_params strong(const synapse_spec *s, double x)
{
    spike_layer_params p = one_synapse(s, x);
    p.a2_plus = 0.05;
    p.a3_plus = 0.04;
    p.a2_minus = 0.06;
    p.a3_minus = 0.02;
    return p;
}

START_TEST(triplets_of_every_family)
{
    event ev[MOST];
    for (int nearest = 0; nearest < 2; nearest++) {
        ns_device_free(&dev);
        spike_layer_params p = strong(&synapses[_i], 0.4);
        p.rule = "triplet";
        p.pairing = nearest ? "nearest" : "all";
        ns_layer *l = make_layer(&p);
        const int n = random_events(ev, 200, (uint64_t)_i);
        double x = state_of(l), least = x, most = x;
        for (int k = 0; k < n; k++) {
            x = programmed(&p, x, change_at(&p, ev, k));
            least = fmin(least, x);
            most = fmax(most, x);
        }
        ck_assert_double_gt(most - least, 0.03);
        play(l, ev, n, 0, 100, NS_PHASE_RUN);
        ck_assert_msg(fabs(state_of(l) - x) < 2e-5, "%s: state %.9g, not %.9g", p.device,
                      state_of(l), x);
        ns_layer_free(l);
    }
}
END_TEST

/* ---- rewards ---- */

/* What the synapse is eligible for at t, of the events before. */
static double eligible(const spike_layer_params *p, const event *ev, int n, double t)
{
    double sum = 0;
    for (int k = 0; k < n && ev[k].t <= t; k++) {
        sum += change_at(p, ev, k) * exp((ev[k].t - t) / p->tau_e);
    }
    return sum;
}

/* Rewards among, at and after the spikes, small and large, good and bad, known early or late; and
 * after a silence of many tau_e. */
START_TEST(rewards_of_every_family)
{
    static const double at[] = {0.5, 1.234, 2.5, 2.6, 3.9}, amounts[] = {2, -1, 0.5};
    static const uint32_t kind[] = {0, 1, 0, 2, 0};
    event ev[MOST];
    spike_layer_params p = strong(&synapses[_i], 0.4);
    p.rule = "reward";
    p.tau_e = _i % 2 ? 0.2 : 2e-3; /* many of the latter fit between two spikes */
    p.rewards = amounts;
    p.rewards_size = 3;
    ns_layer *l = make_layer(&p);
    const int n = random_events(ev, 200, (uint64_t)_i);
    ck_assert_double_gt(ev[n - 1].t, 3.5);
    double x = state_of(l), times[5], moved = 0;
    for (int k = 0; k < 5; k++) { /* one at the moment of a spike */
        times[k] = k == 2 ? ev[n / 2].t : at[k];
    }
    int order[] = {0, 1, 2, 3, 4};
    if (times[2] < times[1] || times[2] > times[3]) {
        order[2] = times[2] < times[1] ? 1 : 3;
        order[times[2] < times[1] ? 1 : 3] = 2;
    }
    for (int k = 0; k < 5; k++) {
        const int r = order[k];
        const double after = programmed(&p, x, amounts[kind[r]] * eligible(&p, ev, n, times[r]));
        moved += fabs(after - x);
        x = after;
    }
    ck_assert_double_gt(moved, 1e-4);
    for (int k = 4; k >= 0; k--) {
        reward(l, times[order[k]], kind[order[k]]);
    }
    play(l, ev, n, 0, 100, NS_PHASE_RUN);
    ck_assert(ns_layer_finish(l, &err));
    ck_assert_msg(fabs(state_of(l) - x) < 1e-5, "%s: state %.9g, not %.9g", p.device, state_of(l),
                  x);
    ns_layer_free(l);
}
END_TEST

/* Closed form of one pair and one reward, and of a reward alone; one that comes while packets are
 * not learnt from does nothing. */
START_TEST(reward_by_hand)
{
    const event pair[] = {{0.2, false}, {0.21, true}};
    spike_layer_params p = one_synapse(&synapses[0], 0.5);
    p.rule = "reward";
    p.learn = "auto";
    p.a2_plus = 0.3;
    p.a3_plus = p.a3_minus = 0;
    ns_layer *l = make_layer(&p);
    reward(l, 0.1, 0);
    play(l, pair, 2, 0, 1, NS_PHASE_TRAIN);
    ck_assert_double_eq(state_of(l), state_of(l));
    ck_assert_double_eq_tol(state_of(l), 0.5, 1e-6);
    reward(l, 0.7, 0); /* due, but a spike may still come before it */
    ck_assert_double_eq_tol(state_of(l), 0.5, 1e-6);
    play(l, NULL, 0, 1, 1, NS_PHASE_TEST);
    const double first = up * 0.3 * exp(-0.01 / p.tau_plus) * exp(-0.49 / p.tau_e);
    ck_assert_double_eq_tol(state_of(l), 0.5 + first, 1e-6);
    reward(l, 1.5, 0);
    play(l, NULL, 0, 2, 1, NS_PHASE_TRAIN);
    ck_assert_double_eq_tol(state_of(l), 0.5 + first, 1e-6);
    reward(l, 2.2, 1);
    ck_assert(ns_layer_finish(l, &err));
    const double second = down * 0.3 * exp(-0.01 / p.tau_plus) * exp(-1.99 / p.tau_e);
    ck_assert_double_eq_tol(state_of(l), 0.5 + first - second, 1e-6);
    ns_layer_free(l);
}
END_TEST

/* Spikes of packets that are not learnt from change nothing and leave no traces. */
START_TEST(only_learnt_packets_leave_traces)
{
    const event before[] = {{0.2, false}, {0.3, true}}, after[] = {{1.001, true}, {1.002, false}};
    spike_layer_params p = strong(&synapses[0], 0.5);
    p.rule = "triplet";
    p.learn = "auto";
    ns_layer *l = make_layer(&p);
    const double x = state_of(l);
    play(l, before, 2, 0, 1, NS_PHASE_TEST);
    ck_assert_double_eq(state_of(l), x);
    play(l, after, 2, 1, 1, NS_PHASE_TRAIN);
    const event alone[] = {{1.001, true}, {1.002, false}};
    p.pairing = "all";
    ck_assert_double_eq_tol(state_of(l), programmed(&p, x, change_at(&p, alone, 1)), 1e-6);
    ns_layer_free(l);
}
END_TEST

/* ---- crowds ---- */

enum { N = 11, INPUTS = 20, PACKETS = 30 };

static spike_layer_params crowd(const char *rule)
{
    spike_layer_params p = strong(&synapses[1], 0.4);
    p.load = NULL;
    p.n = N;
    p.inputs = INPUTS;
    p.c_mem *= 5;
    p.tau_m = 20e-3;
    p.x_min = 0.2;
    p.x_max = 0.8;
    p.t_ref = 3e-3;
    p.t_inh = 2e-3;
    p.theta_plus = 1e-5;
    p.rule = rule;
    p.learn = "auto";
    return p;
}

static void random_packet(ns_packet *in, uint64_t k)
{
    const ns_rng r = ns_rng_key(6, "crowd");
    double t = 0;
    ns_packet_clear(in);
    in->t0 = 0.1 * (double)k;
    in->width = 0.1;
    in->tag.phase = k % 7 == 6 ? NS_PHASE_TEST : NS_PHASE_TRAIN;
    for (uint32_t i = 0; (t -= log(ns_rng_uniform(r, 1, k, i)) / 1500) < in->width; i++) {
        ck_assert(ns_packet_push(in, t, (uint32_t)(ns_rng_uniform(r, 2, k, i) * INPUTS)));
    }
}

/* One packet, and rewards for it (one after its end) beforehand. */
static void step(ns_layer *l, uint64_t k, bool rewarded, ns_packet *out)
{
    ns_packet in;
    ns_packet_init(&in);
    random_packet(&in, k);
    if (rewarded) {
        ns_packet r;
        ns_packet_init(&r);
        r.t0 = in.t0;
        ck_assert(ns_packet_push(&r, 0.03, 0) && ns_packet_push(&r, 0.0999999, k % 3 == 0));
        ck_assert_msg(ns_layer_reward(l, &r, &err), "%s", err.msg);
        ns_packet_free(&r);
    }
    ck_assert_msg(ns_layer_run(l, &in, out, &err), "%s", err.msg);
    ns_packet_free(&in);
}

START_TEST(rewinding_leaves_no_trace)
{
    static const char *const rules[] = {"triplet", "reward"};
    const bool rewarded = _i % 2;
    const spike_layer_params p = crowd(rules[_i % 2]);
    const ns_rng r = ns_rng_key((uint64_t)_i, "schedule");
    ns_layer *straight = make_layer(&p), *jumpy = make_layer(&p);
    ns_packet out;
    ns_packet_init(&out);
    float start[INPUTS * N], g[2][INPUTS * N];
    ns_layer_conductances(straight, start);
    for (uint64_t k = 0; k < PACKETS; k++) {
        step(straight, k, rewarded, &out);
    }
    ck_assert_double_gt(ns_layer_spikes(straight), 50);
    uint64_t versions[PACKETS + 1] = {0}, k = 0;
    for (uint32_t i = 0; k < PACKETS; i++) {
        if (ns_rng_uniform(r, 1, i, 0) < 0.3) {
            const uint64_t back = (uint64_t)(4 * ns_rng_uniform(r, 1, i, 1));
            k -= back < k ? back : k;
            ck_assert_msg(ns_layer_rewind(jumpy, versions[k], &err), "%s", err.msg);
        } else {
            step(jumpy, k++, rewarded, &out);
            versions[k] = ns_layer_version(jumpy);
        }
    }
    ns_layer_conductances(straight, g[0]);
    ns_layer_conductances(jumpy, g[1]);
    ck_assert_mem_ne(g[0], start, sizeof start);
    ck_assert_mem_eq(g[0], g[1], sizeof g[0]);
    ck_assert_double_eq(ns_layer_spikes(straight), ns_layer_spikes(jumpy));
    const ns_layer_energy a = ns_layer_dissipated(straight), b = ns_layer_dissipated(jumpy);
    ck_assert_mem_eq(&a, &b, sizeof a);
    ck_assert(ns_layer_rewind(jumpy, 0, &err));
    ns_layer_conductances(jumpy, g[1]);
    ck_assert_mem_eq(start, g[1], sizeof start);
    ns_packet_free(&out);
    ns_layer_free(straight);
    ns_layer_free(jumpy);
}
END_TEST

/* ---- bad input ---- */

static void refused(const spike_layer_params *p, const char *says)
{
    ck_assert_ptr_null(ns_layer_new(p, "l", &err));
    ck_assert_says(err, says);
}

START_TEST(bad_input)
{
    const event spikes[] = {{0.2, false}, {0.3, true}};
    spike_layer_params p = one_synapse(&synapses[0], 0.5);
    p.rule = "triplets";
    refused(&p, "triplets");
    p.rule = "triplet";
    p.pairing = "none";
    refused(&p, "none");
    p.pairing = "all";
    p.tau_x = 0;
    refused(&p, "tau_x");
    p.tau_x = 1;
    ns_layer *l = make_layer(&p);
    ns_packet in;
    ns_packet_init(&in);
    in.t0 = 0.25;
    ck_assert(ns_packet_push(&in, 0, 2));
    ck_assert(!ns_layer_reward(l, &in, &err));
    ck_assert_says(err, "rule = \"reward\"");
    ns_layer_free(l);
    p.rule = "reward";
    l = make_layer(&p);
    ck_assert(!ns_layer_reward(l, &in, &err));
    ck_assert_says(err, "address 2");
    in.addr[0] = 1;
    play(l, spikes, 2, 0, 1, NS_PHASE_RUN);
    ck_assert(!ns_layer_reward(l, &in, &err));
    ck_assert_says(err, "0.25 s comes when the layer has taken input spikes up to 0.3 s");
    in.t[0] = NAN;
    ck_assert(!ns_layer_reward(l, &in, &err));
    ck_assert_uint_eq(ns_layer_version(l), 1);
    ns_packet_free(&in);
    ns_layer_free(l);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("layer_rules");
    TCase *t = tcase_create("rules");
    tcase_add_checked_fixture(t, NULL, teardown);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, frequency_dependence);
    tcase_add_test(t, windows_of_pairs_and_triplets);
    tcase_add_loop_test(t, triplets_of_every_family, 0, SYNAPSES);
    tcase_add_loop_test(t, rewards_of_every_family, 0, SYNAPSES);
    tcase_add_test(t, reward_by_hand);
    tcase_add_test(t, only_learnt_packets_leave_traces);
    tcase_add_loop_test(t, rewinding_leaves_no_trace, 0, 4);
    tcase_add_test(t, bad_input);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
