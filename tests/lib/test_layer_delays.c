/* Delays of a layer's synapses: arrival times by hand; random networks, delays at axons and at
 * dendrites, three kinds of lateral action, both rules, against a plain simulation that keeps every
 * spike and sums over all of them; what a delay does to pairs of spikes; the edges of packets;
 * taking back; bad input. */
#include <stdlib.h>

#include "one_synapse.h"
#include "random/philox.h"

static void teardown(void)
{
    ns_device_free(&dev);
    temp_remove();
}

/* ---- by hand ---- */

/* n neurons that fire whenever anything arrives. */
static spike_layer_params eager(int n, int inputs)
{
    spike_layer_params p = one_synapse(&synapses[0], 0.5);
    p.load = NULL;
    p.n = n;
    p.inputs = inputs;
    p.v_th = 1e-6;
    p.lateral = "none";
    p.learn = "off";
    return p;
}

static void run(ns_layer *l, double t0, double width, int n, const double *t, const uint32_t *addr,
                ns_packet *out)
{
    ns_packet in;
    ns_packet_init(&in);
    in.t0 = t0;
    in.width = width;
    for (int k = 0; k < n; k++) {
        ck_assert(ns_packet_push(&in, t[k], addr ? addr[k] : 0));
    }
    ck_assert_msg(ns_layer_run(l, &in, out, &err), "%s", err.msg);
    ns_packet_free(&in);
}

static void write_delays(const float *d, size_t inputs, size_t n)
{
    ck_assert_msg(ns_npy_write(temp_path("d.npy"), d, inputs, n, &err), "%s", err.msg);
}

START_TEST(each_synapse_has_its_delay)
{
    const float d[] = {0.25f, 0.0625f, 0, 0.125f, 0.5f, 0.75f};
    const double t[] = {0.125, 0.25};
    const uint32_t addr[] = {0, 1};
    write_delays(d, 2, 3);
    for (int dendrite = 0; dendrite < 2; dendrite++) {
        spike_layer_params p = eager(3, 2);
        p.delays = temp_path("d.npy");
        p.delay_at = dendrite ? "dendrite" : "axon";
        ns_layer *l = make_layer(&p);
        ns_packet out;
        ns_packet_init(&out);
        /* 0.125 + {.25 .0625 0}, 0.25 + {.125 .5 .75}; two at 0.375 to one neuron */
        static const double want[] = {0.125, 0.1875, 0.375, 0.75};
        static const uint32_t who[] = {2, 1, 0, 1};
        run(l, 0, 0.875, 2, t, addr, &out);
        ck_assert_uint_eq(out.n, 4);
        for (int k = 0; k < 4; k++) {
            ck_assert_double_eq(out.t[k], want[k]);
            ck_assert_uint_eq(out.addr[k], who[k]);
        }
        run(l, 0.875, 1, 0, NULL, NULL, &out); /* the last one is in the next window */
        ck_assert_uint_eq(out.n, 1);
        ck_assert_double_eq(out.t0 + out.t[0], 1);
        ck_assert_uint_eq(out.addr[0], 2);
        ns_packet_free(&out);
        ns_layer_free(l);
        ns_device_free(&dev);
    }
    ck_assert(ns_device_parse(&dev, synapses[0].device, &err));
}
END_TEST

/* Uniform between the bounds, a function of the seed. */
START_TEST(spread_of_delays)
{
    enum { N = 500 };
    spike_layer_params p = eager(N, 1);
    p.delay_min = 2e-3;
    p.delay_max = 5e-3;
    const double t = 0.25;
    ns_packet out[3];
    for (int k = 0; k < 3; k++) {
        p.seed = k == 2 ? 8 : 7;
        ns_layer *l = make_layer(&p);
        ns_packet_init(&out[k]);
        run(l, 0, 1, 1, &t, NULL, &out[k]);
        ck_assert_uint_eq(out[k].n, N);
        ns_layer_free(l);
    }
    double sum = 0;
    for (int i = 0; i < N; i++) {
        const double d = out[0].t[i] - t;
        ck_assert(d >= 2e-3 - 1e-15 && d <= 5e-3 + 1e-15);
        ck_assert_double_eq(out[0].t[i], out[1].t[i]);
        ck_assert_uint_eq(out[0].addr[i], out[1].addr[i]);
        sum += d;
    }
    ck_assert_double_eq_tol(sum / N, 3.5e-3, 4 * 3e-3 / sqrt(12.0 * N));
    ck_assert(memcmp(out[0].t, out[2].t, N * sizeof *out[0].t) != 0);
    for (int k = 0; k < 3; k++) {
        ns_packet_free(&out[k]);
    }
}
END_TEST

/* A pair of spikes is, at the synapse, nearer by a delay of the axon, wider by one of the dendrite:
 * the pair rule's closed form on a device of constant rate, and the window. */
START_TEST(pairs_as_the_synapse_sees_them)
{
    const double up = 1e-4 * 1e-5 / 3e-9, down = 1e-4 * 7.5e-6 / 3e-9, d = 0.0078125;
    float delays[1 + TEACHERS] = {(float)d};
    for (int dendrite = 0; dendrite < 2; dendrite++) {
        for (int rule = 0; rule < 2; rule++) {
            ns_device_free(&dev);
            spike_layer_params p = one_synapse(&synapses[0], 0.5);
            write_delays(delays, 1 + TEACHERS, 1);
            p.delays = temp_path("d.npy");
            p.delay_at = dendrite ? "dendrite" : "axon";
            p.rule = rule ? "triplet" : "pulses";
            p.a2_plus = 0.3;
            p.a2_minus = 0.2;
            p.a3_plus = p.a3_minus = 0;
            p.t_stdp = 0.02;
            ns_layer *l = make_layer(&p);
            ns_packet out;
            ns_packet_init(&out);
            for (int ms = -40; ms <= 40; ms += 3) {
                const double dt = (ms + 0.5) * 1e-3, seen = dendrite ? dt + d : dt - d;
                const double t[] = {dt < 0 ? 0.5 + dt : 0.5, dt < 0 ? 0.5 : 0.5 + dt};
                const uint32_t addr[] = {dt < 0 ? 1 : 0, dt < 0 ? 0 : 1};
                run(l, 0, 1, 2, t, addr, &out);
                const double want = rule ? seen > 0 ? up * 0.3 * exp(-seen / p.tau_plus)
                                                    : -down * 0.2 * exp(seen / p.tau_minus)
                                    : seen > 0 && seen <= 0.02 ? up
                                                               : -down;
                ck_assert_msg(fabs(state_of(l) - 0.5 - want) < 2e-6, "%s, %s, dt = %g: %g, not %g",
                              p.delay_at, p.rule, dt, state_of(l) - 0.5, want);
                ck_assert(ns_layer_rewind(l, 0, &err));
            }
            ns_packet_free(&out);
            ns_layer_free(l);
        }
    }
}
END_TEST

/* ---- against a plain simulation ---- */

enum { N = 7, INPUTS = 9, PACKETS = 6, MOST = 30000, KEPT = 400 };

typedef struct {
    double t;
    int i, j; /* j < 0: a spike of input i; */
    bool back;
    double dv;
} travel;

/* What has been at a synapse. */
typedef struct {
    double pre[KEPT], post[KEPT];
    int n_pre, n_post;
} history;

typedef struct {
    spike_layer_params p;
    double x[INPUTS][N], d[INPUTS][N], v[N], clock[N], ready[N];
    float between[N * N];
    travel way[MOST];
    int n_way;
    history h[INPUTS][N];
} plain;

/* Where an assertion of check would take most of the time. */
static void must(bool holds)
{
    if (!holds) {
        ck_abort_msg("no room");
    }
}

static bool at_axon(const plain *s)
{
    return strcmp(s->p.delay_at, "axon") == 0;
}

static double increment(const plain *s, int i, int j)
{
    ns_eval at;
    dev.dev->eval(dev.p, s->p.v_read, s->x[i][j], &at);
    return at.i * s->p.t_read / s->p.c_mem;
}

static double left(const double *t, int n, double now, double tau)
{
    double sum = 0;
    for (int k = 0; k < n; k++) {
        sum += exp((t[k] - now) / tau);
    }
    return sum;
}

static void pulse(plain *s, int i, int j, double change)
{
    s->x[i][j] = ns_flow(dev.dev, dev.p, change > 0 ? s->p.v_pot : s->p.v_dep, s->x[i][j],
                         fabs(change) * (change > 0 ? s->p.t_pot : s->p.t_dep));
}

static void pre_at(plain *s, int i, int j, double t)
{
    history *h = &s->h[i][j];
    if (strcmp(s->p.rule, "triplet") == 0) {
        pulse(s, i, j,
              -left(h->post, h->n_post, t, s->p.tau_minus) *
                  (s->p.a2_minus + s->p.a3_minus * left(h->pre, h->n_pre, t, s->p.tau_x)));
    }
    must(h->n_pre < KEPT);
    h->pre[h->n_pre++] = t;
}

static void post_at(plain *s, int i, int j, double t)
{
    history *h = &s->h[i][j];
    if (strcmp(s->p.rule, "triplet") == 0) {
        pulse(s, i, j,
              left(h->pre, h->n_pre, t, s->p.tau_plus) *
                  (s->p.a2_plus + s->p.a3_plus * left(h->post, h->n_post, t, s->p.tau_y)));
    } else {
        pulse(s, i, j, h->n_pre && t - h->pre[h->n_pre - 1] <= s->p.t_stdp ? 1 : -1);
    }
    must(h->n_post < KEPT);
    h->post[h->n_post++] = t;
}

static void add(plain *s, travel a)
{
    must(s->n_way < MOST);
    s->way[s->n_way++] = a;
}

static double potential(plain *s, int j, double t)
{
    s->v[j] *= exp((s->clock[j] - t) / s->p.tau_m);
    s->clock[j] = t;
    return s->v[j];
}

static void fires(plain *s, int j, double t, const bool *fired)
{
    for (int k = 0; k < N; k++) {
        potential(s, k, t);
        if (strcmp(s->p.lateral, "wta") == 0) {
            s->v[k] = 0;
            s->ready[k] = fmax(s->ready[k], t + s->p.t_inh);
        } else if (strcmp(s->p.lateral, "none") != 0 && !fired[k] && t >= s->ready[k]) {
            s->v[k] += (double)s->between[j * N + k];
        }
    }
    s->v[j] = 0;
    s->ready[j] = t + s->p.t_ref;
    for (int i = 0; i < INPUTS; i++) {
        if (at_axon(s)) {
            post_at(s, i, j, t);
        } else {
            add(s, (travel){t + s->d[i][j], i, j, true, 0});
        }
    }
}

static void contest(plain *s, double t, ns_packet *out)
{
    bool fired[N] = {false};
    for (;;) {
        int best = -1;
        double most = 0;
        for (int j = 0; j < N; j++) {
            const double above = potential(s, j, t) - s->p.v_th;
            if (!fired[j] && above > most) {
                most = above;
                best = j;
            }
        }
        if (best < 0) {
            return;
        }
        fired[best] = true;
        ck_assert(ns_packet_push(out, t, (uint32_t)best));
        fires(s, best, t, fired);
        if (strcmp(s->p.lateral, "wta") == 0) {
            return;
        }
    }
}

/* All that is at the earliest moment before `end`; false: nothing is. */
static bool moment(plain *s, double end, ns_packet *out)
{
    double t = INFINITY;
    for (int k = 0; k < s->n_way; k++) {
        t = fmin(t, s->way[k].t);
    }
    if (!(t < end)) {
        return false;
    }
    for (int round = 0; round < 3; round++) { /* inputs, arrivals, what comes back */
        for (int k = 0; k < s->n_way; k++) {
            const travel a = s->way[k];
            const int kind = a.j < 0 ? 0 : a.back ? 2 : 1;
            if (a.t != t || kind != round) {
                continue;
            }
            s->way[k--] = s->way[--s->n_way];
            for (int j = 0; j < N && kind == 0; j++) {
                add(s, (travel){t + s->d[a.i][j], a.i, j, false, increment(s, a.i, j)});
                if (!at_axon(s)) {
                    pre_at(s, a.i, j, t);
                }
            }
            if (kind == 1) {
                potential(s, a.j, t);
                s->v[a.j] += t < s->ready[a.j] ? 0 : at_axon(s) ? increment(s, a.i, a.j) : a.dv;
                if (at_axon(s)) {
                    pre_at(s, a.i, a.j, t);
                }
            } else if (kind == 2) {
                post_at(s, a.i, a.j, t);
            }
        }
        if (round == 1) {
            contest(s, t, out);
        }
    }
    return true;
}

static double draw(int net, uint32_t what, uint32_t k)
{
    return ns_rng_uniform(ns_rng_key(17, "delays"), what, (uint64_t)net, k);
}

static ns_layer *network(plain *s, int net)
{
    static const char *const laterals[] = {"wta", "none", "matrix"};
    *s = (plain){.p = one_synapse(&synapses[1], 0.5)};
    spike_layer_params *p = &s->p;
    p->load = NULL;
    p->n = N;
    p->inputs = INPUTS;
    p->x_min = 0.2;
    p->x_max = 0.8;
    p->c_mem *= 2;
    p->tau_m = 10e-3;
    p->rule = net / 3 % 2 ? "triplet" : "pulses";
    p->delay_at = net / 6 % 2 ? "dendrite" : "axon";
    p->a2_plus = 0.05;
    p->a2_minus = 0.02;
    p->a3_plus = p->a3_minus = 0.02;
    p->t_pot = p->t_dep = 1e-3;
    p->t_ref = 2e-3;
    p->t_inh = 1e-3;
    p->seed = net;
    float delays[INPUTS * N];
    for (int k = 0; k < INPUTS * N; k++) {
        delays[k] = (float)(15e-3 * draw(net, 1, (uint32_t)k));
        s->d[k / N][k % N] = (double)delays[k];
    }
    write_delays(delays, INPUTS, N);
    p->delays = temp_path("d.npy");
    for (int k = 0; k < N * N; k++) {
        s->between[k] = k / N == k % N ? 0 : (float)(p->v_th * (draw(net, 2, (uint32_t)k) - 0.7));
    }
    const char *matrix = temp_path("between.npy");
    ck_assert(ns_npy_write(matrix, s->between, N, N, &err));
    p->lateral = net % 3 == 2 ? matrix : laterals[net % 3];
    ns_layer *l = make_layer(p);
    float g[INPUTS][N];
    ns_layer_conductances(l, g[0]);
    for (int j = 0; j < N; j++) {
        s->ready[j] = -INFINITY;
        for (int i = 0; i < INPUTS; i++) {
            s->x[i][j] = dev.dev->state_of(dev.p, (double)g[i][j]);
        }
    }
    return l;
}

static void rain(ns_packet *in, int net, int k)
{
    double t = 0;
    ns_packet_clear(in);
    in->t0 = 0.1 * k;
    in->width = 0.1;
    for (uint32_t i = 0; (t -= log(draw(net, 10 + (uint32_t)k, 2 * i)) / 900) < in->width; i++) {
        must(ns_packet_push(in, t, (uint32_t)(INPUTS * draw(net, 10 + (uint32_t)k, 2 * i + 1))));
    }
}

static void same_network(const plain *s, const ns_layer *l)
{
    float g[INPUTS][N];
    ns_layer_conductances(l, g[0]);
    for (int j = 0; j < N; j++) {
        for (int i = 0; i < INPUTS; i++) {
            ck_assert_double_eq_tol(dev.dev->state_of(dev.p, (double)g[i][j]), s->x[i][j], 3e-5);
        }
    }
}

START_TEST(random_networks)
{
    static plain s;
    ns_packet in, out, want;
    ns_packet_init(&in);
    ns_packet_init(&out);
    ns_packet_init(&want);
    ns_layer *l = network(&s, _i);
    uint32_t total = 0;
    for (int k = 0; k < PACKETS; k++) {
        rain(&in, _i, k);
        ns_packet_clear(&want);
        for (uint32_t q = 0; q < in.n; q++) {
            add(&s, (travel){in.t0 + in.t[q], (int)in.addr[q], -1, false, 0});
        }
        while (moment(&s, in.t0 + in.width, &want)) {
        }
        ck_assert_msg(ns_layer_run(l, &in, &out, &err), "%s", err.msg);
        ck_assert_msg(out.n == want.n, "packet %d: %u spikes, not %u", k, out.n, want.n);
        for (uint32_t q = 0; q < out.n; q++) {
            ck_assert_uint_eq(out.addr[q], want.addr[q]);
            ck_assert_double_eq_tol(out.t0 + out.t[q], want.t[q], 1e-15);
        }
        total += out.n;
    }
    ck_assert_uint_gt(total, 40);
    same_network(&s, l);
    ns_packet_free(&in);
    ns_packet_free(&out);
    ns_packet_free(&want);
    ns_layer_free(l);
}
END_TEST

/* ---- edges ---- */

/* Of all combinations: every kind of lateral action, both rules, both sides. */
static const int some[] = {0, 4, 8, 9};

/* Delays of 0 are none, to the bit. */
START_TEST(no_delay)
{
    static plain s;
    float zero[INPUTS * N] = {0}, g[2][INPUTS * N];
    ns_packet in, out[2];
    ns_packet_init(&in);
    ns_packet_init(&out[0]);
    ns_packet_init(&out[1]);
    ns_layer_free(network(&s, some[_i]));
    write_delays(zero, INPUTS, N);
    ns_layer *with = make_layer(&s.p);
    s.p.delays = NULL;
    ns_layer *without = make_layer(&s.p);
    for (int k = 0; k < PACKETS; k++) {
        rain(&in, some[_i], k);
        ck_assert(ns_layer_run(with, &in, &out[0], &err) &&
                  ns_layer_run(without, &in, &out[1], &err));
        ck_assert_uint_eq(out[0].n, out[1].n);
        for (uint32_t q = 0; q < out[0].n; q++) {
            ck_assert_uint_eq(out[0].addr[q], out[1].addr[q]);
            ck_assert_double_eq_tol(out[0].t[q], out[1].t[q], 1e-15);
        }
    }
    ns_layer_conductances(with, g[0]);
    ns_layer_conductances(without, g[1]);
    ck_assert_mem_eq(g[0], g[1], sizeof g[0]);
    ns_packet_free(&in);
    ns_packet_free(&out[0]);
    ns_packet_free(&out[1]);
    ns_layer_free(with);
    ns_layer_free(without);
}
END_TEST

/* What is under way at the end of a packet arrives in the next one; packets that are taken back are
 * as if they had not been; a silence between packets belongs to the first, with `rest`. */
START_TEST(packets_and_rewinding)
{
    static plain s;
    float g[3][INPUTS * N];
    ns_packet in, half, out;
    ns_packet_init(&in);
    ns_packet_init(&half);
    ns_packet_init(&out);
    ns_layer_free(network(&s, some[_i]));
    ns_layer *whole = make_layer(&s.p), *cut = make_layer(&s.p);
    s.p.rest = 0.05;
    ns_layer *rests = make_layer(&s.p);
    double spikes = 0;
    for (int k = 0; k < PACKETS; k++) {
        rain(&in, some[_i], k);
        ck_assert(ns_layer_run(whole, &in, &out, &err));
        spikes += out.n;
        for (int round = 0; round < 4; round++) { /* the first half twice, and once too much */
            ns_packet_clear(&half);
            half.t0 = in.t0 + (round == 3) * 0.05;
            half.width = 0.05;
            for (uint32_t q = 0; q < in.n; q++) {
                if ((in.t[q] >= 0.05) == (round == 3)) {
                    must(ns_packet_push(&half, in.t0 + in.t[q] - half.t0, in.addr[q]));
                }
            }
            if (round && round < 3) {
                ck_assert(ns_layer_rewind(cut, ns_layer_version(cut) - 1, &err));
            }
            ck_assert_msg(ns_layer_run(cut, &half, &out, &err), "%s", err.msg);
        }
        ns_packet_clear(&half);
        half.t0 = in.t0;
        half.width = 0.05;
        for (uint32_t q = 0; q < in.n; q++) {
            ck_assert(ns_packet_push(&half, in.t[q], in.addr[q]));
        }
        ck_assert_msg(ns_layer_run(rests, &half, &out, &err), "%s", err.msg);
        ck_assert_double_eq(out.width, 0.05 + s.p.rest);
    }
    ck_assert_double_eq(ns_layer_spikes(whole), spikes);
    ck_assert_double_eq(ns_layer_spikes(cut), spikes);
    ck_assert_double_eq(ns_layer_spikes(rests), spikes);
    ns_layer_conductances(whole, g[0]);
    ns_layer_conductances(cut, g[1]);
    ns_layer_conductances(rests, g[2]);
    for (int k = 0; k < INPUTS * N; k++) { /* t0 + t is rounded elsewhere */
        ck_assert_double_eq_tol((double)g[1][k], (double)g[0][k], 1e-5 * (double)g[0][k]);
        ck_assert_double_eq_tol((double)g[2][k], (double)g[0][k], 1e-5 * (double)g[0][k]);
    }
    ns_layer_conductances(cut, g[0]);
    ck_assert(ns_layer_rewind(cut, 2, &err));
    ns_layer_conductances(cut, g[1]);
    ck_assert_mem_ne(g[0], g[1], sizeof g[0]);
    for (int k = 1; k < PACKETS; k++) {
        for (int round = 0; round < 2; round++) {
            rain(&in, some[_i], k);
            ns_packet_clear(&half);
            half.t0 = in.t0 + round * 0.05;
            half.width = 0.05;
            for (uint32_t q = 0; q < in.n; q++) {
                if ((in.t[q] >= 0.05) == round) {
                    must(ns_packet_push(&half, in.t0 + in.t[q] - half.t0, in.addr[q]));
                }
            }
            ck_assert(ns_layer_run(cut, &half, &out, &err));
        }
    }
    ns_layer_conductances(cut, g[1]);
    ck_assert_mem_eq(g[0], g[1], sizeof g[0]);
    ns_packet_free(&in);
    ns_packet_free(&half);
    ns_packet_free(&out);
    ns_layer_free(whole);
    ns_layer_free(cut);
    ns_layer_free(rests);
}
END_TEST

/* Of those that a spike reaches one by one each draws when it is reached: the chance is the same as
 * without delays. */
START_TEST(chance_of_firing)
{
    enum { TRIALS = 400, MANY = 50 };
    spike_layer_params p = eager(MANY, 1);
    p.x_min = p.x_max = 1;
    p.v_th = 0.9e-3;
    p.v_stoch = 1e-4;
    ns_eval at;
    dev.dev->eval(dev.p, p.v_read, 1, &at);
    p.c_mem = at.i * p.t_read / p.v_th; /* at the threshold: a half */
    p.delay_max = 1e-3;
    ns_layer *l = make_layer(&p);
    ns_packet out;
    ns_packet_init(&out);
    double t[TRIALS];
    for (int k = 0; k < TRIALS; k++) {
        t[k] = 2e-3 * k;
    }
    run(l, 0, 1, TRIALS, t, NULL, &out);
    ck_assert_double_eq_tol(out.n, TRIALS * MANY / 2.0, 4 * sqrt(TRIALS * MANY / 4.0));
    ns_packet_free(&out);
    ns_layer_free(l);
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
    float d[] = {1e-3f, 2e-3f, -1e-3f};
    spike_layer_params p = eager(1, 3);
    p.delay_min = 1e-3;
    refused(&p, "delay_min");
    p.delay_max = 2e-3;
    p.delay_at = "soma";
    refused(&p, "soma");
    p.delay_at = "axon";
    p.delays = "nowhere.npy";
    refused(&p, "one of the two");
    p.delay_min = p.delay_max = 0;
    refused(&p, "nowhere.npy");
    write_delays(d, 2, 1);
    p.delays = temp_path("d.npy");
    refused(&p, "2 rows");
    write_delays(d, 3, 1);
    refused(&p, "item [2, 0]");
    d[2] = 1;
    write_delays(d, 3, 1);
    ns_layer *l = make_layer(&p);
    ns_packet in, out;
    ns_packet_init(&in);
    ns_packet_init(&out);
    in.width = 0.1;
    ck_assert(ns_packet_push(&in, 0.05, 2));
    ck_assert(ns_layer_run(l, &in, &out, &err));
    ns_packet_clear(&in);
    in.t0 = 2;
    ck_assert(!ns_layer_run(l, &in, &out, &err));
    ck_assert_says(err, "`rest`");
    ck_assert_uint_eq(ns_layer_version(l), 1);
    ns_packet_free(&in);
    ns_packet_free(&out);
    ns_layer_free(l);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("layer_delays");
    TCase *t = tcase_create("delays");
    tcase_add_checked_fixture(t, NULL, teardown);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, each_synapse_has_its_delay);
    tcase_add_test(t, spread_of_delays);
    tcase_add_test(t, pairs_as_the_synapse_sees_them);
    tcase_add_loop_test(t, random_networks, 0, 12);
    tcase_add_loop_test(t, no_delay, 0, 4);
    tcase_add_loop_test(t, packets_and_rewinding, 0, 4);
    tcase_add_test(t, chance_of_firing);
    tcase_add_test(t, bad_input);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
