/* What a program that has loaded ngspike.cm into its own process may ask of it (dlsym on the loaded
 * library): how far the network is, and to stop. The runner uses it for its progress line; nothing
 * else depends on it. Fields are written by the simulation thread and may be read from another: a
 * reader sees each field whole, not necessarily all of one moment. */
#ifndef NGSPIKE_STATUS_H
#define NGSPIKE_STATUS_H

#include <stdint.h>

#define NGSPIKE_STATUS_VERSION 2

/* What all layers have dissipated in this run. */
typedef struct {
    volatile double read, write, fire;      /* J: reading synapses, programming them, neurons */
    volatile uint64_t reads, writes, fired; /* synapses read, programmed, spikes */
    volatile uint64_t images;               /* that layers were shown */
} ngspike_layer_energy;

typedef struct {
    unsigned version;        /* NGSPIKE_STATUS_VERSION */
    unsigned host;           /* 0: not loaded into a known ngspice yet; 1: models registered */
    volatile uint64_t shown; /* images that the sources have sent */
    volatile uint64_t total; /* images that they will send; 0: there are no image sources */
    volatile int phase;      /* of the last image: ns_phase (0 run, 1 train, 2 label, 3 test) */
    volatile uint64_t tested;
    volatile double accuracy;    /* 0..1; meaningful once tested > 0 */
    ngspike_layer_energy energy; /* reads is 0 as long as no layer had an input spike */
    char fault[768]; /* message of the first fault of this run, "" while there is none */
} ngspike_status;

/* What an instance has dissipated in the last transient analysis, up to its last time point. */
typedef struct {
    const char *name, *model; /* "a1", "mem_vteam" */
    double dissipated;        /* J */
    double supplied;          /* by its own supply, J */
    double spikes;            /* that it fired */
    double events;            /* synapses: spikes of the neurons that drive one of its terminals */
} ngspike_energy;

/* Exported by ngspike.cm: the instances that account for their energy, in *list, which is valid
 * until the next call; returns how many. Not while an analysis runs. */
int ngspike_get_energy(const ngspike_energy **list);

/* Exported by ngspike.cm. Who calls it shows `fault` to the user: the library prints none from then
 * on. */
const ngspike_status *ngspike_get_status(void);
/* Ends the running analysis at its next accepted time point; what was computed is kept and files
 * are written. */
void ngspike_request_stop(void);

#endif
