/* The code models of test_defaults, with hand-written tables. Each prints what it was given. */
#include "cm.h"

#include <stdlib.h>
#include <string.h>

const char cm_library_name[] = "defaults.cm";

#define PORT(name_, dir_, type_, type_name_, is_array_)                                            \
    {                                                                                              \
        .name = name_, .descr = name_, .dir = dir_, .default_type = type_,                         \
        .default_type_name = type_name_, .n_types = 1, .types = (const cm_port_type[]){type_},     \
        .type_names = (const char *const[]){type_name_}, .is_array = is_array_                     \
    }
#define VALUES(...)                                                                                \
    .n_default = sizeof((cm_value[]){__VA_ARGS__}) / sizeof(cm_value),                             \
    .defaults = (const cm_value[])                                                                 \
    {                                                                                              \
        __VA_ARGS__                                                                                \
    }
#define R(x)                                                                                       \
    {                                                                                              \
        .real = x                                                                                  \
    }
#define I(x)                                                                                       \
    {                                                                                              \
        .integer = x                                                                               \
    }
#define S(x)                                                                                       \
    {                                                                                              \
        .string = x                                                                                \
    }

/* ---- lists: vector parameters; the output is the first's sum, in V at 1 kOhm ---- */

static const cm_conn_spec lists_conn[] = {PORT("in", CM_DIR_IN, CM_PORT_VOLTAGE, "v", true),
                                          PORT("out", CM_DIR_OUT, CM_PORT_CURRENT, "i", false)};
static const cm_param_spec lists_param[] = {
    {.name = "list",
     .descr = "its own size",
     .type = CM_TYPE_REAL,
     VALUES(R(1), R(2), R(3)),
     .is_array = true,
     .conn_ref = -1,
     .null_allowed = true},
    {.name = "few",
     .descr = "fewer than there must be",
     .type = CM_TYPE_INTEGER,
     VALUES(I(5), I(6)),
     .is_array = true,
     .conn_ref = -1,
     .has_lower = true,
     .lower = 4,
     .null_allowed = true},
    {.name = "each",
     .descr = "of each input",
     .type = CM_TYPE_REAL,
     VALUES(R(10), R(20)),
     .is_array = true,
     .conn_ref = 0,
     .null_allowed = true},
    {.name = "names",
     .descr = "strings",
     .type = CM_TYPE_STRING,
     VALUES(S("a"), S("bc")),
     .is_array = true,
     .conn_ref = -1,
     .null_allowed = true},
    {.name = "one",
     .descr = "one",
     .type = CM_TYPE_BOOLEAN,
     VALUES(I(1)),
     .is_array = true,
     .conn_ref = -1,
     .null_allowed = true},
    {.name = "z",
     .descr = "complex",
     .type = CM_TYPE_COMPLEX,
     VALUES({.real = 1, .imag = 2}, {.real = 3, .imag = -4}),
     .is_array = true,
     .conn_ref = -1,
     .null_allowed = true},
    {.name = "maybe",
     .descr = "no default",
     .type = CM_TYPE_REAL,
     .is_array = true,
     .conn_ref = -1,
     .null_allowed = true},
    {.name = "scalar",
     .descr = "a scalar",
     .type = CM_TYPE_REAL,
     VALUES(R(7)),
     .conn_ref = -1,
     .null_allowed = true}};
enum { LISTS = sizeof lists_param / sizeof lists_param[0] };

static size_t print_value(char *to, size_t room, cm_data_type type, const Mif_Value_t *v)
{
    int n = 0;
    if (type == CM_TYPE_REAL)
        n = snprintf(to, room, " %g", v->rvalue);
    else if (type == CM_TYPE_COMPLEX)
        n = snprintf(to, room, " %g%+gj", v->cvalue.real, v->cvalue.imag);
    else if (type == CM_TYPE_STRING)
        n = snprintf(to, room, " %s", v->svalue ? v->svalue : "NULL");
    else
        n = snprintf(to, room, " %d", v->ivalue);
    return (size_t)n;
}

/* All parameters in a line, whenever it is another one than at the last call. */
static void print_params(ARGS)
{
    static char last[1000];
    char text[sizeof last] = "";
    size_t at = 0;
    for (int k = 0; k < LISTS; k++) {
        at += (size_t)snprintf(text + at, sizeof text - at, "%s %s%s", k ? "," : "",
                               lists_param[k].name, CM_PARAM_NULL(mif_private, k) ? "*" : "");
        for (int i = 0; i < CM_PARAM_SIZE(mif_private, k); i++)
            at += print_value(text + at, sizeof text - at, lists_param[k].type,
                              &CM_PARAM(mif_private, k)->element[i]);
    }
    if (strcmp(text, last) == 0)
        return;
    memcpy(last, text, sizeof last);
    (void)printf("%s:%s\n", cm_instance_name(mif_private), text);
}

static void lists(ARGS)
{
    print_params(mif_private);
    double sum = 0;
    for (int i = 0; i < CM_PARAM_SIZE(mif_private, 0); i++)
        sum += CM_PARAM_REAL(mif_private, 0, i);
    CM_OUTPUT_REAL(mif_private, 1, 0) = -1e-3 * sum;
}

static const cm_model lists_model = {.name = "lists",
                                     .descr = "vector parameters",
                                     .func = lists,
                                     .n_conn = 2,
                                     .conn = lists_conn,
                                     .n_param = LISTS,
                                     .param = lists_param};

/* A second model whose first port has the same name: its defaults are others. */
static const cm_param_spec other_param[] = {{.name = "list",
                                             .descr = "its own size",
                                             .type = CM_TYPE_REAL,
                                             VALUES(R(100), R(200), R(300), R(400)),
                                             .is_array = true,
                                             .conn_ref = -1,
                                             .null_allowed = true}};

static void other(ARGS)
{
    double sum = 0;
    for (int i = 0; i < CM_PARAM_SIZE(mif_private, 0); i++)
        sum += CM_PARAM_REAL(mif_private, 0, i);
    CM_OUTPUT_REAL(mif_private, 1, 0) = -1e-3 * sum;
}

static const cm_model other_model = {.name = "other",
                                     .descr = "another list",
                                     .func = other,
                                     .n_conn = 2,
                                     .conn = lists_conn,
                                     .n_param = 1,
                                     .param = other_param};

/* ---- vars: static variables; says what they are at CM_INIT, then spoils them ---- */

static const cm_var_spec vars_var[] = {
    {.name = "x", .descr = "real", .type = CM_TYPE_REAL, VALUES(R(2.5))},
    {.name = "n", .descr = "integer", .type = CM_TYPE_INTEGER, VALUES(I(-3))},
    {.name = "b", .descr = "boolean", .type = CM_TYPE_BOOLEAN, VALUES(I(1))},
    {.name = "z", .descr = "complex", .type = CM_TYPE_COMPLEX, VALUES({.real = 1, .imag = 2})},
    {.name = "s", .descr = "string", .type = CM_TYPE_STRING, VALUES(S("hello"))},
    {.name = "v",
     .descr = "vector",
     .type = CM_TYPE_REAL,
     VALUES(R(1), R(2), R(3)),
     .is_array = true},
    {.name = "w",
     .descr = "strings",
     .type = CM_TYPE_STRING,
     VALUES(S("p"), S("q")),
     .is_array = true},
    {.name = "none", .descr = "vector without default", .type = CM_TYPE_REAL, .is_array = true},
    {.name = "zero", .descr = "scalar without default", .type = CM_TYPE_REAL}};
enum { VARS = sizeof vars_var / sizeof vars_var[0], X = 0, TEXT = 4, V = 5, W = 6, ZERO_VAR = 8 };

static void print_vars(ARGS)
{
    char text[500] = "";
    size_t at = 0;
    for (int k = 0; k < VARS; k++) {
        at +=
            (size_t)snprintf(text + at, sizeof text - at, "%s %s", k ? "," : "", vars_var[k].name);
        for (int i = 0; i < CM_VAR_SIZE(mif_private, k); i++)
            at += print_value(text + at, sizeof text - at, vars_var[k].type,
                              &CM_VAR(mif_private, k)->element[i]);
    }
    (void)printf("%s:%s\n", cm_instance_name(mif_private), text);
}

static void vars(ARGS)
{
    static char other_text[] = "other";
    if (CM_INIT(mif_private)) {
        print_vars(mif_private);
        free(CM_VAR(mif_private, V)->element); /* the model may make the vector another size */
        CM_VAR(mif_private, V)->element = calloc(10, sizeof(Mif_Value_t));
        CM_VAR_SIZE(mif_private, V) = 10;
        free(CM_VAR(mif_private, W)->element);
        CM_VAR(mif_private, W)->element = NULL;
        CM_VAR_SIZE(mif_private, W) = 0;
        CM_VAR_STRING(mif_private, TEXT, 0) = other_text;
    }
    CM_VAR_REAL(mif_private, X, 0) += 1;
    CM_VAR_REAL(mif_private, ZERO_VAR, 0) += 1;
    CM_OUTPUT_REAL(mif_private, 1, 0) = 0;
}

static const cm_model vars_model;
static void vars_entry(Mif_Private_t *m)
{
    cm_enter(&vars_model, m);
}
static const cm_model vars_model = {.name = "vars",
                                    .descr = "static variables",
                                    .func = vars,
                                    .n_conn = 2,
                                    .conn = lists_conn,
                                    .n_var = VARS,
                                    .var = vars_var,
                                    .entry = vars_entry};

const cm_model *const cm_models[] = {&other_model, &lists_model, &vars_model, NULL};
const cm_udn *const cm_udns[] = {NULL};
