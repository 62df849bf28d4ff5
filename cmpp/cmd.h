/* What the commands of ngspike-cmpp share. Each command is a function in a cmd_*.c; main.c lists
 * them. */
#ifndef CMPP_CMD_H
#define CMPP_CMD_H

#include "diag.h"
#include "ifspec.h"

enum { OK = 0, BAD_INPUT = 1, BAD_USAGE = 2 };

/* What is common to all runs of a command; starts as {0}. */
struct run {
    struct diag diag;
    struct arena arena;
    struct text out;
    const char *out_path; /* NULL: standard output */
};

struct command {
    const char *name;
    int (*main)(const struct command *c, int argc, char **argv); /* argv[0]: the command's name */
    const char *summary, *help;
};

int cmd_ifs(const struct command *c, int argc, char **argv);
int cmd_mod(const struct command *c, int argc, char **argv);
int cmd_params(const struct command *c, int argc, char **argv);
int cmd_lst(const struct command *c, int argc, char **argv);
int cmd_doc(const struct command *c, int argc, char **argv);
int cmd_man(const struct command *c, int argc, char **argv);
int cmd_symbol(const struct command *c, int argc, char **argv);
int cmd_kicad(const struct command *c, int argc, char **argv);
int cmd_lint(const struct command *c, int argc, char **argv);
int cmd_kit(const struct command *c, int argc, char **argv);
int cmd_build(const struct command *c, int argc, char **argv);
int cmd_new(const struct command *c, int argc, char **argv);

/* Reports a wrong command line with the first line of the help; returns BAD_USAGE. */
int usage_error(const struct command *c, const char *problem);

/* Prints the help of a command; returns OK. */
int show_help(const struct command *c);

/* Options of the commands that take files only: -o and --help. The files are argv[optind] and on.
 * Returns -1 to go on, else the exit status. */
int parse_options(const struct command *c, int argc, char **argv, struct run *r);

/* The same for the commands that take n files. */
int parse_files(const struct command *c, int argc, char **argv, struct run *r, const char **files,
                int n);

/* Reads and parses IFSPEC; false if errors were reported. s is to be freed in any case. */
bool read_ifspec(struct run *r, const char *path, struct source *src, struct ifspec *s);

/* Writes the output unless there were errors, prints the messages, frees; returns the exit status.
 */
int finish(struct run *r);

/* The same for commands that write no such output. */
int finish_messages(struct run *r);

/* Prints the messages so far. */
void show_messages(struct run *r);

#endif
