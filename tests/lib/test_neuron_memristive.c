/* lib/neuron/memristive.h: probabilities of closed form, independence of steps, phases, energy. */
#include <math.h>
#include <string.h>

#include "../check_main.h"
#include "neuron/memristive.h"

/* ---- a simulator: a voltage source on the terminal ---- */

typedef double (*waveform)(double t);

typedef struct {
    ns_memristive n;
    ns_memristive_memory m;
    waveform in, clock[3];
    double volt; /* without a waveform */
    double t;
} bench;

static ns_memristive_in ports(const bench *b, double t)
{
    ns_memristive_in v = {.in = b->in ? b->in(t) : b->volt};
    for (int k = 0; k < 3; k++)
        v.clock[k] = b->clock[k] ? b->clock[k](t) : b->n.p.v_clk - 1;
    return v;
}

static void set_up(bench *b, const neuron_memristive_params *p, const char *instance)
{
    ns_error e;
    ns_memristive_out out;
    ck_assert_msg(ns_memristive_init(&b->n, p, b->clock[0] != NULL, instance, "neuron", &e), "%s",
                  e.msg);
    ns_memristive_in begin = ports(b, 0);
    ns_memristive_start(&b->n, &begin, &b->m, &out);
    b->t = 0;
}

/* Steps of at most h, at random if seed, that end on multiples of `grid` and where it asks. */
static void run(bench *b, double end, double h, double grid, uint64_t seed)
{
    ns_rng rng = ns_rng_key(seed, "steps");
    double event = INFINITY;
    for (uint64_t k = 0; b->t < end; k++) {
        double step = seed ? h * (0.1 + 0.9 * ns_rng_uniform(rng, 0, k, 0)) : h;
        double t = fmin(fmin(b->t + step, end), event);
        t = fmin(t, grid * (floor(b->t / grid * (1 + 1e-12)) + 1));
        for (int tries = 0;; tries++) {
            ns_memristive_memory now;
            ns_memristive_out out;
            ns_memristive_in v = ports(b, t);
            ns_memristive_step(&b->n, &b->m, b->t, t, 1e-15, &v, &now, &out);
            event = out.event;
            if (event < t) {
                ck_assert_int_lt(tries, 20);
                t = event;
                continue;
            }
            b->m = now;
            b->t = t;
            break;
        }
    }
}

static neuron_memristive_params defaults(void)
{
    neuron_memristive_params p;
    neuron_memristive_params_default(&p);
    p.r_write = 1e-3;
    return p;
}

/* Within four standard deviations of a binomial distribution. */
static void check_share(double hits, double n, double p)
{
    double sigma = sqrt(p * (1 - p) / n);
    ck_assert_msg(fabs(hits / n - p) < 4 * sigma + 1e-12, "%g of %g, not %g +- %g", hits, n, p,
                  sigma);
}

/* ---- probabilities ---- */

START_TEST(closed_form)
{
    static const double table[][2] = {
        {2.6, 0.058921812}, {2.8, 0.196573060}, {3.0, 0.545614554}, {3.2, 0.941742880}};
    neuron_memristive_params p = defaults();
    bench b = {.volt = 0};
    set_up(&b, &p, "a1");
    for (int k = 0; k < 4; k++)
        ck_assert_double_eq_tol(ns_memristive_probability(&b.n, table[k][0], 1e-3), table[k][1],
                                5e-10);
}
END_TEST

/* 10^4 trials at each of four voltages and widths. */
START_TEST(switches_with_that_probability)
{
    static const double table[][2] = {{2.6, 1e-2}, {2.9, 1e-3}, {3.2, 1e-3}, {3.2, 1e-4}};
    neuron_memristive_params p = defaults();
    for (int k = 0; k < 4; k++) {
        double v = table[k][0];
        p.t_write = table[k][1];
        bench b = {.volt = v};
        set_up(&b, &p, "a1");
        run(&b, (10000 - 1e-6) * (p.t_write + p.t_read + p.t_reset), 1, INFINITY, 0);
        ck_assert_double_eq(b.m.trials, 10000);
        check_share(b.m.spikes, 10000, ns_memristive_probability(&b.n, v, p.t_write));
    }
}
END_TEST

/* Triangles: the integral of the rate along a line has a closed form, and steps do not matter. */
static double triangle(double t)
{
    double u = fmod(t, 1.2e-3);
    return u < 0.5e-3 ? 3.2 * u / 0.5e-3 : u < 1e-3 ? 3.2 * (1e-3 - u) / 0.5e-3 : 0;
}

START_TEST(any_waveform_any_step)
{
    neuron_memristive_params p = defaults();
    double h = 2 * 0.5e-3 * (p.v0 / 3.2) * expm1(3.2 / p.v0) / p.tau0;
    bench fine = {.in = triangle};
    set_up(&fine, &p, "a1");
    run(&fine, 3, 1e-5, 1e-4, 0);
    check_share(fine.m.spikes, fine.m.trials, -expm1(-h));
    for (uint64_t seed = 1; seed < 6; seed++) {
        bench b = {.in = triangle};
        set_up(&b, &p, "a1");
        run(&b, 3, 1e-5 * pow(10, (double)(seed % 3)), 1e-4, seed);
        ck_assert_double_eq(b.m.spikes, fine.m.spikes);
        ck_assert_double_eq_tol(b.m.t_on, fine.m.t_on, 1e-12 * fine.m.t_on);
        ck_assert_double_eq_tol(b.m.e_reset, fine.m.e_reset, 1e-9 * fine.m.e_reset);
    }
}
END_TEST

/* Other instances and seeds draw other numbers. */
START_TEST(draws_are_its_own)
{
    neuron_memristive_params p = defaults();
    bench b[3];
    for (int k = 0; k < 3; k++) {
        b[k] = (bench){.volt = 3};
        p.seed = k == 2 ? 2 : 1;
        set_up(&b[k], &p, k == 1 ? "a2" : "a1");
        run(&b[k], 0.1, 1e-3, INFINITY, 0);
    }
    ck_assert_double_ne(b[0].m.t_on, b[1].m.t_on);
    ck_assert_double_ne(b[0].m.t_on, b[2].m.t_on);
}
END_TEST

/* ---- resets, clocks ---- */

START_TEST(resets_may_fail)
{
    neuron_memristive_params p = defaults();
    p.tau0_reset = 2e-4;
    p.v0_reset = 3 / log(2); /* 3 V double the rate: tau 1e-4 */
    bench b = {.volt = 4};   /* always on */
    p.r_on = 1e4;
    p.v_reset = 3 * (1 + p.r_write / p.r_on);
    set_up(&b, &p, "a1");
    run(&b, (4000 - 1e-6) * 1.2e-3, 1e-3, INFINITY, 0);
    ck_assert_double_eq(b.m.spikes, 4000);
    double offs = floor(b.m.switchings / 2);
    check_share(offs, 4000, -expm1(-1));
}
END_TEST

static double edges(double t, double from, double to)
{
    double u = fmod(t, 2e-3), e = 1e-6;
    return u < from       ? 0
           : u < from + e ? (u - from) / e
           : u < to       ? 1
           : u < to + e   ? 1 - (u - to) / e
                          : 0;
}
static double write_clock(double t)
{
    return edges(t, 0.1e-3, 1.1e-3);
}
static double read_clock(double t)
{
    return edges(t, 1.2e-3, 1.4e-3);
}
static double reset_clock(double t)
{
    return edges(t, 1.5e-3, 1.7e-3);
}

/* Clocks of the same phases: written from half a rise to half a fall, 1 ms. */
START_TEST(clocks)
{
    neuron_memristive_params p = defaults();
    double spikes[2];
    for (int k = 0; k < 2; k++) {
        bench b = {.volt = 3, .clock = {write_clock, read_clock, reset_clock}};
        set_up(&b, &p, "a1");
        run(&b, 8, k ? 3e-5 : 2e-6, 1e-6, (uint64_t)k);
        ck_assert_double_eq(b.m.trials, 4000);
        check_share(b.m.spikes, 4000, ns_memristive_probability(&b.n, 3, 1e-3));
        spikes[k] = b.m.spikes;
    }
    ck_assert_double_eq(spikes[0], spikes[1]);
}
END_TEST

/* Each phase's energy, where the memristor is off or on throughout. */
START_TEST(energy)
{
    neuron_memristive_params p = defaults();
    p.r_idle = 1e15;
    p.t_edge = 1e-12;
    bench b = {.volt = 1}; /* never on */
    set_up(&b, &p, "a1");
    run(&b, (100 - 1e-6) * 1.2e-3, 1e-3, INFINITY, 0);
    ck_assert_double_eq(b.m.spikes, 0);
    ck_assert_double_eq_tol(b.m.e_write, 100 * 1e-3 / p.r_off, 1e-12);
    ck_assert_double_eq_tol(b.m.e_read, 100 * 1e-4 * 0.25 / (p.r_off + p.r_s), 1e-15);
    ck_assert_double_eq(b.m.e_reset, 0);
    b = (bench){.volt = 6}; /* on at once */
    set_up(&b, &p, "a1");
    run(&b, (100 - 1e-6) * 1.2e-3, 1e-3, INFINITY, 0);
    ck_assert_double_eq(b.m.spikes, 100);
    ck_assert_double_eq_tol(b.m.e_write / (100 * 1e-3 * 36 / p.r_on), 1, 1e-3);
    ck_assert_double_eq_tol(b.m.e_reset, 100 * 1e-4 * 9 / p.r_on, 1e-9);
}
END_TEST

START_TEST(refusals)
{
    ns_error e;
    ns_memristive n;
    neuron_memristive_params p = defaults();
    p.r_on = p.r_off;
    ck_assert(!ns_memristive_init(&n, &p, false, "a1", "neuron_memristive", &e));
    ck_assert_ptr_nonnull(strstr(e.msg, "r_on = 1000000 ohm must be below r_off = 1000000 ohm"));
    p = defaults();
    p.t_edge = 1;
    ck_assert(!ns_memristive_init(&n, &p, false, "a1", "neuron_memristive", &e));
    ck_assert_ptr_nonnull(strstr(e.msg, "t_edge = 1 s must be below t_read"));
    p = defaults();
    p.v_min = -1;
    ck_assert(!ns_memristive_init(&n, &p, false, "a1", "neuron_memristive", &e));
    ck_assert_ptr_nonnull(strstr(e.msg, "v_min"));
}
END_TEST

static Suite *memristive_suite(void)
{
    Suite *s = suite_create("neuron_memristive");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_test(c, closed_form);
    tcase_add_test(c, switches_with_that_probability);
    tcase_add_test(c, any_waveform_any_step);
    tcase_add_test(c, draws_are_its_own);
    tcase_add_test(c, resets_may_fail);
    tcase_add_test(c, clocks);
    tcase_add_test(c, energy);
    tcase_add_test(c, refusals);
    suite_add_tcase(s, c);
    return s;
}

CHECK_MAIN(memristive_suite)
