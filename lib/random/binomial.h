/* Binomial variates: how many of n independent trials of probability p succeed. */
#ifndef NGSPIKE_BINOMIAL_H
#define NGSPIKE_BINOMIAL_H

#include "philox.h"

/* A function of (rng, what, count), n and p alone, the same on every machine (lib/numeric/
 * portable.h); exact to the grid of the uniform draws, 2^-52. 0 <= n, 0 <= p <= 1 (outside: the
 * bound). Uses the draws (what, count, 0, 1, ...). Takes a time that does not grow with n. */
int ns_binomial(ns_rng rng, uint32_t what, uint64_t count, int n, double p);

#endif
