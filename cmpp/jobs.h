/* Programs run as children: several at a time, without a shell, their messages kept apart. */
#ifndef CMPP_JOBS_H
#define CMPP_JOBS_H

#include <stdbool.h>
#include <sys/types.h>

#include "diag.h"

/* One program to run. Set argv and what; the rest starts as zeros. */
struct job {
    char *const *argv;
    const char *what; /* for the progress line: "gain2/cfunc.mod" */
    pid_t pid;
    int messages; /* file of its output */
    bool done, failed;
};

/* From job_begin to jobs_end, Ctrl-C and the like do not end this program but the jobs, so that
 * everything can be cleared away. They are noticed while jobs run and by jobs_end. */
void jobs_begin(void);

/* Runs n jobs, as many at a time as there are processors, whatever becomes of the others; shows
 * their messages on stderr, in their order, and, on a terminal, how far they are if they take long.
 * `commands` shows the command lines as well. Returns how many failed; errors for those that could
 * not be started. Starts no more after an interrupt. */
size_t jobs_run(struct job *jobs, size_t n, bool commands, struct diag *diag);

/* Runs a program and appends what it prints; false, without an error, if it fails. */
bool jobs_ask(char *const *argv, struct text *out);

/* Ends this program by the signal that came since jobs_begin, if one did. */
void jobs_end(void);

#endif
