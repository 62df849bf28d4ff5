/* What a layer learns: the rules, annealing, rewards. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../numeric/portable.h"
#include "../plasticity/stdp.h"
#include "layer_impl.h"

#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#endif

/* Annealed pulse widths take steps of 0.5 %: tables are made anew only that often. */
static const double width_ratio = 1.005;
/* eligible[] is kept multiplied by exp((t - traced) / tau_e): so many tau_e fit a double. */
static const double max_growth = 300;

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

static bool make_rewards(ns_layer *l, const spike_layer_params *p, ns_error *e)
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
    return l->rule != RULE_REWARD || make_rewards(l, p, e);
}

/* ---- synapses ---- */

/* Writes an increment and keeps the sum of its row, which is that of whole numbers: whatever came
 * and went, it is the same. */
static void increment(ns_layer *l, size_t i, size_t j, float x)
{
    const ns_read_map *const m = &l->read;
    float *const w = &l->w[i * l->stride + j];
    const float now = ns_table_at(m->dv, m->n, (x - m->x_lo) * m->per_x);
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

/* ---- energy ---- */

/* Reading pulses let `volts` times c_mem through n synapses, less what the reference takes from
 * each; the dummy's devices are more. */
static void count_reads(ns_layer *l, double volts, size_t n, size_t dummies)
{
    l->c.energy.read += l->p.v_read * l->p.c_mem * (volts + (double)(n + dummies) * l->read.off);
    l->c.energy.reads += n;
}

void ns_layer_read(ns_layer *l, double rows, size_t n)
{
    const double per_volt = l->read.per_volt;
    count_reads(l, per_volt > 0 ? rows / per_volt : 0, n * l->n, n);
}

void ns_layer_read_dummy(ns_layer *l)
{
    count_reads(l, 0, 0, 1);
}

void ns_layer_read_one(ns_layer *l, size_t i, size_t j)
{
    count_reads(l, (double)l->w[i * l->stride + j], 1, 0);
}

static void count_writes(ns_layer *l, double energy, size_t n)
{
    l->c.energy.write += energy;
    l->c.energy.writes += n;
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

/* Moves the moment for which eligible[] is kept to t. */
static void retrace(ns_layer *l, double t)
{
    const double left = ns_exp((l->c.traced - t) / l->p.tau_e);
    for (size_t k = 0; k < l->inputs * l->n; k++) {
        l->eligible[k] *= left;
    }
    l->c.traced = t;
}

static void program(ns_layer *l, size_t i, size_t j, double change)
{
    if (change != 0) {
        const double energy = ns_stdp_program(l->x + j * l->inputs + i, change, &l->pot, &l->dep);
        count_writes(l, energy, 1);
        ns_layer_refresh_one(l, i, j);
    }
}

/* A synapse's weight changes, or what it is eligible for; growth: exp((t - traced) / tau_e). */
static void change(ns_layer *l, size_t i, size_t j, double by, double growth)
{
    if (l->eligible) {
        l->eligible[j * l->inputs + i] += by * growth;
    } else {
        program(l, i, j, by);
    }
}

static double growth_at(ns_layer *l, double t)
{
    if (!l->eligible) {
        return 1;
    }
    if (t - l->c.traced > max_growth * l->p.tau_e) {
        retrace(l, t);
    }
    return ns_exp((t - l->c.traced) / l->p.tau_e);
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
    const double growth = growth_at(l, t);
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
    change(l, i, j, ns_stdp_pre(&l->stdp, pre, post_of(l, i, j), t), growth_at(l, t));
    ns_stdp_mark(&l->stdp, pre);
}

static void potentiate(ns_layer *l, size_t j, double t)
{
    const double growth = growth_at(l, t);
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
        count_writes(l,
                     ns_stdp_apply(l->x + j * l->inputs + i, &l->last[i], 1, t, l->p.t_stdp,
                                   &l->pot, &l->dep),
                     1);
        ns_layer_refresh_one(l, i, j);
    } else {
        ns_stdp_trace *const post = post_of(l, i, j);
        change(l, i, j, ns_stdp_post(&l->stdp, &l->pre[i], post, t), growth_at(l, t));
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
    const double *last = l->delay ? l->last + j * l->inputs : l->last;
    count_writes(
        l, ns_stdp_apply(l->x + j * l->inputs, last, l->inputs, t, l->p.t_stdp, &l->pot, &l->dep),
        l->inputs);
    ns_layer_refresh(l, j);
    return true;
}

/* ---- rewards ---- */

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
                program(l, i, j, l->due[k].amount * l->eligible[j * l->inputs + i]);
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
