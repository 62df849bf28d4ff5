/* Memory by ngspice's names: zeroed, and never NULL but for a size of 0; ngspice ends where there
 * is none left. What a node type creates, and elements of static variables, may come from here or
 * from malloc: the host frees both alike. */
#ifndef NGSPIKE_NGSPICE_MEMORY_H
#define NGSPIKE_NGSPICE_MEMORY_H

#include <stddef.h>

void *tmalloc(size_t size);
void *trealloc(const void *memory, size_t size); /* what is added is not zeroed */
void txfree(const void *memory);

#define TMALLOC(type, n)     ((type *)tmalloc(sizeof(type) * (size_t)(n)))
#define TREALLOC(type, p, n) ((type *)trealloc(p, sizeof(type) * (size_t)(n)))

/* Both leave NULL behind; tfree is an expression, FREE a statement. */
#define tfree(p) (txfree(p), (p) = NULL)
#define FREE(p)                                                                                    \
    do {                                                                                           \
        txfree(p);                                                                                 \
        (p) = NULL;                                                                                \
    } while (0)

#endif
