#include "table.h"

#include <string.h>

#include "names.h"

static const char *const table_names[TABLE_KINDS] = {"NAME_TABLE", "PORT_TABLE", "PARAMETER_TABLE",
                                                     "STATIC_VAR_TABLE"};

/* Bits of the tables that may and that must have a field. */
#define IN(table) (1u << (table))
static const struct field_def {
    const char *name, *synonym;
    unsigned allowed, required;
} fields[FIELD_KINDS] = {
    [FIELD_C_FUNCTION_NAME] = {"C_Function_Name", NULL, IN(TABLE_NAME), IN(TABLE_NAME)},
    [FIELD_SPICE_MODEL_NAME] = {"Spice_Model_Name", NULL, IN(TABLE_NAME), IN(TABLE_NAME)},
    [FIELD_PORT_NAME] = {"Port_Name", NULL, IN(TABLE_PORT), IN(TABLE_PORT)},
    [FIELD_PARAMETER_NAME] = {"Parameter_Name", NULL, IN(TABLE_PARAMETER), IN(TABLE_PARAMETER)},
    [FIELD_STATIC_VAR_NAME] = {"Static_Var_Name", NULL, IN(TABLE_STATIC_VAR), IN(TABLE_STATIC_VAR)},
    [FIELD_DESCRIPTION] = {"Description", NULL, ~0u, ~0u},
    [FIELD_DIRECTION] = {"Direction", NULL, IN(TABLE_PORT), IN(TABLE_PORT)},
    [FIELD_DEFAULT_TYPE] = {"Default_Type", NULL, IN(TABLE_PORT), IN(TABLE_PORT)},
    [FIELD_ALLOWED_TYPES] = {"Allowed_Types", NULL, IN(TABLE_PORT), IN(TABLE_PORT)},
    [FIELD_DATA_TYPE] = {"Data_Type", NULL, IN(TABLE_PARAMETER) | IN(TABLE_STATIC_VAR),
                         IN(TABLE_PARAMETER) | IN(TABLE_STATIC_VAR)},
    [FIELD_DEFAULT_VALUE] = {"Default_Value", "Default", IN(TABLE_PARAMETER) | IN(TABLE_STATIC_VAR),
                             IN(TABLE_PARAMETER)},
    [FIELD_LIMITS] = {"Limits", NULL, IN(TABLE_PARAMETER) | IN(TABLE_STATIC_VAR),
                      IN(TABLE_PARAMETER)},
    [FIELD_VECTOR] = {"Vector", "Array",
                      IN(TABLE_PORT) | IN(TABLE_PARAMETER) | IN(TABLE_STATIC_VAR),
                      IN(TABLE_PORT) | IN(TABLE_PARAMETER)},
    [FIELD_VECTOR_BOUNDS] = {"Vector_Bounds", "Array_Bounds",
                             IN(TABLE_PORT) | IN(TABLE_PARAMETER) | IN(TABLE_STATIC_VAR),
                             IN(TABLE_PORT) | IN(TABLE_PARAMETER)},
    [FIELD_NULL_ALLOWED] = {"Null_Allowed", NULL,
                            IN(TABLE_PORT) | IN(TABLE_PARAMETER) | IN(TABLE_STATIC_VAR),
                            IN(TABLE_PORT) | IN(TABLE_PARAMETER)},
};

struct parser {
    struct lexer lexer;
    struct lex_token token; /* the one to look at */
    struct arena *arena;
    struct tables tables;
};

const char *table_name(enum table_kind kind)
{
    return table_names[kind];
}

const char *field_name(enum field_kind kind)
{
    return fields[kind].name;
}

bool field_belongs(enum field_kind field, enum table_kind table)
{
    return fields[field].allowed & IN(table);
}

bool field_required(enum field_kind field, enum table_kind table)
{
    return fields[field].required & IN(table);
}

static void advance(struct parser *p)
{
    p->token = lex_next(&p->lexer);
}

#define ERROR(p, ...) diag_error((p)->lexer.diag, (p)->lexer.src, __VA_ARGS__)

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
            ERROR(p, p->token.at, "expected the %s part of a complex number, written <re im>",
                  i ? "imaginary" : "real");
            break;
        }
        *parts[i] = p->token.number;
        advance(p);
    }
    v.at.len = p->token.at.at + p->token.at.len - v.at.at;
    if (p->token.kind == LEX_GREATER)
        advance(p);
    else
        ERROR(p, v.at, "complex number is not closed: '>' is missing");
    return v;
}

/* [a b c] or [a, b, c] */
static struct raw parse_list(struct parser *p)
{
    struct raw v = {.kind = RAW_LIST, .at = p->token.at};
    advance(p);
    while (p->token.kind != LEX_CLOSE) {
        if (p->token.kind == LEX_END || p->token.kind == LEX_HEAD) {
            ERROR(p, v.at, "list is not closed: ']' is missing");
            return v;
        }
        if (p->token.kind == LEX_OPEN) {
            ERROR(p, p->token.at, "'[' within a list");
            advance(p);
            continue;
        }
        struct raw item = parse_value(p);
        v.items = arena_grow(p->arena, v.items, v.n, sizeof item);
        v.items[v.n++] = item;
        if (p->token.kind == LEX_COMMA)
            advance(p);
    }
    v.at.len = p->token.at.at + 1 - v.at.at;
    advance(p);
    return v;
}

static struct raw parse_value(struct parser *p)
{
    struct raw v = {.at = p->token.at, .text = p->token.text, .number = p->token.number};
    switch (p->token.kind) {
    case LEX_OPEN:
        return parse_list(p);
    case LEX_LESS:
        return parse_complex(p);
    case LEX_NAME:
        v.kind = RAW_NAME;
        break;
    case LEX_NUMBER:
        v.kind = RAW_NUMBER;
        break;
    case LEX_STRING:
        v.kind = RAW_STRING;
        break;
    case LEX_DASH:
        v.kind = RAW_NONE;
        break;
    default:
        ERROR(p, p->token.at, "'%.*s' where a value is expected", (int)p->token.at.len,
              p->lexer.src->text + p->token.at.at);
        v.kind = RAW_NONE;
    }
    advance(p);
    return v;
}

static enum table_kind find_table(const char *name)
{
    enum table_kind k = 0;
    while (k < TABLE_KINDS && !name_same(table_names[k], name))
        k++;
    return k;
}

/* The field of this table by that name, or FIELD_KINDS. */
static enum field_kind find_field(const char *name, enum table_kind table)
{
    enum field_kind k = 0;
    for (; k < FIELD_KINDS; k++)
        if (field_belongs(k, table) && (name_same(fields[k].name, name) ||
                                        (fields[k].synonym && name_same(fields[k].synonym, name))))
            break;
    return k;
}

/* Names that may head something in a table of kind *list: its fields and all tables. */
static const char *head_candidate(const void *list, size_t k)
{
    enum table_kind table = *(const enum table_kind *)list;
    for (enum field_kind f = 0; f < FIELD_KINDS; f++)
        if (table < TABLE_KINDS && field_belongs(f, table) && k-- == 0)
            return fields[f].name;
    return k < TABLE_KINDS ? table_names[k] : NULL;
}

static void report_unknown_head(struct parser *p, enum table_kind table)
{
    const char *guess = name_closest(p->token.text, head_candidate, &table);
    ERROR(p, p->token.at, "%s%s has no field '%s'%s%s%s",
          table < TABLE_KINDS ? "a " : "before a table, ifspec.ifs",
          table < TABLE_KINDS ? table_names[table] : "", p->token.text,
          guess ? "; did you mean '" : "", guess ? guess : "", guess ? "'?" : "");
}

/* The values up to the next head, into a field (NULL: they are only read over). */
static void parse_values(struct parser *p, struct field *f)
{
    while (p->token.kind != LEX_HEAD && p->token.kind != LEX_END) {
        struct raw v = parse_value(p);
        if (!f)
            continue;
        f->values = arena_grow(p->arena, f->values, f->n, sizeof v);
        f->values[f->n++] = v;
    }
}

static void parse_field(struct parser *p, struct table *table)
{
    enum field_kind kind = table ? find_field(p->token.text, table->kind) : FIELD_KINDS;
    struct field *f = kind < FIELD_KINDS ? &table->fields[kind] : NULL;
    if (!f) {
        report_unknown_head(p, table ? table->kind : TABLE_KINDS);
    } else if (f->at.len) {
        ERROR(p, p->token.at, "'%s' a second time in this %s", p->token.text,
              table_names[table->kind]);
        diag_note(p->lexer.diag, p->lexer.src, f->at, "the first is here");
        f = NULL;
    } else {
        f->at = p->token.at;
    }
    advance(p);
    parse_values(p, f);
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
    enum table_kind none = TABLE_KINDS;
    const char *guess = name_closest(p->token.text, head_candidate, &none);
    ERROR(p, p->token.at, "unknown table '%s'%s%s%s", p->token.text,
          guess ? "; did you mean '" : "", guess ? guess : "", guess ? "'?" : "");
    do {
        advance(p);
        parse_values(p, NULL);
    } while (p->token.kind != LEX_END && !looks_like_table(p->token.text));
}

static struct table *add_table(struct parser *p, enum table_kind kind)
{
    p->tables.items = arena_grow(p->arena, p->tables.items, p->tables.n, sizeof *p->tables.items);
    struct table *t = &p->tables.items[p->tables.n++];
    *t = (struct table){.kind = kind, .at = p->token.at};
    return t;
}

/* The head of a table, which has to be followed by a field. */
static struct table *begin_table(struct parser *p, enum table_kind kind)
{
    struct table *table = add_table(p, kind);
    advance(p);
    if (p->token.kind != LEX_HEAD && p->token.kind != LEX_END) {
        ERROR(p, p->token.at, "expected a field of the %s, such as '%s:'", table_names[kind],
              head_candidate(&kind, 0));
        parse_values(p, NULL);
    }
    return table;
}

struct tables tables_parse(const struct source *src, struct arena *arena, struct diag *diag)
{
    struct parser p = {.lexer = {.src = src, .diag = diag, .arena = arena}, .arena = arena};
    struct table *table = NULL;
    advance(&p);
    if (p.token.kind != LEX_HEAD && p.token.kind != LEX_END) {
        ERROR(&p, p.token.at, "expected a table, such as 'NAME_TABLE:'");
        parse_values(&p, NULL);
    }
    while (p.token.kind != LEX_END) {
        enum table_kind kind = find_table(p.token.text);
        if (kind < TABLE_KINDS)
            table = begin_table(&p, kind);
        else if (looks_like_table(p.token.text))
            skip_table(&p);
        else
            parse_field(&p, table);
    }
    return p.tables;
}
