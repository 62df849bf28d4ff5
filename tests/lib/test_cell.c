/* One cell among others: spread, faults, cycles, ageing and noise, with ion drift as the device. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../check_main.h"
#include "../../lib/device/cell.h"

typedef struct {
    ns_cell cell;
    ns_device_inst dev; /* its parameters, spread included */
} fixture;

static ns_cell_params defaults(void)
{
    ns_cell_params c;
    ns_params_default(ns_cell_table, ns_cell_n_params, &c);
    return c;
}

static int param_index(const ns_device *d, const char *name)
{
    int k = ns_params_find(d->params, d->n_params, name);
    ck_assert_int_ge(k, 0);
    return k;
}

static bool try_cell(fixture *f, const char *spec, const ns_cell_params *c, const char *instance,
                     const ns_spread *s, size_t n, ns_error *e)
{
    ck_assert(ns_device_parse(&f->dev, spec, e));
    return ns_cell_init(&f->cell, f->dev.dev, f->dev.p, c, s, n, instance, "mem", e);
}

static fixture make(const char *spec, const ns_cell_params *c, const char *instance)
{
    fixture f;
    ns_error e;
    ck_assert_msg(try_cell(&f, spec, c, instance, NULL, 0, &e), "%s", e.msg);
    return f;
}

static void drop(fixture *f)
{
    ns_device_free(&f->dev);
}

static ns_cell_memory *memory(const ns_cell *cell)
{
    ns_cell_memory *m = calloc(1, ns_cell_memory_size(cell));
    ck_assert_ptr_nonnull(m);
    return m;
}

/* A run under v(t), of steps no longer than h that land on the cell's events; calls `each` after
 * every step. Returns the last answer. */
typedef void each_step(void *ctx, double t, const ns_cell_out *out);
static ns_cell_out run(const ns_cell *cell, double (*v)(double t), double t_end, double h,
                       each_step *each, void *ctx)
{
    ns_cell_memory *before = memory(cell), *now = memory(cell);
    ns_cell_out out;
    ns_cell_start(cell, v(0), before, &out);
    for (double t = 0; t < t_end;) {
        double next =
            fmin(fmin((floor(t / h + 1e-9) + 1) * h, t_end), ns_cell_event(cell, before, t));
        ns_cell_step(cell, before, t, next, 0.5, v(next), now, &out);
        if (each)
            each(ctx, next, &out);
        t = next;
        ns_cell_memory *swap = before;
        before = now;
        now = swap;
    }
    free(before);
    free(now);
    return out;
}

static double sine(double t)
{
    return sin(2 * 3.14159265358979323846 * t);
}

static double slow_sine(double t)
{
    return 0.3 * sine(t / 10);
}

static double zero(double t)
{
    (void)t;
    return 0;
}

static double read_pulse(double t)
{
    (void)t;
    return 0.1;
}

START_TEST(neutral_is_the_device)
{
    ns_cell_params c = defaults();
    c.polarity = -1;
    c.m = 3;
    c.area = 2;
    fixture f = make("drift/window:joglekar", &c, "a1");
    ns_cell_memory *before = memory(&f.cell), *now = memory(&f.cell);
    ns_cell_out out;
    const ns_forces none = {.rate = 1, .x_lo = 0, .x_hi = 1};
    ns_step s = {.x = f.cell.x_init};
    ns_cell_start(&f.cell, 0, before, &out);
    for (int n = 1; n <= 500; n++) {
        double t0 = 2e-3 * (n - 1), t = 2e-3 * n, v = sine(t);
        ns_cell_step(&f.cell, before, t0, t, 0.5, v, now, &out);
        ns_state b = {.x = s.x, .f = s.at.f};
        ns_step_resolved(f.dev.dev, f.dev.p, &none, -sine(t0), -v, &b, t - t0, &s);
        ck_assert(out.x == s.x && out.i == -6 * s.at.i && out.dx_dv == -s.dx_dv);
        ck_assert(out.di_dv == 6 * (s.at.i_v + s.at.i_x * s.dx_dv) && out.g == 6 * s.at.i_v);
        ck_assert(ns_cell_event(&f.cell, now, t) == INFINITY);
        memcpy(before, now, ns_cell_memory_size(&f.cell));
    }
    ns_small_signal a, b;
    ns_cell_small_signal(&f.cell, 0.3, 100, &a);
    ns_device_small_signal(f.dev.dev, f.dev.p, -0.3, f.cell.x_init, 100, &b);
    ck_assert(a.admittance[0] == 6 * b.admittance[0] && a.admittance[1] == 6 * b.admittance[1]);
    ck_assert(a.state[0] == -b.state[0] && a.state[1] == -b.state[1]);
    free(before);
    free(now);
    drop(&f);
}
END_TEST

/* ---- from device to device ---- */

static double drawn_ron(const ns_cell_params *c, double sigma, int instance)
{
    char name[32];
    ns_error e;
    fixture f;
    snprintf(name, sizeof name, "a%d", instance);
    ns_spread s = {param_index(ns_device_find("drift"), "ron"), sigma};
    ck_assert_msg(try_cell(&f, "drift", c, name, &s, 1, &e), "%s", e.msg);
    double ron = ns_params_get(f.dev.dev->params, (size_t)s.param, f.dev.p);
    drop(&f);
    return ron;
}

START_TEST(spread_has_its_moments)
{
    enum { N = 20000 };
    ns_cell_params c = defaults();
    for (c.d2d_dist = NS_NORMAL; c.d2d_dist <= NS_LOGNORMAL; c.d2d_dist++) {
        double sum = 0, squares = 0, sigma = 0.1;
        for (int k = 0; k < N; k++) {
            double z = drawn_ron(&c, sigma, k) / 100;
            z = (c.d2d_dist == NS_LOGNORMAL ? log(z) : z - 1) / sigma;
            sum += z;
            squares += z * z;
        }
        ck_assert_double_lt(fabs(sum / N), 4 / sqrt(N));
        ck_assert_double_lt(fabs(squares / N - 1), 4 * sqrt(2.0 / N));
    }
}
END_TEST

START_TEST(spread_is_a_function_of_seed_instance_and_name)
{
    ns_cell_params c = defaults(), other = defaults();
    other.seed = 2;
    ck_assert(drawn_ron(&c, 0.1, 1) == drawn_ron(&c, 0.1, 1));
    ck_assert(drawn_ron(&c, 0.1, 1) != drawn_ron(&c, 0.1, 2));
    ck_assert(drawn_ron(&c, 0.1, 1) != drawn_ron(&other, 0.1, 1));
    ck_assert(drawn_ron(&c, 0, 1) == 100);
    /* also when another parameter is spread as well */
    const ns_device *d = ns_device_find("drift");
    ns_spread both[] = {{param_index(d, "d"), 0.2}, {param_index(d, "ron"), 0.1}};
    fixture f;
    ns_error e;
    ck_assert(try_cell(&f, "drift", &c, "a1", both, 2, &e));
    ck_assert(ns_params_get(d->params, (size_t)both[1].param, f.dev.p) == drawn_ron(&c, 0.1, 1));
    drop(&f);
}
END_TEST

START_TEST(spread_stays_in_range)
{
    ns_cell_params c = defaults();
    for (int k = 0; k < 2000; k++)
        ck_assert_double_ge(drawn_ron(&c, 1.2, k), 1e-3);
}
END_TEST

/* ---- faults ---- */

START_TEST(stuck_devices)
{
    enum { N = 4000 };
    int on = 0, off = 0;
    ns_cell_params c = defaults();
    c.hrs_proportion = 0.1;
    c.lrs_proportion = 0.2;
    for (int k = 0; k < N; k++) {
        char name[32];
        snprintf(name, sizeof name, "a%d", k);
        fixture f = make("drift", &c, name);
        if (f.cell.stuck) {
            on += f.cell.x_init == 1;
            off += f.cell.x_init == 0;
            ns_cell_out out = run(&f.cell, sine, 1, 0.01, NULL, NULL);
            ck_assert(out.x == f.cell.x_init);
        }
        drop(&f);
    }
    ck_assert_double_lt(fabs(on - 0.2 * N), 4 * sqrt(0.16 * N));
    ck_assert_double_lt(fabs(off - 0.1 * N), 4 * sqrt(0.09 * N));
}
END_TEST

/* ---- cycles ---- */

START_TEST(cycles_spread_the_rate)
{
    /* Half a period of a small sine moves x by nearly the rate times a constant. */
    enum { N = 400 };
    ns_cell_params c = defaults();
    double sum = 0, squares = 0;
    fixture f = make("drift", &c, "");
    double plain = run(&f.cell, slow_sine, 5, 0.05, NULL, NULL).x - f.cell.x_init;
    drop(&f);
    c.c2c = 0.1;
    for (int k = 0; k < N; k++) {
        char name[32];
        snprintf(name, sizeof name, "a%d", k);
        f = make("drift/uv:1e-17", &c, name); /* small: the rate hardly depends on the state */
        double moved = run(&f.cell, slow_sine, 5, 0.05, NULL, NULL).x - f.cell.x_init;
        double z = log(moved / plain * 1000) / 0.1;
        sum += z;
        squares += z * z;
        drop(&f);
    }
    double mean = sum / N;
    ck_assert_double_lt(fabs(squares / N - mean * mean - 1), 4 * sqrt(2.0 / N));
}
END_TEST

START_TEST(cycles_do_not_depend_on_steps)
{
    ns_cell_params c = defaults();
    c.c2c = 0.3;
    c.c2c_on = c.c2c_off = 0.1;
    c.endurance = 10;
    fixture f = make("drift/uv:5e-14", &c, "a1");
    ns_cell_out coarse = run(&f.cell, sine, 7.3, 1e-3, NULL, NULL);
    ns_cell_out fine = run(&f.cell, sine, 7.3, 1e-5, NULL, NULL);
    ck_assert_double_lt(fabs(coarse.x - fine.x), 2e-5);
    drop(&f);
}
END_TEST

typedef struct {
    double lo, hi;
} extremes;

static void note_extremes(void *ctx, double t, const ns_cell_out *out)
{
    extremes *e = ctx;
    (void)t;
    e->lo = fmin(e->lo, out->x);
    e->hi = fmax(e->hi, out->x);
}

START_TEST(endurance_halves_the_window)
{
    ns_cell_params c = defaults();
    c.endurance = 20;
    c.endurance_x = 0.25;
    fixture f = make("drift/uv:1e-12", &c, ""); /* from bound to bound in a part of a half cycle */
    ns_cell_memory *m = memory(&f.cell), *next = memory(&f.cell);
    ns_cell_out out;
    extremes seen = {1, 0};
    ns_cell_start(&f.cell, 0, m, &out);
    for (int n = 1; n <= 21000; n++) {
        ns_cell_step(&f.cell, m, 1e-3 * (n - 1), 1e-3 * n, 0.5, sine(1e-3 * n), next, &out);
        memcpy(m, next, sizeof *m);
        if (n > 20000)
            note_extremes(&seen, 0, &out);
    }
    ck_assert_double_eq_tol(seen.hi, 1 - 0.75 * 0.5, 0.02);
    ck_assert_double_eq_tol(seen.lo, 0.25 * 0.5, 0.01);
    free(m);
    free(next);
    drop(&f);
}
END_TEST

/* ---- retention ---- */

START_TEST(retention_is_exact_unless_asked)
{
    ns_cell_params c = defaults();
    fixture f = make("drift", &c, "");
    ck_assert(run(&f.cell, zero, 1e9, 1e7, NULL, NULL).x == f.cell.x_init);
    drop(&f);
    c.tau_ret = 100;
    c.x_ret = 0.1;
    c.x0 = 0.9;
    f = make("drift", &c, "");
    ck_assert_double_eq_tol(run(&f.cell, zero, 150, 0.1, NULL, NULL).x, 0.1 + 0.8 * exp(-1.5),
                            1e-7);
    ck_assert_double_eq_tol(run(&f.cell, zero, 1e5, 50, NULL, NULL).x, 0.1, 1e-9);
    drop(&f);
}
END_TEST

/* ---- traps ---- */

typedef struct {
    double full, at, filled, changes, last;
} telegraph;

static void note_telegraph(void *ctx, double t, const ns_cell_out *out)
{
    telegraph *g = ctx;
    bool low = out->g < 0.9 * g->full;
    ck_assert_double_eq_tol(out->g, g->full * (low ? 0.8 : 1), 1e-12 * g->full);
    g->filled += low ? t - g->at : 0;
    g->changes += out->g != g->last;
    g->at = t;
    g->last = out->g;
}

START_TEST(telegraph_noise)
{
    ns_cell_params c = defaults();
    c.rtn = 0.2;
    c.rtn_tau_c = 3e-3;
    c.rtn_tau_e = 1e-3;
    fixture f = make("drift/vt_p:0.2/vt_n:0.2", &c, "a7");
    telegraph coarse = {.full = f.dev.dev->conductance(f.dev.p, f.cell.x_init)}, fine = coarse;
    const double t_end = 20;
    run(&f.cell, read_pulse, t_end, 1e-2, note_telegraph, &coarse);
    run(&f.cell, read_pulse, t_end, 1e-4, note_telegraph, &fine);
    ck_assert(coarse.changes == fine.changes);
    ck_assert_double_eq_tol(coarse.filled, fine.filled, 1e-9);
    ck_assert_double_eq_tol(coarse.filled / t_end, 0.25, 0.02);
    ck_assert_double_eq_tol(coarse.changes / t_end, 2 / 4e-3, 25);
    drop(&f);
}
END_TEST

enum { SAMPLES = 1 << 12, RECORDS = 60 };
typedef struct {
    double h, *g;
    int n;
} sampler;

static void note_sample(void *ctx, double t, const ns_cell_out *out)
{
    sampler *s = ctx;
    if (s->n < SAMPLES && t >= (s->n + 0.5) * s->h)
        s->g[s->n++] = out->g;
}

/* One-sided density of the samples at bin k of their Fourier transform, by its definition. */
static double density(const double *g, double mean, double h, int k)
{
    double re = 0, im = 0;
    for (int n = 0; n < SAMPLES; n++) {
        double a = 2 * 3.14159265358979323846 * k * n / SAMPLES;
        re += (g[n] / mean - 1) * cos(a);
        im -= (g[n] / mean - 1) * sin(a);
    }
    return 2 * h / SAMPLES * (re * re + im * im);
}

START_TEST(flicker_noise_has_its_density)
{
    static double g[SAMPLES];
    ns_cell_params c = defaults();
    c.kf = 1e-6;
    c.kf_lo = 0.1;
    c.kf_hi = 1e5;
    const int bins[] = {10, 20, 40, 80, 160};
    double sum[5] = {0}, h = 1e-4;
    for (int r = 0; r < RECORDS; r++) {
        char name[32];
        snprintf(name, sizeof name, "a%d", r);
        fixture f = make("drift/vt_p:0.2/vt_n:0.2", &c, name);
        sampler s = {h, g, 0};
        run(&f.cell, read_pulse, SAMPLES * h, h, note_sample, &s);
        double mean = f.dev.dev->conductance(f.dev.p, f.cell.x_init);
        for (int b = 0; b < 5; b++)
            for (int k = bins[b]; k < bins[b] + 8; k++)
                sum[b] += density(g, mean, h, k) * k / (SAMPLES * h);
        drop(&f);
    }
    for (int b = 0; b < 5; b++)
        ck_assert_msg(fabs(sum[b] / (8 * RECORDS) / c.kf - 1) < 0.2, "bin %d: %g", bins[b],
                      sum[b] / (8 * RECORDS));
}
END_TEST

START_TEST(small_signal_noise)
{
    ns_cell_params c = defaults();
    c.kf = 1e-6;
    c.m = 4;
    fixture f = make("drift", &c, "");
    double g = f.dev.dev->conductance(f.dev.p, f.cell.x_init), i = 0.3 * g;
    ck_assert_double_eq_tol(
        ns_cell_white_noise(&f.cell, 0.3, 300) / (4 * 4 * 1.380649e-23 * 300 * g), 1, 1e-12);
    ck_assert_double_eq_tol(ns_cell_flicker_noise(&f.cell, 0.3, 10) / (4 * 1e-6 * i * i / 10), 1,
                            1e-12);
    drop(&f);
}
END_TEST

/* A stuck state does not follow. */
START_TEST(stuck_small_signal)
{
    ns_cell_params c = defaults();
    c.lrs_proportion = 1;
    fixture f = make("drift", &c, "a1");
    ns_cell_memory *at = memory(&f.cell);
    ns_cell_out out;
    ns_cell_start(&f.cell, 0.3, at, &out);
    for (double omega = 0; omega < 1e6; omega = 10 * omega + 0.1) {
        ns_small_signal s;
        ns_cell_small_signal(&f.cell, 0.3, omega, &s);
        ck_assert(s.state[0] == 0 && s.state[1] == 0 && s.admittance[1] == 0);
        ck_assert_double_eq_tol(s.admittance[0] / out.g, 1, 1e-15);
    }
    free(at);
    drop(&f);
}
END_TEST

static double small_sine(double t)
{
    return 1e-4 * sine(t);
}

/* Fourier sums over the last of its periods. */
typedef struct {
    double begin, last_t, in, quadrature;
} response;

static void respond(void *ctx, double t, const ns_cell_out *out)
{
    response *r = ctx;
    double phase = 2 * 3.14159265358979323846 * t;
    if (t > r->begin * (1 + 1e-12)) {
        r->in += 2 * out->x * sin(phase) * (t - r->last_t) / 1e-4;
        r->quadrature += 2 * out->x * cos(phase) * (t - r->last_t) / 1e-4;
    }
    r->last_t = t;
}

/* A state that relaxes: small signals in time are those by omega. */
START_TEST(relaxing_small_signal)
{
    ns_cell_params c = defaults();
    c.tau_ret = 0.3;
    c.x_ret = c.x0 = 0.4;
    fixture f = make("drift", &c, "a1");
    response r = {.begin = 9};
    run(&f.cell, small_sine, 10, 1e-3, respond, &r);
    ns_small_signal s;
    ns_cell_small_signal(&f.cell, 0, 2 * 3.14159265358979323846, &s);
    double size = hypot(s.state[0], s.state[1]);
    ck_assert_double_gt(size, 1e-3);
    ck_assert_double_eq_tol(r.in, s.state[0], 1e-4 * size);
    ck_assert_double_eq_tol(r.quadrature, s.state[1], 1e-4 * size);
    drop(&f);
}
END_TEST

/* Filled traps block a share of small signals and noise as they do of the current. */
START_TEST(trapped_small_signal)
{
    ns_cell_params c = defaults();
    c.rtn = 0.4;
    double least = INFINITY, most = 0;
    for (int k = 0; k < 20; k++) {
        char name[16];
        snprintf(name, sizeof name, "a%d", k);
        fixture f = make("drift", &c, name);
        ns_cell_memory *at = memory(&f.cell);
        ns_cell_out out;
        ns_small_signal s;
        ns_cell_start(&f.cell, 0.1, at, &out);
        ns_cell_small_signal(&f.cell, 0.1, 1e30, &s);
        ck_assert_double_eq_tol(s.admittance[0] / out.g, 1, 1e-14);
        ck_assert_double_eq_tol(
            ns_cell_white_noise(&f.cell, 0.1, 300) / (4 * 1.380649e-23 * 300 * out.g), 1, 1e-12);
        least = fmin(least, out.g);
        most = fmax(most, out.g);
        free(at);
        drop(&f);
    }
    ck_assert_double_lt(least, 0.9 * most);
}
END_TEST

/* ---- what is refused ---- */

static void refused(const ns_cell_params *c, const char *part)
{
    fixture f;
    ns_error e;
    ck_assert(!try_cell(&f, "drift", c, "a1", NULL, 0, &e));
    ck_assert_msg(strstr(e.msg, part) != NULL, "'%s' lacks '%s'", e.msg, part);
    drop(&f);
}

START_TEST(errors)
{
    ns_cell_params c = defaults();
    c.x0 = 0.5;
    c.rinit = 1e3;
    refused(&c, "both given");
    c = defaults();
    c.x0 = 1.5;
    refused(&c, "x0 = 1.5 is out of range");
    c = defaults();
    c.rinit = 99;
    refused(&c, "rinit = 99 ohm is out of range; it must be >= 100 and <= 16000");
    c = defaults();
    c.polarity = 0;
    refused(&c, "polarity = 0");
    c = defaults();
    c.hrs_proportion = c.lrs_proportion = 0.6;
    refused(&c, "more than 1");
    c = defaults();
    c.t_noise = 1e-9;
    refused(&c, "no randomness");
    c = defaults();
    c.kf = 1e-6;
    c.kf_lo = 100;
    c.kf_hi = 10;
    refused(&c, "the upper must be above the lower");
    c.kf_lo = 1e-6;
    c.kf_hi = 1e12;
    refused(&c, "decades");
    c.kf_lo = 1;
    c.kf = 0.5;
    refused(&c, "negative");
}
END_TEST

/* A device whose ron would be above its roff is drawn again, until there is none. */
START_TEST(a_spread_that_cannot_be)
{
    ns_cell_params c = defaults();
    ns_spread s = {param_index(ns_device_find("drift"), "roff"), 10};
    fixture f;
    ns_error e;
    for (int k = 0; k < 50; k++) {
        char name[32];
        snprintf(name, sizeof name, "a%d", k);
        ck_assert_msg(try_cell(&f, "drift", &c, name, &s, 1, &e), "%s", e.msg);
        ck_assert_double_lt(f.cell.d->conductance(f.cell.p, 0), 1 / 100.0);
        drop(&f);
    }
    s.sigma = 0.01;
    ck_assert(ns_device_parse_given(&f.dev, "drift/ron:20k", NULL, &e));
    ck_assert(!ns_cell_init(&f.cell, f.dev.dev, f.dev.p, &c, &s, 1, "a1", "mem", &e));
    ck_assert_ptr_nonnull(strstr(e.msg, "*_d2d"));
    drop(&f);
}
END_TEST

/* A published initial state comes with the set, and gives way to one that is given. */
START_TEST(initial_state_of_a_set)
{
    ns_error e;
    for (const ns_device *const *d = ns_devices; *d; d++)
        for (const ns_param_set *s = (*d)->sets; s && s->name; s++) {
            ns_cell_params c = defaults();
            ck_assert_msg(ns_cell_set(&c, *d, s->name, &e), "%s", e.msg);
            ck_assert(isnan(c.x0) || isnan(c.rinit));
            ck_assert((isnan(c.x0) && isnan(c.rinit)) == !strchr(s->values, '|'));
        }
    ns_cell_params c = defaults();
    ck_assert(ns_cell_set(&c, &ns_device_drift, "biolek_5a", &e) && c.rinit == 11e3);
    c = defaults();
    c.x0 = 0.2;
    ck_assert(ns_cell_set(&c, &ns_device_drift, "biolek_5a", &e) && isnan(c.rinit));
    ck_assert(ns_cell_set(&c, &ns_device_drift, NULL, &e) && c.x0 == 0.2);
}
END_TEST

/* Newton's iterations, the way a circuit simulator goes, on a TEAM device that runs away at the end
 * of its step, behind a current source and a conductance: 100 if it goes to and fro. */
static int iterations(const ns_cell_trial *trial, double source, double load, bool back,
                      ns_cell_memory *now, ns_cell_tangent *at)
{
    ns_cell_out out;
    ns_cell_step(trial->cell, trial->before, trial->t0, trial->t, 0.5, at->v, now, &out);
    for (int k = 1; k < 100; k++) {
        *at = (ns_cell_tangent){at->v, out.i, out.di_dv};
        double v = (source - at->i + at->g * at->v) / (at->g + load);
        ns_cell_step(trial->cell, trial->before, trial->t0, trial->t, 0.5, v, now, &out);
        at->v = back ? ns_cell_step_back(trial, at, v, now, &out) : v;
        if (fabs(out.i + load * at->v - source) <= 1e-2 * source) {
            at->i = out.i;
            return k;
        }
    }
    return 100;
}

START_TEST(steps_back_to_where_it_runs_away)
{
    ns_cell_params c = defaults();
    c.x0 = 0.392;
    fixture f = make("team", &c, "a1");
    ns_cell_memory *before = memory(&f.cell), *now = memory(&f.cell);
    const ns_cell_trial trial = {&f.cell, before, 0, 8e-12, 0.5};
    ns_cell_out out;
    ns_cell_start(&f.cell, -1.26, before, &out);
    /* up to 25 mA of the 28 that it jumps to: above, the voltages are not dense enough */
    for (int k = 0; k < 36; k++) {
        double load = 1e-3 * (1 + k % 5), source = 2e-3 + load * 1.41 + 0.65e-3 * k;
        ns_cell_tangent plain = {.v = -1.26}, at = plain;
        int with = iterations(&trial, source, load, true, now, &at);
        ck_assert_msg(with <= 6, "%d iterations for source %g, load %g", with, source, load);
        if (k >= 3)
            ck_assert_int_eq(iterations(&trial, source, load, false, now, &plain), 100);
    }
    free(before);
    free(now);
    drop(&f);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("cell");
    TCase *t = tcase_create("cell");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, initial_state_of_a_set);
    tcase_add_test(t, neutral_is_the_device);
    tcase_add_test(t, spread_has_its_moments);
    tcase_add_test(t, spread_is_a_function_of_seed_instance_and_name);
    tcase_add_test(t, spread_stays_in_range);
    tcase_add_test(t, stuck_devices);
    tcase_add_test(t, cycles_spread_the_rate);
    tcase_add_test(t, cycles_do_not_depend_on_steps);
    tcase_add_test(t, endurance_halves_the_window);
    tcase_add_test(t, retention_is_exact_unless_asked);
    tcase_add_test(t, telegraph_noise);
    tcase_add_test(t, flicker_noise_has_its_density);
    tcase_add_test(t, small_signal_noise);
    tcase_add_test(t, stuck_small_signal);
    tcase_add_test(t, relaxing_small_signal);
    tcase_add_test(t, trapped_small_signal);
    tcase_add_test(t, errors);
    tcase_add_test(t, a_spread_that_cannot_be);
    tcase_add_test(t, steps_back_to_where_it_runs_away);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
