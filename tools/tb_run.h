/* Testbenches that have been run: what tb.c collects and tb_page.c shows. */
#ifndef NGSPIKE_TB_RUN_H
#define NGSPIKE_TB_RUN_H

#include <sys/types.h>

#include "tb.h"
#include "text.h"

enum { TB_MAX_COLUMNS = 16 };

/* One way to run a bench: where the transistors are from, and their corner. */
typedef struct {
    const char *sky130, *corner;
    char *label;
} tb_column;

/* One process: a bench in one column, or some of its runs. */
typedef struct {
    int job, first, last; /* runs; 1, 0: it is not divided */
    pid_t pid;
    char *json, *raw; /* files; raw NULL: no waveforms wanted */
    bool done;
} tb_part;

/* A bench in one column. */
typedef struct {
    int part, n_parts, left; /* the first of its processes, all, those that have not ended */
    int status;              /* of the first process that failed */
    double *value;           /* of each figure, NAN: none */
    double **sample;         /* [quantity][run - 1], NAN: none */
} tb_job;

typedef struct {
    tb_column column[TB_MAX_COLUMNS];
    int n_columns;
    tb_bench *bench;
    int n_benches;
    tb_job *job; /* [bench * n_columns + column] */
    tb_part *part;
    int n_parts;
    long at_once;
    char *dir;          /* of temporary files */
    const char *output; /* folder of the page, NULL: none */
} tb_benches;

/* Runs everything, at most at_once processes at a time; calls `ended` for each bench, in their
 * order, when all of its columns are there. What it makes is freed by tb_free_jobs. */
void tb_run_all(tb_benches *b, void (*ended)(const tb_benches *b, int bench, void *user),
                void *user);
void tb_free_jobs(tb_benches *b);

/* The raw file that has this analysis of a job, and which it is in that file; NULL: none has. */
const char *tb_raw(const tb_benches *b, const tb_job *j, int analysis, int *nth);

/* 1.23e-9 as "1.23n", NAN as "none". */
void tb_engineering(char *out, size_t size, double v);

/* Appends an <svg> of the plot; false: there is nothing to draw, *e says why. */
bool tb_draw(text *t, const tb_benches *b, int bench, const tb_plot *p, ns_error *e);

/* Writes index.html and an SVG of each plot to b->output. */
bool tb_write_page(const tb_benches *b, ns_error *e);

#endif
