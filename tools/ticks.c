#include "ticks.h"

#include <math.h>
#include <stdio.h>

ticks ticks_linear(double min, double max, int wanted)
{
    ticks t = {0};
    double range = max - min;
    if (!isfinite(range) || range <= 0)
        return t;
    double power = pow(10, floor(log10(range / wanted)));
    double rough = range / wanted / power;
    double step = (rough <= 1 ? 1 : rough <= 2 ? 2 : rough <= 5 ? 5 : 10) * power;
    double slack = 1e-9 * step; /* round-off must not cost the last tick */
    for (double k = ceil((min - slack) / step); k * step <= max + slack && t.n < MAX_TICKS; k++)
        t.at[t.n++] = k == 0 ? 0 : k * step;
    int decimals = (int)-floor(log10(step) + 1e-9);
    t.decimals = decimals > 0 ? decimals : 0;
    return t;
}

ticks ticks_log(double min, double max)
{
    ticks t = {0};
    if (!(min > 0) || !(max > min) || !isfinite(max))
        return t;
    for (double k = ceil(log10(min) - 1e-9); k <= log10(max) + 1e-9 && t.n < MAX_TICKS; k++)
        t.at[t.n++] = pow(10, k);
    return t;
}

si_scale si_for(double max)
{
    static const char *const prefixes[] = {"a", "f", "p", "n", "µ", "m", "", "k", "M", "G", "T"};
    double v = fabs(max);
    int k = v > 0 && isfinite(v) ? (int)floor(log10(v) / 3 + 1e-9) : 0;
    k = k < -6 ? -6 : k > 4 ? 4 : k;
    return (si_scale){pow(1000, -k), prefixes[k + 6]};
}

void si_format(char *out, size_t size, double value, const char *unit)
{
    si_scale s = si_for(value);
    double v = value * s.factor;
    /* %g would turn 999.7 into 1e+03 */
    snprintf(out, size, fabs(v) >= 99.95 ? "%.0f %s%s" : "%.3g %s%s", v, s.prefix, unit);
}
