#include "text.h"

#include <limits.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "mem.h"

/* Makes room for n more bytes and the NUL. */
static void reserve(struct text *t, size_t n)
{
    if (t->n + n + 1 <= t->capacity)
        return;
    t->capacity = 2 * (t->n + n + 1);
    t->s = mem_resize(t->s, t->capacity);
}

void text_add(struct text *t, const char *s, size_t n)
{
    reserve(t, n);
    if (n)
        memcpy(t->s + t->n, s, n);
    t->n += n;
    t->s[t->n] = '\0';
}

void text_puts(struct text *t, const char *s)
{
    text_add(t, s, strlen(s));
}

void text_printf(struct text *t, const char *fmt, ...)
{
    va_list args, again;
    va_start(args, fmt);
    va_copy(again, args);
    int n = vsnprintf(NULL, 0, fmt, args);
    va_end(args);
    if (n > 0) {
        reserve(t, (size_t)n);
        vsnprintf(t->s + t->n, (size_t)n + 1, fmt, again);
        t->n += (size_t)n;
    }
    va_end(again);
}

void text_c_string(struct text *t, const char *s)
{
    text_puts(t, "\"");
    for (; *s; s++) {
        unsigned char c = (unsigned char)*s;
        if (c == '\n')
            text_puts(t, "\\n");
        else if (c == '\t')
            text_puts(t, "\\t");
        else if (c < ' ' || c > '~')
            text_printf(t, "\\%03o", c);
        else if (c == '"' || c == '\\' || c == '?')
            text_printf(t, "\\%c", c);
        else
            text_add(t, s, 1);
    }
    text_puts(t, "\"");
}

/* Writes x with the fewest digits, but not fewer than given, that read back as the same value. */
static void print_exactly(char s[40], double x, int digits)
{
    do
        snprintf(s, 40, "%.*g", digits, x);
    while (strtod(s, NULL) != x && ++digits <= 17);
}

void text_c_real(struct text *t, double x)
{
    char s[40];
    print_exactly(s, x, 1);
    text_puts(t, s);
    if (!strpbrk(s, ".e"))
        text_puts(t, ".0");
}

void text_real(struct text *t, double x)
{
    char s[40];
    print_exactly(s, x, 6); /* %g: 100000 in full, beyond that an exponent */
    size_t mantissa = strcspn(s, "e");
    text_add(t, s, mantissa);
    if (s[mantissa])
        text_printf(t, "e%d", atoi(s + mantissa + 1));
}

void text_c_int(struct text *t, int i)
{
    if (i == INT_MIN) /* C has no negative constants, and its absolute value is no int */
        text_printf(t, "(-%d - 1)", INT_MAX);
    else
        text_printf(t, "%d", i);
}

void text_c_comment(struct text *t, const char *s)
{
    for (char before = '\0'; *s; before = *s, s++) {
        unsigned char c = (unsigned char)*s;
        if ((before == '*' && c == '/') || (before == '/' && c == '*'))
            text_puts(t, " ");
        if (c < ' ')
            text_puts(t, " ");
        else
            text_add(t, c > '~' ? "?" : s, 1);
    }
}

void text_free(struct text *t)
{
    free(t->s);
    *t = (struct text){0};
}
