#include "messages.h"

#include <ctype.h>
#include <stdlib.h>
#include <string.h>

#include "message_rules.h"
#include "text.h"

enum { MAX_MORE = 3, MAX_KEPT = 1000 };

struct messages {
    message_sink sink;
    const deck *d;
    int inserted;
    char *copy;
    message *list;
    int n, errors;
    measure *measures;
    int n_measures;
    bool paused, in_table, faulted;
    char *singular; /* last complaint of this kind */
    /* a message whose lines are still coming */
    const rule *open;
    char *lines[1 + MAX_MORE];
    int have;
};

messages *messages_new(message_sink sink)
{
    messages *m = alloc_zeroed(1, sizeof *m);
    m->sink = sink;
    return m;
}

void messages_free(messages *m)
{
    if (!m)
        return;
    for (int i = 0; i < m->n; i++) {
        free(m->list[i].what);
        free(m->list[i].remedy);
    }
    for (int i = 0; i < m->n_measures; i++)
        free(m->measures[i].name);
    for (int i = 0; i < m->have; i++)
        free(m->lines[i]);
    free(m->list);
    free(m->measures);
    free(m->singular);
    free(m->copy);
    free(m);
}

void messages_set_deck(messages *m, const deck *d, int inserted, const char *copy)
{
    m->d = d;
    m->inserted = inserted;
    free(m->copy);
    m->copy = copy ? copy_string(copy) : NULL;
}

/* Replaces the name of the deck's copy by that of the deck. */
static char *with_deck_name(const messages *m, const char *s)
{
    const char *at = m->copy ? strstr(s, m->copy) : NULL;
    if (!at)
        return copy_string(s);
    return format_string("%.*s%s%s", (int)(at - s), s, m->d->file[0].path, at + strlen(m->copy));
}

static void tell(messages *m, bool error, const char *what, const char *remedy, deck_place place)
{
    char *s = with_deck_name(m, what);
    for (int i = 0; i < m->n; i++) {
        bool same_line = place.file && m->list[i].place.line == place.line;
        if (strcmp(m->list[i].what, s) == 0 && (same_line || !place.file)) {
            free(s); /* told already */
            return;
        }
    }
    m->errors += error;
    message one = {error, s, remedy ? copy_string(remedy) : NULL, place};
    m->sink.report(m->sink.user, &one);
    if (m->n < MAX_KEPT || error) {
        m->list = grow(m->list, (size_t)m->n + 1, sizeof *m->list);
        m->list[m->n++] = one;
    } else {
        free(one.what);
        free(one.remedy);
    }
}

void messages_add_fault(messages *m, const char *fault)
{
    deck_place p = {0};
    char *words = copy_string(fault), *rest = NULL;
    for (char *w = strtok_r(words, " :,'\"", &rest); m->d && w && !p.file;
         w = strtok_r(NULL, " :,'\"", &rest))
        if (*w == 'a' || *w == 'A')
            p = deck_find_name(m->d, w);
    free(words);
    m->faulted = true;
    tell(m, true, fault, NULL, p);
}

void messages_add_error(messages *m, const char *what, const char *remedy, deck_place place)
{
    tell(m, true, what, remedy, place);
}

static char *word_at(const char *s, const char *delimiters)
{
    s += strspn(s, " \t\"'");
    return format_string("%.*s", (int)strcspn(s, delimiters), s);
}

/* An instance or model of that name, else the first line that mentions it. */
static deck_place find_name_or_text(const messages *m, const char *word)
{
    deck_place p = deck_find_name(m->d, word);
    return p.file ? p : deck_find_text(m->d, word, false);
}

/* A line of the deck as the simulator shows it. */
static deck_place find_shown(const messages *m, const char *shown)
{
    deck_place p = deck_find_text(m->d, shown, false);
    return p.file ? p : deck_find_line(m->d, 0, shown, m->inserted);
}

/* "... line N ...": the next line shows the deck's line or, for "Undefined parameter [name]", only
 * the name. */
static deck_place find_numbered(const messages *m, const char *after)
{
    const char *next = m->have > 1 ? m->lines[1] : "";
    const char *bracket = strchr(next, '[');
    if (!bracket)
        return deck_find_line(m->d, atoi(after), m->have > 2 ? next : "", m->inserted);
    char *word = word_at(bracket + 1, "]");
    deck_place p = deck_find_line(m->d, atoi(after), "", m->inserted);
    if (!p.file || !strcasestr(p.text, word))
        p = deck_find_text(m->d, word, false);
    free(word);
    return p;
}

/* The place that a complete message means. */
static deck_place locate(const messages *m, const rule *r)
{
    const char *s = m->lines[0], *after = strcasestr(s, r->pattern);
    const char *vector = strstr(s, "vector "), *space = strrchr(s, ' ');
    deck_place p = {0};
    char *word = NULL;
    after = after ? after + strlen(r->pattern) : s;
    if (!m->d)
        return p;
    switch (r->place) {
    case FIND_NOTHING:
        break;
    case FIND_NUMBERED:
        p = find_numbered(m, after);
        break;
    case FIND_NEXT:
        p = find_shown(m, m->have > 1 ? m->lines[1] : "");
        break;
    case FIND_REST:
        p = find_shown(m, after);
        break;
    case FIND_COMMAND:
        word = word_at(s, ": \t");
        p = deck_find_text(m->d, word, true);
        break;
    case FIND_VECTOR:
        word = word_at(vector ? vector + 7 : s, " \t");
        p = deck_find_text(m->d, word, true);
        break;
    case FIND_NAME:
        word = word_at(after, " \t:\"'");
        p = find_name_or_text(m, word);
        break;
    case FIND_LAST:
        word = word_at(space ? space + 1 : s, " \t");
        p = find_name_or_text(m, word);
        break;
    }
    free(word);
    return p;
}

static const char *without_prefix(const char *s)
{
    static const char *const prefixes[] = {"Error: ",
                                           "ERROR: ",
                                           "ERROR - ",
                                           "Warning: ",
                                           "Error, ",
                                           "Fatal error: ",
                                           "Warning from checkvalid: ",
                                           "warning, ",
                                           "MIF-ERROR - "};
    s += strspn(s, " \t");
    for (size_t i = 0; i < sizeof prefixes / sizeof *prefixes; i++)
        if (strncmp(s, prefixes[i], strlen(prefixes[i])) == 0)
            s += strlen(prefixes[i]);
    return s + strspn(s, " \t");
}

/* "Instance: a1 Message: text" as "a1: text". */
static char *model_wording(const char *s)
{
    const char *name = s + strlen("Instance: "), *text = strstr(s, "Message:");
    text = text ? text + strlen("Message:") : "";
    text += strspn(text, " \t");
    return format_string("%.*s:%s%s", (int)strcspn(name, " \t"), name, *text ? " " : "", text);
}

/* What to say of a message of several lines: the deck's line is shown anyway, the reason stands
 * last. */
static char *wording(const messages *m, const rule *r)
{
    text t = {0};
    if (strncmp(r->pattern, "Instance", 8) == 0)
        return model_wording(m->lines[0]);
    if (m->have > 1 && (r->place == FIND_NUMBERED || (r->place == FIND_NEXT && m->have > 2)) &&
        r->pattern[0] != 'P') {
        text_add(&t, without_prefix(m->lines[m->have - 1]));
    } else if (r->pattern[0] == 'P' && m->have > 1) {
        text_addf(&t, "syntax error near \"%s\"", m->lines[m->have - 1]);
    } else {
        text_add(&t, without_prefix(m->lines[0]));
        bool shown = r->place == FIND_NEXT;
        for (int i = 1; i < m->have && !shown; i++)
            text_addf(&t, " %s", m->lines[i]);
    }
    size_t line = strlen(" from line");
    while (t.n && (isspace((unsigned char)t.s[t.n - 1]) || t.s[t.n - 1] == ':'))
        t.s[--t.n] = '\0';
    if (t.n > line && strcmp(t.s + t.n - line, " from line") == 0) /* it is shown below */
        t.s[t.n - line] = '\0';
    return t.s;
}

static void tell_singular(messages *m)
{
    if (!m->singular)
        return;
    const char *node = strrchr(m->singular, ' ');
    node = node ? node + 1 : m->singular;
    char *what =
        format_string("the equations have no unique solution (singular matrix) at %s", node);
    deck_place p = m->d ? find_name_or_text(m, node) : (deck_place){0};
    tell(m, true, what,
         "every node needs a DC path to ground, and voltage sources must not form a loop", p);
    free(what);
    free(m->singular);
    m->singular = NULL;
}

/* Warnings of a code model that report a failure are failures. */
static bool sounds_bad(const char *s)
{
    static const char *const words[] = {"error",  "cannot",  "could not",
                                        "failed", "invalid", "not found"};
    for (size_t i = 0; i < sizeof words / sizeof *words; i++)
        if (strcasestr(s, words[i]))
            return true;
    return false;
}

/* "Timestep too small; ...: trouble with node "out"" and the like name the culprit last, in quotes
 * or after "instance". */
static deck_place culprit(const messages *m, const char *s)
{
    deck_place p = {0};
    const char *at = strstr(s, "trouble with ");
    const char *quote = at ? strchr(at, '"') : NULL;
    const char *instance = at ? strstr(at, "instance ") : NULL;
    char *word = quote ? word_at(quote + 1, "\"") : instance ? word_at(instance + 9, " \t") : NULL;
    if (word && m->d)
        p = find_name_or_text(m, word);
    free(word);
    return p;
}

static const rule *match(const char *line, bool is_stderr)
{
    const char *s = line + strspn(line, " \t");
    for (int i = 0; i < n_message_rules; i++) {
        const rule *r = &message_rules[i];
        if (!(r->where & (is_stderr ? ON_STDERR : ON_STDOUT)))
            continue;
        if (r->at_start ? strncmp(s, r->pattern, strlen(r->pattern)) == 0
                        : strcasestr(s, r->pattern) != NULL)
            return r;
    }
    return NULL;
}

/* A rule that only knows how a message looks has no remedy; one that knows what it says may have.
 */
static const char *remedy_for(const rule *r, const char *what)
{
    const rule *says = r->remedy ? r : match(what, true);
    return says ? says->remedy : NULL;
}

static void close_message(messages *m)
{
    const rule *r = m->open;
    m->open = NULL;
    char *what = wording(m, r);
    deck_place p = locate(m, r);
    bool error = r->what == SAY_ERROR;
    if (strncmp(r->pattern, "doAnalyses", 10) == 0) {
        tell_singular(m);
        p = culprit(m, m->lines[0]);
    }
    if (strncmp(r->pattern, "Instance", 8) == 0)
        error = sounds_bad(m->lines[0]);
    /* told already: an undefined parameter makes an expression that cannot be computed, a fault
     * ends the analysis */
    bool empty = what[0] && what[strlen(what) - 1] == ':';
    bool again = (strstr(what, "Cannot compute substitute") && m->errors > 0) ||
                 (m->faulted && strncmp(r->pattern, "doAnalyses", 10) == 0) ||
                 (m->faulted && !error);
    if (!again && !empty)
        tell(m, error, what, remedy_for(r, what), p);
    free(what);
    for (int i = 0; i < m->have; i++)
        free(m->lines[i]);
    m->have = 0;
}

static bool is_table_row(const char *s)
{
    if (s[strspn(s, "- ")] == '\0' || strncmp(s, "Node ", 5) == 0)
        return true;
    const char *number = s + strcspn(s, " \t");
    char *end;
    strtod(number, &end);
    return *number && end > number && (*end == '\0' || isspace((unsigned char)*end));
}

static void keep_measure(messages *m, const char *s)
{
    char name[256], rest[2];
    double value;
    if (sscanf(s, " %255[^ =] = %lf%1s", name, &value, rest) < 2 || !m->d ||
        !deck_has_measure(m->d, name))
        return;
    for (int i = 0; i < m->n_measures; i++) {
        if (strcasecmp(m->measures[i].name, name) == 0) {
            m->measures[i].value = value;
            return;
        }
    }
    m->measures = grow(m->measures, (size_t)m->n_measures + 1, sizeof *m->measures);
    m->measures[m->n_measures++] = (measure){copy_string(name), value};
}

static void act(messages *m, const rule *r, const char *line)
{
    switch (r->what) {
    case SAY_NOTHING:
        break;
    case SAY_TABLE:
        m->in_table = true;
        break;
    case SAY_PAUSED:
        m->paused = true;
        break;
    case SAY_SINGULAR:
        free(m->singular);
        m->singular = copy_string(line);
        break;
    case SAY_SUMMARY:
        if (m->singular && !strstr(line, "Transient op"))
            tell_singular(m);
        else if (m->errors == 0 && !m->paused && !strstr(line, "Transient op"))
            tell(m, true, without_prefix(line), NULL, (deck_place){0});
        break;
    case SAY_WARNING:
    case SAY_ERROR:
        m->open = r;
        m->lines[m->have++] = copy_string(line + strspn(line, " \t"));
        if (r->more == 0)
            close_message(m);
        break;
    }
}

void messages_add(messages *m, const char *line, bool is_stderr)
{
    if (!line[strspn(line, " \t\r")])
        return;
    if (m->open && is_stderr && (m->open->where & ON_STDERR)) {
        m->lines[m->have++] = copy_string(line + strspn(line, " \t"));
        if (m->have > m->open->more)
            close_message(m);
        return;
    }
    if (m->open)
        close_message(m);
    if (!is_stderr && m->in_table && is_table_row(line))
        return;
    m->in_table = is_stderr && m->in_table;
    bool own = !is_stderr && m->d && deck_echoes(m->d, line);
    const rule *r = own ? NULL : match(line, is_stderr);
    if (r) {
        act(m, r, line);
        return;
    }
    keep_measure(m, line);
    m->sink.output(m->sink.user, line);
}

void messages_flush(messages *m)
{
    if (m->open)
        close_message(m);
}

int messages_list(const messages *m, const message **list)
{
    *list = m->list;
    return m->n;
}

int messages_measures(const messages *m, const measure **list)
{
    *list = m->measures;
    return m->n_measures;
}

int messages_errors(const messages *m)
{
    return m->errors;
}

bool messages_paused(const messages *m)
{
    return m->paused;
}
