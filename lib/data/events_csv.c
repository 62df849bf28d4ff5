/* Events as text. */
#include <stdlib.h>
#include <string.h>

#include "events_impl.h"

static const char separators[] = ",; \t\r\n";

/* Which columns hold the two numbers, from 0. */
typedef struct {
    int time, addr;
} columns;

static bool is_word(const char *at, size_t len, const char *const *words)
{
    for (; *words; words++) {
        if (strlen(*words) == len && strncmp(at, *words, len) == 0) {
            return true;
        }
    }
    return false;
}

/* Finds the columns in a line of names; false, c unchanged, if it has not both. */
static bool read_names(const char *line, columns *c)
{
    static const char *const time[] = {"time", "t", "timestamp", NULL}, *const addr[] = {
                                                                            "address", "addr", "id",
                                                                            "neuron", NULL};
    columns found = {-1, -1};
    int k = 0;
    for (const char *s = line + strspn(line, separators); *s; k++) {
        const size_t len = strcspn(s, separators);
        found.time = is_word(s, len, time) ? k : found.time;
        found.addr = is_word(s, len, addr) ? k : found.addr;
        s += len;
        s += strspn(s, separators);
    }
    if (found.time < 0 || found.addr < 0) {
        return false;
    }
    *c = found;
    return true;
}

/* The number in a column; false if there is none. */
static bool number_in(const char *line, int column, double *x)
{
    const char *s = line + strspn(line, separators);
    for (; column > 0 && *s; column--) {
        s += strcspn(s, separators);
        s += strspn(s, separators);
    }
    char *end;
    *x = strtod(s, &end);
    return end != s && (!*end || strchr(separators, *end));
}

static bool read_line(ns_events_sink *s, const char *line, size_t n, columns *c, ns_error *e)
{
    double time, addr;
    const char *first = line + strspn(line, separators);
    if (!*first || *first == '#') {
        return true;
    }
    if (number_in(line, c->time, &time) && number_in(line, c->addr, &addr)) {
        char where[40];
        snprintf(where, sizeof where, "line %zu", n);
        return ns_events_add(s, time, addr, where, e);
    }
    return (s->ev->n == 0 && read_names(line, c)) ||
           ns_fail(e,
                   "%s: line %zu has no time and address in columns %d and %d: \"%.*s\"; write "
                   "time,address, or name the columns in the first line",
                   s->path, n, c->time + 1, c->addr + 1, (int)strcspn(line, "\r\n"), line);
}

bool ns_events_csv(ns_events_sink *s, FILE *f, ns_error *e)
{
    columns c = {0, 1};
    char *line = NULL;
    size_t cap = 0, n = 0;
    bool ok = true;
    while (ok && getline(&line, &cap, f) > 0) {
        ok = read_line(s, line, ++n, &c, e);
    }
    free(line);
    return ok && (!ferror(f) || ns_fail(e, "%s: cannot be read", s->path));
}
