#include "unit.h"

#include <string.h>
#include <strings.h>

#include "names.h"

#define MICRO_SIGN  "\xc2\xb5"
#define GREEK_MU    "\xce\xbc"
#define OHM_SIGN    "\xe2\x84\xa6"
#define GREEK_OMEGA "\xce\xa9"
#define DEGREE_SIGN "\xc2\xb0"
#define MIDDLE_DOT  "\xc2\xb7"

static const char *const symbols[] = {
    "V",  "A",   "S",  "F",  "H",   "C",   "W",   "J",   "s",      "Hz",        "m",
    "g",  "K",   "N",  "Pa", "T",   "Wb",  "eV",  "B",   "bit",    "cd",        "lm",
    "lx", "rad", "Bq", "L",  "mol", "bar", "ohm", "Ohm", OHM_SIGN, GREEK_OMEGA, NULL};
static const char *const prefixes[] = {"a", "f", "p", "n", "u", MICRO_SIGN, GREEK_MU,
                                       "m", "c", "k", "M", "G", "T",        NULL};
/* These take no prefix. */
static const char *const plain_symbols[] = {
    "%",   "ppm", "dB",  "dBm",  "dBc",  "Np", DEGREE_SIGN, DEGREE_SIGN "C", DEGREE_SIGN "F",
    "deg", "sr",  "min", "degC", "Torr", "h",  "dec",       "oct",           "hz",
    NULL};

/* Written out, in upper or lower case. */
static const char *const words[] = {
    "volt",    "ampere",  "amp",           "ohm",      "siemens", "farad",  "henry",  "henries",
    "coulomb", "watt",    "joule",         "second",   "minute",  "hour",   "hertz",  "meter",
    "metre",   "gram",    "kelvin",        "newton",   "pascal",  "tesla",  "weber",  "radian",
    "degree",  "celsius", "percent",       "bit",      "byte",    "decade", "octave", "turn",
    "cycle",   "mole",    "dimensionless", "unitless", "kilohm",  "megohm", NULL};
static const char *const word_prefixes[] = {"femto", "pico", "nano", "micro", "milli",
                                            "centi", "kilo", "mega", "giga",  NULL};

/* What is left to read. */
struct scan {
    const char *at, *end;
};

static bool product(struct scan *s);

static bool take(struct scan *s, const char *what)
{
    size_t n = strlen(what);
    if ((size_t)(s->end - s->at) < n || memcmp(s->at, what, n) != 0)
        return false;
    s->at += n;
    return true;
}

static bool take_spaces(struct scan *s)
{
    bool any = false;
    while (take(s, " "))
        any = true;
    return any;
}

/* Digits, with a fraction or not. */
static bool take_number(struct scan *s)
{
    const char *begin = s->at;
    while (s->at < s->end && ((*s->at >= '0' && *s->at <= '9') || (*s->at == '.' && s->at > begin)))
        s->at++;
    return s->at > begin && s->at[-1] != '.';
}

/* A number, or a name for one. */
static bool take_exponent(struct scan *s)
{
    if (s->at == s->end || !name_starts(*s->at))
        return take_number(s);
    while (s->at < s->end && name_continues(*s->at))
        s->at++;
    return true;
}

/* Letters, % and the symbols beyond ASCII. */
static size_t word_length(const struct scan *s)
{
    static const char *const others[] = {"%",         MICRO_SIGN,  GREEK_MU, OHM_SIGN,
                                         GREEK_OMEGA, DEGREE_SIGN, NULL};
    struct scan rest = *s;
    for (bool more = true; more;) {
        more = rest.at < rest.end && *rest.at != '_' && name_starts(*rest.at);
        rest.at += more;
        for (size_t k = 0; !more && others[k]; k++)
            more = take(&rest, others[k]);
    }
    return (size_t)(rest.at - s->at);
}

/* ---- one unit ---- */

typedef int compare(const char *a, const char *b, size_t n);

/* Whether the n bytes are one of the list, or one of it after one of the prefixes. */
static bool is_one_of(const char *s, size_t n, const char *const *list,
                      const char *const *prefix_list, compare *differ)
{
    for (size_t k = 0; list[k]; k++)
        if (strlen(list[k]) == n && differ(s, list[k], n) == 0)
            return true;
    for (size_t k = 0; prefix_list && prefix_list[k]; k++) {
        size_t length = strlen(prefix_list[k]);
        if (length < n && differ(s, prefix_list[k], length) == 0 &&
            is_one_of(s + length, n - length, list, NULL, differ))
            return true;
    }
    return false;
}

static bool is_unit(const char *s, size_t n)
{
    if (is_one_of(s, n, symbols, prefixes, strncmp) ||
        is_one_of(s, n, plain_symbols, NULL, strncmp) ||
        is_one_of(s, n, words, word_prefixes, strncasecmp))
        return true;
    bool plural = n > 3 && (s[n - 1] == 's' || s[n - 1] == 'S');
    return plural && is_one_of(s, n - 1, words, word_prefixes, strncasecmp);
}

/* ---- expressions ---- */

/* ^2, ^-1, ^0.5, ^(1/2), ^n, a bare 2 or -1 as in m2 and s-1, superscripts; or nothing. */
static bool power(struct scan *s)
{
    static const char *const superscripts[] = {
        "\xe2\x81\xbb" /* minus */, "\xc2\xb9", "\xc2\xb2", "\xc2\xb3", "\xe2\x81\xb4", NULL};
    if (take(s, "^")) {
        bool bracket = take(s, "(");
        take(s, "-");
        return take_exponent(s) && (!bracket || !take(s, "/") || take_number(s)) &&
               (!bracket || take(s, ")"));
    }
    struct scan bare = *s;
    take(&bare, "-");
    if (take_number(&bare))
        *s = bare;
    for (size_t k = 0; superscripts[k]; k++)
        take(s, superscripts[k]);
    return true;
}

static bool bracketed(struct scan *s)
{
    if (!take(s, "("))
        return false;
    take_spaces(s);
    if (!product(s))
        return false;
    take_spaces(s);
    return take(s, ")");
}

/* After a 1: it is a pure number or has something below it; 10, 1.5 and 1 V are values. */
static bool one_ends(struct scan rest)
{
    take_spaces(&rest);
    return rest.at == rest.end || *rest.at == '/' || *rest.at == ')';
}

static bool factor(struct scan *s)
{
    size_t n = word_length(s);
    if (n == 0 && take(s, "1"))
        return one_ends(*s);
    if (n == 4 && take(s, "sqrt"))
        return bracketed(s);
    if (n == 0)
        return bracketed(s) && power(s);
    if (!is_unit(s->at, n))
        return false;
    s->at += n;
    return power(s);
}

/* Takes what stands between two factors; false if there is no further one. */
static bool separator(struct scan *s)
{
    static const char *const signs[] = {"/", "*", ".", MIDDLE_DOT, "per ", NULL};
    struct scan rest = *s;
    bool found = take_spaces(&rest);
    for (size_t k = 0; signs[k]; k++)
        if (take(&rest, signs[k])) {
            found = true;
            break;
        }
    take_spaces(&rest);
    if (!found || rest.at == rest.end || *rest.at == ')')
        return false;
    *s = rest;
    return true;
}

static bool product(struct scan *s)
{
    do
        if (!factor(s))
            return false;
    while (separator(s));
    return true;
}

bool unit_valid(const char *s, size_t n)
{
    struct scan scan = {s, s + n};
    return n <= LONGEST_UNIT && product(&scan) && scan.at == scan.end;
}
