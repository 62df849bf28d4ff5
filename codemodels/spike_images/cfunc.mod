/* spike_images: sends each image's packet at the end of its window. Schedule and spikes:
 * lib/network/source.h. */
#include "cm.h"

#include "spike_images_params.h"

#include "network/source.h"
#include "../spike_event.h"
#include "../spike_value.h"
#include "../status_update.h"

typedef struct {
    uint64_t next; /* how-many-th packet comes next */
} source_state;

static void destroy(ARGS, Mif_Callback_Reason_t reason)
{
    ns_source *s = STATIC_VAR(source);
    if (reason != MIF_CB_DESTROY || !s)
        return;
    status_sources_changed(-(int64_t)ns_source_total(s), -(int64_t)STATIC_VAR(shown));
    ns_source_free(s);
    spike_users(-1);
    STATIC_VAR(source) = NULL;
}

static void start(ARGS)
{
    spike_images_params p;
    ns_error e;

    cm_event_alloc(0, (int)sizeof(source_state));
    destroy(mif_private, MIF_CB_DESTROY); /* a second INIT without a destroy in between */
    STATIC_VAR(shown) = 0;
    CALLBACK = destroy;
    if (!spike_images_params_read(mif_private, &p))
        return;
    ns_source *s = ns_source_new(&p, cm_instance_name(mif_private), &e);
    if (!s) {
        cm_fault(mif_private, "%s", e.msg);
        return;
    }
    STATIC_VAR(source) = s;
    spike_users(1);
    status_sources_changed((int64_t)ns_source_total(s), 0);
}

static double due(const ns_source *s, uint64_t k, double window)
{
    return ns_source_time(s, k) + window;
}

/* Sends packet `next` when its window has ended and asks to be called for the one after. */
static void send(ARGS, const ns_source *s, source_state *now, uint64_t next)
{
    ns_error e;
    double window = PARAM(window);

    if (next >= ns_source_total(s) || TIME < due(s, next, window) * (1 - 1e-12)) {
        OUTPUT_CHANGED(out) = MIF_FALSE;
        return;
    }
    ns_packet *out = spike_packet_begin(OUTPUT(out), &e);
    if (!out || !ns_source_packet(s, next, out, &e)) {
        cm_fault(mif_private, "%s", e.msg);
        OUTPUT_CHANGED(out) = MIF_FALSE;
        return;
    }
    OUTPUT_DELAY(out) = packet_delay(window, TIME);
    if (next + 1 > (uint64_t)STATIC_VAR(shown)) {
        STATIC_VAR(shown) = (double)(next + 1);
        status_shown((int)out->tag.phase);
    }
    now->next = next + 1;
    if (now->next < ns_source_total(s))
        cm_event_queue(due(s, now->next, window));
}

void cm_spike_images(ARGS)
{
    if (INIT)
        start(mif_private);
    const ns_source *s = STATIC_VAR(source);
    if (!s || cm_faulted() || ANALYSIS != MIF_TRAN) {
        /* Nothing is sent in the operating point; the first packet is asked for there, since nobody
         * is called at the start of the transient. */
        if (s && ANALYSIS == MIF_DC && ns_source_total(s) > 0)
            cm_event_queue(due(s, 0, PARAM(window)));
        OUTPUT_CHANGED(out) = MIF_FALSE;
        return;
    }
    source_state *now = cm_event_get_ptr(0, 0), *before = cm_event_get_ptr(0, 1);
    *now = *before;
    send(mif_private, s, now, before->next);
}
