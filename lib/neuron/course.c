#include "course.h"

#include <math.h>
#include <string.h>

void ns_course_begin(ns_course *c, double t, double i)
{
    c->n = 1;
    c->point[0] = (ns_course_point){.t = t, .i = i};
}

void ns_course_straighten(ns_course *c)
{
    c->point[0].a = c->point[0].b = 0;
}

/* Divided differences: d[m][k] over the m + 1 points from point k on. */
typedef struct {
    double d[NS_COURSE_POINTS][NS_COURSE_POINTS];
} table;

static void differences(const ns_course *c, table *t)
{
    for (int k = 0; k < c->n; k++)
        t->d[0][k] = c->point[k].i;
    for (int m = 1; m < c->n; m++)
        for (int k = 0; k + m < c->n; k++)
            t->d[m][k] =
                (t->d[m - 1][k] - t->d[m - 1][k + 1]) / (c->point[k].t - c->point[k + m].t);
}

/* Whether one follows from the other. */
static bool goes_on(double a, double b)
{
    return a * b > 0 && fabs(a) < 2 * fabs(b) && fabs(b) < 2 * fabs(a);
}

/* The cubic through points 0 to 3 (1 to 4 for the oldest step) in the step that ends at point k, in
 * Newton's form from both ends of the step: line + (t - t_begin) (t - t_end) (d2 + d3 (t -
 * t_other)).
 */
static void bend(ns_course *c, const table *t, int k)
{
    const ns_course_point *p = c->point;
    const double h = p[k].t - p[k + 1].t, d3 = t->d[3][k == 3];
    const int first = k < 2 ? k : k - 1; /* of the three points of d2 */
    const double d2 = t->d[2][first], other = k < 2 ? p[k + 2].t : p[k - 1].t;
    c->point[k].a = -h * h * (d2 + d3 * (p[k + 1].t - other));
    c->point[k].b = -h * h * h * d3;
}

/* A step much shorter than the one before begins something new, about which nothing is known. */
static bool restarts(const ns_course *c)
{
    const ns_course_point *p = c->point;
    return c->n < 3 || p[0].t - p[1].t < 0.25 * (p[1].t - p[2].t);
}

/* Integral of the term of fourth order over the newest step: all its zeros but two lie before. */
static double fourth(const ns_course *c, const table *t)
{
    const ns_course_point *p = c->point;
    const double h = p[0].t - p[1].t, middle = p[0].t - h / 2;
    return fabs(t->d[4][0]) * h * h * h / 6 * (middle - p[2].t) * (middle - p[3].t);
}

/* Of the bumps, the largest charge that one would have in a step of the newest one's length: near a
 * point of inflection the newest is small by itself. */
static double charge(const ns_course *c)
{
    const ns_course_point *p = c->point;
    const double h = p[0].t - p[1].t;
    double most = 0;
    for (int k = 0; k < 3; k++) {
        const double part = h / (p[k].t - p[k + 1].t);
        most = fmax(most, h * part * part * fabs(p[k].a / 6 + p[k].b / 12));
    }
    return most;
}

ns_course_quality ns_course_add(ns_course *c, double t, double i)
{
    table d;
    ns_course curve;
    memmove(c->point + 1, c->point, (NS_COURSE_POINTS - 1) * sizeof *c->point);
    c->point[0] = (ns_course_point){.t = t, .i = i};
    c->n += c->n < NS_COURSE_POINTS;
    differences(c, &d);
    if (c->n == NS_COURSE_POINTS &&
        (goes_on(d.d[2][0], d.d[2][1]) || goes_on(d.d[3][0], d.d[3][1]))) {
        curve = *c;
        for (int k = 0; k < 3; k++)
            bend(&curve, &d, k);
        if (curve.point[3].a == 0 && curve.point[3].b == 0)
            bend(&curve, &d, 3); /* the first step of a curve */
        const double error = fourth(c, &d);
        if (error < 0.1 * charge(&curve)) {
            *c = curve;
            return (ns_course_quality){error, 5};
        }
    }
    const double h = t - c->point[1].t;
    return (ns_course_quality){restarts(c) ? 0 : fabs(d.d[2][0]) * h * h * h / 6, 3};
}

void ns_course_line(const ns_course_point *p, double from, double to, double *at_from,
                    double *at_to)
{
    const double d = to - from, curve = p->b - p->a;
    /* the bump as g0 + g1 u + g2 u^2 + g3 u^3, u from 0 to 1 in this part */
    const double g0 = from * (1 - from) * (p->a + p->b * from),
                 g1 = d * (p->a + 2 * curve * from - 3 * p->b * from * from),
                 g2 = d * d * (curve - 3 * p->b * from), g3 = -d * d * d * p->b;
    *at_from = g0 - g2 / 6 - g3 / 5;
    *at_to = *at_from + g1 + g2 + 0.9 * g3;
}
