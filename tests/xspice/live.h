/* What the live tests share: decks are run in the ngspice at hand, in a folder of their own whose
 * .spiceinit loads the library under test.
 *
 * NGSPICE names the program (default "ngspice"), LIVE_CM the library (default as compiled in).
 * Without an ngspice the program exits with 77. */
#ifndef NGSPIKE_LIVE_H
#define NGSPIKE_LIVE_H

#include <check.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "../check_main.h"

static char directory[256], output[1 << 20]; /* of the test; of its last run */

static inline const char *library(void)
{
    const char *path = getenv("LIVE_CM");
    return path ? path : LIVE_CM;
}

static inline const char *program(void)
{
    const char *path = getenv("NGSPICE");
    return path ? path : "ngspice";
}

static inline void write_file(const char *name, const char *text)
{
    char path[512];
    (void)snprintf(path, sizeof path, "%s/%s", directory, name);
    FILE *f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    ck_assert_int_ge(fputs(text, f), 0);
    ck_assert_int_eq(fclose(f), 0);
}

/* Runs the program in the directory; its exit status; stdout and stderr go to `output`. */
static inline int run_program(const char *arguments)
{
    char command[1024];
    (void)snprintf(command, sizeof command, "cd '%s' && HOME='%s' timeout 20 %s %s 2>&1", directory,
                   directory, program(), arguments);
    FILE *p = popen(command, "r");
    ck_assert_ptr_nonnull(p);
    size_t n = fread(output, 1, sizeof output - 1, p);
    output[n] = '\0';
    int status = pclose(p);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

static inline int run_deck(const char *deck)
{
    write_file("deck.cir", deck);
    return run_program("-b deck.cir");
}

/* Number of times the text is in the output. */
static inline int times(const char *text)
{
    int n = 0;
    for (const char *p = output; (p = strstr(p, text)) != NULL; p += strlen(text))
        n++;
    return n;
}

/* Value of the nth line "name = value" that `print` has written; fails the test if there is none.
 */
static inline double value_of(const char *name, int nth)
{
    char pattern[64];
    (void)snprintf(pattern, sizeof pattern, "\n%s = ", name);
    const char *p = output;
    for (int i = 0; i <= nth; i++) {
        p = strstr(i ? p + 1 : p, pattern);
        ck_assert_msg(p != NULL, "no line %d of \"%s =\" in:\n%s", nth, name, output);
    }
    return strtod(p + strlen(pattern), NULL);
}

static inline void set_up(void)
{
    char init[512];
    const char *tmp = getenv("TMPDIR");
    (void)snprintf(directory, sizeof directory, "%s/live-XXXXXX", tmp ? tmp : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(directory));
    (void)snprintf(init, sizeof init, "codemodel %s\n", library());
    write_file(".spiceinit", init);
}

static inline void clean_up(void)
{
    char command[512];
    (void)snprintf(command, sizeof command, "rm -rf '%s'", directory);
    ck_assert_int_eq(system(command), 0);
}

#define CONTROL "\n.control\nset noinit\nset numdgt=10\n"
#define END     "quit 0\n.endc\n.end\n"

static inline int live_main(Suite *s)
{
    char command[512];
    (void)snprintf(command, sizeof command, "%s -v >/dev/null 2>&1", program());
    int status = system(command); /* some versions exit with 2 after -v */
    if (!WIFEXITED(status) || WEXITSTATUS(status) > 2) {
        (void)fprintf(stderr, "no %s, not tested\n", program());
        return 77;
    }
    return check_main(s);
}

#define LIVE_MAIN(suite)                                                                           \
    int main(void)                                                                                 \
    {                                                                                              \
        return live_main(suite());                                                                 \
    }

#endif
