/* The translation of a cfunc.mod: the documented accessors become the macros of cm.h, everything
 * else stays as it is, byte by byte and line by line. */
#ifndef CMPP_CFUNC_H
#define CMPP_CFUNC_H

#include "diag.h"
#include "ifspec.h"

struct cfunc_names {
    const char *origin; /* the source, in the comment at the top */
    const char *line;   /* the source, in #line */
    const char *out;    /* the output, in #line */
};

/* Appends the C file. Returns false if errors were reported: an accessor that names nothing, or
 * something of the wrong kind, direction or type; an index on a scalar or none on a vector; a wrong
 * number of arguments; anything not closed. A cfunc.mod that includes "<model>_params.h" gets
 * <model>_params_read as well (see emit.h). */
bool cfunc_translate(struct text *out, const struct ifspec *s, const struct source *src,
                     const struct cfunc_names *names, struct diag *diag);

#endif
