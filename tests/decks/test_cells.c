/* What all families share, in ngspice: area, devices in parallel, polarity, spread from device to
 * device, initial states of published sets. */
#include <math.h>
#include <stdio.h>
#include <string.h>

#include "../../lib/device/device.h"
#include "../check_main.h"
#include "../lib/drives.h"
#include "spice.h"

/* The same device four times under a sine that switches it: plain, m = 3, area = 2, turned round.
 * The sources have no resistance, so that each goes its own way. */
START_TEST(scale_and_sense)
{
    const ns_device *d = ns_devices[_i];
    ns_device_inst dev;
    ns_error e;
    char v[4][80], model[4][100];
    ck_assert(ns_device_parse(&dev, d->name, &e));
    drive w = drive_for(d, dev.p);
    for (int k = 0; k < 4; k++)
        snprintf(v[k], sizeof v[k], "v%d n%d 0 sin(0 %.6g %.12g)", k, k,
                 (k == 3 ? -1 : 1) * fmax(w.up, w.down), 1 / w.period);
    static const char *const more[] = {"", "m=3", "area=2", "polarity=-1"};
    for (int k = 0; k < 4; k++)
        snprintf(model[k], sizeof model[k], ".model m%d mem_%s(x0=%g dcmode=\"hold\" %s)", k,
                 d->name, d->x_lo + 0.3 * (d->x_hi - d->x_lo), more[k]);
    const char *lines[] = {"* scale",
                           v[0],
                           v[1],
                           v[2],
                           v[3],
                           "a0 %gd(n0 0) x0 m0",
                           "a1 %gd(n1 0) x1 m1",
                           "a2 %gd(n2 0) x2 m2",
                           "a3 %gd(n3 0) x3 m3",
                           model[0],
                           model[1],
                           model[2],
                           model[3],
                           ".end",
                           NULL};
    spice_load_lines(lines);
    spice_do("tran %.12g %.12g 0 %.12g", w.period / 100, w.period, w.period / 100);
    int n;
    const double *x[4], *i[4], factor[] = {1, 3, 2, -1};
    double moved = 0;
    for (int k = 0; k < 4; k++) {
        char name[24];
        snprintf(name, sizeof name, "v(x%d)", k);
        x[k] = spice_vector(name, &n);
        snprintf(name, sizeof name, "i(v%d)", k);
        i[k] = spice_vector(name, &n);
    }
    for (int t = 0; t < n; t++)
        for (int k = 1; k < 4; k++) {
            moved = fmax(moved, fabs(x[0][t] - x[0][0]));
            ck_assert_double_eq_tol(x[k][t], x[0][t], 1e-9);
            ck_assert_double_eq_tol(i[k][t], factor[k] * i[0][t], 1e-9 * fabs(i[0][t]) + 1e-18);
        }
    ck_assert_msg(moved > 1e-3, "%s moved by %g", d->name, moved);
    ns_device_free(&dev);
}
END_TEST

enum { DEVICES = 300 };

static void load_spread(const char *distribution)
{
    static char text[2 * DEVICES][48], model[120];
    const char *lines[2 * DEVICES + 4] = {"* devices that differ"};
    for (int k = 0; k < DEVICES; k++) {
        snprintf(text[2 * k], sizeof text[0], "v%d n%d 0 1", k, k);
        snprintf(text[2 * k + 1], sizeof text[0], "a%d %%gd(n%d 0) null mm", k, k);
        lines[1 + 2 * k] = text[2 * k];
        lines[2 + 2 * k] = text[2 * k + 1];
    }
    snprintf(model, sizeof model, ".model mm mem_drift(x0=1 ron=1k ron_d2d=0.1 d2d_dist=\"%s\")",
             distribution);
    lines[2 * DEVICES + 1] = model;
    lines[2 * DEVICES + 2] = ".end";
    spice_load_lines(lines);
}

static void resistances(double *r)
{
    spice_do("op");
    for (int k = 0; k < DEVICES; k++) {
        char name[24];
        snprintf(name, sizeof name, "i(v%d)", k);
        r[k] = -1 / spice_last(name);
    }
}

/* Mean and sigma of a hundred and more instances in a deck, to four of their own standard errors;
 * the same bits in a second run and after reset. */
START_TEST(spread_from_device_to_device)
{
    static double r[DEVICES], again[DEVICES];
    for (int log_normal = 0; log_normal < 2; log_normal++) {
        double sum = 0, squares = 0;
        load_spread(log_normal ? "lognormal" : "normal");
        resistances(r);
        for (int round = 0; round < 2; round++) {
            resistances(again);
            ck_assert(memcmp(r, again, sizeof r) == 0);
            spice_do("reset");
        }
        for (int k = 0; k < DEVICES; k++) {
            double u = log_normal ? log(r[k] / 1e3) : r[k] / 1e3 - 1;
            sum += u;
            squares += u * u;
        }
        ck_assert_double_eq_tol(sum / DEVICES, 0, 4 * 0.1 / sqrt(DEVICES));
        ck_assert_double_eq_tol(sqrt(squares / DEVICES), 0.1, 4 * 0.1 / sqrt(2. * DEVICES));
    }
}
END_TEST

/* ngspice lists the initial solution of all nodes and branches: far more than the tests'
 * own store of its output holds. */
START_TEST(more_output_than_is_kept)
{
    enum { NODES = 4000 };
    static char text[NODES][40];
    static const char *lines[NODES + 3] = {"* many nodes"};
    for (int k = 0; k < NODES; k++) {
        snprintf(text[k], sizeof text[0], "v%d n%d 0 1", k, k);
        lines[1 + k] = text[k];
    }
    lines[NODES + 1] = ".end";
    spice_load_lines(lines);
    spice_do("tran 1 2");
    ck_assert_ptr_nonnull(strstr(spice_output(), "No. of Data Rows"));
    ck_assert(!strstr(spice_output(), "Initial Transient Solution"));
    load_spread("normal");
    for (int k = 0; k < DEVICES; k++)
        spice_do("save @a%d[i]", k);
    spice_do("tran 1 2");
    ck_assert_double_eq_tol(spice_last("@a299[i]"), 1e-3, 1e-3);
}
END_TEST

static void check_resistance(const char *model, double want)
{
    const char *lines[] = {
        "* initial state of a set", "v1 1 0 1m", "a1 %gd(1 0) null mm", model, ".end", NULL};
    spice_load_lines(lines);
    spice_do("op");
    ck_assert_double_eq_tol(-1e-3 / spice_last("i(v1)") / want, 1, 1e-9);
}

START_TEST(initial_state_of_a_set)
{
    check_resistance(".model mm mem_drift(set=\"biolek_5b\")", 28e3);
    check_resistance(".model mm mem_drift(set=\"biolek_5b\" rinit=5k)", 5e3);
    check_resistance(".model mm mem_drift(set=\"biolek_5b\" x0=1)", 100);
    check_resistance(".model mm mem_pershin(set=\"ngspice\")", 7e3);
}
END_TEST

static Suite *suite(void)
{
    int n = 0;
    while (ns_devices[n])
        n++;
    Suite *s = suite_create("cells");
    TCase *t = tcase_create("cells");
    tcase_set_timeout(t, 120);
    tcase_add_loop_test(t, scale_and_sense, 0, n);
    tcase_add_test(t, spread_from_device_to_device);
    tcase_add_test(t, more_output_than_is_kept);
    tcase_add_test(t, initial_state_of_a_set);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
