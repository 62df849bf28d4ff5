/* Fuzzes what makes a library: the bytes as a modpath.lst, and as a udnfunc.c. Built and run by
 * tests/cmpp/fuzz.sh. */
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "cmpp/emit.h"
#include "cmpp/list.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* Each folder once, and none without a name. */
static void check_list(const struct source *src, struct arena *arena)
{
    struct diag diag = {0};
    struct list list = list_parse(src, arena, &diag);
    for (size_t k = 0; k < list.n; k++) {
        const struct list_entry *e = &list.items[k];
        if (!*e->path || e->at.at + e->at.len > src->size)
            abort();
        for (size_t j = 0; j < k; j++)
            if (strcmp(e->path, list.items[j].path) == 0)
                abort();
    }
    text_free(&diag.out);
}

static void check_udns(const struct source *src)
{
    struct library lib = {.name = "fuzz.cm"};
    struct diag diag = {0};
    struct text out = {0};
    bool ok = library_add_udn_source(&lib, src, &diag);
    if (ok != (diag.errors == 0) || (ok && lib.udns.n == 0))
        abort();
    emit_lst(&out, &lib);
    text_free(&out);
    text_free(&diag.out);
    library_free(&lib);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct arena arena = {0};
    struct source src = {"fuzz/file", arena_copy(&arena, (const char *)data, size), size};
    check_list(&src, &arena);
    check_udns(&src);
    arena_free(&arena);
    return 0;
}
