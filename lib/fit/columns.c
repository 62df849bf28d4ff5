#include "columns.h"

#include <ctype.h>
#include <stdio.h>
#include <string.h>
#include <strings.h>

/* Names as people write them, small letters, blanks and '-' as '_'; the first is ours. */
static const char *const names[NS_COLS] = {
    [NS_COL_TIME] = "time t timestamp elapsed elapsed_time time_stamp",
    [NS_COL_VOLTAGE] =
        "voltage v u bias v1 vd vm v_d v_m source_voltage applied_voltage volt volts",
    [NS_COL_CURRENT] = "current i i1 id im i_d i_m measured_current abs_i i_read read_current",
    [NS_COL_CONDUCTANCE] = "conductance g weight g_read",
    [NS_COL_RESISTANCE] = "resistance r r_read",
    [NS_COL_NUMBER] = "pulse n no number pulse_number pulse_no pulses index cycle",
    [NS_COL_V_PULSE] = "v_pulse vpulse pulse_voltage v_p vp amplitude pulse_amplitude v_write",
    [NS_COL_WIDTH] = "width t_pulse tpulse pulse_width tw t_w pw duration pulse_duration",
    [NS_COL_V_READ] = "v_read vread read_voltage v_r",
};

const char *ns_column_name(ns_column c)
{
    static const char *const first[NS_COLS] = {"time",        "voltage",    "current",
                                               "conductance", "resistance", "pulse",
                                               "v_pulse",     "width",      "v_read"};
    return first[c];
}

static const char *const units[NS_COLS] = {
    [NS_COL_TIME] = "s sec second seconds",
    [NS_COL_VOLTAGE] = "V volt volts",
    [NS_COL_CURRENT] = "A amp amps ampere",
    [NS_COL_CONDUCTANCE] = "S siemens mho",
    [NS_COL_RESISTANCE] = "ohm ohms \316\251 \342\204\246", /* both omegas of Unicode */
    [NS_COL_NUMBER] = "",
    [NS_COL_V_PULSE] = "V volt volts",
    [NS_COL_WIDTH] = "s sec second seconds",
    [NS_COL_V_READ] = "V volt volts",
};

static bool in_list(const char *list, const char *word)
{
    size_t len = strlen(word);
    for (const char *s = list; *s;) {
        size_t n = strcspn(s, " ");
        if (n == len && strncasecmp(s, word, n) == 0)
            return true;
        s += n + strspn(s + n, " ");
    }
    return false;
}

/* The prefix at the start of a unit; *used are its bytes. Both micro signs of Unicode, and that of
 * Latin-1. */
static double prefix(const char *s, size_t *used)
{
    static const struct {
        const char *text;
        double factor;
    } table[] = {{"\302\265", 1e-6}, {"\316\274", 1e-6}, {"\265", 1e-6}, {"meg", 1e6}, {"M", 1e6},
                 {"m", 1e-3},        {"u", 1e-6},        {"n", 1e-9},    {"p", 1e-12}, {"f", 1e-15},
                 {"k", 1e3},         {"K", 1e3},         {"G", 1e9},     {"T", 1e12}};
    for (size_t k = 0; k < sizeof table / sizeof table[0]; k++) {
        *used = strlen(table[k].text);
        if (strncmp(s, table[k].text, *used) == 0)
            return table[k].factor;
    }
    *used = 0;
    return 1;
}

/* "uA" for a current: its factor; 0 if the unit does not belong to the quantity. */
static double unit_factor(ns_column c, const char *unit)
{
    size_t used;
    if (in_list(units[c], unit))
        return 1;
    double factor = prefix(unit, &used);
    return used && in_list(units[c], unit + used) ? factor : 0;
}

static void trim(char *s)
{
    size_t n = strlen(s), skip = strspn(s, " \t\"'#_:=-");
    memmove(s, s + skip, n - skip + 1);
    for (n -= skip; n && strchr(" \t\"'_:=-\r\n", s[n - 1]); n--)
        s[n - 1] = '\0';
}

/* Cuts "current (uA)", "i [uA]", "i/uA", or "i_uA" (if the rest is a name) in two. */
static void split(char *name, char *unit, size_t size)
{
    char *open = strpbrk(name, "([{/");
    *unit = '\0';
    if (!open)
        return;
    snprintf(unit, size, "%.*s", (int)strcspn(open + 1, ")]}"), open + 1);
    *open = '\0';
    trim(unit);
}

static void fold(char *s)
{
    for (; *s; s++)
        *s = *s == ' ' || *s == '-' || *s == '.' ? '_' : (char)tolower((unsigned char)*s);
}

static bool find(const char *name, ns_column *what)
{
    for (int c = 0; c < NS_COLS; c++)
        if (in_list(names[c], name)) {
            *what = (ns_column)c;
            return true;
        }
    return false;
}

bool ns_column_parse(const char *cell, size_t len, ns_column *what, double *factor,
                     bool *unit_wrong)
{
    char name[80], unit[24], original[80];
    *factor = 1;
    *unit_wrong = false;
    if (len >= sizeof name)
        return false;
    memcpy(name, cell, len);
    name[len] = '\0';
    split(name, unit, sizeof unit);
    trim(name);
    memcpy(original, name, sizeof name);
    fold(name);
    char *last = strrchr(name, '_');
    bool known = find(name, what);
    if (!known && last && !*unit) { /* i_uA */
        snprintf(unit, sizeof unit, "%.23s", original + (last + 1 - name));
        *last = '\0';
        known = find(name, what) && unit_factor(*what, unit) > 0;
    }
    if (!known)
        return false;
    if (*unit) {
        *factor = unit_factor(*what, unit);
        *unit_wrong = *factor == 0;
    }
    return true;
}
