/* Exactness of the event level: random networks against an integration of their membranes' equation
 * over time (dv/dt = -v / tau_m, Runge-Kutta of fourth order in steps of at most tau_m / 50, double
 * precision), with the charge of each input spike and the rules of firing as lib/network/layer.h
 * states them, for each of the three kinds of lateral action. */
#include <math.h>
#include <stdlib.h>
#include <unistd.h>

#include "../check_main.h"
#include "data/npy.h"
#include "network/layer.h"
#include "random/philox.h"
#include "temp.h"

enum { NETWORKS = 100, MOST = 20, INPUTS = 12 };
typedef enum { WTA, NONE, MATRIX } kind;

static ns_error e;

typedef struct {
    spike_layer_params p;
    kind kind;
    int n;
    float g[INPUTS * MOST];     /* S, [i n + j] */
    float between[MOST * MOST]; /* V, [i n + j] */
    double v[MOST], ready[MOST], time;
    double margin; /* the least that anybody was from its threshold when an input came, relative */
} network;

static double draw(int net, uint32_t what, uint32_t k)
{
    return ns_rng_uniform(ns_rng_key(11, "networks"), what, (uint64_t)net, k);
}

static void teardown(void)
{
    temp_remove();
}

/* Inhibition for most pairs, excitation for some. */
static void draw_matrix(network *w, int net)
{
    for (int i = 0; i < w->n; i++) {
        for (int j = 0; j < w->n; j++) {
            const double r = draw(net, 20, (uint32_t)(i * w->n + j));
            w->between[i * w->n + j] =
                i == j ? 0 : (float)(w->p.v_th * (r < 0.2 ? 3 * r : -(r - 0.2)));
        }
    }
    ck_assert(ns_npy_write(temp_path("between.npy"), w->between, (size_t)w->n, (size_t)w->n, &e));
}

static ns_layer *make(network *w, int net)
{
    spike_layer_params *p = &w->p;
    spike_layer_params_default(p);
    w->kind = (kind)(net % 3);
    w->n = 5 + (int)(16 * draw(net, 1, 0));
    w->time = 0;
    w->margin = INFINITY;
    p->n = w->n;
    p->inputs = INPUTS;
    p->device = "drift/ron:100k/roff:1meg/vt_p:0.5/vt_n:0.5";
    p->x_min = 0;
    p->c_mem = 1e-12;
    p->t_read = 1e-7;
    p->reference = false;
    p->tau_m = 5e-3 + 30e-3 * draw(net, 2, 0);
    p->v_th = 0.02 + 0.08 * draw(net, 3, 0);
    p->t_ref = net % 4 ? 5e-3 * draw(net, 4, 0) : 0;
    p->t_inh = net % 5 ? 5e-3 * draw(net, 5, 0) : 0;
    p->learn = "off";
    p->seed = net;
    draw_matrix(w, net);
    p->lateral = w->kind == WTA ? "wta" : w->kind == NONE ? "none" : temp_path("between.npy");
    ns_layer *l = ns_layer_new(p, "l", &e);
    ck_assert_msg(l != NULL, "%s", e.msg);
    ns_layer_conductances(l, w->g);
    for (int j = 0; j < w->n; j++) {
        w->v[j] = 0;
        w->ready[j] = -INFINITY;
    }
    return l;
}

/* ---- over time ---- */

static double slope(double v, double tau)
{
    return -v / tau;
}

static void integrate(network *w, double until)
{
    const double tau = w->p.tau_m, span = until - w->time;
    const int steps = (int)ceil(span / (tau / 50));
    for (int s = 0; s < steps; s++) {
        const double h = span / steps;
        for (int j = 0; j < w->n; j++) {
            const double v = w->v[j], k1 = slope(v, tau), k2 = slope(v + h / 2 * k1, tau),
                         k3 = slope(v + h / 2 * k2, tau), k4 = slope(v + h * k3, tau);
            w->v[j] += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
        }
    }
    w->time = until;
}

static void fires(network *w, int j, double t, const bool *fired)
{
    w->v[j] = 0;
    w->ready[j] = t + w->p.t_ref;
    for (int k = 0; k < w->n; k++) {
        if (w->kind == WTA && k != j) {
            w->v[k] = 0;
            w->ready[k] = fmax(w->ready[k], t + w->p.t_inh);
        }
        if (w->kind == MATRIX && !fired[k] && t >= w->ready[k]) {
            w->v[k] += (double)w->between[j * w->n + k];
        }
    }
}

static int furthest(network *w, const bool *fired)
{
    int best = -1;
    double most = 0;
    for (int j = 0; j < w->n; j++) {
        const double above = w->v[j] - w->p.v_th;
        w->margin = fired[j] ? w->margin : fmin(w->margin, fabs(above) / w->p.v_th);
        if (!fired[j] && above > most) {
            most = above;
            best = j;
        }
    }
    return best;
}

static void input(network *w, double t, uint32_t addr, ns_packet *out)
{
    bool fired[MOST] = {false};
    integrate(w, t);
    for (int j = 0; j < w->n; j++) {
        if (t >= w->ready[j]) {
            w->v[j] += (double)w->g[addr * (uint32_t)w->n + (uint32_t)j] * w->p.v_read *
                       w->p.t_read / w->p.c_mem;
        }
    }
    for (int j; (j = furthest(w, fired)) >= 0;) {
        fired[j] = true;
        ck_assert(ns_packet_push(out, t - out->t0, (uint32_t)j));
        fires(w, j, t, fired);
        if (w->kind == WTA) {
            return;
        }
    }
}

/* ---- both ---- */

static void packet(ns_packet *in, int net, int k)
{
    double t = 0;
    ns_packet_clear(in);
    in->seq = (uint64_t)k + 1;
    in->t0 = 0.1 * k;
    in->width = 0.1;
    for (uint32_t i = 0;; i++) {
        t -= log(draw(net, 30 + (uint32_t)k, 2 * i)) / 2000;
        if (t >= in->width) {
            return;
        }
        ck_assert(
            ns_packet_push(in, t, (uint32_t)(INPUTS * draw(net, 30 + (uint32_t)k, 2 * i + 1))));
    }
}

START_TEST(random_networks)
{
    static const char *const names[] = {"wta", "none", "matrix"};
    ns_packet in, out, expected;
    double margin = INFINITY;
    uint32_t total[3] = {0}, together = 0;
    ns_packet_init(&in);
    ns_packet_init(&out);
    ns_packet_init(&expected);
    for (int net = 0; net < NETWORKS; net++) {
        network w;
        ns_layer *l = make(&w, net);
        for (int k = 0; k < 5; k++) {
            packet(&in, net, k);
            ck_assert_msg(ns_layer_run(l, &in, &out, &e), "%s", e.msg);
            ns_packet_clear(&expected);
            expected.t0 = in.t0;
            for (uint32_t q = 0; q < in.n; q++) {
                input(&w, in.t0 + in.t[q], in.addr[q], &expected);
            }
            ck_assert_msg(out.n == expected.n, "network %d (%s), packet %d: %u spikes, not %u", net,
                          names[w.kind], k, out.n, expected.n);
            for (uint32_t i = 0; i < out.n; i++) {
                ck_assert_double_eq_tol(out.t[i], expected.t[i], 1e-9);
                ck_assert_uint_eq(out.addr[i], expected.addr[i]);
                together += i && w.kind == MATRIX && out.t[i] <= out.t[i - 1];
            }
            total[w.kind] += out.n;
        }
        margin = fmin(margin, w.margin);
        ns_layer_free(l);
    }
    for (int k = 0; k < 3; k++) {
        ck_assert_msg(total[k] > 1000, "%s: only %u spikes", names[k], total[k]);
    }
    ck_assert_uint_gt(together, 100); /* excitation has made some fire with others */
    if (getenv("VERBOSE")) {
        printf("spikes: wta %u, none %u, matrix %u; %u together; least distance to a threshold "
               "%.2g\n",
               total[WTA], total[NONE], total[MATRIX], together, margin);
    }
    ns_packet_free(&in);
    ns_packet_free(&out);
    ns_packet_free(&expected);
}
END_TEST

/* Layers with a matrix or none learn, are rewound and refuse what is wrong like others. */
START_TEST(learns_and_rewinds)
{
    network w;
    ns_packet in, out;
    float g[2][INPUTS * MOST];
    ns_packet_init(&in);
    ns_packet_init(&out);
    ns_layer_free(make(&w, 2));
    w.p.learn = "on";
    w.p.theta_plus = 1e-3;
    ns_layer *l = ns_layer_new(&w.p, "l", &e);
    ck_assert_msg(l != NULL, "%s", e.msg);
    for (int round = 0; round < 2; round++) {
        for (int k = 0; k < 3; k++) {
            packet(&in, 2, k);
            ck_assert(ns_layer_run(l, &in, &out, &e));
            ck_assert_uint_gt(out.n, 10);
        }
        ns_layer_conductances(l, g[round]);
        ck_assert(memcmp(g[round], w.g, (size_t)(INPUTS * w.n) * sizeof *w.g) != 0);
        ck_assert(ns_layer_rewind(l, 0, &e));
    }
    ck_assert(memcmp(g[0], g[1], (size_t)(INPUTS * w.n) * sizeof *w.g) == 0);
    ns_layer_conductances(l, g[0]);
    ck_assert(memcmp(g[0], w.g, (size_t)(INPUTS * w.n) * sizeof *w.g) == 0);
    ns_layer_free(l);
    ns_packet_free(&in);
    ns_packet_free(&out);
}
END_TEST

/* ---- firing by chance ---- */

/* One input, one spike at a time onto a membrane that has forgotten the last one: fires as often as
 * the formula says, at voltages from far below to above the threshold. */
START_TEST(chance_of_firing)
{
    enum { TRIALS = 20000 };
    static const double offset[] = {-4, -2, -1, -0.5, 0, 0.5, 1};
    ns_packet in, out;
    ns_packet_init(&in);
    ns_packet_init(&out);
    for (int k = 0; k < 7; k++) {
        spike_layer_params p;
        spike_layer_params_default(&p);
        p.n = p.inputs = 1;
        p.device = "drift/ron:100k/roff:1meg/vt_p:0.5/vt_n:0.5";
        p.x_min = p.x_max = 1;
        p.reference = false;
        p.t_read = 1e-7;
        p.c_mem = 1e-12; /* a spike adds 0.1 V */
        p.v_stoch = 0.01;
        p.v_th = 0.1 - offset[k] * p.v_stoch;
        p.tau_m = 1e-3;
        p.t_ref = p.t_inh = 0;
        p.learn = "off";
        p.lateral = k % 2 ? "none" : "wta";
        ns_layer *l = ns_layer_new(&p, "l", &e);
        ck_assert_msg(l != NULL, "%s", e.msg);
        double fired = 0;
        for (int i = 0; i < TRIALS; i += 100) {
            ns_packet_clear(&in);
            in.t0 = 0.1 * i;
            in.width = 10;
            for (int q = 0; q < 100; q++) {
                ck_assert(ns_packet_push(&in, 0.1 * q, 0));
            }
            ck_assert(ns_layer_run(l, &in, &out, &e));
            fired += out.n;
        }
        const double chance = 1 - pow(2, -exp(offset[k])),
                     sigma = sqrt(TRIALS * chance * (1 - chance));
        ck_assert_msg(fabs(fired - TRIALS * chance) < 4 * sigma, "%g above: %g of %d, not %g",
                      offset[k], fired, TRIALS, TRIALS * chance);
        ns_layer_free(l);
    }
    ns_packet_free(&in);
    ns_packet_free(&out);
}
END_TEST

/* Draws belong to input spikes: neither how these are cut into packets nor what was taken back
 * matters; nearly no width is a sharp threshold. */
START_TEST(chance_is_reproducible)
{
    network w;
    ns_packet in, out, half, all;
    ns_packet_init(&in);
    ns_packet_init(&out);
    ns_packet_init(&half);
    ns_packet_init(&all);
    ns_layer_free(make(&w, 2));
    w.p.v_stoch = w.p.v_th / 20;
    ns_layer *whole = ns_layer_new(&w.p, "l", &e), *cut = ns_layer_new(&w.p, "l", &e),
             *other = ns_layer_new(&w.p, "m", &e);
    ck_assert_msg(whole && cut && other, "%s", e.msg);
    packet(&in, 2, 0);
    ck_assert(ns_layer_run(whole, &in, &all, &e));
    ck_assert_uint_gt(all.n, 20);
    ck_assert(ns_layer_run(other, &in, &out, &e));
    ck_assert(out.n != all.n || memcmp(out.t, all.t, all.n * sizeof *all.t) != 0);
    uint32_t k = 0;
    for (int round = 0; round < 3; round++) { /* the second one once more */
        const uint32_t from = round ? in.n / 2 : 0, to = round ? in.n : in.n / 2;
        ns_packet_clear(&half);
        for (uint32_t q = from; q < to; q++) {
            ck_assert(ns_packet_push(&half, in.t[q], in.addr[q]));
        }
        if (round == 2) {
            ck_assert(ns_layer_rewind(cut, 1, &e));
            k -= out.n;
        }
        ck_assert(ns_layer_run(cut, &half, &out, &e));
        for (uint32_t q = 0; q < out.n; q++, k++) {
            ck_assert(k < all.n);
            ck_assert_double_eq(out.t[q], all.t[k]);
            ck_assert_uint_eq(out.addr[q], all.addr[k]);
        }
    }
    ck_assert_uint_eq(k, all.n);
    ns_layer_free(whole);
    ns_layer_free(cut);
    ns_layer_free(other);
    ns_layer_free(make(&w, 1)); /* of the kind "none": in a matrix, the order would matter */
    w.p.v_stoch = 1e-9 * w.p.v_th;
    whole = ns_layer_new(&w.p, "l", &e);
    w.p.v_stoch = 0;
    cut = ns_layer_new(&w.p, "l", &e);
    ck_assert(ns_layer_run(whole, &in, &all, &e) && ns_layer_run(cut, &in, &out, &e));
    ck_assert_uint_eq(out.n, all.n);
    ns_layer_free(whole);
    ns_layer_free(cut);
    ns_packet_free(&in);
    ns_packet_free(&out);
    ns_packet_free(&half);
    ns_packet_free(&all);
}
END_TEST

static void refused(spike_layer_params *p, const char *says)
{
    ck_assert_ptr_null(ns_layer_new(p, "l", &e));
    ck_assert_says(e, says);
}

START_TEST(bad_matrices)
{
    network w;
    ns_layer_free(make(&w, 2));
    w.between[w.n + 1] = 0.1f;
    ck_assert(ns_npy_write(w.p.lateral, w.between, (size_t)w.n, (size_t)w.n, &e));
    refused(&w.p, "item [1, 1]");
    w.between[w.n + 1] = 0;
    w.between[2] = 1e9f;
    ck_assert(ns_npy_write(w.p.lateral, w.between, (size_t)w.n, (size_t)w.n, &e));
    refused(&w.p, "item [0, 2]");
    w.p.n++;
    refused(&w.p, "its shape is");
    w.p.lateral = "inhibit";
    refused(&w.p, "inhibit: cannot be opened");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("exactness");
    TCase *t = tcase_create("exactness");
    tcase_add_checked_fixture(t, NULL, teardown);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, random_networks);
    tcase_add_test(t, learns_and_rewinds);
    tcase_add_test(t, bad_matrices);
    tcase_add_test(t, chance_of_firing);
    tcase_add_test(t, chance_is_reproducible);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
