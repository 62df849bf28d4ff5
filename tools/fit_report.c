#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#include "fit_report.h"

#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "data/atomic_file.h"
#include "ticks.h"

/* ---- tables ---- */

void fit_print_data(const ns_fit_data *d)
{
    char v_lo[32], v_hi[32], size[32], time[32];
    double lo = d->row[0].v, hi = lo;
    for (size_t k = 0; k < d->n; k++) {
        lo = fmin(lo, d->row[k].v);
        hi = fmax(hi, d->row[k].v);
    }
    bool pulses = d->kind == NS_PULSES;
    si_format(v_lo, sizeof v_lo, lo, "V");
    si_format(v_hi, sizeof v_hi, hi, "V");
    si_format(size, sizeof size, d->size, pulses ? "S" : "A");
    si_format(time, sizeof time, pulses ? d->row[0].width : d->row[d->n - 1].t, "s");
    printf("%s: %zu %s", d->name, d->n, pulses ? "pulses" : "rows");
    if (d->n < d->n_read)
        printf(" (of %zu; --points keeps more)", d->n_read);
    printf(", %s to %s, up to %s, %s%s\n", v_lo, v_hi, size, pulses ? "the first of " : "in ",
           time);
}

void fit_print_ranking(const fit_report *f)
{
    printf("\n%-13s %9s %6s %10s %7s  %s\n", "model", "rms", "varied", "AIC - best", "time",
           "searches that came to it");
    for (int k = 0; k < f->n; k++) {
        const ns_fit_result *r = &f->fit[k];
        printf("mem_%-9s %7.3g %% %6d %10.1f %5.1f s  %d of %d\n", r->dev->name, 100 * r->rms, r->n,
               r->aic - f->fit[0].aic, f->seconds[k], r->agreed, r->searches);
    }
    puts("rms: of the residuals, in per cent of the largest reading of each file");
}

static const char *note(const ns_fit_param *q)
{
    return q->at_bound       ? "at the limit of what is looked for"
           : q->undetermined ? "not determined by these data"
                             : "";
}

/* "x0", or "x0 (file 2)". */
static void param_name(char *out, size_t size, const ns_fit_param *q, size_t n_data)
{
    if (q->data >= 0 && n_data > 1)
        snprintf(out, size, "%s (file %d)", q->name, q->data + 1);
    else
        snprintf(out, size, "%s", q->name);
}

/* "  0.11 .. 0.21"; an end that is open: "? .. 0.21". */
static void profile_interval(char *out, size_t size, const ns_fit_result *r, const ns_fit_param *q)
{
    char lo[24] = "?", hi[24] = "?";
    if (!isnan(q->profile_lo))
        snprintf(lo, sizeof lo, "%.4g", q->profile_lo);
    if (!isnan(q->profile_hi))
        snprintf(hi, sizeof hi, "%.4g", q->profile_hi);
    *out = '\0';
    if (r->profiled)
        snprintf(out, size, "  %s .. %s", lo, hi);
}

/* Whether the two kinds of intervals tell different things: an end is off by a quarter. */
static bool misleads(const ns_fit_param *q)
{
    double width = q->hi - q->lo;
    return !isnan(q->lo) && !(fabs(q->profile_lo - q->lo) < 0.25 * width &&
                              fabs(q->profile_hi - q->hi) < 0.25 * width);
}

static void print_profile(const ns_fit_result *r)
{
    bool open = false;
    for (int k = 0; r->profiled && k < r->n; k++) {
        const ns_fit_param *q = &r->param[k];
        open = open || isnan(q->profile_lo) || isnan(q->profile_hi);
        if (misleads(q))
            printf("  %s: the linearised interval misleads; take that of the profile.\n", q->name);
    }
    if (open)
        puts("  ?: that end lies beyond what is looked for.");
}

static void print_params(const fit_report *f, const ns_fit_result *r)
{
    int width = 9, unit = 4;
    char name[48], interval[48], profile[64];
    for (int k = 0; k < r->n; k++) {
        param_name(name, sizeof name, &r->param[k], f->n_data);
        width = (int)strlen(name) > width ? (int)strlen(name) : width;
        unit = (int)strlen(r->param[k].unit) > unit ? (int)strlen(r->param[k].unit) : unit;
    }
    printf("  %-*s  %12s  %-*s  %s\n", width, "parameter", "value", unit, "unit",
           r->profiled ? "95 % interval             of the profile" : "95 % interval");
    for (int k = 0; k < r->n; k++) {
        const ns_fit_param *q = &r->param[k];
        param_name(name, sizeof name, q, f->n_data);
        snprintf(interval, sizeof interval, "%.4g .. %.4g", q->lo, q->hi);
        profile_interval(profile, sizeof profile, r, q);
        printf("  %-*s  %12.5g  %-*s  %-*s%s\n", width, name, q->value, unit, q->unit,
               r->profiled ? 24 : 0, *note(q) ? note(q) : interval, profile);
    }
    for (size_t k = 0; k < r->dev->n_params; k++) {
        const ns_param *q = &r->dev->params[k];
        if (q->type == NS_ENUM)
            printf("  %-*s  %12s\n", width, q->name,
                   q->choices[(int)ns_params_get(r->dev->params, k, r->p)]);
    }
    if (r->polarity < 0)
        printf("  %-*s  %12d\n", width, "polarity", r->polarity);
}

/* Devices that differ answer alike. */
static void print_ambiguity(const ns_fit_result *r)
{
    int n = 0, at_bound = 0;
    for (int k = 0; k < r->n; k++) {
        n += r->param[k].undetermined;
        at_bound += r->param[k].at_bound;
    }
    if (at_bound)
        puts("  The intervals hold for what is at its limit kept there.");
    if (3 * n > r->n)
        printf("  %d of %d parameters are not determined: devices that differ answer these data "
               "alike.\n  Fix some (--fix, --set), or measure more.\n",
               n, r->n);
}

void fit_print_result(const fit_report *f, const ns_fit_result *r)
{
    char a[48], b[48];
    printf("\nmem_%s: rms residual %.3g %% of the largest reading; %d of %d searches came to it\n",
           r->dev->name, 100 * r->rms, r->agreed, r->searches);
    print_params(f, r);
    print_profile(r);
    print_ambiguity(r);
    for (size_t k = 0; f->n_data > 1 && k < f->n_data; k++)
        printf("  file %zu, %s: rms %.3g %%\n", k + 1, f->data[k].name, 100 * r->rms_of[k]);
    for (int k = 0; k < r->n_pairs; k++) {
        param_name(a, sizeof a, &r->param[r->pair[k].a], f->n_data);
        param_name(b, sizeof b, &r->param[r->pair[k].b], f->n_data);
        printf("  %s and %s can hardly be told apart: correlation %.3f\n", a, b, r->pair[k].r);
    }
    if (r->alike > 0.3)
        printf("  Neighbouring residuals are alike (correlation %.2f): the model does not say all "
               "that the data do.\n  The intervals are wider by %.1f for it.\n",
               r->alike, sqrt((1 + r->alike) / (1 - fmin(r->alike, 0.999))));
    if (r->agreed == 1 && r->searches > 1)
        puts("  Only one search came to this result; there may be better ones: --searches, --fix.");
    if (r->step_error > fmax(0.2 * r->rms, 1e-4))
        printf("  Steps of the computation matter: %.2g %% of the largest reading.\n",
               100 * r->step_error);
}

/* ---- the card ---- */

/* Whether the value is what the family, or the set, has anyway. */
static bool as_known(const ns_fit_result *r, const void *known, size_t k)
{
    const ns_param *q = &r->dev->params[k];
    double value = ns_params_get(r->dev->params, k, r->p);
    bool ambient = r->dev->ambient && strcmp(q->name, r->dev->ambient) == 0;
    return value == ns_params_get(r->dev->params, k, known) || (ambient && value == NS_ROOM);
}

static void add_word(text *t, size_t *column, const char *word)
{
    if (*column + strlen(word) > 90) {
        text_add(t, "\n+");
        *column = 1;
    }
    text_addf(t, " %s", word);
    *column += strlen(word) + 1;
}

static void card_values(text *t, const ns_fit_result *r)
{
    ns_error ignored;
    char word[96];
    size_t column = 1;
    void *known = alloc_zeroed(1, r->dev->size);
    ns_device_set(r->dev, known, r->set, &ignored);
    text_add(t, "+");
    for (size_t k = 0; k < r->dev->n_params; k++) {
        const ns_param *q = &r->dev->params[k];
        double value = ns_params_get(r->dev->params, k, r->p);
        if (as_known(r, known, k))
            continue;
        if (q->type == NS_ENUM)
            snprintf(word, sizeof word, "%s=\"%s\"", q->name, q->choices[(int)value]);
        else
            snprintf(word, sizeof word, "%s=%.9g", q->name, value);
        add_word(t, &column, word);
    }
    if (r->polarity < 0)
        add_word(t, &column, "polarity=-1");
    snprintf(word, sizeof word, "x0=%.9g)\n", r->x0[0]);
    add_word(t, &column, word);
    free(known);
}

void fit_card(text *t, const fit_report *f, const ns_fit_result *r)
{
    text_addf(t, "* mem_%s, fitted by ngspike fit: rms residual %.3g %% of the largest reading\n",
              r->dev->name, 100 * r->rms);
    for (size_t k = 0; k < f->n_data; k++)
        text_addf(t, "* to %s, %zu %s; state before it x0=%.6g\n", f->data[k].name, f->data[k].n,
                  f->data[k].kind == NS_PULSES ? "pulses" : "rows", r->x0[k]);
    if (f->o->series > 0)
        text_addf(t, "* measured in series with %.6g ohm, which are not part of it\n",
                  f->o->series);
    text_addf(t, ".model fitted mem_%s(", r->dev->name);
    if (r->set)
        text_addf(t, "set=\"%s\"", r->set);
    text_add(t, "\n");
    card_values(t, r);
}

/* ---- JSON ---- */

static json_t *number(double v)
{
    return isfinite(v) ? json_real(v) : json_null();
}

static json_t *json_params(const ns_fit_result *r)
{
    json_t *list = json_array();
    for (int k = 0; k < r->n; k++) {
        const ns_fit_param *q = &r->param[k];
        json_t *j =
            json_pack("{s:s, s:o, s:s, s:o, s:o, s:b, s:b}", "name", q->name, "value",
                      number(q->value), "unit", q->unit, "lo", number(q->lo), "hi", number(q->hi),
                      "at_limit", q->at_bound, "undetermined", q->undetermined);
        if (r->profiled)
            json_object_set_new(j, "profile",
                                json_pack("[o, o]", number(q->profile_lo), number(q->profile_hi)));
        if (q->data >= 0)
            json_object_set_new(j, "file", json_integer(q->data + 1));
        json_array_append_new(list, j);
    }
    return list;
}

/* All parameters of the family, by name. */
static json_t *json_values(const ns_fit_result *r)
{
    json_t *all = json_object();
    for (size_t k = 0; k < r->dev->n_params; k++) {
        const ns_param *q = &r->dev->params[k];
        double value = ns_params_get(r->dev->params, k, r->p);
        json_object_set_new(
            all, q->name, q->type == NS_ENUM ? json_string(q->choices[(int)value]) : number(value));
    }
    return all;
}

static json_t *json_fit(const fit_report *f, int k)
{
    const ns_fit_result *r = &f->fit[k];
    json_t *files = json_array();
    for (size_t i = 0; i < f->n_data; i++)
        json_array_append_new(files, json_pack("{s:f, s:f}", "rms", r->rms_of[i], "x0", r->x0[i]));
    return json_pack("{s:s, s:f, s:f, s:i, s:i, s:i, s:f, s:f, s:f, s:o, s:o, s:o}", "model",
                     r->dev->name, "rms", r->rms, "aic", r->aic, "polarity", r->polarity,
                     "searches", r->searches, "agreed", r->agreed, "step_error", r->step_error,
                     "correlation_of_neighbours", r->alike, "seconds", f->seconds[k], "fitted",
                     json_params(r), "parameters", json_values(r), "files", files);
}

bool fit_write_json(const fit_report *f, const char *path, ns_error *e)
{
    json_t *files = json_array(), *fits = json_array();
    for (size_t i = 0; i < f->n_data; i++) {
        const ns_fit_data *d = &f->data[i];
        json_t *j =
            json_pack("{s:s%, s:s, s:I, s:I, s:f}", "file", d->name, strlen(d->name), "kind",
                      d->kind == NS_PULSES ? "pulses" : "sweep", "rows", (json_int_t)d->n,
                      "rows_read", (json_int_t)d->n_read, "largest", d->size);
        json_array_append_new(files, j ? j : json_null()); /* a name that is not UTF-8 */
    }
    for (int k = 0; k < f->n; k++)
        json_array_append_new(fits, json_fit(f, k));
    json_t *all = json_pack("{s:s, s:s, s:f, s:s, s:I, s:o, s:o}", "version", PACKAGE_VERSION,
                            "status", f->status, "series", f->o->series, "weight",
                            f->o->weight == NS_FIT_LOG ? "log" : "linear", "seed",
                            (json_int_t)f->o->seed, "data", files, "fits", fits);
    char *dump = json_dumps(all, JSON_INDENT(1) | JSON_REAL_PRECISION(12));
    bool ok = dump != NULL;
    ns_file w;
    if (!ok)
        ns_fail(e, "%s: out of memory", path);
    else if (strcmp(path, "-") == 0)
        ok = puts(dump) >= 0;
    else {
        ok = ns_file_begin(&w, path, e);
        if (ok) {
            fprintf(w.f, "%s\n", dump);
            ok = ns_file_commit(&w, e);
        }
    }
    free(dump);
    json_decref(all);
    return ok;
}
