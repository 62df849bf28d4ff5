/* NumPy .npy files: float32 or float64, C order, little endian. Version 1.0 is written, 1.0 and 2.0
 * are read. Format: numpy.lib.format in the NumPy reference. */
#ifndef NGSPIKE_NPY_H
#define NGSPIKE_NPY_H

#include <stddef.h>

#include "../error.h"

/* Writes a 2-d float array (rows x cols) through a temporary file that is renamed when complete. */
bool ns_npy_write(const char *path, const float *data, size_t rows, size_t cols, ns_error *e);
/* Reads a 2-d float32 or float64 array that must have this shape; fills data (rows x cols). NaN,
 * infinity and what a float cannot hold are refused, with the place. On failure the contents of
 * data are unspecified. */
bool ns_npy_read(const char *path, float *data, size_t rows, size_t cols, ns_error *e);
/* Reads a 2-d array of `cols` columns and any number of rows, of floats or integers of any width,
 * as doubles (NaN and infinity as they are). *data is to be freed; untouched on failure. */
bool ns_npy_read_rows(const char *path, double **data, size_t *rows, size_t cols, ns_error *e);
/* The shape of a 2-d array, for a reader that takes what comes. */
bool ns_npy_shape(const char *path, size_t *rows, size_t *cols, ns_error *e);

#endif
