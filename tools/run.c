/* ngspike run: a deck from the command line to its exit status. */
#include <fcntl.h>
#include <math.h>
#include <poll.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/signalfd.h>
#include <unistd.h>

#include "data/atomic_file.h"
#include "deck.h"
#include "layer_energy.h"
#include "energy_summary.h"
#include "host.h"
#include "messages.h"
#include "options.h"
#include "progress.h"
#include "run_result.h"
#include "run_setup.h"
#include "sky130.h"
#include "text.h"

enum { EXIT_ERROR = 1, EXIT_INTERRUPTED = 130, REDRAW_MS = 200 };

typedef struct {
    const char *deck, *raw, *json, *models, *sky130, *corner;
    bool quiet, verbose, events;
    char **params, **sets;
    int n_params, n_sets;
} run_options;

typedef struct {
    const run_options *o;
    deck d;
    host *h;
    raw_file *raw;
    messages *log;
    progress bar;
    int signals; /* signalfd */
    bool interrupted;
    double interrupted_at;
    deck_copy copy;
    char *models;
    sky130_path sky130;
    double start;
    double t_stop; /* of the deck's transient analysis, NAN if unknown; s */
} run;

static const char help[] =
    "usage: ngspike run [options] DECK\n"
    "Runs an ngspice deck with ngspike's models loaded. A deck without commands (.control) has its "
    "analyses run.\n"
    "\n"
    "  -p, --param NAME=VALUE  give a .param of the deck another value (repeatable)\n"
    "      --set NAME=WORDS    set a variable for the deck's commands; several words make a list "
    "(repeatable)\n"
    "  -o, --output FILE       write the vectors of every analysis to a raw file\n"
    "      --json FILE         write a summary of the run; - is standard output\n"
    "      --cm FILE           library of code models (default: $NGSPIKE_CM, else the installed "
    "ngspike.cm);\n"
    "                          'none' loads none\n"
    "      --sky130 WHICH      transistors of a deck with .lib \"sky130.lib.spice\": pdk "
    "($PDK_ROOT),\n"
    "                          embedded (ngspike's own cards), or a folder with that file\n"
    "                          (default: pdk if it is there, else embedded)\n"
    "      --corner NAME       its section: tt, ss, ff, sf, fs, or with mismatch tt_mm ...\n"
    "      --events            keep the history of event nodes (the default is 'esave none')\n"
    "  -q, --quiet             print errors only\n"
    "  -v, --verbose           print all that the simulator prints\n"
    "  -h, --help\n"
    "\n"
    "The first Ctrl-C stops the running analysis; what was computed is kept and written. The "
    "second one quits at once.\n"
    "Exit status: 0 no error, 1 an error of the simulation, 2 wrong usage or input, 130 "
    "interrupted,\n"
    "otherwise what the deck gave to 'quit'.\n";

static int usage_error(const char *fmt, const char *what)
{
    fputs("ngspike run: ", stderr);
    fprintf(stderr, fmt, what);
    fputs("\nTry 'ngspike run --help'.\n", stderr);
    return EXIT_USAGE;
}

/* NAME=WORDS that ngspice's commands read as they are. */
static bool is_setting(const char *s)
{
#define LETTERS "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_"
    const size_t name = strspn(s, LETTERS);
    const char *words = s + name + 1;
    return name > 0 && s[name] == '=' && !words[strspn(words, LETTERS " .+-")] &&
           words[strspn(words, " ")];
#undef LETTERS
}

/* 0: go on; else the exit status + 1. */
static int parse(int argc, char **argv, run_options *o)
{
    enum { OPT_JSON = 256, OPT_CM, OPT_EVENTS, OPT_SKY130, OPT_CORNER, OPT_SET };
    static const struct option options[] = {{"param", required_argument, NULL, 'p'},
                                            {"set", required_argument, NULL, OPT_SET},
                                            {"output", required_argument, NULL, 'o'},
                                            {"json", required_argument, NULL, OPT_JSON},
                                            {"cm", required_argument, NULL, OPT_CM},
                                            {"events", no_argument, NULL, OPT_EVENTS},
                                            {"sky130", required_argument, NULL, OPT_SKY130},
                                            {"corner", required_argument, NULL, OPT_CORNER},
                                            {"quiet", no_argument, NULL, 'q'},
                                            {"verbose", no_argument, NULL, 'v'},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    for (int c; (c = next_option(argc, argv, ":p:o:qvh", options)) != -1;) {
        switch (c) {
        case 'p':
            if (optarg[0] == '=' || !strchr(optarg, '='))
                return usage_error("-p wants NAME=VALUE, not '%s'", optarg) + 1;
            o->params = grow(o->params, (size_t)o->n_params + 1, sizeof *o->params);
            o->params[o->n_params++] = optarg;
            break;
        case OPT_SET:
            if (!is_setting(optarg))
                return usage_error("--set wants NAME=WORDS, letters, digits, blanks and .+-_ only, "
                                   "not '%s'",
                                   optarg) +
                       1;
            o->sets = grow(o->sets, (size_t)o->n_sets + 1, sizeof *o->sets);
            o->sets[o->n_sets++] = optarg;
            break;
        case 'o':
            o->raw = optarg;
            break;
        case OPT_JSON:
            o->json = optarg;
            break;
        case OPT_CM:
            o->models = optarg;
            break;
        case OPT_SKY130:
            o->sky130 = optarg;
            break;
        case OPT_CORNER:
            o->corner = optarg;
            break;
        case OPT_EVENTS:
            o->events = true;
            break;
        case 'q':
            o->quiet = true;
            break;
        case 'v':
            o->verbose = true;
            break;
        case 'h':
            fputs(help, stdout);
            return 1;
        default:
            return EXIT_USAGE + 1;
        }
    }
    if (optind != argc - 1)
        return usage_error(optind < argc ? "one deck at a time, '%s' is one too many"
                                         : "no deck given%s",
                           optind < argc ? argv[argc - 1] : "") +
               1;
    o->deck = argv[optind];
    return 0;
}

/* ---- what is printed ---- */

static void show_output(void *user, const char *line)
{
    run *r = user;
    if (r->o->quiet || r->o->verbose)
        return;
    progress_hide(&r->bar);
    FILE *f = r->o->json && strcmp(r->o->json, "-") == 0 ? stderr : stdout;
    fprintf(f, "%s\n", line);
    fflush(f);
}

static void show_message(void *user, const message *m)
{
    run *r = user;
    if (r->o->quiet && !m->error)
        return;
    progress_hide(&r->bar);
    if (m->place.file)
        fprintf(stderr, "%s:%d: ", m->place.file, m->place.line);
    else
        fprintf(stderr, "%s: ", r->o->deck);
    fprintf(stderr, "%s: %s\n", m->error ? "error" : "warning", m->what);
    if (m->place.text)
        fprintf(stderr, "    %s\n", m->place.text + strspn(m->place.text, " \t"));
    if (m->remedy)
        fprintf(stderr, "    (%s)\n", m->remedy);
}

static void take_output(run *r)
{
    bool is_error;
    char *fault = host_take_fault(r->h);
    if (fault)
        messages_add_fault(r->log, fault);
    free(fault);
    for (char *line; (line = host_next_line(r->h, &is_error)) != NULL; free(line)) {
        if (r->o->verbose) {
            progress_hide(&r->bar);
            fprintf(stderr, "%s\n", line);
        }
        messages_add(r->log, line, is_error);
    }
}

static void add_error(run *r, const char *what, const char *remedy)
{
    messages_add_error(r->log, what, remedy, (deck_place){0});
}

/* ---- one run ---- */

/* Ctrl-C, SIGTERM and a closed terminal become readable on a descriptor; nothing of libngspice sees
 * them. */
static int catch_signals(void)
{
    sigset_t set;
    sigemptyset(&set);
    sigaddset(&set, SIGINT);
    sigaddset(&set, SIGTERM);
    sigaddset(&set, SIGHUP);
    signal(SIGPIPE, SIG_IGN);
    pthread_sigmask(SIG_BLOCK, &set, NULL);
    return signalfd(-1, &set, SFD_CLOEXEC | SFD_NONBLOCK);
}

static void take_signal(run *r)
{
    struct signalfd_siginfo info;
    if (read(r->signals, &info, sizeof info) != sizeof info)
        return;
    /* wrappers may pass on a signal that the terminal has sent already: that is one request, not
     * two */
    double now = seconds_now();
    if (r->interrupted && now - r->interrupted_at < 0.3)
        return;
    progress_hide(&r->bar);
    if (r->interrupted) {
        fputs("ngspike: stopped at once; nothing more is written\n", stderr);
        raw_unlink(r->raw);
        deck_copy_remove(&r->copy);
        _exit(EXIT_INTERRUPTED);
    }
    fputs("ngspike: stopping the analysis; once more to stop at once\n", stderr);
    r->interrupted = true;
    r->interrupted_at = now;
    host_stop(r->h);
}

static void wait_for_end(run *r)
{
    while (true) {
        struct pollfd fds[2] = {{.fd = host_fd(r->h), .events = POLLIN},
                                {.fd = r->signals, .events = POLLIN}};
        bool running = host_running(r->h);
        if (!running)
            host_ended(r->h); /* what it still has to say is said when this returns */
        take_output(r);
        if (!running)
            break;
        poll(fds, 2, REDRAW_MS);
        if (fds[0].revents)
            host_clear_fd(r->h);
        if (fds[1].revents)
            take_signal(r);
        host_progress p = host_get_progress(r->h);
        double f = p.scale_is_time ? p.scale / r->t_stop : -1;
        if (fabs(f - p.fraction) < 0.01)
            p.fraction = f; /* the simulator's own has steps of 0.1 % */
        progress_show(&r->bar, &p, host_network(r->h));
    }
    messages_flush(r->log);
    progress_hide(&r->bar);
}

static bool set_up(run *r, ns_error *e)
{
    int trtol = (int)deck_option(&r->d, "trtol", 7);
    if (!deck_copy_make(&r->copy, &r->d, r->o->events, e))
        return false;
    r->h = host_open(r->raw, e);
    if (!r->h)
        return false;
    /* ngspice takes steps as small as for trtol=1 once there is a code model, which ours do not
     * need */
    host_command(r->h, "set xtrtol=%d", trtol < 1 ? 1 : trtol);
    /* ngspice's BSIM4 spreads its transistors over all cores, which for circuits of ordinary size
     * only makes threads wait for one another (on a busy machine for minutes); a deck can set it
     * again */
    host_command(r->h, "set num_threads=1");
    /* without it ngspice 39 crashes on a spike node that is an analog node as well (it looks for
     * the supply of a bridge between them by a name that only digital nodes have) */
    host_command(r->h, "set auto_bridge_parm_spike=vcc");
    host_command(r->h, "set sourcepath = ( $sourcepath \"%s\" )", r->d.dir);
    for (int i = 0; i < r->o->n_sets; i++) {
        const char *words = strchr(r->o->sets[i], '=') + 1;
        host_command(r->h, strchr(words, ' ') ? "set %.*s = ( %s )" : "set %.*s = %s",
                     (int)(words - 1 - r->o->sets[i]), r->o->sets[i], words);
    }
    if (r->models && !host_load_models(r->h, deck_copy_plain_path(&r->copy, r->models), e)) {
        take_output(r);
        return false;
    }
    take_output(r);
    host_set_input_dir(r->h, r->d.dir);
    return true;
}

static void simulate(run *r)
{
    messages_set_deck(r->log, &r->d, r->copy.inserted, r->copy.path);
    host_start(r->h, "source %s", r->copy.path);
    wait_for_end(r);
    bool fine = messages_errors(r->log) == 0 && !host_ended(r->h) && !r->interrupted;
    if (fine && host_get_progress(r->h).analyses == 0 && deck_has_analysis(&r->d)) {
        host_start(r->h, "run");
        wait_for_end(r);
    }
}

/* Errors win over the status that the deck gave to quit. */
static int judge(run *r, const char **status)
{
    if (host_ended(r->h) && !host_quit(r->h) && messages_errors(r->log) == 0)
        add_error(r, "the simulator gave up", "see what it says with --verbose");
    if (!r->interrupted && host_get_progress(r->h).analyses == 0 && !host_quit(r->h) &&
        !deck_has_analysis(&r->d) && messages_errors(r->log) == 0 && !r->d.script &&
        !deck_has_commands(&r->d))
        add_error(r, "the deck asks for no analysis",
                  "add a line like .tran 1u 1m, or a .control section");
    int errors = messages_errors(r->log);
    int quit = host_quit(r->h) ? host_exit_status(r->h) : 0;
    *status = r->interrupted ? "interrupted" : errors || quit ? "error" : "ok";
    return r->interrupted ? EXIT_INTERRUPTED : errors ? EXIT_ERROR : quit;
}

/* What came out, in a line or two. */
static void show_result(const run *r)
{
    const ngspike_status *net = host_network(r->h);
    double took = seconds_now() - r->start;
    const host_analysis *a;
    int n = host_analyses(r->h, &a);
    if (r->o->quiet)
        return;
    if (net && net->tested > 0)
        fprintf(stderr, "accuracy %.2f %% of %llu test images, %llu images in %.1f s\n",
                100 * net->accuracy, (unsigned long long)net->tested,
                (unsigned long long)net->shown, took);
    else if (n > 0)
        fprintf(stderr, "%s: %ld points in %.2g s\n", a[n - 1].name, a[n - 1].points, took);
    if (net && net->energy.reads > 0)
        layer_energy_show(&net->energy);
}

/* Where the energy went, for a circuit that has memristors or neurons. */
static void show_energy(const run *r)
{
    const ngspike_energy *list;
    const int n = host_energy(r->h, &list);
    energy_family all;
    char line[160];
    if (r->o->quiet || !energy_family_of(list, n, -1, &all) || !(all.dissipated > 0))
        return;
    for (int k = 0; energy_summary_line(list, n, false, k, line, sizeof line); k++)
        fprintf(stderr, "%s\n", line);
}

static int finish(run *r)
{
    ns_error e;
    run_result result = {.d = &r->d,
                         .h = r->h,
                         .log = r->log,
                         .models = r->models,
                         .raw = r->o->raw,
                         .params = r->o->params,
                         .n_params = r->o->n_params,
                         .elapsed = seconds_now() - r->start};
    result.exit_status = judge(r, &result.status);
    if (r->raw && !raw_commit(r->raw, &e)) {
        add_error(r, e.msg, NULL);
        result.exit_status = EXIT_ERROR;
        result.status = "error";
    }
    r->raw = NULL;
    if (result.exit_status == EXIT_SUCCESS)
        show_result(r);
    if (result.exit_status == EXIT_SUCCESS || r->interrupted)
        show_energy(r);
    if (r->o->json && !run_write_json(&result, r->o->json, &e)) {
        fprintf(stderr, "ngspike run: %s\n", e.msg);
        return result.exit_status ? result.exit_status : EXIT_ERROR;
    }
    return result.exit_status;
}

static bool read_input(run *r, ns_error *e)
{
    bool ok = sky130_find(&r->sky130, r->o->sky130, e) &&
              deck_read_in(&r->d, r->o->deck, sky130_folders(&r->sky130), e);
    if (ok && r->o->corner)
        ok = deck_set_section(&r->d, SKY130_LIBRARY, r->o->corner, e);
    for (int i = 0; ok && i < r->o->n_params; i++) {
        char *name = copy_string(r->o->params[i]);
        char *value = strchr(name, '=');
        *value++ = '\0';
        ok = deck_set_param(&r->d, name, value, e);
        free(name);
    }
    if (ok)
        r->t_stop = deck_stop_time(&r->d);
    if (ok)
        r->models = find_models(r->o->models, &ok, e);
    if (ok && !r->models && !(r->o->models && strcmp(r->o->models, "none") == 0) &&
        !getenv("NGSPIKE_CM"))
        fputs("ngspike run: ngspike.cm is not installed; its models are not loaded (--cm FILE)\n",
              stderr);
    if (ok && r->o->json && strcmp(r->o->json, "-") != 0)
        ok = ns_file_check(r->o->json, e);
    if (ok && r->o->raw) {
        r->raw = raw_open(r->o->raw, e);
        ok = r->raw != NULL;
    }
    return ok;
}

static int run_deck(const run_options *o)
{
    ns_error e;
    run r = {.o = o, .start = seconds_now(), .signals = catch_signals()};
    r.log = messages_new((message_sink){show_output, show_message, &r});
    r.bar = progress_new(!o->quiet);
    /* a deck that asks its user something gets no answer instead of waiting for one */
    int null = open("/dev/null", O_RDONLY | O_CLOEXEC);
    if (null >= 0)
        dup2(null, STDIN_FILENO);
    int status = EXIT_USAGE;
    if (read_input(&r, &e) && set_up(&r, &e)) {
        simulate(&r);
        status = finish(&r);
        host_remove_circuits(r.h);
        char *fault = host_take_fault(r.h); /* printed by the library */
        if (fault && status == EXIT_SUCCESS)
            status = EXIT_ERROR;
        free(fault);
    } else {
        fprintf(stderr, "ngspike run: %s\n", e.msg);
    }
    raw_abort(r.raw);
    deck_copy_remove(&r.copy);
    host_close(r.h);
    messages_free(r.log);
    deck_free(&r.d);
    free(r.models);
    sky130_free(&r.sky130);
    close(null);
    return status;
}

int run_main(int argc, char **argv)
{
    run_options o = {0};
    int done = parse(argc, argv, &o);
    int status = done ? done - 1 : run_deck(&o);
    free(o.params);
    free(o.sets);
    return status;
}
