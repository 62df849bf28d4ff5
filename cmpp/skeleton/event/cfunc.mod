/* Divider: the output toggles at every n-th rising edge of the input. */
#include "cm.h"

/* In the host's memory, which follows it when an event is taken back. */
typedef struct {
    Digital_State_t in, out;
    int edges;
} state;

void cm_skeleton(ARGS)
{
    if (INIT)
        cm_event_alloc(0, (int)sizeof(state));
    state *now = cm_event_get_ptr(0, 0);
    const state *before = cm_event_get_ptr(0, 1);

    if (TIME <= 0) {
        *now = (state){INPUT_STATE(in), ZERO, 0};
        OUTPUT_STATE(out) = ZERO;
        OUTPUT_STRENGTH(out) = STRONG;
        OUTPUT_DELAY(out) = PARAM(delay);
        return;
    }
    *now = *before;
    now->in = INPUT_STATE(in);
    if (now->in == ONE && before->in == ZERO)
        now->edges++;
    if (now->edges < PARAM(n)) {
        OUTPUT_CHANGED(out) = FALSE;
        return;
    }
    now->edges = 0;
    now->out = before->out == ZERO ? ONE : ZERO;
    OUTPUT_STATE(out) = now->out;
    OUTPUT_STRENGTH(out) = STRONG;
    OUTPUT_DELAY(out) = PARAM(delay);
}
