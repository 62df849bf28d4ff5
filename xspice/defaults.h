/* Default values that the host does not set as the model's tables ask for. */
#ifndef NGSPIKE_DEFAULTS_H
#define NGSPIKE_DEFAULTS_H

#include "host_types.h"

/* Number of defaults that a host is told of, and the jth: a parameter that may be left out needs
 * one all the same, or the host refuses the model card. */
int cm_default_count(const cm_param_spec *p);
const cm_value *cm_default_value(const cm_param_spec *p, int j);

/* Whether a static variable of the model has a default. */
bool cm_has_var_defaults(const cm_model *model);

/* Sets the static variables of an instance that have a default; to be called at CM_INIT. A vector
 * gets memory that the host frees with the instance. False: out of memory. */
bool cm_set_var_defaults(const cm_model *model, Mif_Private_t *mif_private);

/* Hosts up to 42 give all elements of a vector parameter one default. To be called after their
 * DEVsetup, with its models: gives vectors that were left out the size and the elements that newer
 * hosts do. devices: those of cm_models, in this order. False: out of memory. */
bool cm_set_param_defaults(void *host_models, host_device *const *devices);

#endif
