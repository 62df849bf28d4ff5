/* Layers for tests: one synapse, a learner of three inputs, a crowd under a random series of
 * packets. */
#ifndef TESTS_LAYER_TEST_H
#define TESTS_LAYER_TEST_H

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../check_main.h"
#include "../../lib/data/npy.h"
#include "../../lib/network/layer.h"
#include "../../lib/device/device.h"
#include "../../lib/random/philox.h"

static char dir[] = "/tmp/test_layer_XXXXXX";
static char path[4][64];

static inline void make_dir(void)
{
    strcpy(dir + sizeof dir - 7, "XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
    for (int k = 0; k < 4; k++) {
        snprintf(path[k], sizeof path[k], "%s/%d.npy", dir, k);
    }
}

static inline void remove_dir(void)
{
    for (int k = 0; k < 4; k++) {
        unlink(path[k]);
    }
    ck_assert_int_eq(rmdir(dir), 0);
}

/* One synapse, fully on: a spike adds 0.1 V x 1 mS x 1 us / 1 nF = 0.1 V. */
static inline spike_layer_params one(void)
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

static inline ns_layer *layer(const spike_layer_params *p)
{
    ns_error e = {""};
    ns_layer *l = ns_layer_new(p, "l", &e);
    ck_assert_msg(l != NULL, "%s", e.msg);
    return l;
}

static inline ns_packet packet(double t0, ns_phase phase, uint32_t n, const double *t,
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
static inline void run(ns_layer *l, ns_packet in, ns_packet *out)
{
    ns_error e = {""};
    ck_assert_msg(ns_layer_run(l, &in, out, &e), "%s", e.msg);
    ns_packet_free(&in);
}

/* How many spikes a single neuron fires at the times given. */
static inline uint32_t fired(const spike_layer_params *p, uint32_t n, const double *t)
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

/* ---- a learner ---- */

/* Three inputs, one neuron: input 2 makes it fire, the others come earlier. */
static inline spike_layer_params learner(void)
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

/* ---- a crowd ---- */

enum { N = 37, INPUTS = 50, PACKETS = 40 };

static inline spike_layer_params crowd(void)
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
static inline ns_packet random_packet(uint64_t k)
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

static inline void same_spikes(const ns_packet *a, const ns_packet *b)
{
    ck_assert_uint_eq(a->n, b->n);
    for (uint32_t k = 0; k < a->n; k++) {
        ck_assert_double_eq(a->t[k], b->t[k]);
        ck_assert_uint_eq(a->addr[k], b->addr[k]);
    }
}

static inline void same_layers(const ns_layer *a, const ns_layer *b)
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

#endif
