/* A resistance between ron (state x = 1) and roff (x = 0), shared by the families whose current is
 * v / R(x): linear in x, R = ron x + roff (1 - x), or exponential, R = roff (ron / roff)^x. */
#ifndef NGSPIKE_RESISTANCE_H
#define NGSPIKE_RESISTANCE_H

#include <math.h>
#include <stdbool.h>

#include "../error.h"
#include "../numeric/safe.h"

typedef struct {
    bool exponential;
    double ron, roff;
    double span; /* roff - ron (ohm), or ln(roff / ron) */
} ns_resistance;

/* `who` names the device in the message. */
bool ns_resistance_prepare(ns_resistance *r, bool exponential, double ron, double roff,
                           const char *who, ns_error *e);

static inline double ns_resistance_linear_g(const ns_resistance *r, double x)
{
    return 1 / (r->ron * x + r->roff * (1 - x));
}

/* Conductance (S) at x, and its slope. */
static inline double ns_resistance_g(const ns_resistance *r, double x, double *g_x)
{
    if (r->exponential) {
        double g = exp(r->span * x) / r->roff;
        *g_x = r->span * g;
        return g;
    }
    double g = ns_resistance_linear_g(r, x);
    *g_x = g * (r->span * g);
    return g;
}

/* State of conductance g, within 0 and 1. */
static inline double ns_resistance_x(const ns_resistance *r, double g)
{
    if (!(g > 0))
        return 0;
    return ns_clamp((r->exponential ? log(g * r->roff) : r->roff - 1 / g) / r->span, 0, 1);
}

#endif
