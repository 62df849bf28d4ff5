#include "file.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>

#include "../lib/data/atomic_file.h"

enum { LARGEST = 64 << 20 };

bool file_read(struct source *src, struct arena *arena, const char *path, struct diag *diag)
{
    struct text t = {0};
    char block[65536];
    FILE *f = fopen(path, "rb");
    size_t n = 0;
    *src = (struct source){.name = path};
    while (f && t.n <= LARGEST && (n = fread(block, 1, sizeof block, f)) > 0)
        text_add(&t, block, n);
    bool ok = f && !ferror(f) && t.n <= LARGEST;
    if (!ok)
        diag_failure(diag, "cannot read '%s': %s", path,
                     t.n > LARGEST ? "larger than 64 MiB" : strerror(errno));
    if (f)
        fclose(f);
    src->text = arena_copy(arena, t.s, t.n);
    src->size = t.n;
    text_free(&t);
    return ok;
}

bool file_write(const struct text *t, const char *path, struct diag *diag)
{
    if (!path) {
        bool written = fwrite(t->s, 1, t->n, stdout) == t->n && fflush(stdout) == 0;
        if (!written)
            diag_failure(diag, "cannot write to standard output: %s", strerror(errno));
        return written;
    }
    ns_file w;
    ns_error e;
    bool ok = ns_file_begin(&w, path, &e);
    if (ok && fwrite(t->s, 1, t->n, w.f) != t->n) {
        ok = ns_fail(&e, "cannot write '%s': %s", path, strerror(errno));
        ns_file_abort(&w);
    } else if (ok) {
        ok = ns_file_commit(&w, &e);
    }
    if (!ok)
        diag_failure(diag, "%s", e.msg);
    return ok;
}

const char *path_tail(const char *path, int parts)
{
    const char *tail = path + strlen(path);
    while (tail > path && (tail[-1] != '/' || tail[0] == '/' || --parts > 0))
        tail--;
    return tail;
}

const char *path_line(const char *path)
{
    return *path == '/' ? path_tail(path, 2) : path;
}

const char *path_join(struct arena *arena, const char *folder, const char *name)
{
    struct text t = {0};
    size_t n = strlen(folder);
    bool slash = n && folder[n - 1] == '/';
    text_printf(&t, "%s%s%s", folder, slash ? "" : "/", name);
    const char *path = arena_copy(arena, t.s, t.n);
    text_free(&t);
    return path;
}

const char *path_folder(struct arena *arena, const char *path)
{
    const char *slash = strrchr(path, '/');
    if (!slash)
        return ".";
    return slash == path ? "/" : arena_copy(arena, path, (size_t)(slash - path));
}
