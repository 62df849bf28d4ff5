#include "step.h"

#include <math.h>

#include "../numeric/implicit.h"

/* One evaluation at a time: of the state equation at the step's end. */
typedef struct {
    const ns_device *d;
    const void *p;
    const ns_forces *w;
    double v, x;     /* x: of the evaluation kept in at */
    double y_c, y_s; /* second state at the end: y_c + y_s s(v, x) */
    double y, s, s_x;
    double i_v, i_x; /* of the current, along y */
    ns_eval at;      /* its rate and partials: with all forces, along y */
} equation;

static void eval_second(equation *q, double x)
{
    ns_eval_second e;
    q->s = q->d->second->target(q->p, q->v, x);
    q->y = q->y_c + q->y_s * q->s;
    q->d->second->eval(q->p, q->v, x, q->y, &e);
    q->s_x = e.s_x;
    q->at = e.at;
    q->i_v = e.at.i_v + e.i_y * q->y_s * e.s_v;
    q->i_x = e.at.i_x + e.i_y * q->y_s * e.s_x;
    q->at.f_v += e.f_y * q->y_s * e.s_v;
    q->at.f_x += e.f_y * q->y_s * e.s_x;
}

static double rate(void *ctx, double x, double *f_x)
{
    equation *q = ctx;
    if (q->d->second) {
        eval_second(q, x);
    } else {
        q->d->eval(q->p, q->v, x, &q->at);
        q->i_v = q->at.i_v;
        q->i_x = q->at.i_x;
    }
    q->at.f = q->w->rate * q->at.f + q->w->add + q->w->add_x * x;
    q->at.f_v *= q->w->rate;
    q->at.f_x = q->w->rate * q->at.f_x + q->w->add_x;
    q->x = x;
    *f_x = q->at.f_x;
    return q->at.f;
}

/* From the last evaluation to the solution, which is so near that the square of the way is nothing.
 */
static void go_on(equation *q, double x)
{
    double way = x - q->x;
    q->at.i += q->i_x * way;
    q->at.f += q->at.f_x * way;
    q->s += q->s_x * way;
    q->y += q->y_s * q->s_x * way;
}

/* Weights of the second state's exact step: y = y0 e^-r + s0 a + s b for r = h / tau. */
static void second_step(equation *q, const ns_state *before, double h, double gamma)
{
    double r = h / q->d->second->tau(q->p), decay = exp(-r);
    double mean = r > 1e-5 ? -expm1(-r) / r : 1 - r / 2 + r * r / 6; /* of e^-u, u from 0 to r */
    double s_before = gamma < 1 ? mean - decay : 0;
    q->y_s = gamma < 1 ? 1 - mean : -expm1(-r);
    q->y_c = before->y * decay + before->s * s_before;
    q->y = before->y;
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
    q.y = q.s = q.s_x = q.y_s = 0;
    if (d->second)
        second_step(&q, before, h, gamma);
    bool inside = solve(&q, before, h, gamma, &g, &x);
    if (inside && fabs(x - q.x) <= NS_IMPLICIT_UNSEEN * x)
        go_on(&q, x);
    else
        rate(&q, x, &ignored);
    out->x = x;
    out->at = q.at;
    out->y = q.y;
    out->s = q.s;
    out->dx_dv = 0;
    if (inside) {
        /* 1 - g f_x >= 0 there; it is 0 only where two solutions meet, which no derivative
         * describes */
        out->dx_dv = g * q.at.f_v / fmax(1 - g * q.at.f_x, 1e-8);
    } else if ((x <= w->x_lo && q.at.f < 0) || (x >= w->x_hi && q.at.f > 0)) {
        out->at.f = out->at.f_v = out->at.f_x = 0;
    }
    out->di_dv = q.i_v + q.i_x * out->dx_dv;
}

void ns_device_step(const ns_device *d, const void *p, double v, double x0, double f0, double h,
                    double gamma, ns_step *out)
{
    const ns_forces none = {.rate = 1, .x_lo = d->x_lo, .x_hi = d->x_hi};
    ns_step_forced(d, p, &none, v, &(ns_state){.x = x0, .f = f0}, h, gamma, out);
}
