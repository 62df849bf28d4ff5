/* Networks at device level against layers: 5 to 20 neuron_lif behind memristors, on their own, with
 * winner-take-all over a common wire, or coupled by a matrix, fire as a spike_layer does, within a
 * nanosecond. One network of each kind; ALL_SETS=1: a hundred (make check-long). VERBOSE=1 says how
 * far apart they were. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../lib/data/events.h"
#include "../../lib/data/npy.h"
#include "../../lib/device/device.h"
#include "../../lib/network/layer.h"
#include "../../lib/network/poisson.h"
#include "../check_main.h"
#include "../lib/temp.h"
#include "spice.h"
#include "spikes.h"

enum { MOST = 20, ROWS = 4, ROOM = 4000 };
typedef enum { NONE, WTA, MATRIX } kind;
static const char *const kinds[] = {"on their own", "winner takes all", "coupled by a matrix"};

#define SYNAPSE "drift/ron:100k/roff:1meg/vt_p:2/vt_n:2/window:biolek"
/* A read pulse of 1 V, and a spike's action on others, each with its edges. */
static const double t_read = 500e-12, t_act = 100e-12, edge = 5e-12;

typedef struct {
    kind kind;
    int n;
    float x[ROWS][MOST];        /* states of the synapses */
    float between[MOST * MOST]; /* n x n, V */
    double g[ROWS][MOST];       /* S */
    double c, tau, v_th, t_ref, t_inh;
    spike_poisson_params rain;
} network;

static ns_error e;

static double draw(int net, uint32_t what, uint32_t k)
{
    return ns_rng_uniform(ns_rng_key(29, "lateral"), what, (uint64_t)net, k);
}

static network draw_network(int net, const ns_device_inst *d)
{
    network w = {.kind = (kind)(net % 3),
                 .n = 5 + (int)(16 * draw(net, 1, 0)),
                 .tau = 5e-3 + 15e-3 * draw(net, 2, 0),
                 .v_th = 20e-3,
                 .t_ref = 1e-3 + 2e-3 * draw(net, 3, 0),
                 .t_inh = 0.3e-3 + 0.7e-3 * draw(net, 4, 0)};
    double sum = 0;
    for (int i = 0; i < ROWS; i++) {
        for (int j = 0; j < w.n; j++) {
            w.x[i][j] = (float)(0.4 + 0.59 * draw(net, 5, (uint32_t)(i * MOST + j)));
            w.g[i][j] = d->dev->conductance(d->p, (double)w.x[i][j]);
            sum += w.g[i][j] / (ROWS * w.n);
        }
    }
    w.c = sum * t_read / (0.15 * w.v_th); /* seven inputs to a spike, more with the leak */
    for (int k = 0; k < w.n * w.n; k++) {
        const double r = draw(net, 6, (uint32_t)k);
        w.between[k] =
            k / w.n == k % w.n ? 0 : (float)(w.v_th * (r < 0.15 ? 2 * r : -0.3 * (r - 0.15)));
    }
    spike_poisson_params_default(&w.rain);
    w.rain.n = ROWS;
    w.rain.rate = 1000;
    w.rain.window = 5e-3;
    w.rain.delay = 5e-3;
    w.rain.count = 4;
    w.rain.ahead = true;
    w.rain.seed = net;
    return w;
}

/* ---- which networks a circuit can be compared on ---- */

/* In a circuit the charge of an input comes over half a nanosecond, and who crosses the threshold
 * first acts first; in a layer it is who is furthest above. Where that would make a difference, or
 * somebody comes within a thousandth of its threshold, the network is left out. */
typedef struct {
    double v[MOST], ready[MOST], clock;
    int spikes, lateral; /* fired; of those, where the action of others decided */
} membranes;

static bool clear(const network *w, double v)
{
    return fabs(v / w->v_th - 1) > 1e-3;
}

/* Of `q` volts to those that integrate. The first to cross is the one furthest above, by far. */
static bool wta_input(const network *w, membranes *m, const double *q, double t)
{
    int best = -1;
    for (int j = 0; j < w->n; j++) {
        if (!clear(w, m->v[j] + q[j])) {
            return false;
        }
        if (q[j] > 0 && m->v[j] + q[j] > w->v_th &&
            (best < 0 || m->v[j] + q[j] > m->v[best] + q[best])) {
            best = j;
        }
    }
    for (int j = 0; j < w->n && best >= 0; j++) {
        const double others = (w->v_th - m->v[j]) / q[j], first = (w->v_th - m->v[best]) / q[best];
        if (j != best && q[j] > 0 && m->v[j] + q[j] > w->v_th && others < first + 0.1) {
            return false;
        }
    }
    for (int j = 0; j < w->n; j++) {
        m->v[j] = best >= 0 ? 0 : m->v[j] + q[j];
        m->ready[j] = best < 0    ? m->ready[j]
                      : j == best ? t + w->t_ref
                                  : fmax(m->ready[j], t + w->t_inh);
    }
    m->spikes += best >= 0;
    return true;
}

/* What those of `who` add to j, the excitation or the inhibition only. */
static double action(const network *w, const bool *who, int j, double sign)
{
    double sum = 0;
    for (int i = 0; i < w->n; i++) {
        const double a = who[i] && w->kind == MATRIX ? (double)w->between[i * w->n + j] : 0;
        sum += a * sign > 0 ? a : 0;
    }
    return sum;
}

/* Who fires whatever the order is: though all that inhibits came first, and helped only by those
 * who surely fire. Nobody else may fire even with all the excitation first. */
static bool free_input(const network *w, membranes *m, const double *q, double t)
{
    bool fires[MOST] = {false}, sure[MOST] = {false};
    for (int more = 1; more;) { /* the most that can fire */
        more = 0;
        for (int j = 0; j < w->n; j++) {
            if (!fires[j] && q[j] > 0 && m->v[j] + q[j] + action(w, fires, j, 1) > w->v_th) {
                fires[j] = true;
                more = 1;
            }
        }
    }
    for (int more = 1; more;) {
        more = 0;
        for (int j = 0; j < w->n; j++) {
            if (!sure[j] && q[j] > 0 &&
                m->v[j] + q[j] + action(w, fires, j, -1) + action(w, sure, j, 1) > w->v_th) {
                sure[j] = true;
                more = 1;
            }
        }
    }
    for (int j = 0; j < w->n; j++) {
        const double most = m->v[j] + q[j] + action(w, fires, j, 1),
                     least = m->v[j] + q[j] + action(w, fires, j, -1) + action(w, sure, j, 1);
        if (fires[j] != sure[j] || !clear(w, most) || !clear(w, least)) {
            return false;
        }
    }
    for (int j = 0; j < w->n; j++) {
        m->lateral += fires[j] && m->v[j] + q[j] < w->v_th;
        m->spikes += fires[j];
        m->v[j] = fires[j]   ? 0
                  : q[j] > 0 ? m->v[j] + q[j] + action(w, fires, j, 1) + action(w, fires, j, -1)
                             : m->v[j];
        m->ready[j] = fires[j] ? t + w->t_ref : m->ready[j];
    }
    return true;
}

static bool screened(const network *w, membranes *m, const ns_packet *in)
{
    for (uint32_t k = 0; k < in->n; k++) {
        const double t = in->t0 + in->t[k];
        double q[MOST];
        if (t - m->clock < 5e-9) {
            return false; /* pulses that overlap */
        }
        for (int j = 0; j < w->n; j++) {
            m->v[j] *= exp((m->clock - t) / w->tau);
            q[j] = t < m->ready[j] ? 0 : w->g[in->addr[k]][j] * t_read / w->c;
            if (fabs(t - m->ready[j]) < 5e-9) {
                return false;
            }
        }
        m->clock = t;
        if (!(w->kind == WTA ? wta_input : free_input)(w, m, q, t)) {
            return false;
        }
    }
    return true;
}

/* ---- the layer ---- */

static ns_layer *make_layer(const network *w)
{
    spike_layer_params p;
    float g[ROWS * MOST];
    for (int i = 0; i < ROWS; i++) {
        for (int j = 0; j < w->n; j++) {
            g[i * w->n + j] = (float)w->g[i][j];
        }
    }
    ck_assert(ns_npy_write("g.npy", g, ROWS, (size_t)w->n, &e));
    ck_assert(ns_npy_write("between.npy", w->between, (size_t)w->n, (size_t)w->n, &e));
    spike_layer_params_default(&p);
    p.n = w->n;
    p.inputs = ROWS;
    p.device = SYNAPSE;
    p.lateral = w->kind == NONE ? "none" : w->kind == WTA ? "wta" : "between.npy";
    p.v_read = 1;
    p.t_read = t_read;
    p.c_mem = w->c;
    p.tau_m = w->tau;
    p.v_th = w->v_th;
    p.reference = false;
    p.t_ref = w->t_ref;
    p.t_inh = w->t_inh;
    p.learn = "off";
    p.load = "g.npy";
    ns_layer *l = ns_layer_new(&p, "l", &e);
    ck_assert_msg(l != NULL, "%s", e.msg);
    return l;
}

/* What a layer answers to the rain; false: the network is left out. */
static bool layer_answers(const network *w, ns_events *ev, int *lateral)
{
    ns_poisson *s = ns_poisson_new(&w->rain, "asrc", &e);
    ck_assert_msg(s != NULL, "%s", e.msg);
    ns_layer *l = NULL;
    ns_packet in, out;
    ns_packet_init(&in);
    ns_packet_init(&out);
    membranes m = {.clock = -1};
    bool good = true;
    for (int pass = 0; pass < 2 && good; pass++) { /* the second one only if it is worth while */
        for (uint64_t k = 0; k < ns_poisson_total(s) && good; k++) {
            ck_assert(ns_poisson_packet(s, k, &in, &e));
            if (pass == 0) {
                good = screened(w, &m, &in);
                continue;
            }
            ck_assert_msg(ns_layer_run(l, &in, &out, &e), "%s", e.msg);
            for (uint32_t q = 0; q < out.n && ev->n < ROOM; q++) {
                ev->t[ev->n] = out.t0 + out.t[q];
                ev->addr[ev->n++] = out.addr[q];
            }
        }
        good = good && m.spikes >= 5 && (w->kind != MATRIX || m.lateral > 0);
        l = good && pass == 0 ? make_layer(w) : l;
    }
    *lateral += good ? m.lateral : 0;
    ns_layer_free(l);
    ns_poisson_free(s);
    ns_packet_free(&in);
    ns_packet_free(&out);
    return good;
}

/* ---- the circuit ---- */

/* Each neuron's drive is the sum of the others' spikes, weighted. */
static void add_coupling(FILE *f, const network *w, int j)
{
    if (w->kind == WTA) {
        fprintf(f, "rb%d o%d bus 1k\n", j, j);
    } else if (w->kind == MATRIX) {
        fprintf(f, "bd%d d%d 0 v=0", j, j);
        for (int i = 0; i < w->n; i++) {
            if (i != j) {
                fprintf(f, "%+.9g*v(o%d)", (double)w->between[i * w->n + j], i);
            }
        }
        fputs("\n", f);
    }
}

/* The deck, to be freed. */
static char *circuit(const network *w)
{
    char *deck;
    size_t size;
    FILE *f = open_memstream(&deck, &size);
    ck_assert_ptr_nonnull(f);
    fprintf(
        f,
        "* a network at device level\n"
        "asrc in src\nato in [r0 r1 r2 r3] read\nr0 r0 0 1k\nr1 r1 0 1k\nr2 r2 0 1k\n"
        "r3 r3 0 1k\n"
        ".model src spike_poisson(n=%d rate=%g window=%g delay=%g count=%d ahead=true seed=%d)\n"
        ".model read spike_to_v(v_pulse=1 rise=%g width=%g fall=%g)\n"
        ".model fire v_to_spike(threshold=0.5 window=5m delay=5m)\n"
        ".model rec spike_record(file=\"fired.csv\")\n"
        ".model neuron neuron_lif(c=%.17g r=%.17g v_th=%.17g t_ref=%.17g r_in=1m r_out=1m"
        " back=0 v_tail=0 t_tail=0 t_rise=%g t_plateau=%.17g t_fall=%g gm=%.17g"
        " v_inh=0.02)\n",
        w->rain.n, w->rain.rate, w->rain.window, w->rain.delay, w->rain.count, w->rain.seed, edge,
        t_read - edge, edge, w->c, w->tau / w->c, w->v_th, w->t_ref, edge,
        (w->kind == WTA ? w->t_inh : t_act) - edge, edge, w->c / t_act);
    for (int j = 0; j < w->n; j++) {
        fprintf(f, "an%d s%d o%d null ", j, j, j);
        if (w->kind == MATRIX) {
            fprintf(f, "d%d", j);
        } else {
            fputs("null", f);
        }
        fprintf(f, " %s neuron\nro%d o%d 0 1k\n", w->kind == WTA ? "bus" : "null", j, j);
        add_coupling(f, w, j);
        for (int i = 0; i < ROWS; i++) {
            fprintf(f,
                    "as%d_%d %%gd(s%d r%d) null m%d_%d\n"
                    ".model m%d_%d mem_drift(ron=100k roff=1meg vt_p=2 vt_n=2 window=\"biolek\""
                    " x0=%.9g)\n",
                    i, j, j, i, i, j, i, j, (double)w->x[i][j]);
        }
    }
    fputs("afrom [", f);
    for (int j = 0; j < w->n; j++) {
        fprintf(f, " o%d", j);
    }
    fputs(" ] fired fire\narec fired rec\n.end\n", f);
    ck_assert_int_eq(fclose(f), 0);
    return deck;
}

static ns_events circuit_answers(const network *w)
{
    ns_events ev;
    ns_events_options o = {0};
    char *deck = circuit(w);
    spice_load_text(deck);
    free(deck);
    spice_do("esave none");
    spice_do("save v(o0)");
    spice_do("tran 0.5m 31m 0 0.5m");
    spice_do("remcirc");
    ck_assert_msg(ns_events_read(&ev, "fired.csv", &o, &e), "%s", e.msg);
    return ev;
}

/* ---- both ---- */

START_TEST(devices_fire_as_a_layer)
{
    const int networks = getenv("ALL_SETS") ? 34 : 1;
    int done = 0, tried = 0, lateral = 0;
    size_t total = 0;
    double worst = 0;
    ns_device_inst d;
    ck_assert_msg(ns_device_parse(&d, SYNAPSE, &e), "%s", e.msg);
    for (int net = _i; done < networks; net += 3, tried++) {
        ck_assert_int_lt(tried, 2000000);
        const network w = draw_network(net, &d);
        ns_events want = {.t = malloc(ROOM * sizeof(double)),
                          .addr = malloc(ROOM * sizeof(uint32_t))};
        if (layer_answers(&w, &want, &lateral)) {
            ns_events is = circuit_answers(&w);
            ck_assert_msg(is.n == want.n, "network %d of %d, %s: %zu spikes, not %zu", net, w.n,
                          kinds[w.kind], is.n, want.n);
            for (uint32_t j = 0; j < (uint32_t)w.n; j++) {
                worst = fmax(worst, farthest(&is, &want, j));
            }
            total += is.n;
            ns_events_free(&is);
            done++;
        }
        ns_events_free(&want);
    }
    ck_assert_double_lt(worst, 1e-9);
    if (getenv("VERBOSE")) {
        printf("%d networks (of %d drawn), neurons %s: %zu spikes, %d by the action of others, all "
               "within %.3g s of a layer's\n",
               done, tried, kinds[_i], total, lateral, worst);
    }
    ns_device_free(&d);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("networks at device level and layers");
    TCase *t = tcase_create("lateral");
    tcase_add_checked_fixture(t, temp_enter, temp_leave);
    tcase_set_timeout(t, getenv("ALL_SETS") ? 1800 : 30);
    tcase_add_loop_test(t, devices_fire_as_a_layer, 0, 3);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
