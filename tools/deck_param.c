/* The .param cards of a deck. A card may go on over several lines ("+ ..."), so a value is a
 * stretch between two places. */
#include <ctype.h>
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "deck.h"
#include "text.h"

typedef struct {
    int line;
    size_t col;
} at;

/* One .param card joined into one string, and where each of its characters stands. */
typedef struct {
    text s;
    at *where;
} card;

static bool is_param(const char *line)
{
    return strncasecmp(line, ".param", 6) == 0 && (isspace((unsigned char)line[6]) || !line[6]);
}

/* Length of the line without its end-of-line comment. */
static size_t code_length(const char *s)
{
    bool quoted = false;
    for (size_t i = 0; s[i]; i++) {
        if (s[i] == '"')
            quoted = !quoted;
        bool dollar = s[i] == '$' && (s[i + 1] == ' ' || s[i + 1] == '\0') && i > 0;
        if (!quoted && (s[i] == ';' || dollar))
            return i;
    }
    return strlen(s);
}

static void join(card *c, int line, const char *s, size_t from)
{
    size_t len = code_length(s);
    size_t n = len > from ? len - from : 0;
    c->where = grow(c->where, c->s.n + n + 2, sizeof *c->where);
    for (size_t i = 0; i < n; i++)
        c->where[c->s.n + i] = (at){line, from + i};
    text_add_bytes(&c->s, s + from, n);
    c->where[c->s.n] = (at){line, len};
}

/* Joins the card that starts at `line`; returns the line after it. */
static int read_card(card *c, const deck_file *f, int line)
{
    const char *s = f->line[line];
    text_clear(&c->s);
    join(c, line, s, strspn(s, " \t") + 6);
    int k = line + 1;
    for (; k < f->n; k++) {
        s = f->line[k];
        size_t blank = strspn(s, " \t");
        if (s[blank] == '+')
            join(c, k, s, blank + 1);
        else if (s[blank] != '*' && s[blank] != '\0')
            break;
    }
    return k;
}

static bool is_name_char(char c)
{
    return isalnum((unsigned char)c) || c == '_' || c == '.';
}

/* Is there "name =" (not "==") at s? Gives the length of the name. */
static size_t name_before_equals(const char *s)
{
    size_t n = 0;
    if (!isalpha((unsigned char)*s) && *s != '_')
        return 0;
    while (is_name_char(s[n]))
        n++;
    const char *eq = s + n + strspn(s + n, " \t");
    return *eq == '=' && eq[1] != '=' ? n : 0;
}

/* End of the value that starts at s: the next "name =" outside of quotes and brackets, or the end
 * of the card. */
static size_t value_length(const char *s)
{
    int depth = 0;
    char quote = '\0';
    size_t i = 0, end = 0;
    for (; s[i]; i++) {
        char c = s[i];
        bool gap = i > 0 && isspace((unsigned char)s[i - 1]);
        if (!quote && depth == 0 && gap && name_before_equals(s + i))
            break;
        if (quote)
            quote = c == quote ? '\0' : quote;
        else if (c == '\'' || c == '"')
            quote = c;
        else
            depth += (c == '{' || c == '(') - (c == '}' || c == ')');
        if (!isspace((unsigned char)c) && c != ',')
            end = i + 1;
    }
    return end;
}

typedef struct {
    at from, to;
    char *value;
} found_param;

/* Looks for `name` in the card; adds the names it passes to `names`. */
static bool search_card(const card *c, const char *name, found_param *found, text *names)
{
    const char *s = c->s.s ? c->s.s : "";
    for (size_t i = 0; s[i];) {
        size_t n = name_before_equals(s + i);
        if (!n) {
            /* step over a word, or over one character that belongs to none */
            do
                i++;
            while (s[i] && is_name_char(s[i]) && is_name_char(s[i - 1]));
            continue;
        }
        size_t value = i + n + strspn(s + i + n, " \t") + 1;
        value += strspn(s + value, " \t");
        size_t len = value_length(s + value);
        if (strlen(name) == n && strncasecmp(s + i, name, n) == 0) {
            *found = (found_param){c->where[value], c->where[value + len], strndup(s + value, len)};
            if (len > 0) { /* the place after the last character, not the start of the next line */
                found->to = c->where[value + len - 1];
                found->to.col++;
            }
            return true;
        }
        text_addf(names, "%s%.*s", names->n ? ", " : "", (int)n, s + i);
        i = value + len;
    }
    return false;
}

static bool find_param(const deck *d, const char *name, found_param *found, text *names)
{
    const deck_file *f = &d->file[0];
    card c = {0};
    int depth = 0;
    bool got = false;
    for (int i = 1; i < f->n && !got;) {
        const char *s = f->line[i] + strspn(f->line[i], " \t");
        depth += strncasecmp(s, ".subckt", 7) == 0;
        depth -= strncasecmp(s, ".ends", 5) == 0;
        if (depth > 0 || f->control[i] || !is_param(s)) {
            i++;
            continue;
        }
        i = read_card(&c, f, i);
        got = search_card(&c, name, found, names);
    }
    text_free(&c.s);
    free(c.where);
    return got;
}

char *deck_param(const deck *d, const char *name)
{
    found_param found = {0};
    text names = {0};
    find_param(d, name, &found, &names);
    text_free(&names);
    return found.value;
}

/* Numbers, names and what is quoted already go in as they are, anything else as an expression. */
static bool needs_braces(const char *value)
{
    size_t n = strlen(value);
    if (n >= 2 && ((value[0] == '{' && value[n - 1] == '}') ||
                   ((value[0] == '\'' || value[0] == '"') && value[n - 1] == value[0])))
        return false;
    char *end;
    strtod(value, &end);
    for (; *end; end++)
        if (!is_name_char(*end))
            return true;
    return false;
}

bool deck_set_param(deck *d, const char *name, const char *value, ns_error *e)
{
    found_param found = {0};
    text names = {0};
    if (!*value || strpbrk(value, "\n\r;")) {
        return ns_fail(e, "parameter %s: '%s' is no value; give a number or an expression", name,
                       value);
    }
    if (!find_param(d, name, &found, &names)) {
        ns_fail(e, "%s has no parameter '%s' in a .param line; it has: %.400s", d->file[0].path,
                name, names.n ? names.s : "none");
        text_free(&names);
        return false;
    }
    text_free(&names);
    bool braces = needs_braces(value);
    char **line = d->file[0].line;
    for (int k = found.from.line; k <= found.to.line; k++) {
        char *old = line[k];
        bool first = k == found.from.line, last = k == found.to.line;
        const char *rest = last ? old + found.to.col : "";
        if (first)
            line[k] = format_string("%.*s%s%s%s%s", (int)found.from.col, old, braces ? "{" : "",
                                    value, braces ? "}" : "", rest);
        else
            line[k] = format_string("+%s", rest);
        free(old);
    }
    free(found.value);
    return true;
}

/* A number with one of SPICE's scale letters; NAN if it is none. */
static double spice_number(const char *s)
{
    static const struct {
        const char *letters;
        double factor;
    } scales[] = {{"meg", 1e6}, {"t", 1e12}, {"g", 1e9},   {"k", 1e3},   {"m", 1e-3},
                  {"u", 1e-6},  {"n", 1e-9}, {"p", 1e-12}, {"f", 1e-15}, {"", 1}};
    char *end;
    double v = strtod(s, &end);
    if (end == s)
        return NAN;
    for (size_t i = 0;; i++)
        if (strncasecmp(end, scales[i].letters, strlen(scales[i].letters)) == 0)
            return v * scales[i].factor;
}

double deck_stop_time(const deck *d)
{
    char word[256];
    for (int i = 0; i < d->n_files; i++) {
        for (int k = i == 0; k < d->file[i].n; k++) {
            const char *s = d->file[i].line[k] + strspn(d->file[i].line[k], " \t");
            const char *keyword = d->file[i].control[k] ? "tran" : ".tran";
            size_t n = strlen(keyword);
            if (strncasecmp(s, keyword, n) != 0 || sscanf(s + n, " %*s %255s", word) != 1)
                continue;
            char *name = word + strspn(word, "{'");
            name[strcspn(name, "}'")] = '\0';
            double t = spice_number(name);
            char *value = isnan(t) ? deck_param(d, name) : NULL;
            t = value ? spice_number(value) : t;
            free(value);
            return t;
        }
    }
    return NAN;
}
