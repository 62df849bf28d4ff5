#include "cell.h"

#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "cell_impl.h"
#include "../numeric/safe.h"

const char *const ns_cell_dc_modes[] = {"auto", "hold", "settle", NULL};
const char *const ns_cell_spreads[] = {"normal", "lognormal", NULL};
const ns_param ns_cell_table[] = {NS_CELL_PARAMS(NS_PARAM_ROW, ns_cell_params)};
const size_t ns_cell_n_params = sizeof ns_cell_table / sizeof ns_cell_table[0];

/* What a draw is for depends on the parameter's name, not on its place in the table, which a later
 * version may change. FNV-1a. */
static uint32_t purpose(const char *name)
{
    uint32_t hash = 2166136261u;
    for (; *name; name++)
        hash = (hash ^ (unsigned char)*name) * 16777619u;
    return hash | NS_DRAW_NAMED;
}

/* ---- from device to device ---- */

/* Draw number `count` of a parameter. */
static void draw_param(ns_cell *cell, const ns_spread *s, uint64_t count)
{
    const ns_param *t = &cell->d->params[s->param];
    double *value = (double *)(void *)((char *)cell->p + t->offset);
    double n = s->sigma * ns_rng_normal(cell->rng, purpose(t->name), count, 0);
    double drawn = *value * (cell->c.d2d_dist == NS_LOGNORMAL ? exp(n) : 1 + n);
    *value = ns_clamp(drawn, t->lo_open ? nextafter(t->lo, INFINITY) : t->lo,
                      t->hi_open ? nextafter(t->hi, -INFINITY) : t->hi);
}

static bool check_spreads(const ns_cell *cell, const ns_spread *s, size_t n, const char *who,
                          ns_error *e)
{
    for (size_t k = 0; k < n; k++)
        if (!(s[k].sigma >= 0 && s[k].sigma <= 10))
            return ns_fail(e,
                           "%s: parameter %s_d2d = %.12g is out of range; it must be >= 0 and "
                           "<= 10",
                           who, cell->d->params[s[k].param].name, s[k].sigma);
    return true;
}

/* A device that there cannot be (ron above roff) is drawn again, from the parameters as given. */
static bool draw_device(ns_cell *cell, const ns_spread *spread, size_t n, const char *who,
                        ns_error *e)
{
    enum { MOST_DRAWS = 100 };
    ns_error why = {""};
    if (n == 0)
        return cell->d->prepare(cell->p, e);
    char *given = malloc(cell->d->size);
    bool ok = false;
    if (!given)
        return ns_fail(e, "%s: out of memory", who);
    memcpy(given, cell->p, cell->d->size);
    for (uint64_t count = 0; count < MOST_DRAWS && !ok; count++) {
        memcpy(cell->p, given, cell->d->size);
        for (size_t k = 0; k < n; k++)
            draw_param(cell, &spread[k], count);
        ok = cell->d->prepare(cell->p, &why);
    }
    free(given);
    return ok || ns_fail(e, "%s (after its device-to-device spread; give smaller *_d2d)", why.msg);
}

/* ---- the initial state, and faults ---- */

static bool state_given(ns_cell *cell, const char *who, ns_error *e)
{
    const ns_device *d = cell->d;
    const ns_cell_params *c = &cell->c;
    if (!isnan(c->x0) && !isnan(c->rinit))
        return ns_fail(e, "%s: x0 = %.12g and rinit = %.12g ohm are both given; give one of them",
                       who, c->x0, c->rinit);
    if (!isnan(c->rinit)) {
        double low = 1 / d->conductance(cell->p, d->x_hi),
               high = 1 / d->conductance(cell->p, d->x_lo);
        cell->x_init = d->state_of(cell->p, 1 / c->rinit);
        if (c->rinit >= low * (1 - 1e-12) && c->rinit <= high * (1 + 1e-12))
            return true;
        return ns_fail(e,
                       "%s: parameter rinit = %.12g ohm is out of range; it must be >= %.12g and "
                       "<= %.12g ohm",
                       who, c->rinit, low, high);
    }
    cell->x_init = isnan(c->x0) ? d->x_init(cell->p) : c->x0;
    if (cell->x_init >= d->x_lo && cell->x_init <= d->x_hi)
        return true;
    return ns_fail(e, "%s: parameter x0 = %.12g is out of range; it must be >= %.12g and <= %.12g",
                   who, cell->x_init, d->x_lo, d->x_hi);
}

bool ns_cell_set(ns_cell_params *c, const ns_device *d, const char *set, ns_error *e)
{
    char name[16], value[32], who[64];
    const ns_param_set *s = set ? ns_device_find_set(d, set) : NULL;
    if (!s || !strchr(s->values, '|') || !isnan(c->x0) || !isnan(c->rinit))
        return true;
    snprintf(who, sizeof who, "device %s, set %s", d->name, set);
    if (sscanf(s->values, "%15[^=]=%31[^ |]", name, value) != 2)
        return ns_fail(e, "%s: no initial state in '%s'", who, s->values);
    return ns_params_set_text(ns_cell_table, ns_cell_n_params, c, who, name, value, e);
}

static bool draw_faults(ns_cell *cell, const char *who, ns_error *e)
{
    const ns_cell_params *c = &cell->c;
    if (c->hrs_proportion + c->lrs_proportion > 1)
        return ns_fail(e,
                       "%s: hrs_proportion = %.12g and lrs_proportion = %.12g add up to more than "
                       "1; they are probabilities of the same draw",
                       who, c->hrs_proportion, c->lrs_proportion);
    double u = ns_rng_uniform(cell->rng, NS_DRAW_FAULT, 0, 0);
    bool off = u < c->hrs_proportion, on = !off && u < c->hrs_proportion + c->lrs_proportion;
    cell->stuck = off || on;
    if (cell->stuck)
        cell->x_init = off ? cell->d->x_lo : cell->d->x_hi;
    return true;
}

/* ---- noise ---- */

/* 1/f noise as traps of equal strength, two a decade. A trap that is filled and emptied at the rate
 * r each changes the conductance by +-a about its mean with the (one-sided) density 4 a^2 l /
 * (l^2 + w^2), l = 2 r; over l spaced by the factor q that adds up to a^2 / (f ln q). */
static bool add_flicker(ns_cell *cell, const char *who, ns_error *e)
{
    const ns_cell_params *c = &cell->c;
    const double ln_q = log(10) / 2;
    if (c->kf == 0 || c->kf_hi == 0)
        return true;
    double n = floor(log(c->kf_hi / c->kf_lo) / ln_q) + 1;
    if (!(n >= 1 && n + cell->n_traps <= NS_MAX_TRAPS))
        return ns_fail(e,
                       "%s: 1/f noise from kf_lo = %.12g to kf_hi = %.12g Hz; the upper must be "
                       "above the lower, by at most %d decades",
                       who, c->kf_lo, c->kf_hi, (NS_MAX_TRAPS - 1) / 2);
    double a = sqrt(c->kf * ln_q);
    for (int k = 0; k < (int)n; k++) {
        double tau = 1 / (3.14159265358979323846 * c->kf_lo * exp(k * ln_q));
        cell->trap[cell->n_traps++] = (ns_trap){2 * a, tau, tau};
        cell->offset += a;
    }
    return true;
}

static bool set_noise(ns_cell *cell, const char *who, ns_error *e)
{
    const ns_cell_params *c = &cell->c;
    double deepest = 0;
    if (c->rtn > 0)
        cell->trap[cell->n_traps++] = (ns_trap){c->rtn, c->rtn_tau_c, c->rtn_tau_e};
    if (!add_flicker(cell, who, e))
        return false;
    for (int k = 0; k < cell->n_traps; k++)
        deepest += cell->trap[k].drop;
    if (deepest - cell->offset >= 1)
        return ns_fail(e,
                       "%s: rtn = %.12g and kf = %.12g together could make the conductance "
                       "negative; give smaller ones",
                       who, c->rtn, c->kf);
    if (c->t_noise > 0 && !cell->d->variance)
        return ns_fail(e,
                       "%s: t_noise = %.12g s, but the physics of this family has no randomness "
                       "of its own; leave t_noise out (c2c and d2d spread every family)",
                       who, c->t_noise);
    return true;
}

/* Whether the state moves at 0 V, with these parameters. */
static bool forgets(const ns_device *d, const void *p)
{
    ns_eval e;
    if (!d->is_volatile)
        return false;
    d->eval(p, 0, d->x_lo + 0.37 * (d->x_hi - d->x_lo), &e);
    return e.f != 0;
}

static void set_dc_mode(ns_cell *cell)
{
    const ns_cell_params *c = &cell->c;
    cell->settles = c->dcmode == NS_SETTLE || (c->dcmode != NS_HOLD && isnan(c->x0) &&
                                               isnan(c->rinit) && forgets(cell->d, cell->p));
}

bool ns_cell_init(ns_cell *cell, const ns_device *d, void *p, const ns_cell_params *c,
                  const ns_spread *spread, size_t n_spread, const char *instance, const char *who,
                  ns_error *e)
{
    return ns_cell_draw(cell, d, p, c, spread, n_spread, ns_rng_key((uint64_t)c->seed, instance),
                        who, e);
}

bool ns_cell_draw(ns_cell *cell, const ns_device *d, void *p, const ns_cell_params *c,
                  const ns_spread *spread, size_t n_spread, ns_rng rng, const char *who,
                  ns_error *e)
{
    *cell = (ns_cell){.d = d, .p = p, .c = *c, .rng = rng, .scale = c->m * c->area};
    if (c->polarity == 0)
        return ns_fail(e, "%s: parameter polarity = 0; it must be 1 or -1", who);
    cell->cycles = c->c2c > 0 || c->c2c_on > 0 || c->c2c_off > 0 || isfinite(c->endurance);
    if (!check_spreads(cell, spread, n_spread, who, e) ||
        !draw_device(cell, spread, n_spread, who, e) || !state_given(cell, who, e) ||
        !draw_faults(cell, who, e) || !set_noise(cell, who, e))
        return false;
    ns_cell_draw_drift(cell);
    set_dc_mode(cell);
    return true;
}
