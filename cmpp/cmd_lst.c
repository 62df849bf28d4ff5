/* The command lst: the list of a library's models. */
#include "cmd.h"

#include <getopt.h>

#include "emit.h"
#include "library.h"

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

int cmd_lst(const struct command *c, int argc, char **argv)
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
