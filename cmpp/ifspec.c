#include "ifspec.h"

#include "cell.h"
#include "names.h"

static const char *const type_names[] = {"boolean", "int",     "real", "complex",
                                         "string",  "pointer", NULL};
static const char *const direction_names[] = {"in", "out", "inout", NULL};
static const char *const port_type_names[IFS_USER] = {"v", "vd", "i", "id", "vnam",
                                                      "g", "gd", "h", "hd", "d"};

/* What people write for the words of the language. As the name of a node type, such a port type
 * would only hide the mistake. */
static const struct cell_mistake mistaken_types[] = {{"bool", "boolean"},
                                                     {"integer", "int"},
                                                     {"float", "real"},
                                                     {"double", "real"},
                                                     {"number", "real"},
                                                     {"char", "string"},
                                                     {"str", "string"},
                                                     {"text", "string"},
                                                     {"void", "pointer"},
                                                     {"ptr", "pointer"},
                                                     {0}};
static const struct cell_mistake mistaken_directions[] = {
    {"input", "in"}, {"output", "out"}, {"io", "inout"}, {"bidirectional", "inout"}, {0}};
static const struct cell_mistake mistaken_port_types[] = {
    {"voltage", "v"},    {"current", "i"}, {"digital", "d"},  {"conductance", "g"},
    {"resistance", "h"}, {"analog", "v"},  {"vname", "vnam"}, {0}};

const char *ifs_type_name(enum ifs_type type)
{
    return type_names[type];
}

const char *ifs_direction_name(enum ifs_direction dir)
{
    return direction_names[dir];
}

/* ---- tables ---- */

static void bind_names(struct binder *b)
{
    struct ifspec *s = b->s;
    s->function = cell_name(b, FIELD_C_FUNCTION_NAME);
    s->model = cell_name(b, FIELD_SPICE_MODEL_NAME);
    s->descr = cell_descr(b);
}

static struct ifs_port_kind port_kind(struct binder *b, const struct raw *v, enum field_kind field)
{
    struct ifs_port_kind kind = {.at = v->at, .name = ""};
    if (v->kind != RAW_NAME) {
        cell_expected(b, v, field,
                      "a port type (v vd i id vnam g gd h hd d) or the name of a node type");
        return kind;
    }
    const char *right = cell_mistaken(mistaken_port_types, v->text);
    if (right)
        cell_error(b, v->at, "unknown port type '%s'; ngspice calls it '%s'", v->text, right);
    kind.type = ifs_port_type(v->text);
    kind.name = kind.type < IFS_USER ? port_type_names[kind.type] : v->text;
    return kind;
}

static void read_allowed_types(struct binder *b, struct ifs_port *port)
{
    const struct raw *v = cell(b, FIELD_ALLOWED_TYPES);
    if (!v)
        return;
    if (v->kind != RAW_LIST || v->n == 0) {
        cell_expected(b, v, FIELD_ALLOWED_TYPES, "a list of port types, as in [v vd]");
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
    struct ifs_port port = {.name = cell_name(b, FIELD_PORT_NAME), .descr = cell_descr(b)};
    port.direction = (enum ifs_direction)cell_word(b, FIELD_DIRECTION, direction_names,
                                                   mistaken_directions, "in, out or inout");
    port.direction_at = direction ? direction->at : port.name.at;
    if (type)
        port.default_type = port_kind(b, type, FIELD_DEFAULT_TYPE);
    read_allowed_types(b, &port);
    port.vector = cell_bool(b, FIELD_VECTOR);
    port.bounds = cell_range(b, FIELD_VECTOR_BOUNDS, IFS_INTEGER);
    port.null_allowed = cell_bool(b, FIELD_NULL_ALLOWED);
    port.broken = b->broken;
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
        cell_error(b, v->at, "empty list; write - for no default");
    param->defaults = arena_alloc(&b->s->arena, n * sizeof *param->defaults);
    for (size_t i = 0; i < n; i++)
        if (!cell_convert(b, &items[i], param->type, FIELD_DEFAULT_VALUE, &param->defaults[i]))
            n = 0;
    param->n_defaults = n;
}

static void read_limits(struct binder *b, struct ifs_param *param)
{
    const struct raw *v = cell(b, FIELD_LIMITS);
    if (param->type == IFS_REAL || param->type == IFS_INTEGER)
        param->limits = cell_range(b, FIELD_LIMITS, param->type);
    else if (v && v->kind != RAW_NONE)
        cell_error(b, v->at, "a %s has no Limits, only int and real have: write -",
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
        param->bounds = cell_range(b, FIELD_VECTOR_BOUNDS, IFS_INTEGER);
}

/* IFS_TYPES with an error. */
static enum ifs_type read_type(struct binder *b, bool of_var)
{
    enum ifs_type type =
        (enum ifs_type)cell_word(b, FIELD_DATA_TYPE, type_names, mistaken_types,
                                 of_var ? "boolean, int, real, complex, string or pointer"
                                        : "boolean, int, real, complex or string");
    if (type != IFS_POINTER || of_var)
        return type;
    cell_error(
        b, cell(b, FIELD_DATA_TYPE)->at,
        "a parameter cannot be a pointer, since no deck can give one: a model keeps pointers "
        "in a STATIC_VAR_TABLE");
    return IFS_TYPES;
}

static struct ifs_param bind_param(struct binder *b, enum field_kind name)
{
    struct ifs_param param = {.name = cell_name(b, name), .descr = cell_descr(b)};
    param.type = read_type(b, name == FIELD_STATIC_VAR_NAME);
    if (param.type < IFS_TYPES) {
        read_default(b, &param);
        read_limits(b, &param);
    }
    param.vector = cell_bool(b, FIELD_VECTOR);
    param.null_allowed = cell_bool(b, FIELD_NULL_ALLOWED);
    read_param_bounds(b, &param);
    param.broken = b->broken;
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

/* How many columns a table has: as most of its fields say, or the one with the names if it is a
 * draw. */
static size_t count_columns(const struct table *t)
{
    size_t columns = 1, most = 0;
    for (enum field_kind k = 0; k < FIELD_KINDS && t->kind != TABLE_NAME; k++) {
        const struct field *f = &t->fields[k];
        size_t votes = k == table_key(t->kind);
        for (enum field_kind j = 0; j < FIELD_KINDS; j++)
            votes += t->fields[j].at.len && !t->fields[j].broken && t->fields[j].n == f->n ? 2 : 0;
        if (f->at.len && !f->broken && votes > most) {
            most = votes;
            columns = f->n;
        }
    }
    return most || t->kind == TABLE_NAME ? columns : 0;
}

static void report_count(struct binder *b, enum field_kind k, size_t columns)
{
    struct field *f = &b->table->fields[k];
    bool one_model = b->table->kind == TABLE_NAME;
    f->broken = true;
    for (size_t i = 0; i < f->n && k == FIELD_DESCRIPTION; i++)
        if (f->values[i].kind == RAW_NAME) { /* words without quotes */
            cell_expected(b, &f->values[i], k, "a \"string\"");
            return;
        }
    cell_error(b, f->n > columns ? f->values[columns].at : f->at,
               "%s has %zu value%s, but the other fields of this %s have %zu%s", field_name(k),
               f->n, f->n == 1 ? "" : "s", table_name(b->table->kind), columns,
               one_model ? ": one file describes one model" : "");
}

/* Reports missing fields and fields with too few or too many values; returns the number of columns.
 */
static size_t check_shape(struct binder *b)
{
    struct table *t = b->table;
    size_t columns = count_columns(t), present = 0;
    for (enum field_kind k = 0; k < FIELD_KINDS; k++)
        present += t->fields[k].at.len > 0;
    for (enum field_kind k = 0; k < FIELD_KINDS; k++) {
        bool required = field_required(k, t->kind) && (present || t->kind == TABLE_NAME);
        if (required && !t->fields[k].at.len)
            cell_error(b, t->at, "this %s has no field '%s'", table_name(t->kind), field_name(k));
        else if (t->fields[k].at.len && !t->fields[k].broken && t->fields[k].n != columns)
            report_count(b, k, columns);
    }
    return columns;
}

static void bind_table(struct binder *b)
{
    size_t columns = check_shape(b);
    for (b->column = 0; b->column < columns; b->column++) {
        b->broken = false;
        bind_column(b);
    }
}

static void bind_tables(struct binder *b, const struct tables *tables)
{
    const struct table *names = NULL;
    for (size_t i = 0; i < tables->n; i++) {
        b->table = &tables->items[i];
        if (b->table->kind == TABLE_NAME && names) {
            cell_error(b, b->table->at,
                       "a second NAME_TABLE: one file describes one model, in a folder of its own");
            diag_note(b->diag, b->s->src, names->at, "the first is here");
            return; /* what follows belongs to the other model */
        }
        names = b->table->kind == TABLE_NAME ? b->table : names;
        bind_table(b);
    }
    if (!names)
        cell_error(b, (struct span){0, 0}, "the file has no NAME_TABLE");
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

const char *ifspec_port_name(const void *ifspec, size_t k)
{
    const struct ifspec *s = ifspec;
    return k < s->n_ports ? s->ports[k].name.text : NULL;
}

enum ifs_port_type ifs_port_type(const char *name)
{
    enum ifs_port_type k = 0; /* IFS_USER follows the last of the list */
    while (k < IFS_USER && !name_same(port_type_names[k], name))
        k++;
    return k;
}

enum ifs_signal ifs_signal(enum ifs_port_type type)
{
    return type == IFS_USER      ? IFS_USER_SIGNAL
           : type == IFS_DIGITAL ? IFS_DIGITAL_SIGNAL
                                 : IFS_ANALOG_SIGNAL;
}
