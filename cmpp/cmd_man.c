/* The command man: a model's manual page. */
#include "cmd.h"

#include <getopt.h>

#include "emit.h"
#include "names.h"

/* 7, 3x, 7ngspike */
static bool is_section(const char *s)
{
    if (*s < '1' || *s > '9')
        return false;
    while (name_continues(*s))
        s++;
    return !*s;
}

/* Returns -1 to go on, else the exit status. */
static int parse_man(const struct command *c, int argc, char **argv, struct run *r,
                     const char **section)
{
    static const struct option options[] = {
        {"help", no_argument, NULL, 'h'}, {"section", required_argument, NULL, 's'}, {0}};
    for (int o; (o = getopt_long(argc, argv, "o:", options, NULL)) != -1;) {
        if (o == 'h')
            return show_help(c);
        else if (o == 'o')
            r->out_path = optarg;
        else if (o == 's')
            *section = optarg;
        else
            return usage_error(c, "wrong option");
    }
    if (!is_section(*section))
        return usage_error(c, "a section is a digit from 1 to 9, with letters after it or none");
    return argc - optind == 1 ? -1 : usage_error(c, "expected one file");
}

int cmd_man(const struct command *c, int argc, char **argv)
{
    struct run r = {0};
    struct source src;
    struct ifspec s;
    const char *section = "7";
    int status = parse_man(c, argc, argv, &r, &section);
    if (status >= 0)
        return status;
    if (read_ifspec(&r, argv[optind], &src, &s))
        emit_man(&r.out, &s, section);
    ifspec_free(&s);
    return finish(&r);
}
