/* Source of a node type: 0, 1, 2, ... one a period. */
#include "cm.h"

#include "skeleton_value.h"

void cm_skeleton_source(ARGS)
{
    if (INIT)
        cm_event_alloc(0, (int)sizeof(long));
    /* In the host's memory, which follows it when an event is taken back. */
    long *count = cm_event_get_ptr(0, 0);
    const long *before = cm_event_get_ptr(0, 1);
    skeleton_value *out = OUTPUT(out);

    *count = TIME > 0 ? *before + 1 : 0;
    *out = (skeleton_value){true, *count};
    OUTPUT_DELAY(out) = PARAM(delay);
    cm_event_queue((double)(*count + 1) * PARAM(period));
}
