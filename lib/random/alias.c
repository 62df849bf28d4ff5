#include "alias.h"

#include <stdlib.h>

bool ns_alias_init(ns_alias *a, uint32_t size)
{
    const size_t each = sizeof *a->weight + sizeof *a->cell + sizeof *a->address;
    *a = (ns_alias){.weight = malloc(size * each), .size = size};
    if (!a->weight) {
        return false;
    }
    a->cell = (ns_alias_cell *)(a->weight + size);
    a->address = (uint32_t *)(a->cell + size);
    return true;
}

void ns_alias_free(ns_alias *a)
{
    free(a->weight);
    *a = (ns_alias){0};
}

static ns_alias_cell make_cell(const ns_alias *a, uint64_t share, uint32_t self, uint32_t other)
{
    /* A full cell's limit would be 2^32; it is safe to cut it, as its other name is its own. */
    const double limit = (double)share / (double)a->sum * 0x1p32;
    return (ns_alias_cell){limit < UINT32_MAX ? (uint32_t)limit : UINT32_MAX,
                           {a->address[self], a->address[other]}};
}

/* The first light address (worth less than a cell), or heavy one, from i on; n: none. */
static uint32_t find(const ns_alias *a, uint32_t i, bool light)
{
    while (i < a->n && (a->weight[i] < a->sum) != light) {
        i++;
    }
    return i;
}

/* One sweep that needs no sorting (Huebschle-Schneider and Sanders 2022). A light address takes a
 * cell and the current heavy one fills it up; a heavy one of which no more than a cell is left
 * takes a cell itself, which the next heavy one fills up. The sums are exact, so that the light
 * ones and the heavy ones run out together, at the last cell. */
static void fill(ns_alias *a)
{
    uint32_t light = find(a, 0, true), heavy = find(a, 0, false);
    uint64_t left = a->weight[heavy];
    for (uint32_t c = 0; c < a->n; c++) {
        if (left > a->sum) {
            a->cell[c] = make_cell(a, a->weight[light], light, heavy);
            left -= a->sum - a->weight[light];
            light = find(a, light + 1, true);
            continue;
        }
        const uint32_t next = find(a, heavy + 1, false);
        if (next == a->n) {
            a->cell[c] = make_cell(a, left, heavy, heavy);
            continue;
        }
        a->cell[c] = make_cell(a, left, heavy, next);
        left = a->weight[next] - (a->sum - left);
        heavy = next;
    }
}

/* Weights of 0 are left out, the others are multiplied by their number: a cell is worth `sum` then.
 */
void ns_alias_build(ns_alias *a)
{
    a->n = 0;
    a->sum = 0;
    for (uint32_t i = 0; i < a->size; i++) {
        const uint64_t weight = a->weight[i];
        a->address[a->n] = i; /* kept if the next lines count it */
        a->weight[a->n] = weight;
        a->n += weight != 0;
        a->sum += weight;
    }
    for (uint32_t i = 0; i < a->n; i++) {
        a->weight[i] *= a->n;
    }
    if (a->n) {
        fill(a);
    }
}
