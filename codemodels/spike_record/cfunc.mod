/* spike_record: collects the spikes of a node with lib/network/record.h; the file is written when
 * the run ends. */
#include "cm.h"

#include "spike_record_params.h"

#include "network/record.h"
#include "../spike_event.h"
#include "../spike_value.h"

static void destroy(ARGS, Mif_Callback_Reason_t reason)
{
    ns_error e;
    ns_record *r = STATIC_VAR(record);
    if (reason != MIF_CB_DESTROY || !r)
        return;
    if (ns_record_version(r) > 0 && !cm_faulted() && !ns_record_write(r, &e))
        cm_fault(mif_private, "%s", e.msg);
    ns_record_free(r);
    spike_users(-1);
    STATIC_VAR(record) = NULL;
}

static void start(ARGS)
{
    spike_record_params p;
    ns_error e;

    cm_event_alloc(0, (int)sizeof(packet_state));
    destroy(mif_private, MIF_CB_DESTROY);
    STATIC_VAR(recorded) = 0;
    CALLBACK = destroy;
    if (!spike_record_params_read(mif_private, &p))
        return;
    ns_record *r = ns_record_new(&p, &e);
    if (!r) {
        cm_fault(mif_private, "%s", e.msg);
        return;
    }
    STATIC_VAR(record) = r;
    spike_users(1);
}

void cm_spike_record(ARGS)
{
    ns_error e;

    if (INIT)
        start(mif_private);
    ns_record *r = STATIC_VAR(record);
    if (!r || cm_faulted() || ANALYSIS != MIF_TRAN)
        return;
    packet_state *now = cm_event_get_ptr(0, 0), *before = cm_event_get_ptr(0, 1);
    const ns_packet *in = spike_packet(INPUT(in));
    *now = *before;
    if (!is_new_packet(before, in))
        return;
    if (!ns_record_rewind(r, before->version, &e) || !ns_record_add(r, in, &e)) {
        cm_fault(mif_private, "%s", e.msg);
        return;
    }
    *now = (packet_state){in->seq, in->t0, ns_record_version(r)};
    STATIC_VAR(recorded) = ns_record_count(r);
    double t_stop = PARAM(t_stop);
    if (t_stop > 0 && before->t0 < t_stop && in->t0 >= t_stop && !ns_record_write(r, &e))
        cm_fault(mif_private, "%s", e.msg);
}
