/* Generalised metastable switches against what their authors' formulas give, closed forms, and
 * independent integrations of the volatility. */
#include <stdio.h>

#include "../check_main.h"
#include "../../lib/device/switches.h"
#include "../../lib/numeric/constants.h"
#include "device_test.h"

/* The authors computed with k = 1.38064e-23 and q = 1.602176e-19: their 300 K are these. */
#define AUTHORS_300_K (300 * (NS_CHARGE / NS_BOLTZMANN) / (1.602176e-19 / 1.38064e-23))

static ns_device_inst at_authors_temperature(const char *params)
{
    char spec[300];
    snprintf(spec, sizeof spec, "gmss t=%.17g rth=0 %s", AUTHORS_300_K, params);
    return device(spec);
}

START_TEST(reference_rates)
{
    ns_device_inst d = at_authors_temperature("v_off=0.05 v_a=0.40049 volatility=none");
    ns_switch_rates r = ns_gmss_rates(d.p, 0, 0.5, 0);
    ck_assert_double_eq_tol(r.down / 4.920474745e-7, 1, 1e-9);
    ck_assert_double_eq_tol(r.up / 7.112771106e-8, 1, 1e-9);
    ck_assert_double_eq_tol(1 / (r.up + r.down), 1.7756e6, 50);
    /* with the v_a of another v_off the scripts drift 42.09 switches in 1e4 s, not 3.62 */
    ck_assert_double_eq_tol(-20000 * 1e4 * eval_at(&d, 0, 0.5).f, 42.09, 5e-3);
    ns_device_free(&d);
}
END_TEST

/* The authors' pairs of v_off and v_a: each drifts as their device did, from half the switches, and
 * has its equilibrium. */
START_TEST(fitted_pairs)
{
    static const double table[][3] = {{0.5, 0.6929204, 8.0e-5},
                                      {0.05, 0.4638840, 2525.95},
                                      {0.01, 0.4185273, 8089.66},
                                      {0.005, 0.4004875, 9035.95}};
    for (int k = 0; k < 4; k++) {
        char params[80];
        snprintf(params, sizeof params, "v_off=%g v_a=%.10g volatility=none", table[k][0],
                 table[k][1]);
        ns_device_inst d = at_authors_temperature(params);
        ck_assert_double_eq_tol(-20000 * 1e4 * eval_at(&d, 0, 0.5).f, 3.62426514, 1e-5);
        ns_switch_rates r = ns_gmss_rates(d.p, 0, 0.5, 0);
        ck_assert_double_eq_tol(20000 * r.up / (r.up + r.down) / table[k][2], 1,
                                k == 0 ? 1e-2 : 1e-5);
        ns_device_free(&d);
    }
}
END_TEST

/* A positive voltage turns switches on; a volatility divides both barriers. */
START_TEST(rates)
{
    ns_device_inst d = device("gmss v_off=0.1 v_a=0.3 rho0=7 t=350 volatility=none rth=0");
    const double q_kt = 1 / (NS_K_OVER_Q * 350);
    for (double v = -1; v <= 1; v += 0.125) {
        for (double rho = 0; rho < 5; rho += 0.8) {
            ns_switch_rates r = ns_gmss_rates(d.p, v, 0.5, rho);
            double a = 7 * exp(-(0.3 + (0.1 - v) / 2) * q_kt / (1 + rho));
            double b = 7 * exp(-(0.3 - (0.1 - v) / 2) * q_kt / (1 + rho));
            ck_assert_double_eq_tol(r.up / a, 1, 1e-13);
            ck_assert_double_eq_tol(r.down / b, 1, 1e-13);
        }
    }
    /* beyond any device, along the tangent of e^u at u = 34.5 */
    ns_switch_rates far = ns_gmss_rates(d.p, 10, 0.5, 0);
    ck_assert_double_eq_tol(far.up / (7 * exp(34.5) * (1 + 4.65 * q_kt - 34.5)), 1, 1e-13);
    ns_device_free(&d);
}
END_TEST

/* At constant voltage and volatility, a chain of two states. */
START_TEST(flow_has_a_closed_form)
{
    ns_device_inst d = device("gmss t=300 c=10 rth=0"),
                   plain = device("gmss volatility=none rth=0");
    for (double v = -0.3; v <= 0.3; v += 0.1) {
        ns_switch_rates r = ns_gmss_rates(d.p, v, 0.5, 10 * fabs(v));
        double rest = r.up / (r.up + r.down);
        for (double t = 1; t < 1e8; t *= 3)
            ck_assert_double_eq_tol(ns_flow(d.dev, d.p, v, 0.7, t),
                                    rest + (0.7 - rest) * exp(-(r.up + r.down) * t), 1e-14);
        double after;
        ck_assert(plain.dev->flow(plain.p, v, 0.7, 1, &after));
    }
    ns_device_free(&d);
    ns_device_free(&plain);
    /* where the barriers depend on the state there is none, and an integration takes its place */
    static const char *const open[] = {"gmss volatility=current c=1e4 rth=0 v_a=0.1",
                                       "gmss volatility=joule rth=1e6 v_a=0.1",
                                       "gmss volatility=voltage rth=1e6 v_a=0.1"};
    for (int k = 0; k < 3; k++) {
        double after;
        d = device(open[k]);
        ck_assert(!d.dev->flow(d.p, 0.3, 0.7, 1, &after));
        double x = 0.7;
        for (int n = 0; n < 20000; n++) { /* Heun */
            double h = 0.2 / 20000, f = eval_at(&d, 0.3, x).f;
            x += h / 2 * (f + eval_at(&d, 0.3, x + h * f).f);
        }
        ck_assert_double_eq_tol(ns_flow(d.dev, d.p, 0.3, 0.7, 0.2), x, 1e-8);
        ck_assert(fabs(x - 0.7) > 0.01);
        ns_device_free(&d);
    }
}
END_TEST

/* Steps with the volatility as a state, against a Runge-Kutta integration of both equations as
 * the authors write them, phi = 1 + rho or internal temperature over temperature. */
typedef struct {
    double x, y;
} both;

static both slope(const ns_device_inst *d, const char *kind, double v, both s)
{
    double g = d->dev->conductance(d->p, s.x), i = v * g;
    ns_switch_rates r = ns_gmss_rates(d->p, v, s.x, s.y);
    double tau = value_of(d, "tau"), c = value_of(d, "c"), y;
    if (strcmp(kind, "joule") == 0) {
        double cth = value_of(d, "cth"), rth = value_of(d, "rth"), kelvin = 300 * (1 + s.y);
        y = (v * i - (kelvin - 300) / rth) / cth / 300;
    } else
        y = (c * fabs(strcmp(kind, "current") ? v : i) - s.y) / tau;
    return (both){(1 - s.x) * r.up - s.x * r.down, y};
}

static both moved(both s, double h, both by)
{
    return (both){s.x + h * by.x, s.y + h * by.y};
}

START_TEST(volatility_relaxes)
{
    static const char *const kinds[] = {"voltage", "current", "joule"};
    static const char *const params[] = {"c=10 tau=0.02 rth=0", "c=2e4 tau=0.02 rth=0",
                                         "rth=1e6 cth=2e-8"};
    enum { STEPS = 20000 };
    for (int k = 0; k < 3; k++) {
        char spec[160];
        snprintf(spec, sizeof spec, "gmss t=300 v_a=0.25 rho0=1e3 volatility=%s %s", kinds[k],
                 params[k]);
        ns_device_inst d = device(spec);
        both s = {0.6, 0};
        double h = 0.05 / STEPS, v = 0.3;
        for (int n = 0; n < STEPS; n++) {
            both k1 = slope(&d, kinds[k], v, s), k2 = slope(&d, kinds[k], v, moved(s, h / 2, k1));
            both k3 = slope(&d, kinds[k], v, moved(s, h / 2, k2));
            both k4 = slope(&d, kinds[k], v, moved(s, h, k3));
            s.x += h / 6 * (k1.x + 2 * k2.x + 2 * k3.x + k4.x);
            s.y += h / 6 * (k1.y + 2 * k2.y + 2 * k3.y + k4.y);
        }
        /* the same from the interface, the volatility by its exact relaxation */
        double x = 0.6, rho = 0;
        for (int n = 0; n < STEPS; n++) {
            ns_eval_second y;
            double left = exp(-h / 2 / d.dev->second->tau(d.p));
            d.dev->second->eval(d.p, v, x, rho, 0, &y);
            double middle = y.s + (rho - y.s) * left, x_middle = x + h / 2 * y.at.f;
            d.dev->second->eval(d.p, v, x_middle, middle, 0, &y);
            rho = y.s + (rho - y.s) * left * left;
            x += h * y.at.f;
        }
        ck_assert_msg(fabs(x - s.x) < 1e-7 && fabs(rho - s.y) < 1e-6 * s.y,
                      "%s: x = %.10f, not %.10f; rho = %.10f, not %.10f", kinds[k], x, s.x, rho,
                      s.y);
        ck_assert(s.y > 0.1 && fabs(s.x - 0.6) > 0.01);
        ns_device_free(&d);
    }
}
END_TEST

/* Beside another volatility the internal temperature is the one at rest. */
START_TEST(heating_at_rest)
{
    ns_device_inst d = device("gmss t=300 volatility=voltage c=10 rth=1e6"),
                   cold = device("gmss t=300 volatility=voltage c=10 rth=0");
    double v = 0.4, x = 0.8, kelvin = 300 + 1e6 * v * v * d.dev->conductance(d.p, x);
    ck_assert_double_gt(kelvin, 350);
    ns_switch_rates hot = ns_gmss_rates(d.p, v, x, 0.5),
                    same = ns_gmss_rates(cold.p, v, x, 1.5 * kelvin / 300 - 1);
    ck_assert_double_eq_tol(hot.up / same.up, 1, 1e-13);
    ck_assert_double_eq_tol(hot.down / same.down, 1, 1e-13);
    ns_device_free(&d);
    ns_device_free(&cold);
}
END_TEST

static ns_device_inst random_device(uint64_t *seed)
{
    static const char *const readouts[] = {"linear", "tio2", "area"};
    static const char *const kinds[] = {"none", "voltage", "current", "joule"};
    char spec[300];
    snprintf(
        spec, sizeof spec,
        "gmss n=1000 n_th=%g readout=%s volatility=%s v_off=%g v_a=%g rho0=%g t=%g c=%g tau=%g "
        "rth=%g factor=%g",
        600 * uniform(seed), readouts[(int)(3 * uniform(seed))], kinds[(int)(4 * uniform(seed))],
        uniform(seed) - 0.5, uniform(seed), pow(10, 9 * uniform(seed) - 3),
        200 + 300 * uniform(seed), 10 * uniform(seed), pow(10, 6 * uniform(seed) - 3),
        1 + 1e5 * uniform(seed), 0.5 + uniform(seed));
    return device(spec);
}

START_TEST(partials)
{
    uint64_t seed = 5;
    for (int n = 0; n < 5000; n++) {
        ns_device_inst d = random_device(&seed);
        double v = (n % 2 ? 1 : -1) * (0.2 + uniform(&seed)), x = 0.62 + 0.35 * uniform(&seed);
        check_partials(&d, v, x, 2e-4, 2e-4);
        ns_device_free(&d);
    }
}
END_TEST

/* The partials of the second state's equations, by v, x and y, against differences of fourth order.
 */
static double of_second(const ns_device_inst *d, double v, double x, double y, int which)
{
    ns_eval_second e;
    d->dev->second->eval(d->p, v, x, y, 0, &e);
    return which == 0 ? e.at.f : which == 1 ? e.s : e.at.i;
}

static double differ(const ns_device_inst *d, const double at[3], int by, int which)
{
    const double h = 2e-4;
    double f[4], shift[4] = {-2, -1, 1, 2};
    for (int k = 0; k < 4; k++) {
        double p[3] = {at[0], at[1], at[2]};
        p[by] += shift[k] * h;
        f[k] = of_second(d, p[0], p[1], p[2], which);
    }
    return (f[0] - 8 * f[1] + 8 * f[2] - f[3]) / (12 * h);
}

START_TEST(partials_of_the_second_state)
{
    uint64_t seed = 6;
    for (int n = 0; n < 2000; n++) {
        ns_device_inst d = random_device(&seed);
        double at[3] = {(n % 2 ? 1 : -1) * (0.2 + uniform(&seed)), 0.65 + 0.3 * uniform(&seed),
                        0.1 + uniform(&seed)};
        ns_eval_second e;
        d.dev->second->eval(d.p, at[0], at[1], at[2], 0, &e);
        const double got[3][3] = {
            {e.at.f_v, e.at.f_x, e.f_y}, {e.s_v, e.s_x, 0}, {e.at.i_v, e.at.i_x, e.i_y}};
        for (int which = 0; which < 3; which++)
            for (int by = 0; by < 3; by++) {
                double want = differ(&d, at, by, which);
                double size = fabs(want) + fabs(of_second(&d, at[0], at[1], at[2], which));
                ck_assert_msg(fabs(got[which][by] - want) <= 1e-7 * size,
                              "case %d, %d by %d: %.12g, not %.12g", n, which, by, got[which][by],
                              want);
            }
        ns_device_free(&d);
    }
}
END_TEST

START_TEST(readouts)
{
    ns_device_inst d = device("gmss readout=linear ron=1k roff=1meg");
    check_conductance(&d, 1e-12);
    ck_assert_double_eq_tol(d.dev->conductance(d.p, 0.25), 0.25e-3 + 0.75e-6, 1e-18);
    ns_device_free(&d);
    d = device("gmss readout=tio2 n=2e4 n_th=1e4 g_step=1e-7 g_par=1e-10");
    ck_assert_double_eq_tol(d.dev->conductance(d.p, 0.55), 1e-10 + 1e-7 * 1000, 1e-16);
    ck_assert(d.dev->conductance(d.p, 0.3) == 1e-10 && d.dev->conductance(d.p, 0.5) == 1e-10);
    ck_assert_double_eq_tol(d.dev->x_init(d.p), 0.55, 1e-6);
    ns_device_free(&d);
    d = device("gmss readout=area n=2e4 n_th=1e4 g_step=1e-7 g_par=1e-10 factor=3");
    ck_assert_double_eq_tol(d.dev->conductance(d.p, 0.55), 1e-10 + 1e-7 * pow(3000, 2 / 3.), 1e-16);
    ns_device_free(&d);
}
END_TEST

/* Above the threshold number the conductance tells the state, below it gives the threshold. */
START_TEST(conductance_and_state)
{
    static const char *const specs[] = {"gmss readout=tio2", "gmss readout=area factor=0.3"};
    for (int k = 0; k < 2; k++) {
        ns_device_inst d = device(specs[k]);
        for (int n = 10000; n <= 20000; n += n < 10003 ? 1 : 333) {
            double x = (n + 0.25 * (n < 20000)) / 20000, g = d.dev->conductance(d.p, x);
            ck_assert_double_eq_tol(d.dev->state_of(d.p, g), x, 1e-8 / (n - 9999));
            ck_assert_double_eq_tol(eval_at(&d, 0, x).i_v, g, 0.5e-12 * g);
        }
        ck_assert(d.dev->state_of(d.p, 1e-10) == 0.5 && d.dev->state_of(d.p, 0) == 0.5);
        ck_assert(d.dev->state_of(d.p, 1) == 1);
        ns_device_free(&d);
    }
}
END_TEST

/* Under the area law the slope is finite where the first switch conducts, and value and slope meet
 * at one switch. */
START_TEST(area_law_is_smooth)
{
    ns_device_inst d = device("gmss readout=area g_step=1e-6 g_par=1e-18");
    double one = 10001. / 20000, below = one - 1e-12, above = one + 1e-12;
    ck_assert_double_eq_tol(d.dev->conductance(d.p, one), 1e-6, 1e-17);
    ck_assert_double_eq_tol(eval_at(&d, 1, below).i_x / eval_at(&d, 1, above).i_x, 1, 1e-7);
    ck_assert_double_eq_tol(eval_at(&d, 1, 0.5 + 1e-12).i_x, 4 / 3. * 1e-6 * 20000, 1e-8);
    double before = 0;
    for (int n = 0; n <= 300; n++) {
        double g = d.dev->conductance(d.p, (10000 + n / 100.) / 20000);
        ck_assert(n == 0 || g > before);
        before = g;
    }
    ns_device_free(&d);
}
END_TEST

/* Numbers of switches after a pulse at a given volatility: mean n_inf + (n0 - n_inf) e^(-(a + b) t)
 * and variance n0 q (1 - q) + (N - n0) p (1 - p). */
START_TEST(pulse)
{
    enum { RUNS = 20000 };
    const ns_rng rng = ns_rng_key(1, "gmss");
    ns_device_inst d = device("gmss t=300 rth=0");
    ns_switch_rates r = ns_gmss_rates(d.p, 0.2, 0.6, 4);
    double sum = r.up + r.down, t = 0.5 / sum, left = exp(-0.5), p = r.up / sum * (1 - left),
           q = r.down / sum * (1 - left), mean = 12000 * (1 - q) + 8000 * p;
    double variance = 12000 * q * (1 - q) + 8000 * p * (1 - p), first = 0, second = 0;
    for (uint64_t k = 0; k < RUNS; k++) {
        double deviation = ns_gmss_pulse(d.p, rng, k, 0.2, 4, t, 12000) - mean;
        first += deviation;
        second += deviation * deviation;
    }
    ck_assert_double_eq_tol(first / RUNS, 0, 4 * sqrt(variance / RUNS));
    ck_assert_double_eq_tol(second / RUNS / variance, 1, 4 * sqrt(2. / RUNS));
    /* the variance per second, with the volatility at rest: 10 |v| */
    r = ns_gmss_rates(d.p, 0.4, 0.6, 4);
    ck_assert_double_eq_tol(d.dev->variance(d.p, 0.4, 0.6) * 20000 / (0.4 * r.up + 0.6 * r.down), 1,
                            1e-13);
    ns_device_free(&d);
}
END_TEST

START_TEST(sets_and_limits)
{
    check_sets(&ns_device_gmss);
    ns_device_inst d = device("gmss set=spike_demo");
    ck_assert(value_of(&d, "n") == 1e6 && value_of(&d, "v_off") == -0.8);
    ck_assert_double_eq_tol(d.dev->x_init(d.p), 0.8 + 0.99e-2, 1e-9);
    ns_device_free(&d);
    refused("gmss readout=linear ron=2meg", "ron = 2000000 ohm must be below roff = 1000000 ohm");
    refused("gmss n=1000", "n_th = 10000 must be below n = 1000");
    refused("gmss volatility=joule rth=0", "rth = 0 K/W");
    refused("gmss readout=square", "linear, tio2, area");
    refused("gmss volatility=heat", "none, voltage, current, joule");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("gmss");
    TCase *t = tcase_create("gmss");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, reference_rates);
    tcase_add_test(t, fitted_pairs);
    tcase_add_test(t, rates);
    tcase_add_test(t, flow_has_a_closed_form);
    tcase_add_test(t, volatility_relaxes);
    tcase_add_test(t, heating_at_rest);
    tcase_add_test(t, partials);
    tcase_add_test(t, partials_of_the_second_state);
    tcase_add_test(t, readouts);
    tcase_add_test(t, conductance_and_state);
    tcase_add_test(t, area_law_is_smooth);
    tcase_add_test(t, pulse);
    tcase_add_test(t, sets_and_limits);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
