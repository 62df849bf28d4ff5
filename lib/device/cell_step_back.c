/* Where Newton's method in a circuit has gone too far along a tangent: ns_cell_step_back. */
#include <float.h>
#include <math.h>

#include "cell.h"

enum { MOST_TRIALS = 80 }; /* bisections from volts to the spacing of numbers are 53 */

/* Whether the current has changed on the way to v by more than twice what the tangent said, and by
 * more than 3 % of itself. */
static bool astray(const ns_cell_tangent *last, double v, double i)
{
    double way = v - last->v, change = i - last->i, expected = last->g * way;
    return change * way > 0 && expected * way >= 0 && fabs(change) > 2 * fabs(expected) &&
           fabs(change - expected) > 0.03 * (fabs(i) + fabs(last->i));
}

double ns_cell_step_back(const ns_cell_trial *trial, const ns_cell_tangent *last, double v,
                         ns_cell_memory *now, ns_cell_out *out)
{
    if (!astray(last, v, out->i))
        return v;
    /* one of the ends of a bracket is before the goal, one past it; what comes before it is nearer
     * to the flat part that was left, and has to be near */
    double goal = last->i + last->g * (v - last->v), up = out->i > last->i ? 1 : -1;
    double past = 0.1 * fabs(out->i - last->i), before = 0.2 * fabs(goal - last->i);
    double a = last->v, b = v, off = out->i - goal, off_last = INFINITY;
    for (int k = 0; k < MOST_TRIALS && (up * off > past || up * off < -before); k++) {
        double newton = v - off / out->di_dv;
        bool good = fabs(off) < 0.5 * off_last && newton > fmin(a, b) && newton < fmax(a, b);
        if (fabs(b - a) <= DBL_EPSILON * fabs(b))
            break;
        v = good ? newton : a + 0.5 * (b - a);
        off_last = fabs(off);
        ns_cell_step(trial->cell, trial->before, trial->t0, trial->t, trial->gamma, v, now, out);
        off = out->i - goal;
        *(up * off > 0 ? &b : &a) = v;
    }
    return v;
}
