/* A neuron with one synapse under study (input 0) and inputs that make it fire by themselves, for
 * tests of what a layer learns. They learn too, so each of these teachers serves once. */
#ifndef TESTS_ONE_SYNAPSE_H
#define TESTS_ONE_SYNAPSE_H

#include <math.h>

#include "../check_main.h"
#include "data/npy.h"
#include "device/device.h"
#include "network/layer.h"
#include "temp.h"

typedef struct {
    const char *device;
    double v_pot, t_pot, v_dep, t_dep;
} synapse_spec;

/* The state equation of the first is dx/dt = 3333 / s at 1 V, -2500 / s at -1 V. */
static const synapse_spec synapses[] = {
    {"vteam/ron:100k/roff:1meg/v_off:0.5/v_on:-0.5/k_off:7.5e-6/k_on:-1e-5/alpha_on:1", 1, 100e-6,
     -1, 100e-6},
    {"drift/ron:100k/roff:700k/window:biolek/vt_p:0.5/vt_n:0.5", 1.5, 4e-3, -1.5, 4e-3},
    {"drift/ron:100k/roff:700k/window:joglekar/vt_p:0.5/vt_n:0.5", 1.5, 4e-3, -1.5, 4e-3},
    {"pershin/ron:100k/roff:1meg/beta:1e10/vt:0.5", 1, 6e-6, -1, 6e-6},
    {"yakopcic/vp:0.3/vn:0.3/ap:100/an:100", 0.6, 3e-3, -0.6, 3e-3},
    {"team/ron:100k/roff:1meg/i_off:1e-6/i_on:-1e-6/k_off:1e-6/k_on:-1e-6/alpha_off:3/alpha_on:3",
     1, 2e-3, -1, 2e-3},
};
enum { SYNAPSES = sizeof synapses / sizeof *synapses };

enum { TEACHERS = 250 };

static ns_error err;
static ns_device_inst dev;
static uint32_t taught;

static inline uint32_t next_teacher(void)
{
    return 1 + taught++ % TEACHERS;
}

/* The synapse is in state x, the teachers fully on; a spike of the latter passes the threshold, of
 * the former does not. Parameters may still be changed. */
static inline spike_layer_params one_synapse(const synapse_spec *s, double x)
{
    spike_layer_params p;
    ns_eval at;
    ck_assert_msg(ns_device_parse(&dev, s->device, &err), "%s", err.msg);
    float g[1 + TEACHERS] = {(float)dev.dev->conductance(dev.p, x)};
    for (int k = 1; k <= TEACHERS; k++) {
        g[k] = (float)dev.dev->conductance(dev.p, dev.dev->x_hi);
    }
    ck_assert_msg(ns_npy_write(temp_path("g.npy"), g, 1 + TEACHERS, 1, &err), "%s", err.msg);
    spike_layer_params_default(&p);
    p.n = 1;
    p.inputs = 1 + TEACHERS;
    p.device = s->device;
    p.load = temp_path("g.npy");
    p.reference = false;
    p.learn = "on";
    p.anneal = 1;
    p.theta_plus = 0;
    p.t_ref = p.t_inh = 0;
    p.v_read = 0.1;
    p.tau_m = 1e-4;
    p.tau_theta = 1;
    p.t_read = 1e-7;
    p.v_th = 1e-3;
    dev.dev->eval(dev.p, p.v_read, dev.dev->x_hi, &at);
    p.c_mem = 0.9 * at.i * p.t_read / p.v_th;
    p.v_pot = s->v_pot;
    p.t_pot = s->t_pot;
    p.v_dep = s->v_dep;
    p.t_dep = s->t_dep;
    return p;
}

static inline ns_layer *make_layer(const spike_layer_params *p)
{
    ns_layer *l = ns_layer_new(p, "l", &err);
    taught = 0;
    ck_assert_msg(l != NULL, "%s", err.msg);
    return l;
}

/* State of the synapse. */
static inline double state_of(const ns_layer *l)
{
    float g[1 + TEACHERS];
    ns_layer_conductances(l, g);
    return dev.dev->state_of(dev.p, (double)g[0]);
}

#endif
