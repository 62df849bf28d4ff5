#include "ctoken.h"

#include <string.h>

#include "names.h"

struct c_lexer {
    const struct source *src;
    struct diag *diag;
    struct arena *arena;
    struct c_tokens tokens;
    size_t at;
    bool line_start; /* only blanks since the last line end */
    bool directive;
    int skipped; /* depth of #if within an #if 0, itself counted; 0 outside */
};

static int peek(const struct c_lexer *l, size_t k)
{
    return l->at + k < l->src->size ? (unsigned char)l->src->text[l->at + k] : -1;
}

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

/* Length of a line end at distance k, or 0. */
static size_t line_end(const struct c_lexer *l, size_t k)
{
    return peek(l, k) == '\n' ? 1 : peek(l, k) == '\r' && peek(l, k + 1) == '\n' ? 2 : 0;
}

/* Length of a backslash with its line end at distance k, or 0. */
static size_t splice(const struct c_lexer *l, size_t k)
{
    size_t n = peek(l, k) == '\\' ? line_end(l, k + 1) : 0;
    return n ? n + 1 : 0;
}

static struct c_token *push(struct c_lexer *l, enum c_kind kind, size_t length)
{
    l->tokens.items = arena_grow(l->arena, l->tokens.items, l->tokens.n, sizeof *l->tokens.items);
    struct c_token *t = &l->tokens.items[l->tokens.n++];
    *t = (struct c_token){kind, {l->at, length}, l->directive, l->skipped > 0, 0};
    l->at += length;
    return t;
}

bool c_is(const struct source *src, const struct c_token *t, const char *text)
{
    return strlen(text) == t->at.len && memcmp(src->text + t->at.at, text, t->at.len) == 0;
}

bool c_is_blank(const struct c_token *t)
{
    return t->kind == C_SPACE || t->kind == C_NEWLINE || t->kind == C_COMMENT;
}

static size_t space_length(const struct c_lexer *l)
{
    size_t n = 0;
    for (;;) {
        int c = peek(l, n);
        if (c == ' ' || c == '\t' || c == '\v' || c == '\f' || (c == '\r' && !line_end(l, n)))
            n++;
        else if (splice(l, n))
            n += splice(l, n);
        else
            return n;
    }
}

static size_t rest_of_line(const struct c_lexer *l, size_t n)
{
    while (peek(l, n) >= 0 && !line_end(l, n))
        n += splice(l, n) ? splice(l, n) : 1;
    return n;
}

static size_t comment_length(const struct c_lexer *l)
{
    if (peek(l, 1) == '/')
        return rest_of_line(l, 2);
    size_t left = l->src->size - l->at - 2;
    const char *begin = l->src->text + l->at, *end = memmem(begin + 2, left, "*/", 2);
    if (end)
        return (size_t)(end + 2 - begin);
    diag_error(l->diag, l->src, (struct span){l->at, 2}, "comment is not closed: '*/' is missing");
    return left + 2;
}

/* Length of a string or character constant; to the end of the line if it is not closed. */
static size_t quoted_length(struct c_lexer *l)
{
    int quote = peek(l, 0);
    size_t n = 1;
    while (peek(l, n) >= 0 && !line_end(l, n)) {
        if (peek(l, n) == quote)
            return n + 1;
        if (splice(l, n))
            n += splice(l, n);
        else
            n += peek(l, n) == '\\' && peek(l, n + 1) >= 0 ? 2 : 1;
    }
    if (l->skipped) /* prose in an #if 0 is no error */
        return 1;
    diag_error(l->diag, l->src, (struct span){l->at, 1},
               "%s is not closed: %c is missing on this line",
               quote == '"' ? "string" : "character constant", quote);
    return n < l->src->size - l->at ? n : l->src->size - l->at;
}

static size_t name_length(const struct c_lexer *l)
{
    size_t n = 0;
    while (name_continues(peek(l, n)))
        n++;
    return n;
}

static size_t number_length(const struct c_lexer *l)
{
    size_t n = 0;
    for (;;) {
        int c = peek(l, n), sign = peek(l, n + 1);
        if (n && c > 0 && strchr("eEpP", c) && (sign == '+' || sign == '-'))
            n += 2;
        else if (name_continues(c) || c == '.')
            n++;
        else
            return n;
    }
}

/* Pushes a token that means the same everywhere in C. */
static void lex_plain(struct c_lexer *l)
{
    int c = peek(l, 0);
    if (space_length(l))
        push(l, C_SPACE, space_length(l));
    else if (c == '/' && (peek(l, 1) == '/' || peek(l, 1) == '*'))
        push(l, C_COMMENT, comment_length(l));
    else if (name_starts(c))
        push(l, C_NAME, name_length(l));
    else if (is_digit(c) || (c == '.' && is_digit(peek(l, 1))))
        push(l, C_NUMBER, number_length(l));
    else if (c == '"' || c == '\'')
        push(l, c == '"' ? C_STRING : C_CHARACTER, quoted_length(l));
    else
        push(l, C_PUNCTUATION, c == '-' && peek(l, 1) == '>' ? 2 : 1);
}

static bool at_blank(const struct c_lexer *l)
{
    return space_length(l) || (peek(l, 0) == '/' && (peek(l, 1) == '*' || peek(l, 1) == '/'));
}

static void lex_blanks(struct c_lexer *l)
{
    while (at_blank(l))
        lex_plain(l);
}

static void lex_header(struct c_lexer *l)
{
    size_t n = 1;
    if (peek(l, 0) == '"') {
        push(l, C_HEADER, quoted_length(l));
    } else if (peek(l, 0) == '<') {
        while (peek(l, n) >= 0 && !line_end(l, n) && peek(l, n - 1) != '>')
            n++;
        push(l, C_HEADER, n);
    }
}

/* After #if: whether the condition is a bare 0. */
static bool condition_is_zero(const struct c_lexer *l)
{
    size_t n = 1;
    while (peek(l, n) == ' ' || peek(l, n) == '\t')
        n++;
    return peek(l, 0) == '0' && (peek(l, n) < 0 || line_end(l, n) || peek(l, n) == '/');
}

/* Keeps count of what an #if 0 leaves out. */
static void track_condition(struct c_lexer *l, const struct c_token *name)
{
    bool opens =
        c_is(l->src, name, "if") || c_is(l->src, name, "ifdef") || c_is(l->src, name, "ifndef");
    bool other = c_is(l->src, name, "else") || c_is(l->src, name, "elif");
    if (opens && (l->skipped || (c_is(l->src, name, "if") && condition_is_zero(l))))
        l->skipped++;
    else if (l->skipped && c_is(l->src, name, "endif"))
        l->skipped--;
    else if (l->skipped == 1 && other)
        l->skipped = 0;
}

/* Directives whose rest is not made of C tokens. */
static bool is_prose(const struct source *src, const struct c_token *name)
{
    return c_is(src, name, "error") || c_is(src, name, "warning") || c_is(src, name, "pragma") ||
           c_is(src, name, "line") || c_is(src, name, "ident");
}

static void lex_directive(struct c_lexer *l)
{
    l->directive = true;
    push(l, C_PUNCTUATION, 1);
    lex_blanks(l);
    if (!name_starts(peek(l, 0)))
        return;
    struct c_token name = *push(l, C_NAME, name_length(l));
    l->tokens.items[l->tokens.n - 1].fixed = true;
    lex_blanks(l);
    track_condition(l, &name);
    if (is_prose(l->src, &name)) {
        if (rest_of_line(l, 0))
            push(l, C_TEXT, rest_of_line(l, 0));
    } else if (c_is(l->src, &name, "include")) {
        lex_header(l);
    } else if (c_is(l->src, &name, "define") || c_is(l->src, &name, "undef") ||
               c_is(l->src, &name, "ifdef") || c_is(l->src, &name, "ifndef")) {
        if (name_starts(peek(l, 0)))
            push(l, C_NAME, name_length(l))->fixed = true;
    }
}

size_t c_next(const struct c_tokens *tokens, size_t k)
{
    size_t last = tokens->n - 1;
    do
        k = k < last ? k + 1 : last;
    while (k < last && c_is_blank(&tokens->items[k]));
    return k;
}

/* ---- brackets ---- */

/* The brackets that are open, the last first: each links to the one around it by its `close`, as
 * index + 1, until it is closed. */
struct matcher {
    const struct source *src;
    struct c_token *items;
    size_t open; /* index + 1 of the last, or 0 */
};

static char bracket(const struct matcher *m, size_t k)
{
    const struct c_token *t = &m->items[k];
    return t->kind == C_PUNCTUATION && t->at.len == 1 ? m->src->text[t->at.at] : ' ';
}

/* Closes the last bracket with the token k; 0: nothing does. */
static void pop(struct matcher *m, size_t k)
{
    struct c_token *t = &m->items[m->open - 1];
    m->open = t->close;
    t->close = k;
}

/* Gives up what is open within the block: nothing but an error can close it. */
static void give_up(struct matcher *m)
{
    while (m->open && bracket(m, m->open - 1) != '{')
        pop(m, 0);
}

static void match(struct matcher *m, size_t k)
{
    char c = bracket(m, k), last = m->open ? bracket(m, m->open - 1) : ' ';
    if (c == '(' || c == '[' || c == '{') {
        m->items[k].close = m->open;
        m->open = k + 1;
    } else if ((c == ')' && last == '(') || (c == ']' && last == '[')) {
        pop(m, k);
    } else if (c == ';' || c == ')' || c == ']' || c == '}') {
        give_up(m);
        if (c == '}' && m->open)
            pop(m, k);
    }
}

/* Finds what closes each bracket. A directive is for itself. */
static void match_brackets(const struct source *src, struct c_tokens *tokens)
{
    struct matcher code = {src, tokens->items, 0}, directive = code;
    for (size_t k = 0; k < tokens->n; k++) {
        const struct c_token *t = &tokens->items[k];
        if (t->directive && directive.open == 0)
            give_up(&code);
        if (!t->directive || t->kind == C_NEWLINE)
            while (directive.open)
                pop(&directive, 0);
        if (!t->fixed)
            match(t->directive ? &directive : &code, k);
    }
    while (code.open)
        pop(&code, 0);
    while (directive.open) /* the file ends within it */
        pop(&directive, 0);
}

struct c_tokens c_lex(const struct source *src, struct arena *arena, struct diag *diag)
{
    struct c_lexer l = {.src = src, .diag = diag, .arena = arena, .line_start = true};
    while (l.at < src->size) {
        if (line_end(&l, 0)) {
            push(&l, C_NEWLINE, line_end(&l, 0));
            l.line_start = true;
            l.directive = false;
        } else if (l.line_start && peek(&l, 0) == '#') {
            l.line_start = false;
            lex_directive(&l);
        } else {
            l.line_start = l.line_start && at_blank(&l);
            lex_plain(&l);
        }
    }
    push(&l, C_END, 0);
    match_brackets(src, &l.tokens);
    return l.tokens;
}

size_t c_closing(const struct c_tokens *tokens, size_t k, size_t end)
{
    size_t close = tokens->items[k].close;
    return close && close < end ? close : k;
}
