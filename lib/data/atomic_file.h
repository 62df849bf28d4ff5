/* Files that are either whole or not there: written beside their name, renamed when complete. */
#ifndef NGSPIKE_ATOMIC_FILE_H
#define NGSPIKE_ATOMIC_FILE_H

#include <stdio.h>

#include "../error.h"

typedef struct {
    FILE *f; /* write here */
    char *path, *tmp;
} ns_file;

/* Opens a temporary file in the folder of `path` (of what it points to, if it is a symbolic link).
 * Refuses a path that exists and is not a regular file, since a file would take its place. On
 * failure w needs nothing more. */
bool ns_file_begin(ns_file *w, const char *path, ns_error *e);
/* Flush, fsync, rename. Fails too if an earlier write to w->f failed; then the temporary file is
 * removed and what was at `path` before is still there. */
bool ns_file_commit(ns_file *w, ns_error *e);
/* Whether a file could be written to `path` later; better to learn now than after hours that there
 * is no such folder. True for NULL (no file wanted). */
bool ns_file_check(const char *path, ns_error *e);
/* Removes the temporary file; harmless after commit and on a zeroed ns_file. */
void ns_file_abort(ns_file *w);

#endif
