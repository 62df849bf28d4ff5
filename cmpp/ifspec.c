#include "ifspec.h"

#include <limits.h>
#include <stdio.h>

#include "names.h"
#include "table.h"

static const char *const type_names[] = {"boolean", "int",     "real", "complex",
                                         "string",  "pointer", NULL};
static const char *const direction_names[] = {"in", "out", "inout", NULL};
static const char *const port_type_names[] = {"v",  "vd", "i",  "id", "vnam", "g",
                                              "gd", "h",  "hd", "d",  NULL};

/* Types that people write for ngspice's short names; as names of node types they would only hide a
 * mistake. */
static const struct {
    const char *wrong, *right;
} mistaken_types[] = {{"voltage", "v"},     {"current", "i"},    {"digital", "d"},
                      {"conductance", "g"}, {"resistance", "h"}, {"analog", "v"}};

/* One table on its way into the ifspec. */
struct binder {
    struct ifspec *s;
    struct diag *diag;
    const struct table *table;
    size_t column;
};

#define ERROR(b, ...) diag_error((b)->diag, (b)->s->src, __VA_ARGS__)

static const char *list_item(const void *list, size_t k)
{
    return ((const char *const *)list)[k];
}

/* Index of a name in a list that ends with NULL, but for case; the list's length if it is not
 * there. */
static size_t find_in(const char *const *list, const char *name)
{
    size_t k = 0;
    while (list[k] && !name_same(list[k], name))
        k++;
    return k;
}

const char *ifs_type_name(enum ifs_type type)
{
    return type_names[type];
}

const char *ifs_direction_name(enum ifs_direction dir)
{
    return direction_names[dir];
}

/* ---- single values ---- */

/* What was written in place of what is expected; into text, which it returns. */
static const char *describe(const struct binder *b, const struct raw *v, char text[80])
{
    static const char *const kinds[] = {
        [RAW_NONE] = "'-'",        [RAW_NAME] = "the name ",           [RAW_NUMBER] = "the number ",
        [RAW_STRING] = "a string", [RAW_COMPLEX] = "a complex number", [RAW_LIST] = "a list"};
    bool quote = v->kind == RAW_NAME || v->kind == RAW_NUMBER;
    int length = !quote ? 0 : v->at.len > 50 ? 50 : (int)v->at.len;
    snprintf(text, 80, "%s%.*s", kinds[v->kind], length, b->s->src->text + v->at.at);
    return text;
}

static void expected(struct binder *b, const struct raw *v, enum field_kind field, const char *what)
{
    char found[80];
    ERROR(b, v->at, "%s must be %s, not %s", field_name(field), what, describe(b, v, found));
}

/* The value of this column, or NULL if the field has none. */
static const struct raw *cell(const struct binder *b, enum field_kind field)
{
    const struct field *f = &b->table->fields[field];
    return b->column < f->n ? &f->values[b->column] : NULL;
}

static struct ifs_name read_name(struct binder *b, enum field_kind field)
{
    const struct raw *v = cell(b, field);
    if (v && v->kind == RAW_NAME)
        return (struct ifs_name){v->text, v->at};
    if (v)
        expected(b, v, field, "a name: a letter or _, then letters, digits and _");
    return (struct ifs_name){.text = ""};
}

static const char *read_descr(struct binder *b)
{
    const struct raw *v = cell(b, FIELD_DESCRIPTION);
    if (v && v->kind == RAW_STRING)
        return v->text;
    if (v)
        expected(b, v, FIELD_DESCRIPTION, "a \"string\"");
    return "";
}

/* -1: neither true nor false */
static int truth(const struct raw *v)
{
    static const char *const words[] = {"no", "yes", "false", "true", NULL};
    size_t k = v->kind == RAW_NAME ? find_in(words, v->text) : 4;
    return k < 4 ? (int)(k % 2) : -1;
}

static bool read_bool(struct binder *b, enum field_kind field)
{
    const struct raw *v = cell(b, field);
    int value = v ? truth(v) : 0;
    if (value < 0)
        expected(b, v, field, "yes or no");
    return value == 1;
}

/* Index of the word in a list, or its length with an error. */
static size_t read_word(struct binder *b, enum field_kind field, const char *const *words,
                        const char *what)
{
    size_t n = 0;
    while (words[n])
        n++;
    const struct raw *v = cell(b, field);
    if (!v)
        return n;
    if (v->kind != RAW_NAME) {
        expected(b, v, field, what);
        return n;
    }
    size_t k = find_in(words, v->text);
    const char *guess = k == n ? name_closest(v->text, list_item, words) : NULL;
    if (k == n)
        ERROR(b, v->at, "unknown %s '%s': it is %s%s%s%s", field_name(field), v->text, what,
              guess ? "; did you mean '" : "", guess ? guess : "", guess ? "'?" : "");
    return k;
}

static bool is_int(double x)
{
    return x >= INT_MIN && x <= INT_MAX && x == (double)(int)x;
}

/* Converts one value to a type; errors name the field. */
static bool convert(struct binder *b, const struct raw *v, enum ifs_type type,
                    enum field_kind field, struct ifs_value *value)
{
    static const char *const what[IFS_TYPES] = {
        "TRUE or FALSE for a boolean", "a whole number of 32 bits for an int",
        "a number for a real",         "<re im> for a complex",
        "a \"string\" for a string",   "- for a pointer"};
    bool ok = false;
    *value = (struct ifs_value){.at = v->at};
    if (type == IFS_BOOLEAN) {
        value->integer = truth(v);
        ok = value->integer >= 0;
    } else if (type == IFS_INTEGER) {
        ok = v->kind == RAW_NUMBER && is_int(v->number);
        value->integer = ok ? (int)v->number : 0;
    } else if (type == IFS_STRING) {
        ok = v->kind == RAW_STRING;
        value->string = v->text;
    } else if (type == IFS_REAL || type == IFS_COMPLEX) {
        ok = v->kind == (type == IFS_REAL ? RAW_NUMBER : RAW_COMPLEX);
        value->real = v->number;
        value->imaginary = v->imaginary;
    }
    if (!ok)
        expected(b, v, field, what[type]);
    return ok;
}

/* - or [lower upper], each end a value of the type or - */
static struct ifs_range read_range(struct binder *b, enum field_kind field, enum ifs_type type)
{
    struct ifs_range r = {0};
    const struct raw *v = cell(b, field);
    if (!v || v->kind == RAW_NONE)
        return r;
    if (v->kind != RAW_LIST || v->n != 2) {
        expected(b, v, field, "- or a range [lower upper], either of which may be -");
        return r;
    }
    r.at = v->at;
    r.has_lower = v->items[0].kind != RAW_NONE && convert(b, &v->items[0], type, field, &r.lower);
    r.has_upper = v->items[1].kind != RAW_NONE && convert(b, &v->items[1], type, field, &r.upper);
    return r;
}

/* ---- tables ---- */

static void bind_names(struct binder *b)
{
    struct ifspec *s = b->s;
    s->function = read_name(b, FIELD_C_FUNCTION_NAME);
    s->model = read_name(b, FIELD_SPICE_MODEL_NAME);
    s->descr = read_descr(b);
}

static struct ifs_port_kind port_kind(struct binder *b, const struct raw *v, enum field_kind field)
{
    struct ifs_port_kind kind = {.at = v->at, .name = ""};
    if (v->kind != RAW_NAME) {
        expected(b, v, field,
                 "a port type (v vd i id vnam g gd h hd d) or the name of a node type");
        return kind;
    }
    for (size_t i = 0; i < sizeof mistaken_types / sizeof *mistaken_types; i++)
        if (name_same(v->text, mistaken_types[i].wrong))
            ERROR(b, v->at, "unknown port type '%s'; ngspice calls it '%s'", v->text,
                  mistaken_types[i].right);
    size_t k = find_in(port_type_names, v->text);
    kind.type = (enum ifs_port_type)k; /* IFS_USER follows the last of the list */
    kind.name = k < IFS_USER ? port_type_names[k] : v->text;
    return kind;
}

static void read_allowed_types(struct binder *b, struct ifs_port *port)
{
    const struct raw *v = cell(b, FIELD_ALLOWED_TYPES);
    if (!v)
        return;
    if (v->kind != RAW_LIST || v->n == 0) {
        expected(b, v, FIELD_ALLOWED_TYPES, "a list of port types, as in [v vd]");
        return;
    }
    port->types = arena_alloc(&b->s->arena, v->n * sizeof *port->types);
    for (size_t i = 0; i < v->n; i++)
        port->types[i] = port_kind(b, &v->items[i], FIELD_ALLOWED_TYPES);
    port->n_types = v->n;
}

static void bind_port(struct binder *b)
{
    struct ifspec *s = b->s;
    const struct raw *type = cell(b, FIELD_DEFAULT_TYPE), *direction = cell(b, FIELD_DIRECTION);
    struct ifs_port port = {.name = read_name(b, FIELD_PORT_NAME), .descr = read_descr(b)};
    port.direction =
        (enum ifs_direction)read_word(b, FIELD_DIRECTION, direction_names, "in, out or inout");
    port.direction_at = direction ? direction->at : port.name.at;
    if (type)
        port.default_type = port_kind(b, type, FIELD_DEFAULT_TYPE);
    read_allowed_types(b, &port);
    port.vector = read_bool(b, FIELD_VECTOR);
    port.bounds = read_range(b, FIELD_VECTOR_BOUNDS, IFS_INTEGER);
    port.null_allowed = read_bool(b, FIELD_NULL_ALLOWED);
    s->ports = arena_grow(&s->arena, s->ports, s->n_ports, sizeof port);
    s->ports[s->n_ports++] = port;
}

static void read_default(struct binder *b, struct ifs_param *param)
{
    const struct raw *v = cell(b, FIELD_DEFAULT_VALUE);
    if (!v || v->kind == RAW_NONE)
        return;
    param->default_at = v->at;
    param->default_is_list = v->kind == RAW_LIST;
    const struct raw *items = param->default_is_list ? v->items : v;
    size_t n = param->default_is_list ? v->n : 1;
    if (n == 0)
        ERROR(b, v->at, "empty list; write - for no default");
    param->defaults = arena_alloc(&b->s->arena, n * sizeof *param->defaults);
    for (size_t i = 0; i < n; i++)
        if (!convert(b, &items[i], param->type, FIELD_DEFAULT_VALUE, &param->defaults[i]))
            n = 0;
    param->n_defaults = n;
}

static void read_limits(struct binder *b, struct ifs_param *param)
{
    const struct raw *v = cell(b, FIELD_LIMITS);
    if (param->type == IFS_REAL || param->type == IFS_INTEGER)
        param->limits = read_range(b, FIELD_LIMITS, param->type);
    else if (v && v->kind != RAW_NONE)
        ERROR(b, v->at, "a %s has no Limits: only int and real have them, write -",
              type_names[param->type]);
}

/* A range, or the name of the port whose size is this vector's. */
static void read_param_bounds(struct binder *b, struct ifs_param *param)
{
    const struct raw *v = cell(b, FIELD_VECTOR_BOUNDS);
    param->bounds_port = (struct ifs_name){.text = ""};
    param->bounds_port_index = -1;
    if (v && v->kind == RAW_NAME)
        param->bounds_port = (struct ifs_name){v->text, v->at};
    else
        param->bounds = read_range(b, FIELD_VECTOR_BOUNDS, IFS_INTEGER);
}

static struct ifs_param bind_param(struct binder *b, enum field_kind name)
{
    struct ifs_param param = {.name = read_name(b, name), .descr = read_descr(b)};
    param.type = (enum ifs_type)read_word(b, FIELD_DATA_TYPE, type_names,
                                          "boolean, int, real, complex, string or pointer");
    if (param.type < IFS_TYPES) {
        read_default(b, &param);
        read_limits(b, &param);
    }
    param.vector = read_bool(b, FIELD_VECTOR);
    param.null_allowed = read_bool(b, FIELD_NULL_ALLOWED);
    read_param_bounds(b, &param);
    return param;
}

static void bind_column(struct binder *b)
{
    struct ifspec *s = b->s;
    switch (b->table->kind) {
    case TABLE_NAME:
        bind_names(b);
        break;
    case TABLE_PORT:
        bind_port(b);
        break;
    case TABLE_PARAMETER:
        s->params = arena_grow(&s->arena, s->params, s->n_params, sizeof *s->params);
        s->params[s->n_params++] = bind_param(b, FIELD_PARAMETER_NAME);
        break;
    default:
        s->vars = arena_grow(&s->arena, s->vars, s->n_vars, sizeof *s->vars);
        s->vars[s->n_vars++] = bind_param(b, FIELD_STATIC_VAR_NAME);
    }
}

/* The field that names the columns of a table. */
static enum field_kind key_field(enum table_kind table)
{
    static const enum field_kind keys[TABLE_KINDS] = {FIELD_C_FUNCTION_NAME, FIELD_PORT_NAME,
                                                      FIELD_PARAMETER_NAME, FIELD_STATIC_VAR_NAME};
    return keys[table];
}

/* Reports missing fields and fields with too few or too many values; returns the number of columns.
 */
static size_t check_shape(struct binder *b)
{
    const struct table *t = b->table;
    enum field_kind key = key_field(t->kind);
    size_t columns = t->kind == TABLE_NAME ? 1 : t->fields[key].n;
    for (enum field_kind k = 0; k < FIELD_KINDS; k++) {
        const struct field *f = &t->fields[k];
        if (field_required(k, t->kind) && field_belongs(k, t->kind) && !f->at.len)
            ERROR(b, t->at, "this %s has no field '%s'", table_name(t->kind), field_name(k));
        else if (f->at.len && f->n != columns && t->fields[key].at.len)
            ERROR(b, f->n > columns ? f->values[columns].at : f->at,
                  "%s has %zu value%s, but this %s has %zu column%s (%s)", field_name(k), f->n,
                  f->n == 1 ? "" : "s", table_name(t->kind), columns, columns == 1 ? "" : "s",
                  t->kind == TABLE_NAME ? "one model a file" : field_name(key));
    }
    return columns;
}

static void bind_tables(struct binder *b, const struct tables *tables)
{
    const struct table *names = NULL;
    for (size_t i = 0; i < tables->n; i++) {
        b->table = &tables->items[i];
        if (b->table->kind == TABLE_NAME && names) {
            ERROR(b, b->table->at, "a second NAME_TABLE");
            diag_note(b->diag, b->s->src, names->at, "the first is here");
            continue;
        }
        if (b->table->kind == TABLE_NAME)
            names = b->table;
        size_t columns = check_shape(b);
        for (b->column = 0; b->column < columns; b->column++)
            bind_column(b);
    }
    if (!names)
        ERROR(b, (struct span){0, 0}, "the file has no NAME_TABLE");
}

bool ifspec_parse(struct ifspec *s, const struct source *src, struct diag *diag)
{
    int errors_before = diag->errors;
    *s = (struct ifspec){.src = src, .function.text = "", .model.text = "", .descr = ""};
    struct tables tables = tables_parse(src, &s->arena, diag);
    struct binder b = {.s = s, .diag = diag};
    bind_tables(&b, &tables);
    ifspec_check(s, diag);
    return diag->errors == errors_before;
}

void ifspec_free(struct ifspec *s)
{
    arena_free(&s->arena);
}

/* ---- looking up ---- */

int ifspec_port(const struct ifspec *s, const char *name)
{
    for (size_t k = 0; k < s->n_ports; k++)
        if (name_same(s->ports[k].name.text, name))
            return (int)k;
    return -1;
}

static int find_param(const struct ifs_param *params, size_t n, const char *name)
{
    for (size_t k = 0; k < n; k++)
        if (name_same(params[k].name.text, name))
            return (int)k;
    return -1;
}

int ifspec_param(const struct ifspec *s, const char *name)
{
    return find_param(s->params, s->n_params, name);
}

int ifspec_var(const struct ifspec *s, const char *name)
{
    return find_param(s->vars, s->n_vars, name);
}

enum ifs_signal ifs_signal(enum ifs_port_type type)
{
    return type == IFS_USER      ? IFS_USER_SIGNAL
           : type == IFS_DIGITAL ? IFS_DIGITAL_SIGNAL
                                 : IFS_ANALOG_SIGNAL;
}
