/* Tests of distributions. All draws have fixed seeds, so that a test passes always or never. */
#ifndef TESTS_STATISTICS_H
#define TESTS_STATISTICS_H

#include <math.h>
#include <stdlib.h>

static inline double chi_square(const double *seen, const double *expected, int n)
{
    double sum = 0;
    for (int i = 0; i < n; i++) {
        const double d = seen[i] - expected[i];
        sum += d * d / expected[i];
    }
    return sum;
}

/* What chi-square with df degrees of freedom exceeds once in a thousand (Wilson and Hilferty 1931).
 */
static inline double chi_square_limit(int df)
{
    const double c = 2.0 / (9.0 * df);
    return df * pow(1 - c + 3.0902 * sqrt(c), 3);
}

static inline int compare_doubles(const void *a, const void *b)
{
    const double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Kolmogorov's D sqrt(n) of n values (which get sorted) against uniform (0, 1); above 1.95 once in
 * a thousand. */
static inline double kolmogorov(double *u, int n)
{
    double d = 0;
    qsort(u, (size_t)n, sizeof *u, compare_doubles);
    for (int i = 0; i < n; i++) {
        d = fmax(d, fmax(u[i] - (double)i / n, (double)(i + 1) / n - u[i]));
    }
    return d * sqrt(n);
}

#endif
