/* The processes of ngspike tb. Each bench in each column is one, or, if the deck says that its runs
 * may be divided, up to as many as run at a time. What a run gives depends on its number alone, so
 * the figures do not depend on how runs are divided. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/ioctl.h>
#include <sys/wait.h>
#include <unistd.h>

#include "progress.h"
#include "tb_run.h"

/* ---- which processes ---- */

static const tb_bench *bench_of(const tb_benches *b, const tb_part *p)
{
    return &b->bench[p->job / b->n_columns];
}

static void add_job(tb_benches *b, int i)
{
    const tb_bench *bench = &b->bench[i / b->n_columns];
    const int runs = bench->n_runs, most = (int)fmin((double)b->at_once, TB_MAX_RUNS);
    tb_job *j = &b->job[i];
    j->part = b->n_parts;
    j->n_parts = j->left = runs == 0 ? 1 : runs < most ? runs : most;
    b->part = grow(b->part, (size_t)(b->n_parts + j->n_parts), sizeof *b->part);
    for (int k = 0; k < j->n_parts; k++)
        b->part[b->n_parts++] = (tb_part){
            .job = i, .first = k * runs / j->n_parts + 1, .last = (k + 1) * runs / j->n_parts};
    j->value = alloc_zeroed((size_t)bench->n_figures, sizeof *j->value);
    j->sample = alloc_zeroed((size_t)bench->n_quantities, sizeof *j->sample);
    for (int k = 0; k < bench->n_figures; k++)
        j->value[k] = NAN;
    for (int q = 0; q < bench->n_quantities; q++) {
        j->sample[q] = alloc_zeroed((size_t)runs, sizeof **j->sample);
        for (int k = 0; k < runs; k++)
            j->sample[q][k] = NAN;
    }
}

/* "samples=3 4 5" */
static char *list_of_runs(const tb_bench *bench, const tb_part *p)
{
    text t = {0};
    text_addf(&t, "%s=", bench->runs);
    for (int k = p->first; k <= p->last; k++)
        text_addf(&t, "%s%d", k > p->first ? " " : "", k);
    return t.s;
}

static void start_part(tb_benches *b, int i)
{
    tb_part *p = &b->part[i];
    const tb_column *c = &b->column[p->job % b->n_columns];
    const tb_bench *bench = bench_of(b, p);
    char *runs = bench->runs ? list_of_runs(bench, p) : NULL;
    p->json = format_string("%s/%d.json", b->dir, i);
    const char *argv[16] = {"ngspike", "run", "-q", "--json", p->json, "--sky130", c->sky130};
    int n = 7;
    if (c->corner) {
        argv[n++] = "--corner";
        argv[n++] = c->corner;
    }
    if (b->output && bench->n_plots > 0) {
        p->raw = format_string("%s/%d.raw", b->dir, i);
        argv[n++] = "--output";
        argv[n++] = p->raw;
    }
    if (runs) {
        argv[n++] = "--set";
        argv[n++] = runs;
    }
    argv[n++] = bench->path;
    p->pid = fork();
    if (p->pid == 0) {
        execv("/proc/self/exe", (char *const *)argv);
        _exit(127);
    }
    free(runs);
}

/* ---- what they gave ---- */

static double measured(json_t *measures, const char *name)
{
    json_t *v = json_object_get(measures, name);
    return json_is_number(v) ? json_number_value(v) : NAN;
}

static void read_part(tb_benches *b, const tb_part *p)
{
    const tb_bench *bench = bench_of(b, p);
    tb_job *j = &b->job[p->job];
    json_t *root = json_load_file(p->json, 0, NULL);
    json_t *measures = json_object_get(root, "measures");
    for (int k = 0; k < bench->n_figures; k++) {
        double v = measured(measures, bench->figure[k].name);
        if (!isnan(v))
            j->value[k] = v;
    }
    for (int q = 0; q < bench->n_quantities; q++)
        for (int k = p->first; k <= p->last; k++) {
            char *name = format_string("%s_%d", bench->quantity[q], k);
            j->sample[q][k - 1] = measured(measures, name);
            free(name);
        }
    json_decref(root);
    unlink(p->json);
}

static void end_part(tb_benches *b, tb_part *p, int status)
{
    const tb_bench *bench = bench_of(b, p);
    tb_job *j = &b->job[p->job];
    p->done = true;
    if (j->status == 0)
        j->status = status;
    read_part(b, p);
    j->left--;
    for (int k = 0; j->left == 0 && k < bench->n_figures; k++) {
        const tb_figure *f = &bench->figure[k];
        if (f->statistic != TB_PLAIN)
            j->value[k] = tb_statistic_of(f, j->sample[f->quantity], bench->n_runs);
    }
}

const char *tb_raw(const tb_benches *b, const tb_job *j, int analysis, int *nth)
{
    for (int i = 0; i < j->n_parts; i++) {
        const tb_part *p = &b->part[j->part + i];
        bool whole = bench_of(b, p)->n_runs == 0;
        if (!whole && (analysis < p->first || analysis > p->last))
            continue;
        *nth = whole ? analysis : analysis - p->first + 1;
        return p->raw;
    }
    return NULL;
}

/* ---- running them ---- */

/* "12 of 40 done, 85 s; mc_learn (pdk ss) 1..8, ...", as much of it as the terminal is wide */
static void show_progress(const tb_benches *b, int started, int done, double since)
{
    struct winsize w = {.ws_col = 80};
    text t = {0};
    text_addf(&t, "%d of %d done, %.0f s", done, b->n_parts, seconds_now() - since);
    for (int i = 0, n = 0; i < started; i++) {
        const tb_part *p = &b->part[i];
        if (p->done)
            continue;
        text_addf(&t, "%s%s (%s)", n++ ? ", " : "; ", bench_of(b, p)->name,
                  b->column[p->job % b->n_columns].label);
        if (p->last > 0)
            text_addf(&t, " %d..%d", p->first, p->last);
    }
    ioctl(STDERR_FILENO, TIOCGWINSZ, &w);
    fprintf(stderr, "\r\033[K%.*s", w.ws_col > 1 ? w.ws_col - 1 : 79, t.s);
    text_free(&t);
}

static bool bench_ended(const tb_benches *b, int k)
{
    for (int c = 0; c < b->n_columns; c++)
        if (b->job[k * b->n_columns + c].left > 0)
            return false;
    return true;
}

void tb_run_all(tb_benches *b, void (*ended)(const tb_benches *b, int bench, void *user),
                void *user)
{
    const bool terminal = isatty(STDERR_FILENO);
    const double since = seconds_now();
    int next = 0, done = 0, reported = 0, status;
    b->job = alloc_zeroed((size_t)(b->n_benches * b->n_columns), sizeof *b->job);
    for (int i = 0; i < b->n_benches * b->n_columns; i++)
        add_job(b, i);
    while (done < b->n_parts) {
        while (next < b->n_parts && next - done < b->at_once)
            start_part(b, next++);
        if (terminal)
            show_progress(b, next, done, since);
        pid_t pid = wait(&status);
        for (int i = 0; i < next; i++)
            if (!b->part[i].done && b->part[i].pid == pid) {
                end_part(b, &b->part[i], status);
                done++;
            }
        if (terminal)
            fputs("\r\033[K", stderr);
        while (reported < b->n_benches && bench_ended(b, reported))
            ended(b, reported++, user);
    }
}

void tb_free_jobs(tb_benches *b)
{
    for (int i = 0; i < b->n_parts; i++) {
        if (b->part[i].raw)
            unlink(b->part[i].raw);
        free(b->part[i].json);
        free(b->part[i].raw);
    }
    for (int i = 0; i < b->n_benches * b->n_columns; i++) {
        const tb_bench *bench = &b->bench[i / b->n_columns];
        for (int q = 0; q < bench->n_quantities; q++)
            free(b->job[i].sample[q]);
        free(b->job[i].sample);
        free(b->job[i].value);
    }
    free(b->part);
    free(b->job);
}
