#include "neuron.h"

#include <math.h>
#include <string.h>

#include "membrane.h"
#include "neuron_impl.h"

/* No more spikes than this are followed within one step of a simulator that does not land on them.
 */
enum { MOST_SPIKES = 64 };

/* Straight lines that a curved input is followed by within a step: the time of a crossing depends
 * on their number by less than 1e-3 of what the curve changes. */
enum { PIECES = 4 };

/* ---- terminals ---- */

void ns_neuron_terminals(const ns_neuron *n, double t, double t_spike, const ns_neuron_in *at,
                         ns_neuron_memory *now, ns_neuron_out *out)
{
    double s = ns_spike_at(&n->shape, t - t_spike);
    now->at = *at;
    now->src_out = s;
    out->g_out = 1 / n->p.r_out;
    out->i_out = now->i_out = (at->out - s) / n->p.r_out;
    if (n->is_node)
        return;
    now->src_in = n->p.v_in + n->p.back * s;
    out->g_in = 1 / n->p.r_in;
    out->i_in = now->i_in = (at->in - now->src_in) / n->p.r_in;
}

/* Mean over a step of the product of two straight lines. */
static double mean(double a0, double a1, double b0, double b1)
{
    return (a0 * b0 + a1 * b1) / 3 + (a0 * b1 + a1 * b0) / 6;
}

static void account(const ns_neuron *n, const ns_neuron_memory *a, double h, ns_neuron_memory *b)
{
    const neuron_lif_params *p = &n->p;
    double heat = p->r_out * mean(a->i_out, b->i_out, a->i_out, b->i_out),
           supply = -mean(a->src_out, b->src_out, a->i_out, b->i_out);
    if (n->is_node) {
        double stored = 0.5 * p->c * (b->at.in - a->at.in) * (b->at.in + a->at.in);
        double taken = a->fresh ? b->i_in * 0.5 * (a->at.in + b->at.in)
                                : mean(a->at.in, b->at.in, a->i_in, b->i_in);
        heat += taken - stored / h;
    } else {
        heat += p->r_in * mean(a->i_in, b->i_in, a->i_in, b->i_in);
        supply -= mean(a->src_in, b->src_in, a->i_in, b->i_in);
    }
    b->e = a->e + h * heat;
    b->e_supply = a->e_supply + h * supply;
}

/* ---- what happens within a step ---- */

typedef struct {
    const ns_neuron *n;
    const ns_neuron_memory *before;
    ns_neuron_memory *now;
    double t0, h;
    double nearest;
    double silence; /* time in the step at which inh passes v_inh; h: it does not */
    double turn;    /* time in the step at which the terminal's current changes its sign */
    double event;   /* first one asked for, s */
    bool curved;    /* the current's course is more than a straight line */
    bool broken;    /* the membrane was not free all the time */
} step;

static double line(double a, double b, double part)
{
    return a + (b - a) * part;
}

/* Time in (0, h) at which a line from a to b passes `level`; h if it does not. */
static double passes(double a, double b, double level, double h)
{
    return (a > level) != (b > level) ? fmin(h * (level - a) / (b - a), h) : h;
}

/* Events at the end of the step, but for what the convergence of a circuit leaves open, need not be
 * asked for. */
static void ask(step *s, double t)
{
    double end = s->t0 + s->h, close = 1e-15 * end + (t < end ? 1e-9 * s->h : 0);
    if (t > s->t0 + s->nearest && fabs(t - end) > close)
        s->event = fmin(s->event, t);
}

static void ask_for_spike(step *s, double t_spike)
{
    const ns_neuron *n = s->n;
    double from = s->t0 + s->nearest, end = s->t0 + s->h;
    if (isinf(t_spike))
        return;
    ask(s, t_spike + n->t_ref);
    for (double u = 0; t_spike + u <= end && !isinf(u); u = ns_spike_corner(&n->shape, u))
        if (t_spike + u > from)
            ask(s, t_spike + u);
    ask(s, t_spike + ns_spike_corner(&n->shape, end * (1 + 1e-15) - t_spike));
}

static void expect_silence(step *s)
{
    double a = s->before->at.inh, b = s->now->at.inh, level = s->n->p.v_inh;
    double t = s->h * (level - a) / (b - a);
    if (b != a && t > 0 && t < 3 * s->h)
        ask(s, s->t0 + t);
}

static bool silenced(const step *s, double at)
{
    double inh = at < s->silence ? s->before->at.inh : s->now->at.inh;
    return inh > s->n->p.v_inh;
}

static double membrane_current(const step *s, double at)
{
    const neuron_lif_params *p = &s->n->p;
    double part = at / s->h, i = line(s->before->i_in, s->now->i_in, part);
    if (p->rectify && i < 0)
        i = 0;
    return i + p->i_bias + p->gm * line(s->before->at.drive, s->now->at.drive, part);
}

static double rate(const ns_neuron *n, double v, double w, double i)
{
    if (n->is_adaptive)
        return ns_adaptive_rate(&n->adaptive, &(ns_adaptive_state){v, w}, i);
    return i / n->p.c - (v - n->p.v_rest) / n->tau;
}

/* Of the course from `from` to `to` within the step, as a straight line. */
static void currents(const step *s, double from, double to, double *i0, double *i1)
{
    double b0 = 0, b1 = 0;
    if (s->curved)
        ns_course_line(&s->now->course.point[0], from / s->h, to / s->h, &b0, &b1);
    *i0 = membrane_current(s, from) + b0;
    *i1 = membrane_current(s, to) + b1;
}

static ns_membrane_path path_of(const step *s, double from, double to)
{
    const ns_neuron *n = s->n;
    double i0, i1;
    currents(s, from, to, &i0, &i1);
    return (ns_membrane_path){.v0 = s->now->v,
                              .f0 = rate(n, s->now->v, 0, i0),
                              .k = (i1 - i0) / (n->p.c * (to - from)),
                              .tau = n->tau,
                              .th = n->p.v_th,
                              .theta = s->now->theta,
                              .tau_theta = n->tau_theta};
}

/* A simulator that has been told of a crossing ends its step there but for round-off. */
static bool crosses_at_end(const ns_membrane_path *p, const step *s, double h)
{
    double slope, excess = ns_membrane_excess(p, h, &slope);
    double least = 1e-12 * (s->n->p.v_th - s->n->p.v_reset) + slope * 1e-15 * (s->t0 + s->h);
    return slope > 0 && excess >= -least;
}

/* Where the membrane will fire if the current goes on as it is; beyond a few steps that is no more
 * than a guess. h: length of the path so far. */
static void expect(step *s, const ns_membrane_path *p, double h)
{
    double c;
    if (ns_membrane_crossing(p, h + 3 * s->h, &c) && c > h)
        ask(s, s->t0 + s->h + (c - h));
}

static void fire(step *s, double at)
{
    ns_neuron_memory *now = s->now;
    double end = s->t0 + s->h;
    now->t_spike = s->h - at <= 1e-15 * end ? end : s->t0 + at;
    now->v_peak = s->n->p.v_th + now->theta;
    now->theta += s->n->p.theta_plus;
    now->spikes++;
    s->broken = true;
    ask(s, now->t_spike);
}

static void move_watch(step *s, double dv)
{
    s->now->watch += s->now->sense * dv / (s->n->p.v_th - s->n->p.v_reset);
}

static void turn_watch(ns_neuron_memory *now)
{
    now->sense = now->watch > 0.5 ? -1 : 1;
}

static void decay(step *s, double h)
{
    if (s->now->theta != 0)
        s->now->theta *= exp(-h / s->n->tau_theta);
}

/* Moves a free membrane from `from` to `to`, or to where it fires; returns how far. */
static double integrate(step *s, double from, double to)
{
    ns_neuron_memory *now = s->now;
    ns_membrane_path p = path_of(s, from, to);
    double h = to - from, c = h;
    bool fires = ns_membrane_crossing(&p, h, &c) || (to == s->h && crosses_at_end(&p, s, h));
    if (!fires && to == s->h)
        expect(s, &p, h);
    double v = ns_membrane_at(&p, c);
    move_watch(s, v - now->v);
    now->v = v;
    decay(s, c);
    if (!fires)
        return to;
    fire(s, from + c);
    now->v = s->n->p.v_reset;
    turn_watch(now);
    return from + c;
}

/* The same for a membrane without a closed form. */
static double integrate_adaptive(step *s, double from, double to)
{
    const ns_neuron *n = s->n;
    ns_neuron_memory *now = s->now;
    double i0, i1, h = to - from, c = h;
    currents(s, from, to, &i0, &i1);
    ns_adaptive_state m = {now->v, now->w};
    bool fires =
        ns_adaptive_advance(&n->adaptive, &m, i0, (i1 - i0) / h, now->theta, n->tau_theta, h, &c);
    move_watch(s, m.v - now->v);
    now->v = m.v;
    now->w = m.w;
    decay(s, c);
    double end = s->t0 + s->h, excess = m.v - n->p.v_th - now->theta;
    double slope = rate(n, m.v, m.w, i1); /* round-off at the end of a step that landed */
    if (!fires && to == s->h && slope > 0)
        fires = excess >= -1e-12 * n->adaptive.span - slope * 1e-15 * end;
    if (!fires)
        return to;
    fire(s, from + c);
    now->v = n->p.v_reset;
    now->w += n->p.b;
    turn_watch(now);
    return from + c;
}

/* What goes on while the membrane is held. */
static void hold(step *s, double h)
{
    const ns_neuron *n = s->n;
    s->broken = true;
    ns_neuron_memory *now = s->now;
    decay(s, h);
    if (!n->is_adaptive)
        return;
    double rest = n->p.a * (n->p.v_reset - n->p.v_rest);
    now->w = rest + (now->w - rest) * exp(-h / n->p.tau_w);
}

static double held_until(const ns_neuron *n, const ns_neuron_memory *now)
{
    return now->t_spike + n->t_ref;
}

static double next_cut(const step *s, double at)
{
    double cuts[] = {held_until(s->n, s->now) - s->t0, s->silence, s->turn}, next = s->h;
    for (int k = 0; k < 3; k++)
        if (cuts[k] > at)
            next = fmin(next, cuts[k]);
    for (int k = 1; s->curved && k < PIECES; k++)
        if (s->h * k / PIECES > at)
            return fmin(next, s->h * k / PIECES);
    return next;
}

/* The membrane behind a virtual ground. Returns the beginning of the last stretch of the step in
 * which it was free, or h. */
static double follow(step *s)
{
    ns_neuron_memory *now = s->now;
    double at = 0, free_from = 0;
    for (int n = 0; at < s->h && n < 8 * MOST_SPIKES; n++) {
        double to = next_cut(s, at);
        if (s->t0 + at < held_until(s->n, now) || silenced(s, at)) {
            if (now->v != s->n->p.v_reset) {
                now->v = s->n->p.v_reset;
                turn_watch(now);
            }
            hold(s, to - at);
            at = free_from = to;
        } else {
            free_from = at;
            at = s->n->is_adaptive ? integrate_adaptive(s, at, to) : integrate(s, at, to);
        }
    }
    return held_until(s->n, now) > s->t0 + s->h ? s->h : free_from;
}

/* ---- curved inputs ---- */

/* The membrane through a step of the past, from point k + 1 of the course to point k. */
static void retrace(step *s, int k)
{
    const ns_neuron *n = s->n;
    ns_neuron_memory *now = s->now;
    const ns_course_point *p = &now->course.point[k];
    const double h = (p->t - p[1].t) / PIECES;
    ns_adaptive_state m = {now->then[k + 1].v, now->then[k + 1].w};
    for (int q = 0; q < PIECES; q++) {
        const double from = (double)q / PIECES, to = (q + 1.0) / PIECES;
        double i0, i1, never;
        ns_course_line(p, from, to, &i0, &i1);
        i0 += line(p[1].i, p->i, from);
        i1 += line(p[1].i, p->i, to);
        if (n->is_adaptive) {
            (void)ns_adaptive_advance(&n->adaptive, &m, i0, (i1 - i0) / h, INFINITY, INFINITY, h,
                                      &never);
            continue;
        }
        const ns_membrane_path path = {
            .v0 = m.v, .f0 = rate(n, m.v, 0, i0), .k = (i1 - i0) / (n->p.c * h), .tau = n->tau};
        m.v = ns_membrane_at(&path, h);
    }
    now->then[k].v = m.v;
    now->then[k].w = m.w;
}

static bool same_bump(const ns_course_point *a, const ns_course_point *b)
{
    return a->a == b->a && a->b == b->b;
}

/* What the new point tells about the last steps moves the membrane at the beginning of this one. */
static void look_back(step *s)
{
    ns_neuron_memory *now = s->now;
    const ns_course_point *is = now->course.point, *was = s->before->course.point;
    const int depth = now->free < 3 ? now->free : 3;
    memmove(now->then + 1, now->then, (NS_COURSE_POINTS - 1) * sizeof *now->then);
    int k = depth;
    while (k > 0 && same_bump(&is[k], &was[k - 1]))
        k--;
    if (k == 0)
        return;
    for (; k > 0; k--)
        retrace(s, k);
    move_watch(s, now->then[1].v - now->v);
    now->v = now->then[1].v;
    now->w = now->then[1].w;
}

/* How long the membrane's course to a spike is, and how fast (V/s): what an error of its voltage
 * makes of the spike's time. */
typedef struct {
    double length, pace;
} race;

static race race_of(const step *s)
{
    const neuron_lif_params *p = &s->n->p;
    const ns_neuron_memory *now = s->now;
    const double end = s->t0 + s->h, since = isinf(now->t_spike) ? end : end - now->t_spike,
                 fast = fabs(rate(s->n, now->v, now->w, membrane_current(s, s->h))),
                 length = fmin(s->n->tau, since + (p->v_th - p->v_reset) / fast);
    return (race){length, fmax((p->v_th - p->v_reset) / length, 0.1 * fast)};
}

/* Steps that resolve the input: what the time of a spike may be wrong by is shared by the steps to
 * it, each by its length. None is less than a 5000th of the way: what is not smooth there is noise.
 */
static void resolve(const step *s, const ns_course_quality *q, ns_neuron_out *out)
{
    const ns_neuron *n = s->n;
    const race r = race_of(s);
    const double wrong = q->error / n->p.c,
                 right = 0.1 * n->p.tol * r.pace * fmin(s->h / r.length, 1),
                 least = fmax(s->nearest, r.length / 5000);
    if (s->now->course.n == 2) /* the first of all: nothing is known yet */
        out->reach = s->t0 + fmax(1e-3 * r.length, least);
    if (!(wrong > 0))
        return;
    const double part = 0.9 * pow(right / wrong, 1.0 / (q->order - 1));
    if (part < 0.9 && s->h > least)
        out->reach = s->t0 + fmax(s->h * fmax(part, 0.1), least);
    out->next = fmax(s->h * fmax(part, 1), least);
}

/* The course of the current up to the end of this step, and the membrane that it makes at its
 * beginning. */
static ns_course_quality take_course(step *s)
{
    ns_neuron_memory *now = s->now;
    ns_course *c = &now->course;
    const double i = membrane_current(s, s->h);
    if (c->n == 0) {
        ns_course_begin(c, s->t0, membrane_current(s, 0));
        now->free = 0;
    }
    c->point[0].t =
        s->t0; /* a simulator that has rejected a step comes back to it with round-off */
    const ns_course_quality q = ns_course_add(c, s->t0 + s->h, i);
    look_back(s);
    if (s->turn < s->h)
        ns_course_straighten(c);
    s->curved = fabs(c->point[0].a) + fabs(c->point[0].b) > 1e-14 * fabs(i);
    return q;
}

/* Whether the current has a corner within the step or at its end that the neuron itself makes:
 * where the terminal's changes its sign and does not count any more, at a corner of the neuron's
 * spike. */
static bool own_corner(const step *s)
{
    if (s->turn < s->h)
        return true;
    const double start = s->now->t_spike, end = s->t0 + s->h, close = 1e-14 * end + 1e-9 * s->h;
    if (isinf(start) || s->n->p.back == 0)
        return false;
    return start > s->t0 + close ||
           ns_spike_corner(&s->n->shape, s->t0 + close - start) <= end + close - start;
}

/* After `follow`. */
static void note_course(step *s)
{
    ns_neuron_memory *now = s->now;
    if (own_corner(s)) {
        ns_course_begin(&now->course, s->t0 + s->h, now->course.point[0].i);
        s->broken = true;
    }
    now->then[0].v = now->v;
    now->then[0].w = now->w;
    now->free = s->broken ? 0 : now->free + (now->free < NS_COURSE_POINTS);
}

/* ---- the membrane as a node ---- */

typedef struct {
    double tau, f0, c; /* time constant; dv/dt at the beginning without current; capacitance */
} node;

static node node_at(const step *s)
{
    const neuron_lif_params *p = &s->n->p;
    double middle = s->t0 + 0.5 * s->h, v = s->before->at.in;
    double leak = 1 / s->n->tau, sw = 1 / (p->r_reset * p->c);
    double inh = 0.5 * (s->before->at.inh + s->now->at.inh);
    bool held = middle < held_until(s->n, s->before) || inh > p->v_inh;
    double drive = p->i_bias + p->gm * s->before->at.drive;
    double f0 = leak * (p->v_rest - v) + drive / p->c;
    return held ? (node){1 / (leak + sw), f0 + sw * (p->v_reset - v), p->c}
                : (node){s->n->tau, f0, p->c};
}

/* The current that takes the node to its voltage, as the circuit will have to provide it: a
 * straight line within the step, or constant where it is not known at the beginning. */
static void node_current(const step *s, const node *m, ns_neuron_out *out)
{
    const neuron_lif_params *p = &s->n->p;
    const ns_neuron_memory *a = s->before;
    double dv = s->now->at.in - a->at.in, h = s->h;
    double by_rate = ns_membrane_by_rate(h, m->tau), by_slope = ns_membrane_by_slope(h, m->tau);
    double k_drive = p->gm * (s->now->at.drive - a->at.drive) / (h * m->c);
    dv -= by_rate * m->f0 + by_slope * k_drive;
    if (a->fresh) {
        out->g_in = m->c / by_rate;
        out->i_in = out->g_in * dv;
    } else {
        out->g_in = m->c * h / by_slope;
        out->i_in = a->i_in + out->g_in * (dv - by_rate * a->i_in / m->c);
    }
    out->in_by_drive = -out->g_in * by_slope * p->gm / (h * m->c);
}

static void follow_node(step *s, ns_neuron_out *out)
{
    const neuron_lif_params *p = &s->n->p;
    ns_neuron_memory *now = s->now;
    const node m = node_at(s);
    bool is_free = m.tau == s->n->tau;
    node_current(s, &m, out);
    double i0 = s->before->fresh ? out->i_in : s->before->i_in;
    double k_drive = p->gm * (now->at.drive - s->before->at.drive);
    ns_membrane_path path = {.v0 = s->before->at.in,
                             .f0 = m.f0 + i0 / p->c,
                             .k = (out->i_in - i0 + k_drive) / (p->c * s->h),
                             .tau = m.tau,
                             .th = p->v_th,
                             .theta = now->theta,
                             .tau_theta = s->n->tau_theta};
    double c = s->h;
    bool fires =
        is_free && (ns_membrane_crossing(&path, s->h, &c) || crosses_at_end(&path, s, s->h));
    now->i_in = out->i_in;
    if (is_free)
        move_watch(s, now->at.in - s->before->at.in);
    now->v = now->at.in;
    decay(s, c);
    if (fires) {
        fire(s, c);
        decay(s, s->h - c);
    } else if (is_free) {
        expect(s, &path, s->h);
    }
    turn_watch(now);
}

/* ---- a step ---- */

/* A membrane that was reset goes down with the rise of the spike. */
static double shown(const ns_neuron *n, const ns_neuron_memory *now, double t)
{
    double part = (t - now->t_spike) / n->shape.rise;
    return part < 1 ? now->v + (now->v_peak - n->p.v_reset) * (1 - part) : now->v;
}

/* After `follow`, which says since when the membrane has been free. */
static void answer(const step *s, double free_from, ns_neuron_out *out)
{
    const ns_neuron *n = s->n;
    double part = free_from / s->h, last = s->h - free_from;
    double by_current =
        (part * ns_membrane_by_rate(last, n->tau) + ns_membrane_by_slope(last, n->tau) / s->h) /
        n->p.c;
    bool counts = !n->p.rectify || s->now->i_in > 0;
    out->mem_by_in = counts ? by_current / n->p.r_in : 0;
    out->mem_by_drive = by_current * n->p.gm;
    out->mem = shown(n, s->now, s->t0 + s->h);
}

void ns_neuron_step(const ns_neuron *n, const ns_neuron_memory *before, double t0, double t,
                    double nearest, const ns_neuron_in *at, ns_neuron_memory *now,
                    ns_neuron_out *out)
{
    step s = {n, before, now, t0, t - t0, nearest, t - t0, t - t0, INFINITY, false, false};
    *now = *before;
    *out = (ns_neuron_out){.reach = INFINITY, .next = INFINITY, .mem_by_in = 1};
    ns_neuron_terminals(n, t, before->t_spike, at, now, out);
    s.silence = passes(before->at.inh, at->inh, n->p.v_inh, s.h);
    if (n->is_node) {
        follow_node(&s, out);
        out->mem = at->in;
    } else {
        s.turn = n->p.rectify ? passes(before->i_in, now->i_in, 0, s.h) : s.h;
        const ns_course_quality q = take_course(&s);
        answer(&s, follow(&s), out);
        note_course(&s);
        if (!s.broken && n->p.tol > 0)
            resolve(&s, &q, out);
    }
    account(n, before, s.h, now);
    now->fresh = false;
    ask_for_spike(&s, before->t_spike);
    if (now->t_spike != before->t_spike)
        ask_for_spike(&s, now->t_spike);
    expect_silence(&s);
    out->event = s.event;
    out->i = membrane_current(&s, s.h);
    bool held = t < held_until(n, now) || at->inh > n->p.v_inh;
    out->watch_rate =
        held ? 0 : now->sense * rate(n, now->v, now->w, out->i) / (n->p.v_th - n->p.v_reset);
}
