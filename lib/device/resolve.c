/* A step within which the state's course is resolved: ns_step_resolved. */
#include <math.h>

#include "part.h"
#include "../numeric/safe.h"

/* Up to which the trapezoidal rule will do, in units of the state's range. */
static const double plain_error = 3e-6;

static const double smallest = 1e-12; /* part of a step */
enum { MOST_PARTS = 500 };            /* tried in a step; then the rest is taken as it is */

/* So that the parts are the same for voltages near by, and what is derived by the voltage is
 * exact. */
static double whole_octave(double size)
{
    int exponent;
    frexp(size, &exponent);
    return ldexp(0.5, exponent);
}

static void set_part(ns_part *q, double at, double size)
{
    q->h = q->h_step * size;
    q->middle = at + size / 2;
    q->end = at + size < 1 ? at + size : 1;
}

/* By parts, as long as what may be missed in each allows. */
static void by_parts(ns_part *q, ns_node *a)
{
    double at = 0, size = 1;
    ns_node b;
    ns_part_begin(q, a);
    for (int tried = 0; at < 1; tried++) {
        set_part(q, at, 1 - at);
        if (ns_part_stops(q, &b)) {
            *a = b;
            return;
        }
        if (tried >= MOST_PARTS || size > 1 - at)
            size = 1 - at;
        set_part(q, at, size);
        double error = ns_part_try(q, &b);
        if (error <= 1 || size <= smallest || tried >= MOST_PARTS) {
            ns_part_accept(q, a, &b);
            at = q->end;
        }
        size = whole_octave(size * fmin(fmax(0.9 * pow(error, -0.2), 1e-3), 4));
    }
}

/* Whether the trapezoidal rule's step to `out` was good enough. */
static bool good_as_it_is(ns_part *q, const ns_node *a, const ns_step *out)
{
    const ns_forces *w = q->w;
    double least = plain_error * (w->x_hi - w->x_lo);
    if (q->h_step * fmax(fabs(a->f), fabs(out->at.f)) < least && fabs(a->x - out->x) < least &&
        q->v_a * q->v_b >= 0)
        return true;
    q->a = a;
    set_part(q, 0, 1);
    q->to.s = out->s;
    q->to.at.f = out->at.f;
    q->to.at.f_x = out->at.f_x;
    return ns_part_missed(q, out->x) <= plain_error;
}

void ns_step_resolved(const ns_device *d, const void *p, const ns_forces *w, double v_before,
                      double v, const ns_state *before, double h, ns_step *out)
{
    ns_part q;
    ns_node n = {.x = before->x, .f = before->f, .y = before->y, .s = before->s};
    q.d = d;
    q.p = p;
    q.w = w;
    q.v_a = v_before;
    q.v_b = v;
    q.h_step = h;
    ns_step_forced(d, p, w, v, before, h, 0.5, out);
    if (good_as_it_is(&q, &n, out))
        return;
    by_parts(&q, &n);
    *out = (ns_step){.x = n.x, .dx_dv = n.dx, .at = q.to.at, .y = n.y, .s = n.s};
    out->di_dv = q.to.i_v + q.to.i_x * n.dx + q.to.i_c * q.whole.dc;
}
