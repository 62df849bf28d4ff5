/* The inside of a read-out, shared by readout.c and readout_io.c. */
#ifndef NGSPIKE_READOUT_IMPL_H
#define NGSPIKE_READOUT_IMPL_H

#include <stddef.h>

#include "readout.h"

enum { READOUT_LOG = 4096 }; /* packets that can be taken back */

/* What one packet added, so that it can be taken back. */
typedef struct {
    ns_phase phase;
    int32_t label, predicted;   /* predicted: -1 if silent */
    uint32_t expected, neurons; /* as they were before */
    int32_t classes;
    uint32_t n;
    uint32_t addr[]; /* the spikes' */
} ns_readout_entry;

struct ns_readout {
    uint32_t n, rows;      /* neurons; room for so many */
    int32_t classes, cols; /* so far; room for so many: the matrices' row length */
    uint64_t *response;    /* rows x cols: spikes in label packets */
    uint64_t *shown;       /* label packets of each class */
    uint64_t *confusion;   /* cols (true) x cols (predicted) */
    uint64_t *silent;      /* test packets of each true class without a spike */
    double *score;         /* scratch, one per class */
    uint64_t tested, right, scored_packets, spikes;
    uint64_t labelled;                  /* label packets */
    uint32_t expected;                  /* test packets announced */
    uint64_t version, oldest;           /* the log can go back to this version */
    ns_readout_entry *log[READOUT_LOG]; /* what led from v to v + 1, at v % READOUT_LOG */
};

/* Mean spikes of neuron j in a label packet of class c. */
static inline double ns_readout_mean(const ns_readout *r, uint32_t j, int32_t c)
{
    const uint64_t shown = r->shown[c];
    return shown ? (double)r->response[(size_t)j * (size_t)r->cols + (size_t)c] / (double)shown : 0;
}

#endif
