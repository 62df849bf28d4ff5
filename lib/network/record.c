#include "record.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../data/atomic_file.h"

/* What the rows of one packet have in common. Packets that gave no row have no entry, so that
 * memory grows with the rows alone. */
typedef struct {
    uint64_t version; /* after it was added */
    size_t first_row;
    int32_t label;
    ns_phase phase;
} entry;

typedef struct {
    double t; /* s */
    uint32_t addr;
} row;

struct ns_record {
    char *file;
    double t_start, t_stop;
    size_t max_rows;
    uint64_t version;
    uint64_t full; /* first version that left spikes out, 0: none has */
    row *rows;
    entry *entries;
    size_t n_rows, cap_rows, n_entries, cap_entries;
};

static bool check(const spike_record_params *p, ns_error *e)
{
    if (!spike_record_params_check(p, e->msg, sizeof e->msg)) {
        return false;
    }
    if (!isfinite(p->t_start) || !isfinite(p->t_stop)) {
        return ns_fail(e, "%s must be finite", isfinite(p->t_start) ? "t_stop" : "t_start");
    }
    if (p->t_stop > 0 && p->t_stop <= p->t_start) {
        return ns_fail(e, "t_stop = %g s must be later than t_start = %g s, or 0 for the end",
                       p->t_stop, p->t_start);
    }
    return ns_file_check(p->file, e);
}

ns_record *ns_record_new(const spike_record_params *p, ns_error *e)
{
    if (!check(p, e)) {
        return NULL;
    }
    ns_record *r = calloc(1, sizeof *r);
    char *file = strdup(p->file);
    if (!r || !file) {
        free(r);
        free(file);
        ns_fail(e, "file = %s: out of memory", p->file);
        return NULL;
    }
    r->file = file;
    r->t_start = p->t_start;
    r->t_stop = p->t_stop > 0 ? p->t_stop : INFINITY;
    r->max_rows = (size_t)p->max_spikes;
    return r;
}

void ns_record_free(ns_record *r)
{
    if (r) {
        free(r->file);
        free(r->rows);
        free(r->entries);
        free(r);
    }
}

/* The array with room for n items, half as many again as before when it has to grow; NULL: out of
 * memory, the array is as before. */
static void *grown(void *array, size_t *cap, size_t n, size_t size)
{
    if (n <= *cap) {
        return array;
    }
    const size_t half_more = *cap + *cap / 2, want = n > half_more ? n : half_more;
    void *more = realloc(array, want * size);
    *cap = more ? want : *cap;
    return more;
}

static bool make_room(ns_record *r, size_t more_rows)
{
    row *rows = grown(r->rows, &r->cap_rows, r->n_rows + more_rows, sizeof *rows);
    if (!rows) {
        return false;
    }
    r->rows = rows;
    entry *entries = grown(r->entries, &r->cap_entries, r->n_entries + 1, sizeof *entries);
    if (!entries) {
        return false;
    }
    r->entries = entries;
    return true;
}

/* The packet's spikes within [t_start, t_stop): from *begin up to, not including, *end. */
static void select_spikes(const ns_record *r, const ns_packet *p, uint32_t *begin, uint32_t *end)
{
    *begin = 0;
    while (*begin < p->n && p->t0 + p->t[*begin] < r->t_start) {
        ++*begin;
    }
    *end = p->n;
    while (*end > *begin && p->t0 + p->t[*end - 1] >= r->t_stop) {
        --*end;
    }
}

bool ns_record_add(ns_record *r, const ns_packet *p, ns_error *e)
{
    uint32_t begin, end;
    select_spikes(r, p, &begin, &end);
    const size_t room = r->max_rows - r->n_rows;
    const bool cut = end - begin > room;
    const uint32_t n = cut ? (uint32_t)room : end - begin;
    if (n) {
        if (!make_room(r, n)) {
            return ns_fail(e, "file = %s: out of memory at %zu spikes; lower max_spikes", r->file,
                           r->n_rows);
        }
        r->entries[r->n_entries++] = (entry){r->version + 1, r->n_rows, p->tag.label, p->tag.phase};
        for (uint32_t i = begin; i < begin + n; i++) {
            r->rows[r->n_rows++] = (row){p->t0 + p->t[i], p->addr[i]};
        }
    }
    r->version++;
    r->full = cut && !r->full ? r->version : r->full;
    return true;
}

uint64_t ns_record_version(const ns_record *r)
{
    return r->version;
}

bool ns_record_rewind(ns_record *r, uint64_t version, ns_error *e)
{
    if (version > r->version) {
        return ns_fail(e, "file = %s: cannot go back to packet %llu, the last one was %llu",
                       r->file, (unsigned long long)version, (unsigned long long)r->version);
    }
    while (r->n_entries && r->entries[r->n_entries - 1].version > version) {
        r->n_rows = r->entries[--r->n_entries].first_row;
    }
    r->full = r->full > version ? 0 : r->full;
    r->version = version;
    return true;
}

bool ns_record_write(const ns_record *r, ns_error *e)
{
    ns_file w;
    if (!ns_file_begin(&w, r->file, e)) {
        return false;
    }
    fprintf(w.f, "time,address,label,phase\n");
    for (size_t k = 0; k < r->n_entries; k++) {
        const entry *en = &r->entries[k];
        const size_t end = k + 1 < r->n_entries ? en[1].first_row : r->n_rows;
        for (size_t i = en->first_row; i < end; i++) {
            fprintf(w.f, "%.12g,%u,%d,%s\n", r->rows[i].t, r->rows[i].addr, en->label,
                    ns_phase_name(en->phase));
        }
    }
    if (r->full) {
        fprintf(w.f, "# more spikes came than max_spikes = %zu; the first %zu are above\n",
                r->max_rows, r->n_rows);
    }
    return ns_file_commit(&w, e); /* reports a failed write above */
}

double ns_record_count(const ns_record *r)
{
    return (double)r->n_rows;
}
