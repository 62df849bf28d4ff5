#include "work.h"

#include <errno.h>
#include <ftw.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "file.h"
#include "kit.h"

const char *work_folder(const char *keep, struct arena *arena, struct diag *diag)
{
    if (keep)
        return kit_make_folder(keep, diag) ? keep : NULL;
    const char *parent = getenv("TMPDIR");
    const char *pattern = path_join(arena, parent && *parent ? parent : "/tmp", "ngspike-XXXXXX");
    char *name = arena_copy(arena, pattern, strlen(pattern));
    if (mkdtemp(name))
        return name;
    diag_failure(diag, "cannot make a folder '%s': %s; set TMPDIR to one that can be written",
                 pattern, strerror(errno));
    return NULL;
}

static int remove_one(const char *path, const struct stat *st, int kind, struct FTW *at)
{
    (void)st;
    (void)kind;
    (void)at;
    return remove(path);
}

void work_remove(const char *folder)
{
    nftw(folder, remove_one, 16, FTW_DEPTH | FTW_PHYS);
}
