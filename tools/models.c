/* ngspike models: the memristor families, their parameters and their published sets. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "device/cell.h"
#include "options.h"
#include "text.h"

enum { WIDTH = 100 };

static const char help[] =
    "usage: ngspike models              the memristor families\n"
    "       ngspike models NAME         equations, parameters and published sets of one\n"
    "       ngspike models NAME SET     a published set, as a .model card to paste\n"
    "  -h, --help\n"
    "\n"
    "Exit status: 0; 2 on wrong usage.\n";

/* ---- text in columns ---- */

/* Prints words from column `indent` on, the first line being there already. */
static void print_wrapped(const char *s, int indent)
{
    for (int column = indent; *s;) {
        int blanks = (int)strspn(s, " "), len = (int)strcspn(s + blanks, " \n");
        if (column > indent && column + blanks + len > WIDTH) {
            printf("\n%*s", indent, "");
            column = indent;
            s += blanks;
            blanks = 0;
        }
        printf("%.*s", blanks + len, s);
        column += blanks + len;
        s += blanks + len;
        if (*s == '\n') {
            printf("\n%*s", indent, "");
            column = indent;
            s++;
        }
    }
    putchar('\n');
}

/* ---- parameters ---- */

static char *default_text(const ns_param *p)
{
    if (p->type == NS_ENUM)
        return copy_string(p->choices[(int)p->def]);
    return isnan(p->def) ? copy_string("-") : format_string("%.6g", p->def);
}

static char *range_text(const ns_param *p)
{
    if (p->type == NS_ENUM) {
        text t = {0};
        for (const char *const *c = p->choices; *c; c++)
            text_addf(&t, "%s%s", c == p->choices ? "" : " ", *c);
        return t.s;
    }
    if (!isfinite(p->lo) && !isfinite(p->hi))
        return copy_string("any");
    if (!isfinite(p->hi))
        return format_string("%s %.6g", p->lo_open ? ">" : ">=", p->lo);
    if (!isfinite(p->lo))
        return format_string("%s %.6g", p->hi_open ? "<" : "<=", p->hi);
    return format_string("%s%.6g, %.6g%s", p->lo_open ? "(" : "[", p->lo, p->hi,
                         p->hi_open ? ")" : "]");
}

/* Column widths of a table, headings included. */
typedef struct {
    int name, unit, def, range;
} columns;

static int wider(int width, const char *s)
{
    int n = (int)strlen(s);
    return n > width ? n : width;
}

static columns measure(const ns_param *table, size_t n)
{
    columns c = {4, 4, 7, 5};
    for (size_t k = 0; k < n; k++) {
        char *def = default_text(&table[k]), *range = range_text(&table[k]);
        c.name = wider(c.name, table[k].name);
        c.unit = wider(c.unit, table[k].unit);
        c.def = wider(c.def, def);
        c.range = table[k].type == NS_ENUM ? c.range : wider(c.range, range);
        free(def);
        free(range);
    }
    return c;
}

/* A source is printed where it differs from the line before's. */
static void print_param(const ns_param *p, const char *source_before, const columns *c)
{
    char *def = default_text(p), *range = range_text(p);
    bool told = !*p->source || strcmp(p->source, source_before) == 0;
    char *meaning = format_string("%s%s%s%s", p->descr, told ? "" : " (", told ? "" : p->source,
                                  told ? "" : ")");
    int used = printf("  %-*s  %-*s  %-*s  %-*s  ", c->name, p->name, c->unit, p->unit, c->def, def,
                      c->range, p->type == NS_ENUM ? "" : range);
    print_wrapped(meaning, used);
    free(def);
    free(range);
    free(meaning);
}

static void print_params(const char *title, const ns_param *table, size_t n)
{
    columns c = measure(table, n);
    printf("\n%s\n  %-*s  %-*s  %-*s  %-*s  meaning\n", title, c.name, "name", c.unit, "unit",
           c.def, "default", c.range, "range");
    for (size_t k = 0; k < n; k++)
        print_param(&table[k], k ? table[k - 1].source : "", &c);
}

/* ---- the three forms ---- */

static int list_families(void)
{
    for (const ns_device *const *d = ns_devices; *d; d++) {
        int sets = 0;
        for (const ns_param_set *s = (*d)->sets; s && s->name; s++)
            sets++;
        printf("mem_%-10s %-64s %2d set%s\n", (*d)->name, (*d)->descr, sets, sets == 1 ? "" : "s");
    }
    puts("\nngspike models NAME says more.");
    return 0;
}

static void print_sets(const ns_device *d)
{
    if (!d->sets || !d->sets->name)
        return;
    puts("\nPublished sets, set=\"NAME\" (initial state | parameters):");
    for (const ns_param_set *s = d->sets; s->name; s++) {
        printf("  %-16s ", s->name);
        print_wrapped(s->descr, 19);
        printf("%19s", "");
        print_wrapped(*s->values ? s->values : "the defaults", 19);
        printf("%19s", "");
        print_wrapped(s->source, 19);
    }
}

static int show_family(const ns_device *d)
{
    printf("mem_%s: %s\n\n  ", d->name, d->descr);
    print_wrapped(d->doc, 2);
    printf("\n  ");
    print_wrapped(d->cite, 2);
    print_params("Parameters", d->params, d->n_params);
    print_params("Parameters of every family", ns_cell_table, ns_cell_n_params);
    puts("\nEvery real parameter NAME of the family has a NAME_d2d: its relative spread from "
         "device to device.");
    printf("\n'ngspike fit' varies: %s\n", d->fit);
    print_sets(d);
    return 0;
}

static int show_set(const ns_device *d, const ns_param_set *s)
{
    printf("* %s\n* %s\n.model my_%s mem_%s(set=\"%s\")\n", s->descr, s->source, s->name, d->name,
           s->name);
    const char *own = ns_param_set_values(s); /* behind the initial state, if there is one */
    int initial = (int)strcspn(s->values, " |");
    printf("* which is\n.model my_%s mem_%s(%.*s%s%s)\n", s->name, d->name,
           own == s->values ? 0 : initial, s->values, own == s->values || !*own ? "" : " ", own);
    return 0;
}

static const char *family_name(const char *name)
{
    return strncasecmp(name, "mem_", 4) == 0 ? name + 4 : name;
}

static int unknown(const char *what, const char *name, const char *near)
{
    fprintf(stderr, "ngspike models: there is no %s '%s'", what, name);
    if (near)
        fprintf(stderr, "; did you mean '%s'?", near);
    fputs("\n'ngspike models' lists what there is.\n", stderr);
    return EXIT_USAGE;
}

static int unknown_family(const char *name)
{
    const char *names[64] = {NULL};
    for (int k = 0; k < 63 && ns_devices[k]; k++)
        names[k] = ns_devices[k]->name;
    return unknown("family", name, nearest(family_name(name), names));
}

static int find_set(const ns_device *d, const char *name)
{
    const char *names[64] = {NULL};
    int n = 0;
    for (const ns_param_set *s = d->sets; s && s->name; s++) {
        if (strcasecmp(s->name, name) == 0)
            return show_set(d, s);
        if (n < 63)
            names[n++] = s->name;
    }
    return unknown("set", name, nearest(name, names));
}

int models_main(int argc, char **argv)
{
    static const struct option options[] = {{"help", no_argument, NULL, 'h'}, {NULL, 0, NULL, 0}};
    for (int c; (c = next_option(argc, argv, ":h", options)) != -1;) {
        if (c != 'h')
            return EXIT_USAGE;
        fputs(help, stdout);
        return 0;
    }
    int n = argc - optind;
    if (n > 2) {
        fputs("ngspike models: too many arguments; a family, and a set of it, is all\n", stderr);
        return EXIT_USAGE;
    }
    if (n == 0)
        return list_families();
    const ns_device *d = ns_device_find(family_name(argv[optind]));
    if (!d)
        return unknown_family(argv[optind]);
    return n == 1 ? show_family(d) : find_set(d, argv[optind + 1]);
}
