#include "stdp.h"

#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#endif

double ns_stdp_apply(float *x, const double *last, size_t n, double t, double window,
                     const ns_pulse *pot, const ns_pulse *dep)
{
    const int intervals = pot->n;
    const float x_lo = (float)pot->x_lo, per_x = ns_pulse_per_x(pot), bound = ns_stdp_least(pot);
    double energy = 0;
    for (size_t i = 0; i < n; i++) {
        const ns_pulse *const pulse = t - last[i] <= window ? pot : dep;
        const float u = (x[i] - x_lo) * per_x;
        const float after = ns_table_at(pulse->x_after, intervals, u);
        energy += (double)ns_table_at(pulse->energy, intervals, u);
        x[i] = after > bound ? after : bound;
    }
    return energy;
}

double ns_stdp_program(float *x, double change, const ns_pulse *pot, const ns_pulse *dep)
{
    const ns_pulse *const pulse = change > 0 ? pot : dep;
    double energy;
    const float after = (float)ns_pulse_after(
        pulse, (double)*x, (change > 0 ? change : -change) * pulse->width, &energy);
    *x = after > ns_stdp_least(pulse) ? after : ns_stdp_least(pulse);
    return energy;
}
