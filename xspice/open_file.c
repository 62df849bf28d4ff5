/* Files that a model opens by a name from the netlist. */
#include "cm.h"

#include <stdlib.h>
#include <string.h>

static FILE *open_in(const char *folder, const char *path, const char *mode)
{
    size_t size = strlen(folder) + strlen(path) + 2;
    char *joined = malloc(size);
    if (!joined)
        return NULL;
    (void)snprintf(joined, size, "%s/%s", folder, path);
    FILE *f = fopen(joined, mode);
    free(joined);
    return f;
}

FILE *fopen_with_path(const char *path, const char *mode)
{
    const char *const folders[] = {cm_get_path(), getenv("NGSPICE_INPUT_DIR")};
    FILE *f = NULL;
    for (int i = 0; i < 2 && !f && *path != '/'; i++)
        if (folders[i] && *folders[i])
            f = open_in(folders[i], path, mode);
    return f ? f : fopen(path, mode);
}
