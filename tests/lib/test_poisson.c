/* Poisson spikes as a source of packets: counts, intervals, addresses, windows, errors. */
#include "network/poisson.h"

#include <math.h>

#include "../check_main.h"
#include "data/npy.h"
#include "statistics.h"
#include "temp.h"

static spike_poisson_params par;
static ns_error e;
static ns_packet p;

static void setup(void)
{
    spike_poisson_params_default(&par);
    ns_packet_init(&p);
}

static void teardown(void)
{
    ns_packet_free(&p);
    temp_remove();
}

static ns_poisson *source(const char *instance)
{
    ns_poisson *s = ns_poisson_new(&par, instance, &e);
    ck_assert_msg(s != NULL, "%s", e.msg);
    return s;
}

static void show(const ns_poisson *s, uint64_t k)
{
    ck_assert_msg(ns_poisson_packet(s, k, &p, &e), "%s", e.msg);
}

START_TEST(schedule)
{
    par.n = 5;
    par.window = 0.2;
    par.rest = 0.05;
    par.delay = 1.5;
    par.count = 7;
    ns_poisson *s = source("a");
    ck_assert_uint_eq(ns_poisson_total(s), 7);
    show(s, 3);
    ck_assert_double_eq(p.t0, 1.5 + 3 * 0.25);
    ck_assert_double_eq(p.width, 0.2);
    ck_assert_uint_eq(p.seq, 4);
    ck_assert_uint_eq(p.n_addr, 5);
    ck_assert_int_eq(p.tag.label, -1);
    ck_assert_uint_eq(p.tag.count, 7);
    ck_assert(!ns_poisson_packet(s, 7, &p, &e));
    ns_poisson_free(s);
    par.count = 0;
    s = source("a");
    ck_assert_uint_eq(ns_poisson_total(s), UINT64_MAX);
    ns_poisson_free(s);
}
END_TEST

/* The process goes on over the borders of windows as if they were not there: intervals of one
 * address are exponential. */
START_TEST(intervals_are_exponential)
{
    enum { MOST = 20000 };
    static double u[MOST];
    par.n = 3;
    par.rate = 50;
    par.window = 0.01; /* half a spike per address and window */
    ns_poisson *s = source("a");
    double last = -1;
    int n = 0;
    for (uint64_t k = 0; n < MOST; k++) {
        show(s, k);
        for (uint32_t i = 0; i < p.n && n < MOST; i++) {
            ck_assert(p.t[i] >= 0 && p.t[i] < p.width);
            if (p.addr[i] == 1) {
                if (last >= 0) {
                    u[n++] = exp(-50 * (p.t0 + p.t[i] - last));
                }
                last = p.t0 + p.t[i];
            }
        }
    }
    ck_assert_double_lt(kolmogorov(u, MOST), 1.95);
    ns_poisson_free(s);
}
END_TEST

START_TEST(rates_from_a_file)
{
    enum { N = 6, WINDOWS = 4000 };
    const float rate[N] = {100, 0, 3, 40, 0.5f, 7};
    double seen[N] = {0};
    ck_assert(ns_npy_write(temp_path("rates.npy"), rate, 1, N, &e));
    par.n = N;
    par.rates = temp_path("rates.npy");
    par.window = 0.05;
    ns_poisson *s = source("a");
    for (uint64_t k = 0; k < WINDOWS; k++) {
        show(s, k);
        for (uint32_t i = 0; i < p.n; i++) {
            seen[p.addr[i]]++;
        }
    }
    for (int i = 0; i < N; i++) {
        const double expected = (double)rate[i] * 0.05 * WINDOWS;
        ck_assert_msg(fabs(seen[i] - expected) <= 4 * sqrt(expected), "address %d: %g of %g", i,
                      seen[i], expected);
    }
    ns_poisson_free(s);
}
END_TEST

START_TEST(function_of_seed_name_and_number)
{
    double first[3];
    par.n = 100;
    ns_poisson *s = source("a");
    for (int k = 2; k >= 0; k--) {
        show(s, (uint64_t)k);
        ck_assert_uint_gt(p.n, 0);
        first[k] = p.t[0];
    }
    ck_assert(first[0] != first[1] && first[1] != first[2]);
    show(s, 1);
    ck_assert_double_eq(p.t[0], first[1]);
    ns_poisson_free(s);
    s = source("b");
    show(s, 1);
    ck_assert(p.t[0] != first[1]);
    ns_poisson_free(s);
    par.seed = 2;
    s = source("a");
    show(s, 1);
    ck_assert(p.t[0] != first[1]);
    ns_poisson_free(s);
}
END_TEST

START_TEST(silence)
{
    const float none[2] = {0, 0};
    par.rate = 0;
    ns_poisson *s = source("a");
    show(s, 5);
    ck_assert_uint_eq(p.n, 0);
    ns_poisson_free(s);
    ck_assert(ns_npy_write(temp_path("none.npy"), none, 1, 2, &e));
    par.n = 2;
    par.rates = temp_path("none.npy");
    s = source("a");
    show(s, 5);
    ck_assert_uint_eq(p.n, 0);
    ns_poisson_free(s);
}
END_TEST

static void refused(const char *says)
{
    ck_assert_ptr_null(ns_poisson_new(&par, "a", &e));
    ck_assert_says(e, says);
}

START_TEST(bad_input)
{
    const float bad[2] = {1, -2};
    par.phase = "learn";
    refused("phase = learn");
    par.phase = "run";
    par.rate = NAN;
    refused("rate");
    par.rate = 1e9;
    par.n = 1000000;
    refused("lower the rates or window");
    par.rate = 1;
    par.ahead = true;
    refused("delay must be at least window");
    par.ahead = false;
    par.delay = INFINITY;
    refused("delay");
    par.delay = 0;
    par.n = 2;
    par.rates = "/nowhere/rates.npy";
    refused("/nowhere/rates.npy");
    ck_assert(ns_npy_write(temp_path("bad.npy"), bad, 1, 2, &e));
    par.rates = temp_path("bad.npy");
    refused("item [0, 1]");
    par.n = 3;
    refused("(1, 3)");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("poisson");
    TCase *t = tcase_create("poisson");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_add_test(t, schedule);
    tcase_add_test(t, intervals_are_exponential);
    tcase_add_test(t, rates_from_a_file);
    tcase_add_test(t, function_of_seed_name_and_number);
    tcase_add_test(t, silence);
    tcase_add_test(t, bad_input);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
