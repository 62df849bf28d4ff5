#include "least.h"

#include <cminpack.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { MAX_EVALS = 900 };

/* Off currents (the drain's tunnelling current of the PDK, some pA) are not fitted: nothing below
 * `weakest` counts, and near `floor_current` differences fade. */
static const double floor_current = 2e-13, weakest = 1e-11;

static double weight_of(double current, fit_size s)
{
    return current > 1e-7 * s.w / s.l ? 1 : current > weakest ? 0.2 : 0;
}

/* ---- one bin ---- */

typedef struct {
    fit_card *c;
    int bin; /* from 0 */
    const fit_reference *r;
    int size[BIN_SIZES], n_sizes;
    int param[MAX_PARAMS], n_params;
    double *current;
    int evals;
} problem;

/* Bounded values as unbounded numbers of order 1. */
static double inside(const fit_device *d, int i, double u)
{
    double lo = card_low(d, i), hi = card_high(d, i);
    return lo + (hi - lo) * 0.5 * (1 + tanh(u));
}

static double outside(const fit_device *d, int i, double v)
{
    double lo = card_low(d, i), hi = card_high(d, i), f = 2 * (v - lo) / (hi - lo) - 1;
    return atanh(fmin(fmax(f, -0.999), 0.999));
}

static void evaluate(problem *p, const double *u)
{
    fit_bin *b = &p->c->bin[p->bin];
    double before[MAX_PARAMS];
    memcpy(before, b->value, sizeof before);
    for (int k = 0; k < p->n_params; k++)
        b->value[p->param[k]] = inside(p->c->dev, p->param[k], u[k]);
    card_keep_positive(b);
    for (int i = 0; i < card_params(); i++)
        if (p->evals == 0 || b->value[i] != before[i])
            card_apply(p->c, 1, i);
    if (!sim_sweeps(p->c->dev, p->n_sizes, p->current))
        for (int i = 0; i < p->n_sizes * SWEEP_POINTS; i++)
            p->current[i] = NAN;
    p->evals++;
}

static int residuals(void *data, int m, int n, const double *u, double *out, int flag)
{
    problem *p = data;
    (void)flag;
    evaluate(p, u);
    int k = 0;
    for (int s = 0; s < p->n_sizes; s++) {
        fit_size size = p->r->size[p->size[s]];
        for (int i = 0; i < SWEEP_POINTS; i++, k++) {
            double want = p->r->current[p->size[s] * SWEEP_POINTS + i];
            double got = p->current[s * SWEEP_POINTS + i];
            double d = isnan(got)
                           ? 100
                           : log((fmax(got, 0) + floor_current) / (fmax(want, 0) + floor_current));
            /* far away, the square root of the distance: a start can be decades off */
            double near = 0.5;
            d = fabs(d) < near ? d : copysign(near + log(fabs(d) / near) * near, d);
            out[k] = weight_of(want, size) * d;
        }
    }
    /* a slight pull to where the parameter began keeps those apart that the data do not tell apart
     */
    for (int i = 0; i < n; i++, k++)
        out[k] =
            0.02 * (u[i] - outside(p->c->dev, p->param[i], card_start(p->c->dev, p->param[i])));
    return k == m ? 0 : -1;
}

static bool in_bin(const fit_bin *b, fit_size s)
{
    return s.w >= b->w_lo && s.w < b->w_hi && s.l >= b->l_lo && s.l < b->l_hi;
}

static void choose(problem *p, bool hot)
{
    const fit_bin *b = &p->c->bin[p->bin];
    bool several_w = false, several_l = false;
    for (int i = 0; i < p->r->n && p->n_sizes < BIN_SIZES; i++)
        if (in_bin(b, p->r->size[i]))
            p->size[p->n_sizes++] = i;
    for (int i = 1; i < p->n_sizes; i++) {
        several_w |= p->r->size[p->size[i]].w != p->r->size[p->size[0]].w;
        several_l |= p->r->size[p->size[i]].l != p->r->size[p->size[0]].l;
    }
    for (int i = 0; i < card_params(); i++)
        if (card_free(i, several_w, several_l, hot))
            p->param[p->n_params++] = i;
}

/* The bin alone, as card.1, with the sizes that it is fitted to. */
static void load_bin(const problem *p)
{
    fit_card alone = *p->c;
    fit_size sizes[BIN_SIZES];
    alone.n_bins = 1;
    alone.bin[0] = p->c->bin[p->bin];
    for (int i = 0; i < p->n_sizes; i++)
        sizes[i] = p->r->size[p->size[i]];
    char *text = card_text(&alone, "card", "");
    sim_load_card(p->c->dev, text, sizes, p->n_sizes);
    free(text);
}

int fit_bin_currents(fit_card *c, int k, const fit_reference *r, bool hot, double temperature)
{
    fit_card moved = *c; /* card_apply counts bins from 1: the bin is the first of a copy */
    moved.bin[0] = c->bin[k];
    problem p = {.c = &moved, .bin = 0, .r = r};
    choose(&p, hot);
    int n = p.n_params, m = p.n_sizes * SWEEP_POINTS + n, info, nfev, pivot[MAX_PARAMS];
    double u[MAX_PARAMS], diag[MAX_PARAMS], qtf[MAX_PARAMS], a[MAX_PARAMS], b[MAX_PARAMS],
        d[MAX_PARAMS];
    double *out = calloc((size_t)m, sizeof *out), *work = calloc((size_t)m, sizeof *work);
    double *jacobian = calloc((size_t)(m * n), sizeof *jacobian);
    p.current = calloc((size_t)p.n_sizes * SWEEP_POINTS, sizeof *p.current);
    load_bin(&p);
    sim_command("set temp=%g", temperature);
    for (int i = 0; i < n; i++) {
        u[i] = outside(c->dev, p.param[i], moved.bin[0].value[p.param[i]]);
        diag[i] = 1;
    }
    info = lmdif(residuals, &p, m, n, u, out, 1e-4, 1e-4, 0, MAX_EVALS, 1e-8, diag, 2, 1, 0, &nfev,
                 jacobian, m, pivot, qtf, a, b, d, work);
    if (info < 0)
        fprintf(stderr, "\nfit_cards: the fit of bin %d went wrong\n", k + 1);
    evaluate(&p, u);
    c->bin[k] = moved.bin[0];
    free(out);
    free(work);
    free(jacobian);
    free(p.current);
    return p.evals;
}

/* ---- capacitances: closed forms ---- */

/* pdk: gate of a large device inverted; drain of a short one off; drains with an area of 10 um^2
 * and with a side of 100 um at 0 and v_max. Ours are linear in what is looked for. */
void fit_capacitances(fit_card *c, const double *pdk)
{
    const double side = 100e-6, area = 10e-12, v = c->dev->v_max;
    c->caps.cgo = pdk[1] / 15e-6;
    double fall = pow(1 + v / 0.8, -1);
    c->caps.cj = (pdk[2] - pdk[6]) / area;
    c->caps.mj = log((pdk[3] - pdk[7]) / (pdk[2] - pdk[6])) / log(fall);
    c->caps.cjsw = (pdk[4] - pdk[6]) / side;
    c->caps.mjsw = log((pdk[5] - pdk[7]) / (pdk[4] - pdk[6])) / log(fall);
}

/* ---- corners ---- */

typedef struct {
    const fit_card *c;
    const fit_reference *r;
    int which;
    double current[SWEEP_POINTS];
} corner_problem;

static int corner_residuals(void *data, int m, int n, const double *u, double *out, int flag)
{
    corner_problem *p = data;
    (void)flag;
    (void)n;
    sim_command("alter m0 delvto=%.9g", u[0]);
    sim_command("alter m0 mulu0=%.9g", 1 + u[1]);
    if (!sim_sweeps(p->c->dev, 1, p->current))
        for (int i = 0; i < m; i++)
            p->current[i] = NAN;
    for (int i = 0; i < m; i++) {
        double want = p->r->current[p->which * SWEEP_POINTS + i];
        out[i] = weight_of(want, p->r->size[p->which]) *
                 log((fmax(p->current[i], 0) + floor_current) / (fmax(want, 0) + floor_current));
    }
    return 0;
}

/* Least squares of y on 1, 1/w, 1/l, 1/(w l) by the normal equations. */
static void regress(const fit_reference *r, const double *y, double *out)
{
    double a[4][5] = {{0}};
    for (int s = 0; s < r->n; s++) {
        double f[4] = {1, 1 / r->size[s].w, 1 / r->size[s].l, 1 / (r->size[s].w * r->size[s].l)};
        for (int i = 0; i < 4; i++) {
            for (int k = 0; k < 4; k++)
                a[i][k] += f[i] * f[k];
            a[i][4] += f[i] * y[s];
        }
    }
    for (int i = 0; i < 4; i++) /* symmetric and positive: no pivoting */
        for (int k = i + 1; k < 4; k++) {
            double q = a[k][i] / a[i][i];
            for (int j = i; j < 5; j++)
                a[k][j] -= q * a[i][j];
        }
    for (int i = 3; i >= 0; i--) {
        out[i] = a[i][4];
        for (int k = i + 1; k < 4; k++)
            out[i] -= a[i][k] * out[k];
        out[i] /= a[i][i];
    }
}

void fit_one_corner(const fit_card *c, const fit_reference *r, fit_corner *out)
{
    double shift[MAX_SIZES], factor[MAX_SIZES];
    char *text = card_text(c, "card", "");
    for (int s = 0; s < r->n; s++) {
        corner_problem p = {.c = c, .r = r, .which = s};
        double u[2] = {0, 0}, fvec[SWEEP_POINTS], work[SWEEP_POINTS * 3 + 20];
        int iwork[2];
        sim_load_card(c->dev, text, &r->size[s], 1);
        lmdif1(corner_residuals, &p, SWEEP_POINTS, 2, u, fvec, 1e-4, iwork, work,
               sizeof work / sizeof work[0]);
        shift[s] = u[0];
        factor[s] = 1 + u[1];
    }
    free(text);
    regress(r, shift, out->dvth);
    regress(r, factor, out->mu);
}

/* ---- errors ---- */

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

fit_error fit_error_of(const fit_reference *r, const double *current, int i)
{
    double strong[SWEEP_POINTS], sum = 0, weak = 0;
    int n = 0, n_weak = 0;
    fit_size s = r->size[i];
    for (int k = 0; k < SWEEP_POINTS; k++) {
        double want = r->current[i * SWEEP_POINTS + k], got = current[i * SWEEP_POINTS + k];
        if (want > 1e-7 * s.w / s.l) {
            strong[n] = fabs(got / want - 1);
            sum += strong[n] * strong[n];
            n++;
        } else if (want > weakest) {
            double d = log10(fmax(got, 1e-15) / want);
            weak += d * d;
            n_weak++;
        }
    }
    qsort(strong, (size_t)n, sizeof *strong, ascending);
    return (fit_error){sqrt(sum / fmax(n, 1)), strong[n / 2], strong[(int)(0.95 * n)],
                       sqrt(weak / fmax(n_weak, 1))};
}
