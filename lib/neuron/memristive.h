/* A stochastic neuron made of a memristor, a divider and a comparator (Wijesinghe, Ankit, Sengupta,
 * Roy, IEEE Trans. Emerging Topics in Computational Intelligence, 2018, arXiv 1712.01472).
 *
 * Writing: the input terminal is connected to the memristor, which is off and switches on as a
 * Poisson process of the rate e^(v / v0) / tau0 in its voltage v (Jo, Kim, Lu, Nano Lett. 9:496,
 * 2009; Gaba et al., Nanoscale 5:5872, 2013): P = 1 - exp(-t / (tau0 e^(-v / v0))) under a constant
 * one. Reading: v_read across the memristor and r_s; the neuron fires if the voltage at r_s is
 * above v_cmp. Resetting: if the memristor is on, a pulse of the other sign switches it off.
 *
 * The rate is integrated along the voltage, a straight line within a step, and the memristor
 * switches where the integral passes an exponential variate that is a function of (seed, instance,
 * how many switchings before): steps do not matter. Memory is plain data, as in neuron.h. */
#ifndef NGSPIKE_MEMRISTIVE_H
#define NGSPIKE_MEMRISTIVE_H

#include <stdbool.h>

#include "neuron_memristive_params.h"
#include "../error.h"
#include "../random/philox.h"

typedef enum { NS_IDLE, NS_WRITE, NS_READ, NS_RESET } ns_memristive_phase;

typedef struct {
    neuron_memristive_params p;
    ns_rng rng;
    bool clocked;    /* the phases follow the clocks */
    double v_cmp;    /* V */
    double begin[5]; /* of writing, reading, resetting, pause in a cycle, and its length, s */
} ns_memristive;

/* Checks what ranges cannot. `who` begins messages. */
bool ns_memristive_init(ns_memristive *n, const neuron_memristive_params *p, bool clocked,
                        const char *instance, const char *who, ns_error *e);

/* Probability that it has switched after t seconds at v. */
double ns_memristive_probability(const ns_memristive *n, double v, double t);

/* Voltages of the ports; clocks that are not connected: v_clk - 1. */
typedef struct {
    double in, out, clock[3]; /* write, read, reset */
} ns_memristive_in;

typedef struct {
    bool on;
    int phase;
    double cycle;          /* of its own timing; -1 before the first */
    double since;          /* beginning of the phase, s */
    double g_from;         /* conductance of the terminal then, S */
    double t_switch, t_on; /* last change of the memristor, last time it went on, s */
    double switchings;     /* so far, either way */
    double hazard;         /* integral of the rate since then */
    double t_spike;        /* -INFINITY before the first */
    double trials, spikes;
    double e_write, e_read, e_reset, e_out, e_supply; /* J */
    double i_in, i_out, src_out;
    ns_memristive_in at;
} ns_memristive_memory;

typedef struct {
    double i_in, g_in, i_out, g_out;
    double event; /* as in neuron.h */
} ns_memristive_out;

void ns_memristive_start(const ns_memristive *n, const ns_memristive_in *at,
                         ns_memristive_memory *now, ns_memristive_out *out);
void ns_memristive_step(const ns_memristive *n, const ns_memristive_memory *before, double t0,
                        double t, double nearest, const ns_memristive_in *at,
                        ns_memristive_memory *now, ns_memristive_out *out);

#endif
