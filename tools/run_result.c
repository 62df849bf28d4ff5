#ifdef HAVE_CONFIG_H
#include "layer_energy.h"
#include "config.h"
#endif
#include "run_result.h"

#include <ctype.h>
#include <jansson.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "data/atomic_file.h"
#include "energy_summary.h"
#include "network/packet.h"
#include "text.h"

/* Text that may not be UTF-8 (a deck may hold anything) as JSON. */
static json_t *json_text(const char *s)
{
    if (!s)
        return json_null();
    json_t *j = json_string(s);
    if (j)
        return j;
    char *clean = copy_string(s);
    for (char *p = clean; *p; p++)
        if ((unsigned char)*p >= 0x80)
            *p = '?';
    j = json_string(clean);
    free(clean);
    return j;
}

json_t *json_number(double v)
{
    return isfinite(v) ? json_real(v) : json_null();
}

/* A parameter's value: a number where it is one. */
static json_t *json_value(const char *s)
{
    char *end;
    double v = strtod(s, &end);
    if (end == s || *end)
        return json_text(s);
    return v == floor(v) && fabs(v) < 1e15 ? json_integer((json_int_t)v) : json_number(v);
}

/* The seed of the deck: the first "seed=" outside of commands and comments, looked up if it is a
 * parameter. */
static json_t *json_seed(const deck *d)
{
    for (int i = 0; i < d->n_files; i++) {
        for (int k = i == 0; k < d->file[i].n; k++) {
            const char *s = d->file[i].line[k], *at = strcasestr(s, "seed");
            bool word = at && (at == s || !isalnum((unsigned char)at[-1]));
            const char *value = at ? at + 4 + strspn(at + 4, " \t") : NULL;
            if (!word || d->file[i].control[k] || s[0] == '*' || *value != '=')
                continue;
            value += 1 + strspn(value + 1, " \t{'\"");
            char *name = format_string("%.*s", (int)strcspn(value, " \t}'\")"), value);
            char *param = deck_param(d, name);
            json_t *j = json_value(param ? param : name);
            free(param);
            free(name);
            return j;
        }
    }
    return json_null();
}

static json_t *json_analyses(const run_result *r, long *points)
{
    const host_analysis *a;
    int n = r->h ? host_analyses(r->h, &a) : 0;
    json_t *list = json_array();
    for (int i = 0; i < n; i++) {
        *points += a[i].points;
        json_array_append_new(list, json_pack("{s:o, s:o, s:i, s:I}", "name", json_text(a[i].name),
                                              "plot", json_text(a[i].plot), "vectors", a[i].vectors,
                                              "points", (json_int_t)a[i].points));
    }
    return list;
}

static json_t *json_network(const run_result *r)
{
    const ngspike_status *s = r->h ? host_network(r->h) : NULL;
    if (!s || (s->total == 0 && s->energy.reads == 0 && !s->fault[0]))
        return json_null();
    json_t *j = json_object();
    json_object_set_new(j, "images", json_integer((json_int_t)s->shown));
    json_object_set_new(j, "images_total", json_integer((json_int_t)s->total));
    json_object_set_new(j, "images_per_s",
                        json_number(r->elapsed > 0 ? (double)s->shown / r->elapsed : NAN));
    json_object_set_new(j, "phase", json_string(ns_phase_name((ns_phase)(s->phase & 3))));
    json_object_set_new(j, "tested", json_integer((json_int_t)s->tested));
    json_object_set_new(j, "accuracy", json_number(s->tested > 0 ? s->accuracy : NAN));
    json_object_set_new(j, "energy", layer_energy_json(&s->energy));
    json_object_set_new(j, "fault", s->fault[0] ? json_text(s->fault) : json_null());
    return j;
}

static json_t *json_amount(const char *name, const energy_family *f)
{
    json_t *j = json_object();
    json_object_set_new(j, "name", json_text(name));
    json_object_set_new(j, "instances", json_integer(f->instances));
    json_object_set_new(j, "dissipated_j", json_number(f->dissipated));
    json_object_set_new(j, "supplied_j", json_number(f->supplied));
    json_object_set_new(j, "spikes", json_number(f->spikes));
    json_object_set_new(j, "synaptic_events", json_number(f->events));
    return j;
}

static json_t *json_energy(const run_result *r)
{
    const ngspike_energy *list;
    const int n = r->h ? host_energy(r->h, &list) : 0;
    energy_family f;
    if (n == 0 || !energy_family_of(list, n, -1, &f))
        return json_null();
    json_t *j = json_amount("all", &f), *models = json_array(), *instances = json_array();
    for (int k = 0; energy_family_of(list, n, k, &f); k++)
        json_array_append_new(models, json_amount(f.model, &f));
    for (int k = 0; k < n; k++) {
        f = (energy_family){list[k].model, 1, list[k].dissipated, list[k].supplied, list[k].spikes,
                            list[k].events};
        json_t *one = json_amount(list[k].name, &f);
        json_object_set_new(one, "model", json_text(f.model));
        json_array_append_new(instances, one);
    }
    json_object_set_new(j, "models", models);
    json_object_set_new(j, "each", instances);
    return j;
}

static json_t *json_messages(const run_result *r, bool errors)
{
    const message *m;
    int n = messages_list(r->log, &m);
    json_t *list = json_array();
    for (int i = 0; i < n; i++) {
        if (m[i].error != errors)
            continue;
        json_t *j = json_object();
        json_object_set_new(j, "message", json_text(m[i].what));
        json_object_set_new(j, "file", json_text(m[i].place.file));
        json_object_set_new(j, "line",
                            m[i].place.file ? json_integer(m[i].place.line) : json_null());
        json_object_set_new(j, "text", json_text(m[i].place.text));
        json_object_set_new(j, "remedy", json_text(m[i].remedy));
        json_array_append_new(list, j);
    }
    return list;
}

static json_t *json_parameters(const run_result *r)
{
    json_t *j = json_object();
    for (int i = 0; i < r->n_params; i++) {
        size_t n = strcspn(r->params[i], "=");
        char *name = format_string("%.*s", (int)n, r->params[i]);
        json_object_set_new(j, name, json_value(r->params[i] + n + 1));
        free(name);
    }
    return j;
}

static json_t *json_measures(const run_result *r)
{
    const measure *m;
    int n = messages_measures(r->log, &m);
    json_t *j = json_object();
    for (int i = 0; i < n; i++)
        json_object_set_new(j, m[i].name, json_number(m[i].value));
    return j;
}

static json_t *json_result(const run_result *r)
{
    json_t *j = json_object();
    long points = 0;
    json_t *analyses = json_analyses(r, &points);
    json_object_set_new(j, "status", json_text(r->status));
    json_object_set_new(j, "exit_status", json_integer(r->exit_status));
    json_object_set_new(j, "deck", json_text(r->d->file[0].path));
    json_object_set_new(j, "title", json_text(r->d->file[0].line[0]));
    json_object_set_new(j, "ngspike", json_text(PACKAGE_VERSION));
    json_object_set_new(j, "ngspice", json_text(r->h ? host_version(r->h) : NULL));
    json_object_set_new(j, "models", json_text(r->models));
    json_object_set_new(j, "raw", json_text(r->raw));
    json_object_set_new(j, "elapsed_s", json_number(r->elapsed));
    json_object_set_new(j, "points", json_integer(points));
    json_object_set_new(j, "analyses", analyses);
    json_object_set_new(j, "measures", json_measures(r));
    json_object_set_new(j, "parameters", json_parameters(r));
    json_object_set_new(j, "seed", json_seed(r->d));
    json_object_set_new(j, "network", json_network(r));
    json_object_set_new(j, "energy", json_energy(r));
    json_object_set_new(j, "errors", json_messages(r, true));
    json_object_set_new(j, "warnings", json_messages(r, false));
    return j;
}

bool run_write_json(const run_result *r, const char *path, ns_error *e)
{
    json_t *j = json_result(r);
    size_t flags = JSON_INDENT(2) | JSON_REAL_PRECISION(10);
    bool ok;
    if (strcmp(path, "-") == 0) {
        ok = json_dumpf(j, stdout, flags) == 0 && putchar('\n') == '\n' && fflush(stdout) == 0;
        if (!ok)
            ns_fail(e, "cannot write the summary to standard output");
    } else {
        ns_file f;
        ok = ns_file_begin(&f, path, e);
        if (ok && (json_dumpf(j, f.f, flags) != 0 || fputc('\n', f.f) == EOF)) {
            ns_file_abort(&f);
            ok = ns_fail(e, "cannot write %s", path);
        }
        ok = ok && ns_file_commit(&f, e);
    }
    json_decref(j);
    return ok;
}
