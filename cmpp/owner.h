/* Which argument of a C function the accessors in its body mean: the one of type Mif_Private_t *,
 * which ARGS calls mif_private and a helper of the author's may call anything. */
#ifndef CMPP_OWNER_H
#define CMPP_OWNER_H

#include "ctoken.h"

/* From the token `from` on, until the next. */
struct owner {
    size_t from;
    const char *name;
};

struct owners {
    struct owner *items;
    size_t n;
};

/* Reads over the tokens of a file; what is needed later is kept in the arena. */
struct owners owners_find(const struct source *src, const struct c_tokens *tokens,
                          struct arena *arena);

/* The argument's name at a token; "mif_private" outside of functions and where there is no other.
 */
const char *owner_at(const struct owners *owners, size_t token);

#endif
