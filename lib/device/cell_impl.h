/* Shared by the files of cell.h. */
#ifndef NGSPIKE_CELL_IMPL_H
#define NGSPIKE_CELL_IMPL_H

#include "cell.h"

/* Purposes of random draws; those of named parameters have the highest bit. */
enum {
    NS_DRAW_FAULT = 0x100,
    NS_DRAW_RATE,
    NS_DRAW_ON,
    NS_DRAW_OFF,
    NS_DRAW_KICK,
    NS_DRAW_DRIFT,
    NS_DRAW_TRAP = 0x200, /* and on, one a trap */
    NS_DRAW_GRID = 0x300  /* the same, of ns_cell_gain_at */
};
#define NS_DRAW_NAMED 0x80000000u

/* What acts on the state before the first cycle. */
ns_forces ns_cell_forces(const ns_cell *cell);

/* Goes on with half cycles for a drive of v at state x: a new one begins where the drive turns
 * round. Adds to *w what acts on the state in it; within it the bounds do not push the state, they
 * only stop it. */
void ns_cell_follow_cycles(const ns_cell *cell, double x, double v, double *cycle,
                           double *direction, ns_forces *w);

/* The operating point, v in the device's own sense. */
void ns_cell_rest(const ns_cell *cell, double v, ns_step *out);

/* The traps at time 0. */
void ns_cell_start_traps(const ns_cell *cell, ns_cell_memory *now);

/* What traps and drift leave of the current. */
double ns_cell_gain(const ns_cell *cell, const ns_cell_memory *now);

/* Draws the device's exponent of drift. */
void ns_cell_draw_drift(ns_cell *cell);

/* Time since writing after a step of h seconds to state x. Returns the derivative of the logarithm
 * of what drift leaves of the current, by x. */
double ns_cell_grow_old(const ns_cell *cell, const ns_cell_memory *before, double h, double x,
                        ns_cell_memory *now);

/* What drift leaves of the current. */
double ns_cell_drift(const ns_cell *cell, double age);

#endif
