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

static void spike_create(void **value)
{
    ns_packet *p = malloc(sizeof *p);
    if (p)
        ns_packet_init(p);
    *value = p;
}

/* Frees what the packet owns; the host frees the struct itself. */
static void spike_dismantle(void *value)
{
    if (value)
        ns_packet_free(value);
}

static void spike_initialize(void *value)
{
    ns_packet_clear(value);
    ((ns_packet *)value)->seq = 0;
}

/* A packet has no inverse: an inverted port passes it on as it is. */
static void spike_invert(void *value)
{
    (void)value;
}

static void spike_copy(void *from, void *to)
{
    if (!ns_packet_copy(to, from))
        cm_fault(NULL, "out of memory copying a packet of %u spikes", ((ns_packet *)from)->n);
}

static void spike_resolve(int n, void **values, void *result)
{
    if (!ns_packet_resolve(result, (const ns_packet *const *)values, n))
        cm_fault(NULL, "out of memory joining the packets of %d drivers", n);
}

static void spike_compare(void *a, void *b, int *equal)
{
    const ns_packet *p = a, *q = b;
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
    *result = member_of(value, member);
}

static void spike_print_val(void *value, char *member, char **result)
{
    /* One text per call: the host keeps the texts of all columns of a line at a time. */
    static char nothing[] = "?";
    char *text = malloc(32);
    if (text)
        snprintf(text, 32, "%.9g", member_of(value, member));
    *result = text ? text : nothing;
}

static void spike_ipc_val(void *value, void **ipc, int *size)
{
    *ipc = value;
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
