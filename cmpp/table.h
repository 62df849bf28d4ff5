/* The syntax of an ifspec.ifs: tables of fields of values, with nothing known yet about what they
 * mean. */
#ifndef CMPP_TABLE_H
#define CMPP_TABLE_H

#include "field.h"
#include "lex.h"

enum raw_kind {
    RAW_NONE,
    RAW_NAME,
    RAW_NUMBER,
    RAW_STRING,
    RAW_COMPLEX,
    RAW_LIST,
    RAW_BROKEN /* an error was reported about it */
};

/* One value as written. */
struct raw {
    enum raw_kind kind;
    struct span at;
    const char *text;         /* of a name or string */
    double number, imaginary; /* number; real and imaginary part */
    struct raw *items;        /* of a list */
    size_t n;
};

struct field {
    struct span at; /* its head; len 0: the table has no such field */
    struct raw *values;
    size_t n;
    bool broken; /* an error was reported: values may be missing or too many */
};

struct table {
    enum table_kind kind;
    struct span at;
    struct field fields[FIELD_KINDS];
};

struct tables {
    struct table *items;
    size_t n;
};

/* Parses the whole source. Reports unknown tables and fields, fields twice in a table, missing
 * colons and heads of tables, and malformed values. Goes on with what is most likely meant. */
struct tables tables_parse(const struct source *src, struct arena *arena, struct diag *diag);

#endif
