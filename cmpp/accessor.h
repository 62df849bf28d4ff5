/* The accessors that may be written in a cfunc.mod, and what the names in their parentheses mean.
 */
#ifndef CMPP_ACCESSOR_H
#define CMPP_ACCESSOR_H

#include "diag.h"
#include "ifspec.h"

enum object {
    OBJECT_NONE,   /* INIT: no parentheses */
    OBJECT_NUMBER, /* T(n): any expression */
    OBJECT_PARAM,
    OBJECT_VAR,
    OBJECT_PORT,
    OBJECT_PORT_PAIR /* PARTIAL(out, in) */
};

enum flow { FLOW_ANY, FLOW_IN, FLOW_OUT };

struct accessor {
    const char *name, *macro;
    enum object object;
    enum flow flow;
    unsigned signals; /* of the port; bits of enum ifs_signal */
    bool element;     /* is about one element: a vector has to have an index */
    bool typed;       /* the macro's name ends with the type */
};

/* The accessor by the name of n bytes, or NULL. */
const struct accessor *accessor_find(const char *name, size_t n);

/* A name in the parentheses of an accessor. */
struct accessor_use {
    const struct accessor *accessor;
    enum flow flow;           /* what is asked of the port here */
    const struct source *src; /* where the name stands */
    struct span at;
    bool has_index;
};

/* Index in s of the port, parameter or variable that is named; -1 with an error if there is none or
 * the accessor does not fit it. */
int accessor_resolve(const struct accessor_use *use, const struct ifspec *s, struct diag *diag);

/* What the macro's name ends with: "_REAL", or "" if it does not tell types apart. */
const char *accessor_suffix(const struct accessor *a, const struct ifspec *s, int k);

#endif
