/* A device and what makes it imperfect, as text. */
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "cell.h"

/* Index of the parameter that NAME_d2d spreads; -1: it is no such name, or no parameter. */
static int spread_of(const ns_device *d, const char *name)
{
    static const char suffix[] = "_d2d";
    const size_t n = strlen(name), tail = sizeof suffix - 1;
    char stem[64];
    if (n <= tail || n - tail >= sizeof stem || strcasecmp(name + n - tail, suffix) != 0)
        return -1;
    memcpy(stem, name, n - tail);
    stem[n - tail] = '\0';
    const int k = ns_params_find(d->params, d->n_params, stem);
    return k >= 0 && d->params[k].type == NS_REAL ? k : -1;
}

static bool knows(void *ctx, const ns_device *d, const char *name)
{
    (void)ctx;
    return spread_of(d, name) >= 0 || ns_params_find(ns_cell_table, ns_cell_n_params, name) >= 0;
}

static bool set_spread(ns_cell_spec *s, int param, const char *who, const char *name,
                       const char *value, ns_error *e)
{
    double sigma;
    if (!ns_number(value, &sigma))
        return ns_fail(e, "%s: parameter %s = '%s' is not a number", who, name, value);
    size_t k = 0;
    while (k < s->n_spread && s->spread[k].param != param)
        k++;
    s->spread[k] = (ns_spread){param, sigma};
    s->n_spread += k == s->n_spread;
    return true;
}

static bool set(void *ctx, const ns_device *d, const char *who, const char *name, const char *value,
                ns_error *e)
{
    ns_cell_spec *s = ctx;
    const int param = spread_of(d, name);
    if (param < 0)
        return ns_params_set_text(ns_cell_table, ns_cell_n_params, &s->c, who, name, value, e);
    if (!s->spread)
        s->spread = calloc(d->n_params, sizeof *s->spread);
    return s->spread ? set_spread(s, param, who, name, value, e)
                     : ns_fail(e, "%s: out of memory", who);
}

bool ns_cell_parse(ns_cell_spec *out, const char *spec, ns_error *e)
{
    *out = (ns_cell_spec){0};
    const ns_more_params more = {out, knows, set};
    ns_params_default(ns_cell_table, ns_cell_n_params, &out->c);
    return ns_device_parse_given(&out->dev, spec, &more, e);
}

void ns_cell_spec_free(ns_cell_spec *s)
{
    ns_device_free(&s->dev);
    free(s->spread);
    *s = (ns_cell_spec){0};
}
