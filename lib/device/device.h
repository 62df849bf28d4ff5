/* One interface for every memristor family.
 *
 *   i = i(v, x)         current (A) at voltage v (V) and state x
 *   dx/dt = f(v, x)     state rate (1/s)
 *
 * x is normalised: x_lo <= x <= x_hi, usually 0..1, larger x = more conductive. Sign: a positive v
 * moves x up. A family is one file that defines one `const ns_device`, and one line in devices.def.
 */
#ifndef NGSPIKE_DEVICE_H
#define NGSPIKE_DEVICE_H

#include "../param/param.h"

typedef struct {
    double i, i_v, i_x; /* current (A), its partials (A/V, A per unit state) */
    double f, f_v, f_x; /* state rate (1/s), its partials (1/(V s), 1/s) */
} ns_eval;

/* A published set of parameters, selectable by name. */
typedef struct {
    const char *name;   /* lower case: "oblea_sine" */
    const char *descr;  /* the device, in a line */
    const char *source; /* paper and table or figure, or repository and file */
    const char *values; /* "ron=100 roff=16k"; what is not named keeps its default. An initial state
                         * that belongs to the set comes first: "rinit=11k | ron=100 roff=16k", or
                         * x0 (see ns_cell_set) */
} ns_param_set;

/* The values of the family's parameters among them. */
const char *ns_param_set_values(const ns_param_set *s);

/* A second state y that relaxes, dy/dt = (s(v, x) - y) / tau, and that the first one's rate depends
 * on: a temperature, a volatility. */
typedef struct {
    ns_eval at;         /* at (v, x, y); its partials are at constant y */
    double i_y, f_y;    /* partials of current and rate by y */
    double s, s_v, s_x; /* what y relaxes to, and its partials */
    double y;
} ns_eval_second;
typedef struct {
    const char *name, *unit, *descr;
    double (*tau)(const void *p); /* s, > 0 */
    /* s(v, x) and its partials alone, the same as eval's. */
    double (*target)(const void *p, double v, double x, double *s_v, double *s_x);
    /* At y = c + w s(v, x): of a given y (w = 0), at rest (c = 0, w = 1), or on the way there. */
    void (*eval)(const void *p, double v, double x, double c, double w, ns_eval_second *out);
} ns_second;

typedef struct ns_device {
    const char *name;  /* "drift": the code model is mem_drift, a layer says device="drift ..." */
    const char *descr; /* one line */
    const char *doc;   /* equations and conventions, for the manual */
    const char *cite;
    const ns_param *params;
    size_t n_params;
    size_t size;              /* of the parameter struct */
    const ns_param_set *sets; /* published ones, the last with name NULL; NULL: none */
    /* What a fit to measured data varies unless told otherwise (lib/fit/space.h): "ron roff window
     * law=linear", NAME varied, NAME=VALUE fixed; several such lists that are tried in turn are
     * separated by '|'. */
    const char *fit;
    double x_lo, x_hi;
    bool is_volatile; /* the state moves at 0 V: an operating point is where the rate vanishes */
    /* Name of the parameter that is the surroundings' temperature (K, default NAN: that of the
     * circuit, NS_ROOM without one); NULL if the physics has none. */
    const char *ambient;
    /* Checks what a range cannot (ron < roff) and fills derived constants. Call after the last
     * ns_params_set. */
    bool (*prepare)(void *p, ns_error *e);
    /* Initial state when the user gives none. */
    double (*x_init)(const void *p);
    /* Everything at (v, x); x within [x_lo, x_hi] (clipped otherwise). Never NaN or infinite for
     * finite arguments, monotone in v as far as the physics is. The rate at a bound is the
     * equation's and may point outwards: ns_flow and ns_device_step stop the state there. With a
     * second state: that one is at rest, y = s(v, x), and the partials are total ones
     * (ns_at_rest). */
    void (*eval)(const void *p, double v, double x, ns_eval *out);
    const ns_second *second; /* NULL: none */
    /* Variance that the physics' own randomness adds to x per second (1/s) at (v, x), as of N
     * independent switches; NULL: none. */
    double (*variance)(const void *p, double v, double x);
    /* Small-signal noise beyond the thermal noise of di/dv: white current noise (A^2/Hz) at (v, x),
     * in place of it. NULL: thermal. */
    double (*white_noise)(const void *p, double v, double x, double kelvin);
    /* Small-signal conductance at zero bias (S) of state x, and its inverse (clipped to the
     * bounds). */
    double (*conductance)(const void *p, double x);
    double (*state_of)(const void *p, double g);
    /* State after t seconds at constant v from x within the bounds, where the family has a closed
     * form. NULL, or false for these parameters: there is none, ns_flow integrates. */
    bool (*flow)(const void *p, double v, double x, double t, double *x_after);
} ns_device;

#define NS_DEVICE(name) extern const ns_device ns_device_##name;
#include "devices.def"
#undef NS_DEVICE
extern const ns_device *const ns_devices[]; /* NULL at the end; from devices.def */

const ns_device *ns_device_find(const char *name); /* NULL if there is none */

/* Whether the rate at voltage v vanishes at x_lo (at = 0) or x_hi (at = 1), so that a state only
 * creeps towards it. */
bool ns_device_creeps(const ns_device *d, const void *p, double v, int at);

#define NS_ROOM 300.15 /* K */

/* Sets all parameters to their defaults, then to those of the published set, if `set` is not NULL,
 * "" or "default". An unknown name is an error that lists the known ones. */
bool ns_device_set(const ns_device *d, void *p, const char *set, ns_error *e);

/* A published set by name; NULL if there is none. */
const ns_param_set *ns_device_find_set(const ns_device *d, const char *name);

/* Gives the surroundings' temperature (K) to a device that has one and was not told its own. Before
 * prepare. */
void ns_device_ambient(const ns_device *d, void *p, double kelvin);

/* What a family's eval does from its ns_second: y = s(v, x) put in, partials made total. */
void ns_at_rest(const ns_second *second, const void *p, double v, double x, ns_eval *out);

/* A device with its parameters: "drift/ron:10k/roff:1meg/window:biolek" (or with blanks and '='), a
 * published set first: "yakopcic/set:oblea_sine/b:0.06". Returns a prepared instance, or NULL. */
typedef struct {
    const ns_device *dev;
    void *p;
} ns_device_inst;
bool ns_device_parse(ns_device_inst *out, const char *spec, ns_error *e);
void ns_device_free(ns_device_inst *d);

/* Parameters that a text may name besides the family's. */
typedef struct {
    void *ctx;
    bool (*knows)(void *ctx, const ns_device *d, const char *name);
    bool (*set)(void *ctx, const ns_device *d, const char *who, const char *name, const char *value,
                ns_error *e);
} ns_more_params;
/* As ns_device_parse, but not prepared yet. */
bool ns_device_parse_given(ns_device_inst *out, const char *spec, const ns_more_params *more,
                           ns_error *e);

/* State after t seconds (t >= 0, finite) at constant voltage v from x: closed form where the family
 * has one, otherwise an adaptive integration to relative tolerance 1e-10 (of the distance to a
 * bound where the rate vanishes at that bound). Exactly x for f(v, x) = 0. */
double ns_flow(const ns_device *d, const void *p, double v, double x, double t);

/* One implicit step (lib/numeric/implicit.h) of dx/dt = f(v, x) from (x0, f0) over h seconds to
 * voltage v: x = x0 + h ((1 - gamma) f0 + gamma f(v, x)); gamma = 1/2 trapezoidal, 1 backward
 * Euler. Writes the evaluation at the new point and the total derivative dx/dv of the solution. A
 * state that would pass a bound stays on it (then dx/dv = 0, and f = 0 if it points outwards).
 * Where the rate vanishes at that bound, so that the state cannot reach it, the step was too long
 * for the trapezoidal rule and is done by backward Euler, which stays inside. */
typedef struct {
    double x, dx_dv;
    ns_eval at;
    double y, s;  /* second state and its target, for a device that has one */
    double di_dv; /* total derivative of the current along the solution */
} ns_step;
void ns_device_step(const ns_device *d, const void *p, double v, double x0, double f0, double h,
                    double gamma, ns_step *out);

/* Small-signal behaviour about (v, x) at omega rad/s: current and state per volt, as complex
 * numbers {real, imaginary}. i_v + i_x f_v / (j omega - f_x), and f_v / (j omega - f_x); a state
 * held at a bound does not move. A second state is at rest there and follows as
 * 1 / (1 + j omega tau). */
typedef struct {
    double admittance[2], state[2];
} ns_small_signal;
void ns_device_small_signal(const ns_device *d, const void *p, double v, double x, double omega,
                            ns_small_signal *out);

#endif
