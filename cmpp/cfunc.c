#include "cfunc.h"

#include <string.h>

#include "ctoken.h"
#include "emit.h"
#include "names.h"

enum object { OBJECT_NONE, OBJECT_TIME, OBJECT_PARAM, OBJECT_VAR, OBJECT_PORT, OBJECT_PORT_PAIR };
enum flow { FLOW_ANY, FLOW_IN, FLOW_OUT };
enum { ANALOG = 1, DIGITAL = 2, USER = 4, EVENT = DIGITAL | USER, ANY = ANALOG | EVENT };

/* What may be written in a cfunc.mod. */
static const struct accessor {
    const char *name, *macro;
    enum object object;
    enum flow flow;
    unsigned signals; /* of the port */
    bool element;     /* is about one element: a vector has to have an index */
    bool typed;       /* the macro's name ends with the type */
} accessors[] = {
    {"INIT", "CM_INIT", OBJECT_NONE, FLOW_ANY, 0, false, false},
    {"ANALYSIS", "CM_ANALYSIS", OBJECT_NONE, FLOW_ANY, 0, false, false},
    {"NEW_TIMEPOINT", "CM_NEW_TIMEPOINT", OBJECT_NONE, FLOW_ANY, 0, false, false},
    {"CALL_TYPE", "CM_CALL_TYPE", OBJECT_NONE, FLOW_ANY, 0, false, false},
    {"TIME", "CM_TIME", OBJECT_NONE, FLOW_ANY, 0, false, false},
    {"RAD_FREQ", "CM_RAD_FREQ", OBJECT_NONE, FLOW_ANY, 0, false, false},
    {"TEMPERATURE", "CM_TEMPERATURE", OBJECT_NONE, FLOW_ANY, 0, false, false},
    {"CALLBACK", "CM_CALLBACK", OBJECT_NONE, FLOW_ANY, 0, false, false},
    {"T", "CM_T", OBJECT_TIME, FLOW_ANY, 0, false, false},
    {"PARAM", "CM_PARAM", OBJECT_PARAM, FLOW_ANY, 0, true, true},
    {"PARAM_SIZE", "CM_PARAM_SIZE", OBJECT_PARAM, FLOW_ANY, 0, false, false},
    {"PARAM_NULL", "CM_PARAM_NULL", OBJECT_PARAM, FLOW_ANY, 0, false, false},
    {"STATIC_VAR", "CM_VAR", OBJECT_VAR, FLOW_ANY, 0, true, true},
    {"STATIC_VAR_SIZE", "CM_VAR_SIZE", OBJECT_VAR, FLOW_ANY, 0, false, false},
    {"INSTANCE_VAR", "CM_VAR", OBJECT_VAR, FLOW_ANY, 0, true, true},
    {"INSTANCE_VAR_SIZE", "CM_VAR_SIZE", OBJECT_VAR, FLOW_ANY, 0, false, false},
    {"PORT_SIZE", "CM_PORT_SIZE", OBJECT_PORT, FLOW_ANY, ANY, false, false},
    {"PORT_NULL", "CM_PORT_NULL", OBJECT_PORT, FLOW_ANY, ANY, false, false},
    {"INPUT", "CM_INPUT", OBJECT_PORT, FLOW_IN, ANY, true, true},
    {"INPUT_STATE", "CM_INPUT_STATE", OBJECT_PORT, FLOW_IN, DIGITAL, true, false},
    {"INPUT_STRENGTH", "CM_INPUT_STRENGTH", OBJECT_PORT, FLOW_IN, DIGITAL, true, false},
    {"OUTPUT", "CM_OUTPUT", OBJECT_PORT, FLOW_OUT, ANY, true, true},
    {"OUTPUT_STATE", "CM_OUTPUT_STATE", OBJECT_PORT, FLOW_OUT, DIGITAL, true, false},
    {"OUTPUT_STRENGTH", "CM_OUTPUT_STRENGTH", OBJECT_PORT, FLOW_OUT, DIGITAL, true, false},
    {"OUTPUT_DELAY", "CM_OUTPUT_DELAY", OBJECT_PORT, FLOW_OUT, EVENT, true, false},
    {"OUTPUT_CHANGED", "CM_OUTPUT_CHANGED", OBJECT_PORT, FLOW_OUT, EVENT, true, false},
    {"LOAD", "CM_LOAD", OBJECT_PORT, FLOW_ANY, EVENT, true, false},
    {"TOTAL_LOAD", "CM_TOTAL_LOAD", OBJECT_PORT, FLOW_ANY, EVENT, true, false},
    {"MESSAGE", "CM_MESSAGE", OBJECT_PORT, FLOW_ANY, EVENT, true, false},
    {"PARTIAL", "CM_PARTIAL", OBJECT_PORT_PAIR, FLOW_ANY, ANALOG, true, false},
    {"AC_GAIN", "CM_AC_GAIN", OBJECT_PORT_PAIR, FLOW_ANY, ANALOG, true, false},
};

struct translator {
    struct text *out;
    const struct ifspec *s;
    const struct source *src;
    struct c_tokens tokens;
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
    for (size_t i = 0; i < sizeof accessors / sizeof *accessors; i++)
        if (is(t, k, accessors[i].name))
            return &accessors[i];
    return NULL;
}

static struct range trim(const struct translator *t, struct range r)
{
    while (r.begin < r.end && c_is_blank(token(t, r.begin)))
        r.begin++;
    while (r.begin < r.end && c_is_blank(token(t, r.end - 1)))
        r.end--;
    return r;
}

/* The token that closes the bracket at k, or k itself if none does before the end (or of the line
 * of a directive). */
static size_t closing(const struct translator *t, size_t k, size_t end)
{
    size_t depth = 0;
    for (size_t i = k; i < end && token(t, i)->directive == token(t, k)->directive; i++) {
        if (token(t, i)->kind != C_PUNCTUATION)
            continue;
        if (is(t, i, "(") || is(t, i, "[") || is(t, i, "{"))
            depth++;
        else if ((is(t, i, ")") || is(t, i, "]") || is(t, i, "}")) && --depth == 0)
            return i;
    }
    return k;
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

/* ---- what an argument names ---- */

static const char *port_name(const void *list, size_t k)
{
    const struct ifspec *s = list;
    return k < s->n_ports ? s->ports[k].name.text : NULL;
}

static const char *param_name(const void *list, size_t k)
{
    const struct ifspec *s = list;
    return k < s->n_params ? s->params[k].name.text : NULL;
}

static const char *var_name(const void *list, size_t k)
{
    const struct ifspec *s = list;
    return k < s->n_vars ? s->vars[k].name.text : NULL;
}

/* The kinds of things that have names, in the order of enum object from OBJECT_PARAM on. */
static const struct naming {
    const char *what;
    int (*find)(const struct ifspec *, const char *);
    name_list *list;
} namings[] = {{"parameter", ifspec_param, param_name},
               {"static variable", ifspec_var, var_name},
               {"port", ifspec_port, port_name}};

static const struct naming *naming(enum object object)
{
    return &namings[object == OBJECT_PORT_PAIR ? OBJECT_PORT - OBJECT_PARAM
                                               : object - OBJECT_PARAM];
}

static void report_unknown(struct translator *t, const struct accessor *a, const struct c_token *at,
                           const char *name)
{
    const struct naming *wanted = naming(a->object);
    for (size_t i = 0; i < sizeof namings / sizeof *namings; i++)
        if (namings[i].find(t->s, name) >= 0) {
            ERROR(t, at->at, "%s(%s): '%s' is a %s in %s, not a %s", a->name, name, name,
                  namings[i].what, t->s->src->name, wanted->what);
            return;
        }
    const char *guess = name_closest(name, wanted->list, t->s);
    ERROR(t, at->at, "%s(%s): no %s '%s' in %s%s%s%s", a->name, name, wanted->what, name,
          t->s->src->name, guess ? "; did you mean '" : "", guess ? guess : "", guess ? "'?" : "");
}

static const char *signal_name(enum ifs_signal signal)
{
    return signal == IFS_ANALOG_SIGNAL    ? "analog"
           : signal == IFS_DIGITAL_SIGNAL ? "digital"
                                          : "of a user-defined node type";
}

static bool check_port(struct translator *t, const struct accessor *a, enum flow flow,
                       const struct c_token *at, const struct ifs_port *port)
{
    const char *name = port->name.text;
    enum ifs_signal signal = ifs_signal(port->default_type.type);
    if ((flow == FLOW_IN && port->direction == IFS_OUT) ||
        (flow == FLOW_OUT && port->direction == IFS_IN)) {
        ERROR(t, at->at, "%s(%s): port '%s' is an %s (Direction: %s), %s needs an %s", a->name,
              name, name, flow == FLOW_IN ? "output" : "input", ifs_direction_name(port->direction),
              a->name, flow == FLOW_IN ? "input" : "output");
        return false;
    }
    if (!(a->signals & (1u << signal))) {
        ERROR(t, at->at, "%s(%s): port '%s' is %s; %s is for %s ports", a->name, name, name,
              signal_name(signal), a->name,
              a->signals == ANALOG    ? "analog"
              : a->signals == DIGITAL ? "digital"
                                      : "event-driven");
        return false;
    }
    return true;
}

static bool check_index(struct translator *t, const struct accessor *a, const struct argument *arg,
                        const char *name, bool vector)
{
    if (arg->has_index && !a->element)
        ERROR(t, arg->name->at, "%s(%s): %s is about the whole of '%s' and takes no index", a->name,
              name, a->name, name);
    else if (arg->has_index && !vector)
        ERROR(t, arg->name->at, "%s(%s[...]): '%s' is no vector (Vector: no), so it has no index",
              a->name, name, name);
    else if (!arg->has_index && a->element && vector)
        ERROR(t, arg->name->at, "%s(%s): '%s' is a vector; write %s(%s[i])", a->name, name, name,
              a->name, name);
    else
        return true;
    return false;
}

/* Index of what the argument names, after all checks; -1 with an error. */
static int resolve(struct translator *t, const struct accessor *a, enum flow flow,
                   const struct argument *arg)
{
    struct text name = {0};
    text_add(&name, t->src->text + arg->name->at.at, arg->name->at.len);
    int k = naming(a->object)->find(t->s, name.s);
    bool vector = false;
    if (k < 0) {
        report_unknown(t, a, arg->name, name.s);
    } else if (a->object >= OBJECT_PORT) {
        vector = t->s->ports[k].vector;
        k = check_port(t, a, flow, arg->name, &t->s->ports[k]) ? k : -1;
    } else {
        vector = (a->object == OBJECT_PARAM ? t->s->params : t->s->vars)[k].vector;
    }
    if (k >= 0 && !check_index(t, a, arg, name.s, vector))
        k = -1;
    text_free(&name);
    return k;
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
        ok = is(t, rest.begin, "[") && closing(t, rest.begin, rest.end) == rest.end - 1 &&
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
            k = closing(t, k, r.end);
        }
    }
    return n;
}

static const char *type_suffix(const struct translator *t, const struct accessor *a, int k)
{
    static const char *const types[IFS_TYPES] = {"_BOOL",    "_INT",    "_REAL",
                                                 "_COMPLEX", "_STRING", "_PTR"};
    static const char *const signals[] = {"_REAL", "_DIGITAL", "_PTR"};
    if (!a->typed)
        return "";
    if (a->object == OBJECT_PORT)
        return signals[ifs_signal(t->s->ports[k].default_type.type)];
    return types[(a->object == OBJECT_PARAM ? t->s->params : t->s->vars)[k].type];
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
        enum flow flow = n == 1 ? a->flow : i == 0 ? FLOW_OUT : FLOW_IN;
        if (!parse_argument(t, a, at, parts[i], &args[i]) ||
            (k[i] = resolve(t, a, flow, &args[i])) < 0)
            return;
    }
    text_printf(t->out, "%s%s(mif_private", a->macro, type_suffix(t, a, k[0]));
    for (size_t i = 0; i < n; i++)
        put_element(t, a, k[i], &args[i]);
    text_puts(t->out, ")");
}

static void translate_time(struct translator *t, const struct accessor *a, const struct c_token *at,
                           struct range r)
{
    r = trim(t, r);
    if (r.begin == r.end) {
        ERROR(t, at->at,
              "T takes the number of a time point: T(0) is now, T(1) the last accepted one");
        return;
    }
    text_printf(t->out, "%s(mif_private, ", a->macro);
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

/* Translates the accessor at k, if there is one; returns the token to go on with, or k if there is
 * none. */
static size_t translate_accessor(struct translator *t, size_t k, size_t end)
{
    const struct c_token *at = token(t, k);
    const struct accessor *a =
        at->kind == C_NAME && !at->fixed && !is_member(t, k) ? find_accessor(t, k) : NULL;
    size_t open = k + 1;
    if (a && a->object == OBJECT_NONE) {
        text_printf(t->out, "%s(mif_private)", a->macro);
        return open;
    }
    while (a && open < end && c_is_blank(token(t, open)))
        open++;
    if (!a || open >= end || !is(t, open, "(") || token(t, open)->directive != at->directive)
        return k;
    if (t->depth == DEEPEST) {
        ERROR(t, at->at, "more than %d accessors within each other", DEEPEST);
        return k;
    }
    size_t close = closing(t, open, end), out_begin = t->out->n;
    if (close == open) {
        ERROR(t, at->at, "%s( is not closed: ')' is missing", a->name);
        return k;
    }
    t->depth++;
    if (a->object == OBJECT_TIME)
        translate_time(t, a, at, (struct range){open + 1, close});
    else
        translate_call(t, a, at, (struct range){open + 1, close});
    t->depth--;
    keep_lines(t, out_begin, k, close);
    return close + 1;
}

static void translate(struct translator *t, struct range r)
{
    for (size_t k = r.begin; k < r.end;) {
        size_t next = translate_accessor(t, k, r.end);
        if (next == k) {
            text_add(t->out, t->src->text + token(t, k)->at.at, token(t, k)->at.len);
            next++;
        }
        k = next;
    }
}

/* ---- the whole file ---- */

static bool mentions_function(const struct translator *t)
{
    for (size_t k = 0; k < t->tokens.n; k++)
        if (token(t, k)->kind == C_NAME && is(t, k, t->s->function.text))
            return true;
    return false;
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
    for (size_t k = 1; k < t->tokens.n; k++) {
        const struct c_token *name = token(t, k);
        size_t before = k;
        if (name->kind != C_NAME || !name->fixed || !name->directive || !find_accessor(t, k))
            continue;
        while (before > 0 && c_is_blank(token(t, before - 1)))
            before--;
        if (before > 0 && is(t, before - 1, "define"))
            ERROR(t, name->at,
                  "'%.*s' is an accessor of code models and cannot be a macro of your own",
                  (int)name->at.len, t->src->text + name->at.at);
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
    struct translator t = {out, s, src, c_lex(src, &arena, diag), diag, 0};
    bool params = includes_params(&t);
    emit_banner(out, names->origin);
    text_printf(out, "#include \"cm.h\"\n\nvoid %s(Mif_Private_t *mif_private);\n",
                s->function.text);
    if (params)
        emit_read_declaration(out, s);
    put_line(out, 1, names->line);
    check_defines(&t);
    if (!mentions_function(&t))
        ERROR(&t, (struct span){0, 0}, "no function '%s' here: it is the C_Function_Name of %s",
              s->function.text, s->src->name);
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
