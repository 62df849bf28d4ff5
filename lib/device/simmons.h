/* Current through a tunnel barrier with image forces (Simmons 1963), behind a series resistance:
 * the current of Pickett's memristor. With w the barrier's width and u its voltage,
 *   i = q^2 A / (2 pi h D^2) (P e^(-B sqrt P) - (P + |u|) e^(-B sqrt(P + |u|))), of the sign of u
 *   w1 = 1.2 lm / phi0,  w2 = w1 + w - 9.2 lm / (3 phi0 + 4 lm / w - 2 |u|),  D = w2 - w1
 *   P = phi0 - |u| (w1 + w2) / (2 w) - 1.15 lm / D ln(w2 (w - w1) / (w1 (w - w2)))
 *   B = 2 D sqrt(2 m q) / hbar
 *   v = u + rs i
 * From |u| = 0.9 phi0 on, |u| in D and P is bent to stay below phi0, and i is multiplied by
 * 1 + t^2 / (1 + t), t = |u| / phi0 - 0.9. */
#ifndef NGSPIKE_SIMMONS_H
#define NGSPIKE_SIMMONS_H

#include "../error.h"

typedef struct {
    double phi0; /* height of the barrier, V */
    double lm;   /* q^2 ln 2 / (8 pi epsilon), the length of the image force, m */
    double area; /* A, m^2 */
    double rs;   /* series resistance, ohm */
} ns_simmons;

/* Partials are by voltage and width. */
typedef struct {
    double i, i_v, i_w;
} ns_simmons_current;

/* Checks that there is a barrier for widths w_lo to w_hi, and
 * conducts the more the narrower and the higher the voltage. `who` names the device. */
bool ns_simmons_prepare(const ns_simmons *m, double w_lo, double w_hi, const char *who,
                        ns_error *e);

/* Current of the barrier and its resistance, at voltage v. */
void ns_simmons_eval(const ns_simmons *m, double v, double w, ns_simmons_current *out);

/* Conductance at 0 V and its slope by w. */
double ns_simmons_conductance(const ns_simmons *m, double w, double *g_w);

#endif
