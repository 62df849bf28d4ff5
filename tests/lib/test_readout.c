/* The read-out: labels, votes, versions, files, bad input. */
#include <jansson.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../check_main.h"
#include "../../lib/network/readout.h"
#include "../../lib/random/philox.h"

static ns_readout *readout(void)
{
    ns_error e = {""};
    ns_readout *r = ns_readout_new(&e);
    ck_assert_msg(r != NULL, "%s", e.msg);
    return r;
}

/* A packet of 3 neurons with n spikes of neuron a and m of neuron b. */
static ns_packet packet(ns_phase phase, int label, uint32_t a, int n, uint32_t b, int m)
{
    ns_packet p;
    ns_packet_init(&p);
    p.seq = 1;
    p.width = 1;
    p.n_addr = 3;
    p.tag = (ns_tag){.label = label, .n_classes = 3, .count = 4, .phase = phase};
    for (int k = 0; k < n + m; k++) {
        ck_assert(ns_packet_push(&p, 0.1 * k, k < n ? a : b));
    }
    return p;
}

static void add(ns_readout *r, ns_packet p)
{
    ns_error e = {""};
    ck_assert_msg(ns_readout_add(r, &p, &e), "%s", e.msg);
    ns_packet_free(&p);
}

/* Neuron 0 answers to class 0 alone; 1 to class 1 (mean 3) and to class 2 (mean 1); 2 to nothing.
 */
static ns_readout *labelled(void)
{
    ns_readout *r = readout();
    add(r, packet(NS_PHASE_TRAIN, 2, 2, 9, 0, 0)); /* not counted */
    add(r, packet(NS_PHASE_LABEL, 0, 0, 2, 0, 0));
    add(r, packet(NS_PHASE_LABEL, 0, 0, 4, 0, 0));
    add(r, packet(NS_PHASE_LABEL, 1, 1, 3, 0, 0));
    add(r, packet(NS_PHASE_LABEL, 2, 1, 1, 0, 0));
    return r;
}

static double accuracy_of(int label, uint32_t a, int n, uint32_t b, int m)
{
    ns_readout *r = labelled();
    add(r, packet(NS_PHASE_TEST, label, a, n, b, m));
    const double accuracy = ns_readout_accuracy(r);
    ck_assert_uint_eq(ns_readout_tested(r), 1);
    ns_readout_free(r);
    return accuracy;
}

START_TEST(votes)
{
    ck_assert(accuracy_of(0, 0, 1, 0, 0) == 1);
    ck_assert(accuracy_of(1, 1, 1, 0, 0) == 1); /* 3/4 for class 1, 1/4 for class 2 */
    ck_assert(accuracy_of(2, 1, 1, 0, 0) == 0);
    ck_assert(accuracy_of(0, 0, 1, 1, 1) == 1); /* 1 against 3/4 */
    ck_assert(accuracy_of(1, 0, 1, 1, 2) == 1); /* 1 against 6/4 */
    ck_assert(accuracy_of(0, 0, 3, 1, 4) == 1); /* 3 against 3: the lower class */
    ck_assert(accuracy_of(1, 0, 3, 1, 4) == 0);
    ck_assert(accuracy_of(0, 2, 1, 0, 0) == 1); /* a neuron without a class votes for none */
    ck_assert(accuracy_of(0, 0, 0, 0, 0) == 0); /* silent: wrong, whatever the class */
}
END_TEST

START_TEST(means_not_sums)
{
    /* class 0 shown three times, class 1 once: neuron 0's mean is larger for class 1 */
    ns_readout *r = readout();
    for (int k = 0; k < 3; k++) {
        add(r, packet(NS_PHASE_LABEL, 0, 0, 1, 0, 0));
    }
    add(r, packet(NS_PHASE_LABEL, 1, 0, 2, 0, 0));
    add(r, packet(NS_PHASE_TEST, 1, 0, 1, 0, 0));
    ck_assert_double_eq(ns_readout_accuracy(r), 1);
    ns_readout_free(r);
}
END_TEST

START_TEST(completeness)
{
    ns_readout *r = labelled();
    ck_assert_double_eq(ns_readout_accuracy(r), 0);
    ck_assert(!ns_readout_complete(r));
    for (int k = 0; k < 4; k++) {
        ck_assert(!ns_readout_complete(r));
        add(r, packet(NS_PHASE_TEST, k % 2, 0, 1, 0, 0));
    }
    ck_assert(ns_readout_complete(r));
    ck_assert_double_eq(ns_readout_accuracy(r), 0.5);
    ns_readout_free(r);
}
END_TEST

static char *text_of(const char *path)
{
    FILE *f = fopen(path, "r");
    ck_assert_ptr_nonnull(f);
    char *text = calloc(1, 65536);
    ck_assert_uint_lt(fread(text, 1, 65535, f), 65535);
    fclose(f);
    return text;
}

static char path[] = "/tmp/test_readout_XXXXXX";

static void make_file(void)
{
    strcpy(path + sizeof path - 7, "XXXXXX");
    const int fd = mkstemp(path);
    ck_assert_int_ge(fd, 0);
    close(fd);
}

static void remove_file(void)
{
    unlink(path);
}

static char *json_of(const ns_readout *r)
{
    ns_error e = {""};
    ck_assert_msg(ns_readout_write_json(r, path, &e), "%s", e.msg);
    return text_of(path);
}

enum { SERIES = 40 };

/* Packet k of a fixed series. */
static ns_packet member(int k)
{
    const ns_phase phase = k < 15 ? NS_PHASE_LABEL : k % 5 ? NS_PHASE_TEST : NS_PHASE_RUN;
    ns_packet p = packet(phase, k % 3, (uint32_t)(k * 7 % 3), k % 4, (uint32_t)(k % 2), k % 3);
    p.tag.count = (uint32_t)k;
    return p;
}

START_TEST(rewinding_leaves_no_trace)
{
    const ns_rng rng = ns_rng_key((uint64_t)_i, "schedule");
    ns_readout *straight = readout(), *jumpy = readout();
    char *state[SERIES + 1];
    for (int k = 0; k < SERIES; k++) {
        state[k] = json_of(straight);
        add(straight, member(k));
    }
    state[SERIES] = json_of(straight);
    ns_error e = {""};
    for (uint32_t step = 0; ns_readout_version(jumpy) < SERIES; step++) {
        const uint64_t at = ns_readout_version(jumpy);
        if (ns_rng_uniform(rng, 1, step, 0) < 0.7) {
            add(jumpy, member((int)at));
        } else {
            const uint64_t back = (uint64_t)(5 * ns_rng_uniform(rng, 1, step, 1));
            ck_assert_msg(ns_readout_rewind(jumpy, back < at ? at - back : 0, &e), "%s", e.msg);
        }
        char *now = json_of(jumpy);
        ck_assert_str_eq(now, state[ns_readout_version(jumpy)]);
        free(now);
    }
    ck_assert(!ns_readout_rewind(jumpy, SERIES + 1, &e));
    for (int k = 0; k <= SERIES; k++) {
        free(state[k]);
    }
    ns_readout_free(straight);
    ns_readout_free(jumpy);
}
END_TEST

START_TEST(settled_versions_are_gone)
{
    ns_readout *r = labelled();
    ns_error e = {""};
    ns_readout_settle(r, 3);
    ck_assert(!ns_readout_rewind(r, 2, &e));
    ck_assert_ptr_nonnull(strstr(e.msg, "version 2"));
    ck_assert(ns_readout_rewind(r, 3, &e));
    for (int k = 0; k < 5000; k++) {
        add(r, packet(NS_PHASE_LABEL, 0, 0, 2, 0, 0));
    }
    ck_assert(!ns_readout_rewind(r, 3, &e)); /* the log is bounded */
    ck_assert(ns_readout_rewind(r, 5003 - 4096, &e));
    ns_readout_free(r);
}
END_TEST

START_TEST(json_says_it_all)
{
    ns_readout *r = labelled();
    add(r, packet(NS_PHASE_TEST, 0, 0, 2, 0, 0));
    add(r, packet(NS_PHASE_TEST, 2, 1, 1, 0, 0));
    add(r, packet(NS_PHASE_TEST, 2, 0, 0, 0, 0));
    ns_error e = {""};
    ck_assert_msg(ns_readout_write_json(r, path, &e), "%s", e.msg);
    json_t *o = json_load_file(path, 0, NULL);
    ck_assert_ptr_nonnull(o);
    const double third = 1 / 3.0;
    ck_assert_double_eq_tol(json_number_value(json_object_get(o, "accuracy")), third, 1e-8);
    ck_assert_double_eq_tol(json_number_value(json_object_get(o, "accuracy_se")),
                            sqrt(third * (1 - third) / 3), 1e-8);
    ck_assert_int_eq(json_integer_value(json_object_get(o, "tested")), 3);
    ck_assert_int_eq(json_integer_value(json_object_get(o, "silent")), 1);
    ck_assert_int_eq(json_integer_value(json_object_get(o, "classes")), 3);
    ck_assert(json_is_false(json_object_get(o, "complete")));
    ck_assert_double_eq_tol(json_number_value(json_object_get(o, "spikes_per_packet")),
                            (2 + 4 + 3 + 1 + 2 + 1) / 7.0, 1e-8);
    char *confusion = json_dumps(json_object_get(o, "confusion"), JSON_COMPACT);
    ck_assert_str_eq(confusion, "[[1,0,0],[0,0,0],[0,1,0]]");
    char *class = json_dumps(json_object_get(o, "neuron_class"), JSON_COMPACT);
    ck_assert_str_eq(class, "[0,1,-1]");
    char *mean = json_dumps(json_object_get(o, "class_responses"), JSON_COMPACT);
    ck_assert_str_eq(mean, "[[3.0,0.0,0.0],[0.0,3.0,1.0],[0.0,0.0,0.0]]");
    free(confusion);
    free(class);
    free(mean);
    json_decref(o);
    ns_readout_free(r);
}
END_TEST

START_TEST(csv_is_the_confusion_matrix)
{
    ns_readout *r = labelled();
    add(r, packet(NS_PHASE_TEST, 0, 0, 2, 0, 0));
    add(r, packet(NS_PHASE_TEST, 2, 1, 1, 0, 0));
    add(r, packet(NS_PHASE_TEST, 2, 0, 0, 0, 0));
    ns_error e = {""};
    ck_assert_msg(ns_readout_write_csv(r, path, &e), "%s", e.msg);
    char *text = text_of(path);
    ck_assert_str_eq(text, "true,0,1,2,silent\n0,1,0,0,0\n1,0,0,0,0\n2,0,1,0,1\n");
    free(text);
    ns_readout_free(r);
}
END_TEST

START_TEST(empty_result_is_valid)
{
    ns_readout *r = readout();
    ns_error e = {""};
    ck_assert_msg(ns_readout_write_json(r, path, &e), "%s", e.msg);
    json_t *o = json_load_file(path, 0, NULL);
    ck_assert_ptr_nonnull(o);
    ck_assert_double_eq(json_number_value(json_object_get(o, "accuracy")), 0);
    json_decref(o);
    ck_assert(ns_readout_write_csv(r, path, &e));
    ns_readout_free(r);
}
END_TEST

/* The test files know a class that the label phase did not show. */
START_TEST(more_classes_later)
{
    ns_readout *r = labelled();
    ns_packet p = packet(NS_PHASE_TEST, 4, 1, 1, 0, 0);
    p.tag.n_classes = 5;
    add(r, p);
    add(r, packet(NS_PHASE_TEST, 1, 1, 1, 0, 0));
    ck_assert_double_eq(ns_readout_accuracy(r), 0.5);
    ns_error e = {""};
    ck_assert(ns_readout_write_csv(r, path, &e));
    char *text = text_of(path);
    ck_assert_str_eq(text, "true,0,1,2,3,4,silent\n0,0,0,0,0,0,0\n1,0,1,0,0,0,0\n"
                           "2,0,0,0,0,0,0\n3,0,0,0,0,0,0\n4,0,1,0,0,0,0\n");
    free(text);
    ns_readout_free(r);
}
END_TEST

static void refused(ns_readout *r, ns_packet p, const char *about)
{
    ns_error e = {""};
    const uint64_t before = ns_readout_version(r);
    ck_assert(!ns_readout_add(r, &p, &e));
    ck_assert_msg(strstr(e.msg, about) != NULL, "%s not in: %s", about, e.msg);
    ck_assert_uint_eq(ns_readout_version(r), before);
    ns_packet_free(&p);
}

START_TEST(bad_packets)
{
    ns_readout *r = readout();
    refused(r, packet(NS_PHASE_TEST, 0, 0, 1, 0, 0), "phase=label");
    refused(r, packet(NS_PHASE_LABEL, -1, 0, 1, 0, 0), "label -1");
    refused(r, packet(NS_PHASE_LABEL, 3, 0, 1, 0, 0), "label 3");
    refused(r, packet(NS_PHASE_LABEL, 0, 3, 1, 0, 0), "neuron 3");
    ns_packet huge = packet(NS_PHASE_LABEL, 0, 0, 1, 0, 0);
    huge.tag.n_classes = 70000;
    refused(r, huge, "70000");
    add(r, packet(NS_PHASE_LABEL, 0, 0, 1, 0, 0));
    ns_packet other = packet(NS_PHASE_LABEL, 0, 0, 1, 0, 0);
    other.n_addr = 4;
    refused(r, other, "4 neurons");
    ns_error e = {""};
    ck_assert(!ns_readout_write_json(r, "/nonexistent/r.json", &e));
    ck_assert_ptr_nonnull(strstr(e.msg, "/nonexistent"));
    ck_assert(!ns_readout_write_csv(r, "/nonexistent/r.csv", &e));
    ck_assert_ptr_nonnull(strstr(e.msg, "/nonexistent"));
    ns_readout_free(r);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("readout");
    TCase *c = tcase_create("all");
    tcase_add_checked_fixture(c, make_file, remove_file);
    const TTest *const tests[] = {
        votes,
        means_not_sums,
        completeness,
        settled_versions_are_gone,
        json_says_it_all,
        csv_is_the_confusion_matrix,
        empty_result_is_valid,
        more_classes_later,
        bad_packets,
    };
    for (size_t k = 0; k < sizeof tests / sizeof *tests; k++) {
        tcase_add_test(c, tests[k]);
    }
    tcase_add_loop_test(c, rewinding_leaves_no_trace, 0, 4);
    suite_add_tcase(s, c);
    return s;
}

CHECK_MAIN(suite)
