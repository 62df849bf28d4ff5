/* From the neutral tables of cm_model.h to the structs of the running host. */
#include "defaults.h"
#include "trace.h"

#include <stddef.h>
#include <stdlib.h>
#include <string.h>

/* calloc for n > 0 elements; a table without elements is a NULL pointer and no failure. */
static void *table(int n, size_t size, bool *failed)
{
    if (n <= 0)
        return NULL;
    void *p = calloc((size_t)n, size);
    if (!p)
        *failed = true;
    return p;
}

/* IFparm knows flags for booleans. Pointers never get an IFparm. */
static int parm_type(cm_data_type type, bool is_array)
{
    static const int of[] = {HOST_IF_FLAG,    HOST_IF_INTEGER, HOST_IF_REAL,
                             HOST_IF_COMPLEX, HOST_IF_STRING,  0};
    return of[type] | (is_array ? HOST_IF_VECTOR : 0);
}

static const host_parm *model_parms(const cm_model *model, bool *failed)
{
    host_parm *t = table(model->n_param, sizeof *t, failed);
    for (int i = 0; t && i < model->n_param; i++) {
        const cm_param_spec *p = &model->param[i];
        int type = parm_type(p->type, p->is_array) | HOST_IF_SET | HOST_IF_ASK;
        t[i] = (host_parm){p->name, i, type, p->descr};
    }
    return t;
}

/* What `@a1[var]` and `show` may read: all static variables except pointers, which the host would
 * take for strings. The id counts on from the parameters, and the host finds a variable's type at
 * its own place in this table: a pointer keeps its place, with nothing to ask for. */
static const host_parm *instance_parms(const cm_model *model, bool *failed)
{
    host_parm *t = table(model->n_var, sizeof *t, failed);
    for (int i = 0; t && i < model->n_var; i++) {
        const cm_var_spec *v = &model->var[i];
        int type = v->type == CM_TYPE_POINTER ? 0 : parm_type(v->type, v->is_array) | HOST_IF_ASK;
        t[i] = (host_parm){v->name, model->n_param + i, type, v->descr};
    }
    return t;
}

/* A string of its own: the host passes its address on, and equal strings may share one. */
static const char *own_copy(const char *s, bool *failed)
{
    char *copy = strdup(s);
    if (!copy)
        *failed = true;
    return copy;
}

static const host_conn_info *conn_table(const cm_model *model, bool *failed)
{
    host_conn_info *t = table(model->n_conn, sizeof *t, failed);
    for (int i = 0; t && i < model->n_conn; i++) {
        const cm_conn_spec *c = &model->conn[i];
        t[i] = (host_conn_info){
            .name = i == 0 ? own_copy(c->name, failed) : c->name, /* tells the device: defaults.c */
            .descr = c->descr,
            .direction = (int)c->dir,
            .default_type = (int)c->default_type,
            .default_type_name = c->default_type_name,
            .n_types = c->n_types,
            .types = c->types,
            .type_names = c->type_names,
            .is_array = c->is_array,
            .has_lower = c->has_lower,
            .lower = c->lower,
            .has_upper = c->has_upper,
            .upper = c->upper,
            .null_allowed = c->null_allowed,
        };
    }
    return t;
}

static host_param_bounds param_bounds(const cm_param_spec *p)
{
    return (host_param_bounds){
        .is_array = p->is_array,
        .has_conn_ref = p->conn_ref >= 0,
        .conn_ref = p->conn_ref >= 0 ? p->conn_ref : 0,
        .has_lower = p->has_lower,
        .lower = p->lower,
        .has_upper = p->has_upper,
        .upper = p->upper,
        /* A default stands for what is not given; newer hosts refuse it all the same unless they
         * are told that it may be left out. */
        .null_allowed = p->null_allowed || p->n_default > 0,
    };
}

static host_value_struct value_struct(cm_data_type type, const cm_value *v)
{
    return (host_value_struct){
        .boolean = type == CM_TYPE_BOOLEAN ? v->integer : 0,
        .integer = v->integer,
        .real = v->real,
        .complex = {v->real, v->imag},
        .string = v->string,
    };
}

static host_value_union value_union(cm_data_type type, const cm_value *v)
{
    host_value_union u = {.complex = {0, 0}};
    switch (type) {
    case CM_TYPE_BOOLEAN:
    case CM_TYPE_INTEGER:
        u.integer = v->integer;
        break;
    case CM_TYPE_REAL:
        u.real = v->real;
        break;
    case CM_TYPE_COMPLEX:
        u.complex = (Mif_Complex_t){v->real, v->imag};
        break;
    case CM_TYPE_STRING:
    case CM_TYPE_POINTER:
        u.string = v->string;
        break;
    }
    return u;
}

static const void *params_up_to_42(const cm_model *model, bool *failed)
{
    host_param_struct *t = table(model->n_param, sizeof *t, failed);
    for (int i = 0; t && i < model->n_param; i++) {
        const cm_param_spec *p = &model->param[i];
        t[i] = (host_param_struct){
            .name = p->name,
            .descr = p->descr,
            .type = (int)p->type,
            .has_default = cm_default_count(p) > 0,
            .has_min = p->has_min,
            .min = value_struct(p->type, &p->min),
            .has_max = p->has_max,
            .max = value_struct(p->type, &p->max),
            .bounds = param_bounds(p),
        };
        /* These hosts want a port for the size of each vector that can be left out, and that a
         * vector that is given has as many elements. They look only here whether it is one, not in
         * the IFparm, and defaults.c sees to the size. */
        t[i].bounds.is_array = p->is_array && p->conn_ref >= 0;
        if (cm_default_count(p) > 0) /* these hosts take one value for all elements */
            t[i].def = value_struct(p->type, cm_default_value(p, 0));
    }
    return t;
}

static const void *params_from_43(const cm_model *model, bool *failed)
{
    host_param_union *t = table(model->n_param, sizeof *t, failed);
    for (int i = 0; t && i < model->n_param; i++) {
        const cm_param_spec *p = &model->param[i];
        t[i] = (host_param_union){
            .name = p->name,
            .descr = p->descr,
            .type = (int)p->type,
            .n_default = cm_default_count(p),
            .defaults = table(cm_default_count(p), sizeof(host_value_union), failed),
            .has_min = p->has_min,
            .min = value_union(p->type, &p->min),
            .has_max = p->has_max,
            .max = value_union(p->type, &p->max),
            .bounds = param_bounds(p),
        };
        for (int j = 0; t[i].defaults && j < cm_default_count(p); j++)
            t[i].defaults[j] = value_union(p->type, cm_default_value(p, j));
    }
    return t;
}

static const host_var_info *var_table(const cm_model *model, bool *failed)
{
    host_var_info *t = table(model->n_var, sizeof *t, failed);
    for (int i = 0; t && i < model->n_var; i++) {
        const cm_var_spec *v = &model->var[i];
        /* The host has no pointer type; it treats these like strings, as its own preprocessor does.
         */
        int type = (int)(v->type == CM_TYPE_POINTER ? CM_TYPE_STRING : v->type);
        t[i] = (host_var_info){v->name, v->descr, type, v->is_array};
    }
    return t;
}

host_device *cm_build_device(const cm_model *model, const cm_layout *layout)
{
    static int zero;
    bool failed = false;
    int *counts = table(2, sizeof *counts, &failed);
    host_device *d = table(1, sizeof *d, &failed);
    if (failed)
        return NULL;

    counts[0] = model->n_param;
    counts[1] = model->n_var;
    d->name = model->name;
    d->descr = model->descr;
    d->terms = d->n_names = &zero;
    d->n_instance_parms = &counts[1];
    d->instance_parms = instance_parms(model, &failed);
    d->n_model_parms = &counts[0];
    d->model_parms = model_parms(model, &failed);
    bool by_entry = model->entry && (cm_trace_is_on() || cm_has_var_defaults(model));
    d->func = by_entry ? model->entry : model->func;
    d->n_conn = model->n_conn;
    d->conn = conn_table(model, &failed);
    d->n_param = model->n_param;
    d->param =
        layout->param_union ? params_from_43(model, &failed) : params_up_to_42(model, &failed);
    d->n_var = model->n_var;
    d->var = var_table(model, &failed);
    return failed ? NULL : d;
}

/* In the form of ngspice 40 and later a word that is NULL precedes the functions. */
cm_udn cm_udn_functions(const cm_udn *udn)
{
    cm_udn u = *udn;
    size_t functions = offsetof(cm_udn, create);
    if (!u.create)
        memcpy(&u.create, (const char *)udn + functions + sizeof(void *), sizeof u - functions);
    return u;
}

void *cm_build_udn(const cm_udn *udn, const cm_layout *layout)
{
    cm_udn of = cm_udn_functions(udn);
    host_udn_functions f = {of.create,  of.dismantle, of.initialize, of.invert,    of.copy,
                            of.resolve, of.compare,   of.plot_val,   of.print_val, of.ipc_val};
    if (layout->udn_free_list) {
        host_udn_40 *u = calloc(1, sizeof *u);
        if (u)
            *u = (host_udn_40){udn->name, udn->descr, NULL, f};
        return u;
    }
    host_udn_39 *u = calloc(1, sizeof *u);
    if (u)
        *u = (host_udn_39){udn->name, udn->descr, f};
    return u;
}
