/* Drift of a cell's conductance at rest: its law, writing, steps, derivatives, spread; and 196
 * measured devices. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>

#include "../check_main.h"
#include "../../lib/device/cell.h"
#include "../../lib/device/cell_impl.h"

typedef struct {
    ns_cell cell;
    ns_device_inst dev;
} fixture;

static fixture make(ns_cell_params *c, const char *instance)
{
    fixture f;
    ns_error e;
    ck_assert(ns_device_parse(&f.dev, "drift/uv:1e-14", &e));
    ck_assert_msg(ns_cell_init(&f.cell, f.dev.dev, f.dev.p, c, NULL, 0, instance, "mem_drift", &e),
                  "%s", e.msg);
    return f;
}

static ns_cell_params drifting(double nu, double t0)
{
    ns_cell_params c;
    ns_params_default(ns_cell_table, ns_cell_n_params, &c);
    c.drift_nu = nu;
    c.drift_t0 = t0;
    return c;
}

START_TEST(power_law)
{
    ns_cell_params c = drifting(0.05, 20);
    fixture f = make(&c, "a1");
    ns_cell_memory before, now;
    ns_cell_out out;
    ns_cell_start(&f.cell, 0, &before, &out);
    double first = out.g, x = out.x;
    for (double t0 = 0, t = 1e-6; t < 1e10; t0 = t, t *= 1.7) {
        ns_cell_step(&f.cell, &before, t0, t, 0.5, 0, &now, &out);
        ck_assert_double_eq_tol(out.g / first, pow(1 + t / 20, -0.05), 1e-12);
        ck_assert(out.x == x);
        before = now;
    }
    ns_device_free(&f.dev);
}
END_TEST

/* A write of a second at 100 s, in n steps; the conductance, relative to that of the state. */
static double written(const ns_cell *cell, int n, double v, double *x)
{
    ns_cell_memory before, now;
    ns_cell_out out;
    ns_eval e;
    ns_cell_start(cell, 0, &before, &out);
    ns_cell_step(cell, &before, 0, 100, 0.5, 0, &now, &out);
    before = now;
    for (int k = 1; k <= n; k++) {
        ns_cell_step(cell, &before, 100 + (k - 1.) / n, 100 + (double)k / n, 0.5, v * k / n, &now,
                     &out);
        before = now;
    }
    *x = out.x;
    cell->d->eval(cell->p, v, out.x, &e);
    return out.g / e.i_v;
}

START_TEST(writing_starts_anew)
{
    ns_cell_params c = drifting(0.05, 20);
    c.x0 = 0.3;
    fixture f = make(&c, "a1");
    double x, before = pow(1 + 101 / 20., -0.05), rest = written(&f.cell, 1, 0, &x);
    ck_assert_double_eq_tol(rest, before, 1e-12);
    double wrote = written(&f.cell, 100, 1, &x);
    ck_assert_double_gt(x, 0.4); /* ten times drift_x and more */
    ck_assert_double_gt(wrote, 0.999);
    double nudged = written(&f.cell, 100, 0.003, &x);
    ck_assert_double_lt(x, 0.302);
    ck_assert(nudged > before && nudged < 0.99);
    ns_device_free(&f.dev);
}
END_TEST

START_TEST(any_step)
{
    ns_cell_params c = drifting(0.05, 20);
    c.x0 = 0.3;
    c.drift_x = 0.1;
    fixture f = make(&c, "a1");
    double x, few = written(&f.cell, 20, 0.3, &x), many = written(&f.cell, 2000, 0.3, &x);
    ck_assert_double_lt(many, 0.98);
    ck_assert_double_eq_tol(few, many, 1e-4);
    ns_device_free(&f.dev);
}
END_TEST

static double current(const ns_cell *cell, const ns_cell_memory *before, double v, ns_cell_out *out)
{
    ns_cell_memory now;
    ns_cell_step(cell, before, 50, 50.4, 0.5, v, &now, out);
    return out->i;
}

START_TEST(derivative)
{
    ns_cell_params c = drifting(0.5, 20);
    c.x0 = 0.3;
    for (c.polarity = -1; c.polarity < 2; c.polarity += 2) {
        fixture f = make(&c, "a1");
        ns_cell_memory start, before;
        ns_cell_out out, ignored;
        ns_cell_start(&f.cell, 0, &start, &out);
        ns_cell_step(&f.cell, &start, 0, 50, 0.5, 0, &before, &out);
        for (double v = -0.31; v < 0.32; v += 0.1) {
            double dv = 1e-5;
            current(&f.cell, &before, v, &out);
            double want = (current(&f.cell, &before, v + dv, &ignored) -
                           current(&f.cell, &before, v - dv, &ignored)) /
                          (2 * dv);
            ck_assert_double_eq_tol(out.di_dv / want, 1, 1e-5);
        }
        ns_device_free(&f.dev);
    }
}
END_TEST

START_TEST(spread)
{
    enum { N = 4000 };
    ns_cell_params c = drifting(0.05, 1);
    c.drift_nu_d2d = 0.2;
    double sum = 0, squares = 0;
    for (int k = 0; k < N; k++) {
        char name[16];
        snprintf(name, sizeof name, "a%d", k);
        fixture f = make(&c, name);
        double z = f.cell.nu / 0.05 - 1;
        ck_assert_double_ge(f.cell.nu, 0);
        sum += z;
        squares += z * z;
        ns_device_free(&f.dev);
    }
    ck_assert_double_eq_tol(sum / N, 0, 4 * 0.2 / sqrt(N));
    ck_assert_double_eq_tol(sqrt(squares / N), 0.2, 4 * 0.2 / sqrt(2. * N));
}
END_TEST

/* ---- measured devices ---- */

enum { MOST = 400 };
typedef struct {
    double t[MOST], g[MOST]; /* since the first, relative to it; evenly over the logarithm of t */
    int n;
} course;

/* Largest deviation (of the logarithm, rms) that the best nu leaves for this t0. */
static double fit_nu(const course *k, double t0, double *nu, double *level)
{
    double sx = 0, sy = 0, sxx = 0, sxy = 0, n = k->n, sum = 0;
    for (int m = 0; m < k->n; m++) {
        double x = log1p(k->t[m] / t0), y = log(k->g[m]);
        sx += x, sy += y, sxx += x * x, sxy += x * y;
    }
    *nu = -(n * sxy - sx * sy) / (n * sxx - sx * sx);
    *level = (sy + *nu * sx) / n;
    for (int m = 0; m < k->n; m++)
        sum += pow(log(k->g[m]) - *level + *nu * log1p(k->t[m] / t0), 2);
    return sqrt(sum / n);
}

/* What a cell with the parameters that fit best leaves (rms of the logarithm). */
static double against_cell(const course *k)
{
    double best = INFINITY, nu, level, sum = 0;
    ns_cell_params c = drifting(0, 1);
    for (double t0 = 1; t0 < 1e6; t0 *= 1.5) {
        double rms = fit_nu(k, t0, &nu, &level);
        if (rms < best && nu >= 0) {
            best = rms;
            c.drift_nu = nu;
            c.drift_t0 = t0;
        }
    }
    fit_nu(k, c.drift_t0, &nu, &level);
    fixture f = make(&c, "a1");
    ns_cell_memory before, now;
    ns_cell_out out;
    ns_cell_start(&f.cell, 0, &before, &out);
    double first = out.g;
    for (int m = 0; m < k->n; m++) {
        if (m) {
            ns_cell_step(&f.cell, &before, k->t[m - 1], k->t[m], 0.5, 0, &now, &out);
            before = now;
        }
        sum += pow(log(k->g[m] / (out.g / first)) - (c.drift_nu > 0 ? level : 0), 2);
    }
    ns_device_free(&f.dev);
    return sqrt(sum / k->n);
}

static int ascending(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* The next course of "t,r" files one after the other: every point that is 5 % later than the one
 * before. */
static bool next_course(FILE *in, course *k)
{
    char line[200];
    double t, r, first = NAN, r_first = NAN;
    k->n = 0;
    while (fgets(line, sizeof line, in)) {
        if (sscanf(line, "%lf,%lf", &t, &r) != 2) {
            if (k->n)
                return true;
            continue;
        }
        if (isnan(first)) {
            first = t;
            r_first = r;
        }
        t -= first;
        if (k->n < MOST && (k->n == 0 || t > 1.05 * k->t[k->n - 1])) {
            k->t[k->n] = t;
            k->g[k->n++] = r_first / r;
        }
    }
    return k->n > 0;
}

START_TEST(measured)
{
    char archive[500], command[600];
    const char *dir = getenv("srcdir");
    snprintf(archive, sizeof archive, "%s/../shared/data/tio2-drift-el-geresy.tar.xz",
             dir ? dir : ".");
    FILE *there = fopen(archive, "r");
    if (!there)
        return;
    fclose(there);
    snprintf(command, sizeof command, "tar -xJOf '%s'", archive);
    FILE *in = popen(command, "r");
    ck_assert_ptr_nonnull(in);
    double rms[300];
    int n = 0;
    course k;
    while (n < 300 && next_course(in, &k))
        if (k.n > 20)
            rms[n++] = against_cell(&k);
    ck_assert_int_eq(pclose(in), 0);
    ck_assert_int_eq(n, 196);
    qsort(rms, (size_t)n, sizeof *rms, ascending);
    printf("%d devices: rms %.2g median, %.2g for nine in ten, %.2g at worst\n", n, rms[n / 2],
           rms[n * 9 / 10], rms[n - 1]);
    ck_assert(rms[n / 2] < 4e-3 && rms[n * 9 / 10] < 1e-2);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("cell drift");
    TCase *t = tcase_create("cell drift");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, power_law);
    tcase_add_test(t, writing_starts_anew);
    tcase_add_test(t, any_step);
    tcase_add_test(t, derivative);
    tcase_add_test(t, spread);
    tcase_add_test(t, measured);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
