/* Every family and published set against an independent integrator, SUNDIALS' CVODE, under a sine,
 * a triangle, pulses and a random piecewise linear voltage. The published sets only with ALL_SETS
 * in the environment (make check-long). */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <cvode/cvode.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunmatrix/sunmatrix_dense.h>

#include "../check_main.h"
#include "../../lib/device/device.h"
#include "../../lib/device/step.h"
#include "drives.h"

/* Of the state's span. Where the rate all but jumps (stanford's least field), even steps of a
 * millionth of the period see that much of the jump; a filament that runs away with its own
 * temperature asks for as short ones. */
static double tolerance(const ns_device *d)
{
    return strcmp(d->name, "stanford") == 0 ? 2e-5 : d->second ? 5e-5 : 1e-6;
}

/* ---- the reference ---- */

typedef struct {
    const ns_device *d;
    const void *p;
    const drive *w;
    SUNContext context;
    N_Vector y, abstol; /* x, and the second state if there is one */
    SUNMatrix a;
    SUNLinearSolver solver;
    void *cvode;
    double t;
    bool creeps[2]; /* to and from x_lo, x_hi: the rate vanishes there */
    int nearby;     /* such a bound that is near: 0, 1; -1: none */
    double ln_u;    /* logarithm of the distance from it */
    bool lost;      /* has been so near that no step tells x from the bound */
} reference;

/* Nearer than this, of the span, to a bound where the rate vanishes, CVODE's absolute error would
 * say when the state comes back: there the logarithm of the distance is integrated. */
static const double near = 1e-4;

static void rates(const reference *r, double t, const double *y, double *dy)
{
    double v = drive_at(r->w, t);
    if (r->d->second) {
        ns_eval_second e;
        r->d->second->eval(r->p, v, y[0], y[1], 0, &e);
        dy[0] = e.at.f;
        dy[1] = (e.s - y[1]) / r->d->second->tau(r->p);
    } else {
        ns_eval e;
        r->d->eval(r->p, v, y[0], &e);
        dy[0] = e.f;
    }
}

static int right_hand_side(realtype t, N_Vector y, N_Vector dy, void *ctx)
{
    rates(ctx, t, N_VGetArrayPointer(y), N_VGetArrayPointer(dy));
    return 0;
}

static int bounds(realtype t, N_Vector y, realtype *g, void *ctx)
{
    const reference *r = ctx;
    double x = N_VGetArrayPointer(y)[0], margin = near * (r->d->x_hi - r->d->x_lo);
    (void)t;
    g[0] = x - r->d->x_lo - r->creeps[0] * margin;
    g[1] = r->d->x_hi - x - r->creeps[1] * margin;
    return 0;
}

#define DONE(call) ck_assert_int_ge((call), 0)

static void start(reference *r, double x)
{
    int n = r->d->second ? 2 : 1;
    for (int at = 0; at < 2 && n == 1; at++)
        r->creeps[at] = ns_device_creeps(r->d, r->p, r->w->up, at) &&
                        ns_device_creeps(r->d, r->p, -r->w->down, at);
    DONE(SUNContext_Create(NULL, &r->context));
    r->y = N_VNew_Serial(n, r->context);
    r->abstol = N_VNew_Serial(n, r->context);
    double *y = N_VGetArrayPointer(r->y), *tol = N_VGetArrayPointer(r->abstol);
    y[0] = x;
    tol[0] = 1e-12;
    if (r->d->second) {
        ns_eval_second e;
        r->d->second->eval(r->p, 0, x, 0, 0, &e);
        y[1] = e.s;
        tol[1] = 1e-9;
    }
    r->a = SUNDenseMatrix(n, n, r->context);
    r->solver = SUNLinSol_Dense(r->y, r->a, r->context);
    r->cvode = CVodeCreate(CV_BDF, r->context);
    DONE(CVodeInit(r->cvode, right_hand_side, 0, r->y));
    DONE(CVodeSVtolerances(r->cvode, 1e-11, r->abstol));
    DONE(CVodeSetUserData(r->cvode, r));
    DONE(CVodeSetLinearSolver(r->cvode, r->solver, r->a));
    DONE(CVodeRootInit(r->cvode, 2, bounds));
    DONE(CVodeSetNoInactiveRootWarn(r->cvode));
    DONE(CVodeSetMaxNumSteps(r->cvode, 1000000));
    DONE(CVodeSetErrFile(r->cvode, NULL));
}

static void stop(reference *r)
{
    CVodeFree(&r->cvode);
    SUNLinSolFree(r->solver);
    SUNMatDestroy(r->a);
    N_VDestroy(r->y);
    N_VDestroy(r->abstol);
    SUNContext_Free(&r->context);
}

/* At a bound and driven outwards: what is to be integrated is the second state alone. */
static bool held_at(const reference *r, double t)
{
    const double *y = N_VGetArrayPointer(r->y);
    double dy[2], edge = 1e-10 * (r->d->x_hi - r->d->x_lo);
    rates(r, t, y, dy);
    return (y[0] <= r->d->x_lo + edge && dy[0] <= 0) || (y[0] >= r->d->x_hi - edge && dy[0] >= 0);
}

/* The state of a device that is held, on its bound. */
static void hold(reference *r)
{
    double *x = N_VGetArrayPointer(r->y), middle = 0.5 * (r->d->x_lo + r->d->x_hi);
    *x = *x < middle ? r->d->x_lo : r->d->x_hi;
}

/* A short time at a bound, or to where it is left; the second state by its own exact step. */
static void wait(reference *r, double h)
{
    double *y = N_VGetArrayPointer(r->y), lo = 0, hi = h;
    if (!held_at(r, r->t + h)) {
        for (int k = 0; k < 40; k++) {
            double middle = 0.5 * (lo + hi);
            *(held_at(r, r->t + middle) ? &lo : &hi) = middle;
        }
    }
    r->t += hi;
    if (r->d->second) {
        ns_eval_second e;
        r->d->second->eval(r->p, drive_at(r->w, r->t), y[0], y[1], 0, &e);
        y[1] = e.s + (y[1] - e.s) * exp(-hi / r->d->second->tau(r->p));
    }
}

/* d(ln u)/dt at the distance u = e^z from a bound; where x cannot tell u, the rate is linear. */
static double growth(const reference *r, int at, double t, double z)
{
    const ns_device *d = r->d;
    double u = exp(z), v = drive_at(r->w, t);
    bool tells = u > 1e-8 * (d->x_hi - d->x_lo);
    ns_eval e;
    d->eval(r->p, v, at ? d->x_hi - tells * u : d->x_lo + tells * u, &e);
    return tells ? (at ? -e.f : e.f) / u : e.f_x;
}

static double distance(const reference *r, int at)
{
    double x = N_VGetArrayPointer(r->y)[0];
    return at ? r->d->x_hi - x : x - r->d->x_lo;
}

static bool comes_near(reference *r, int at)
{
    double u = distance(r, at);
    if (!r->creeps[at] || u > near * (1 + 1e-6) * (r->d->x_hi - r->d->x_lo) ||
        growth(r, at, r->t, log(u)) > 0)
        return false;
    r->nearby = at;
    r->ln_u = log(u);
    return true;
}

/* Near a bound, by the classical Runge-Kutta method in steps of h, to t_end or away from there. */
static void creep(reference *r, double h, double t_end)
{
    int at = r->nearby;
    double z = r->ln_u, away = log(near * (r->d->x_hi - r->d->x_lo));
    do {
        h = fmin(h, t_end - r->t);
        double k1 = growth(r, at, r->t, z), k2 = growth(r, at, r->t + h / 2, z + h / 2 * k1),
               k3 = growth(r, at, r->t + h / 2, z + h / 2 * k2),
               k4 = growth(r, at, r->t + h, z + h * k3);
        z += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
        r->t += h;
    } while (r->t < t_end * (1 - 1e-14) && z <= away);
    r->ln_u = z;
    r->lost |= z < log(1e-12 * (r->d->x_hi - r->d->x_lo));
    r->nearby = z <= away ? at : -1;
    N_VGetArrayPointer(r->y)[0] = at ? r->d->x_hi - exp(z) : r->d->x_lo + exp(z);
}

/* To the end of a smooth piece. */
static void advance(reference *r, double t_end)
{
    double piece = t_end - r->t;
    while (r->t < t_end * (1 - 1e-14)) {
        if (r->nearby >= 0 || comes_near(r, 0) || comes_near(r, 1)) {
            creep(r, piece / 4000, t_end);
            continue;
        }
        if (held_at(r, r->t)) {
            hold(r);
            wait(r, fmin(piece / (r->d->second ? 20000 : 100), t_end - r->t));
            continue;
        }
        DONE(CVodeReInit(r->cvode, r->t, r->y));
        DONE(CVodeSetStopTime(r->cvode, t_end));
        int how = CVode(r->cvode, t_end, r->y, &r->t, CV_NORMAL);
        ck_assert_msg(how >= 0, "CVODE stopped with %d", how);
        double *x = N_VGetArrayPointer(r->y);
        *x = fmin(fmax(*x, r->d->x_lo), r->d->x_hi);
    }
}

/* ---- ours ---- */

static double compare(const ns_device *d, const void *p, const drive *w, int steps)
{
    const ns_forces none = {.rate = 1, .x_lo = d->x_lo, .x_hi = d->x_hi};
    double span = d->x_hi - d->x_lo, worst = 0, h = w->period / steps;
    reference r = {.d = d, .p = p, .w = w, .nearby = -1};
    ns_state b = {.x = d->x_lo + 0.3 * span};
    ns_step s;
    start(&r, b.x);
    b.y = b.s = d->second ? N_VGetArrayPointer(r.y)[1] : 0;
    ns_step_forced(d, p, &none, drive_at(w, 0), &b, 0, 1, &s);
    b.f = s.at.f;
    for (int k = 1; k <= steps; k++) {
        ns_step_forced(d, p, &none, drive_at(w, k * h), &b, h, 0.5, &s);
        b = (ns_state){s.x, s.at.f, s.y, s.s};
        if (k % (steps / DRIVE_CORNERS))
            continue;
        advance(&r, k * h);
        if (r.lost && r.nearby < 0)
            break; /* it came back from where ours, a rounded number, has to stay */
        worst = fmax(worst, fabs(s.x - N_VGetArrayPointer(r.y)[0]) / span);
    }
    stop(&r);
    return worst;
}

/* Second order: the error of n steps is a quarter of that of n / 2, down to the tolerance. */
static void check_set(const ns_device *d, const void *p, const char *name)
{
    drive w = drive_for(d, p);
    for (w.shape = 0; w.shape < DRIVES; w.shape++) {
        double worst = 1;
        for (int steps = 20000; steps <= 20000 * 512 && worst > tolerance(d); steps *= 8)
            worst = compare(d, p, &w, steps);
        ck_assert_msg(worst <= tolerance(d), "%s, drive %d: %g", name, w.shape, worst);
        printf("%-28s drive %d: %.1e\n", name, w.shape, worst);
    }
}

static void check_family(const ns_device *d, const ns_param_set *s)
{
    ns_error e;
    char name[80];
    void *p = calloc(1, d->size);
    snprintf(name, sizeof name, "%s/%s", d->name, s ? s->name : "defaults");
    ck_assert_msg(ns_device_set(d, p, s ? s->name : NULL, &e), "%s: %s", name, e.msg);
    ns_device_ambient(d, p, NS_ROOM);
    ck_assert_msg(d->prepare(p, &e), "%s: %s", name, e.msg);
    check_set(d, p, name);
    free(p);
}

START_TEST(every_set)
{
    const ns_device *d = ns_devices[_i];
    check_family(d, NULL);
    for (const ns_param_set *s = getenv("ALL_SETS") ? d->sets : NULL; s && s->name; s++)
        check_family(d, s);
}
END_TEST

static Suite *suite(void)
{
    int n = 0;
    while (ns_devices[n])
        n++;
    Suite *s = suite_create("reference");
    TCase *t = tcase_create("reference");
    tcase_set_timeout(t, 900);
    tcase_add_loop_test(t, every_set, 0, n);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
