#include "text.h"

#include <stdarg.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static void *need(void *p)
{
    if (!p) {
        fputs("ngspike: out of memory\n", stderr);
        exit(EXIT_FAILURE);
    }
    return p;
}

void *alloc_zeroed(size_t n, size_t size)
{
    return need(calloc(n ? n : 1, size ? size : 1));
}

void *grow(void *p, size_t n, size_t size)
{
    if (size && n > SIZE_MAX / size)
        need(NULL);
    size_t bytes = n * size;
    return need(realloc(p, bytes ? bytes : 1));
}

char *copy_string(const char *s)
{
    return need(strdup(s));
}

char *format_string(const char *fmt, ...)
{
    va_list ap;
    char *s = NULL;
    va_start(ap, fmt);
    int n = vasprintf(&s, fmt, ap);
    va_end(ap);
    return need(n < 0 ? NULL : s);
}

static void reserve(text *t, size_t more)
{
    if (t->n + more + 1 <= t->size)
        return;
    t->size = (t->n + more + 1) * 2;
    t->s = grow(t->s, t->size, 1);
}

void text_add_bytes(text *t, const char *s, size_t n)
{
    reserve(t, n);
    memcpy(t->s + t->n, s, n);
    t->n += n;
    t->s[t->n] = '\0';
}

void text_add(text *t, const char *s)
{
    text_add_bytes(t, s, strlen(s));
}

void text_addf(text *t, const char *fmt, ...)
{
    va_list ap;
    char *s = NULL;
    va_start(ap, fmt);
    int n = vasprintf(&s, fmt, ap);
    va_end(ap);
    need(n < 0 ? NULL : s);
    text_add_bytes(t, s, (size_t)n);
    free(s);
}

void text_clear(text *t)
{
    t->n = 0;
    if (t->s)
        t->s[0] = '\0';
}

void text_free(text *t)
{
    free(t->s);
    *t = (text){0};
}
