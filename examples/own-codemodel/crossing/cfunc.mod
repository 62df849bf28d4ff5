/* Crossings of a level: the host is made to compute a time point at each, and a tick tells when it
 * was. */
#include "cm.h"

#include <math.h>

#include "../tick/tick.h"

/* In the host's memory, one for each time point of the circuit: the input from the level. */
typedef struct {
    double time, above;
} point;

/* In the host's memory, one for each event. */
typedef struct {
    bool above;
    long count;
} state;

/* When the straight line between two points crossed the level. */
static double crossing(const point *a, const point *b)
{
    return a->time + (b->time - a->time) * a->above / (a->above - b->above);
}

/* Each Newton iteration: a crossing within the step ends it. The host takes the step again, up to
 * just behind the crossing, until that lies no more than tol before its end. */
static void land_on_crossing(ARGS)
{
    const point *before = cm_analog_get_ptr(0, 1);
    point *now = cm_analog_get_ptr(0, 0);

    if (!now) /* there is none in .sens */
        return;
    *now = (point){TIME, INPUT(in) - PARAM(level)};
    if (ANALYSIS != TRANSIENT || (before->above >= 0) == (now->above >= 0))
        return;
    /* The host does not tell apart times that are closer than 1e-10 of its largest step. */
    double tol = fmax(PARAM(tol), 1e-11 * TSTOP), time = crossing(before, now);
    if (time < TIME - tol)
        cm_land_on(mif_private, time + tol / 2);
}

/* Once a time point: the event. If the host rejects the point after all, it takes back the event
 * and the state. */
static void send_tick(ARGS)
{
    const point *before = cm_analog_get_ptr(0, 1), *now = cm_analog_get_ptr(0, 0);
    const state *old = cm_event_get_ptr(0, 1);
    state *new = cm_event_get_ptr(0, 0);
    bool above = now && now->above >= 0;

    if (ANALYSIS != TRANSIENT) {
        *new = (state){above, 0};
        *(tick *)OUTPUT(out) = (tick){0, 0};
        return;
    }
    *new = (state){above, old->count};
    if (above == old->above || PARAM(direction) == (above ? -1 : 1)) {
        OUTPUT_CHANGED(out) = FALSE;
        return;
    }
    new->count++;
    *(tick *)OUTPUT(out) = (tick){new->count, crossing(before, now)};
    OUTPUT_DELAY(out) = PARAM(delay);
}

void cm_crossing(ARGS)
{
    if (INIT) {
        cm_analog_alloc(0, (int)sizeof(point));
        cm_event_alloc(0, (int)sizeof(state));
    }
    if (CALL_TYPE == ANALOG)
        land_on_crossing(mif_private);
    else
        send_tick(mif_private);
}
