/* spike_to_v: shows the host the waveforms of lib/network/pulse_train.h, and their corners. */
#include "cm.h"

#include "spike_to_v_params.h"

#include "network/pulse_train.h"
#include "../spike_event.h"
#include "../spike_value.h"

static void destroy(ARGS, Mif_Callback_Reason_t reason)
{
    ns_train *tr = STATIC_VAR(train);
    if (reason != MIF_CB_DESTROY || !tr)
        return;
    ns_train_free(tr);
    spike_users(-1);
    STATIC_VAR(train) = NULL;
}

static void start(ARGS)
{
    spike_to_v_params p;
    ns_error e;

    cm_event_alloc(0, (int)sizeof(packet_state));
    destroy(mif_private, MIF_CB_DESTROY);
    STATIC_VAR(pulses) = 0;
    CALLBACK = destroy;
    if (!spike_to_v_params_read(mif_private, &p))
        return;
    ns_train *tr = ns_train_new(&p, PORT_SIZE(out), &e);
    spike_to_v_params_free(&p);
    if (!tr) {
        cm_fault(mif_private, "%s", e.msg);
        return;
    }
    STATIC_VAR(train) = tr;
    spike_users(1);
}

/* A packet has come. */
static void take(ARGS, ns_train *tr)
{
    ns_error e;
    packet_state *now = cm_event_get_ptr(0, 0), *before = cm_event_get_ptr(0, 1);
    const ns_packet *in = spike_packet(INPUT(in));

    *now = *before;
    if (!is_new_packet(before, in))
        return;
    if (!ns_train_rewind(tr, before->version, &e) || !ns_train_add(tr, in, TIME, &e)) {
        cm_fault(mif_private, "%s", e.msg);
        return;
    }
    *now = (packet_state){in->seq, in->t0, ns_train_version(tr)};
    STATIC_VAR(pulses) = ns_train_count(tr);
    double corner = ns_train_corner(tr, TIME);
    if (isfinite(corner)) /* perhaps before the end of the step that the host is about to take */
        (void)cm_analog_set_temp_bkpt(corner);
}

/* Corners that the host cannot tell from a time point are passed over. */
static void land_on_corner(ARGS, const ns_train *tr)
{
    double near = time_resolution(TSTOP), corner = ns_train_corner(tr, T(1) + near);
    if (corner >= TIME - near)
        corner = ns_train_corner(tr, TIME + near);
    if (isfinite(corner))
        cm_land_on(mif_private, corner);
}

/* The waveforms at a time point. */
static void show(ARGS, ns_train *tr)
{
    ns_error e;
    const packet_state *now = cm_event_get_ptr(0, 0);
    double v[PORT_SIZE(out)];
    bool transient = ANALYSIS == TRANSIENT;

    if (transient && now && !ns_train_rewind(tr, now->version, &e)) {
        cm_fault(mif_private, "%s", e.msg);
        return;
    }
    ns_train_values(tr, transient ? TIME : -INFINITY, v);
    for (int k = 0; k < PORT_SIZE(out); k++)
        OUTPUT(out[k]) = v[k];
    if (transient) {
        ns_train_settle(tr, T(1));
        land_on_corner(mif_private, tr);
    }
}

void cm_spike_to_v(ARGS)
{
    if (INIT)
        start(mif_private);
    ns_train *tr = STATIC_VAR(train);
    if (!tr || cm_faulted())
        return;
    if (CALL_TYPE != EVENT)
        show(mif_private, tr);
    else if (ANALYSIS == TRANSIENT)
        take(mif_private, tr);
}
