#include "spike_source.h"

#include "spike_event.h"
#include "spike_value.h"
#include "status_update.h"

enum { OUT, SENT = 0, SOURCE };

typedef struct {
    uint64_t next; /* how-many-th packet comes next */
} source_state;

void spike_source_destroy(Mif_Private_t *m, const spike_source *kind, Mif_Callback_Reason_t reason)
{
    void *s = CM_VAR_PTR(m, SOURCE, 0);
    if (reason != MIF_CB_DESTROY || !s)
        return;
    if (kind->is_shown)
        status_sources_changed(-(int64_t)kind->total(s), -(int64_t)CM_VAR_REAL(m, SENT, 0));
    kind->free(s);
    spike_users(-1);
    CM_VAR_PTR(m, SOURCE, 0) = NULL;
}

void spike_source_start(Mif_Private_t *m, const spike_source *kind, void *source,
                        Mif_Callback_t destroy)
{
    CM_VAR_REAL(m, SENT, 0) = 0;
    CM_CALLBACK(m) = destroy;
    if (!source)
        return;
    CM_VAR_PTR(m, SOURCE, 0) = source;
    spike_users(1);
    if (kind->is_shown)
        status_sources_changed((int64_t)kind->total(source), 0);
}

/* When packet k is sent. The host calls nobody at time 0 of a transient. */
static double due(const spike_source *kind, const void *s, uint64_t k, double window, bool ahead)
{
    double t = kind->time(s, k) + (ahead ? -window : window);
    return t > 0 ? t : 1e-6 * window;
}

/* Sends packet `next` when its time has come and asks to be called for the one after. */
static void send(Mif_Private_t *m, const spike_source *kind, const void *s, source_state *now,
                 uint64_t next, double window, bool ahead)
{
    ns_error e;

    if (next >= kind->total(s) || CM_TIME(m) < due(kind, s, next, window, ahead) * (1 - 1e-12)) {
        CM_OUTPUT_CHANGED(m, OUT, 0) = MIF_FALSE;
        return;
    }
    ns_packet *out = spike_packet_begin(CM_OUTPUT_PTR(m, OUT, 0), &e);
    if (!out || !kind->packet(s, next, out, &e)) {
        cm_fault(m, "%s", e.msg);
        CM_OUTPUT_CHANGED(m, OUT, 0) = MIF_FALSE;
        return;
    }
    CM_OUTPUT_DELAY(m, OUT, 0) = packet_delay(window, CM_TIME(m));
    if ((double)next + 1 > CM_VAR_REAL(m, SENT, 0)) {
        CM_VAR_REAL(m, SENT, 0) = (double)next + 1;
        if (kind->is_shown)
            status_shown((int)out->tag.phase);
    }
    now->next = next + 1;
    if (now->next < kind->total(s))
        cm_event_queue(due(kind, s, now->next, window, ahead));
}

void spike_source_run(Mif_Private_t *m, const spike_source *kind, double window, bool ahead)
{
    if (CM_INIT(m))
        cm_event_alloc(0, (int)sizeof(source_state));
    const void *s = CM_VAR_PTR(m, SOURCE, 0);
    if (!s || cm_faulted() || CM_ANALYSIS(m) != MIF_TRAN) {
        /* Nothing is sent in the operating point; the first packet is asked for there, since nobody
         * is called at the start of the transient. */
        if (s && CM_ANALYSIS(m) == MIF_DC && kind->total(s) > 0)
            cm_event_queue(due(kind, s, 0, window, ahead));
        CM_OUTPUT_CHANGED(m, OUT, 0) = MIF_FALSE;
        return;
    }
    source_state *now = cm_event_get_ptr(0, 0), *before = cm_event_get_ptr(0, 1);
    *now = *before;
    send(m, kind, s, now, before->next, window, ahead);
}
