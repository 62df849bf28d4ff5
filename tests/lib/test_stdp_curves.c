/* What a layer's plasticity does to one synapse: change of conductance against the time from input
 * to neuron, for five families of devices; pairs, triplets and pairs at rates from 1 to 50 Hz. The
 * layer's answer is compared with the device's own flow under the same pulses, spike by spike.
 * STDP_CSV=FILE writes all of it: family, protocol, dt (s), rate (Hz), conductance before and after
 * (S). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../check_main.h"
#include "data/npy.h"
#include "device/device.h"
#include "network/layer.h"
#include "temp.h"

static const struct {
    const char *family, *device;
    double v_pot, t_pot, v_dep, t_dep;
} synapse[] = {
    {"drift", "drift/ron:100k/roff:700k/window:biolek/vt_p:0.5/vt_n:0.5", 1.5, 100e-6, -1.5, 50e-6},
    {"vteam", "vteam/ron:100k/roff:1meg/v_off:0.5/v_on:-0.5/k_off:5e-6/k_on:-5e-6", 1, 20e-6, -1,
     15e-6},
    {"pershin", "pershin/ron:100k/roff:1meg/beta:1e10/vt:0.5", 1, 3e-6, -1, 2e-6},
    {"yakopcic", "yakopcic/vp:0.3/vn:0.3/ap:100/an:100", 0.6, 100e-6, -0.6, 50e-6},
    {"team",
     "team/ron:100k/roff:1meg/i_off:1e-6/i_on:-1e-6/k_off:1e-6/k_on:-1e-6/alpha_off:3/"
     "alpha_on:3",
     1, 50e-6, -1, 30e-6},
};
enum { FAMILIES = sizeof synapse / sizeof *synapse, MOST = 100 };
static const double window = 20e-3, v_read = 0.1;

static ns_error e;
static ns_device_inst d;
static spike_layer_params par;
static double x0;
static FILE *csv;
static ns_layer *layer;

typedef struct {
    double t;
    bool post; /* the neuron is made to fire; else the input spikes */
} event;

static double read_current(double x)
{
    ns_eval at;
    d.dev->eval(d.p, v_read, x, &at);
    return at.i;
}

/* A neuron with the synapse, and another input that makes it fire by itself. */
static void start(int k)
{
    ck_assert_msg(ns_device_parse(&d, synapse[k].device, &e), "%s", e.msg);
    x0 = d.dev->x_lo + 0.4 * (d.dev->x_hi - d.dev->x_lo);
    const float g[2] = {(float)d.dev->conductance(d.p, x0),
                        (float)d.dev->conductance(d.p, d.dev->x_hi)};
    ck_assert_msg(ns_npy_write(temp_path("g.npy"), g, 2, 1, &e), "%s", e.msg);
    spike_layer_params_default(&par);
    par.n = 1;
    par.inputs = 2;
    par.device = synapse[k].device;
    par.load = temp_path("g.npy");
    par.reference = false;
    par.learn = "on";
    par.anneal = 1;
    par.theta_plus = 0;
    par.t_ref = par.t_inh = 0;
    par.v_read = v_read;
    par.tau_m = 1e-3;
    par.tau_theta = 1;
    par.t_read = 1e-7;
    par.v_th = 1e-3;
    par.c_mem = 0.97 * 0.999 * read_current(d.dev->x_hi) * par.t_read / par.v_th;
    par.v_pot = synapse[k].v_pot;
    par.t_pot = synapse[k].t_pot;
    par.v_dep = synapse[k].v_dep;
    par.t_dep = synapse[k].t_dep;
    par.t_stdp = window;
    layer = ns_layer_new(&par, "l", &e);
    ck_assert_msg(layer != NULL, "%s", e.msg);
}

static void stop(void)
{
    ns_layer_free(layer);
    ns_device_free(&d);
    temp_remove();
}

/* The state of the synapse after the events, as the device's equation says. */
static double expected(const event *ev, int n)
{
    double x = x0, last = -INFINITY;
    for (int i = 0; i < n; i++) {
        if (!ev[i].post) {
            last = ev[i].t;
            continue;
        }
        const bool hit = ev[i].t - last <= window;
        x = ns_flow(d.dev, d.p, hit ? par.v_pot : par.v_dep, x, hit ? par.t_pot : par.t_dep);
    }
    return x;
}

/* The same in a layer; returns the conductance before and after. */
static void in_layer(const event *ev, int n, float g[2], double *x)
{
    ns_packet in, out;
    float both[2];
    ns_packet_init(&in);
    ns_packet_init(&out);
    ns_layer_conductances(layer, both);
    g[0] = both[0];
    uint32_t posts = 0;
    for (int i = 0; i < n; i++) {
        ck_assert(ns_packet_push(&in, ev[i].t, ev[i].post));
        posts += ev[i].post;
    }
    in.width = ev[n - 1].t + 1;
    ck_assert_msg(ns_layer_run(layer, &in, &out, &e), "%s", e.msg);
    ck_assert_uint_eq(out.n, posts); /* it fires when told to, and not otherwise */
    ns_layer_conductances(layer, both);
    g[1] = both[0];
    *x = d.dev->state_of(d.p, (double)both[0]);
    ck_assert(ns_layer_rewind(layer, 0, &e)); /* making its tables takes longer than all else */
    ns_packet_free(&in);
    ns_packet_free(&out);
}

/* Returns the change of conductance, relative to that before. */
static double change(int k, const char *protocol, double dt, double rate, const event *ev, int n)
{
    float g[2];
    double x;
    in_layer(ev, n, g, &x);
    ck_assert_msg(fabs(x - expected(ev, n)) < 2e-5, "%s, %s, dt = %g, %g Hz: state %g, not %g",
                  synapse[k].family, protocol, dt, rate, x, expected(ev, n));
    if (csv) {
        fprintf(csv, "%s,%s,%g,%g,%.9g,%.9g\n", synapse[k].family, protocol, dt, rate, (double)g[0],
                (double)g[1]);
    }
    return (double)(g[1] / g[0]) - 1;
}

/* n pairs, the neuron fires dt after (before, if negative) the input. */
static int pairs(event *ev, int n, double dt, double rate)
{
    for (int i = 0; i < n; i++) {
        const double t = 0.2 + i / rate;
        ev[2 * i] = (event){dt < 0 ? t + dt : t, dt < 0};
        ev[2 * i + 1] = (event){dt < 0 ? t : t + dt, dt > 0};
    }
    return 2 * n;
}

START_TEST(curves)
{
    const int k = _i;
    event ev[MOST];
    start(k);
    double up = 0, down = 0;
    for (int ms = -60; ms <= 60; ms += 2) {
        const double dt = (ms + (ms < 0 ? -0.5 : 0.5)) * 1e-3,
                     c = change(k, "pair", dt, 0, ev, pairs(ev, 1, dt, 1));
        if (dt > 0 && dt <= window) {
            up = up > 0 ? up : c;
            ck_assert_double_eq_tol(c, up, 1e-5 * up); /* a rectangle */
        } else {
            down = down < 0 ? down : c;
            ck_assert_double_eq_tol(c, down, -1e-5 * down);
        }
    }
    ck_assert_double_gt(up, 1e-3);
    ck_assert_double_lt(down, -1e-3);
    stop();
}
END_TEST

START_TEST(triplets)
{
    const int k = _i;
    start(k);
    for (int ms = 5; ms <= 35; ms += 10) {
        const double dt = ms * 1e-3;
        const event two_inputs[] = {{0.2, false}, {0.2 + dt, true}, {0.2 + 2 * dt, false}},
                    two_spikes[] = {{0.2, true}, {0.2 + dt, false}, {0.2 + 2 * dt, true}};
        const double a = change(k, "pre-post-pre", dt, 0, two_inputs, 3),
                     b = change(k, "post-pre-post", dt, 0, two_spikes, 3);
        ck_assert((a > 0) == (dt <= window)); /* the second input comes too late to count */
        ck_assert(dt <= window || b < a);     /* two depressing pulses */
        ck_assert(dt > window || b < a);      /* depressed first */
    }
    stop();
}
END_TEST

/* Inputs that follow their neuron's spike by 10 ms precede the next one by less than the window
 * from 1 / 30 ms on: depression turns to potentiation, as it does in experiments. */
START_TEST(rates)
{
    static const double rate[] = {1, 10, 20, 30, 35, 40, 50};
    const int k = _i;
    event ev[MOST];
    start(k);
    for (size_t i = 0; i < sizeof rate / sizeof *rate; i++) {
        const double after = change(k, "rate", 10e-3, rate[i], ev, pairs(ev, 10, 10e-3, rate[i])),
                     before =
                         change(k, "rate", -10e-3, rate[i], ev, pairs(ev, 10, -10e-3, rate[i]));
        ck_assert_double_gt(after, 0);
        ck_assert((before > 0) == (rate[i] > 1 / (window + 10e-3)));
    }
    stop();
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("STDP curves");
    TCase *t = tcase_create("curves");
    const char *file = getenv("STDP_CSV");
    if (file && (csv = fopen(file, "w"))) {
        setvbuf(csv, NULL, _IOLBF, 0); /* the tests run in processes of their own */
        fprintf(csv, "family,protocol,dt,rate,g_before,g_after\n");
    }
    tcase_add_loop_test(t, curves, 0, FAMILIES);
    tcase_add_loop_test(t, triplets, 0, FAMILIES);
    tcase_add_loop_test(t, rates, 0, FAMILIES);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
