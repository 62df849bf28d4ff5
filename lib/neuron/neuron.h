/* A spiking neuron with an input terminal, a membrane and a spike that is a waveform.
 *
 * The membrane takes the current I = (current into the terminal) + gm V(drive) + i_bias:
 *   C dv/dt = -(v - v_rest) / R + I.
 * (kind = "lif"; "adex" and "izhikevich": adaptive.h, where w rises by b with each spike).
 * When it reaches v_th + theta the neuron fires: theta += theta_plus (it decays with tau_theta), a
 * spike begins, the membrane is held at v_reset for t_ref. The spike (spike_shape.h) stands behind
 * r_out at the output and, times `back`, behind r_in at the input terminal, which is a virtual
 * ground otherwise: what two neurons put across a memristor between them is the overlap of their
 * spikes (Zamarreno-Ramos et al., Front. Neurosci. 5:26, 2011). With input = "node" the terminal is
 * the membrane itself, which synapses charge and load; a switch of r_reset resets it then.
 *
 * Within a step everything is a function of straight lines between the voltages at its ends; what
 * charges a membrane behind a virtual ground, of a curve through the last time points (course.h).
 * For inputs that are straight the membrane, and the time at which it fires, are exact, whatever
 * the step; for curved ones the neuron asks for steps that are short enough for `tol`. What is
 * remembered is plain data, one copy per time point, so that a rejected step is
 * forgotten. */
#ifndef NGSPIKE_NEURON_H
#define NGSPIKE_NEURON_H

#include <stdbool.h>

#include "adaptive.h"
#include "course.h"
#include "neuron_lif_params.h"
#include "spike_shape.h"
#include "../error.h"

typedef struct {
    neuron_lif_params p;
    ns_spike_shape shape;
    bool is_node;
    bool settles;     /* at the start, at rest */
    bool is_adaptive; /* kind is not "lif" */
    ns_adaptive adaptive;
    double tau;       /* of the membrane, s */
    double t_ref;     /* for which it is held, s */
    double tau_theta; /* s; INFINITY: the threshold's rise stays */
} ns_neuron;

/* Checks what ranges cannot, and derives the rest. `who` begins messages. */
bool ns_neuron_init(ns_neuron *n, const neuron_lif_params *p, const char *who, ns_error *e);

/* Voltages of the ports at the end of a step; what is not connected: out = 0, drive = 0, inh =
 * v_inh - 1. */
typedef struct {
    double in, out, drive, inh;
} ns_neuron_in;

/* The memory of one time point. */
typedef struct {
    double v;           /* membrane (V); what it will start from after a spike at this very time */
    double w;           /* adaptation current (A) */
    double theta;       /* rise of the threshold (V) */
    double spikes;      /* fired so far */
    double t_spike;     /* time of the last one (s); -INFINITY before the first */
    double v_peak;      /* membrane when it fired (V) */
    double i_in;        /* current into the input terminal (A) */
    double i_out;       /* the same at the output terminal (A) */
    double watch;       /* follows v without its jumps, about 0 to 1: for truncation control */
    double sense;       /* 1 or -1: direction of watch */
    double e, e_supply; /* dissipated, delivered so far (J) */
    double src_in, src_out; /* voltages behind the two terminals (V) */
    ns_neuron_in at;        /* voltages at the ports */
    bool fresh;             /* currents are not known yet */
    ns_course course;       /* of the current into the membrane */
    struct {
        double v, w;
    } then[NS_COURSE_POINTS]; /* the membrane at the course's points */
    int free;                 /* steps for which it has been free without a break */
} ns_neuron_memory;

/* What a neuron answers. */
typedef struct {
    double i_in, g_in;   /* current into the input terminal (A), its derivative (S) */
    double in_by_drive;  /* its derivative by the voltage at drive (S) */
    double i_out, g_out; /* the same at the output terminal */
    double mem; /* voltage to show as the membrane's: falls to v_reset with the spike's rise */
    double mem_by_in, mem_by_drive; /* its derivatives */
    double i;                       /* current into the membrane (A) */
    double watch_rate;              /* d watch / dt at the end of the step, 1/s */
    double event; /* time after t0 at which the step has to end, or the next one; INFINITY: any */
    double reach; /* time to which the step may go at most, and */
    double next;  /* how long the next one may be (s) for inputs to be resolved; INFINITY: any */
} ns_neuron_out;

/* The operating point and the memory at time 0: the membrane at rest under the current that flows,
 * or at v_reset if that would make it fire. */
void ns_neuron_start(const ns_neuron *n, const ns_neuron_in *at, ns_neuron_memory *now,
                     ns_neuron_out *out);

/* A step from t0 to t > t0. If out->event < t, something happens within the step (the neuron fires,
 * its spike has a corner, ...): the simulator should end the step there and do it again; if it does
 * not, the answer is right for all that, but the terminals see it late. Events nearer to t0 than
 * `nearest` (s) are not asked for. */
void ns_neuron_step(const ns_neuron *n, const ns_neuron_memory *before, double t0, double t,
                    double nearest, const ns_neuron_in *at, ns_neuron_memory *now,
                    ns_neuron_out *out);

/* Small signals at omega rad/s, as {real, imaginary}: admittances of the two terminals (S), the
 * membrane per volt at `in` and at `drive`. */
typedef struct {
    double in[2], in_by_drive, out, mem_by_in[2], mem_by_drive[2];
} ns_neuron_small_signal;
void ns_neuron_ac(const ns_neuron *n, double omega, ns_neuron_small_signal *out);

#endif
