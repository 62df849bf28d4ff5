/* ngspike report: one page from the files that a run left. */
#include <ctype.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "figures.h"
#include "html.h"
#include "options.h"
#include "results.h"
#include "text.h"
#include "ticks.h"

typedef struct {
    const char *dir, *classes;
    int rows, cols;
    bool svg;
} report_options;

static const char help[] =
    "usage: ngspike report [options] DIR\n"
    "Writes DIR/report.html, one file that needs no other, from what a run left in DIR. Each of "
    "these may be missing:\n"
    "  run.json (ngspike run --json), result.json (spike_readout), weights.npy, weights-start.npy, "
    "theta.npy\n"
    "  (spike_layer), spikes.csv (spike_record), command.txt (the command that reproduces the "
    "results),\n"
    "  hysteresis.csv (time, then v, i, x of every memristor, as wrdata writes them)\n"
    "\n"
    "      --classes NAME      names of the classes: fashion (Fashion-MNIST) or digits (MNIST)\n"
    "      --shape ROWSxCOLS   size of an image (default: square)\n"
    "      --svg               also write every figure to a file of its own, DIR/NAME.svg\n"
    "  -h, --help\n"
    "\n"
    "Exit status: 0; 1 if a file was damaged (the report tells which); 2 on wrong usage.\n";

/* 0: go on; else the exit status + 1. */
static int parse(int argc, char **argv, report_options *o)
{
    enum { OPT_CLASSES = 256, OPT_SHAPE, OPT_SVG };
    static const struct option options[] = {{"classes", required_argument, NULL, OPT_CLASSES},
                                            {"shape", required_argument, NULL, OPT_SHAPE},
                                            {"svg", no_argument, NULL, OPT_SVG},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    static const char *const known[] = {"fashion", "digits", NULL};
    char rest;
    for (int c; (c = next_option(argc, argv, ":h", options)) != -1;) {
        switch (c) {
        case OPT_CLASSES:
            o->classes = optarg;
            if (strcmp(optarg, known[0]) == 0 || strcmp(optarg, known[1]) == 0)
                break;
            fprintf(stderr,
                    "ngspike report: --classes '%s' is unknown; there are fashion and digits\n",
                    optarg);
            return EXIT_USAGE + 1;
        case OPT_SHAPE:
            if (sscanf(optarg, "%dx%d%c", &o->rows, &o->cols, &rest) == 2 && o->rows > 0 &&
                o->cols > 0 && o->rows <= 4096 && o->cols <= 4096)
                break;
            fprintf(stderr,
                    "ngspike report: --shape wants ROWSxCOLUMNS like 28x28, up to 4096, not '%s'\n",
                    optarg);
            return EXIT_USAGE + 1;
        case OPT_SVG:
            o->svg = true;
            break;
        case 'h':
            fputs(help, stdout);
            return 1;
        default:
            return EXIT_USAGE + 1;
        }
    }
    if (optind != argc - 1) {
        fputs("ngspike report: give one folder\nTry 'ngspike report --help'.\n", stderr);
        return EXIT_USAGE + 1;
    }
    o->dir = argv[optind];
    return 0;
}

/* ---- sections ---- */

typedef struct {
    const char *name, *title, *caption;
    bool (*draw)(text *, const results *, const char **);
} section;

static const section sections[] = {
    {"confusion", "Confusion matrix",
     "Test images by what they show (rows) and what the network took them for (columns). Images "
     "without an answer "
     "are in no column.",
     figure_confusion},
    {"fields", "Learnt receptive fields",
     "Conductances of the synapses of each neuron, laid out as the image that they see, all on one "
     "scale. The label "
     "is the class that the neuron answers to most.",
     figure_fields},
    {"raster", "Spikes",
     "Spikes of the first recorded images. The neuron that spikes most is drawn in colour: green "
     "if its class is the "
     "one shown, red if not.",
     figure_raster},
    {"histogram", "Conductances", "All synapses, before and after training, in the same bins.",
     figure_histogram},
    {"hysteresis", "Pinched hysteresis",
     "Current over voltage of the memristor under a sine. The loop passes through the origin and "
     "closes as the "
     "frequency rises.",
     figure_hysteresis},
};

static void add_note(text *t, const char *why)
{
    text_add(t, "<p class=\"note\">Left out: ");
    html_text(t, why);
    text_add(t, ".</p>\n");
}

static void add_section(text *t, const section *s, const results *r)
{
    const char *why = "";
    text figure = {0};
    text_addf(t, "<section id=\"%s\">\n<h2>%s</h2>\n", s->name, s->title);
    if (s->draw(&figure, r, &why)) {
        text_add(t, "<figure>\n");
        text_add(t, figure.s);
        text_addf(t, "<figcaption>%s</figcaption>\n</figure>\n", s->caption);
    } else {
        add_note(t, why);
    }
    text_add(t, "</section>\n");
    text_free(&figure);
}

static double number(json_t *j, const char *key)
{
    json_t *v = j ? json_object_get(j, key) : NULL;
    return json_is_number(v) ? json_number_value(v) : NAN;
}

static void add_headline(text *t, const results *r)
{
    double accuracy = number(r->result, "accuracy"), tested = number(r->result, "tested");
    double classes = number(r->result, "classes");
    text_add(t, "<section id=\"accuracy\">\n");
    if (!(tested > 0)) {
        text_add(t, "<h2>Accuracy</h2>\n");
        add_note(t, r->result ? "no test image was shown" : r->result_state.why);
        text_add(t, "</section>\n");
        return;
    }
    double error = sqrt(accuracy * (1 - accuracy) / tested);
    text_addf(t,
              "<p class=\"big\">%.2f&#160;%% <span class=\"sub\">&#177; %.2f&#160;%%</span></p>\n",
              100 * accuracy, 100 * error);
    text_addf(t, "<p>of %.0f test images recognised (&#177; one binomial standard error).", tested);
    if (classes > 0)
        text_addf(t, " Guessing among %.0f classes gives %.3g&#160;%%.", classes, 100 / classes);
    double silent = number(r->result, "silent");
    if (silent > 0)
        text_addf(t, " %.0f images drew no spike and count as wrong.", silent);
    text_add(t, "</p>\n");
    if (json_is_false(json_object_get(r->result, "complete")))
        text_add(t, "<p class=\"bad\">The run ended before all test images were shown.</p>\n");
    text_add(t, "</section>\n");
}

static void add_fact(text *t, const char *name, const char *value)
{
    text_addf(t, "<tr><th>%s</th><td>", name);
    html_text(t, value);
    text_add(t, "</td></tr>\n");
}

static void add_number(text *t, const char *name, double v, const char *format)
{
    char s[64];
    if (!isfinite(v))
        return;
    snprintf(s, sizeof s, format, v);
    add_fact(t, name, s);
}

static void add_value(text *t, const char *name, json_t *v)
{
    if (json_is_string(v)) {
        add_fact(t, name, json_string_value(v));
    } else if (json_is_number(v)) {
        char *s = json_dumps(v, JSON_ENCODE_ANY | JSON_REAL_PRECISION(6));
        add_fact(t, name, s ? s : "");
        free(s);
    }
}

/* What the layers have dissipated, and shares of it. */
static void add_energy(text *t, json_t *energy)
{
    static const char *const facts[][2] = {{"total_j", "Energy of the layers"},
                                           {"read_j", "reading synapses"},
                                           {"write_j", "programming them"},
                                           {"neurons_j", "neurons"},
                                           {"per_synaptic_event_j", "a synaptic event"},
                                           {"per_programming_pulse_j", "a programming pulse"},
                                           {"per_spike_j", "a spike, of all"},
                                           {"per_image_j", "an image, of all"}};
    for (size_t k = 0; k < sizeof facts / sizeof *facts; k++) {
        const double v = number(energy, facts[k][0]);
        char s[32];
        if (!isnan(v)) {
            si_format(s, sizeof s, v, "J");
            add_fact(t, facts[k][1], s);
        }
    }
}

static void add_run_facts(text *t, const results *r)
{
    json_t *net = json_object_get(r->run, "network"), *value;
    json_t *params = json_object_get(r->run, "parameters");
    const char *key;
    char name[128];
    add_value(t, "Deck", json_object_get(r->run, "deck"));
    add_value(t, "Status", json_object_get(r->run, "status"));
    add_number(t, "Images shown", number(net, "images"), "%.0f");
    add_number(t, "Time", number(r->run, "elapsed_s"), "%.1f s");
    add_number(t, "Speed", number(net, "images_per_s"), "%.0f images/s");
    add_energy(t, json_object_get(net, "energy"));
    add_value(t, "Seed", json_object_get(r->run, "seed"));
    json_object_foreach(params, key, value)
    {
        text escaped = {0};
        html_text(&escaped, key);
        snprintf(name, sizeof name, "Parameter %.100s", escaped.s);
        add_value(t, name, value);
        text_free(&escaped);
    }
    add_value(t, "ngspice", json_object_get(r->run, "ngspice"));
    add_value(t, "ngspike", json_object_get(r->run, "ngspike"));
    add_number(t, "Time points", number(r->run, "points"), "%.0f");
}

static void add_facts(text *t, const results *r)
{
    char s[96], min[32], max[32];
    text_add(t, "<section id=\"facts\">\n<h2>The run</h2>\n<table>\n");
    if (r->run)
        add_run_facts(t, r);
    if (r->n > 0) {
        snprintf(s, sizeof s, "%zu x %zu", r->inputs, r->n);
        add_fact(t, "Synapses", s);
    }
    add_number(t, "Spikes per image", number(r->result, "spikes_per_packet"), "%.2f");
    if (r->theta) {
        double low = INFINITY, high = -INFINITY;
        for (size_t i = 0; i < r->n_theta; i++) {
            low = fmin(low, (double)r->theta[i]);
            high = fmax(high, (double)r->theta[i]);
        }
        si_format(min, sizeof min, low, "V");
        si_format(max, sizeof max, high, "V");
        snprintf(s, sizeof s, "%s to %s", min, max);
        add_fact(t, "Thresholds raised by", s);
    }
    text_add(t, "</table>\n");
    if (!r->run)
        add_note(t, r->run_state.why);
    text_add(t, "<h2>To reproduce it</h2>\n");
    if (r->command) {
        text_add(t, "<pre>");
        html_text(t, r->command);
        text_add(t, "</pre>\n");
    } else {
        add_note(t, r->command_state.why);
    }
    text_add(t, "</section>\n");
}

/* ---- files ---- */

static bool write_figures(const results *r, ns_error *e)
{
    bool ok = true;
    for (size_t i = 0; ok && i < sizeof sections / sizeof *sections; i++) {
        const char *why;
        text t = {0};
        char *name = format_string("%s.svg", sections[i].name);
        if (sections[i].draw(&t, r, &why))
            ok = text_write_in(&t, r->dir, name, e);
        free(name);
        text_free(&t);
    }
    return ok;
}

static bool write_report(const results *r, ns_error *e)
{
    const char *title = r->run ? json_string_value(json_object_get(r->run, "title")) : NULL;
    if (title)
        title += strspn(title, "* \t"); /* the title line of a deck is often written as a comment */
    text t = {0};
    html_begin(&t, "ngspike report");
    text_add(&t, "<h1>Memristive spiking network in ngspice</h1>\n<p class=\"sub\">");
    html_text(&t, title ? title : "");
    text_add(&t, "</p>\n");
    add_headline(&t, r);
    for (size_t i = 0; i < sizeof sections / sizeof *sections; i++)
        add_section(&t, &sections[i], r);
    add_facts(&t, r);
    html_end(&t);
    bool ok = text_write_in(&t, r->dir, "report.html", e);
    text_free(&t);
    return ok;
}

static int count_damaged(const results *r)
{
    const file_state *states[] = {&r->run_state,        &r->result_state, &r->weights_state,
                                  &r->start_state,      &r->theta_state,  &r->spikes_state,
                                  &r->hysteresis_state, &r->command_state};
    int n = 0;
    for (size_t i = 0; i < sizeof states / sizeof *states; i++) {
        if (states[i]->damaged)
            fprintf(stderr, "ngspike report: %s\n", states[i]->why);
        n += states[i]->damaged;
    }
    return n;
}

int report_main(int argc, char **argv)
{
    report_options o = {0};
    results r;
    ns_error e;
    int done = parse(argc, argv, &o);
    if (done)
        return done - 1;
    if (!results_read(&r, o.dir, o.classes, o.rows, o.cols, &e)) {
        fprintf(stderr, "ngspike report: %s\n", e.msg);
        return EXIT_USAGE;
    }
    int status = count_damaged(&r) ? EXIT_FAILURE : 0;
    if (!write_report(&r, &e) || (o.svg && !write_figures(&r, &e))) {
        fprintf(stderr, "ngspike report: %s\n", e.msg);
        status = EXIT_FAILURE;
    }
    results_free(&r);
    return status;
}
