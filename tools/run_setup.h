/* What a run needs on disk: the copy of the deck that the simulator reads, and the library of code
 * models. */
#ifndef NGSPIKE_RUN_SETUP_H
#define NGSPIKE_RUN_SETUP_H

#include "deck.h"

typedef struct {
    char *dir, *path, *link;
    int inserted; /* lines that follow the title and are not the deck's */
} deck_copy;

/* Writes a copy of the deck in a new folder below $TMPDIR. Commands that must go first are put
 * after its title: where the deck is really ($inputdir), and, unless `events`, that no history of
 * event nodes is to be kept. */
bool deck_copy_make(deck_copy *c, const deck *d, bool events, ns_error *e);
/* A path for the same file that ngspice's commands can take: without blanks or characters of its
 * shell. Made by a link in the folder of the copy if need be; valid as long as the copy and `path`.
 */
const char *deck_copy_plain_path(deck_copy *c, const char *path);
void deck_copy_remove(deck_copy *c);

/* The library to load (malloc'ed): `wanted`, else $NGSPIKE_CM, else ngspike.cm beside the program
 * (as in a build folder), else the installed one. NULL without an error: there is none, or "none"
 * is wanted. NULL with *ok false: it cannot be read. */
char *find_models(const char *wanted, bool *ok, ns_error *e);

#endif
