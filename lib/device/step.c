#include "point.h"

#include <math.h>

#include "../numeric/implicit.h"
#include "../numeric/relax.h"

/* One evaluation at a time: of the state equation at the step's end. */
typedef struct {
    const ns_device *d;
    const void *p;
    const ns_forces *w;
    double v, x;      /* x: of the evaluation kept in to */
    ns_course course; /* of the second state */
    ns_point to;
} equation;

static double rate(void *ctx, double x, double *f_x)
{
    equation *q = ctx;
    ns_point_eval(q->d, q->p, q->w, &q->course, q->v, x, &q->to);
    q->x = x;
    *f_x = q->to.at.f_x;
    return q->to.at.f;
}

/* The second state's course, exact for a target that goes straight (gamma = 1: is the new one). */
static void second_step(equation *q, const ns_state *before, double h, double gamma)
{
    ns_relaxed k = ns_relax(h / q->d->second->tau(q->p));
    q->course.s_weight = gamma < 1 ? k.m[1] : k.m[0];
    q->course.c = before->y * k.left + before->s * (k.m[0] - q->course.s_weight);
}

/* Solves the step's equation; false if the state would leave its bounds. *g is the weight of the
 * rate at the end. */
static bool solve(equation *q, const ns_state *b, double h, double gamma, double *g, double *x)
{
    const ns_forces *w = q->w;
    *g = h * gamma;
    bool inside =
        ns_implicit(rate, q, b->x + (h - *g) * b->f, *g, w->x_lo, w->x_hi, b->x + h * b->f, x);
    if (inside || gamma == 1 || w->add_x != 0 || !ns_device_creeps(q->d, q->p, q->v, *x > b->x))
        return inside;
    *g = h;
    return ns_implicit(rate, q, b->x, *g, w->x_lo, w->x_hi, b->x, x);
}

void ns_step_forced(const ns_device *d, const void *p, const ns_forces *w, double v,
                    const ns_state *before, double h, double gamma, ns_step *out)
{
    /* fields one by one, here and below: clearing and copying whole structs is a good part of the
     * time of a simple device's step */
    equation q;
    double g, x, ignored;
    q.d = d;
    q.p = p;
    q.w = w;
    q.v = v;
    q.course.c_x = q.course.s_weight = 0;
    if (d->second)
        second_step(&q, before, h, gamma);
    bool inside = solve(&q, before, h, gamma, &g, &x);
    if (inside && fabs(x - q.x) <= NS_IMPLICIT_UNSEEN * x)
        ns_point_go_on(&q.to, &q.course, x - q.x);
    else
        rate(&q, x, &ignored);
    out->x = x;
    out->at = q.to.at;
    out->y = q.to.y;
    out->s = q.to.s;
    out->dx_dv = 0;
    if (inside) {
        /* 1 - g f_x >= 0 there; it is 0 only where two solutions meet, which no derivative
         * describes */
        out->dx_dv = g * q.to.at.f_v / fmax(1 - g * q.to.at.f_x, 1e-8);
    } else if ((x <= w->x_lo && q.to.at.f < 0) || (x >= w->x_hi && q.to.at.f > 0)) {
        out->at.f = out->at.f_v = out->at.f_x = 0;
    }
    out->di_dv = q.to.i_v + q.to.i_x * out->dx_dv;
}

void ns_device_step(const ns_device *d, const void *p, double v, double x0, double f0, double h,
                    double gamma, ns_step *out)
{
    const ns_forces none = {.rate = 1, .x_lo = d->x_lo, .x_hi = d->x_hi};
    ns_step_forced(d, p, &none, v, &(ns_state){.x = x0, .f = f0}, h, gamma, out);
}
