/* The undo log of a layer. */
#include "layer_test.h"

/* ---- undo log ---- */

START_TEST(rewinding_leaves_no_trace)
{
    spike_layer_params p = crowd();
    p.t_ref = 0.01;
    p.t_inh = 0.004;
    p.theta_save = path[1];
    const ns_rng r = ns_rng_key((uint64_t)_i, "schedule");
    ns_layer *straight = layer(&p), *jumpy = layer(&p);
    ns_packet expected[PACKETS], out;
    ns_packet_init(&out);
    for (uint64_t k = 0; k < PACKETS; k++) {
        ns_packet_init(&expected[k]);
        run(straight, random_packet(k), &expected[k]);
    }
    ns_error e = {""};
    uint64_t settled = 0;
    for (uint32_t step = 0; ns_layer_version(jumpy) < PACKETS; step++) {
        const uint64_t at = ns_layer_version(jumpy);
        const double what = ns_rng_uniform(r, 1, step, 0), how = ns_rng_uniform(r, 1, step, 1);
        if (what < 0.2) {
            const uint64_t to = settled + (uint64_t)((double)(at - settled + 1) * how);
            ck_assert_msg(ns_layer_rewind(jumpy, to, &e), "%s", e.msg);
            ck_assert_uint_eq(ns_layer_version(jumpy), to);
        } else if (what < 0.3) {
            settled += (uint64_t)((double)(at - settled + 1) * how);
            ns_layer_settle(jumpy, settled);
        } else {
            run(jumpy, random_packet(at), &out);
            same_spikes(&out, &expected[at]);
        }
    }
    same_layers(straight, jumpy);
    float theta[2][N];
    ck_assert(ns_layer_save(straight, &e) && ns_npy_read(path[1], theta[0], 1, N, &e));
    ck_assert(ns_layer_save(jumpy, &e) && ns_npy_read(path[1], theta[1], 1, N, &e));
    ck_assert_mem_eq(theta[0], theta[1], sizeof theta[0]);
    for (int k = 0; k < PACKETS; k++) {
        ns_packet_free(&expected[k]);
    }
    ns_packet_free(&out);
    ns_layer_free(straight);
    ns_layer_free(jumpy);
}
END_TEST

START_TEST(settled_versions_are_gone)
{
    const spike_layer_params p = crowd();
    ns_layer *l = layer(&p);
    ns_packet out;
    ns_packet_init(&out);
    for (uint64_t k = 0; k < 5; k++) {
        run(l, random_packet(k), &out);
    }
    ns_error e = {""};
    ck_assert(!ns_layer_rewind(l, 6, &e));
    ns_layer_settle(l, 3);
    ck_assert(!ns_layer_rewind(l, 2, &e));
    ck_assert_ptr_nonnull(strstr(e.msg, "version 2"));
    ck_assert_uint_eq(ns_layer_version(l), 5);
    ck_assert(ns_layer_rewind(l, 3, &e));
    ns_layer_settle(l, 3);
    ck_assert(ns_layer_rewind(l, 3, &e));
    ns_packet_free(&out);
    ns_layer_free(l);
}
END_TEST

/* A packet of this layer takes 1 MiB of log. */
START_TEST(log_is_bounded)
{
    spike_layer_params p = one();
    p.n = 65536;
    p.v_th = 1;
    ns_layer *l = layer(&p);
    ns_packet out;
    ns_packet_init(&out);
    for (int k = 0; k < 80; k++) {
        run(l, packet(k, NS_PHASE_RUN, 0, NULL, NULL), &out);
    }
    ns_error e = {""};
    ck_assert(!ns_layer_rewind(l, 10, &e));
    ck_assert_ptr_nonnull(strstr(e.msg, "64 MiB"));
    ck_assert(ns_layer_rewind(l, 20, &e));
    ns_packet_free(&out);
    ns_layer_free(l);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("layer_log");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_checked_fixture(c, make_dir, remove_dir);
    tcase_add_test(c, settled_versions_are_gone);
    tcase_add_test(c, log_is_bounded);
    tcase_add_loop_test(c, rewinding_leaves_no_trace, 0, 8);
    suite_add_tcase(s, c);
    return s;
}

CHECK_MAIN(suite)
