/* How the code models keep the status up to date. */
#ifndef NGSPIKE_STATUS_UPDATE_H
#define NGSPIKE_STATUS_UPDATE_H

#include "status.h"

/* A source came (positive) or went (negative), with what it will send and has sent. */
void status_sources_changed(int64_t total, int64_t shown);
void status_shown(int phase); /* one packet more */
void status_accuracy(uint64_t tested, double accuracy);

#endif
