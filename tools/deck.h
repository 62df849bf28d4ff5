/* A SPICE deck as text: its lines, the files it includes, its parameters; finding the line that a
 * message of the simulator means; writing a copy with parameters replaced. Nothing here evaluates
 * anything. */
#ifndef NGSPIKE_DECK_H
#define NGSPIKE_DECK_H

#include <stdbool.h>
#include <stdio.h>

#include "error.h"

typedef struct {
    char *path;
    char **line;   /* as in the file, without line ends */
    bool *control; /* line lies between .control and .endc */
    int n;
} deck_file;

typedef struct {
    deck_file *file; /* file[0] is the deck, the others what it includes, in order */
    int n_files;
    char *dir;                  /* absolute folder of the deck */
    const char *const *folders; /* where else includes are looked for; NULL at the end, or NULL */
    bool script;                /* first line is *ng_script: every line is a command */
} deck;

typedef struct {
    const char *file, *text; /* NULL: place unknown */
    int line;                /* from 1 */
} deck_place;

/* Reads the deck and, as far as they can be read, its includes. Fails if the deck itself is
 * missing, a folder, holds NUL bytes or is larger than 256 MiB. */
bool deck_read(deck *d, const char *path, ns_error *e);
/* The same, with more folders where included files may be (kept until deck_free). */
bool deck_read_in(deck *d, const char *path, const char *const *folders, ns_error *e);
void deck_free(deck *d);

/* Gives the parameter NAME, set by a .param line of the deck's own file outside of subcircuits,
 * another value. Expressions are put in braces if they are not already. Fails if there is no such
 * parameter (the message lists those there are). */
bool deck_set_param(deck *d, const char *name, const char *value, ns_error *e);
/* The value as it is written in the deck (malloc'ed), or NULL. */
char *deck_param(const deck *d, const char *name);

/* Takes the section `section` of every library named `library` (without folders) that the deck's
 * own .lib lines name. Fails if there is none. */
bool deck_set_section(deck *d, const char *library, const char *section, ns_error *e);

/* Writes the deck with `insert` (full lines) after its title; relative paths of includes become
 * absolute. */
bool deck_write(const deck *d, FILE *f, const char *insert);

/* Where an instance, .model or .subckt with this name is defined; the simulator's names of
 * instances inside subcircuits (r.x1.r2, x1.r2) mean their last part. */
deck_place deck_find_name(const deck *d, const char *name);
/* First line that holds all words of `text` (case and spacing aside) in a row; among commands only
 * if `control`. */
deck_place deck_find_text(const deck *d, const char *text, bool control);
/* The line that the simulator calls number `line` and shows as `text`. `inserted` lines follow the
 * title in the copy that it read; values may be substituted in its text, so only the first word has
 * to agree. */
deck_place deck_find_line(const deck *d, int line, const char *text, int inserted);

bool deck_has_measure(const deck *d,
                      const char *name); /* a .meas card, a meas command or a line "*> NAME ..." of
                                        the deck's own file with this result; NAME_3 is one of
                                        "*> mean(NAME)" */
bool deck_echoes(const deck *d,
                 const char *output);  /* an echo command of the deck may have written this */
bool deck_has_analysis(const deck *d); /* .op, .tran, ... */
bool deck_has_commands(const deck *d); /* a .control section */
/* Stop time of the first .tran card or tran command, s; NAN if there is none or it is no number or
 * parameter of the deck. */
double deck_stop_time(const deck *d);
double deck_option(const deck *d, const char *name,
                   double otherwise); /* number from an .option line */

#endif
