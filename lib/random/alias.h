/* Drawing from a discrete distribution in constant time: an alias table (Walker, ACM TOMS 3:253,
 * 1977). Weights are integers and all sums are exact, so that a table is the same on every machine.
 */
#ifndef NGSPIKE_ALIAS_H
#define NGSPIKE_ALIAS_H

#include <stdbool.h>
#include <stdint.h>

/* One cell: of its share, the part below `limit` / 2^32 belongs to address[0], the rest to
 * address[1]. An array, so that drawing needs no branch, which could not be predicted. */
typedef struct {
    uint32_t limit, address[2];
} ns_alias_cell;

typedef struct {
    uint32_t n;   /* cells: addresses of weight above 0 */
    uint64_t sum; /* of all weights */
    ns_alias_cell *cell;
    uint32_t *address; /* those of weight above 0 */
    uint64_t *weight;  /* to be set before ns_alias_build, used up by it */
    uint32_t size;     /* weights */
} ns_alias;

/* Room for the weights of addresses 0 .. size - 1, size >= 1. false: out of memory. */
bool ns_alias_init(ns_alias *a, uint32_t size);
void ns_alias_free(ns_alias *a);
/* Makes the table from a->weight. The sum of the weights times their number must be below 2^64.
 * With all weights 0 the table has no cells and must not be drawn from. */
void ns_alias_build(ns_alias *a);

/* An address with probability proportional to its weight, from a uniform random word. The word's
 * product with n has the cell in its upper half; its lower half, uniform again, says which of the
 * cell's two addresses. Probabilities are multiples of 2^-32. */
static inline uint32_t ns_alias_draw(const ns_alias *a, uint32_t word)
{
    const uint64_t p = (uint64_t)word * a->n;
    const ns_alias_cell *c = &a->cell[p >> 32];
    return c->address[(uint32_t)p >= c->limit];
}

#endif
