/* Capacitor with a curve: i = dq/dt, dq/dv = c(|v|), linear between the points of the curve and
 * constant outside. */
#include "cm.h"

#include <math.h>
#include <stdlib.h>

/* Voltage, capacitance and charge there: points of the curve, and of the capacitor in time. */
typedef struct {
    double v, c, q;
} point;

/* In the host's memory, for each time point: where the capacitor is, and its charge before. */
typedef struct {
    point at;
    double q_before;
} state;

typedef struct {
    int n;
    point at[];
} curve;

static void destroy(ARGS, Mif_Callback_Reason_t reason)
{
    if (reason != MIF_CB_DESTROY)
        return;
    CALLBACK = NULL;
    free(STATIC_VAR(curve));
    STATIC_VAR(curve) = NULL;
}

/* Copies the curve out of the parameters and adds up its charge; NULL after a fault. */
static curve *read_curve(ARGS)
{
    int n = PARAM_SIZE(bias);
    curve *new = NULL;

    if (PARAM_SIZE(c) != n)
        cm_fault(mif_private, "bias has %d values and c has %d: give one c for each bias", n,
                 PARAM_SIZE(c));
    else if (!(new = malloc(sizeof *new + (size_t)n * sizeof new->at[0])))
        cm_fault(mif_private, "out of memory");
    if (!new)
        return NULL;
    new->n = n;
    for (int k = 0; k < n; k++) {
        point *p = &new->at[k];
        *p = (point){PARAM(bias[k]), PARAM(c[k]), 0};
        if (k == 0) {
            p->q = p->c * p->v;
        } else if (p->v > p[-1].v) {
            p->q = p[-1].q + (p->v - p[-1].v) * (p->c + p[-1].c) / 2;
        } else {
            cm_fault(mif_private, "bias[%d] = %g does not lie above the one before it, %g", k, p->v,
                     p[-1].v);
            free(new);
            return NULL;
        }
    }
    return new;
}

static void start(ARGS)
{
    cm_analog_alloc(0, (int)sizeof(state));
    STATIC_VAR(curve) = read_curve(mif_private);
    CALLBACK = destroy;
}

/* Charge and capacitance at v. */
static point evaluate(const curve *curve, double v)
{
    const point *p = curve->at, *last = &curve->at[curve->n - 1];
    double u = fabs(v);

    while (p < last && p[1].v <= u)
        p++;
    double over = u - p->v, slope = 0;
    if (p < last && over > 0)
        slope = (p[1].c - p->c) / (p[1].v - p->v);
    double c = p->c + slope * over;
    return (point){v, c, copysign(p->q + over * (p->c + c) / 2, v)};
}

/* The charge at the last time point. */
static double last_charge(ARGS)
{
    const state *last = cm_analog_get_ptr(0, 1);

    if (T(1) <= 0 && !PARAM_NULL(ic))
        return evaluate(STATIC_VAR(curve), PARAM(ic)).q;
    return last->at.q;
}

/* The slope, at its end, of the parabola through the last three charges (Gear's rule of order 2);
 * in the first step, of the line through two. */
static void differentiate(ARGS, double q, double *i, double *di_dq)
{
    const state *last = cm_analog_get_ptr(0, 1);
    double h = T(0) - T(1), h_before = T(1) - T(2), q_last = last_charge(mif_private);
    double slope = (q - q_last) / h;

    *i = slope;
    *di_dq = 1 / h;
    if (T(1) > 0) {
        *i += (slope - (q_last - last->q_before) / h_before) * h / (h + h_before);
        *di_dq += 1 / (h + h_before);
    }
}

static void load_transient(ARGS, const point *at)
{
    state *now = cm_analog_get_ptr(0, 0);
    point iterate = now->at;
    double i, di_dq, ignored;

    differentiate(mif_private, at->q, &i, &di_dq);
    /* The host is content with a voltage within reltol. What the step from the last iteration, a
     * straight one, missed of the curve would be lost to the charge: once more then. */
    double missed = at->q - (iterate.q + iterate.c * (at->v - iterate.v));
    if (di_dq * fabs(missed) > 1e-6 * fabs(i) + 1e-12)
        cm_analog_not_converged();
    /* Makes the host watch the error of the charge; its own integral is of first order only. */
    cm_analog_integrate(i, &now->at.q, &ignored);
    *now = (state){*at, last_charge(mif_private)};
    OUTPUT(p) = i;
    PARTIAL(p, p) = di_dq * at->c;
}

static void load_dc(ARGS, const point *at)
{
    state *now = cm_analog_get_ptr(0, 0);

    if (now) /* there is none in .sens */
        *now = (state){*at, at->q};
    OUTPUT(p) = 0;
    PARTIAL(p, p) = 0;
}

void cm_mlcc(ARGS)
{
    if (INIT)
        start(mif_private);
    if (!STATIC_VAR(curve)) /* after a fault */
        return;
    point at = evaluate(STATIC_VAR(curve), INPUT(p));
    STATIC_VAR(q) = at.q;
    STATIC_VAR(cap) = at.c;
    if (ANALYSIS == AC)
        AC_GAIN(p, p) = (Mif_Complex_t){0, RAD_FREQ * at.c};
    else if (ANALYSIS == TRANSIENT)
        load_transient(mif_private, &at);
    else
        load_dc(mif_private, &at);
}
