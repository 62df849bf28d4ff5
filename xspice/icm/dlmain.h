/* Some of ngspice's models include this as "../xspice/icm/dlmain.h", which is found if the folder
 * of cm.h has the name xspice. What they use of it is in cm.h. */
#ifndef NGSPIKE_XSPICE_ICM_DLMAIN_H
#define NGSPIKE_XSPICE_ICM_DLMAIN_H

#include "../ngspice/cm.h"

#endif
