#include "memristive.h"

#include <math.h>

#include "spike_shape.h"
#include "../numeric/safe.h"

/* What is drawn. */
enum { DRAW_ON = 1, DRAW_OFF };

/* No more changes than this are followed within one step of a simulator that does not land on them.
 */
enum { MOST_CHANGES = 1000 };

/* ---- parameters ---- */

bool ns_memristive_init(ns_memristive *n, const neuron_memristive_params *p, bool clocked,
                        const char *instance, const char *who, ns_error *e)
{
    char msg[400];
    *n = (ns_memristive){.p = *p, .clocked = clocked};
    if (!neuron_memristive_params_check(p, msg, sizeof msg))
        return ns_fail(e, "%s: %s", who, msg);
    if (!(p->r_on < p->r_off))
        return ns_fail(e, "%s: r_on = %.12g ohm must be below r_off = %.12g ohm", who, p->r_on,
                       p->r_off);
    if (!(p->t_edge < p->t_read))
        return ns_fail(e, "%s: t_edge = %.12g s must be below t_read = %.12g s", who, p->t_edge,
                       p->t_read);
    n->v_cmp = p->v_cmp > 0 ? p->v_cmp : 0.5 * p->v_read;
    const double length[] = {p->t_write, p->t_read, p->t_reset, p->t_idle};
    for (int k = 0; k < 4; k++)
        n->begin[k + 1] = n->begin[k] + length[k];
    n->rng = ns_rng_key((uint64_t)p->seed, instance);
    return true;
}

/* ---- the memristor ---- */

static double rate_on(const ns_memristive *n, double v)
{
    return v > n->p.v_min ? exp(v / n->p.v0) / n->p.tau0 : 0;
}

double ns_memristive_probability(const ns_memristive *n, double v, double t)
{
    return -expm1(-t * rate_on(n, v));
}

/* expm1(z) / z */
static double growth(double z)
{
    return z == 0 ? 1 : expm1(z) / z;
}

/* Integral of the rate over h seconds of a straight line from a to b, both above v_min. */
static double integral(const ns_memristive *n, double a, double b, double h)
{
    return h * rate_on(n, fmax(a, b)) * growth(-fabs(b - a) / n->p.v0);
}

/* Time until that integral is `most`; beyond h if it is not by then. */
static double time_of(const ns_memristive *n, double a, double b, double h, double most)
{
    double per_rate = most / rate_on(n, a), slope = (b - a) / (n->p.v0 * h);
    double z = per_rate * slope;
    if (z <= -1)
        return INFINITY;
    return fabs(z) < 1e-12 ? per_rate : log1p(z) / slope;
}

static double exponential(const ns_memristive *n, uint32_t what, double count)
{
    return -log(ns_rng_uniform(n->rng, what, (uint64_t)count, 0));
}

/* What is left until the memristor switches, as an integral of the rate. */
static double left(const ns_memristive *n, const ns_memristive_memory *m)
{
    return exponential(n, m->on ? DRAW_OFF : DRAW_ON, m->switchings) - m->hazard;
}

/* Its conductance at t: it changes within t_edge. */
static double conductance(const ns_memristive *n, const ns_memristive_memory *m, double t)
{
    double part = ns_clamp((t - m->t_switch) / n->p.t_edge, 0, 1);
    double g_on = 1 / n->p.r_on, g_off = 1 / n->p.r_off;
    return m->on ? g_off + (g_on - g_off) * part : g_on + (g_off - g_on) * part;
}

static double terminal_conductance(const ns_memristive *n, const ns_memristive_memory *m, double t)
{
    double part = ns_clamp((t - m->since) / n->p.t_edge, 0, 1);
    double g =
        m->phase == NS_WRITE ? 1 / (n->p.r_write + 1 / conductance(n, m, t)) : 1 / n->p.r_idle;
    return part < 1 ? m->g_from + (g - m->g_from) * part : g;
}

/* ---- phases ---- */

typedef struct {
    const ns_memristive *n;
    const ns_memristive_memory *before;
    ns_memristive_memory *now;
    double t0, t, nearest, event;
} step;

static void ask(step *s, double t)
{
    double close = 1e-15 * s->t + (t < s->t ? 1e-9 * (s->t - s->t0) : 0);
    if (t > s->t0 + s->nearest && fabs(t - s->t) > close)
        s->event = fmin(s->event, t);
}

static void switched(step *s, double t)
{
    ns_memristive_memory *m = s->now;
    m->on = !m->on;
    m->t_switch = t;
    if (m->on)
        m->t_on = t;
    m->switchings++;
    m->hazard = 0;
    ask(s, t);
    ask(s, t + s->n->p.t_edge);
}

static void enter(step *s, int phase, double t)
{
    ns_memristive_memory *m = s->now;
    const neuron_memristive_params *p = &s->n->p;
    if (m->phase == NS_RESET && m->on && p->tau0_reset == 0)
        switched(s, t);
    m->g_from = terminal_conductance(s->n, m, t);
    m->phase = phase;
    m->since = t;
    ask(s, t);
    ask(s, t + p->t_edge);
    if (phase == NS_WRITE)
        m->trials++;
    double r = m->on ? p->r_on : p->r_off;
    if (phase == NS_READ && p->v_read * p->r_s / (r + p->r_s) > s->n->v_cmp) {
        m->spikes++;
        m->t_spike = t;
    }
}

/* Its own timing: the end of the phase, and the next one. */
static double own_end(const ns_memristive *n, const ns_memristive_memory *m)
{
    int place = m->phase == NS_IDLE ? 4 : m->phase;
    return n->p.delay + m->cycle * n->begin[4] + n->begin[place];
}

static void own_next(step *s)
{
    ns_memristive_memory *m = s->now;
    double end = own_end(s->n, m);
    if (m->phase == NS_IDLE)
        m->cycle++;
    enter(s, m->phase == NS_RESET ? NS_IDLE : m->phase + 1, end);
}

/* With clocks: which one is high at a time; the first of writing, reading, resetting if several. */
static int clocked_phase(const step *s, double t)
{
    double part = (t - s->t0) / (s->t - s->t0);
    for (int k = 0; k < 3; k++) {
        double a = s->before->at.clock[k], b = s->now->at.clock[k];
        if (a + (b - a) * part > s->n->p.v_clk)
            return NS_WRITE + k;
    }
    return NS_IDLE;
}

/* The next time after t at which a clock passes its level, were it to go on as it does. */
static double clock_edge(const step *s, double t)
{
    double next = INFINITY, level = s->n->p.v_clk;
    for (int k = 0; k < 3; k++) {
        double a = s->before->at.clock[k], b = s->now->at.clock[k];
        double edge = s->t0 + (s->t - s->t0) * (level - a) / (b - a);
        if (b != a && edge > t && edge < s->t + 3 * (s->t - s->t0))
            next = fmin(next, edge);
    }
    return next;
}

/* ---- a stretch of one phase ---- */

static double input(const step *s, double t)
{
    double part = (t - s->t0) / (s->t - s->t0);
    return s->before->at.in + (s->now->at.in - s->before->at.in) * part;
}

/* From a to b, or to where the memristor switches. `until` is the end of the phase, if it is known:
 * up to there what goes on as it does is foreseen. */
static double wait(step *s, double a, double b, double v_a, double v_b, double until)
{
    const ns_memristive *n = s->n;
    ns_memristive_memory *m = s->now;
    double floor = n->p.v_min, h = b - a;
    if ((v_a > floor) != (v_b > floor)) { /* the part above v_min */
        double cross = h * (floor - v_a) / (v_b - v_a);
        if (v_a > floor) {
            b = a + cross;
            v_b = nextafter(floor, INFINITY);
        } else {
            a += cross;
            v_a = nextafter(floor, INFINITY);
        }
        h = b - a;
    }
    if (!(v_a > floor) || !(h > 0))
        return INFINITY;
    double rest = left(n, m), t = a + time_of(n, v_a, v_b, h, rest);
    if (t <= b)
        return t;
    m->hazard += integral(n, v_a, v_b, h);
    if (b == s->t && t < fmin(until, b + 3 * (b - s->t0)))
        ask(s, t);
    return INFINITY;
}

static double voltage(const step *s, double t)
{
    const neuron_memristive_params *p = &s->n->p;
    if (s->now->phase == NS_READ)
        return p->v_read * p->r_off / (p->r_off + p->r_s);
    return input(s, t) * p->r_off / (p->r_off + p->r_write);
}

static double wait_for_off(step *s, double a, double b, double until)
{
    const neuron_memristive_params *p = &s->n->p;
    double v = p->v_reset * p->r_on / (p->r_on + p->r_write);
    double rate = exp(v / p->v0_reset) / p->tau0_reset, t = a + left(s->n, s->now) / rate;
    if (t <= b)
        return t;
    s->now->hazard += (b - a) * rate;
    if (b == s->t && t < fmin(until, b + 3 * (b - s->t0)))
        ask(s, t);
    return INFINITY;
}

static void account(step *s, double a, double b)
{
    const neuron_memristive_params *p = &s->n->p;
    ns_memristive_memory *m = s->now;
    double r = m->on ? p->r_on : p->r_off, e = 0;
    if (m->phase == NS_READ)
        m->e_read += e = (b - a) * p->v_read * p->v_read / (r + p->r_s);
    else if (m->phase == NS_RESET && m->on)
        m->e_reset += e = (b - a) * p->v_reset * p->v_reset / (r + p->r_write);
    m->e_supply += e;
}

/* From a towards b, the phase being the same; returns how far. */
static double go(step *s, double a, double b, double until)
{
    ns_memristive_memory *m = s->now;
    double t = INFINITY;
    if (!m->on && (m->phase == NS_WRITE || m->phase == NS_READ))
        t = wait(s, a, b, voltage(s, a), voltage(s, b), until);
    else if (m->on && m->phase == NS_RESET && s->n->p.tau0_reset > 0)
        t = wait_for_off(s, a, b, until);
    double to = fmin(t, b);
    account(s, a, to);
    if (t <= b)
        switched(s, to);
    return to;
}

/* ---- terminals ---- */

static void terminals(const ns_memristive *n, double t, const ns_memristive_in *at,
                      ns_memristive_memory *now, ns_memristive_out *out)
{
    const neuron_memristive_params *p = &n->p;
    const ns_spike_shape shape = {.amplitude = p->v_spike,
                                  .rise = p->t_edge,
                                  .plateau = p->t_read - p->t_edge,
                                  .fall = p->t_edge};
    now->at = *at;
    now->src_out = ns_spike_at(&shape, t - now->t_spike);
    out->g_in = terminal_conductance(n, now, t);
    out->g_out = 1 / p->r_out;
    out->i_in = now->i_in = out->g_in * at->in;
    out->i_out = now->i_out = out->g_out * (at->out - now->src_out);
}

static double mean(double a0, double a1, double b0, double b1)
{
    return (a0 * b0 + a1 * b1) / 3 + (a0 * b1 + a1 * b0) / 6;
}

static void account_terminals(const step *s)
{
    const ns_memristive_memory *a = s->before;
    ns_memristive_memory *b = s->now;
    double h = s->t - s->t0;
    b->e_write += h * mean(a->at.in, b->at.in, a->i_in, b->i_in);
    b->e_out += h * s->n->p.r_out * mean(a->i_out, b->i_out, a->i_out, b->i_out);
    b->e_supply -= h * mean(a->src_out, b->src_out, a->i_out, b->i_out);
}

static void ask_for_edges(step *s)
{
    const ns_memristive_memory *m = s->now;
    const neuron_memristive_params *p = &s->n->p;
    const double edges[] = {m->since + p->t_edge, m->t_switch + p->t_edge, m->t_spike + p->t_edge,
                            m->t_spike + p->t_read, m->t_spike + p->t_read + p->t_edge};
    for (int k = 0; k < 5; k++)
        ask(s, edges[k]);
}

/* ---- operating point, step ---- */

void ns_memristive_start(const ns_memristive *n, const ns_memristive_in *at,
                         ns_memristive_memory *now, ns_memristive_out *out)
{
    *now = (ns_memristive_memory){.cycle = -1,
                                  .g_from = 1 / n->p.r_idle,
                                  .since = -INFINITY,
                                  .t_switch = -INFINITY,
                                  .t_on = -INFINITY,
                                  .t_spike = -INFINITY};
    *out = (ns_memristive_out){.event = INFINITY};
    terminals(n, 0, at, now, out);
}

static void follow_own(step *s)
{
    double at = s->t0;
    for (int n = 0; n < MOST_CHANGES; n++) {
        double end = own_end(s->n, s->now);
        if (end <= at * (1 + 1e-15)) {
            own_next(s);
            continue;
        }
        if (!(at < s->t)) {
            ask(s, end);
            return;
        }
        at = go(s, at, fmin(end, s->t), end);
        if (s->t - at <= 1e-15 * s->t)
            at = s->t;
    }
}

static void follow_clocks(step *s)
{
    double at = s->t0;
    for (int n = 0; at < s->t && n < MOST_CHANGES; n++) {
        double edge = clock_edge(s, at), to = fmin(edge, s->t);
        int phase = clocked_phase(s, 0.5 * (at + to));
        if (phase != s->now->phase)
            enter(s, phase, at);
        at = go(s, at, to, edge);
        if (s->t - at <= 1e-15 * s->t)
            at = s->t;
    }
    ask(s, clock_edge(s, s->t0));
    ask(s, clock_edge(s, s->t));
}

void ns_memristive_step(const ns_memristive *n, const ns_memristive_memory *before, double t0,
                        double t, double nearest, const ns_memristive_in *at,
                        ns_memristive_memory *now, ns_memristive_out *out)
{
    step s = {n, before, now, t0, t, nearest, INFINITY};
    *now = *before;
    now->at = *at;
    if (n->clocked)
        follow_clocks(&s);
    else
        follow_own(&s);
    terminals(n, t, at, now, out);
    account_terminals(&s);
    ask_for_edges(&s);
    out->event = s.event;
}
