/* Spike-timing dependent plasticity as a rule on spike times: pairs and triplets (Pfister and
 * Gerstner, J. Neurosci. 26:9673, 2006). Traces r1, r2 of the pre-synaptic and o1, o2 of the
 * post-synaptic spikes decay with tau_plus, tau_x, tau_minus, tau_y:
 *   pre:   w -= o1 (a2_minus + a3_minus r2),   then r1, r2 += 1
 *   post:  w += r1 (a2_plus + a3_plus o2),     then o1, o2 += 1
 * (nearest: = 1). Without a3 this is the pair rule, a2_plus e^(-dt / tau_plus) for dt = t_post -
 * t_pre > 0, -a2_minus e^(dt / tau_minus) below. Traces decay in closed form. */
#ifndef NGSPIKE_STDP_RULE_H
#define NGSPIKE_STDP_RULE_H

#include <stdbool.h>

typedef struct {
    double a2_plus, a3_plus, a2_minus, a3_minus;
    double tau_plus, tau_minus, tau_x, tau_y; /* s */
    bool nearest;                             /* only the last spike of the other side counts */
} ns_stdp_rule;

/* What is left of one side's spikes at t (s): r1 and r2, or o1 and o2. Zero before the first. */
typedef struct {
    double t, fast, slow;
} ns_stdp_trace;

/* Change of the weight by a spike at t (s), which is not before the last one of either side; the
 * trace of the side that spikes is brought to t. It may belong to many synapses: its spike is then
 * marked once, after all their changes. */
double ns_stdp_pre(const ns_stdp_rule *rule, ns_stdp_trace *pre, const ns_stdp_trace *post,
                   double t);
double ns_stdp_post(const ns_stdp_rule *rule, const ns_stdp_trace *pre, ns_stdp_trace *post,
                    double t);
/* Marks a spike at the trace's own time. */
void ns_stdp_mark(const ns_stdp_rule *rule, ns_stdp_trace *trace);

/* Change by n_pre and n_post spikes at sorted times; of two at the same time the pre-synaptic one
 * comes first. */
double ns_stdp_change(const ns_stdp_rule *rule, const double *pre, int n_pre, const double *post,
                      int n_post);

#endif
