#include "library.h"

#include <string.h>

#include "ctoken.h"
#include "file.h"
#include "ifspec.h"
#include "names.h"

static const char *copy(struct library *lib, const char *s)
{
    return arena_copy(&lib->arena, s, strlen(s));
}

static bool report_twice(struct diag *diag, const char *what, const char *name,
                         const struct library_entry *e, struct span at,
                         const struct library_entry *other, struct span other_at)
{
    diag_error(diag, e->src, at, "%s '%s' a second time in this library", what, name);
    diag_note(diag, other->src, other_at, "the first is here");
    return false;
}

/* Adds an entry unless its name or its symbol is taken. ngspice does not tell upper from lower case
 * in names. */
static bool add(struct library *lib, struct library_list *list, const struct library_entry *e,
                const char *what, struct diag *diag)
{
    for (size_t k = 0; k < list->n; k++) {
        const struct library_entry *other = &list->items[k];
        if (name_same(e->name, other->name))
            return report_twice(diag, what, e->name, e, e->name_at, other, other->name_at);
        if (strcmp(e->symbol, other->symbol) == 0)
            return report_twice(diag, "C function", e->symbol, e, e->symbol_at, other,
                                other->symbol_at);
    }
    list->items = arena_grow(&lib->arena, list->items, list->n, sizeof *e);
    list->items[list->n++] = *e;
    return true;
}

static struct source *read_source(struct library *lib, const char *folder, const char *name,
                                  struct diag *diag)
{
    struct source *src = arena_alloc(&lib->arena, sizeof *src);
    return file_read(src, &lib->arena, path_join(&lib->arena, folder, name), diag) ? src : NULL;
}

bool library_add_model(struct library *lib, const char *folder, struct diag *diag)
{
    struct ifspec s;
    struct source *src = read_source(lib, folder, "ifspec.ifs", diag);
    if (!src)
        return false;
    bool ok = ifspec_parse(&s, src, diag);
    struct library_entry e = {copy(lib, s.model.text), copy(lib, s.function.text), src, s.model.at,
                              s.function.at};
    ifspec_free(&s);
    return ok && add(lib, &lib->models, &e, "model", diag);
}

/* The next token that is neither blank nor a comment. */
static size_t next(const struct c_tokens *tokens, size_t k)
{
    do
        k++;
    while (k < tokens->n - 1 && c_is_blank(&tokens->items[k]));
    return k;
}

/* The name in udn_<name>_info, or NULL if the token is no such name. */
static const char *udn_name(struct library *lib, const struct source *src, const struct c_token *t)
{
    static const char before[] = "udn_", after[] = "_info";
    size_t b = sizeof before - 1, a = sizeof after - 1;
    const char *text = src->text + t->at.at;
    if (t->kind != C_NAME || t->at.len <= a + b || memcmp(text, before, b) != 0 ||
        memcmp(text + t->at.len - a, after, a) != 0)
        return NULL;
    return arena_copy(&lib->arena, text + b, t->at.len - a - b);
}

bool library_add_udn(struct library *lib, const char *folder, struct diag *diag)
{
    int errors_before = diag->errors;
    struct source *src = read_source(lib, folder, "udnfunc.c", diag);
    if (!src)
        return false;
    struct c_tokens tokens = c_lex(src, &lib->arena, diag);
    bool found = false;
    for (size_t k = 0; k + 1 < tokens.n; k++) {
        size_t symbol = next(&tokens, k), equals = next(&tokens, symbol);
        if (tokens.items[k].fixed || !c_is(src, &tokens.items[k], "cm_udn") || equals >= tokens.n ||
            !c_is(src, &tokens.items[equals], "="))
            continue;
        struct span at = tokens.items[symbol].at;
        const char *name = udn_name(lib, src, &tokens.items[symbol]);
        struct library_entry e = {name, arena_copy(&lib->arena, src->text + at.at, at.len), src, at,
                                  at};
        if (name && add(lib, &lib->udns, &e, "node type", diag))
            found = true;
    }
    if (!found && diag->errors == errors_before)
        diag_error(
            diag, src, (struct span){0, 0},
            "no node type here: expected a definition 'const cm_udn udn_<name>_info = {...};'");
    return diag->errors == errors_before;
}

bool library_add_list(struct library *lib, const char *path, bool udns, struct diag *diag)
{
    struct source src;
    bool ok = file_read(&src, &lib->arena, path, diag);
    const char *folder = path_folder(&lib->arena, path);
    for (const char *line = src.text, *end; ok && *line; line = *end ? end + 1 : end) {
        end = line + strcspn(line, "\n");
        const char *first = line + strspn(line, " \t\r"), *last = end;
        while (last > first && strchr(" \t\r", last[-1]))
            last--;
        if (first >= last || *first == '#' || *first == '*')
            continue;
        const char *name = arena_copy(&lib->arena, first, (size_t)(last - first));
        const char *entry = *name == '/' ? name : path_join(&lib->arena, folder, name);
        ok = (udns ? library_add_udn(lib, entry, diag) : library_add_model(lib, entry, diag)) && ok;
    }
    return ok;
}

void library_free(struct library *lib)
{
    arena_free(&lib->arena);
}
