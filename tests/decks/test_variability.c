/* What varies in time, in ngspice: cycles, telegraph and 1/f noise, stuck devices, ageing,
 * retention; the same whatever the steps, and again after reset. The device is ion drift. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../check_main.h"
#include "spice.h"

/* N devices side by side at one source. */
static void load(int n, const char *source, const char *model)
{
    char(*text)[48] = calloc((size_t)n, sizeof *text);
    const char **lines = calloc((size_t)n + 5, sizeof *lines);
    ck_assert(text && lines);
    lines[0] = "* devices that vary";
    lines[1] = source;
    for (int k = 0; k < n; k++) {
        snprintf(text[k], sizeof text[k], "a%d %%gd(1 0) x%d mm", k, k);
        lines[2 + k] = text[k];
    }
    lines[2 + n] = model;
    lines[3 + n] = ".end";
    spice_load_lines(lines);
    free(text);
    free(lines);
}

static void run(double t_end, double h)
{
    spice_do("tran %.12g %.12g 0 %.12g", h, t_end, h);
}

/* A copy of a vector of the current plot. */
static double *copy(const char *name, int *n)
{
    const double *v = spice_vector(name, n);
    double *c = malloc((size_t)*n * sizeof *c);
    ck_assert_ptr_nonnull(c);
    return memcpy(c, v, (size_t)*n * sizeof *c);
}

/* The same bits after reset. */
static void repeats(const char *name, double t_end, double h)
{
    int n, m;
    double *before = copy(name, &n);
    spice_do("reset");
    run(t_end, h);
    const double *after = spice_vector(name, &m);
    ck_assert(m == n && memcmp(before, after, (size_t)n * sizeof *before) == 0);
    free(before);
}

/* ---- noise ---- */

enum { CHANGES = 4000 };
typedef struct {
    double at[CHANGES], mean, square; /* times; of the current, relative to that without noise */
    int n;
} history;

/* A change takes effect right after its time, at which there is a time point. */
static void follow(const char *current, double still, history *h)
{
    int n;
    const double *t = spice_vector("time", &n), *i = spice_vector(current, &n);
    *h = (history){0};
    for (int k = 1; k < n; k++) {
        double r = i[k] / still;
        h->mean += r * (t[k] - t[k - 1]) / t[n - 1];
        h->square += (r - 1) * (r - 1) * (t[k] - t[k - 1]) / t[n - 1];
        if (fabs(i[k] - i[k - 1]) > 1e-6 * fabs(still)) {
            ck_assert_int_lt(h->n, CHANGES);
            h->at[h->n++] = t[k - 1];
        }
    }
}

static void same_changes(const history *a, const history *b, double within)
{
    ck_assert_int_eq(a->n, b->n);
    for (int k = 0; k < a->n; k++)
        ck_assert_double_eq_tol(a->at[k], b->at[k], within);
}

/* A trap filled for a quarter of the time: mean and mean square are known; how far an average over
 * t_end strays follows from the trap's correlation time tau_c tau_e / (tau_c + tau_e). */
START_TEST(telegraph_noise)
{
    static history coarse, fine;
    const double t_end = 2, p = 0.25, still = -0.1 / 1e3;
    double sigma = sqrt(p * (1 - p) * 2 * 0.75e-3 / t_end);
    load(1, "v1 1 0 0.1",
         ".model mm mem_drift(rinit=1k vt_p=0.2 vt_n=-0.2 rtn=0.2 rtn_tau_c=3m rtn_tau_e=1m)");
    run(t_end, 1e-2);
    follow("i(v1)", still, &coarse);
    repeats("i(v1)", t_end, 1e-2);
    run(t_end, 3e-4);
    follow("i(v1)", still, &fine);
    same_changes(&coarse, &fine, 1e-9);
    ck_assert_double_eq_tol(coarse.n * 4e-3 / 2 / t_end, 1, 4 / sqrt(coarse.n / 2.));
    ck_assert_double_eq_tol((1 - coarse.mean) / 0.2, p, 4 * sigma);
    ck_assert_double_eq_tol(coarse.square / 0.04, p, 4 * sigma);
    ck_assert_double_eq_tol(coarse.mean, fine.mean, 1e-9);
}
END_TEST

/* Traps of rates two a decade, each +-a: the mean of the current is that without noise, its
 * variance the sum of the a^2 = kf ln(10) / 2. */
START_TEST(flicker_noise)
{
    enum { N = 8, TRAPS = 5 }; /* a0 to a7 */
    static history coarse, fine;
    const double t_end = 0.2, a2 = 1e-6 * log(10) / 2, still = 0.1 / 1e3;
    double mean = 0, square = 0, drift = 0, cross = 0, rate[TRAPS];
    load(N, "v1 1 0 0.1",
         ".model mm mem_drift(rinit=1k vt_p=0.2 vt_n=-0.2 kf=1u kf_lo=10 kf_hi=1001)");
    spice_do("save all");
    for (int k = 0; k < N; k++)
        spice_do("save @a%d[i]", k);
    run(t_end, 1e-2);
    for (int k = 0; k < N; k++) {
        char name[24];
        snprintf(name, sizeof name, "@a%d[i]", k);
        follow(name, still, &coarse);
        mean += (coarse.mean - 1) / N;
        square += coarse.square / N;
    }
    run(t_end, 1e-3);
    follow("@a7[i]", still, &fine); /* the last, as coarse */
    same_changes(&coarse, &fine, 1e-9);
    run(t_end, 1e-2);
    repeats("i(v1)", t_end, 1e-2);  /* (reset forgets what save said) */
    for (int k = 0; k < TRAPS; k++) /* of the decay of a trap's correlation */
        rate[k] = 2 * 3.14159265358979 * 10 * pow(10, k / 2.);
    for (int k = 0; k < TRAPS; k++) {
        drift += a2 * 2 / rate[k] / t_end / N;
        for (int j = 0; j < k; j++)
            cross += 4 * a2 * a2 * 2 / (rate[k] + rate[j]) / t_end / N;
    }
    ck_assert_double_eq_tol(mean, 0, 4 * sqrt(drift));
    ck_assert_double_eq_tol(square, TRAPS * a2, 4 * sqrt(cross));
}
END_TEST

/* ---- cycles ---- */

static double state(int k)
{
    char name[24];
    snprintf(name, sizeof name, "v(x%d)", k);
    return spice_last(name);
}

enum { DEVICES = 300 };

/* Half a period moves the state by the rate times a constant, so little that the rate hardly
 * depends on it. */
START_TEST(cycles_spread_the_rate)
{
    double sum = 0, squares = 0;
    load(1, "v1 1 0 sin(0 0.3 0.1)", ".model mm mem_drift(x0=0.3 uv=1e-17)");
    run(5, 0.05);
    double plain = state(0) - 0.3;
    load(DEVICES, "v1 1 0 sin(0 0.3 0.1)", ".model mm mem_drift(x0=0.3 uv=1e-17 c2c=0.1)");
    run(5, 0.05);
    for (int k = 0; k < DEVICES; k++) {
        double z = log((state(k) - 0.3) / plain);
        sum += z / DEVICES;
        squares += z * z / DEVICES;
    }
    ck_assert_double_eq_tol(sum, 0, 4 * 0.1 / sqrt(DEVICES));
    ck_assert_double_eq_tol(sqrt(squares), 0.1, 4 * 0.1 / sqrt(2. * DEVICES));
}
END_TEST

START_TEST(cycles_do_not_depend_on_steps)
{
    double coarse[8];
    load(8, "v1 1 0 sin(0 1 1)",
         ".model mm mem_drift(uv=5e-14 c2c=0.3 c2c_on=0.1 c2c_off=0.1 endurance=10)");
    run(7.1, 2e-3);
    for (int k = 0; k < 8; k++)
        coarse[k] = state(k);
    repeats("v(x7)", 7.1, 2e-3);
    run(7.1, 2e-4);
    for (int k = 0; k < 8; k++)
        ck_assert_double_eq_tol(coarse[k], state(k), 2e-4);
}
END_TEST

/* ---- faults, ageing, retention ---- */

START_TEST(stuck_devices)
{
    int on = 0, off = 0;
    load(DEVICES, "v1 1 0 sin(0 1 1)",
         ".model mm mem_drift(x0=0.5 hrs_proportion=0.1 lrs_proportion=0.2)");
    run(0.25, 1e-2);
    for (int k = 0; k < DEVICES; k++) {
        double x = state(k);
        on += x == 1;
        off += x == 0;
        ck_assert(x == 0 || x == 1 || (x > 0.55 && x < 0.99));
    }
    ck_assert_double_eq_tol(on, 0.2 * DEVICES, 4 * sqrt(0.16 * DEVICES));
    ck_assert_double_eq_tol(off, 0.1 * DEVICES, 4 * sqrt(0.09 * DEVICES));
    spice_do("reset");
    run(0.25, 1e-2);
    for (int k = 0; k < DEVICES; k++) {
        on -= state(k) == 1;
        off -= state(k) == 0;
    }
    ck_assert(on == 0 && off == 0);
}
END_TEST

/* From bound to bound in a part of a half cycle: after 20 cycles half of the way, about 0.25, is
 * left. */
START_TEST(endurance_halves_the_window)
{
    load(1, "v1 1 0 sin(0 1 1)", ".model mm mem_drift(uv=1e-12 endurance=20 endurance_x=0.25)");
    run(21, 5e-3);
    int n;
    const double *t = spice_vector("time", &n), *x = spice_vector("v(x0)", &n);
    double lo = 1, hi = 0, first_lo = 1, first_hi = 0;
    for (int k = 0; k < n; k++) {
        if (t[k] > 20) {
            lo = fmin(lo, x[k]);
            hi = fmax(hi, x[k]);
        } else if (t[k] < 1) {
            first_lo = fmin(first_lo, x[k]);
            first_hi = fmax(first_hi, x[k]);
        }
    }
    ck_assert(first_lo < 0.02 && first_hi > 0.97);
    ck_assert_double_eq_tol(hi, 1 - 0.75 * 0.5, 0.02);
    ck_assert_double_eq_tol(lo, 0.25 * 0.5, 0.01);
}
END_TEST

START_TEST(retention_is_exponential)
{
    load(1, "v1 1 0 0", ".model mm mem_drift(x0=0.9 tau_ret=100 x_ret=0.1)");
    for (double h = 10; h > 0.05; h /= 10) {
        double worst = 0;
        run(300, h);
        for (double t = 5; t < 300; t += 20)
            worst = fmax(worst, fabs(spice_at("v(x0)", "time", t) - 0.1 - 0.8 * exp(-t / 100)));
        ck_assert_double_lt(worst, 5e-6);
    }
    repeats("v(x0)", 300, 0.1);
    load(1, "v1 1 0 0", ".model mm mem_drift(x0=0.9)");
    run(1e9, 1e7);
    ck_assert(state(0) == 0.9);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("variability");
    TCase *t = tcase_create("variability");
    tcase_set_timeout(t, 120);
    tcase_add_test(t, telegraph_noise);
    tcase_add_test(t, flicker_noise);
    tcase_add_test(t, cycles_spread_the_rate);
    tcase_add_test(t, cycles_do_not_depend_on_steps);
    tcase_add_test(t, stuck_devices);
    tcase_add_test(t, endurance_halves_the_window);
    tcase_add_test(t, retention_is_exponential);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
