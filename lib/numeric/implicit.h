/* The scalar equation of one step of an implicit integration rule, solved to round-off. */
#ifndef NGSPIKE_IMPLICIT_H
#define NGSPIKE_IMPLICIT_H

#include <stdbool.h>

/* Rate f(x) and, in *f_x, its derivative. */
typedef double (*ns_rate)(void *ctx, double x, double *f_x);

#define NS_IMPLICIT_UNSEEN 1e-8

/* Solves x = c + g f(x) for x in [lo, hi] (g >= 0, the step times the rule's weight): Newton's
 * method kept inside a shrinking bracket, from `guess`. True when there is a solution inside; then
 * 1 - g f_x >= 0 there, so that of several solutions one that follows from g = 0 is taken. False
 * when the equation leaves the interval: *x is the bound where it does. At most about 200
 * evaluations, usually 2. The last one may be not at *x but within NS_IMPLICIT_UNSEEN of it,
 * relative to the larger of x and c: near enough to go on along the slope. */
bool ns_implicit(ns_rate f, void *ctx, double c, double g, double lo, double hi, double guess,
                 double *x);

/* The same to a relative accuracy of unseen^2 (not beyond round-off): the last evaluation may be
 * that far, `unseen`, from *x. */
bool ns_implicit_near(ns_rate f, void *ctx, double c, double g, double lo, double hi, double guess,
                      double unseen, double *x);

#endif
