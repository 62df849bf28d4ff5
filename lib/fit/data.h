/* What was measured on a device: sweeps, current against a voltage that changes with time, and
 * trains of pulses with a reading after each. Read from CSV files as instruments write them. */
#ifndef NGSPIKE_FIT_DATA_H
#define NGSPIKE_FIT_DATA_H

#include <stdbool.h>
#include <stddef.h>

#include "../error.h"

typedef enum { NS_SWEEP, NS_PULSES } ns_fit_kind;

typedef struct {
    double t;      /* s: sweep: since the first row; pulse: its start, NAN unknown */
    double v;      /* V: of the source, straight to the next row; or of the pulse */
    double width;  /* s, of the pulse */
    double v_read; /* V, at which y was read after the pulse */
    double y;      /* current (A) of a sweep, conductance y / v_read (S) after a pulse */
} ns_fit_row;

typedef struct {
    char *name; /* of the file */
    ns_fit_kind kind;
    ns_fit_row *row;
    size_t n, n_read; /* rows kept, and rows in the file */
    double size;      /* largest |y| */
} ns_fit_data;

/* What a file does not say itself. NAN and NULL: not given. */
typedef struct {
    const char *columns;           /* heading to use in place of the file's: "v (V), i (uA)" */
    double rate;                   /* rows per second, for a sweep without a time column */
    double period;                 /* s that all rows of such a sweep take together */
    double v_pulse, width, v_read; /* for pulses without these columns */
    size_t points; /* at most as many rows of a sweep are kept (every second, third...); 0: all */
} ns_fit_read;
extern const ns_fit_read ns_fit_read_default;

/* Reads a file. Separators: comma, semicolon (then numbers may have decimal commas), tab, blanks.
 * Empty lines and those from '#', '%' or '!' on are left out; lines before the first row of numbers
 * are a preamble, the last of them the heading. A heading names columns and units, "time [ms]",
 * "Current (uA)", "v_pulse"; columns with other names are left out. Columns of a sweep: time,
 * voltage, and current, resistance or conductance. Of pulses: v_pulse, width and current,
 * resistance or conductance; and time (start of the pulse), v_read. Messages begin with FILE:LINE.
 */
bool ns_fit_data_read(ns_fit_data *d, const char *path, const ns_fit_read *o, ns_error *e);
void ns_fit_data_free(ns_fit_data *d);

#endif
