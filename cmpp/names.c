#include "names.h"

#include <string.h>
#include <strings.h>

enum { LONGEST_GUESS = 63 };

bool name_starts(int c)
{
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_';
}

bool name_continues(int c)
{
    return name_starts(c) || (c >= '0' && c <= '9');
}

bool name_same(const char *a, const char *b)
{
    return strcasecmp(a, b) == 0;
}

static size_t least(size_t a, size_t b)
{
    return a < b ? a : b;
}

static bool same(char a, char b)
{
    return strncasecmp(&a, &b, 1) == 0;
}

/* How many letters have to be changed, put in, left out, or swapped with the next to make one name
 * of the other, but for case; names of at most LONGEST_GUESS characters. */
static size_t distance(const char *a, const char *b)
{
    size_t rows[3][LONGEST_GUESS + 1], n = strlen(b), m = strlen(a);
    for (size_t j = 0; j <= n; j++)
        rows[0][j] = j;
    for (size_t i = 1; i <= m; i++) {
        size_t *row = rows[i % 3], *above = rows[(i + 2) % 3], *before = rows[(i + 1) % 3];
        row[0] = i;
        for (size_t j = 1; j <= n; j++) {
            row[j] =
                least(above[j - 1] + !same(a[i - 1], b[j - 1]), least(row[j - 1], above[j]) + 1);
            if (i > 1 && j > 1 && same(a[i - 1], b[j - 2]) && same(a[i - 2], b[j - 1]))
                row[j] = least(row[j], before[j - 2] + 1);
        }
    }
    return rows[m % 3][n];
}

const char *name_closest(const char *name, name_list *get, const void *list)
{
    size_t length = strlen(name);
    if (length > LONGEST_GUESS)
        return NULL;
    /* A third of the letters may be wrong; one in a short name. */
    size_t best = length / 3 + (length < 3) + 1;
    const char *closest = NULL, *candidate;
    for (size_t k = 0; (candidate = get(list, k)); k++) {
        if (strlen(candidate) > LONGEST_GUESS)
            continue;
        size_t d = distance(name, candidate);
        if (d < best) {
            best = d;
            closest = candidate;
        }
    }
    return closest;
}

bool name_reserved(const char *name)
{
    static const char *const reserved[] = {
        "auto", "break", "case", "char", "const", "continue", "default", "do", "double", "else",
        "enum", "extern", "float", "for", "goto", "if", "inline", "int", "long", "register",
        "restrict", "return", "short", "signed", "sizeof", "static", "struct", "switch", "typedef",
        "union", "unsigned", "void", "volatile", "while", "_Alignas", "_Alignof", "_Atomic",
        "_Bool", "_Complex", "_Generic", "_Imaginary", "_Noreturn", "_Static_assert",
        "_Thread_local", "asm", "typeof", "bool", "true", "false", "NULL", "NAN", "INFINITY", "EOF",
        "stdin", "stdout", "stderr", "size_t", "ptrdiff_t", "wchar_t", "max_align_t", "linux",
        "unix", "main", "errno", "BUFSIZ", "HUGE_VAL", "HUGE_VALF", "HUGE_VALL", "MAXFLOAT", "M_E",
        "M_PI", "M_LN2", "M_LN10",
        /* macros of cm.h */
        "ARGS", "FALSE", "TRUE", "ANALOG", "EVENT", "STEP_PENDING", "DC", "AC", "TRANSIENT",
        "EQUAL", "STRUCT_PTR", "STRUCT_PTR_1", "STRUCT_PTR_2", "MALLOCED_PTR", "PLOT_VAL",
        "PRINT_VAL", "IPC_VAL", "IPC_VAL_SIZE"};
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (strcmp(name, reserved[i]) == 0)
            return true;
    return false;
}
