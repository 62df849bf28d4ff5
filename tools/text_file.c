/* Texts as files. */
#include <stdio.h>
#include <stdlib.h>

#include "data/atomic_file.h"
#include "text.h"

bool text_write(const text *t, const char *path, ns_error *e)
{
    ns_file f;
    if (!ns_file_begin(&f, path, e))
        return false;
    if (fwrite(t->s, 1, t->n, f.f) != t->n) {
        ns_file_abort(&f);
        return ns_fail(e, "cannot write %s", path);
    }
    return ns_file_commit(&f, e);
}

bool text_write_in(const text *t, const char *dir, const char *name, ns_error *e)
{
    char *path = format_string("%s/%s", dir, name);
    bool ok = text_write(t, path, e);
    free(path);
    return ok;
}
