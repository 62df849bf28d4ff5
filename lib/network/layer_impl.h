/* The inside of a layer, shared by the files layer*.c. */
#ifndef NGSPIKE_LAYER_IMPL_H
#define NGSPIKE_LAYER_IMPL_H

#include <stddef.h>

#include "../device/cell.h"
#include "../device/pulse.h"
#include "../plasticity/rule.h"
#include "../random/philox.h"
#include "layer.h"

typedef enum { LEARN_AUTO, LEARN_ON, LEARN_OFF } ns_learn;
typedef enum { LATERAL_WTA, LATERAL_NONE, LATERAL_MATRIX } ns_lateral;
typedef enum { RULE_PULSES, RULE_OVERLAP, RULE_TRIPLET, RULE_REWARD } ns_rule;

/* What an input spike adds to a membrane (V), on an even grid of the state: linear in between. */
typedef struct {
    int n; /* intervals */
    float x_lo, per_x;
    float *dv;       /* n + 1 values */
    float max;       /* largest */
    float largest;   /* by its size */
    double off;      /* what `reference` has taken from each, V */
    double per_volt; /* to whole numbers that sums of increments are exact in */
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
    ns_layer_energy energy;      /* but for e_spike */
    double traced;               /* moment for which eligible[] is kept, s */
    double retained;             /* up to then retention has acted, s */
    bool started, learning;      /* a packet has come; the last one was learnt from */
} ns_layer_clock;

/* A reward that has come but not acted yet. */
typedef struct {
    double t, amount; /* s, 1 */
} ns_reward;

/* What is under way with delays: a spike of input i to neuron j, or neuron j's own back to the
 * synapse from input i. */
typedef enum { NS_ARRIVES, NS_COMES_BACK } ns_travel;
typedef struct {
    double t;    /* when it is there, s */
    double left; /* when it set out, s */
    uint32_t i, j;
    uint32_t rank; /* at an axon: j is the rank-th that the spike reaches; then it travels on */
    float dv;      /* at a dendrite: what it brings, V */
    ns_travel kind;
} ns_traveller;

typedef struct ns_layer_entry ns_layer_entry;
typedef struct ns_layer_overlap ns_layer_overlap;
typedef struct ns_layer_cells ns_layer_cells;

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
    ns_cell_spec spec;      /* of the synapses */
    ns_device_inst synapse; /* without spread, as `cell` */
    ns_cell cell;
    ns_layer_cells *cells; /* NULL: they are all alike, and perfect */
    ns_pulse pot, dep;
    ns_rule rule;
    ns_stdp_rule stdp;
    double *delay;   /* as x, s; NULL: none */
    uint32_t *order; /* inputs x n: the neurons in the order in which input i's spikes reach them;
                        NULL at dendrites */
    bool dendrite;   /* that is where it is */
    uint32_t *heard; /* n_heard: those, in the order of arrival */
    size_t n_heard;
    bool *hears;       /* n: those for whom a spike is there, with delays */
    ns_traveller *way; /* n_way under way, a heap: the next one first */
    size_t n_way, way_cap;
    ns_stdp_trace *pre, *post; /* of inputs, of neurons, or on the delayed side as x; NULL: rule =
                                  window */
    double *eligible; /* as x: what would have been learnt, times exp((t - traced) / tau_e); NULL
                         unless rule = reward */
    double *rewards;  /* n_rewards: of each address */
    size_t n_rewards;
    ns_reward *due; /* n_due, in order of time */
    size_t n_due, due_cap;
    ns_layer_overlap *overlap;    /* rule = "overlap", else NULL */
    double *wave_pre, *wave_post; /* last spikes that the synapses see (s): inputs, n; or NULL */
    double table_error;
    int width_step; /* of the annealing, that pot and dep stand at */
    ns_read_map read;

    size_t n, inputs, stride; /* stride: n rounded up to whole vectors */
    float *x;                 /* states, a neuron's inputs contiguous: x[j * inputs + i] */
    float *w;         /* what a spike adds (V), an input's neurons contiguous: w[i * stride + j] */
    int64_t *row;     /* inputs: sum of w over the neurons, in 1 / read.per_volt */
    float *u, *theta; /* n, padded to stride */
    double *ready;    /* n: from then on the neuron integrates, s */
    double *last;     /* inputs, or as x with delays at axons: time of the last spike, s */
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

/* ---- layer_learn.c ---- */

/* Reads `rule` and makes its traces. After ns_layer_delays. */
bool ns_layer_rule(ns_layer *l, const spike_layer_params *p, ns_error *e);
/* Sets the pulses' width for the next training packet: a function of its number alone. */
bool ns_layer_anneal(ns_layer *l, const ns_tag *tag, ns_error *e);
/* Makes the increments of neuron j, or of its synapse from input i, again from its states. */
void ns_layer_refresh(ns_layer *l, size_t j);
void ns_layer_refresh_one(ns_layer *l, size_t i, size_t j);
/* Neuron j's plasticity and rise of threshold for its spike at t. */
bool ns_layer_learn(ns_layer *l, size_t j, double t, ns_error *e);
/* What input i's spike at t changes by itself, at all synapses or at that to neuron j: with rule =
 * triplet or reward, while learning. */
void ns_layer_depress(ns_layer *l, size_t i, double t);
void ns_layer_depress_one(ns_layer *l, size_t i, size_t j, double t);
/* Neuron j's spike has come back to its synapse from input i. */
void ns_layer_came_back(ns_layer *l, size_t i, size_t j, double t);
/* A pulse of `by` times the width, as ns_stdp_program. */
void ns_layer_program(ns_layer *l, size_t i, size_t j, double by);

/* ---- layer_cells.c ---- */

/* Reads what the synapses are. */
bool ns_layer_synapse(ns_layer *l, const char *text, ns_error *e);
/* Draws them, if they are not all alike. After the table for reading and ns_layer_rule. */
bool ns_layer_imperfect(ns_layer *l, ns_error *e);
void ns_layer_cells_free(ns_layer *l);
/* Puts those that are stuck where they are. */
void ns_layer_stick(ns_layer *l);

/* Parameters of input i's synapse at neuron j; whether it is stuck. */
const void *ns_layer_device(const ns_layer *l, size_t i, size_t j);
bool ns_layer_stuck(const ns_layer *l, size_t i, size_t j);

/* Whether there is no table of what pulses do, of what a spike adds, that all synapses share. */
bool ns_layer_own_pulses(const ns_layer *l);
bool ns_layer_own_reads(const ns_layer *l);
/* With cells: what a spike adds in state x (V); a pulse of `share` times t's width, returns its
 * energy (J). */
float ns_layer_increment(const ns_layer *l, size_t i, size_t j, float x);
double ns_layer_pulse(ns_layer *l, size_t i, size_t j, const ns_pulse *t, double share);
/* The pulses that neuron j's spike at t is for its synapses, whose inputs spiked at last[]. */
double ns_layer_pulses(ns_layer *l, size_t j, double t, const double *last);

/* Half cycles begun, as x (negative: by a negative drive), or NULL. */
int32_t *ns_layer_turns(const ns_layer *l);

/* Retention up to t, where there is enough of it. */
bool ns_layer_retain(ns_layer *l, double t, ns_error *e);

/* Whether the increments of input i are those of its traps at t; makes them so; has them made anew
 * whatever the time. */
bool ns_layer_row_is_right(const ns_layer *l, size_t i, double t);
void ns_layer_right_row(ns_layer *l, size_t i, double t);
void ns_layer_forget_gains(ns_layer *l);

/* ---- layer.c ---- */

/* What a spike adds to a membrane through a device with these parameters in state x, with nothing
 * taken off (V); refuses one that this would write. */
bool ns_layer_charge(const ns_layer *l, const void *p, double x, double *dv, ns_error *e);
/* Makes room for increments of dv. */
void ns_layer_allow(ns_layer *l, float dv);

/* ---- layer_reward.c ---- */

/* Makes ready for rule = reward. */
bool ns_layer_make_rewards(ns_layer *l, const spike_layer_params *p, ns_error *e);
/* exp((t - traced) / tau_e), with `traced` moved on where that would not fit; 1 without rewards. */
double ns_layer_growth_at(ns_layer *l, double t);
/* Rewards before t act. */
void ns_layer_rewarded(ns_layer *l, double t);

/* ---- layer_energy.c ---- */

/* Reading pulses have reached all synapses of n inputs, whose row[] add up to `rows`, and the
 * dummy's; or one of them. */
void ns_layer_read(ns_layer *l, double rows, size_t n);
void ns_layer_read_dummy(ns_layer *l);
void ns_layer_read_one(ns_layer *l, size_t i, size_t j);
void ns_layer_count_writes(ns_layer *l, double energy, size_t n);

/* ---- layer_delay.c ---- */

/* Reads or draws the delays. */
bool ns_layer_delays(ns_layer *l, const spike_layer_params *p, ns_error *e);
/* All spikes of a packet and those under way, up to its end and `rest`. */
bool ns_layer_run_delayed(ns_layer *l, const ns_packet *in, ns_packet *out, ns_error *e);
/* Neuron j's spike at t sets out to all its synapses. */
bool ns_layer_send_back(ns_layer *l, size_t j, double t, ns_error *e);

/* ---- layer_run.c ---- */

/* An input spike at t, for which thresholds are a + b theta[j] and a volt is `s` in units of u[].
 */
typedef struct {
    double t, at; /* at: t as a packet has it */
    float s, a, b;
} ns_contest;

/* What is left at t of a threshold rise of 1 at `base`. */
double ns_layer_rise_left(const ns_layer *l, double t);
/* Moves `base` to t if exp((t - base) / tau_m) would not fit. */
void ns_layer_keep_base(ns_layer *l, double t);
/* Spikes have come: whoever is furthest above threshold, if anybody is, fires. */
bool ns_layer_contest(ns_layer *l, const ns_contest *c, ns_packet *out, ns_error *e);

/* ---- layer_lateral.c ---- */

/* `what` of the draws of a layer's stream. */
enum { NS_DRAW_STATE = 1, NS_DRAW_FIRE = 2, NS_DRAW_DELAY = 3 };

/* Reads `lateral` and its matrix, makes ready for v_stoch. */
bool ns_layer_lateral(ns_layer *l, const spike_layer_params *p, const char *instance, ns_error *e);

/* The neuron furthest above its threshold (of equals the first) that has not fired in this contest;
 * n: none. With v_stoch: that whose chance most exceeds its draw. */
size_t ns_layer_next(const ns_layer *l, const ns_contest *c);
/* Draws for a contest, with v_stoch. */
void ns_layer_draw(ns_layer *l);
/* Without wta: one neuron after the other fires and acts on the others, until nobody is above that
 * has not fired. */
bool ns_layer_free_contest(ns_layer *l, const ns_contest *c, ns_packet *out, ns_error *e);

/* ---- layer_overlap.c ---- */

/* Makes ready for rule = "overlap". After ns_layer_delays. */
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
