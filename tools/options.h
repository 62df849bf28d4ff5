/* Reading the command line: errors name the nearest thing there is. */
#ifndef NGSPIKE_OPTIONS_H
#define NGSPIKE_OPTIONS_H

#include <getopt.h>

enum { EXIT_USAGE = 2 };

/* The commands of the program; each gets its own arguments, argv[0] being its name, and returns the
 * exit status. */
int run_main(int argc, char **argv);
int report_main(int argc, char **argv);
int fit_main(int argc, char **argv);
int models_main(int argc, char **argv);
int setup_main(int argc, char **argv);
int tb_main(int argc, char **argv);

/* Which of the NULL-terminated names is nearest to `word` (fewest edits); NULL if none is near. */
const char *nearest(const char *word, const char *const *names);

/* Next option as getopt_long; on an unknown option or a missing value says so on stderr and returns
 * '?'. */
int next_option(int argc, char **argv, const char *letters, const struct option *options);

#endif
