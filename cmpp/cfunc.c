#include "cfunc.h"

#include <string.h>

#include "accessor.h"
#include "ctoken.h"
#include "emit.h"
#include "owner.h"

struct translator {
    struct text *out;
    const struct ifspec *s;
    const struct source *src;
    struct c_tokens tokens;
    struct owners owners;
    struct diag *diag;
    int depth; /* of accessors within the index of others */
};

enum { DEEPEST = 100 };

/* Tokens from begin to before end. */
struct range {
    size_t begin, end;
};

/* One argument: name or name[index]. */
struct argument {
    const struct c_token *name;
    bool has_index;
    struct range index;
};

#define ERROR(t, ...) diag_error((t)->diag, (t)->src, __VA_ARGS__)

static const struct c_token *token(const struct translator *t, size_t k)
{
    return &t->tokens.items[k];
}

static bool is(const struct translator *t, size_t k, const char *text)
{
    return c_is(t->src, token(t, k), text);
}

static const struct accessor *find_accessor(const struct translator *t, size_t k)
{
    const struct c_token *name = token(t, k);
    return accessor_find(t->src->text + name->at.at, name->at.len);
}

static size_t next(const struct translator *t, size_t k)
{
    return c_next(&t->tokens, k);
}

static struct range trim(const struct translator *t, struct range r)
{
    while (r.begin < r.end && c_is_blank(token(t, r.begin)))
        r.begin++;
    while (r.begin < r.end && c_is_blank(token(t, r.end - 1)))
        r.end--;
    return r;
}

static void translate(struct translator *t, struct range r);

/* An expression as an argument of a macro: in parentheses unless it is a single token. */
static void translate_expression(struct translator *t, struct range r)
{
    bool single = r.end == r.begin + 1;
    text_puts(t->out, single ? "" : "(");
    translate(t, r);
    text_puts(t->out, single ? "" : ")");
}

/* ---- one accessor ---- */

/* Splits an argument; false with an error if it is not name or name[index]. */
static bool parse_argument(struct translator *t, const struct accessor *a, const struct c_token *at,
                           struct range r, struct argument *arg)
{
    r = trim(t, r);
    bool ok = r.begin < r.end && token(t, r.begin)->kind == C_NAME;
    *arg = (struct argument){.name = token(t, r.begin)};
    struct range rest = ok ? trim(t, (struct range){r.begin + 1, r.end}) : r;
    if (ok && rest.begin < rest.end) {
        arg->has_index = true;
        arg->index = trim(t, (struct range){rest.begin + 1, rest.end - 1});
        ok = is(t, rest.begin, "[") &&
             c_closing(&t->tokens, rest.begin, rest.end) == rest.end - 1 &&
             arg->index.begin < arg->index.end;
    }
    if (!ok)
        ERROR(t, r.begin < r.end ? token(t, r.begin)->at : at->at,
              "expected %s(%s) or, of a vector, %s(%s[i])", a->name,
              a->object == OBJECT_PORT_PAIR ? "out, in" : "name", a->name,
              a->object == OBJECT_PORT_PAIR ? "out[i], in[j]" : "name");
    return ok;
}

/* Cuts r at its commas outside of brackets, at most `most` parts; returns how many there were. */
static size_t split(const struct translator *t, struct range r, struct range *parts, size_t most)
{
    size_t n = 0, begin = r.begin;
    for (size_t k = r.begin; k <= r.end; k++) {
        bool opens = k < r.end && (is(t, k, "(") || is(t, k, "[") || is(t, k, "{"));
        if (k == r.end || is(t, k, ",")) {
            if (n < most)
                parts[n] = (struct range){begin, k};
            n++;
            begin = k + 1;
        } else if (opens) {
            k = c_closing(&t->tokens, k, r.end);
        }
    }
    return n;
}

static void put_element(struct translator *t, const struct accessor *a, int k,
                        const struct argument *arg)
{
    text_printf(t->out, ", %d", k);
    if (a->element)
        text_puts(t->out, ", ");
    if (a->element && !arg->has_index)
        text_puts(t->out, "0");
    else if (a->element)
        translate_expression(t, arg->index);
}

/* Writes the macro of an accessor with its arguments in r. at is the accessor's name. */
static void translate_call(struct translator *t, const struct accessor *a, const struct c_token *at,
                           struct range r)
{
    struct range parts[2] = {{0}};
    struct argument args[2];
    int k[2];
    size_t wanted = a->object == OBJECT_PORT_PAIR ? 2 : 1, n = split(t, r, parts, 2);
    if (n != wanted) {
        ERROR(t, at->at, "%s takes %zu argument%s, not %zu", a->name, wanted,
              wanted == 1 ? "" : "s", n);
        return;
    }
    for (size_t i = 0; i < n; i++) {
        if (!parse_argument(t, a, at, parts[i], &args[i]))
            return;
        enum flow flow = n == 1 ? a->flow : i == 0 ? FLOW_OUT : FLOW_IN;
        struct accessor_use use = {a, flow, t->src, args[i].name->at, args[i].has_index};
        if ((k[i] = accessor_resolve(&use, t->s, t->diag)) < 0)
            return;
    }
    const char *owner = owner_at(&t->owners, (size_t)(at - t->tokens.items));
    if (a->object == OBJECT_VAR && a->element && !args[0].has_index && t->s->vars[k[0]].vector) {
        text_printf(t->out, "CM_VAR(%s, %d)->element[0]", owner, k[0]);
        return;
    }
    text_printf(t->out, "%s%s(%s", a->macro, accessor_suffix(a, t->s, k[0]), owner);
    for (size_t i = 0; i < n; i++)
        put_element(t, a, k[i], &args[i]);
    text_puts(t->out, ")");
}

static void translate_number(struct translator *t, const struct accessor *a,
                             const struct c_token *at, struct range r)
{
    r = trim(t, r);
    if (r.begin == r.end) {
        ERROR(t, at->at, "%s takes %s", a->name,
              *a->name == 'T'
                  ? "the number of a time point: T(0) is now, T(1) the last accepted one"
                  : "the number that cm_noise_add_source returned");
        return;
    }
    text_printf(t->out, "%s(%s, ", a->macro, owner_at(&t->owners, (size_t)(at - t->tokens.items)));
    translate_expression(t, r);
    text_puts(t->out, ")");
}

/* Line ends that the translation left out come after it, so that the lines below keep their
 * numbers. */
static void keep_lines(struct translator *t, size_t out_begin, size_t first, size_t last)
{
    size_t lines = 0;
    size_t begin = token(t, first)->at.at, end = token(t, last)->at.at;
    for (size_t i = begin; i < end; i++)
        lines += t->src->text[i] == '\n';
    for (size_t i = out_begin; i < t->out->n; i++)
        lines -= lines && t->out->s[i] == '\n';
    for (; lines; lines--)
        text_puts(t->out, token(t, first)->directive ? "\\\n" : "\n");
}

/* Whether the name at k is a member: of . or -> it says nothing about accessors. */
static bool is_member(const struct translator *t, size_t k)
{
    while (k > 0 && c_is_blank(token(t, k - 1)))
        k--;
    return k > 0 && (is(t, k - 1, ".") || is(t, k - 1, "->"));
}

/* [ or { in place of ( is meant for the accessor if it holds the name of something. */
static void check_bracket(struct translator *t, const struct accessor *a, size_t k)
{
    const struct c_token *name = token(t, next(t, k));
    if (a->object < OBJECT_PARAM || name->kind != C_NAME || !(is(t, k, "[") || is(t, k, "{")))
        return;
    struct text text = {0};
    text_add(&text, t->src->text + name->at.at, name->at.len);
    if (ifspec_port(t->s, text.s) >= 0 || ifspec_param(t->s, text.s) >= 0 ||
        ifspec_var(t->s, text.s) >= 0)
        ERROR(t, token(t, k)->at, "expected '(' after %s, not '%c'", a->name,
              t->src->text[token(t, k)->at.at]);
    text_free(&text);
}

/* Translates the accessor at k, if there is one; returns the token to go on with, or k if there is
 * none. */
static size_t translate_accessor(struct translator *t, size_t k, size_t end)
{
    const struct c_token *at = token(t, k);
    const struct accessor *a =
        at->kind == C_NAME && !at->fixed && !is_member(t, k) ? find_accessor(t, k) : NULL;
    size_t open = k + 1;
    if (a && a->object == OBJECT_NONE) {
        if (is(t, next(t, k), "(") && strcmp(a->name, "CALLBACK") != 0 && !at->directive)
            ERROR(t, at->at, "%s takes no argument", a->name);
        text_printf(t->out, "%s(%s)", a->macro, owner_at(&t->owners, k));
        return open;
    }
    while (a && open < end && c_is_blank(token(t, open)))
        open++;
    if (a && open < end)
        check_bracket(t, a, open);
    if (!a || open >= end || !is(t, open, "(") || token(t, open)->directive != at->directive)
        return k;
    if (t->depth == DEEPEST) {
        ERROR(t, at->at, "more than %d accessors within each other", DEEPEST);
        return k;
    }
    size_t close = c_closing(&t->tokens, open, end), out_begin = t->out->n;
    if (close == open) {
        ERROR(t, at->at, "%s( is not closed: ')' is missing", a->name);
        return k;
    }
    t->depth++;
    if (a->object == OBJECT_NUMBER)
        translate_number(t, a, at, (struct range){open + 1, close});
    else
        translate_call(t, a, at, (struct range){open + 1, close});
    t->depth--;
    keep_lines(t, out_begin, k, close);
    return close + 1;
}

/* mif_private->noise, which only some hosts have; returns as translate_accessor. */
static size_t translate_noise(struct translator *t, size_t k, size_t end)
{
    const char *owner = owner_at(&t->owners, k), *const names[] = {owner, "->", "noise"};
    size_t after = k;
    if (token(t, k)->kind != C_NAME || token(t, k)->fixed || is_member(t, k))
        return k;
    for (size_t i = 0; i < 3; i++) {
        while (i && after < end && c_is_blank(token(t, after)))
            after++;
        if (after >= end || !is(t, after, names[i]))
            return k;
        after++;
    }
    size_t begin = t->out->n;
    text_printf(t->out, "CM_NOISE(%s)", owner);
    keep_lines(t, begin, k, after - 1);
    return after;
}

static void translate(struct translator *t, struct range r)
{
    for (size_t k = r.begin; k < r.end;) {
        size_t after = translate_accessor(t, k, r.end);
        after = after == k ? translate_noise(t, k, r.end) : after;
        if (after == k) {
            text_add(t->out, t->src->text + token(t, k)->at.at, token(t, k)->at.len);
            after++;
        }
        k = after;
    }
}

/* ---- the whole file ---- */

/* Whether the token is the name of a function with these parameters: NULL for any. */
static bool is_function(const struct translator *t, size_t k, const char *parameters)
{
    if (token(t, k)->kind != C_NAME || token(t, k)->fixed)
        return false;
    size_t open = next(t, k), first = next(t, open);
    return is(t, open, "(") &&
           (!parameters || (is(t, first, parameters) && is(t, next(t, first), ")")));
}

/* The function that ngspice calls has to be here. */
static void check_function(struct translator *t)
{
    const char *name = t->s->function.text, *file = t->s->src->name;
    const struct c_token *other = NULL;
    for (size_t k = 0; k < t->tokens.n; k++) {
        if (is(t, k, name) && is_function(t, k, NULL))
            return;
        if (is_function(t, k, "ARGS"))
            other = token(t, k);
    }
    if (other)
        ERROR(t, other->at, "no function '%s' here, the C_Function_Name of %s: is this it?", name,
              file);
    else
        ERROR(t, (struct span){0, 0},
              "no function '%s' here, the C_Function_Name of %s: expected 'void %s(ARGS)'", name,
              file, name);
}

/* Whether "<model>_params.h" is included, with a path before it or not. */
static bool includes_params(const struct translator *t)
{
    struct text name = {0};
    text_printf(&name, "%s_params.h\"", t->s->model.text);
    bool found = false;
    for (size_t k = 0; k < t->tokens.n && !found; k++) {
        const struct c_token *h = token(t, k);
        if (h->kind != C_HEADER || h->fixed || h->at.len <= name.n)
            continue;
        const char *end = t->src->text + h->at.at + h->at.len;
        char before = end[-(ptrdiff_t)name.n - 1];
        found = memcmp(end - name.n, name.s, name.n) == 0 && (before == '"' || before == '/');
    }
    text_free(&name);
    return found;
}

/* Names that the preprocessor would replace cannot be macros of the author's. */
static void check_defines(struct translator *t)
{
    for (size_t k = 0; k < t->tokens.n; k++) {
        if (!is(t, k, "#") || token(t, k)->fixed || !token(t, k)->directive)
            continue;
        size_t define = next(t, k), name = next(t, define);
        const struct c_token *n = token(t, name);
        if (is(t, define, "define") && n->kind == C_NAME && n->directive && n->fixed &&
            find_accessor(t, name))
            ERROR(t, n->at,
                  "'%.*s' is an accessor of code models: choose another name for the macro",
                  (int)n->at.len, t->src->text + n->at.at);
    }
}

static void put_line(struct text *out, size_t line, const char *name)
{
    text_printf(out, "#line %zu ", line);
    text_c_string(out, name);
    text_puts(out, "\n");
}

bool cfunc_translate(struct text *out, const struct ifspec *s, const struct source *src,
                     const struct cfunc_names *names, struct diag *diag)
{
    int errors_before = diag->errors;
    struct arena arena = {0};
    struct translator t = {
        .out = out, .s = s, .src = src, .tokens = c_lex(src, &arena, diag), .diag = diag};
    t.owners = owners_find(src, &t.tokens, &arena);
    bool params = includes_params(&t);
    emit_banner(out, names->origin);
    text_printf(out, "#include \"cm.h\"\n\nvoid %s(Mif_Private_t *mif_private);\n",
                s->function.text);
    if (params)
        emit_read_declaration(out, s);
    put_line(out, 1, names->line);
    check_defines(&t);
    check_function(&t);
    translate(&t, (struct range){0, t.tokens.n});
    if (params) {
        text_puts(out, out->s[out->n - 1] == '\n' ? "" : "\n");
        struct source written = {.text = out->s, .size = out->n};
        put_line(out, source_line(&written, out->n) + 1, names->out);
        emit_read(out, s);
    }
    arena_free(&arena);
    return diag->errors == errors_before;
}
