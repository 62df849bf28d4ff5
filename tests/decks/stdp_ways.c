#include "stdp_ways.h"

#include <check.h>
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "../lib/temp.h"
#include "data/npy.h"
#include "device/device.h"
#include "neuron/spike_shape.h"
#include "spice.h"

const stdp_kind stdp_kinds[STDP_KINDS] = {
    {"vteam", "ron=1k roff=10k v_on=-1.1 v_off=1.1 k_on=-0.02 k_off=0.02 alpha_on=1 alpha_off=1", 1,
     0.25, true},
    {"yakopcic", "a1=1e-4 a2=1e-4 vp=1.1 vn=1.1 ap=1.5meg an=1.5meg alphap=0 alphan=0", 1, 0.25,
     true},
    {"pershin", "vt=1.1 beta=4e10", 1, 0.25, true},
    {"drift", "ron=1k roff=16k uv=300p vt_p=1.1 vt_n=1.1", 1, 0.25, true},
    {"mss", "set=sdc_w_demo tau=1u", 0.2, 0.1, false},
    {"gap", "set=rram_v0", 1.24, 0.31, false},
    {"sky130", "tox=5n", 1.17, 0.2925, false},
};
static const double x0 = 0.5;

static ns_spike_shape shape_of(int k)
{
    return (ns_spike_shape){stdp_kinds[k].amplitude, 10e-9,  0, 80e-9, 10e-9,
                            stdp_kinds[k].tail,      900e-9, 0};
}

static ns_device_inst device_of(int k)
{
    ns_error e;
    ns_device_inst d;
    char spec[256];
    snprintf(spec, sizeof spec, "%s %s", stdp_kinds[k].family, stdp_kinds[k].values);
    ck_assert_msg(ns_device_parse(&d, spec, &e), "%s", e.msg);
    return d;
}

/* ---- decks ---- */

void stdp_add(stdp_deck *d, const char *fmt, ...)
{
    va_list args;
    va_start(args, fmt);
    ck_assert_int_lt(d->n, 127);
    ck_assert_int_lt(vsnprintf(d->text[d->n], sizeof d->text[0], fmt, args), sizeof d->text[0]);
    va_end(args);
    d->line[d->n] = d->text[d->n];
    d->line[++d->n] = NULL;
}

/* 10 V through gm = 10 mS fires a membrane of 1 nF in 5 ns. */
void stdp_add_source(stdp_deck *d, const char *name, const double *t, int n)
{
    char pwl[600] = "0 0";
    for (int k = 0; k < n; k++) {
        size_t used = strlen(pwl);
        snprintf(pwl + used, sizeof pwl - used, " %.10g 0 %.10g 10 %.10g 10 %.10g 0", t[k],
                 t[k] + 1e-9, t[k] + 50e-9, t[k] + 51e-9);
    }
    stdp_add(d, "v%s %s 0 pwl(%s)", name, name, pwl);
}

void stdp_fired(const char *vector, double *t, int n)
{
    int points, found = 0;
    const double *v = spice_vector(vector, &points);
    for (int k = 1; k < points && found < n; k++)
        if (v[k] < v[k - 1] || v[k] > v[k - 1])
            t[found++] = v[k];
    ck_assert_int_eq(found, n);
}

/* ---- a circuit ---- */

static void add_pair(stdp_deck *d, int k)
{
    const char *f = stdp_kinds[k].family;
    stdp_add(d, ".model n%s neuron_lif(v_spike=%g v_tail=%g r_in=0.01 r_out=0.01 c=1n r=1k gm=10m)",
             f, stdp_kinds[k].amplitude, stdp_kinds[k].tail);
    stdp_add(d, "apre%s 0 w%s null pre null n%s", f, f, f);
    stdp_add(d, "apost%s p%s null null post null n%s", f, f, f);
    stdp_add(d, "as%s %%gd(p%s w%s) null m%s", f, f, f, f);
    char values[160], *set;
    snprintf(values, sizeof values, "%s", stdp_kinds[k].values);
    if ((set = strstr(values, "set=")) != NULL) { /* text in quotes on a .model line */
        char *end = strchr(set, ' ');
        size_t length = end ? (size_t)(end - set) - 4 : strlen(set + 4);
        char name[40];
        snprintf(name, sizeof name, "%.*s", (int)length, set + 4);
        stdp_add(d, ".model m%s mem_%s(set=\"%s\" %s x0=%g)", f, f, name, end ? end : "", x0);
    } else {
        stdp_add(d, ".model m%s mem_%s(%s x0=%g)", f, f, values, x0);
    }
}

void stdp_circuit(double *pre, int n_pre, double *post, int n_post, double change[STDP_KINDS])
{
    static stdp_deck d;
    char name[64];
    d.n = 0;
    stdp_add(&d, "* synapses of seven families");
    stdp_add_source(&d, "pre", pre, n_pre);
    stdp_add_source(&d, "post", post, n_post);
    for (int k = 0; k < STDP_KINDS; k++)
        add_pair(&d, k);
    stdp_add(&d, ".save time @aprevteam[t_spike] @apostvteam[t_spike]");
    for (int k = 0; k < STDP_KINDS; k++)
        stdp_add(&d, ".save @as%s[g]", stdp_kinds[k].family);
    stdp_add(&d, ".end");
    spice_load_lines(d.line);
    double last = fmax(pre[n_pre - 1], post[n_post - 1]);
    spice_do("tran 1n %.10g", last + 1.2e-6);
    for (int k = 0; k < STDP_KINDS; k++) {
        int n;
        snprintf(name, sizeof name, "@as%s[g]", stdp_kinds[k].family);
        const double *g = spice_vector(name, &n);
        change[k] = g[n - 1] / g[0] - 1;
    }
    stdp_fired("@aprevteam[t_spike]", pre, n_pre);
    stdp_fired("@apostvteam[t_spike]", post, n_post);
}

/* ---- a layer ---- */

/* Input 0 is the synapse, input 1 makes the neuron fire. */
static void write_events(const double *pre, int n_pre, const double *post, int n_post)
{
    char text[64 * 2 * STDP_MOST] = "";
    for (int i = 0, j = 0; i < n_pre || j < n_post;) {
        const bool first = j == n_post || (i < n_pre && pre[i] < post[j]);
        const size_t used = strlen(text);
        snprintf(text + used, sizeof text - used, "%.17g,%d\n", first ? pre[i] : post[j], !first);
        first ? i++ : j++;
    }
    temp_write("events.csv", text, strlen(text));
}

static void add_layer(stdp_deck *s, int k)
{
    ns_error e;
    ns_device_inst d = device_of(k);
    ns_eval at;
    char name[32], spec[256];
    const double v_read = 1e-3, t_read = 1e-12, v_th = 1e-6;
    const float g[2] = {(float)d.dev->conductance(d.p, x0),
                        (float)d.dev->conductance(d.p, d.dev->x_hi)};
    d.dev->eval(d.p, v_read, d.dev->x_hi, &at);
    snprintf(name, sizeof name, "%s-before.npy", stdp_kinds[k].family);
    ck_assert_msg(ns_npy_write(temp_path(name), g, 2, 1, &e), "%s", e.msg);
    snprintf(spec, sizeof spec, "%s/%s", stdp_kinds[k].family, stdp_kinds[k].values);
    for (char *c = spec; *c; c++)
        *c = (char)(*c == ' ' ? '/' : *c == '=' ? ':' : *c);
    const char *f = stdp_kinds[k].family;
    stdp_add(s, "al%s in out%s null null l%s", f, f, f);
    stdp_add(s,
             ".model l%s spike_layer(n=1 inputs=2 device=\"%s\" rule=\"overlap\" learn=\"on\" "
             "v_spike=%g v_tail=%g load=\"%s-before.npy\" save=\"%s-after.npy\" reference=false "
             "v_read=%g t_read=%g v_th=%g c_mem=%.9g tau_m=1n theta_plus=0 tau_theta=1 t_ref=0 "
             "t_inh=0)",
             f, spec, stdp_kinds[k].amplitude, stdp_kinds[k].tail, f, f, v_read, t_read, v_th,
             0.97 * at.i * t_read / v_th);
    ns_device_free(&d);
}

void stdp_layer(const double *pre, int n_pre, const double *post, int n_post,
                double change[STDP_KINDS])
{
    static stdp_deck s;
    ns_error e;
    write_events(pre, n_pre, post, n_post);
    s.n = 0;
    stdp_add(&s, "* the same spikes through layers");
    stdp_add(&s, "asrc in src");
    stdp_add(&s, ".model src spike_file(file=\"events.csv\" window=100u length=100u n=2)");
    for (int k = 0; k < STDP_KINDS; k++)
        add_layer(&s, k);
    stdp_add(&s, ".end");
    char *folder = getcwd(NULL, 0);
    ck_assert(folder && chdir(temp_dir()) == 0);
    spice_load_lines(s.line);
    spice_do("save @alvteam[spikes]");
    spice_do("tran 10u 0.3m");
    ck_assert_double_eq(spice_last("@alvteam[spikes]"), n_post);
    spice_load_lines((const char *const[]){"* another", "r1 a 0 1", ".end", NULL});
    for (int k = 0; k < STDP_KINDS; k++) {
        float before[2], after[2];
        char name[32];
        snprintf(name, sizeof name, "%s-before.npy", stdp_kinds[k].family);
        ck_assert_msg(ns_npy_read(name, before, 2, 1, &e), "%s", e.msg);
        snprintf(name, sizeof name, "%s-after.npy", stdp_kinds[k].family);
        ck_assert_msg(ns_npy_read(name, after, 2, 1, &e), "%s", e.msg);
        change[k] = (double)after[0] / (double)before[0] - 1;
    }
    ck_assert_int_eq(chdir(folder), 0);
    free(folder);
    temp_remove();
}

/* ---- by formula ---- */

typedef struct {
    const double *pre, *post;
    int n_pre, n_post;
} spikes;

static double train(const ns_spike_shape *s, const double *t, int n, double now)
{
    double v = 0;
    for (int k = 0; k < n && t[k] <= now; k++)
        v = ns_spike_at(s, now - t[k]);
    return v;
}

/* The voltage from time a to b, between which there is no corner, as a straight line. */
typedef struct {
    double v0, v1, h;
} piece;

static piece piece_of(const ns_spike_shape *s, const spikes *t, double a, double b)
{
    piece p = {.h = b - a};
    double in[2]; /* a little inside, on this side of the corners */
    for (int q = 0; q < 2; q++) {
        const double at = a + (0.25 + 0.5 * q) * p.h;
        in[q] = train(s, t->post, t->n_post, at) - train(s, t->pre, t->n_pre, at);
    }
    p.v0 = 1.5 * in[0] - 0.5 * in[1];
    p.v1 = 1.5 * in[1] - 0.5 * in[0];
    return p;
}

static int compare(const void *a, const void *b)
{
    double x = *(const double *)a, y = *(const double *)b;
    return (x > y) - (x < y);
}

static int corners_of(const ns_spike_shape *s, const spikes *t, double *corner)
{
    int n = 0;
    for (int j = 0; j < t->n_pre + t->n_post; j++) {
        const double at = j < t->n_pre ? t->pre[j] : t->post[j - t->n_pre];
        corner[n++] = at;
        for (double u = ns_spike_corner(s, 0); isfinite(u); u = ns_spike_corner(s, u))
            corner[n++] = at + u;
    }
    qsort(corner, (size_t)n, sizeof *corner, compare);
    return n;
}

/* Of p what is above `level` (below, for a negative one), as voltages from there. */
static piece beyond(piece p, double level)
{
    const double sign = level < 0 ? -1 : 1, a = sign * (p.v0 - level), b = sign * (p.v1 - level);
    if (a >= 0 && b >= 0)
        return (piece){a, b, p.h};
    if (a <= 0 && b <= 0)
        return (piece){0, 0, 0};
    const double part = a > 0 ? a / (a - b) : b / (b - a);
    return (piece){fmax(a, 0), fmax(b, 0), p.h * part};
}

/* VTEAM, alpha = 1: dx/dt = k / w (v / vt - 1). */
static double vteam(piece p, double x)
{
    const double vt = 1.1, k = 0.02 / 3e-9;
    const piece up = beyond(p, vt), down = beyond(p, -vt);
    return x + k / vt * 0.5 * (up.h * (up.v0 + up.v1) - down.h * (down.v0 + down.v1));
}

/* Pershin and Di Ventra: -dR/dt = beta (v - vt). */
static double pershin(piece p, double x)
{
    const double vt = 1.1, beta = 4e10, ron = 1e3, roff = 1e4;
    const piece up = beyond(p, vt), down = beyond(p, -vt);
    const double less = beta * 0.5 * (up.h * (up.v0 + up.v1) - down.h * (down.v0 + down.v1));
    return x + less / (roff - ron);
}

/* Strukov et al.: R^2 is linear in the flux, of which only that beyond vt counts. */
static double drift(piece p, double x)
{
    const double vt = 1.1, ron = 1e3, roff = 16e3, k = 300e-12 * 1e3 / (10e-9 * 10e-9);
    const piece up = beyond(p, vt), down = beyond(p, -vt);
    const double flux =
        up.h * (vt + 0.5 * (up.v0 + up.v1)) - down.h * (vt + 0.5 * (down.v0 + down.v1));
    const double r = ron * x + roff * (1 - x), square = r * r - 2 * (roff - ron) * k * flux;
    return (roff - sqrt(fmax(square, 0))) / (roff - ron);
}

/* Integral of e^v - 1 over a piece. */
static double expm1_area(piece p)
{
    const double d = p.v1 - p.v0;
    return p.h * (fabs(d) < 1e-6 ? expm1(0.5 * (p.v0 + p.v1)) : exp(p.v0) * expm1(d) / d - 1);
}

/* Yakopcic with alphap = alphan = 0, xp = 0.3 below x, xn = 0.5: up, (1 - x) / (1 - xp) falls
 * exponentially with the integral of ap (e^v - e^vp); down, x moves evenly to 1 - xn, and from
 * there on falls exponentially. */
static double yakopcic(piece p, double x)
{
    const double vt = 1.1, a = 1.5e6 * exp(vt), xp = 0.3, xn = 0.5;
    const double up = a * expm1_area(beyond(p, vt));
    double down = a * expm1_area(beyond(p, -vt));
    x = 1 - (1 - x) * exp(-up / (1 - xp));
    const double even = fmin(down, fmax(x - (1 - xn), 0));
    down -= even;
    x -= even;
    return x * exp(-down / (1 - xn));
}

double stdp_rule(int k, const double *pre, int n_pre, const double *post, int n_post)
{
    static double (*const move[])(piece, double) = {vteam, yakopcic, pershin, drift};
    const spikes t = {pre, post, n_pre, n_post};
    const ns_spike_shape s = shape_of(k);
    double corner[10 * STDP_MOST + 1], x = x0;
    if (!stdp_kinds[k].closed)
        return stdp_quadrature(k, pre, n_pre, post, n_post);
    ns_device_inst d = device_of(k);
    const int n = corners_of(&s, &t, corner);
    for (int c = 0; c + 1 < n; c++)
        if (corner[c + 1] > corner[c])
            x = fmin(fmax(move[k](piece_of(&s, &t, corner[c], corner[c + 1]), x), 0), 1);
    const double change = d.dev->conductance(d.p, x) / d.dev->conductance(d.p, x0) - 1;
    ns_device_free(&d);
    return change;
}

static double rate(const ns_device_inst *d, double v, double x)
{
    ns_eval e;
    d->dev->eval(d->p, v, x, &e);
    return (e.f > 0 && x >= d->dev->x_hi) || (e.f < 0 && x <= d->dev->x_lo) ? 0 : e.f;
}

double stdp_quadrature(int k, const double *pre, int n_pre, const double *post, int n_post)
{
    const spikes t = {pre, post, n_pre, n_post};
    const ns_spike_shape s = shape_of(k);
    ns_device_inst d = device_of(k);
    double corner[10 * STDP_MOST + 1], x = x0;
    const int n = corners_of(&s, &t, corner);
    for (int c = 0; c + 1 < n; c++) {
        enum { STEPS = 100 };
        const piece p = piece_of(&s, &t, corner[c], corner[c + 1]);
        const double h = p.h / STEPS;
        for (int m = 0; h > 0 && m < STEPS; m++) {
            double v[3];
            for (int q = 0; q < 3; q++)
                v[q] = p.v0 + (p.v1 - p.v0) * (m + 0.5 * q) / STEPS;
            const double k1 = rate(&d, v[0], x), k2 = rate(&d, v[1], x + h / 2 * k1),
                         k3 = rate(&d, v[1], x + h / 2 * k2), k4 = rate(&d, v[2], x + h * k3);
            x += h / 6 * (k1 + 2 * k2 + 2 * k3 + k4);
            x = fmin(fmax(x, d.dev->x_lo), d.dev->x_hi);
        }
    }
    const double change = d.dev->conductance(d.p, x) / d.dev->conductance(d.p, x0) - 1;
    ns_device_free(&d);
    return change;
}
