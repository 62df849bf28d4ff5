#include "network/encode.h"

#include <math.h>

#include "../check_main.h"
#include "statistics.h"

enum { W = 28, PIXELS = W * W };

static ns_packet p;
static ns_error e;

static void setup(void)
{
    ns_packet_init(&p);
}

static void teardown(void)
{
    ns_packet_free(&p);
}

/* A picture with black, dim and bright pixels. */
static void draw_image(uint8_t *pixels)
{
    for (int i = 0; i < PIXELS; i++) {
        pixels[i] = (uint8_t)(i % 3 ? i % 256 : 0);
    }
}

static void rate(const uint8_t *pixels, uint32_t n, double rate_max, double window, uint64_t k)
{
    const bool ok =
        ns_encode(&p, pixels, n, NS_CODING_RATE, rate_max, window, ns_rng_key(1, "asource"), k, &e);
    ck_assert_msg(ok, "%s", e.msg);
}

START_TEST(times_ascend_within_the_window)
{
    uint8_t image[PIXELS];
    draw_image(image);
    p.t0 = 5;
    p.seq = 6;
    p.tag.label = 7;
    for (uint64_t k = 0; k < 100; k++) {
        rate(image, PIXELS, 63.75, 0.35, k);
        ck_assert(p.n > 0 && p.width == 0.35 && p.n_addr == PIXELS);
        for (uint32_t i = 0; i < p.n; i++) {
            const bool in_order = p.t[i] > (i ? p.t[i - 1] : 0) && p.t[i] < 0.35;
            if (!in_order || p.addr[i] >= PIXELS || image[p.addr[i]] == 0) {
                ck_abort_msg("spike %u: t %.17g, address %u", i, p.t[i], p.addr[i]);
            }
        }
    }
    ck_assert(p.t0 == 5 && p.seq == 6 && p.tag.label == 7);
}
END_TEST

START_TEST(a_presentation_is_reproducible)
{
    uint8_t image[PIXELS];
    ns_packet first;
    draw_image(image);
    rate(image, PIXELS, 63.75, 0.35, 11);
    ns_packet_init(&first);
    ck_assert(ns_packet_copy(&first, &p));
    rate(image, PIXELS, 63.75, 0.35, 12);
    ck_assert(p.t[0] != first.t[0] && p.t[1] != first.t[1]);
    rate(image, PIXELS, 63.75, 0.35, 11);
    ck_assert(p.n == first.n && memcmp(p.t, first.t, p.n * sizeof *p.t) == 0 &&
              memcmp(p.addr, first.addr, p.n * sizeof *p.addr) == 0);
    ck_assert(ns_encode(&p, image, PIXELS, NS_CODING_RATE, 63.75, 0.35, ns_rng_key(2, "asource"),
                        11, &e));
    ck_assert(p.t[0] != first.t[0]);
    ns_packet_free(&first);
}
END_TEST

/* Whatever the compiler, its flags and the processor: the same bits. The number is what the first
 * build gave; it must never change, or published seeds lose their meaning. */
START_TEST(bits_do_not_depend_on_the_machine)
{
    uint8_t image[PIXELS];
    uint64_t hash = UINT64_C(0xCBF29CE484222325);
    draw_image(image);
    for (uint64_t k = 0; k < 20; k++) {
        rate(image, PIXELS, 63.75, 0.35, k);
        for (uint32_t i = 0; i < p.n; i++) {
            uint64_t bits;
            memcpy(&bits, &p.t[i], sizeof bits);
            hash = (hash ^ bits ^ p.addr[i]) * UINT64_C(0x100000001B3);
        }
    }
    ck_assert_uint_eq(hash, UINT64_C(17176781271113773643));
}
END_TEST

START_TEST(counts_are_poisson)
{
    enum { SHOWN = 20000, BINS = 45 };
    const uint8_t image[] = {51, 0, 102, 255}; /* mean: 100 / s x 0.1 s x (0.2 + 0.4 + 1) = 16 */
    const double mean = 16;
    double seen[BINS] = {0}, expected[BINS], sum = 0, squares = 0;
    for (uint64_t k = 0; k < SHOWN; k++) {
        rate(image, 4, 100, 0.1, k);
        const double n = p.n;
        sum += n;
        squares += (n - mean) * (n - mean);
        seen[p.n < BINS - 1 ? p.n : BINS - 1]++;
    }
    double pmf = exp(-mean), rest = SHOWN;
    for (int i = 0; i < BINS; i++) {
        expected[i] = i < BINS - 1 ? SHOWN * pmf : rest;
        rest -= expected[i];
        pmf *= mean / (i + 1);
    }
    ck_assert_double_eq_tol(sum / SHOWN, mean, 3.3 * sqrt(mean / SHOWN));
    ck_assert_double_eq_tol(squares / SHOWN, mean, 3.3 * mean * sqrt(2.0 / SHOWN) * 1.05);
    /* Bins that expect fewer than 5 go to a common one at each end. */
    int lo = 0, hi = BINS - 1;
    for (; expected[lo] < 5; lo++) {
        expected[lo + 1] += expected[lo];
        seen[lo + 1] += seen[lo];
    }
    for (; expected[hi] < 5; hi--) {
        expected[hi - 1] += expected[hi];
        seen[hi - 1] += seen[hi];
    }
    ck_assert_double_lt(chi_square(seen + lo, expected + lo, hi - lo + 1),
                        chi_square_limit(hi - lo));
}
END_TEST

START_TEST(times_are_uniform_over_the_window)
{
    enum { MAX = 200000 };
    static double u[MAX];
    const uint8_t image[] = {200, 100};
    int n = 0;
    for (uint64_t k = 0; n < MAX; k++) {
        rate(image, 2, 500, 0.1, k);
        for (uint32_t i = 0; i < p.n && n < MAX; i++) {
            u[n++] = p.t[i] / 0.1;
        }
    }
    ck_assert_double_lt(kolmogorov(u, n), 1.95);
}
END_TEST

START_TEST(gaps_are_exponential)
{
    enum { MAX = 200000 };
    static double u[MAX];
    const uint8_t image[] = {255};
    rate(image, 1, 1000, 1.1 * MAX / 1000, 3);
    ck_assert_uint_gt(p.n, MAX);
    double last = 0;
    for (int i = 0; i < MAX; i++) {
        u[i] = -expm1(-1000 * (p.t[i] - last));
        last = p.t[i];
    }
    ck_assert_double_lt(kolmogorov(u, MAX), 1.95);
}
END_TEST

/* Every pixel at its own rate: images that stress the table that pixels are drawn from. */
static void fill(uint8_t *pixels, uint32_t n, int kind)
{
    const ns_rng r = ns_rng_key(5, "fill");
    for (uint32_t i = 0; i < n; i++) {
        const double u = ns_rng_uniform(r, (uint32_t)kind, i, 0);
        switch (kind) {
        case 0: /* all alike: every cell of the table is just full */
            pixels[i] = 77;
            break;
        case 1: /* one bright among dim ones */
            pixels[i] = i == n / 2 ? 255 : 3;
            break;
        case 2: /* one dim among bright ones */
            pixels[i] = i == 0 ? 3 : 255;
            break;
        case 3: /* any */
            pixels[i] = (uint8_t)(256 * u);
            break;
        default: /* mostly black, like writing */
            pixels[i] = u < 0.8 ? 0 : (uint8_t)(1280 * (u - 0.8));
        }
    }
}

static void check_rates(int kind, uint32_t n)
{
    uint8_t pixels[100];
    double seen[100] = {0}, expected[100], sum = 0, spikes = 0;
    fill(pixels, n, kind);
    for (uint32_t i = 0; i < n; i++) {
        sum += pixels[i];
    }
    const double window = 100.0 * n * 255 / sum / 10, shown = 100;
    for (uint64_t k = 0; k < (uint64_t)shown; k++) {
        rate(pixels, n, 10, window, k);
        spikes += p.n;
        for (uint32_t i = 0; i < p.n; i++) {
            seen[p.addr[i]]++;
        }
    }
    int bins = 0;
    for (uint32_t i = 0; i < n; i++) {
        if (pixels[i]) {
            seen[bins] = seen[i];
            expected[bins++] = shown * window * 10 * pixels[i] / 255;
        } else {
            ck_assert(seen[i] == 0);
        }
    }
    ck_assert_double_eq_tol(spikes, shown * 100 * n, 3.5 * sqrt(shown * 100 * n));
    /* Poisson counts with known means: as many degrees of freedom as bins. */
    ck_assert_msg(chi_square(seen, expected, bins) < chi_square_limit(bins),
                  "kind %d, %u pixels: chi-square %g", kind, n, chi_square(seen, expected, bins));
}

START_TEST(pixels_fire_at_their_rates)
{
    static const uint32_t sizes[] = {1, 2, 3, 7, 64, 100};
    for (int i = 0; i < 6; i++) {
        if (_i != 4 || sizes[i] > 3) { /* so small an image may be all black */
            check_rates(_i, sizes[i]);
        }
    }
}
END_TEST

/* Spikes of two pixels in one window, and of one pixel in two halves of it, are uncorrelated. */
START_TEST(pixels_and_times_are_independent)
{
    enum { SHOWN = 20000 };
    const uint8_t image[] = {255, 255};
    const double mean = 10;
    double between = 0, halves = 0;
    for (uint64_t k = 0; k < SHOWN; k++) {
        double n[2] = {0}, h[2] = {0};
        rate(image, 2, 100, 0.1, k);
        for (uint32_t i = 0; i < p.n; i++) {
            n[p.addr[i]]++;
            h[p.t[i] > 0.05]++;
        }
        between += (n[0] - mean) * (n[1] - mean) / mean;
        halves += (h[0] - mean) * (h[1] - mean) / mean;
    }
    ck_assert_double_eq_tol(between / SHOWN, 0, 3.3 / sqrt(SHOWN));
    ck_assert_double_eq_tol(halves / SHOWN, 0, 3.3 / sqrt(SHOWN));
}
END_TEST

START_TEST(black_is_silent)
{
    const uint8_t image[PIXELS] = {0};
    rate(image, PIXELS, 1e6, 1, 0);
    ck_assert_uint_eq(p.n, 0);
    ck_assert(ns_encode(&p, image, PIXELS, NS_CODING_LATENCY, 1, 1, ns_rng_key(1, ""), 0, &e));
    ck_assert_uint_eq(p.n, 0);
}
END_TEST

START_TEST(a_large_image_is_no_problem)
{
    enum { N = 1000000 };
    uint8_t *image = malloc(N);
    ck_assert_ptr_nonnull(image);
    memset(image, 1, N);
    rate(image, N, 25.5, 1, 0);
    ck_assert_double_eq_tol(p.n, 1e5, 3.5 * sqrt(1e5));
    ck_assert_uint_gt(p.addr[0] ^ p.addr[1], 0);
    free(image);
}
END_TEST

START_TEST(too_many_spikes_are_refused)
{
    const uint8_t image[] = {255};
    const ns_rng r = ns_rng_key(1, "");
    ck_assert(!ns_encode(&p, image, 1, NS_CODING_RATE, 1e6, 1e3, r, 0, &e));
    ck_assert(strstr(e.msg, "rate_max = 1e+06") && strstr(e.msg, "window = 1000"));
    ck_assert(!ns_encode(&p, image, 1, NS_CODING_RATE, NAN, 1, r, 0, &e));
    ck_assert(!ns_encode(&p, image, 1, NS_CODING_RATE, 1, INFINITY, r, 0, &e));
}
END_TEST

START_TEST(latency_is_brightness)
{
    const uint8_t image[] = {0, 255, 51, 255, 0, 254, 51, 1};
    static const uint32_t addr[] = {1, 3, 5, 2, 6, 7};
    ck_assert(ns_encode(&p, image, 8, NS_CODING_LATENCY, 1, 0.51, ns_rng_key(1, ""), 0, &e));
    ck_assert(p.n == 6 && p.width == 0.51 && p.n_addr == 8);
    for (uint32_t i = 0; i < p.n; i++) {
        ck_assert_uint_eq(p.addr[i], addr[i]);
        ck_assert_double_eq_tol(p.t[i], 0.51 * (1 - image[addr[i]] / 255.0), 1e-15);
        ck_assert(p.t[i] < p.width);
    }
}
END_TEST

static Suite *encode_suite(void)
{
    Suite *s = suite_create("encode");
    TCase *t = tcase_create("encode");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, times_ascend_within_the_window);
    tcase_add_test(t, a_presentation_is_reproducible);
    tcase_add_test(t, bits_do_not_depend_on_the_machine);
    tcase_add_test(t, counts_are_poisson);
    tcase_add_test(t, times_are_uniform_over_the_window);
    tcase_add_test(t, gaps_are_exponential);
    tcase_add_loop_test(t, pixels_fire_at_their_rates, 0, 5);
    tcase_add_test(t, pixels_and_times_are_independent);
    tcase_add_test(t, black_is_silent);
    tcase_add_test(t, a_large_image_is_no_problem);
    tcase_add_test(t, too_many_spikes_are_refused);
    tcase_add_test(t, latency_is_brightness);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(encode_suite)
