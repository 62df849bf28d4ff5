/* lib/neuron: the spike's waveform, the membrane in closed form, and neurons stepped as a simulator
 * would, against closed forms and against themselves with other steps. */
#include <math.h>
#include <string.h>

#include "../check_main.h"
#include "neuron/membrane.h"
#include "neuron/neuron.h"
#include "random/philox.h"

/* ---- a simulator ---- */

typedef double (*waveform)(double t);

typedef struct {
    ns_neuron n;
    ns_neuron_memory m;
    waveform in, drive, inh; /* voltages; NULL: not connected */
    double r_source;         /* between `in` and the terminal, ohm */
    double t, spike[64];
    int n_spikes, redone;
} bench;

static double at(waveform w, double t, double otherwise)
{
    return w ? w(t) : otherwise;
}

/* What a linear circuit of a source and a resistor has at a time, given the spike on the terminal.
 */
static ns_neuron_in ports(const bench *b, double t)
{
    const ns_neuron *n = &b->n;
    double s = n->p.v_in + n->p.back * ns_spike_at(&n->shape, t - b->m.t_spike);
    double v = (at(b->in, t, 0) * n->p.r_in + s * b->r_source) / (n->p.r_in + b->r_source);
    return (ns_neuron_in){
        .in = v, .drive = at(b->drive, t, 0), .inh = at(b->inh, t, n->p.v_inh - 1)};
}

static void set_up(bench *b, const neuron_lif_params *p)
{
    ns_error e;
    ns_neuron_out out;
    ck_assert_msg(ns_neuron_init(&b->n, p, "neuron", &e), "%s", e.msg);
    b->r_source = b->r_source > 0 ? b->r_source : 1e6;
    b->m = (ns_neuron_memory){.t_spike = -INFINITY};
    ns_neuron_in begin = ports(b, 0);
    ns_neuron_start(&b->n, &begin, &b->m, &out);
    b->t = 0;
    b->n_spikes = b->redone = 0;
}

static double next_corner(const double *corners, double t)
{
    double next = INFINITY;
    for (const double *c = corners; c && *c > 0; c++)
        if (*c > t)
            next = fmin(next, *c);
    return next;
}

/* Steps of at most h (times 0.1 to 1 at random, if seed) that end on the corners of the inputs and
 * where the neuron asks. As in ngspice the first step after a corner is a tenth of the way to the
 * next, or of the last step, and no step is more than twice as long as the one before. */
static void run(bench *b, double end, double h, const double *corners, uint64_t seed)
{
    ns_rng rng = ns_rng_key(seed, "steps");
    double event = INFINITY, last = INFINITY;
    for (uint64_t k = 0; b->t < end; k++) {
        double step = seed ? h * (0.1 + 0.9 * ns_rng_uniform(rng, 0, k, 0)) : h;
        double corner = next_corner(corners, b->t), asked = event;
        double t = fmin(fmin(b->t + fmin(step, 2 * last), end), fmin(event, corner));
        for (int tries = 0;; tries++) {
            ns_neuron_memory now;
            ns_neuron_out out;
            ns_neuron_in v = ports(b, t);
            ns_neuron_step(&b->n, &b->m, b->t, t, 1e-16, &v, &now, &out);
            event = out.event;
            if (event < t) {
                b->redone++;
                ck_assert_int_lt(tries, 20);
                t = event;
                continue;
            }
            if (now.spikes > b->m.spikes && b->n_spikes < 64)
                b->spike[b->n_spikes++] = now.t_spike;
            b->m = now;
            last = t < corner ? t - b->t : 0.5 * (next_corner(corners, t) - t);
            last = last > 0 ? last : INFINITY;
            last *= t < corner && t < asked ? 1 : 0.1;
            b->t = t;
            break;
        }
    }
}

static neuron_lif_params defaults(void)
{
    neuron_lif_params p;
    neuron_lif_params_default(&p);
    return p;
}

/* ---- the waveform ---- */

START_TEST(straight_spike)
{
    const ns_spike_shape s = {1, 1, 0, 2, 1, 0.25, 4, 0};
    static const double points[][2] = {{-1, 0}, {0, 0},       {0.5, 0.5}, {1, 1},      {2.9, 1},
                                       {3, 1},  {3.5, 0.375}, {4, -0.25}, {6, -0.125}, {8, 0}};
    for (size_t k = 0; k < sizeof points / sizeof points[0]; k++)
        ck_assert_double_eq_tol(ns_spike_at(&s, points[k][0]), points[k][1], 1e-15);
    ck_assert_double_eq(ns_spike_length(&s), 8);
    const double corners[] = {1, 3, 4, 8};
    double u = 0;
    for (int k = 0; k < 4; k++)
        ck_assert_double_eq(u = ns_spike_corner(&s, u), corners[k]);
    ck_assert_double_infinite(ns_spike_corner(&s, u));
}
END_TEST

/* The shape, and the plasticity of a device whose rate is sinh-like beyond a threshold, as
 * Zamarreno- Ramos et al. (2011) have them; the integral was computed independently. */
START_TEST(exponential_spike_and_its_overlap)
{
    const ns_spike_shape s = {1, 5e-3, 3e-3, 0, 1e-9, 0.25, 75e-3, 40e-3};
    double peak = 5e-3;
    ck_assert_double_eq_tol(ns_spike_at(&s, peak - 2e-3),
                            (exp(-2 / 3.0) - exp(-5 / 3.0)) / (1 - exp(-5 / 3.0)), 1e-12);
    ck_assert_double_eq_tol(ns_spike_at(&s, peak + 1e-9 + 10e-3),
                            -0.25 * (exp(-0.25) - exp(-75 / 40.0)) / (1 - exp(-75 / 40.0)), 1e-12);
    static const double xi[][2] = {
        {2, 1051.6841}, {5, 821.3956}, {10, 547.6126}, {20, 245.4802}, {40, 44.7343}};
    for (size_t k = 0; k < 5; k++) {
        double delay = xi[k][0] * 1e-3, h = 2e-6, sum = 0;
        for (double t = -0.1; t < 0.2; t += h) {
            double v = ns_spike_at(&s, t + h / 2) - ns_spike_at(&s, t + h / 2 + delay);
            if (fabs(v) > 1)
                sum += copysign(exp(7 * fabs(v)) - exp(7), v) * h * 1e3;
        }
        ck_assert_msg(fabs(fabs(sum) / xi[k][1] - 1) < 1e-4, "%g ms: %g", xi[k][0], sum);
    }
}
END_TEST

/* ---- the membrane ---- */

START_TEST(closed_form_without_and_with_leak)
{
    ns_membrane_path p = {.v0 = 0.1, .f0 = 3, .k = -2, .tau = INFINITY, .th = 1};
    ck_assert_double_eq_tol(ns_membrane_at(&p, 0.7), 0.1 + 3 * 0.7 - 0.49, 1e-15);
    p.tau = 0.3; /* v' = -(v - w) / tau + k t, with w = v0 + tau f0 */
    double a = p.v0 + p.tau * p.f0, t = 0.7, e = exp(-t / p.tau);
    double want = a + (p.v0 - a) * e + p.k * p.tau * (t - p.tau * (1 - e));
    ck_assert_double_eq_tol(ns_membrane_at(&p, t), want, 1e-14);
    for (double tau = 1e-6; tau < 1e9; tau *= 10) {
        p.tau = tau;
        double h = 1e-5, d, v0 = ns_membrane_at(&p, t - h), v1 = ns_membrane_at(&p, t + h);
        (void)ns_membrane_excess(&p, t, &d);
        ck_assert_double_eq_tol((v1 - v0) / (2 * h), d, 1e-8 * (1 + fabs(d)));
    }
}
END_TEST

/* The first crossing, however often the path turns; against a search in small steps. */
START_TEST(first_crossing)
{
    ns_rng rng = ns_rng_key(7, "paths");
    int found = 0;
    for (uint64_t n = 0; n < 3000; n++) {
#define U(k) ns_rng_uniform(rng, 1, n, k)
        ns_membrane_path p = {.v0 = U(0),
                              .f0 = 20 * U(1) - 8,
                              .k = 60 * U(2) - 40,
                              .tau = U(3) < 0.1 ? INFINITY : pow(10, 3 * U(3) - 1.5),
                              .th = 1,
                              .theta = U(4) < 0.3 ? 0 : 2 * U(4),
                              .tau_theta = U(5) < 0.2 ? INFINITY : pow(10, 3 * U(5) - 2)};
        double t, d, first = INFINITY;
        for (int k = 0; k <= 2000 && isinf(first); k++)
            if (ns_membrane_excess(&p, k * 5e-4, &d) >= 0)
                first = k * 5e-4;
        if (!ns_membrane_crossing(&p, 1, &t)) {
            ck_assert_double_infinite(first);
            continue;
        }
        found++;
        ck_assert(t <= first); /* (a hump between two of the search's points is first of all) */
        ck_assert_double_eq_tol(ns_membrane_excess(&p, t, &d),
                                t > 0 ? 0 : fmax(0, p.v0 - 1 - p.theta), 1e-12);
        for (double u = 0; u < t * 0.999; u += t / 50)
            ck_assert(ns_membrane_excess(&p, u, &d) < 0);
    }
    ck_assert_int_gt(found, 1000);
}
END_TEST

/* ---- neurons ---- */

static double volt(double t)
{
    return t >= 0 ? 1 : 0;
}

/* Interspike intervals t_ref + tau ln((v_inf - v_reset) / (v_inf - v_th)) to 12 digits, for maximum
 * steps over six decades. */
START_TEST(intervals)
{
    static const double table[][2] = {{100e-9, 7.931471805599e-6}, {60e-9, 18.91759469228e-6}};
    for (int k = 0; k < 2; k++) {
        for (double h = 1e-9; h < 1e-3; h *= 10) {
            neuron_lif_params p = defaults();
            bench b = {.in = volt, .r_source = 1 / table[k][0] - p.r_in};
            set_up(&b, &p);
            run(&b, 100e-6, h, NULL, 0);
            ck_assert_int_ge(b.n_spikes, 5);
            double isi = b.spike[4] - b.spike[3];
            ck_assert_msg(fabs(isi / table[k][1] - 1) < 1e-12, "%g s: %.13g", h, isi);
            ck_assert_double_eq_tol(b.spike[0], isi - 1e-6, 1e-18);
        }
    }
}
END_TEST

START_TEST(below_rheobase_it_is_silent)
{
    neuron_lif_params p = defaults();
    bench b = {.in = volt, .r_source = 1 / 49.9e-9 - p.r_in};
    set_up(&b, &p);
    run(&b, 1e-3, 1e-5, NULL, 0);
    ck_assert_int_eq(b.n_spikes, 0);
    ck_assert_double_eq_tol(b.m.v, 0.499, 1e-12);
}
END_TEST

static const double ramp_corners[] = {10e-6, 30e-6, 32e-6, 60e-6, 0};
static double ramps(double t)
{
    return t < 10e-6   ? t / 10e-6
           : t < 30e-6 ? 1 - 0.5 * (t - 10e-6) / 20e-6
           : t < 32e-6 ? 0.5 - 1 * (t - 30e-6) / 2e-6
           : t < 60e-6 ? -0.5 + 2.5 * (t - 32e-6) / 28e-6
                       : 2;
}

static double bursts(double t)
{
    double phase = fmod(t, 25e-6);
    return phase < 5e-6 ? phase / 5e-6 : phase < 10e-6 ? 2 - phase / 5e-6 : 0;
}
static const double all_corners[] = {5e-6,  10e-6, 25e-6, 30e-6, 32e-6, 35e-6, 50e-6,
                                     55e-6, 60e-6, 75e-6, 80e-6, 85e-6, 0};

/* Straight inputs, anything within the steps: adaptation, refractory time, inhibition,
 * rectification. The same spikes, within 1e-12 of the time, for any steps. */
START_TEST(steps_do_not_matter)
{
    for (int variant = 0; variant < 8; variant++) {
        neuron_lif_params p = defaults();
        p.rectify = variant & 1;
        p.theta_plus = variant & 2 ? 0.05 : 0;
        p.tau_theta = variant & 2 ? 5e-6 : 0;
        p.r = variant & 4 ? 0 : 1e7;
        p.t_ref = variant & 4 ? 3e-7 : 0;
        p.gm = 1e-7;
        bench fine = {.in = ramps, .drive = bursts, .inh = variant & 1 ? NULL : bursts};
        fine.r_source = 4e6;
        set_up(&fine, &p);
        run(&fine, 100e-6, 1e-8, all_corners, 0);
        ck_assert_int_ge(fine.n_spikes, 3);
        for (uint64_t seed = 1; seed < 12; seed++) {
            bench b = {.in = fine.in, .drive = fine.drive, .inh = fine.inh, .r_source = 4e6};
            set_up(&b, &p);
            run(&b, 100e-6, pow(10, -8 + (double)(seed % 5)), all_corners, seed);
            ck_assert_int_eq(b.n_spikes, fine.n_spikes);
            for (int k = 0; k < fine.n_spikes; k++)
                ck_assert_msg(fabs(b.spike[k] - fine.spike[k]) < 1e-16,
                              "variant %d, spike %d: %.15g, %.15g", variant, k, b.spike[k],
                              fine.spike[k]);
            ck_assert_double_eq_tol(b.m.v, fine.m.v, 1e-9);
            ck_assert_double_eq_tol(b.m.theta, fine.m.theta, 1e-9);
            ck_assert_double_eq_tol(b.m.e, fine.m.e, 1e-9 * fine.m.e);
            ck_assert_double_eq_tol(b.m.e_supply, fine.m.e_supply, 1e-9 * fabs(fine.m.e));
        }
    }
}
END_TEST

/* Without a leak, under a straight current from 0: v = k t^2 / 2. */
START_TEST(perfect_integrator)
{
    neuron_lif_params p = defaults();
    p.r = 0;
    bench b = {.in = ramps, .r_source = 1e7 - p.r_in};
    set_up(&b, &p);
    run(&b, 10e-6, 1e-4, ramp_corners, 0);
    ck_assert_int_ge(b.n_spikes, 1);
    ck_assert_double_eq_tol(b.spike[0], sqrt(2 * 0.5e-12 * 10e-6 / 1e-7), 1e-18);
}
END_TEST

/* A threshold that rises by 0.1 V and stays: intervals of closed form. */
START_TEST(threshold_that_stays)
{
    neuron_lif_params p = defaults();
    p.theta_plus = 0.1;
    bench b = {.in = volt, .r_source = 1e7 - p.r_in};
    set_up(&b, &p);
    run(&b, 200e-6, 1e-5, NULL, 0);
    ck_assert_int_eq(b.n_spikes, 5);
    for (int k = 1; k < 5; k++)
        ck_assert_double_eq_tol(b.spike[k] - b.spike[k - 1], 1e-6 + 1e-5 * log(1 / (0.5 - 0.1 * k)),
                                1e-17);
}
END_TEST

/* ---- kinds without a closed form ---- */

/* Izhikevich 2003 with his parameters and I = 10, in volts and seconds with 1 nF: the polynomial
 * 0.04 v^2 + 5 v + 140 has zeros at -82.66 and -42.34 mV. Spikes, the first (ms), the last interval
 * (ms), computed independently with steps of 5 us. */
START_TEST(izhikevich)
{
    static const struct {
        double a, b, c, d;
        int spikes;
        double first, last;
    } table[] = {{0.02, 0.2, -65, 8, 23, 3.127, 44.820},
                 {0.1, 0.2, -65, 2, 137, 3.153, 7.35},
                 {0.02, 0.2, -50, 2, 87, 0, 0}};
    const double root = sqrt(25 - 22.4), low = (-5 - root) / 0.08, high = (-5 + root) / 0.08;
    for (int k = 0; k < 3; k++) {
        int spikes[2];
        for (int r = 0; r < 2; r++) {
            neuron_lif_params p = defaults();
            p.kind = "izhikevich";
            p.c = 1e-9;
            p.v_rest = low * 1e-3;
            p.v_t = high * 1e-3;
            p.k = 0.04e6 * p.c;
            p.a = table[k].b * 1e3 * p.c;
            p.b = table[k].d * p.c;
            p.tau_w = 1e-3 / table[k].a;
            p.v_th = 0.03;
            p.v_reset = table[k].c * 1e-3;
            p.dcmode = "hold";
            p.v0 = -0.065;
            p.t_ref = 1e-12;
            p.i_bias = (10 - table[k].b * low) * p.c;
            bench b = {.r_source = 1e12};
            set_up(&b, &p);
            run(&b, 1, r ? 7e-3 : 1e-4, NULL, 0);
            spikes[r] = (int)b.m.spikes;
            if (table[k].first > 0) {
                ck_assert_double_eq_tol(b.spike[0] * 1e3, table[k].first, 0.006);
                if (b.m.spikes < 64)
                    ck_assert_double_eq_tol(1e3 *
                                                (b.spike[b.n_spikes - 1] - b.spike[b.n_spikes - 2]),
                                            table[k].last, 0.02);
            }
        }
        ck_assert_int_eq(spikes[0], table[k].spikes);
        ck_assert_int_eq(spikes[1], table[k].spikes);
    }
}
END_TEST

/* Brette and Gerstner 2005, 1 nA for 500 ms. */
START_TEST(adex)
{
    double last[2];
    for (int r = 0; r < 2; r++) {
        neuron_lif_params p = defaults();
        p.kind = "adex";
        p.c = 281e-12;
        p.r = 1 / 30e-9;
        p.v_rest = p.v_reset = -70.6e-3;
        p.v_t = -50.4e-3;
        p.delta_t = 2e-3;
        p.tau_w = 144e-3;
        p.a = 4e-9;
        p.b = 80.5e-12;
        p.v_th = 20e-3;
        p.t_ref = 1e-12;
        p.i_bias = 1e-9;
        bench b = {.r_source = 1e15};
        set_up(&b, &p);
        run(&b, 0.5, r ? 20e-3 : 1e-4, NULL, 0);
        ck_assert_int_eq(b.n_spikes, 17);
        ck_assert_double_eq_tol(b.spike[0] * 1e3, 11.79, 0.01);
        ck_assert_double_eq_tol((b.spike[1] - b.spike[0]) * 1e3, 13.59, 0.01);
        ck_assert_double_eq_tol((b.spike[16] - b.spike[15]) * 1e3, 36.08, 0.01);
        last[r] = b.spike[16];
    }
    ck_assert_double_eq_tol(last[0], last[1], 1e-10);
}
END_TEST

/* Without exponential and adaptation it is the leaky integrator, to the integrator's tolerance. */
START_TEST(adex_without_is_lif)
{
    neuron_lif_params p = defaults();
    bench b[2];
    for (int k = 0; k < 2; k++) {
        p.kind = k ? "adex" : "lif";
        p.delta_t = 0;
        b[k] = (bench){.in = ramps, .drive = bursts, .r_source = 4e6};
        p.gm = 1e-7;
        set_up(&b[k], &p);
        run(&b[k], 100e-6, 1e-6, all_corners, 0);
    }
    ck_assert_int_eq(b[0].n_spikes, b[1].n_spikes);
    for (int k = 0; k < b[0].n_spikes; k++)
        ck_assert_double_eq_tol(b[0].spike[k], b[1].spike[k], 1e-14);
}
END_TEST

/* Energy: what the source gives is dissipated, but for what the neuron's own supply takes. */
START_TEST(energy_balances)
{
    neuron_lif_params p = defaults();
    p.v_in = 0.1;
    p.back = 0.5;
    bench b = {.in = volt, .r_source = 1e5};
    set_up(&b, &p);
    double given = 0, heat = 0, v0 = 0, i0 = b.m.i_in, t0 = 0;
    (void)v0;
    for (int k = 1; k <= 20000; k++) { /* straight stretches: the mean of i, and of i^2 */
        run(&b, 1e-9 * k, 1e-9, NULL, 0);
        double i1 = b.m.i_in, h = b.t - t0;
        given += h * 0.5 * (i0 + i1);
        heat += h * b.r_source * (i0 * i0 + i0 * i1 + i1 * i1) / 3;
        i0 = i1;
        t0 = b.t;
    }
    ck_assert_int_gt(b.n_spikes, 5);
    ck_assert_double_eq_tol((given + b.m.e_supply) / (heat + b.m.e), 1, 1e-3);
}
END_TEST

START_TEST(refusals)
{
    ns_error e;
    ns_neuron n;
    neuron_lif_params p = defaults();
    p.input = "currant";
    ck_assert(!ns_neuron_init(&n, &p, "neuron_lif", &e));
    ck_assert_ptr_nonnull(strstr(e.msg, "neuron_lif: input = \"currant\": write virtual or node"));
    p = defaults();
    p.kind = "hh";
    ck_assert(!ns_neuron_init(&n, &p, "neuron_lif", &e));
    ck_assert_ptr_nonnull(strstr(e.msg, "kind = \"hh\": write lif, adex or izhikevich"));
    p = defaults();
    p.dcmode = "auto";
    ck_assert(!ns_neuron_init(&n, &p, "neuron_lif", &e));
    ck_assert_ptr_nonnull(strstr(e.msg, "dcmode = \"auto\": write settle or hold"));
    p = defaults();
    p.b = 1e-9;
    ck_assert(!ns_neuron_init(&n, &p, "neuron_lif", &e));
    ck_assert_ptr_nonnull(strstr(e.msg, "needs kind = \"adex\""));
    p = defaults();
    p.kind = "adex";
    p.input = "node";
    ck_assert(!ns_neuron_init(&n, &p, "neuron_lif", &e));
    ck_assert_ptr_nonnull(strstr(e.msg, "only a lif can be a node"));
    p = defaults();
    p.v_reset = 0.5;
    ck_assert(!ns_neuron_init(&n, &p, "neuron_lif", &e));
    ck_assert_ptr_nonnull(strstr(e.msg, "v_reset = 0.5 V must be below v_th = 0.5 V"));
    p = defaults();
    p.c = 0;
    ck_assert(!ns_neuron_init(&n, &p, "neuron_lif", &e));
    ck_assert_ptr_nonnull(strstr(e.msg, "parameter c = 0"));
    p = defaults();
    p.input = "node";
    p.rectify = true;
    ck_assert(!ns_neuron_init(&n, &p, "neuron_lif", &e));
    ck_assert_ptr_nonnull(strstr(e.msg, "rectify"));
}
END_TEST

static Suite *neuron_suite(void)
{
    Suite *s = suite_create("neuron_lif");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, straight_spike);
    tcase_add_test(c, exponential_spike_and_its_overlap);
    tcase_add_test(c, closed_form_without_and_with_leak);
    tcase_add_test(c, first_crossing);
    tcase_add_test(c, intervals);
    tcase_add_test(c, below_rheobase_it_is_silent);
    tcase_add_test(c, steps_do_not_matter);
    tcase_add_test(c, perfect_integrator);
    tcase_add_test(c, threshold_that_stays);
    tcase_add_test(c, izhikevich);
    tcase_add_test(c, adex);
    tcase_add_test(c, adex_without_is_lif);
    tcase_add_test(c, energy_balances);
    tcase_add_test(c, refusals);
    suite_add_tcase(s, c);
    return s;
}

CHECK_MAIN(neuron_suite)
