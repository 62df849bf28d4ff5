/* What the data tell of the parameters: linearised about the minimum. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "fit_impl.h"

/* Beyond this share of its range from the middle a parameter stands at its bound. */
static const double bound = 0.998;
static const double strong = 0.95;      /* correlation worth naming */
static const double faint = 1e-10;      /* eigenvalue, of those of the largest, that is none */
static const double no_size = 2.302585; /* half interval of a logarithm: a factor of ten */

/* Cornish and Fisher. */
double ns_fit_student(double degrees)
{
    const double z = 1.959964, z3 = z * z * z, z5 = z3 * z * z;
    return z + (z3 + z) / (4 * degrees) + (5 * z5 + 16 * z3 + 3 * z) / (96 * degrees * degrees);
}

/* Symmetric n x n matrix a to eigenvalues on its diagonal and eigenvectors in the columns of v, by
 * Jacobi's rotations. */
static void eigen(double *a, double *v, int n)
{
    for (int k = 0; k < n * n; k++)
        v[k] = k % (n + 1) == 0;
    for (int turn = 0; turn < 60; turn++) {
        double off = 0;
        for (int p = 0; p < n; p++)
            for (int q = p + 1; q < n; q++) {
                double apq = a[p * n + q];
                off += apq * apq;
                if (fabs(apq) < 1e-300)
                    continue;
                double tau = (a[q * n + q] - a[p * n + p]) / (2 * apq);
                double t = copysign(1, tau) / (fabs(tau) + sqrt(1 + tau * tau));
                double c = 1 / sqrt(1 + t * t), s = t * c;
                for (int k = 0; k < n; k++) {
                    double x = a[k * n + p], y = a[k * n + q];
                    a[k * n + p] = c * x - s * y;
                    a[k * n + q] = s * x + c * y;
                }
                for (int k = 0; k < n; k++) {
                    double x = a[p * n + k], y = a[q * n + k], w = v[k * n + p], z = v[k * n + q];
                    a[p * n + k] = c * x - s * y;
                    a[q * n + k] = s * x + c * y;
                    v[k * n + p] = c * w - s * z;
                    v[k * n + q] = s * w + c * z;
                }
            }
        if (off < 1e-30)
            return;
    }
}

/* Parameters that have a say: not at a bound, and the answer depends on them. */
typedef struct {
    int n, of[NS_FIT_MAX_AXES];
    double norm[NS_FIT_MAX_AXES]; /* of their columns */
} active;

static double dot(const double *a, const double *b, size_t n)
{
    double sum = 0;
    for (size_t k = 0; k < n; k++)
        sum += a[k] * b[k];
    return sum;
}

static active find_active(const ns_fit_job *j, const ns_fit_point *at, const double *jac,
                          ns_fit_result *r)
{
    active act = {0};
    double most = 0, norm[NS_FIT_MAX_AXES];
    for (int k = 0; k < r->n; k++) {
        const double *column = jac + (size_t)k * j->rows;
        const ns_fit_axis *a = &j->space->axis[k];
        norm[k] = sqrt(dot(column, column, j->rows)) * (a->hi - a->lo);
        most = fmax(most, norm[k]);
    }
    for (int k = 0; k < r->n; k++) {
        r->param[k].at_bound = fabs(sin(at->theta[k])) > bound;
        r->param[k].undetermined = !(norm[k] > 1e-7 * most);
        if (r->param[k].at_bound || r->param[k].undetermined)
            continue;
        const ns_fit_axis *a = &j->space->axis[k];
        act.norm[act.n] = norm[k] / (a->hi - a->lo);
        act.of[act.n++] = k;
    }
    return act;
}

/* Covariance of the active coordinates, in units of 1/norm and of the residuals' variance, from the
 * normal equations of unit columns; directions that the data do not tell are left out, and who has
 * a part in them is named. */
static void covariance(const ns_fit_job *j, const double *jac, const active *act, double *cov,
                       double *work, ns_fit_result *r)
{
    int n = act->n;
    double *m = work, *v = work + n * n, most = 0;
    for (int a = 0; a < n; a++)
        for (int b = 0; b < n; b++)
            m[a * n + b] = dot(jac + (size_t)act->of[a] * j->rows,
                               jac + (size_t)act->of[b] * j->rows, j->rows) /
                           (act->norm[a] * act->norm[b]);
    eigen(m, v, n);
    for (int k = 0; k < n; k++)
        most = fmax(most, m[k * n + k]);
    memset(cov, 0, (size_t)(n * n) * sizeof *cov);
    for (int k = 0; k < n; k++) {
        bool tells = m[k * n + k] > faint * most;
        for (int a = 0; a < n; a++) {
            if (!tells && fabs(v[a * n + k]) > 0.1)
                r->param[act->of[a]].undetermined = true;
            for (int b = 0; tells && b < n; b++)
                cov[a * n + b] += v[a * n + k] * v[b * n + k] / m[k * n + k];
        }
    }
}

/* Lag-one correlation of the residuals of neighbouring rows. */
static double likeness(const ns_fit_job *j, const double *residuals)
{
    double sum = 0, square = 0;
    for (size_t f = 0; f < j->n_data; f++) {
        for (size_t k = 0; k < j->data[f].n; k++) {
            square += residuals[k] * residuals[k];
            sum += k > 0 ? residuals[k] * residuals[k - 1] : 0;
        }
        residuals += j->data[f].n;
    }
    return square > 0 ? sum / square : 0;
}

static void set_interval(const ns_fit_axis *a, double coordinate, double half, ns_fit_param *q)
{
    double lo = coordinate - half, hi = coordinate + half;
    q->undetermined = q->undetermined || !(half < (a->log ? no_size : a->hi - a->lo));
    if (!isfinite(half) || q->undetermined)
        return;
    q->lo = a->log ? a->sign * exp(a->sign > 0 ? lo : hi) : lo;
    q->hi = a->log ? a->sign * exp(a->sign > 0 ? hi : lo) : hi;
}

static void add_pair(ns_fit_result *r, ns_fit_pair p)
{
    int k = r->n_pairs;
    if (k < NS_FIT_MAX_PAIRS)
        r->n_pairs++;
    else if (fabs(r->pair[--k].r) >= fabs(p.r))
        return;
    for (; k > 0 && fabs(r->pair[k - 1].r) < fabs(p.r); k--)
        r->pair[k] = r->pair[k - 1];
    r->pair[k] = p;
}

static void report(const ns_fit_job *j, const ns_fit_point *at, const active *act,
                   const double *cov, double sigma, ns_fit_result *r)
{
    int n = act->n;
    double quantile = ns_fit_student((double)j->rows - r->n);
    for (int a = 0; a < n; a++) {
        const ns_fit_axis *axis = &j->space->axis[act->of[a]];
        double half = quantile * sigma * sqrt(cov[a * n + a]) / act->norm[a];
        set_interval(axis, ns_fit_axis_coordinate(axis, at->theta[act->of[a]]), half,
                     &r->param[act->of[a]]);
        for (int b = 0; b < a; b++) {
            double rho = cov[a * n + b] / sqrt(cov[a * n + a] * cov[b * n + b]);
            if (fabs(rho) > strong && !r->param[act->of[a]].undetermined &&
                !r->param[act->of[b]].undetermined)
                add_pair(r, (ns_fit_pair){act->of[b], act->of[a], rho});
        }
    }
}

bool ns_fit_confidence(ns_fit_job *j, const ns_fit_point *at, ns_fit_result *r, ns_error *e)
{
    size_t n = (size_t)r->n;
    double *residuals = calloc(j->rows * (n + 1) + 3 * n * n + 1, sizeof *residuals);
    if (!residuals)
        return ns_fail(e, "fit: out of memory for %zu rows", j->rows);
    double *jac = residuals + j->rows, *cov = jac + j->rows * n, *work = cov + n * n;
    for (int k = 0; k < r->n; k++) {
        const ns_fit_axis *a = &j->space->axis[k];
        r->param[k] = (ns_fit_param){.name = ns_fit_axis_name(j->space, k),
                                     .unit = ns_fit_axis_unit(j->space, k),
                                     .data = a->param < 0 ? (int)a->data : -1,
                                     .value = ns_fit_axis_value(a, at->theta[k]),
                                     .lo = NAN,
                                     .hi = NAN,
                                     .profile_lo = NAN,
                                     .profile_hi = NAN};
    }
    ns_fit_residuals(j, at, residuals);
    ns_fit_jacobian(j, at, residuals, true, jac);
    active act = find_active(j, at, jac, r);
    covariance(j, jac, &act, cov, work, r);
    r->alike = likeness(j, residuals);
    double rho = fmin(fmax(r->alike, 0), 0.999);
    double variance = dot(residuals, residuals, j->rows) / ((double)j->rows - r->n);
    report(j, at, &act, cov, sqrt(variance * (1 + rho) / (1 - rho)), r);
    free(residuals);
    return true;
}
