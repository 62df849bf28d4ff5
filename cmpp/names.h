/* Names of the language: comparing, guessing what was meant, and those that C keeps for itself. */
#ifndef CMPP_NAMES_H
#define CMPP_NAMES_H

#include <stdbool.h>
#include <stddef.h>

bool name_starts(int c);    /* letter or _ */
bool name_continues(int c); /* letter, digit or _ */

/* Equal but for case. */
bool name_same(const char *a, const char *b);

/* Candidate k of a list that the caller knows; NULL after the last. */
typedef const char *name_list(const void *list, size_t k);

/* The candidate closest to a misspelt name, or NULL if none is close. */
const char *name_closest(const char *name, name_list *get, const void *list);

/* True for a keyword of C17, and for the names that the included standard headers define as macros
 * or types: a generated declaration cannot use them. */
bool name_reserved(const char *name);

#endif
