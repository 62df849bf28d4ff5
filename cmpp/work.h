/* The folder of what is made on the way. */
#ifndef CMPP_WORK_H
#define CMPP_WORK_H

#include "diag.h"
#include "mem.h"

/* A new folder in $TMPDIR or /tmp; keep: that one instead, which is made if it is not there. NULL
 * with an error. */
const char *work_folder(const char *keep, struct arena *arena, struct diag *diag);

/* Removes the folder and all that is in it. */
void work_remove(const char *folder);

#endif
