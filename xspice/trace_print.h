/* What a model is given and what it answers, as text: for the log (trace.h). */
#ifndef NGSPIKE_TRACE_PRINT_H
#define NGSPIKE_TRACE_PRINT_H

#include "cm.h"

/* One line for a parameter. */
void cm_print_params(FILE *f, const cm_model *model, Mif_Private_t *m);

/* One line for a port that is an input, a long vector cut short. */
void cm_print_inputs(FILE *f, const cm_model *model, Mif_Private_t *m);

/* The outputs that the host takes from this call: values and derivatives, AC gains, densities of
 * noise, or events. */
void cm_print_outputs(FILE *f, const cm_model *model, Mif_Private_t *m);

#endif
