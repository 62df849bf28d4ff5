/* Shared by the files of fit.h. */
#ifndef NGSPIKE_FIT_IMPL_H
#define NGSPIKE_FIT_IMPL_H

#include "fit.h"
#include "space.h"

/* Purposes of random draws; of a parameter's, its number is added. */
enum {
    DRAW_SET,
    DRAW_AXIS = 0x100,
    DRAW_CHOICE = 0x200,
    DRAW_SHAKE = 0x300,
    DRAW_MEMBERS = 0x400,
    DRAW_SHARE,
    DRAW_CROSS = 0x500
};

/* A family, what is varied, and the data: everything that residuals come from. */
typedef struct {
    const ns_fit_space *space;
    const ns_fit_data *data;
    size_t n_data, rows;
    const ns_fit_options *o;
    int fineness;
    void *p; /* scratch: parameters, initial states */
    double *x0;
    long answers;
    double done; /* progress, 0 to 1 */
    bool stopped;
} ns_fit_job;

/* Residuals of all rows, file after file; false: the point's parameters do not go together. */
bool ns_fit_residuals(ns_fit_job *j, const ns_fit_point *at, double *out);

/* Their derivatives by theta, or by the axes' coordinates; column k at out + k * rows. */
bool ns_fit_jacobian(ns_fit_job *j, const ns_fit_point *at, const double *residuals,
                     bool by_coordinate, double *out);

/* Levenberg-Marquardt from *at to a minimum nearby; returns the rms there, INFINITY on failure. */
double ns_fit_descend(ns_fit_job *j, ns_fit_point *at, int iterations);

/* A point that has been tried; `number` keeps the order of equals. */
typedef struct {
    ns_fit_point at;
    double rms; /* INFINITY: its parameters do not go together */
    int number;
} ns_fit_candidate;

void ns_fit_sort(ns_fit_candidate *c, int n); /* best first */

/* One generation of the evolution of n candidates, sorted before and after. residuals: scratch, a
 * number per row. */
void ns_fit_evolve(ns_fit_job *j, ns_rng rng, ns_fit_candidate *c, int n, int generation,
                   double *residuals);

/* Best point of several independent searches; its rms, INFINITY if none works. *agreed: how
 * many of them came to the same rms. done_lo..done_hi: its share of the
 * progress. */
double ns_fit_search(ns_fit_job *j, ns_fit_point *best, int *agreed, double done_lo,
                     double done_hi);

/* Fills the confidence intervals, correlations and warnings of r. */
bool ns_fit_confidence(ns_fit_job *j, const ns_fit_point *at, ns_fit_result *r, ns_error *e);

/* Fills the profile intervals; quantile: of Student's t. After ns_fit_confidence. */
void ns_fit_profile(ns_fit_job *j, const ns_fit_point *best, double quantile, ns_fit_result *r);

/* Two-sided 95 % quantile of Student's t (1e-3 from 5 degrees of freedom on). */
double ns_fit_student(double degrees);

double ns_fit_rms(const double *residuals, size_t n);

#endif
