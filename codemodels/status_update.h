/* How the code models keep the status up to date. */
#ifndef NGSPIKE_STATUS_UPDATE_H
#define NGSPIKE_STATUS_UPDATE_H

#include <stdbool.h>

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

/* A program that shows what there is to be seen. */
bool status_has_reader(void);

/* ---- energy.c ---- */

int energy_entries(const ngspike_energy **list); /* as ngspike_get_energy */
void energy_accepted(void);                      /* a time point has been accepted */

#endif
