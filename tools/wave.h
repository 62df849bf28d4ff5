/* Waveforms out of a binary raw file (raw.h, or ngspice's own "write" with real values). */
#ifndef NGSPIKE_WAVE_H
#define NGSPIKE_WAVE_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"

typedef struct {
    char *scale; /* name of the first variable: "time", ... */
    size_t n;    /* points */
    double **at; /* [0]: the scale, [1 + k]: vector k, NULL if the file has it not */
    int n_vectors;
} wave;

/* Reads these vectors ("v(out)", "i(vdd)", case does not matter) of the analysis-th plot, from 1
 * on. Fails if the file cannot be read or has no such plot, or one with complex values; a vector
 * that is missing is no failure. */
bool wave_read(wave *w, const char *path, int analysis, char *const *vectors, int n, ns_error *e);
void wave_free(wave *w);

#endif
