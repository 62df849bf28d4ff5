#include <cminpack.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "fit_impl.h"

/* ---- one descent ---- */

typedef struct {
    ns_fit_job *j;
    ns_fit_point at;
    double *residuals; /* at the point whose derivatives are asked for next */
} descent;

static const double impossible = 1e3; /* residual of parameters that do not go together */

/* MINPACK's callback: residuals (iflag 1) or their derivatives (iflag 2), column by column. */
static int evaluate(void *user, int m, int n, const double *x, double *fvec, double *fjac,
                    int ldfjac, int iflag)
{
    descent *d = user;
    (void)ldfjac;
    memcpy(d->at.theta, x, (size_t)n * sizeof *x);
    if (iflag == 2)
        ns_fit_jacobian(d->j, &d->at, fvec, false, fjac);
    else if (!ns_fit_residuals(d->j, &d->at, fvec))
        for (int k = 0; k < m; k++)
            fvec[k] = impossible;
    return d->j->stopped ? -1 : 0;
}

double ns_fit_descend(ns_fit_job *j, ns_fit_point *at, int iterations)
{
    int m = (int)j->rows, n = j->space->n, calls, derivatives;
    size_t rows = j->rows, axes = (size_t)n;
    double *work = malloc((rows * (axes + 2) + 6 * axes) * sizeof *work);
    int *pivot = malloc((axes + 1) * sizeof *pivot);
    double rms = INFINITY;
    descent d = {.j = j, .at = *at};
    if (work && pivot && ns_fit_residuals(j, at, work)) {
        rms = ns_fit_rms(work, rows);
        double *fvec = work, *fjac = work + rows, *wa4 = fjac + rows * axes, *rest = wa4 + rows;
        double x[NS_FIT_MAX_AXES];
        memcpy(x, at->theta, axes * sizeof *x);
        if (n > 0 && m >= n)
            lmder(evaluate, &d, m, n, x, fvec, fjac, m, 1e-9, 1e-9, 0, iterations, rest, 1, 10, 0,
                  &calls, &derivatives, pivot, rest + axes, rest + 2 * axes, rest + 3 * axes,
                  rest + 4 * axes, wa4);
        memcpy(d.at.theta, x, axes * sizeof *x);
        double end = ns_fit_residuals(j, &d.at, fvec) ? ns_fit_rms(fvec, rows) : INFINITY;
        if (end < rms) {
            *at = d.at;
            rms = end;
        }
    }
    free(work);
    free(pivot);
    return rms;
}

/* ---- one search: random points, descents, evolution, descents ---- */

enum {
    DRAWS = 160,  /* random points, the published sets the first of them */
    DESCENTS = 4, /* from the best of them */
    PER_AXIS = 8, /* members, for each axis, of the population that evolves from the best; */
    FEWEST = 40,  /* but at least and at most as many */
    MOST = 160,
    GENERATIONS = 60,
    LAST_DESCENTS = 3, /* from the best of it */
    SHAKES = 6,        /* descents from points near the best of all */
    ITERATIONS = 60    /* of a descent, in residuals */
};

/* Parts of a search, of equal weight in the progress. */
static const int parts = 1 + DESCENTS + GENERATIONS / 10 + LAST_DESCENTS + SHAKES;

typedef struct {
    ns_fit_job *j;
    ns_rng rng;
    ns_fit_candidate c[DRAWS];
    double *residuals; /* scratch */
    double part;       /* what a part adds to the progress */
} search;

static void tell(search *s)
{
    s->j->done += s->part;
}

static int draw(search *s)
{
    int usable = 0;
    for (int k = 0; k < DRAWS; k++) {
        ns_fit_candidate *c = &s->c[k];
        *c = (ns_fit_candidate){.rms = INFINITY, .number = k};
        ns_fit_space_draw(s->j->space, s->rng, (uint64_t)k, &c->at);
        if (!s->j->stopped && ns_fit_residuals(s->j, &c->at, s->residuals))
            c->rms = ns_fit_rms(s->residuals, s->j->rows);
        usable += isfinite(c->rms);
    }
    ns_fit_sort(s->c, DRAWS);
    tell(s);
    return usable;
}

static void descend(search *s, int n)
{
    for (int k = 0; k < n && !s->j->stopped && isfinite(s->c[k].rms); k++) {
        s->c[k].rms = ns_fit_descend(s->j, &s->c[k].at, ITERATIONS);
        tell(s);
    }
    ns_fit_sort(s->c, DRAWS);
}

static void evolve(search *s)
{
    int members = PER_AXIS * s->j->space->n;
    members = members < FEWEST ? FEWEST : members > MOST ? MOST : members;
    for (int g = 0; g < GENERATIONS && !s->j->stopped; g++) {
        ns_fit_evolve(s->j, s->rng, s->c, members, g, s->residuals);
        if (g % 10 == 9)
            tell(s);
    }
}

/* Descents from points near the best, at distances that differ. */
static void shake(search *s)
{
    static const double sizes[] = {0.5, 0.15, 0.05};
    for (int n = 0; n < SHAKES && !s->j->stopped; n++) {
        ns_fit_candidate near = s->c[0];
        for (int k = 0; k < s->j->space->n; k++)
            near.at.theta[k] +=
                sizes[n % 3] * ns_rng_normal(s->rng, DRAW_SHAKE + (uint32_t)k, (uint64_t)n, 0);
        near.rms = ns_fit_descend(s->j, &near.at, ITERATIONS);
        if (near.rms < s->c[0].rms)
            s->c[0] = near;
        tell(s);
    }
}

static double search_once(search *s, ns_fit_point *best)
{
    if (draw(s) == 0)
        return INFINITY;
    descend(s, DESCENTS);
    evolve(s);
    descend(s, LAST_DESCENTS);
    shake(s);
    *best = s->c[0].at;
    return s->c[0].rms;
}

/* ---- several, independent of each other ---- */

double ns_fit_search(ns_fit_job *j, ns_fit_point *best, int *agreed, double done_lo, double done_hi)
{
    int n = j->o->searches;
    double rms[NS_FIT_MAX_SEARCHES], least = INFINITY;
    search *s = calloc(1, sizeof *s);
    double *residuals = malloc(j->rows * sizeof *residuals);
    for (int k = 0; s && residuals && k < n; k++) {
        ns_fit_point at;
        char stream[80];
        snprintf(stream, sizeof stream, "%s/%d", j->space->dev->name, k);
        *s = (search){.j = j,
                      .rng = ns_rng_key(j->o->seed, stream),
                      .residuals = residuals,
                      .part = (done_hi - done_lo) / n / parts};
        j->done = done_lo + (done_hi - done_lo) * k / n;
        rms[k] = j->stopped ? INFINITY : search_once(s, &at);
        if (rms[k] < least) {
            least = rms[k];
            *best = at;
        }
    }
    *agreed = 0;
    for (int k = 0; k < n && isfinite(least); k++)
        *agreed += rms[k] <= 1.02 * least;
    free(s);
    free(residuals);
    return least;
}
