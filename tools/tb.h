/* A testbench: a deck that says in lines "*> NAME LOW HIGH UNIT TEXT" which figures it measures and
 * within which limits, and in lines "*~ ..." what of it is worth a picture. */
#ifndef NGSPIKE_TB_H
#define NGSPIKE_TB_H

#include <stdbool.h>

#include "error.h"

typedef struct {
    char *name, *unit, *text;
    double low, high;
} tb_figure;

/* One curve: a vector of an analysis, or figures each at its x. */
typedef struct {
    char *label;
    int n; /* 0: a vector, of the name `label` */
    double *x;
    char **figure;
} tb_series;

/* *~ wave ANALYSIS FROM..TO|- NAME/UNIT VECTOR,... TEXT
 * *~ points NAME/UNIT NAME/UNIT [LABEL=]X:FIGURE,X:FIGURE,...[;...] TEXT */
typedef struct {
    int analysis;    /* which of the deck's, from 1 on; 0: points */
    double from, to; /* of an analysis' scale; NAN: all */
    char *x_name, *x_unit, *y_name, *y_unit, *text;
    tb_series *series;
    int n_series;
} tb_plot;

typedef struct {
    char *name, *path, *title;
    tb_figure *figure;
    int n_figures;
    tb_plot *plot;
    int n_plots;
} tb_bench;

/* Reads the figures and plots of the deck at `path`. Fails if it has no figure or a line is wrong.
 */
bool tb_read(tb_bench *b, const char *path, ns_error *e);
void tb_free(tb_bench *b);

/* The figure of this name, or -1. */
int tb_find_figure(const tb_bench *b, const char *name);

/* For tb_read: a number with SPICE's scale letter (false if anything follows it), and a line "*~".
 */
bool tb_number(const char *s, double *v);
bool tb_read_plot(tb_bench *b, const char *line, int where, ns_error *e);
void tb_free_plot(tb_plot *p);

#endif
