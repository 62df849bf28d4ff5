/* Shared by the files of fit.h. */
#ifndef NGSPIKE_FIT_IMPL_H
#define NGSPIKE_FIT_IMPL_H

#include "fit.h"
#include "space.h"

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
    bool stopped;
} ns_fit_job;

/* Residuals of all rows, file after file; false: the point's parameters do not go together. */
bool ns_fit_residuals(ns_fit_job *j, const ns_fit_point *at, double *out);

/* Their derivatives by theta, or by the axes' coordinates; column k at out + k * rows. */
bool ns_fit_jacobian(ns_fit_job *j, const ns_fit_point *at, const double *residuals,
                     bool by_coordinate, double *out);

/* Levenberg-Marquardt from *at to a minimum nearby; returns the rms there, INFINITY on failure. */
double ns_fit_descend(ns_fit_job *j, ns_fit_point *at, int iterations);

/* Best point of many starts; its rms, INFINITY if none works. done_lo..done_hi: its share of the
 * progress. */
double ns_fit_search(ns_fit_job *j, ns_fit_point *best, int *agreed, double done_lo,
                     double done_hi);

/* Fills the confidence intervals, correlations and warnings of r. */
bool ns_fit_confidence(ns_fit_job *j, const ns_fit_point *at, ns_fit_result *r, ns_error *e);

double ns_fit_rms(const double *residuals, size_t n);

#endif
