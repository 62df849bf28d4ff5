#include "spike_value.h"

#include <stdlib.h>

typedef struct entry {
    ns_packet packet;
    int references;
    struct entry *next_made;   /* all that there are */
    struct entry *next_unused; /* those without references */
} entry;

typedef struct {
    entry *e;
    uint64_t generation;
} spike_value;

static struct {
    entry *made, *unused;
    uint64_t generation;
    int users;
} pool = {.generation = 1};

static entry *entry_of(const void *value)
{
    const spike_value *v = value;
    return v->generation == pool.generation ? v->e : NULL;
}

static entry *take_entry(void)
{
    entry *e = pool.unused;
    if (e) {
        pool.unused = e->next_unused;
        return e;
    }
    e = calloc(1, sizeof *e);
    if (!e)
        return NULL;
    ns_packet_init(&e->packet);
    e->next_made = pool.made;
    pool.made = e;
    return e;
}

static void refer(void *value, entry *e)
{
    if (e)
        e->references++;
    entry *before = entry_of(value);
    if (before && --before->references == 0) {
        before->next_unused = pool.unused;
        pool.unused = before;
    }
    *(spike_value *)value = (spike_value){e, pool.generation};
}

void *spike_value_new(void)
{
    return calloc(1, sizeof(spike_value));
}

void spike_value_clear(void *value)
{
    refer(value, NULL);
}

void spike_value_share(void *to, const void *from)
{
    refer(to, entry_of(from));
}

const ns_packet *spike_packet(const void *value)
{
    static const ns_packet none;
    const entry *e = entry_of(value);
    return e ? &e->packet : &none;
}

ns_packet *spike_packet_begin(void *value, ns_error *e)
{
    entry *taken = take_entry();
    if (!taken) {
        ns_fail(e, "out of memory for a packet of spikes");
        return NULL;
    }
    ns_packet_clear(&taken->packet);
    taken->references = 0;
    refer(value, taken);
    return &taken->packet;
}

void spike_users(int change)
{
    pool.users += change;
    if (pool.users > 0)
        return;
    for (entry *e = pool.made, *next; e; e = next) {
        next = e->next_made;
        ns_packet_free(&e->packet);
        free(e);
    }
    pool.made = pool.unused = NULL;
    pool.generation++;
}
