/* spike_file: plays recorded events: lib/network/playback.h. */
#include "cm.h"

#include "spike_file_params.h"

#include "network/playback.h"
#include "../spike_source.h"

static uint64_t total(const void *s)
{
    return ns_playback_total(s);
}

static double time_of(const void *s, uint64_t k)
{
    return ns_playback_time(s, k);
}

static bool packet(const void *s, uint64_t k, ns_packet *out, ns_error *e)
{
    return ns_playback_packet(s, k, out, e);
}

static void release(void *s)
{
    ns_playback_free(s);
}

static const spike_source kind = {
    .total = total,
    .time = time_of,
    .packet = packet,
    .free = release,
};

static void destroy(ARGS, Mif_Callback_Reason_t reason)
{
    spike_source_destroy(mif_private, &kind, reason);
}

static void start(ARGS)
{
    spike_file_params p;
    ns_error e;

    destroy(mif_private, MIF_CB_DESTROY); /* a second INIT without a destroy in between */
    void *s = NULL;
    if (spike_file_params_read(mif_private, &p)) {
        s = ns_playback_new(&p, &e);
        if (!s)
            cm_fault(mif_private, "%s", e.msg);
    }
    spike_source_start(mif_private, &kind, s, destroy);
}

void cm_spike_file(ARGS)
{
    if (INIT)
        start(mif_private);
    spike_source_run(mif_private, &kind, PARAM(window), PARAM(ahead));
}
