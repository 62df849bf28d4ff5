/* A device's answer to small signals. */
#include <complex.h>
#include <math.h>

#include "step.h"

static bool held(const ns_forces *w, double x, double f)
{
    return (x <= w->x_lo && f < 0) || (x >= w->x_hi && f > 0);
}

/* The linearised equations with the second state eliminated: i = i_v v + i_x x, j omega x = f_v v +
 * f_x x. */
typedef struct {
    double complex i_v, i_x, f_v, f_x;
} linear;

static linear linearise(const ns_device *d, const void *p, const ns_forces *w, double v, double x,
                        double omega)
{
    ns_eval e;
    d->eval(p, v, x, &e);
    linear l = {e.i_v, e.i_x, e.f_v, e.f_x};
    if (d->second) {
        ns_eval_second y;
        d->second->eval(p, v, x, 0, 1, &y);
        double complex follows = 1 / (1 + I * (omega * d->second->tau(p)));
        l = (linear){y.at.i_v + y.i_y * y.s_v * follows, y.at.i_x + y.i_y * y.s_x * follows,
                     y.at.f_v + y.f_y * y.s_v * follows, y.at.f_x + y.f_y * y.s_x * follows};
    }
    l.f_v *= w->rate;
    l.f_x = w->rate * l.f_x + w->add_x;
    if (held(w, x, w->rate * e.f + w->add + w->add_x * x))
        l.f_v = l.f_x = 0;
    return l;
}

void ns_small_signal_forced(const ns_device *d, const void *p, const ns_forces *w, double v,
                            double x, double omega, ns_small_signal *out)
{
    linear l = linearise(d, p, w, v, x, omega);
    double complex below = I * omega - l.f_x;
    /* divided by its size and direction: its square could overflow */
    double size = cabs(below);
    double complex state = size > 0 ? l.f_v / size * (conj(below) / size) : 0;
    double complex y = l.i_v + l.i_x * state;
    *out = (ns_small_signal){{creal(y), cimag(y)}, {creal(state), cimag(state)}};
}

void ns_device_small_signal(const ns_device *d, const void *p, double v, double x, double omega,
                            ns_small_signal *out)
{
    const ns_forces none = {.rate = 1, .x_lo = d->x_lo, .x_hi = d->x_hi};
    ns_small_signal_forced(d, p, &none, v, x, omega, out);
}
