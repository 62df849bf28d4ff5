/* Lists of words: the command lines of the programs that are run. */
#ifndef CMPP_WORDS_H
#define CMPP_WORDS_H

#include "mem.h"
#include "text.h"

/* Zero-initialise. The words live in the arena. */
struct words {
    char **items; /* NULL at the end, once there is one */
    size_t n;
};

void words_add(struct words *w, struct arena *arena, const char *word);

/* Adds several words, up to NULL. */
void words_add_all(struct words *w, struct arena *arena, const char *const *list);

/* Adds the words of a text as a shell would divide it: at blanks, but for '...', "..." and \x.
 * NULL: none. */
void words_split(struct words *w, struct arena *arena, const char *text);

void words_append(struct words *w, struct arena *arena, const struct words *more);

/* The list as one line that a shell would divide into the same words. */
void words_print(struct text *out, char *const *items);

#endif
