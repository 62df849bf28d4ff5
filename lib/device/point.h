/* A device at one voltage and state, with all that acts on it, along its second state's course. */
#ifndef NGSPIKE_POINT_H
#define NGSPIKE_POINT_H

#include "step.h"

/* The second state at the end of a time, for the target s there: y = c + s_weight s(v, x). c's
 * derivatives: c_x by x, dc by the voltage at the step's end. */
typedef struct {
    double c, c_x, dc, s_weight;
} ns_course;

/* In `at` the rate is that of all forces, and its partials are along y's course; i_v, i_x: of the
 * current along it; f_c, i_c: by c. */
typedef struct {
    ns_eval at;
    double i_v, i_x, i_c, f_c;
    double y, s, s_v, s_x;
} ns_point;

static inline void ns_point_second(const ns_device *d, const void *p, const ns_course *c, double v,
                                   double x, ns_point *out)
{
    ns_eval_second e;
    d->second->eval(p, v, x, c->c, c->s_weight, &e);
    double y_v = c->s_weight * e.s_v, y_x = c->c_x + c->s_weight * e.s_x;
    out->at = e.at;
    out->y = e.y;
    out->s = e.s;
    out->s_v = e.s_v;
    out->s_x = e.s_x;
    out->i_c = e.i_y;
    out->f_c = e.f_y;
    out->i_v = e.at.i_v + e.i_y * y_v;
    out->i_x = e.at.i_x + e.i_y * y_x;
    out->at.f_v += e.f_y * y_v;
    out->at.f_x += e.f_y * y_x;
}

static inline void ns_point_eval(const ns_device *d, const void *p, const ns_forces *w,
                                 const ns_course *c, double v, double x, ns_point *out)
{
    if (d->second) {
        ns_point_second(d, p, c, v, x, out);
    } else {
        d->eval(p, v, x, &out->at);
        out->i_v = out->at.i_v;
        out->i_x = out->at.i_x;
        out->i_c = out->f_c = 0;
        out->y = out->s = out->s_v = out->s_x = 0;
    }
    out->at.f = w->rate * out->at.f + w->add + w->add_x * x;
    out->at.f_v *= w->rate;
    out->at.f_x = w->rate * out->at.f_x + w->add_x;
    out->f_c *= w->rate;
}

/* Goes on along the slope, a way whose square is nothing. */
static inline void ns_point_go_on(ns_point *at, const ns_course *c, double way)
{
    at->at.i += at->i_x * way;
    at->at.f += at->at.f_x * way;
    at->s += at->s_x * way;
    at->y += (c->c_x + c->s_weight * at->s_x) * way;
}

#endif
