/* Yakopcic's memristor against an independent integration of three published devices, closed forms
 * at constant voltage, and differences. */
#include <stdio.h>

#include "../check_main.h"
#include "device_test.h"

typedef struct {
    double t, x, i; /* t in periods; i NAN: not in the reference */
} point;

/* Triangle of the given period from 0 up to `up`, down to `down` and back. */
static double triangle(double t, double period, double up, double down)
{
    double s = 4 * (t / period - floor(t / period));
    return s < 1 ? up * s : s < 2 ? up * (2 - s) : s < 3 ? down * (s - 2) : down * (4 - s);
}

static ns_step drive_triangle(const ns_device_inst *d, double x, double period, double up,
                              double down, double t, double t_end, int steps)
{
    double h = (t_end - t) / steps;
    ns_step s = {.x = x, .at = eval_at(d, triangle(t, period, up, down), x)};
    for (int n = 1; n <= steps; n++)
        ns_device_step(d->dev, d->p, triangle(t + n * h, period, up, down), s.x, s.at.f, h, 0.5,
                       &s);
    return s;
}

static void check_point(const char *set, const point *p, const ns_step *s)
{
    ck_assert_msg(fabs(s->x - p->x) < 1e-9, "%s t=%g: x = %.10f, not %.10f", set, p->t, s->x, p->x);
    if (!isnan(p->i))
        ck_assert_msg(fabs(s->at.i - p->i) < 1e-9 * fabs(p->i), "%s t=%g: i = %.9e, not %.9e", set,
                      p->t, s->at.i, p->i);
}

START_TEST(reference_sine)
{
    static const point table[] = {
        {.125, 0.3774162477, 1.020834540e-3},  {.25, 0.8708726607, 3.331368995e-3},
        {.375, 0.9629624531, 2.604618477e-3},  {.5, 0.9697370529, NAN},
        {.625, 0.6621306947, -1.790929476e-3}, {.75, 0.1730644946, -6.620275472e-4},
        {.875, 0.1008610830, -2.728088096e-4}, {1, 0.09292522488, NAN}};
    ns_device_inst d = device("yakopcic/set:oblea_sine");
    ns_step s = {.x = d.dev->x_init(d.p)};
    double t = 0;
    for (size_t n = 0; n < sizeof table / sizeof table[0]; n++) {
        s = drive_sine(&d, s.x, 0.45, 100, t, table[n].t * 0.01, 200000);
        t = table[n].t * 0.01;
        check_point("oblea_sine", &table[n], &s);
    }
    ns_device_free(&d);
}
END_TEST

START_TEST(reference_triangles)
{
    static const struct {
        const char *set;
        double period, up, down;
        point points[8];
        int n;
    } table[] = {{"jo",
                  5,
                  4,
                  -2,
                  {{.125, 0.1010414414, 7.119294637e-8},
                   {.25, 0.1608003723, 4.873875029e-7},
                   {.375, 0.2200561681, 1.550497178e-7},
                   {.5, 0.2210461381, NAN},
                   {.625, 0.2187194196, -7.217388933e-8},
                   {.75, 0.1930343040, -1.599040490e-7},
                   {1, 0.1702492888, NAN}},
                  7},
                 {"miao",
                  20,
                  0.75,
                  -1.25,
                  {{.125, 0.9154718998, 1.899243699e-2},
                   {.25, 0.9999896765, 4.222318158e-2},
                   {.75, 0.1450676118, -1.063550852e-2},
                   {1, 0.07247978097, NAN}},
                  4}};
    for (int k = 0; k < 2; k++) {
        char spec[40];
        snprintf(spec, sizeof spec, "yakopcic/set:%s", table[k].set);
        ns_device_inst d = device(spec);
        double t = 0, period = table[k].period;
        ns_step s = {.x = d.dev->x_init(d.p)};
        for (int n = 0; n < table[k].n; n++) {
            double t_end = table[k].points[n].t * period;
            s = drive_triangle(&d, s.x, period, table[k].up, table[k].down, t, t_end, 200000);
            t = t_end;
            check_point(table[k].set, &table[k].points[n], &s);
        }
        ns_device_free(&d);
    }
}
END_TEST

/* Without decay (alphap = alphan = 0) the state moves evenly up to xp, then exponentially towards
 * the bound. */
START_TEST(closed_forms)
{
    ns_device_inst d =
        device("yakopcic xp=0.4 xn=0.7 alphap=0 alphan=0 ap=300 an=200 vp=0.2 vn=0.3");
    for (int n = 1; n <= 40; n++) {
        double t = n * 1e-4, up = 300 * (exp(1.1) - exp(0.2)), x = 0.1 + up * t, t1 = 0.3 / up;
        if (t > t1)
            x = 1 - 0.6 * exp(-up * (t - t1) / 0.6);
        ck_assert_double_eq_tol(ns_flow(d.dev, d.p, 1.1, 0.1, t), x, 1e-9);
        double down = 200 * (exp(0.9) - exp(0.3));
        t1 = 0.65 / down;
        x = t > t1 ? 0.3 * exp(-down * (t - t1) / 0.3) : 0.95 - down * t;
        ck_assert_double_eq_tol(ns_flow(d.dev, d.p, -0.9, 0.95, t), x, 1e-9);
    }
    ns_device_free(&d);
}
END_TEST

/* The rate itself in both slowed regions, as printed in the publication. */
START_TEST(equations)
{
    ns_device_inst d = device("yakopcic a1=3 a2=2 b=0.7 ap=5 an=6 vp=0.1 vn=0.2 xp=0.2 xn=0.4 "
                              "alphap=1.5 alphan=2.5");
    ns_eval y = eval_at(&d, 0.9, 0.6);
    ck_assert_double_eq_tol(y.i, 3 * 0.6 * sinh(0.63), 1e-15);
    ck_assert_double_eq_tol(
        y.f, 5 * (exp(0.9) - exp(0.1)) * exp(-1.5 * 0.4) * ((0.2 - 0.6) / 0.8 + 1), 1e-14);
    y = eval_at(&d, -0.9, 0.25);
    ck_assert_double_eq_tol(y.i, 2 * 0.25 * sinh(-0.63), 1e-15);
    ck_assert_double_eq_tol(
        y.f, -6 * (exp(0.9) - exp(0.2)) * exp(2.5 * (0.25 + 0.4 - 1)) * 0.25 / 0.6, 1e-14);
    ck_assert_double_eq_tol(eval_at(&d, -0.9, 0.7).f, -6 * (exp(0.9) - exp(0.2)), 1e-14);
    ck_assert_double_eq_tol(eval_at(&d, 0.9, 0.1).f, 5 * (exp(0.9) - exp(0.1)), 1e-14);
    ns_device_free(&d);
}
END_TEST

START_TEST(partials)
{
    uint64_t seed = 5;
    for (int n = 0; n < 5000; n++) {
        char spec[300];
        double xp = 0.1 + 0.8 * uniform(&seed), xn = 0.1 + 0.8 * uniform(&seed);
        snprintf(
            spec, sizeof spec,
            "yakopcic a1=%g a2=%g b=%g vp=%g vn=%g ap=%g an=%g xp=%g xn=%g alphap=%g alphan=%g",
            pow(10, -8 * uniform(&seed)), pow(10, -8 * uniform(&seed)), 0.01 + uniform(&seed),
            uniform(&seed), uniform(&seed), pow(10, 12 * uniform(&seed) - 3),
            pow(10, 12 * uniform(&seed) - 3), xp, xn, 5 * uniform(&seed), 5 * uniform(&seed));
        ns_device_inst d = device(spec);
        double v = (n % 2 ? 1 : -1) * (1.1 + 5 * uniform(&seed)), x = 0.02 + 0.96 * uniform(&seed);
        if (fabs(x - (v > 0 ? xp : 1 - xn)) > 4e-3) /* the kink of f */
            check_partials(&d, v, x, 1e-2, 1e-3);
        ns_device_free(&d);
    }
}
END_TEST

/* Exactly nothing moves up to the thresholds; beyond, in proportion to the distance. */
START_TEST(thresholds)
{
    ns_device_inst d = device("yakopcic");
    static const double still[] = {0, 0.16, -0.15, 0.1, -0.1, 1e-300};
    for (size_t n = 0; n < sizeof still / sizeof still[0]; n++)
        ck_assert(eval_at(&d, still[n], 0.4).f == 0 &&
                  ns_flow(d.dev, d.p, still[n], 0.4, 1e15) == 0.4);
    ck_assert_double_eq_tol(eval_at(&d, 0.16 + 1e-12, 0.2).f / (4000 * exp(0.16) * 1e-12), 1, 1e-3);
    ck_assert_double_eq_tol(eval_at(&d, -0.15 - 1e-12, 0.8).f / (-4000 * exp(0.15) * 1e-12), 1,
                            1e-3);
    ns_device_free(&d);
    d = device("yakopcic vp=0 vn=0");
    ck_assert(eval_at(&d, 0, 0.4).f == 0 && eval_at(&d, 1e-9, 0.4).f > 0);
    ns_device_free(&d);
}
END_TEST

START_TEST(conductance_and_state)
{
    ns_device_inst d = device("yakopcic/set:jo");
    for (int n = 0; n <= 100; n++) {
        double x = n / 100., g = d.dev->conductance(d.p, x);
        ck_assert_double_eq_tol(g, eval_at(&d, 0, x).i_v, 1e-22);
        ck_assert_double_eq_tol(d.dev->state_of(d.p, g), x, 1e-15);
    }
    ck_assert(d.dev->state_of(d.p, 1) == 1 && d.dev->state_of(d.p, -1) == 0);
    ck_assert_double_eq_tol(eval_at(&d, -1e-9, 0.5).i_v, 4.35e-7 * 0.7 * 0.5, 1e-20);
    ns_device_free(&d);
}
END_TEST

START_TEST(sets)
{
    check_sets(&ns_device_yakopcic);
    ns_device_inst d = device("yakopcic set=oblea_pulsed b=0.06");
    ck_assert(value_of(&d, "a1") == 0.097 && value_of(&d, "b") == 0.06);
    ck_assert(d.dev->x_init(d.p) == 0.001);
    ns_device_free(&d);
    d = device("yakopcic set=knowm");
    ck_assert(value_of(&d, "vp") == 0.65 && value_of(&d, "vn") == 0.56);
    ns_device_free(&d);
    refused("yakopcic/set:kmown", "oblea_sine oblea_pulsed knowm jo miao");
    refused("yakopcic xp=1", "xp = 1 is out of range");
    refused("yakopcic xn=0", "xn = 0 is out of range");
    refused("yakopcic a1=0", "a1 = 0 A is out of range");
    refused("yakopcic vn=-0.15", "vn = -0.15 V is out of range");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("yakopcic");
    TCase *t = tcase_create("yakopcic");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, reference_sine);
    tcase_add_test(t, reference_triangles);
    tcase_add_test(t, closed_forms);
    tcase_add_test(t, equations);
    tcase_add_test(t, partials);
    tcase_add_test(t, thresholds);
    tcase_add_test(t, conductance_and_state);
    tcase_add_test(t, sets);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
