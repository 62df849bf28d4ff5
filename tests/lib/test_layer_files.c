/* Files of a layer, bad input. */
#include <sys/stat.h>

#include "layer_test.h"

/* ---- reading and files ---- */

START_TEST(reading_does_not_write)
{
    spike_layer_params p = crowd();
    p.v_th = 1e3; /* nobody fires */
    ns_layer *l = layer(&p);
    float before[INPUTS * N], after[INPUTS * N];
    ns_layer_conductances(l, before);
    ns_packet out;
    ns_packet_init(&out);
    for (uint64_t k = 0; k < PACKETS; k++) {
        run(l, random_packet(k), &out);
        ck_assert_uint_eq(out.n, 0);
    }
    ns_layer_conductances(l, after);
    ck_assert_mem_eq(before, after, sizeof before);
    ns_packet_free(&out);
    ns_layer_free(l);
}
END_TEST

START_TEST(table_error_is_small)
{
    const spike_layer_params p = crowd();
    ns_layer *l = layer(&p);
    ck_assert_double_gt(ns_layer_table_error(l), 0);
    ck_assert_double_lt(ns_layer_table_error(l), 1e-6);
    ns_layer_free(l);
}
END_TEST

START_TEST(files_round_trip)
{
    spike_layer_params p = crowd();
    p.save = path[0];
    p.theta_save = path[1];
    p.save_start = path[2];
    ns_layer *l = layer(&p);
    ns_packet out, again;
    ns_packet_init(&out);
    ns_packet_init(&again);
    ns_error e = {""};
    float g[INPUTS * N], file[INPUTS * N];
    ns_layer_conductances(l, g);
    ck_assert_msg(ns_npy_read(path[2], file, INPUTS, N, &e), "%s", e.msg);
    ck_assert_mem_eq(g, file, sizeof g);
    for (uint64_t k = 0; k < 6; k++) {
        run(l, random_packet(k), &out);
    }
    ck_assert_msg(ns_layer_save(l, &e), "%s", e.msg);
    ns_layer_conductances(l, g);
    ck_assert(ns_npy_read(path[0], file, INPUTS, N, &e));
    ck_assert_mem_eq(g, file, sizeof g);
    p.save = p.theta_save = p.save_start = NULL;
    p.load = path[0];
    p.theta_load = path[1];
    ns_layer *m = layer(&p);
    ns_layer_conductances(m, file);
    for (int k = 0; k < INPUTS * N; k++) {
        ck_assert_double_eq_tol(file[k], g[k], 1e-6 * (double)g[k]);
    }
    ns_packet in = random_packet(6); /* a packet of phase test: no decay in between */
    in.t0 = 100;
    ck_assert(ns_layer_run(m, &in, &again, &e));
    ck_assert_uint_gt(again.n, 0);
    ns_packet_free(&in);
    ns_packet_free(&out);
    ns_packet_free(&again);
    ns_layer_free(l);
    ns_layer_free(m);
}
END_TEST

/* ---- bad input ---- */

static void refused(const spike_layer_params *p, const char *name, const char *value)
{
    ns_error e = {""};
    ns_layer *l = ns_layer_new(p, "l", &e);
    ck_assert_msg(l == NULL, "accepted, expected a complaint about %s", name);
    ck_assert_msg(strstr(e.msg, name) && strstr(e.msg, value), "%s / %s not in: %s", name, value,
                  e.msg);
}

START_TEST(bad_parameters)
{
    spike_layer_params p = one();
    p.x_min = 0.6;
    p.x_max = 0.4;
    refused(&p, "x_min", "0.6");
    p = one();
    p.tau_theta = 1e-3;
    refused(&p, "tau_theta", "0.001");
    p = one();
    p.learn = "maybe";
    refused(&p, "learn", "maybe");
    p = one();
    p.device = "nosuch";
    refused(&p, "nosuch", "");
    p = one();
    p.device = "drift ron=10k roff=1k";
    refused(&p, "ron", "");
    p = one();
    p.device = "drift"; /* no thresholds: reading would write */
    refused(&p, "v_read", "0.1");
    p = one();
    p.c_mem = NAN;
    refused(&p, "c_mem", "nan");
    p = one();
    p.n = 0;
    refused(&p, "n", "0");
}
END_TEST

START_TEST(bad_files)
{
    ns_error e = {""};
    spike_layer_params p = one();
    p.load = path[0];
    refused(&p, path[0], ""); /* is not there */
    const float g[] = {1e-3f, 0.5e-3f};
    ck_assert(ns_npy_write(path[0], g, 1, 2, &e));
    refused(&p, path[0], "2"); /* of another shape */
    p.n = 2;
    ns_layer_free(layer(&p));
    const float out[] = {1e-3f, 2e-3f};
    ck_assert(ns_npy_write(path[0], out, 1, 2, &e));
    refused(&p, "[0, 1]", "0.002"); /* beyond 1 / ron */
    p.load = NULL;
    p.theta_load = path[1];
    const float theta[] = {0.1f, -0.1f};
    ck_assert(ns_npy_write(path[1], theta, 1, 2, &e));
    refused(&p, "[0, 1]", "-0.1");
    p.theta_load = NULL;
    p.save_start = "/nonexistent/start.npy";
    refused(&p, "/nonexistent", "");
    p.save_start = NULL;
    p.theta_save = "/nonexistent/theta.npy";
    refused(&p, "/nonexistent", "");
    p.theta_save = NULL;
    p.save = "/nonexistent/end.npy";
    refused(&p, "/nonexistent", "");
    /* a folder that goes away during the run */
    char folder[64], file[80];
    snprintf(folder, sizeof folder, "%s/gone", dir);
    snprintf(file, sizeof file, "%s/end.npy", folder);
    ck_assert_int_eq(mkdir(folder, 0700), 0);
    p.save = file;
    ns_layer *l = layer(&p);
    ck_assert_int_eq(rmdir(folder), 0);
    ck_assert(!ns_layer_save(l, &e));
    ck_assert_ptr_nonnull(strstr(e.msg, "gone"));
    ns_layer_free(l);
}
END_TEST

static void packet_refused(ns_layer *l, ns_packet in, const char *about)
{
    ns_error e = {""};
    ns_packet out;
    ns_packet_init(&out);
    const uint64_t before = ns_layer_version(l);
    ck_assert(!ns_layer_run(l, &in, &out, &e));
    ck_assert_msg(strstr(e.msg, about) != NULL, "%s not in: %s", about, e.msg);
    ck_assert_uint_eq(ns_layer_version(l), before);
    ns_packet_free(&in);
    ns_packet_free(&out);
}

START_TEST(bad_packets)
{
    const spike_layer_params p = one();
    ns_layer *l = layer(&p);
    ns_packet out;
    ns_packet_init(&out);
    const double t[] = {0.1, 0.2};
    const uint32_t addr[] = {0, 1};
    packet_refused(l, packet(0, NS_PHASE_RUN, 2, t, addr), "address 1");
    ns_packet unsorted = packet(0, NS_PHASE_RUN, 2, t, NULL);
    unsorted.t[0] = 0.3;
    packet_refused(l, unsorted, "order of time");
    ns_packet nan = packet(0, NS_PHASE_RUN, 2, t, NULL);
    nan.t[1] = NAN;
    packet_refused(l, nan, "order of time");
    packet_refused(l, packet(INFINITY, NS_PHASE_RUN, 2, t, NULL), "finite");
    run(l, packet(1, NS_PHASE_RUN, 2, t, NULL), &out);
    packet_refused(l, packet(0.5, NS_PHASE_RUN, 2, t, NULL), "order of time");
    run(l, packet(1.1, NS_PHASE_RUN, 2, t, NULL), &out); /* windows may overlap, spikes not */
    ns_packet_free(&out);
    ns_layer_free(l);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("layer_files");
    TCase *c = tcase_create("all");
    tcase_set_timeout(c, 60);
    tcase_add_checked_fixture(c, make_dir, remove_dir);
    tcase_add_test(c, reading_does_not_write);
    tcase_add_test(c, table_error_is_small);
    tcase_add_test(c, files_round_trip);
    tcase_add_test(c, bad_parameters);
    tcase_add_test(c, bad_files);
    tcase_add_test(c, bad_packets);
    suite_add_tcase(s, c);
    return s;
}

CHECK_MAIN(suite)
