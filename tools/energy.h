/* What the layers of a network have dissipated (ngspike run). */
#ifndef NGSPIKE_ENERGY_H
#define NGSPIKE_ENERGY_H

#include <jansson.h>

#include "status.h"

/* In a line on stderr: in all, and shares of it. */
void energy_show(const ngspike_energy *e);
/* The same for the run's JSON; null without any input spike. */
json_t *energy_json(const ngspike_energy *e);

#endif
