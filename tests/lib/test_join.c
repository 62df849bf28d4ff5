/* Joining packets: offsets, delays, windows, who is waited for, taking back. */
#include "network/join.h"

#include <math.h>

#include "../check_main.h"
#include "temp.h"

static spike_join_params par;
static ns_error e;
static ns_packet in, out;

static void setup(void)
{
    spike_join_params_default(&par);
    par.window = 10;
    ns_packet_init(&in);
    ns_packet_init(&out);
}

static void teardown(void)
{
    ns_packet_free(&in);
    ns_packet_free(&out);
}

static ns_join *join(int inputs)
{
    ns_join *j = ns_join_new(&par, inputs, &e);
    ck_assert_msg(j != NULL, "%s", e.msg);
    return j;
}

static void take(ns_join *j, int input, double t0, const char *spikes)
{
    double t;
    unsigned addr;
    int used;
    ns_packet_clear(&in);
    in.t0 = t0;
    in.width = 10;
    in.n_addr = 4;
    in.tag = (ns_tag){.label = (int)t0, .phase = NS_PHASE_TEST};
    for (; sscanf(spikes, "%lf@%u%n", &t, &addr, &used) == 2; spikes += used) {
        ck_assert(ns_packet_push(&in, t, addr));
    }
    ck_assert_msg(ns_join_take(j, input, &in, &e), "%s", e.msg);
}

static void makes(ns_join *j, const char *spikes)
{
    char is[200] = "";
    ck_assert(ns_join_ready(j, 0));
    ck_assert_msg(ns_join_make(j, &out, &e), "%s", e.msg);
    for (uint32_t k = 0; k < out.n; k++) {
        const size_t len = strlen(is);
        snprintf(is + len, sizeof is - len, "%s%g@%u", k ? " " : "", out.t[k], out.addr[k]);
    }
    ck_assert_str_eq(is, spikes);
}

START_TEST(side_by_side)
{
    const int offset[] = {0, 4};
    par.offset = offset;
    par.offset_size = 2;
    ns_join *j = join(2);
    take(j, 0, 0, "1@0 5@3");
    ck_assert(!ns_join_ready(j, 0)); /* the other is late */
    take(j, 0, 10, "2@1");
    take(j, 1, 0, "0@1 5@0");
    makes(j, "0@5 1@0 5@3 5@4");
    ck_assert_uint_eq(out.n_addr, 8);
    ck_assert_uint_eq(out.seq, 1);
    ck_assert_int_eq(out.tag.label, 0);
    ck_assert(!ns_join_ready(j, 0));
    take(j, 1, 10, "");
    makes(j, "2@1");
    ck_assert_int_eq(out.tag.label, 10);
    ck_assert_int_eq(out.tag.phase, NS_PHASE_TEST);
    ck_assert_double_eq(out.t0, 10);
    ns_join_free(j);
}
END_TEST

/* An input delayed by a window need not be known before: it may depend on what is made. */
START_TEST(delays)
{
    const double delay[] = {0, 13};
    par.delay = delay;
    par.delay_size = 2;
    ns_join *j = join(2);
    take(j, 0, 0, "1@0");
    makes(j, "1@0");
    take(j, 0, 10, "1@0");
    ck_assert(!ns_join_ready(j, 0)); /* known to 13 */
    take(j, 1, 0, "2@1 9@2");
    makes(j, "1@0 5@1");
    take(j, 0, 20, "");
    take(j, 1, 10, "");
    makes(j, "2@2");
    ns_join_free(j);
}
END_TEST

START_TEST(other_windows)
{
    par.window = 4;
    par.t_start = 2;
    ns_join *j = join(1);
    take(j, 0, 2, "0@1 3.5@2 4@3 9@0");
    makes(j, "0@1 3.5@2");
    ck_assert(ns_join_ready(j, 0));
    ck_assert(!ns_join_ready(j, 1));
    makes(j, "0@3");
    ck_assert_double_eq(out.t0, 6);
    ck_assert(!ns_join_ready(j, 0));
    par.rest = 2;
    ns_join_free(j);
    j = join(1);
    take(j, 0, 2, "9@0");
    ck_assert(ns_join_ready(j, 2)); /* the silence after it is known */
    ns_join_free(j);
}
END_TEST

START_TEST(taking_back)
{
    ns_join *j = join(2), *plain = join(2);
    unsigned r = 1;
    for (int k = 0; k < 1000; k++) {
        char a[40], b[40], want[200] = "";
        r = r * 1664525u + 1013904223u;
        snprintf(a, sizeof a, "%g@%u", (r >> 28) / 2.0, r >> 26 & 3);
        snprintf(b, sizeof b, "%g@%u", (r >> 24 & 15) / 2.0, r >> 22 & 3);
        take(plain, 0, 10 * k, a);
        take(plain, 1, 10 * k, b);
        ck_assert(ns_join_make(plain, &out, &e));
        for (uint32_t i = 0; i < out.n; i++) {
            const size_t len = strlen(want);
            snprintf(want + len, sizeof want - len, "%s%g@%u", i ? " " : "", out.t[i], out.addr[i]);
        }
        const uint64_t version = ns_join_version(j);
        if (r & 0x8000) {
            take(j, 1, 10 * k, "0@3");
            take(j, 0, 10 * k, "");
            ck_assert(ns_join_make(j, &out, &e));
            ck_assert(ns_join_rewind(j, version, &e));
        }
        take(j, 0, 10 * k, a);
        take(j, 1, 10 * k, b);
        makes(j, want);
    }
    ck_assert(!ns_join_rewind(j, 1, &e)); /* too long ago */
    ck_assert_says(e, "cannot go back");
    ns_join_free(j);
    ns_join_free(plain);
}
END_TEST

START_TEST(bad_input)
{
    par.n = 4;
    const int offset[] = {1};
    par.offset = offset;
    par.offset_size = 1;
    ns_join *j = join(1);
    take(j, 0, 0, "1@2");
    ck_assert(ns_packet_push(&in, 5, 3));
    in.t0 = 10;
    ck_assert(!ns_join_take(j, 0, &in, &e));
    ck_assert_says(e, "address 3 with offset 1");
    in.t0 = 5;
    ck_assert(!ns_join_take(j, 0, &in, &e));
    ck_assert_says(e, "follow one another");
    ck_assert_uint_eq(ns_join_version(j), 1);
    ns_join_free(j);
    par.window = 0;
    ck_assert_ptr_null(ns_join_new(&par, 1, &e));
    ck_assert_says(e, "window");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("join");
    TCase *t = tcase_create("join");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, side_by_side);
    tcase_add_test(t, delays);
    tcase_add_test(t, other_windows);
    tcase_add_test(t, taking_back);
    tcase_add_test(t, bad_input);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
