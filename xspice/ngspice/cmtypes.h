/* Part of cm.h here. */
#ifndef NGSPIKE_NGSPICE_CMTYPES_H
#define NGSPIKE_NGSPICE_CMTYPES_H

#include "cm.h"

#endif
