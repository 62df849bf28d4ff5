#include "cmd.h"

#include <getopt.h>
#include <stdio.h>
#include <string.h>

#include "file.h"

static const char output_help[] =
    "  -o FILE    write to FILE, whole or not at all (default: standard output)\n";
static const char general_help[] =
    "  --help     this text\n"
    "Exit status: 0; 1 if the input has errors or a file cannot be read or written;\n"
    "2 if the command line is wrong.\n";

int usage_error(const struct command *c, const char *problem)
{
    fprintf(stderr, "ngspike-cmpp %s: %s\n%.*s\n", c->name, problem, (int)strcspn(c->help, "\n"),
            c->help);
    return BAD_USAGE;
}

int show_help(const struct command *c)
{
    bool optional_output = strstr(c->help, "[-o ");
    printf("%s\n%s%s", c->help, optional_output ? output_help : "", general_help);
    return OK;
}

void show_messages(struct run *r)
{
    if (r->diag.out.n)
        fputs(r->diag.out.s, stderr);
    text_free(&r->diag.out);
}

int finish_messages(struct run *r)
{
    show_messages(r);
    if (r->diag.errors > DIAG_SHOWN)
        fprintf(stderr, "ngspike-cmpp: %d more errors\n", r->diag.errors - DIAG_SHOWN);
    text_free(&r->out);
    arena_free(&r->arena);
    return r->diag.errors ? BAD_INPUT : OK;
}

int finish(struct run *r)
{
    if (!r->diag.errors)
        file_write(&r->out, r->out_path, &r->diag);
    return finish_messages(r);
}

int parse_options(const struct command *c, int argc, char **argv, struct run *r)
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

int parse_files(const struct command *c, int argc, char **argv, struct run *r, const char **files,
                int n)
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

bool read_ifspec(struct run *r, const char *path, struct source *src, struct ifspec *s)
{
    *s = (struct ifspec){0};
    return file_read(src, &r->arena, path, &r->diag) && ifspec_parse(s, src, &r->diag);
}
