/* Least squares on a device's cards, and its corners. */
#ifndef FIT_LEAST_H
#define FIT_LEAST_H

#include "card.h"

/* What one size's currents are compared with, and the sizes' order in it. */
typedef struct {
    const fit_device *dev;
    fit_size size[MAX_SIZES];
    int n;
    double *current; /* [size * SWEEP_POINTS + point], A */
} fit_reference;

/* A corner moves thresholds by dvth[0] + dvth[1]/w + dvth[2]/l + dvth[3]/(w l) and multiplies the
 * mobility by mu[0] + mu[1]/w + mu[2]/l + mu[3]/(w l); w, l in um, V. */
typedef struct {
    double dvth[4], mu[4];
} fit_corner;

typedef struct {
    double strong, median, p95; /* relative, currents above 1e-7 A w/l */
    double weak;                /* decades RMS, 1e-11 A .. 1e-7 A w/l */
} fit_error;

void fit_capacitances(fit_card *c, const double *pdk);
/* Fits bin k (from 0) to the sizes inside it. `hot`: only what depends on the temperature, the
 * circuit being at it. Returns the number of evaluations. */
int fit_bin_currents(fit_card *c, int k, const fit_reference *r, bool hot, double temperature);
void fit_one_corner(const fit_card *c, const fit_reference *r, fit_corner *out);
/* Errors of `current` (in the order of r) for size i. */
fit_error fit_error_of(const fit_reference *r, const double *current, int i);

#endif
