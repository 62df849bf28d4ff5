/* What the preprocessor has to say about its input: file:line:column, the line itself and a caret
 * under the place. The messages about one file are in the order of their places. */
#ifndef CMPP_DIAG_H
#define CMPP_DIAG_H

#include <stdbool.h>
#include <stddef.h>

#include "text.h"

/* A file that was read, as the messages name it. The text is NUL-terminated and may hold NULs. */
struct source {
    const char *name;
    const char *text;
    size_t size;
};

/* A stretch of a source, in bytes from its beginning. */
struct span {
    size_t at, len;
};

enum { DIAG_SHOWN = 25, DIAG_SORTED = 2 * DIAG_SHOWN };

/* Collects messages. Zero-initialise; only `out` has to be freed. Errors beyond the first
 * DIAG_SHOWN are counted, not shown. */
struct diag {
    struct text out;
    int errors, warnings;
    /* The first messages, in the order of `out`: where in it each begins, and what it is about. */
    struct diag_place {
        const char *text; /* of the source: tells files apart, is not read */
        size_t at, begin;
    } places[DIAG_SORTED];
    size_t n_places;
    size_t note_at; /* in out: where a note about the last message goes */
};

void diag_error(struct diag *d, const struct source *src, struct span at, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));
void diag_warning(struct diag *d, const struct source *src, struct span at, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* More about the error before it, at another place. */
void diag_note(struct diag *d, const struct source *src, struct span at, const char *fmt, ...)
    __attribute__((format(printf, 4, 5)));

/* An error that has no place in a source: a file that cannot be read. */
void diag_failure(struct diag *d, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* Line of a place, counted from 1. */
size_t source_line(const struct source *src, size_t at);

/* Length of the UTF-8 sequence at a place; 0 if there is no valid one. */
size_t source_character(const struct source *src, size_t at);

#endif
