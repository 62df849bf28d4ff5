/* Files in and out, and how they are called in messages and outputs. */
#ifndef CMPP_FILE_H
#define CMPP_FILE_H

#include "diag.h"
#include "mem.h"

/* Reads a whole file into the arena; false, with an error, if it cannot be read or has more than 64
 * MiB. */
bool file_read(struct source *src, struct arena *arena, const char *path, struct diag *diag);

/* Writes a whole file through a temporary one and a rename; path NULL is standard output. False
 * with an error. */
bool file_write(const struct text *t, const char *path, struct diag *diag);

/* The last `parts` parts of a path: folder/file. What identifies a file without telling where the
 * tree lies. */
const char *path_tail(const char *path, int parts);

/* The path for a #line: as given if it is relative, else its last two parts. */
const char *path_line(const char *path);

/* folder/name in the arena. */
const char *path_join(struct arena *arena, const char *folder, const char *name);

/* The folder of a file, "." if it has none. */
const char *path_folder(struct arena *arena, const char *path);

#endif
