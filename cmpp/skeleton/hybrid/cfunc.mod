/* Comparator: the output changes when the input crosses the threshold, at the moment when it does.
 */
#include "cm.h"

/* In the host's memory: the input at a time point, from the threshold. */
typedef struct {
    double time, above;
} point;

/* Within the step that is being computed, a crossing ends it: the host takes the step again up to
 * there. */
static void look_for_crossing(ARGS)
{
    const point *before = cm_analog_get_ptr(0, 1);
    point *now = cm_analog_get_ptr(0, 0);

    if (!now) /* .sens */
        return;
    *now = (point){TIME, INPUT(in) - PARAM(threshold)};
    if (ANALYSIS != TRANSIENT || (before->above >= 0) == (now->above >= 0))
        return;
    double part = before->above / (before->above - now->above);
    double crossing = before->time + part * (now->time - before->time);
    if (crossing < TIME - PARAM(tol))
        cm_land_on(mif_private, crossing + PARAM(tol) / 2);
}

/* Called when a time point has been computed. */
static void set_output(ARGS)
{
    const point *now = cm_analog_get_ptr(0, 0);
    Digital_State_t *out = cm_event_get_ptr(0, 0), *before = cm_event_get_ptr(0, 1);

    *out = now && now->above >= 0 ? ONE : ZERO;
    if (TIME > 0 && *out == *before) {
        OUTPUT_CHANGED(out) = FALSE;
        return;
    }
    OUTPUT_STATE(out) = *out;
    OUTPUT_STRENGTH(out) = STRONG;
    OUTPUT_DELAY(out) = PARAM(delay);
}

void cm_skeleton(ARGS)
{
    if (INIT) {
        cm_analog_alloc(0, (int)sizeof(point));
        cm_event_alloc(0, (int)sizeof(Digital_State_t));
    }
    if (CALL_TYPE == ANALOG)
        look_for_crossing(mif_private);
    else
        set_output(mif_private);
}
