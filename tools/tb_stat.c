/* Statistics over the runs of a testbench: "mean(rate)" and the like. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "tb.h"
#include "text.h"

static const struct {
    const char *name;
    tb_statistic statistic;
} statistics[] = {{"mean", TB_MEAN}, {"sd", TB_SD},   {"spread", TB_SPREAD},
                  {"min", TB_MIN},   {"max", TB_MAX}, {"share", TB_SHARE}};

int tb_find_quantity(const tb_bench *b, const char *name)
{
    for (int i = 0; i < b->n_quantities; i++)
        if (strcmp(b->quantity[i], name) == 0)
            return i;
    return -1;
}

static int add_quantity(tb_bench *b, const char *name)
{
    int k = tb_find_quantity(b, name);
    if (k >= 0)
        return k;
    b->quantity = grow(b->quantity, (size_t)b->n_quantities + 1, sizeof *b->quantity);
    b->quantity[b->n_quantities] = copy_string(name);
    return b->n_quantities++;
}

bool tb_read_statistic(tb_bench *b, tb_figure *f)
{
    char function[16], of[64], bound[32], close = '\0', more;
    if (!strpbrk(f->name, "()"))
        return true;
    if (sscanf(f->name, "%15[a-z](%63[^()<>]%c%c", function, of, &close, &more) < 3)
        return false;
    size_t k = 0, n = sizeof statistics / sizeof statistics[0];
    while (k < n && strcmp(statistics[k].name, function) != 0)
        k++;
    if (k == n || b->n_runs == 0)
        return false;
    f->statistic = statistics[k].statistic;
    if (f->statistic == TB_SHARE &&
        (sscanf(strchr(f->name, '(') + 1 + strlen(of), ">%31[^)]%c%c", bound, &close, &more) != 2 ||
         !tb_number(bound, &f->bound)))
        return false;
    f->quantity = add_quantity(b, of);
    return close == ')' && f->name[strlen(f->name) - 1] == ')';
}

/* Standard deviation of a sample (n - 1); 0 for one value. */
static double deviation(const double *v, int n, double mean)
{
    double sum = 0;
    for (int i = 0; i < n; i++)
        sum += (v[i] - mean) * (v[i] - mean);
    return n > 1 ? sqrt(sum / (n - 1)) : 0;
}

double tb_statistic_of(const tb_figure *f, const double *v, int n)
{
    double sum = 0, low = INFINITY, high = -INFINITY, above = 0;
    for (int i = 0; i < n; i++) {
        sum += v[i]; /* NAN if one is */
        low = fmin(low, v[i]);
        high = fmax(high, v[i]);
        above += v[i] > f->bound;
    }
    double mean = sum / n;
    if (isnan(mean))
        return NAN;
    switch (f->statistic) {
    case TB_SD:
        return deviation(v, n, mean);
    case TB_SPREAD:
        return 100 * deviation(v, n, mean) / fabs(mean);
    case TB_MIN:
        return low;
    case TB_MAX:
        return high;
    case TB_SHARE:
        return above / n;
    default:
        return mean;
    }
}
