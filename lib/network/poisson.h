/* Poisson spikes in continuous time, and a source of them (spike_poisson). */
#ifndef NGSPIKE_POISSON_H
#define NGSPIKE_POISSON_H

#include "../random/alias.h"
#include "../random/philox.h"
#include "packet.h"
#include "spike_poisson_params.h" /* generated from codemodels/spike_poisson/ifspec.ifs */

/* `what` of the draws of a source's stream. */
enum { NS_DRAW_SPIKES = 1, NS_DRAW_ORDER = 2 };

#define NS_POISSON_MOST 1e8 /* expected spikes in a packet; one takes 12 bytes */

/* Appends to `out`, which has its width, the spikes of one window: a Poisson process of `rate`
 * (1/s, all addresses together), each spike at an address drawn from the table. `presentation`
 * numbers the window: the same number gives the same spikes, bit by bit on every machine with IEEE
 * 754 arithmetic. false: out of memory. */
bool ns_poisson_spikes(ns_packet *out, const ns_alias *table, double rate, ns_rng rng,
                       uint64_t presentation);

typedef struct ns_poisson ns_poisson;

/* Checks the parameters, reads the file of rates. `instance` keys the randomness. NULL on failure.
 * Keeps nothing of p. */
ns_poisson *ns_poisson_new(const spike_poisson_params *p, const char *instance, ns_error *e);
void ns_poisson_free(ns_poisson *s);
uint64_t ns_poisson_total(const ns_poisson *s);          /* packets; UINT64_MAX: without end */
double ns_poisson_time(const ns_poisson *s, uint64_t k); /* start of the k-th (from 0) window, s */
/* Fills the k-th packet (seq = k + 1). A function of k alone: may be asked in any order. */
bool ns_poisson_packet(const ns_poisson *s, uint64_t k, ns_packet *out, ns_error *e);

#endif
