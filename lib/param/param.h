/* A declared parameter: the one place that the struct field, the range check, the ifspec.ifs, the
 * man page and the symbol of a device come from. A family writes an X-macro list, makes its struct
 * and its table from it, and everything else works on the table. */
#ifndef NGSPIKE_PARAM_H
#define NGSPIKE_PARAM_H

#include <stddef.h>

#include "../error.h"

typedef enum {
    NS_REAL,
    NS_INT,
    NS_ENUM
} ns_param_type; /* a double; an int; an int that indexes choices */

typedef struct {
    const char *name;
    const char *unit; /* "ohm", "m^2/(V s)", "" for a pure number */
    const char *descr;
    const char *source; /* paper and equation or table */
    ns_param_type type;
    size_t offset;              /* of the field in the family's struct */
    double def;                 /* default; for NS_ENUM the index */
    double lo, hi;              /* range; -INFINITY, INFINITY where there is none */
    int lo_open, hi_open;       /* bound itself excluded */
    const char *const *choices; /* NS_ENUM: names, NULL at the end */
} ns_param;

/* A family's one list of its parameters is a macro LIST(X, S) whose lines are
 *   X(S, REAL|INT|ENUM, name, unit, default, lo, lo_open, hi, hi_open, choices, descr, source)
 * `struct family { LIST(NS_PARAM_FIELD, ) }` makes the fields, `{ LIST(NS_PARAM_ROW, struct family)
 * }` the table. */
#define NS_PARAM_FIELD(S, type, name, ...) NS_PARAM_C_##type name;
#define NS_PARAM_C_REAL                    double
#define NS_PARAM_C_INT                     int
#define NS_PARAM_C_ENUM                    int
#define NS_PARAM_ROW(S, type, name, unit, def, lo, lo_open, hi, hi_open, choices, descr, source)   \
    {#name, unit, descr, source,  NS_##type, offsetof(S, name),                                    \
     def,   lo,   hi,    lo_open, hi_open,   choices},

/* Reads a SPICE number: decimal, optional suffix (f p n u m k meg g t, also a and mil, any case),
 * trailing letters (a unit) ignored, surrounding blanks ignored. False for anything else and for
 * numbers that overflow. */
bool ns_number(const char *text, double *out);

/* Sets every field to its default. */
void ns_params_default(const ns_param *table, size_t n, void *params);

/* Sets one parameter, checked against type and range (NaN refused). `who` names the owner in the
 * message, e.g. "device drift". Unknown names list the known ones. */
bool ns_params_set(const ns_param *table, size_t n, void *params, const char *who, const char *name,
                   double value, ns_error *e);

/* As ns_params_set, from text: a number with an optional SPICE suffix (f p n u m k meg g t, any
 * case, trailing unit letters ignored) or, for NS_ENUM, one of the choices. */
bool ns_params_set_text(const ns_param *table, size_t n, void *params, const char *who,
                        const char *name, const char *text, ns_error *e);

/* Index of name in the table (case-insensitive), or -1. */
int ns_params_find(const ns_param *table, size_t n, const char *name);

/* Sets one parameter to a value that is known to be right: neither type nor range are checked. */
void ns_params_put(const ns_param *q, void *params, double value);

/* Number of choices of an NS_ENUM. */
int ns_param_choices(const ns_param *q);

/* Current value of parameter k (an NS_INT or NS_ENUM as a double). */
double ns_params_get(const ns_param *table, size_t k, const void *params);

#endif
