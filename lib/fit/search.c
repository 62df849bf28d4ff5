#include <cminpack.h>
#include <math.h>
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

/* ---- many starts ---- */

enum {
    DRAWS_PER_START = 40, /* random points that are tried for each one carried through */
    ITERATIONS = 60       /* of a descent, in residuals */
};

typedef struct {
    ns_fit_point at;
    double rms;
    bool taken;
} candidate;

static bool same_choices(const ns_fit_space *s, const ns_fit_point *a, const ns_fit_point *b)
{
    return a->polarity == b->polarity &&
           memcmp(a->choice, b->choice, (size_t)s->n_choices * sizeof *a->choice) == 0;
}

/* The most promising candidate that is left: the rms counts, and how often its choices and polarity
 * have had their turn. */
static candidate *promising(const ns_fit_space *s, candidate *c, int n)
{
    candidate *best = NULL;
    double least = INFINITY;
    for (int k = 0; k < n; k++) {
        double turns = 0;
        if (c[k].taken || !isfinite(c[k].rms))
            continue;
        for (int i = 0; i < n; i++)
            turns += c[i].taken && same_choices(s, &c[i].at, &c[k].at);
        double cost = c[k].rms * (1 + 0.1 * turns);
        if (cost < least) {
            least = cost;
            best = &c[k];
        }
    }
    return best;
}

static void tell(ns_fit_job *j, double done)
{
    if (j->o->go_on && !j->o->go_on(j->o->user, done))
        j->stopped = true;
}

/* A point near another: the steps become smaller with the number of the try. */
static ns_fit_point shaken(const ns_fit_space *s, ns_rng rng, int number, const ns_fit_point *from)
{
    static const double sizes[] = {0.5, 0.15, 0.05};
    ns_fit_point at = *from;
    for (int k = 0; k < s->n; k++)
        at.theta[k] +=
            sizes[number % 3] * ns_rng_normal(rng, 3000 + (uint32_t)k, (uint64_t)number, 0);
    return at;
}

static int draw(ns_fit_job *j, ns_rng rng, candidate *c, int n, double *residuals, double done)
{
    int usable = 0;
    for (int k = 0; k < n && !j->stopped; k++) {
        c[k] = (candidate){.rms = INFINITY};
        ns_fit_space_draw(j->space, rng, (uint64_t)k, &c[k].at);
        if (ns_fit_residuals(j, &c[k].at, residuals))
            c[k].rms = ns_fit_rms(residuals, j->rows);
        usable += isfinite(c[k].rms);
        if (k % 16 == 0)
            tell(j, done);
    }
    return usable;
}

/* What the descents came to. */
typedef struct {
    ns_fit_point best;
    double least, *rms;
    int n;
} harvest;

static void descend_from(ns_fit_job *j, ns_fit_point *at, harvest *h)
{
    double rms = ns_fit_descend(j, at, ITERATIONS);
    h->rms[h->n++] = rms;
    if (rms < h->least) {
        h->least = rms;
        h->best = *at;
    }
}

static void descend_all(ns_fit_job *j, ns_rng rng, candidate *c, int n, harvest *h, double done_lo,
                        double done_hi)
{
    int starts = j->o->starts;
    double share = (done_hi - done_lo) / (2 * starts);
    candidate *next;
    for (int k = 0; k < starts && !j->stopped && (next = promising(j->space, c, n)); k++) {
        next->taken = true;
        descend_from(j, &next->at, h);
        tell(j, done_lo + share * (k + 1));
    }
    for (int k = 0; k < starts && !j->stopped && isfinite(h->least); k++) {
        ns_fit_point at = shaken(j->space, rng, k, &h->best);
        descend_from(j, &at, h);
        tell(j, done_lo + share * (starts + k + 1));
    }
}

double ns_fit_search(ns_fit_job *j, ns_fit_point *best, int *agreed, double done_lo, double done_hi)
{
    int n = j->o->starts * DRAWS_PER_START;
    ns_rng rng = ns_rng_key(j->o->seed, j->space->dev->name);
    candidate *c = calloc((size_t)n, sizeof *c);
    double *residuals = malloc(j->rows * sizeof *residuals);
    harvest h = {.least = INFINITY, .rms = malloc(2 * (size_t)j->o->starts * sizeof *h.rms)};
    if (c && residuals && h.rms && draw(j, rng, c, n, residuals, done_lo) > 0)
        descend_all(j, rng, c, n, &h, done_lo, done_hi);
    *best = h.best;
    *agreed = 0;
    for (int k = 0; k < h.n; k++)
        *agreed += h.rms[k] <= 1.01 * h.least;
    free(c);
    free(residuals);
    free(h.rms);
    return h.least;
}
