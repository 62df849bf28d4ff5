/* HP ion drift against its closed forms, an independent integration (1 V, 1 Hz, the set of Strukov
 * et al. 2008 with 11 kohm at the start), and what must hold for every set of parameters. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../check_main.h"
#include "device_test.h"

static const double ron = 100, roff = 16e3, k = 1e4, x0 = 0.314465408805;
static const char *const windows[] = {"none",   "strukov",     "joglekar",
                                      "biolek", "prodromakis", "zha"};

static ns_device_inst with_window(const char *window)
{
    char spec[80];
    snprintf(spec, sizeof spec, "drift window=%s", window);
    return device(spec);
}

START_TEST(reference_trace)
{
    static const struct {
        int window;
        double t, x, i;
    } table[] = {
        {0, .125, 0.358227135250, 6.862323780e-5}, {0, .25, 0.478628990576, 1.191923661e-4},
        {0, .375, 0.636334930498, 1.202097537e-4}, {0, .5, 0.726592125854, 0},
        {0, .75, 0.478628990576, -1.191923661e-4}, {0, 1, 0.314465408805, 0},
        {1, .125, 0.323734464963, 6.515538648e-5}, {1, .25, 0.347248151936, 9.543118994e-5},
        {1, .375, 0.372460384874, 7.016423986e-5}, {1, .5, 0.383429242556, 0},
        {1, .75, 0.347248151936, -9.543118994e-5}, {1, 1, 0.314465408805, 0},
        {2, .125, 0.353205143070, 6.809554875e-5}, {2, .25, 0.467399228828, 1.167085537e-4},
        {2, .375, 0.617979790014, 1.145275161e-4}, {2, .5, 0.693408663456, 0},
        {2, .75, 0.467399228828, -1.167085537e-4}, {2, 1, 0.314465408805, 0},
        {3, .125, 0.353202049759, 6.809522622e-5}, {3, .25, 0.451380683353, 1.133395283e-4},
        {3, .375, 0.556448425276, 9.886190049e-5}, {3, .5, 0.602063269960, 0},
        {3, .75, 0.443883969432, -1.118287424e-4}, {3, 1, 0.341649114490, 0},
        {5, .125, 0.324046289918, 6.518516630e-5}, {5, .25, 0.347459997649, 9.546187572e-5},
        {5, .375, 0.371279429543, 7.003375239e-5}, {5, .5, 0.381266029097, 0},
        {5, .75, 0.357606192375, -9.695501583e-5}, {5, 1, 0.335865367889, 0}};
    ns_device_inst d = {0};
    ns_step s = {0};
    double t = 0;
    for (size_t n = 0; n < sizeof table / sizeof table[0]; n++) {
        if (table[n].t == .125) {
            ns_device_free(&d);
            d = with_window(windows[table[n].window]);
            s.x = x0;
            t = 0;
        }
        s = drive_sine(&d, s.x, 1, 1, t, table[n].t, 20000);
        t = table[n].t;
        ck_assert_msg(fabs(s.x - table[n].x) < 1e-9, "%s t=%g: x = %.12f, not %.12f",
                      windows[table[n].window], t, s.x, table[n].x);
        ck_assert_double_eq_tol(s.at.i, table[n].i, 1e-13);
    }
    ns_device_free(&d);
}
END_TEST

/* Closed forms at constant voltage: the charge q that has passed after t, by Newton's method on the
 * flux. */
static double charge(double (*flux)(double q, double a), double a, double v, double t)
{
    double q = 0;
    for (int n = 0; n < 100; n++) {
        double dq = 1e-9, slope = (flux(q + dq, a) - flux(q - dq, a)) / (2 * dq);
        q += (v * t - flux(q, a)) / slope;
    }
    return q;
}

static double kappa; /* 4 k for joglekar, k for strukov */

static double flux_logistic(double q, double a)
{
    return roff * q - (roff - ron) * (q + log((1 + a * exp(-kappa * q)) / (1 + a)) / kappa);
}

static double flux_biolek(double q, double a)
{
    return roff * q - (roff - ron) * log(cosh(k * q + a) / cosh(a)) / k;
}

START_TEST(closed_forms)
{
    for (int n = 0; n < 40; n++) {
        double v = n % 2 ? 1.5 : -0.7, t = 0.01 * (n + 1), q;
        double r0 = ron * x0 + roff * (1 - x0);
        ns_device_inst d = with_window("none");
        double want =
            (roff - sqrt(fmax(r0 * r0 - 2 * (roff - ron) * k * v * t, ron * ron))) / (roff - ron);
        ck_assert_double_eq_tol(ns_flow(d.dev, d.p, v, x0, t), fmax(want, 0), 1e-12);
        ns_device_free(&d);
        for (int w = 1; w <= 2; w++) {
            double a = (1 - x0) / x0;
            kappa = w == 1 ? k : 4 * k;
            q = charge(flux_logistic, a, v, t);
            d = with_window(windows[w]);
            ck_assert_double_eq_tol(ns_flow(d.dev, d.p, v, x0, t), 1 / (1 + a * exp(-kappa * q)),
                                    1e-9);
            ns_device_free(&d);
        }
        if (v < 0)
            continue;
        q = charge(flux_biolek, atanh(x0), v, t);
        d = with_window("biolek");
        ck_assert_double_eq_tol(ns_flow(d.dev, d.p, v, x0, t), tanh(k * q + atanh(x0)), 1e-9);
        ns_device_free(&d);
    }
}
END_TEST

/* The same, through steps: x as a function of the flux under a sine, without a window. */
START_TEST(steps_follow_the_flux)
{
    ns_device_inst d = with_window("none");
    double r0 = ron * x0 + roff * (1 - x0);
    for (int n = 1; n <= 10; n++) {
        double t = 0.1 * n, flux = (1 - cos(2 * PI * t)) / (2 * PI);
        double r = sqrt(r0 * r0 - 2 * (roff - ron) * k * flux);
        ck_assert_double_eq_tol(drive_sine(&d, x0, 1, 1, 0, t, 100000).x, (roff - r) / (roff - ron),
                                1e-9);
    }
    ns_device_free(&d);
}
END_TEST

START_TEST(return_after_a_period)
{
    for (int w = 0; w < 6; w++) {
        for (int p = 1; p <= 3; p++) {
            char spec[80];
            snprintf(spec, sizeof spec, "drift window=%s p=%d", windows[w], p);
            ns_device_inst d = device(spec);
            double miss = drive_sine(&d, x0, 1, 1, 0, 1, 10000).x - x0;
            if (w == 3 || w == 5)
                ck_assert_msg(fabs(miss) > 1e-3, "%s forgets, but returned to %g", spec, miss);
            else
                ck_assert_msg(fabs(miss) < 1e-12, "%s: off by %g", spec, miss);
            ns_device_free(&d);
        }
    }
}
END_TEST

/* Area of a lobe of the pinched loop, |integral of i dv| over half a period: falls as 1/f. */
START_TEST(lobe_area)
{
    static const double table[][2] = {
        {1, 3.661574911e-5},  {2, 9.256910475e-6},  {5, 2.899018525e-6},  {10, 1.352361998e-6},
        {20, 6.542757722e-7}, {50, 2.567214077e-7}, {100, 1.275502596e-7}};
    ns_device_inst d = with_window("none");
    for (size_t n = 0; n < sizeof table / sizeof table[0]; n++) {
        enum { STEPS = 100000 };
        double f = table[n][0], h = 0.5 / f / STEPS, area = 0;
        ns_step s = {.x = x0};
        for (int m = 1; m <= STEPS; m++) {
            double i = s.at.i, v = sin(2 * PI * f * (m * h));
            ns_device_step(d.dev, d.p, v, s.x, s.at.f, h, 0.5, &s);
            area += 0.5 * (i + s.at.i) * (v - sin(2 * PI * f * ((m - 1) * h)));
        }
        ck_assert_msg(fabs(fabs(area) / table[n][1] - 1) < 1e-7, "%g Hz: %.9e", f, fabs(area));
    }
    ns_device_free(&d);
}
END_TEST

static ns_device_inst random_device(uint64_t *s)
{
    char spec[300];
    int w = (int)(6 * uniform(s));
    double low = pow(10, 9 * uniform(s) - 3);
    double p = w == 4 || w == 5 ? 0.1 + 10 * uniform(s) : 1 + floor(10 * uniform(s));
    bool dead = uniform(s) < 0.3;
    snprintf(spec, sizeof spec,
             "drift ron=%.17g roff=%.17g d=%.17g uv=%.17g window=%s p=%.17g j=%g vt_p=%g vt_n=%g",
             low, low * (1 + pow(10, 8 * uniform(s) - 2)), pow(10, 5 * uniform(s) - 9.9),
             pow(10, -18 * uniform(s)), windows[w], p, 0.1 + uniform(s), dead ? uniform(s) : 0,
             dead ? -uniform(s) : 0);
    return device(spec);
}

START_TEST(partials)
{
    uint64_t seed = 7;
    for (int n = 0; n < 20000; n++) {
        ns_device_inst d = random_device(&seed);
        double v = (uniform(&seed) < 0.5 ? -1 : 1) * (1.2 + 5 * uniform(&seed)),
               x = 0.02 + 0.96 * uniform(&seed);
        ns_eval y;
        d.dev->eval(d.p, v, x, &y);
        /* the steps stay well inside the scale on which R(x) and the window change */
        double hx = 1e-3 * fmin(1 - x, x), hv = 1e-2 * fabs(v), w = 1e-7;
        ck_assert_double_le(fabs(difference(&d, v, x, true, false, hv) - y.i_v), w * fabs(y.i_v));
        ck_assert_double_le(fabs(difference(&d, v, x, true, true, hv) - y.f_v), w * fabs(y.f_v));
        ck_assert_double_le(fabs(difference(&d, v, x, false, false, hx) - y.i_x),
                            w * (fabs(y.i_x) + fabs(y.i)));
        double scale = fabs(y.f_x) + fabs(y.f) * 10;
        ck_assert_msg(fabs(difference(&d, v, x, false, true, hx) - y.f_x) <= w * scale,
                      "case %d: %g %g", n, difference(&d, v, x, false, true, hx), y.f_x);
        ns_device_free(&d);
    }
}
END_TEST

/* dx/dv of a step against differences. */
START_TEST(total_derivative)
{
    for (int w = 0; w < 6; w++) {
        ns_device_inst d = with_window(windows[w]);
        for (double v = -3.05; v < 3; v += 0.31) {
            ns_step s, a, b;
            double h = 1e-3, dv = 1e-3;
            ns_device_step(d.dev, d.p, v, 0.4, 3, h, 0.5, &s);
            ns_device_step(d.dev, d.p, v + dv, 0.4, 3, h, 0.5, &a);
            ns_device_step(d.dev, d.p, v - dv, 0.4, 3, h, 0.5, &b);
            ck_assert_double_eq_tol((a.x - b.x) / (2 * dv) / s.dx_dv, 1, 1e-6);
            ck_assert_double_eq_tol(s.x, 0.4 + h * 0.5 * (3 + s.at.f), 1e-15);
        }
        ns_device_free(&d);
    }
}
END_TEST

START_TEST(second_order)
{
    for (int w = 0; w < 6; w++) {
        ns_device_inst d = with_window(windows[w]);
        double exact = drive_sine(&d, x0, 1, 1, 0, 0.4, 32000).x;
        double coarse = drive_sine(&d, x0, 1, 1, 0, 0.4, 100).x - exact,
               fine = drive_sine(&d, x0, 1, 1, 0, 0.4, 200).x - exact;
        ck_assert_msg(fabs(log2(coarse / fine) - 2) < 0.02, "%s: order %g", windows[w],
                      log2(coarse / fine));
        ns_device_free(&d);
    }
}
END_TEST

static bool finite_eval(const ns_eval *y)
{
    return isfinite(y->i) && isfinite(y->i_v) && isfinite(y->i_x) && isfinite(y->f) &&
           isfinite(y->f_v) && isfinite(y->f_x);
}

/* Any device in range, |v| <= 1e3, any state, any step: finite, inside the bounds, and nothing
 * moves at 0 V. */
START_TEST(nothing_escapes)
{
    uint64_t seed = 3;
    ns_device_inst d = {0};
    for (int n = 0; n < 200000; n++) {
        if (n % 10 == 0) {
            ns_device_free(&d);
            d = random_device(&seed);
        }
        double u = uniform(&seed), h = pow(10, 24 * uniform(&seed) - 21);
        double v = (uniform(&seed) < 0.5 ? -1 : 1) * pow(10, 9 * uniform(&seed) - 6);
        double x = u < 0.1   ? 0
                   : u < 0.2 ? 1
                   : u < 0.3 ? pow(10, -300 * uniform(&seed))
                             : uniform(&seed);
        ns_eval y;
        ns_step s;
        d.dev->eval(d.p, v, x, &y);
        ns_device_step(d.dev, d.p, v, x, uniform(&seed) < 0.5 ? y.f : -y.f, h, n % 3 ? 0.5 : 1, &s);
        ck_assert(finite_eval(&y) && finite_eval(&s.at) && isfinite(s.dx_dv));
        ck_assert_msg(s.x >= 0 && s.x <= 1, "x = %g", s.x);
        ns_device_step(d.dev, d.p, 0, x, 0, h, 0.5, &s);
        ck_assert(s.x == x && ns_flow(d.dev, d.p, 0, x, h) == x);
        if (n % 40)
            continue;
        double after = ns_flow(d.dev, d.p, v, x, h);
        ck_assert_msg(after >= 0 && after <= 1 &&
                          (y.f > 0 ? after >= x * (1 - 1e-12) : after <= x * (1 + 1e-12)),
                      "%g V, %g s: x = %g to %g, rate %g", v, h, x, after, y.f);
    }
    ns_device_free(&d);
}
END_TEST

/* A window that vanishes at both bounds does not hold a state there for ever. */
START_TEST(never_freezes)
{
    static const int vanishing[] = {1, 2, 4};
    for (int n = 0; n < 3; n++) {
        ns_device_inst d = with_window(windows[vanishing[n]]);
        ck_assert_double_gt(ns_flow(d.dev, d.p, 10, 0, 1e3), 0.99);
        ck_assert_double_lt(ns_flow(d.dev, d.p, -10, 1, 1e3), 0.01);
        ns_step s = {.x = 1};
        for (int m = 0; m < 1000; m++)
            ns_device_step(d.dev, d.p, -10, s.x, s.at.f, 0.01, 0.5, &s);
        ck_assert_double_lt(s.x, 0.5);
        ns_device_free(&d);
    }
}
END_TEST

START_TEST(dead_zone)
{
    ns_device_inst d = device("drift vt_p=0.5 vt_n=-0.3 window=joglekar");
    ck_assert(ns_flow(d.dev, d.p, 0.499, 0.5, 10) == 0.5 &&
              ns_flow(d.dev, d.p, -0.299, 0.5, 10) == 0.5);
    ck_assert_double_gt(ns_flow(d.dev, d.p, 0.501, 0.5, 0.01), 0.5);
    ck_assert_double_lt(ns_flow(d.dev, d.p, -0.301, 0.5, 0.01), 0.5);
    ns_device_free(&d);
}
END_TEST

/* Two half pulses make a whole one. */
START_TEST(flow_composes)
{
    for (int w = 0; w < 6; w++) {
        ns_device_inst d = with_window(windows[w]);
        for (double v = -2; v <= 2; v += 0.8) {
            double half = ns_flow(d.dev, d.p, v, 0.3, 0.05);
            ck_assert_double_eq_tol(ns_flow(d.dev, d.p, v, half, 0.05),
                                    ns_flow(d.dev, d.p, v, 0.3, 0.1), 1e-10);
        }
        ns_device_free(&d);
    }
}
END_TEST

START_TEST(conductance_and_state)
{
    ns_device_inst d = device("drift ron=10k roff=1meg");
    ns_eval y;
    for (int n = 0; n <= 100; n++) {
        double x = n / 100., g = d.dev->conductance(d.p, x);
        d.dev->eval(d.p, 1e-6, x, &y);
        ck_assert_double_eq_tol(g / y.i_v, 1, 1e-15);
        ck_assert_double_eq_tol(d.dev->state_of(d.p, g), x, 1e-13);
    }
    ck_assert(d.dev->state_of(d.p, 1) == 1 && d.dev->state_of(d.p, 0) == 0 &&
              d.dev->state_of(d.p, -1) == 0);
    ns_device_free(&d);
    d = device("drift");
    ck_assert_double_eq_tol(1 / d.dev->conductance(d.p, d.dev->x_init(d.p)), 11e3, 1e-9);
    ns_device_free(&d);
}
END_TEST

START_TEST(specifications)
{
    ns_device_inst d = device("  Drift ron = 10k,roff=1meg\twindow=BIOLEK p=2 ");
    ns_eval y;
    d.dev->eval(d.p, 1, 1, &y);
    ck_assert_double_eq_tol(y.i, 1e-4, 1e-18);
    ns_device_free(&d);
    d = device("drift/ron:10k/roff:1meg/window:biolek/p:2"); /* as a deck has to write it */
    d.dev->eval(d.p, 1, 1, &y);
    ck_assert_double_eq_tol(y.i, 1e-4, 1e-18);
    ns_device_free(&d);
    refused("", "family");
    refused("ron=1k", "family");
    refused("drift/ron", "name:value");
    refused("drifft", "known: drift");
    refused("drift ron", "name:value at 'ron'");
    refused("drift ron=", "ron has no value");
    refused("drift ron=20k", "below roff = 16000");
    refused("drift roff=50", "ron = 100 ohm must be below roff = 50");
    refused("drift ron=-5", "ron = -5 ohm is out of range");
    refused("drift window=box", "none, strukov, joglekar");
    refused("drift window=biolek p=1.5", "whole number");
    refused("drift p=0", "p = 0");
    refused("drift uv=nan", "not a number");
    refused("drift rom=1", "ron, roff, d, uv");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("drift");
    TCase *t = tcase_create("drift");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, reference_trace);
    tcase_add_test(t, closed_forms);
    tcase_add_test(t, steps_follow_the_flux);
    tcase_add_test(t, return_after_a_period);
    tcase_add_test(t, lobe_area);
    tcase_add_test(t, partials);
    tcase_add_test(t, total_derivative);
    tcase_add_test(t, second_order);
    tcase_add_test(t, nothing_escapes);
    tcase_add_test(t, never_freezes);
    tcase_add_test(t, dead_zone);
    tcase_add_test(t, flow_composes);
    tcase_add_test(t, conductance_and_state);
    tcase_add_test(t, specifications);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
