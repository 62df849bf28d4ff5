/* Membranes that have no closed form: the adaptive exponential integrate-and-fire neuron (Brette
 * and Gerstner, J. Neurophysiol. 94:3637, 2005) and Izhikevich's (IEEE Trans. Neural Networks
 * 14:1569, 2003; in physical units as in his Dynamical Systems in Neuroscience, 2007):
 *
 *   C dv/dt = F(v) - w + I,   tau_w dw/dt = a (v - v_rest) - w
 *   F = -(v - v_rest) / R + (delta_t / R) e^((v - v_t) / delta_t)    adex; delta_t = 0: no second
 * term F = k (v - v_rest) (v - v_t)                                     izhikevich
 *
 * under a current that is linear in time; integrated by the method of Dormand and Prince with steps
 * of its own. */
#ifndef NGSPIKE_ADAPTIVE_H
#define NGSPIKE_ADAPTIVE_H

#include <stdbool.h>

typedef struct {
    bool quadratic;
    double c, leak; /* F; 1/R, S */
    double v_rest, v_t, delta_t, k, a, tau_w;
    double span; /* of voltages, V: what errors are relative to */
    double th;   /* threshold (V) */
} ns_adaptive;

typedef struct {
    double v, w; /* V, A */
} ns_adaptive_state;

/* dv/dt (V/s) under the current i (A). */
double ns_adaptive_rate(const ns_adaptive *m, const ns_adaptive_state *s, double i);

/* Moves *s by h seconds under i + k_i t (A, A/s), or until v reaches th + theta e^(-t / tau_theta):
 * true then, and *t is when. */
bool ns_adaptive_advance(const ns_adaptive *m, ns_adaptive_state *s, double i, double k_i,
                         double theta, double tau_theta, double h, double *t);

#endif
