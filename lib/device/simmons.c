#include "simmons.h"

#include <math.h>

#include "../numeric/implicit.h"
#include "../numeric/safe.h"

#define CONDUCTANCE 6.16573549169e-6 /* q^2 / (2 pi h), S */
#define DECAY       10246334439.3    /* 2 sqrt(2 m q) / hbar, 1/(m sqrt V) */

/* The barrier at a voltage: geometry and height with their partials. */
typedef struct {
    double d, d_u, d_w;
    double p, p_u, p_w;
} barrier;

#define VALID 0.9 /* of phi0: voltage up to which the formula is taken as it is */

/* u as it enters the barrier's shape: itself as long as that is valid, then bent to stay below
 * phi0, up to which Simmons's approximation of the image forces holds. */
static double bend(const ns_simmons *m, double u, double *slope)
{
    double straight = VALID * m->phi0, room = m->phi0 - straight;
    double t = u > straight ? tanh((u - straight) / room) : 0;
    *slope = 1 - t * t;
    return u > straight ? straight + room * t : u;
}

/* With that bend the current would stop growing: it is multiplied by this, 1 up to there and in the
 * end proportional to u. */
static double growth(const ns_simmons *m, double u, double *slope)
{
    double t = fmax(u / m->phi0 - VALID, 0), share = t / (1 + t);
    *slope = share * (2 - share) / m->phi0;
    return 1 + t * share;
}

static void barrier_at(const ns_simmons *m, double u, double w, barrier *b)
{
    double w1 = 1.2 * m->lm / m->phi0;
    double low = 3 * m->phi0 + 4 * m->lm / w - 2 * u, narrowed = 9.2 * m->lm / low;
    double w2 = w1 + w - narrowed;
    b->d = w - narrowed;
    b->d_u = -2 * narrowed / low;
    b->d_w = 1 - narrowed / low * (4 * m->lm / (w * w));
    double field = (w1 + w2) / (2 * w), image = 1.15 * m->lm / b->d;
    double l = log(w2 * (w - w1) / (w1 * (narrowed - w1)));
    /* by w2 (w held), then by w (w2 held) */
    double p_w2 = -u / (2 * w) - image * (1 / w2 + 1 / (narrowed - w1) - l / b->d);
    double p_w = u * field / w - image * (1 / (w - w1) - 1 / (narrowed - w1));
    b->p = m->phi0 - u * field - image * l;
    b->p_u = -field + p_w2 * b->d_u;
    b->p_w = p_w + p_w2 * b->d_w;
}

/* The barrier alone, u >= 0. */
static void tunnel(const ns_simmons *m, double u, double w, ns_simmons_current *out)
{
    double bent_u, bent = bend(m, u, &bent_u);
    barrier b;
    barrier_at(m, bent, w, &b);
    /* k = p e^(-c r) - (p + u) e^(-c s) for r^2 = p, s^2 = p + u, without the cancellation at small
     * u: through s - r = u / (r + s) and e^(-c (s - r)) - 1. */
    double c = DECAY * b.d, r = sqrt(b.p), s = sqrt(b.p + u), rise = u / (r + s);
    double e = exp(-c * r), fall = expm1(-c * rise), rest = fall + 1;
    double k = -e * (b.p * fall + u * rest);
    double k_u = e * rest * (c * s / 2 - 1);
    double k_p = e * (fall * (c * r / 2 - 1) + rest * c * rise / 2);
    double k_c = e * (r * b.p * fall + rest * rise * (s * s + s * r + b.p));
    double grown_u, grown = growth(m, u, &grown_u), scale = CONDUCTANCE * m->area / (b.d * b.d);
    double i = scale * k, i_d = scale * k_c * DECAY - 2 * i / b.d;
    out->i = grown * i;
    out->i_v = grown * (scale * (k_u + k_p * b.p_u * bent_u) + i_d * b.d_u * bent_u) + grown_u * i;
    out->i_w = grown * (scale * k_p * b.p_w + i_d * b.d_w);
}

typedef struct {
    const ns_simmons *m;
    double w, u;
    ns_simmons_current at; /* at u */
} divider;

static double minus_current(void *ctx, double u, double *slope)
{
    divider *q = ctx;
    q->u = u;
    tunnel(q->m, u, q->w, &q->at);
    *slope = -q->at.i_v;
    return -q->at.i;
}

void ns_simmons_eval(const ns_simmons *m, double v, double w, ns_simmons_current *out)
{
    double size = fabs(v), u, ignored;
    divider q = {.m = m, .w = w};
    /* the slope rises up to the voltage of the guess and falls beyond: Newton's method comes to the
     * solution from one side */
    ns_implicit(minus_current, &q, size, m->rs, 0, size, VALID * m->phi0, &u);
    if (q.u != u)
        minus_current(&q, u, &ignored);
    /* the larger of the two voltages gives the current its digits */
    double i = 2 * u < size ? (size - u) / m->rs : q.at.i, share = 1 / (1 + m->rs * q.at.i_v);
    *out = (ns_simmons_current){copysign(i, v), q.at.i_v * share, copysign(share, v) * q.at.i_w};
}

double ns_simmons_conductance(const ns_simmons *m, double w, double *g_w)
{
    barrier b;
    barrier_at(m, 0, w, &b);
    double r = sqrt(b.p), c = DECAY * b.d, e = exp(-c * r) * CONDUCTANCE * m->area / (b.d * b.d);
    double g = e * (c * r / 2 - 1);
    double g_p = e * c / (4 * r) * (3 - c * r); /* of g, by the height and by the width */
    double g_d = e * DECAY * r * (1.5 - c * r / 2) - 2 * g / b.d;
    double share = 1 / (1 + m->rs * g);
    *g_w = (g_p * b.p_w + g_d * b.d_w) * share * share;
    return g * share;
}

bool ns_simmons_prepare(const ns_simmons *m, double w_lo, double w_hi, const char *who, ns_error *e)
{
    enum { WIDTHS = 8, VOLTAGES = 30 };
    for (int k = 0; k <= WIDTHS; k++) {
        double w = w_lo + (w_hi - w_lo) * k / WIDTHS;
        for (int n = 0; n <= VOLTAGES; n++) {
            double u = m->phi0 * (n < 20 ? 0.07 * n : pow(10, (n - 20) / 2.));
            ns_simmons_current y;
            tunnel(m, u, w, &y);
            if (!(y.i_v > 0) || !(n == 0 || y.i_w < 0)) /* also if not a number */
                return ns_fail(e,
                               "%s: phi0 = %.12g V, lm = %.12g m: no barrier, or one whose current "
                               "falls with the voltage, at width %.4g m, %.4g V; raise x_on = "
                               "%.12g m or phi0",
                               who, m->phi0, m->lm, w, u, w_lo);
        }
    }
    return true;
}
