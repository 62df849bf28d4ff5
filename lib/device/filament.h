/* Oxide memories that switch by a filament: a current that tunnels through the gap in front of it,
 * and a gap that ions fill and empty over a barrier which the field lowers. The equations that
 * stanford, gap and sky130 have in common; x = 0 is the widest gap, x = 1 the narrowest.
 *
 *   i = i0 exp(-g / g0) sinh(v / v0)
 *   dx/dt = rate { e^(-e_set / kT) (e^u - 1) - e^(-e_reset / kT) (e^-u - 1) }
 *   u = gamma(g) a0 v / (tox kT), gamma(g) = gamma0 - beta g^3 */
#ifndef NGSPIKE_FILAMENT_H
#define NGSPIKE_FILAMENT_H

#include "device.h"

/* Lengths in nm, kT in eV. */
typedef struct {
    double i0, g0, v0;
    double rate;           /* 1/s */
    double e_set, e_reset; /* eV */
    double gamma0, beta;   /* beta: 1/nm^3 */
    double a0_tox;         /* a0 / tox */
    double gap_min, gap_max;
} ns_filament;

double ns_filament_gap(const ns_filament *m, double x);

/* Fills the current and its partials. */
void ns_filament_current(const ns_filament *m, double v, double x, ns_eval *out);

/* Fills the rate at temperature t (K) and its partials at constant temperature; returns df/dt. */
double ns_filament_rate(const ns_filament *m, double v, double x, double t, ns_eval *out);

/* Small-signal conductance at 0 V, and the state that has it. */
double ns_filament_conductance(const ns_filament *m, double x);
double ns_filament_state_of(const ns_filament *m, double g);

#endif
