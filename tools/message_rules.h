/* What ngspice prints, and what it means. The first rule that matches a line counts. */
#ifndef NGSPIKE_MESSAGE_RULES_H
#define NGSPIKE_MESSAGE_RULES_H

typedef enum {
    SAY_NOTHING, /* chatter */
    SAY_TABLE,   /* chatter that goes on with rows of "name number" */
    SAY_PAUSED,
    SAY_SUMMARY,  /* an error, unless one was told already that says why */
    SAY_SINGULAR, /* held back: tells why, if the analysis fails in the end */
    SAY_WARNING,
    SAY_ERROR,
} say;

typedef enum {
    FIND_NOTHING,
    FIND_NUMBERED, /* "... line N ...", the deck's line follows */
    FIND_NEXT,     /* the deck's line follows */
    FIND_REST,     /* what follows the pattern is in the deck's line */
    FIND_COMMAND,  /* first word of the line, among the commands */
    FIND_VECTOR,   /* word after "vector", among the commands */
    FIND_NAME,     /* word after the pattern is an instance or a model */
    FIND_LAST,     /* last word of the line */
} find;

typedef enum { ON_STDOUT = 1, ON_STDERR = 2, ANYWHERE = 3 } stream;

typedef struct {
    const char *pattern;
    bool at_start; /* else anywhere in the line */
    stream where;
    int more; /* lines that follow and belong to it */
    say what;
    find place;
    const char *remedy;
} rule;

extern const rule message_rules[];
extern const int n_message_rules;

#endif
