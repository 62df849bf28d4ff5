#include "fit.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "drive.h"
#include "fit_impl.h"

const ns_fit_options ns_fit_default = {.weight = NS_FIT_LINEAR, .searches = 4, .seed = 1};

enum { LAST_ITERATIONS = 400, FINEST = 32, MAX_LIST = 640, MAX_RIVALS = 4 };

/* ---- one of a family's lists ---- */

/* A list with its space and the best point found in it. */
typedef struct {
    ns_fit_space space;
    ns_fit_point best;
    double rms;
    int agreed;
} rival;

static bool job_open(ns_fit_job *j, const ns_fit_data *data, size_t n_data, size_t size,
                     const ns_fit_options *o, ns_error *e)
{
    *j = (ns_fit_job){.data = data, .n_data = n_data, .o = o, .fineness = 1};
    for (size_t k = 0; k < n_data; k++)
        j->rows += data[k].n;
    j->p = calloc(1, size);
    j->x0 = calloc(n_data, sizeof *j->x0);
    return j->p && j->x0 ? true : ns_fail(e, "fit: out of memory for %zu rows", j->rows);
}

static void job_close(ns_fit_job *j)
{
    free(j->p);
    free(j->x0);
}

/* How much the answer changes when the steps are halved; *apart may be NULL. */
static double step_error(ns_fit_job *j, const ns_fit_point *at)
{
    double *a = malloc(2 * j->rows * sizeof *a), *b = a ? a + j->rows : NULL, error = INFINITY;
    bool ok = a && ns_fit_residuals(j, at, a);
    j->fineness *= 2;
    if (ok && ns_fit_residuals(j, at, b)) {
        for (size_t k = 0; k < j->rows; k++)
            a[k] -= b[k];
        error = ns_fit_rms(a, j->rows);
    }
    j->fineness /= 2;
    free(a);
    return error;
}

/* Descends to the bottom with steps that are fine enough: halving them once more changes the answer
 * by less than a twentieth of the residuals, or than anybody sees. */
static double polish(ns_fit_job *j, ns_fit_point *at, double *error)
{
    double rms = ns_fit_descend(j, at, LAST_ITERATIONS);
    for (;;) {
        *error = step_error(j, at);
        if (*error < fmax(0.05 * rms, 1e-5) || j->fineness >= FINEST || j->stopped)
            return rms;
        j->fineness *= 2;
        rms = ns_fit_descend(j, at, LAST_ITERATIONS);
    }
}

/* ---- all lists of a family ---- */

/* Copies the next list of "a b | c d"; false at the end. */
static bool next_list(const char **s, char *list)
{
    if (!*s)
        return false;
    size_t n = strcspn(*s, "|");
    snprintf(list, MAX_LIST, "%.*s", (int)n, *s);
    *s = (*s)[n] ? *s + n + 1 : NULL;
    return true;
}

static int count_lists(const char *s)
{
    int n = 1;
    for (; *s; s++)
        n += *s == '|';
    return n < MAX_RIVALS ? n : MAX_RIVALS;
}

static bool compete(ns_fit_job *j, const ns_device *dev, rival *r, int k, int n, const char *list,
                    ns_error *e)
{
    const ns_fit_options *o = j->o;
    if (!ns_fit_space_make(&r->space, dev, o->set, list, o->fixed, o->polarity, j->data, j->n_data,
                           e))
        return false;
    if ((size_t)r->space.n >= j->rows)
        return ns_fail(e, "fit: %zu rows cannot tell %d parameters; fix some of them (--fix)",
                       j->rows, r->space.n);
    j->space = &r->space;
    const double share = o->profile ? 0.5 : 1; /* of the time; the rest is for profiles */
    r->rms = ns_fit_search(j, &r->best, &r->agreed, share * k / n, share * (k + 1) / n);
    return true;
}

/* Corrected information criterion of k parameters. */
static double criterion(double rms, size_t rows, int k)
{
    double n = (double)rows, p = k + 1;
    return n * log(fmax(rms * rms, 1e-300)) + 2 * p + 2 * p * (p + 1) / fmax(n - p - 1, 1);
}

static bool fill(ns_fit_job *j, const rival *w, ns_fit_result *r, ns_error *e)
{
    r->p = calloc(1, r->dev->size);
    r->x0 = calloc(j->n_data, sizeof *r->x0);
    r->rms_of = calloc(j->n_data, sizeof *r->rms_of);
    r->y = calloc(j->n_data, sizeof *r->y);
    r->param = calloc((size_t)j->space->n + 1, sizeof *r->param);
    double *residuals = calloc(j->rows, sizeof *residuals), *at = residuals;
    bool ok = r->p && r->x0 && r->rms_of && r->y && r->param && residuals &&
              ns_fit_residuals(j, &w->best, residuals);
    for (size_t f = 0; ok && f < j->n_data; f++) {
        r->rms_of[f] = ns_fit_rms(at, j->data[f].n);
        at += j->data[f].n;
        r->x0[f] = j->x0[f];
        ok = (r->y[f] = calloc(j->data[f].n, sizeof **r->y)) != NULL;
    }
    free(residuals);
    if (!ok)
        return ns_fail(e, "fit: out of memory for %zu rows", j->rows);
    ns_fit_space_apply(j->space, &w->best, r->p, j->x0);
    ns_fit_drive drive = {r->dev, r->p, w->best.polarity, j->o->series, j->fineness};
    for (size_t f = 0; f < j->n_data; f++)
        ns_fit_answer(&drive, &j->data[f], r->x0[f], r->y[f]);
    r->polarity = w->best.polarity;
    r->rows = j->rows;
    r->n = j->space->n;
    r->agreed = w->agreed;
    r->searches = j->o->searches;
    r->rms = w->rms;
    r->aic = criterion(r->rms, r->rows, r->n);
    if (!ns_fit_confidence(j, &w->best, r, e))
        return false;
    if (j->o->profile)
        ns_fit_profile(j, &w->best, ns_fit_student((double)r->rows - r->n), r);
    return true;
}

static bool conclude(ns_fit_job *j, rival *rivals, int n, ns_fit_result *r, ns_error *e)
{
    rival *winner = NULL;
    double least = INFINITY;
    for (int k = 0; k < n; k++) {
        double aic = criterion(rivals[k].rms, j->rows, rivals[k].space.n);
        if (isfinite(rivals[k].rms) && aic < least) {
            least = aic;
            winner = &rivals[k];
        }
    }
    if (!winner)
        return ns_fail(e,
                       "fit: no parameters of %s within the limits answer these data at all; fix "
                       "some (--fix) or start from a published set (--set)",
                       r->dev->name);
    j->space = &winner->space;
    winner->rms = polish(j, &winner->best, &r->step_error);
    return fill(j, winner, r, e);
}

bool ns_fit(ns_fit_result *r, const ns_device *dev, const ns_fit_data *data, size_t n_data,
            const ns_fit_options *o, ns_error *e)
{
    ns_fit_job j;
    rival rivals[MAX_RIVALS] = {0};
    char list[MAX_LIST];
    const char *lists = o->free ? o->free : dev->fit;
    *r = (ns_fit_result){.dev = dev, .set = o->set};
    int n = count_lists(lists), k = 0;
    bool ok = job_open(&j, data, n_data, dev->size, o, e);
    for (; ok && k < n && next_list(&lists, list); k++)
        ok = compete(&j, dev, &rivals[k], k, n, list, e);
    ok = ok && conclude(&j, rivals, k, r, e);
    r->answers = j.answers;
    r->stopped = j.stopped;
    for (k = 0; k < n; k++)
        ns_fit_space_free(&rivals[k].space);
    job_close(&j);
    if (!ok)
        ns_fit_result_free(r, n_data);
    return ok;
}

void ns_fit_result_free(ns_fit_result *r, size_t n_data)
{
    for (size_t f = 0; r->y && f < n_data; f++)
        free(r->y[f]);
    free(r->y);
    free(r->p);
    free(r->x0);
    free(r->rms_of);
    free(r->param);
    *r = (ns_fit_result){0};
}
