/* A text that grows: what the emitters write into, so that nothing reaches the disk before all is
 * well. */
#ifndef CMPP_TEXT_H
#define CMPP_TEXT_H

#include <stddef.h>

struct text {
    char *s; /* NUL-terminated once anything was added, else NULL */
    size_t n, capacity;
};

void text_add(struct text *t, const char *s, size_t n);
void text_puts(struct text *t, const char *s);
void text_printf(struct text *t, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

/* The string as a C literal with its quotes: any bytes, free of trigraphs. */
void text_c_string(struct text *t, const char *s);

/* The number as a C constant of type double that reads back as the same value; x is finite. */
void text_c_real(struct text *t, double x);

/* The number for people to read: 100, 1e-12; reads back as the same value; x is finite. */
void text_real(struct text *t, double x);

/* The number as a C constant of type int. */
void text_c_int(struct text *t, int i);

/* The string as the inside of a C comment: on one line, ASCII, and unable to end it. */
void text_c_comment(struct text *t, const char *s);

void text_free(struct text *t);

#endif
