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

/* Drivers of one node take turns, or send the same window: two packets whose windows overlap
 * without being the same would hide part of each other, and two labels cannot be shown at a time.
 */
static bool get_along(const ns_packet *p, const ns_packet *q)
{
    const ns_packet *first = p->t0 < q->t0 ? p : q, *second = first == p ? q : p;
    if (!p->seq || !q->seq)
        return true;
    if (first->t0 < second->t0) {
        if (first->t0 + first->width <= second->t0 + 1e-9 * second->width)
            return true;
        cm_fault(NULL,
                 "two drivers of a spike node overlap: one's packet lasts from %.9g to %.9g s, "
                 "another's begins at %.9g s; give them the same windows, or one after the other "
                 "(delay, count, window, rest)",
                 first->t0, first->t0 + first->width, second->t0);
        return false;
    }
    if (p->tag.label < 0 || q->tag.label < 0 ||
        (p->tag.label == q->tag.label && p->tag.phase == q->tag.phase))
        return true;
    cm_fault(
        NULL,
        "two drivers of a spike node show images at once, at %.9g s: label %d for %s, label %d "
        "for %s; let one begin when the other has ended (delay)",
        p->t0, p->tag.label, ns_phase_name(p->tag.phase), q->tag.label,
        ns_phase_name(q->tag.phase));
    return false;
}

/* The one driver whose window is the latest, or NULL if several share it. */
static void *only_current(int n, void **values)
{
    void *latest = values[0];
    int sharing = 1;
    for (int i = 1; i < n; i++) {
        const ns_packet *p = spike_packet(values[i]), *q = spike_packet(latest);
        if (!p->seq || !get_along(p, q))
            continue;
        if (!q->seq || p->t0 > q->t0) {
            latest = values[i];
            sharing = 1;
        } else if (!(p->t0 < q->t0)) {
            sharing++;
        }
    }
    return sharing == 1 ? latest : NULL;
}

static void spike_resolve(int n, void **values, void *result)
{
    void *current = only_current(n, values);
    if (current) {
        spike_value_share(result, current);
        return;
    }
    ns_packet *sum = spike_packet_begin(result);
    const ns_packet **p = calloc((size_t)n, sizeof(const ns_packet *));
    for (int i = 0; p && i < n; i++)
        p[i] = spike_packet(values[i]);
    if (!sum || !p || !ns_packet_resolve(sum, p, n))
        cm_fault(NULL, "out of memory joining the packets of %d drivers", n);
    free(p);
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
