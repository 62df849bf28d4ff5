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

/* ( ) { } are no tokens, but what is meant by them is clear. */
static bool starts_token(const struct lexer *l)
{
    int c = peek(l, 0);
    return c < 0 || is_space(c) || name_starts(c) || starts_number(l) ||
           (c && strchr("[]<>,-\"(){}", c)) || (c == '/' && peek(l, 1) == '*');
}

static size_t rest_of_line(const struct lexer *l)
{
    size_t n = 0;
    while (peek(l, n) >= 0 && peek(l, n) != '\n')
        n++;
    return n;
}

/* Length of a quote of another kind: ' ` or the curved ones; 0 if there is none. */
static size_t quote_length(const struct lexer *l)
{
    bool curved =
        peek(l, 0) == 0xE2 && peek(l, 1) == 0x80 && peek(l, 2) >= 0x98 && peek(l, 2) <= 0x9F;
    return curved ? 3 : peek(l, 0) == '\'' || peek(l, 0) == '`';
}

/* Goes behind the quote that closes the one here, or behind this one if none does on its line. */
static void skip_quoted(struct lexer *l)
{
    l->at += quote_length(l);
    size_t after = l->at;
    while (peek(l, 0) >= 0 && peek(l, 0) != '\n' && !quote_length(l))
        l->at++;
    l->at = quote_length(l) ? l->at + quote_length(l) : after;
}

/* What may be meant by characters that begin no token; after ": ". */
static const char *stray_remedy(const struct lexer *l, bool first)
{
    int c = peek(l, 0);
    if (c == '#' || c == ';' || (c == '/' && peek(l, 1) == '/') || (c == '*' && first))
        return ": a comment is written /* ... */";
    if (quote_length(l))
        return ": a string is written with plain double quotes, \"...\"";
    if (c == ':')
        return l->at && is_digit(l->src->text[l->at - 1])
                   ? ": a range is written [lower upper]"
                   : ": a ':' follows the name of a table or of a field";
    return c >= 0x80 ? ": outside of strings and comments, only ASCII has a meaning" : "";
}

/* Reports a run of characters that begin no token, and goes behind it: behind the line if it looks
 * like a comment of another language. */
static void skip_stray(struct lexer *l, bool first)
{
    size_t begin = l->at;
    const char *remedy = stray_remedy(l, first);
    bool comment = strstr(remedy, "comment is"), quoted = quote_length(l);
    while (!comment && !quoted && !starts_token(l) && !(l->at > begin && quote_length(l))) {
        size_t n = source_character(l->src, l->at);
        l->at += n ? n : 1;
    }
    l->at += comment ? rest_of_line(l) : 0;
    if (quoted)
        skip_quoted(l);
    diag_error(l->diag, l->src, since(l, begin), "unexpected character%s%s",
               l->at - begin > 1 ? "s" : "", remedy);
}

/* Goes to the next byte that begins a token. Returns whether that is the first of its line. */
static bool skip_to_token(struct lexer *l)
{
    bool first = l->at == 0;
    for (;;) {
        if (l->at == 0 && strncmp(l->src->text, "\xEF\xBB\xBF", 3) == 0)
            l->at += 3; /* a byte-order mark */
        first = first || peek(l, 0) == '\n';
        if (is_space(peek(l, 0)))
            l->at++;
        else if (peek(l, 0) == '/' && peek(l, 1) == '*')
            skip_comment(l);
        else if (!starts_token(l))
            skip_stray(l, first);
        else
            return first;
    }
}

/* Distance of the colon behind a name, or 0. At the beginning of a line, = and ; are taken for one,
 * with an error. */
static size_t find_colon(const struct lexer *l, const struct lex_token *name)
{
    size_t n = 0;
    while (is_space(peek(l, n)))
        n++;
    int c = peek(l, n);
    if (c == ':')
        return n + 1;
    if ((c != '=' && c != ';') || !name->first || n > strspn(l->src->text + l->at, " \t"))
        return 0;
    diag_error(l->diag, l->src, (struct span){l->at + n, 1}, "expected '%s:', not '%c'", name->text,
               c);
    return n + 1;
}

/* A name, or the head of a table or field. */
static void lex_name(struct lexer *l, struct lex_token *t)
{
    size_t begin = l->at;
    while (name_continues(peek(l, 0)))
        l->at++;
    t->at = since(l, begin);
    t->text = arena_copy(l->arena, l->src->text + begin, l->at - begin);
    size_t colon = find_colon(l, t);
    t->kind = colon ? LEX_HEAD : LEX_NAME;
    l->at += colon;
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
    int shown = n > 20 ? 20 : (int)n;
    if (n > 5) /* longer than a suffix with a unit */
        diag_error(l->diag, l->src, since(l, begin),
                   "'%.*s' after a digit: names begin with a letter", shown, l->src->text + begin);
    else if (n)
        diag_error(
            l->diag, l->src, since(l, begin),
            "'%.*s' is no suffix of a number; known are t g meg k m u n p f a mil, without a "
            "unit",
            shown, l->src->text + begin);
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

/* Length of a line end at distance k, or 0. */
static size_t line_end(const struct lexer *l, size_t k)
{
    return peek(l, k) == '\n' ? 1 : peek(l, k) == '\r' && peek(l, k + 1) == '\n' ? 2 : 0;
}

static void lex_string(struct lexer *l, struct lex_token *t)
{
    size_t begin = l->at++;
    struct text value = {0};
    for (int c; (c = peek(l, 0)) != '"';) {
        if (c <= 0 || c == '\n' || c == '\r') {
            diag_error(
                l->diag, l->src, (struct span){begin, 1},
                "string is not closed: '\"' is missing on this line, or a \\ at its end to go "
                "on in the next");
            l->at--; /* cancels the step over the closing quote */
            break;
        }
        if (c == '\\' && line_end(l, 1)) {
            l->at += 1 + line_end(l, 1);
        } else if (c == '\\') {
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

static void lex_mark(struct lexer *l, struct lex_token *t)
{
    static const char marks[] = "-[]<>,(){}";
    static const enum lex_kind kinds[] = {LEX_DASH,  LEX_OPEN, LEX_CLOSE, LEX_LESS, LEX_GREATER,
                                          LEX_COMMA, LEX_OPEN, LEX_CLOSE, LEX_OPEN, LEX_CLOSE};
    int c = peek(l, 0);
    t->kind = kinds[strchr(marks, c) - marks];
    t->at.len = 1;
    l->at++;
    if (strchr("({", c))
        diag_error(l->diag, l->src, t->at,
                   "'%c': a list is written [a b], a complex number <re im>", c);
}

struct lex_token lex_next(struct lexer *l)
{
    int errors = l->diag->errors;
    bool first = skip_to_token(l);
    struct lex_token t = {.kind = LEX_END, .at = {l->at, 0}, .first = first};
    int c = peek(l, 0);
    t.after_stray = l->diag->errors > errors;
    errors = l->diag->errors;
    if (c < 0)
        return t;
    if (name_starts(c))
        lex_name(l, &t);
    else if (starts_number(l))
        lex_number(l, &t);
    else if (c == '"')
        lex_string(l, &t);
    else
        lex_mark(l, &t);
    t.bad = l->diag->errors > errors;
    return t;
}
