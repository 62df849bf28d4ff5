/* Part of cm.h here. */
#ifndef NGSPIKE_NGSPICE_CMPROTO_H
#define NGSPIKE_NGSPICE_CMPROTO_H

#include "cm.h"

#endif
