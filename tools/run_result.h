/* What a run came to, and its JSON form (run.json, read again by ngspike report). */
#ifndef NGSPIKE_RUN_RESULT_H
#define NGSPIKE_RUN_RESULT_H

#include "deck.h"
#include "host.h"
#include "messages.h"

typedef struct {
    const char *status; /* "ok", "error", "interrupted" */
    int exit_status;
    const deck *d;
    const host *h;
    const messages *log;
    const char *models;  /* path of the library, NULL if none */
    const char *raw;     /* path of the raw file, NULL if none */
    char *const *params; /* "NAME=VALUE" as overridden */
    int n_params;
    double elapsed; /* s */
} run_result;

/* Writes the object: {"status", "exit_status", "deck", "title", "ngspike", "ngspice", "models",
 * "raw", "elapsed_s", "points", "analyses": [{"name", "plot", "vectors", "points"}], "measures":
 * {name: value}, "parameters": {name: value}, "seed", "network": null | {"images", "images_total",
 * "images_per_s", "phase", "tested", "accuracy", "energy": null | {"total_j", "read_j", "write_j",
 * "neurons_j", "synaptic_events", "programming_pulses", "spikes", "per_synaptic_event_j",
 * "per_programming_pulse_j", "per_spike_j", "per_image_j"}, "fault"}, "energy": null | {"name",
 * "instances", "dissipated_j", "supplied_j", "spikes", "synaptic_events", "models": [the same],
 * "each": [the same and "model"]}, "errors": [{"message", "file", "line", "text", "remedy"}],
 * "warnings": [the same]}. path "-" is stdout. */
bool run_write_json(const run_result *r, const char *path, ns_error *e);

/* null for what is not a number. */
json_t *json_number(double v);

#endif
