/* The lists of folders that make a library: modpath.lst and udnpath.lst. */
#ifndef CMPP_LIST_H
#define CMPP_LIST_H

#include "diag.h"
#include "mem.h"

struct list_entry {
    const char *path; /* without a slash at its end */
    struct span at;
};

struct list {
    struct list_entry *items;
    size_t n;
};

/* Parses a list: folders between white space, "in quotes" if they hold any, with \ before a quote
 * or a backslash; # and * begin a comment that ends with the line. A number behind a folder is the
 * version that ngspice's own tools keep there, and is not needed. Reports a folder given twice. */
struct list list_parse(const struct source *src, struct arena *arena, struct diag *diag);

#endif
