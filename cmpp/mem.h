/* Memory of one run of the preprocessor. Running out of it ends the program with a message: there
 * is nothing sensible left to do for a tool that reads two small files. */
#ifndef CMPP_MEM_H
#define CMPP_MEM_H

#include <stddef.h>

/* Blocks that live as long as the syntax tree they belong to and are freed together.
 * Zero-initialise. */
struct arena {
    struct arena_block *last;
};

/* Returns size bytes of zeros that live until arena_free. */
void *arena_alloc(struct arena *a, size_t size);

/* Copies n bytes and ends them with a NUL. */
char *arena_copy(struct arena *a, const char *s, size_t n);

/* Makes room for one more item of `size` bytes in an array of n that was grown only here; returns
 * its place, which may have moved. Start with items == NULL, n == 0. */
void *arena_grow(struct arena *a, void *items, size_t n, size_t size);

void arena_free(struct arena *a);

/* realloc that does not return without memory. */
void *mem_resize(void *p, size_t size);

#endif
