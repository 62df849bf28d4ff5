#include "energy_summary.h"

#include <math.h>
#include <stdio.h>
#include <string.h>

static void add(energy_family *f, const ngspike_energy *e)
{
    f->instances++;
    f->dissipated += e->dissipated;
    f->supplied += e->supplied;
    f->spikes += e->spikes;
    f->events += e->events;
}

static bool is_first(const ngspike_energy *list, int k)
{
    for (int i = 0; i < k; i++)
        if (strcmp(list[i].model, list[k].model) == 0)
            return false;
    return true;
}

bool energy_family_of(const ngspike_energy *list, int n, int k, energy_family *out)
{
    const bool all = k < 0;
    *out = (energy_family){0};
    for (int i = 0; i < n && !all && !out->model; i++)
        if (is_first(list, i) && k-- == 0)
            out->model = list[i].model;
    for (int i = 0; i < n; i++)
        if (all || (out->model && strcmp(list[i].model, out->model) == 0))
            add(out, &list[i]);
    return out->instances > 0;
}

/* "12.34 pJ", or "-" for what there is none of. */
static const char *joules(double e, bool there, char *text, size_t size)
{
    static const char *const unit[] = {"aJ", "fJ", "pJ", "nJ", "uJ", "mJ", "J"};
    int k = 0;
    if (!there)
        return "-";
    double scaled = e * 1e18;
    while (k < 6 && fabs(scaled) >= 999.95) {
        scaled /= 1000;
        k++;
    }
    snprintf(text, size, "%.4g %s", scaled, unit[k]);
    return text;
}

/* "12.34 pJ (5)" */
static const char *each(double e, double count, char *text, size_t size)
{
    char one[32];
    if (!(count > 0))
        return "-";
    snprintf(text, size, "%s (%.0f)", joules(e / count, true, one, sizeof one), count);
    return text;
}

static void print(const char *name, const energy_family *f, char *line, size_t size)
{
    char a[32], b[32], c[48], d[48], count[16];
    snprintf(count, sizeof count, "%d", f->instances);
    snprintf(line, size, "%-20.20s %9s %13s %13s %21s %21s", name, count,
             joules(f->dissipated, true, a, sizeof a),
             joules(f->supplied, fabs(f->supplied) > 0, b, sizeof b),
             each(f->dissipated, f->spikes, c, sizeof c),
             each(f->dissipated, f->events, d, sizeof d));
}

/* Line k below the heads: instances, models, all. */
static bool line_of(const ngspike_energy *list, int n, bool instances, int k, energy_family *f,
                    const char **name)
{
    if (instances && k < n) {
        *f = (energy_family){0};
        add(f, &list[k]);
        *name = list[k].name;
        return true;
    }
    k -= instances ? n : 0;
    const bool is_model = energy_family_of(list, n, k, f);
    *name = is_model ? f->model : "all";
    energy_family last;
    return is_model ||
           (energy_family_of(list, n, k - 1, &last) && k > 0 && energy_family_of(list, n, -1, f));
}

bool energy_summary_line(const ngspike_energy *list, int n, bool instances, int k, char *line,
                         size_t size)
{
    energy_family f;
    const char *name;
    if (k == 0 && n > 0) {
        snprintf(line, size, "%-20s %9s %13s %13s %21s %21s", "energy", "instances", "dissipated",
                 "supplied", "a spike", "a synaptic event");
        return true;
    }
    if (n == 0 || !line_of(list, n, instances, k - 1, &f, &name))
        return false;
    print(name, &f, line, size);
    return true;
}
