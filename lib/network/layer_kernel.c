#include "layer_impl.h"

#include <math.h>
#include <string.h>

/* The same sums on every machine: no fused multiply-add (gcc makes none under -std=c17). */
#ifdef __clang__
#pragma STDC FP_CONTRACT OFF
#endif

/* e^x = 2^k e^r with |r| <= ln 2 / 2; the series is cut at r^9 / 9! < 3e-10. */
static inline double exp_clipped(double x)
{
    const double log2_e = 1.4426950408889634, ln2_hi = 0x1.62e42fefa0000p-1,
                 ln2_lo = 0x1.cf79abc9e3b3ap-40;
    const double shift =
        0x1.8p52; /* adding it rounds to an integer, which is then in its low bits */
    const double shifted = x * log2_e + shift, k = shifted - shift;
    const double r = (x - k * ln2_hi) - k * ln2_lo;
    double y = 1 / 5040.0 + r * (1 / 40320.0);
    y = 1 / 720.0 + r * y;
    y = 1 / 120.0 + r * y;
    y = 1 / 24.0 + r * y;
    y = 1 / 6.0 + r * y;
    y = 0.5 + r * y;
    y = 1 + r * (1 + r * y);
    uint64_t bits;
    memcpy(&bits, &shifted, sizeof bits);
    bits = (bits + 1023) << 52;
    double power;
    memcpy(&power, &bits, sizeof power);
    return y * power;
}

double ns_layer_exp(double x)
{
    return exp_clipped(fmin(fmax(x, -700), 700));
}

void ns_layer_growth(float *s, const double *t, uint32_t n, double base, double tau)
{
    const double rate = 1 / tau;
    for (uint32_t k = 0; k < n; k++) {
        s[k] = (float)exp_clipped((t[k] - base) * rate);
    }
}

/* Wider vectors change the speed and not one bit of the result: lanes are neurons. */
#define VECTORS(name, lanes)                                                                       \
    typedef float vec_##name __attribute__((vector_size(lanes * sizeof(float)), may_alias));       \
    typedef int32_t mask_##name __attribute__((vector_size(lanes * sizeof(int32_t))))

VECTORS(plain, 4);
#define TARGET
#define NAME(f) f##_plain
#define LANES   4
#include "layer_kernel.def"
#undef TARGET
#undef NAME
#undef LANES

#if defined(__x86_64__)
VECTORS(avx2, 8);
#define TARGET  __attribute__((target("avx2")))
#define NAME(f) f##_avx2
#define LANES   8
#include "layer_kernel.def"

static bool wide(void)
{
    return __builtin_cpu_supports("avx2");
}
#else
#define integrate_avx2 integrate_plain
#define margin_avx2    margin_plain

static bool wide(void)
{
    return false;
}
#endif

void ns_layer_integrate(float *u, const float *w, size_t stride, const uint32_t *row,
                        const float *s, uint32_t n)
{
    (wide() ? integrate_avx2 : integrate_plain)(u, w, stride, row, s, n);
}

float ns_layer_margin(const float *u, const float *theta, size_t stride, float a, float b,
                      float share)
{
    return (wide() ? margin_avx2 : margin_plain)(u, theta, stride, a, b, share);
}

ptrdiff_t ns_layer_winner(const float *u, const float *theta, size_t n, float a, float b)
{
    ptrdiff_t best = -1;
    float most = 0;
    for (size_t j = 0; j < n; j++) {
        const float above = u[j] - (a + b * theta[j]);
        if (above > most) {
            most = above;
            best = (ptrdiff_t)j;
        }
    }
    return best;
}
