#include "data.h"

#include <ctype.h>
#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../param/param.h"
#include "columns.h"

enum { MAX_COLUMNS = 64, MIN_ROWS = 4, MAX_PULSES = 100000 };

const ns_fit_read ns_fit_read_default = {NULL, NAN, NAN, NAN, NAN, NAN, 0};

/* A file being read. */
typedef struct {
    const char *path;
    const ns_fit_read *o;
    ns_error *e;
    int line;
    char separator;  /* ',', ';', '\t' or ' ' */
    int at[NS_COLS]; /* column of each quantity, -1: none */
    double factor[NS_COLS];
    double given[NS_COLS]; /* of the options, where there is no column; NAN: neither */
    ns_fit_row *row;
    size_t n, room;
} reader;

static bool fail(reader *r, const char *what, const char *remedy)
{
    return ns_fail(r->e, "%s:%d: %s; %s", r->path, r->line, what, remedy);
}

/* ---- cells ---- */

static char separator_of(const char *s)
{
    return strchr(s, ';') ? ';' : strchr(s, '\t') ? '\t' : strchr(s, ',') ? ',' : ' ';
}

/* The next cell of *s, without blanks around it; false at the end of the line. */
static bool next_cell(const char **s, char separator, const char **cell, size_t *len)
{
    const char *p = *s;
    if (!p)
        return false;
    p += strspn(p, separator == '\t' ? " " : " \t");
    if (separator == ' ' && !*p)
        return false;
    size_t n = separator == ' ' ? strcspn(p, " \t") : strcspn(p, (char[]){separator, '\0'});
    *cell = p;
    *s = p[n] ? p + n + 1 : NULL;
    while (n && isspace((unsigned char)p[n - 1]))
        n--;
    *len = n;
    return true;
}

static bool cell_number(const reader *r, const char *cell, size_t len, double *x)
{
    char text[64];
    if (len >= 2 && *cell == '"' && cell[len - 1] == '"') {
        cell++;
        len -= 2;
    }
    if (len == 0 || len >= sizeof text)
        return false;
    memcpy(text, cell, len);
    text[len] = '\0';
    for (char *c = text; r->separator != ',' && *c; c++)
        if (*c == ',')
            *c = '.';
    return ns_number(text, x);
}

/* ---- the heading ---- */

static bool take_heading(reader *r, const char *heading)
{
    const char *cell, *s = heading + strspn(heading, " \t#%!");
    size_t len;
    char separator = separator_of(heading);
    for (int c = 0; next_cell(&s, separator, &cell, &len) && c < MAX_COLUMNS; c++) {
        ns_column what;
        double factor;
        bool wrong;
        if (!ns_column_parse(cell, len, &what, &factor, &wrong))
            continue;
        if (wrong)
            return ns_fail(r->e,
                           "%s: column '%.*s': the unit does not belong to a %s; write it as "
                           "in \"current (uA)\", or give --columns",
                           r->path, (int)len, cell, ns_column_name(what));
        if (r->at[what] >= 0)
            return ns_fail(r->e,
                           "%s: two columns, %d and %d, are the %s; say with --columns which one "
                           "is meant (write - for a column to leave out)",
                           r->path, r->at[what] + 1, c + 1, ns_column_name(what));
        r->at[what] = c;
        r->factor[what] = factor;
    }
    return true;
}

static bool has(const reader *r, ns_column c)
{
    return r->at[c] >= 0 || !isnan(r->given[c]);
}

static bool is_pulses(const reader *r)
{
    bool numbered = r->at[NS_COL_NUMBER] >= 0 && r->at[NS_COL_VOLTAGE] < 0;
    return has(r, NS_COL_V_PULSE) || has(r, NS_COL_WIDTH) || numbered;
}

static bool lacks(reader *r, const char *what, const char *remedy)
{
    return ns_fail(r->e, "%s: there is no column %s; %s", r->path, what, remedy);
}

/* Whether the columns are enough. */
static bool check_columns(reader *r)
{
    bool reading =
        has(r, NS_COL_CURRENT) || has(r, NS_COL_CONDUCTANCE) || has(r, NS_COL_RESISTANCE);
    if (!reading)
        return lacks(r, "of the current, conductance or resistance",
                     "name it in the heading, or give --columns \"v (V), i (uA)\"");
    if (is_pulses(r)) {
        if (!has(r, NS_COL_V_PULSE))
            return lacks(r, "v_pulse", "give --v-pulse VOLTS if all pulses are alike");
        if (!has(r, NS_COL_WIDTH))
            return lacks(r, "width (of the pulses)", "give --width SECONDS if all are alike");
        if (r->at[NS_COL_CURRENT] >= 0 && !has(r, NS_COL_V_READ))
            return lacks(r, "v_read", "a current needs the voltage it was read at: --v-read VOLTS");
        return true;
    }
    if (!has(r, NS_COL_VOLTAGE))
        return lacks(r, "voltage", "name it in the heading, or give --columns \"v (V), i (uA)\"");
    if (r->at[NS_COL_TIME] < 0 && isnan(r->o->rate) && isnan(r->o->period))
        return lacks(r, "time",
                     "give --rate HZ (rows per second) or --period S (that all rows of a file "
                     "take together)");
    return true;
}

/* ---- rows ---- */

static double cell_or_given(const reader *r, const double *x, ns_column c)
{
    return r->at[c] >= 0 ? x[r->at[c]] * r->factor[c] : r->given[c];
}

/* Conductance of a row of pulses, or current of a sweep's. */
static bool reading(reader *r, const double *x, double v, bool pulses, double *y)
{
    double i = cell_or_given(r, x, NS_COL_CURRENT), g = cell_or_given(r, x, NS_COL_CONDUCTANCE);
    double ohm = cell_or_given(r, x, NS_COL_RESISTANCE);
    if (r->at[NS_COL_CURRENT] >= 0)
        *y = pulses ? i / v : i;
    else {
        if (r->at[NS_COL_CONDUCTANCE] < 0 && ohm == 0)
            return fail(r, "a resistance of 0", "leave the row out");
        g = r->at[NS_COL_CONDUCTANCE] >= 0 ? g : 1 / ohm;
        *y = pulses ? g : g * v;
    }
    return isfinite(*y) ? true : fail(r, "no finite reading", "leave the row out");
}

static bool make_row(reader *r, const double *x, ns_fit_row *row)
{
    bool pulses = is_pulses(r);
    *row = (ns_fit_row){.t = cell_or_given(r, x, NS_COL_TIME),
                        .v = cell_or_given(r, x, pulses ? NS_COL_V_PULSE : NS_COL_VOLTAGE),
                        .width = pulses ? cell_or_given(r, x, NS_COL_WIDTH) : 0,
                        .v_read = cell_or_given(r, x, NS_COL_V_READ)};
    if (pulses && !(row->width >= 0))
        return fail(r, "a pulse of negative width",
                    "widths are times, the sign belongs to v_pulse");
    if (pulses && row->v_read == 0)
        return fail(r, "v_read is 0", "nothing can be read at 0 V");
    return reading(r, x, pulses ? row->v_read : row->v, pulses, &row->y);
}

static bool add_row(reader *r, const ns_fit_row *row)
{
    if (r->n && row->t < r->row[r->n - 1].t)
        return fail(r, "time goes backwards",
                    "sort the rows, or give each sweep a file of its own");
    if (r->n == r->room) {
        size_t room = r->room ? 2 * r->room : 1024;
        ns_fit_row *rows = realloc(r->row, room * sizeof *rows);
        if (!rows)
            return ns_fail(r->e, "%s: out of memory after %zu rows", r->path, r->n);
        r->row = rows;
        r->room = room;
    }
    r->row[r->n++] = *row;
    return true;
}

/* A line of numbers; cells of columns that do not matter may be anything. */
static bool take_row(reader *r, const char *line)
{
    const char *cell;
    size_t len;
    double x[MAX_COLUMNS] = {0};
    bool found[NS_COLS] = {false};
    for (int c = 0; next_cell(&line, r->separator, &cell, &len) && c < MAX_COLUMNS; c++)
        for (int q = 0; q < NS_COLS; q++) {
            if (r->at[q] != c || q == NS_COL_NUMBER)
                continue;
            found[q] = cell_number(r, cell, len, &x[c]);
            if (!found[q])
                return ns_fail(r->e,
                               "%s:%d: '%.*s' in column %d (%s) is not a number; leave the row out",
                               r->path, r->line, (int)(len < 40 ? len : 40), cell, c + 1,
                               ns_column_name((ns_column)q));
        }
    for (int q = 0; q < NS_COLS; q++)
        if (r->at[q] >= 0 && !found[q] && q != NS_COL_NUMBER)
            return ns_fail(r->e, "%s:%d: there is no column %d (%s) in this row; leave the row out",
                           r->path, r->line, r->at[q] + 1, ns_column_name((ns_column)q));
    ns_fit_row row;
    return make_row(r, x, &row) && add_row(r, &row);
}

/* ---- the file ---- */

static bool is_comment(const char *s)
{
    s += strspn(s, " \t\r\n");
    return !*s || *s == '#' || *s == '%' || *s == '!';
}

/* Whether the line is a row of numbers: two of its cells are, below a heading; without one its
 * first two. */
static bool is_numbers(const reader *r, const char *line, bool headed)
{
    reader as = *r;
    as.separator = separator_of(line);
    const char *cell, *s = line;
    size_t len;
    double x;
    int n = 0;
    while (n < 2 && next_cell(&s, as.separator, &cell, &len)) {
        if (cell_number(&as, cell, len, &x))
            n++;
        else if (!headed)
            return false;
    }
    return n == 2;
}

/* Whether most of its cells name columns, and two at least. */
static bool is_heading(const char *line)
{
    const char *cell, *s = line + strspn(line, " \t#%!");
    size_t len;
    char separator = separator_of(s);
    int known = 0, all = 0;
    for (ns_column what; next_cell(&s, separator, &cell, &len); all++) {
        double factor;
        bool wrong;
        known += ns_column_parse(cell, len, &what, &factor, &wrong);
    }
    return known >= 2 && 2 * known > all;
}

static bool start_rows(reader *r, const char *line, const char *heading)
{
    r->separator = separator_of(line);
    if (r->o->columns)
        heading = r->o->columns;
    if (!heading)
        return ns_fail(r->e,
                       "%s:%d: numbers without a heading; give the columns' names and units, "
                       "--columns \"v (V), i (uA)\"",
                       r->path, r->line);
    return take_heading(r, heading) && check_columns(r);
}

/* A line before the first row: the heading, or a line of the preamble, which is kept in case that
 * nothing looks like a heading. *certain: there has been one that does. */
static bool take_preamble(reader *r, const char *s, char **heading, bool *certain)
{
    bool heads = is_heading(s);
    if (!heads && is_comment(s))
        return true;
    if (!heads && *certain && !r->o->columns)
        return fail(r, "text between the heading and the numbers",
                    "write units into the heading, \"current (uA)\", or give --columns");
    free(*heading);
    *heading = strdup(s);
    *certain = heads;
    return *heading ? true : ns_fail(r->e, "%s: out of memory", r->path);
}

static bool read_lines(reader *r, FILE *f)
{
    char *line = NULL, *heading = NULL;
    size_t room = 0;
    bool ok = true, rows = false, certain = false;
    while (ok && getline(&line, &room, f) >= 0) {
        char *s = line;
        r->line++;
        if (r->line == 1 && strncmp(s, "\357\273\277", 3) == 0)
            s += 3; /* the byte order mark that spreadsheets write */
        s[strcspn(s, "\r\n")] = '\0';
        if (!rows && (is_comment(s) || !is_numbers(r, s, certain))) {
            ok = take_preamble(r, s, &heading, &certain);
        } else if (!is_comment(s)) {
            ok = (rows || start_rows(r, s, heading)) && take_row(r, s);
            rows = true;
        }
    }
    free(line);
    free(heading);
    return ok;
}

/* ---- what the rows make ---- */

/* Every k-th row, so that no more than `points` are left. */
static void thin(reader *r)
{
    size_t every = r->o->points ? (r->n + r->o->points - 1) / r->o->points : 1, n = 0;
    for (size_t k = 0; k < r->n; k += every)
        r->row[n++] = r->row[k];
    r->n = n;
}

static void set_times(reader *r)
{
    double step = !isnan(r->o->rate) ? 1 / r->o->rate : r->o->period / (double)r->n;
    double start = r->row[0].t;
    bool timed = r->at[NS_COL_TIME] >= 0;
    for (size_t k = 0; k < r->n; k++)
        r->row[k].t = timed ? r->row[k].t - start : step * (double)k;
}

static bool finish(reader *r, ns_fit_data *d)
{
    bool pulses = is_pulses(r);
    d->n_read = r->n;
    if (r->n < MIN_ROWS)
        return ns_fail(r->e, "%s: %zu rows of numbers are too few for a fit; it takes %d", r->path,
                       r->n, MIN_ROWS);
    if (pulses && r->n > MAX_PULSES)
        return ns_fail(r->e, "%s: %zu pulses; at most %d can be fitted, give a part of them",
                       r->path, r->n, MAX_PULSES);
    if (pulses || r->at[NS_COL_TIME] < 0 || r->row[r->n - 1].t > r->row[0].t) {
        set_times(r);
        if (!pulses)
            thin(r);
    } else
        return ns_fail(r->e, "%s: all rows have the same time, %g s", r->path, r->row[0].t);
    double v = 0;
    for (size_t k = 0; k < r->n; k++) {
        d->size = fmax(d->size, fabs(r->row[k].y));
        v = fmax(v, fabs(r->row[k].v));
    }
    if (v == 0)
        return ns_fail(r->e, "%s: the voltage is 0 throughout; check the column", r->path);
    if (d->size == 0)
        return ns_fail(r->e, "%s: the reading is 0 throughout; check the column", r->path);
    d->kind = pulses ? NS_PULSES : NS_SWEEP;
    d->row = r->row;
    d->n = r->n;
    r->row = NULL;
    return true;
}

bool ns_fit_data_read(ns_fit_data *d, const char *path, const ns_fit_read *o, ns_error *e)
{
    *d = (ns_fit_data){0};
    reader r = {.path = path, .o = o, .e = e};
    for (int c = 0; c < NS_COLS; c++) {
        r.at[c] = -1;
        r.given[c] = NAN;
    }
    r.given[NS_COL_V_PULSE] = o->v_pulse;
    r.given[NS_COL_WIDTH] = o->width;
    r.given[NS_COL_V_READ] = o->v_read;
    FILE *f = fopen(path, "r");
    if (!f)
        return ns_fail(e, "%s: %s", path, strerror(errno));
    bool ok = read_lines(&r, f);
    if (ok && ferror(f))
        ok = ns_fail(e, "%s: %s", path, strerror(errno));
    fclose(f);
    ok = ok && finish(&r, d) && (d->name = strdup(path)) != NULL;
    free(r.row);
    if (!ok)
        ns_fit_data_free(d);
    return ok;
}

void ns_fit_data_free(ns_fit_data *d)
{
    free(d->row);
    free(d->name);
    *d = (ns_fit_data){0};
}
