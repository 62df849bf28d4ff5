/* A testbench: a deck that says in lines "*> NAME LOW HIGH UNIT TEXT" which figures it measures and
 * within which limits. */
#ifndef NGSPIKE_TB_H
#define NGSPIKE_TB_H

#include <stdbool.h>

#include "error.h"

typedef struct {
    char *name, *unit, *text;
    double low, high;
} tb_figure;

typedef struct {
    char *name, *path, *title;
    tb_figure *figure;
    int n_figures;
} tb_bench;

/* Reads the figures of the deck at `path`. Fails if it has none or a line is wrong. */
bool tb_read(tb_bench *b, const char *path, ns_error *e);
void tb_free(tb_bench *b);

#endif
