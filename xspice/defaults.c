#include "defaults.h"

#include <stdlib.h>

/* PARAM_NULL says that a parameter was not given, but in newer hosts no more after .sens has moved
 * it: the value of a real one is therefore NaN, which stays what it is. */
static const cm_value nothing = {.real = NAN};

int cm_default_count(const cm_param_spec *p)
{
    return p->n_default > 0 ? p->n_default : p->null_allowed;
}

const cm_value *cm_default_value(const cm_param_spec *p, int j)
{
    return p->n_default > 0 ? &p->defaults[j] : &nothing;
}

/* Strings stay where they are: no host frees those of a default or of a static variable. */
static void set_value(Mif_Value_t *to, cm_data_type type, const cm_value *v)
{
    switch (type) {
    case CM_TYPE_BOOLEAN:
        to->bvalue = v->integer != 0;
        break;
    case CM_TYPE_INTEGER:
        to->ivalue = v->integer;
        break;
    case CM_TYPE_REAL:
        to->rvalue = v->real;
        break;
    case CM_TYPE_COMPLEX:
        to->cvalue = (Mif_Complex_t){v->real, v->imag};
        break;
    case CM_TYPE_STRING:
    case CM_TYPE_POINTER:
        to->pvalue = (void *)(size_t)v->string;
        break;
    }
}

/* A new array in place of the old one, which the host has made with malloc, or the model, as the
 * host would free it. */
static bool resize(Mif_Value_t **elements, int *size, int n)
{
    Mif_Value_t *fresh = calloc((size_t)n, sizeof *fresh);
    if (!fresh)
        return false;
    free(*elements);
    *elements = fresh;
    *size = n;
    return true;
}

/* ---- static variables ---- */

bool cm_has_var_defaults(const cm_model *model)
{
    for (int k = 0; k < model->n_var; k++)
        if (model->var[k].n_default > 0)
            return true;
    return false;
}

bool cm_set_var_defaults(const cm_model *model, Mif_Private_t *m)
{
    for (int k = 0; k < model->n_var; k++) {
        const cm_var_spec *spec = &model->var[k];
        cm_var *var = CM_VAR(m, k);
        if (spec->n_default == 0)
            continue;
        if (spec->is_array && !resize(&var->element, &var->size, spec->n_default))
            return false;
        for (int j = 0; j < var->size && j < spec->n_default; j++)
            set_value(&var->element[j], spec->type, &spec->defaults[j]);
    }
    return true;
}

/* ---- vector parameters, hosts up to 42 ---- */

/* The device of the model: its instances' ports have the names of the device's table, and tables.c
 * makes the first of them a string of its own. NULL if there is no instance, or one without ports.
 */
static const cm_model *find_spec(const host_model *model, host_device *const *devices)
{
    const host_instance *instance = model->instances;
    for (int i = 0; instance && instance->n_conn > 0 && devices[i]; i++)
        if (devices[i]->n_conn > 0 && devices[i]->conn[0].name == instance->conn[0]->name)
            return cm_models[i];
    return NULL;
}

static bool set_vector(const cm_param_spec *spec, cm_param *param)
{
    int n = cm_default_count(spec);
    int size = spec->has_lower && spec->lower > n ? spec->lower : n;
    if (n == 0)
        return true; /* the card was refused */
    if (spec->conn_ref < 0 && !resize(&param->element, &param->size, size))
        return false;
    for (int j = 0; j < param->size; j++)
        set_value(&param->element[j], spec->type, cm_default_value(spec, j < n ? j : n - 1));
    return true;
}

bool cm_set_param_defaults(void *host_models, host_device *const *devices)
{
    for (const host_model *model = host_models; model; model = model->next) {
        const cm_model *spec = find_spec(model, devices);
        for (int k = 0; spec && k < spec->n_param; k++)
            if (spec->param[k].is_array && model->param[k]->is_null &&
                !set_vector(&spec->param[k], model->param[k]))
                return false;
    }
    return true;
}
