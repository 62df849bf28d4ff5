#include "overlap.h"

#include <math.h>

#include "../device/step.h"
#include "../numeric/gauss.h"
#include "../numeric/safe.h"

double ns_overlap_voltage(const ns_overlap *o, double u_pre, double u_post)
{
    return o->back * ns_spike_at(&o->shape, u_post) - ns_spike_at(&o->shape, u_pre);
}

/* One side of the synapse: when it spiked, and where its shape has its next corner. */
typedef struct {
    double u, corner;
} side;

static double to_corner(const ns_overlap *o, side *s)
{
    s->corner = isinf(s->u) ? INFINITY : ns_spike_corner(&o->shape, s->u);
    return isinf(s->corner) ? INFINITY : s->corner - s->u;
}

static void pass(side *s, double h)
{
    s->u = isinf(s->corner) || h < s->corner - s->u ? s->u + h : s->corner;
}

static ns_state begin(const ns_device_inst *d, double v, double x)
{
    ns_eval at;
    double s_v, s_x;
    const double s = d->dev->second ? d->dev->second->target(d->p, v, x, &s_v, &s_x) : 0;
    d->dev->eval(d->p, v, x, &at);
    const bool held = (x <= d->dev->x_lo && at.f < 0) || (x >= d->dev->x_hi && at.f > 0);
    return (ns_state){x, held ? 0 : at.f, s, s};
}

/* The waveform, one straight piece after the other. */
typedef struct {
    side pre, post;
    double t; /* still to come, s */
    double v, v_next, h;
} course;

static course begin_course(const ns_overlap *o, double u_pre, double u_post, double t)
{
    course c = {.pre = {.u = u_pre}, .post = {.u = u_post}, .t = t};
    c.v_next = ns_overlap_voltage(o, u_pre, u_post);
    return c;
}

/* false: there is no more. */
static bool next_piece(const ns_overlap *o, course *c)
{
    const double corner = fmin(to_corner(o, &c->pre), to_corner(o, &c->post));
    if (!(c->t > 0) || isinf(corner))
        return false;
    double h = fmin(corner, c->t);
    h = fmin(h, ns_spike_straight(&o->shape, c->pre.u));
    h = fmin(h, ns_spike_straight(&o->shape, c->post.u));
    pass(&c->pre, h);
    pass(&c->post, h);
    c->t -= h;
    c->h = h;
    c->v = c->v_next;
    c->v_next = ns_overlap_voltage(o, c->pre.u, c->post.u);
    return true;
}

/* A straight piece, or a part of it, with the states at its ends. */
typedef struct {
    double v0, v1, h;
    ns_state s0, s1;
} piece;

/* Energy of a piece, J: Gauss and Legendre's rule of four points, the state along the cubic through
 * both ends and their rates. */
static double smooth_energy(const ns_device_inst *d, const piece *c)
{
    const double x0 = c->s0.x, x1 = c->s1.x;
    double sum = 0;
    for (int q = 0; q < NS_GAUSS; q++) {
        const double u = ns_gauss_at[q], w = 1 - u, v = c->v0 + u * (c->v1 - c->v0),
                     x = w * w * (1 + 2 * u) * x0 + u * u * (3 - 2 * u) * x1 +
                         u * w * c->h * (w * c->s0.f - u * c->s1.f);
        ns_eval y;
        d->dev->eval(d->p, v, ns_clamp(x, fmin(x0, x1), fmax(x0, x1)), &y);
        sum += ns_gauss_weight[q] * v * y.i;
    }
    return sum * c->h;
}

static ns_state step(const ns_device_inst *d, double v0, double v1, const ns_state *s, double h)
{
    const ns_forces none = {.rate = 1, .x_lo = d->dev->x_lo, .x_hi = d->dev->x_hi};
    ns_step out;
    ns_step_resolved(d->dev, d->p, &none, v0, v1, s, h, &out);
    return (ns_state){out.x, out.at.f, out.y, out.s};
}

/* A step is cut in two until its parts lead to the same state: a rate that jumps at a threshold
 * within it is more than its own error control is made for. Not in the middle: there the step
 * itself may have been cut as well, with the same error. */
static ns_state cut_over(const ns_device_inst *d, double v0, double v1, const ns_state *s, double h,
                         int cuts)
{
    static const double at = 0.382, same = 1e-6; /* of the step; of the state's range */
    const double v = v0 + at * (v1 - v0), range = d->dev->x_hi - d->dev->x_lo;
    const ns_state whole = step(d, v0, v1, s, h);
    if (!d->dev->second && s->f == 0 && whole.f == 0 && whole.x == s->x && v0 * v1 >= 0)
        return whole; /* below a threshold */
    const ns_state part = step(d, v0, v, s, at * h), parts = step(d, v, v1, &part, (1 - at) * h);
    if (cuts == 0 || fabs(whole.x - parts.x) <= same * range)
        return parts;
    const ns_state first = cut_over(d, v0, v, s, at * h, cuts - 1);
    return cut_over(d, v, v1, &first, (1 - at) * h, cuts - 1);
}

static ns_state step_over(const ns_device_inst *d, double v0, double v1, const ns_state *s,
                          double h)
{
    enum { MOST_CUTS = 20 };
    return cut_over(d, v0, v1, s, h, MOST_CUTS);
}

/* A piece in which the state goes far is halved, up to `depth` times. */
static double energy_of(const ns_device_inst *d, const piece *c, int depth)
{
    if (depth == 0 || fabs(c->s1.x - c->s0.x) < 0.005 * (d->dev->x_hi - d->dev->x_lo))
        return smooth_energy(d, c);
    const double v = (c->v0 + c->v1) / 2, h = c->h / 2;
    const ns_state middle = step_over(d, c->v0, v, &c->s0, h);
    const piece first = {c->v0, v, h, c->s0, middle}, second = {v, c->v1, h, middle, c->s1};
    return energy_of(d, &first, depth - 1) + energy_of(d, &second, depth - 1);
}

double ns_overlap_flow_energy(const ns_overlap *o, const ns_device_inst *d, double x, double u_pre,
                              double u_post, double t, double *energy)
{
    enum { HALVINGS = 5 };
    course c = begin_course(o, u_pre, u_post, t);
    ns_state s = begin(d, c.v_next, ns_clamp(x, d->dev->x_lo, d->dev->x_hi));
    while (next_piece(o, &c)) {
        const piece part = {c.v, c.v_next, c.h, s, step_over(d, c.v, c.v_next, &s, c.h)};
        if (energy)
            *energy += energy_of(d, &part, HALVINGS);
        s = part.s1;
    }
    return s.x;
}

double ns_overlap_flow(const ns_overlap *o, const ns_device_inst *d, double x, double u_pre,
                       double u_post, double t)
{
    return ns_overlap_flow_energy(o, d, x, u_pre, u_post, t, NULL);
}

double ns_overlap_energy_at_rest(const ns_overlap *o, const ns_device_inst *d, double x,
                                 double u_pre, double u_post, double t)
{
    double energy = 0;
    const ns_state still = {.x = x};
    for (course c = begin_course(o, u_pre, u_post, t); next_piece(o, &c);) {
        const piece part = {c.v, c.v_next, c.h, still, still};
        energy += smooth_energy(d, &part);
    }
    return energy;
}

bool ns_overlap_moves_alone(const ns_overlap *o, const ns_device_inst *d, bool post, double least)
{
    const double tail = o->shape.tail_time > 0 ? o->shape.tail : 0,
                 sign = post ? o->back : -1; /* rates grow with the voltage, either way */
    const double extreme[] = {sign * o->shape.amplitude, -sign * tail};
    for (int k = 0; k <= 64; k++) {
        const double x = d->dev->x_lo + (d->dev->x_hi - d->dev->x_lo) * k / 64;
        for (int m = 0; m < 2; m++) {
            ns_eval at;
            d->dev->eval(d->p, extreme[m], x, &at);
            if (fabs(at.f) * ns_spike_length(&o->shape) > least)
                return true;
        }
    }
    return false;
}
