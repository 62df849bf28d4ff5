/* Events as a NumPy array. */
#include <stdlib.h>

#include "events_impl.h"
#include "npy.h"

bool ns_events_npy(ns_events_sink *s, ns_error *e)
{
    double *row;
    size_t rows;
    if (!ns_npy_read_rows(s->path, &row, &rows, 2, e)) {
        return false;
    }
    bool ok = true;
    for (size_t k = 0; k < rows && ok; k++) {
        char where[40];
        snprintf(where, sizeof where, "row %zu", k);
        ok = ns_events_add(s, row[2 * k], row[2 * k + 1], where, e);
    }
    free(row);
    return ok;
}
