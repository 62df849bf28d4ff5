/* What must hold for every memristor family and every published set: no overflow, NaN or stuck
 * state anywhere in the declared ranges, retention, exact partials, an answer that does not depend
 * on the step. */
#include <math.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../check_main.h"
#include "../../lib/device/device.h"
#include "../../lib/device/step.h"
#include "drives.h"

/* Random devices of each family; CASES in the environment changes it (builds that are slow). */
static int cases(void)
{
    const char *given = getenv("CASES");
    return given ? atoi(given) : 100000;
}

/* ---- every family, with its defaults and each published set ---- */

typedef void each_set(const ns_device *d, const void *p, const char *name);

static void with_set(const ns_device *d, const char *set, each_set *f)
{
    ns_error e;
    char name[80];
    void *p = calloc(1, d->size);
    snprintf(name, sizeof name, "%s/%s", d->name, set ? set : "defaults");
    ck_assert_msg(ns_device_set(d, p, set, &e), "%s: %s", name, e.msg);
    ns_device_ambient(d, p, NS_ROOM);
    ck_assert_msg(d->prepare(p, &e), "%s: %s", name, e.msg);
    f(d, p, name);
    free(p);
}

static void for_all_sets(each_set *f)
{
    for (const ns_device *const *d = ns_devices; *d; d++) {
        with_set(*d, NULL, f);
        for (const ns_param_set *s = (*d)->sets; s && s->name; s++)
            with_set(*d, s->name, f);
    }
}

/* ---- random devices ---- */

static uint64_t random_bits(uint64_t *seed)
{
    uint64_t z = (*seed += UINT64_C(0x9E3779B97F4A7C15));
    z = (z ^ (z >> 30)) * UINT64_C(0xBF58476D1CE4E5B9);
    z = (z ^ (z >> 27)) * UINT64_C(0x94D049BB133111EB);
    return z ^ (z >> 31);
}

static double uniform(uint64_t *seed)
{
    return ((double)(random_bits(seed) >> 11) + 0.5) * 0x1p-53;
}

/* A size anywhere from tiny to `most`, on a logarithmic scale; at times 0 or the end itself. */
static double magnitude(uint64_t *seed, double least, double most)
{
    double u = uniform(seed);
    if (u < 0.03)
        return least;
    if (u < 0.06)
        return most;
    least = fmax(least, most * 1e-15);
    return least * pow(most / least, uniform(seed));
}

static double random_value(const ns_param *p, uint64_t *seed)
{
    double lo = isfinite(p->lo) ? p->lo : -1e3, hi = isfinite(p->hi) ? p->hi : 1e3;
    if (p->type != NS_REAL)
        return floor(lo + uniform(seed) * (hi - lo + 1) * (1 - 1e-12));
    double x = lo >= 0               ? magnitude(seed, lo, hi)
               : hi <= 0             ? -magnitude(seed, -hi, -lo)
               : uniform(seed) < 0.5 ? magnitude(seed, 0, hi)
                                     : -magnitude(seed, 0, -lo);
    if (p->lo_open && x <= p->lo)
        x = nextafter(p->lo, INFINITY);
    return p->hi_open && x >= p->hi ? nextafter(p->hi, -INFINITY) : x;
}

/* Defaults or a published set, and up to four parameters anywhere in their ranges. False if that is
 * refused. */
static bool random_device(const ns_device *d, void *p, uint64_t *seed)
{
    ns_error e;
    size_t sets = 0;
    while (d->sets && d->sets[sets].name)
        sets++;
    size_t set = (size_t)(uniform(seed) * (double)(sets + 1));
    ck_assert(ns_device_set(d, p, set < sets ? d->sets[set].name : NULL, &e));
    for (int k = (int)(uniform(seed) * 5); k > 0; k--) {
        const ns_param *q = &d->params[(size_t)(uniform(seed) * (double)d->n_params)];
        ck_assert_msg(
            ns_params_set(d->params, d->n_params, p, d->name, q->name, random_value(q, seed), &e),
            "%s", e.msg);
    }
    ns_device_ambient(d, p, NS_ROOM);
    return d->prepare(p, &e);
}

static void describe(const ns_device *d, const void *p, char *text, size_t size)
{
    size_t n = 0;
    *text = '\0';
    for (size_t k = 0; k < d->n_params && n < size; k++)
        n += (size_t)snprintf(text + n, size - n, " %s=%.17g", d->params[k].name,
                              ns_params_get(d->params, k, p));
}

#define HOLDS(condition)                                                                           \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            char text[4096];                                                                       \
            describe(d, p, text, sizeof text);                                                     \
            ck_abort_msg("%s: not %s at v=%.17g x=%.17g h=%g:%s", d->name, #condition, v, x, h,    \
                         text);                                                                    \
        }                                                                                          \
    } while (0)

static bool finite_eval(const ns_eval *y)
{
    return isfinite(y->i) && isfinite(y->i_v) && isfinite(y->i_x) && isfinite(y->f) &&
           isfinite(y->f_v) && isfinite(y->f_x);
}

static void try_case(const ns_device *d, const void *p, uint64_t *seed)
{
    double v = magnitude(seed, 0, 1e3) * (uniform(seed) < 0.5 ? 1 : -1);
    double x = d->x_lo + (d->x_hi - d->x_lo) * (uniform(seed) * 1.04 - 0.02);
    double h = pow(10, -15 + 18 * uniform(seed)), gamma = uniform(seed) < 0.5 ? 0.5 : 1;
    ns_eval y;
    ns_step s;
    x = x < d->x_lo ? d->x_lo : x > d->x_hi ? d->x_hi : x;
    d->eval(p, v, x, &y);
    HOLDS(finite_eval(&y));
    ns_device_step(d, p, v, x, y.f, h, gamma, &s);
    HOLDS(s.x >= d->x_lo && s.x <= d->x_hi);
    HOLDS(finite_eval(&s.at) && isfinite(s.dx_dv) && isfinite(s.di_dv));
    double after = ns_flow(d, p, v, x, h);
    HOLDS(after >= d->x_lo && after <= d->x_hi);
    HOLDS(y.f >= 0 ? after >= x || d->is_volatile : after <= x);
    double g = d->conductance(p, x);
    HOLDS(isfinite(g) && g >= 0);
    double back = d->state_of(p, g);
    HOLDS(back >= d->x_lo && back <= d->x_hi);
    if (!d->is_volatile) {
        d->eval(p, 0, x, &y);
        HOLDS(y.f == 0 && ns_flow(d, p, 0, x, 1e9) == x);
        ns_device_step(d, p, 0, x, 0, h, 0.5, &s);
        HOLDS(s.x == x);
    }
    if (d->variance) {
        double added = d->variance(p, v, x);
        HOLDS(isfinite(added) && added >= 0);
    }
}

START_TEST(random_cases)
{
    const ns_device *d = ns_devices[_i];
    uint64_t seed = (uint64_t)_i;
    void *p = calloc(1, d->size);
    int refused = 0;
    for (int done = 0; done < cases();) {
        if (random_device(d, p, &seed)) {
            try_case(d, p, &seed);
            done++;
        } else {
            refused++;
        }
        ck_assert_msg(refused < 4 * cases() + 100, "%s refuses nearly everything", d->name);
    }
    free(p);
}
END_TEST

/* ---- partials ---- */

/* Central difference of eighth order of i or f by v or x, with the error that halving tells. */
typedef struct {
    const ns_device *d;
    const void *p;
    double v, x;
    bool by_v, of_f;
} line;

static double along(const line *l, double by)
{
    ns_eval y;
    l->d->eval(l->p, l->v + (l->by_v ? by : 0), l->x + (l->by_v ? 0 : by), &y);
    return l->of_f ? y.f : y.i;
}

static double difference(const line *l, double h)
{
    static const double w[] = {4.0 / 5, -1.0 / 5, 4.0 / 105, -1.0 / 280};
    double sum = 0;
    for (int n = 1; n <= 4; n++)
        sum += w[n - 1] * (along(l, n * h) - along(l, -n * h));
    return sum / h;
}

static void check_partial(const line *l, double want, const char *name)
{
    double h = l->by_v ? 2e-4 : 5e-4, a = difference(l, h), b = difference(l, h / 2);
    double scale = fabs(along(l, 0)) / h + fabs(want);
    if (fabs(a - b) > 1e-8 * scale)
        return; /* a kink within reach: thresholds, edges of windows */
    ck_assert_msg(fabs(b - want) <= 1e-7 * fabs(want) + 2e-8 * scale,
                  "%s: d%c/d%c at v=%.6g x=%.6g is %.12g, not %.12g", name, l->of_f ? 'f' : 'i',
                  l->by_v ? 'v' : 'x', l->v, l->x, want, b);
}

static void partials_of(const ns_device *d, const void *p, const char *name)
{
    double up = drive_amplitude(d, p, 1e-3, 1), down = drive_amplitude(d, p, 1e-3, -1);
    for (int n = 0; n < 200; n++) {
        double u = (n + 0.37) / 100 - 1, x = d->x_lo + (d->x_hi - d->x_lo) * (0.01 + 0.0049 * n);
        double v = 1.5 * u * (u > 0 ? up : down);
        ns_eval y;
        d->eval(p, v, x, &y);
        check_partial(&(line){d, p, v, x, true, false}, y.i_v, name);
        check_partial(&(line){d, p, v, x, false, false}, y.i_x, name);
        check_partial(&(line){d, p, v, x, true, true}, y.f_v, name);
        check_partial(&(line){d, p, v, x, false, true}, y.f_x, name);
    }
}

START_TEST(partials)
{
    for_all_sets(partials_of);
}
END_TEST

/* ---- second states ---- */

static void target_of(const ns_device *d, const void *p, const char *name)
{
    for (int n = 0; d->second && n < 200; n++) {
        double v = 0.03 * (n - 100), x = d->x_lo + (d->x_hi - d->x_lo) * ((n * 37) % 201) / 200;
        double s_v, s_x, s = d->second->target(p, v, x, &s_v, &s_x);
        ns_eval_second y;
        d->second->eval(p, v, x, 400, 0, &y);
        ck_assert_msg(s == y.s && s_v == y.s_v && s_x == y.s_x, "%s at v=%g x=%g", name, v, x);
        ck_assert_double_eq(y.y, 400);
        d->second->eval(p, v, x, 100, 0.5, &y);
        ck_assert_double_eq(y.y, 100 + 0.5 * s);
    }
}

START_TEST(target_alone)
{
    for_all_sets(target_of);
}
END_TEST

/* ---- conductance ---- */

static void conductance_of(const ns_device *d, const void *p, const char *name)
{
    double last = -1;
    for (int n = 0; n <= 200; n++) {
        double x = d->x_lo + (d->x_hi - d->x_lo) * n / 200, g = d->conductance(p, x);
        ns_eval y;
        d->eval(p, 0, x, &y);
        ck_assert_msg(fabs(g - y.i_v) <= 1e-9 * g, "%s: conductance %.12g, di/dv %.12g at x=%g",
                      name, g, y.i_v, x);
        ck_assert_msg(g >= last, "%s: conductance falls at x=%g", name, x);
        /* where the state hardly matters for the conductance, another state will do */
        double back = d->conductance(p, d->state_of(p, g));
        ck_assert_msg(fabs(back - g) <= 1e-9 * g, "%s: conductance(state_of(%.12g)) = %.12g", name,
                      g, back);
        last = g;
    }
}

START_TEST(conductance_and_back)
{
    for_all_sets(conductance_of);
}
END_TEST

/* ---- sign and threshold ---- */

static void direction_of(const ns_device *d, const void *p, const char *name)
{
    ns_eval y;
    double up = drive_amplitude(d, p, 1e-3, 1), down = drive_amplitude(d, p, 1e-3, -1);
    double middle = 0.5 * (d->x_lo + d->x_hi);
    d->eval(p, up, middle, &y);
    ck_assert_msg(y.f > 0 && y.i > 0, "%s: a positive voltage does not raise the state", name);
    d->eval(p, -down, middle, &y);
    ck_assert_msg(y.f < 0 && y.i < 0, "%s: a negative voltage does not lower the state", name);
}

START_TEST(positive_voltage_raises)
{
    for_all_sets(direction_of);
}
END_TEST

/* ---- steps ---- */

typedef struct {
    double x, i;
} point;

/* Two periods of a drive in n steps a period; the state at each corner. */
static void follow(const ns_device *d, const void *p, const drive *w, int n, point *at)
{
    const ns_forces none = {.rate = 1, .x_lo = d->x_lo, .x_hi = d->x_hi};
    ns_state b = {.x = d->x_lo + 0.3 * (d->x_hi - d->x_lo)};
    ns_step s;
    double h = w->period / n;
    ns_step_forced(d, p, &none, 0, &b, 1e30, 1, &s); /* the second state at rest */
    b.y = b.s = s.y;
    ns_step_forced(d, p, &none, drive_at(w, 0), &b, 0, 1, &s);
    b.f = s.at.f;
    for (int k = 1; k <= 2 * n; k++) {
        ns_step_forced(d, p, &none, drive_at(w, k * h), &b, h, 0.5, &s);
        b = (ns_state){s.x, s.at.f, s.y, s.s};
        if (k % (n / DRIVE_CORNERS) == 0)
            at[k / (n / DRIVE_CORNERS) - 1] = (point){s.x, s.at.i};
    }
}

static void steps_of(const ns_device *d, const void *p, const char *name)
{
    enum { COARSE = 20000, FINE = 200000 };
    static point coarse[2 * DRIVE_CORNERS], fine[2 * DRIVE_CORNERS];
    drive w = {DRIVE_SINE, drive_amplitude(d, p, 1e-3, 1), drive_amplitude(d, p, 1e-3, -1), 1e-3};
    for (w.shape = 0; w.shape < DRIVES; w.shape++) {
        follow(d, p, &w, COARSE, coarse);
        follow(d, p, &w, FINE, fine);
        double worst = 0;
        for (int k = 0; k < 2 * DRIVE_CORNERS; k++)
            worst = fmax(worst, fabs(coarse[k].x - fine[k].x));
        /* stanford's rate all but jumps at its least field */
        double most = strcmp(d->name, "stanford") == 0 ? 0.05 : 3e-3;
        ck_assert_msg(worst < most * (d->x_hi - d->x_lo),
                      "%s, drive %d: %g between %d and %d steps", name, w.shape, worst, COARSE,
                      FINE);
    }
}

START_TEST(steps_do_not_matter)
{
    for_all_sets(steps_of);
}
END_TEST

/* ---- names and texts ---- */

START_TEST(described)
{
    const ns_device *d = ns_devices[_i];
    ck_assert(strlen(d->descr) > 5 && strlen(d->doc) > 20 && strlen(d->cite) > 10);
    for (size_t k = 0; k < d->n_params; k++) {
        const ns_param *q = &d->params[k];
        ck_assert_msg(strlen(q->descr) > 3, "%s.%s", d->name, q->name);
        ck_assert_msg(ns_params_find(d->params, d->n_params, q->name) == (int)k, "%s.%s twice",
                      d->name, q->name);
    }
    for (const ns_param_set *s = d->sets; s && s->name; s++)
        ck_assert_msg(strlen(s->source) > 5 && strlen(s->descr) > 3, "%s/%s", d->name, s->name);
}
END_TEST

static Suite *suite(void)
{
    int n = 0;
    while (ns_devices[n])
        n++;
    Suite *s = suite_create("families");
    TCase *t = tcase_create("families");
    tcase_set_timeout(t, 300);
    tcase_add_loop_test(t, random_cases, 0, n);
    tcase_add_test(t, partials);
    tcase_add_test(t, target_alone);
    tcase_add_test(t, conductance_and_back);
    tcase_add_test(t, positive_voltage_raises);
    tcase_add_test(t, steps_do_not_matter);
    tcase_add_loop_test(t, described, 0, n);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
