/* What an ifspec.ifs declares, in words: plain text for the emitters of documents to escape. */
#ifndef CMPP_DESCRIBE_H
#define CMPP_DESCRIBE_H

#include "ifspec.h"
#include "unit.h"

/* A description in its two parts. The unit is the last piece after a comma: "firing threshold, V",
 * with ", 1" for a pure number. */
struct described {
    const char *text; /* length bytes, the last of which is no blank */
    size_t length;
    char unit[LONGEST_UNIT + 1]; /* "" if the description names none */
};

struct described describe_port(const struct ifs_port *p);
struct described describe_param(const struct ifs_param *p); /* a parameter or static variable */

/* A value as a .model card has it: TRUE, 1e-12, <1 2>, "text". */
void describe_value(struct text *out, enum ifs_type type, const struct ifs_value *v);

/* The default, of a vector in [ ]; nothing if there is none. */
void describe_default(struct text *out, const struct ifs_param *p);

/* "1 to 4", "at least 3"; nothing if there are no limits. */
void describe_range(struct text *out, enum ifs_type type, const struct ifs_range *r);

/* Whether a .model card may leave the parameter out. */
bool describe_optional(const struct ifs_param *p);

/* Whether ngspice can save the static variable: only a real is plotted as it is, int, boolean and
 * string are refused at each time point, a complex one crashes it, a vector gives nonsense. */
bool describe_savable(const struct ifs_param *var);

#endif
