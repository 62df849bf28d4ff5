/* ngspike tb: the command line, and the table of figures against their limits. */
#include <dirent.h>
#include <limits.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "options.h"
#include "progress.h"
#include "sky130.h"
#include "tb_run.h"
#include "text.h"

static const char default_output[] = "tb-report";

static const char help[] =
    "usage: ngspike tb [options] NAME|DECK|all...\n"
    "Runs testbenches of the SKY130 cells and prints their figures against their limits; 'all' "
    "are\n"
    "those that take seconds, NAME may be one of --list.\n"
    "\n"
    "  -s, --sky130 LIST   transistors: pdk, embedded or a folder, separated by commas; several "
    "are\n"
    "                      compared side by side (default: pdk if $PDK_ROOT has it, else "
    "embedded)\n"
    "  -c, --corner LIST   corners: tt, ss, ff, sf, fs (default: as in the deck)\n"
    "  -j, --jobs N        how many processes run at a time (default: the number of cores); a "
    "testbench\n"
    "                      whose runs may be divided (Monte Carlo) takes up to that many\n"
    "  -o, --output DIR    folder of the page with figures and pictures, index.html (default: "
    "tb-report;\n"
    "                      none: no page)\n"
    "  -l, --list          say which testbenches there are\n"
    "  -h, --help\n"
    "\n"
    "Exit status: 0 all within limits, 1 not, 2 wrong usage.\n";

/* ---- what is to run ---- */

static bool add_columns(tb_benches *b, char *sky130, char *corners)
{
    char *s_rest, *c_rest;
    for (char *s = strtok_r(sky130, ",", &s_rest); s; s = strtok_r(NULL, ",", &s_rest)) {
        char *copy = copy_string(corners);
        for (char *c = strtok_r(copy, ",", &c_rest); c; c = strtok_r(NULL, ",", &c_rest)) {
            if (b->n_columns == TB_MAX_COLUMNS)
                return false;
            bool as_is = strcmp(c, "-") == 0;
            b->column[b->n_columns++] =
                (tb_column){s, as_is ? NULL : copy_string(c),
                            as_is ? copy_string(s) : format_string("%s %s", s, c)};
        }
        free(copy);
    }
    return b->n_columns > 0;
}

/* Benches of one name (from two folders) would have their pictures in one file. */
static void name_apart(tb_benches *b)
{
    tb_bench *last = &b->bench[b->n_benches - 1];
    char *name = copy_string(last->name);
    int same = 1;
    for (int i = 0; i < b->n_benches - 1; i++)
        if (strcmp(b->bench[i].name, last->name) == 0) {
            free(last->name);
            last->name = format_string("%s-%d", name, ++same);
            i = -1; /* that may be taken as well */
        }
    free(name);
}

static bool add_bench(tb_benches *b, const char *path, ns_error *e)
{
    b->bench = grow(b->bench, (size_t)b->n_benches + 1, sizeof *b->bench);
    if (!tb_read(&b->bench[b->n_benches], path, e))
        return false;
    b->n_benches++;
    name_apart(b);
    return true;
}

static int is_deck(const struct dirent *d)
{
    size_t n = strlen(d->d_name);
    return n > 4 && strcmp(d->d_name + n - 4, ".cir") == 0;
}

static bool add_all(tb_benches *b, const char *folder, ns_error *e)
{
    struct dirent **list;
    int n = scandir(folder, &list, is_deck, alphasort);
    bool ok = n > 0 || ns_fail(e, "there are no testbenches in %s", folder);
    for (int i = 0; i < n; i++) {
        char *path = format_string("%s/%s", folder, list[i]->d_name);
        ok = ok && add_bench(b, path, e);
        free(path);
        free(list[i]);
    }
    if (n >= 0)
        free(list);
    return ok;
}

static bool add_named(tb_benches *b, const char *folder, const char *name, ns_error *e)
{
    if (strcmp(name, "all") == 0)
        return add_all(b, folder, e);
    char *path =
        strstr(name, ".cir") ? copy_string(name) : format_string("%s/%s.cir", folder, name);
    bool ok = add_bench(b, path, e);
    free(path);
    return ok;
}

/* ---- the table ---- */

/* Limits that hold in the corner of a column instead, a line each. */
static void print_other_limits(const tb_benches *b, const tb_figure *f)
{
    char low[32], high[32];
    for (int i = 0; i < f->n_other; i++) {
        bool shown = false;
        for (int c = 0; c < b->n_columns; c++)
            shown |= tb_in_corner(&f->other[i], b->column[c].corner);
        if (!shown)
            continue;
        tb_engineering(low, sizeof low, f->other[i].low);
        tb_engineering(high, sizeof high, f->other[i].high);
        printf("  %14s %8s .. %7s\n", f->other[i].corners, low, high);
    }
}

static int print_bench(const tb_benches *b, int k)
{
    const tb_bench *bench = &b->bench[k];
    const tb_job *j = &b->job[k * b->n_columns];
    int wrong = 0;
    char low[32], high[32], value[32];
    printf("%s: %s\n  %-14s %19s", bench->name, bench->title, "figure", "limits");
    for (int c = 0; c < b->n_columns; c++)
        printf(" %13s", b->column[c].label);
    printf("%s\n", b->n_columns == 2 ? "  difference" : "");
    for (int i = 0; i < bench->n_figures; i++) {
        const tb_figure *f = &bench->figure[i];
        tb_engineering(low, sizeof low, f->low);
        tb_engineering(high, sizeof high, f->high);
        printf("  %-14s %8s .. %7s", f->name, low, high);
        for (int c = 0; c < b->n_columns; c++) {
            bool ok = tb_within(f, b->column[c].corner, j[c].value[i]);
            tb_engineering(value, sizeof value, j[c].value[i]);
            printf(" %12s%c", value, ok ? ' ' : '!');
            wrong += !ok;
        }
        double first = j[0].value[i], second = b->n_columns == 2 ? j[1].value[i] : first;
        if (b->n_columns == 2 && fabs(first) > 1e-9 * (f->high - f->low))
            printf(" %+9.1f %%", 100 * (second / first - 1));
        else if (b->n_columns == 2)
            printf(" %11s", "");
        printf("  %s%s%s\n", f->unit, *f->unit ? ", " : "", f->text);
        print_other_limits(b, f);
    }
    for (int c = 0; c < b->n_columns; c++)
        if (j[c].status != 0) {
            printf("  %s: the run failed (ngspike run --sky130 %s %s)\n", b->column[c].label,
                   b->column[c].sky130, bench->path);
            wrong++;
        }
    return wrong;
}

/* ---- the command ---- */

typedef struct {
    int wrong, figures;
} tally;

static void print_ended(const tb_benches *b, int k, void *user)
{
    tally *t = user;
    t->wrong += print_bench(b, k);
    t->figures += b->bench[k].n_figures * b->n_columns;
    fflush(stdout);
}

static int run_benches(tb_benches *b)
{
    const char *tmp = getenv("TMPDIR");
    tally t = {0, 0};
    b->dir = format_string("%s/ngspike-tb-XXXXXX", tmp && *tmp ? tmp : "/tmp");
    if (!mkdtemp(b->dir)) {
        fprintf(stderr, "ngspike tb: cannot make a folder %s\n", b->dir);
        return EXIT_USAGE;
    }
    double start = seconds_now();
    tb_run_all(b, print_ended, &t);
    ns_error e;
    if (b->output && !tb_write_page(b, &e)) {
        fprintf(stderr, "ngspike tb: %s\n", e.msg);
        t.wrong++;
    }
    printf("%d figures, %d outside their limits (marked !), %.1f s\n", t.figures, t.wrong,
           seconds_now() - start);
    if (b->output)
        printf("pictures: %s/index.html\n", b->output);
    tb_free_jobs(b);
    rmdir(b->dir);
    return t.wrong ? 1 : 0;
}

static void free_benches(tb_benches *b)
{
    for (int i = 0; i < b->n_benches; i++)
        tb_free(&b->bench[i]);
    for (int i = 0; i < b->n_columns; i++) {
        free((char *)b->column[i].corner);
        free(b->column[i].label);
    }
    free(b->bench);
    free(b->dir);
}

/* Those that "all" runs, and those that take minutes. */
static int list_benches(tb_benches *b, const char *folder)
{
    ns_error e;
    char *more = format_string("%s/long", folder);
    bool ok = add_all(b, folder, &e);
    const int n = b->n_benches;
    ok = ok && (access(more, F_OK) != 0 || add_all(b, more, &e));
    free(more);
    if (!ok) {
        fprintf(stderr, "ngspike tb: %s\n", e.msg);
        return EXIT_USAGE;
    }
    for (int i = 0; i < b->n_benches; i++)
        printf("%s%-*s %s\n", i < n ? "" : "long/", i < n ? 19 : 14, b->bench[i].name,
               b->bench[i].title);
    return 0;
}

int tb_main(int argc, char **argv)
{
    static const struct option options[] = {{"sky130", required_argument, NULL, 's'},
                                            {"corner", required_argument, NULL, 'c'},
                                            {"jobs", required_argument, NULL, 'j'},
                                            {"output", required_argument, NULL, 'o'},
                                            {"list", no_argument, NULL, 'l'},
                                            {"help", no_argument, NULL, 'h'},
                                            {NULL, 0, NULL, 0}};
    tb_benches b = {.at_once = sysconf(_SC_NPROCESSORS_ONLN), .output = default_output};
    const char *sky130 = NULL, *corner = "-";
    bool list = false;
    for (int c; (c = next_option(argc, argv, ":s:c:j:o:lh", options)) != -1;) {
        if (c == 's')
            sky130 = optarg;
        else if (c == 'c')
            corner = optarg;
        else if (c == 'j')
            b.at_once = strtol(optarg, NULL, 10);
        else if (c == 'o')
            b.output = strcmp(optarg, "none") == 0 ? NULL : optarg;
        else if (c == 'l')
            list = true;
        else if (c == 'h') {
            fputs(help, stdout);
            return 0;
        } else
            return EXIT_USAGE;
    }
    ns_error e = {""};
    sky130_path where;
    if (b.at_once < 1 || (!list && optind >= argc)) {
        fputs("ngspike tb: which testbench? Try 'ngspike tb --list' or --help.\n", stderr);
        return EXIT_USAGE;
    }
    if (!sky130_find(&where, NULL, &e)) {
        fprintf(stderr, "ngspike tb: %s\n", e.msg);
        return EXIT_USAGE;
    }
    char *folder = format_string("%s/testbenches", where.folder[1]);
    char *which = copy_string(sky130 ? sky130 : where.pdk ? "pdk" : "embedded");
    char *corners = copy_string(corner);
    int status = EXIT_USAGE;
    bool ok = add_columns(&b, which, corners) ||
              ns_fail(&e, "at most %d combinations of --sky130 and --corner", TB_MAX_COLUMNS);
    for (int i = optind; ok && !list && i < argc; i++)
        ok = add_named(&b, folder, argv[i], &e);
    if (!ok)
        fprintf(stderr, "ngspike tb: %s\n", e.msg);
    else
        status = list ? list_benches(&b, folder) : run_benches(&b);
    free_benches(&b);
    free(which);
    free(corners);
    free(folder);
    sky130_free(&where);
    return status;
}
