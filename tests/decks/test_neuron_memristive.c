/* neuron_memristive in ngspice: probabilities over many trials, the same from a circuit of a
 * memristor, a resistor and a comparator, independence of steps, energy. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../check_main.h"
#include "spice.h"

static const double tau0 = 2.85e5, v0 = 0.156;

static double probability(double v, double t)
{
    return -expm1(-t * exp(v / v0) / tau0);
}

static void check_share(double hits, double n, double p)
{
    double sigma = sqrt(p * (1 - p) / n);
    ck_assert_msg(fabs(hits / n - p) < 4 * sigma, "%g of %g, not %g +- %g", hits, n, p, sigma);
}

/* Two voltages, two widths, 10^4 trials each. */
START_TEST(ten_thousand_trials)
{
    static const double table[][2] = {{2.8, 1e-3}, {3.1, 5e-4}};
    for (int k = 0; k < 2; k++) {
        char source[64], model[128];
        double v = table[k][0], width = table[k][1], cycle = width + 2e-4;
        snprintf(source, sizeof source, "v1 w 0 dc %g", v * 1.0001);
        snprintf(model, sizeof model,
                 ".model n neuron_memristive(t_write=%g t_edge=1u seed=%d r_write=100)", width,
                 k + 3);
        const char *lines[] = {"* trials",
                               source,
                               "a1 w null null null null null n",
                               model,
                               ".save time @a1[spikes] @a1[trials]",
                               ".end",
                               NULL};
        spice_load_lines(lines);
        spice_do("tran 1m %.10g 0 1m", 10000 * cycle - 1e-6);
        ck_assert_double_eq(spice_last("@a1[trials]"), 10000);
        check_share(spice_last("@a1[spikes]"), 10000, probability(v, width));
    }
}
END_TEST

static const char *const network[] = {
    "* written by a ramp through a resistor, read, reset; clocked and on its own",
    "v1 s 0 pulse(0 6 0 0.6m 0.6m 1u 1.3m)",
    "r1 s w 20k",
    "a1 w out on null null null n",
    "ro out 0 10k",
    "vc1 c1 0 pulse(0 1 0.1m 1u 1u 1m 2m)",
    "vc2 c2 0 pulse(0 1 1.2m 1u 1u 0.2m 2m)",
    "vc3 c3 0 pulse(0 1 1.5m 1u 1u 0.2m 2m)",
    "v2 w2 0 dc 3",
    "a2 %gd(w2 0) %gd(out2 0) null c1 c2 c3 n",
    "ro2 out2 0 10k",
    ".model n neuron_memristive(t_idle=97u t_edge=1u r_idle=20k)",
    ".save time v(out) v(out2) v(on) v(w) i(v1) @a1[spikes] @a2[spikes] @a1[t_switch] "
    "@a2[t_switch]",
    "+ @a1[e] @a1[e_supply] @a2[e] @a2[e_supply] i(v2) v(w2) v(s)",
    ".end",
    NULL};

START_TEST(steps_do_not_matter)
{
    double spikes[2] = {0}, when[2] = {0};
    for (double h = 5e-6; h < 1e-2; h *= 10) {
        spice_load_lines(network);
        spice_do("tran %g 60m 0 %g", h, h);
        double s[2] = {spice_last("@a1[spikes]"), spice_last("@a2[spikes]")};
        double t[2] = {spice_last("@a1[t_switch]"), spice_last("@a2[t_switch]")};
        ck_assert(s[0] > 3 && s[1] > 3);
        for (int k = 0; k < 2 && h > 6e-6; k++) {
            ck_assert_double_eq(s[k], spikes[k]);
            ck_assert_double_eq_tol(t[k], when[k], 1e-12);
        }
        memcpy(spikes, s, sizeof s);
        memcpy(when, t, sizeof t);
    }
    int n;
    const double *out = spice_vector("v(out)", &n);
    double most = 0;
    for (int k = 0; k < n; k++)
        most = fmax(most, out[k]);
    ck_assert_double_eq_tol(most, 1 * 10e3 / 10.1e3, 1e-6); /* the spike, behind 100 ohm */
}
END_TEST

static double integral(const char *a, const char *b)
{
    int n;
    const double *t = spice_vector("time", &n), *x = spice_vector(a, &n), *y = spice_vector(b, &n);
    double sum = 0;
    for (int k = 1; k < n; k++) /* straight lines between the points */
        sum += (t[k] - t[k - 1]) *
               (2 * x[k] * y[k] + 2 * x[k - 1] * y[k - 1] + x[k] * y[k - 1] + x[k - 1] * y[k]) / 6;
    return sum;
}

/* What the sources give is what resistors and neuron dissipate, less what the neuron's supply
 * gives. */
START_TEST(energy_balances)
{
    spice_load_lines(network);
    spice_do("tran 10u 60m");
    spice_do("let ir=v(s)-v(w)");
    double source = -integral("v(s)", "i(v1)"), r1 = integral("ir", "ir") / 20e3;
    double load = integral("v(out)", "v(out)") / 10e3;
    double given = source + spice_last("@a1[e_supply]"), taken = r1 + load + spice_last("@a1[e]");
    ck_assert_msg(fabs(given / taken - 1) < 1e-3, "%g J given, %g J taken", given, taken);
    given = -integral("v(w2)", "i(v2)") + spice_last("@a2[e_supply]");
    taken = integral("v(out2)", "v(out2)") / 10e3 + spice_last("@a2[e]");
    ck_assert_msg(fabs(given / taken - 1) < 1e-3, "%g J given, %g J taken", given, taken);
}
END_TEST

/* ---- the same made of parts ---- */

/* A memristor whose rate spreads from cycle to cycle (c2c: sigma of its logarithm), read by a
 * resistor and a comparator: it has switched if its rate, times the time, was enough, with the
 * probability Phi(ln(rate t / needed) / sigma). */
START_TEST(memristor_resistor_comparator)
{
    enum { CYCLES = 300 };
    static const double volts[] = {1.2, 1.25, 1.33};
    const double sigma = 0.4, ron = 1e4, roff = 1e6;
    for (int w = 0; w < 3; w++) {
        char source[256], lines_model[256];
        snprintf(source, sizeof source, "v1 a b pulse(0 %g 0 1u 1u 100u 140u)", volts[w]);
        snprintf(lines_model, sizeof lines_model,
                 ".model m mem_vteam(ron=%g roff=%g k_on=-6e-5 alpha_on=1 v_on=-1 k_off=1e-3 "
                 "alpha_off=1 v_off=1 x_off=3n c2c=%g x0=0)",
                 ron, roff, sigma);
        const char *lines[] = {"* a stochastic neuron made of parts",
                               source,
                               "v2 b c pulse(0 0.1 102u 1u 1u 10u 140u)",
                               "v3 c 0 pulse(0 -3 114u 1u 1u 20u 140u)",
                               "am %gd(a d) x m",
                               "rs d 0 10",
                               "bcmp cmp 0 v = v(d) > 0.1*10/(5.05e5+10) ? 1 : 0",
                               lines_model,
                               ".save time v(cmp) v(x)",
                               ".end",
                               NULL};
        spice_load_lines(lines);
        spice_do("tran 5u %g 0 7.77u", CYCLES * 140e-6);
        int n, hits = 0, k = 0;
        const double *t = spice_vector("time", &n), *cmp = spice_vector("v(cmp)", &n);
        for (int c = 1; c < CYCLES; c++) { /* in the middle of each reading */
            while (k < n - 1 && t[k] < c * 140e-6 + 108e-6)
                k++;
            hits += cmp[k] > 0.5;
        }
        /* R = roff (1 - x) + ron x; at 5.05e5 ohm x is 1/2. x = k (v - 1) t / 3 nm, edges above 1 V
         * included; the resistor takes 1e-5 of the voltage. */
        double needed = (roff - 5.05e5) / (roff - ron), v = volts[w] - 1;
        double time = 100e-6 + v / volts[w] * 1e-6;
        double reached = 6e-5 * v * time / 3e-9;
        double p = 0.5 * erfc(log(needed / reached) / (sigma * sqrt(2)));
        ck_assert(p > 0.05 && p < 0.95);
        check_share(hits, CYCLES - 1, p);
    }
}
END_TEST

START_TEST(wrong_parameters_are_named)
{
    static const char *const lines[] = {"* on above off",
                                        "i1 0 in dc 1n",
                                        "aneuron in null null null null null n",
                                        ".model n neuron_memristive(r_on=2meg)",
                                        ".end",
                                        NULL};
    spice_load_lines(lines);
    ck_assert(!spice_try("op"));
    ck_assert_msg(strstr(spice_output(), "aneuron: neuron_memristive: r_on = 2000000 ohm"), "%s",
                  spice_output());
}
END_TEST

static Suite *memristive_suite(void)
{
    Suite *s = suite_create("neuron_memristive");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 120);
    tcase_add_test(c, ten_thousand_trials);
    tcase_add_test(c, steps_do_not_matter);
    tcase_add_test(c, energy_balances);
    tcase_add_test(c, memristor_resistor_comparator);
    tcase_add_test(c, wrong_parameters_are_named);
    suite_add_tcase(s, c);
    return s;
}

CHECK_MAIN(memristive_suite)
