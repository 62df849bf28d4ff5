#include "diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Longer lines are shown from a little before the place on: a generated file may be a single line.
 */
enum { LINE_SHOWN = 200, LINE_BEFORE = 80 };

size_t source_line(const struct source *src, size_t at)
{
    size_t line = 1;
    for (size_t i = 0; i < at && i < src->size; i++)
        line += src->text[i] == '\n';
    return line;
}

static size_t line_begin(const struct source *src, size_t at)
{
    while (at > 0 && src->text[at - 1] != '\n')
        at--;
    return at;
}

static size_t line_end(const struct source *src, size_t at)
{
    while (at < src->size && src->text[at] != '\n' && src->text[at] != '\r')
        at++;
    return at;
}

static bool continues_character(char c)
{
    return ((unsigned char)c & 0xC0) == 0x80; /* a UTF-8 sequence is one column wide */
}

/* The line and, under it, ^~~~ from at on. Tabs are repeated, so that the caret stands right
 * whatever their width. */
static void show_place(struct text *out, const struct source *src, struct span at)
{
    size_t begin = line_begin(src, at.at), end = line_end(src, at.at);
    if (at.at - begin > LINE_SHOWN - LINE_BEFORE)
        begin = at.at - LINE_BEFORE;
    if (end - begin > LINE_SHOWN)
        end = begin + LINE_SHOWN;
    text_puts(out, "    ");
    for (size_t i = begin; i < end; i++) {
        char c = src->text[i];
        text_add(out, c >= 0 && c < ' ' && c != '\t' ? " " : &c, 1);
    }
    text_puts(out, "\n    ");
    for (size_t i = begin; i < at.at; i++)
        if (!continues_character(src->text[i]))
            text_puts(out, src->text[i] == '\t' ? "\t" : " ");
    text_puts(out, "^");
    for (size_t i = at.at + 1; i < at.at + at.len && i < end; i++)
        if (!continues_character(src->text[i]))
            text_puts(out, "~");
    text_puts(out, "\n");
}

static void report(struct diag *d, const struct source *src, struct span at, const char *severity,
                   const char *fmt, va_list args)
{
    if (d->errors > DIAG_SHOWN)
        return;
    char message[1000];
    vsnprintf(message, sizeof message, fmt, args);
    if (at.at > src->size)
        at.at = src->size;
    size_t column = at.at - line_begin(src, at.at) + 1;
    text_printf(&d->out, "%s:%zu:%zu: %s: %s\n", src->name, source_line(src, at.at), column,
                severity, message);
    show_place(&d->out, src, at);
}

void diag_error(struct diag *d, const struct source *src, struct span at, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    d->errors++;
    report(d, src, at, "error", fmt, args);
    va_end(args);
}

void diag_warning(struct diag *d, const struct source *src, struct span at, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    d->warnings++;
    report(d, src, at, "warning", fmt, args);
    va_end(args);
}

void diag_note(struct diag *d, const struct source *src, struct span at, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    report(d, src, at, "note", fmt, args);
    va_end(args);
}

void diag_failure(struct diag *d, const char *fmt, ...)
{
    char message[1000];
    va_list args;
    va_start(args, fmt);
    vsnprintf(message, sizeof message, fmt, args);
    va_end(args);
    if (++d->errors <= DIAG_SHOWN)
        text_printf(&d->out, "ngspike-cmpp: error: %s\n", message);
}
