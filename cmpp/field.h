/* The tables of an ifspec.ifs and their fields: how they are called, and which may stand where. */
#ifndef CMPP_FIELD_H
#define CMPP_FIELD_H

#include <stdbool.h>
#include <stddef.h>

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

const char *table_name(enum table_kind kind); /* "PORT_TABLE" */
const char *field_name(enum field_kind kind); /* "Port_Name" */

/* The field that names the columns of a table. */
enum field_kind table_key(enum table_kind table);

/* Whether a table of that kind may, and whether it must have the field. */
bool field_belongs(enum field_kind field, enum table_kind table);
bool field_required(enum field_kind field, enum table_kind table);

/* The table by that name or one of its synonyms, upper and lower case being the same; TABLE_KINDS
 * if there is none. */
enum table_kind table_find(const char *name);

/* The field of a table (TABLE_KINDS: of any) by that name; FIELD_KINDS if there is none. */
enum field_kind field_find(const char *name, enum table_kind table);

/* The table that a field can only belong to since it names its columns, or TABLE_KINDS. */
enum table_kind table_named_by(enum field_kind field);

/* Names that may head something in a table of kind *list (TABLE_KINDS: none yet): its fields and
 * all tables. A name_list. */
const char *field_candidate(const void *list, size_t k);

#endif
