#include "stdp.h"

#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#endif

void ns_stdp_apply(float *x, const double *last, size_t n, double t, double window,
                   const ns_pulse *pot, const ns_pulse *dep)
{
    const int intervals = pot->n;
    const float x_lo = (float)pot->x_lo, per_x = ns_pulse_per_x(pot);
    const float least = x_lo + 1e-12f * (float)(pot->x_hi - pot->x_lo);
    const float *const up = pot->x_after, *const down = dep->x_after;
    for (size_t i = 0; i < n; i++) {
        const float *map = t - last[i] <= window ? up : down;
        const float after = ns_table_at(map, intervals, (x[i] - x_lo) * per_x);
        x[i] = after > least ? after : least;
    }
}
