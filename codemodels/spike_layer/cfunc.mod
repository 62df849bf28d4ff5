/* spike_layer: hands packets to lib/network/layer.h and its answers to the host. */
#include "cm.h"

#include <stdlib.h>
#include <string.h>

#include "spike_layer_params.h"

#include "network/layer.h"
#include "../spike_event.h"
#include "../spike_value.h"
#include "../status_update.h"

/* What an instance has. */
typedef struct {
    ns_layer *l;
    ns_layer_energy told; /* to the status */
} layer_instance;

typedef struct {
    packet_state taken, rewarded; /* their versions: unused */
    uint64_t version;             /* of the layer */
    double rate;
} layer_state;

/* Shows what the layer has dissipated, to the user and to a program that hosts the library. */
static void show_energy(ARGS, layer_instance *my)
{
    const ns_layer_energy now = ns_layer_dissipated(my->l);

    STATIC_VAR(e) = now.read + now.write + now.fire;
    STATIC_VAR(e_read) = now.read;
    STATIC_VAR(e_write) = now.write;
    STATIC_VAR(e_fire) = now.fire;
    STATIC_VAR(reads) = (double)now.reads;
    STATIC_VAR(writes) = (double)now.writes;
    status_energy(&my->told, &now);
    my->told = now;
}

static void save(ARGS, const ns_layer *l)
{
    ns_error e;
    if (!ns_layer_save(l, &e))
        cm_fault(mif_private, "%s", e.msg);
}

static void finish(ARGS, layer_instance *my)
{
    ns_error e;
    if (!ns_layer_finish(my->l, &e)) {
        cm_fault(mif_private, "%s", e.msg);
        return;
    }
    show_energy(mif_private, my);
    save(mif_private, my->l);
}

static void destroy(ARGS, Mif_Callback_Reason_t reason)
{
    layer_instance *my = STATIC_VAR(layer);
    if (reason != MIF_CB_DESTROY || !my)
        return;
    if (ns_layer_version(my->l) > 0 && !cm_faulted())
        finish(mif_private, my); /* a run that was stopped keeps what it learnt */
    ns_layer_free(my->l);
    free(my);
    spike_users(-1);
    status_layers_changed(-1);
    STATIC_VAR(layer) = NULL;
}

/* false: the port for rewards does not suit the rule. */
static bool check_port(ARGS, const char *rule)
{
    if (PORT_NULL(reward) != (strcmp(rule, "reward") == 0))
        return true;
    cm_fault(mif_private, "rule = \"%s\", but %s", rule,
             PORT_NULL(reward)
                 ? "no node is connected to the port reward: connect one, or choose another rule"
                 : "a node is connected to the port reward: write null there, or rule = "
                   "\"reward\"");
    return false;
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
    layer_instance *my = NULL;
    if (check_port(mif_private, p.rule)) {
        my = calloc(1, sizeof *my);
        ns_layer *l = my ? ns_layer_new(&p, cm_instance_name(mif_private), &e) : NULL;
        if (!l) {
            cm_fault(mif_private, "%s", my ? e.msg : "out of memory");
            free(my);
            my = NULL;
        } else {
            my->l = l;
        }
    }
    spike_layer_params_free(&p);
    if (!my)
        return;
    STATIC_VAR(layer) = my;
    spike_users(1);
    status_layers_changed(1);
    show_energy(mif_private, my);
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
static void take(ARGS, layer_instance *my, layer_state *now, const layer_state *before)
{
    ns_error e;
    ns_layer *const l = my->l;
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
    if (spikes || rewards) {
        now->version = ns_layer_version(l);
        show_energy(mif_private, my);
    }
    if (!spikes)
        OUTPUT_CHANGED(out) = MIF_FALSE;
}

void cm_spike_layer(ARGS)
{
    if (INIT)
        start(mif_private);
    layer_instance *my = STATIC_VAR(layer);
    bool idle = !my || cm_faulted() || ANALYSIS != MIF_TRAN;
    if (CALL_TYPE == EVENT) {
        if (idle)
            OUTPUT_CHANGED(out) = MIF_FALSE;
        else
            take(mif_private, my, cm_event_get_ptr(0, 0), cm_event_get_ptr(0, 1));
    }
    if (!PORT_NULL(rate))
        OUTPUT(rate) = idle ? 0 : ((layer_state *)cm_event_get_ptr(0, 0))->rate;
}
