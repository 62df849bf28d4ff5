/* Making the host compute a time point where something happens. */
#ifndef NGSPIKE_LANDING_H
#define NGSPIKE_LANDING_H

#include "cm.h"

/* Analog time points that are closer than this (s) the host does not tell apart: 1e-10 of its
 * largest step, which is a fiftieth of the analysis or less. */
double landing_resolution(Mif_Private_t *m);

/* From an analog call: a time point at `time` (s, later than the last accepted one by more than the
 * resolution), which may lie within the step being computed; that is done again then.
 *
 * libngspice up to version 42 counts a step that it does again in this way twice, and goes on with
 * a time that is one step early (40 and later as programs are right). There such a step is made to
 * fail instead, and the host tries an eighth of it: the model is called again, and asks for the
 * time point once more from a step that ends before it. */
void land_at(Mif_Private_t *m, double time);

#endif
