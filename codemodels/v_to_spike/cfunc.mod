/* v_to_spike: watches the inputs with lib/network/crossings.h, makes the host land on crossings and
 * on the ends of windows, and sends the packets. */
#include "cm.h"

#include "v_to_spike_params.h"

#include "network/crossings.h"
#include "../spike_event.h"
#include "../spike_value.h"

/* In the host's memory for each time point: the inputs, and this. (Not in its memory for events:
 * libngspice, up to 42 at least, does not take that back with a rejected step.) */
typedef struct {
    double time;
    uint64_t version; /* spikes so far */
    uint64_t next;    /* how-many-th window is sent next */
} state;

enum { INPUTS, STATE };

static void destroy(ARGS, Mif_Callback_Reason_t reason)
{
    ns_crossings *c = STATIC_VAR(crossings);
    if (reason != MIF_CB_DESTROY || !c)
        return;
    ns_crossings_free(c);
    spike_users(-1);
    STATIC_VAR(crossings) = NULL;
}

static void start(ARGS)
{
    v_to_spike_params p;
    ns_error e;

    cm_analog_alloc(INPUTS, PORT_SIZE(in) * (int)sizeof(ns_crossing));
    cm_analog_alloc(STATE, (int)sizeof(state));
    destroy(mif_private, MIF_CB_DESTROY);
    STATIC_VAR(spikes) = 0;
    STATIC_VAR(expected) = 0;
    CALLBACK = destroy;
    if (!v_to_spike_params_read(mif_private, &p))
        return;
    ns_crossings *c = ns_crossings_new(&p, PORT_SIZE(in), &e);
    v_to_spike_params_free(&p);
    if (!c) {
        cm_fault(mif_private, "%s", e.msg);
        return;
    }
    STATIC_VAR(crossings) = c;
    spike_users(1);
}

/* The inputs at this time point, and when within the step the first of them crosses, if that is
 * more than tol before its end; else infinity. */
static double look(ARGS, const ns_crossings *c, ns_crossing *now, double tol)
{
    const ns_crossing *before = cm_analog_get_ptr(INPUTS, 1);
    double first = INFINITY;
    bool counts;

    for (int k = 0; k < PORT_SIZE(in); k++) {
        double at = ns_crossing_step(c, &before[k], T(1), INPUT(in[k]), TIME, &now[k], &counts);
        if (at < TIME - tol && at < first)
            first = at;
    }
    return first;
}

/* A crossing within the step ends it: the host takes the step again, up to just behind the
 * crossing, until that lies no more than tol before its end. Where it takes a shorter step first,
 * the crossing is aimed at from the next one. */
static void land_on_crossing(ARGS, const ns_crossings *c, ns_crossing *now)
{
    double near = time_resolution(TSTOP), tol = fmax(PARAM(tol), near);
    double first = look(mif_private, c, now, tol), expected = STATIC_VAR(expected);

    if (first < INFINITY && first + tol / 2 > T(1) + near) {
        STATIC_VAR(expected) = first + tol / 2;
        cm_land_on(mif_private, first + tol / 2);
    } else if (expected > T(1) + near && expected > TIME) {
        cm_land_on(mif_private, expected);
    }
}

/* The packet of a window is sent when what happened in it can no longer be taken back: at the first
 * time point after that which ends it. */
static double sent_at(ARGS, const ns_crossings *c, uint64_t k)
{
    return ns_crossings_due(c, k) + fmax(1e-6 * PARAM(window), 4 * time_resolution(TSTOP));
}

static void land_on_window(ARGS, ns_crossings *c, uint64_t next)
{
    double near = time_resolution(TSTOP), end = ns_crossings_due(c, next);

    ns_crossings_settle(c, next);
    if (end < T(1) + near || fabs(end - TIME) <= near)
        end = sent_at(mif_private, c, next);
    if (end > T(1) + near && fabs(end - TIME) > near)
        cm_land_on(mif_private, end);
}

/* Each Newton iteration. */
static void watch(ARGS, ns_crossings *c)
{
    ns_crossing *inputs = cm_analog_get_ptr(INPUTS, 0);
    state *now = cm_analog_get_ptr(STATE, 0);
    const state *before = cm_analog_get_ptr(STATE, 1);

    if (!inputs || !now || !before) /* there are none in .sens */
        return;
    if (ANALYSIS == TRANSIENT) {
        *now = (state){TIME, before->version, before->next};
        land_on_crossing(mif_private, c, inputs);
        land_on_window(mif_private, c, before->next);
        return;
    }
    *now = (state){0, 0, 0};
    for (int k = 0; k < PORT_SIZE(in); k++)
        ns_crossing_start(c, INPUT(in[k]), &inputs[k]);
}

/* Keeps the spikes of the step that has been computed, and may yet be taken back. */
static bool collect(ARGS, ns_crossings *c, ns_error *e)
{
    const ns_crossing *before = cm_analog_get_ptr(INPUTS, 1), *now = cm_analog_get_ptr(INPUTS, 0);
    for (int k = 0; k < PORT_SIZE(in); k++)
        if (now[k].last > before[k].last && !ns_crossings_add(c, k, now[k].last, e))
            return false;
    return true;
}

/* Sends the next window if it had ended at the last time point. */
static bool send(ARGS, ns_crossings *c, state *now, const state *before, ns_error *e)
{
    double width = PARAM(window), known = before->time + time_resolution(TSTOP);

    if (known < ns_crossings_due(c, before->next))
        return true;
    if (known >= ns_crossings_due(c, before->next + 1))
        return ns_fail(e,
                       "window = %g s is too short for the steps of this analysis at %g s: make it "
                       "longer, or give .tran a smaller maximum step",
                       width, TIME);
    ns_packet *out = spike_packet_begin(OUTPUT(out), e);
    if (!out || !ns_crossings_packet(c, before->next, out, e))
        return false;
    OUTPUT_CHANGED(out) = TRUE;
    OUTPUT_DELAY(out) = packet_delay(width, TIME);
    now->next = before->next + 1;
    return true;
}

/* Once a time point. */
static void step_done(ARGS, ns_crossings *c)
{
    ns_error e;
    state *now = cm_analog_get_ptr(STATE, 0);
    const state *before = cm_analog_get_ptr(STATE, 1);

    OUTPUT_CHANGED(out) = FALSE;
    if (!now || !before)
        return;
    if (!ns_crossings_rewind(c, before->version, &e) || !send(mif_private, c, now, before, &e) ||
        !collect(mif_private, c, &e)) {
        cm_fault(mif_private, "%s", e.msg);
        OUTPUT_CHANGED(out) = FALSE;
        return;
    }
    now->version = ns_crossings_version(c);
    STATIC_VAR(spikes) = (double)now->version;
}

void cm_v_to_spike(ARGS)
{
    if (INIT)
        start(mif_private);
    ns_crossings *c = STATIC_VAR(crossings);
    bool idle = !c || cm_faulted();
    if (CALL_TYPE != EVENT) {
        if (!idle)
            watch(mif_private, c);
    } else if (idle || ANALYSIS != TRANSIENT) {
        OUTPUT_CHANGED(out) = FALSE;
    } else {
        step_done(mif_private, c);
    }
}
