/* Tokens of an ifspec.ifs. White space, line ends and C comments separate tokens and mean nothing
 * else. */
#ifndef CMPP_LEX_H
#define CMPP_LEX_H

#include "diag.h"
#include "mem.h"

enum lex_kind {
    LEX_END,
    LEX_HEAD,    /* a name and a colon: the head of a table or of a field */
    LEX_NAME,    /* letters, digits, _ */
    LEX_NUMBER,  /* decimal, with a SPICE suffix or not */
    LEX_STRING,  /* "..." with the escapes of C; a backslash at the end of a line goes on with the
                    next */
    LEX_DASH,    /* - alone: no value */
    LEX_OPEN,    /* [ */
    LEX_CLOSE,   /* ] */
    LEX_LESS,    /* < */
    LEX_GREATER, /* > */
    LEX_COMMA
};

struct lex_token {
    enum lex_kind kind;
    struct span at;
    bool first;       /* of its line */
    bool bad;         /* an error was reported about it */
    bool after_stray; /* an error was reported about what stands before it */
    const char *text; /* of a head or name; a string's value */
    double number;
};

struct lexer {
    const struct source *src;
    struct diag *diag;
    struct arena *arena; /* keeps the texts of the tokens */
    size_t at;
};

/* The next token. Errors (unterminated comment or string, unknown escape or suffix, stray
 * character, number out of range, a bracket of another kind) are reported and give the nearest
 * valid token, so that parsing goes on. */
struct lex_token lex_next(struct lexer *l);

#endif
