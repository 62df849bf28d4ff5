#include "options.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "text.h"

static int min3(int a, int b, int c)
{
    int m = a < b ? a : b;
    return m < c ? m : c;
}

/* Insertions, deletions and replacements that make b of a. */
static int edits(const char *a, const char *b)
{
    size_t n = strlen(b);
    int *row = alloc_zeroed(n + 1, sizeof *row);
    for (size_t j = 0; j <= n; j++)
        row[j] = (int)j;
    for (size_t i = 0; a[i]; i++) {
        int diagonal = row[0];
        row[0] = (int)i + 1;
        for (size_t j = 0; j < n; j++) {
            int up = row[j + 1];
            row[j + 1] = min3(up + 1, row[j] + 1, diagonal + (a[i] != b[j]));
            diagonal = up;
        }
    }
    int result = row[n];
    free(row);
    return result;
}

const char *nearest(const char *word, const char *const *names)
{
    const char *best = NULL;
    int fewest = (int)strlen(word) / 2 + 1;
    for (; *names; names++) {
        int n = strncmp(word, *names, strlen(word)) == 0 && *word ? 0 : edits(word, *names);
        if (n < fewest || (n == fewest && !best)) {
            fewest = n;
            best = *names;
        }
    }
    return best;
}

static void complain(const char *command, const char *arg, const struct option *options)
{
    const char *names[64];
    size_t n = 0;
    char word[64];
    snprintf(word, sizeof word, "%s", arg + strspn(arg, "-"));
    word[strcspn(word, "=")] = '\0';
    for (; options->name && n < 63; options++)
        names[n++] = options->name;
    names[n] = NULL;
    const char *near = arg[0] == '-' && arg[1] == '-' ? nearest(word, names) : NULL;
    fprintf(stderr, "ngspike %s: unknown option '%s'", command, arg);
    if (near)
        fprintf(stderr, "; did you mean '--%s'?", near);
    fprintf(stderr, "\nTry 'ngspike %s --help'.\n", command);
}

int next_option(int argc, char **argv, const char *letters, const struct option *options)
{
    opterr = 0;
    int at = optind;
    int c = getopt_long(argc, argv, letters, options, NULL);
    if (c == ':') {
        fprintf(stderr, "ngspike %s: option '%s' needs a value\nTry 'ngspike %s --help'.\n",
                argv[0], argv[optind - 1], argv[0]);
        return '?';
    }
    if (c == '?') {
        /* getopt may have stepped over operands before it met the option */
        const char *arg = argv[optind > at ? optind - 1 : at];
        char letter[3] = {'-', (char)optopt, '\0'};
        complain(argv[0], optopt && arg[1] != '-' ? letter : arg, options);
    }
    return c;
}
