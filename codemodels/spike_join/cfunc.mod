/* spike_join: hands the packets of its inputs to lib/network/join.h and sends what it makes. */
#include "cm.h"

#include <string.h>

#include "spike_join_params.h"

#include "network/join.h"
#include "../spike_event.h"
#include "../spike_value.h"

typedef struct {
    uint64_t version;
    packet_state taken[]; /* of each input */
} state;

static size_t state_size(int inputs)
{
    return sizeof(state) + (size_t)inputs * sizeof(packet_state);
}

static void destroy(ARGS, Mif_Callback_Reason_t reason)
{
    ns_join *j = STATIC_VAR(join);
    if (reason != MIF_CB_DESTROY || !j)
        return;
    ns_join_free(j);
    spike_users(-1);
    STATIC_VAR(join) = NULL;
}

static void start(ARGS)
{
    spike_join_params p;
    ns_error e;

    cm_event_alloc(0, (int)state_size(PORT_SIZE(in)));
    destroy(mif_private, MIF_CB_DESTROY);
    CALLBACK = destroy;
    if (!spike_join_params_read(mif_private, &p))
        return;
    ns_join *j = ns_join_new(&p, PORT_SIZE(in), &e);
    spike_join_params_free(&p);
    if (!j) {
        cm_fault(mif_private, "%s", e.msg);
        return;
    }
    STATIC_VAR(join) = j;
    spike_users(1);
}

/* Takes what is new at the inputs. */
static bool take(ARGS, ns_join *j, state *now, ns_error *e)
{
    for (int k = 0; k < PORT_SIZE(in); k++) {
        const ns_packet *in = spike_packet(INPUT(in[k]));
        if (!is_new_packet(&now->taken[k], in))
            continue;
        if (!ns_join_take(j, k, in, e))
            return false;
        now->taken[k] = (packet_state){in->seq, in->t0, 0};
    }
    return true;
}

/* Sends the next window if it can be made, and asks to be called for another. */
static bool send(ARGS, ns_join *j, ns_error *e)
{
    double width = PARAM(window), delay = packet_delay(width, TIME);

    OUTPUT_CHANGED(out) = FALSE;
    if (!ns_join_ready(j, 0))
        return true;
    if (ns_join_ready(j, 1))
        cm_event_queue(TIME + 2 * delay);
    ns_packet *out = spike_packet_begin(OUTPUT(out), e);
    if (!out || !ns_join_make(j, out, e))
        return false;
    OUTPUT_CHANGED(out) = TRUE;
    OUTPUT_DELAY(out) = delay;
    return true;
}

void cm_spike_join(ARGS)
{
    ns_error e;

    if (INIT)
        start(mif_private);
    ns_join *j = STATIC_VAR(join);
    if (!j || cm_faulted() || ANALYSIS != TRANSIENT) {
        OUTPUT_CHANGED(out) = FALSE;
        return;
    }
    state *now = cm_event_get_ptr(0, 0);
    const state *before = cm_event_get_ptr(0, 1);
    memcpy(now, before, state_size(PORT_SIZE(in)));
    if (!ns_join_rewind(j, before->version, &e) || !take(mif_private, j, now, &e) ||
        !send(mif_private, j, &e)) {
        cm_fault(mif_private, "%s", e.msg);
        OUTPUT_CHANGED(out) = FALSE;
        return;
    }
    now->version = ns_join_version(j);
}
