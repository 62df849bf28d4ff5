/* Finding the line that a message means. */
#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "deck.h"
#include "text.h"

/* Lower case, runs of blanks as one, none at the ends. */
static char *plain(const char *s)
{
    char *out = alloc_zeroed(strlen(s) + 1, 1), *p = out;
    for (; *s; s++) {
        if (!isspace((unsigned char)*s))
            *p++ = (char)tolower((unsigned char)*s);
        else if (p > out && p[-1] != ' ')
            *p++ = ' ';
    }
    if (p > out && p[-1] == ' ')
        p--;
    *p = '\0';
    return out;
}

static deck_place place(const deck *d, int file, int line)
{
    const deck_file *f = &d->file[file];
    return (deck_place){f->path, f->line[line], line + 1};
}

static bool is_word_char(char c)
{
    return isalnum((unsigned char)c) || c == '_';
}

/* Does `hay` hold `needle` with no word running on at either end? */
static bool holds(const char *hay, const char *needle)
{
    size_t n = strlen(needle);
    for (const char *s = strstr(hay, needle); n && s; s = strstr(s + 1, needle)) {
        bool before = s == hay || !is_word_char(s[-1]) || !is_word_char(needle[0]);
        bool after = !is_word_char(s[n]) || !is_word_char(needle[n - 1]);
        if (before && after)
            return true;
    }
    return false;
}

deck_place deck_find_text(const deck *d, const char *text, bool control)
{
    char *want = plain(text);
    deck_place found = {0};
    for (int i = 0; i < d->n_files && !found.file; i++) {
        for (int k = (i == 0 && !d->script); k < d->file[i].n && !found.file; k++) {
            const char *line = d->file[i].line[k];
            bool comment = line[0] == '*' && line[1] != '#';
            if (comment || (control && !d->file[i].control[k]))
                continue;
            char *have = plain(line);
            if (holds(have, want))
                found = place(d, i, k);
            free(have);
        }
    }
    free(want);
    return found;
}

/* Does this line define `name`: as its first word, or as the second of .model and .subckt? */
static bool defines(const char *line, const char *name)
{
    const char *s = line + strspn(line, " \t");
    size_t n = strcspn(s, " \t\r");
    if (strncasecmp(s, ".model", n) == 0 || strncasecmp(s, ".subckt", n) == 0) {
        s += n;
        s += strspn(s, " \t");
        n = strcspn(s, " \t\r(");
    }
    return n == strlen(name) && strncasecmp(s, name, n) == 0;
}

static const char *last_part(const char *name)
{
    const char *dot = strrchr(name, '.');
    return dot && dot[1] ? dot + 1 : name;
}

deck_place deck_find_name(const deck *d, const char *name)
{
    char *word = copy_string(last_part(name));
    word[strcspn(word, "#: \t")] = '\0';
    deck_place found = {0};
    for (int i = 0; i < d->n_files && !found.file && *word; i++)
        for (int k = i == 0; k < d->file[i].n && !found.file; k++)
            if (!d->file[i].control[k] && defines(d->file[i].line[k], word))
                found = place(d, i, k);
    free(word);
    return found;
}

deck_place deck_find_line(const deck *d, int line, const char *text, int inserted)
{
    char *first = format_string("%.*s", (int)strcspn(text, " \t("), text);
    deck_place found = {0};
    for (int i = 0; i < d->n_files && !found.file; i++) {
        int k = i == 0 && line > 1 ? line - 1 - inserted : line - 1;
        if (k < 0 || k >= d->file[i].n)
            continue;
        const char *s = d->file[i].line[k] + strspn(d->file[i].line[k], " \t");
        if (defines(s, last_part(first)) || (*first == '.' && strncasecmp(s, first, 4) == 0))
            found = place(d, i, k);
    }
    if (!found.file && *first)
        found = deck_find_name(d, first);
    if (!found.file && *text)
        found = deck_find_text(d, text, false);
    int k = line - 1 - inserted;
    if (!found.file && k > 0 && k < d->file[0].n && d->n_files == 1)
        found = place(d, 0, k);
    free(first);
    return found;
}

/* The n-th word of a line (from 0), plain; empty if there is none. */
static void nth_word(const char *line, int n, char *out, size_t size)
{
    const char *s = line + strspn(line, " \t*#");
    for (; n > 0 && *s; n--) {
        s += strcspn(s, " \t\r");
        s += strspn(s, " \t\r");
    }
    size_t len = strcspn(s, " \t\r");
    snprintf(out, size, "%.*s", (int)len, s);
}

/* Whether NAME is QUANTITY_3 and the figure is "mean(QUANTITY)" or the like. */
static bool is_sample_of(const char *figure, const char *name)
{
    const char *of = strchr(figure, '(');
    const char *number = strrchr(name, '_');
    if (!of || !number || !number[1] || number[1 + strspn(number + 1, "0123456789")])
        return false;
    size_t n = strcspn(of + 1, ")<>");
    return n == (size_t)(number - name) && strncasecmp(of + 1, name, n) == 0;
}

bool deck_has_measure(const deck *d, const char *name)
{
    char word[256], result[256];
    for (int i = 0; i < d->n_files; i++) {
        for (int k = 0; k < d->file[i].n; k++) {
            nth_word(d->file[i].line[k], 0, word, sizeof word);
            bool card = strncasecmp(word, ".meas", 5) == 0;
            bool command = d->file[i].control[k] && strncasecmp(word, "meas", 4) == 0;
            bool figure = i == 0 && strncmp(d->file[i].line[k], "*>", 2) == 0;
            if (!card && !command && !figure)
                continue;
            nth_word(d->file[i].line[k], figure ? 1 : 2, result, sizeof result);
            if (strcasecmp(result, name) == 0 || (figure && is_sample_of(result, name)))
                return true;
        }
    }
    return false;
}

bool deck_echoes(const deck *d, const char *output)
{
    char word[256];
    size_t n = strcspn(output, " \t");
    n += strspn(output + n, " \t");
    n += strcspn(output + n, " \t"); /* two words tell well enough */
    char *start = format_string("%.*s", (int)n, output);
    bool found = false;
    for (int i = 0; i < d->n_files && !found; i++) {
        for (int k = 0; k < d->file[i].n && !found; k++) {
            nth_word(d->file[i].line[k], 0, word, sizeof word);
            if (d->file[i].control[k] && strcasecmp(word, "echo") == 0)
                found = strstr(d->file[i].line[k], start) != NULL;
        }
    }
    free(start);
    return found && n > 0;
}
