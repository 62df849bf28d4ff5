/* neuron_lif in ngspice: spike times whatever the steps, every analysis, terminals, energy, and
 * plasticity by the overlap of spikes across a memristor. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../check_main.h"
#include "spice.h"

/* ---- when it fires ---- */

/* The times at which vector `name` (@a1[t_spike]) takes a new value. */
static int spike_times(const char *name, double *t, int most)
{
    int n, found = 0;
    const double *v = spice_vector(name, &n);
    for (int k = 1; k < n && found < most; k++)
        if (v[k] != v[k - 1])
            t[found++] = v[k];
    return found;
}

static const char *const drives[] = {
    "* neurons under currents that are straight lines",
    "i1 0 in1 dc 100n",
    "a1 in1 out1 mem1 null null lif",
    "i2 0 in2 dc 60n",
    "a2 in2 null null null null lif",
    "* through a resistor, from a ramp",
    "v3 s3 0 pwl(0 0 10u 1 30u 0 31u 2)",
    "r3 s3 in3 10meg",
    "a3 %gd(in3 0) %gd(out3 0) null null null lif",
    "* through its own drive port",
    "v4 s4 0 pwl(0 0 5.03u 0 5.031u 0.1)",
    "a4 0 null null s4 null lif",
    "* the membrane as a node",
    "i5 0 in5 dc 100n",
    "a5 in5 null null null null node",
    "r1 out1 0 1meg",
    ".model lif neuron_lif()",
    ".model node neuron_lif(input=\"node\" t_ref=1u r_reset=100)",
    ".save time v(mem1) v(in5) @a1[t_spike] @a2[t_spike] @a3[t_spike] @a4[t_spike] @a5[t_spike]",
    ".end",
    NULL};

/* To a thousandth of a picosecond (asked for: one picosecond) at maximum steps over five decades.
 * The ramp (v = t / 10 us over 10 Mohm) is a root of a transcendental equation, solved here by
 * bisection. */
static double ramp_crossing(void)
{
    double lo = 0, hi = 20e-6, tau = 1e-5, k = 1 / 10e-6 / (10e6 + 100) / 1e-12;
    for (int n = 0; n < 100; n++) {
        double t = 0.5 * (lo + hi), v = t < 10e-6 ? k * tau * (t - tau * -expm1(-t / tau)) : NAN;
        if (isnan(v)) {
            double u = t - 10e-6, v0 = k * tau * (10e-6 - tau * -expm1(-1.0)), k2 = -k / 2;
            double i0 = k * 10e-6; /* dv/dt of the current alone */
            v = v0 * exp(-u / tau) + tau * i0 * -expm1(-u / tau) +
                k2 * tau * (u - tau * -expm1(-u / tau));
        }
        *(v < 0.5 ? &lo : &hi) = t;
    }
    return lo;
}

START_TEST(fires_when_it_should)
{
    const double isi1 = 7.931471805599e-6, isi2 = 18.91759469228e-6, ramp = ramp_crossing();
    for (double h = 2e-9; h < 1e-3; h *= 100) {
        double t1[32], t2[8], t3[8], t4[16], t5[32];
        spice_load_lines(drives);
        spice_do("tran %g 80u 0 %g", h, h);
        ck_assert_int_eq(spike_times("@a1[t_spike]", t1, 32), 10);
        ck_assert_int_eq(spike_times("@a2[t_spike]", t2, 8), 4);
        ck_assert_int_ge(spike_times("@a3[t_spike]", t3, 8), 2);
        ck_assert_int_ge(spike_times("@a4[t_spike]", t4, 16), 8);
        for (int k = 0; k < 10; k++)
            ck_assert_msg(fabs(t1[k] - (isi1 * (k + 1) - 1e-6)) < 1e-15, "%g: %.15g", h, t1[k]);
        for (int k = 0; k < 4; k++)
            ck_assert_msg(fabs(t2[k] - (isi2 * (k + 1) - 1e-6)) < 1e-15, "%g: %.15g", h, t2[k]);
        ck_assert_msg(fabs(t3[0] - ramp) < 1e-15, "%g: %.15g, not %.15g", h, t3[0], ramp);
        /* gm 1 uS: 100 nA from the end of the edge on, and half a nanosecond's worth before */
        ck_assert_double_eq_tol(t4[1] - t4[0], isi1, 1e-16);
        ck_assert_double_eq_tol(t4[0], 5.0305e-6 + isi1 - 1e-6, 1e-13);
        /* a node: fires at once, since it is above its threshold in the operating point */
        ck_assert_int_eq(spike_times("@a5[t_spike]", t5, 32), 11);
        /* ... and begins from what the switch leaves of 100 nA */
        double left = 100e-9 / (1 / 100.0 + 1e-7), isi5 = 1e-6 + 1e-5 * log((1 - left) / 0.5);
        ck_assert_msg(fabs(t5[9] - t5[8] - isi5) < 1e-15, "%g: %.15g", h, t5[9] - t5[8]);
    }
}
END_TEST

/* ---- curved inputs ---- */

static double sine(double offset, double size, double f, double t)
{
    return offset + size * sin(2 * 3.14159265358979323846 * f * t);
}

static double slow_sine(double t)
{
    return sine(0, 2, 50e3, t);
}

static double offset_sine(double t)
{
    return sine(1, 0.9, 200e3, t);
}

static double fast_sine(double t)
{
    return sine(1, 0.5, 3e6, t);
}

/* Its leak and its input are nearly even at the threshold. */
static double low_sine(double t)
{
    return sine(0.62, 0.1, 20e3, t);
}

static double two_exponentials(double t)
{
    return (t > 2e-6 ? -1.5 * expm1(-(t - 2e-6) / 3e-6) : 0) +
           (t > 30e-6 ? 1.5 * expm1(-(t - 30e-6) / 5e-6) : 0);
}

/* Each drives a membrane of 1 pF through 10 Mohm (rectified: only what is above 0), the last
 * without a leak; at `in` or (the second) `drive`. */
static const struct {
    const char *source, *model;
    double (*v)(double t);
    bool leaks, rectified;
} curved[] = {
    {"sin(0 2 50k)", "lif", slow_sine, true, false},
    {"sin(1 0.9 200k)", "driven", offset_sine, true, false},
    {"sin(1 0.5 3meg)", "lif", fast_sine, true, false},
    {"sin(0.62 0.1 20k)", "lif", low_sine, true, false},
    {"exp(0 1.5 2u 3u 30u 5u)", "lif", two_exponentials, true, false},
    {"sin(0 2 50k)", "half", slow_sine, true, true},
    {"sin(1 0.9 200k)", "perfect", offset_sine, false, false},
};
enum { CURVED = sizeof curved / sizeof curved[0], MOST_FIRED = 24 };

static double membrane_slope(int k, double t, double v)
{
    const double i = curved[k].v(t) / 10e6;
    return (curved[k].rectified ? fmax(i, 0) : i) / 1e-12 - (curved[k].leaks ? v / 10e-6 : 0);
}

static double runge_kutta(int k, double t, double v, double h)
{
    const double a = membrane_slope(k, t, v), b = membrane_slope(k, t + h / 2, v + h / 2 * a),
                 c = membrane_slope(k, t + h / 2, v + h / 2 * b),
                 d = membrane_slope(k, t + h, v + h * c);
    return v + h / 6 * (a + 2 * b + 2 * c + d);
}

/* The spikes of a membrane by steps of 2 ns; it is held for 1 us after each. */
static int fires_at(int k, double end, double *spike)
{
    const double h = 2e-9, start = curved[k].leaks ? curved[k].v(0) : 0;
    double v = start < 0.5 ? start : 0, t = 0;
    int n = 0;
    while (t < end && n < MOST_FIRED) {
        const double next = runge_kutta(k, t, v, h);
        if (next < 0.5) {
            v = next;
            t += h;
            continue;
        }
        double lo = 0, hi = h;
        for (int m = 0; m < 60; m++) {
            const double middle = 0.5 * (lo + hi);
            *(runge_kutta(k, t, v, middle) < 0.5 ? &lo : &hi) = middle;
        }
        spike[n++] = t + lo;
        t += lo + 1e-6;
        v = 0;
    }
    return n;
}

static void load_curved(const char *tol)
{
    static char text[4 * CURVED + 6][160];
    const char *line[4 * CURVED + 7];
    int n = 0;
    snprintf(text[n++], sizeof text[0], "* neurons under curved inputs");
    for (int k = 0; k < CURVED; k++) {
        const bool driven = strcmp(curved[k].model, "driven") == 0;
        snprintf(text[n++], sizeof text[0], "v%d s%d 0 %s", k, k, curved[k].source);
        snprintf(text[n++], sizeof text[0], "r%d s%d %s%d 9999900", k, k, driven ? "x" : "in", k);
        if (driven)
            snprintf(text[n++], sizeof text[0], "a%d 0 null null s%d null driven", k, k);
        else
            snprintf(text[n++], sizeof text[0], "a%d in%d null null null null %s", k, k,
                     curved[k].model);
        snprintf(text[n++], sizeof text[0], ".save time @a%d[t_spike]", k);
    }
    snprintf(text[n++], sizeof text[0], ".model lif neuron_lif(%s)", tol);
    snprintf(text[n++], sizeof text[0], ".model driven neuron_lif(gm=100n %s)", tol);
    snprintf(text[n++], sizeof text[0], ".model half neuron_lif(rectify=true %s)", tol);
    snprintf(text[n++], sizeof text[0], ".model perfect neuron_lif(r=0 %s)", tol);
    snprintf(text[n++], sizeof text[0], ".end");
    for (int k = 0; k < n; k++)
        line[k] = text[k];
    line[n] = NULL;
    spice_load_lines(line);
}

/* Spikes within a picosecond of the true times at default options, whatever the maximum step. */
START_TEST(curved_inputs)
{
    static const double limit[] = {30e-6, 1e-6, 50e-9};
    const double end = 30e-6;
    double worst = 0, true_times[CURVED][MOST_FIRED];
    int fired[CURVED];
    for (int k = 0; k < CURVED; k++)
        fired[k] = fires_at(k, end, true_times[k]);
    load_curved("");
    for (int m = 0; m < 3; m++) {
        spice_do("tran %g %g 0 %g", limit[m], end, limit[m]);
        for (int k = 0; k < CURVED; k++) {
            char name[24];
            const double *want = true_times[k];
            double is[MOST_FIRED];
            const int n = fired[k];
            ck_assert_int_gt(n, 0);
            snprintf(name, sizeof name, "@a%d[t_spike]", k);
            ck_assert_int_eq(spike_times(name, is, MOST_FIRED), n);
            for (int q = 0; q < n; q++) {
                worst = fmax(worst, fabs(is[q] - want[q]));
                ck_assert_msg(fabs(is[q] - want[q]) < 1e-12,
                              "maximum step %g s, %s, spike %d: %.13g s, off by %g s", limit[m],
                              curved[k].source, q, is[q], is[q] - want[q]);
            }
        }
    }
    if (getenv("VERBOSE"))
        printf("curved inputs: off by %.2g s at most\n", worst);
}
END_TEST

/* tol = 0: no time points for the input's sake; spikes are as good as the steps. */
START_TEST(curved_inputs_as_they_come)
{
    static const double limit[] = {50e-6, 50e-9}, off[] = {100e-9, 1e-9};
    load_curved("tol=0");
    for (int m = 0; m < 2; m++) {
        double want[MOST_FIRED], is[MOST_FIRED];
        spice_do("tran %g 50u 0 %g", limit[m], limit[m]);
        int points;
        (void)spice_vector("time", &points);
        ck_assert_int_lt(points, 3000); /* (ten times as many with the default) */
        (void)fires_at(0, 50e-6, want);
        ck_assert_int_gt(spike_times("@a0[t_spike]", is, MOST_FIRED), 1);
        ck_assert_double_eq_tol(is[0], want[0], off[m]);
    }
}
END_TEST

/* The same run twice, after a reset, and beside a circuit that makes the simulator reject steps. */
START_TEST(runs_are_repeatable)
{
    double t1[32], t3[8], again[32];
    spice_load_lines(drives);
    spice_do("tran 1u 80u");
    int n1 = spike_times("@a1[t_spike]", t1, 32), n3 = spike_times("@a3[t_spike]", t3, 8);
    for (int k = 0; k < 2; k++) {
        spice_do("reset");
        spice_do("tran 1u 80u");
        ck_assert_int_eq(spike_times("@a1[t_spike]", again, 32), n1);
        ck_assert_mem_eq(again, t1, (size_t)n1 * sizeof *t1);
        ck_assert_int_eq(spike_times("@a3[t_spike]", again, 8), n3);
        ck_assert_mem_eq(again, t3, (size_t)n3 * sizeof *t3);
    }
    const char *lines[40];
    int n = 0;
    for (; strcmp(drives[n], ".end") != 0; n++)
        lines[n] = drives[n];
    lines[n++] = "vs sq 0 pulse(-5 5 0 1n 1n 0.37u 0.83u)";
    lines[n++] = "rs sq d1 100";
    lines[n++] = "ld d1 d2 1u";
    lines[n++] = "dd d2 0 dio";
    lines[n++] = ".model dio d(is=1e-14 tt=5n cjo=10p)";
    lines[n++] = ".end";
    lines[n] = NULL;
    spice_load_lines(lines);
    spice_do("tran 1u 80u");
    spice_do("rusage rejected");
    ck_assert_double_gt(spice_printed("Rejected timepoints"), 20);
    ck_assert_int_eq(spike_times("@a1[t_spike]", again, 32), n1);
    for (int k = 0; k < n1; k++)
        ck_assert_double_eq_tol(again[k], t1[k], 1e-15);
}
END_TEST

/* ---- terminals ---- */

START_TEST(waveform_forward_and_back)
{
    static const char *const lines[] = {
        "* a spike at 5 us",
        "i1 0 in pulse(0 1u 4.5u 1p 1p 10u)",
        "a1 in out mem null null lif",
        "r1 out 0 900",
        "r2 in 0 900",
        ".model lif neuron_lif(r=0 v_spike=2 t_rise=1u t_plateau=2u t_fall=1u v_tail=0.5 t_tail=4u",
        "+ back=0.5 c=1p)",
        ".end",
        NULL};
    static const double shape[][2] = {{0.5, 1},  {1, 2},     {2.9, 2},       {3.5, 0.75},
                                      {4, -0.5}, {6, -0.25}, {7.9, -0.0125}, {8.5, 0}};
    spice_load_lines(lines);
    spice_do("save all @a1[t_spike]");
    spice_do("tran 1u 20u 0 1u");
    double start = spice_last("@a1[t_spike]");
    spice_do("tran 1u 14u 0 1u");
    double first[4];
    ck_assert_int_ge(spike_times("@a1[t_spike]", first, 4), 1);
    start = first[0];
    for (size_t k = 0; k < sizeof shape / sizeof shape[0]; k++) {
        double t = start + shape[k][0] * 1e-6;
        if (t > 14e-6)
            continue;
        int n, m, j = 1;
        const double *time = spice_vector("time", &n), *out = spice_vector("v(out)", &m);
        while (j < n - 1 && time[j] < t)
            j++;
        double v = out[j - 1] + (out[j] - out[j - 1]) * (t - time[j - 1]) / (time[j] - time[j - 1]);
        ck_assert_msg(fabs(v - 0.9 * shape[k][1]) < 1e-4, "%g us: %g V", shape[k][0], v);
    }
    /* the input terminal follows at half the amplitude (behind 100 ohm into 900, and 1 uA) */
    ck_assert_double_eq_tol(spice_at("v(in)", "time", start + 2e-6), 0.9 * (1 + 1e-4), 1e-4);
}
END_TEST

START_TEST(operating_point_and_small_signals)
{
    static const char *const lines[] = {"* below threshold",
                                        "i1 0 in dc 10n ac 1",
                                        "a1 in out mem null null lif",
                                        "r1 out 0 1meg",
                                        "i2 0 m dc 10n ac 1",
                                        "a2 m null null null null node",
                                        ".model lif neuron_lif()",
                                        ".model node neuron_lif(input=\"node\")",
                                        ".end",
                                        NULL};
    spice_load_lines(lines);
    spice_do("op");
    ck_assert_double_eq_tol(spice_last("v(mem)"), 0.1, 1e-9);
    ck_assert_double_eq_tol(spice_last("v(m)"), 0.1, 1e-9);
    ck_assert_double_eq_tol(spice_last("v(in)"), 1e-6, 1e-12);
    spice_do("dc i1 0 40n 10n");
    ck_assert_double_eq_tol(spice_last("v(mem)"), 0.4, 1e-9);
    spice_do("tf v(m) i2");
    ck_assert_double_eq_tol(spice_last("transfer_function"), 1e7, 1e-2);
    spice_do("ac dec 2 1k 1meg");
    int n;
    const double *f = spice_vector("frequency", &n), *mem = spice_vector("v(mem)", &n),
                 *m = spice_vector("v(m)", &n);
    for (int k = 0; k < n; k++) {
        double w = 2 * 3.14159265358979323846 * f[2 * k] * 1e-5, q = 1 + w * w;
        ck_assert_double_eq_tol(mem[2 * k], 1e7 / q, 1e-2);
        ck_assert_double_eq_tol(mem[2 * k + 1], -1e7 * w / q, 1e-2);
        ck_assert_double_eq_tol(m[2 * k], 1e7 / q, 1e-2);
        ck_assert_double_eq_tol(m[2 * k + 1], -1e7 * w / q, 1e-2);
    }
}
END_TEST

/* Kinds whose equations are integrated inside: spikes as published, the same for any steps. */
START_TEST(other_kinds)
{
    static const char *const lines[] = {
        "* Brette and Gerstner 2005; Izhikevich 2003, regular spiking",
        "i1 0 in1 dc 1n",
        "a1 in1 null mem1 null null adex",
        "i2 0 in2 dc 26.53112887414927n",
        "a2 in2 null null null null izh",
        ".model adex neuron_lif(kind=\"adex\" c=281p r=33.33333333333333meg v_rest=-70.6m",
        "+ v_reset=-70.6m v_t=-50.4m delta_t=2m tau_w=144m a=4n b=80.5p v_th=20m t_ref=1p",
        "+ v0=-70.6m dcmode=\"hold\")",
        ".model izh neuron_lif(kind=\"izhikevich\" c=1n v_rest=-82.65564437074638m",
        "+ v_t=-42.34435562925363m k=4e-5 a=2e-7 b=8n tau_w=50m v_th=30m v_reset=-65m v0=-65m "
        "dcmode=\"hold\"",
        "+ t_ref=1p)",
        ".save time v(mem1) @a1[t_spike] @a2[t_spike] @a1[spikes] @a2[spikes]",
        ".end",
        NULL};
    double t1[32], t2[32], was1[32] = {0}, was2[32] = {0};
    spice_load_lines(lines);
    for (double h = 2e-4; h < 1; h *= 10) {
        spice_do("tran %g 0.5 0 %g", h, h);
        ck_assert_int_eq(spike_times("@a1[t_spike]", t1, 32), 17);
        int n2 = spike_times("@a2[t_spike]", t2, 32);
        ck_assert_double_eq_tol(t1[0], 11.79e-3, 1e-5);
        ck_assert_double_eq_tol(t1[16] - t1[15], 36.08e-3, 1e-5);
        ck_assert_double_eq_tol(t2[0], 3.127e-3, 6e-6);
        ck_assert_double_eq_tol(t2[n2 - 1] - t2[n2 - 2], 44.82e-3, 2e-5);
        for (int k = 0; k < 17 && h > 3e-4; k++)
            ck_assert_double_eq_tol(t1[k], was1[k], 1e-10);
        for (int k = 0; k < n2 && h > 3e-4; k++)
            ck_assert_double_eq_tol(t2[k], was2[k], 1e-10);
        memcpy(was1, t1, sizeof t1);
        memcpy(was2, t2, sizeof t2);
    }
}
END_TEST

/* ---- energy ---- */

/* Integral of the product of two vectors, straight lines between the points. */
static double integral(const char *a, const char *b)
{
    int n;
    const double *t = spice_vector("time", &n), *x = spice_vector(a, &n), *y = spice_vector(b, &n);
    double sum = 0;
    for (int k = 1; k < n; k++)
        sum += (t[k] - t[k - 1]) *
               (2 * (x[k] * y[k] + x[k - 1] * y[k - 1]) + x[k] * y[k - 1] + x[k - 1] * y[k]) / 6;
    return sum;
}

/* What sources and the neurons' own supplies give is what memristors, neurons and resistors
 * dissipate: two neurons that fire, a memristor that switches, a membrane that is a node, a
 * stochastic neuron. Probes show the sums, of all, of one model, of one instance. */
START_TEST(energy_balances)
{
    static const char *const lines[] = {
        "* a source, a memristor, a neuron, a memristor, a neuron, a load; a membrane that is a "
        "node",
        "v1 s 0 sin(0 1.5 200k)",
        "am1 %gd(s in) null m1",
        "a1 in out null null null n1",
        "am2 %gd(in2 out) null m2",
        "a2 in2 out2 null null null n2",
        "r2 out2 0 5k",
        "v3 t 0 pulse(0 1 1u 10n 10n 3.03u 5.01u)",
        "am3 %gd(t node) null m1",
        "a3 node null null null null n3",
        "v4 u 0 3",
        "a4 u out4 null null null null n4",
        "r4 out4 0 20k",
        "ap1 every gave pall",
        "ap2 mems null pmems",
        "ap3 one null pone",
        ".model n4 neuron_memristive(t_write=2u t_read=0.5u t_reset=0.5u tau0=1e3 v_read=1)",
        ".model pall energy_probe()",
        ".model pmems energy_probe(of=\"mem_*\" unit=1f)",
        ".model pone energy_probe(of=\"am?\" unit=1n)",
        ".model m1 mem_vteam(ron=20k roff=200k v_on=-1 v_off=1 k_on=-1m k_off=1m alpha_on=1",
        "+ alpha_off=1 rinit=100k)",
        ".model m2 mem_drift(ron=1k roff=10k rinit=5k)",
        ".model n1 neuron_lif(c=10p v_in=-0.1)",
        ".model n2 neuron_lif(c=20p r=50k rectify=TRUE)",
        ".model n3 neuron_lif(input=\"node\" c=2p r=1meg v_rest=0 v_th=0.3)",
        ".save time v(s) v(t) v(u) v(out2) v(out4) v(node) v(every) v(gave) v(mems) v(one)",
        "+ i(v1) i(v3) i(v4) @a1[spikes] @a2[spikes] @a3[spikes] @a4[spikes] @am1[e] @am2[e]",
        "+ @am3[e] @a1[e] @a2[e] @a3[e] @a4[e] @a1[e_supply] @a2[e_supply] @a3[e_supply]",
        "+ @a4[e_supply] @ap1[spikes]",
        ".end",
        NULL};
    spice_load_lines(lines);
    spice_do("tran 10n 40u");
    ck_assert_double_gt(spice_last("@a1[spikes]"), 3);
    ck_assert_double_gt(spice_last("@a2[spikes]"), 3);
    ck_assert_double_gt(spice_last("@a3[spikes]"), 3);
    ck_assert_double_gt(spice_last("@a4[spikes]"), 1);
    double v = spice_last("v(node)");
    double given =
        -integral("v(s)", "i(v1)") - integral("v(t)", "i(v3)") - integral("v(u)", "i(v4)");
    double supplies = spice_last("@a1[e_supply]") + spice_last("@a2[e_supply]") +
                      spice_last("@a3[e_supply]") + spice_last("@a4[e_supply]");
    double mems = spice_last("@am1[e]") + spice_last("@am2[e]") + spice_last("@am3[e]");
    double neurons =
        spice_last("@a1[e]") + spice_last("@a2[e]") + spice_last("@a3[e]") + spice_last("@a4[e]");
    double loads = integral("v(out2)", "v(out2)") / 5e3 + integral("v(out4)", "v(out4)") / 20e3;
    double heat = mems + neurons + loads, stored = 0.5 * 2e-12 * v * v;
    ck_assert_double_gt(given, 0);
    double balance = (given + supplies) / (heat + stored);
    ck_assert_msg(fabs(balance - 1) < 1e-3, "%g J given, %g J by supplies, %g J taken: %g", given,
                  supplies, heat + stored, balance - 1);
    if (getenv("VERBOSE"))
        printf("energy: balance to %.2g\n", balance - 1);
    /* what the probes show */
    ck_assert_double_eq_tol(spice_last("v(every)") * 1e-12, mems + neurons, 1e-5 * heat);
    ck_assert_double_eq_tol(spice_last("v(gave)") * 1e-12, supplies, 1e-5 * heat);
    ck_assert_double_eq_tol(spice_last("v(mems)") * 1e-15, mems, 1e-5 * heat);
    ck_assert_double_eq_tol(spice_last("v(one)") * 1e-9, mems, 1e-5 * heat);
    ck_assert_double_eq(spice_last("@ap1[spikes]"),
                        spice_last("@a1[spikes]") + spice_last("@a2[spikes]") +
                            spice_last("@a3[spikes]") + spice_last("@a4[spikes]"));
    balance =
        (given + spice_last("v(gave)") * 1e-12) / (spice_last("v(every)") * 1e-12 + loads + stored);
    ck_assert_msg(fabs(balance - 1) < 1e-3, "by the probes: %g", balance - 1);
}
END_TEST

/* While inh is high nothing is integrated; the interval begins when it falls. */
START_TEST(inhibition)
{
    static const char *const lines[] = {"* held from 3 us to 9 us",
                                        "i1 0 in dc 100n",
                                        "v1 inh 0 pulse(0 1 3u 1n 1n 6u)",
                                        "a1 in null mem null inh lif",
                                        ".model lif neuron_lif()",
                                        ".end",
                                        NULL};
    double t[4];
    spice_load_lines(lines);
    spice_do("save all @a1[t_spike]");
    for (double h = 1e-8; h < 1e-4; h *= 100) {
        spice_do("tran %g 20u 0 %g", h, h);
        ck_assert_int_ge(spike_times("@a1[t_spike]", t, 4), 1);
        ck_assert_double_eq_tol(t[0], 9.0015e-6 + 6.931471805599e-6, 1e-14);
    }
}
END_TEST

START_TEST(wrong_parameters_are_named)
{
    static const char *const lines[] = {"* a threshold below the reset",
                                        "i1 0 in dc 1n",
                                        "aneuron in null null null null lif",
                                        ".model lif neuron_lif(v_th=0.1 v_reset=0.2)",
                                        ".end",
                                        NULL};
    spice_load_lines(lines);
    ck_assert(!spice_try("op"));
    ck_assert_msg(strstr(spice_output(), "aneuron: neuron_lif: v_reset = 0.2 V must be below v_th"),
                  "%s", spice_output());
}
END_TEST

/* .sens drops the states and forgets which parameters were given; what comes after it is right. */
START_TEST(after_sens)
{
    static const char *const lines[] = {"* sensitivities, then a transient",
                                        "i1 0 in dc 100n",
                                        "a1 in null null null null lif",
                                        "v1 w 0 dc 2",
                                        "a2 w null null null null null chance",
                                        ".model lif neuron_lif(c=1p)",
                                        ".model chance neuron_memristive(seed=1)",
                                        ".save time @a1[t_spike]",
                                        ".end",
                                        NULL};
    double t[4];
    spice_load_lines(lines);
    spice_do("sens v(in)");
    spice_do("tran 1u 10u");
    ck_assert_int_ge(spike_times("@a1[t_spike]", t, 4), 1);
    ck_assert_double_eq_tol(t[0], 6.931471805599e-6, 1e-15);
}
END_TEST

static Suite *neurons_suite(void)
{
    Suite *s = suite_create("neurons");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, fires_when_it_should);
    tcase_add_test(c, curved_inputs);
    tcase_add_test(c, curved_inputs_as_they_come);
    tcase_add_test(c, runs_are_repeatable);
    tcase_add_test(c, waveform_forward_and_back);
    tcase_add_test(c, operating_point_and_small_signals);
    tcase_add_test(c, other_kinds);
    tcase_add_test(c, energy_balances);
    tcase_add_test(c, inhibition);
    tcase_add_test(c, wrong_parameters_are_named);
    tcase_add_test(c, after_sens);
    suite_add_tcase(s, c);
    return s;
}

CHECK_MAIN(neurons_suite)
