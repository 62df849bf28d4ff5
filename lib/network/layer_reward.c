/* What synapses are eligible for, and rewards. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../numeric/portable.h"
#include "layer_impl.h"

#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#endif

/* eligible[] is kept multiplied by exp((t - traced) / tau_e): so many tau_e fit a double. */
static const double max_growth = 300;

bool ns_layer_make_rewards(ns_layer *l, const spike_layer_params *p, ns_error *e)
{
    static const double usual[] = {1, -1};
    const size_t n = p->rewards_size > 0 ? (size_t)p->rewards_size : 2;
    l->rewards = malloc(n * sizeof *l->rewards);
    l->eligible = calloc(l->inputs * l->n, sizeof *l->eligible);
    if (!l->rewards || !l->eligible) {
        return ns_fail(e, "out of memory for what %zu x %zu synapses are eligible for", l->inputs,
                       l->n);
    }
    memcpy(l->rewards, p->rewards_size > 0 ? p->rewards : usual, n * sizeof *l->rewards);
    l->n_rewards = n;
    return true;
}

/* Moves the moment for which eligible[] is kept to t. */
static void retrace(ns_layer *l, double t)
{
    const double left = ns_exp((l->c.traced - t) / l->p.tau_e);
    for (size_t k = 0; k < l->inputs * l->n; k++) {
        l->eligible[k] *= left;
    }
    l->c.traced = t;
}

double ns_layer_growth_at(ns_layer *l, double t)
{
    if (!l->eligible) {
        return 1;
    }
    if (t - l->c.traced > max_growth * l->p.tau_e) {
        retrace(l, t);
    }
    return ns_exp((t - l->c.traced) / l->p.tau_e);
}

void ns_layer_rewarded(ns_layer *l, double t)
{
    size_t k = 0;
    for (; k < l->n_due && l->due[k].t < t; k++) {
        if (!l->c.learning) {
            continue;
        }
        retrace(l, l->due[k].t);
        for (size_t j = 0; j < l->n; j++) {
            for (size_t i = 0; i < l->inputs; i++) {
                ns_layer_program(l, i, j, l->due[k].amount * l->eligible[j * l->inputs + i]);
            }
        }
    }
    if (k) {
        l->n_due -= k;
        memmove(l->due, l->due + k, l->n_due * sizeof *l->due);
    }
}

static bool check_rewards(const ns_layer *l, const ns_packet *in, ns_error *e)
{
    if (l->rule != RULE_REWARD) {
        return ns_fail(e, "a reward comes, but the rule is not reward: write rule = \"reward\"");
    }
    if (!isfinite(in->t0)) {
        return ns_fail(e, "a packet of rewards at t0 = %g s: its time must be finite", in->t0);
    }
    for (uint32_t k = 0; k < in->n; k++) {
        const double t = in->t0 + in->t[k];
        if (in->addr[k] >= l->n_rewards) {
            return ns_fail(e, "a reward at address %u, but rewards has %zu items: give it more",
                           in->addr[k], l->n_rewards);
        }
        if (!(t >= l->c.latest && t < INFINITY)) {
            return ns_fail(e,
                           "a reward at %.12g s comes when the layer has taken input spikes up to "
                           "%.12g s: send it earlier (`ahead`), or delay it by spike_join",
                           t, l->c.latest);
        }
    }
    return true;
}

bool ns_layer_reward(ns_layer *l, const ns_packet *in, ns_error *e)
{
    if (!check_rewards(l, in, e) || !ns_layer_log_begin(l, e)) {
        return false;
    }
    l->version++;
    if (l->n_due + in->n > l->due_cap) {
        const size_t cap = 2 * (l->n_due + in->n);
        ns_reward *more = realloc(l->due, cap * sizeof *more);
        if (!more) {
            return ns_fail(e, "out of memory for %zu rewards", cap);
        }
        l->due = more;
        l->due_cap = cap;
    }
    for (uint32_t k = 0; k < in->n; k++) {
        const ns_reward r = {in->t0 + in->t[k], l->rewards[in->addr[k]]};
        size_t at = l->n_due++;
        for (; at > 0 && l->due[at - 1].t > r.t; at--) {
            l->due[at] = l->due[at - 1];
        }
        l->due[at] = r;
    }
    return true;
}

bool ns_layer_finish(ns_layer *l, ns_error *e)
{
    if (l->n_due == 0) {
        return true;
    }
    if (!ns_layer_log_begin(l, e)) {
        return false;
    }
    l->version++;
    ns_layer_rewarded(l, INFINITY);
    return true;
}
