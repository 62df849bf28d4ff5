/* mem_sky130 in ngspice: five traces of the SKY130 ReRAM cell behind a resistor against figures of
 * an independent integration of the PDK's equations, against that integration itself at every
 * point, and, where ../shared is there, against traces of a B-source transcription of them. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../check_main.h"
#include "pdk_cell.h"
#include "spice.h"

enum { GRID = 1000 };

/* Of a trace: the filament (nm) at the end; the highest voltage across the cell (V) before the
 * filament grows past 4.3 nm, where it runs away; the voltage at which it shrinks past it. 0: it
 * does not. */
typedef struct {
    double f_end, v_set, v_reset;
} figures;

/* Each trace with what an independent integration of the PDK's equations gives. */
static const struct trace {
    const char *file;
    double f0, rs; /* nm, ohm */
    double peak;   /* of the triangle, V; 0: pulses */
    double period;
    figures want;
} traces[] = {{"tri_1v8_tf3p8_rs0p001", 3.8, 1e-3, 1.8, 1e-6, {3.654889, 1.7222, -1.4958}},
              {"tri_1v8_tf3p8_rs1k_1ms", 3.8, 1e3, 1.8, 1e-3, {3.406297, 1.4704, -1.3076}},
              {"tri_2v0_tf3p8_rs1k", 3.8, 1e3, 2.0, 1e-6, {3.480911, 1.7106, -1.5511}},
              {"tri_3v0_tf3p3_rs1k_10us", 3.3, 1e3, 3.0, 10e-6, {3.3, 2.2298, -1.4787}},
              {"pulses_tf4p0_rs5k", 4.0, 5e3, 0, 1e-6, {4.004207, 0, 0}}};
enum { TRACES = sizeof traces / sizeof traces[0] };

static void corner(pdk_drive *d, double t, double v)
{
    ck_assert_int_lt(d->n, PDK_CORNERS);
    d->corner[d->n][0] = t;
    d->corner[d->n++][1] = v;
}

static void pulse(pdk_drive *d, double t, double v, double width)
{
    corner(d, t, 0);
    corner(d, t + 1e-9, v);
    corner(d, t + 1e-9 + width, v);
    corner(d, t + 2e-9 + width, 0);
}

static pdk_drive drive_of(const struct trace *w)
{
    pdk_drive d = {.f0 = w->f0, .rs = w->rs};
    corner(&d, 0, 0);
    if (w->peak > 0) {
        corner(&d, 0.25 * w->period, w->peak);
        corner(&d, 0.75 * w->period, -w->peak);
        corner(&d, w->period, 0);
    } else { /* write up twice, read, write down twice, read */
        pulse(&d, 10e-9, 1.5, 100e-9);
        pulse(&d, 200e-9, 1.5, 100e-9);
        pulse(&d, 400e-9, 0.1, 49e-9);
        pulse(&d, 500e-9, -1.3, 100e-9);
        pulse(&d, 700e-9, -1.3, 100e-9);
        pulse(&d, 900e-9, 0.1, 49e-9);
    }
    corner(&d, 2 * w->period, 0);
    return d;
}

static void load(const struct trace *w, double reltol)
{
    char source[1000] = "v1 1 0 pwl(", model[100], rs[40], options[60];
    pdk_drive d = drive_of(w);
    for (int k = 0; k < d.n; k++) {
        size_t used = strlen(source);
        snprintf(source + used, sizeof source - used, "%.10g %g ", d.corner[k][0], d.corner[k][1]);
    }
    strcat(source, ")");
    snprintf(rs, sizeof rs, "rs 1 2 %g", w->rs);
    snprintf(model, sizeof model, ".model mm mem_sky130(tfilament_0=%gn)", w->f0);
    snprintf(options, sizeof options, ".options reltol=%g", reltol);
    const char *lines[] = {w->file, source, rs, "a1 %gd(2 0) x mm", model, options, ".end", NULL};
    spice_load_lines(lines);
}

/* In ngspice, with steps of at most h. */
static void run(const struct trace *w, double h)
{
    load(w, 1e-5);
    spice_do("tran %.12g %.12g 0 %.12g", w->period / GRID, w->period, h);
}

static double filament(double x)
{
    return 3.3 + 1.6 * x;
}

/* ---- the main figures ---- */

static void add_point(figures *y, double *past, double f, double v)
{
    if (y->v_set <= 0 && *past < 4.3 && f >= 4.3)
        y->v_set = -y->v_set;
    else if (y->v_set <= 0)
        y->v_set = fmin(y->v_set, -v); /* negative: not yet set */
    else if (y->v_reset == 0 && f < 4.3)
        y->v_reset = v;
    *past = y->f_end = f;
}

static figures simulated(const struct trace *w)
{
    int n;
    figures y = {0};
    double past = w->f0;
    const double *x = spice_vector("v(x)", &n), *v = spice_vector("v(2)", &n);
    for (int k = 0; k < n; k++)
        add_point(&y, &past, filament(x[k]), v[k]);
    y.v_set = fmax(y.v_set, 0);
    return y;
}

static void check_figures(const struct trace *w, const figures *y, double in_f, double in_v)
{
    printf("%-24s %.6f nm, set %.4f V, reset %.4f V\n", w->file, y->f_end, y->v_set, y->v_reset);
    ck_assert_msg(fabs(y->f_end - w->want.f_end) < in_f, "%s: %.6f nm at the end, not %.6f",
                  w->file, y->f_end, w->want.f_end);
    ck_assert_msg(fabs(y->v_set - w->want.v_set) < in_v &&
                      fabs(y->v_reset - w->want.v_reset) < in_v,
                  "%s: set at %.4f V, reset at %.4f V, not %.4f, %.4f", w->file, y->v_set,
                  y->v_reset, w->want.v_set, w->want.v_reset);
}

START_TEST(main_figures)
{
    const struct trace *w = &traces[_i];
    run(w, w->period / GRID / 10);
    figures y = simulated(w);
    check_figures(w, &y, 1e-5, 1e-3);
}
END_TEST

#ifdef HAVE_CVODE
/* ---- every point ---- */

START_TEST(independent_figures)
{
    enum { FINE = 20 * GRID };
    const struct trace *w = &traces[_i];
    pdk_point *p = calloc(FINE + 1, sizeof *p);
    figures y = {0};
    double past = w->f0;
    ck_assert_ptr_nonnull(p);
    pdk_drive d = drive_of(w);
    pdk_integrate(&d, w->period / FINE, FINE + 1, p);
    for (int k = 0; k <= FINE; k++)
        add_point(&y, &past, p[k].f, p[k].v);
    y.v_set = fmax(y.v_set, 0);
    free(p);
    check_figures(w, &y, 4e-6, 5e-4);
}
END_TEST

/* Filament and current at the 1000 points of the trace. */
START_TEST(independent_integration)
{
    const struct trace *w = &traces[_i];
    pdk_point p[GRID + 1];
    double dt = w->period / GRID, worst_f = 0, worst_i = 0;
    pdk_drive d = drive_of(w);
    pdk_integrate(&d, dt, GRID + 1, p);
    run(w, dt / 100);
    for (int k = 1; k < GRID; k++) {
        double f = filament(spice_at("v(x)", "time", k * dt)),
               i = -spice_at("i(v1)", "time", k * dt);
        worst_f = fmax(worst_f, fabs(f / p[k].f - 1));
        worst_i = fmax(worst_i, fabs(i - p[k].i) / (fabs(p[k].i) + 1e-9));
    }
    printf("%-24s filament to %.1e, current to %.1e\n", w->file, worst_f, worst_i);
    ck_assert_msg(worst_f < 1e-3 && worst_i < 1e-2, "%s: filament off by %g, current by %g",
                  w->file, worst_f, worst_i);
}
END_TEST

/* ---- the published form's traces ---- */

/* Whether y lies between two values, give or take 1 %. */
static bool between(double y, double a, double b)
{
    return y >= fmin(a, b) - 0.01 * fabs(y) && y <= fmax(a, b) + 0.01 * fabs(y);
}

/* The traces were computed with B-sources, whose limits of the filament are smooth (they take the
 * filament back from 4.9 to 4.887 nm within half a microsecond, and set it to 3.31 nm at the
 * start), and whose truncation error makes the switching late or early by up to a step. With the
 * same limits, the independent integration explains every point. */
START_TEST(published_form)
{
    const struct trace *w = &traces[_i];
    char path[300], line[300];
    const char *srcdir = getenv("srcdir");
    snprintf(path, sizeof path, "%s/../shared/sky130/reference/reram/%s.csv", srcdir ? srcdir : ".",
             w->file);
    FILE *in = fopen(path, "r");
    if (!in)
        return;
    pdk_point p[GRID + 2];
    pdk_drive soft = drive_of(w);
    soft.soft = true;
    pdk_integrate(&soft, w->period / GRID, GRID + 2, p);
    ck_assert_ptr_nonnull(fgets(line, sizeof line, in));
    int n = 0, late = 0;
    double i, f;
    for (; fgets(line, sizeof line, in); n++) {
        ck_assert(sscanf(line, "%*f,%*f,%*f,%lf,%lf", &i, &f) == 2 && n <= GRID);
        if (n == 0 || fabs(p[n].i) < 1e-9)
            continue;
        ck_assert_msg((between(f, p[n - 1].f, p[n].f) || between(f, p[n].f, p[n + 1].f)) &&
                          (between(i, p[n - 1].i, p[n].i) || between(i, p[n].i, p[n + 1].i)),
                      "%s, point %d: %g nm, %g A, not %g, %g", w->file, n, f, i, p[n].f, p[n].i);
        late += fabs(f / p[n].f - 1) > 0.01 || fabs(i / p[n].i - 1) > 0.01;
    }
    fclose(in);
    printf("%-24s %d of %d points a step late or early\n", w->file, late, n);
    ck_assert(n == GRID + 1 && late <= 12);
}
END_TEST
#endif

static Suite *suite(void)
{
    Suite *s = suite_create("sky130");
    TCase *t = tcase_create("sky130");
    tcase_set_timeout(t, 300);
    tcase_add_loop_test(t, main_figures, 0, TRACES);
#ifdef HAVE_CVODE
    tcase_add_loop_test(t, independent_figures, 0, TRACES);
    tcase_add_loop_test(t, independent_integration, 0, TRACES);
    tcase_add_loop_test(t, published_form, 0, TRACES);
#endif
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
