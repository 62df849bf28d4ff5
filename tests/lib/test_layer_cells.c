/* Synapses that are not all alike: what is drawn, what stays, what moves, against single cells. */
#include "layer_test.h"
#include "../../lib/device/cell.h"
#include "../../lib/device/flow.h"

/* The single cell that input i's synapse at neuron j of the layer "l" is. */
typedef struct {
    ns_cell_spec spec;
    ns_cell cell;
} single;

static single single_cell(const spike_layer_params *p, size_t i, size_t j)
{
    single s;
    ns_error e;
    ck_assert_msg(ns_cell_parse(&s.spec, p->device, &e), "%s", e.msg);
    const ns_rng rng = ns_rng_part(ns_rng_key((uint64_t)p->seed, "l"), i, (uint32_t)j);
    ck_assert_msg(ns_cell_draw(&s.cell, s.spec.dev.dev, s.spec.dev.p, &s.spec.c, s.spec.spread,
                               s.spec.n_spread, rng, "single", &e),
                  "%s", e.msg);
    return s;
}

static float *conductances(const ns_layer *l, size_t n)
{
    float *g = malloc(n * sizeof *g);
    ck_assert_ptr_nonnull(g);
    ns_layer_conductances(l, g);
    return g;
}

/* ---- what is drawn ---- */

static void check_moments(const double *y, size_t n, double mean, double sd)
{
    double sum = 0, squares = 0;
    for (size_t k = 0; k < n; k++) {
        sum += y[k];
        squares += (y[k] - mean) * (y[k] - mean);
    }
    ck_assert_double_eq_tol(sum / (double)n, mean, 4 * sd / sqrt((double)n));
    ck_assert_double_eq_tol(sqrt(squares / (double)n), sd, 4 * sd / sqrt(2.0 * (double)n));
}

START_TEST(spread_as_declared)
{
    enum { SIDE = 100, ALL = SIDE * SIDE };
    static double y[ALL];
    for (int k = 0; k < 4; k++) {
        const bool on = k % 2, lognormal = k / 2;
        spike_layer_params p = one();
        p.n = p.inputs = SIDE;
        p.x_min = p.x_max = on;
        p.device = lognormal ? "drift/ron:1k/roff:10k/vt_p:0.5/vt_n:0.5/ron_d2d:0.1/roff_d2d:0.3/"
                               "d2d_dist:lognormal"
                             : "drift/ron:1k/roff:10k/vt_p:0.5/vt_n:0.5/ron_d2d:0.1/roff_d2d:0.2";
        ns_layer *l = layer(&p);
        float *g = conductances(l, ALL);
        for (size_t q = 0; q < ALL; q++) {
            const double r = 1 / (double)g[q] / (on ? 1e3 : 1e4);
            y[q] = lognormal ? log(r) : r;
        }
        check_moments(y, ALL, lognormal ? 0 : 1, on ? 0.1 : lognormal ? 0.3 : 0.2);
        free(g);
        ns_layer_free(l);
    }
}
END_TEST

/* A synapse's device does not depend on what others there are. */
START_TEST(drawn_by_row_and_column)
{
    spike_layer_params p = one();
    p.device = "drift/ron:1k/roff:10k/vt_p:0.5/vt_n:0.5/ron_d2d:0.2/lrs_proportion:0.1";
    static const int sizes[][3] = {{20, 30, 1}, {50, 40, 1}, {20, 30, 2}};
    float *g[3];
    for (int k = 0; k < 3; k++) {
        p.inputs = sizes[k][0];
        p.n = sizes[k][1];
        p.seed = sizes[k][2];
        ns_layer *l = layer(&p);
        g[k] = conductances(l, (size_t)(p.n * p.inputs));
        ns_layer_free(l);
    }
    int other = 0;
    for (int i = 0; i < 20; i++) {
        for (int j = 0; j < 30; j++) {
            ck_assert(g[0][i * 30 + j] == g[1][i * 40 + j]);
            other += g[0][i * 30 + j] != g[2][i * 30 + j];
        }
    }
    ck_assert_int_gt(other, 590);
    p.seed = 1;
    single s = single_cell(&p, 7, 11);
    ck_assert(g[0][7 * 30 + 11] == (float)s.cell.d->conductance(s.cell.p, 1));
    ns_cell_spec_free(&s.spec);
    for (int k = 0; k < 3; k++) {
        free(g[k]);
    }
}
END_TEST

/* ---- nothing switched on ---- */

START_TEST(nothing_on_same_bits)
{
    spike_layer_params p = crowd();
    ns_layer *plain = layer(&p);
    p.device = "drift ron=1k roff=10k vt_p=0.5 vt_n=0.5 window=biolek ron_d2d=0 c2c=0 "
               "hrs_proportion=0 rtn=0 kf=1e-3 d2d_dist=lognormal";
    ns_layer *zero = layer(&p);
    ns_packet a, b;
    ns_packet_init(&a);
    ns_packet_init(&b);
    for (uint64_t k = 0; k < 10; k++) {
        run(plain, random_packet(k), &a);
        run(zero, random_packet(k), &b);
        same_spikes(&a, &b);
    }
    same_layers(plain, zero);
    ck_assert_double_eq(ns_layer_table_error(plain), ns_layer_table_error(zero));
    ns_packet_free(&a);
    ns_packet_free(&b);
    ns_layer_free(plain);
    ns_layer_free(zero);
}
END_TEST

/* ---- pulses ---- */

/* The state that pulses of these voltages and widths take a cell to, in steps of the device level.
 * The voltage rises and falls within a billionth of the width. */
static double in_steps(const ns_cell *cell, double x, int n, const double *v, const double *width)
{
    enum { STEPS = 300 };
    ns_cell_room room[2] = {0};
    ns_cell_memory *now = &room[0].memory, *next = &room[1].memory;
    ns_cell_out out;
    ns_cell c = *cell;
    c.x_init = x;
    double t = 0;
    ns_cell_start(&c, 0, now, &out);
    for (int k = 0; k < n; k++) {
        const double begin = t, edge = 1e-9 * width[k];
        for (int s = 0; s <= STEPS + 1; s++) {
            const double to = s == 0       ? begin + edge
                              : s <= STEPS ? begin + edge + width[k] * s / STEPS
                                           : begin + 2 * edge + width[k];
            ns_cell_step(&c, now, t, to, 0.5, s > STEPS ? 0 : v[k], next, &out);
            ns_cell_memory *const swap = now;
            now = next;
            next = swap;
            t = to;
        }
    }
    return out.x;
}

/* Two spikes of the neuron, so two pulses for each of three synapses: their states against the flow
 * of the single cell with the same draws, and against its steps. */
START_TEST(synapse_is_the_single_cell)
{
    static const char *const how[] = {
        "ron_d2d=0.2 roff_d2d=0.1 uv_d2d=0.2",
        "ron_d2d=0.2 c2c=0.3 d2d_dist=lognormal",
        "c2c=0.3 c2c_on=0.002 c2c_off=0.05 endurance=5 endurance_x=0.4",
        "ron_d2d=0.1 hrs_proportion=0.3 lrs_proportion=0.3",
    };
    char spec[200];
    spike_layer_params p = learner();
    snprintf(spec, sizeof spec, "drift ron=1k roff=10k vt_p=0.5 vt_n=0.5 window=biolek %s",
             how[_i]);
    p.device = spec;
    p.seed = 3 + _i;
    p.lateral = "none";
    p.v_th = 1e-6; /* every spike fires the neuron */
    p.n = 12;
    ns_layer *l = layer(&p);
    ns_packet out;
    ns_packet_init(&out);
    const double t[] = {0.01, 0.02, 0.4};
    const uint32_t addr[] = {0, 1, 2};
    run(l, packet(0, NS_PHASE_TRAIN, 3, t, addr), &out);
    ck_assert_uint_eq(out.n, 36);
    float *g = conductances(l, 36);
    const double v[3][3] = {
        {p.v_pot, p.v_pot, p.v_dep}, {p.v_dep, p.v_pot, p.v_dep}, {p.v_dep, p.v_dep, p.v_pot}};
    const double width[] = {p.t_pot, p.t_pot, p.t_pot};
    double moved = 0;
    for (size_t i = 0; i < 3; i++) {
        for (size_t j = 0; j < 12; j++) {
            single s = single_cell(&p, i, j);
            double x = s.cell.stuck ? s.cell.x_init : 0.5, cycle = 0, direction = 0, begin = x;
            for (int k = 0; k < 3; k++) {
                ns_flow_lane way;
                ns_cell_begin_pulse(&s.cell, x, v[i][k], p.t_pot, &cycle, &direction, &way);
                const double flown = ns_flow(s.cell.d, s.cell.p, v[i][k], x, way.t);
                x = (double)(float)fmin(fmax(flown, way.lo), way.hi);
            }
            const double made = s.cell.d->state_of(s.cell.p, (double)g[i * 12 + j]);
            ck_assert_double_eq_tol(made, x, 6e-7); /* of g, a float, at a slope of 10 */
            ck_assert_double_eq_tol(x, in_steps(&s.cell, begin, 3, v[i], width), 3e-5);
            ck_assert(!s.cell.stuck || x == begin);
            moved += fabs(x - begin) / 36;
            ns_cell_spec_free(&s.spec);
        }
    }
    ck_assert_double_gt(moved, 2e-3);
    free(g);
    ns_packet_free(&out);
    ns_layer_free(l);
}
END_TEST

/* With the triplet rule, by parts of a pulse; with a stuck third. */
START_TEST(any_rule)
{
    spike_layer_params p = crowd();
    p.rule = "triplet";
    p.device = "drift ron=1k roff=10k vt_p=0.5 vt_n=0.5 window=biolek hrs_proportion=0.3";
    ns_layer *l = layer(&p);
    ns_packet out;
    ns_packet_init(&out);
    float *before = conductances(l, N * INPUTS);
    for (uint64_t k = 0; k < 3; k++) {
        run(l, random_packet(k), &out);
    }
    float *after = conductances(l, N * INPUTS);
    int still = 0, off = 0;
    for (size_t k = 0; k < N * INPUTS; k++) {
        still += before[k] == after[k];
        off += before[k] == 1e-4f;
        ck_assert(before[k] != 1e-4f || after[k] == 1e-4f);
    }
    const double expected = 0.3 * N * INPUTS;
    ck_assert_double_eq_tol(off, expected, 4 * sqrt(0.7 * expected));
    ck_assert_int_lt(still, N * INPUTS / 2);
    free(before);
    free(after);
    ns_packet_free(&out);
    ns_layer_free(l);
}
END_TEST

/* Energy of pulses: one drawn device's, by the quadrature of its flow. */
START_TEST(energy_of_a_pulse)
{
    spike_layer_params p = learner();
    p.device = "drift ron=1k roff=10k vt_p=0.5 vt_n=0.5 window=biolek ron_d2d=0.3 c2c=0.5";
    p.inputs = 1;
    p.v_th = 1e-6;
    ns_layer *l = layer(&p);
    ns_packet out;
    ns_packet_init(&out);
    const double t = 0.01;
    run(l, packet(0, NS_PHASE_TRAIN, 1, &t, NULL), &out);
    single s = single_cell(&p, 0, 0);
    double cycle = 0, direction = 0, sum = 0;
    ns_flow_lane way;
    ns_cell_begin_pulse(&s.cell, 0.5, p.v_pot, p.t_pot, &cycle, &direction, &way);
    enum { PARTS = 2000 };
    for (int k = 0; k < PARTS; k++) {
        ns_eval at;
        const double x = ns_flow(s.cell.d, s.cell.p, p.v_pot, 0.5, way.t * (k + 0.5) / PARTS);
        s.cell.d->eval(s.cell.p, p.v_pot, x, &at);
        sum += p.v_pot * at.i * p.t_pot / PARTS;
    }
    ck_assert_double_gt(fabs(way.t / p.t_pot - 1), 0.05);
    ck_assert_double_eq_tol(ns_layer_dissipated(l).write / sum, 1, 1e-5);
    ns_cell_spec_free(&s.spec);
    ns_packet_free(&out);
    ns_layer_free(l);
}
END_TEST

/* ---- files ---- */

START_TEST(saved_and_loaded)
{
    ns_error e = {""};
    spike_layer_params p = crowd();
    p.device = "drift ron=1k roff=10k vt_p=0.5 vt_n=0.5 window=biolek ron_d2d=0.2 roff_d2d=0.2 "
               "hrs_proportion=0.1 d2d_dist=lognormal";
    p.save = path[0];
    ns_layer *l = layer(&p), *again[2];
    ns_packet out;
    ns_packet_init(&out);
    for (uint64_t k = 0; k < 5; k++) {
        run(l, random_packet(k), &out);
    }
    ck_assert_msg(ns_layer_save(l, &e), "%s", e.msg);
    float *g = conductances(l, N * INPUTS), *h[2];
    p.load = path[0];
    for (int k = 0; k < 2; k++) {
        again[k] = layer(&p);
        h[k] = conductances(again[k], N * INPUTS);
    }
    for (size_t k = 0; k < N * INPUTS; k++) {
        ck_assert_float_eq_tol(h[0][k], g[k], 3e-7f * g[k]);
    }
    run(again[0], random_packet(5), &out);
    run(again[1], random_packet(5), &out);
    same_layers(again[0], again[1]);
    /* a conductance that this device has not: as near as it gets */
    const float wanted = 2e-3f;
    ck_assert(ns_npy_write(path[1], &wanted, 1, 1, &e));
    spike_layer_params q = one();
    q.device = "drift/ron:1k/roff:10k/vt_p:0.5/vt_n:0.5/ron_d2d:0.1";
    q.load = path[1];
    ns_layer *one_device = layer(&q);
    single s = single_cell(&q, 0, 0);
    float got;
    ns_layer_conductances(one_device, &got);
    ck_assert_float_eq(got, (float)s.cell.d->conductance(s.cell.p, 1));
    ns_cell_spec_free(&s.spec);
    ns_layer_free(one_device);
    for (int k = 0; k < 2; k++) {
        free(h[k]);
        ns_layer_free(again[k]);
    }
    free(g);
    ns_packet_free(&out);
    ns_layer_free(l);
}
END_TEST

/* ---- noise ---- */

/* The traps at any moment: share of the time that they are filled, how long that is remembered; the
 * same whatever is asked before, and for as long as it says. */
START_TEST(telegraph_at_any_moment)
{
    enum { TIMES = 10000 };
    ns_cell_spec spec;
    ns_cell cell;
    ns_error e;
    static double g[TIMES];
    ck_assert(ns_cell_parse(&spec, "drift/rtn:0.4/rtn_tau_c:0.03/rtn_tau_e:0.01", &e));
    ck_assert(ns_cell_draw(&cell, spec.dev.dev, spec.dev.p, &spec.c, NULL, 0,
                           ns_rng_key(5, "noise"), "single", &e));
    const double step = 2e-3, share = 0.25, forgets = 1 / 0.03 + 1 / 0.01;
    double filled = 0, both = 0, from, to, ignored[2];
    for (int k = TIMES - 1; k >= 0; k--) {
        const double t = k * step;
        g[k] = ns_cell_gain_at(&cell, t, &from, &to);
        ck_assert(from <= t && t < to);
        const double inside = fmax(from, 0) + 0.3 * (to - fmax(from, 0));
        ck_assert(ns_cell_gain_at(&cell, inside, &ignored[0], &ignored[1]) == g[k]);
        ck_assert(g[k] == 1 || g[k] == 0.6);
    }
    for (int k = 0; k + 1 < TIMES; k++) {
        filled += g[k] < 1;
        both += (g[k] < 1) == (g[k + 1] < 1);
    }
    /* samples are correlated over 7.5 ms: so many are independent */
    const double n = TIMES * step * forgets / 2, left = exp(-step * forgets);
    ck_assert_double_eq_tol(filled / TIMES, share, 4 * sqrt(share * (1 - share) / n));
    const double same = 1 - 2 * share * (1 - share) * (1 - left);
    ck_assert_double_eq_tol(both / TIMES, same, 4 * sqrt(same * (1 - same) / n));
    ns_cell_spec_free(&spec);
}
END_TEST

/* Each spike reads what the traps leave at its time, whoever else is read with it. */
START_TEST(reads_see_the_traps)
{
    enum { SPIKES = 400 };
    spike_layer_params p = one();
    p.device = "drift/ron:1k/roff:10k/vt_p:0.5/vt_n:0.5/rtn:0.3/kf:1e-3/kf_lo:1/kf_hi:1000";
    p.n = 3;
    p.inputs = 2;
    p.v_th = 1e3;
    double t[SPIKES], expected = 0;
    uint32_t addr[SPIKES];
    for (int k = 0; k < SPIKES; k++) {
        t[k] = 1e-3 * k + (k % 5) * 1e-4;
        addr[k] = k % 3 == 0;
    }
    ns_layer *l = layer(&p);
    ns_packet out;
    ns_packet_init(&out);
    run(l, packet(0, NS_PHASE_RUN, SPIKES, t, addr), &out);
    for (size_t i = 0; i < 2; i++) {
        for (size_t j = 0; j < 3; j++) {
            single s = single_cell(&p, i, j);
            for (int k = 0; k < SPIKES; k++) {
                double from, to;
                expected += addr[k] == i ? ns_cell_gain_at(&s.cell, t[k], &from, &to) : 0;
            }
            ns_cell_spec_free(&s.spec);
        }
    }
    expected *= p.v_read * p.v_read / 1e3 * p.t_read;
    ck_assert_double_eq_tol(ns_layer_dissipated(l).read / expected, 1, 1e-6);
    ck_assert_double_gt(fabs(expected / (3 * SPIKES * 1e-11) - 1), 0.01);
    ns_packet_free(&out);
    ns_layer_free(l);
}
END_TEST

/* ---- retention ---- */

START_TEST(states_drift_between_packets)
{
    spike_layer_params p = one();
    p.device = "drift/ron:1k/roff:10k/vt_p:0.5/vt_n:0.5/tau_ret:100/x_ret:0.25/lrs_proportion:0.5";
    p.n = p.inputs = 4;
    p.x_min = p.x_max = 0.9;
    p.v_th = 1e3;
    ns_layer *l = layer(&p);
    ns_packet out;
    ns_packet_init(&out);
    float *before = conductances(l, 16);
    for (int k = 1; k <= 300; k++) {
        run(l, packet(k * 0.5, NS_PHASE_RUN, 0, NULL, NULL), &out);
    }
    float *after = conductances(l, 16);
    int stuck = 0;
    for (int k = 0; k < 16; k++) {
        const double x = (10 - 1e-3 / (double)after[k]) / 9;
        stuck += before[k] == 1e-3f;
        if (before[k] == 1e-3f) {
            ck_assert(after[k] == 1e-3f);
        } else {
            ck_assert_double_eq_tol(x, 0.25 + 0.65 * exp(-1.5), 1e-5);
        }
    }
    ck_assert(stuck > 0 && stuck < 16);
    free(before);
    free(after);
    ns_packet_free(&out);
    ns_layer_free(l);
}
END_TEST

/* ---- with all of it ---- */

START_TEST(rewinding_leaves_no_trace)
{
    spike_layer_params p = crowd();
    p.rule = _i % 2 ? "triplet" : "pulses";
    p.device = "drift ron=1k roff=10k vt_p=0.5 vt_n=0.5 window=biolek ron_d2d=0.2 c2c=0.2 rtn=0.2 "
               "rtn_tau_c=30 rtn_tau_e=5 tau_ret=500 hrs_proportion=0.05 endurance=100";
    const ns_rng r = ns_rng_key((uint64_t)_i, "schedule");
    ns_layer *straight = layer(&p), *jumpy = layer(&p);
    ns_packet expected[PACKETS], out;
    ns_packet_init(&out);
    const uint64_t packets = 8;
    for (uint64_t k = 0; k < packets; k++) {
        ns_packet_init(&expected[k]);
        run(straight, random_packet(k), &expected[k]);
    }
    ns_error e = {""};
    for (uint32_t step = 0; ns_layer_version(jumpy) < packets; step++) {
        const uint64_t at = ns_layer_version(jumpy);
        if (ns_rng_uniform(r, 1, step, 0) < 0.3) {
            const uint64_t to = (uint64_t)((double)(at + 1) * ns_rng_uniform(r, 1, step, 1));
            ck_assert_msg(ns_layer_rewind(jumpy, to, &e), "%s", e.msg);
        } else {
            run(jumpy, random_packet(at), &out);
            same_spikes(&out, &expected[at]);
        }
    }
    same_layers(straight, jumpy);
    for (uint64_t k = 0; k < packets; k++) {
        ns_packet_free(&expected[k]);
    }
    ns_packet_free(&out);
    ns_layer_free(straight);
    ns_layer_free(jumpy);
}
END_TEST

/* ---- what is refused ---- */

START_TEST(errors)
{
    static const struct {
        const char *more, *rule, *says;
    } cases[] = {
        {"x0:0.3", "pulses", "parameter x0 = 0.3 has no place in a layer: a layer draws"},
        {"polarity:-1", "pulses", "polarity"},
        {"m:2", "pulses", "c_mem"},
        {"seed:7", "pulses", "the layer's own seed"},
        {"t_noise:1n", "pulses", "t_noise"},
        {"drift_nu:0.1", "pulses", "tau_ret"},
        {"window_d2d:0.1", "pulses", "window_d2d"},
        {"ron_d2d:11", "pulses", "must be >= 0 and <= 10"},
        {"ron_d2d:x", "pulses", "ron_d2d = 'x' is not a number"},
        {"hrs_proportion:0.6/lrs_proportion:0.6", "pulses", "more than 1"},
        {"c2c:0.1", "overlap", "choose another rule"},
        {"rtn:0.1", "overlap", "choose another rule"},
        {"vt_p_d2d:0.5", "pulses", "synapse ["},
    };
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        spike_layer_params p = one();
        ns_error e = {""};
        char spec[200];
        p.n = p.inputs = 30;
        snprintf(spec, sizeof spec, "drift/ron:1k/roff:10k/vt_p:0.5/vt_n:0.5/%s", cases[k].more);
        p.device = spec;
        p.rule = cases[k].rule;
        ck_assert_msg(ns_layer_new(&p, "l", &e) == NULL, "%s", cases[k].more);
        ck_assert_msg(strstr(e.msg, cases[k].says) != NULL, "%s: '%s' lacks '%s'", cases[k].more,
                      e.msg, cases[k].says);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("layer_cells");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_checked_fixture(c, make_dir, remove_dir);
    tcase_add_test(c, spread_as_declared);
    tcase_add_test(c, drawn_by_row_and_column);
    tcase_add_test(c, nothing_on_same_bits);
    tcase_add_loop_test(c, synapse_is_the_single_cell, 0, 4);
    tcase_add_test(c, any_rule);
    tcase_add_test(c, energy_of_a_pulse);
    tcase_add_test(c, saved_and_loaded);
    tcase_add_test(c, telegraph_at_any_moment);
    tcase_add_test(c, reads_see_the_traps);
    tcase_add_test(c, states_drift_between_packets);
    tcase_add_loop_test(c, rewinding_leaves_no_trace, 0, 2);
    tcase_add_test(c, errors);
    suite_add_tcase(s, c);
    return s;
}

CHECK_MAIN(suite)
