/* Node type `spike`: a node carries a packet of addressed spikes (lib/network/packet.h).
 *
 * Two packets of a node count as the same only if they are the same packet of the same driver, so
 * every packet sent is an event. Several drivers of one node add up (ns_packet_resolve). Plotted
 * and printed, a packet shows its number of spikes; the members t0, width, seq and label can be
 * named. */
#include "cm.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "network/packet.h"
#include "../spike_value.h"

static void spike_create(void **value)
{
    *value = spike_value_new();
}

static void spike_dismantle(void *value)
{
    if (value)
        spike_value_clear(value);
}

static void spike_initialize(void *value)
{
    spike_value_clear(value);
}

/* A packet has no inverse: an inverted port passes it on as it is. */
static void spike_invert(void *value)
{
    (void)value;
}

static void spike_copy(void *from, void *to)
{
    spike_value_share(to, from);
}

static bool resolve(int n, void **values, const ns_packet **packets, void *result, ns_error *e)
{
    int which, sharing;
    for (int i = 0; i < n; i++)
        packets[i] = spike_packet(values[i]);
    if (!ns_packet_current(packets, n, &which, &sharing, e))
        return false;
    if (sharing <= 1) {
        spike_value_share(result, values[sharing ? which : 0]);
        return true;
    }
    ns_packet *sum = spike_packet_begin(result, e);
    return sum && (ns_packet_resolve(sum, packets, n) ||
                   ns_fail(e, "out of memory joining the packets of %d drivers", n));
}

static void spike_resolve(int n, void **values, void *result)
{
    ns_error e = {"out of memory for the drivers of a spike node"};
    const ns_packet **packets = calloc((size_t)n, sizeof(const ns_packet *));
    if (!packets || !resolve(n, values, packets, result, &e))
        cm_fault(NULL, "%s", e.msg);
    free(packets);
}

static void spike_compare(void *a, void *b, int *equal)
{
    const ns_packet *p = spike_packet(a), *q = spike_packet(b);
    *equal = p->seq == q->seq && p->n == q->n && !(p->t0 < q->t0) && !(q->t0 < p->t0);
}

static double member_of(const ns_packet *p, const char *member)
{
    if (member && !strcmp(member, "t0"))
        return p->t0;
    if (member && !strcmp(member, "width"))
        return p->width;
    if (member && !strcmp(member, "seq"))
        return (double)p->seq;
    if (member && !strcmp(member, "label"))
        return p->tag.label;
    return p->n;
}

static void spike_plot_val(void *value, char *member, double *result)
{
    *result = member_of(spike_packet(value), member);
}

static void spike_print_val(void *value, char *member, char **result)
{
    /* One text per call: the host keeps the texts of all columns of a line at a time. */
    static char nothing[] = "?";
    char *text = malloc(32);
    if (text)
        snprintf(text, 32, "%.9g", member_of(spike_packet(value), member));
    *result = text ? text : nothing;
}

static void spike_ipc_val(void *value, void **ipc, int *size)
{
    *ipc = (void *)(uintptr_t)spike_packet(value);
    *size = (int)sizeof(ns_packet);
}

const cm_udn udn_spike_info = {
    .name = "spike",
    .descr = "packet of addressed spikes",
    .create = spike_create,
    .dismantle = spike_dismantle,
    .initialize = spike_initialize,
    .invert = spike_invert,
    .copy = spike_copy,
    .resolve = spike_resolve,
    .compare = spike_compare,
    .plot_val = spike_plot_val,
    .print_val = spike_print_val,
    .ipc_val = spike_ipc_val,
};
