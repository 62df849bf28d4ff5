/* What pulses teach a layer, against the device's own flow; thresholds that rise; annealing. */
#include "layer_test.h"

/* ---- plasticity ---- */

static double state_after(const spike_layer_params *p, double x, double v, double t)
{
    ns_error e = {""};
    ns_device_inst d;
    ck_assert_msg(ns_device_parse(&d, p->device, &e), "%s", e.msg);
    const double after = ns_flow(d.dev, d.p, v, x, t);
    const double g = d.dev->conductance(d.p, after);
    ns_device_free(&d);
    return g;
}

START_TEST(stdp_window_and_pulses)
{
    const spike_layer_params p = learner();
    ns_layer *l = layer(&p);
    ns_packet out;
    ns_packet_init(&out);
    /* the neuron fires with input 1, when input 2 has not spiked yet */
    const double t[] = {0.03124, 0.03125, 0.0625};
    const uint32_t addr[] = {0, 1, 2};
    float before[3], g[3];
    ns_layer_conductances(l, before);
    run(l, packet(0, NS_PHASE_TRAIN, 3, t, addr), &out);
    ck_assert_uint_eq(out.n, 1);
    ck_assert_double_eq(out.t[0], 0.03125);
    run(l, packet(1, NS_PHASE_TEST, 3, t, addr), &out); /* fires, does not learn */
    ns_layer_conductances(l, g);
    const double up = state_after(&p, 0.5, p.v_pot, p.t_pot),
                 down = state_after(&p, 0.5, p.v_dep, p.t_dep);
    ck_assert_double_gt(up, (double)before[0] * 1.01);
    ck_assert_double_lt(down, (double)before[0] * 0.99);
    ck_assert_double_eq_tol(g[0], up, 1e-6 * up);
    ck_assert_double_eq_tol(g[1], up, 1e-6 * up);
    ck_assert_double_eq_tol(g[2], down, 1e-6 * down);
    ns_packet_free(&out);
    ns_layer_free(l);
}
END_TEST

START_TEST(stdp_window_edge)
{
    spike_layer_params p = learner();
    p.v_th = 0.045; /* the third spike */
    const double exact[] = {0.015625, 0.03125, 0.0625}, outside[] = {0.015625, 0.0312, 0.0625};
    const uint32_t addr[] = {0, 1, 2};
    for (int in = 0; in < 2; in++) {
        ns_layer *l = layer(&p);
        ns_packet out;
        ns_packet_init(&out);
        run(l, packet(0, NS_PHASE_TRAIN, 3, in ? exact : outside, addr), &out);
        ck_assert_uint_eq(out.n, 1);
        float g[3];
        ns_layer_conductances(l, g);
        const double up = state_after(&p, 0.5, p.v_pot, p.t_pot),
                     down = state_after(&p, 0.5, p.v_dep, p.t_dep), at = in ? up : down;
        ck_assert_double_eq_tol(g[0], down, 1e-6 * down);
        ck_assert_double_eq_tol(g[1], at, 1e-6 * at);
        ck_assert_double_eq_tol(g[2], up, 1e-6 * up);
        ns_packet_free(&out);
        ns_layer_free(l);
    }
}
END_TEST

START_TEST(learning_on_and_off)
{
    const double t[] = {0, 0.01};
    const uint32_t addr[] = {0, 1};
    static const struct {
        const char *learn;
        ns_phase phase;
        bool changes;
    } cases[] = {{"auto", NS_PHASE_TRAIN, true},
                 {"auto", NS_PHASE_RUN, false},
                 {"auto", NS_PHASE_LABEL, false},
                 {"on", NS_PHASE_TEST, true},
                 {"off", NS_PHASE_TRAIN, false}};
    for (size_t k = 0; k < sizeof cases / sizeof *cases; k++) {
        spike_layer_params p = learner();
        p.learn = cases[k].learn;
        ns_layer *l = layer(&p);
        ns_packet out;
        ns_packet_init(&out);
        float before[3], after[3];
        ns_layer_conductances(l, before);
        run(l, packet(0, cases[k].phase, 2, t, addr), &out);
        ns_layer_conductances(l, after);
        ck_assert_uint_eq(out.n, 1);
        ck_assert_int_eq(memcmp(before, after, sizeof before) != 0, cases[k].changes);
        ns_packet_free(&out);
        ns_layer_free(l);
    }
}
END_TEST

/* Widths fall linearly from 1 to `anneal` over the packets that the tag announces, or anneal_over.
 */
START_TEST(pulse_widths_anneal)
{
    for (int over = 0; over < 2; over++) {
        spike_layer_params p = learner();
        p.anneal = 0.2;
        p.anneal_over = over ? 4 : 0;
        p.tau_m = 0.01;
        ns_layer *l = layer(&p);
        ns_packet out;
        ns_packet_init(&out);
        const double t[] = {0, 0}, width[] = {1, 0.8, 0.6, 0.4, 0.2, 0.2};
        const uint32_t addr[] = {0, 1};
        ns_device_inst d;
        ns_error e = {""};
        ck_assert(ns_device_parse(&d, p.device, &e));
        for (int k = 0; k < 6; k++) {
            float before[3], after[3];
            ns_layer_conductances(l, before);
            ns_packet in = packet(k, NS_PHASE_TRAIN, 2, t, addr);
            in.tag.count = over ? 1000 : 4;
            run(l, in, &out);
            ck_assert_uint_eq(out.n, 1);
            ns_layer_conductances(l, after);
            const double x = d.dev->state_of(d.p, before[2]), y = d.dev->state_of(d.p, after[2]);
            const double full = ns_flow(d.dev, d.p, p.v_dep, x, p.t_dep * width[k]);
            ck_assert_double_eq_tol(y - x, full - x, 0.004 * fabs(full - x));
        }
        ns_device_free(&d);
        ns_packet_free(&out);
        ns_layer_free(l);
    }
}
END_TEST

static float saved_theta(const ns_layer *l)
{
    ns_error e = {""};
    float theta = NAN;
    ck_assert_msg(ns_layer_save(l, &e), "%s", e.msg);
    ck_assert_msg(ns_npy_read(path[1], &theta, 1, 1, &e), "%s", e.msg);
    return theta;
}

START_TEST(theta_rises_decays_and_is_held)
{
    spike_layer_params p = one();
    p.learn = "auto";
    p.theta_plus = 0.01;
    p.tau_theta = 2;
    p.theta_save = path[1];
    ns_layer *l = layer(&p);
    ns_packet out;
    ns_packet_init(&out);
    const double t = 0.25;
    run(l, packet(0, NS_PHASE_TRAIN, 1, &t, NULL), &out);
    run(l, packet(1, NS_PHASE_TRAIN, 0, NULL, NULL), &out); /* as of t = 1 */
    ck_assert_double_eq_tol((double)saved_theta(l), 0.01 * exp(-0.75 / 2), 1e-8);
    run(l, packet(3, NS_PHASE_TEST, 0, NULL, NULL), &out); /* it was learning until 3 */
    const float held = saved_theta(l);
    ck_assert_double_eq_tol((double)held, 0.01 * exp(-2.75 / 2), 1e-8);
    run(l, packet(5, NS_PHASE_TEST, 1, &t, NULL), &out); /* fires: no rise */
    ck_assert_uint_eq(out.n, 1);
    run(l, packet(9, NS_PHASE_TRAIN, 0, NULL, NULL), &out); /* no decay while not learning */
    ck_assert_float_eq(saved_theta(l), held);
    ns_packet_free(&out);
    ns_layer_free(l);
}
END_TEST

START_TEST(theta_is_added_to_the_threshold)
{
    const double t = 0;
    for (int above = 0; above < 2; above++) {
        ns_error e = {""};
        const float theta = above ? 0.0501f : 0.0499f;
        ck_assert(ns_npy_write(path[1], &theta, 1, 1, &e));
        spike_layer_params p = one();
        p.theta_load = path[1];
        ck_assert_uint_eq(fired(&p, 1, &t), !above);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("layer_pulses");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_checked_fixture(c, make_dir, remove_dir);
    tcase_add_test(c, stdp_window_and_pulses);
    tcase_add_test(c, stdp_window_edge);
    tcase_add_test(c, learning_on_and_off);
    tcase_add_test(c, pulse_widths_anneal);
    tcase_add_test(c, theta_rises_decays_and_is_held);
    tcase_add_test(c, theta_is_added_to_the_threshold);
    suite_add_tcase(s, c);
    return s;
}

CHECK_MAIN(suite)
