/* The command lint: warnings about models. */
#include "cmd.h"

#include <getopt.h>

#include "lint.h"

/* Returns -1 to go on, else the exit status. */
static int parse_lint(const struct command *c, int argc, char **argv, bool *strict)
{
    static const struct option options[] = {
        {"help", no_argument, NULL, 'h'}, {"strict", no_argument, NULL, 's'}, {0}};
    for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (o == 'h')
            return show_help(c);
        if (o != 's')
            return usage_error(c, "wrong option");
        *strict = true;
    }
    return optind < argc ? -1 : usage_error(c, "expected a file");
}

int cmd_lint(const struct command *c, int argc, char **argv)
{
    struct run r = {0};
    bool strict = false;
    int status = parse_lint(c, argc, argv, &strict);
    if (status >= 0)
        return status;
    for (int i = optind; i < argc; i++) {
        struct source src;
        struct ifspec s;
        if (read_ifspec(&r, argv[i], &src, &s))
            lint(&s, &r.diag);
        ifspec_free(&s);
    }
    bool refused = strict && r.diag.warnings;
    status = finish_messages(&r);
    return refused ? BAD_INPUT : status;
}
