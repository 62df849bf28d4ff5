#include "kit.h"

#include <errno.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file.h"

const char *kit_rest(const struct kit_file *f, const char *prefix)
{
    size_t n = strlen(prefix);
    return strncmp(f->name, prefix, n) == 0 ? f->name + n : NULL;
}

const struct kit_file *kit_find(const char *name)
{
    const struct kit_file *f = kit_files;
    while (f->name && strcmp(f->name, name) != 0)
        f++;
    return f;
}

void kit_replace(struct text *out, const struct kit_file *f, const char *from, const char *to)
{
    const char *rest = f->text;
    for (const char *at; (at = strstr(rest, from)); rest = at + strlen(from)) {
        text_add(out, rest, (size_t)(at - rest));
        text_puts(out, to);
    }
    text_puts(out, rest);
}

/* A folder that is there, or whose parent is. */
static bool make_one(const char *path, struct diag *diag)
{
    struct stat st;
    if (mkdir(path, 0777) == 0 || (errno == EEXIST && stat(path, &st) == 0 && S_ISDIR(st.st_mode)))
        return true;
    diag_failure(diag, "cannot make the folder '%s': %s", path, strerror(errno));
    return false;
}

bool kit_make_folder(const char *path, struct diag *diag)
{
    struct arena arena = {0};
    char *part = arena_copy(&arena, path, strlen(path));
    bool ok = true;
    for (char *slash = part; ok && *part && (slash = strchr(slash + 1, '/'));) {
        *slash = '\0';
        ok = make_one(part, diag);
        *slash = '/';
    }
    ok = ok && make_one(path, diag);
    arena_free(&arena);
    return ok;
}

bool kit_put(const char *path, const char *text, size_t size, struct diag *diag)
{
    FILE *f = fopen(path, "wb");
    bool ok = f && fwrite(text, 1, size, f) == size && fflush(f) == 0;
    if (!ok)
        diag_failure(diag, "cannot write '%s': %s", path, strerror(errno));
    if (f)
        fclose(f);
    if (f && !ok)
        unlink(path);
    return ok;
}

static bool write_one(struct arena *arena, const char *folder, const struct kit_file *f,
                      const char *name, struct diag *diag)
{
    const char *path = path_join(arena, folder, name);
    return kit_make_folder(path_folder(arena, path), diag) && kit_put(path, f->text, f->size, diag);
}

bool kit_write(const char *folder, const char *prefix, struct diag *diag)
{
    struct arena arena = {0};
    bool ok = true;
    for (const struct kit_file *f = kit_files; ok && f->name; f++) {
        const char *rest = kit_rest(f, prefix);
        if (rest)
            ok = write_one(&arena, folder, f, rest, diag);
    }
    arena_free(&arena);
    return ok;
}
