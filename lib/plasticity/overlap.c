#include "overlap.h"

#include <math.h>

#include "../device/step.h"
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

double ns_overlap_flow(const ns_overlap *o, const ns_device_inst *d, double x, double u_pre,
                       double u_post, double t)
{
    const ns_forces none = {.rate = 1, .x_lo = d->dev->x_lo, .x_hi = d->dev->x_hi};
    side pre = {.u = u_pre}, post = {.u = u_post};
    double v = ns_overlap_voltage(o, pre.u, post.u);
    ns_state s = begin(d, v, ns_clamp(x, d->dev->x_lo, d->dev->x_hi));
    while (t > 0) {
        const double corner = fmin(to_corner(o, &pre), to_corner(o, &post));
        if (isinf(corner))
            break;
        double h = fmin(corner, t);
        h = fmin(h, ns_spike_straight(&o->shape, pre.u));
        h = fmin(h, ns_spike_straight(&o->shape, post.u));
        pass(&pre, h);
        pass(&post, h);
        t -= h;
        const double v_next = ns_overlap_voltage(o, pre.u, post.u);
        ns_step out;
        ns_step_resolved(d->dev, d->p, &none, v, v_next, &s, h, &out);
        s = (ns_state){out.x, out.at.f, out.y, out.s};
        v = v_next;
    }
    return s.x;
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
