/* Passive arrays: 32 x 32 devices of each family between rows and columns, switched hard from both
 * ends, every fourth line left floating. They must run at ngspice's default options without a
 * failed step, and converge nearly as resistors do. */
#include <math.h>
#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../../lib/device/device.h"
#include "../check_main.h"
#include "../lib/drives.h"
#include "spice.h"

enum { MOST_LINES = 32, DECK = MOST_LINES * MOST_LINES + 4 * MOST_LINES + 4 };
static int lines = MOST_LINES; /* with $CASES (another compiler, sanitizers) 12 are enough */
static double period;          /* s */

static const char *deck[DECK];
static int n_lines;

static void add(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
static void add(const char *fmt, ...)
{
    char *text;
    va_list args;
    va_start(args, fmt);
    ck_assert_int_ge(vasprintf(&text, fmt, args), 0);
    va_end(args);
    ck_assert_int_lt(n_lines, DECK - 1);
    deck[n_lines++] = text;
    deck[n_lines] = NULL;
}

static void forget(void)
{
    while (n_lines)
        free((char *)(uintptr_t)deck[--n_lines]);
}

/* A line's driver: half of the voltage, up on one side and down on the other, then the reverse. */
static void add_driver(char line, int k, double v, double r)
{
    if (k % 4 == 3) {
        add("r%c%d %c%d 0 %g", line, k, line, k, 1e4 * r);
        return;
    }
    add("v%c%d d%c%d 0 pwl(0 0 %g 0 %g %g %g %g %g %g %g 0)", line, k, line, k, 0.1 * period,
        0.11 * period, v, 0.4 * period, v, 0.42 * period, -v, 0.8 * period);
    add("r%c%d d%c%d %c%d %g", line, k, line, k, line, k, r);
}

/* Iterations and time points of a run over a period. */
typedef struct {
    double iterations, points, rejected;
} cost;

static cost run_array(const char *device, const char *model, double v, double r)
{
    add("* array");
    for (int k = 0; k < lines; k++) {
        add_driver('w', k, v / 2, r);
        add_driver('b', k, -v / 2, r);
    }
    for (int k = 0; k < lines * lines; k++)
        add(device, k, k / lines, k % lines);
    add("%s", model);
    add(".end");
    spice_load_lines(deck);
    forget();
    spice_do("tran %g %g", period / 100, period);
    ck_assert_msg(!strstr(spice_output(), "too small"), "%s", spice_output());
    spice_do("rusage totiter");
    double iterations = spice_printed("Total iterations");
    spice_do("rusage traniter tranpoints rejected");
    return (cost){iterations, spice_printed("Transient timepoints"),
                  spice_printed("Rejected timepoints")};
}

START_TEST(hard_switching)
{
    const ns_device *d = ns_devices[_i];
    lines = getenv("CASES") ? 12 : MOST_LINES;
    ns_device_inst dev;
    ns_error e;
    ck_assert(ns_device_parse(&dev, d->name, &e));
    drive w = drive_for(d, dev.p);
    double v = fmax(w.up, w.down);
    period = w.period;
    double on = d->conductance(dev.p, d->x_hi);
    double x = d->x_lo + 0.5 * (d->x_hi - d->x_lo), r = 0.01 / on / lines;
    char model[160], resistor[64];
    snprintf(model, sizeof model, ".model mm mem_%s(x0=%g)", d->name, x);
    snprintf(resistor, sizeof resistor, "rm%%d w%%d b%%d %g", 1 / d->conductance(dev.p, x));
    cost plain = run_array(resistor, "*", v, r);
    cost ours = run_array("am%d %%gd(w%d b%d) null mm", model, v, r);
    double ratio = ours.iterations / plain.iterations;
    printf("%-10s %.3g V: %g iterations, %g points, %g rejected; resistors %g, %g: %.2f\n", d->name,
           v, ours.iterations, ours.points, ours.rejected, plain.iterations, plain.points, ratio);
    fflush(stdout);
    ck_assert_double_le(ratio, 1.3);
    ns_device_free(&dev);
}
END_TEST

static Suite *suite(void)
{
    int n = 0;
    while (ns_devices[n])
        n++;
    Suite *s = suite_create("arrays");
    TCase *t = tcase_create("arrays");
    tcase_set_timeout(t, 300);
    tcase_add_loop_test(t, hard_switching, 0, n);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
