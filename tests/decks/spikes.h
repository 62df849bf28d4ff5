/* Recorded spikes against each other. */
#ifndef NGSPIKE_TEST_SPIKES_H
#define NGSPIKE_TEST_SPIKES_H

#include <math.h>

#include "../../lib/data/events.h"

/* How far apart two records of one neuron's spikes are, s. (Those of several that fire for one
 * input may come in another order.) */
static inline double farthest(const ns_events *a, const ns_events *b, uint32_t addr)
{
    double most = 0;
    size_t i = 0, k = 0;
    for (;; i++, k++) {
        while (i < a->n && a->addr[i] != addr)
            i++;
        while (k < b->n && b->addr[k] != addr)
            k++;
        if (i == a->n || k == b->n)
            return i == a->n && k == b->n ? most : INFINITY;
        most = fmax(most, fabs(a->t[i] - b->t[k]));
    }
}

#endif
