/* How the code models keep the status up to date. */
#ifndef NGSPIKE_STATUS_UPDATE_H
#define NGSPIKE_STATUS_UPDATE_H

#include "status.h"

#include "network/layer.h"

/* A source came (positive) or went (negative), with what it will send and has sent. */
void status_sources_changed(int64_t total, int64_t shown);
void status_shown(int phase); /* one packet more */
void status_accuracy(uint64_t tested, double accuracy);
/* A layer came (1) or went (-1); with the first one energies begin at 0. */
void status_layers_changed(int change);
/* A layer has dissipated `now`, after `before`. */
void status_energy(const ns_layer_energy *before, const ns_layer_energy *now);

#endif
