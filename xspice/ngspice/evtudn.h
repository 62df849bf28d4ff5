/* User-defined node types as ngspice's own udnfunc.c write them. */
#ifndef NGSPIKE_NGSPICE_EVTUDN_H
#define NGSPIKE_NGSPICE_EVTUDN_H

#include "../cm.h"

/* A list of values without names of members fits it in both forms,
 *     {"name", "description", create, dismantle, ...}           for ngspice 39
 *     {"name", "description", NULL, create, dismantle, ...}     for 40 and later
 * which the glue tells by the NULL, as no node type is without a create function. In this library's
 * own form, cm_udn, the compiler checks the functions' types; here it cannot. */
typedef struct {
    const char *name, *description;
    void *functions[11];
} Evt_Udn_Info_t;

/* Those lists have no braces around the functions. */
#pragma GCC diagnostic ignored "-Wmissing-braces"

#endif
