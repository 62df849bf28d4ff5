/* A testbench: a deck that says in lines "*> NAME LOW HIGH UNIT TEXT" which figures it measures and
 * within which limits, and in lines "*~ ..." what of it is worth a picture. */
#ifndef NGSPIKE_TB_H
#define NGSPIKE_TB_H

#include <stdbool.h>

#include "error.h"

enum { TB_MAX_RUNS = 1000 };

/* Other limits than the usual ones, in some corners. */
typedef struct {
    char *corners; /* "ss,fs"; NULL: all others */
    double low, high;
} tb_limits;

/* What a figure is of the values that the deck's runs (samples of a Monte Carlo) give. */
typedef enum { TB_PLAIN, TB_MEAN, TB_SD, TB_SPREAD, TB_MIN, TB_MAX, TB_SHARE } tb_statistic;

typedef struct {
    char *name, *unit, *text;
    double low, high;
    tb_limits *other;
    int n_other;
    tb_statistic statistic;
    int quantity; /* of the bench, for a statistic */
    double bound; /* for TB_SHARE */
} tb_figure;

/* One curve: a vector of an analysis, or figures each at its x. */
typedef struct {
    char *label;
    int n; /* 0: a vector, of the name `label` */
    double *x;
    char **figure;
} tb_series;

/* *~ wave ANALYSIS[..LAST] FROM..TO|- NAME/UNIT VECTOR,... TEXT
 * *~ points NAME/UNIT NAME/UNIT [LABEL=]X:FIGURE,X:FIGURE,...[;...] TEXT
 * *~ samples NAME/UNIT QUANTITY,... TEXT */
typedef struct {
    int analysis, last; /* which of the deck's, from 1 on; 0: points or samples */
    bool samples;       /* the values of all runs in order, as shares */
    double from, to;    /* of an analysis' scale; NAN: all */
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
    char *
        runs; /* "*= NAME N TEXT": the deck's list variable with the numbers of its runs, 1 to N; */
    int n_runs;      /* a process may be given a part of them. NULL, 0: all is one */
    char **quantity; /* what statistics are of; run k prints QUANTITY_k */
    int n_quantities;
} tb_bench;

/* Reads the figures and plots of the deck at `path`. Fails if it has no figure or a line is wrong.
 */
bool tb_read(tb_bench *b, const char *path, ns_error *e);
void tb_free(tb_bench *b);

/* The figure of this name, or -1. */
int tb_find_figure(const tb_bench *b, const char *name);

/* The number of this quantity, or -1. */
int tb_find_quantity(const tb_bench *b, const char *name);

/* The limits of a figure in a corner (NULL: the deck's own). */
tb_limits tb_limits_in(const tb_figure *f, const char *corner);
bool tb_in_corner(const tb_limits *l, const char *corner);
bool tb_within(const tb_figure *f, const char *corner, double v);

/* A figure's name such as "mean(rate)", "sd", "spread" (sd in percent of the mean), "min", "max",
 * "share(rate>1k)": sets the figure's statistic and adds the quantity. A plain name is none. False:
 * not to be understood. */
bool tb_read_statistic(tb_bench *b, tb_figure *f);
/* It, of n values; NAN if one of them is NAN. */
double tb_statistic_of(const tb_figure *f, const double *v, int n);

/* For tb_read: a number with SPICE's scale letter (false if anything follows it), and a line "*~".
 */
bool tb_number(const char *s, double *v);
bool tb_read_plot(tb_bench *b, const char *line, int where, ns_error *e);
void tb_free_plot(tb_plot *p);

#endif
