/* The command doc: a reference of models. */
#include "cmd.h"

#include <getopt.h>

#include "emit.h"

int cmd_doc(const struct command *c, int argc, char **argv)
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
