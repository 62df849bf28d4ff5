#include "table.h"

#include <string.h>

#include "names.h"

struct parser {
    struct lexer lexer;
    struct lex_token token; /* the one to look at */
    struct arena *arena;
    struct tables tables;
    bool broken; /* the values of this field are not as many as were meant */
};

static void advance(struct parser *p)
{
    p->token = lex_next(&p->lexer);
    p->broken = p->broken || p->token.after_stray;
}

#define ERROR(p, ...) diag_error((p)->lexer.diag, (p)->lexer.src, __VA_ARGS__)

/* An error that leaves the number of values of this field in doubt. */
#define BREAK(p, ...) (ERROR(p, __VA_ARGS__), (p)->broken = true)

static char first_byte(const struct parser *p)
{
    return p->lexer.src->text[p->token.at.at];
}

/* ---- values ---- */

static struct raw parse_value(struct parser *p);

/* <re im> or <re, im> */
static struct raw parse_complex(struct parser *p)
{
    struct raw v = {.kind = RAW_COMPLEX, .at = p->token.at};
    double *parts[] = {&v.number, &v.imaginary};
    advance(p);
    for (size_t i = 0; i < 2; i++) {
        if (i == 1 && p->token.kind == LEX_COMMA)
            advance(p);
        if (p->token.kind != LEX_NUMBER) {
            BREAK(p, p->token.at, "expected the %s part of a complex number, written <re im>",
                  i ? "imaginary" : "real");
            return v;
        }
        *parts[i] = p->token.number;
        advance(p);
    }
    if (p->token.kind != LEX_GREATER) {
        BREAK(p, v.at, "complex number is not closed: '>' is missing");
        return v;
    }
    v.at.len = p->token.at.at + 1 - v.at.at;
    advance(p);
    return v;
}

/* [a b c] or [a, b, c] */
static struct raw parse_list(struct parser *p)
{
    struct raw v = {.kind = p->token.bad ? RAW_BROKEN : RAW_LIST, .at = p->token.at};
    bool square = first_byte(p) == '[';
    advance(p);
    while (p->token.kind != LEX_CLOSE) {
        if (p->token.kind == LEX_END || p->token.kind == LEX_HEAD) {
            BREAK(p, v.at, "list is not closed: ']' is missing");
            return v;
        }
        if (p->token.kind == LEX_OPEN) {
            BREAK(p, p->token.at, "'[' within a list");
            advance(p);
            continue;
        }
        struct raw item = parse_value(p);
        v.kind = item.kind == RAW_BROKEN ? RAW_BROKEN : v.kind;
        v.items = arena_grow(p->arena, v.items, v.n, sizeof item);
        v.items[v.n++] = item;
        if (p->token.kind == LEX_COMMA)
            advance(p);
    }
    if (square && first_byte(p) != ']')
        BREAK(p, p->token.at, "expected ']', not '%c'", first_byte(p));
    v.at.len = p->token.at.at + 1 - v.at.at;
    advance(p);
    return v;
}

static struct raw parse_value(struct parser *p)
{
    static const enum raw_kind kinds[] = {[LEX_NAME] = RAW_NAME,
                                          [LEX_NUMBER] = RAW_NUMBER,
                                          [LEX_STRING] = RAW_STRING,
                                          [LEX_DASH] = RAW_NONE};
    struct raw v = {.at = p->token.at, .text = p->token.text, .number = p->token.number};
    switch (p->token.kind) {
    case LEX_OPEN:
        return parse_list(p);
    case LEX_LESS:
        return parse_complex(p);
    case LEX_NAME:
    case LEX_NUMBER:
    case LEX_STRING:
    case LEX_DASH:
        v.kind = p->token.bad ? RAW_BROKEN : kinds[p->token.kind];
        break;
    default:
        BREAK(p, p->token.at, "'%c' where a value is expected", first_byte(p));
        v.kind = RAW_BROKEN;
    }
    advance(p);
    return v;
}

/* ---- heads ---- */

static size_t column(const struct source *src, size_t at)
{
    size_t begin = at;
    while (begin > 0 && src->text[begin - 1] != '\n')
        begin--;
    return at - begin;
}

/* Whether the name may be one of the author's own among the values of f, which only looks like a
 * head: no value of another kind follows it, and heads have a _ and stand under each other. */
static bool may_be_value(const struct parser *p, const struct table *table, const struct field *f)
{
    enum field_kind k = f ? (enum field_kind)(f - table->fields) : FIELD_KINDS;
    const char *rest = p->lexer.src->text + p->lexer.at;
    rest += strspn(rest, " \t");
    if (*rest && strchr("[<\"-+.0123456789", *rest) && k != FIELD_VECTOR_BOUNDS)
        return false;
    if (!f)
        return !strchr(p->token.text, '_');
    if (k != table_key(table->kind) && k != FIELD_SPICE_MODEL_NAME && k != FIELD_DEFAULT_TYPE &&
        k != FIELD_VECTOR_BOUNDS)
        return false;
    return f->n == 0 || !strchr(p->token.text, '_') ||
           column(p->lexer.src, f->at.at) != column(p->lexer.src, p->token.at.at);
}

/* Takes a name at the beginning of a line, where the values of f (NULL: none) would go on, for the
 * head of a table or field if it is the name of one; reports the colon that it lacks. */
static bool take_for_head(struct parser *p, const struct table *table, const struct field *f)
{
    const char *name = p->token.text;
    if (p->token.kind != LEX_NAME || !p->token.first)
        return false;
    enum field_kind k = field_find(name, table ? table->kind : TABLE_KINDS);
    bool head = table_find(name) < TABLE_KINDS ||
                table_named_by(field_find(name, TABLE_KINDS)) < TABLE_KINDS ||
                (k < FIELD_KINDS && !(table && table->fields[k].at.len));
    if (!head || may_be_value(p, table, f))
        return false;
    ERROR(p, p->token.at, "':' is missing after '%s'", name);
    p->token.kind = LEX_HEAD;
    return true;
}

/* Text right behind a string: a quote is missing on this line, but not this one. */
static void skip_misquoted(struct parser *p)
{
    BREAK(p, p->token.at, "text right behind a string: a '\"' is missing on this line");
    while (p->lexer.at < p->lexer.src->size && p->lexer.src->text[p->lexer.at] != '\n')
        p->lexer.at++;
    advance(p);
}

/* The values up to the next head, into a field (NULL: they are only read over). */
static void parse_values(struct parser *p, const struct table *table, struct field *f)
{
    bool commas = false;
    p->broken = p->token.after_stray;
    while (p->token.kind != LEX_HEAD && p->token.kind != LEX_END && !take_for_head(p, table, f)) {
        if (p->token.kind == LEX_COMMA) {
            if (!commas)
                ERROR(p, p->token.at, "',' between columns: they are separated by blanks");
            commas = true;
            advance(p);
            continue;
        }
        size_t end = p->token.kind == LEX_STRING ? p->token.at.at + p->token.at.len : 0;
        struct raw v = parse_value(p);
        if (end && p->token.at.at == end && p->token.kind == LEX_NAME)
            skip_misquoted(p);
        if (!f)
            continue;
        f->values = arena_grow(p->arena, f->values, f->n, sizeof v);
        f->values[f->n++] = v;
    }
    if (f)
        f->broken = p->broken;
}

/* ---- tables ---- */

static struct table *add_table(struct parser *p, enum table_kind kind)
{
    p->tables.items = arena_grow(p->arena, p->tables.items, p->tables.n, sizeof *p->tables.items);
    struct table *t = &p->tables.items[p->tables.n++];
    *t = (struct table){.kind = kind, .at = p->token.at};
    return t;
}

/* Reports a head that the table (NULL: none yet) does not know; returns the field that is meant, or
 * FIELD_KINDS. */
static enum field_kind report_unknown_field(struct parser *p, const struct table *table)
{
    enum table_kind kind = table ? table->kind : TABLE_KINDS;
    enum field_kind elsewhere = field_find(p->token.text, TABLE_KINDS);
    const char *name = p->token.text, *before = table ? "a " : "before a table, ifspec.ifs",
               *owner = table ? table_name(kind) : "";
    if (elsewhere < FIELD_KINDS) {
        bool port = field_belongs(elsewhere, TABLE_PORT),
             param = field_belongs(elsewhere, TABLE_PARAMETER);
        ERROR(p, p->token.at, "%s%s has no field '%s': %s", before, owner, name,
              !table ? "begin with 'NAME_TABLE:'"
              : port && param
                  ? "it belongs into the tables of ports, parameters and static variables"
              : param ? "it belongs into a PARAMETER_TABLE or a STATIC_VAR_TABLE"
                      : "it belongs into a PORT_TABLE");
        return FIELD_KINDS;
    }
    const char *guess = name_closest(name, field_candidate, &kind);
    ERROR(p, p->token.at, "%s%s has no field '%s'%s%s%s", before, owner, name,
          guess ? "; did you mean '" : "", guess ? guess : "", guess ? "'?" : "");
    elsewhere = guess ? field_find(guess, kind) : FIELD_KINDS;
    return table && elsewhere < FIELD_KINDS && !table->fields[elsewhere].at.len ? elsewhere
                                                                                : FIELD_KINDS;
}

/* Where a field can only begin a table whose head was forgotten, begins that; returns the table
 * that the field is in. */
static struct table *table_of_field(struct parser *p, struct table *table)
{
    enum field_kind field = field_find(p->token.text, TABLE_KINDS);
    enum table_kind kind = table_named_by(field);
    bool again = table && table->kind == kind && table->fields[field].at.len;
    if (kind == TABLE_KINDS || (table && table->kind == kind && !again) ||
        (again && kind == TABLE_NAME))
        return table;
    ERROR(p, p->token.at,
          again ? "'%s' a second time: begin another table with '%s:' before it"
                : "'%s' begins a table: '%s:' is missing before it",
          p->token.text, table_name(kind));
    return add_table(p, kind);
}

static struct table *parse_field(struct parser *p, struct table *table)
{
    table = table_of_field(p, table);
    enum field_kind kind = table ? field_find(p->token.text, table->kind) : FIELD_KINDS;
    if (kind == FIELD_KINDS)
        kind = report_unknown_field(p, table);
    struct field *f = kind < FIELD_KINDS ? &table->fields[kind] : NULL;
    if (f && f->at.len) {
        ERROR(p, p->token.at, "'%s' a second time in this %s", p->token.text,
              table_name(table->kind));
        diag_note(p->lexer.diag, p->lexer.src, f->at, "the first is here");
        f = NULL;
    } else if (f) {
        f->at = p->token.at;
    }
    advance(p);
    parse_values(p, table, f);
    return table;
}

/* A head that can only be meant as a table. */
static bool looks_like_table(const char *name)
{
    static const char end[] = "_TABLE";
    size_t length = strlen(name), n = sizeof end - 1;
    return length > n && name_same(name + length - n, end);
}

/* Reads over an unknown table, up to the next one. */
static void skip_table(struct parser *p)
{
    do {
        advance(p);
        parse_values(p, NULL, NULL);
    } while (p->token.kind != LEX_END && !looks_like_table(p->token.text));
}

/* An unknown table is taken for the one with the closest name. */
static enum table_kind guess_table(struct parser *p)
{
    enum table_kind none = TABLE_KINDS;
    const char *guess = name_closest(p->token.text, field_candidate, &none);
    if (guess)
        ERROR(p, p->token.at, "unknown table '%s'; did you mean '%s'?", p->token.text, guess);
    else
        ERROR(p, p->token.at,
              "unknown table '%s': there are NAME_TABLE, PORT_TABLE, "
              "PARAMETER_TABLE and STATIC_VAR_TABLE",
              p->token.text);
    return guess ? table_find(guess) : TABLE_KINDS;
}

/* What stands where only a head may. */
static void expect_head(struct parser *p, const struct table *table, const char *what,
                        const char *head)
{
    if (p->token.kind == LEX_HEAD || p->token.kind == LEX_END || take_for_head(p, table, NULL))
        return;
    ERROR(p, p->token.at, "expected %s, such as '%s:'", what, head);
    parse_values(p, table, NULL);
}

static struct table *begin_table(struct parser *p, enum table_kind kind)
{
    struct table *table = add_table(p, kind);
    advance(p);
    expect_head(p, table, "a field of the table", field_name(table_key(kind)));
    return table;
}

struct tables tables_parse(const struct source *src, struct arena *arena, struct diag *diag)
{
    struct parser p = {.lexer = {.src = src, .diag = diag, .arena = arena}, .arena = arena};
    struct table *table = NULL;
    advance(&p);
    expect_head(&p, NULL, "a table", table_name(TABLE_NAME));
    while (p.token.kind != LEX_END) {
        enum table_kind kind = table_find(p.token.text);
        bool unknown = kind == TABLE_KINDS && looks_like_table(p.token.text);
        if (unknown)
            kind = guess_table(&p);
        if (kind < TABLE_KINDS)
            table = begin_table(&p, kind);
        else if (unknown)
            skip_table(&p);
        else
            table = parse_field(&p, table);
    }
    return p.tables;
}
