#include "device.h"

#include <complex.h>
#include <float.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

const ns_device *const ns_devices[] = {
#define NS_DEVICE(name) &ns_device_##name,
#include "devices.def"
#undef NS_DEVICE
    NULL,
};

const ns_device *ns_device_find(const char *name)
{
    for (const ns_device *const *d = ns_devices; *d; d++)
        if (strcasecmp((*d)->name, name) == 0)
            return *d;
    return NULL;
}

const ns_param_set *ns_device_find_set(const ns_device *d, const char *name)
{
    for (const ns_param_set *s = d->sets; s && s->name; s++)
        if (strcasecmp(s->name, name) == 0)
            return s;
    return NULL;
}

const char *ns_param_set_values(const ns_param_set *s)
{
    const char *bar = strchr(s->values, '|');
    return bar ? bar + 1 + strspn(bar + 1, " ") : s->values;
}

static bool unknown_set(const ns_device *d, const char *name, ns_error *e)
{
    char known[512] = "";
    size_t used = 0;
    for (const ns_param_set *s = d->sets; s && s->name && used < sizeof known; s++)
        used += (size_t)snprintf(known + used, sizeof known - used, " %s", s->name);
    return ns_fail(e, "device %s: there is no parameter set '%s'; known:%s", d->name, name,
                   *known ? known : " none");
}

/* ngspice cuts the text of a .model line at blanks and commas and takes "name=" for an expression,
 * both inside quotes too: a deck therefore writes "drift/ron:10k/roff:1meg". Elsewhere blanks,
 * commas and '=' do as well. */
#define BETWEEN_PARAMS " \t\r\n,/"

static bool is_assignment(char c)
{
    return c == ':' || c == '=';
}

/* Copies the next word of *s, which ends at a separator or an assignment, and steps behind it
 * and behind blanks. */
static bool next_word(const char **s, char *word, size_t size)
{
    size_t len = strcspn(*s, BETWEEN_PARAMS ":=");
    if (len == 0 || len >= size)
        return false;
    memcpy(word, *s, len);
    word[len] = '\0';
    *s += len;
    *s += strspn(*s, " \t\r\n");
    return true;
}

/* Sets parameters from text; a published set may come first. */
static bool set_params(const ns_device *d, void *p, const char *s, const ns_more_params *more,
                       ns_error *e)
{
    char who[64], name[64], value[64];
    snprintf(who, sizeof who, "device %s", d->name);
    for (bool first = true;; first = false) {
        s += strspn(s, BETWEEN_PARAMS);
        if (!*s)
            return true;
        const char *start = s;
        if (!next_word(&s, name, sizeof name) || !is_assignment(*s))
            return ns_fail(e, "%s: expected name:value at '%.60s'", who, start);
        s += 1 + strspn(s + 1, " \t\r\n");
        if (!next_word(&s, value, sizeof value))
            return ns_fail(e, "%s: parameter %s has no value, at '%.60s'", who, name, start);
        if (strcasecmp(name, "set") == 0) {
            if (!first)
                return ns_fail(e, "%s: set:%s must come before the other parameters", who, value);
            if (!ns_device_set(d, p, value, e))
                return false;
        } else if (more && more->knows(more->ctx, d, name)) {
            if (!more->set(more->ctx, d, who, name, value, e))
                return false;
        } else if (!ns_params_set_text(d->params, d->n_params, p, who, name, value, e))
            return false;
    }
}

bool ns_device_set(const ns_device *d, void *p, const char *set, ns_error *e)
{
    ns_params_default(d->params, d->n_params, p);
    if (!set || !*set || strcasecmp(set, "default") == 0)
        return true;
    const ns_param_set *found = ns_device_find_set(d, set);
    return found ? set_params(d, p, ns_param_set_values(found), NULL, e) : unknown_set(d, set, e);
}

void ns_device_ambient(const ns_device *d, void *p, double kelvin)
{
    int k = d->ambient ? ns_params_find(d->params, d->n_params, d->ambient) : -1;
    if (k >= 0 && isnan(ns_params_get(d->params, (size_t)k, p)))
        *(double *)((char *)p + d->params[k].offset) = kelvin;
}

bool ns_device_parse_given(ns_device_inst *out, const char *spec, const ns_more_params *more,
                           ns_error *e)
{
    char name[64];
    *out = (ns_device_inst){0};
    spec += strspn(spec, " \t\r\n");
    if (!next_word(&spec, name, sizeof name) || is_assignment(*spec))
        return ns_fail(
            e, "a device is written as a family and its parameters, \"drift/ron:10k/roff:1meg\"");
    const ns_device *d = ns_device_find(name);
    if (!d) {
        char known[256] = "";
        size_t used = 0;
        for (const ns_device *const *k = ns_devices; *k && used < sizeof known; k++)
            used += (size_t)snprintf(known + used, sizeof known - used, " %s", (*k)->name);
        return ns_fail(e, "there is no device family '%s'; known:%s", name, known);
    }
    void *p = calloc(1, d->size);
    if (!p)
        return ns_fail(e, "device %s: out of memory", d->name);
    *out = (ns_device_inst){d, p};
    bool ok = ns_device_set(d, p, NULL, e) && set_params(d, p, spec, more, e);
    ns_device_ambient(d, p, NS_ROOM);
    if (!ok)
        ns_device_free(out);
    return ok;
}

bool ns_device_parse(ns_device_inst *out, const char *spec, ns_error *e)
{
    if (!ns_device_parse_given(out, spec, NULL, e))
        return false;
    bool ok = out->dev->prepare(out->p, e);
    if (!ok)
        ns_device_free(out);
    return ok;
}

void ns_device_free(ns_device_inst *d)
{
    free(d->p);
    *d = (ns_device_inst){0};
}

bool ns_device_creeps(const ns_device *d, const void *p, double v, int at)
{
    ns_eval y;
    d->eval(p, v, at ? d->x_hi : d->x_lo, &y);
    /* the zero of the linearised rate is within rounding of the bound */
    return fabs(y.f) <= 4 * DBL_EPSILON * (d->x_hi - d->x_lo) * fabs(y.f_x);
}

void ns_at_rest(const ns_second *second, const void *p, double v, double x, ns_eval *out)
{
    ns_eval_second y;
    second->eval(p, v, x, 0, 1, &y);
    *out = y.at;
    out->i_v += y.i_y * y.s_v;
    out->i_x += y.i_y * y.s_x;
    out->f_v += y.f_y * y.s_v;
    out->f_x += y.f_y * y.s_x;
}
