/* A cell's small signals and noise about its operating point. */
#include <math.h>

#include "cell_impl.h"
#include "../numeric/constants.h"

/* The operating point, v in the device's own sense; returns the scale of the current there. */
static double operate(const ns_cell *cell, double v, ns_step *s)
{
    ns_cell_room start;
    ns_cell_rest(cell, v, s);
    start.memory.age = 0;
    ns_cell_start_traps(cell, &start.memory);
    return cell->scale * ns_cell_gain(cell, &start.memory);
}

void ns_cell_small_signal(const ns_cell *cell, double v, double omega, ns_small_signal *out)
{
    ns_step s;
    ns_forces w = ns_cell_forces(cell);
    v *= cell->c.polarity;
    double scale = operate(cell, v, &s);
    ns_small_signal_forced(cell->d, cell->p, &w, v, s.x, omega, out);
    for (int k = 0; k < 2; k++) {
        out->admittance[k] *= scale;
        out->state[k] *= cell->c.polarity;
    }
}

double ns_cell_white_noise(const ns_cell *cell, double v, double kelvin)
{
    ns_step s;
    v *= cell->c.polarity;
    double scale = operate(cell, v, &s);
    double density = cell->d->white_noise ? cell->d->white_noise(cell->p, v, s.x, kelvin)
                                          : 4 * NS_BOLTZMANN * kelvin * fmax(s.at.i_v, 0);
    return scale * density;
}

double ns_cell_flicker_noise(const ns_cell *cell, double v, double f)
{
    ns_step s;
    double scale = operate(cell, v * cell->c.polarity, &s);
    return f > 0 ? scale * cell->c.kf * s.at.i * s.at.i / f : 0;
}
