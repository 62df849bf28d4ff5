/* The inside of a layer, shared by the files layer*.c. */
#ifndef NGSPIKE_LAYER_IMPL_H
#define NGSPIKE_LAYER_IMPL_H

#include <stddef.h>

#include "../device/device.h"
#include "../device/pulse.h"
#include "../random/philox.h"
#include "layer.h"

typedef enum { LEARN_AUTO, LEARN_ON, LEARN_OFF } ns_learn;
typedef enum { LATERAL_WTA, LATERAL_NONE, LATERAL_MATRIX } ns_lateral;

/* What an input spike adds to a membrane (V), on an even grid of the state: linear in between. */
typedef struct {
    int n; /* intervals */
    float x_lo, per_x;
    float *dv; /* n + 1 values */
    float max;
} ns_read_map;

/* Everything that a packet changes, but for the synapses. Membranes and threshold rises are kept as
 * of one moment, `base`: at time t the membrane is u exp(-(t - base) / tau_m), and, while learning,
 * the rise is theta exp(-(t - base) / tau_theta). So leaking costs nothing per neuron. */
typedef struct {
    double base;                 /* s */
    double latest;               /* time of the last input spike, s */
    double ready_min, ready_max; /* over ready[]: before the first nobody, from the second on
                                    everybody integrates */
    uint64_t trained;            /* learning packets so far */
    uint64_t spikes;             /* fired so far */
    uint64_t contests;           /* input spikes that anybody's firing was drawn for */
    double rate;                 /* of the last packet */
    bool started, learning;      /* a packet has come; the last one was learnt from */
} ns_layer_clock;

typedef struct ns_layer_entry ns_layer_entry;
typedef struct ns_layer_overlap ns_layer_overlap;

typedef struct {
    ns_layer_entry *oldest, *newest;
    size_t bytes;
} ns_layer_log;

struct ns_layer {
    spike_layer_params p; /* its strings are copies, in the next four */
    char *save, *theta_save;
    ns_learn learn;
    ns_lateral lateral;
    float *between;   /* n x n, what neuron i's spike adds to neuron j (V); only with a matrix */
    bool *fired;      /* n: in the contest at hand */
    double *patience; /* n: drawn for the contest at hand; only with v_stoch */
    ns_rng rng;
    ns_device_inst synapse;
    ns_pulse pot, dep;
    ns_layer_overlap *overlap;    /* rule = "overlap", else NULL */
    double *wave_pre, *wave_post; /* last spikes that the synapses see (s): inputs, n; or NULL */
    double table_error;
    int width_step; /* of the annealing, that pot and dep stand at */
    ns_read_map read;

    size_t n, inputs, stride; /* stride: n rounded up to whole vectors */
    float *x;                 /* states, a neuron's inputs contiguous: x[j * inputs + i] */
    float *w;         /* what a spike adds (V), an input's neurons contiguous: w[i * stride + j] */
    float *u, *theta; /* n, padded to stride */
    double *ready;    /* n: from then on the neuron integrates, s */
    double *last;     /* inputs: time of the last spike, s */
    ns_layer_clock c;
    uint64_t version;
    ns_layer_log log;

    float *growth; /* of the packet at hand: exp((t - base) / tau_m) for each spike */
    uint32_t growth_cap;
};

/* ---- layer_kernel.c: the loops over neurons. Same result whatever the vector width. ---- */

enum { LAYER_VECTOR = 16, LAYER_BATCH = 1024 };

/* e^x to 1e-9, in operations that IEEE 754 defines to the bit; x is clipped to +-700. */
double ns_layer_exp(double x);
/* s[k] = exp((t[k] - base) / tau), 0 <= t[k] - base <= 30 tau. */
void ns_layer_growth(float *s, const double *t, uint32_t n, double base, double tau);
/* u[j] += s[k] * w[row[k] * stride + j], for k = 0 .. n - 1 in this order. */
void ns_layer_integrate(float *u, const float *w, size_t stride, const uint32_t *row,
                        const float *s, uint32_t n);
/* Smallest distance to `share` of the threshold a + b theta[j]. */
float ns_layer_margin(const float *u, const float *theta, size_t stride, float a, float b,
                      float share);
/* The neuron furthest above its threshold a + b theta[j] (the first of several), or -1. */
ptrdiff_t ns_layer_winner(const float *u, const float *theta, size_t n, float a, float b);

/* ---- layer.c ---- */

/* Neuron j's plasticity and rise of threshold for its spike at t. */
bool ns_layer_learn(ns_layer *l, size_t j, double t, ns_error *e);

/* Makes the increments of neuron j again from its states. */
void ns_layer_refresh(ns_layer *l, size_t j);

/* The same for input i alone. */
static inline void ns_layer_refresh_one(ns_layer *l, size_t i, size_t j)
{
    const ns_read_map *const m = &l->read;
    l->w[i * l->stride + j] =
        ns_table_at(m->dv, m->n, (l->x[j * l->inputs + i] - m->x_lo) * m->per_x);
}

/* ---- layer_lateral.c ---- */

/* `what` of the draws of a layer's stream. */
enum { NS_DRAW_STATE = 1, NS_DRAW_FIRE = 2 };

/* Reads `lateral` and its matrix, makes ready for v_stoch. */
bool ns_layer_lateral(ns_layer *l, const spike_layer_params *p, const char *instance, ns_error *e);

/* An input spike at t, for which thresholds are a + b theta[j] and a volt is `s` in units of u[].
 */
typedef struct {
    double t, at; /* at: t as a packet has it */
    float s, a, b;
} ns_contest;

/* The neuron furthest above its threshold (of equals the first) that has not fired in this contest;
 * n: none. With v_stoch: that whose chance most exceeds its draw. */
size_t ns_layer_next(const ns_layer *l, const ns_contest *c);
/* Draws for a contest, with v_stoch. */
void ns_layer_draw(ns_layer *l);
/* Without wta: one neuron after the other fires and acts on the others, until nobody is above that
 * has not fired. */
bool ns_layer_free_contest(ns_layer *l, const ns_contest *c, ns_packet *out, ns_error *e);

/* ---- layer_overlap.c ---- */

/* Reads `rule`, makes ready for "overlap". */
bool ns_layer_overlap_start(ns_layer *l, const spike_layer_params *p, ns_error *e);
void ns_layer_overlap_free(ns_layer *l);

/* Input i, neuron j spikes at t while learning: the synapses it has are moved on to then. */
bool ns_layer_overlap_pre(ns_layer *l, size_t i, double t, ns_error *e);
bool ns_layer_overlap_post(ns_layer *l, size_t j, double t, ns_error *e);
/* Input i has come, before anybody fires: when those who will would have had enough of it. */
void ns_layer_overlap_charged(ns_layer *l, size_t i, const ns_contest *c);
/* Learning ends: all spikes come to their end. */
bool ns_layer_overlap_end(ns_layer *l, ns_error *e);

/* A synapse's state, at the end of the spikes that it sees. */
double ns_layer_state(const ns_layer *l, size_t i, size_t j);

/* ---- layer_log.c ---- */

/* Starts an entry for the version after the present one; drops the oldest beyond the bound. */
bool ns_layer_log_begin(ns_layer *l, ns_error *e);
/* Keeps neuron j's states as they were, if this packet has not yet. */
bool ns_layer_log_column(ns_layer *l, size_t j, ns_error *e);
void ns_layer_log_free(ns_layer *l);

/* ---- layer_io.c ---- */

/* Initial states and threshold rises: drawn, or from the files given; writes save_start. */
bool ns_layer_start(ns_layer *l, const spike_layer_params *p, ns_error *e);

#endif
