#include "pdk_cell.h"

#include <check.h>
#include <cvode/cvode.h>
#include <math.h>
#include <stdint.h>
#include <nvector/nvector_serial.h>
#include <sunlinsol/sunlinsol_dense.h>
#include <sunmatrix/sunmatrix_dense.h>

/* The PDK's values, in nm, eV, V, A, K. */
static const double tox = 5, f_max = 4.9, f_min = 3.3, e_set = 1.501, e_reset = 1.5, i_k1 = 61.4e-6,
                    f_ref = 4.7249, v_ref = 0.43, velocity = 150e9 /* nm/s */, gamma_k0 = 16.5,
                    gamma_k1 = -1.25, a0 = 0.25, t0 = 300, c_th = 0.31825e-15, tau_th = 0.23e-9,
                    k_over_q = 8.617333262e-5;

static double voltage_at(const pdk_drive *d, double t)
{
    int k = 1;
    while (k < d->n - 1 && t > d->corner[k][0])
        k++;
    const double *a = d->corner[k - 1], *b = d->corner[k];
    return a[1] + (b[1] - a[1]) * fmin((t - a[0]) / (b[0] - a[0]), 1);
}

/* The cell's voltage and current at filament f: v + rs i(v) = v_in. */
static double solve_cell(const pdk_drive *d, double v_in, double f, double *i)
{
    double scale = i_k1 * exp(-(tox - f) / (tox - f_ref)), v = v_in;
    for (int k = 0; k < 100; k++) {
        double r = v + d->rs * scale * sinh(v / v_ref) - v_in;
        double step = r / (1 + d->rs * scale / v_ref * cosh(v / v_ref));
        v -= step;
        if (fabs(step) < 1e-15)
            break;
    }
    *i = d->rs > 0 ? (v_in - v) / d->rs : scale * sinh(v / v_ref);
    if (fabs(*i) < 1e-9 || d->rs < 1) /* where the difference has no digits */
        *i = scale * sinh(v / v_ref);
    return v;
}

static bool held(double f, double net)
{
    return (f <= f_min && net < 0) || (f >= f_max && net > 0);
}

/* What the continuous form of the cell adds to the rate to keep the filament inside: a smooth step
 * to an exponential force, already felt inside. */
static double soft_limit(double f, double net)
{
    double below = f_min - f, above = f - f_max;
    double under = 0.5 * (below / sqrt(below * below + 1e-7) + 1);
    double over = 0.5 * (above / sqrt(above * above + 1e-7) + 1);
    return (1e9 * exp(200 * below) - net) * under - (1e9 * exp(200 * above) + net) * over;
}

static int rates(realtype t, N_Vector y, N_Vector dy, void *ctx)
{
    const pdk_drive *d = ctx;
    double f = N_VGetArrayPointer(y)[0], hot = N_VGetArrayPointer(y)[1], i;
    double *rate = N_VGetArrayPointer(dy);
    if (!d->soft)
        f = fmin(fmax(f, f_min), f_max);
    double v = solve_cell(d, voltage_at(d, t), f, &i), kt = k_over_q * hot;
    double field = (gamma_k0 + gamma_k1 * pow(tox - f, 3)) * a0 / tox * v;
    double net = velocity * (exp((field - e_set) / kt) - exp((-field - e_reset) / kt));
    rate[0] = d->soft ? net + soft_limit(N_VGetArrayPointer(y)[0], net) : held(f, net) ? 0 : net;
    rate[1] = fabs(v * i) / c_th - (hot - t0) / tau_th;
    return 0;
}

#define DONE(call) ck_assert_int_ge((call), 0)

/* From time t to t_end, in one piece: no corner in between. */
static void advance(void *cvode, N_Vector y, double t, double t_end, bool soft)
{
    double *f = N_VGetArrayPointer(y);
    DONE(CVodeReInit(cvode, t, y));
    DONE(CVodeSetStopTime(cvode, t_end));
    int how = CVode(cvode, t_end, y, &t, CV_NORMAL);
    ck_assert_msg(how >= 0, "CVODE stopped with %d", how);
    if (!soft)
        *f = fmin(fmax(*f, f_min), f_max);
}

void pdk_integrate(const pdk_drive *d, double dt, int n, pdk_point *out)
{
    SUNContext context;
    DONE(SUNContext_Create(NULL, &context));
    N_Vector y = N_VNew_Serial(2, context);
    double *state = N_VGetArrayPointer(y), t = 0;
    state[0] = d->f0;
    state[1] = t0;
    SUNMatrix a = SUNDenseMatrix(2, 2, context);
    SUNLinearSolver solver = SUNLinSol_Dense(y, a, context);
    void *cvode = CVodeCreate(CV_BDF, context);
    DONE(CVodeInit(cvode, rates, 0, y));
    DONE(CVodeSStolerances(cvode, 1e-9, 1e-10));
    DONE(CVodeSetUserData(cvode, (void *)(uintptr_t)d));
    DONE(CVodeSetLinearSolver(cvode, solver, a));
    DONE(CVodeSetMaxNumSteps(cvode, 1000000));
    for (int k = 0; k < n; k++) {
        if (k > 0) /* every corner lies on the grid */
            advance(cvode, y, t, k * dt, d->soft);
        t = k * dt;
        out[k].f = state[0];
        out[k].hot = state[1];
        out[k].v = solve_cell(d, voltage_at(d, t), state[0], &out[k].i);
    }
    CVodeFree(&cvode);
    SUNLinSolFree(solver);
    SUNMatDestroy(a);
    N_VDestroy(y);
    SUNContext_Free(&context);
}
