/* What the sources of spikes have in common: a schedule of packets, each sent when its window ends,
 * or one window before it begins. */
#ifndef NGSPIKE_SPIKE_SOURCE_H
#define NGSPIKE_SPIKE_SOURCE_H

#include <stdbool.h>

#include "cm.h"
#include "network/packet.h"

/* The kind of source that a model is: functions of lib/network. */
typedef struct {
    uint64_t (*total)(const void *source);
    double (*time)(const void *source, uint64_t k);
    bool (*packet)(const void *source, uint64_t k, ns_packet *out, ns_error *e);
    void (*free)(void *source);
    bool is_shown; /* its packets count in the progress of a run (status.h) */
} spike_source;

/* A model's port 0 is its output; its static variables are the packets sent (real) and the source
 * (pointer). Called while CM_INIT with the new source, NULL after a fault. */
void spike_source_start(Mif_Private_t *m, const spike_source *kind, void *source,
                        Mif_Callback_t destroy);
/* The model's callback. */
void spike_source_destroy(Mif_Private_t *m, const spike_source *kind, Mif_Callback_Reason_t reason);
/* Each call of the model, windows being `window` seconds wide. */
void spike_source_run(Mif_Private_t *m, const spike_source *kind, double window, bool ahead);

#endif
