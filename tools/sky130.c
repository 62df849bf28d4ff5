#include "sky130.h"

#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "text.h"

/* The PDK has three libraries of the same models. The continuous one is read in a second, the
 * binned one in twenty. */
static const char continuous[] = "libs.tech/combined/continuous";

static bool holds_library(const char *folder)
{
    char *file = format_string("%s/" SKY130_LIBRARY, folder);
    bool there = access(file, R_OK) == 0;
    free(file);
    return there;
}

static char *pdk_folder(void)
{
    const char *root = getenv("PDK_ROOT"), *variant = getenv("PDK");
    if (!root || !*root)
        return NULL;
    char *folder =
        format_string("%s/%s/%s", root, variant && *variant ? variant : "sky130A", continuous);
    if (holds_library(folder))
        return folder;
    free(folder);
    return NULL;
}

/* In a build tree the program is in build/ and the cells are beside that folder or above it. */
static char *cells_folder(void)
{
    static const char *const near[] = {"/sky130_cells", "/../sky130_cells"};
    const char *given = getenv("NGSPIKE_CELLS");
    char self[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    if (given && *given)
        return copy_string(given);
    if (n > 0) {
        self[n] = '\0';
        *strrchr(self, '/') = '\0';
        for (size_t i = 0; i < sizeof near / sizeof near[0]; i++) {
            char *folder = format_string("%s%s", self, near[i]);
            char *models = format_string("%s/models", folder);
            bool there = holds_library(models);
            free(models);
            if (there)
                return folder;
            free(folder);
        }
    }
    return copy_string(NGSPIKE_CELLS);
}

bool sky130_find(sky130_path *p, const char *which, ns_error *e)
{
    *p = (sky130_path){.folder = {NULL, cells_folder(), NULL}};
    bool any = !which || strcmp(which, "pdk") == 0;
    if (any) {
        p->folder[0] = pdk_folder();
        p->pdk = p->folder[0] != NULL;
    }
    if (which && any && !p->pdk)
        return ns_fail(
            e,
            "--sky130 pdk: no %s in $PDK_ROOT/%s/%s (PDK_ROOT is %s); set PDK_ROOT to the "
            "folder that holds sky130A, or use --sky130 embedded",
            SKY130_LIBRARY, getenv("PDK") ? getenv("PDK") : "sky130A", continuous,
            getenv("PDK_ROOT") ? getenv("PDK_ROOT") : "not set");
    if (!p->pdk && (!which || strcmp(which, "embedded") == 0))
        p->folder[0] = format_string("%s/models", p->folder[1]);
    else if (!p->pdk)
        p->folder[0] = copy_string(which);
    if (which && !holds_library(p->folder[0]))
        return ns_fail(e, "--sky130 %s: there is no %s in %s", which, SKY130_LIBRARY, p->folder[0]);
    return true;
}

const char *const *sky130_folders(const sky130_path *p)
{
    return (const char *const *)p->folder;
}

void sky130_free(sky130_path *p)
{
    for (int i = 0; i < 2; i++)
        free(p->folder[i]);
    *p = (sky130_path){0};
}
