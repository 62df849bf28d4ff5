#include "mem.h"

#include <stdalign.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

struct arena_block {
    struct arena_block *previous;
    alignas(max_align_t) char bytes[];
};

void *mem_resize(void *p, size_t size)
{
    p = realloc(p, size ? size : 1);
    if (!p) {
        fputs("ngspike-cmpp: out of memory\n", stderr);
        exit(1);
    }
    return p;
}

void *arena_alloc(struct arena *a, size_t size)
{
    if (size > SIZE_MAX - sizeof(struct arena_block))
        size = SIZE_MAX - sizeof(struct arena_block);
    struct arena_block *b = mem_resize(NULL, sizeof *b + size);
    b->previous = a->last;
    a->last = b;
    return memset(b->bytes, 0, size);
}

char *arena_copy(struct arena *a, const char *s, size_t n)
{
    char *copy = arena_alloc(a, n + 1);
    if (n)
        memcpy(copy, s, n);
    return copy;
}

void *arena_grow(struct arena *a, void *items, size_t n, size_t size)
{
    /* The capacity is the next power of two of n, so it need not be stored. */
    if (n & (n - 1))
        return items;
    void *grown = arena_alloc(a, (n ? 2 * n : 1) * size);
    if (n)
        memcpy(grown, items, n * size);
    return grown;
}

void arena_free(struct arena *a)
{
    while (a->last) {
        struct arena_block *b = a->last;
        a->last = b->previous;
        free(b);
    }
}
