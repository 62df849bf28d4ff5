/* spike_layer: hands packets to lib/network/layer.h and its answers to the host. */
#include "cm.h"

#include <string.h>

#include "spike_layer_params.h"

#include "network/layer.h"
#include "../spike_event.h"
#include "../spike_value.h"

typedef struct {
    packet_state taken, rewarded; /* their versions: unused */
    uint64_t version;             /* of the layer */
    double rate;
} layer_state;

static void save(ARGS, const ns_layer *l)
{
    ns_error e;
    if (!ns_layer_save(l, &e))
        cm_fault(mif_private, "%s", e.msg);
}

static void finish(ARGS, ns_layer *l)
{
    ns_error e;
    if (ns_layer_finish(l, &e))
        save(mif_private, l);
    else
        cm_fault(mif_private, "%s", e.msg);
}

static void destroy(ARGS, Mif_Callback_Reason_t reason)
{
    ns_layer *l = STATIC_VAR(layer);
    if (reason != MIF_CB_DESTROY || !l)
        return;
    if (ns_layer_version(l) > 0 && !cm_faulted())
        finish(mif_private, l); /* a run that was stopped keeps what it learnt */
    ns_layer_free(l);
    spike_users(-1);
    STATIC_VAR(layer) = NULL;
}

static void start(ARGS)
{
    spike_layer_params p;
    ns_error e;

    cm_event_alloc(0, (int)sizeof(layer_state));
    destroy(mif_private, MIF_CB_DESTROY);
    STATIC_VAR(spikes) = 0;
    STATIC_VAR(rate_now) = 0;
    CALLBACK = destroy;
    if (!spike_layer_params_read(mif_private, &p))
        return;
    if (PORT_NULL(reward) == (strcmp(p.rule, "reward") == 0)) {
        cm_fault(mif_private, "rule = \"%s\", but %s", p.rule,
                 PORT_NULL(reward) ? "no node is connected to the port reward: connect one, or "
                                     "choose another rule"
                                   : "a node is connected to the port reward: write null there, "
                                     "or rule = \"reward\"");
        spike_layer_params_free(&p);
        return;
    }
    ns_layer *l = ns_layer_new(&p, cm_instance_name(mif_private), &e);
    spike_layer_params_free(&p);
    if (!l) {
        cm_fault(mif_private, "%s", e.msg);
        return;
    }
    STATIC_VAR(layer) = l;
    spike_users(1);
}

static bool last_of_phase(const ns_tag *tag, ns_phase phase)
{
    return tag->phase == phase && tag->count > 0 && tag->index + 1 == tag->count;
}

/* Takes the packet of rewards. */
static bool take_rewards(ARGS, ns_layer *l, layer_state *now, ns_error *e)
{
    const ns_packet *in = spike_packet(INPUT(reward));
    now->rewarded = (packet_state){in->seq, in->t0, 0};
    return ns_layer_reward(l, in, e);
}

/* Takes the packet at the input, and sends the answer. */
static bool take_spikes(ARGS, ns_layer *l, layer_state *now, ns_error *e)
{
    const ns_packet *in = spike_packet(INPUT(in));
    ns_packet *out = spike_packet_begin(OUTPUT(out), e);
    if (!out || !ns_layer_run(l, in, out, e))
        return false;
    now->taken = (packet_state){in->seq, in->t0, 0};
    now->rate = ns_layer_rate(l);
    STATIC_VAR(spikes) = ns_layer_spikes(l);
    STATIC_VAR(rate_now) = now->rate;
    OUTPUT_DELAY(out) = packet_delay(in->width, TIME);
    if (last_of_phase(&in->tag, NS_PHASE_TRAIN))
        save(mif_private, l);
    return true;
}

/* Takes what is new at the inputs. The layer is first brought back to where this instance's state
 * says it was: the host may have taken a step back since. */
static void take(ARGS, ns_layer *l, layer_state *now, const layer_state *before)
{
    ns_error e;
    const bool spikes = is_new_packet(&before->taken, spike_packet(INPUT(in))),
               rewards = !PORT_NULL(reward) &&
                         is_new_packet(&before->rewarded, spike_packet(INPUT(reward)));

    *now = *before;
    if ((spikes || rewards) && (!ns_layer_rewind(l, before->version, &e) ||
                                (rewards && !take_rewards(mif_private, l, now, &e)) ||
                                (spikes && !take_spikes(mif_private, l, now, &e)))) {
        cm_fault(mif_private, "%s", e.msg);
        OUTPUT_CHANGED(out) = MIF_FALSE;
        return;
    }
    if (spikes || rewards)
        now->version = ns_layer_version(l);
    if (!spikes)
        OUTPUT_CHANGED(out) = MIF_FALSE;
}

void cm_spike_layer(ARGS)
{
    if (INIT)
        start(mif_private);
    ns_layer *l = STATIC_VAR(layer);
    bool idle = !l || cm_faulted() || ANALYSIS != MIF_TRAN;
    if (CALL_TYPE == EVENT) {
        if (idle)
            OUTPUT_CHANGED(out) = MIF_FALSE;
        else
            take(mif_private, l, cm_event_get_ptr(0, 0), cm_event_get_ptr(0, 1));
    }
    if (!PORT_NULL(rate))
        OUTPUT(rate) = idle ? 0 : ((layer_state *)cm_event_get_ptr(0, 0))->rate;
}
