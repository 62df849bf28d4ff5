/* What the layers of a network have dissipated (ngspike run). */
#ifndef NGSPIKE_LAYER_ENERGY_H
#define NGSPIKE_LAYER_ENERGY_H

#include <jansson.h>

#include "status.h"

/* In a line on stderr: in all, and shares of it. */
void layer_energy_show(const ngspike_layer_energy *e);
/* The same for the run's JSON; null without any input spike. */
json_t *layer_energy_json(const ngspike_layer_energy *e);

#endif
