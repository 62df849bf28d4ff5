/* A part of a step while the voltage goes straight: collocation at its ends and its middle (Lobatto
 * IIIA, fourth order, A-stable), with an estimate of what it misses. */
#ifndef NGSPIKE_PART_H
#define NGSPIKE_PART_H

#include "point.h"

/* Where a part begins; d...: derivatives by the voltage at the whole step's end. */
typedef struct {
    double x, f, y, s;
    double f_t; /* the rate's derivative by time */
    double dx, df, dy, ds;
} ns_node;

/* Weights of the second state's target at a part's begin, middle and end, and of the state. */
typedef struct {
    double y, s[3];
} ns_weights;

/* The part in work. */
typedef struct {
    const ns_device *d;
    const void *p;
    const ns_forces *w;
    double v_a, v_b, h_step;  /* voltages at the whole step's ends, its length (s) */
    double h, middle, end;    /* the part's length (s); its middle and end in units of the step */
    double h_last, f_last[2]; /* the part before: its length (0: there is none), the rates at its
                               * begin and middle */
    const ns_node *a;
    ns_weights to_middle, to_end; /* of a device with a second state, here and below */
    double s_mid, s_mid_by_v;     /* the target in the middle as foreseen, by the voltage at the
                                   * step's end */
    ns_course half, whole;
    double half_by_x; /* half.c's derivative by x */
    ns_point mid, to;
    double x, x_mid, x_mid_by_x; /* where to and mid are; x_mid's derivative by x */
} ns_part;

/* What the trapezoidal rule misses by Simpson's in going over the part to x (which is not where it
 * leads if a bound stops it), in units of the range. to.at.f, to.at.f_x and to.s are given. */
double ns_part_missed(ns_part *q, double x);

/* Makes ready for parts from a on, the whole step's beginning. */
void ns_part_begin(ns_part *q, ns_node *a);

/* From *q->a to the part's end, *b. Returns what may be missed, in units of what is allowed. */
double ns_part_try(ns_part *q, ns_node *b);

/* Goes on from b. */
void ns_part_accept(ns_part *q, ns_node *a, const ns_node *b);

/* Whether the state surely stops at a bound before the part's end; then *b is there. */
bool ns_part_stops(ns_part *q, ns_node *b);

#endif
