/* Differential evolution (Storn and Price 1997, the variant current-to-pbest of Zhang and Sanderson
 * 2009) of a population of points: thresholds and states that stop at their bounds make the
 * residuals rugged, and descents from random points end in the nearest hole. */
#include <math.h>
#include <stdlib.h>

#include "fit_impl.h"

static const double crossing = 0.9, elite = 0.15;

/* theta within a quarter turn of 0, where it tells coordinates apart. */
static double folded(double theta)
{
    return asin(sin(theta));
}

static int pick(ns_rng rng, uint64_t turn, uint32_t what, int n)
{
    return (int)(ns_rng_uniform(rng, DRAW_MEMBERS, turn, what) * n);
}

/* The trial that wants to take the place of member i; the population is sorted, best first. */
static ns_fit_point trial_for(const ns_fit_space *s, ns_rng rng, uint64_t turn,
                              const ns_fit_candidate *c, int n, int i)
{
    int top = (int)ceil(elite * n);
    const ns_fit_point *best = &c[pick(rng, turn, 0, top)].at;
    const ns_fit_point *a = &c[pick(rng, turn, 1, n)].at, *b = &c[pick(rng, turn, 2, n)].at;
    double f = 0.3 + 0.7 * ns_rng_uniform(rng, DRAW_SHARE, turn, 0);
    bool follows = ns_rng_uniform(rng, DRAW_SHARE, turn, 1) < 0.5;
    ns_fit_point t = c[i].at;
    for (int k = 0; k < s->n; k++)
        if (ns_rng_uniform(rng, DRAW_CROSS + (uint32_t)k, turn, 0) < crossing)
            t.theta[k] = folded(t.theta[k] + f * (best->theta[k] - t.theta[k]) +
                                f * (a->theta[k] - b->theta[k]));
    if (follows) {
        t.polarity = best->polarity;
        for (int k = 0; k < s->n_choices; k++)
            t.choice[k] = best->choice[k];
    }
    return t;
}

static int by_rms(const void *a, const void *b)
{
    const ns_fit_candidate *p = a, *q = b;
    if (p->rms != q->rms)
        return p->rms < q->rms ? -1 : 1;
    return (p->number > q->number) - (p->number < q->number);
}

void ns_fit_sort(ns_fit_candidate *c, int n)
{
    qsort(c, (size_t)n, sizeof *c, by_rms);
}

void ns_fit_evolve(ns_fit_job *j, ns_rng rng, ns_fit_candidate *c, int n, int generation,
                   double *residuals)
{
    for (int i = 0; i < n && !j->stopped; i++) {
        uint64_t turn = (uint64_t)generation * (uint64_t)n + (uint64_t)i;
        ns_fit_point t = trial_for(j->space, rng, turn, c, n, i);
        if (!ns_fit_residuals(j, &t, residuals))
            continue;
        double rms = ns_fit_rms(residuals, j->rows);
        if (rms < c[i].rms) {
            c[i].at = t;
            c[i].rms = rms;
        }
    }
    ns_fit_sort(c, n);
}
