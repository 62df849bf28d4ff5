#include "spike_shape.h"

#include <math.h>

double ns_spike_length(const ns_spike_shape *s)
{
    return s->rise + s->plateau + s->fall + s->tail_time;
}

/* expm1(u / tau) / expm1(length / tau), 0 <= u <= length, without overflow; u / length for tau = 0.
 */
static double rising(double u, double length, double tau)
{
    if (tau == 0)
        return u / length;
    return exp((u - length) / tau) * expm1(-u / tau) / expm1(-length / tau);
}

double ns_spike_at(const ns_spike_shape *s, double u)
{
    double tail = s->tail_time > 0 ? s->tail : 0;
    if (u < 0)
        return 0;
    if (u < s->rise)
        return s->amplitude * rising(u, s->rise, s->tau_rise);
    u -= s->rise;
    if (u < s->plateau)
        return s->amplitude;
    u -= s->plateau;
    if (u < s->fall)
        return s->amplitude - (s->amplitude + tail) * (u / s->fall);
    u -= s->fall;
    return u < s->tail_time ? -tail * rising(s->tail_time - u, s->tail_time, s->tau_tail) : 0;
}

double ns_spike_corner(const ns_spike_shape *s, double u)
{
    const double length[] = {0, s->rise, s->plateau, s->fall, s->tail_time};
    double corner = 0;
    for (int k = 0; k < 5; k++) {
        corner += length[k];
        if (corner > u)
            return corner;
    }
    return INFINITY;
}

/* Of an exponential piece with the steep end at `steep`; farther from there than 40 time constants
 * it is flat. */
static double straight_piece(double u, double steep, double tau)
{
    const double flat = 40 * tau, away = u - steep;
    if (tau == 0 || away > flat)
        return INFINITY;
    return away < -flat ? -flat - away : tau / 64;
}

double ns_spike_straight(const ns_spike_shape *s, double u)
{
    const double tail = s->rise + s->plateau + s->fall;
    if (u < 0 || u >= ns_spike_length(s))
        return INFINITY;
    if (u < s->rise)
        return straight_piece(u, s->rise, s->tau_rise);
    return u < tail ? INFINITY : straight_piece(u, tail, s->tau_tail);
}
