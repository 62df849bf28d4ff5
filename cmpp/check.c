/* The checks of an ifspec.ifs that need more than one of its values. */
#include "ifspec.h"

#include <string.h>

#include "names.h"

struct checker {
    struct ifspec *s;
    struct diag *diag;
};

#define ERROR(c, ...) diag_error((c)->diag, (c)->s->src, __VA_ARGS__)
#define NOTE(c, ...)  diag_note((c)->diag, (c)->s->src, __VA_ARGS__)

/* Names that the generated C cannot give to a function: keywords and the types of cm_model.h. */
static bool function_name_taken(const char *name)
{
    static const char *const types[] = {
        "Mif_Private", "Mif_Private_t", "cm_data_type", "cm_port_type",  "cm_port_dir",
        "cm_enter",    "cm_value",      "cm_conn_spec", "cm_param_spec", "cm_var_spec",
        "cm_model",    "cm_udn",        "cm_models",    "cm_udns",       "cm_library_name"};
    for (size_t i = 0; i < sizeof types / sizeof *types; i++)
        if (strcmp(name, types[i]) == 0)
            return true;
    return name_reserved(name) || strncmp(name, "CM_", 3) == 0;
}

/* Types of .model cards that mean a device of ngspice's own, in any version. */
static bool model_name_taken(const char *name)
{
    static const char *const own[] = {
        "c",    "cpl", "csw",  "d",    "l",     "ltra",  "nbjt",  "ndev",   "nhfet", "njf", "nmf",
        "nmos", "npn", "nsoi", "numd", "numos", "phfet", "pjf",   "pmf",    "pmos",  "pnp", "poly",
        "psoi", "r",   "res",  "sw",   "txl",   "urc",   "vdmos", "vdmosn", "vdmosp"};
    for (size_t i = 0; i < sizeof own / sizeof *own; i++)
        if (name_same(name, own[i]))
            return true;
    return false;
}

static void check_names(struct checker *c)
{
    const struct ifs_name *f = &c->s->function, *m = &c->s->model;
    if (model_name_taken(m->text))
        ERROR(c, m->at,
              "'%s' is a device of ngspice's own, which decks would get: choose another name",
              m->text);
    if (*f->text && function_name_taken(f->text))
        ERROR(c, f->at, "'%s' cannot be the name of a C function here; cm_%s would do", f->text,
              f->text);
}

/* Reports name if one of the n names that are `stride` bytes apart is the same. */
static void check_unique(struct checker *c, const char *what, const struct ifs_name *name,
                         const struct ifs_name *others, size_t stride, size_t n)
{
    for (size_t k = 0; *name->text && k < n; k++) {
        const struct ifs_name *other = (const void *)((const char *)others + k * stride);
        if (!name_same(name->text, other->text))
            continue;
        ERROR(c, name->at, "a second %s '%s' (upper and lower case are the same)", what,
              name->text);
        NOTE(c, other->at, "the first is here");
        return;
    }
}

/* ---- ports ---- */

static bool same_kind(const struct ifs_port_kind *a, const struct ifs_port_kind *b)
{
    return a->type == b->type && name_same(a->name, b->name);
}

static void check_types(struct checker *c, const struct ifs_port *port)
{
    const struct ifs_port_kind *def = &port->default_type;
    bool allowed = false;
    if (!def->name || !*def->name || !port->n_types)
        return;
    for (size_t i = 0; i < port->n_types; i++) {
        const struct ifs_port_kind *t = &port->types[i];
        allowed = allowed || same_kind(t, def);
        for (size_t j = 0; j < i; j++)
            if (same_kind(t, &port->types[j]))
                ERROR(c, t->at, "type '%s' a second time", t->name);
        if (ifs_signal(t->type) != ifs_signal(def->type))
            ERROR(c, t->at,
                  "port '%s' is %s by default ('%s'); '%s' beside it would change what INPUT and "
                  "OUTPUT mean",
                  port->name.text,
                  ifs_signal(def->type) == IFS_ANALOG_SIGNAL ? "analog" : "event-driven", def->name,
                  t->name);
    }
    if (!allowed) {
        ERROR(c, def->at, "the Default_Type '%s' of port '%s' is not among its Allowed_Types",
              def->name, port->name.text);
        NOTE(c, port->types[0].at, "they are listed here");
    }
}

/* A conductance or resistance reads and drives the same branch; a voltage or current does one of
 * these; a voltage source's current can only be read. */
static void check_direction(struct checker *c, const struct ifs_port *port)
{
    for (size_t i = 0; i < port->n_types; i++) {
        const char *type = port->types[i].name, *name = port->name.text;
        const char *direction = ifs_direction_name(port->direction);
        switch (port->types[i].type) {
        case IFS_G:
        case IFS_GD:
        case IFS_H:
        case IFS_HD:
            if (port->direction == IFS_INOUT)
                continue;
            ERROR(c, port->direction_at, "port '%s' of type '%s' is inout, not %s", name, type,
                  direction);
            break;
        case IFS_VNAM:
            if (port->direction == IFS_IN)
                continue;
            ERROR(c, port->direction_at, "port '%s' of type 'vnam' is in, not %s", name, direction);
            break;
        case IFS_DIGITAL:
        case IFS_USER:
            continue;
        default:
            if (port->direction != IFS_INOUT)
                continue;
            ERROR(c, port->direction_at,
                  "port '%s' of type '%s' is in or out, not inout: g gd h hd are both", name, type);
        }
        return;
    }
}

/* Bounds of the size of a vector: numbers that leave a size. */
static void check_bounds(struct checker *c, const struct ifs_range *r, bool vector,
                         const char *what, const char *name)
{
    if (!r->at.len)
        return;
    if (!vector)
        ERROR(c, r->at, "%s '%s' is no vector (Vector: no), so it has no Vector_Bounds: write -",
              what, name);
    else if (r->has_lower && r->lower.integer < 0)
        ERROR(c, r->lower.at, "the size of a vector is at least 0");
    else if (r->has_upper && r->upper.integer < 1)
        ERROR(c, r->upper.at, "the largest size of a vector is at least 1");
    else if (r->has_lower && r->has_upper && r->lower.integer > r->upper.integer)
        ERROR(c, r->at, "the lower bound is above the upper");
}

static void check_ports(struct checker *c)
{
    struct ifs_port *ports = c->s->ports;
    for (size_t k = 0; k < c->s->n_ports; k++) {
        check_unique(c, "port", &ports[k].name, &ports[0].name, sizeof *ports, k);
        if (ports[k].broken)
            continue;
        check_types(c, &ports[k]);
        check_direction(c, &ports[k]);
        check_bounds(c, &ports[k].bounds, ports[k].vector, "port", ports[k].name.text);
    }
}

/* ---- parameters and static variables ---- */

static double number(const struct ifs_param *p, const struct ifs_value *v)
{
    return p->type == IFS_INTEGER ? v->integer : v->real;
}

static void check_limits(struct checker *c, const struct ifs_param *p)
{
    const struct ifs_range *r = &p->limits;
    if (r->has_lower && r->has_upper && number(p, &r->lower) > number(p, &r->upper)) {
        ERROR(c, r->at, "the lower limit is above the upper");
        return;
    }
    for (size_t i = 0; i < p->n_defaults; i++) {
        double x = number(p, &p->defaults[i]);
        bool low = r->has_lower && x < number(p, &r->lower),
             high = r->has_upper && x > number(p, &r->upper);
        if (!low && !high)
            continue;
        ERROR(c, p->defaults[i].at, "the default %g of '%s' is %s its limit %g", x, p->name.text,
              low ? "below" : "above", number(p, low ? &r->lower : &r->upper));
        NOTE(c, r->at, "the limits are here");
    }
}

static void check_default_size(struct checker *c, const struct ifs_param *p)
{
    if (!p->default_is_list || !p->n_defaults)
        return;
    int n = (int)p->n_defaults;
    if (!p->vector)
        ERROR(c, p->default_at, "a list as the default of '%s', which is no vector (Vector: no)",
              p->name.text);
    else if (p->bounds.has_lower && n < p->bounds.lower.integer)
        ERROR(c, p->default_at,
              "the default of '%s' has %d element%s, its Vector_Bounds ask for at least %d",
              p->name.text, n, n == 1 ? "" : "s", p->bounds.lower.integer);
    else if (p->bounds.has_upper && n > p->bounds.upper.integer)
        ERROR(c, p->default_at,
              "the default of '%s' has %d elements, its Vector_Bounds allow at most %d",
              p->name.text, n, p->bounds.upper.integer);
}

/* Finds the port whose size is that of the vector. */
static void check_bounds_port(struct checker *c, struct ifs_param *p, const char *what)
{
    const struct ifs_name *port = &p->bounds_port;
    if (!*port->text)
        return;
    int k = ifspec_port(c->s, port->text);
    if (!p->vector) {
        ERROR(c, port->at, "%s '%s' is no vector (Vector: no), so it has no Vector_Bounds: write -",
              what, p->name.text);
    } else if (k < 0) {
        const char *guess = name_closest(port->text, ifspec_port_name, c->s);
        ERROR(c, port->at, "Vector_Bounds is -, a range or a port, and there is no port '%s'%s%s%s",
              port->text, guess ? "; did you mean '" : "", guess ? guess : "", guess ? "'?" : "");
    } else if (!c->s->ports[k].vector) {
        ERROR(c, port->at, "port '%s' is no vector, so '%s' cannot take its size", port->text,
              p->name.text);
        NOTE(c, c->s->ports[k].name.at, "the port is here");
    } else {
        p->bounds_port_index = k;
    }
}

static void check_params(struct checker *c, const char *what, struct ifs_param *params, size_t n)
{
    for (size_t k = 0; k < n; k++) {
        struct ifs_param *p = &params[k];
        check_unique(c, what, &p->name, &params[0].name, sizeof *params, k);
        if (p->broken)
            continue;
        check_limits(c, p);
        check_default_size(c, p);
        check_bounds(c, &p->bounds, p->vector, what, p->name.text);
        check_bounds_port(c, p, what);
    }
}

void ifspec_check(struct ifspec *s, struct diag *diag)
{
    struct checker c = {s, diag};
    check_names(&c);
    check_ports(&c);
    check_params(&c, "parameter", s->params, s->n_params);
    check_params(&c, "static variable", s->vars, s->n_vars);
}
