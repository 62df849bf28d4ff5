/* What the command line asks of a symbol. */
#include "symbol.h"

#include <stdlib.h>
#include <string.h>

#include "aline.h"
#include "names.h"

static const char *port_name(const void *list, size_t k)
{
    const struct ifspec *s = list;
    return k < s->n_ports ? s->ports[k].name.text : NULL;
}

void symbol_options_init(struct symbol_options *o, const struct ifspec *s, struct arena *arena)
{
    o->ports = arena_alloc(arena, (s->n_ports + 1) * sizeof *o->ports);
    for (size_t k = 0; k < s->n_ports; k++) {
        const struct ifs_range *bounds = &s->ports[k].bounds;
        int *size = &o->ports[k].size;
        *size = bounds->has_lower && bounds->lower.integer > 0 ? bounds->lower.integer : 2;
        if (bounds->has_upper && bounds->upper.integer < *size)
            *size = bounds->upper.integer;
    }
}

/* The index of the port called by the n bytes, or -1 with an error. */
static int find_port(const struct ifspec *s, const char *name, size_t n, const char *option,
                     struct diag *diag)
{
    struct text copy = {0};
    text_add(&copy, name, n);
    int k = ifspec_port(s, copy.s);
    const char *guess = k < 0 ? name_closest(copy.s, port_name, s) : NULL;
    if (k < 0)
        diag_failure(diag, "%s: %s has no port '%s'%s%s%s", option, s->model.text, copy.s,
                     guess ? "; did you mean '" : "", guess ? guess : "", guess ? "'?" : "");
    text_free(&copy);
    return k;
}

void symbol_set_size(struct symbol_options *o, const struct ifspec *s, const char *option,
                     struct diag *diag)
{
    size_t length = strcspn(option, "=");
    int k = find_port(s, option, length, "--size", diag);
    if (k < 0)
        return;
    const struct ifs_port *p = &s->ports[k];
    char *end = "";
    long size = option[length] ? strtol(option + length + 1, &end, 10) : 0;
    if (!p->vector)
        diag_failure(diag, "--size %s: port '%s' is no vector", option, p->name.text);
    else if (size < 1 || *end)
        diag_failure(diag, "--size %s: expected PORT=N, N a whole number from 1 on", option);
    else if (p->bounds.has_lower && size < p->bounds.lower.integer)
        diag_failure(diag, "--size %s: port '%s' has at least %d elements", option, p->name.text,
                     p->bounds.lower.integer);
    else if (size > (p->bounds.has_upper ? p->bounds.upper.integer : aline_safe_size(s)))
        diag_failure(diag, "--size %s: port '%s' has at most %d elements%s", option, p->name.text,
                     p->bounds.has_upper ? p->bounds.upper.integer : aline_safe_size(s),
                     p->bounds.has_upper ? "" : ", or the A line is too long for ngspice");
    else
        o->ports[k].size = (int)size;
}

void symbol_set_null(struct symbol_options *o, const struct ifspec *s, const char *option,
                     struct diag *diag)
{
    int k = find_port(s, option, strlen(option), "--null", diag);
    if (k < 0)
        return;
    if (!s->ports[k].null_allowed)
        diag_failure(diag, "--null %s: port '%s' may not be null (Null_Allowed: no)", option,
                     s->ports[k].name.text);
    else
        o->ports[k].null = true;
}

void symbol_check(const struct symbol_options *o, const struct ifspec *s, struct diag *diag)
{
    int entries = ALINE_FRAME;
    for (size_t k = 0; k < s->n_ports && entries <= ALINE_TABLE; k++) {
        const struct ifs_port *p = &s->ports[k];
        int nodes = aline_nodes(p->default_type.type);
        if (!o->ports[k].null)
            entries += aline_port_entries(p, nodes, o->ports[k].size,
                                          nodes == 2 || p->default_type.type == IFS_VNAM);
    }
    if (entries > ALINE_TABLE)
        diag_failure(diag,
                     "%s has more nodes than ngspice can take on an A line: give it smaller "
                     "vectors, or leave out ports with --null",
                     s->model.text);
}
