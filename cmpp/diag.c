#include "diag.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

/* Longer lines are shown from a little before the place on: a generated file may be a single line.
 * In columns. */
enum { LINE_SHOWN = 140, LINE_BEFORE = 60 };

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

/* ---- characters ---- */

static unsigned byte(const struct source *src, size_t at)
{
    return at < src->size ? (unsigned char)src->text[at] : 0;
}

size_t source_character(const struct source *src, size_t at)
{
    unsigned c = byte(src, at);
    size_t n = c < 0x80 ? 1 : c >= 0xC2 && c < 0xE0 ? 2 : (c & 0xF0) == 0xE0 ? 3 : 0;
    n = c >= 0xF0 && c < 0xF5 ? 4 : n;
    for (size_t i = 1; i < n; i++)
        if ((byte(src, at + i) & 0xC0) != 0x80)
            return 0;
    return n;
}

/* The next place to the right; a byte that is no UTF-8 is a character of its own. */
static size_t step(const struct source *src, size_t at)
{
    size_t n = source_character(src, at);
    return at + (n ? n : 1);
}

static unsigned code_point(const struct source *src, size_t at)
{
    size_t n = source_character(src, at);
    unsigned code = byte(src, at) & (n == 2 ? 0x1Fu : n == 3 ? 0xFu : n == 4 ? 7u : 0x7Fu);
    for (size_t i = 1; i < n; i++)
        code = code << 6 | (byte(src, at + i) & 0x3F);
    return code;
}

/* Columns that a terminal gives to a character: 0 for a combining mark, 2 for the wide ones of East
 * Asia and pictures. */
static size_t width(const struct source *src, size_t at)
{
    static const struct {
        unsigned first, last;
        size_t width;
    } ranges[] = {{0x0300, 0x036F, 0}, {0x200B, 0x200F, 0},   {0xFE00, 0xFE0F, 0},
                  {0x1100, 0x115F, 2}, {0x2E80, 0xA4CF, 2},   {0xAC00, 0xD7A3, 2},
                  {0xF900, 0xFAFF, 2}, {0xFE30, 0xFE6F, 2},   {0xFF00, 0xFF60, 2},
                  {0xFFE0, 0xFFE6, 2}, {0x1F300, 0x1FAFF, 2}, {0x20000, 0x3FFFD, 2}};
    unsigned code = code_point(src, at);
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++)
        if (code >= ranges[i].first && code <= ranges[i].last)
            return ranges[i].width;
    return 1;
}

/* Columns from begin to end. */
static size_t columns(const struct source *src, size_t begin, size_t end)
{
    size_t n = 0;
    for (size_t i = begin; i < end; i = step(src, i))
        n += width(src, i);
    return n;
}

/* ---- a place ---- */

static void show_characters(struct text *out, const struct source *src, size_t begin, size_t end)
{
    for (size_t i = begin, next; i < end; i = next) {
        unsigned c = byte(src, i);
        next = step(src, i);
        if ((c < ' ' && c != '\t') || c == 0x7F)
            text_puts(out, " ");
        else if (c >= 0x80 && next == i + 1)
            text_puts(out, "?");
        else
            text_add(out, src->text + i, next - i);
    }
}

/* Blanks as wide as the text from begin to end. Tabs are repeated, so that what follows stands
 * right whatever their width. */
static void show_blanks(struct text *out, const struct source *src, size_t begin, size_t end)
{
    for (size_t i = begin; i < end; i = step(src, i)) {
        if (src->text[i] == '\t')
            text_puts(out, "\t");
        else
            text_printf(out, "%*s", (int)width(src, i), "");
    }
}

/* The line and, under it, ^~~~ from at on. Nothing for a whole file or an empty line. */
static void show_place(struct text *out, const struct source *src, struct span at)
{
    size_t begin = line_begin(src, at.at), end = line_end(src, at.at);
    size_t first = begin, last = at.at;
    if ((at.at == 0 && at.len == 0) || begin + strspn(src->text + begin, " \t\r") >= end)
        return;
    size_t before = columns(src, begin, at.at);
    for (bool cut = before > LINE_SHOWN - LINE_BEFORE; cut && before > LINE_BEFORE;) {
        before -= width(src, first);
        first = step(src, first);
    }
    for (size_t n = before; last < end && n < LINE_SHOWN; last = step(src, last))
        n += width(src, last);
    text_printf(out, "    %s", first > begin ? "..." : "");
    show_characters(out, src, first, last);
    text_printf(out, "%s\n    %s", last < end ? "..." : "", first > begin ? "   " : "");
    show_blanks(out, src, first, at.at);
    text_puts(out, "^");
    size_t stop = at.at + at.len < last ? at.at + at.len : last;
    for (size_t n = columns(src, at.at, stop); n > 1; n--)
        text_puts(out, "~");
    text_puts(out, "\n");
}

/* ---- messages ---- */

/* Puts a message into `out`, before those about later places of the same source. */
static void insert(struct diag *d, const struct source *src, size_t at, const struct text *message)
{
    size_t k = d->n_places, place = d->out.n;
    if (k < DIAG_SORTED) {
        for (; k > 0 && d->places[k - 1].text == src->text && d->places[k - 1].at > at; k--) {
            place = d->places[k - 1].begin;
            d->places[k] = d->places[k - 1];
            d->places[k].begin += message->n;
        }
        d->places[k] = (struct diag_place){src->text, at, place};
        d->n_places++;
    }
    text_add(&d->out, message->s, message->n);
    memmove(d->out.s + place + message->n, d->out.s + place, d->out.n - message->n - place);
    memcpy(d->out.s + place, message->s, message->n);
    d->note_at = place + message->n;
}

/* Puts a note behind the last message. */
static void insert_note(struct diag *d, const struct text *note)
{
    for (size_t k = 0; k < d->n_places; k++)
        if (d->places[k].begin >= d->note_at)
            d->places[k].begin += note->n;
    text_add(&d->out, note->s, note->n);
    size_t rest = d->out.n - note->n - d->note_at;
    memmove(d->out.s + d->note_at + note->n, d->out.s + d->note_at, rest);
    memcpy(d->out.s + d->note_at, note->s, note->n);
    d->note_at += note->n;
}

/* Columns count characters, as editors do. */
static void report(struct diag *d, const struct source *src, struct span at, const char *severity,
                   const char *fmt, va_list args)
{
    if (d->errors > DIAG_SHOWN)
        return;
    char message[1000];
    struct text text = {0};
    vsnprintf(message, sizeof message, fmt, args);
    if (at.at > src->size)
        at.at = src->size;
    size_t column = 1;
    for (size_t i = line_begin(src, at.at); i < at.at; i = step(src, i))
        column++;
    text_printf(&text, "%s:%zu:%zu: %s: %s\n", src->name, source_line(src, at.at), column, severity,
                message);
    show_place(&text, src, at);
    if (*severity == 'n')
        insert_note(d, &text);
    else
        insert(d, src, at.at, &text);
    text_free(&text);
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
    if (++d->errors > DIAG_SHOWN)
        return;
    text_printf(&d->out, "ngspike-cmpp: error: %s\n", message);
    d->note_at = d->out.n;
}
