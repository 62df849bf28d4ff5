/* Plasticity by the overlap of spikes: two neuron_lif and a memristor between them, nothing else,
 * for memristors of seven families; against an independent integration of the device under the
 * difference of the two waveforms. Pairs, triplets, trains. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../check_main.h"
#include "device/device.h"
#include "neuron/spike_shape.h"
#include "plasticity/rule.h"
#include "spice.h"

/* Each with the amplitude of its spikes: one alone leaves it as it is, one on the other's tail does
 * not. */
static const struct {
    const char *family, *values;
    double amplitude, tail;
} kinds[] = {
    {"vteam", "ron=1k roff=10k v_on=-1.1 v_off=1.1 k_on=-0.02 k_off=0.02 alpha_on=1 alpha_off=1", 1,
     0.25},
    {"yakopcic", "a1=1e-4 a2=1e-4 vp=1.1 vn=1.1 ap=1.5meg an=1.5meg", 1, 0.25},
    {"pershin", "vt=1.1 beta=4e10", 1, 0.25},
    {"drift", "ron=1k roff=16k uv=1n vt_p=1.1 vt_n=1.1", 1, 0.25},
    {"mss", "set=sdc_w_demo tau=1u", 0.2, 0.1},
    {"gap", "set=rram_v0", 1.24, 0.31},
    {"sky130", "tox=5n", 1.17, 0.2925},
};
enum { KINDS = sizeof kinds / sizeof kinds[0], MOST = 6 };

static ns_spike_shape shape_of(int k)
{
    return (ns_spike_shape){kinds[k].amplitude, 10e-9, 0, 80e-9, 10e-9, kinds[k].tail, 900e-9, 0};
}

/* ---- in ngspice ---- */

typedef struct {
    char text[128][256];
    const char *line[129];
    int n;
} deck;

static void add(deck *d, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    ck_assert_int_lt(d->n, 127);
    vsnprintf(d->text[d->n], sizeof d->text[0], fmt, args);
    va_end(args);
    d->line[d->n] = d->text[d->n];
    d->line[++d->n] = NULL;
}

/* A source of spikes: 10 V for 50 ns through gm = 10 mS fires a membrane of 1 nF in 5 ns. */
static void add_source(deck *d, const char *name, const double *t, int n)
{
    char pwl[224] = "0 0";
    for (int k = 0; k < n; k++) {
        size_t used = strlen(pwl);
        snprintf(pwl + used, sizeof pwl - used, " %.10g 0 %.10g 10 %.10g 10 %.10g 0", t[k],
                 t[k] + 1e-9, t[k] + 50e-9, t[k] + 51e-9);
    }
    add(d, "v%s %s 0 pwl(%s)", name, name, pwl);
}

static void add_synapse(deck *d, int k)
{
    const char *f = kinds[k].family;
    add(d, ".model n%s neuron_lif(v_spike=%g v_tail=%g r_in=0.01 r_out=0.01 c=1n r=1k gm=10m)", f,
        kinds[k].amplitude, kinds[k].tail);
    add(d, "apre%s 0 w%s null pre null n%s", f, f, f);
    add(d, "apost%s p%s null null post null n%s", f, f, f);
    add(d, "as%s %%gd(p%s w%s) null m%s", f, f, f, f);
    char values[160], *set;
    snprintf(values, sizeof values, "%s", kinds[k].values);
    if ((set = strstr(values, "set=")) != NULL) { /* text in quotes on a .model line */
        char *end = strchr(set, ' ');
        size_t length = end ? (size_t)(end - set) - 4 : strlen(set + 4);
        char name[40];
        snprintf(name, sizeof name, "%.*s", (int)length, set + 4);
        add(d, ".model m%s mem_%s(set=\"%s\" %s x0=0.5)", f, f, name, end ? end : "");
    } else {
        add(d, ".model m%s mem_%s(%s x0=0.5)", f, f, values);
    }
}

/* Relative change of each conductance after spikes that are asked for at these times; when the
 * neurons fired comes back in their place. */
static void simulate(double *pre, int n_pre, double *post, int n_post, double change[KINDS])
{
    static deck d;
    char name[64];
    d.n = 0;
    add(&d, "* synapses of seven families");
    add_source(&d, "pre", pre, n_pre);
    add_source(&d, "post", post, n_post);
    for (int k = 0; k < KINDS; k++)
        add_synapse(&d, k);
    add(&d, ".save time @aprevteam[t_spike] @apostvteam[t_spike]");
    for (int k = 0; k < KINDS; k++)
        add(&d, ".save @as%s[g]", kinds[k].family);
    add(&d, ".end");
    spice_load_lines(d.line);
    double last = fmax(pre[n_pre - 1], post[n_post - 1]);
    spice_do("tran 1n %.10g", last + 1.2e-6);
    for (int k = 0; k < KINDS; k++) {
        int n;
        snprintf(name, sizeof name, "@as%s[g]", kinds[k].family);
        const double *g = spice_vector(name, &n);
        change[k] = g[n - 1] / g[0] - 1;
    }
    const char *which[] = {"@aprevteam[t_spike]", "@apostvteam[t_spike]"};
    for (int w = 0; w < 2; w++) {
        int n, found = 0, most = w ? n_post : n_pre;
        double *t = w ? post : pre;
        const double *v = spice_vector(which[w], &n);
        for (int k = 1; k < n; k++)
            if (v[k] != v[k - 1] && found < most)
                t[found++] = v[k];
        ck_assert_int_eq(found, most);
    }
}

/* ---- independently ---- */

static double train(const ns_spike_shape *s, const double *t, int n, double now)
{
    double v = 0;
    for (int k = 0; k < n && t[k] <= now; k++)
        v = ns_spike_at(s, now - t[k]);
    return v;
}

static double rate(const ns_device_inst *d, double v, double x)
{
    ns_eval e;
    d->dev->eval(d->p, v, x, &e);
    return (e.f > 0 && x >= d->dev->x_hi) || (e.f < 0 && x <= d->dev->x_lo) ? 0 : e.f;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

/* Runge-Kutta of fourth order from corner to corner. */
static double integrate(int k, const double *pre, int n_pre, const double *post, int n_post)
{
    ns_error e;
    ns_device_inst d;
    char spec[256];
    ns_spike_shape s = shape_of(k);
    double corner[10 * MOST + 1];
    int n = 0;
    snprintf(spec, sizeof spec, "%s %s", kinds[k].family, kinds[k].values);
    ck_assert_msg(ns_device_parse(&d, spec, &e), "%s", e.msg);
    for (int j = 0; j < n_pre + n_post; j++) {
        double t = j < n_pre ? pre[j] : post[j - n_pre];
        corner[n++] = t;
        for (double u = ns_spike_corner(&s, 0); isfinite(u); u = ns_spike_corner(&s, u))
            corner[n++] = t + u;
    }
    qsort(corner, (size_t)n, sizeof *corner, compare);
    double x = 0.5, g0 = d.dev->conductance(d.p, x);
    for (int c = 0; c + 1 < n; c++) {
        enum { STEPS = 100 };
        double h = (corner[c + 1] - corner[c]) / STEPS;
        for (int m = 0; h > 0 && m < STEPS; m++) {
            double t = corner[c] + m * h, v[3];
            for (int q = 0; q < 3; q++) { /* a little inside, on this side of the corners */
                double at = t + q * h / 2 + (1 - q) * 1e-6 * h;
                v[q] = train(&s, post, n_post, at) - train(&s, pre, n_pre, at);
            }
            double k1 = rate(&d, v[0], x), k2 = rate(&d, v[1], x + h / 2 * k1),
                   k3 = rate(&d, v[1], x + h / 2 * k2), k4 = rate(&d, v[2], x + h * k3);
            x += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
            x = fmin(fmax(x, d.dev->x_lo), d.dev->x_hi);
        }
    }
    double g = d.dev->conductance(d.p, x);
    ns_device_free(&d);
    return g / g0 - 1;
}

/* The conductance is read where the spikes have ended, at 0 V. */
static void check(const char *what, const double *pre, int n_pre, const double *post, int n_post,
                  const double change[KINDS])
{
    for (int k = 0; k < KINDS; k++) {
        double want = integrate(k, pre, n_pre, post, n_post);
        /* heat lags behind; the rate of the drift model jumps where its dead zone ends */
        bool second = ns_device_find(kinds[k].family)->second != NULL,
             jumps = strcmp(kinds[k].family, "drift") == 0;
        double limit = (second ? 5e-2 : jumps ? 3e-2 : 5e-3) * fabs(want) + 5e-4;
        ck_assert_msg(fabs(change[k] - want) < limit, "%s, %s: %g, not %g", what, kinds[k].family,
                      change[k], want);
    }
}

/* ---- pairs ---- */

static void write_csv(FILE *f, double dt, const double change[KINDS])
{
    if (!f)
        return;
    fprintf(f, "%.9g", dt);
    for (int k = 0; k < KINDS; k++)
        fprintf(f, ",%.9g", change[k]);
    fputc('\n', f);
}

/* With STDP_CSV=FILE: more delays, and all of it into that file. */
START_TEST(pairs)
{
    const char *name = getenv("STDP_CSV");
    FILE *f = name ? fopen(name, "w") : NULL;
    double step = f ? 50e-9 : 300e-9;
    double before[KINDS] = {0}, change[KINDS];
    if (f) {
        fputs("dt", f);
        for (int k = 0; k < KINDS; k++)
            fprintf(f, ",%s", kinds[k].family);
        fputc('\n', f);
    }
    int n = f ? 24 : 4;
    for (int side = -1; side <= 1; side += 2) {
        for (int m = side < 0 ? n : 0; side < 0 ? m >= 0 : m <= n; m += side) {
            double dt = side * (120e-9 + m * step);
            double pre = 2e-6 + fmax(0, -dt), post = 2e-6 + fmax(0, dt);
            char what[40];
            simulate(&pre, 1, &post, 1, change);
            snprintf(what, sizeof what, "%g s", post - pre);
            check(what, &pre, 1, &post, 1, change);
            write_csv(f, post - pre, change);
            for (int k = 0; k < KINDS; k++) {
                if (fabs(dt) < 0.5e-6)
                    ck_assert_msg(change[k] * side > 0, "%s, %s: %g", what, kinds[k].family,
                                  change[k]);
                if (m == n) /* beyond the tail */
                    ck_assert_msg(fabs(change[k]) < 5e-3, "%s, %s: %g", what, kinds[k].family,
                                  change[k]);
                bool farther = (side < 0) == (fabs(change[k]) > fabs(before[k]));
                ck_assert_msg(m == (side < 0 ? n : 0) || farther ||
                                  fabs(change[k] - before[k]) < 1e-3,
                              "%s, %s: %g after %g", what, kinds[k].family, change[k], before[k]);
            }
            memcpy(before, change, sizeof before);
        }
    }
    if (f)
        fclose(f);
}
END_TEST

/* Pre-post-pre and post-pre-post: the second pair undoes part of the first. */
START_TEST(triplets)
{
    double change[KINDS];
    double pre[] = {2e-6, 3.5e-6}, post[] = {2.3e-6};
    simulate(pre, 2, post, 1, change);
    check("pre-post-pre", pre, 2, post, 1, change);
    double pre2[] = {2.3e-6}, post2[] = {2e-6, 3.5e-6};
    simulate(pre2, 1, post2, 2, change);
    check("post-pre-post", pre2, 1, post2, 2, change);
}
END_TEST

/* Four pairs at +520 ns: the sooner the next pair follows, the more its pre-synaptic spike, which
 * falls on the tail of the last post-synaptic one, takes back. */
START_TEST(trains)
{
    double change[2][KINDS];
    for (int r = 0; r < 2; r++) {
        double pre[4], post[4], period = r ? 1.1e-6 : 2.5e-6;
        for (int k = 0; k < 4; k++) {
            pre[k] = 2e-6 + k * period;
            post[k] = pre[k] + 520e-9;
        }
        simulate(pre, 4, post, 4, change[r]);
        check(r ? "period 1.1 us" : "period 2.5 us", pre, 4, post, 4, change[r]);
    }
    for (int k = 0; k < 4; k++) /* (families with a true threshold) */
        ck_assert(change[1][k] < change[0][k]);
}
END_TEST

/* ---- the exponential rule ---- */

/* A device whose resistance changes in proportion to the voltage beyond a threshold vt, and spikes
 * of just that amplitude with an exponential tail: one spike alone does nothing, one on the tail of
 * another changes the resistance by beta times the overlap of plateau and tail. That is the pair
 * rule, between nearest spikes: A = beta tail tau (1 - e^(-plateau / tau)), counted from where the
 * tail begins. */
static double rule_change(double *pre, int n_pre, double *post, int n_post, double *want)
{
    static deck d;
    const double beta = 4e10, tail = 0.25, tau = 300e-9, plateau = 80e-9, edge = 1e-9;
    d.n = 0;
    add(&d, "* the exponential pair rule");
    add_source(&d, "pre", pre, n_pre);
    add_source(&d, "post", post, n_post);
    for (int k = 0; k < 2; k++) /* (a grounded input must not be driven beyond t_ref) */
        add(&d,
            ".model %s neuron_lif(v_spike=1 v_tail=%g t_rise=1n t_fall=1n t_plateau=80n t_tail=3u "
            "tau_tail=%g r_in=0.001 r_out=0.001 c=1n r=1k gm=10m t_ref=100n back=%d)",
            k ? "npost" : "npre", tail, tau, k);
    add(&d, "apre 0 w null pre null npre");
    add(&d, "apost p null null post null npost");
    add(&d, "as %%gd(p w) null m");
    add(&d, ".model m mem_pershin(vt=1 beta=%g ron=1k roff=100k rinit=50k)", beta);
    add(&d, ".save time @apre[t_spike] @apost[t_spike] @as[g]");
    add(&d, ".end");
    spice_load_lines(d.line);
    spice_do("tran 1n %.10g 0 1n", fmax(pre[n_pre - 1], post[n_post - 1]) + 0.3e-6);
    const char *which[] = {"@apre[t_spike]", "@apost[t_spike]"};
    for (int w = 0; w < 2; w++) {
        int n, found = 0;
        const double *v = spice_vector(which[w], &n);
        for (int k = 1; k < n && found < (w ? n_post : n_pre); k++)
            if (v[k] != v[k - 1])
                (w ? post : pre)[found++] = v[k];
        ck_assert_int_eq(found, w ? n_post : n_pre);
    }
    double a = beta * tail * tau * -expm1(-plateau / tau) * exp((plateau + edge) / tau);
    const ns_stdp_rule rule = {
        .a2_plus = a, .a2_minus = a, .tau_plus = tau, .tau_minus = tau, .nearest = true};
    *want = -ns_stdp_change(&rule, pre, n_pre, post, n_post);
    int n;
    const double *g = spice_vector("@as[g]", &n);
    return 1 / g[n - 1] - 1 / g[0];
}

START_TEST(exponential_pair_rule)
{
    for (int k = -3; k <= 3; k++) {
        double dt = k * 250e-9, pre[2] = {2e-6, 0}, post[2] = {2e-6 + dt, 0}, want;
        if (k == 0)
            continue;
        double change = rule_change(pre, 1, post, 1, &want);
        ck_assert_msg(fabs(change / want - 1) < 1e-2, "%g s: %g ohm, not %g", dt, change, want);
    }
    /* triplets and trains */
    double want, pre[4] = {2e-6, 2.5e-6}, post[4] = {2.2e-6}, change;
    change = rule_change(pre, 2, post, 1, &want);
    ck_assert_msg(fabs(change - want) < 2e-2 * 80, "triplet: %g ohm, not %g", change, want);
    for (int r = 0; r < 3; r++) {
        double period = 400e-9 * (1 << r);
        for (int k = 0; k < 4; k++) {
            pre[k] = 2e-6 + k * period;
            post[k] = pre[k] + 150e-9;
        }
        change = rule_change(pre, 4, post, 4, &want);
        ck_assert_msg(fabs(change / want - 1) < 2e-2, "period %g s: %g ohm, not %g", period, change,
                      want);
    }
}
END_TEST

static Suite *stdp_suite(void)
{
    Suite *s = suite_create("stdp");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 200);
    tcase_add_test(c, pairs);
    tcase_add_test(c, triplets);
    tcase_add_test(c, trains);
    tcase_add_test(c, exponential_pair_rule);
    suite_add_tcase(s, c);
    return s;
}

CHECK_MAIN(stdp_suite)
