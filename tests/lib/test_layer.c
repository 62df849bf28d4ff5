/* The event-level layer: membranes and competition in closed form. */
#include "layer_test.h"

/* ---- membrane ---- */

START_TEST(membrane_sums_and_leaks)
{
    spike_layer_params p = one();
    const double t[] = {0, 1e-3, 2e-3};
    const double v = 0.1 * (exp(-0.2) + exp(-0.1) + 1);
    p.v_th = v * (1 - 1e-5);
    ck_assert_uint_eq(fired(&p, 3, t), 1);
    p.v_th = v * (1 + 1e-5);
    ck_assert_uint_eq(fired(&p, 3, t), 0);
}
END_TEST

START_TEST(spike_is_at_the_input_that_caused_it)
{
    spike_layer_params p = one();
    p.v_th = 0.25;
    ns_layer *l = layer(&p);
    ns_packet out;
    ns_packet_init(&out);
    const double t[] = {0, 1e-3, 2e-3, 2.5e-3};
    ns_packet in = packet(7, NS_PHASE_TEST, 4, t, NULL);
    in.tag.label = 3;
    in.seq = 42;
    run(l, in, &out);
    ck_assert_uint_eq(out.n, 1);
    ck_assert(out.t[0] == 2e-3 && out.addr[0] == 0 && out.t0 == 7 && out.width == 0.5);
    ck_assert_uint_eq(out.n_addr, 1);
    ck_assert(out.seq == 42 && out.tag.label == 3 && out.tag.phase == NS_PHASE_TEST);
    ck_assert_double_eq(ns_layer_spikes(l), 1);
    ck_assert_double_eq(ns_layer_rate(l), 2);
    ns_packet_free(&out);
    ns_layer_free(l);
}
END_TEST

START_TEST(membrane_returns_to_zero)
{
    spike_layer_params p = one();
    p.v_th = 0.15; /* every second spike fires, if nothing is left over */
    p.tau_m = 1e3;
    const double t[] = {0, 1e-3, 2e-3, 3e-3, 4e-3};
    ck_assert_uint_eq(fired(&p, 5, t), 2);
}
END_TEST

/* Far more than a float's range of exp(t / tau_m) in one packet. */
START_TEST(window_much_longer_than_tau)
{
    spike_layer_params p = one();
    const double v = 0.1 * (exp(-1) + 1);
    const double t[] = {0, 0.4, 0.41, 0.9, 5, 17.0, 17.01, 40};
    p.v_th = v * (1 - 1e-5);
    ck_assert_uint_eq(fired(&p, 8, t), 2);
    p.v_th = v * (1 + 1e-5);
    ck_assert_uint_eq(fired(&p, 8, t), 0);
}
END_TEST

START_TEST(leak_goes_on_between_packets)
{
    spike_layer_params p = one();
    const double t = 0.25;
    for (int above = 0; above < 2; above++) {
        p.v_th = 0.1 * (1 + exp(-2)) * (above ? 1 - 1e-5 : 1 + 1e-5);
        ns_layer *l = layer(&p);
        ns_packet out;
        ns_packet_init(&out);
        run(l, packet(0, NS_PHASE_RUN, 1, &t, NULL), &out);
        run(l, packet(0.02, NS_PHASE_RUN, 1, &t, NULL), &out);
        ck_assert_uint_eq(out.n, (uint32_t)above);
        ns_packet_free(&out);
        ns_layer_free(l);
    }
}
END_TEST

START_TEST(reference_column_is_subtracted)
{
    spike_layer_params p = one();
    p.reference = true;
    const double t = 0, dv = 0.1 - 0.01; /* on less off */
    p.v_th = dv * (1 - 1e-5);
    ck_assert_uint_eq(fired(&p, 1, &t), 1);
    p.v_th = dv * (1 + 1e-5);
    ck_assert_uint_eq(fired(&p, 1, &t), 0);
}
END_TEST

START_TEST(refractory_time)
{
    spike_layer_params p = one();
    p.t_ref = 0.0625;
    const double t[] = {0, 0.03125, 0.0624, 0.0625, 0.1};
    ck_assert_uint_eq(fired(&p, 5, t), 2); /* at 0, and from 0.0625 on, that included */
    p.v_th = 0.1001;                       /* what comes meanwhile leaves nothing behind */
    p.t_ref = 0.0625;
    const double u[] = {0, 0, 0.0624, 0.0625};
    ck_assert_uint_eq(fired(&p, 4, u), 1);
}
END_TEST

/* ---- competition ---- */

/* Two neurons, one input, conductances g0 and g1. */
static ns_layer *two(spike_layer_params p, float g0, float g1)
{
    ns_error e = {""};
    const float g[] = {g0, g1};
    ck_assert_msg(ns_npy_write(path[0], g, 1, 2, &e), "%s", e.msg);
    p.n = 2;
    p.load = path[0];
    return layer(&p);
}

START_TEST(furthest_above_threshold_wins)
{
    const double t = 0;
    for (int heavy = 0; heavy < 3; heavy++) { /* 2: equal, the first wins */
        ns_layer *l = two(one(), heavy == 1 ? 0.8e-3f : 0.9e-3f, heavy == 0 ? 0.8e-3f : 0.9e-3f);
        ns_packet out;
        ns_packet_init(&out);
        run(l, packet(0, NS_PHASE_RUN, 1, &t, NULL), &out);
        ck_assert_uint_eq(out.n, 1);
        ck_assert_uint_eq(out.addr[0], heavy == 1);
        ns_packet_free(&out);
        ns_layer_free(l);
    }
}
END_TEST

START_TEST(inhibition_silences_the_others)
{
    spike_layer_params p = one();
    p.t_ref = 0.25;
    p.t_inh = 0.0625;
    const double t[] = {0, 0.03125, 0.0625, 0.125, 0.25, 0.3125};
    ns_layer *l = two(p, 0.9e-3f, 0.8e-3f);
    ns_packet out;
    ns_packet_init(&out);
    run(l, packet(0, NS_PHASE_RUN, 6, t, NULL), &out);
    /* 0 fires at 0 and is refractory until 0.25; 1 is inhibited until 0.0625, fires, inhibits 0 no
     * longer than it rests anyway; is refractory until 0.3125, when it inhibited by 0's second. */
    ck_assert_uint_eq(out.n, 4);
    const uint32_t addr[] = {0, 1, 0, 1};
    const double at[] = {0, 0.0625, 0.25, 0.3125};
    for (int k = 0; k < 4; k++) {
        ck_assert_uint_eq(out.addr[k], addr[k]);
        ck_assert_double_eq(out.t[k], at[k]);
    }
    ns_packet_free(&out);
    ns_layer_free(l);
}
END_TEST

START_TEST(winner_alone_while_others_are_inhibited)
{
    spike_layer_params p = one();
    p.t_ref = 0.0625;
    p.t_inh = 0.25;
    const double t[] = {0, 0.03125, 0.0625, 0.125, 0.1875};
    ns_layer *l = two(p, 0.8e-3f, 0.9e-3f);
    ns_packet out;
    ns_packet_init(&out);
    run(l, packet(0, NS_PHASE_RUN, 5, t, NULL), &out);
    ck_assert_uint_eq(out.n, 4);
    for (int k = 0; k < 4; k++) {
        ck_assert_uint_eq(out.addr[k], 1);
    }
    ns_packet_free(&out);
    ns_layer_free(l);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("layer");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_checked_fixture(c, make_dir, remove_dir);
    tcase_add_test(c, membrane_sums_and_leaks);
    tcase_add_test(c, spike_is_at_the_input_that_caused_it);
    tcase_add_test(c, membrane_returns_to_zero);
    tcase_add_test(c, window_much_longer_than_tau);
    tcase_add_test(c, leak_goes_on_between_packets);
    tcase_add_test(c, reference_column_is_subtracted);
    tcase_add_test(c, refractory_time);
    tcase_add_test(c, furthest_above_threshold_wins);
    tcase_add_test(c, inhibition_silences_the_others);
    tcase_add_test(c, winner_alone_while_others_are_inhibited);
    suite_add_tcase(s, c);
    return s;
}

CHECK_MAIN(suite)
