/* spike_readout: scores packets with lib/network/readout.h. Files are written when the last test
 * packet has come, or, marked incomplete, when the run ends before. */
#include "cm.h"

#include "spike_readout_params.h"

#include "data/atomic_file.h"
#include "network/readout.h"
#include "../spike_event.h"
#include "../spike_value.h"
#include "../status_update.h"

typedef struct {
    packet_state taken;
    double accuracy;
} readout_state;

static void write_files(ARGS, const ns_readout *r)
{
    ns_error e;
    if (!PARAM_NULL(json) && !ns_readout_write_json(r, PARAM(json), &e))
        cm_fault(mif_private, "%s", e.msg);
    if (!PARAM_NULL(csv) && !ns_readout_write_csv(r, PARAM(csv), &e))
        cm_fault(mif_private, "%s", e.msg);
}

static void destroy(ARGS, Mif_Callback_Reason_t reason)
{
    ns_readout *r = STATIC_VAR(readout);
    if (reason != MIF_CB_DESTROY || !r)
        return;
    if (ns_readout_version(r) > 0 && !ns_readout_complete(r) && !cm_faulted())
        write_files(mif_private, r);
    ns_readout_free(r);
    spike_users(-1);
    STATIC_VAR(readout) = NULL;
}

static void start(ARGS)
{
    spike_readout_params p;
    ns_error e;

    cm_event_alloc(0, (int)sizeof(readout_state));
    destroy(mif_private, MIF_CB_DESTROY);
    STATIC_VAR(acc) = 0;
    STATIC_VAR(tested) = 0;
    CALLBACK = destroy;
    if (!spike_readout_params_read(mif_private, &p))
        return;
    ns_readout *r = NULL;
    if (ns_file_check(p.json, &e) && ns_file_check(p.csv, &e))
        r = ns_readout_new(&e);
    if (!r) {
        cm_fault(mif_private, "%s", e.msg);
        return;
    }
    STATIC_VAR(readout) = r;
    spike_users(1);
    status_accuracy(0, 0);
}

static void take(ARGS, ns_readout *r, readout_state *now, const readout_state *before)
{
    ns_error e;
    const ns_packet *in = spike_packet(INPUT(in));

    *now = *before;
    if (!is_new_packet(&before->taken, in))
        return;
    if (!ns_readout_rewind(r, before->taken.version, &e) || !ns_readout_add(r, in, &e)) {
        cm_fault(mif_private, "%s", e.msg);
        return;
    }
    now->taken = (packet_state){in->seq, in->t0, ns_readout_version(r)};
    now->accuracy = ns_readout_accuracy(r);
    STATIC_VAR(acc) = now->accuracy;
    STATIC_VAR(tested) = (double)ns_readout_tested(r);
    status_accuracy(ns_readout_tested(r), now->accuracy);
    if (ns_readout_complete(r))
        write_files(mif_private, r);
}

void cm_spike_readout(ARGS)
{
    if (INIT)
        start(mif_private);
    ns_readout *r = STATIC_VAR(readout);
    bool idle = !r || cm_faulted() || ANALYSIS != MIF_TRAN;
    if (CALL_TYPE == EVENT && !idle)
        take(mif_private, r, cm_event_get_ptr(0, 0), cm_event_get_ptr(0, 1));
    if (!PORT_NULL(accuracy))
        OUTPUT(accuracy) = idle ? 0 : ((readout_state *)cm_event_get_ptr(0, 0))->accuracy;
}
