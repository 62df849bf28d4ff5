#include "owner.h"

static const char usual[] = "mif_private";

/* Brackets that are open. */
struct depth {
    size_t braces, parentheses;
};

struct finder {
    const struct source *src;
    const struct c_tokens *tokens;
    struct arena *arena;
    struct depth depth;
    struct depth *at_if; /* what was open where each #if began: its branches begin alike */
    size_t n_if;
    const char *candidate; /* of the parameter list that was read last; NULL: it has none */
    struct owners owners;
};

static bool is(const struct finder *f, size_t k, const char *text)
{
    return c_is(f->src, &f->tokens->items[k], text);
}

static size_t next(const struct finder *f, size_t k)
{
    return c_next(f->tokens, k);
}

/* After Mif_Private_t: the name of the argument, or NULL if none is declared here. */
static const char *declared(const struct finder *f, size_t k)
{
    bool pointer = false;
    for (k = next(f, k); is(f, k, "*") || is(f, k, "const") || is(f, k, "restrict"); k = next(f, k))
        pointer = pointer || is(f, k, "*");
    const struct c_token *name = &f->tokens->items[k];
    size_t after = next(f, k);
    if (!pointer || name->kind != C_NAME || !(is(f, after, ",") || is(f, after, ")")))
        return NULL;
    return arena_copy(f->arena, f->src->text + name->at.at, name->at.len);
}

static void begin_owner(struct finder *f, size_t k, const char *name)
{
    struct owners *o = &f->owners;
    o->items = arena_grow(f->arena, o->items, o->n, sizeof *o->items);
    o->items[o->n++] = (struct owner){k, name};
}

/* Outside of functions: parameter lists. */
static void read_declaration(struct finder *f, size_t k)
{
    bool list = f->depth.parentheses == 1 && !f->candidate;
    if (list && is(f, k, "ARGS"))
        f->candidate = usual;
    else if (list && (is(f, k, "Mif_Private_t") || is(f, k, "Mif_Private")))
        f->candidate = declared(f, k);
    else if (is(f, k, ";") && f->depth.parentheses == 0)
        f->candidate = NULL;
    else if (is(f, k, "{") && f->candidate)
        begin_owner(f, k, f->candidate);
}

static void read_bracket(struct finder *f, size_t k)
{
    struct depth *d = &f->depth;
    if (is(f, k, "{"))
        d->braces++;
    else if (is(f, k, "("))
        d->parentheses++;
    else if (is(f, k, ")") && d->parentheses)
        d->parentheses--;
    else if (is(f, k, "}") && d->braces && --d->braces == 0) {
        begin_owner(f, k, usual);
        f->candidate = NULL;
        d->parentheses = 0;
    }
}

static void read_directive(struct finder *f, size_t k)
{
    k = next(f, k);
    if (is(f, k, "if") || is(f, k, "ifdef") || is(f, k, "ifndef")) {
        f->at_if = arena_grow(f->arena, f->at_if, f->n_if, sizeof *f->at_if);
        f->at_if[f->n_if++] = f->depth;
    } else if (f->n_if && (is(f, k, "else") || is(f, k, "elif"))) {
        f->depth = f->at_if[f->n_if - 1];
    } else if (f->n_if && is(f, k, "endif")) {
        f->n_if--;
    }
}

struct owners owners_find(const struct source *src, const struct c_tokens *tokens,
                          struct arena *arena)
{
    struct finder f = {.src = src, .tokens = tokens, .arena = arena};
    bool line_start = true;
    for (size_t k = 0; k + 1 < tokens->n; k++) {
        const struct c_token *t = &tokens->items[k];
        if (c_is_blank(t)) {
            line_start = line_start || t->kind == C_NEWLINE;
            continue;
        }
        if (line_start && t->directive)
            read_directive(&f, k);
        line_start = false;
        if (t->directive || t->fixed)
            continue;
        if (f.depth.braces == 0)
            read_declaration(&f, k);
        read_bracket(&f, k);
    }
    return f.owners;
}

const char *owner_at(const struct owners *owners, size_t token)
{
    size_t low = 0, high = owners->n; /* the last that begins at or before the token */
    while (low < high) {
        size_t middle = low + (high - low) / 2;
        if (owners->items[middle].from <= token)
            low = middle + 1;
        else
            high = middle;
    }
    return low ? owners->items[low - 1].name : usual;
}
