#include "list.h"

#include <string.h>

struct reader {
    const struct source *src;
    struct arena *arena;
    struct diag *diag;
    size_t at;
    struct list list;
};

#define ERROR(r, ...) diag_error((r)->diag, (r)->src, __VA_ARGS__)

static int peek(const struct reader *r)
{
    return r->at < r->src->size ? (unsigned char)r->src->text[r->at] : -1;
}

static bool is_space(int c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static bool ends_word(int c)
{
    return c < 0 || is_space(c) || c == '#' || c == '*';
}

/* Goes to the next word; false at the end. */
static bool skip_blanks(struct reader *r)
{
    for (bool comment = false; peek(r) >= 0; r->at++) {
        comment = peek(r) != '\n' && (comment || peek(r) == '#' || peek(r) == '*');
        if (!comment && !is_space(peek(r)))
            return true;
    }
    return false;
}

/* The text between quotes, into path. */
static void read_quoted(struct reader *r, struct text *path)
{
    size_t begin = r->at++;
    for (; peek(r) != '"'; r->at++) {
        if (peek(r) < 0 || peek(r) == '\n') {
            ERROR(r, (struct span){begin, 1}, "path is not closed: '\"' is missing on this line");
            return;
        }
        if (peek(r) == '\\' && r->at + 1 < r->src->size && r->src->text[r->at + 1] != '\n')
            r->at++;
        text_add(path, r->src->text + r->at, 1);
    }
    r->at++;
}

static void read_word(struct reader *r, struct text *path)
{
    size_t begin = r->at;
    while (!ends_word(peek(r)))
        r->at++;
    text_add(path, r->src->text + begin, r->at - begin);
}

/* Adds a path unless something is wrong with it. */
static void add(struct reader *r, struct text *path, struct span at)
{
    while (path->n > 1 && path->s[path->n - 1] == '/')
        path->s[--path->n] = '\0';
    struct list_entry e = {arena_copy(r->arena, path->s, path->n), at};
    if (path->n == 0 || strlen(e.path) != path->n) {
        ERROR(r, at, path->n ? "a path cannot hold a NUL" : "the path is empty");
        return;
    }
    for (size_t k = 0; k < r->list.n; k++)
        if (strcmp(r->list.items[k].path, e.path) == 0) {
            ERROR(r, at, "'%s' a second time in this list", e.path);
            diag_note(r->diag, r->src, r->list.items[k].at, "the first is here");
            return;
        }
    r->list.items = arena_grow(r->arena, r->list.items, r->list.n, sizeof e);
    r->list.items[r->list.n++] = e;
}

struct list list_parse(const struct source *src, struct arena *arena, struct diag *diag)
{
    struct reader r = {.src = src, .arena = arena, .diag = diag};
    bool path_before = false;
    if (strncmp(src->text, "\xEF\xBB\xBF", 3) == 0)
        r.at = 3; /* a byte-order mark */
    while (skip_blanks(&r)) {
        struct text word = {0};
        size_t begin = r.at;
        int errors = diag->errors;
        bool quoted = peek(&r) == '"';
        text_puts(&word, "");
        if (quoted)
            read_quoted(&r, &word);
        else
            read_word(&r, &word);
        bool version = path_before && !quoted && strspn(word.s, "0123456789") == word.n;
        if (!version && diag->errors == errors)
            add(&r, &word, (struct span){begin, r.at - begin});
        path_before = !version;
        text_free(&word);
    }
    return r.list;
}
