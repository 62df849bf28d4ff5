/* Currents of transistors from libngspice: the same sweeps for SkyWater's models and for our cards.
 * All voltages here are those of an n-channel device; a p-channel one gets them with the other
 * sign, and currents come back positive for both. */
#ifndef FIT_SIM_H
#define FIT_SIM_H

#include <stdbool.h>

typedef struct {
    const char *name; /* subcircuit's name behind sky130_fd_pr__ */
    int sign;         /* +1 n-channel, -1 p-channel */
    double v_max, l_min;
} fit_device;

typedef struct {
    double w, l; /* um */
} fit_size;

enum {
    VG_STEPS = 31,
    VG_DRAINS = 3,
    VD_STEPS = 16,
    VD_GATES = 5,
    SWEEP_POINTS = 2 * VG_STEPS * VG_DRAINS + VD_STEPS * VD_GATES,
    MAX_SIZES = 64
};

/* One device under one bias. */
typedef struct {
    double vg, vd, vb;
} fit_bias;
fit_bias bias_of(const fit_device *d, int point);

/* Loads SkyWater's device in these sizes (library file, section), or ours: `cards` are the .model
 * lines of all bins, named `card`. */
void sim_load_pdk(const fit_device *d, const char *library, const char *section,
                  const fit_size *sizes, int n);
void sim_load_card(const fit_device *d, const char *cards, const fit_size *sizes, int n);
void sim_command(const char *fmt, ...) __attribute__((format(printf, 1, 2)));
/* Drain currents, A: current[size * SWEEP_POINTS + point]. False if ngspice finds no
 * solution (a fit may try impossible cards). */
bool sim_sweeps(const fit_device *d, int n, double *current);
/* Which size of SkyWater's device BSIM4 refused when the last sweeps failed; -1: none. */
int sim_refused(void);
/* Capacitance, F, that the drain (`gate` false) or the gate sees towards small signals at these
 * voltages, of size number `which`. */
double sim_capacitance(const fit_device *d, int which, bool gate, double vg, double vd);

#endif
