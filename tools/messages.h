/* Makes sense of what ngspice prints, line by line: its chatter, what the deck itself writes,
 * results of .meas, warnings, errors with their place in the deck. Messages are recognised by a
 * table of what ngspice 39 to 46 print. */
#ifndef NGSPIKE_MESSAGES_H
#define NGSPIKE_MESSAGES_H

#include <stdbool.h>

#include "deck.h"

typedef struct {
    bool error; /* else a warning */
    char *what;
    char *remedy; /* NULL if none is known */
    deck_place place;
} message;

typedef struct {
    char *name;
    double value;
} measure;

typedef struct messages messages;

/* How the reader is told: `output` for a line that the deck wrote, `report` for a warning or an
 * error. */
typedef struct {
    void (*output)(void *user, const char *line);
    void (*report)(void *user, const message *m);
    void *user;
} message_sink;

/* `d` must outlive the result (may be NULL before there is a deck); `inserted` lines follow the
 * title in the copy that the simulator reads, `copy` is the name of that copy (NULL: none) and is
 * replaced by the deck's in messages. */
messages *messages_new(message_sink sink);
void messages_free(messages *m);
void messages_set_deck(messages *m, const deck *d, int inserted, const char *copy);

void messages_add(messages *m, const char *line, bool is_stderr);
/* A message that did not come from the simulator's output. */
void messages_add_error(messages *m, const char *what, const char *remedy, deck_place place);
/* The fault of a code model of ours, which names its instance. What ngspice says of the analysis
 * that it ends is not told. */
void messages_add_fault(messages *m, const char *fault);
/* Tells what is still held back (a message whose last lines never came). */
void messages_flush(messages *m);

int messages_list(const messages *m, const message **list);
int messages_measures(const messages *m, const measure **list);
int messages_errors(const messages *m);
/* Did an analysis end because it was asked to? */
bool messages_paused(const messages *m);

#endif
