/* What flows into a membrane as a curve through the simulator's last time points: within a step a
 * straight line between its ends plus a bump that vanishes there, theta (1 - theta) (a + b theta),
 * theta from 0 to 1. The bump is that of the cubic through the last four points if the last five
 * look like a smooth curve: if second or third differences go on as they were. Where they do not,
 * at a corner of a waveform and the next points after it, it stays what it was, at first none:
 * straight lines with corners at time points come out as such, to round-off. */
#ifndef NGSPIKE_COURSE_H
#define NGSPIKE_COURSE_H

#include <stdbool.h>

enum { NS_COURSE_POINTS = 5 };

typedef struct {
    double t, i; /* s, A */
    double a, b; /* of the bump of the step that ends here (A) */
} ns_course_point;

/* Plain data; point[0] is the newest. */
typedef struct {
    int n;
    ns_course_point point[NS_COURSE_POINTS];
} ns_course;

/* How well a step is known: the charge (C) that its curve may be wrong by, and the power of the
 * step's length that this goes with. 0: as well as can be told. */
typedef struct {
    double error;
    int order;
} ns_course_quality;

/* Begins anew at a point. */
void ns_course_begin(ns_course *c, double t, double i);
/* The next point, later than the newest; makes the bumps of the last three steps again (of four
 * where a curve begins). */
ns_course_quality ns_course_add(ns_course *c, double t, double i);
/* No bump in the newest step. */
void ns_course_straighten(ns_course *c);

/* Of a bump, the straight line from part `from` to part `to` of the step that has the same charge
 * and the same first moment: values at both ends. */
void ns_course_line(const ns_course_point *p, double from, double to, double *at_from,
                    double *at_to);

#endif
