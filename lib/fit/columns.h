/* Headings of measured tables: what a column is, and in which unit. */
#ifndef NGSPIKE_FIT_COLUMNS_H
#define NGSPIKE_FIT_COLUMNS_H

#include <stdbool.h>
#include <stddef.h>

typedef enum {
    NS_COL_TIME,
    NS_COL_VOLTAGE,
    NS_COL_CURRENT,
    NS_COL_CONDUCTANCE,
    NS_COL_RESISTANCE,
    NS_COL_NUMBER, /* of a pulse */
    NS_COL_V_PULSE,
    NS_COL_WIDTH,
    NS_COL_V_READ,
    NS_COLS
} ns_column;

/* Recognises the cell of a heading, `len` bytes; false: another name, the column does not matter.
 * *factor turns its numbers into s, V, A, S, ohm. *unit_wrong: it has a unit that does not fit. */
bool ns_column_parse(const char *cell, size_t len, ns_column *what, double *factor,
                     bool *unit_wrong);

/* "voltage", ... */
const char *ns_column_name(ns_column c);

#endif
