/* A string that grows: the one way text is put together in the tools. Running out of memory ends
 * the program. */
#ifndef NGSPIKE_TEXT_H
#define NGSPIKE_TEXT_H

#include <stdbool.h>
#include <stddef.h>

#include "error.h"

typedef struct {
    char *s; /* always terminated once something was added; NULL before */
    size_t n, size;
} text;

void text_add(text *t, const char *s);
void text_add_bytes(text *t, const char *s, size_t n);
void text_addf(text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void text_clear(text *t); /* empty again, memory kept */
void text_free(text *t);

/* Memory or the end of the program. Both never return NULL (size 0 gives a byte). */
void *alloc_zeroed(size_t n, size_t size);
void *grow(void *p, size_t n, size_t size);
char *copy_string(const char *s);
char *format_string(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* Writes a text to a file, whole or not at all. */
bool text_write(const text *t, const char *path, ns_error *e);
bool text_write_in(const text *t, const char *dir, const char *name, ns_error *e);

#endif
