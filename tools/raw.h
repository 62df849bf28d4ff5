/* ngspice's binary raw file, written point by point while an analysis runs, so that it takes no
 * memory and survives whatever the deck does to its vectors afterwards. */
#ifndef NGSPIKE_RAW_H
#define NGSPIKE_RAW_H

#include <stdbool.h>

#include "data/atomic_file.h"

typedef struct raw_file raw_file;
struct vecinfoall; /* of <ngspice/sharedspice.h> */
struct vecvaluesall;

/* The file appears under its name when it is committed. */
raw_file *raw_open(const char *path, ns_error *e);
void raw_begin_plot(raw_file *r, const struct vecinfoall *plot);
void raw_add_point(raw_file *r, const struct vecvaluesall *point);
/* Completes the file (also one without a point) and frees r. */
bool raw_commit(raw_file *r, ns_error *e);
void raw_abort(raw_file *r);
/* Removes the unfinished file while another thread may be writing to it; for a program that ends at
 * once. */
void raw_unlink(const raw_file *r);

#endif
