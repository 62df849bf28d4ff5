#include "aline.h"

int aline_nodes(enum ifs_port_type type)
{
    return type == IFS_VD || type == IFS_ID || type == IFS_GD || type == IFS_HD ? 2 : 1;
}

static int most_nodes(const struct ifs_port *p)
{
    int most = 1;
    for (size_t i = 0; i < p->n_types; i++)
        if (aline_nodes(p->types[i].type) > most)
            most = aline_nodes(p->types[i].type);
    return most;
}

static bool unbounded(const struct ifs_port *p)
{
    return p->vector && !p->bounds.has_upper;
}

int aline_port_entries(const struct ifs_port *p, int nodes, int size, bool typed)
{
    int length = !p->vector ? 1 : size < ALINE_TABLE ? size : ALINE_TABLE; /* no overflow */
    return 2 * (nodes * length + (p->vector ? 2 : 0) + (typed ? 2 : 0)) + !typed;
}

int aline_entries(const struct ifspec *s, int size)
{
    int entries = ALINE_FRAME;
    for (size_t k = 0; k < s->n_ports && entries <= ALINE_TABLE; k++) {
        const struct ifs_port *p = &s->ports[k];
        int nodes = most_nodes(p);
        entries += aline_port_entries(p, nodes, unbounded(p) ? size : p->bounds.upper.integer,
                                      nodes > aline_nodes(p->default_type.type));
    }
    return entries;
}

int aline_safe_size(const struct ifspec *s)
{
    bool any = false;
    for (size_t k = 0; k < s->n_ports; k++)
        any = any || unbounded(&s->ports[k]);
    if (!any)
        return ALINE_UNBOUNDED;
    int size = 0;
    while (aline_entries(s, size + 1) <= ALINE_TABLE)
        size++;
    return size;
}
