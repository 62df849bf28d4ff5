/* One memristor among others of its family: what spreads from device to device and from cycle to
 * cycle, fails, ages, and makes noise. The same for every family; everything off by default, and
 * then the cell is its device, to the bit.
 *
 * All randomness is a function of (seed, instance, what, how-many-th). What changes in time changes
 * at times that are drawn, or on a grid, never per step of a simulator; a simulator that lands on
 * ns_cell_event() gets the same answer whatever its steps. What has to be remembered lies in memory
 * that the caller keeps one copy of per time point and that is plain data: a rejected step forgets
 * it. */
#ifndef NGSPIKE_CELL_H
#define NGSPIKE_CELL_H

#include "../random/philox.h"
#include "device.h"
#include "flow.h"
#include "step.h"

enum { NS_HOLD = 1, NS_SETTLE };
enum { NS_NORMAL, NS_LOGNORMAL };
extern const char *const ns_cell_dc_modes[], *const ns_cell_spreads[];

/* The parameters that all cells share, beside the family's own. NAN: not given. */
#define NS_CELL_PARAMS(X, S)                                                                       \
    X(S, REAL, x0, "", NAN, -INFINITY, 0, INFINITY, 0, NULL, "initial state (else from rinit)",    \
      "")                                                                                          \
    X(S, REAL, rinit, "ohm", NAN, 0, 1, INFINITY, 0, NULL,                                         \
      "initial resistance at low voltage (else the device's usual state)", "")                     \
    X(S, INT, polarity, "", 1, -1, 0, 1, 0, NULL,                                                  \
      "1 or -1: sign of the voltage that raises the conductance", "")                              \
    X(S, REAL, m, "", 1, 0, 1, 1e12, 0, NULL, "number of devices in parallel", "")                 \
    X(S, REAL, area, "", 1, 0, 1, 1e12, 0, NULL, "area, relative to the device described", "")     \
    X(S, ENUM, dcmode, "", 0, 0, 0, 2, 0, ns_cell_dc_modes,                                        \
      "operating point: hold (the initial state), settle (where the rate vanishes), auto "         \
      "(settle if the device is volatile)",                                                        \
      "")                                                                                          \
    X(S, INT, seed, "", 1, 0, 0, 2147483647, 0, NULL, "seed of everything random here", "")        \
    X(S, ENUM, d2d_dist, "", NS_NORMAL, 0, 0, 1, 0, ns_cell_spreads,                               \
      "distribution of the *_d2d spreads: normal or lognormal", "")                                \
    X(S, REAL, hrs_proportion, "", 0, 0, 0, 1, 0, NULL, "probability of being stuck off",          \
      "MemTorch (Lammie et al. 2022)")                                                             \
    X(S, REAL, lrs_proportion, "", 0, 0, 0, 1, 0, NULL, "probability of being stuck on",           \
      "MemTorch (Lammie et al. 2022)")                                                             \
    X(S, REAL, c2c, "", 0, 0, 0, 3, 0, NULL,                                                       \
      "cycle-to-cycle spread of the switching rate, sigma of its logarithm", "")                   \
    X(S, REAL, c2c_on, "", 0, 0, 0, 1, 0, NULL,                                                    \
      "cycle-to-cycle spread of the on state reached, sigma in units of the state", "")            \
    X(S, REAL, c2c_off, "", 0, 0, 0, 1, 0, NULL,                                                   \
      "cycle-to-cycle spread of the off state reached, sigma in units of the state", "")           \
    X(S, REAL, endurance, "", INFINITY, 1, 0, INFINITY, 0, NULL,                                   \
      "cycles after which the window between on and off has halved", "")                           \
    X(S, REAL, endurance_x, "", 0.5, 0, 0, 1, 0, NULL, "state that a worn device ends in", "")     \
    X(S, REAL, tau_ret, "s", INFINITY, 0, 1, INFINITY, 0, NULL,                                    \
      "retention: time constant of the state's drift to x_ret", "")                                \
    X(S, REAL, x_ret, "", 0, -INFINITY, 0, INFINITY, 0, NULL, "state that retention drifts to",    \
      "")                                                                                          \
    X(S, REAL, drift_nu, "", 0, 0, 0, 1, 0, NULL,                                                  \
      "drift at rest: the conductance goes as (1 + t / drift_t0)^-drift_nu, t since it was "       \
      "written",                                                                                   \
      "")                                                                                          \
    X(S, REAL, drift_nu_d2d, "", 0, 0, 0, 3, 0, NULL,                                              \
      "relative spread of drift_nu from device to device (d2d_dist; never below 0)", "")           \
    X(S, REAL, drift_t0, "s", 1, 0, 1, INFINITY, 0, NULL, "time from which drift is seen", "")     \
    X(S, REAL, drift_x, "", 0.01, 0, 1, 1, 0, NULL,                                                \
      "move of the state, in units of its range, by which time since writing falls by a factor "   \
      "e",                                                                                         \
      "")                                                                                          \
    X(S, REAL, rtn, "", 0, 0, 0, 1, 1, NULL,                                                       \
      "random telegraph noise: relative drop of the conductance while a trap is filled", "")       \
    X(S, REAL, rtn_tau_c, "s", 1e-3, 1e-12, 0, INFINITY, 0, NULL,                                  \
      "mean time until the trap is filled", "")                                                    \
    X(S, REAL, rtn_tau_e, "s", 1e-3, 1e-12, 0, INFINITY, 0, NULL,                                  \
      "mean time until it is empty again", "")                                                     \
    X(S, REAL, kf, "", 0, 0, 0, 1, 0, NULL,                                                        \
      "1/f noise of the conductance: relative power density at 1 Hz, 1/Hz", "")                    \
    X(S, REAL, kf_lo, "Hz", 1, 0, 1, 1e15, 0, NULL, "1/f noise in .tran: from this frequency", "") \
    X(S, REAL, kf_hi, "Hz", 0, 0, 0, 1e15, 0, NULL,                                                \
      "1/f noise in .tran: up to this frequency (0: none in .tran)", "")                           \
    X(S, REAL, t_noise, "s", 0, 0, 0, INFINITY, 0, NULL,                                           \
      "randomness of the switching itself: time grid in .tran (0: none)", "")

typedef struct {
    NS_CELL_PARAMS(NS_PARAM_FIELD, )
} ns_cell_params;

extern const ns_param ns_cell_table[];
extern const size_t ns_cell_n_params;

enum { NS_MAX_TRAPS = 24 };

/* Two-state trap: `drop` of the conductance while filled; mean times. */
typedef struct {
    double drop, tau_fill, tau_empty;
} ns_trap;

/* Gives the cell the initial state that belongs to a published set of the family (NULL, "" or an
 * unknown name: none does), unless x0 or rinit is given. */
bool ns_cell_set(ns_cell_params *c, const ns_device *d, const char *set, ns_error *e);

/* A prepared cell; what p points to belongs to the caller. */
typedef struct {
    const ns_device *d;
    void *p; /* the family's struct, after spread and prepare */
    double x_init;
    double scale;  /* of the current: area, devices in parallel */
    double offset; /* of the conductance, so that its mean is the device's */
    double nu;     /* drift_nu of this device */
    bool settles;  /* the operating point is where the rate vanishes */
    bool stuck;    /* the state does not move */
    bool cycles;   /* the number of cycles matters */
    int n_traps;
    ns_cell_params c;
    ns_rng rng;
    ns_trap trap[NS_MAX_TRAPS];
} ns_cell;

/* Spread of one parameter of the family from device to device: sigma, relative (d2d_dist). */
typedef struct {
    int param; /* index in the family's table */
    double sigma;
} ns_spread;

/* Prepares a cell: p holds the family's parameters as given (not prepared yet); `who` begins
 * messages ("mem_drift"). Draws the device's spread and faults from (c->seed, instance), prepares
 * the device with it (a device that its family does not allow is drawn anew, up to 100 times),
 * finds the initial state. */
bool ns_cell_init(ns_cell *cell, const ns_device *d, void *p, const ns_cell_params *c,
                  const ns_spread *spread, size_t n_spread, const char *instance, const char *who,
                  ns_error *e);
/* The same, from a key of randomness instead of (c->seed, instance). */
bool ns_cell_draw(ns_cell *cell, const ns_device *d, void *p, const ns_cell_params *c,
                  const ns_spread *spread, size_t n_spread, ns_rng rng, const char *who,
                  ns_error *e);

/* The memory of one time point: size, and the number of traps behind it. */
typedef struct {
    ns_state at;
    double v;     /* in the device's own sense */
    double kick;  /* rate added by the physics' own randomness in this interval of t_noise (1/s) */
    double grid;  /* number of that interval; -1 before the first */
    double cycle; /* half cycles begun */
    double direction; /* of the last drive: 1, -1; 0 before the first */
    double age;       /* since it was written (s), as drift_x says */
    struct {
        double next;  /* time of the next change (s) */
        double count; /* changes so far; odd: filled */
    } trap[];
} ns_cell_memory;
size_t ns_cell_memory_size(const ns_cell *cell);

/* Room for the memory of any cell. */
typedef union {
    ns_cell_memory memory;
    char room[sizeof(ns_cell_memory) + NS_MAX_TRAPS * 2 * sizeof(double)];
} ns_cell_room;

/* What a cell answers. */
typedef struct {
    double i, di_dv; /* A, S: with area and parallel devices; total derivative */
    double x, dx_dv;
    double g; /* conductance di/dv at constant state (S) */
    double y; /* second state, or 0 */
} ns_cell_out;

/* The operating point at v, and the memory at time 0. */
void ns_cell_start(const ns_cell *cell, double v, ns_cell_memory *now, ns_cell_out *out);

/* A step from t0 (`before`) to t (`now`) under v at its end. gamma: see ns_device_step. */
void ns_cell_step(const ns_cell *cell, const ns_cell_memory *before, double t0, double t,
                  double gamma, double v, ns_cell_memory *now, ns_cell_out *out);

/* A step that is tried at several voltages. */
typedef struct {
    const ns_cell *cell;
    const ns_cell_memory *before;
    double t0, t, gamma;
} ns_cell_trial;

/* The current's at v: i (A), g = di/dv (S). */
typedef struct {
    double v, i, g;
} ns_cell_tangent;

/* For Newton's method in a circuit, which has gone along the tangent of an earlier trial of the
 * step to v; what the step does there is in *now and *out. A device that switches within the step
 * has a current that is flat in the voltage on both sides of a steep rise, and from either side the
 * tangents lead far past it to the other one. Where the current has changed much more than the
 * tangent said, the voltage is the wrong thing to follow: then the step is tried again, up to 80
 * times, at a voltage on the way at which the current is about what the tangent said. Returns the
 * voltage that *now and *out belong to, v if it was good. */
double ns_cell_step_back(const ns_cell_trial *trial, const ns_cell_tangent *last, double v,
                         ns_cell_memory *now, ns_cell_out *out);

/* Whether there are changes that are not due to v: whether ns_cell_event can be finite. */
static inline bool ns_cell_changes(const ns_cell *cell)
{
    return cell->n_traps > 0 || cell->c.t_noise > 0;
}

/* Time after t (s) of the next change that is not due to v, for the memory of time t; INFINITY if
 * none. A step must not go beyond it. A change takes effect right after its time. */
double ns_cell_event(const ns_cell *cell, const ns_cell_memory *now, double t);

/* ---- a cell by events: what happens between them is known without steps ---- */

/* A pulse of v volts (in the device's own sense) for `width` seconds at state x: what the state
 * flows along (ns_flow_energy, ns_flow_lanes), with the spread and the wear of its half cycle. A
 * second state is at rest, retention does not count meanwhile. *cycle, *direction: as in
 * ns_cell_memory; unused unless cell->cycles. */
void ns_cell_begin_pulse(const ns_cell *cell, double x, double v, double width, double *cycle,
                         double *direction, ns_flow_lane *way);
/* What it has dissipated when it has flown, J. */
double ns_cell_end_pulse(const ns_cell *cell, const ns_flow_lane *way, double width);

/* Where retention has taken a state that was x t seconds ago, at rest. */
double ns_cell_retain(const ns_cell *cell, double x, double t);

/* What the traps leave of the current at t (s). Each is the telegraph process that ns_cell_step
 * follows from change to change, with the same rates, but another one of its kind: looked up for
 * any t in any order. From *from on and before *to the answer is the same. */
double ns_cell_gain_at(const ns_cell *cell, double t, double *from, double *to);

/* ---- a device and what makes it imperfect, as text ---- */

typedef struct {
    ns_device_inst dev; /* as given: for ns_cell_draw */
    ns_cell_params c;
    ns_spread *spread;
    size_t n_spread;
} ns_cell_spec;

/* As ns_device_parse; the text may also name parameters of ns_cell_table, and a spread NAME_d2d of
 * each real parameter of the family. Free it whether that succeeds or not. */
bool ns_cell_parse(ns_cell_spec *out, const char *spec, ns_error *e);
void ns_cell_spec_free(ns_cell_spec *s);

/* Small signals about the operating point at v. */
void ns_cell_small_signal(const ns_cell *cell, double v, double omega, ns_small_signal *out);

/* Densities of current noise at the operating point (A^2/Hz): white, and 1/f at f Hz. */
double ns_cell_white_noise(const ns_cell *cell, double v, double kelvin);
double ns_cell_flicker_noise(const ns_cell *cell, double v, double f);

#endif
