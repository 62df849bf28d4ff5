/* The run-time libraries of the compiler's sanitizers, which ngspice has to be started with. */
#include "build.h"

#include <stdlib.h>
#include <string.h>
#include <sys/utsname.h>

#include "jobs.h"

const char *const build_sanitize_flags[] = {"-fsanitize=address,undefined",
                                            "-fno-omit-frame-pointer", "-O1", "-g", NULL};

/* What the compiler answers to an option, without the line end. */
static const char *ask(const struct words *cc, struct arena *arena, const char *option)
{
    struct words w = {0};
    struct text out = {0};
    words_append(&w, arena, cc);
    words_add(&w, arena, option);
    bool ok = jobs_ask(w.items, &out);
    const char *answer = ok && out.n ? arena_copy(arena, out.s, strcspn(out.s, "\n")) : "";
    text_free(&out);
    return answer;
}

/* The whole path of a library of the compiler's, or NULL: it answers with the bare name then. */
static const char *library(const struct words *cc, struct arena *arena, const char *name)
{
    struct text option = {0};
    text_printf(&option, "-print-file-name=%s", name);
    const char *path = ask(cc, arena, option.s);
    text_free(&option);
    char *real = *path == '/' ? realpath(path, NULL) : NULL;
    const char *copy = real ? arena_copy(arena, real, strlen(real)) : NULL;
    free(real);
    return copy;
}

/* clang has both in one library, named after the processor up to clang 15 or so. */
static const char *clang_library(const struct words *cc, struct arena *arena)
{
    struct utsname system;
    struct text name = {0};
    uname(&system);
    text_printf(&name, "libclang_rt.asan-%s.so", system.machine);
    const char *path = library(cc, arena, name.s);
    text_free(&name);
    return path ? path : library(cc, arena, "libclang_rt.asan.so");
}

bool build_sanitizer(const struct words *cc, struct arena *arena, struct words *link,
                     const char **preload, struct diag *diag)
{
    struct text list = {0};
    bool clang = strstr(ask(cc, arena, "--version"), "clang") != NULL;
    const char *address = clang ? clang_library(cc, arena) : library(cc, arena, "libasan.so");
    const char *undefined = clang ? NULL : library(cc, arena, "libubsan.so");
    if (!address) {
        diag_failure(diag,
                     "--sanitize: the compiler '%s' has no run-time library of its address "
                     "sanitizer; install it (Debian: libasan of gcc's version, or "
                     "libclang-rt-dev)",
                     cc->items[0]);
        return false;
    }
    if (clang)
        words_add(link, arena, "-shared-libasan");
    text_printf(&list, "%s%s%s", address, undefined ? ":" : "", undefined ? undefined : "");
    *preload = arena_copy(arena, list.s, list.n);
    text_free(&list);
    return true;
}
