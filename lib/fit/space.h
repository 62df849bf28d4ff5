/* What is varied in a fit: some parameters of a family, its text parameters among their choices,
 * the polarity, and the state before each set of data. */
#ifndef NGSPIKE_FIT_SPACE_H
#define NGSPIKE_FIT_SPACE_H

#include "../device/device.h"
#include "../random/philox.h"
#include "data.h"

enum { NS_FIT_MAX_AXES = 64, NS_FIT_MAX_CHOICES = 4 };

/* A real parameter and how far it is looked for. Its coordinate is its value, or the logarithm of
 * its size; the optimiser's variable is theta: coordinate = lo + (hi - lo) (1 + sin theta) / 2, so
 * that it has no bounds of its own. */
typedef struct {
    int param; /* in the family's table; -1: the initial state of data set `data` */
    size_t data;
    bool log;
    double sign;             /* of the value, for log */
    double lo, hi;           /* of the coordinate */
    double draw_lo, draw_hi; /* where random starts lie; the coordinate */
    bool from_set;           /* ... around the value of a published set */
} ns_fit_axis;

typedef struct {
    const ns_device *dev;
    void *base; /* a parameter struct: the starting set and what is fixed; not prepared */
    ns_fit_axis axis[NS_FIT_MAX_AXES];
    int n;
    int choice[NS_FIT_MAX_CHOICES]; /* text parameters that are tried */
    int n_choices;
    int polarity; /* 1, -1; 0: both are tried */
    double x0;    /* fixed initial state; NAN: varied */
    size_t n_data;
} ns_fit_space;

/* A point of it. */
typedef struct {
    double theta[NS_FIT_MAX_AXES];
    int choice[NS_FIT_MAX_CHOICES]; /* index of each one's value */
    int polarity;
} ns_fit_point;

/* Makes the space of a list of names, "ron roff law=nonlinear window": NAME is varied, NAME=VALUE
 * is fixed (x0 too). `fixed`, of the same form, comes after it and wins. set NULL: the defaults. */
bool ns_fit_space_make(ns_fit_space *s, const ns_device *dev, const char *set, const char *list,
                       const char *fixed, int polarity, const ns_fit_data *data, size_t n_data,
                       ns_error *e);
void ns_fit_space_free(ns_fit_space *s);

double ns_fit_axis_coordinate(const ns_fit_axis *a, double theta);
double ns_fit_axis_value(const ns_fit_axis *a, double theta);
double ns_fit_axis_at(const ns_fit_axis *a, double coordinate); /* the value there */
double ns_fit_axis_theta(const ns_fit_axis *a, double value);   /* within the bounds */
const char *ns_fit_axis_name(const ns_fit_space *s, int k);
const char *ns_fit_axis_unit(const ns_fit_space *s, int k);

/* Puts a point's parameters into p (of the family's size) and prepares it; false: these do not go
 * together. The initial state of data set k is x0[k]. */
bool ns_fit_space_apply(const ns_fit_space *s, const ns_fit_point *at, void *p, double *x0);

/* The how-many-th random start: a function of the stream and the number alone. The first are the
 * published sets. */
void ns_fit_space_draw(const ns_fit_space *s, ns_rng rng, uint64_t number, ns_fit_point *out);

#endif
