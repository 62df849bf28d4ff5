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

typedef struct {
    pid_t pid;
    char *json, *raw; /* files; raw NULL: no waveforms wanted */
    bool done;
    int status;
    double *value; /* of each figure, NAN: none */
} tb_job;

typedef struct {
    tb_column column[TB_MAX_COLUMNS];
    int n_columns;
    tb_bench *bench;
    int n_benches;
    tb_job *job; /* [bench * n_columns + column] */
    long at_once;
    char *dir;          /* of temporary files */
    const char *output; /* folder of the page, NULL: none */
} tb_benches;

/* 1.23e-9 as "1.23n", NAN as "none". */
void tb_engineering(char *out, size_t size, double v);
bool tb_within(const tb_figure *f, double v);

/* Appends an <svg> of the plot; false: there is nothing to draw, *e says why. */
bool tb_draw(text *t, const tb_benches *b, int bench, const tb_plot *p, ns_error *e);

/* Writes index.html and an SVG of each plot to b->output. */
bool tb_write_page(const tb_benches *b, ns_error *e);

#endif
