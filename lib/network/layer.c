#include "layer_impl.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../plasticity/stdp.h"

#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#endif

static const int pulse_intervals = 1024, read_intervals = 4096;
/* A reading moves a state by less than this: a synapse is read about a million times in 60,000
 * images, and the layer does not follow what reading does. */
static const double max_disturb = 1e-9;
/* Potentials are kept multiplied by exp((t - base) / tau_m): so many tau_m fit a float. */
static const double max_growth = 30;
/* Annealed pulse widths take steps of 0.5 %: tables are made anew only that often. */
static const double width_ratio = 1.005;

/* ---- construction ---- */

static bool parse_learn(ns_layer *l, const char *word, ns_error *e)
{
    static const char *const words[] = {
        [LEARN_AUTO] = "auto", [LEARN_ON] = "on", [LEARN_OFF] = "off"};
    for (int k = LEARN_AUTO; k <= LEARN_OFF; k++) {
        if (word && strcmp(word, words[k]) == 0) {
            l->learn = (ns_learn)k;
            return true;
        }
    }
    return ns_fail(e, "learn = \"%s\": write auto (in packets of phase train), on or off",
                   word ? word : "");
}

/* What the ranges of single parameters cannot say. */
static bool check(const spike_layer_params *p, ns_error *e)
{
    if (!spike_layer_params_check(p, e->msg, sizeof e->msg)) {
        return false;
    }
    if (p->x_min > p->x_max) {
        return ns_fail(e, "x_min = %g is above x_max = %g: initial states lie between the two",
                       p->x_min, p->x_max);
    }
    if (p->tau_theta < p->tau_m) {
        return ns_fail(e,
                       "tau_theta = %g s is below tau_m = %g s: a threshold that falls faster than "
                       "the membrane could be crossed between two spikes; raise tau_theta",
                       p->tau_theta, p->tau_m);
    }
    return true;
}

static double charge_step(const ns_layer *l, double x)
{
    ns_eval at;
    l->synapse.dev->eval(l->synapse.p, l->p.v_read, x, &at);
    return at.i * l->p.t_read / l->p.c_mem;
}

/* Tabulates what a spike adds to a membrane, and makes sure that reading does not write. */
static bool make_read_map(ns_layer *l, ns_error *e)
{
    const ns_device *d = l->synapse.dev;
    ns_read_map *m = &l->read;
    m->n = read_intervals;
    m->x_lo = (float)d->x_lo;
    m->per_x = (float)(m->n / (d->x_hi - d->x_lo));
    m->dv = malloc(((size_t)m->n + 1) * sizeof *m->dv);
    if (!m->dv) {
        return ns_fail(e, "out of memory for a table of %d values", m->n + 1);
    }
    const double off = l->p.reference ? charge_step(l, d->x_lo) : 0;
    for (int k = 0; k <= m->n; k++) {
        const double x = d->x_lo + (d->x_hi - d->x_lo) * k / m->n;
        ns_eval at;
        d->eval(l->synapse.p, l->p.v_read, x, &at);
        if (!(fabs(at.f) * l->p.t_read <= max_disturb)) {
            return ns_fail(
                e,
                "device %s: reading with v_read = %g V for t_read = %g s moves the state "
                "by %.3g (at x = %g), the limit is %g: lower v_read or t_read, or give "
                "the device thresholds above v_read",
                d->name, l->p.v_read, l->p.t_read, at.f * l->p.t_read, x, max_disturb);
        }
        m->dv[k] = (float)(charge_step(l, x) - off);
        m->max = fmaxf(m->max, m->dv[k]);
    }
    return true;
}

static bool make_tables(ns_layer *l, ns_error *e)
{
    if (!make_read_map(l, e)) {
        return false;
    }
    if (l->overlap) {
        return true;
    }
    if (!ns_pulse_build(&l->pot, &l->synapse, l->p.v_pot, l->p.t_pot, pulse_intervals, e) ||
        !ns_pulse_build(&l->dep, &l->synapse, l->p.v_dep, l->p.t_dep, pulse_intervals, e)) {
        return false;
    }
    l->table_error = fmax(l->pot.max_error, l->dep.max_error);
    return true;
}

/* Zeroed, on a boundary of the widest vectors. */
static float *vectors(size_t n)
{
    const size_t align = LAYER_VECTOR * sizeof(float);
    float *v = n <= SIZE_MAX / sizeof *v - align ? aligned_alloc(align, n * sizeof *v) : NULL;
    if (v) {
        memset(v, 0, n * sizeof *v);
    }
    return v;
}

static bool allocate(ns_layer *l, ns_error *e)
{
    l->n = (size_t)l->p.n;
    l->inputs = (size_t)l->p.inputs;
    l->stride = (l->n + LAYER_VECTOR - 1) / LAYER_VECTOR * LAYER_VECTOR;
    l->x = vectors((l->n * l->inputs + LAYER_VECTOR - 1) / LAYER_VECTOR * LAYER_VECTOR);
    l->w = vectors(l->stride * l->inputs);
    l->u = vectors(l->stride);
    l->theta = vectors(l->stride);
    l->ready = malloc(l->n * sizeof *l->ready);
    l->last = malloc(l->inputs * sizeof *l->last);
    if (!l->x || !l->w || !l->u || !l->theta || !l->ready || !l->last) {
        return ns_fail(e, "out of memory for n = %d neurons of %d inputs (%.3g GiB)", l->p.n,
                       l->p.inputs, 8.0 * (double)l->n * (double)l->inputs / 0x1p30);
    }
    for (size_t j = l->n; j < l->stride; j++) {
        l->theta[j] = 1e18f; /* what only fills up a vector never fires */
    }
    for (size_t j = 0; j < l->n; j++) {
        l->ready[j] = -INFINITY;
    }
    for (size_t i = 0; i < l->inputs; i++) {
        l->last[i] = -INFINITY;
    }
    l->c.ready_min = l->c.ready_max = l->c.latest = -INFINITY;
    return true;
}

static bool copy_names(ns_layer *l, const spike_layer_params *p, ns_error *e)
{
    l->save = p->save ? strdup(p->save) : NULL;
    l->theta_save = p->theta_save ? strdup(p->theta_save) : NULL;
    if ((p->save && !l->save) || (p->theta_save && !l->theta_save)) {
        return ns_fail(e, "out of memory for a file name");
    }
    return true;
}

ns_layer *ns_layer_new(const spike_layer_params *p, const char *instance, ns_error *e)
{
    ns_layer *l = calloc(1, sizeof *l);
    if (!l) {
        ns_fail(e, "out of memory for a layer");
        return NULL;
    }
    l->p = *p;
    if (check(p, e) && parse_learn(l, p->learn, e) && copy_names(l, p, e) &&
        ns_device_parse(&l->synapse, p->device, e) && allocate(l, e) &&
        ns_layer_overlap_start(l, p, e) && make_tables(l, e) &&
        ns_layer_lateral(l, p, instance, e) && ns_layer_start(l, p, e)) {
        for (size_t j = 0; j < l->n; j++) {
            ns_layer_refresh(l, j);
        }
        return l;
    }
    ns_layer_free(l);
    return NULL;
}

void ns_layer_free(ns_layer *l)
{
    if (!l) {
        return;
    }
    ns_layer_log_free(l);
    ns_layer_overlap_free(l);
    ns_pulse_free(&l->pot);
    ns_pulse_free(&l->dep);
    ns_device_free(&l->synapse);
    free(l->read.dv);
    free(l->between);
    free(l->fired);
    free(l->patience);
    free(l->save);
    free(l->theta_save);
    free(l->x);
    free(l->w);
    free(l->u);
    free(l->theta);
    free(l->ready);
    free(l->last);
    free(l->growth);
    free(l);
}

/* ---- synapses ---- */

void ns_layer_refresh(ns_layer *l, size_t j)
{
    for (size_t i = 0; i < l->inputs; i++) {
        ns_layer_refresh_one(l, i, j);
    }
}

/* Sets the pulses' width for the next training packet: a function of its number alone. */
static bool anneal(ns_layer *l, const ns_tag *tag, ns_error *e)
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

/* ---- dynamics ---- */

/* Moves the moment for which potentials are kept to t. */
static void rebase(ns_layer *l, double t)
{
    const double passed = t - l->c.base;
    if (passed != 0) {
        const float leak = (float)ns_layer_exp(-passed / l->p.tau_m);
        for (size_t j = 0; j < l->n; j++) {
            l->u[j] *= leak;
        }
        const float fall = l->c.learning ? (float)ns_layer_exp(-passed / l->p.tau_theta) : 1;
        for (size_t j = 0; j < l->n; j++) {
            l->theta[j] *= fall;
        }
    }
    l->c.base = t;
}

/* What is left at t of a threshold rise of 1 at `base`. */
static double rise_left(const ns_layer *l, double t)
{
    return l->c.learning ? ns_layer_exp((l->c.base - t) / l->p.tau_theta) : 1;
}

bool ns_layer_learn(ns_layer *l, size_t j, double t, ns_error *e)
{
    if (!ns_layer_log_column(l, j, e)) {
        return false;
    }
    if (!l->overlap) {
        ns_stdp_apply(l->x + j * l->inputs, l->last, l->inputs, t, l->p.t_stdp, &l->pot, &l->dep);
        ns_layer_refresh(l, j);
    } else if (!ns_layer_overlap_post(l, j, t, e)) {
        return false;
    }
    l->theta[j] += (float)(l->p.theta_plus / rise_left(l, t));
    return true;
}

/* Neuron j fires at t. */
static bool fire(ns_layer *l, size_t j, double t, ns_error *e)
{
    memset(l->u, 0, l->n * sizeof *l->u);
    const double inhibited = t + l->p.t_inh;
    double min = INFINITY, max = -INFINITY;
    for (size_t k = 0; k < l->n; k++) {
        const double until = k == j                    ? t + l->p.t_ref
                             : l->ready[k] > inhibited ? l->ready[k]
                                                       : inhibited;
        l->ready[k] = until;
        min = until < min ? until : min;
        max = until > max ? until : max;
    }
    l->c.ready_min = min;
    l->c.ready_max = max;
    l->c.spikes++;
    return !l->c.learning || ns_layer_learn(l, j, t, e);
}

/* A stretch of input spikes short enough for one base: offsets t from t0, growth s. */
typedef struct {
    const double *t;
    const uint32_t *addr;
    const float *s;
    uint32_t n;
    double t0;
} stretch;

/* Whether each input spike writes. */
static bool inputs_write(const ns_layer *l)
{
    return l->overlap && l->c.learning;
}

static bool note_inputs(ns_layer *l, const stretch *in, uint32_t from, uint32_t to, ns_error *e)
{
    for (uint32_t k = from; k < to; k++) {
        const double t = in->t0 + in->t[k];
        l->last[in->addr[k]] = t;
        if (inputs_write(l) && !ns_layer_overlap_pre(l, in->addr[k], t, e)) {
            return false;
        }
    }
    return true;
}

/* The least that a membrane is below its threshold after spike q, less a thousandth of the
 * threshold: many times what rounding adds up to in a batch. */
static float room_after(const ns_layer *l, const stretch *in, uint32_t q)
{
    const float a = (float)l->p.v_th * in->s[q];
    const float b = (float)(in->s[q] * rise_left(l, in->t0 + in->t[q]));
    return ns_layer_margin(l->u, l->theta, l->stride, a, b, 0.999f);
}

/* How many spikes from q on cannot, together, use up the room: none adds more than the largest
 * increment, and in units of exp(-(t - base) / tau_m) thresholds only rise. */
static uint32_t harmless(const ns_layer *l, const stretch *in, uint32_t q, float room)
{
    const uint32_t end = in->n - q < LAYER_BATCH ? in->n : q + LAYER_BATCH;
    float sum = 0;
    uint32_t k = q;
    while (k < end && (sum += in->s[k] * l->read.max) < room) {
        k++;
    }
    return k - q;
}

/* Zeroes those who do not integrate at t. */
static void silence(ns_layer *l, double t)
{
    for (size_t j = 0; j < l->n; j++) {
        l->u[j] = t < l->ready[j] ? 0 : l->u[j];
    }
}

/* Spike q has come: whoever is furthest above threshold, if anybody is, fires. */
static bool contest(ns_layer *l, const stretch *in, uint32_t q, ns_packet *out, ns_error *e)
{
    const double t = in->t0 + in->t[q];
    const ns_contest c = {t, in->t[q], in->s[q], (float)l->p.v_th * in->s[q],
                          (float)(in->s[q] * rise_left(l, t))};
    if (inputs_write(l)) {
        ns_layer_overlap_charged(l, in->addr[q], &c);
    }
    if (l->patience) {
        ns_layer_draw(l);
    }
    if (l->lateral != LATERAL_WTA) {
        return ns_layer_free_contest(l, &c, out, e);
    }
    ptrdiff_t winner;
    if (l->patience) {
        const size_t next = ns_layer_next(l, &c);
        winner = next < l->n ? (ptrdiff_t)next : -1;
    } else {
        winner = ns_layer_winner(l->u, l->theta, l->n, c.a, c.b);
    }
    if (winner < 0) {
        return true;
    }
    if (!ns_packet_push(out, in->t[q], (uint32_t)winner)) {
        return ns_fail(e, "out of memory for the spikes of a packet");
    }
    return fire(l, (size_t)winner, t, e);
}

/* Spikes are taken in batches as large as cannot make anybody fire; the room for the next batch is
 * known from the last one. */
static bool run_stretch(ns_layer *l, const stretch *in, ns_packet *out, ns_error *e)
{
    float room = -1;
    for (uint32_t q = 0; q < in->n;) {
        const double t = in->t0 + in->t[q];
        const bool alone = t < l->c.ready_max || l->patience || inputs_write(l);
        const uint32_t batch = alone ? 0 : harmless(l, in, q, room);
        const uint32_t step = batch ? batch : 1;
        if (!note_inputs(l, in, q, q + step, e)) {
            return false;
        }
        q += step;
        if (t < l->c.ready_min) {
            continue;
        }
        ns_layer_integrate(l->u, l->w, l->stride, in->addr + q - step, in->s + q - step, step);
        if (t < l->c.ready_max) {
            silence(l, t);
        }
        room = room_after(l, in, q - 1);
        if (!batch && (room < 0 || l->patience) && !contest(l, in, q - 1, out, e)) {
            return false;
        }
    }
    return true;
}

/* ---- packets ---- */

static bool check_packet(const ns_layer *l, const ns_packet *in, ns_error *e)
{
    double before = l->c.latest;
    if (!isfinite(in->t0)) {
        return ns_fail(e, "a packet at t0 = %g s: its time must be finite", in->t0);
    }
    for (uint32_t k = 0; k < in->n; k++) {
        if (in->addr[k] >= l->inputs) {
            return ns_fail(
                e,
                "a spike at address %u of a packet at %g s, but inputs = %zu: set inputs "
                "to at least %u",
                in->addr[k], in->t0, l->inputs,
                in->n_addr > in->addr[k] ? in->n_addr : in->addr[k] + 1);
        }
        const double t = in->t0 + in->t[k];
        if (!(t >= before && t < INFINITY)) {
            return ns_fail(
                e,
                "a spike at %.12g s comes after one at %.12g s: spikes must come in order "
                "of time",
                t, before);
        }
        before = t;
    }
    return true;
}

static bool reserve_growth(ns_layer *l, uint32_t n, ns_error *e)
{
    if (n > l->growth_cap) {
        float *s = realloc(l->growth, n * sizeof *s);
        if (!s) {
            return ns_fail(e, "out of memory for a packet of %u spikes", n);
        }
        l->growth = s;
        l->growth_cap = n;
    }
    return true;
}

static bool learns(const ns_layer *l, const ns_tag *tag)
{
    return l->learn == LEARN_ON || (l->learn == LEARN_AUTO && tag->phase == NS_PHASE_TRAIN);
}

/* All spikes, in stretches that fit the range of a float. */
static bool run_spikes(ns_layer *l, const ns_packet *in, ns_packet *out, ns_error *e)
{
    for (uint32_t q = 0; q < in->n;) {
        double base = l->c.base - in->t0;
        if (in->t[q] - base > max_growth * l->p.tau_m) {
            rebase(l, in->t0 + in->t[q]);
            base = in->t[q];
        }
        uint32_t end = q + 1;
        while (end < in->n && in->t[end] - base <= max_growth * l->p.tau_m) {
            end++;
        }
        ns_layer_growth(l->growth + q, in->t + q, end - q, base, l->p.tau_m);
        const stretch part = {in->t + q, in->addr + q, l->growth + q, end - q, in->t0};
        if (!run_stretch(l, &part, out, e)) {
            return false;
        }
        q = end;
    }
    return true;
}

bool ns_layer_run(ns_layer *l, const ns_packet *in, ns_packet *out, ns_error *e)
{
    const bool learning = learns(l, &in->tag);
    if (!check_packet(l, in, e) || !reserve_growth(l, in->n, e) ||
        (learning && !anneal(l, &in->tag, e)) || !ns_layer_log_begin(l, e)) {
        return false;
    }
    ns_packet_clear(out);
    out->t0 = in->t0;
    out->width = in->width;
    out->tag = in->tag;
    out->seq = in->seq;
    out->n_addr = (uint32_t)l->n;
    rebase(l, l->c.started ? fmax(l->c.base, in->t0) : in->t0);
    const bool over = inputs_write(l) && !learning;
    l->c.started = true;
    l->c.learning = learning;
    l->version++;
    if ((over && !ns_layer_overlap_end(l, e)) || !run_spikes(l, in, out, e)) {
        return false;
    }
    l->c.latest = in->n ? in->t0 + in->t[in->n - 1] : l->c.latest;
    l->c.trained += learning;
    l->c.rate = in->width > 0 ? out->n / (in->width * (double)l->n) : 0;
    return true;
}

/* ---- questions ---- */

uint64_t ns_layer_version(const ns_layer *l)
{
    return l->version;
}

double ns_layer_spikes(const ns_layer *l)
{
    return (double)l->c.spikes;
}

double ns_layer_rate(const ns_layer *l)
{
    return l->c.rate;
}

double ns_layer_table_error(const ns_layer *l)
{
    return l->table_error;
}

void ns_layer_conductances(const ns_layer *l, float *g)
{
    for (size_t j = 0; j < l->n; j++) {
        for (size_t i = 0; i < l->inputs; i++) {
            g[i * l->n + j] =
                (float)l->synapse.dev->conductance(l->synapse.p, ns_layer_state(l, i, j));
        }
    }
}
