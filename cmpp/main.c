/* ngspike-cmpp: the command line. */
#ifdef HAVE_CONFIG_H
#include <config.h>
#endif

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "cfunc.h"
#include "emit.h"
#include "file.h"
#include "ifspec.h"
#include "library.h"

enum { OK = 0, BAD_INPUT = 1, BAD_USAGE = 2 };

/* What is common to all runs of a command. */
struct run {
    struct diag diag;
    struct arena arena;
    struct text out;
    const char *out_path; /* NULL: standard output */
};

struct command {
    const char *name;
    int (*main)(const struct command *c, int argc, char **argv);
    const char *summary, *help;
};

static int cmd_ifs(const struct command *c, int argc, char **argv);
static int cmd_mod(const struct command *c, int argc, char **argv);
static int cmd_params(const struct command *c, int argc, char **argv);
static int cmd_lst(const struct command *c, int argc, char **argv);
static int cmd_doc(const struct command *c, int argc, char **argv);

static const struct command commands[] = {
    {"ifs", cmd_ifs, "C tables of a model from its ifspec.ifs",
     "usage: ngspike-cmpp ifs IFSPEC [-o OUT.c]\n\n"
     "Writes `const cm_model <C_Function_Name>_model` of cm_model.h.\n"},
    {"mod", cmd_mod, "C from cfunc.mod",
     "usage: ngspike-cmpp mod IFSPEC CFUNC [-o OUT.c]\n\n"
     "Replaces the accessors (PARAM, INPUT, OUTPUT, ...) by the macros of cm.h. If CFUNC includes\n"
     "\"NAME_params.h\" (see `ngspike-cmpp params --help`), appends\n"
     "  static bool NAME_params_read(Mif_Private_t *mif_private, NAME_params *p)\n"
     "which fills p from the host and checks it, and, if the model has vectors, "
     "NAME_params_free(p).\n"},
    {"params", cmd_params, "the parameters of a model as a plain C header",
     "usage: ngspike-cmpp params IFSPEC [-o NAME_params.h]\n\n"
     "Writes `typedef struct {...} NAME_params`, NAME_params_default() and NAME_params_check(), "
     "where\n"
     "NAME is the Spice_Model_Name. The header needs nothing but the C library.\n"},
    {"lst", cmd_lst, "the list of all models and node types of a library",
     "usage: ngspike-cmpp lst --name LIBRARY [--udn DIR]... [--udns FILE]... [--models FILE]...\n"
     "                        [DIR]... [-o OUT.c]\n\n"
     "Writes cm_models[], cm_udns[] and cm_library_name of cm_model.h.\n\n"
     "  DIR            folder of a model, with its ifspec.ifs\n"
     "  --models FILE  modpath.lst: such folders, one a line, relative to FILE; # or * starts a "
     "comment\n"
     "  --udn DIR      folder of node types, with udnfunc.c: const cm_udn udn_<name>_info = "
     "{...};\n"
     "  --udns FILE    udnpath.lst: such folders\n"
     "  --name LIBRARY the name in the library's messages\n"},
    {"doc", cmd_doc, "a reference of models in Markdown",
     "usage: ngspike-cmpp doc IFSPEC... [-o OUT.md]\n\n"
     "Writes tables of the ports, the parameters and the savable variables of each model, with an "
     "index.\n"},
};

static const char general_help[] =
    "\n"
    "  -o FILE    write to FILE, whole or not at all (default: standard output)\n"
    "  --help     this text\n"
    "Exit status: 0; 1 if the input has errors or a file cannot be read or written;\n"
    "2 if the command line is wrong.\n";

static int usage_error(const struct command *c, const char *problem)
{
    fprintf(stderr, "ngspike-cmpp %s: %s\n%.*s\n", c->name, problem, (int)strcspn(c->help, "\n"),
            c->help);
    return BAD_USAGE;
}

static int show_help(const struct command *c)
{
    printf("%s%s", c->help, general_help);
    return OK;
}

/* Writes the output unless there were errors, prints the messages, frees; returns the exit status.
 */
static int finish(struct run *r)
{
    if (!r->diag.errors)
        file_write(&r->out, r->out_path, &r->diag);
    if (r->diag.out.n)
        fputs(r->diag.out.s, stderr);
    if (r->diag.errors > DIAG_SHOWN)
        fprintf(stderr, "ngspike-cmpp: %d more errors\n", r->diag.errors - DIAG_SHOWN);
    text_free(&r->diag.out);
    text_free(&r->out);
    arena_free(&r->arena);
    return r->diag.errors ? BAD_INPUT : OK;
}

/* Options of the commands that take files only: -o and --help. The files are argv[optind] and on.
 * Returns -1 to go on, else the exit status. */
static int parse_options(const struct command *c, int argc, char **argv, struct run *r)
{
    static const struct option options[] = {{"help", no_argument, NULL, 'h'}, {0}};
    for (int o; (o = getopt_long(argc, argv, "o:", options, NULL)) != -1;) {
        if (o == 'h')
            return show_help(c);
        if (o != 'o')
            return usage_error(c, "wrong option");
        r->out_path = optarg;
    }
    return -1;
}

/* The same for the commands that take n files. */
static int parse_files(const struct command *c, int argc, char **argv, struct run *r,
                       const char **files, int n)
{
    int status = parse_options(c, argc, argv, r);
    if (status >= 0)
        return status;
    if (argc - optind != n)
        return usage_error(c, n == 1 ? "expected one file" : "expected two files");
    for (int i = 0; i < n; i++)
        files[i] = argv[optind + i];
    return -1;
}

/* Reads and parses IFSPEC. */
static bool read_ifspec(struct run *r, const char *path, struct source *src, struct ifspec *s)
{
    *s = (struct ifspec){0};
    return file_read(src, &r->arena, path, &r->diag) && ifspec_parse(s, src, &r->diag);
}

static int cmd_ifs(const struct command *c, int argc, char **argv)
{
    struct run r = {0};
    struct source src;
    struct ifspec s;
    const char *file;
    int status = parse_files(c, argc, argv, &r, &file, 1);
    if (status >= 0)
        return status;
    if (read_ifspec(&r, file, &src, &s))
        emit_ifs(&r.out, &s, path_tail(file, 2));
    ifspec_free(&s);
    return finish(&r);
}

static int cmd_params(const struct command *c, int argc, char **argv)
{
    struct run r = {0};
    struct source src;
    struct ifspec s;
    const char *file;
    int status = parse_files(c, argc, argv, &r, &file, 1);
    if (status >= 0)
        return status;
    if (read_ifspec(&r, file, &src, &s))
        emit_params(&r.out, &s, path_tail(file, 2), &r.diag);
    ifspec_free(&s);
    return finish(&r);
}

static int cmd_mod(const struct command *c, int argc, char **argv)
{
    struct run r = {0};
    struct source src, code;
    struct ifspec s;
    const char *files[2];
    int status = parse_files(c, argc, argv, &r, files, 2);
    if (status >= 0)
        return status;
    struct cfunc_names names = {path_tail(files[1], 2), path_line(files[1]),
                                r.out_path ? path_tail(r.out_path, 1) : "stdout"};
    if (read_ifspec(&r, files[0], &src, &s) && file_read(&code, &r.arena, files[1], &r.diag))
        cfunc_translate(&r.out, &s, &code, &names, &r.diag);
    ifspec_free(&s);
    return finish(&r);
}

/* The options of lst in their order, which is the order of the list. Returns -1 to go on, else the
 * exit status. */
static int parse_lst(const struct command *c, int argc, char **argv, struct run *r,
                     struct library *lib)
{
    static const struct option options[] = {
        {"help", no_argument, NULL, 'h'},         {"name", required_argument, NULL, 'n'},
        {"udn", required_argument, NULL, 'u'},    {"udns", required_argument, NULL, 'U'},
        {"models", required_argument, NULL, 'M'}, {0}};
    /* '-': folders are options of their own, in their place */
    for (int o; (o = getopt_long(argc, argv, "-o:", options, NULL)) != -1;) {
        if (o == 'h')
            return show_help(c);
        else if (o == 'o')
            r->out_path = optarg;
        else if (o == 'n')
            lib->name = optarg;
        else if (o == 'u')
            library_add_udn(lib, optarg, &r->diag);
        else if (o == 'U' || o == 'M')
            library_add_list(lib, optarg, o == 'U', &r->diag);
        else if (o == 1)
            library_add_model(lib, optarg, &r->diag);
        else
            return usage_error(c, "wrong option");
    }
    for (; optind < argc; optind++)
        library_add_model(lib, argv[optind], &r->diag);
    return lib->name ? -1 : usage_error(c, "--name is missing");
}

static int cmd_lst(const struct command *c, int argc, char **argv)
{
    struct run r = {0};
    struct library lib = {0};
    int status = parse_lst(c, argc, argv, &r, &lib);
    if (status < 0) {
        emit_lst(&r.out, &lib);
        status = finish(&r);
    }
    library_free(&lib);
    return status;
}

static int cmd_doc(const struct command *c, int argc, char **argv)
{
    struct run r = {0};
    int status = parse_options(c, argc, argv, &r);
    if (status >= 0)
        return status;
    if (optind == argc)
        return usage_error(c, "expected a file");
    size_t n = (size_t)(argc - optind);
    struct source *src = arena_alloc(&r.arena, n * sizeof *src);
    struct ifspec *models = arena_alloc(&r.arena, n * sizeof *models);
    for (size_t k = 0; k < n; k++)
        read_ifspec(&r, argv[(size_t)optind + k], &src[k], &models[k]);
    if (!r.diag.errors)
        emit_doc(&r.out, models, n, &r.diag);
    for (size_t k = 0; k < n; k++)
        ifspec_free(&models[k]);
    return finish(&r);
}

static void print_help(FILE *f)
{
    fputs("usage: ngspike-cmpp COMMAND ...\n\nThe code-model preprocessor: turns ifspec.ifs and "
          "cfunc.mod into C.\n\n",
          f);
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        fprintf(f, "  %-8s %s\n", commands[i].name, commands[i].summary);
    fputs(
        "\n`ngspike-cmpp COMMAND --help` says more; `ngspike-cmpp --version` tells the version.\n",
        f);
}

int main(int argc, char **argv)
{
    const char *name = argc > 1 ? argv[1] : "";
    if (strcmp(name, "--version") == 0) {
        puts("ngspike-cmpp " PACKAGE_VERSION);
        return OK;
    }
    if (strcmp(name, "--help") == 0) {
        print_help(stdout);
        return OK;
    }
    for (size_t i = 0; i < sizeof commands / sizeof *commands; i++)
        if (strcmp(name, commands[i].name) == 0)
            return commands[i].main(&commands[i], argc - 1, argv + 1);
    if (*name)
        fprintf(stderr, "ngspike-cmpp: no command '%s'\n", name);
    print_help(stderr);
    return BAD_USAGE;
}
