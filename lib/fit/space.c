#include "space.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "../numeric/safe.h"
#include "fit_impl.h"
#include "scales.h"

static const double ends = 1e-3; /* random starts keep that far from the bounds, of the range */

/* ---- coordinates ---- */

double ns_fit_axis_coordinate(const ns_fit_axis *a, double theta)
{
    return ns_clamp(a->lo + (a->hi - a->lo) * 0.5 * (1 + sin(theta)), a->lo, a->hi);
}

double ns_fit_axis_at(const ns_fit_axis *a, double coordinate)
{
    return a->log ? a->sign * exp(coordinate) : coordinate;
}

double ns_fit_axis_value(const ns_fit_axis *a, double theta)
{
    return ns_fit_axis_at(a, ns_fit_axis_coordinate(a, theta));
}

static double theta_of(const ns_fit_axis *a, double coordinate)
{
    double share = (coordinate - a->lo) / (a->hi - a->lo);
    return asin(2 * ns_clamp(share, ends, 1 - ends) - 1);
}

double ns_fit_axis_theta(const ns_fit_axis *a, double value)
{
    return theta_of(a, !a->log ? value : a->sign * value > 0 ? log(a->sign * value) : a->lo);
}

const char *ns_fit_axis_name(const ns_fit_space *s, int k)
{
    return s->axis[k].param < 0 ? "x0" : s->dev->params[s->axis[k].param].name;
}

const char *ns_fit_axis_unit(const ns_fit_space *s, int k)
{
    return s->axis[k].param < 0 ? "" : s->dev->params[s->axis[k].param].unit;
}

/* ---- how far a parameter is looked for ---- */

/* Voltages that may be 0 or have either sign, and what has a narrow range of its own, are looked
 * for evenly; all else on a scale of logarithms. */
static bool is_even(const ns_param *q)
{
    if (q->lo < 0 && q->hi > 0)
        return true;
    return strcmp(q->unit, "eV") == 0 || (strcmp(q->unit, "V") == 0 && q->lo == 0) ||
           (!*q->unit && q->hi - q->lo <= 1);
}

/* Sizes |value| from least[0] to least[1], for a parameter whose unit says nothing about the data,
 * around a known value. */
static void around(const ns_param *q, double known, double likely[2], double most[2])
{
    bool number = !*q->unit;
    double size = known != 0 ? fabs(known) : 1;
    likely[0] = size / (number ? 3 : 30);
    likely[1] = size * (number ? 3 : 30);
    most[0] = size / (number ? 100 : 1e6);
    most[1] = size * (number ? 100 : 1e6);
}

static void even_range(const ns_param *q, double known, const ns_fit_scales *scales, ns_fit_axis *a)
{
    double likely[2], most[2];
    a->lo = q->lo;
    a->hi = q->hi;
    if (strcmp(q->unit, "eV") == 0)
        a->hi = fmin(a->hi, 2 * known + 0.5);
    else if (*q->unit && ns_fit_scales_range(scales, q->unit, likely, most)) {
        a->lo = fmax(q->lo, -3 * likely[1]);
        a->hi = fmin(q->hi, 3 * likely[1]);
        a->draw_lo = fmax(a->lo, -likely[1]);
        a->draw_hi = fmin(a->hi, likely[1]);
        return;
    } else if (*q->unit) {
        around(q, known, likely, most);
        a->lo = fmax(q->lo, -most[1]);
        a->hi = fmin(q->hi, most[1]);
    }
    a->draw_lo = a->lo;
    a->draw_hi = a->hi;
}

static void log_range(const ns_param *q, double known, const ns_fit_scales *scales, ns_fit_axis *a)
{
    double likely[2], most[2];
    a->log = true;
    a->sign = q->hi <= 0 ? -1 : 1;
    double least = fmin(fabs(q->lo), fabs(q->hi)), greatest = fmax(fabs(q->lo), fabs(q->hi));
    a->from_set = !ns_fit_scales_range(scales, q->unit, likely, most);
    if (a->from_set)
        around(q, known, likely, most);
    a->lo = log(fmax(most[0], least));
    a->hi = log(fmax(fmin(most[1], greatest), 1.001 * exp(a->lo)));
    a->draw_lo = ns_clamp(log(likely[0]), a->lo, a->hi);
    a->draw_hi = ns_clamp(log(likely[1]), a->lo, a->hi);
}

static void set_range(const ns_fit_space *s, const ns_fit_scales *scales, ns_fit_axis *a)
{
    const ns_param *q = &s->dev->params[a->param];
    double known = ns_params_get(s->dev->params, (size_t)a->param, s->base);
    a->sign = 1;
    (is_even(q) ? even_range : log_range)(q, known, scales, a);
}

/* ---- the list of names ---- */

static bool add_axis(ns_fit_space *s, ns_fit_axis a, ns_error *e)
{
    if (s->n == NS_FIT_MAX_AXES)
        return ns_fail(e, "device %s: at most %d parameters and files can be fitted together",
                       s->dev->name, NS_FIT_MAX_AXES);
    s->axis[s->n++] = a;
    return true;
}

static void drop(ns_fit_space *s, int param)
{
    int n = 0;
    for (int k = 0; k < s->n; k++)
        if (s->axis[k].param != param)
            s->axis[n++] = s->axis[k];
    s->n = n;
    n = 0;
    for (int k = 0; k < s->n_choices; k++)
        if (s->choice[k] != param)
            s->choice[n++] = s->choice[k];
    s->n_choices = n;
}

static bool fix(ns_fit_space *s, const char *who, const char *name, const char *value, ns_error *e)
{
    const ns_device *d = s->dev;
    if (strcasecmp(name, "x0") != 0) {
        if (!ns_params_set_text(d->params, d->n_params, s->base, who, name, value, e))
            return false;
        drop(s, ns_params_find(d->params, d->n_params, name));
        return true;
    }
    if (!ns_number(value, &s->x0) || s->x0 < d->x_lo || s->x0 > d->x_hi)
        return ns_fail(e, "%s: x0 = %s; the initial state is a number from %.12g to %.12g", who,
                       value, d->x_lo, d->x_hi);
    return true;
}

static bool vary(ns_fit_space *s, const char *who, const char *name, ns_error *e)
{
    const ns_device *d = s->dev;
    int k = ns_params_find(d->params, d->n_params, name);
    if (strcasecmp(name, "x0") == 0)
        return true; /* it is, unless it is fixed */
    if (k < 0)       /* for its message */
        return ns_params_set(d->params, d->n_params, s->base, who, name, 0, e);
    if (d->params[k].type == NS_INT)
        return ns_fail(e, "%s: %s is a whole number, which cannot be fitted; fix it, %s=VALUE", who,
                       name, name);
    drop(s, k);
    if (d->params[k].type == NS_REAL)
        return add_axis(s, (ns_fit_axis){.param = k}, e);
    if (s->n_choices == NS_FIT_MAX_CHOICES)
        return ns_fail(e, "%s: at most %d text parameters can be tried", who, NS_FIT_MAX_CHOICES);
    s->choice[s->n_choices++] = k;
    return true;
}

static bool take_list(ns_fit_space *s, const char *list, ns_error *e)
{
    char who[64], word[128];
    snprintf(who, sizeof who, "device %s", s->dev->name);
    for (const char *p = list;;) {
        p += strspn(p, " ,\t\n");
        size_t len = strcspn(p, " ,\t\n");
        if (len == 0)
            return true;
        if (len >= sizeof word)
            return ns_fail(e, "%s: '%.40s...' is no parameter", who, p);
        memcpy(word, p, len);
        word[len] = '\0';
        p += len;
        char *value = strchr(word, '=');
        if (value)
            *value++ = '\0';
        if (!(value ? fix(s, who, word, value, e) : vary(s, who, word, e)))
            return false;
    }
}

bool ns_fit_space_make(ns_fit_space *s, const ns_device *dev, const char *set, const char *list,
                       const char *fixed, int polarity, const ns_fit_data *data, size_t n_data,
                       ns_error *e)
{
    *s = (ns_fit_space){.dev = dev, .polarity = polarity, .x0 = NAN, .n_data = n_data};
    s->base = calloc(1, dev->size);
    if (!s->base)
        return ns_fail(e, "device %s: out of memory", dev->name);
    bool ok = ns_device_set(dev, s->base, set, e) && take_list(s, list, e) &&
              (!fixed || take_list(s, fixed, e));
    ns_device_ambient(dev, s->base, NS_ROOM);
    ns_fit_scales scales = ns_fit_scales_of(data, n_data);
    for (int k = 0; ok && k < s->n; k++)
        set_range(s, &scales, &s->axis[k]);
    for (size_t k = 0; ok && isnan(s->x0) && k < n_data; k++)
        ok = add_axis(s,
                      (ns_fit_axis){.param = -1,
                                    .data = k,
                                    .lo = dev->x_lo,
                                    .hi = dev->x_hi,
                                    .draw_lo = dev->x_lo,
                                    .draw_hi = dev->x_hi},
                      e);
    if (!ok)
        ns_fit_space_free(s);
    return ok;
}

void ns_fit_space_free(ns_fit_space *s)
{
    free(s->base);
    s->base = NULL;
}

/* ---- points ---- */

bool ns_fit_space_apply(const ns_fit_space *s, const ns_fit_point *at, void *p, double *x0)
{
    ns_error ignored;
    memcpy(p, s->base, s->dev->size);
    for (size_t k = 0; k < s->n_data; k++)
        x0[k] = s->x0;
    for (int k = 0; k < s->n_choices; k++)
        ns_params_put(&s->dev->params[s->choice[k]], p, at->choice[k]);
    for (int k = 0; k < s->n; k++) {
        const ns_fit_axis *a = &s->axis[k];
        double value = ns_fit_axis_value(a, at->theta[k]);
        if (a->param >= 0) {
            const ns_param *q = &s->dev->params[a->param];
            ns_params_put(q, p, ns_clamp(value, q->lo, q->hi));
        } else
            x0[a->data] = value;
    }
    return s->dev->prepare(p, &ignored);
}

static int n_sets(const ns_device *d)
{
    int n = 0;
    while (d->sets && d->sets[n].name)
        n++;
    return n;
}

/* The parameters of a published set; NULL: there is none. */
static void *published(const ns_device *d, int set)
{
    ns_error ignored;
    void *p = d->sets && d->sets[0].name ? calloc(1, d->size) : NULL;
    if (p && ns_device_set(d, p, d->sets[set].name, &ignored))
        return p;
    free(p);
    return NULL;
}

static double draw_axis(const ns_fit_axis *a, double u, double known)
{
    double lo = a->draw_lo, hi = a->draw_hi;
    if (a->from_set && a->sign * known > 0) {
        double half = 0.5 * (hi - lo), centre = log(a->sign * known);
        lo = ns_clamp(centre - half, a->lo, a->hi);
        hi = ns_clamp(centre + half, a->lo, a->hi);
    }
    return lo + u * (hi - lo);
}

void ns_fit_space_draw(const ns_fit_space *s, ns_rng rng, uint64_t number, ns_fit_point *out)
{
    int sets = n_sets(s->dev);
    double u = ns_rng_uniform(rng, DRAW_SET, number, 0);
    bool as_published = number < 2 * (uint64_t)sets;
    void *p = published(s->dev, as_published ? (int)(number / 2) : (int)(u * sets));
    *out = (ns_fit_point){.polarity = s->polarity ? s->polarity : number % 2 ? -1 : 1};
    for (int k = 0; k < s->n_choices; k++)
        out->choice[k] = (int)(ns_rng_uniform(rng, DRAW_CHOICE + (uint32_t)k, number, 0) *
                               ns_param_choices(&s->dev->params[s->choice[k]]));
    for (int k = 0; k < s->n; k++) {
        const ns_fit_axis *a = &s->axis[k];
        double known =
            p && a->param >= 0 ? ns_params_get(s->dev->params, (size_t)a->param, p) : NAN;
        u = ns_rng_uniform(rng, DRAW_AXIS + (uint32_t)k, number, 0);
        out->theta[k] = as_published && !isnan(known) ? ns_fit_axis_theta(a, known)
                                                      : theta_of(a, draw_axis(a, u, known));
    }
    free(p);
}
