#include "lex.h"

#include <math.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "names.h"

/* SPICE's suffixes as powers of ten; longer ones first. A mil is 25.4e-6, no power of ten. */
static const struct suffix {
    const char *name;
    int exponent;
} suffixes[] = {{"meg", 6}, {"mil", 0}, {"t", 12},  {"g", 9},   {"k", 3},  {"m", -3},
                {"u", -6},  {"n", -9},  {"p", -12}, {"f", -15}, {"a", -18}};

/* The byte at distance k, or -1 beyond the end. */
static int peek(const struct lexer *l, size_t k)
{
    return l->at + k < l->src->size ? (unsigned char)l->src->text[l->at + k] : -1;
}

static bool is_digit(int c)
{
    return c >= '0' && c <= '9';
}

static bool is_space(int c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

static struct span since(const struct lexer *l, size_t begin)
{
    return (struct span){begin, l->at - begin};
}

static void skip_comment(struct lexer *l)
{
    size_t begin = l->at;
    const char *end = l->at + 2 <= l->src->size
                          ? memmem(l->src->text + begin + 2, l->src->size - begin - 2, "*/", 2)
                          : NULL;
    if (!end)
        diag_error(l->diag, l->src, (struct span){begin, 2},
                   "comment is not closed: '*/' is missing");
    l->at = end ? (size_t)(end + 2 - l->src->text) : l->src->size;
}

static bool starts_number(const struct lexer *l)
{
    size_t k = peek(l, 0) == '+' || peek(l, 0) == '-';
    return is_digit(peek(l, k)) || (peek(l, k) == '.' && is_digit(peek(l, k + 1)));
}

static bool starts_token(const struct lexer *l)
{
    int c = peek(l, 0);
    return c < 0 || is_space(c) || name_starts(c) || starts_number(l) || strchr("[]<>,-\"", c) ||
           (c == '/' && peek(l, 1) == '*');
}

/* Goes to the next byte that begins a token, reporting each run of others once. */
static void skip_to_token(struct lexer *l)
{
    for (;;) {
        size_t begin = l->at;
        if (is_space(peek(l, 0))) {
            l->at++;
        } else if (peek(l, 0) == '/' && peek(l, 1) == '*') {
            skip_comment(l);
        } else if (!starts_token(l) || peek(l, 0) == 0) {
            while (!starts_token(l) || peek(l, 0) == 0)
                l->at++;
            diag_error(l->diag, l->src, since(l, begin), "unexpected character%s",
                       l->at - begin > 1 ? "s" : "");
        } else {
            return;
        }
    }
}

static void lex_name(struct lexer *l, struct lex_token *t)
{
    size_t begin = l->at;
    while (name_continues(peek(l, 0)))
        l->at++;
    t->kind = LEX_NAME;
    t->at = since(l, begin);
    t->text = arena_copy(l->arena, l->src->text + begin, l->at - begin);
    size_t blanks = 0;
    while (peek(l, blanks) == ' ' || peek(l, blanks) == '\t')
        blanks++;
    if (peek(l, blanks) == ':') {
        t->kind = LEX_HEAD;
        l->at += blanks + 1;
    }
}

static void skip_digits(struct lexer *l)
{
    while (is_digit(peek(l, 0)))
        l->at++;
}

/* The exponent that follows a mantissa, or 0. Cut at +-9999: beyond, every double is 0 or infinite.
 */
static int lex_exponent(struct lexer *l)
{
    size_t sign = peek(l, 1) == '+' || peek(l, 1) == '-';
    if ((peek(l, 0) != 'e' && peek(l, 0) != 'E') || !is_digit(peek(l, 1 + sign)))
        return 0;
    long e = strtol(l->src->text + l->at + 1, NULL, 10);
    l->at += 1 + sign;
    skip_digits(l);
    return e > 9999 ? 9999 : e < -9999 ? -9999 : (int)e;
}

/* The suffix of a number, or NULL where there is none or an unknown one (reported). */
static const struct suffix *lex_suffix(struct lexer *l)
{
    size_t begin = l->at;
    while (name_continues(peek(l, 0)) || peek(l, 0) == '.')
        l->at++;
    size_t n = l->at - begin;
    for (size_t i = 0; n && i < sizeof suffixes / sizeof *suffixes; i++)
        if (strlen(suffixes[i].name) == n &&
            strncasecmp(suffixes[i].name, l->src->text + begin, n) == 0)
            return &suffixes[i];
    if (n)
        diag_error(l->diag, l->src, since(l, begin),
                   "'%.*s' is no suffix of a number; known are t g meg k m u n p f a mil", (int)n,
                   l->src->text + begin);
    return NULL;
}

static void lex_number(struct lexer *l, struct lex_token *t)
{
    size_t begin = l->at;
    if (!is_digit(peek(l, 0)) && peek(l, 0) != '.')
        l->at++;
    skip_digits(l);
    if (peek(l, 0) == '.')
        l->at++;
    skip_digits(l);
    struct text number = {0};
    text_add(&number, l->src->text + begin, l->at - begin);
    bool zero = !strpbrk(number.s, "123456789");
    int exponent = lex_exponent(l);
    const struct suffix *suffix = lex_suffix(l);
    /* Read with the suffix in the exponent, so that 1n and 1e-9 are the same number to the last
     * bit. */
    text_printf(&number, "e%d", exponent + (suffix ? suffix->exponent : 0));
    double mantissa = strtod(number.s, NULL);
    t->kind = LEX_NUMBER;
    t->at = since(l, begin);
    t->number = suffix && strcmp(suffix->name, "mil") == 0 ? mantissa * 25.4e-6 : mantissa;
    if (!isfinite(t->number) || (t->number == 0.0 && !zero)) {
        diag_error(l->diag, l->src, t->at, "number is out of the range of a double");
        t->number = 0.0;
    }
    text_free(&number);
}

/* The value of n digits in a base, or -1 where a digit is missing; reads at most `most`. */
static int lex_code(struct lexer *l, int base, int most)
{
    int code = 0, n = 0;
    for (; n < most; n++, l->at++) {
        int c = peek(l, 0);
        int digit = is_digit(c)            ? c - '0'
                    : c >= 'a' && c <= 'f' ? c - 'a' + 10
                    : c >= 'A' && c <= 'F' ? c - 'A' + 10
                                           : 99;
        if (digit >= base)
            break;
        code = code * base + digit;
    }
    return n ? code : -1;
}

/* What follows a backslash, as one byte into value. */
static void lex_escape(struct lexer *l, struct text *value)
{
    static const char names[] = "abfnrtv\\\"'?", codes[] = "\a\b\f\n\r\t\v\\\"'?";
    size_t begin = l->at++;
    int c = peek(l, 0);
    const char *simple = c > 0 ? strchr(names, c) : NULL;
    int code = -1;
    if (simple) {
        code = codes[simple - names];
        l->at++;
    } else if (c == 'x') {
        l->at++;
        code = lex_code(l, 16, 2);
    } else {
        code = lex_code(l, 8, 3);
    }
    if (code <= 0 || code > 255) {
        if (code < 0 && c >= 0 && c != '\n' && l->at == begin + 1)
            l->at++;
        diag_error(l->diag, l->src, since(l, begin),
                   "unknown escape in a string; known are \\\\ \\\" \\' \\? \\a \\b \\f \\n \\r "
                   "\\t \\v, \\ooo and "
                   "\\xhh (not 0)");
        return;
    }
    text_add(value, &(char){(char)code}, 1);
}

static void lex_string(struct lexer *l, struct lex_token *t)
{
    size_t begin = l->at++;
    struct text value = {0};
    for (int c; (c = peek(l, 0)) != '"';) {
        if (c <= 0 || c == '\n' || c == '\r') {
            diag_error(l->diag, l->src, (struct span){begin, 1},
                       "string is not closed: '\"' is missing on this line");
            l->at--; /* cancels the step over the closing quote */
            break;
        }
        if (c == '\\') {
            lex_escape(l, &value);
        } else {
            text_add(&value, l->src->text + l->at, 1);
            l->at++;
        }
    }
    l->at++;
    t->kind = LEX_STRING;
    t->at = since(l, begin);
    t->text = arena_copy(l->arena, value.s, value.n);
    text_free(&value);
}

static enum lex_kind mark_kind(int c)
{
    return c == '['   ? LEX_OPEN
           : c == ']' ? LEX_CLOSE
           : c == '<' ? LEX_LESS
           : c == '>' ? LEX_GREATER
           : c == ',' ? LEX_COMMA
                      : LEX_DASH;
}

struct lex_token lex_next(struct lexer *l)
{
    skip_to_token(l);
    struct lex_token t = {.kind = LEX_END, .at = {l->at, 0}};
    int c = peek(l, 0);
    if (c < 0)
        return t;
    if (name_starts(c)) {
        lex_name(l, &t);
    } else if (starts_number(l)) {
        lex_number(l, &t);
    } else if (c == '"') {
        lex_string(l, &t);
    } else {
        t.kind = mark_kind(c);
        t.at.len = 1;
        l->at++;
    }
    return t;
}
