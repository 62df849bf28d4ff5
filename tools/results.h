/* The files that a run leaves in a folder, read for the report. Every file may be missing. */
#ifndef NGSPIKE_RESULTS_H
#define NGSPIKE_RESULTS_H

#include <jansson.h>
#include <stdbool.h>

#include "error.h"

enum { MAX_CURVES = 8, MAX_CLASSES = 100 };

typedef struct {
    double t; /* s */
    int address, label;
    char phase[8]; /* run, train, label, test */
} spike;

/* One memristor under a periodic voltage. */
typedef struct {
    double *t, *v, *i, *x; /* s, V, A, state; x is NULL if not recorded */
    size_t n;
    double frequency; /* Hz, from the zero crossings of v; 0: unknown */
} curve;

/* Why a file gave nothing; "" if it did. */
typedef struct {
    bool missing, damaged;
    char why[640];
} file_state;

typedef struct {
    char *dir;
    json_t *run, *result;
    file_state run_state, result_state, weights_state, start_state, theta_state, spikes_state,
        hysteresis_state, command_state;
    float *weights, *start; /* inputs x n conductances, S; input by input */
    size_t inputs, n;       /* of both; 0 if neither is there */
    float *theta;           /* V */
    size_t n_theta;
    spike *spikes; /* in time order */
    size_t n_spikes;
    curve curves[MAX_CURVES];
    int n_curves;
    char *command;
    const char *class_name[MAX_CLASSES]; /* NULL where unknown */
    int rows, cols;                      /* of an image; 0: unknown */
} results;

/* Reads what is in `dir`; fails only if that is no folder. `classes`: "fashion", "digits" or NULL.
 */
bool results_read(results *r, const char *dir, const char *classes, int rows, int cols,
                  ns_error *e);
void results_free(results *r);

/* Name of a class: its own, or its number (in `buf`); "none" below 0. */
const char *results_class(const results *r, int c, char *buf, size_t size);
/* Class that a neuron stands for by the read-out; -1: none or unknown. */
int results_neuron_class(const results *r, int neuron);

/* spikes.csv: rows "time,address,label,phase" below a heading; lines from # on are comments. */
bool read_spikes(const char *path, spike **spikes, size_t *n, ns_error *e);
/* hysteresis.csv: numbers separated by blanks or commas, an optional heading. Columns: time and
 * then v, i, x for every memristor (or time, v, i of one). What wrdata writes without
 * wr_singlescale, the time again before every column, is accepted too. */
bool read_curves(const char *path, curve *curves, int *n, ns_error *e);
void free_curves(curve *curves, int n);

#endif
