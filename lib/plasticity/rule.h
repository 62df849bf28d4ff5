/* Spike-timing dependent plasticity as a rule on spike times: pairs and triplets (Pfister and
 * Gerstner, J. Neurosci. 26:9673, 2006). Traces r1, r2 of the pre-synaptic and o1, o2 of the
 * post-synaptic spikes decay with tau_plus, tau_x, tau_minus, tau_y:
 *   pre:   w -= o1 (a2_minus + a3_minus r2),   then r1, r2 += 1
 *   post:  w += r1 (a2_plus + a3_plus o2),     then o1, o2 += 1
 * (nearest: = 1). Without a3 this is the pair rule, a2_plus e^(-dt / tau_plus) for dt = t_post -
 * t_pre > 0, -a2_minus e^(dt / tau_minus) below. */
#ifndef NGSPIKE_STDP_RULE_H
#define NGSPIKE_STDP_RULE_H

#include <stdbool.h>

typedef struct {
    double a2_plus, a3_plus, a2_minus, a3_minus;
    double tau_plus, tau_minus, tau_x, tau_y; /* s */
    bool nearest;                             /* only the last spike of the other side counts */
} ns_stdp_rule;

/* Zero before the first spike. */
typedef struct {
    double t; /* of the traces, s */
    double r1, r2, o1, o2;
} ns_stdp_traces;

/* Change of the weight by a spike at t (s), which is not before the last one. */
double ns_stdp_pre(const ns_stdp_rule *rule, ns_stdp_traces *traces, double t);
double ns_stdp_post(const ns_stdp_rule *rule, ns_stdp_traces *traces, double t);

/* Change by n_pre and n_post spikes at sorted times; of two at the same time the pre-synaptic one
 * comes first. */
double ns_stdp_change(const ns_stdp_rule *rule, const double *pre, int n_pre, const double *post,
                      int n_post);

#endif
