#include "raw.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <ngspice/sharedspice.h>

#include "text.h"

struct raw_file {
    ns_file file;
    text header;    /* of the plot that has no point yet */
    long points_at; /* where in the file the number of points belongs */
    long points;
    int vectors, scale; /* place of the scale, which goes first */
    bool complex_values;
    double *row;
};

raw_file *raw_open(const char *path, ns_error *e)
{
    raw_file *r = alloc_zeroed(1, sizeof *r);
    if (!ns_file_begin(&r->file, path, e)) {
        free(r);
        return NULL;
    }
    return r;
}

/* The name as ngspice's own "write" gives it, and the kind of quantity. The callback does not tell
 * the kind, the name does: branch currents are "v1#branch", device values "@r1[i]", the rest are
 * voltages. */
static void add_variable(text *t, int index, const char *name)
{
    const char *branch = strstr(name, "#branch");
    const char *value = name[0] == '@' ? strchr(name, '[') : NULL;
    if (strcmp(name, "time") == 0 || strcmp(name, "frequency") == 0)
        text_addf(t, "\t%d\t%s\t%s\n", index, name, name);
    else if (branch && !branch[7])
        text_addf(t, "\t%d\ti(%.*s)\tcurrent\n", index, (int)(branch - name), name);
    else if (value && value[1] == 'i')
        text_addf(t, "\t%d\ti(%s)\tcurrent\n", index, name);
    else if (value || strchr(name, '('))
        text_addf(t, "\t%d\t%s\tvoltage\n", index, name);
    else
        text_addf(t, "\t%d\tv(%s)\tvoltage\n", index, name);
}

/* The number of points is known at the end of a plot only: go back and write it into the blanks
 * left for it. */
static void end_plot(raw_file *r)
{
    FILE *f = r->file.f;
    if (r->points > 0) {
        fseek(f, r->points_at, SEEK_SET);
        fprintf(f, "%-12ld", r->points);
        fseek(f, 0, SEEK_END);
    }
    r->points = 0;
}

void raw_begin_plot(raw_file *r, const vecinfoall *plot)
{
    end_plot(r);
    text_clear(&r->header);
    r->vectors = plot->veccount;
    r->row = grow(r->row, 2 * (size_t)r->vectors, sizeof *r->row);
    r->scale = 0;
    r->complex_values = false;
    for (int i = 0; i < r->vectors; i++) {
        if (plot->vecs[i]->pdvec == plot->vecs[i]->pdvecscale)
            r->scale = i;
        if (!plot->vecs[i]->is_real)
            r->complex_values = true;
    }
    text_addf(
        &r->header, "Title: %s\nDate: %s\nPlotname: %s\nFlags: %s\nNo. Variables: %d\nNo. Points: ",
        plot->title, plot->date, plot->name, r->complex_values ? "complex" : "real", r->vectors);
    r->points_at = (long)r->header.n;
    text_addf(&r->header, "%-12d\nVariables:\n", 0);
    add_variable(&r->header, 0, plot->vecs[r->scale]->vecname);
    for (int i = 0, k = 1; i < r->vectors; i++)
        if (i != r->scale)
            add_variable(&r->header, k++, plot->vecs[i]->vecname);
    text_add(&r->header, "Binary:\n");
}

void raw_add_point(raw_file *r, const vecvaluesall *point)
{
    FILE *f = r->file.f;
    if (point->veccount != r->vectors)
        return;
    if (r->points++ == 0) {
        r->points_at += ftell(f);
        fwrite(r->header.s, 1, r->header.n, f);
    }
    size_t n = 0;
    for (int k = 0; k < r->vectors; k++) {
        int i = k == 0 ? r->scale : k <= r->scale ? k - 1 : k;
        r->row[n++] = point->vecsa[i]->creal;
        if (r->complex_values)
            r->row[n++] = point->vecsa[i]->is_complex ? point->vecsa[i]->cimag : 0;
    }
    fwrite(r->row, sizeof *r->row, n, f);
}

static void raw_free(raw_file *r)
{
    text_free(&r->header);
    free(r->row);
    free(r);
}

bool raw_commit(raw_file *r, ns_error *e)
{
    end_plot(r);
    bool ok = ns_file_commit(&r->file, e);
    raw_free(r);
    return ok;
}

void raw_abort(raw_file *r)
{
    if (!r)
        return;
    ns_file_abort(&r->file);
    raw_free(r);
}

void raw_unlink(const raw_file *r)
{
    if (r)
        unlink(r->file.tmp);
}
