#include "run_setup.h"

#include <errno.h>
#include <limits.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "text.h"

/* What ngspice's source and codemodel would expand, or cut a path at; they know no quotes. */
static const char special[] = " \t\"'`$\\;&*?[]{}()<>|~!,=";

const char *deck_copy_plain_path(deck_copy *c, const char *path)
{
    if (!strpbrk(path, special) || c->link)
        return path;
    c->link = format_string("%s/ngspike.cm", c->dir);
    return symlink(path, c->link) == 0 ? c->link : path;
}

void deck_copy_remove(deck_copy *c)
{
    if (c->path)
        unlink(c->path);
    if (c->link)
        unlink(c->link);
    if (c->dir)
        rmdir(c->dir);
    free(c->link);
    free(c->path);
    free(c->dir);
    *c = (deck_copy){0};
}

bool deck_copy_make(deck_copy *c, const deck *d, bool events, ns_error *e)
{
    const char *tmp = getenv("TMPDIR");
    if (!tmp || tmp[0] != '/' || strpbrk(tmp, special))
        tmp = "/tmp";
    *c = (deck_copy){.dir = format_string("%s/ngspike-XXXXXX", tmp)};
    if (!mkdtemp(c->dir)) {
        ns_fail(
            e,
            "cannot make the folder %s for a copy of the deck: %s; set TMPDIR to a writable folder",
            c->dir, strerror(errno));
        free(c->dir);
        *c = (deck_copy){0};
        return false;
    }
    c->path = format_string("%s/deck.cir", c->dir);
    char *insert = d->script ? copy_string("")
                             : format_string(".control\npre_set inputdir=\"%s\"\n%s.endc\n", d->dir,
                                             events ? "" : "esave none\n");
    FILE *f = fopen(c->path, "w");
    bool ok = f && deck_write(d, f, insert);
    if (f)
        ok = fclose(f) == 0 && ok;
    for (const char *s = insert; *s; s++)
        c->inserted += *s == '\n';
    free(insert);
    if (!ok) {
        ns_fail(e, "cannot write %s, a copy of the deck: %s", c->path, strerror(errno));
        deck_copy_remove(c);
    }
    return ok;
}

static char *if_readable(char *path)
{
    if (access(path, R_OK) == 0)
        return path;
    free(path);
    return NULL;
}

static char *default_models(void)
{
    char self[PATH_MAX];
    ssize_t n = readlink("/proc/self/exe", self, sizeof self - 1);
    char *found = NULL;
    if (n > 0) {
        self[n] = '\0';
        *strrchr(self, '/') = '\0';
        found = if_readable(format_string("%s/ngspike.cm", self));
        if (!found)
            found = if_readable(format_string("%s/../.libs/ngspike.cm", self));
    }
    return found ? found : if_readable(copy_string(NGSPIKE_CMDIR "/ngspike.cm"));
}

char *find_models(const char *wanted, bool *ok, ns_error *e)
{
    const char *from = wanted ? "--cm" : "NGSPIKE_CM";
    const char *name = wanted ? wanted : getenv("NGSPIKE_CM");
    *ok = true;
    if (!name || !*name)
        return default_models();
    if (strcmp(name, "none") == 0)
        return NULL;
    char *full = realpath(name, NULL);
    if (!full || access(full, R_OK) != 0) {
        *ok = ns_fail(e, "%s: cannot read the code models in %s: %s", from, name, strerror(errno));
        free(full);
        return NULL;
    }
    return full;
}
