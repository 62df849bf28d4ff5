/* Sizes and offsets in an ngspice's own headers, for check_abi.c. Compiled only by check-abi.sh. */
#include "ngspice/ngspice.h"
#include "ngspice/cktdefs.h"
#include "ngspice/cm.h"
#include "ngspice/cpextern.h"
#include "ngspice/devdefs.h"
#include "ngspice/dllitf.h"
#include "ngspice/evt.h"
#include "ngspice/evtudn.h"
#include "ngspice/mifcmdat.h"
#include "ngspice/mifdefs.h"
#include "ngspice/mifparse.h"
#include "ngspice/noisedef.h"
#include "ngspice/sperror.h"

#include <stddef.h>

#define FACT(name, theirs, ours) theirs,
const size_t abi_facts[] = {
#include "abi_facts.def"
};
const size_t n_abi_facts = sizeof abi_facts / sizeof abi_facts[0];
