/* The files that the program carries: headers and glue of code models, and skeletons of models.
 * They are put in at build time (embed.c), so that the program needs nothing beside itself. */
#ifndef CMPP_KIT_H
#define CMPP_KIT_H

#include "diag.h"
#include "mem.h"

/* Named by their place in the kit: "xspice/cm.h", "glue/glue.c", "skeleton/analog/cfunc.mod". */
struct kit_file {
    const char *name;
    const char *text;
    size_t size;
};

extern const struct kit_file kit_files[]; /* name NULL at the end */

/* The rest of the name if it starts with prefix, else NULL. */
const char *kit_rest(const struct kit_file *f, const char *prefix);

/* The file of this name; it must be there. */
const struct kit_file *kit_find(const char *name);

/* Appends the file with each `from` replaced. */
void kit_replace(struct text *out, const struct kit_file *f, const char *from, const char *to);

/* Writes a file at once; no rename as for results that somebody may be reading. False with an
 * error; nothing is left then. */
bool kit_put(const char *path, const char *text, size_t size, struct diag *diag);

/* Writes all files whose names are prefix and something more to folder/something more, with the
 * folders in between. False with an error. */
bool kit_write(const char *folder, const char *prefix, struct diag *diag);

/* Makes a folder and those above it; it may be there already. False with an error. */
bool kit_make_folder(const char *path, struct diag *diag);

#endif
