/* A layer against a plain simulation, spike by spike; how packets are cut; what the seed decides.
 */
#include "layer_test.h"

/* ---- against a plain simulation, spike by spike ---- */

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

static Suite *suite(void)
{
    Suite *s = suite_create("layer_plain");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_checked_fixture(c, make_dir, remove_dir);
    tcase_add_test(c, a_window_in_two_packets);
    tcase_add_test(c, same_seed_same_result);
    tcase_add_loop_test(c, same_as_spike_by_spike, 0, 4);
    suite_add_tcase(s, c);
    return s;
}

CHECK_MAIN(suite)
