/* What a layer says it has dissipated, against the integral of the same pulses across the same
 * devices: Simpson's rule over states that ns_flow gives. */
#include <stdlib.h>

#include "one_synapse.h"
#include "random/philox.h"

enum { N = 6, INPUTS = 10 };
static const double limit = 1e-3; /* relative */

static void teardown(void)
{
    ns_device_free(&dev);
    temp_remove();
}

static double current(double v, double x)
{
    ns_eval at;
    dev.dev->eval(dev.p, v, x, &at);
    return at.i;
}

/* Energy of a pulse from state x. */
static double pulse(double v, double x, double width)
{
    const int steps = 200;
    double sum = 0;
    for (int k = 0; k < steps; k++) {
        const double h = width / steps, half = ns_flow(dev.dev, dev.p, v, x, h / 2),
                     end = ns_flow(dev.dev, dev.p, v, x, h);
        sum += v * (current(v, x) + 4 * current(v, half) + current(v, end)) * h / 6;
        x = end;
    }
    return sum;
}

static spike_layer_params crowd(const synapse_spec *s)
{
    spike_layer_params p = one_synapse(s, 0.5);
    p.load = NULL;
    p.n = N;
    p.inputs = INPUTS;
    p.x_min = 0.1;
    p.x_max = 0.9;
    p.c_mem *= 2;
    p.tau_m = 20e-3;
    p.t_ref = 2e-3;
    p.t_inh = 4e-3;
    p.t_stdp = 20e-3;
    p.reference = true;
    p.e_spike = 3e-12;
    return p;
}

static double draw(uint32_t what, uint32_t k)
{
    return ns_rng_uniform(ns_rng_key(23, "energy"), what, 0, k);
}

static void states(const ns_layer *l, double x[INPUTS][N])
{
    float g[INPUTS][N];
    ns_layer_conductances(l, g[0]);
    for (int i = 0; i < INPUTS; i++) {
        for (int j = 0; j < N; j++) {
            x[i][j] = dev.dev->state_of(dev.p, (double)g[i][j]);
        }
    }
}

static void run_one(ns_layer *l, double t, uint32_t addr, ns_packet *out)
{
    ns_packet in;
    ns_packet_init(&in);
    in.t0 = t;
    in.width = 1e-3;
    in.tag.label = 1;
    ck_assert(ns_packet_push(&in, 0, addr));
    ck_assert_msg(ns_layer_run(l, &in, out, &err), "%s", err.msg);
    ns_packet_free(&in);
}

/* One input spike a packet, so that the states before and after it are known; with lateral = wta,
 * whoever is silenced is read as well. */
START_TEST(pulses_of_every_family)
{
    const spike_layer_params p = crowd(&synapses[_i]);
    ns_layer *l = make_layer(&p);
    ns_packet out;
    ns_packet_init(&out);
    double t = 0, last[INPUTS], x[INPUTS][N], read = 0, write = 0, spikes = 0;
    for (int i = 0; i < INPUTS; i++) {
        last[i] = -INFINITY;
    }
    for (uint32_t k = 0; k < 300; k++) {
        t -= 3e-3 * log(draw(1, k));
        const uint32_t addr = (uint32_t)(INPUTS * draw(2, k));
        states(l, x);
        last[addr] = t;
        run_one(l, t, addr, &out);
        for (int j = 0; j < N; j++) {
            read += p.v_read * current(p.v_read, x[addr][j]) * p.t_read;
        }
        read += p.v_read * current(p.v_read, dev.dev->x_lo) * p.t_read; /* the dummy column's */
        for (uint32_t s = 0; s < out.n; s++) {
            for (int i = 0; i < INPUTS; i++) {
                const bool hit = t - last[i] <= p.t_stdp;
                write += hit ? pulse(p.v_pot, x[i][out.addr[s]], p.t_pot)
                             : pulse(p.v_dep, x[i][out.addr[s]], p.t_dep);
            }
        }
        spikes += out.n;
    }
    const ns_layer_energy is = ns_layer_dissipated(l);
    ck_assert_double_gt(spikes, 10);
    ck_assert_msg(fabs(is.read - read) < limit * read, "read %.9g J, not %.9g J", is.read, read);
    ck_assert_msg(fabs(is.write - write) < limit * write, "write %.9g J, not %.9g J", is.write,
                  write);
    ck_assert_double_eq_tol(is.fire, 3e-12 * spikes, 1e-24);
    ck_assert_double_eq((double)is.reads, 300.0 * N);
    ck_assert_double_eq((double)is.writes, spikes * INPUTS);
    ck_assert_double_eq((double)is.fired, spikes);
    ck_assert_uint_eq(is.images, 300);
    ns_packet_free(&out);
    ns_layer_free(l);
}
END_TEST

/* An input that makes its neuron fire each time: by the pair rule each spike first depresses, then
 * potentiates. */
START_TEST(pulses_of_the_pair_rule)
{
    spike_layer_params p = one_synapse(&synapses[_i], 0.4);
    p.load = NULL;
    p.inputs = 1;
    p.x_min = p.x_max = 0.4;
    p.v_th = 1e-6;
    p.rule = "triplet";
    p.a2_plus = 0.1;
    p.a2_minus = 0.08;
    p.a3_plus = p.a3_minus = 0;
    ns_layer *l = make_layer(&p);
    ns_packet out;
    ns_packet_init(&out);
    double t = 0, before = 0, x = 0.4, pre = 0, post = 0, read = 0, write = 0;
    for (uint32_t k = 0; k < 40; k++) {
        t -= 10e-3 * log(draw(3, k));
        run_one(l, t, 0, &out);
        ck_assert_uint_eq(out.n, 1);
        read += p.v_read * current(p.v_read, x) * p.t_read;
        pre = pre * exp((before - t) / p.tau_plus) + 1;
        post = post * exp((before - t) / p.tau_minus);
        const double down = post * p.a2_minus * p.t_dep, up = pre * p.a2_plus * p.t_pot;
        write += pulse(p.v_dep, x, down);
        x = ns_flow(dev.dev, dev.p, p.v_dep, x, down);
        write += pulse(p.v_pot, x, up);
        x = ns_flow(dev.dev, dev.p, p.v_pot, x, up);
        post += 1;
        before = t;
    }
    const ns_layer_energy is = ns_layer_dissipated(l);
    ck_assert_msg(fabs(is.read - read) < limit * read, "read %.9g J, not %.9g J", is.read, read);
    ck_assert_msg(fabs(is.write - write) < limit * write, "write %.9g J, not %.9g J", is.write,
                  write);
    ck_assert_uint_eq(is.writes, 79); /* the first spike has nothing before it */
    ns_packet_free(&out);
    ns_layer_free(l);
}
END_TEST

/* Delays change when synapses are read, not how often; nothing is lost while neurons are silent. */
START_TEST(reading_with_delays)
{
    spike_layer_params p = crowd(&synapses[0]);
    p.learn = "off";
    ns_layer_energy e[3];
    ns_packet out;
    ns_packet_init(&out);
    for (int k = 0; k < 3; k++) {
        p.delay_max = k ? 5e-3 : 0;
        p.delay_at = k == 2 ? "dendrite" : "axon";
        p.rest = 1;
        ns_layer *l = make_layer(&p);
        for (uint32_t i = 0; i < 20; i++) {
            run_one(l, 2 * i, i % INPUTS, &out);
        }
        e[k] = ns_layer_dissipated(l);
        ns_layer_free(l);
    }
    for (int k = 1; k < 3; k++) {
        ck_assert_uint_eq(e[k].reads, 20 * N);
        ck_assert_double_eq_tol(e[k].read, e[0].read, 1e-6 * e[0].read);
    }
    ck_assert_uint_eq(e[0].writes, 0);
    ck_assert_double_eq(e[0].write, 0);
    ns_packet_free(&out);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("layer_energy");
    TCase *t = tcase_create("energy");
    tcase_add_checked_fixture(t, NULL, teardown);
    tcase_set_timeout(t, 60);
    tcase_add_loop_test(t, pulses_of_every_family, 0, SYNAPSES);
    tcase_add_loop_test(t, pulses_of_the_pair_rule, 0, SYNAPSES);
    tcase_add_test(t, reading_with_delays);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
