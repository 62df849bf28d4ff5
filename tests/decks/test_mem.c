/* mem_drift in ngspice: against closed forms and an independent integration, in every analysis,
 * with every way to drive a simulator that has broken a model before. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../check_main.h"
#include "spice.h"

#define PI 3.14159265358979323846
static const double ron = 100, roff = 16e3, k = 1e4, x0 = 0.314465408805;

static double resistance(double x)
{
    return ron * x + roff * (1 - x);
}

/* State without a window, after a flux. */
static double x_of_flux(double flux)
{
    double r0 = resistance(x0), r = sqrt(r0 * r0 - 2 * (roff - ron) * k * flux);
    return (roff - r) / (roff - ron);
}

/* A string cannot be altered in ngspice, so each window is a circuit of its own. */
static void load_sine(const char *window)
{
    char model[100];
    snprintf(model, sizeof model, ".model mm mem_drift(x0=%.12g window=\"%s\")", x0, window);
    const char *lines[] = {"* a memristor under 1 V, 1 Hz",
                           "v1 1 0 sin(0 1 1)",
                           "a1 %gd(1 0) x mm",
                           model,
                           ".end",
                           NULL};
    spice_load_lines(lines);
}

static void run_sine(int steps)
{
    spice_do("tran %g 1 0 %g", 1.0 / steps, 1.0 / steps);
}

/* models of the HP device under 1 V, 1 Hz from 11 kohm, integrated independently to 12 digits */
static const struct {
    const char *window;
    double x[6];
} reference[] = {{"none",
                  {0.358227135250, 0.478628990576, 0.636334930498, 0.726592125854, 0.478628990576,
                   0.314465408805}},
                 {"strukov",
                  {0.323734464963, 0.347248151936, 0.372460384874, 0.383429242556, 0.347248151936,
                   0.314465408805}},
                 {"joglekar",
                  {0.353205143070, 0.467399228828, 0.617979790014, 0.693408663456, 0.467399228828,
                   0.314465408805}},
                 {"biolek",
                  {0.353202049759, 0.451380683353, 0.556448425276, 0.602063269960, 0.443883969432,
                   0.341649114490}},
                 {"prodromakis",
                  {0.323734464963, 0.347248151936, 0.372460384874, 0.383429242556, 0.347248151936,
                   0.314465408805}},
                 {"zha",
                  {0.324046289918, 0.347459997649, 0.371279429543, 0.381266029097, 0.357606192375,
                   0.335865367889}}};
static const double times[] = {0.125, 0.25, 0.375, 0.5, 0.75, 1};
enum {
    N_WINDOWS = sizeof reference / sizeof reference[0],
    N_TIMES = sizeof times / sizeof times[0]
};

static double worst_miss(int w)
{
    double worst = 0;
    for (int n = 0; n < N_TIMES; n++)
        worst = fmax(worst, fabs(spice_at("v(x)", "time", times[n]) - reference[w].x[n]));
    return worst;
}

START_TEST(traces)
{
    for (int w = 0; w < N_WINDOWS; w++) {
        load_sine(reference[w].window);
        run_sine(4000);
        ck_assert_msg(worst_miss(w) < 1e-6, "%s: off by %g", reference[w].window, worst_miss(w));
    }
}
END_TEST

/* Every accepted point, against the flux. */
START_TEST(closed_form_at_every_point)
{
    load_sine("none");
    run_sine(4000);
    int n;
    const double *t = spice_vector("time", &n), *x = spice_vector("v(x)", &n),
                 *i = spice_vector("i(v1)", &n);
    ck_assert_int_gt(n, 4000);
    for (int m = 0; m < n; m++) {
        double want = x_of_flux((1 - cos(2 * PI * t[m])) / (2 * PI));
        ck_assert_double_eq_tol(x[m], want, 1e-6);
        ck_assert_double_eq_tol(i[m], -sin(2 * PI * t[m]) / resistance(want), 1e-9);
    }
}
END_TEST

/* Second order in the maximum step, far below what reltol = 1e-3 asks for. */
START_TEST(step_does_not_matter)
{
    for (int w = 0; w < N_WINDOWS; w++) {
        load_sine(reference[w].window);
        for (int steps = 100; steps <= (w == 0 || w == 3 ? 100000 : 1000); steps *= 10) {
            run_sine(steps);
            double bound = 3e-4 * pow(100.0 / steps, 2) + 1e-9;
            ck_assert_msg(worst_miss(w) < bound, "%s, T/%d: off by %g", reference[w].window, steps,
                          worst_miss(w));
        }
    }
}
END_TEST

START_TEST(returns_after_a_period)
{
    for (int w = 0; w < N_WINDOWS; w++) {
        load_sine(reference[w].window);
        run_sine(1000);
        bool forgets = w == 3 || w == 5;
        double miss = fabs(spice_last("v(x)") - x0);
        ck_assert_msg(forgets ? miss > 1e-2 : miss < 1e-7, "%s: off by %g", reference[w].window,
                      miss);
    }
}
END_TEST

/* The area of a lobe of the pinched loop falls as 1/f. */
START_TEST(lobe_area)
{
    static const double table[][2] = {{1, 3.661574911e-5},
                                      {2, 9.256910475e-6},
                                      {5, 2.899018525e-6},
                                      {10, 1.352361998e-6},
                                      {100, 1.275502596e-7}};
    load_sine("none");
    for (size_t m = 0; m < sizeof table / sizeof table[0]; m++) {
        double f = table[m][0], area = 0;
        spice_do("alter @v1[sin] = [ 0 1 %g ]", f);
        spice_do("tran %g %g 0 %g", 1e-3 / f, 0.5 / f, 1e-3 / f);
        int n;
        const double *i = spice_vector("i(v1)", &n), *v = spice_vector("v(1)", &n);
        for (int j = 1; j < n; j++)
            area += 0.5 * (i[j] + i[j - 1]) * (v[j] - v[j - 1]);
        ck_assert_msg(fabs(fabs(area) / table[m][1] - 1) < 1e-4, "%g Hz: %g W", f, fabs(area));
    }
}
END_TEST

START_TEST(operating_point_and_sweep)
{
    spice_load("mem/bias.cir");
    spice_do("op");
    ck_assert_double_eq_tol(spice_last("v(2)"), 11. / 12, 1e-9);
    ck_assert_double_eq_tol(spice_last("i(vd)"), 1 / 11e3, 1e-13);
    ck_assert_double_eq_tol(spice_last("v(x)"), x0, 1e-11);
    spice_do("dc v1 -2 2 0.25");
    int n;
    const double *v = spice_vector("v(1)", &n), *i = spice_vector("i(vd)", &n),
                 *x = spice_vector("v(x)", &n);
    ck_assert_int_eq(n, 17);
    for (int m = 0; m < n; m++) {
        ck_assert_double_eq_tol(i[m], v[m] / 11e3, 1e-12);
        ck_assert_double_eq_tol(x[m], x0, 1e-11);
    }
    spice_do("tf v(2) v1");
    ck_assert_double_eq_tol(spice_last("transfer_function"), 11. / 12, 1e-9);
    ck_assert_double_eq_tol(spice_last("output_impedance_at_v(2)"), 11e3 / 12, 1e-5);
}
END_TEST

/* Y = i_v + i_x f_v / (j w - f_x) at 1 V. */
START_TEST(small_signal)
{
    double r = 11e3, dr = roff - ron, i = 1 / r, i_x = dr / (r * r), w = 4 * x0 * (1 - x0),
           w_x = 4 - 8 * x0;
    double f_v = k * w / r, f_x = k * (w * i_x + i * w_x);
    spice_load("mem/bias.cir");
    spice_do("ac dec 5 0.01 100");
    int n;
    const double *f = spice_vector("frequency", &n), *y = spice_vector("i(vd)", &n),
                 *x = spice_vector("v(x)", &n);
    ck_assert_int_eq(n, 21);
    for (int m = 0; m < n; m++) {
        double omega = 2 * PI * f[2 * m], q = f_x * f_x + omega * omega;
        double re = -f_v * f_x / q, im = -f_v * omega / q;
        ck_assert_double_eq_tol(y[2 * m], 1 / r + i_x * re, 1e-9 / r);
        ck_assert_double_eq_tol(y[2 * m + 1], i_x * im, 1e-9 / r);
        ck_assert_double_eq_tol(x[2 * m], re, 1e-9);
        ck_assert_double_eq_tol(x[2 * m + 1], im, 1e-9);
    }
}
END_TEST

/* 1 V from the first moment on: x as a function of time without a window is known, and so are the
 * two ways to get there. */
static void check_step(void)
{
    for (double t = 0.01; t < 0.4; t += 0.05) {
        double want = fmin(x_of_flux(t), 1);
        ck_assert_double_eq_tol(spice_at("@a1[x]", "time", t), want, 2e-6);
        ck_assert_double_eq_tol(spice_at("@a2[x]", "time", t), want, 2e-6);
        ck_assert_double_eq_tol(spice_at("v(x1)", "time", t), want, 2e-6);
        ck_assert_double_eq_tol(spice_at("@a1[i]", "time", t), 1 / resistance(want), 1e-8);
        ck_assert_double_eq_tol(spice_at("@a2[i]", "time", t), -1 / resistance(want), 1e-8);
        ck_assert_double_eq_tol(spice_at("@a3[i]", "time", t), 3 / resistance(want), 3e-8);
        ck_assert_double_eq_tol(spice_at("@a1[g]", "time", t), 1 / resistance(want), 1e-8);
        ck_assert_double_eq_tol(spice_at("i(v1)", "time", t), -5 / resistance(want), 5e-8);
    }
    ck_assert_double_eq_tol(spice_last("@a1[v]"), 1, 1e-9);
}

START_TEST(terminals_with_and_without_uic)
{
    static const char *const methods[] = {"trap", "gear"};
    for (int m = 0; m < 2; m++) {
        spice_load("mem/step.cir");
        spice_do("option method=%s", methods[m]);
        spice_do("tran 1m 0.4 0 0.2m");
        check_step();
        spice_do("tran 1m 0.4 0 0.2m uic");
        check_step();
    }
    spice_do("option method=trap");
}
END_TEST

/* Held at a bound, then back: nothing is lost or wound up there. Without a window R^2 is linear in
 * the flux, and cut off. */
START_TEST(stops_at_the_bound)
{
    load_sine("none");
    spice_do("alter @v1[sin] = [ 0 3 1 ]");
    run_sine(20000);
    int n, held = 0;
    const double *x = spice_vector("v(x)", &n), *t = spice_vector("time", &n);
    double per_flux = 2 * (roff - ron) * k, r0 = resistance(x0);
    for (int m = 0; m < n; m++) {
        double flux = 3 * (1 - cos(2 * PI * t[m])) / (2 * PI), most = 6 / (2 * PI),
               r = resistance(x[m]);
        double want = t[m] < 0.5 ? fmax(r0 * r0 - per_flux * flux, ron * ron)
                                 : fmin(ron * ron + per_flux * (most - flux), roff * roff);
        ck_assert_msg(fabs(r * r - want) < (t[m] < 0.5 ? 2e-5 : 1e-8) * per_flux,
                      "t = %g: R = %.9g, not %.9g", t[m], r, sqrt(want));
        held += x[m] == 1;
    }
    ck_assert_int_gt(held, n / 2 - n / 4);
    ck_assert_double_eq_tol(x[n - 1], 0, 1e-9);
}
END_TEST

START_TEST(reset_repeats_exactly)
{
    load_sine("biolek");
    run_sine(500);
    int n, n2;
    const double *x = spice_vector("v(x)", &n);
    double *first = malloc((size_t)n * sizeof *first);
    ck_assert_ptr_nonnull(first);
    memcpy(first, x, (size_t)n * sizeof *first);
    for (int round = 0; round < 2; round++) {
        spice_do("reset");
        run_sine(500);
        x = spice_vector("v(x)", &n2);
        ck_assert_int_eq(n, n2);
        ck_assert(memcmp(first, x, (size_t)n * sizeof *first) == 0);
    }
    free(first);
}
END_TEST

START_TEST(altered_parameters)
{
    spice_load("mem/bias.cir");
    spice_do("op");
    spice_do("altermod mm rinit=5k");
    spice_do("op");
    ck_assert_double_eq_tol(spice_last("v(2)"), 5. / 6, 1e-9);
    spice_do("altermod mm roff=20k");
    spice_do("op");
    ck_assert_double_eq_tol(spice_last("v(2)"), 5. / 6, 1e-9);
    ck_assert_double_eq_tol(spice_last("v(x)"), (20e3 - 5e3) / (20e3 - 100), 1e-9);
    spice_do("altermod mm m=2");
    spice_do("op");
    ck_assert_double_eq_tol(spice_last("i(vd)"), 2 / 5e3, 1e-12);
}
END_TEST

START_TEST(two_circuits)
{
    spice_load("mem/bias.cir");
    spice_load_more("mem/step.cir");
    for (int round = 0; round < 2; round++) {
        spice_do("tran 1m 0.4 0 0.2m");
        check_step();
        spice_do("setcirc 2"); /* the newest is 1 */
        spice_do("op");
        ck_assert_double_eq_tol(spice_last("v(2)"), 11. / 12, 1e-9);
        spice_do("setcirc 1");
    }
    spice_do("remcirc");
    spice_do("op");
    ck_assert_double_eq_tol(spice_last("v(2)"), 11. / 12, 1e-9);
    spice_load_more("mem/step.cir");
}
END_TEST

START_TEST(subcircuit_parameters)
{
    const char *lines[] = {"* a value per instance",
                           "v1 1 0 1",
                           "x1 1 0 cell r=2k",
                           "x2 1 0 cell r=4k",
                           ".subckt cell p n r=11k",
                           "a1 %gd(p n) null mm",
                           ".model mm mem_drift(rinit={r})",
                           ".ends",
                           ".end",
                           NULL};
    spice_load_lines(lines);
    spice_do("op");
    ck_assert_double_eq_tol(spice_last("i(v1)"), -(1 / 2e3 + 1 / 4e3), 1e-12);
}
END_TEST

/* ngspice sets the circuit up a second time for .sens, without the device's state. */
START_TEST(sensitivity)
{
    spice_load("mem/divider.cir");
    spice_do("sens v(2)");
    double r = 11e3, per_ohm = 1e3 / ((1e3 + r) * (1e3 + r));
    ck_assert_double_eq_tol(spice_last("a1:rinit"), per_ohm, 1e-3 * per_ohm);
    spice_do("tran 1m 10m");
    spice_do("op");
    ck_assert_double_eq_tol(spice_last("v(2)"), 11. / 12, 1e-9);
}
END_TEST

static double comb_iterations(const char *device, const char *model)
{
    enum { N = 100 };
    static char text[2 * N][48];
    const char *lines[2 * N + 5] = {"* devices in a comb, each behind its own resistor",
                                    "v1 1 0 sin(0 1 1)"};
    int n = 2;
    for (int i = 0; i < N; i++) {
        snprintf(text[2 * i], sizeof text[0], "r%d 1 n%d %d", i, i, 100 + 10 * i);
        snprintf(text[2 * i + 1], sizeof text[0], device, i, i);
        lines[n++] = text[2 * i];
        lines[n++] = text[2 * i + 1];
    }
    lines[n++] = model;
    lines[n++] = ".end";
    spice_load_lines(lines);
    spice_do("tran 1m 1");
    spice_do("rusage totiter");
    return spice_printed("Total iterations");
}

START_TEST(comb_converges_like_resistors)
{
    double plain = comb_iterations("rm%d n%d 0 11k", "*");
    for (int w = 0; w < N_WINDOWS; w++) {
        char model[80];
        snprintf(model, sizeof model, ".model mm mem_drift(rinit=11k window=\"%s\")",
                 reference[w].window);
        double ours = comb_iterations("am%d %%gd(n%d 0) null mm", model);
        ck_assert_msg(ours <= 1.1 * plain, "%s: %g iterations, resistors %g", reference[w].window,
                      ours, plain);
    }
}
END_TEST

START_TEST(hard_pulses)
{
    spice_load("mem/pulses.cir");
    spice_do("tran 10u 10m");
    int n;
    const double *x = spice_vector("v(x)", &n);
    double least = 1, most = 0;
    for (int m = 0; m < n; m++) {
        least = fmin(least, x[m]);
        most = fmax(most, x[m]);
    }
    ck_assert(least >= 0 && most <= 1);
    ck_assert_double_gt(most - least, 0.3);
    spice_do("rusage totiter");
    ck_assert_double_lt(spice_printed("Total iterations"), 3.5 * n);
}
END_TEST

/* A wrong parameter ends the run with a message that says all; afterwards life goes on. */
static void refused(const char *change, const char *analysis, const char *back,
                    const char *in_message)
{
    spice_do("altermod mm %s", change);
    ck_assert_msg(!spice_try("%s", analysis), "%s went through with %s", analysis, change);
    ck_assert_msg(strstr(spice_output(), in_message) && strstr(spice_output(), "error: a"),
                  "no '%s' in:\n%s", in_message, spice_output());
    spice_do("altermod mm %s", back);
    spice_do("op");
    ck_assert_double_eq_tol(spice_last("v(2)"), 11. / 12, 1e-9);
}

START_TEST(wrong_parameters)
{
    spice_load("mem/bias.cir");
    refused("ron=-1", "op", "ron=100",
            "mem_drift: parameter ron = -1 ohm is out of range; it must be >= 0.001");
    refused("roff=50", "tran 1m 10m", "roff=16k", "ron = 100 ohm must be below roff = 50 ohm");
    refused("p=1.5", "op", "p=1", "whole number");
    refused("rinit=17k", "tran 1m 10m uic", "rinit=11k",
            "rinit = 17000 ohm is out of range; it must be >= 100 and");
    refused("m=0", "ac dec 1 1 10", "m=1", "m = 0 is out of range");
    refused("polarity=0", "op", "polarity=1", "polarity = 0; it must be 1 or -1");
    spice_do("altermod mm x0=0.5");
    ck_assert(!spice_try("op"));
    ck_assert(strstr(spice_output(), "x0 = 0.5 and rinit = 11000 ohm are both given"));
}
END_TEST

START_TEST(wrong_window)
{
    load_sine("box");
    ck_assert(!spice_try("op"));
    ck_assert(strstr(spice_output(), "window = box; it must be one of: none, strukov, joglekar"));
    load_sine("2"); /* a number will do */
    run_sine(1000);
    ck_assert_double_lt(worst_miss(2), 1e-5);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("mem");
    TCase *t = tcase_create("mem");
    tcase_set_timeout(t, 120);
    tcase_add_test(t, traces);
    tcase_add_test(t, closed_form_at_every_point);
    tcase_add_test(t, step_does_not_matter);
    tcase_add_test(t, returns_after_a_period);
    tcase_add_test(t, lobe_area);
    tcase_add_test(t, operating_point_and_sweep);
    tcase_add_test(t, small_signal);
    tcase_add_test(t, terminals_with_and_without_uic);
    tcase_add_test(t, stops_at_the_bound);
    tcase_add_test(t, reset_repeats_exactly);
    tcase_add_test(t, altered_parameters);
    tcase_add_test(t, two_circuits);
    tcase_add_test(t, subcircuit_parameters);
    tcase_add_test(t, sensitivity);
    tcase_add_test(t, comb_converges_like_resistors);
    tcase_add_test(t, hard_pulses);
    tcase_add_test(t, wrong_parameters);
    tcase_add_test(t, wrong_window);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
