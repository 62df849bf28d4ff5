/* The command kicad: a library of symbols of models for KiCad. */
#include "cmd.h"

#include <getopt.h>
#include <string.h>

#include "file.h"
#include "symbol_shape.h"

static bool is_symbol(const char *path)
{
    size_t n = strlen(path);
    return n > 4 && strcmp(path + n - 4, ".sym") == 0;
}

/* "SYMBOL.sym", or "SUBCIRCUIT:SYMBOL.sym" where it nets another one than it is called. */
static void add_cell(struct run *r, const char *path)
{
    const char *subcircuit = NULL, *colon = strchr(path, ':');
    struct source src;
    if (colon) {
        subcircuit = arena_copy(&r->arena, path, (size_t)(colon - path));
        path = colon + 1;
    }
    if (file_read(&src, &r->arena, path, &r->diag))
        emit_kicad_cell(&r->out, subcircuit, &src, &r->arena, &r->diag);
}

/* "IFSPEC", or "NAME:SHAPE:IFSPEC" for a symbol of another name with another drawing. */
static void add_symbol(struct run *r, const char *path, const char *shapes)
{
    const char *name = NULL, *drawing = NULL, *colon = strchr(path, ':');
    const char *second = colon ? strchr(colon + 1, ':') : NULL;
    if (second) {
        name = arena_copy(&r->arena, path, (size_t)(colon - path));
        drawing = arena_copy(&r->arena, colon + 1, (size_t)(second - colon) - 1);
        path = second + 1;
    }
    struct source src;
    struct ifspec s;
    struct symbol_options o = {.card = SYMBOL_CARD_OWN};
    struct symbol_layout layout;
    if (read_ifspec(r, path, &src, &s)) {
        symbol_options_init(&o, &s, &r->arena);
        if (symbol_make(&layout, &o, shapes, drawing, &s, &r->arena, &r->diag))
            emit_kicad(&r->out, name, &s, &o, &layout, &r->diag);
    }
    ifspec_free(&s);
}

int cmd_kicad(const struct command *c, int argc, char **argv)
{
    static const struct option options[] = {
        {"help", no_argument, NULL, 'h'}, {"shapes", required_argument, NULL, 'S'}, {0}};
    struct run r = {0};
    const char *shapes = NULL;
    for (int o; (o = getopt_long(argc, argv, "o:", options, NULL)) != -1;) {
        if (o == 'h')
            return show_help(c);
        if (o == 'o')
            r.out_path = optarg;
        else if (o == 'S')
            shapes = optarg;
        else
            return usage_error(c, "wrong option");
    }
    for (int k = optind; k < argc; k++)
        if (!shapes && !is_symbol(argv[k]))
            return usage_error(c, "--shapes DIR is needed");
    if (optind == argc)
        return usage_error(c, shapes ? "expected a file" : "--shapes DIR is needed");
    emit_kicad_begin(&r.out);
    for (int k = optind; k < argc; k++)
        if (is_symbol(argv[k]))
            add_cell(&r, argv[k]);
        else
            add_symbol(&r, argv[k], shapes);
    emit_kicad_end(&r.out);
    return finish(&r);
}
