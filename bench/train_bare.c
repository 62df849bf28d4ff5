/* The network of the demo as a bare loop over libngspike, without a simulator: what ngspice's event
 * engine costs is measured against this. Prints accuracy, time, and images per second. */
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "../lib/network/layer.h"
#include "../lib/network/readout.h"
#include "../lib/network/source.h"

static const char usage[] =
    "usage: train_bare [--data DIR] [--train N] [--label N] [--test N] [--neurons N] [--seed S]\n"
    "                  [--json FILE] [--verbose] [PARAMETER=VALUE ...]\n"
    "Trains on the first N images (10000), labels with N of them (10000), tests on N others "
    "(10000).\n"
    "PARAMETER is one of the layer's or of the source's: see below.\n";

typedef struct {
    const char *data, *json;
    int train, label, test;
    bool verbose;
    spike_layer_params layer;
    spike_images_params images;
} options;

/* ---- parameters by name ---- */

typedef enum { REAL, INT, BOOL, TEXT } kind;

typedef struct {
    const char *name;
    kind kind;
    size_t offset;
} field;

/* (clang-format takes the braces for a block) */
// clang-format off
#define LAYER(k, f) {#f, k, offsetof(options, layer.f)}
#define IMAGES(k, f) {#f, k, offsetof(options, images.f)}
// clang-format on

static const field fields[] = {
    LAYER(TEXT, device),     LAYER(REAL, x_min),      LAYER(REAL, x_max),
    LAYER(REAL, v_read),     LAYER(REAL, t_read),     LAYER(BOOL, reference),
    LAYER(REAL, c_mem),      LAYER(REAL, v_th),       LAYER(REAL, tau_m),
    LAYER(REAL, theta_plus), LAYER(REAL, tau_theta),  LAYER(REAL, t_ref),
    LAYER(REAL, t_inh),      LAYER(REAL, v_pot),      LAYER(REAL, t_pot),
    LAYER(REAL, v_dep),      LAYER(REAL, t_dep),      LAYER(REAL, t_stdp),
    LAYER(TEXT, learn),      LAYER(REAL, anneal),     LAYER(INT, anneal_over),
    LAYER(TEXT, load),       LAYER(TEXT, save),       LAYER(TEXT, theta_load),
    LAYER(TEXT, theta_save), LAYER(TEXT, save_start), IMAGES(INT, repeat),
    IMAGES(TEXT, order),     IMAGES(TEXT, coding),    IMAGES(REAL, rate_max),
    IMAGES(REAL, window),    IMAGES(REAL, rest),
};

static void die(const char *what)
{
    fprintf(stderr, "train_bare: %s\n", what);
    exit(1);
}

static int whole(const char *name, const char *text)
{
    char *end;
    errno = 0;
    const long v = strtol(text, &end, 10);
    if (*end || end == text || errno || v < 0 || v > 2000000000) {
        fprintf(stderr, "train_bare: %s = %s: a whole number from 0 to 2000000000\n", name, text);
        exit(2);
    }
    return (int)v;
}

static double real(const char *name, const char *text)
{
    char *end;
    const double v = strtod(text, &end);
    if (*end || end == text || !isfinite(v)) {
        fprintf(stderr, "train_bare: %s = %s: a number without a suffix, as in 1e-3\n", name, text);
        exit(2);
    }
    return v;
}

static void set_field(options *o, const char *arg)
{
    const char *value = strchr(arg, '=') + 1;
    const size_t length = (size_t)(value - arg) - 1;
    for (size_t k = 0; k < sizeof fields / sizeof *fields; k++) {
        const field *f = &fields[k];
        void *at = (char *)o + f->offset;
        if (strlen(f->name) != length || strncmp(f->name, arg, length) != 0) {
            continue;
        }
        if (f->kind == REAL) {
            *(double *)at = real(f->name, value);
        } else if (f->kind == INT) {
            *(int *)at = whole(f->name, value);
        } else if (f->kind == BOOL) {
            *(bool *)at = whole(f->name, value) != 0;
        } else {
            *(const char **)at = value;
        }
        return;
    }
    fprintf(stderr, "train_bare: no parameter %.*s; there are", (int)length, arg);
    for (size_t k = 0; k < sizeof fields / sizeof *fields; k++) {
        fprintf(stderr, " %s", fields[k].name);
    }
    fputc('\n', stderr);
    exit(2);
}

static void parse(options *o, int argc, char **argv)
{
    for (int k = 1; k < argc; k++) {
        const char *a = argv[k];
        if (strcmp(a, "--verbose") == 0) {
            o->verbose = true;
        } else if (a[0] != '-' && strchr(a, '=')) {
            set_field(o, a);
        } else if (strncmp(a, "--", 2) == 0 && k + 1 < argc) {
            const char *v = argv[++k];
            int *number = strcmp(a, "--train") == 0     ? &o->train
                          : strcmp(a, "--label") == 0   ? &o->label
                          : strcmp(a, "--test") == 0    ? &o->test
                          : strcmp(a, "--neurons") == 0 ? &o->layer.n
                          : strcmp(a, "--seed") == 0    ? &o->layer.seed
                                                        : NULL;
            const char **text = strcmp(a, "--data") == 0   ? &o->data
                                : strcmp(a, "--json") == 0 ? &o->json
                                                           : NULL;
            if (number) {
                *number = whole(a, v);
            } else if (text) {
                *text = v;
            } else {
                die(usage);
            }
        } else {
            die(usage);
        }
    }
    o->images.seed = o->layer.seed;
}

/* ---- the loop ---- */

typedef struct {
    ns_layer *layer;
    ns_readout *readout;
    ns_packet in, out;
    uint64_t packets, spikes_in;
} network;

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* Shows all packets of the nth source to the network, and says how long it took. Its instance's
 * name and seed are those of examples/learn-images.cir, so that the numbers are the same to the
 * last bit. */
static void show(network *w, const options *o, int nth, int count, double *t0)
{
    static const char *const instances[] = {"atrain", "alabel", "atest"};
    const char *phase = instances[nth] + 1;
    const bool test_files = nth == 2;
    ns_error e;
    char names[2][512];
    const char *set = test_files ? "t10k" : "train";
    const char *slash = *o->data ? "/" : "";
    snprintf(names[0], sizeof names[0], "%s%s%s-images-idx3-ubyte", o->data, slash, set);
    snprintf(names[1], sizeof names[1], "%s%s%s-labels-idx1-ubyte", o->data, slash, set);
    spike_images_params p = o->images;
    p.images = names[0];
    p.labels = names[1];
    p.count = count;
    p.phase = phase;
    p.delay = *t0;
    p.seed = o->images.seed + nth;
    if (strcmp(phase, "train") != 0) {
        p.repeat = 1;
        p.order = "file";
    }
    ns_source *s = ns_source_new(&p, instances[nth], &e);
    if (!s) {
        die(e.msg);
    }
    const double begin = seconds(), fired = ns_layer_spikes(w->layer);
    const uint64_t total = ns_source_total(s);
    for (uint64_t k = 0; k < total; k++) {
        if (!ns_source_packet(s, k, &w->in, &e) || !ns_layer_run(w->layer, &w->in, &w->out, &e) ||
            !ns_readout_add(w->readout, &w->out, &e)) {
            die(e.msg);
        }
        ns_layer_settle(w->layer, ns_layer_version(w->layer));
        ns_readout_settle(w->readout, ns_readout_version(w->readout));
        w->spikes_in += w->in.n;
    }
    w->packets += total;
    *t0 = ns_source_time(s, total);
    ns_source_free(s);
    if (o->verbose) {
        const double took = seconds() - begin, n = total ? (double)total : 1;
        fprintf(stderr, "%-5s %6llu images in %.2f s, %.0f images/s, %.1f spikes an image\n", phase,
                (unsigned long long)total, took, n / took, (ns_layer_spikes(w->layer) - fired) / n);
    }
}

int main(int argc, char **argv)
{
    options o = {.data = "", .train = 10000, .label = 10000, .test = 10000};
    spike_layer_params_default(&o.layer);
    spike_images_params_default(&o.images);
    parse(&o, argc, argv);
    ns_error e;
    network w = {.layer = ns_layer_new(&o.layer, "alayer", &e)};
    if (!w.layer || !(w.readout = ns_readout_new(&e))) {
        die(e.msg);
    }
    const double begin = seconds();
    double t0 = 0;
    if (o.train) {
        show(&w, &o, 0, o.train, &t0);
    }
    show(&w, &o, 1, o.label, &t0);
    show(&w, &o, 2, o.test, &t0);
    const double took = seconds() - begin;
    printf("accuracy %.2f %%, %llu images in %.2f s, %.0f images/s, %.0f input spikes an image\n",
           100 * ns_readout_accuracy(w.readout), (unsigned long long)w.packets, took,
           (double)w.packets / took, (double)w.spikes_in / (double)w.packets);
    const bool ok =
        (!o.json || ns_readout_write_json(w.readout, o.json, &e)) && ns_layer_save(w.layer, &e);
    if (!ok) {
        die(e.msg);
    }
    ns_readout_free(w.readout);
    ns_layer_free(w.layer);
    ns_packet_free(&w.in);
    ns_packet_free(&w.out);
    return 0;
}
