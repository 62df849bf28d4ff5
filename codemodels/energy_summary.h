/* The summary of energy as text, the same in ngspice and in a program that hosts it. */
#ifndef NGSPIKE_ENERGY_SUMMARY_H
#define NGSPIKE_ENERGY_SUMMARY_H

#include <stdbool.h>
#include <stddef.h>

#include "status.h"

/* All instances of a model, or (model NULL) all that there are. */
typedef struct {
    const char *model;
    int instances;
    double dissipated, supplied, spikes, events; /* J, J, sums */
} energy_family;

/* The k-th model, in order of appearance; false after the last one. k = -1: all together, false if
 * there is nothing. */
bool energy_family_of(const ngspike_energy *list, int n, int k, energy_family *out);

/* The k-th line of the summary; false after the last one. With a line for each instance, or not. */
bool energy_summary_line(const ngspike_energy *list, int n, bool instances, int k, char *line,
                         size_t size);

#endif
