/* The text tables of a run. */
#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "results.h"
#include "text.h"

enum { MAX_COLUMNS = 6 * MAX_CURVES + 2, MAX_LINE = 4096 };

bool read_spikes(const char *path, spike **spikes, size_t *n, ns_error *e)
{
    enum { MAX_ADDRESS = 1 << 24 }; /* no layer is larger; a line of the figure for each */
    char line[MAX_LINE];
    size_t room = 0, number = 0;
    FILE *f = fopen(path, "r");
    *spikes = NULL;
    *n = 0;
    if (!f)
        return ns_fail(e, "cannot read %s: %s", path, strerror(errno));
    while (fgets(line, sizeof line, f)) {
        spike s = {0};
        number++;
        if (line[0] == '#' || isalpha((unsigned char)line[0]) || !line[strspn(line, " \t\r\n")])
            continue;
        if (sscanf(line, "%lf ,%d ,%d ,%7[a-z]", &s.t, &s.address, &s.label, s.phase) < 3 ||
            s.address < 0 || s.address >= MAX_ADDRESS || !isfinite(s.t)) {
            free(*spikes);
            *spikes = NULL;
            *n = 0;
            fclose(f);
            return ns_fail(e, "%s:%zu: wanted is time,address,label,phase", path, number);
        }
        if (*n == room) {
            room = room ? room * 2 : 1024;
            *spikes = grow(*spikes, room, sizeof **spikes);
        }
        (*spikes)[(*n)++] = s;
    }
    fclose(f);
    return *n > 0 || ns_fail(e, "%s has no spikes", path);
}

typedef struct {
    double *value;
    size_t rows, room;
    int columns;
} table;

/* Numbers of one line; -1 if something else is in it. */
static int read_numbers(const char *s, double *out)
{
    int n = 0;
    for (; *(s += strspn(s, " \t\r\n,")); n++) {
        char *end;
        double v = strtod(s, &end);
        if (end == s || n == MAX_COLUMNS || !isfinite(v))
            return -1;
        out[n] = v;
        s = end;
    }
    return n;
}

static int count_words(const char *s)
{
    int n = 0;
    for (; *(s += strspn(s, " \t\r\n,")); n++)
        s += strcspn(s, " \t\r\n,");
    return n;
}

static void add_row(table *t, const double *row, int n)
{
    t->columns = n;
    if (t->rows == t->room) {
        t->room = t->room ? t->room * 2 : 1024;
        t->value = grow(t->value, t->room * (size_t)n, sizeof *t->value);
    }
    memcpy(t->value + t->rows++ * (size_t)n, row, (size_t)n * sizeof *row);
}

/* A heading of more names than there are columns betrays that wrdata took two vectors for one
 * expression. */
static bool check_columns(const table *t, int n, int names, const char *path, size_t number,
                          ns_error *e)
{
    if (t->rows == 0 && names > n)
        return ns_fail(
            e,
            "%s: %d names over %d columns: wrdata takes \"v(a) -i(v1)\" for one difference; give "
            "a current its sign with let first",
            path, names, n);
    if (n < 3 || (t->rows > 0 && n != t->columns))
        return ns_fail(e, "%s:%zu: %d numbers, wanted are %d (time, v, i, x; v, i, x; ...)", path,
                       number, n, t->rows ? t->columns : 4);
    return true;
}

static bool read_table(table *t, const char *path, ns_error *e)
{
    char line[MAX_LINE];
    double row[MAX_COLUMNS];
    size_t number = 0;
    int names = 0;
    bool ok = true;
    FILE *f = fopen(path, "r");
    if (!f)
        return ns_fail(e, "cannot read %s: %s", path, strerror(errno));
    while (ok && fgets(line, sizeof line, f)) {
        int n = read_numbers(line, row);
        number++;
        if (n == 0 || line[0] == '#')
            continue;
        if (n < 0 && t->rows == 0 && names == 0) {
            names = count_words(line);
            continue;
        }
        ok = check_columns(t, n < 0 ? 0 : n, names, path, number, e);
        if (ok)
            add_row(t, row, n);
    }
    fclose(f);
    return ok && (t->rows > 1 || ns_fail(e, "%s has no data", path));
}

static double at(const table *t, size_t row, int column)
{
    return t->value[row * (size_t)t->columns + (size_t)column];
}

/* Is the time in every second column? */
static bool is_paired(const table *t)
{
    if (t->columns % 2 || t->columns < 4)
        return false;
    for (size_t r = 0; r < t->rows; r++)
        for (int c = 2; c < t->columns; c += 2)
            if (at(t, r, c) != at(t, r, 0))
                return false;
    return true;
}

/* From the rising zero crossings of v: periods between the first and the last. With one crossing
 * only, the falling one half a period later tells. */
static double frequency_of(const curve *c)
{
    double rise_first = NAN, rise_last = NAN, fall = NAN;
    int periods = 0;
    for (size_t k = 1; k < c->n; k++) {
        double a = c->v[k - 1], b = c->v[k];
        bool rising = a <= 0 && b > 0, falling = a > 0 && b <= 0;
        if (!rising && !falling)
            continue;
        double t = c->t[k - 1] + (c->t[k] - c->t[k - 1]) * (a / (a - b));
        if (falling && isnan(fall) && !isnan(rise_first))
            fall = t;
        if (!rising)
            continue;
        periods += !isnan(rise_first);
        rise_first = isnan(rise_first) ? t : rise_first;
        rise_last = t;
    }
    if (periods > 0)
        return periods / (rise_last - rise_first);
    return fall > rise_first ? 0.5 / (fall - rise_first) : 0;
}

static double *column(const table *t, int c)
{
    double *out = alloc_zeroed(t->rows, sizeof *out);
    for (size_t r = 0; r < t->rows; r++)
        out[r] = at(t, r, c);
    return out;
}

bool read_curves(const char *path, curve *curves, int *n, ns_error *e)
{
    table t = {0};
    *n = 0;
    bool ok = read_table(&t, path, e);
    if (ok) {
        bool paired = is_paired(&t);
        int step = paired ? 2 : 1, data = paired ? t.columns / 2 : t.columns - 1;
        int per = data == 2 ? 2 : 3;
        if (data % per || data / per > MAX_CURVES)
            ok = ns_fail(
                e, "%s: %d columns beside the time, wanted are v, i, x of up to %d memristors",
                path, data, MAX_CURVES);
        for (int k = 0; ok && k < data / per; k++) {
            int first = 1 + k * per * step;
            curve *c = &curves[(*n)++];
            *c = (curve){.t = column(&t, 0),
                         .v = column(&t, first),
                         .i = column(&t, first + step),
                         .x = per == 3 ? column(&t, first + 2 * step) : NULL,
                         .n = t.rows};
            c->frequency = frequency_of(c);
        }
    }
    free(t.value);
    return ok;
}

void free_curves(curve *curves, int n)
{
    for (int k = 0; k < n; k++) {
        free(curves[k].t);
        free(curves[k].v);
        free(curves[k].i);
        free(curves[k].x);
    }
}
