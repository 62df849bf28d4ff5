#include "data/idx.h"

#include <pthread.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include "../check_main.h"
#include "temp.h"

static ns_error e;
static ns_idx x;

static void teardown(void)
{
    ns_idx_free(&x);
    temp_remove();
}

/* An IDX file of unsigned bytes in memory: header, then bytes 0, 1, 2, ... */
typedef struct {
    uint8_t b[4096];
    size_t n;
} file;

static file idx(int ndim, const uint32_t *dim, size_t bytes)
{
    file f = {{0, 0, 8, (uint8_t)ndim}, 4};
    for (int i = 0; i < ndim; i++) {
        for (int shift = 24; shift >= 0; shift -= 8) {
            f.b[f.n++] = (uint8_t)(dim[i] >> shift);
        }
    }
    for (size_t i = 0; i < bytes; i++) {
        f.b[f.n++] = (uint8_t)i;
    }
    return f;
}

static file small(void)
{
    return idx(3, (uint32_t[]){5, 2, 3}, 30);
}

static void refuse(const file *f, const char *why)
{
    const char *path = temp_write("bad", f->b, f->n);
    ck_assert(!ns_idx_read(&x, path, &e));
    ck_assert_says(e, path);
    ck_assert_says(e, why);
    ck_assert(x.data == NULL && x.ndim == 0);
}

START_TEST(reads_plain_and_gzip)
{
    const file f = small();
    for (int gz = 0; gz < 2; gz++) {
        const char *path = (gz ? temp_write_gz : temp_write)("good", f.b, f.n);
        ck_assert_msg(ns_idx_read(&x, path, &e), "%s", e.msg);
        ck_assert(x.ndim == 3 && x.dim[0] == 5 && x.dim[1] == 2 && x.dim[2] == 3);
        for (unsigned i = 0; i < 30; i++) {
            ck_assert_uint_eq(x.data[i], i);
        }
        ns_idx_free(&x);
    }
}
END_TEST

START_TEST(reads_more_than_its_first_guess)
{
    enum { N = 3 * (1 << 20) + 5 };
    uint8_t *b = calloc(1, N + 8);
    ck_assert_ptr_nonnull(b);
    const file f = idx(1, (uint32_t[]){N}, 0);
    memcpy(b, f.b, f.n);
    b[f.n + N - 1] = 99;
    ck_assert_msg(ns_idx_read(&x, temp_write_gz("big", b, N + 8), &e), "%s", e.msg);
    ck_assert(x.dim[0] == N && x.data[N - 1] == 99);
    free(b);
}
END_TEST

START_TEST(missing_file_and_folder)
{
    ck_assert(!ns_idx_read(&x, temp_path("none"), &e));
    ck_assert_says(e, "none: cannot be opened: No such file");
    ck_assert(!ns_idx_read(&x, temp_dir(), &e));
    ck_assert_says(e, "is a folder");
}
END_TEST

START_TEST(truncated_anywhere)
{
    const file whole = small();
    for (size_t n = 0; n < whole.n; n++) {
        file f = whole;
        f.n = n;
        refuse(&f, "truncated");
    }
    file f = whole;
    f.n -= 7;
    refuse(&f, "30 bytes of data wanted, 23 there");
    f.n = 10;
    refuse(&f, "should have 16 bytes, 10 are there");
}
END_TEST

START_TEST(bytes_beyond_the_end)
{
    file f = small();
    f.n++;
    refuse(&f, "bytes beyond the 30");
}
END_TEST

START_TEST(not_idx)
{
    file f = {"PNG image", 9};
    refuse(&f, "not an IDX file: it begins with 50 4e 47 20");
    f = small();
    f.b[2] = 0x0A;
    refuse(&f, "not an IDX file");
}
END_TEST

START_TEST(other_types)
{
    static const uint8_t code[] = {0x09, 0x0B, 0x0C, 0x0D, 0x0E};
    static const char *const name[] = {"signed bytes", "16-bit integers", "32-bit integers",
                                       "32-bit floats", "64-bit floats"};
    file f = small();
    f.b[2] = code[_i];
    refuse(&f, name[_i]);
    ck_assert_says(e, "only unsigned bytes");
}
END_TEST

START_TEST(dimensions)
{
    file f = small();
    f.b[3] = 0;
    refuse(&f, "has 0 dimensions");
    f.b[3] = 5;
    refuse(&f, "has 5 dimensions");
    f = idx(2, (uint32_t[]){0, 4}, 0);
    refuse(&f, "dimension 1 of 2 is 0");
    f = idx(2, (uint32_t[]){4, 0}, 0);
    refuse(&f, "dimension 2 of 2 is 0");
    f = idx(4, (uint32_t[]){0xffffffff, 0xffffffff, 0xffffffff, 0xffffffff}, 16);
    refuse(&f, "more than the limit of 2147483647 bytes");
    f = idx(2, (uint32_t[]){0x10000, 0x8000}, 16);
    refuse(&f, "more than the limit");
}
END_TEST

/* A header that announces 2 GB of which a few bytes are there costs no memory. */
START_TEST(a_lie_about_size_costs_nothing)
{
    const file f = idx(1, (uint32_t[]){2000000000}, 16);
    struct rusage before, after;
    getrusage(RUSAGE_SELF, &before);
    refuse(&f, "2000000000 bytes of data wanted, 16 there");
    getrusage(RUSAGE_SELF, &after);
    ck_assert_int_lt(after.ru_maxrss - before.ru_maxrss, 20000);
}
END_TEST

START_TEST(damaged_gzip)
{
    const file f = small();
    const char *path = temp_write_gz("good.gz", f.b, f.n);
    file z = {.n = 0};
    FILE *in = fopen(path, "rb");
    z.n = fread(z.b, 1, sizeof z.b, in);
    fclose(in);
    file bad = z;
    bad.n -= 9; /* its end is missing */
    refuse(&bad, "damaged (zlib: unexpected end of file)");
    bad = z;
    bad.b[z.n - 6] ^= 1; /* its check sum is wrong */
    refuse(&bad, "damaged (zlib: incorrect data check)");
    bad = z;
    bad.b[10] = 0xff; /* its first block */
    refuse(&bad, "damaged (zlib: ");
    bad = z;
    bad.b[2] = 7; /* its method */
    refuse(&bad, "damaged (zlib: unknown compression method)");
}
END_TEST

/* ---- images with labels ---- */

static const char *images_file(const char *name, uint32_t n)
{
    const file f = idx(3, (uint32_t[]){n, 2, 3}, n * 6);
    return temp_write(name, f.b, f.n);
}

static const char *labels_file(const char *name, uint32_t n)
{
    const file f = idx(1, (uint32_t[]){n}, n);
    return temp_write(name, f.b, f.n);
}

START_TEST(images_come_with_labels)
{
    const char *im = images_file("im", 5), *la = labels_file("la", 5);
    const ns_images *d = ns_images_open(im, la, "", &e);
    ck_assert_msg(d != NULL, "%s", e.msg);
    ck_assert(d->n == 5 && d->rows == 2 && d->cols == 3 && d->n_classes == 5);
    ck_assert(d->images.data[29] == 29 && d->labels.data[4] == 4);
    ns_images_close(d);
    ns_images_close(NULL);
}
END_TEST

START_TEST(images_are_shared_until_the_last_closes)
{
    const char *im = images_file("im", 5), *la = labels_file("la", 5);
    const ns_images *a = ns_images_open(im, la, "", &e);
    const ns_images *b =
        ns_images_open("im", "la", temp_dir(), &e); /* same files, found otherwise */
    ck_assert(a && a == b);
    const ns_images *other = ns_images_open(im, labels_file("lb", 5), "", &e);
    ck_assert(other && other != a);
    ns_images_close(a);
    ck_assert_uint_eq(b->images.data[29], 29);
    images_file("im2", 4); /* the file is replaced while it is open */
    labels_file("la2", 4);
    ck_assert_int_eq(rename(temp_path("im2"), temp_path("im")), 0);
    ck_assert_int_eq(rename(temp_path("la2"), temp_path("la")), 0);
    const ns_images *fresh = ns_images_open(temp_path("im"), temp_path("la"), "", &e);
    ck_assert(fresh && fresh != b && fresh->n == 4 && b->n == 5);
    ns_images_close(fresh);
    ns_images_close(b);
    ns_images_close(other);
}
END_TEST

static void *open_and_close(void *failures)
{
    ns_error mine;
    for (int i = 0; i < 300; i++) {
        const ns_images *d = ns_images_open("im", "la", temp_folder, &mine);
        *(int *)failures += !d || d->n != 5 || d->images.data[29] != 29;
        ns_images_close(d);
    }
    return NULL;
}

START_TEST(threads_may_share_images)
{
    pthread_t thread[4];
    int failures[4] = {0};
    images_file("im", 5);
    labels_file("la", 5);
    for (int i = 0; i < 4; i++) {
        ck_assert_int_eq(pthread_create(&thread[i], NULL, open_and_close, &failures[i]), 0);
    }
    for (int i = 0; i < 4; i++) {
        pthread_join(thread[i], NULL);
        ck_assert_int_eq(failures[i], 0);
    }
}
END_TEST

START_TEST(images_are_found_in_folders_and_compressed)
{
    const file f = idx(3, (uint32_t[]){5, 2, 3}, 30);
    temp_write_gz("im.gz", f.b, f.n);
    labels_file("la", 5);
    char dirs[600];
    snprintf(dirs, sizeof dirs, ":/nowhere:%s:/neither", temp_dir());
    const ns_images *d = ns_images_open("im", "la", dirs, &e);
    ck_assert_msg(d != NULL, "%s", e.msg);
    ns_images_close(d);
}
END_TEST

START_TEST(every_place_looked_at_is_named)
{
    ck_assert(!ns_images_open("im", "la", "/a:/b/c", &e));
    ck_assert_says(e, "images = im: no such file");
    ck_assert_says(e, "im, im.gz, /a/im, /a/im.gz, /b/c/im, /b/c/im.gz");
    ck_assert_says(e, "NGSPIKE_DATA");
    images_file("im", 5);
    ck_assert(!ns_images_open(temp_path("im"), "la", "/a", &e));
    ck_assert_says(e, "labels = la: no such file");
    ck_assert(!ns_images_open("/x/im", "la", "/a", &e));
    ck_assert_ptr_null(strstr(e.msg, "/a/"));
}
END_TEST

START_TEST(files_that_do_not_belong_together)
{
    const char *im = images_file("im", 5), *la = labels_file("la", 5), *six = labels_file("six", 6);
    ck_assert(!ns_images_open(im, six, "", &e));
    ck_assert_says(e, "six: has 6 labels");
    ck_assert_says(e, "im has 5 images");
    ck_assert(!ns_images_open(im, im, "", &e));
    ck_assert_says(e, "looks like a file of images");
    ck_assert(!ns_images_open(la, la, "", &e));
    ck_assert_says(e, "looks like a file of labels");
    const file flat = idx(2, (uint32_t[]){5, 6}, 30);
    ck_assert(!ns_images_open(temp_write("flat", flat.b, flat.n), la, "", &e));
    ck_assert_says(e, "has 2 dimensions, images have 3");
    const file f = {{0, 0, 8, 3}, 4};
    const char *bad = temp_write("bad", f.b, f.n);
    ck_assert(!ns_images_open(bad, la, "", &e));
    ck_assert_says(e, bad);
}
END_TEST

/* Debian's data set, if its package is installed. */
START_TEST(fashion_mnist)
{
    const char *dir = "/usr/share/datasets/fashion-mnist";
    struct stat st;
    if (stat(dir, &st) != 0) {
        return;
    }
    const ns_images *d =
        ns_images_open("t10k-images-idx3-ubyte", "t10k-labels-idx1-ubyte", dir, &e);
    ck_assert_msg(d != NULL, "%s", e.msg);
    ck_assert(d->n == 10000 && d->rows == 28 && d->cols == 28 && d->n_classes == 10);
    int first_class = 0;
    for (int i = 0; i < d->n; i++) {
        first_class += d->labels.data[i] == 0;
    }
    ck_assert_int_eq(first_class, 1000);
    ns_images_close(d);
}
END_TEST

static Suite *idx_suite(void)
{
    Suite *s = suite_create("idx");
    TCase *t = tcase_create("idx");
    tcase_add_checked_fixture(t, NULL, teardown);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, reads_plain_and_gzip);
    tcase_add_test(t, reads_more_than_its_first_guess);
    tcase_add_test(t, missing_file_and_folder);
    tcase_add_test(t, truncated_anywhere);
    tcase_add_test(t, bytes_beyond_the_end);
    tcase_add_test(t, not_idx);
    tcase_add_loop_test(t, other_types, 0, 5);
    tcase_add_test(t, dimensions);
    tcase_add_test(t, a_lie_about_size_costs_nothing);
    tcase_add_test(t, damaged_gzip);
    tcase_add_test(t, images_come_with_labels);
    tcase_add_test(t, images_are_shared_until_the_last_closes);
    tcase_add_test(t, threads_may_share_images);
    tcase_add_test(t, images_are_found_in_folders_and_compressed);
    tcase_add_test(t, every_place_looked_at_is_named);
    tcase_add_test(t, files_that_do_not_belong_together);
    tcase_add_test(t, fashion_mnist);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(idx_suite)
