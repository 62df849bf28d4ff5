#include "setup_block.h"

#include <stdlib.h>
#include <string.h>

#include "text.h"

static const char BEGIN[] = ">>> ngspike setup >>>", END[] = "<<< ngspike setup <<<";

/* The next line of *s with its end, and its length; NULL at the end of the text. */
static const char *next_line(const char **s, size_t *n)
{
    const char *line = *s;
    if (!*line)
        return NULL;
    *n = strcspn(line, "\n");
    *n += line[*n] == '\n';
    *s += *n;
    return line;
}

static bool is_mark(const char *line, size_t n, const char *comment, const char *mark)
{
    size_t c = strlen(comment), m = strlen(mark);
    return n >= c + 1 + m && memcmp(line, comment, c) == 0 && line[c] == ' ' &&
           memcmp(line + c + 1, mark, m) == 0;
}

static void add_block(text *t, const char *comment, const char *lines)
{
    text_addf(t, "%s %s (taken out by: ngspike setup --undo)\n%s%s %s\n", comment, BEGIN, lines,
              comment, END);
}

char *block_set(const char *file, const char *comment, const char *lines)
{
    text t = {0};
    bool inside = false, done = lines == NULL;
    size_t n;
    text_add(&t, "");
    for (const char *line; (line = next_line(&file, &n));) {
        if (!inside && is_mark(line, n, comment, BEGIN)) {
            inside = true;
            if (!done)
                add_block(&t, comment, lines);
            done = true;
        } else if (inside && is_mark(line, n, comment, END)) {
            inside = false;
        } else if (!inside) {
            text_add_bytes(&t, line, n);
        }
    }
    if (inside) {
        text_free(&t);
        return NULL;
    }
    if (!done) {
        text_add(&t, t.n && t.s[t.n - 1] != '\n' ? "\n" : "");
        add_block(&t, comment, lines);
    }
    return t.s;
}

int block_find_outside(const char *file, const char *comment, const char *word, const char *other)
{
    bool inside = false;
    int number = 0;
    size_t n;
    for (const char *line; (line = next_line(&file, &n));) {
        number++;
        if (is_mark(line, n, comment, BEGIN) || is_mark(line, n, comment, END)) {
            inside = is_mark(line, n, comment, BEGIN);
            continue;
        }
        if (inside || strncmp(line + strspn(line, " \t"), comment, strlen(comment)) == 0)
            continue;
        const char *a = memmem(line, n, word, strlen(word));
        if (a && memmem(line, n, other, strlen(other)))
            return number;
    }
    return 0;
}
