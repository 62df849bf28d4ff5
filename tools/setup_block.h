/* Lines of ours in a file of the user's: between two comments, by which they are found again. */
#ifndef NGSPIKE_SETUP_BLOCK_H
#define NGSPIKE_SETUP_BLOCK_H

#include <stdbool.h>

/* The file's text with the block in place of an older one, or at the end; without one if lines is
 * NULL. `comment` begins a comment there ("*", "#"). NULL: an older block has a beginning and no
 * end. */
char *block_set(const char *file, const char *comment, const char *lines);

/* Number, from 1, of the first line outside of the block that holds both words and is no comment;
 * 0: none. */
int block_find_outside(const char *file, const char *comment, const char *word, const char *other);

#endif
