#include "wave.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "text.h"

enum { MOST_VARIABLES = 100000 };

typedef struct {
    long variables, points;
    bool complex_values;
    int *column; /* of each vector wanted, -1: none */
} header;

/* The lines of a plot's header up to "Binary:"; false at the end of the file. */
static bool read_header(FILE *f, wave *w, header *h, char *const *vectors, int n)
{
    char line[1024], name[512];
    long index;
    h->variables = h->points = 0;
    h->complex_values = false;
    for (int k = 0; k < n; k++)
        h->column[k] = -1;
    while (fgets(line, sizeof line, f)) {
        if (strncmp(line, "Binary:", 7) == 0)
            return h->variables > 0 && h->variables <= MOST_VARIABLES && h->points >= 0;
        if (strncmp(line, "Flags: complex", 14) == 0)
            h->complex_values = true;
        if (sscanf(line, "No. Variables: %ld", &h->variables) == 1 ||
            sscanf(line, "No. Points: %ld", &h->points) == 1 || line[0] != '\t')
            continue;
        if (sscanf(line, "%ld %511s", &index, name) != 2)
            continue;
        if (index == 0) {
            free(w->scale);
            w->scale = copy_string(name);
        }
        for (int k = 0; k < n; k++)
            if (strcasecmp(name, vectors[k]) == 0)
                h->column[k] = (int)index;
    }
    return false;
}

static bool read_points(FILE *f, wave *w, const header *h, int n)
{
    double *row = alloc_zeroed((size_t)h->variables, sizeof *row);
    bool ok = true;
    w->at = alloc_zeroed((size_t)n + 1, sizeof *w->at);
    w->n_vectors = n;
    for (int k = 0; k <= n; k++)
        if (k == 0 || h->column[k - 1] >= 0)
            w->at[k] = alloc_zeroed((size_t)h->points, sizeof **w->at);
    for (; ok && w->n < (size_t)h->points; w->n++) {
        ok = fread(row, sizeof *row, (size_t)h->variables, f) == (size_t)h->variables;
        w->at[0][w->n] = row[0];
        for (int k = 1; k <= n; k++)
            if (w->at[k] && h->column[k - 1] < h->variables)
                w->at[k][w->n] = row[h->column[k - 1]];
    }
    free(row);
    return ok;
}

bool wave_read(wave *w, const char *path, int analysis, char *const *vectors, int n, ns_error *e)
{
    *w = (wave){0};
    FILE *f = fopen(path, "rb");
    if (!f)
        return ns_fail(e, "cannot read %s: %s", path, strerror(errno));
    header h = {.column = alloc_zeroed((size_t)n, sizeof *h.column)};
    bool found = false;
    for (int k = 1; k <= analysis; k++) {
        found = read_header(f, w, &h, vectors, n);
        long bytes = h.points * h.variables * (long)sizeof(double) * (h.complex_values ? 2 : 1);
        found = found && (k == analysis || fseek(f, bytes, SEEK_CUR) == 0);
        if (!found)
            break;
    }
    bool ok = found ? !h.complex_values || ns_fail(e, "%s: analysis %d is complex", path, analysis)
                    : ns_fail(e, "%s has no analysis %d", path, analysis);
    if (ok && !read_points(f, w, &h, n))
        ok = ns_fail(e, "%s ends before its %ld points", path, h.points);
    free(h.column);
    fclose(f);
    if (!ok)
        wave_free(w);
    return ok;
}

void wave_free(wave *w)
{
    for (int k = 0; w->at && k <= w->n_vectors; k++)
        free(w->at[k]);
    free(w->at);
    free(w->scale);
    *w = (wave){0};
}
