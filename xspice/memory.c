/* ngspice/memory.h: the host's own functions. */
#include "core.h"
#include "ngspice/memory.h"

void *tmalloc(size_t size)
{
    return CM_CALL(cm_slots->get_path + CM_PATH_TMALLOC, void *, size_t)(size);
}

void *trealloc(const void *memory, size_t size)
{
    return CM_CALL(cm_slots->get_path + CM_PATH_TREALLOC, void *, const void *, size_t)(memory,
                                                                                        size);
}

void txfree(const void *memory)
{
    CM_CALL(cm_slots->get_path + CM_PATH_TXFREE, void, const void *)(memory);
}
