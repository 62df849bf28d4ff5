/* The change of a memristor's conductance by the overlap of a neuron's spikes with another's, found
 * in three ways. Changes are relative: G(after) / G(before) - 1. Times in s, sorted. */
#ifndef TESTS_STDP_WAYS_H
#define TESTS_STDP_WAYS_H

#include <stdbool.h>

/* A memristor, and the spikes that suit it: one alone leaves it as it is, one on the other's tail
 * does not. */
typedef struct {
    const char *family, *values;
    double amplitude, tail; /* V */
    bool closed;            /* there is a closed form */
} stdp_kind;
enum { STDP_KINDS = 7, STDP_MOST = 6 /* spikes of a neuron */ };
extern const stdp_kind stdp_kinds[STDP_KINDS];

/* Two neuron_lif with a memristor between them, for each kind, in ngspice. When they fired comes
 * back in place of the times asked for. */
void stdp_circuit(double *pre, int n_pre, double *post, int n_post, double change[STDP_KINDS]);

/* A spike_layer with the same device and the same spikes, for each kind, in ngspice. */
void stdp_layer(const double *pre, int n_pre, const double *post, int n_post,
                double change[STDP_KINDS]);

/* By formula from the spike times: the closed form of the state's motion between the corners of the
 * waveform where the device has one, else its state equation integrated along the waveform
 * (Runge-Kutta of fourth order, 100 steps from corner to corner; heat is at rest). */
double stdp_rule(int kind, const double *pre, int n_pre, const double *post, int n_post);
double stdp_quadrature(int kind, const double *pre, int n_pre, const double *post, int n_post);

/* A source of spikes for a neuron_lif of gm = 10 mS: a node `name`, 10 V for 50 ns at each time. */
typedef struct {
    char text[128][640];
    const char *line[129];
    int n;
} stdp_deck;
void stdp_add(stdp_deck *d, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
void stdp_add_source(stdp_deck *d, const char *name, const double *t, int n);
/* The times of a neuron's spikes in the current plot, "@a[t_spike]": as many as `n`. */
void stdp_fired(const char *vector, double *t, int n);

#endif
