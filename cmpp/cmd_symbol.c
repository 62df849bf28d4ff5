/* The command symbol: a model's symbol for Xschem. */
#include "cmd.h"

#include <getopt.h>
#include <string.h>

#include "symbol.h"
#include "symbol_shape.h"

/* What can only be understood once the model is known. */
struct request {
    int option; /* s: --size, n: --null */
    const char *text;
};

struct requests {
    enum symbol_card card;
    const char *shapes;  /* a folder, or NULL */
    const char *drawing; /* one of it, or NULL */
    struct request *items;
    size_t n;
};

static bool set_card(struct requests *q, const char *word)
{
    static const char *const words[] = {"own", "named", "only"};
    for (size_t k = 0; k < sizeof words / sizeof *words; k++)
        if (strcmp(word, words[k]) == 0) {
            q->card = (enum symbol_card)k;
            return true;
        }
    return false;
}

/* Returns -1 to go on, else the exit status. */
static int parse_symbol(const struct command *c, int argc, char **argv, struct run *r,
                        struct requests *q)
{
    static const struct option options[] = {{"help", no_argument, NULL, 'h'},
                                            {"card", required_argument, NULL, 'c'},
                                            {"size", required_argument, NULL, 's'},
                                            {"null", required_argument, NULL, 'n'},
                                            {"shapes", required_argument, NULL, 'S'},
                                            {"shape", required_argument, NULL, 'D'},
                                            {0}};
    for (int o; (o = getopt_long(argc, argv, "o:", options, NULL)) != -1;) {
        if (o == 'h')
            return show_help(c);
        else if (o == 'o')
            r->out_path = optarg;
        else if (o == 'S')
            q->shapes = optarg;
        else if (o == 'D')
            q->drawing = optarg;
        else if (o == 's' || o == 'n') {
            q->items = arena_grow(&r->arena, q->items, q->n, sizeof *q->items);
            q->items[q->n++] = (struct request){o, optarg};
        } else if (o != 'c')
            return usage_error(c, "wrong option");
        else if (!set_card(q, optarg))
            return usage_error(c, "--card is own, named or only");
    }
    if (q->shapes && q->card == SYMBOL_CARD_ONLY)
        return usage_error(c, "--shapes is for symbols with pins, --card only has none");
    if (q->drawing && !q->shapes)
        return usage_error(c, "--shape is for --shapes DIR");
    return argc - optind == 1 ? -1 : usage_error(c, "expected one file");
}

static void make_symbol(struct run *r, const struct ifspec *s, const struct requests *q)
{
    struct symbol_options o = {.card = q->card};
    struct symbol_layout layout;
    symbol_options_init(&o, s, &r->arena);
    for (size_t i = 0; i < q->n; i++) {
        if (q->items[i].option == 's')
            symbol_set_size(&o, s, q->items[i].text, &r->diag);
        else
            symbol_set_null(&o, s, q->items[i].text, &r->diag);
    }
    if (symbol_make(&layout, &o, q->shapes, q->drawing, s, &r->arena, &r->diag) && !r->diag.errors)
        emit_symbol(&r->out, s, &o, &layout);
}

int cmd_symbol(const struct command *c, int argc, char **argv)
{
    struct run r = {0};
    struct source src;
    struct ifspec s;
    struct requests q = {0};
    int status = parse_symbol(c, argc, argv, &r, &q);
    if (status >= 0)
        return status;
    if (read_ifspec(&r, argv[optind], &src, &s))
        make_symbol(&r, &s, &q);
    ifspec_free(&s);
    return finish(&r);
}
