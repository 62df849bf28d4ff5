#include "network/record.h"

#include <math.h>

#include "../check_main.h"
#include "temp.h"

static char path[512];
static spike_record_params par;
static ns_error e;
static ns_packet p;

static void setup(void)
{
    snprintf(path, sizeof path, "%s", temp_path("out.csv"));
    spike_record_params_default(&par);
    par.file = path;
    ns_packet_init(&p);
    p.tag = (ns_tag){.label = 7, .phase = NS_PHASE_TEST};
}

static void teardown(void)
{
    ns_packet_free(&p);
    temp_remove();
}

static ns_record *record(void)
{
    ns_record *r = ns_record_new(&par, &e);
    ck_assert_msg(r != NULL, "%s", e.msg);
    return r;
}

/* Adds a packet at t0 with n spikes 0.125 s apart, at addresses from..from + n - 1. */
static void add(ns_record *r, double t0, uint32_t n, uint32_t from)
{
    p.n = 0;
    p.t0 = t0;
    for (uint32_t i = 0; i < n; i++) {
        ck_assert(ns_packet_push(&p, i * 0.125, from + i));
    }
    ck_assert_msg(ns_record_add(r, &p, &e), "%s", e.msg);
}

static const char *written(const ns_record *r)
{
    ck_assert_msg(ns_record_write(r, &e), "%s", e.msg);
    return temp_read(path);
}

START_TEST(writes_rows)
{
    ns_record *r = record();
    ck_assert_uint_eq(ns_record_version(r), 0);
    add(r, 1, 2, 30);
    p.tag = (ns_tag){.label = -1, .phase = NS_PHASE_RUN};
    add(r, 2.0000001, 1, 40);
    add(r, 3, 0, 0);
    ck_assert(ns_record_version(r) == 3 && ns_record_count(r) == 3);
    ck_assert_str_eq(written(r), "time,address,label,phase\n"
                                 "1,30,7,test\n"
                                 "1.125,31,7,test\n"
                                 "2.0000001,40,-1,run\n");
    ck_assert_int_eq(temp_count(), 1);
    ns_record_free(r);
    ns_record_free(NULL);
}
END_TEST

START_TEST(nothing_recorded_is_an_empty_table)
{
    ns_record *r = record();
    ck_assert_int_eq(temp_count(), 0); /* trying whether it can be written left nothing */
    ck_assert_str_eq(written(r), "time,address,label,phase\n");
    ns_record_free(r);
}
END_TEST

START_TEST(from_start_to_stop)
{
    par.t_start = 1.25;
    par.t_stop = 3.125;
    ns_record *r = record();
    add(r, 0, 3, 0);
    add(r, 1, 4, 10);
    add(r, 3, 4, 20);
    add(r, 4, 4, 30);
    ck_assert_str_eq(written(r), "time,address,label,phase\n"
                                 "1.25,12,7,test\n"
                                 "1.375,13,7,test\n"
                                 "3,20,7,test\n");
    ck_assert_uint_eq(ns_record_version(r), 4);
    ns_record_free(r);
}
END_TEST

START_TEST(says_when_there_were_more)
{
    par.max_spikes = 3;
    ns_record *r = record();
    add(r, 1, 3, 0);
    ck_assert_ptr_null(strchr(written(r), '#')); /* just full */
    add(r, 2, 1, 5);
    ck_assert_double_eq(ns_record_count(r), 3);
    ck_assert_str_eq(written(r), "time,address,label,phase\n"
                                 "1,0,7,test\n"
                                 "1.125,1,7,test\n"
                                 "1.25,2,7,test\n"
                                 "# more spikes came than max_spikes = 3; the first 3 are above\n");
    ns_record_free(r);
}
END_TEST

START_TEST(a_packet_may_be_cut)
{
    par.max_spikes = 3;
    ns_record *r = record();
    add(r, 1, 2, 0);
    add(r, 2, 2, 5);
    ck_assert_double_eq(ns_record_count(r), 3);
    ck_assert_ptr_nonnull(strstr(written(r), "\n2,5,7,test\n# more"));
    ns_record_free(r);
}
END_TEST

START_TEST(rewinds_to_any_version)
{
    par.max_spikes = 6;
    ns_record *r = record();
    add(r, 1, 2, 0);
    add(r, 2, 0, 0);
    add(r, 3, 3, 10);
    add(r, 4, 3, 20); /* cut */
    add(r, 5, 3, 30); /* left out */
    ck_assert(ns_record_version(r) == 5 && ns_record_count(r) == 6);
    ck_assert(ns_record_rewind(r, 4, &e));
    ck_assert_ptr_nonnull(strchr(written(r), '#'));
    ck_assert(ns_record_rewind(r, 3, &e));
    ck_assert(ns_record_version(r) == 3 && ns_record_count(r) == 5);
    ck_assert_ptr_null(strchr(written(r), '#'));
    ck_assert(ns_record_rewind(r, 2, &e) && ns_record_count(r) == 2);
    add(r, 6, 1, 40);
    ck_assert_str_eq(written(r), "time,address,label,phase\n"
                                 "1,0,7,test\n"
                                 "1.125,1,7,test\n"
                                 "6,40,7,test\n");
    ck_assert(ns_record_rewind(r, 3, &e) && ns_record_count(r) == 3);
    ck_assert(ns_record_rewind(r, 0, &e) && ns_record_count(r) == 0);
    ck_assert(!ns_record_rewind(r, 1, &e));
    ck_assert_says(e, "cannot go back to packet 1");
    ns_record_free(r);
}
END_TEST

START_TEST(many_rows)
{
    ns_record *r = record();
    for (int i = 0; i < 1000; i++) {
        add(r, i, 5, 0);
    }
    ck_assert_double_eq(ns_record_count(r), 5000);
    ck_assert_ptr_nonnull(strstr(written(r), "\n999.5,4,7,test\n"));
    ns_record_free(r);
}
END_TEST

static void refuse(const char *why)
{
    ck_assert_ptr_null(ns_record_new(&par, &e));
    ck_assert_says(e, why);
}

START_TEST(bad_parameters)
{
    par.file = "/nonexistent/out.csv";
    refuse("/nonexistent/out.csv: cannot be written");
    par.file = NULL;
    refuse("file is missing");
    par.file = path;
    par.t_start = 2;
    par.t_stop = 1;
    refuse("t_stop = 1 s must be later than t_start = 2 s");
    par.t_stop = NAN;
    refuse("t_stop");
    par.t_stop = INFINITY;
    refuse("t_stop");
    par.t_stop = 0;
    par.t_start = INFINITY;
    refuse("t_start");
    par.t_start = 0;
    par.max_spikes = 0;
    refuse("max_spikes");
    ck_assert_int_eq(temp_count(), 0);
}
END_TEST

START_TEST(a_failed_write_is_reported)
{
    ns_record *r = record();
    add(r, 1, 2, 0);
    ck_assert_int_eq(rmdir(temp_dir()), 0); /* the folder vanishes during the run */
    ck_assert(!ns_record_write(r, &e));
    ck_assert_says(e, path);
    ns_record_free(r);
}
END_TEST

static Suite *record_suite(void)
{
    Suite *s = suite_create("record");
    TCase *t = tcase_create("record");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, writes_rows);
    tcase_add_test(t, nothing_recorded_is_an_empty_table);
    tcase_add_test(t, from_start_to_stop);
    tcase_add_test(t, says_when_there_were_more);
    tcase_add_test(t, a_packet_may_be_cut);
    tcase_add_test(t, rewinds_to_any_version);
    tcase_add_test(t, many_rows);
    tcase_add_test(t, bad_parameters);
    tcase_add_test(t, a_failed_write_is_reported);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(record_suite)
