/* Tokens of C as far as a translation of some of its names needs them: each byte of the source is
 * in exactly one. */
#ifndef CMPP_CTOKEN_H
#define CMPP_CTOKEN_H

#include "diag.h"
#include "mem.h"

enum c_kind {
    C_NAME,      /* keywords too */
    C_NUMBER,    /* a preprocessing number */
    C_STRING,    /* "..." without its prefix */
    C_CHARACTER, /* '...' */
    C_COMMENT,   /* either kind; a // comment without its line end */
    C_SPACE,     /* blanks and spliced line ends */
    C_NEWLINE,
    C_HEADER,      /* "..." or <...> after #include */
    C_TEXT,        /* what follows #error, #pragma and other directives that are no C */
    C_PUNCTUATION, /* one character, or -> */
    C_END          /* behind the last byte */
};

struct c_token {
    enum c_kind kind;
    struct span at;
    bool directive; /* part of a preprocessor directive */
    bool fixed;     /* not subject to translation: in #if 0, or the name that a #define is about */
    size_t close; /* of an opening bracket: the token that closes it; 0 if none does before the end
                     of the statement or of the directive, or a bracket of another kind */
};

struct c_tokens {
    struct c_token *items; /* the last one is C_END */
    size_t n;
};

/* All tokens of a source. Comments, strings and character constants that are not closed are errors.
 */
struct c_tokens c_lex(const struct source *src, struct arena *arena, struct diag *diag);

/* Whether the token is this text. */
bool c_is(const struct source *src, const struct c_token *t, const char *text);

/* Comments and white space. */
bool c_is_blank(const struct c_token *t);

/* The next token that is no blank; the last one is its own next. */
size_t c_next(const struct c_tokens *tokens, size_t k);

/* The token that closes the bracket at k, or k itself if none does before `end`. */
size_t c_closing(const struct c_tokens *tokens, size_t k, size_t end);

#endif
