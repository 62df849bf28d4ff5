/* IDX files (the format of MNIST), plain or gzip. */
#ifndef NGSPIKE_IDX_H
#define NGSPIKE_IDX_H

#include <stdint.h>

#include "../error.h"

typedef struct {
    int ndim;        /* 1 to 4 */
    uint32_t dim[4]; /* dim[0] = number of items; none is 0 */
    uint8_t *data;   /* unsigned bytes, C order */
} ns_idx;

/* Reads path whole. Refuses: not IDX, not unsigned bytes, more than 4 dimensions, a dimension of 0,
 * truncated, trailing bytes, damaged gzip, 2 GiB or more. Memory grows with what the file really
 * holds, whatever its header says. On failure *out is empty. */
bool ns_idx_read(ns_idx *out, const char *path, ns_error *e);
void ns_idx_free(ns_idx *x);

/* Images with their labels, shared by all who ask for the same pair of files (reference-counted).
 */
typedef struct ns_images {
    ns_idx images, labels; /* (n, rows, cols) and (n) */
    int n, rows, cols, n_classes;
} ns_images;

/* Names are tried as given, then (unless absolute) below each folder of the colon-separated list
 * `dirs`, each also with ".gz" appended. The error lists every place looked at. NULL on failure.
 * May be called from several threads. */
const ns_images *ns_images_open(const char *images, const char *labels, const char *dirs,
                                ns_error *e);
/* Gives one reference back; NULL is allowed. */
void ns_images_close(const ns_images *im);

#endif
