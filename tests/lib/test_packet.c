#include "network/packet.h"

#include <math.h>

#include "../check_main.h"
#include "random/philox.h"

/* A packet of n spikes at t[i], address[i]. */
static ns_packet packet(uint64_t seq, double t0, int n, const double *t, const uint32_t *addr)
{
    ns_packet p;
    ns_packet_init(&p);
    p.seq = seq;
    p.t0 = t0;
    p.width = 1;
    p.n_addr = 100;
    for (int i = 0; i < n; i++) {
        ck_assert(ns_packet_push(&p, t[i], addr[i]));
    }
    return p;
}

START_TEST(starts_empty_and_clears)
{
    ns_packet p;
    ns_packet_init(&p);
    ck_assert(p.seq == 0 && p.n == 0 && p.cap == 0 && p.tag.label == -1);
    ck_assert(ns_packet_push(&p, 0.5, 3));
    p.seq = 7;
    const uint32_t cap = p.cap;
    ns_packet_clear(&p);
    ck_assert(p.seq == 0 && p.n == 0 && p.tag.label == -1 && p.tag.phase == NS_PHASE_RUN);
    ck_assert(p.cap == cap && p.t && p.addr);
    ns_packet_free(&p);
    ck_assert(!p.t && !p.addr && p.cap == 0);
    ns_packet_free(&p); /* harmless */
}
END_TEST

START_TEST(grows_and_keeps_its_spikes)
{
    ns_packet p;
    ns_packet_init(&p);
    for (uint32_t i = 0; i < 10000; i++) {
        ck_assert(ns_packet_push(&p, i * 1e-6, i % 784));
    }
    ck_assert_uint_eq(p.n, 10000);
    for (uint32_t i = 0; i < p.n; i++) {
        ck_assert(p.t[i] == i * 1e-6 && p.addr[i] == i % 784);
    }
    ck_assert(ns_packet_reserve(&p, 5) && p.n == 10000);
    ns_packet_free(&p);
}
END_TEST

START_TEST(refuses_a_step_back_in_time)
{
    ns_packet p;
    ns_packet_init(&p);
    ck_assert(!ns_packet_push(&p, NAN, 0));
    ck_assert(ns_packet_push(&p, 0.2, 1));
    ck_assert(ns_packet_push(&p, 0.2, 2));
    ck_assert(!ns_packet_push(&p, 0.1, 3));
    ck_assert(!ns_packet_push(&p, NAN, 3));
    ck_assert_uint_eq(p.n, 2);
    ns_packet_free(&p);
}
END_TEST

START_TEST(copies_deeply)
{
    ns_packet a = packet(3, 2.5, 3, (double[]){0.1, 0.2, 0.3}, (uint32_t[]){5, 6, 7}), b;
    a.tag = (ns_tag){4, 10, 8, 9, NS_PHASE_TEST};
    ns_packet_init(&b);
    ck_assert(ns_packet_copy(&b, &a));
    a.t[0] = 9;
    a.addr[0] = 9;
    ck_assert(b.n == 3 && b.t[0] == 0.1 && b.addr[0] == 5 && b.t[2] == 0.3 && b.addr[2] == 7);
    ck_assert(b.seq == 3 && b.t0 == 2.5 && b.width == 1 && b.n_addr == 100);
    ck_assert(b.tag.label == 4 && b.tag.n_classes == 10 && b.tag.index == 8 && b.tag.count == 9 &&
              b.tag.phase == NS_PHASE_TEST);
    ck_assert(ns_packet_copy(&b, &b) && b.n == 3);
    ns_packet_clear(&a);
    ck_assert(ns_packet_copy(&b, &a) && b.n == 0 && b.seq == 0 && b.cap >= 3);
    ns_packet_free(&a);
    ns_packet_free(&b);
}
END_TEST

START_TEST(one_driver_is_passed_on)
{
    ns_packet a = packet(3, 1, 2, (double[]){0.1, 0.2}, (uint32_t[]){5, 6}), r;
    ns_packet_init(&r);
    ck_assert(ns_packet_resolve(&r, (const ns_packet *const[]){&a}, 1));
    ck_assert(r.seq == 3 && r.n == 2 && r.addr[1] == 6);
    ns_packet_free(&a);
    ns_packet_free(&r);
}
END_TEST

START_TEST(the_latest_window_counts)
{
    ns_packet a = packet(1, 5, 1, (double[]){0.1}, (uint32_t[]){1}),
              b = packet(4, 6, 1, (double[]){0.2}, (uint32_t[]){2}),
              idle = packet(0, 9, 1, (double[]){0.3}, (uint32_t[]){3}), r;
    b.tag.label = 7;
    ns_packet_init(&r);
    ck_assert(ns_packet_resolve(&r, (const ns_packet *const[]){&a, &b, &idle}, 3));
    ck_assert(r.t0 == 6 && r.n == 1 && r.addr[0] == 2 && r.tag.label == 7);
    const uint64_t before = r.seq;
    a.seq++; /* the other driver sends: what the node carries must differ */
    a.t0 = 8;
    ck_assert(ns_packet_resolve(&r, (const ns_packet *const[]){&a, &b, &idle}, 3));
    ck_assert(r.t0 == 8 && r.n == 1 && r.addr[0] == 1 && r.tag.label == -1);
    ck_assert_uint_gt(r.seq, before);
    ns_packet_free(&a);
    ns_packet_free(&b);
    ns_packet_free(&idle);
    ns_packet_free(&r);
}
END_TEST

static bool current(ns_packet a, ns_packet b, int *which, int *sharing, ns_error *e)
{
    return ns_packet_current((const ns_packet *const[]){&a, &b}, 2, which, sharing, e);
}

START_TEST(drivers_take_turns_or_go_together)
{
    ns_error e = {""};
    int which, sharing;
    ns_packet a = packet(1, 5, 0, NULL, NULL), b = packet(4, 6, 0, NULL, NULL), none = {0};
    ck_assert(current(a, b, &which, &sharing, &e) && which == 1 && sharing == 1);
    ck_assert(current(b, a, &which, &sharing, &e) && which == 0 && sharing == 1);
    ck_assert(current(none, a, &which, &sharing, &e) && which == 1 && sharing == 1);
    ck_assert(current(none, none, &which, &sharing, &e) && which == 2 && sharing == 0);
    ck_assert(current(a, a, &which, &sharing, &e) && which == 0 && sharing == 2);
    a.width = 1.5;
    ck_assert(!current(a, b, &which, &sharing, &e) && !current(b, a, &which, &sharing, &e));
    ck_assert_msg(strstr(e.msg, "6.5") && strstr(e.msg, "delay"), "%s", e.msg);
    b.t0 = a.t0;
    a.tag.label = 3;
    ck_assert(current(a, b, &which, &sharing, &e) && sharing == 2);
    b.tag.label = 4;
    ck_assert(!current(a, b, &which, &sharing, &e) && strstr(e.msg, "label 4"));
    b.tag.label = 3;
    b.tag.phase = NS_PHASE_TEST;
    ck_assert(!current(a, b, &which, &sharing, &e));
}
END_TEST

START_TEST(nothing_sent_is_nothing)
{
    ns_packet a = packet(0, 0, 0, NULL, NULL), r;
    ns_packet_init(&r);
    ck_assert(ns_packet_push(&r, 1, 1));
    ck_assert(ns_packet_resolve(&r, (const ns_packet *const[]){&a, &a}, 2));
    ck_assert(r.seq == 0 && r.n == 0);
    ck_assert(ns_packet_resolve(&r, NULL, 0) && r.n == 0);
    ns_packet_free(&r);
}
END_TEST

START_TEST(one_window_is_merged)
{
    ns_packet a = packet(1, 5, 3, (double[]){0.1, 0.3, 0.5}, (uint32_t[]){9, 4, 1}),
              b = packet(1, 5, 3, (double[]){0.1, 0.3, 0.4}, (uint32_t[]){2, 6, 3}), r;
    const double t[] = {0.1, 0.1, 0.3, 0.3, 0.4, 0.5};
    const uint32_t addr[] = {2, 9, 4, 6, 3, 1};
    b.width = 2;
    b.n_addr = 200;
    b.tag.label = 3;
    ns_packet_init(&r);
    ck_assert(ns_packet_resolve(&r, (const ns_packet *const[]){&a, &b}, 2));
    ck_assert(r.n == 6 && r.width == 2 && r.n_addr == 200 && r.tag.label == 3);
    for (int i = 0; i < 6; i++) {
        ck_assert(r.t[i] == t[i] && r.addr[i] == addr[i]);
    }
    ns_packet_free(&a);
    ns_packet_free(&b);
    ns_packet_free(&r);
}
END_TEST

/* Random packets: the merge is in order and has every spike of every packet. */
START_TEST(merge_of_many_is_complete_and_sorted)
{
    enum { K = 5, N = 200 };
    const ns_rng rng = ns_rng_key(1, "merge");
    ns_packet p[K], r;
    const ns_packet *from[K];
    double times = 0;
    uint64_t addresses = 0;
    for (uint32_t k = 0; k < K; k++) {
        p[k] = packet(1, 0, 0, NULL, NULL);
        from[k] = &p[k];
        double t = 0;
        for (uint32_t i = 0; i < N * k; i++) {
            t += floor(3 * ns_rng_uniform(rng, k, i, 0)); /* many ties */
            const uint32_t a = (uint32_t)(100 * ns_rng_uniform(rng, k, i, 1));
            ck_assert(ns_packet_push(&p[k], t, a));
            times += t;
            addresses += a;
        }
    }
    ns_packet_init(&r);
    ck_assert(ns_packet_resolve(&r, from, K));
    ck_assert_uint_eq(r.n, N * K * (K - 1) / 2);
    for (uint32_t i = 0; i < r.n; i++) {
        ck_assert(i == 0 || r.t[i] >= r.t[i - 1]);
        times -= r.t[i];
        addresses -= r.addr[i];
    }
    ck_assert(fabs(times) < 0.5 && addresses == 0);
    for (int k = 0; k < K; k++) {
        ns_packet_free(&p[k]);
    }
    ns_packet_free(&r);
}
END_TEST

START_TEST(phases_have_names)
{
    ns_phase phase;
    ck_assert_str_eq(ns_phase_name(NS_PHASE_LABEL), "label");
    for (int i = 0; i <= NS_PHASE_TEST; i++) {
        ck_assert(ns_phase_parse(ns_phase_name((ns_phase)i), &phase) && phase == (ns_phase)i);
    }
    ck_assert(!ns_phase_parse("training", &phase));
    ck_assert(!ns_phase_parse("", &phase));
}
END_TEST

static Suite *packet_suite(void)
{
    Suite *s = suite_create("packet");
    TCase *t = tcase_create("packet");
    tcase_add_test(t, starts_empty_and_clears);
    tcase_add_test(t, grows_and_keeps_its_spikes);
    tcase_add_test(t, refuses_a_step_back_in_time);
    tcase_add_test(t, copies_deeply);
    tcase_add_test(t, one_driver_is_passed_on);
    tcase_add_test(t, the_latest_window_counts);
    tcase_add_test(t, drivers_take_turns_or_go_together);
    tcase_add_test(t, nothing_sent_is_nothing);
    tcase_add_test(t, one_window_is_merged);
    tcase_add_test(t, merge_of_many_is_complete_and_sorted);
    tcase_add_test(t, phases_have_names);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(packet_suite)
