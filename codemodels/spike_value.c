#include "spike_value.h"

#include <stdlib.h>

#include "cm.h"

typedef struct entry {
    ns_packet packet;
    struct entry *prev, *next;
} entry;

typedef struct {
    entry *e;
    uint64_t generation;
} spike_value;

static struct {
    entry *first;
    uint64_t generation;
    int users;
} pool = {.generation = 1};

static entry *add_entry(void)
{
    entry *e = malloc(sizeof *e);
    if (!e)
        return NULL;
    ns_packet_init(&e->packet);
    *e = (entry){.packet = e->packet, .next = pool.first};
    if (pool.first)
        pool.first->prev = e;
    pool.first = e;
    return e;
}

static void remove_entry(entry *e)
{
    *(e->prev ? &e->prev->next : &pool.first) = e->next;
    if (e->next)
        e->next->prev = e->prev;
    ns_packet_free(&e->packet);
    free(e);
}

void *spike_value_new(void)
{
    spike_value *v = malloc(sizeof *v);
    if (v)
        *v = (spike_value){add_entry(), pool.generation};
    return v;
}

static bool is_current(const spike_value *v)
{
    return v->e && v->generation == pool.generation;
}

void spike_value_drop(void *value)
{
    spike_value *v = value;
    if (v && is_current(v))
        remove_entry(v->e);
    if (v)
        v->e = NULL;
}

ns_packet *spike_packet(void *value)
{
    static ns_packet none;
    spike_value *v = value;
    if (!is_current(v))
        *v = (spike_value){add_entry(), pool.generation};
    if (v->e)
        return &v->e->packet;
    cm_fault(NULL, "out of memory for a packet of spikes");
    ns_packet_clear(&none);
    return &none;
}

void spike_users(int change)
{
    pool.users += change;
    if (pool.users > 0)
        return;
    while (pool.first)
        remove_entry(pool.first);
    pool.generation++;
}
