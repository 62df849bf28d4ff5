/* Independent switches with two states, of which a device's state is the fraction that is on: at
 * constant voltage (and, where the rates depend on it, constant second state) their number has a
 * closed form for any time, in the mean and as a random number. */
#ifndef NGSPIKE_SWITCHES_H
#define NGSPIKE_SWITCHES_H

#include "../random/philox.h"

/* Rates (1/s) at which a switch that is off goes on, and one that is on goes off. */
typedef struct {
    double up, down;
} ns_switch_rates;

/* The fraction that is on after t >= 0 seconds, from x, in the mean. Exactly x where the mean does
 * not move. */
double ns_switches_mean(const ns_switch_rates *r, double x, double t);

/* Of `total` switches n are on; how many are after t >= 0 seconds: one draw from the exact
 * distribution, binomial(n, stays on) + binomial(total - n, has gone on), whatever t. A function of
 * the arguments alone, the same on every machine: nothing in it calls the C library's exp or log.
 * `count` says which draw of the stream it is; never use one twice. */
int ns_switches_draw(const ns_switch_rates *r, ns_rng rng, uint64_t count, int total, int n,
                     double t);

/* Of the family mss: the rates at v volts, and how many of its n switches are on after t seconds
 * at that voltage, `on` before. (params: prepared, with n > 0.) */
ns_switch_rates ns_mss_rates(const void *params, double v);
int ns_mss_pulse(const void *params, ns_rng rng, uint64_t count, double v, double t, int on);

/* The same of the family gmss, at the volatility rho. With Joule heating of its own (rth beside
 * another volatility) the temperature is that of the number at the start. */
ns_switch_rates ns_gmss_rates(const void *params, double v, double x, double rho);
int ns_gmss_pulse(const void *params, ns_rng rng, uint64_t count, double v, double rho, double t,
                  int on);

#endif
