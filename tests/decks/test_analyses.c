/* Every family of memristors in ngspice's other analyses: .tf, .sens, .ac, at the circuit's
 * temperature, against the library and against ngspice itself. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../lib/device/device.h"
#include "../check_main.h"
#include "../lib/drives.h"
#include "spice.h"

#define PI 3.14159265358979323846

/* A device of the family with its defaults at room temperature, in the middle of its range, under a
 * voltage that moves it. */
typedef struct {
    const ns_device *d;
    void *p;
    double x, v, hertz;
} device;

static void *params(const ns_device *d, double kelvin)
{
    void *p = calloc(1, d->size);
    ns_error e;
    ck_assert(p && ns_device_set(d, p, NULL, &e));
    ns_device_ambient(d, p, kelvin);
    ck_assert_msg(d->prepare(p, &e), "%s", e.msg);
    return p;
}

static device make(const ns_device *d)
{
    device a = {.d = d, .p = params(d, NS_ROOM)};
    drive w = drive_for(a.d, a.p);
    a.x = a.d->x_lo + 0.45 * (a.d->x_hi - a.d->x_lo);
    a.v = 0.8 * w.up;
    a.hertz = 1 / w.period;
    return a;
}

/* With these parameters. */
static bool forgets(const device *a)
{
    ns_eval e;
    a->d->eval(a->p, 0, a->x, &e);
    return e.f != 0;
}

/* A source, a resistor (0: none) and the device. */
static void load(const device *a, double ohm, const char *state, const char *model,
                 const char *more)
{
    char source[120], resistor[60], line[60], card[120];
    snprintf(source, sizeof source, "v1 1 0 dc %.12g ac 1 sin(%.12g %.12g %.12g)", a->v, a->v,
             1e-3 * a->v, a->hertz);
    snprintf(resistor, sizeof resistor, ohm > 0 ? "r1 1 2 %.12g" : "v2 1 2 0", ohm);
    snprintf(line, sizeof line, "a1 %%gd(2 0) %s mm", state);
    snprintf(card, sizeof card, ".model mm mem_%s(%s)", a->d->name, model);
    const char *lines[] = {"* one device", source, resistor,
                           line,           card,   ".option reltol=1e-9 abstol=1e-18 vntol=1e-12",
                           more,           ".end", NULL};
    spice_load_lines(lines);
}

/* Its state held in the middle. */
static void load_held(const device *a, double ohm, const char *state, const char *more)
{
    char model[60];
    snprintf(model, sizeof model, "x0=%.15g dcmode=\"hold\"", a->x);
    load(a, ohm, state, model, more);
}

static void transfer_function(device a)
{
    ns_eval e;
    a.d->eval(a.p, a.v, a.x, &e);
    double ohm = 0.3 * a.v / e.i;
    load_held(&a, ohm, "x", "*");
    spice_do("op");
    a.d->eval(a.p, spice_last("v(2)"), a.x, &e);
    ck_assert_double_eq_tol(spice_last("@a1[i]") / e.i, 1, 1e-6);
    ck_assert_double_eq_tol(spice_last("v(x)"), a.x, 1e-12);
    spice_do("tf v(2) v1");
    ck_assert_double_eq_tol(spice_last("transfer_function") * (1 + ohm * e.i_v), 1, 1e-6);
    ck_assert_double_eq_tol(spice_last("output_impedance_at_v(2)") * (1 / ohm + e.i_v), 1, 1e-6);
}

/* A volatile device comes to rest at each voltage: the slope is that of the curve through these
 * points. */
static void slope_of_devices_that_settle(device a)
{
    double h = 1e-4 * a.v;
    load(&a, 0, "x", "dcmode=\"settle\"", "*");
    spice_do("tf i(v2) v1");
    double slope = spice_last("transfer_function");
    spice_do("dc v1 %.15g %.15g %.15g", a.v - h, a.v + 1.5 * h, 2 * h);
    int n;
    const double *i = spice_vector("i(v2)", &n);
    ck_assert_int_eq(n, 2);
    ck_assert_double_eq_tol((i[1] - i[0]) / (2 * h) / slope, 1, 1e-5);
}

/* Current with a parameter set to a value; NAN if that cannot be. */
static double current_at(const char *name, double value)
{
    spice_do("altermod mm %s=%.15g", name, value);
    return spice_try("op") ? spice_last("i(v2)") : NAN;
}

/* Relative changes per relative change. Where the parameter cannot be any larger, .sens, which only
 * tries that, has none. Returns whether the current depends on the parameter. */
static bool check_sensitivity(const device *a, const char *name, double value, double sens,
                              bool one_is_missing)
{
    const double h = 1e-5;
    double up = current_at(name, value * (1 + h)), down = current_at(name, value * (1 - h)),
           i = current_at(name, value);
    double slope = isnan(down) ? (up - i) / (h * i) : (up - down) / (2 * h * i);
    if (isnan(up))
        ck_assert(one_is_missing && sens == 0);
    else
        ck_assert_msg(fabs(sens * value / i - slope) <= 1e-3 * fabs(slope) + 1e-6,
                      "%s, %s: %g, by altermod %g", a->d->name, name, sens * value / i, slope);
    return slope != 0;
}

/* Derivatives of the current by all parameters that are numbers, and not 0: ngspice leaves those
 * out. */
static void sensitivity(device a)
{
    double sens[100], value[100];
    int depends = 0;
    char name[80];
    load_held(&a, 0, "null", "*");
    spice_do("sens i(v2)");
    bool missing = strstr(spice_output(), "no sensitivity") != NULL;
    ck_assert(a.d->n_params <= 100);
    for (size_t k = 0; k < a.d->n_params; k++) {
        value[k] = a.d->params[k].type == NS_REAL ? ns_params_get(a.d->params, k, a.p) : 0;
        snprintf(name, sizeof name, "a1:%s", a.d->params[k].name);
        if (isfinite(a.d->params[k].def) && value[k] != 0)
            sens[k] = spice_last(name);
        else
            value[k] = 0;
    }
    for (size_t k = 0; k < a.d->n_params; k++)
        if (value[k] != 0)
            depends += check_sensitivity(&a, a.d->params[k].name, value[k], sens[k], missing);
    ck_assert_int_ge(depends, 1);
}

/* In surroundings of so many kelvins. */
static void check_small_signal(const device *room, double kelvin, const char *option)
{
    device a = *room;
    a.p = params(a.d, kelvin);
    load_held(&a, 0, "x", option);
    spice_do("ac dec 1 %.12g %.12g", 0.1 * a.hertz, 10 * a.hertz);
    int n, m;
    const double *f = spice_vector("frequency", &n), *y = spice_vector("i(v2)", &m),
                 *x = spice_vector("v(x)", &m);
    ck_assert_int_eq(n, 3);
    for (int j = 0; j < n; j++) {
        ns_small_signal s;
        ns_device_small_signal(a.d, a.p, a.v, a.x, 2 * PI * f[2 * j], &s);
        double size = hypot(s.admittance[0], s.admittance[1]),
               moved = hypot(s.state[0], s.state[1]);
        for (int part = 0; part < 2; part++) {
            ck_assert_double_eq_tol(y[2 * j + part], s.admittance[part], 1e-9 * size + 1e-300);
            ck_assert_double_eq_tol(x[2 * j + part], s.state[part], 1e-9 * moved + 1e-300);
        }
    }
    free(a.p);
}

/* Sets the voltage so that the device rests between its bounds; returns the rate at which it comes
 * back there (1/s). */
static double rest_within(device *a)
{
    for (;; a->v *= 0.9) {
        ns_eval e;
        load(a, 0, "x", "dcmode=\"settle\"", "*");
        spice_do("op");
        double x = spice_last("v(x)"), part = (x - a->d->x_lo) / (a->d->x_hi - a->d->x_lo);
        a->d->eval(a->p, a->v, x, &e);
        ck_assert_double_gt(a->v, 1e-6);
        if (part > 0.01 && part < 0.9)
            return -e.f_x;
    }
}

/* Y as the response to a small sine, in the tenth period, of a volatile device about the point
 * where it rests. */
static void small_signal_in_time(device a)
{
    enum { SAMPLES = 200 };
    int n;
    a.hertz = rest_within(&a) / (2 * PI);
    load(&a, 0, "x", "dcmode=\"settle\"", "*");
    spice_do("ac lin 1 %.15g %.15g", a.hertz, a.hertz);
    const double *ac = spice_vector("i(v2)", &n);
    double y[2] = {ac[0], ac[1]}, sum[2] = {0}, period = 1 / a.hertz;
    spice_do("tran %.15g %.15g 0 %.15g", period / SAMPLES, 10 * period, period / SAMPLES);
    double still = spice_vector("i(v2)", &n)[0];
    for (int k = 0; k < SAMPLES; k++) {
        double u = (k + 0.5) / SAMPLES, i = spice_at("i(v2)", "time", (9 + u) * period) - still;
        sum[0] += i * sin(2 * PI * u);
        sum[1] += i * cos(2 * PI * u);
    }
    for (int part = 0; part < 2; part++)
        ck_assert_double_eq_tol(2 * sum[part] / SAMPLES / (1e-3 * a.v), y[part],
                                1e-3 * hypot(y[0], y[1]));
}

/* In surroundings of 85 degrees, too: they change the rate of those families that say so. */
static void small_signal(device a)
{
    ns_eval room, hot;
    check_small_signal(&a, NS_ROOM, "*");
    check_small_signal(&a, 358.15, ".option temp=85");
    void *p = params(a.d, 358.15);
    a.d->eval(a.p, a.v, a.x, &room);
    a.d->eval(p, a.v, a.x, &hot);
    ck_assert((fabs(hot.f / room.f - 1) > 0.01) == (a.d->ambient != NULL));
    free(p);
}

START_TEST(every_analysis)
{
    device a = make(ns_devices[_i]);
    transfer_function(a);
    sensitivity(a);
    small_signal(a);
    if (forgets(&a)) {
        slope_of_devices_that_settle(a);
        small_signal_in_time(a);
    }
    free(a.p);
}
END_TEST

static Suite *suite(void)
{
    int n = 0;
    while (ns_devices[n])
        n++;
    Suite *s = suite_create("analyses");
    TCase *t = tcase_create("analyses");
    tcase_set_timeout(t, 60);
    tcase_add_loop_test(t, every_analysis, 0, n);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
