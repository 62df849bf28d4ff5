/* What a layer learns: the rules, annealing. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../plasticity/stdp.h"
#include "layer_impl.h"

#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#endif

/* Annealed pulse widths take steps of 0.5 %: tables are made anew only that often. */
static const double width_ratio = 1.005;
/* ---- construction ---- */

static bool parse_rule(ns_layer *l, const spike_layer_params *p, ns_error *e)
{
    static const char *const words[] = {[RULE_PULSES] = "pulses",
                                        [RULE_OVERLAP] = "overlap",
                                        [RULE_TRIPLET] = "triplet",
                                        [RULE_REWARD] = "reward"};
    const char *const pairing = p->pairing ? p->pairing : "all";
    const bool nearest = strcmp(pairing, "nearest") == 0;
    if (!nearest && strcmp(pairing, "all") != 0) {
        return ns_fail(e, "pairing = \"%s\": write all or nearest", pairing);
    }
    l->stdp = (ns_stdp_rule){p->a2_plus,   p->a3_plus, p->a2_minus, p->a3_minus, p->tau_plus,
                             p->tau_minus, p->tau_x,   p->tau_y,    nearest};
    for (int k = RULE_PULSES; k <= RULE_REWARD; k++) {
        if (p->rule && strcmp(p->rule, words[k]) == 0) {
            l->rule = (ns_rule)k;
            return true;
        }
    }
    return ns_fail(e, "rule = \"%s\": write pulses, overlap, triplet or reward",
                   p->rule ? p->rule : "");
}

bool ns_layer_rule(ns_layer *l, const spike_layer_params *p, ns_error *e)
{
    if (!parse_rule(l, p, e)) {
        return false;
    }
    if (l->rule == RULE_PULSES) {
        return true;
    }
    if (l->rule == RULE_OVERLAP) {
        return ns_layer_overlap_start(l, p, e);
    }
    const size_t synapses = l->inputs * l->n;
    l->pre = calloc(l->delay && !l->dendrite ? synapses : l->inputs, sizeof *l->pre);
    l->post = calloc(l->delay && l->dendrite ? synapses : l->n, sizeof *l->post);
    if (!l->pre || !l->post) {
        return ns_fail(e, "out of memory for the traces of %zu inputs and %zu neurons", l->inputs,
                       l->n);
    }
    return l->rule != RULE_REWARD || ns_layer_make_rewards(l, p, e);
}

/* ---- synapses ---- */

/* Writes an increment and keeps the sum of its row, which is that of whole numbers: whatever came
 * and went, it is the same. */
static void increment(ns_layer *l, size_t i, size_t j, float x)
{
    const ns_read_map *const m = &l->read;
    float *const w = &l->w[i * l->stride + j];
    const float now = ns_layer_own_reads(l) ? ns_layer_increment(l, i, j, x)
                                            : ns_table_at(m->dv, m->n, (x - m->x_lo) * m->per_x);
    l->row[i] += (int64_t)((double)now * m->per_volt) - (int64_t)((double)*w * m->per_volt);
    *w = now;
}

void ns_layer_refresh(ns_layer *l, size_t j)
{
    const float *const x = l->x + j * l->inputs;
    for (size_t i = 0; i < l->inputs; i++) {
        increment(l, i, j, x[i]);
    }
}

void ns_layer_refresh_one(ns_layer *l, size_t i, size_t j)
{
    increment(l, i, j, l->x[j * l->inputs + i]);
}

bool ns_layer_anneal(ns_layer *l, const ns_tag *tag, ns_error *e)
{
    if (l->overlap) {
        return true; /* spikes keep their shape */
    }
    const double over = l->p.anneal_over ? (double)l->p.anneal_over : (double)tag->count;
    const double done = over > 0 ? fmin((double)l->c.trained / over, 1) : 0;
    const int step = (int)lrint(log(1 - (1 - l->p.anneal) * done) / log(width_ratio));
    if (step == l->width_step) {
        return true;
    }
    const double width = pow(width_ratio, step);
    if (ns_layer_own_pulses(l)) {
        l->pot.width = l->p.t_pot * width;
        l->dep.width = l->p.t_dep * width;
        l->width_step = step;
        return true;
    }
    l->width_step = INT32_MIN; /* until both tables are made */
    if (!ns_pulse_rewidth(&l->pot, &l->synapse, l->p.t_pot * width, e) ||
        !ns_pulse_rewidth(&l->dep, &l->synapse, l->p.t_dep * width, e)) {
        return false;
    }
    l->table_error = fmax(l->table_error, fmax(l->pot.max_error, l->dep.max_error));
    l->width_step = step;
    return true;
}

/* ---- rules ---- */

/* Whether a pulse at this synapse does not do what the tables say. */
static bool apart(const ns_layer *l, size_t i, size_t j)
{
    return ns_layer_own_pulses(l) || ns_layer_stuck(l, i, j);
}

void ns_layer_program(ns_layer *l, size_t i, size_t j, double change)
{
    if (change == 0) {
        return;
    }
    double energy;
    if (apart(l, i, j)) {
        energy = ns_layer_pulse(l, i, j, change > 0 ? &l->pot : &l->dep, fabs(change));
    } else {
        energy = ns_stdp_program(l->x + j * l->inputs + i, change, &l->pot, &l->dep);
        ns_layer_refresh_one(l, i, j);
    }
    ns_layer_count_writes(l, energy, 1);
}

/* Rule = "pulses": the pulse that neuron j's spike at t is for its synapse from i, whose input's
 * spike before was at *last. */
static void apply_one(ns_layer *l, size_t i, size_t j, double t, const double *last)
{
    double energy;
    if (apart(l, i, j)) {
        energy = ns_layer_pulse(l, i, j, t - *last <= l->p.t_stdp ? &l->pot : &l->dep, 1);
    } else {
        energy = ns_stdp_apply(l->x + j * l->inputs + i, last, 1, t, l->p.t_stdp, &l->pot, &l->dep);
        ns_layer_refresh_one(l, i, j);
    }
    ns_layer_count_writes(l, energy, 1);
}

/* The same for all its synapses; last: of each input. */
static void apply(ns_layer *l, size_t j, double t, const double *last)
{
    if (ns_layer_own_pulses(l)) {
        ns_layer_count_writes(l, ns_layer_pulses(l, j, t, last), l->inputs);
    } else if (l->cells) {
        for (size_t i = 0; i < l->inputs; i++) {
            apply_one(l, i, j, t, &last[i]);
        }
    } else {
        ns_layer_count_writes(
            l,
            ns_stdp_apply(l->x + j * l->inputs, last, l->inputs, t, l->p.t_stdp, &l->pot, &l->dep),
            l->inputs);
        ns_layer_refresh(l, j);
    }
}

/* A synapse's weight changes, or what it is eligible for; growth: exp((t - traced) / tau_e). */
static void change(ns_layer *l, size_t i, size_t j, double by, double growth)
{
    if (l->eligible) {
        l->eligible[j * l->inputs + i] += by * growth;
    } else {
        ns_layer_program(l, i, j, by);
    }
}

/* The traces that the synapse from i to j sees. */
static ns_stdp_trace *pre_of(ns_layer *l, size_t i, size_t j)
{
    return &l->pre[l->delay && !l->dendrite ? j * l->inputs + i : i];
}

static ns_stdp_trace *post_of(ns_layer *l, size_t i, size_t j)
{
    return &l->post[l->delay && l->dendrite ? j * l->inputs + i : j];
}

void ns_layer_depress(ns_layer *l, size_t i, double t)
{
    if (!l->pre || !l->c.learning) {
        return;
    }
    const double growth = ns_layer_growth_at(l, t);
    for (size_t j = 0; j < l->n; j++) {
        change(l, i, j, ns_stdp_pre(&l->stdp, &l->pre[i], post_of(l, i, j), t), growth);
    }
    ns_stdp_mark(&l->stdp, &l->pre[i]);
}

void ns_layer_depress_one(ns_layer *l, size_t i, size_t j, double t)
{
    if (!l->pre || !l->c.learning) {
        return;
    }
    ns_stdp_trace *const pre = pre_of(l, i, j);
    change(l, i, j, ns_stdp_pre(&l->stdp, pre, post_of(l, i, j), t), ns_layer_growth_at(l, t));
    ns_stdp_mark(&l->stdp, pre);
}

static void potentiate(ns_layer *l, size_t j, double t)
{
    const double growth = ns_layer_growth_at(l, t);
    for (size_t i = 0; i < l->inputs; i++) {
        change(l, i, j, ns_stdp_post(&l->stdp, pre_of(l, i, j), &l->post[j], t), growth);
    }
    ns_stdp_mark(&l->stdp, &l->post[j]);
}

void ns_layer_came_back(ns_layer *l, size_t i, size_t j, double t)
{
    if (!l->c.learning) {
        return;
    }
    if (l->rule == RULE_PULSES) {
        apply_one(l, i, j, t, &l->last[i]);
    } else {
        ns_stdp_trace *const post = post_of(l, i, j);
        change(l, i, j, ns_stdp_post(&l->stdp, &l->pre[i], post, t), ns_layer_growth_at(l, t));
        ns_stdp_mark(&l->stdp, post);
    }
}

bool ns_layer_learn(ns_layer *l, size_t j, double t, ns_error *e)
{
    l->theta[j] += (float)(l->p.theta_plus / ns_layer_rise_left(l, t));
    if (l->delay && l->dendrite) {
        return ns_layer_send_back(l, j, t, e);
    }
    if (l->overlap) {
        return ns_layer_overlap_post(l, j, t, e);
    }
    if (l->rule != RULE_PULSES) {
        potentiate(l, j, t);
        return true;
    }
    if (!ns_layer_log_column(l, j, e)) {
        return false;
    }
    apply(l, j, t, l->delay ? l->last + j * l->inputs : l->last);
    return true;
}
