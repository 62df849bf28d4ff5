/* A short flow in few evaluations, and what it dissipates. Layers of devices that differ spend
 * their time here: no division and no call that an ordinary pulse can do without. */
#include <math.h>

#include "flow.h"
#include "../numeric/safe.h"

/* By how much the two results of a step may differ, of which the better one is taken: in units of
 * the range, and of the way to x_lo, near which floats still tell states apart. */
static const double allowed = 2e-8, allowed_near = 1e-6;
/* How far a step may go, in units of the range, and by how much it may bend: a difference can be
 * small by chance. */
static const double longest = 1.0 / 16, most_turn = 0.3;
/* On the way to x_lo a state that is so near is there, in units of the range. */
static const double there = 1.0000001e-12;

enum { MOST_TRIES = 1000 }; /* then ns_flow goes on */
enum { LANES = 32 };

/* A step from (x, at) over h. */
typedef struct {
    double x, h;
    ns_eval at, mid, to;
    double turn, half, first;
    double end, charge;     /* where it leads, C on the way */
    double missed, allowed; /* difference of the results, what it may be */
} stride;

/* Over h by Hermite and Simpson's rule, for values and the slopes at the ends times h. */
static inline double quadrature(double h, double y0, double y_mid, double y1, double turn0,
                                double turn1)
{
    return h * ((14.0 / 60) * (y0 + y1) + (32.0 / 60) * y_mid + (1.0 / 60) * (turn0 - turn1));
}

/* The two-derivative Runge-Kutta method of fourth order with two evaluations (Chan and Tsai, Numer.
 * Algorithms 53:171, 2010), `at` and `mid`; then, with the rate where it leads, `to`, the
 * quadrature of the rate along the quintic through both ends. */
static inline double half_way(stride *s)
{
    s->turn = s->h * s->at.f * s->at.f_x;
    return s->half = s->x + s->h * (0.5 * s->at.f + 0.125 * s->turn);
}

static inline double first_end(stride *s)
{
    const double mid_turn = s->h * s->mid.f * s->mid.f_x;
    return s->first = s->x + s->h * (s->at.f + (1.0 / 6) * (s->turn + 2 * mid_turn));
}

static inline void better_end(stride *s, const ns_device *d)
{
    const ns_eval *a = &s->at, *b = &s->to;
    const double turn1 = s->h * b->f * b->f_x;
    const double better_half =
        0.5 * (s->x + s->first) + s->h * (1.0 / 64) * (10 * (a->f - b->f) + s->turn + turn1);
    const double f_mid = s->mid.f + s->mid.f_x * (better_half - s->half);
    s->end = s->x + quadrature(s->h, a->f, f_mid, b->f, s->turn, turn1);
    s->charge = quadrature(s->h, a->i, s->mid.i, b->i, s->h * a->i_x * a->f, s->h * b->i_x * b->f);
    s->missed = fabs(s->end - s->first);
    const double near = allowed_near * fabs(s->end - d->x_lo), far = allowed * (d->x_hi - d->x_lo);
    s->allowed = near < far ? near : far;
}

static void go(stride *s, const ns_device *d, const void *p, double v)
{
    d->eval(p, v, half_way(s), &s->mid);
    d->eval(p, v, first_end(s), &s->to);
    better_end(s, d);
}

/* The step, of h or shorter, that ends on the stop which h leads beyond. */
static void go_to(stride *s, const ns_device *d, const void *p, double v, double stop)
{
    for (int k = 0; k < 40 && fabs(s->end - stop) > 1e-13 * (d->x_hi - d->x_lo); k++) {
        s->h *= (stop - s->x) / (s->end - s->x);
        go(s, d, p, v);
    }
    s->end = stop;
}

/* Whether h is not too long to try; how much of it is not. */
static inline bool in_reach(const stride *s, const ns_device *d)
{
    return fabs(s->at.f_x) * s->h <= most_turn &&
           fabs(s->at.f) * s->h <= longest * (d->x_hi - d->x_lo);
}

static double reach(const stride *s, const ns_device *d)
{
    const double turn = fabs(s->at.f_x) / most_turn,
                 way = fabs(s->at.f) / (longest * (d->x_hi - d->x_lo));
    return in_reach(s, d) ? s->h : 1 / fmax(turn, way);
}

/* Whether the state stays where it is. */
static inline bool rests(const stride *s, const ns_device *d, double lo, double hi)
{
    return s->at.f > 0
               ? s->x >= hi
               : s->at.f == 0 || s->x <= lo || s->x - d->x_lo <= there * (d->x_hi - d->x_lo);
}

static inline bool beyond(const stride *s, double lo, double hi)
{
    return s->at.f > 0 ? s->end > hi : s->end < lo;
}

double ns_flow_energy(const ns_device *d, const void *p, double v, double x, double t, double lo,
                      double hi, double *energy)
{
    double charge = 0;
    stride s = {.x = x, .h = t};
    d->eval(p, v, x, &s.at);
    for (int tries = 0; t > 0 && tries < MOST_TRIES; tries++) {
        if (rests(&s, d, lo, hi)) {
            *energy = v * (charge + s.at.i * t);
            return s.x;
        }
        s.h = s.h < t ? s.h : t;
        s.h = reach(&s, d);
        go(&s, d, p, v);
        if (!(s.missed <= s.allowed)) {
            s.h *= fmax(0.9 * pow(s.missed / s.allowed, -0.2), 0.1);
            continue;
        }
        if (beyond(&s, lo, hi))
            go_to(&s, d, p, v, s.at.f > 0 ? hi : lo);
        charge += s.charge;
        t = s.h < t ? t - s.h : 0;
        if (t > 0)
            d->eval(p, v, s.end, &s.at);
        s.x = s.end;
        s.h *= 2;
    }
    *energy = v * (charge + s.at.i * t);
    return t > 0 ? ns_clamp(ns_flow(d, p, v, s.x, t), fmin(lo, s.x), fmax(hi, s.x)) : s.x;
}

/* One step each, side by side: evaluations that do not wait for each other take a third of the
 * time. Then those that one step is not enough for. */
static void block(const ns_device *d, double v, ns_flow_lane *lane, int n)
{
    stride steps[LANES];
    ns_flow_lane *moving[LANES];
    int m = 0;
    for (int k = 0; k < n; k++) {
        ns_flow_lane *const q = &lane[k];
        stride *const s = &steps[m];
        s->x = q->x;
        s->h = q->t;
        d->eval(q->p, v, q->x, &s->at);
        q->energy = v * (s->at.i * q->t);
        moving[m] = q;
        m += !rests(s, d, q->lo, q->hi) && q->t > 0;
    }
    for (int k = 0; k < m; k++)
        d->eval(moving[k]->p, v, half_way(&steps[k]), &steps[k].mid);
    for (int k = 0; k < m; k++)
        d->eval(moving[k]->p, v, first_end(&steps[k]), &steps[k].to);
    for (int k = 0; k < m; k++) {
        ns_flow_lane *const q = moving[k];
        stride *const s = &steps[k];
        better_end(s, d);
        if (in_reach(s, d) && s->missed <= s->allowed && !beyond(s, q->lo, q->hi)) {
            q->x = s->end;
            q->energy = v * s->charge;
        } else {
            q->x = ns_flow_energy(d, q->p, v, q->x, q->t, q->lo, q->hi, &q->energy);
        }
    }
}

void ns_flow_lanes(const ns_device *d, double v, ns_flow_lane *lane, size_t n)
{
    for (size_t k = 0; k < n; k += LANES)
        block(d, v, lane + k, n - k < LANES ? (int)(n - k) : LANES);
}
