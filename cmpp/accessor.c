#include "accessor.h"

#include <string.h>

#include "names.h"

enum { ANALOG = 1, DIGITAL = 2, USER = 4, EVENT = DIGITAL | USER, ANY = ANALOG | EVENT };

/* What may be written in a cfunc.mod. */
static const struct accessor accessors[] = {
    {"INIT", "CM_INIT", OBJECT_NONE, FLOW_ANY, 0, false, false},
    {"ANALYSIS", "CM_ANALYSIS", OBJECT_NONE, FLOW_ANY, 0, false, false},
    {"NEW_TIMEPOINT", "CM_NEW_TIMEPOINT", OBJECT_NONE, FLOW_ANY, 0, false, false},
    {"CALL_TYPE", "CM_CALL_TYPE", OBJECT_NONE, FLOW_ANY, 0, false, false},
    {"TIME", "CM_TIME", OBJECT_NONE, FLOW_ANY, 0, false, false},
    {"RAD_FREQ", "CM_RAD_FREQ", OBJECT_NONE, FLOW_ANY, 0, false, false},
    {"TEMPERATURE", "CM_TEMPERATURE", OBJECT_NONE, FLOW_ANY, 0, false, false},
    {"CALLBACK", "CM_CALLBACK", OBJECT_NONE, FLOW_ANY, 0, false, false},
    {"TSTEP", "CM_TSTEP", OBJECT_NONE, FLOW_ANY, 0, false, false},
    {"TSTOP", "CM_TSTOP", OBJECT_NONE, FLOW_ANY, 0, false, false},
    {"NOISE_FREQ", "CM_NOISE_FREQ", OBJECT_NONE, FLOW_ANY, 0, false, false},
    {"T", "CM_T", OBJECT_NUMBER, FLOW_ANY, 0, false, false},
    {"NOISE_DENSITY", "CM_NOISE_DENSITY", OBJECT_NUMBER, FLOW_ANY, 0, false, false},
    {"PARAM", "CM_PARAM", OBJECT_PARAM, FLOW_ANY, 0, true, true},
    {"PARAM_SIZE", "CM_PARAM_SIZE", OBJECT_PARAM, FLOW_ANY, 0, false, false},
    {"PARAM_NULL", "CM_PARAM_NULL", OBJECT_PARAM, FLOW_ANY, 0, false, false},
    {"STATIC_VAR", "CM_VAR", OBJECT_VAR, FLOW_ANY, 0, true, true},
    {"STATIC_VAR_SIZE", "CM_VAR_SIZE", OBJECT_VAR, FLOW_ANY, 0, false, false},
    {"STATIC_VAR_INST", "CM_VAR_INST", OBJECT_VAR, FLOW_ANY, 0, false, false},
    {"INSTANCE_VAR", "CM_VAR", OBJECT_VAR, FLOW_ANY, 0, true, true},
    {"INSTANCE_VAR_SIZE", "CM_VAR_SIZE", OBJECT_VAR, FLOW_ANY, 0, false, false},
    {"PORT_SIZE", "CM_PORT_SIZE", OBJECT_PORT, FLOW_ANY, ANY, false, false},
    {"PORT_NULL", "CM_PORT_NULL", OBJECT_PORT, FLOW_ANY, ANY, false, false},
    {"INPUT", "CM_INPUT", OBJECT_PORT, FLOW_IN, ANY, true, true},
    {"INPUT_STATE", "CM_INPUT_STATE", OBJECT_PORT, FLOW_IN, DIGITAL, true, false},
    {"INPUT_STRENGTH", "CM_INPUT_STRENGTH", OBJECT_PORT, FLOW_IN, DIGITAL, true, false},
    {"INPUT_TYPE", "CM_INPUT_TYPE", OBJECT_PORT, FLOW_IN, ANY, true, false},
    {"OUTPUT", "CM_OUTPUT", OBJECT_PORT, FLOW_OUT, ANY, true, true},
    {"OUTPUT_STATE", "CM_OUTPUT_STATE", OBJECT_PORT, FLOW_OUT, DIGITAL, true, false},
    {"OUTPUT_STRENGTH", "CM_OUTPUT_STRENGTH", OBJECT_PORT, FLOW_OUT, DIGITAL, true, false},
    {"OUTPUT_TYPE", "CM_OUTPUT_TYPE", OBJECT_PORT, FLOW_OUT, ANY, true, false},
    {"OUTPUT_DELAY", "CM_OUTPUT_DELAY", OBJECT_PORT, FLOW_OUT, EVENT, true, false},
    {"OUTPUT_CHANGED", "CM_OUTPUT_CHANGED", OBJECT_PORT, FLOW_OUT, EVENT, true, false},
    {"LOAD", "CM_LOAD", OBJECT_PORT, FLOW_ANY, EVENT, true, false},
    {"TOTAL_LOAD", "CM_TOTAL_LOAD", OBJECT_PORT, FLOW_ANY, EVENT, true, false},
    {"MESSAGE", "CM_MESSAGE", OBJECT_PORT, FLOW_ANY, EVENT, true, false},
    {"PARTIAL", "CM_PARTIAL", OBJECT_PORT_PAIR, FLOW_ANY, ANALOG, true, false},
    {"AC_GAIN", "CM_AC_GAIN", OBJECT_PORT_PAIR, FLOW_ANY, ANALOG, true, false},
};

const struct accessor *accessor_find(const char *name, size_t n)
{
    for (size_t i = 0; i < sizeof accessors / sizeof *accessors; i++)
        if (strlen(accessors[i].name) == n && memcmp(accessors[i].name, name, n) == 0)
            return &accessors[i];
    return NULL;
}

static const char *param_name(const void *list, size_t k)
{
    const struct ifspec *s = list;
    return k < s->n_params ? s->params[k].name.text : NULL;
}

static const char *var_name(const void *list, size_t k)
{
    const struct ifspec *s = list;
    return k < s->n_vars ? s->vars[k].name.text : NULL;
}

/* The kinds of things that have names, in the order of enum object from OBJECT_PARAM on. */
static const struct naming {
    const char *what;
    int (*find)(const struct ifspec *, const char *);
    name_list *list;
} namings[] = {{"parameter", ifspec_param, param_name},
               {"static variable", ifspec_var, var_name},
               {"port", ifspec_port, ifspec_port_name}};

static const struct naming *naming(enum object object)
{
    return &namings[object == OBJECT_PORT_PAIR ? OBJECT_PORT - OBJECT_PARAM
                                               : object - OBJECT_PARAM];
}

/* A use on its way through the checks. */
struct resolver {
    const struct accessor_use *use;
    const struct ifspec *s;
    struct diag *diag;
    const char *accessor, *name;
};

#define ERROR(r, ...) diag_error((r)->diag, (r)->use->src, (r)->use->at, __VA_ARGS__)

static void report_unknown(const struct resolver *r)
{
    const struct naming *wanted = naming(r->use->accessor->object);
    const char *file = r->s->src->name;
    for (size_t i = 0; i < sizeof namings / sizeof *namings; i++)
        if (namings[i].find(r->s, r->name) >= 0) {
            ERROR(r, "%s(%s): '%s' is a %s in %s, not a %s", r->accessor, r->name, r->name,
                  namings[i].what, file, wanted->what);
            return;
        }
    const char *guess = name_closest(r->name, wanted->list, r->s);
    ERROR(r, "%s(%s): no %s '%s' in %s%s%s%s", r->accessor, r->name, wanted->what, r->name, file,
          guess ? "; did you mean '" : "", guess ? guess : "", guess ? "'?" : "");
}

static bool check_port(const struct resolver *r, const struct ifs_port *port)
{
    static const char *const signal_names[] = {"analog", "digital", "of a user-defined node type"};
    enum ifs_signal signal = ifs_signal(port->default_type.type);
    bool in = r->use->flow == FLOW_IN,
         wrong_way = (in && port->direction == IFS_OUT) ||
                     (r->use->flow == FLOW_OUT && port->direction == IFS_IN);
    unsigned signals = r->use->accessor->signals;
    if (wrong_way)
        ERROR(r, "%s(%s): port '%s' is an %s (Direction: %s), %s needs an %s", r->accessor, r->name,
              r->name, in ? "output" : "input", ifs_direction_name(port->direction), r->accessor,
              in ? "input" : "output");
    else if (!(signals & (1u << signal)))
        ERROR(r, "%s(%s): port '%s' is %s; %s is for %s ports", r->accessor, r->name, r->name,
              signal_names[signal], r->accessor,
              signals == ANALOG    ? "analog"
              : signals == DIGITAL ? "digital"
                                   : "event-driven");
    else
        return true;
    return false;
}

/* STATIC_VAR(v) of a vector is its first element, whatever its type: a place for a pointer. */
static bool check_index(const struct resolver *r, bool vector)
{
    const struct accessor *a = r->use->accessor;
    if (r->use->has_index && !a->element)
        ERROR(r, "%s(%s): %s is about the whole of '%s' and takes no index", a->name, r->name,
              a->name, r->name);
    else if (r->use->has_index && !vector)
        ERROR(r, "%s(%s[...]): '%s' is no vector (Vector: no), so it has no index", a->name,
              r->name, r->name);
    else if (!r->use->has_index && a->element && vector && a->object != OBJECT_VAR)
        ERROR(r, "%s(%s): '%s' is a vector; write %s(%s[i])", a->name, r->name, r->name, a->name,
              r->name);
    else
        return true;
    return false;
}

int accessor_resolve(const struct accessor_use *use, const struct ifspec *s, struct diag *diag)
{
    const struct accessor *a = use->accessor;
    struct text name = {0};
    text_add(&name, use->src->text + use->at.at, use->at.len);
    struct resolver r = {use, s, diag, a->name, name.s};
    int k = naming(a->object)->find(s, name.s);
    bool vector = false;
    if (k < 0) {
        report_unknown(&r);
    } else if (a->object >= OBJECT_PORT) {
        vector = s->ports[k].vector;
        k = check_port(&r, &s->ports[k]) ? k : -1;
    } else {
        vector = (a->object == OBJECT_PARAM ? s->params : s->vars)[k].vector;
    }
    if (k >= 0 && !check_index(&r, vector))
        k = -1;
    text_free(&name);
    return k;
}

const char *accessor_suffix(const struct accessor *a, const struct ifspec *s, int k)
{
    static const char *const types[IFS_TYPES] = {"_BOOL",    "_INT",    "_REAL",
                                                 "_COMPLEX", "_STRING", "_PTR"};
    static const char *const signals[] = {"_REAL", "_PTR", "_PTR"};
    if (!a->typed)
        return "";
    if (a->object == OBJECT_PORT)
        return signals[ifs_signal(s->ports[k].default_type.type)];
    return types[(a->object == OBJECT_PARAM ? s->params : s->vars)[k].type];
}
