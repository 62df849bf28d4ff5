/* What a layer dissipates. */
#include "layer_impl.h"

#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#endif

/* Reading pulses let `volts` times c_mem through n synapses, less what the reference takes from
 * each; the dummy's devices are more. */
static void count_reads(ns_layer *l, double volts, size_t n, size_t dummies)
{
    l->c.energy.read += l->p.v_read * l->p.c_mem * (volts + (double)(n + dummies) * l->read.off);
    l->c.energy.reads += n;
}

void ns_layer_read(ns_layer *l, double rows, size_t n)
{
    const double per_volt = l->read.per_volt;
    count_reads(l, per_volt > 0 ? rows / per_volt : 0, n * l->n, n);
}

void ns_layer_read_dummy(ns_layer *l)
{
    count_reads(l, 0, 0, 1);
}

void ns_layer_read_one(ns_layer *l, size_t i, size_t j)
{
    count_reads(l, (double)l->w[i * l->stride + j], 1, 0);
}

void ns_layer_count_writes(ns_layer *l, double energy, size_t n)
{
    l->c.energy.write += energy;
    l->c.energy.writes += n;
}

ns_layer_energy ns_layer_dissipated(const ns_layer *l)
{
    ns_layer_energy all = l->c.energy;
    all.fired = l->c.spikes;
    all.fire = (double)all.fired * l->p.e_spike;
    return all;
}
