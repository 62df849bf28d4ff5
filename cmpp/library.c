#include "library.h"

#include <errno.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

#include "ctoken.h"
#include "file.h"
#include "ifspec.h"
#include "list.h"
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

/* Whether `static` stands before the token in its declaration. */
static bool is_static(const struct source *src, const struct c_tokens *tokens, size_t k)
{
    for (; k > 0; k--) {
        const struct c_token *t = &tokens->items[k - 1];
        if (c_is(src, t, ";") || c_is(src, t, "}") || t->directive)
            return false;
        if (c_is(src, t, "static"))
            return true;
    }
    return false;
}

/* The string that the initialiser from `equals` on gives to the member `name`, the first; NULL if
 * it is no plain string. */
static const struct c_token *initial_name(const struct source *src, const struct c_tokens *tokens,
                                          size_t equals)
{
    size_t k = c_next(tokens, equals);
    if (!c_is(src, &tokens->items[k], "{"))
        return NULL;
    k = c_next(tokens, k);
    if (c_is(src, &tokens->items[k], ".")) {
        k = c_next(tokens, k);
        k = c_is(src, &tokens->items[k], "name") ? c_next(tokens, k) : tokens->n - 1;
        k = c_is(src, &tokens->items[k], "=") ? c_next(tokens, k) : tokens->n - 1;
    }
    const struct c_token *t = &tokens->items[k];
    bool closed = t->at.len > 1 && src->text[t->at.at + t->at.len - 1] == '"';
    return t->kind == C_STRING && closed ? t : NULL;
}

/* A node type that cannot be used; false with an error. given: its name in the table, or NULL. */
static bool check_udn(const struct source *src, const struct library_entry *e,
                      const struct c_token *given, bool hidden, struct diag *diag)
{
    int errors = diag->errors;
    struct text quoted = {0};
    text_printf(&quoted, "\"%s\"", e->name);
    if (hidden)
        diag_error(diag, src, e->symbol_at,
                   "'%s' is static, so the library cannot see it: remove 'static'", e->symbol);
    else if (ifs_port_type(e->name) != IFS_USER)
        diag_error(diag, src, e->symbol_at,
                   "'%s' is a port type of ngspice's own: choose another name", e->name);
    else if (given && (given->at.len != quoted.n ||
                       strncasecmp(src->text + given->at.at, quoted.s, quoted.n) != 0))
        diag_error(diag, src, given->at,
                   "the table of node type %.*s is called %s: both must have the same name",
                   given->at.len < 100 ? (int)given->at.len : 100, src->text + given->at.at,
                   e->symbol);
    text_free(&quoted);
    return diag->errors == errors;
}

bool library_add_udn_source(struct library *lib, const struct source *src, struct diag *diag)
{
    int errors_before = diag->errors;
    struct c_tokens tokens = c_lex(src, &lib->arena, diag);
    bool found = false;
    for (size_t k = 0; k + 1 < tokens.n; k++) {
        const struct c_token *type = &tokens.items[k];
        if (type->fixed || !(c_is(src, type, "cm_udn") || c_is(src, type, "Evt_Udn_Info_t")))
            continue;
        size_t symbol = c_next(&tokens, k);
        if (c_is(src, &tokens.items[symbol], "const"))
            symbol = c_next(&tokens, symbol);
        size_t equals = c_next(&tokens, symbol);
        if (!c_is(src, &tokens.items[equals], "="))
            continue;
        struct span at = tokens.items[symbol].at;
        const char *name = udn_name(lib, src, &tokens.items[symbol]);
        struct library_entry e = {name, arena_copy(&lib->arena, src->text + at.at, at.len), src, at,
                                  at};
        found = found || name;
        if (name && check_udn(src, &e, initial_name(src, &tokens, equals),
                              is_static(src, &tokens, k), diag))
            add(lib, &lib->udns, &e, "node type", diag);
    }
    if (!found && diag->errors == errors_before)
        diag_error(diag, src, (struct span){0, 0},
                   "no node type here: expected a definition 'const cm_udn udn_<name>_info = "
                   "{...};' or 'Evt_Udn_Info_t udn_<name>_info = {...};'");
    return diag->errors == errors_before;
}

bool library_add_udn(struct library *lib, const char *folder, struct diag *diag)
{
    struct source *src = read_source(lib, folder, "udnfunc.c", diag);
    return src && library_add_udn_source(lib, src, diag);
}

bool library_add_list(struct library *lib, const char *path, bool udns, struct diag *diag)
{
    int errors_before = diag->errors;
    struct source *src = arena_alloc(&lib->arena, sizeof *src);
    if (!file_read(src, &lib->arena, path, diag))
        return false;
    struct list list = list_parse(src, &lib->arena, diag);
    const char *home = path_folder(&lib->arena, path);
    bool here = *home == '.' && !home[1];
    for (size_t k = 0; k < list.n; k++) {
        const char *name = list.items[k].path;
        const char *folder = here || *name == '/' ? name : path_join(&lib->arena, home, name);
        const char *file = path_join(&lib->arena, folder, udns ? "udnfunc.c" : "ifspec.ifs");
        if (access(file, R_OK) != 0)
            diag_error(diag, src, list.items[k].at,
                       "cannot read '%s': %s; folders are relative to this list", file,
                       strerror(errno));
        else if (udns)
            library_add_udn(lib, folder, diag);
        else
            library_add_model(lib, folder, diag);
    }
    return diag->errors == errors_before;
}

void library_free(struct library *lib)
{
    arena_free(&lib->arena);
}
