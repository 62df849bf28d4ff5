#include "tb.h"

#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "text.h"

bool tb_number(const char *s, double *v)
{
    static const struct {
        const char *letters;
        double factor;
    } scales[] = {{"meg", 1e6}, {"g", 1e9},   {"k", 1e3},   {"m", 1e-3}, {"u", 1e-6},
                  {"n", 1e-9},  {"p", 1e-12}, {"f", 1e-15}, {"", 1}};
    char *end;
    *v = strtod(s, &end);
    for (size_t i = 0; end != s && i < sizeof scales / sizeof scales[0]; i++)
        if (strcasecmp(end, scales[i].letters) == 0) {
            *v *= scales[i].factor;
            return true;
        }
    return false;
}

static bool read_figure(tb_bench *b, const char *line, int where, ns_error *e)
{
    char name[64], low[64], high[64], unit[64];
    int rest = 0;
    tb_figure f = {0};
    if (sscanf(line, "*> %63s %63s %63s %63s %n", name, low, high, unit, &rest) < 4 ||
        !tb_number(low, &f.low) || !tb_number(high, &f.high) || !(f.low < f.high))
        return ns_fail(e, "%s:%d: '%s': want '*> NAME LOW HIGH UNIT TEXT' with LOW below HIGH",
                       b->path, where, line);
    f.name = copy_string(name);
    f.unit = copy_string(strcmp(unit, "1") == 0 ? "" : unit);
    f.text = copy_string(line + rest);
    bool ok = tb_read_statistic(b, &f);
    b->figure = grow(b->figure, (size_t)b->n_figures + 1, sizeof *b->figure);
    b->figure[b->n_figures++] = f;
    return ok || ns_fail(e,
                         "%s:%d: '%s': want mean(X), sd(X), spread(X), min(X), max(X) or "
                         "share(X>NUMBER), below a line '*= NAME N TEXT'",
                         b->path, where, name);
}

/* "*@ ss,fs NAME LOW HIGH": limits in these corners. */
static bool read_corner(tb_bench *b, const char *line, int where, ns_error *e)
{
    char corners[64], name[64], low[64], high[64];
    tb_limits l;
    if (sscanf(line, "*@ %63s %63s %63s %63s", corners, name, low, high) != 4 ||
        !tb_number(low, &l.low) || !tb_number(high, &l.high) || !(l.low < l.high))
        return ns_fail(e, "%s:%d: '%s': want '*@ CORNER,... NAME LOW HIGH' with LOW below HIGH",
                       b->path, where, line);
    int k = tb_find_figure(b, name);
    if (k < 0)
        return ns_fail(e, "%s:%d: there is no line '*> %s ...' above", b->path, where, name);
    tb_figure *f = &b->figure[k];
    l.corners = copy_string(corners);
    f->other = grow(f->other, (size_t)f->n_other + 1, sizeof *f->other);
    f->other[f->n_other++] = l;
    return true;
}

/* "*= NAME N TEXT" */
static bool read_runs(tb_bench *b, const char *line, int where, ns_error *e)
{
    char name[64];
    if (b->runs || sscanf(line, "*= %63s %d", name, &b->n_runs) != 2 || b->n_runs < 1 ||
        b->n_runs > TB_MAX_RUNS)
        return ns_fail(e, "%s:%d: '%s': want one line '*= NAME N TEXT' with N from 1 to %d",
                       b->path, where, line, TB_MAX_RUNS);
    b->runs = copy_string(name);
    return true;
}

static bool read_line(tb_bench *b, const char *line, int where, ns_error *e)
{
    if (strncmp(line, "*>", 2) == 0)
        return read_figure(b, line, where, e);
    if (strncmp(line, "*@", 2) == 0)
        return read_corner(b, line, where, e);
    if (strncmp(line, "*=", 2) == 0)
        return read_runs(b, line, where, e);
    return strncmp(line, "*~", 2) != 0 || tb_read_plot(b, line, where, e);
}

bool tb_read(tb_bench *b, const char *path, ns_error *e)
{
    char line[2048];
    bool ok = true;
    *b = (tb_bench){.path = copy_string(path)};
    FILE *f = fopen(path, "r");
    if (!f) {
        ns_fail(e, "cannot read the testbench %s: %s ('ngspike tb --list' names those there are)",
                path, strerror(errno));
        tb_free(b);
        return false;
    }
    for (int n = 1; ok && fgets(line, sizeof line, f); n++) {
        line[strcspn(line, "\r\n")] = '\0';
        if (n == 1)
            b->title = copy_string(line + strspn(line, "* "));
        ok = read_line(b, line, n, e);
    }
    fclose(f);
    if (ok && b->n_figures == 0)
        ok = ns_fail(e, "%s has no line '*> NAME LOW HIGH UNIT TEXT', so it is no testbench", path);
    const char *slash = strrchr(path, '/');
    const char *base = slash ? slash + 1 : path;
    const char *dot = strrchr(base, '.');
    b->name = format_string("%.*s", (int)(dot ? dot - base : (long)strlen(base)), base);
    if (!ok)
        tb_free(b);
    return ok;
}

int tb_find_figure(const tb_bench *b, const char *name)
{
    for (int i = 0; i < b->n_figures; i++)
        if (strcmp(b->figure[i].name, name) == 0)
            return i;
    return -1;
}

bool tb_in_corner(const tb_limits *l, const char *corner)
{
    const size_t n = corner ? strlen(corner) : 0;
    for (const char *s = l->corners; n > 0; s++) {
        size_t m = strcspn(s, ",");
        if (m == n && strncmp(s, corner, n) == 0)
            return true;
        s += m;
        if (!*s)
            break;
    }
    return false;
}

tb_limits tb_limits_in(const tb_figure *f, const char *corner)
{
    for (int i = 0; i < f->n_other; i++)
        if (tb_in_corner(&f->other[i], corner))
            return f->other[i];
    return (tb_limits){NULL, f->low, f->high};
}

bool tb_within(const tb_figure *f, const char *corner, double v)
{
    tb_limits l = tb_limits_in(f, corner);
    return v >= l.low && v <= l.high;
}

static void free_figure(tb_figure *f)
{
    for (int i = 0; i < f->n_other; i++)
        free(f->other[i].corners);
    free(f->other);
    free(f->name);
    free(f->unit);
    free(f->text);
}

void tb_free(tb_bench *b)
{
    for (int i = 0; i < b->n_plots; i++)
        tb_free_plot(&b->plot[i]);
    free(b->plot);
    for (int i = 0; i < b->n_figures; i++)
        free_figure(&b->figure[i]);
    free(b->figure);
    for (int i = 0; i < b->n_quantities; i++)
        free(b->quantity[i]);
    free(b->quantity);
    free(b->runs);
    free(b->name);
    free(b->path);
    free(b->title);
    *b = (tb_bench){0};
}
