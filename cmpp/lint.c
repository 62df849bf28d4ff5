#include "lint.h"

#include <string.h>
#include <strings.h>

#include "aline.h"
#include "describe.h"
#include "names.h"

/* A description is one cell of a table and one paragraph of a manual page. */
enum { LONGEST_DESCRIPTION = 120 };

struct linter {
    const struct ifspec *s;
    struct diag *diag;
};

/* Something with a name and a description. */
struct item {
    const char *what;
    const struct ifs_name *name;
    const char *descr;
};

#define WARN(l, ...) diag_warning((l)->diag, (l)->s->src, __VA_ARGS__)
#define NOTE(l, ...) diag_note((l)->diag, (l)->s->src, __VA_ARGS__)

/* ---- units ---- */

/* Something with a description but no unit in it. */
static bool lacks_unit(struct described d)
{
    return d.length && !*d.unit;
}

/* A branch (g, gd, h, hd) has a voltage and a current; the others have one quantity. */
static bool port_has_unit(const struct ifs_port *p)
{
    return p->default_type.type <= IFS_VNAM;
}

/* Whether there are several that should have a unit, and none has. */
static bool knows_no_units(const struct ifspec *s, int *n)
{
    int lacking = 0;
    *n = 0;
    for (size_t k = 0; k < s->n_ports; k++)
        if (port_has_unit(&s->ports[k])) {
            ++*n;
            lacking += lacks_unit(describe_port(&s->ports[k]));
        }
    for (size_t k = 0; k < s->n_params; k++)
        if (s->params[k].type == IFS_REAL) {
            ++*n;
            lacking += lacks_unit(describe_param(&s->params[k]));
        }
    return *n > 2 && lacking == *n;
}

static void check_units(const struct linter *l)
{
    const struct ifspec *s = l->s;
    int n;
    if (knows_no_units(s, &n)) {
        WARN(l, s->model.at,
             "no unit in any of the %d descriptions of real parameters and analog ports: end them "
             "as in \"threshold, V\" and, for a pure number, \"gain, 1\"",
             n);
        return;
    }
    for (size_t k = 0; k < s->n_ports; k++)
        if (port_has_unit(&s->ports[k]) && lacks_unit(describe_port(&s->ports[k])))
            WARN(l, s->ports[k].name.at,
                 "no unit in the description of port '%s': end it with \", V\" or \", A\"",
                 s->ports[k].name.text);
    for (size_t k = 0; k < s->n_params; k++)
        if (s->params[k].type == IFS_REAL && lacks_unit(describe_param(&s->params[k])))
            WARN(
                l, s->params[k].name.at,
                "no unit in the description of parameter '%s': end it as in \"threshold, V\", with "
                "\", 1\" for a pure number",
                s->params[k].name.text);
}

/* ---- names and descriptions ---- */

/* Names that differ only in case or in underscores. */
static bool alike(const char *a, const char *b)
{
    for (;; a++, b++) {
        a += strspn(a, "_");
        b += strspn(b, "_");
        if (!*a || strncasecmp(a, b, 1) != 0)
            return !*a && !*b;
    }
}

static size_t characters(const char *s)
{
    size_t n = 0;
    for (; *s; s++)
        n += ((unsigned char)*s & 0xC0) != 0x80;
    return n;
}

static void check_description(const struct linter *l, const struct item *i)
{
    if (!i->descr[strspn(i->descr, " \t\n")])
        WARN(l, i->name->at, "%s '%s' has no description", i->what, i->name->text);
    else if (characters(i->descr) > LONGEST_DESCRIPTION)
        WARN(l, i->name->at,
             "the description of %s '%s' has %zu characters; a table has room for %d: leave the "
             "rest to a comment or the manual",
             i->what, i->name->text, characters(i->descr), LONGEST_DESCRIPTION);
}

/* Compares an item with one before it; true if there was something to say. */
static bool check_pair(const struct linter *l, const struct item *first, const struct item *second)
{
    if (alike(first->name->text, second->name->text))
        WARN(l, second->name->at, "%ss '%s' and '%s' differ only in underscores: easily confused",
             second->what, first->name->text, second->name->text);
    else if (*first->descr && strcasecmp(first->descr, second->descr) == 0)
        WARN(l, second->name->at, "%ss '%s' and '%s' have the same description: say what differs",
             second->what, first->name->text, second->name->text);
    else
        return false;
    NOTE(l, first->name->at, "the other is here");
    return true;
}

static struct item port_item(const struct ifspec *s, size_t k)
{
    return (struct item){"port", &s->ports[k].name, s->ports[k].descr};
}

static struct item param_item(const struct ifspec *s, size_t k)
{
    return (struct item){"parameter", &s->params[k].name, s->params[k].descr};
}

static struct item var_item(const struct ifspec *s, size_t k)
{
    return (struct item){"static variable", &s->vars[k].name, s->vars[k].descr};
}

static void check_items(const struct linter *l, struct item (*get)(const struct ifspec *, size_t),
                        size_t n)
{
    for (size_t k = 0; k < n; k++) {
        struct item item = get(l->s, k);
        check_description(l, &item);
        for (size_t j = 0; j < k; j++) {
            struct item other = get(l->s, j);
            if (check_pair(l, &other, &item))
                break;
        }
    }
}

/* ---- parameters ---- */

static void check_limits(const struct linter *l, const struct ifs_param *p)
{
    bool limits = p->limits.has_lower || p->limits.has_upper;
    if (p->type == IFS_REAL && !p->vector && !describe_optional(p) && !limits)
        WARN(l, p->name.at,
             "parameter '%s' must be given and may be anything, 0 and negative too: state its "
             "Limits, as in [1e-12 -]",
             p->name.text);
}

/* Parameters from which ngspice 47 and later makes noise sources by itself: the types it reads. */
static void check_noise(const struct linter *l, const struct ifs_param *p)
{
    static const struct {
        const char *name;
        enum ifs_type type;
    } reserved[] = {{"noise_voltage", IFS_REAL},
                    {"noise_current", IFS_REAL},
                    {"noise_corner", IFS_REAL},
                    {"noise_exponent", IFS_REAL},
                    {"noise_programmatic", IFS_BOOLEAN}};
    for (size_t i = 0; i < sizeof reserved / sizeof *reserved; i++)
        if (name_same(p->name.text, reserved[i].name) && (p->type != reserved[i].type || p->vector))
            WARN(l, p->name.at,
                 "ngspice 47 and later makes noise of '%s', which it reads as %s; here it is %s%s: "
                 "choose another name",
                 p->name.text, ifs_type_name(reserved[i].type), p->vector ? "a vector of " : "",
                 ifs_type_name(p->type));
}

/* ---- the rest ---- */

static void check_variable(const struct linter *l, const struct ifs_param *v)
{
    const char *effect = v->vector                ? "saves nonsense for"
                         : v->type == IFS_COMPLEX ? "crashes when it saves"
                                                  : "cannot save";
    if (v->type != IFS_POINTER && !describe_savable(v))
        WARN(l, v->name.at,
             "ngspice %s '%s' (%s%s): make it real, or a pointer if nobody is to see it", effect,
             v->name.text, v->vector ? "vector of " : "", ifs_type_name(v->type));
}

/* The first vector port, or the first that has no upper bound; NULL if there is none. */
static const struct ifs_port *long_port(const struct ifspec *s, bool unbounded)
{
    for (size_t k = 0; k < s->n_ports; k++)
        if (s->ports[k].vector && !(unbounded && s->ports[k].bounds.has_upper))
            return &s->ports[k];
    return NULL;
}

static void check_aline(const struct linter *l)
{
    int safe = aline_safe_size(l->s);
    bool unbounded = safe > 0 && safe < ALINE_UNBOUNDED;
    const struct ifs_port *p = long_port(l->s, unbounded);
    if (unbounded)
        WARN(l, p->name.at,
             "port '%s' has no upper bound, and ngspice overwrites its own memory if an A line is "
             "too long: allow at most %d elements%s",
             p->name.text, safe,
             ifs_signal(p->default_type.type) == IFS_ANALOG_SIGNAL
                 ? ""
                 : ", or half as many if each may be inverted with ~");
    else if (aline_entries(l->s, 1) > ALINE_TABLE)
        WARN(l, p ? p->name.at : l->s->model.at,
             "an A line with all elements of the ports is so long that ngspice overwrites its own "
             "memory: allow fewer");
}

void lint(const struct ifspec *s, struct diag *diag)
{
    struct linter l = {s, diag};
    struct item model = {"model", &s->model, s->descr};
    check_description(&l, &model);
    check_aline(&l);
    check_units(&l);
    check_items(&l, port_item, s->n_ports);
    check_items(&l, param_item, s->n_params);
    check_items(&l, var_item, s->n_vars);
    for (size_t k = 0; k < s->n_params; k++) {
        check_limits(&l, &s->params[k]);
        check_noise(&l, &s->params[k]);
    }
    for (size_t k = 0; k < s->n_vars; k++)
        check_variable(&l, &s->vars[k]);
}
