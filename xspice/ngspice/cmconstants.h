/* Part of cm.h here. */
#ifndef NGSPIKE_NGSPICE_CMCONSTANTS_H
#define NGSPIKE_NGSPICE_CMCONSTANTS_H

#include "cm.h"

#endif
