/* The syntax of an ifspec.ifs: tables of fields of values, with nothing known yet about what they
 * mean. */
#ifndef CMPP_TABLE_H
#define CMPP_TABLE_H

#include "lex.h"

enum table_kind { TABLE_NAME, TABLE_PORT, TABLE_PARAMETER, TABLE_STATIC_VAR, TABLE_KINDS };

enum field_kind {
    FIELD_C_FUNCTION_NAME,
    FIELD_SPICE_MODEL_NAME,
    FIELD_PORT_NAME,
    FIELD_PARAMETER_NAME,
    FIELD_STATIC_VAR_NAME,
    FIELD_DESCRIPTION,
    FIELD_DIRECTION,
    FIELD_DEFAULT_TYPE,
    FIELD_ALLOWED_TYPES,
    FIELD_DATA_TYPE,
    FIELD_DEFAULT_VALUE,
    FIELD_LIMITS,
    FIELD_VECTOR,
    FIELD_VECTOR_BOUNDS,
    FIELD_NULL_ALLOWED,
    FIELD_KINDS
};

enum raw_kind { RAW_NONE, RAW_NAME, RAW_NUMBER, RAW_STRING, RAW_COMPLEX, RAW_LIST };

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

/* Parses the whole source. Reports unknown tables and fields, fields twice in a table and malformed
 * values, skips them and goes on. */
struct tables tables_parse(const struct source *src, struct arena *arena, struct diag *diag);

const char *table_name(enum table_kind kind); /* "PORT_TABLE" */
const char *field_name(enum field_kind kind); /* "Port_Name" */

/* Whether a table of that kind may, and whether it must have the field. */
bool field_belongs(enum field_kind field, enum table_kind table);
bool field_required(enum field_kind field, enum table_kind table);

#endif
