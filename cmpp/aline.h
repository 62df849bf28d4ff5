/* The A line of an instance, and how much of it ngspice can take: it keeps the words of a line in a
 * table of 512 entries and does not look whether they fit (39 to 47), so a longer line overwrites
 * its memory. */
#ifndef CMPP_ALINE_H
#define CMPP_ALINE_H

#include "ifspec.h"

enum {
    ALINE_TABLE = 512,
    ALINE_FRAME = 4, /* entries of the names of the instance and the model */
    ALINE_UNBOUNDED = 1000000
};

/* How many nodes a port of that type has on an A line: 2 for vd, id, gd, hd. */
int aline_nodes(enum ifs_port_type type);

/* The entries of a port that has so many elements of so many nodes, with its type written before
 * it or not. Every word is stored twice, once when the model's name is looked for and once when it
 * is read; %, the type after it, [ and ] are words, ( and ) are none. Without a % the default type
 * is stored, once. */
int aline_port_entries(const struct ifs_port *p, int nodes, int size, bool typed);

/* The entries that the widest A line takes: each vector as long as its bounds allow, or `size`
 * elements where it has no upper bound, each port with those of its types that have most nodes. */
int aline_entries(const struct ifspec *s, int size);

/* How many elements the vectors without an upper bound may have each; ALINE_UNBOUNDED if there is
 * none. 0 if not even one each fits. */
int aline_safe_size(const struct ifspec *s);

#endif
