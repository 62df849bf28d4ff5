#include "switches.h"

#include "../numeric/portable.h"
#include "../numeric/safe.h"
#include "../random/binomial.h"

NS_NO_CONTRACTION

/* Purposes of random draws, apart from those of cell_impl.h: a stream may serve both. */
enum { NS_DRAW_FALL = 0x1000, NS_DRAW_RISE };

typedef struct {
    double rise, fall; /* an off switch is on after t; an on switch is off */
    double remember;   /* what is left after t of a deviation from equilibrium */
} chances;

static chances after(const ns_switch_rates *r, double t)
{
    double sum = r->up + r->down;
    if (!(sum > 0))
        return (chances){0, 0, 1};
    double relaxed = ns_one_minus_exp(sum * t);
    return (chances){r->up / sum * relaxed, r->down / sum * relaxed, ns_exp(-sum * t)};
}

double ns_switches_mean(const ns_switch_rates *r, double x, double t)
{
    double up = r->up * (1 - x), down = r->down * x;
    chances c = after(r, t);
    double end = ns_clamp(x * c.remember + c.rise, 0, 1);
    return up == down ? x : up > down ? fmax(end, x) : fmin(end, x); /* no step back by rounding */
}

int ns_switches_draw(const ns_switch_rates *r, ns_rng rng, uint64_t count, int total, int n,
                     double t)
{
    chances c = after(r, t);
    return n - ns_binomial(rng, NS_DRAW_FALL, count, n, c.fall) +
           ns_binomial(rng, NS_DRAW_RISE, count, total - n, c.rise);
}
