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
    b->figure = grow(b->figure, (size_t)b->n_figures + 1, sizeof *b->figure);
    b->figure[b->n_figures++] = f;
    return true;
}

bool tb_read(tb_bench *b, const char *path, ns_error *e)
{
    char line[2048];
    bool ok = true;
    *b = (tb_bench){.path = copy_string(path)};
    FILE *f = fopen(path, "r");
    if (!f) {
        ns_fail(e, "cannot read the testbench %s: %s", path, strerror(errno));
        tb_free(b);
        return false;
    }
    for (int n = 1; ok && fgets(line, sizeof line, f); n++) {
        line[strcspn(line, "\r\n")] = '\0';
        if (n == 1)
            b->title = copy_string(line + strspn(line, "* "));
        if (strncmp(line, "*>", 2) == 0)
            ok = read_figure(b, line, n, e);
        else if (strncmp(line, "*~", 2) == 0)
            ok = tb_read_plot(b, line, n, e);
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

void tb_free(tb_bench *b)
{
    for (int i = 0; i < b->n_plots; i++)
        tb_free_plot(&b->plot[i]);
    free(b->plot);
    for (int i = 0; i < b->n_figures; i++) {
        free(b->figure[i].name);
        free(b->figure[i].unit);
        free(b->figure[i].text);
    }
    free(b->figure);
    free(b->name);
    free(b->path);
    free(b->title);
    *b = (tb_bench){0};
}
