#include "describe.h"

#include <string.h>

static size_t without_blanks(const char *s, size_t n)
{
    while (n && (s[n - 1] == ' ' || s[n - 1] == '\t' || s[n - 1] == '\n'))
        n--;
    return n;
}

static struct described split(const char *s, bool has_unit)
{
    struct described d = {.text = s, .length = without_blanks(s, strlen(s))};
    const char *comma = has_unit ? strrchr(s, ',') : NULL;
    if (!comma)
        return d;
    const char *unit = comma + 1 + strspn(comma + 1, " \t\n"), *end = s + d.length;
    if (unit >= end || !unit_valid(unit, (size_t)(end - unit)))
        return d;
    memcpy(d.unit, unit, (size_t)(end - unit));
    d.length = without_blanks(s, (size_t)(comma - s));
    return d;
}

struct described describe_port(const struct ifs_port *p)
{
    return split(p->descr, ifs_signal(p->default_type.type) == IFS_ANALOG_SIGNAL);
}

struct described describe_param(const struct ifs_param *p)
{
    return split(p->descr, p->type == IFS_REAL || p->type == IFS_COMPLEX || p->type == IFS_INTEGER);
}

void describe_value(struct text *out, enum ifs_type type, const struct ifs_value *v)
{
    if (type == IFS_BOOLEAN) {
        text_puts(out, v->integer ? "TRUE" : "FALSE");
    } else if (type == IFS_INTEGER) {
        text_printf(out, "%d", v->integer);
    } else if (type == IFS_REAL) {
        text_real(out, v->real);
    } else if (type == IFS_COMPLEX) {
        text_puts(out, "<");
        text_real(out, v->real);
        text_puts(out, " ");
        text_real(out, v->imaginary);
        text_puts(out, ">");
    } else {
        text_printf(out, "\"%s\"", v->string);
    }
}

void describe_default(struct text *out, const struct ifs_param *p)
{
    bool list = p->vector && p->n_defaults;
    text_puts(out, list ? "[" : "");
    for (size_t i = 0; i < p->n_defaults; i++) {
        text_puts(out, i ? " " : "");
        describe_value(out, p->type, &p->defaults[i]);
    }
    text_puts(out, list ? "]" : "");
}

void describe_range(struct text *out, enum ifs_type type, const struct ifs_range *r)
{
    if (r->has_lower != r->has_upper)
        text_puts(out, r->has_lower ? "at least " : "at most ");
    if (r->has_lower)
        describe_value(out, type, &r->lower);
    text_puts(out, r->has_lower && r->has_upper ? " to " : "");
    if (r->has_upper)
        describe_value(out, type, &r->upper);
}

bool describe_optional(const struct ifs_param *p)
{
    return p->null_allowed || p->n_defaults;
}

bool describe_savable(const struct ifs_param *var)
{
    return var->type == IFS_REAL && !var->vector;
}
