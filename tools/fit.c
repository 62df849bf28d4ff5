/* ngspike fit: a family's parameters from measured data. */
#include <math.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "data/atomic_file.h"
#include "fit_report.h"
#include "options.h"
#include "progress.h"
#include "text.h"

enum { EXIT_ERROR = 1, EXIT_INTERRUPTED = 130, POINTS = 500 };

static const char help[] =
    "usage: ngspike fit [options] DATA.csv...\n"
    "Finds the parameters with which a memristor family answers as a measured device did; several "
    "files are\n"
    "fitted together, each with its own initial state. Without --model all families are tried and "
    "ranked.\n"
    "\n"
    "Columns of a sweep: time, voltage and current (or resistance, conductance); of pulses: "
    "v_pulse, width and\n"
    "conductance (or resistance, or current with v_read) after each pulse. Units stand in the "
    "heading: \"i (uA)\".\n"
    "  -c, --columns HEADING   heading to use in place of the file's: \"v (V), i (uA)\"\n"
    "      --period S          without a time column: all rows of a file together take so long\n"
    "      --rate HZ           the same, as rows per second\n"
    "      --v-pulse V, --width S, --v-read V    of pulses without these columns\n"
    "      --series OHM        resistor between the source whose voltage is given and the device\n"
    "      --points N          keep at most so many rows of a sweep (500; 0: all)\n"
    "\n"
    "  -m, --model NAME        the family ('ngspike models' lists them)\n"
    "  -s, --set NAME          published set to start from; it gives what is not varied\n"
    "  -f, --fix NAME=VALUE    keep a parameter, or x0 (repeatable)\n"
    "      --free NAME,...     vary these in place of the family's own choice\n"
    "      --polarity 1|-1     sign of the voltage that raises the conductance (default: found)\n"
    "      --weight linear|log residuals relative to the largest reading, or by decades\n"
    "      --searches N        independent searches (4)\n"
    "      --seed N            of their random numbers (1)\n"
    "      --profile           intervals of the profile likelihood, too: right where the model is "
    "not "
    "linear\n"
    "\n"
    "  -o, --card FILE         write the result as a .model card (it is printed otherwise)\n"
    "      --plot FILE.svg     draw data against fit\n"
    "      --json FILE         write everything; - is standard output\n"
    "  -q, --quiet             print the card only\n"
    "  -h, --help\n"
    "\n"
    "The first Ctrl-C ends the search and keeps the best so far.\n"
    "Exit status: 0 fitted, 1 no fit, 2 wrong usage or data, 130 interrupted.\n";

typedef struct {
    const char *model, *card, *plot, *json;
    bool quiet;
    text fixed; /* all --fix */
    ns_fit_read read;
    ns_fit_options fit;
} fit_options;

/* ---- the command line ---- */

static bool complain(const char *option, const char *value, const char *wanted)
{
    fprintf(stderr, "ngspike fit: %s %s; it wants %s\nTry 'ngspike fit --help'.\n", option, value,
            wanted);
    return false;
}

/* A number of at least `least` (or above it, if `open`). */
static bool take_number(const char *option, double least, bool open, double *out)
{
    char wanted[64];
    snprintf(wanted, sizeof wanted, "a number %s %g", open ? "above" : "of at least", least);
    if (ns_number(optarg, out) && (open ? *out > least : *out >= least))
        return true;
    return complain(option, optarg, wanted);
}

static bool take_count(const char *option, double least, double most, double *out)
{
    char wanted[64];
    snprintf(wanted, sizeof wanted, "a whole number from %.0f to %.0f", least, most);
    if (ns_number(optarg, out) && *out >= least && *out <= most && *out == floor(*out))
        return true;
    return complain(option, optarg, wanted);
}

static bool take_word(fit_options *o, int c)
{
    bool log = strcmp(optarg, "log") == 0;
    if (c == 'w') {
        o->fit.weight = log ? NS_FIT_LOG : NS_FIT_LINEAR;
        return log || strcmp(optarg, "linear") == 0 ||
               complain("--weight", optarg, "linear or log");
    }
    if (c == 'P') {
        o->fit.polarity = strcmp(optarg, "-1") == 0 ? -1 : 1;
        return strcmp(optarg, "1") == 0 || o->fit.polarity < 0 ||
               complain("--polarity", optarg, "1 or -1");
    }
    if (optarg[0] == '=' || !strchr(optarg, '='))
        return complain("--fix", optarg, "NAME=VALUE");
    text_addf(&o->fixed, "%s ", optarg);
    o->fit.fixed = o->fixed.s;
    return true;
}

static bool take_quantity(fit_options *o, int c)
{
    double n = 0;
    bool ok = true;
    switch (c) {
    case 'T':
        return take_number("--period", 0, true, &o->read.period);
    case 'R':
        return take_number("--rate", 0, true, &o->read.rate);
    case 'V':
        return take_number("--v-pulse", -1e3, false, &o->read.v_pulse);
    case 'W':
        return take_number("--width", 0, true, &o->read.width);
    case 'r':
        return take_number("--v-read", -1e3, false, &o->read.v_read);
    case 'S':
        return take_number("--series", 0, false, &o->fit.series);
    case 'N':
        ok = take_count("--points", 0, 1e9, &n);
        o->read.points = (size_t)n;
        return ok;
    case 'n':
        ok = take_count("--searches", 1, NS_FIT_MAX_SEARCHES, &n);
        o->fit.searches = (int)n;
        return ok;
    default:
        ok = take_count("--seed", 0, 1e15, &n);
        o->fit.seed = (uint64_t)n;
        return ok;
    }
}

/* 0: go on; else the exit status + 1. */
static int parse(int argc, char **argv, fit_options *o)
{
    static const struct option options[] = {{"columns", required_argument, NULL, 'c'},
                                            {"period", required_argument, NULL, 'T'},
                                            {"rate", required_argument, NULL, 'R'},
                                            {"v-pulse", required_argument, NULL, 'V'},
                                            {"width", required_argument, NULL, 'W'},
                                            {"v-read", required_argument, NULL, 'r'},
                                            {"series", required_argument, NULL, 'S'},
                                            {"points", required_argument, NULL, 'N'},
                                            {"model", required_argument, NULL, 'm'},
                                            {"set", required_argument, NULL, 's'},
                                            {"fix", required_argument, NULL, 'f'},
                                            {"free", required_argument, NULL, 'F'},
                                            {"polarity", required_argument, NULL, 'P'},
                                            {"weight", required_argument, NULL, 'w'},
                                            {"searches", required_argument, NULL, 'n'},
                                            {"seed", required_argument, NULL, 'd'},
                                            {"card", required_argument, NULL, 'o'},
                                            {"plot", required_argument, NULL, 'p'},
                                            {"json", required_argument, NULL, 'j'},
                                            {"quiet", no_argument, NULL, 'q'},
                                            {"profile", no_argument, NULL, 'L'},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    for (int c; (c = next_option(argc, argv, ":c:m:s:f:o:qh", options)) != -1;) {
        switch (c) {
        case 'c':
            o->read.columns = optarg;
            break;
        case 'm':
            o->model = strncasecmp(optarg, "mem_", 4) == 0 ? optarg + 4 : optarg;
            break;
        case 's':
            o->fit.set = optarg;
            break;
        case 'F':
            o->fit.free = optarg;
            break;
        case 'o':
            o->card = optarg;
            break;
        case 'p':
            o->plot = optarg;
            break;
        case 'j':
            o->json = optarg;
            break;
        case 'L':
            o->fit.profile = true;
            break;
        case 'q':
            o->quiet = true;
            break;
        case 'h':
            fputs(help, stdout);
            return 1;
        case '?':
        case ':':
            return EXIT_USAGE + 1;
        default:
            if (!(strchr("fPw", c) ? take_word : take_quantity)(o, c))
                return EXIT_USAGE + 1;
        }
    }
    return 0;
}

/* What the options want of each other. */
static bool check_options(const fit_options *o, int files, ns_error *e)
{
    if (files == 0)
        return ns_fail(e, "no data given");
    if (!isnan(o->read.rate) && !isnan(o->read.period))
        return ns_fail(e, "--rate and --period say the same; give one of them");
    bool fixes = o->fixed.n > 0 && strncasecmp(o->fixed.s, "x0=", 3) != 0;
    if (!o->model && (o->fit.set || o->fit.free || fixes))
        return ns_fail(e, "--set, --free and --fix belong to a family; give it with --model");
    if (o->model && !ns_device_find(o->model)) {
        const char *names[64] = {NULL};
        for (int k = 0; k < 63 && ns_devices[k]; k++)
            names[k] = ns_devices[k]->name;
        const char *near = nearest(o->model, names);
        return ns_fail(e, "there is no family '%s'%s%s%s ('ngspike models' lists them)", o->model,
                       near ? "; did you mean '" : "", near ? near : "", near ? "'?" : "");
    }
    return ns_file_check(o->card, e) && ns_file_check(o->plot, e) &&
           (!o->json || strcmp(o->json, "-") == 0 || ns_file_check(o->json, e));
}

/* ---- fitting ---- */

static volatile sig_atomic_t interrupted;

static void interrupt(int signal)
{
    (void)signal;
    interrupted = 1;
}

/* A run over families, for its progress. */
typedef struct {
    progress bar;
    int family, families;
    const char *name;
    double shown;
} run;

static bool go_on(void *user, double done)
{
    run *r = user;
    double now = seconds_now();
    if (now - r->shown > 0.2) {
        host_progress p = {
            .running = true, .fraction = (r->family + done) / r->families, .points = -1};
        snprintf(p.task, sizeof p.task, "%s", r->name);
        progress_show(&r->bar, &p, NULL);
        r->shown = now;
    }
    return !interrupted;
}

/* Keeps the list sorted, best first. */
static void insert(fit_report *f, const ns_fit_result *r, double seconds)
{
    int k = f->n++;
    f->fit = grow(f->fit, (size_t)f->n, sizeof *f->fit);
    f->seconds = grow(f->seconds, (size_t)f->n, sizeof *f->seconds);
    for (; k > 0 && r->aic < f->fit[k - 1].aic; k--) {
        f->fit[k] = f->fit[k - 1];
        f->seconds[k] = f->seconds[k - 1];
    }
    f->fit[k] = *r;
    f->seconds[k] = seconds;
}

/* Fits the family asked for, or all of them; those that do not fit at all are told. */
static void fit_all(fit_report *f, const fit_options *o, ns_fit_options *how)
{
    run r = {.bar = progress_new(!o->quiet)};
    ns_error e;
    how->go_on = go_on;
    how->user = &r;
    while (ns_devices[r.families])
        r.families++;
    for (const ns_device *const *d = ns_devices; *d && !interrupted; d++, r.family++) {
        ns_fit_result result;
        double start = seconds_now();
        if (o->model && strcasecmp((*d)->name, o->model) != 0)
            continue;
        r.families = o->model ? 1 : r.families;
        r.family = o->model ? 0 : r.family;
        r.name = (*d)->name;
        bool ok = ns_fit(&result, *d, f->data, f->n_data, how, &e);
        if (ok)
            insert(f, &result, seconds_now() - start);
        progress_hide(&r.bar);
        if (!ok)
            fprintf(stderr, "ngspike fit: %s\n", e.msg);
    }
    f->status = interrupted ? "interrupted" : "ok";
}

/* ---- results ---- */

static bool write_files(const fit_report *f, const fit_options *o, ns_error *e)
{
    const ns_fit_result *best = &f->fit[0];
    text card = {0}, figure = {0};
    fit_card(&card, f, best);
    figure_fit(&figure, f, best);
    bool to_out = o->json && strcmp(o->json, "-") == 0;
    bool ok = (!o->card || text_write(&card, o->card, e)) &&
              (!o->plot || text_write(&figure, o->plot, e)) &&
              (!o->json || fit_write_json(f, o->json, e));
    if (!o->card && !to_out)
        printf("%s%s", o->quiet ? "" : "\n", card.s);
    text_free(&card);
    text_free(&figure);
    return ok;
}

static int report(const fit_report *f, const fit_options *o)
{
    ns_error e;
    bool to_out = o->json && strcmp(o->json, "-") == 0;
    if (f->n == 0)
        return interrupted ? EXIT_INTERRUPTED : EXIT_ERROR;
    if (!o->quiet && !to_out) {
        for (size_t k = 0; k < f->n_data; k++)
            fit_print_data(&f->data[k]);
        if (f->n > 1)
            fit_print_ranking(f);
        fit_print_result(f, &f->fit[0]);
    }
    if (!write_files(f, o, &e)) {
        fprintf(stderr, "ngspike fit: %s\n", e.msg);
        return EXIT_ERROR;
    }
    return interrupted ? EXIT_INTERRUPTED : EXIT_SUCCESS;
}

static int fit_files(fit_options *o, char **files, int n)
{
    ns_error e;
    ns_fit_data *data = alloc_zeroed((size_t)n, sizeof *data);
    fit_report f = {.data = data, .o = &o->fit};
    bool ok = check_options(o, n, &e);
    for (int k = 0; ok && k < n; k++) {
        ok = ns_fit_data_read(&data[k], files[k], &o->read, &e);
        f.n_data += ok;
    }
    int status = EXIT_USAGE;
    if (ok) {
        struct sigaction act = {.sa_handler = interrupt, .sa_flags = (int)SA_RESETHAND};
        sigaction(SIGINT, &act, NULL);
        sigaction(SIGTERM, &act, NULL);
        fit_all(&f, o, &o->fit);
        status = report(&f, o);
    } else {
        fprintf(stderr, "ngspike fit: %s\n", e.msg);
        if (n == 0)
            fputs("Try 'ngspike fit --help'.\n", stderr);
    }
    for (int k = 0; k < f.n; k++)
        ns_fit_result_free(&f.fit[k], f.n_data);
    for (size_t k = 0; k < f.n_data; k++)
        ns_fit_data_free(&data[k]);
    free(f.fit);
    free(f.seconds);
    free(data);
    return status;
}

int fit_main(int argc, char **argv)
{
    fit_options o = {.read = ns_fit_read_default, .fit = ns_fit_default};
    o.read.points = POINTS;
    int done = parse(argc, argv, &o);
    int status = done ? done - 1 : fit_files(&o, argv + optind, argc - optind);
    text_free(&o.fixed);
    return status;
}
