#include "energy.h"

#include <fnmatch.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "energy_summary.h"
#include "status_update.h"

struct energy_account {
    ngspike_energy entry; /* its strings are copies, but for the model */
    energy_amount noted;
    char *drives, *between[2]; /* nodes, or NULL */
    energy_account *next;
};

/* One analysis at a time runs in a process. */
static struct {
    energy_account *first;
    ngspike_energy *list; /* as last asked for */
    double time, stop;    /* of the instance that wants a report; stop 0: none */
    bool instances;       /* ... of each instance */
    bool reported;
} book;

static char *node_of(Mif_Private_t *m, int port, bool negative)
{
    if (port < 0 || CM_PORT_NULL(m, port))
        return NULL;
    const cm_port *p = CM_PORT(m, port, 0);
    const char *name = negative ? p->neg_node_str : p->pos_node_str;
    return name && *name ? strdup(name) : NULL;
}

energy_account *energy_open(Mif_Private_t *m, const char *model, int spikes_at, int terminals)
{
    const char *name = cm_instance_name(m);
    energy_account *a = *name ? calloc(1, sizeof *a) : NULL;
    char *copy = a ? strdup(name) : NULL;
    if (!copy) {
        free(a);
        return NULL;
    }
    a->entry.name = copy;
    a->entry.model = model;
    a->drives = node_of(m, spikes_at, false);
    a->between[0] = node_of(m, terminals, false);
    a->between[1] = node_of(m, terminals, true);
    a->next = book.first; /* the host calls the last instance of a deck first */
    book.first = a;
    book.stop = 0;
    book.reported = false;
    return a;
}

void energy_note(energy_account *a, const energy_amount *now)
{
    if (a)
        a->noted = *now;
}

void energy_close(energy_account *a)
{
    if (!a)
        return;
    energy_account **at = &book.first;
    while (*at != a)
        at = &(*at)->next;
    *at = a->next;
    free((char *)a->entry.name);
    free(a->drives);
    free(a->between[0]);
    free(a->between[1]);
    free(a);
}

energy_amount energy_sum(const char *pattern)
{
    energy_amount sum = {0};
    for (const energy_account *a = book.first; a; a = a->next) {
        if (fnmatch(pattern, a->entry.name, 0) != 0 && fnmatch(pattern, a->entry.model, 0) != 0)
            continue;
        sum.dissipated += a->noted.dissipated;
        sum.supplied += a->noted.supplied;
        sum.spikes += a->noted.spikes;
    }
    return sum;
}

void energy_report_at(double time, double stop, bool instances)
{
    book.time = time;
    book.stop = stop;
    book.instances = instances;
}

/* ---- synaptic events ---- */

static int by_node(const void *a, const void *b)
{
    return strcmp((*(energy_account *const *)a)->drives, (*(energy_account *const *)b)->drives);
}

static double spikes_on(energy_account *const *sorted, size_t n, const char *node)
{
    size_t lo = 0, hi = n;
    double spikes = 0;
    if (!node)
        return 0;
    while (lo < hi) {
        const size_t middle = (lo + hi) / 2;
        if (strcmp(sorted[middle]->drives, node) < 0)
            lo = middle + 1;
        else
            hi = middle;
    }
    for (; lo < n && strcmp(sorted[lo]->drives, node) == 0; lo++)
        spikes += sorted[lo]->entry.spikes;
    return spikes;
}

/* A synapse's events are the spikes of the neurons whose output is one of its terminals. */
static void count_events(void)
{
    size_t n = 0;
    for (const energy_account *a = book.first; a; a = a->next)
        n += a->drives != NULL;
    energy_account **sorted = malloc((n ? n : 1) * sizeof *sorted);
    if (!sorted)
        return;
    n = 0;
    for (energy_account *a = book.first; a; a = a->next)
        if (a->drives)
            sorted[n++] = a;
    qsort(sorted, n, sizeof *sorted, by_node);
    for (energy_account *a = book.first; a; a = a->next)
        a->entry.events = spikes_on(sorted, n, a->between[0]) + spikes_on(sorted, n, a->between[1]);
    free(sorted);
}

int energy_entries(const ngspike_energy **list)
{
    size_t n = 0;
    for (const energy_account *a = book.first; a; a = a->next)
        n++;
    ngspike_energy *all = realloc(book.list, (n ? n : 1) * sizeof *all);
    if (!all)
        return 0;
    book.list = all;
    count_events();
    n = 0;
    for (const energy_account *a = book.first; a; a = a->next)
        all[n++] = a->entry;
    *list = all;
    return (int)n;
}

/* ---- time points ---- */

static void report(void)
{
    const ngspike_energy *list;
    const int n = energy_entries(&list);
    char line[160];
    if (status_has_reader() && !book.instances)
        return; /* which prints it */
    for (int k = 0; energy_summary_line(list, n, book.instances, k, line, sizeof line); k++)
        printf("%s\n", line);
    (void)fflush(stdout);
}

void energy_accepted(void)
{
    for (energy_account *a = book.first; a; a = a->next) {
        a->entry.dissipated = a->noted.dissipated;
        a->entry.supplied = a->noted.supplied;
        a->entry.spikes = a->noted.spikes;
    }
    if (!(book.stop > 0) || book.time < book.stop * (1 - 1e-9) || book.reported)
        return;
    book.reported = true;
    report();
}
