/* Fitting a family of devices to measured data: bounded nonlinear least squares (MINPACK's
 * Levenberg-Marquardt) from many starts, the published sets and random points among them. A
 * function of the data, the options and the seed alone. */
#ifndef NGSPIKE_FIT_H
#define NGSPIKE_FIT_H

#include <stdint.h>

#include "../device/device.h"
#include "data.h"

/* Residuals: differences of the readings relative to the largest of their file; or, for readings
 * over decades, of asinh(y / s) with s a thousandth of the largest, so that each decade counts. */
typedef enum { NS_FIT_LINEAR, NS_FIT_LOG } ns_fit_weight;

typedef struct {
    const char *set;   /* published set to start from, which also gives what is not varied; NULL */
    const char *free;  /* names to vary, in place of the family's own choice; NULL */
    const char *fixed; /* "ron=100 x0=0"; NULL */
    int polarity;      /* 1, -1; 0: the better one */
    double series;     /* ohm, between the source whose voltage is given and the device */
    ns_fit_weight weight;
    int searches; /* independent of each other, 1 to NS_FIT_MAX_SEARCHES */
    uint64_t seed;
    bool profile; /* profile-likelihood intervals, too: some ten descents a parameter */
    /* Called with the share done (0 to 1) whenever the data have been simulated; false ends the fit
     * with the best so far.
     * NULL: nobody asks. */
    bool (*go_on)(void *user, double done);
    void *user;
} ns_fit_options;
enum { NS_FIT_MAX_SEARCHES = 1000 };
extern const ns_fit_options ns_fit_default; /* nothing given, 4 searches, seed 1 */

/* What became of a parameter. */
typedef struct {
    const char *name, *unit;
    int data; /* of an initial state x0: which file's; else -1 */
    double value;
    double lo, hi; /* 95 % confidence interval; NAN where there is none */
    /* 95 % interval of the profile likelihood, if asked for; NAN: it goes on beyond what was looked
     * for. Right also where the linearised one above is not. */
    double profile_lo, profile_hi;
    bool at_bound;     /* it stands at the limit of what was looked for */
    bool undetermined; /* the data do not tell it, alone or together with others */
} ns_fit_param;

enum { NS_FIT_MAX_PAIRS = 8 };
typedef struct {
    int a, b; /* parameters */
    double r; /* coefficient of correlation */
} ns_fit_pair;

typedef struct {
    const ns_device *dev;
    const char *set; /* as given */
    void *p;         /* the parameters found, prepared */
    int polarity;
    double *x0; /* initial state of each file's data */
    ns_fit_param *param;
    int n;          /* parameters varied */
    double rms;     /* of the residuals */
    double *rms_of; /* of each file's */
    double **y;     /* the answer at each row of each file */
    size_t rows;
    double aic;           /* n ln(rms^2) + 2 k, corrected for few rows */
    double step_error;    /* rms change of the answer when the steps are halved, as rms is */
    double alike;         /* correlation of neighbouring residuals; intervals are widened for it */
    int searches, agreed; /* searches made; those that ended within 2 % of the best rms */
    long answers;         /* simulations of all the data */
    bool stopped;         /* by go_on */
    bool profiled;        /* all profile intervals are there */
    ns_fit_pair pair[NS_FIT_MAX_PAIRS]; /* that are correlated beyond 0.95, strongest first */
    int n_pairs;
} ns_fit_result;

/* Fits one family. */
bool ns_fit(ns_fit_result *r, const ns_device *dev, const ns_fit_data *data, size_t n_data,
            const ns_fit_options *o, ns_error *e);
void ns_fit_result_free(ns_fit_result *r, size_t n_data);

#endif
