/* Decks through libngspice, for tests. One ngspice per process; the library under test,
 * $NGSPIKE_CM, is loaded into it at the first use. Anything that cannot go on fails the running
 * check test with ngspice's last output. */
#ifndef TEST_SPICE_H
#define TEST_SPICE_H

#include <stdbool.h>

/* Forgets all circuits and results, then loads a deck of tests/decks/ by its name ("mem/sine.cir"),
 * or lines, the last of which is .end. */
void spice_load(const char *deck);
void spice_load_lines(const char *const *lines); /* NULL at the end; the first is the title */
void spice_load_text(const char *text);          /* the same, each line with its end */
/* As spice_load, beside the circuits that are there. */
void spice_load_more(const char *deck);

/* A command ("tran 1m 1", "altermod mm x0=0.2"). False if ngspice reports an error in its return
 * value or output. */
bool spice_try(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
void spice_do(const char *fmt, ...) __attribute__((format(printf, 1, 2))); /* must succeed */

/* What ngspice has printed since the last command began, the last 32 KiB of it at least. */
const char *spice_output(void);
/* A number that it printed behind `label`, as in "Total iterations = 12". */
double spice_printed(const char *label);

/* A vector of the current plot ("v(x)", "@a1[i]"); fails the test if there is none. Valid until the
 * next command. Complex vectors: real and imaginary parts in turn. */
const double *spice_vector(const char *name, int *n);
double spice_last(const char *name); /* its last value */
/* Its value at `at` on the plot's scale ("time"), by a cubic through the four points around. */
double spice_at(const char *name, const char *scale, double at);

#endif
