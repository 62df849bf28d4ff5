#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tb.h"
#include "text.h"

/* "firing_rate/Hz" as "firing rate" and "Hz"; the unit may be missing. */
static void name_and_unit(const char *s, char **name, char **unit)
{
    size_t n = strcspn(s, "/");
    *name = format_string("%.*s", (int)n, s);
    *unit = copy_string(s[n] ? s + n + 1 : "");
    for (char *c = *name; *c; c++)
        if (*c == '_')
            *c = ' ';
}

static tb_series *add_series(tb_plot *p, char *label)
{
    p->series = grow(p->series, (size_t)p->n_series + 1, sizeof *p->series);
    p->series[p->n_series] = (tb_series){.label = label};
    return &p->series[p->n_series++];
}

/* "X:FIGURE" */
static bool add_point(tb_series *s, const char *item)
{
    const char *colon = strchr(item, ':');
    if (!colon)
        return false;
    char *number = format_string("%.*s", (int)(colon - item), item);
    s->x = grow(s->x, (size_t)s->n + 1, sizeof *s->x);
    s->figure = grow(s->figure, (size_t)s->n + 1, sizeof *s->figure);
    bool ok = tb_number(number, &s->x[s->n]) && colon[1];
    s->figure[s->n++] = copy_string(colon + 1);
    free(number);
    return ok;
}

/* "[LABEL=]X:FIGURE,..." between semicolons */
static bool read_points(tb_plot *p, char *list)
{
    char *rest, *item_rest;
    for (char *s = strtok_r(list, ";", &rest); s; s = strtok_r(NULL, ";", &rest)) {
        char *equal = strchr(s, '=');
        if (equal)
            *equal = '\0';
        tb_series *series = add_series(p, copy_string(equal ? s : ""));
        char *points = equal ? equal + 1 : s;
        for (char *i = strtok_r(points, ",", &item_rest); i; i = strtok_r(NULL, ",", &item_rest))
            if (!add_point(series, i))
                return false;
        if (series->n == 0)
            return false;
    }
    return p->n_series > 0;
}

static bool read_vectors(tb_plot *p, char *list)
{
    char *rest;
    for (char *s = strtok_r(list, ",", &rest); s; s = strtok_r(NULL, ",", &rest))
        add_series(p, copy_string(s));
    return p->n_series > 0;
}

/* "FROM..TO", or "-" for all */
static bool read_range(tb_plot *p, char *range)
{
    p->from = p->to = NAN;
    char *dots = strstr(range, "..");
    if (!dots)
        return strcmp(range, "-") == 0;
    *dots = '\0';
    return tb_number(range, &p->from) && tb_number(dots + 2, &p->to) && p->from < p->to;
}

/* "3", or "1..4" */
static bool read_analyses(tb_plot *p, const char *s)
{
    char more;
    int n = sscanf(s, "%d..%d%c", &p->analysis, &p->last, &more);
    if (n == 1)
        p->last = p->analysis;
    return (n == 1 ? !strchr(s, '.') : n == 2) && p->analysis > 0 && p->last >= p->analysis;
}

bool tb_read_plot(tb_bench *b, const char *line, int where, ns_error *e)
{
    char kind[16] = "", first[128], second[128], third[1536], analyses[32];
    int rest = 0;
    tb_plot p = {0};
    bool ok = false;
    if (sscanf(line, "*~ %15s %127s %127s %1535s %n", kind, first, second, third, &rest) == 4 &&
        strcmp(kind, "points") == 0) {
        name_and_unit(first, &p.x_name, &p.x_unit);
        name_and_unit(second, &p.y_name, &p.y_unit);
        ok = read_points(&p, third);
    } else if (strcmp(kind, "wave") == 0 && sscanf(line, "*~ %*s %31s %127s %127s %1535s %n",
                                                   analyses, first, second, third, &rest) == 4) {
        p.x_name = copy_string("");
        p.x_unit = copy_string("");
        name_and_unit(second, &p.y_name, &p.y_unit);
        ok = read_analyses(&p, analyses) && read_range(&p, first) && read_vectors(&p, third);
    } else if (strcmp(kind, "samples") == 0 &&
               sscanf(line, "*~ %*s %127s %1535s %n", first, third, &rest) == 2) {
        p.samples = true;
        name_and_unit(first, &p.x_name, &p.x_unit);
        name_and_unit("samples_below/%", &p.y_name, &p.y_unit);
        ok = read_vectors(&p, third);
    }
    p.text = copy_string(rest ? line + rest : "");
    b->plot = grow(b->plot, (size_t)b->n_plots + 1, sizeof *b->plot);
    b->plot[b->n_plots++] = p;
    return ok || ns_fail(e,
                         "%s:%d: '%.200s': want '*~ wave ANALYSIS FROM..TO NAME/UNIT VECTOR,... "
                         "TEXT', '*~ points NAME/UNIT NAME/UNIT LABEL=X:FIGURE,...;... TEXT' or "
                         "'*~ samples NAME/UNIT QUANTITY,... TEXT'",
                         b->path, where, line);
}

void tb_free_plot(tb_plot *p)
{
    for (int i = 0; i < p->n_series; i++) {
        for (int k = 0; k < p->series[i].n; k++)
            free(p->series[i].figure[k]);
        free(p->series[i].figure);
        free(p->series[i].x);
        free(p->series[i].label);
    }
    free(p->series);
    free(p->x_name);
    free(p->x_unit);
    free(p->y_name);
    free(p->y_unit);
    free(p->text);
}
