/* What the readers of event files share. */
#ifndef NGSPIKE_EVENTS_IMPL_H
#define NGSPIKE_EVENTS_IMPL_H

#include <stdio.h>

#include "events.h"

/* Events being read. */
typedef struct {
    ns_events *ev;
    size_t cap;
    const char *path;
    double scale; /* s per unit */
} ns_events_sink;

/* Appends an event at `time` units. `where` names its place in the file ("line 3"). */
bool ns_events_add(ns_events_sink *s, double time, double addr, const char *where, ns_error *e);

bool ns_events_csv(ns_events_sink *s, FILE *f, ns_error *e);
bool ns_events_npy(ns_events_sink *s, ns_error *e);
bool ns_events_aedat(ns_events_sink *s, FILE *f, const ns_events_options *o, ns_error *e);

#endif
