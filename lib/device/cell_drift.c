/* Drift of a cell's conductance while it rests. */
#include <math.h>

#include "cell_impl.h"
#include "../numeric/relax.h"

void ns_cell_draw_drift(ns_cell *cell)
{
    const ns_cell_params *c = &cell->c;
    double z = c->drift_nu_d2d * ns_rng_normal(cell->rng, NS_DRAW_DRIFT, 0, 0);
    cell->nu = c->drift_nu * (c->d2d_dist == NS_LOGNORMAL ? exp(z) : fmax(1 + z, 0));
}

double ns_cell_drift(const ns_cell *cell, double age)
{
    return cell->nu == 0 ? 1 : pow(1 + age / cell->c.drift_t0, -cell->nu);
}

/* The age a obeys da/dt = 1 - a |dx/dt| / d, d = drift_x (x_hi - x_lo), solved for a state that
 * moves evenly over the step: a e^-r + h (1 - e^-r) / r, r = |x - x0| / d. */
double ns_cell_grow_old(const ns_cell *cell, const ns_cell_memory *before, double h, double x,
                        ns_cell_memory *now)
{
    double d = cell->c.drift_x * (cell->d->x_hi - cell->d->x_lo), way = x - before->at.x;
    double r = fabs(way) / d;
    ns_relaxed k = ns_relax(r);
    double mean = r > 1e-5 ? k.m[0] / r : 1 - r / 2;
    double mean_by_r = r > 1e-3 ? (k.left - mean) / r : -0.5 + r / 3;
    now->age = before->age * k.left + h * mean;
    double by_r = -before->age * k.left + h * mean_by_r;
    return -cell->nu / (cell->c.drift_t0 + now->age) * by_r * (way < 0 ? -1 : 1) / d;
}
