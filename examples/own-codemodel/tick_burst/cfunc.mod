/* Bursts of ticks: n of them, one a period, for each tick of the trigger. A trigger during a burst
 * makes it longer. */
#include "cm.h"

#include "../tick/tick.h"

/* In the host's memory, which follows it when events are taken back. */
typedef struct {
    long seen; /* ticks of the trigger */
    long sent;
    long left;    /* ticks still to come */
    long ticks;   /* of the burst so far */
    double begin; /* of the burst, s */
} state;

/* Counted from the beginning of the burst, so that rounding does not add up. */
static double next_time(ARGS, const state *s)
{
    return s->begin + (double)s->ticks * PARAM(period);
}

/* The operating point: nothing has happened yet. An instance without a trigger is only called
 * again if it asks for it. */
static void begin(ARGS, state *now)
{
    *now = (state){0};
    *(tick *)OUTPUT(out) = (tick){0, 0};
    if (PORT_NULL(trigger)) {
        now->left = PARAM(n);
        now->begin = PARAM(start);
        cm_event_queue(now->begin);
    }
}

static void take_trigger(ARGS, state *now)
{
    long count = ((const tick *)INPUT(trigger))->count;

    if (count > now->seen && !now->left) {
        now->begin = TIME;
        now->ticks = 0;
    }
    now->left += (count - now->seen) * PARAM(n);
    now->seen = count;
}

/* OUTPUT is memory for a new value, not the last one: all of it has to be written. */
static void send(ARGS, state *now)
{
    now->left--;
    now->ticks++;
    now->sent++;
    *(tick *)OUTPUT(out) = (tick){now->sent, TIME + PARAM(delay)};
    OUTPUT_DELAY(out) = PARAM(delay);
}

void cm_tick_burst(ARGS)
{
    if (INIT)
        cm_event_alloc(0, (int)sizeof(state));
    state *now = cm_event_get_ptr(0, 0);

    if (ANALYSIS != TRANSIENT) {
        begin(mif_private, now);
        return;
    }
    *now = *(const state *)cm_event_get_ptr(0, 1);
    if (!PORT_NULL(trigger))
        take_trigger(mif_private, now);
    if (now->left && TIME >= next_time(mif_private, now))
        send(mif_private, now);
    else
        OUTPUT_CHANGED(out) = FALSE;
    if (now->left)
        cm_event_queue(next_time(mif_private, now));
}
