/* make fit-cards: fits the embedded cards of sky130_cells/models to SkyWater's models, which it
 * finds under $PDK_ROOT, and says how well. Nothing of theirs gets into the cards but what the
 * simulator computed with them. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include "least.h"

static const fit_device devices[] = {
    {"nfet_01v8", 1, 1.8, 0.15},      {"pfet_01v8", -1, 1.8, 0.15},
    {"nfet_01v8_lvt", 1, 1.8, 0.15},  {"pfet_01v8_lvt", -1, 1.8, 0.35},
    {"pfet_01v8_hvt", -1, 1.8, 0.15}, {"nfet_g5v0d10v5", 1, 3.3, 0.5},
    {"pfet_g5v0d10v5", -1, 3.3, 0.5},
};
static const char *const corners[] = {"tt", "ss", "ff", "sf", "fs"};
enum { N_DEVICES = sizeof devices / sizeof devices[0], N_CORNERS = 5 };

static const double lengths[] = {0.15, 0.21, 0.25, 0.35, 0.5, 1, 2, 4, 8};
static const double widths[] = {0.42, 0.65, 1, 2.1, 5, 15};
static const double l_edges[] = {0.15, 0.3, 0.75, 3, 20.2}, w_edges[] = {0.42, 0.8, 3, 1010};
enum { N_L = 4, N_W = 3 };

static void give_up(const char *what)
{
    fprintf(stderr, "fit_cards: ngspice finds no solution with %s\n", what);
    exit(1);
}

static void make_bins(fit_card *c)
{
    c->n_bins = 0;
    for (int l = 0; l < N_L; l++) {
        if (l_edges[l + 1] <= c->dev->l_min)
            continue;
        for (int w = 0; w < N_W; w++) {
            fit_bin *b = &c->bin[c->n_bins++];
            *b = (fit_bin){.w_lo = w_edges[w],
                           .w_hi = w_edges[w + 1],
                           .l_lo = fmax(l_edges[l], c->dev->l_min),
                           .l_hi = l_edges[l + 1]};
            b->center.l = 1 / (0.5 / b->l_lo + 0.5 / fmin(b->l_hi, 8));
            b->center.w = 1 / (0.5 / b->w_lo + 0.5 / fmin(b->w_hi, 15));
            for (int i = 0; i < card_params(); i++)
                b->value[i] = card_start(c->dev, i);
        }
    }
}

static void make_sizes(fit_reference *r, const fit_device *d)
{
    *r = (fit_reference){.dev = d};
    for (size_t l = 0; l < sizeof lengths / sizeof *lengths; l++)
        for (size_t w = 0; w < sizeof widths / sizeof *widths; w++)
            if (lengths[l] >= d->l_min)
                r->size[r->n++] = (fit_size){widths[w], lengths[l]};
    r->current = calloc((size_t)r->n * SWEEP_POINTS, sizeof *r->current);
}

/* Capacitances of a large inverted gate, an open short drain, and drains with area and with sides.
 */
static void capacitances(const fit_device *d, double *c)
{
    c[0] = sim_capacitance(d, 0, true, d->v_max, 0);
    c[1] = sim_capacitance(d, 1, false, 0, 0);
    for (int v = 0; v < 2; v++) {
        c[2 + v] = sim_capacitance(d, 3, false, 0, v * d->v_max);
        c[4 + v] = sim_capacitance(d, 2, false, 0, v * d->v_max);
        c[6 + v] = sim_capacitance(d, 1, false, 0, v * d->v_max);
    }
}

static void fit_caps_of(fit_card *c, const char *library)
{
    const fit_device *d = c->dev;
    double l = d->l_min, pdk[8], ours[8];
    fit_size sizes[4] = {{15, 8}, {15, l}, {15, l}, {15, l}};
    sim_load_pdk(d, library, "tt", sizes, 4);
    capacitances(d, pdk);
    fit_capacitances(c, pdk);
    c->caps.toxe = d->v_max > 3 ? 11e-9 : 4e-9;
    for (int round = 0; round < 3; round++) {
        char *text = card_text(c, "card", "");
        sim_load_card(d, text, sizes, 4);
        free(text);
        capacitances(d, ours);
        c->caps.toxe *= ours[0] / pdk[0];
        c->caps.cgo *= 1 + (pdk[1] - ours[1]) / pdk[1];
    }
}

/* Sizes that SkyWater's own cards are not valid for (a negative pclm in the slow corner of some
 * p-channel ones, which BSIM4 refuses) are taken out. */
static void reference_at(fit_reference *r, const char *library, const char *section, double temp)
{
    while (true) {
        sim_load_pdk(r->dev, library, section, r->size, r->n);
        sim_command("set temp=%g", temp);
        bool ok = sim_sweeps(r->dev, r->n, r->current);
        sim_command("set temp=27");
        if (ok)
            return;
        int k = sim_refused();
        if (k < 0 || k >= r->n)
            give_up("SkyWater's models");
        printf("%s %s: SkyWater's model of %g/%g is refused\n", r->dev->name, section, r->size[k].w,
               r->size[k].l);
        memmove(&r->size[k], &r->size[k + 1], (size_t)(--r->n - k) * sizeof r->size[0]);
    }
}

static double now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

static void progress(const fit_device *d, const char *what, int done, int of)
{
    if (isatty(STDERR_FILENO))
        fprintf(stderr, "\r\033[K%-16s %s %d/%d", d->name, what, done, of);
}

static void report(const fit_card *c, const fit_reference *r, FILE *csv)
{
    double *ours = calloc((size_t)r->n * SWEEP_POINTS, sizeof *ours);
    char *text = card_text(c, "card", "");
    sim_load_card(c->dev, text, r->size, r->n);
    free(text);
    if (!sim_sweeps(c->dev, r->n, ours))
        give_up("the fitted cards");
    printf(
        "%s\n   W um   L um   strong inversion rms  median   95 %%   subthreshold rms, decades\n",
        c->dev->name);
    for (int i = 0; i < r->n; i++) {
        fit_error e = fit_error_of(r, ours, i);
        printf("%7.2f %6.2f %15.1f %% %11.1f %% %5.1f %% %11.3f\n", r->size[i].w, r->size[i].l,
               100 * e.strong, 100 * e.median, 100 * e.p95, e.weak);
        fprintf(csv, "%s,%g,%g,%.4g,%.4g,%.4g,%.4g\n", c->dev->name, r->size[i].w, r->size[i].l,
                e.strong, e.median, e.p95, e.weak);
    }
    fflush(stdout);
    free(ours);
}

static void write_corner_params(FILE *f, const fit_device *d, const fit_corner *k)
{
    fprintf(f, ".param %s_dvth=%.4g %s_dvth_w=%.4g %s_dvth_l=%.4g %s_dvth_wl=%.4g\n", d->name,
            k->dvth[0], d->name, k->dvth[1], d->name, k->dvth[2], d->name, k->dvth[3]);
    fprintf(f, ".param %s_mu=%.5g %s_mu_w=%.4g %s_mu_l=%.4g %s_mu_wl=%.4g\n", d->name, k->mu[0],
            d->name, k->mu[1], d->name, k->mu[2], d->name, k->mu[3]);
}

/* (Up to 4 um: SkyWater's slow p-channel transistor of 1/8 has a pclm below 0, which BSIM4
 * refuses.) */
static void fit_corners(const fit_card *c, fit_reference *all, const char *library, const char *out)
{
    for (int k = 0; k < N_CORNERS; k++) {
        char path[4096];
        fit_corner corner = {{0}, {1, 0, 0, 0}};
        progress(c->dev, "corner", k, N_CORNERS - 1);
        if (k > 0) {
            fit_reference r = *all;
            reference_at(&r, library, corners[k], 27);
            fit_one_corner(c, &r, &corner);
        }
        snprintf(path, sizeof path, "%s/corner_%s_%s.spice", out, corners[k], c->dev->name);
        FILE *f = fopen(path, "w");
        if (!f) {
            perror(path);
            exit(1);
        }
        write_corner_params(f, c->dev, &corner);
        fclose(f);
    }
}

static void write_card(const fit_card *c, const char *out)
{
    char path[4096], name[128], comment[512];
    snprintf(path, sizeof path, "%s/%s.spice", out, c->dev->name);
    snprintf(name, sizeof name, "ngspike_%s", c->dev->name);
    snprintf(comment, sizeof comment,
             "* Fitted by ngspike's make fit-cards to currents computed with SKY130's models.\n");
    char *text = card_text(c, name, comment);
    FILE *f = fopen(path, "w");
    if (!f || fputs(text, f) < 0 || fclose(f) != 0) {
        perror(path);
        exit(1);
    }
    free(text);
}

static void fit_device_cards(const fit_device *d, const char *library, const char *out, FILE *csv,
                             bool with_corners)
{
    fit_card c = {.dev = d};
    fit_reference r, hot;
    double start = now();
    int evals = 0;
    progress(d, "SkyWater's models", 0, 1);
    make_bins(&c);
    make_sizes(&r, d);
    make_sizes(&hot, d);
    fit_caps_of(&c, library);
    reference_at(&hot, library, "tt", 85);
    reference_at(&r, library, "tt", 27);
    for (int k = 0; k < c.n_bins; k++) {
        progress(d, "bin", k + 1, c.n_bins);
        evals += fit_bin_currents(&c, k, &r, false, 27);
        evals += fit_bin_currents(&c, k, &hot, true, 85);
        sim_command("set temp=27");
    }
    write_card(&c, out);
    report(&c, &r, csv);
    if (with_corners)
        fit_corners(&c, &r, library, out);
    printf("%s: %d evaluations, %.0f s\n", d->name, evals, now() - start);
    free(r.current);
    free(hot.current);
}

int main(int argc, char **argv)
{
    const char *root = getenv("PDK_ROOT");
    char library[4096], path[4096];
    if (argc < 2 || !root) {
        fputs("usage: PDK_ROOT=DIR fit_cards OUT [--no-corners] [DEVICE...]\n", stderr);
        return 2;
    }
    snprintf(library, sizeof library, "%s/sky130A/libs.tech/combined/continuous/sky130.lib.spice",
             root);
    if (access(library, R_OK) != 0) {
        fprintf(stderr, "fit_cards: no %s; PDK_ROOT must hold an installed sky130A\n", library);
        return 2;
    }
    bool with_corners = !(argc > 2 && strcmp(argv[2], "--no-corners") == 0);
    int first = with_corners ? 2 : 3;
    for (int k = 0; k < N_DEVICES; k++) {
        bool wanted = argc <= first;
        for (int a = first; a < argc; a++)
            wanted |= strcmp(argv[a], devices[k].name) == 0;
        if (!wanted)
            continue;
        snprintf(path, sizeof path, "%s/fit_%s.csv", argv[1], devices[k].name);
        FILE *csv = fopen(path, "w");
        if (!csv) {
            perror(path);
            return 1;
        }
        fputs("device,w_um,l_um,strong_rms,strong_median,strong_p95,weak_rms_decades\n", csv);
        fit_device_cards(&devices[k], library, argv[1], csv, with_corners);
        fclose(csv);
    }
    return 0;
}
