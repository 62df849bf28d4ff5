#include "network/source.h"

#include <math.h>
#include <sys/stat.h>

#include "../check_main.h"
#include "statistics.h"
#include "temp.h"

enum { N = 10, ROWS = 3, COLS = 4, PIXELS = ROWS * COLS };

static uint8_t images[16 + N * PIXELS] = {0, 0, 8, 3, 0, 0, 0, N, 0, 0, 0, ROWS, 0, 0, 0, COLS};
static uint8_t labels[8 + N] = {0, 0, 8, 1, 0, 0, 0, N};
static char images_path[512], labels_path[512];
static spike_images_params par;
static ns_error e;
static ns_packet p;

/* Image i has 100 + i in pixel i, 10 elsewhere; its label is i mod 4. */
static void setup(void)
{
    for (int i = 0; i < N; i++) {
        memset(&images[16 + i * PIXELS], 10, PIXELS);
        images[16 + i * PIXELS + i] = (uint8_t)(100 + i);
        labels[8 + i] = (uint8_t)(i % 4);
    }
    snprintf(images_path, sizeof images_path, "%s", temp_write("im", images, sizeof images));
    snprintf(labels_path, sizeof labels_path, "%s", temp_write("la", labels, sizeof labels));
    spike_images_params_default(&par);
    par.images = images_path;
    par.labels = labels_path;
    ns_packet_init(&p);
}

static void teardown(void)
{
    ns_packet_free(&p);
    temp_remove();
}

static ns_source *source(const char *instance)
{
    ns_source *s = ns_source_new(&par, instance, &e);
    ck_assert_msg(s != NULL, "%s", e.msg);
    return s;
}

static void show(const ns_source *s, uint64_t k)
{
    ck_assert_msg(ns_source_packet(s, k, &p, &e), "%s", e.msg);
}

START_TEST(schedule)
{
    par.repeat = 3;
    par.window = 0.2;
    par.rest = 0.05;
    par.delay = 1.5;
    ns_source *s = source("a");
    ck_assert_uint_eq(ns_source_total(s), 30);
    ck_assert_double_eq(ns_source_time(s, 0), 1.5);
    ck_assert_double_eq_tol(ns_source_time(s, 29), 1.5 + 29 * 0.25, 1e-12);
    show(s, 29);
    ck_assert(p.t0 == ns_source_time(s, 29) && p.width == 0.2 && p.n_addr == PIXELS);
    ns_source_free(s);
    ns_source_free(NULL);
}
END_TEST

START_TEST(file_order_and_tags)
{
    par.first = 3;
    par.count = 5;
    par.repeat = 2;
    par.phase = "label";
    ns_source *s = source("a");
    ck_assert_uint_eq(ns_source_total(s), 10);
    for (uint64_t k = 0; k < 10; k++) {
        const uint32_t item = 3 + (uint32_t)k % 5;
        ck_assert_uint_eq(ns_source_item(s, k), item);
        show(s, k);
        ck_assert_uint_eq(p.seq, k + 1);
        ck_assert_int_eq(p.tag.label, (int)item % 4);
        ck_assert(p.tag.n_classes == 4 && p.tag.index == k && p.tag.count == 10 &&
                  p.tag.phase == NS_PHASE_LABEL);
    }
    ns_source_free(s);
}
END_TEST

START_TEST(packets_hold_the_images_spikes)
{
    ns_packet want;
    ns_packet_init(&want);
    par.rate_max = 500;
    par.seed = 42;
    ns_source *s = source("apix");
    for (uint64_t k = 0; k < N; k++) {
        show(s, k);
        ck_assert(ns_encode(&want, &images[16 + k * PIXELS], PIXELS, NS_CODING_RATE, 500, 0.35,
                            ns_rng_key(42, "apix"), k, &e));
        ck_assert(p.n == want.n && p.n > 0);
        ck_assert_int_eq(memcmp(p.t, want.t, p.n * sizeof *p.t), 0);
        ck_assert_int_eq(memcmp(p.addr, want.addr, p.n * sizeof *p.addr), 0);
    }
    ns_source_free(s);
    par.coding = "latency";
    s = source("apix");
    show(s, 7);
    ck_assert(p.n == PIXELS && p.addr[0] == 7);
    ns_source_free(s);
    ns_packet_free(&want);
}
END_TEST

START_TEST(a_packet_depends_on_its_number_alone)
{
    ns_packet first;
    ns_packet_init(&first);
    par.repeat = 2;
    par.order = "shuffled";
    ns_source *s = source("a"), *again = source("a"), *other = source("b");
    show(s, 3);
    ck_assert(ns_packet_copy(&first, &p));
    show(s, 19);
    show(s, 0);
    show(again, 3);
    ck_assert(p.n == first.n && p.seq == first.seq && p.t0 == first.t0);
    ck_assert_int_eq(memcmp(p.t, first.t, p.n * sizeof *p.t), 0);
    show(other, 3); /* another instance draws other spikes */
    ck_assert(p.t[0] != first.t[0]);
    ns_source_free(s);
    ns_source_free(again);
    ns_source_free(other);
    ns_packet_free(&first);
}
END_TEST

START_TEST(the_same_image_again_has_new_spikes)
{
    par.count = 1;
    par.repeat = 2;
    ns_source *s = source("a");
    show(s, 0);
    const double t = p.t[0];
    show(s, 1);
    ck_assert(p.t[0] != t);
    ns_source_free(s);
}
END_TEST

/* Every pass shows every item once, whatever their number. */
START_TEST(a_shuffled_pass_is_a_permutation)
{
    par.order = "shuffled";
    par.repeat = 3;
    for (int count = 1; count <= N; count++) {
        par.first = N - count;
        par.count = count;
        ns_source *s = source("a");
        for (uint64_t pass = 0; pass < 3; pass++) {
            unsigned seen = 0;
            for (uint64_t i = 0; i < (uint64_t)count; i++) {
                const uint32_t item = ns_source_item(s, pass * (uint64_t)count + i);
                ck_assert(item >= (uint32_t)par.first && item < N);
                seen |= 1U << (item - (uint32_t)par.first);
            }
            ck_assert_uint_eq(seen, (1U << count) - 1);
        }
        ns_source_free(s);
    }
}
END_TEST

/* Over many passes every item comes at every place, and next to every other, equally often. */
START_TEST(shuffling_is_fair)
{
    enum { PASSES = 20000 };
    static double places[N * N], pairs[N * N], even[N * N];
    par.order = "shuffled";
    par.repeat = PASSES;
    ns_source *s = source("a");
    int n_pairs = 0;
    for (uint64_t pass = 0; pass < PASSES; pass++) {
        uint32_t last = N;
        for (uint64_t i = 0; i < N; i++) {
            const uint32_t item = ns_source_item(s, pass * N + i);
            places[i * N + item]++;
            if (last < N) {
                pairs[last * N + item]++;
            }
            last = item;
        }
    }
    for (int i = 0; i < N * N; i++) {
        even[i] = PASSES / (double)N;
        if (i / N != i % N) {
            pairs[n_pairs++] = pairs[i];
        }
    }
    ck_assert_double_lt(chi_square(places, even, N * N), chi_square_limit((N - 1) * (N - 1)));
    for (int i = 0; i < n_pairs; i++) {
        even[i] = PASSES * (N - 1) / (double)n_pairs;
    }
    ck_assert_double_lt(chi_square(pairs, even, n_pairs), chi_square_limit(n_pairs - 1));
    ns_source_free(s);
}
END_TEST

static void refuse(const char *why)
{
    ck_assert_ptr_null(ns_source_new(&par, "a", &e));
    ck_assert_says(e, why);
}

START_TEST(more_than_the_file_has)
{
    par.first = 10;
    refuse("first = 10, but images = ");
    ck_assert_says(e, "has 10 images, counted from 0: use at most 9");
    par.first = 4;
    par.count = 7;
    refuse("count = 7 from first = 4 on");
    ck_assert_says(e, "has 10 images: use at most 6, or 0");
    par.count = 0;
    par.repeat = 2000000000;
    refuse("repeat = 2000000000 of 6 images");
    par.first = -1;
    refuse("first");
}
END_TEST

START_TEST(unknown_words)
{
    par.order = "random";
    refuse("order = random is unknown, use file or shuffled");
    par.order = "file";
    par.coding = "ttfs";
    refuse("coding = ttfs is unknown, use rate or latency");
    par.coding = "rate";
    par.phase = "learn";
    refuse("phase = learn is unknown, use train, label, test or run");
}
END_TEST

START_TEST(numbers_that_are_none)
{
    static const double bad[] = {NAN, INFINITY, -INFINITY, -1};
    double *const field[] = {&par.rate_max, &par.window, &par.rest, &par.delay};
    static const char *const name[] = {"rate_max", "window", "rest", "delay"};
    *field[_i / 4] = bad[_i % 4];
    refuse(name[_i / 4]);
}
END_TEST

START_TEST(files_are_named)
{
    par.labels = "no-such-labels";
    refuse("labels = no-such-labels: no such file");
    ck_assert_says(e, "fashion-mnist/no-such-labels");
    par.labels = NULL;
    refuse("labels is missing");
    par.images = NULL;
    refuse("images is missing");
}
END_TEST

START_TEST(files_are_found_by_the_environment)
{
    par.images = "im";
    par.labels = "la";
    unsetenv("NGSPIKE_DATA");
    refuse("images = im: no such file");
    setenv("NGSPIKE_DATA", temp_dir(), 1);
    ns_source_free(source("a"));
    unsetenv("NGSPIKE_DATA");
}
END_TEST

/* MNIST's training file, where it is at hand: a test that the sources' figures are those expected
 * of it (spikes per image, fair classes after shuffling). */
START_TEST(mnist)
{
    const char *shared = getenv("NGSPIKE_SHARED");
    char dir[512];
    struct stat st;
    snprintf(dir, sizeof dir, "%s/mnist", shared ? shared : "../shared");
    if (stat(dir, &st) != 0) {
        return;
    }
    setenv("NGSPIKE_DATA", dir, 1);
    par.images = "train-images-idx3-ubyte";
    par.labels = "train-labels-idx1-ubyte";
    par.order = "shuffled";
    ns_source *s = source("a");
    unsetenv("NGSPIKE_DATA");
    ck_assert_uint_eq(ns_source_total(s), 60000);
    double spikes = 0;
    int classes[10] = {0};
    for (uint64_t k = 0; k < 2000; k++) {
        show(s, k);
        spikes += p.n;
        classes[p.tag.label]++;
    }
    ck_assert_double_eq_tol(spikes / 2000, 2287, 60);
    for (int i = 0; i < 10; i++) {
        ck_assert(classes[i] > 140 && classes[i] < 270);
    }
    ns_source_free(s);
}
END_TEST

static Suite *source_suite(void)
{
    Suite *s = suite_create("source");
    TCase *t = tcase_create("source");
    tcase_add_checked_fixture(t, setup, teardown);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, schedule);
    tcase_add_test(t, file_order_and_tags);
    tcase_add_test(t, packets_hold_the_images_spikes);
    tcase_add_test(t, a_packet_depends_on_its_number_alone);
    tcase_add_test(t, the_same_image_again_has_new_spikes);
    tcase_add_test(t, a_shuffled_pass_is_a_permutation);
    tcase_add_test(t, shuffling_is_fair);
    tcase_add_test(t, more_than_the_file_has);
    tcase_add_test(t, unknown_words);
    tcase_add_loop_test(t, numbers_that_are_none, 0, 16);
    tcase_add_test(t, files_are_named);
    tcase_add_test(t, files_are_found_by_the_environment);
    tcase_add_test(t, mnist);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(source_suite)
