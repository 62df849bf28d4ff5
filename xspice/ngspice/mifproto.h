/* Part of cm.h here, as far as code models may use it. */
#ifndef NGSPIKE_NGSPICE_MIFPROTO_H
#define NGSPIKE_NGSPICE_MIFPROTO_H

#include "cm.h"

#endif
