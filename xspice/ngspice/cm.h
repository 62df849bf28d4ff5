/* What a cfunc.mod of ngspice's can use without including anything: ../cm.h and, by the names that
 * ngspice's header has, its types, its constants and some small helpers. */
#ifndef NGSPIKE_NGSPICE_CM_H
#define NGSPIKE_NGSPICE_CM_H

#include <stdlib.h>
#include <unistd.h>

#include "../cm.h"
#include "const.h"
#include "mifcmdat.h"

/* For functions of the model that use accessors: `static void part(XSPICE_ARG_TYPE XSPICE_ARG)` */
#define XSPICE_ARG_TYPE Mif_Private_t *
#define XSPICE_ARG      mif_private

/* A parameter that is not used. */
#define CM_IGNORE(x) (void)(x)

/* <ctype.h> for a char, which may be negative; it is for the model to include. */
#define isalpha_c(c) isalpha((unsigned char)(c))
#define islower_c(c) islower((unsigned char)(c))
#define isupper_c(c) isupper((unsigned char)(c))
#define isdigit_c(c) isdigit((unsigned char)(c))
#define isalnum_c(c) isalnum((unsigned char)(c))
#define isprint_c(c) isprint((unsigned char)(c))
#define isblank_c(c) isblank((unsigned char)(c))
#define isspace_c(c) isspace((unsigned char)(c))
#define tolower_c(c) (char)tolower((unsigned char)(c))
#define toupper_c(c) (char)toupper((unsigned char)(c))

#endif
