/* What a folder given to build has in it. */
#include "build.h"

#include <dirent.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "file.h"

static bool has(struct library *lib, const char *folder, const char *name)
{
    struct stat st;
    return stat(path_join(&lib->arena, folder, name), &st) == 0 && S_ISREG(st.st_mode);
}

/* Adds what the folder itself has; *found tells whether there was anything, good or bad. */
static bool add_own(struct library *lib, const char *folder, bool *found, struct diag *diag)
{
    static const char *const names[] = {"udnpath.lst", "udnfunc.c", "modpath.lst", "ifspec.ifs"};
    bool ok = true;
    for (size_t i = 0; i < sizeof names / sizeof *names; i++) {
        if (!has(lib, folder, names[i]))
            continue;
        *found = true;
        if (i % 2 == 0)
            ok =
                library_add_list(lib, path_join(&lib->arena, folder, names[i]), i == 0, diag) && ok;
        else
            ok = (i == 1 ? library_add_udn(lib, folder, diag)
                         : library_add_model(lib, folder, diag)) &&
                 ok;
    }
    return ok;
}

static int visible(const struct dirent *e)
{
    return e->d_name[0] != '.';
}

/* The same for the folders in it, in the order of their names. */
static bool add_inner(struct library *lib, const char *folder, bool *found, struct diag *diag)
{
    struct dirent **entries;
    bool ok = true;
    int n = scandir(folder, &entries, visible, alphasort);
    if (n < 0) {
        *found = true;
        diag_failure(diag, "cannot read the folder '%s': %s", folder, strerror(errno));
        return false;
    }
    for (int i = 0; i < n; i++) {
        ok = add_own(lib, path_join(&lib->arena, folder, entries[i]->d_name), found, diag) && ok;
        free(entries[i]);
    }
    free(entries);
    return ok;
}

bool build_find(struct library *lib, const char *folder, struct diag *diag)
{
    bool found = false, ok = add_own(lib, folder, &found, diag);
    if (!found)
        ok = add_inner(lib, folder, &found, diag);
    if (found)
        return ok;
    diag_failure(
        diag,
        "'%s' has no models: expected ifspec.ifs with cfunc.mod, udnfunc.c, modpath.lst or "
        "udnpath.lst in it or in its folders",
        folder);
    return false;
}
