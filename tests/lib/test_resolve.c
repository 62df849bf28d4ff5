/* Steps that are resolved inside the device: one long step against many short ones, and its exact
 * derivatives, for every family. */
#include <math.h>
#include <stdlib.h>

#include "../../lib/device/step.h"
#include "../check_main.h"
#include "device_test.h"
#include "drives.h"

typedef struct {
    double v0, v, h; /* from v0 straight to v in h seconds */
    ns_state before;
} ramp;

static ns_step resolved(const ns_device_inst *d, const ramp *r, double v)
{
    const ns_forces none = {.rate = 1, .x_lo = d->dev->x_lo, .x_hi = d->dev->x_hi};
    ns_step s;
    ns_step_resolved(d->dev, d->p, &none, r->v0, v, &r->before, r->h, &s);
    return s;
}

static double by_short_steps(const ns_device_inst *d, const ramp *r, int steps)
{
    const ns_forces none = {.rate = 1, .x_lo = d->dev->x_lo, .x_hi = d->dev->x_hi};
    ns_state b = r->before;
    for (int k = 1; k <= steps; k++) {
        ns_step s;
        double v = r->v0 + (r->v - r->v0) * k / steps;
        ns_step_forced(d->dev, d->p, &none, v, &b, r->h / steps, 0.5, &s);
        b = (ns_state){s.x, s.at.f, s.y, s.s};
    }
    return b.x;
}

/* A step of a twentieth of the period, between any two voltages of the drive. */
static ramp random_ramp(const ns_device_inst *d, const drive *w, uint64_t *seed)
{
    double span = d->dev->x_hi - d->dev->x_lo, most = fmax(w->up, w->down);
    const ns_forces none = {.rate = 1, .x_lo = d->dev->x_lo, .x_hi = d->dev->x_hi};
    ramp r = {.v0 = 1.2 * most * (2 * uniform(seed) - 1),
              .v = 1.2 * most * (2 * uniform(seed) - 1),
              .h = w->period / 20};
    ns_state at = {.x = d->dev->x_lo + span * (0.05 + 0.9 * uniform(seed))};
    ns_step s;
    if (d->dev->second) { /* at rest there */
        ns_eval_second e;
        d->dev->second->eval(d->p, r.v0, at.x, 0, 0, &e);
        at.y = at.s = e.s;
    }
    ns_step_forced(d->dev, d->p, &none, r.v0, &at, 0, 1, &s);
    r.before = (ns_state){at.x, s.at.f, s.y, s.s};
    return r;
}

typedef void on_ramp(const ns_device_inst *d, const ramp *r, double *worst, int *outliers);

static void each_ramp(int family, int n, on_ramp *check, double *worst, int *outliers)
{
    ns_device_inst d = device(ns_devices[family]->name);
    drive w = drive_for(d.dev, d.p);
    uint64_t seed = 1;
    *worst = 0;
    *outliers = 0;
    for (int k = 0; k < n; k++) {
        ramp r = random_ramp(&d, &w, &seed);
        check(&d, &r, worst, outliers);
    }
    ns_device_free(&d);
}

/* Where even the short steps are too long, or have an error of that size (the state runs away: what
 * is then compared is a time), nothing can be said. */
static void check_length(const ns_device_inst *d, const ramp *r, double *worst, int *outliers)
{
    double span = d->dev->x_hi - d->dev->x_lo, x = resolved(d, r, r->v).x;
    double fine = by_short_steps(d, r, 8000), coarse = by_short_steps(d, r, 2000);
    if (fabs(fine - coarse) > 1e-4 * span || r->h / 8000 * fabs(r->before.f) > 0.01 * span)
        ++*outliers;
    else
        *worst = fmax(*worst, fabs(x - fine) / span);
}

START_TEST(one_step_as_many)
{
    double worst;
    int outliers;
    each_ramp(_i, 100, check_length, &worst, &outliers);
    printf("%-10s %.1e, %d left out\n", ns_devices[_i]->name, worst, outliers);
    /* a second state is of second order; stanford's rate all but jumps */
    double most = 3e-4;
    ck_assert_msg(worst < most && outliers <= 40, "%s: off by %g, %d left out",
                  ns_devices[_i]->name, worst, outliers);
}
END_TEST

/* Against central differences. Where the parts change with the voltage the state jumps, by less
 * than its error: there the difference says nothing. */
static void check_derivative(const ns_device_inst *d, const ramp *r, double *worst, int *outliers)
{
    double dv = 1e-5 * (fabs(r->v) + 1e-3);
    ns_step s = resolved(d, r, r->v);
    ns_step up = resolved(d, r, r->v + dv), down = resolved(d, r, r->v - dv);
    ns_step up2 = resolved(d, r, r->v + 2 * dv), down2 = resolved(d, r, r->v - 2 * dv);
    double want = (up.x - down.x) / (2 * dv), again = (up2.x - down2.x) / (4 * dv);
    double i_want = (up.at.i - down.at.i) / (2 * dv), i_again = (up2.at.i - down2.at.i) / (4 * dv);
    double scale = fabs(want) + (d->dev->x_hi - d->dev->x_lo) / (fabs(r->v) + 1e-3) * 1e-2;
    double i_scale = fabs(i_want) + fabs(s.at.i / r->v) + s.at.i_v;
    if (fabs(want - again) > 1e-4 * scale || fabs(i_want - i_again) > 1e-4 * i_scale) {
        ++*outliers;
        return;
    }
    *worst = fmax(*worst, fabs(s.dx_dv - want) / scale);
    *worst = fmax(*worst, fabs(s.di_dv - i_want) / i_scale);
}

START_TEST(derivatives)
{
    double worst;
    int outliers;
    each_ramp(_i, 300, check_derivative, &worst, &outliers);
    printf("%-10s derivatives to %.1e, %d left out\n", ns_devices[_i]->name, worst, outliers);
    ck_assert_msg(worst < 1e-3 && outliers <= 60, "%s: off by %g, %d left out",
                  ns_devices[_i]->name, worst, outliers);
}
END_TEST

static Suite *suite(void)
{
    int n = 0;
    while (ns_devices[n])
        n++;
    Suite *s = suite_create("resolve");
    TCase *t = tcase_create("resolve");
    tcase_set_timeout(t, 120);
    tcase_add_loop_test(t, one_step_as_many, 0, n);
    tcase_add_loop_test(t, derivatives, 0, n);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
