#include "param.h"

#include <ctype.h>
#include <locale.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>

/* strtod() in the C locale: a host program may have set one with a decimal comma. */
static double number_prefix(const char *text, const char **end)
{
    locale_t c = newlocale(LC_ALL_MASK, "C", (locale_t)0);
    char *stop;
    double x = c ? strtod_l(text, &stop, c) : strtod(text, &stop);
    if (c)
        freelocale(c);
    *end = stop;
    return x;
}

/* Powers of ten as exact numbers to multiply or divide by, so that 10n is the double nearest to
 * 1e-8. */
static double scaled(double x, const char **suffix)
{
    static const struct {
        const char *name;
        double power, divisor;
    } table[] = {{"meg", 1e6, 1}, {"mil", 254, 1e7}, {"t", 1e12, 1}, {"g", 1e9, 1},
                 {"k", 1e3, 1},   {"m", 1, 1e3},     {"u", 1, 1e6},  {"n", 1, 1e9},
                 {"p", 1, 1e12},  {"f", 1, 1e15},    {"a", 1, 1e18}};
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++) {
        size_t len = strlen(table[i].name);
        if (strncasecmp(*suffix, table[i].name, len) == 0) {
            *suffix += len;
            return x * table[i].power / table[i].divisor;
        }
    }
    return x;
}

bool ns_number(const char *text, double *out)
{
    while (isspace((unsigned char)*text))
        text++;
    const char *digits = text + (*text == '+' || *text == '-');
    /* strtod also takes inf, nan and hexadecimal, which are no SPICE numbers */
    bool decimal = isdigit((unsigned char)digits[0]) ||
                   (digits[0] == '.' && isdigit((unsigned char)digits[1]));
    if (!decimal || (digits[0] == '0' && (digits[1] == 'x' || digits[1] == 'X')))
        return false;
    const char *rest;
    double x = scaled(number_prefix(text, &rest), &rest);
    while (isalpha((unsigned char)*rest))
        rest++;
    while (isspace((unsigned char)*rest))
        rest++;
    if (*rest || !isfinite(x))
        return false;
    *out = x;
    return true;
}

void ns_params_put(const ns_param *q, void *params, double value)
{
    void *field = (char *)params + q->offset;
    if (q->type == NS_REAL)
        memcpy(field, &value, sizeof value);
    else
        memcpy(field, &(int){(int)value}, sizeof(int));
}

void ns_params_default(const ns_param *table, size_t n, void *params)
{
    for (size_t k = 0; k < n; k++)
        ns_params_put(&table[k], params, table[k].def);
}

double ns_params_get(const ns_param *table, size_t k, const void *params)
{
    const void *field = (const char *)params + table[k].offset;
    double real;
    int whole;
    if (table[k].type == NS_REAL) {
        memcpy(&real, field, sizeof real);
        return real;
    }
    memcpy(&whole, field, sizeof whole);
    return whole;
}

int ns_params_find(const ns_param *table, size_t n, const char *name)
{
    for (size_t k = 0; k < n; k++)
        if (strcasecmp(table[k].name, name) == 0)
            return (int)k;
    return -1;
}

/* A list "a, b, c" cut at the buffer's size. */
typedef struct {
    char text[400];
    size_t used;
} list;

static void list_add(list *l, const char *item)
{
    int n =
        snprintf(l->text + l->used, sizeof l->text - l->used, "%s%s", l->used ? ", " : "", item);
    if (n > 0)
        l->used = l->used + (size_t)n < sizeof l->text ? l->used + (size_t)n : sizeof l->text - 1;
}

static int find_or_fail(const ns_param *table, size_t n, const char *who, const char *name,
                        ns_error *e)
{
    int k = ns_params_find(table, n, name);
    if (k >= 0)
        return k;
    list known = {.text = ""};
    for (size_t i = 0; i < n; i++)
        list_add(&known, table[i].name);
    ns_fail(e, "%s: there is no parameter '%s'; it has: %s", who, name, known.text);
    return -1;
}

static bool fail_choice(const ns_param *q, const char *who, const char *given, ns_error *e)
{
    list known = {.text = ""};
    for (const char *const *c = q->choices; *c; c++)
        list_add(&known, *c);
    return ns_fail(e, "%s: parameter %s = %s; it must be one of: %s", who, q->name, given,
                   known.text);
}

int ns_param_choices(const ns_param *q)
{
    int n = 0;
    while (q->choices[n])
        n++;
    return n;
}

static bool fail_range(const ns_param *q, const char *who, double value, ns_error *e)
{
    char lo[48] = "", hi[48] = "";
    if (isfinite(q->lo))
        snprintf(lo, sizeof lo, "%s %.12g", q->lo_open ? ">" : ">=", q->lo);
    if (isfinite(q->hi))
        snprintf(hi, sizeof hi, "%s %.12g", q->hi_open ? "<" : "<=", q->hi);
    const char *blank = *q->unit ? " " : "";
    return ns_fail(e, "%s: parameter %s = %.12g%s%s is out of range; it must be %s%s%s%s%s", who,
                   q->name, value, blank, q->unit, lo, *lo && *hi ? " and " : "",
                   *lo || *hi ? hi : "finite", blank, q->unit);
}

static bool set_checked(const ns_param *q, void *params, const char *who, double value, ns_error *e)
{
    if (q->type == NS_ENUM) {
        if (!(value >= 0 && value < ns_param_choices(q) && value == floor(value))) {
            char given[48];
            snprintf(given, sizeof given, "%.12g", value);
            return fail_choice(q, who, given, e);
        }
    } else {
        bool above = q->lo_open ? value > q->lo : value >= q->lo;
        bool below = q->hi_open ? value < q->hi : value <= q->hi;
        if (!isfinite(value) || !above || !below)
            return fail_range(q, who, value, e);
        if (q->type == NS_INT && (value != floor(value) || fabs(value) > 2147483647.0))
            return ns_fail(e, "%s: parameter %s = %.12g must be a whole number", who, q->name,
                           value);
    }
    ns_params_put(q, params, value);
    return true;
}

bool ns_params_set(const ns_param *table, size_t n, void *params, const char *who, const char *name,
                   double value, ns_error *e)
{
    int k = find_or_fail(table, n, who, name, e);
    return k >= 0 && set_checked(&table[k], params, who, value, e);
}

bool ns_params_set_text(const ns_param *table, size_t n, void *params, const char *who,
                        const char *name, const char *text, ns_error *e)
{
    int k = find_or_fail(table, n, who, name, e);
    if (k < 0)
        return false;
    const ns_param *q = &table[k];
    if (q->type == NS_ENUM)
        for (int c = 0; q->choices[c]; c++)
            if (strcasecmp(q->choices[c], text) == 0)
                return set_checked(q, params, who, c, e);
    double value;
    if (ns_number(text, &value))
        return set_checked(q, params, who, value, e);
    if (q->type == NS_ENUM)
        return fail_choice(q, who, text, e);
    return ns_fail(e,
                   "%s: parameter %s = '%s' is not a number (SPICE suffixes f p n u m k meg g t "
                   "are understood)",
                   who, q->name, text);
}
