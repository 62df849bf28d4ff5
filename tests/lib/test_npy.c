#include "data/npy.h"

#include <float.h>
#include <math.h>
#include <stdint.h>
#include <sys/stat.h>

#include "data/atomic_file.h"

#include "../check_main.h"
#include "temp.h"

static ns_error e;
static float a[6];

/* A .npy file in memory. */
typedef struct {
    uint8_t b[4096];
    size_t n;
} file;

static file npy(int version, const char *dict, const void *data, size_t bytes)
{
    file f = {.n = 0};
    const size_t len = strlen(dict);
    memcpy(f.b, "\x93NUMPY", 6);
    f.b[6] = (uint8_t)version;
    f.n = version == 1 ? 10 : 12;
    f.b[8] = (uint8_t)(len & 255);
    f.b[9] = (uint8_t)(len >> 8);
    memcpy(f.b + f.n, dict, len);
    f.n += len;
    if (bytes) {
        memcpy(f.b + f.n, data, bytes);
        f.n += bytes;
    }
    return f;
}

static const float six[6] = {1, 2, 3, 4, 5.5f, -6};

static bool read6(const file *f)
{
    return ns_npy_read(temp_write("a.npy", f->b, f->n), a, 2, 3, &e);
}

static void refuse(const char *dict, const char *why)
{
    const file f = npy(1, dict, six, sizeof six);
    ck_assert(!read6(&f));
    ck_assert_says(e, "a.npy: ");
    ck_assert_says(e, why);
}

START_TEST(round_trip)
{
    enum { ROWS = 300, COLS = 70 };
    static float x[ROWS * COLS], y[ROWS * COLS];
    for (int i = 0; i < ROWS * COLS; i++) {
        x[i] = (float)(sin(i) * exp(i % 80 - 40));
    }
    x[3] = FLT_MIN / 4; /* subnormal */
    x[4] = -0.0f;
    x[5] = FLT_MAX;
    const char *path = temp_path("w.npy");
    ck_assert_msg(ns_npy_write(path, x, ROWS, COLS, &e), "%s", e.msg);
    ck_assert_int_eq(temp_count(), 1);
    ck_assert_msg(ns_npy_read(path, y, ROWS, COLS, &e), "%s", e.msg);
    ck_assert_int_eq(memcmp(x, y, sizeof x), 0);
}
END_TEST

/* The bytes that numpy.save writes for numpy.array([[1, 2, 3], [4, 5.5, -6]], 'float32'). */
START_TEST(written_as_numpy_does)
{
    const char *path = temp_path("w.npy");
    ck_assert(ns_npy_write(path, six, 2, 3, &e));
    uint8_t b[200];
    FILE *f = fopen(path, "rb");
    ck_assert_uint_eq(fread(b, 1, sizeof b, f), 128 + 24);
    fclose(f);
    ck_assert_int_eq(memcmp(b, "\x93NUMPY\x01\x00\x76\x00", 10), 0);
    const char dict[] = "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }";
    ck_assert_int_eq(memcmp(b + 10, dict, sizeof dict - 1), 0);
    for (size_t i = 10 + sizeof dict - 1; i < 127; i++) {
        ck_assert_uint_eq(b[i], ' ');
    }
    ck_assert_uint_eq(b[127], '\n');
    static const uint8_t first[] = {0x00, 0x00, 0x80, 0x3f, 0x00, 0x00, 0x00, 0x40};
    ck_assert_int_eq(memcmp(b + 128, first, sizeof first), 0);
}
END_TEST

START_TEST(reads_what_numpy_may_write)
{
    static const char *const dict[] = {
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3), }\n",
        "{\"shape\":(2,3),\"fortran_order\":False,\"descr\":\"<f4\"}",
        "{ 'shape' : ( 2 , 3 , ) , 'descr' : '<f4' , 'fortran_order' : False }   \n",
    };
    const file f = npy(_i % 2 + 1, dict[_i / 2], six, sizeof six);
    ck_assert_msg(read6(&f), "%s", e.msg);
    ck_assert_int_eq(memcmp(a, six, sizeof six), 0);
}
END_TEST

START_TEST(reads_doubles)
{
    const double d[6] = {1, 2, 3, 4, 5.5, -6};
    const file f = npy(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3)}", d, sizeof d);
    ck_assert_msg(read6(&f), "%s", e.msg);
    ck_assert_int_eq(memcmp(a, six, sizeof six), 0);
}
END_TEST

START_TEST(other_shapes)
{
    refuse("{'descr': '<f4', 'fortran_order': False, 'shape': (3, 2)}",
           "its shape is (3, 2), wanted is (2, 3); transpose it");
    refuse("{'descr': '<f4', 'fortran_order': False, 'shape': (6,)}",
           "its shape is (6,), wanted is (2, 3)");
    refuse("{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3, 1)}",
           "its shape is (2, 3, 1)");
    refuse("{'descr': '<f4', 'fortran_order': False, 'shape': ()}", "its shape is ()");
    refuse("{'descr': '<f4', 'fortran_order': False, 'shape': (99999999999999999999999, 3)}",
           "wanted is (2, 3)");
}
END_TEST

START_TEST(other_layouts)
{
    refuse("{'descr': '<f4', 'fortran_order': True, 'shape': (2, 3)}", "Fortran order");
    ck_assert_says(e, "ascontiguousarray");
    refuse("{'descr': '>f4', 'fortran_order': False, 'shape': (2, 3)}", "its items are '>f4'");
    ck_assert_says(e, "astype");
    refuse("{'descr': '<i8', 'fortran_order': False, 'shape': (2, 3)}", "its items are '<i8'");
}
END_TEST

START_TEST(bad_dictionaries)
{
    static const char *const dict[] = {
        "not a dictionary",
        "{'descr': '<f4', 'shape': (2, 3)}",
        "{'descr': '<f4', 'fortran_order': maybe, 'shape': (2, 3)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (2; 3)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape': (-2, 3)}",
        "{'descr': [('x', '<f4')], 'fortran_order': False, 'shape': (2, 3)}",
        "{'descr': '<f4 and then more and more', 'fortran_order': False, 'shape': (2, 3)}",
        "{'descr' '<f4', 'fortran_order': False, 'shape': (2, 3)}",
        "{'descr': '<f4', 'fortran_order': False, 'shape",
    };
    refuse(dict[_i], "its header is not a dictionary");
}
END_TEST

START_TEST(not_npy)
{
    file f = {"just text", 9};
    ck_assert(!read6(&f));
    ck_assert_says(e, "not a .npy file");
    f = npy(3, "{}", NULL, 0);
    ck_assert(!read6(&f));
    ck_assert_says(e, "version 3.0");
    ck_assert(!ns_npy_read(temp_path("none.npy"), a, 2, 3, &e));
    ck_assert_says(e, "none.npy: cannot be opened: No such file");
    ck_assert(!ns_npy_read(temp_dir(), a, 2, 3, &e));
}
END_TEST

START_TEST(truncated_or_too_long)
{
    const file whole =
        npy(1, "{'descr': '<f4', 'fortran_order': False, 'shape': (2, 3)}", six, sizeof six);
    for (size_t n = 0; n < whole.n; n++) {
        file f = whole;
        f.n = n;
        ck_assert(!read6(&f));
        ck_assert_says(e, n < 8 ? "not a .npy file" : "truncated");
    }
    file f = whole;
    f.n -= 5;
    ck_assert(!read6(&f));
    ck_assert_says(e, "24 bytes of data wanted, 19 there");
    f = whole;
    f.n++;
    ck_assert(!read6(&f));
    ck_assert_says(e, "bytes beyond the 24");
}
END_TEST

START_TEST(only_finite_numbers)
{
    static const double bad[] = {NAN, INFINITY, -INFINITY, 1e39};
    double d[6] = {1, 2, 3, 4, 5, 6};
    d[4] = bad[_i];
    const file f = npy(1, "{'descr': '<f8', 'fortran_order': False, 'shape': (2, 3)}", d, sizeof d);
    ck_assert(!read6(&f));
    ck_assert_says(e, "the item [1, 1] is ");
}
END_TEST

/* ---- files written whole or not at all ---- */

START_TEST(old_file_stays_until_the_new_one_is_complete)
{
    const char *path = temp_write("f", "old", 3);
    ns_file w;
    ck_assert(ns_file_begin(&w, path, &e));
    fprintf(w.f, "new");
    fflush(w.f);
    ck_assert_str_eq(temp_read(path), "old");
    ns_file_abort(&w);
    ck_assert_str_eq(temp_read(path), "old");
    ck_assert_int_eq(temp_count(), 1);
    ck_assert(ns_file_begin(&w, path, &e));
    fprintf(w.f, "new");
    ck_assert_msg(ns_file_commit(&w, &e), "%s", e.msg);
    ns_file_abort(&w); /* harmless */
    ck_assert_str_eq(temp_read(path), "new");
    ck_assert_int_eq(temp_count(), 1);
}
END_TEST

START_TEST(two_writers_do_not_mix)
{
    const char *path = temp_path("f");
    ns_file a1, a2;
    ck_assert(ns_file_begin(&a1, path, &e) && ns_file_begin(&a2, path, &e));
    fprintf(a1.f, "first");
    fprintf(a2.f, "second");
    ck_assert(ns_file_commit(&a1, &e));
    ck_assert_str_eq(temp_read(path), "first");
    ck_assert(ns_file_commit(&a2, &e));
    ck_assert_str_eq(temp_read(path), "second");
    ck_assert_int_eq(temp_count(), 1);
}
END_TEST

START_TEST(permissions_are_those_of_any_new_file)
{
    const mode_t mask = umask(022);
    const char *path = temp_path("f");
    struct stat st;
    ck_assert(ns_npy_write(path, six, 2, 3, &e) && stat(path, &st) == 0);
    umask(mask);
    ck_assert_uint_eq(st.st_mode & 0777, 0644);
}
END_TEST

START_TEST(a_link_is_followed)
{
    const char *path = temp_write("f", "old", 3), *link = temp_path("link");
    ck_assert_int_eq(symlink("f", link), 0);
    ck_assert(ns_npy_write(link, six, 2, 3, &e));
    ck_assert(ns_npy_read(path, a, 2, 3, &e));
    struct stat st;
    ck_assert(lstat(link, &st) == 0 && S_ISLNK(st.st_mode));
}
END_TEST

START_TEST(places_that_cannot_be_written)
{
    ck_assert(!ns_npy_write("/nonexistent/f.npy", six, 2, 3, &e));
    ck_assert_says(e, "/nonexistent/f.npy: cannot be written");
    ck_assert_says(e, "No such file or directory");
    ck_assert(!ns_npy_write(temp_dir(), six, 2, 3, &e));
    ck_assert_says(e, "it is a folder");
    ck_assert(!ns_npy_write("/dev/null", six, 2, 3, &e));
    ck_assert_says(e, "not a regular file");
    struct stat st;
    ck_assert(stat("/dev/null", &st) == 0 && S_ISCHR(st.st_mode));
    ck_assert(!ns_npy_write("", six, 2, 3, &e));
    ck_assert_says(e, "empty");
}
END_TEST

START_TEST(a_full_disk_leaves_nothing)
{
    const char *path = temp_path("f");
    ns_file w;
    ck_assert(ns_file_begin(&w, path, &e));
    /* /dev/full stands for the disk: every flush to it fails. */
    w.f = freopen("/dev/full", "wb", w.f);
    if (!w.f) {
        ns_file_abort(&w);
        return; /* a system without it */
    }
    fprintf(w.f, "data");
    ck_assert(!ns_file_commit(&w, &e));
    ck_assert_says(e, "No space left");
    ck_assert_int_eq(temp_count(), 0);
}
END_TEST

static Suite *npy_suite(void)
{
    Suite *s = suite_create("npy");
    TCase *t = tcase_create("npy");
    tcase_add_checked_fixture(t, NULL, temp_remove);
    tcase_add_test(t, round_trip);
    tcase_add_test(t, written_as_numpy_does);
    tcase_add_loop_test(t, reads_what_numpy_may_write, 0, 6);
    tcase_add_test(t, reads_doubles);
    tcase_add_test(t, other_shapes);
    tcase_add_test(t, other_layouts);
    tcase_add_loop_test(t, bad_dictionaries, 0, 10);
    tcase_add_test(t, not_npy);
    tcase_add_test(t, truncated_or_too_long);
    tcase_add_loop_test(t, only_finite_numbers, 0, 4);
    suite_add_tcase(s, t);
    t = tcase_create("atomic file");
    tcase_add_checked_fixture(t, NULL, temp_remove);
    tcase_add_test(t, old_file_stays_until_the_new_one_is_complete);
    tcase_add_test(t, two_writers_do_not_mix);
    tcase_add_test(t, permissions_are_those_of_any_new_file);
    tcase_add_test(t, a_link_is_followed);
    tcase_add_test(t, places_that_cannot_be_written);
    tcase_add_test(t, a_full_disk_leaves_nothing);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(npy_suite)
