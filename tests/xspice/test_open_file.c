/* Where fopen_with_path looks for a file, and in which order. */
#include <check.h>
#include <errno.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "cm.h"
#include "../check_main.h"

/* The folders: of the netlist, of the environment variable, the working directory. */
enum { NETLIST, VARIABLE, WORKING, FOLDERS };
static char root[256], folder[FOLDERS][300], *netlist;

char *cm_get_path(void)
{
    return netlist;
}

static void set_up(void)
{
    const char *tmp = getenv("TMPDIR");
    (void)snprintf(root, sizeof root, "%.200s/open-XXXXXX", tmp ? tmp : "/tmp");
    ck_assert_ptr_nonnull(mkdtemp(root));
    for (int i = 0; i < FOLDERS; i++) {
        (void)snprintf(folder[i], sizeof folder[i], "%s/%d", root, i);
        ck_assert_int_eq(mkdir(folder[i], 0700), 0);
    }
    netlist = folder[NETLIST];
    ck_assert_int_eq(setenv("NGSPICE_INPUT_DIR", folder[VARIABLE], 1), 0);
    ck_assert_int_eq(chdir(folder[WORKING]), 0);
}

static void clean_up(void)
{
    char command[300];
    (void)snprintf(command, sizeof command, "rm -rf '%s'", root);
    ck_assert_int_eq(chdir("/"), 0);
    ck_assert_int_eq(system(command), 0);
}

/* A file that contains the number of its folder. */
static void put(int in, const char *name)
{
    char path[400];
    (void)snprintf(path, sizeof path, "%s/%s", folder[in], name);
    FILE *f = fopen(path, "w");
    ck_assert_ptr_nonnull(f);
    ck_assert_int_gt(fprintf(f, "%d", in), 0);
    ck_assert_int_eq(fclose(f), 0);
}

/* What is opened by the name: a folder's file, or -1 for none. */
static int opened(const char *name)
{
    int in;
    FILE *f = fopen_with_path(name, "r");
    if (!f)
        return -1;
    ck_assert_int_eq(fscanf(f, "%d", &in), 1);
    ck_assert_int_eq(fclose(f), 0);
    return in;
}

START_TEST(test_order)
{
    ck_assert_int_eq(opened("file"), -1);
    ck_assert_int_eq(errno, ENOENT);
    put(WORKING, "file");
    ck_assert_int_eq(opened("file"), WORKING);
    put(VARIABLE, "file");
    ck_assert_int_eq(opened("file"), VARIABLE);
    put(NETLIST, "file");
    ck_assert_int_eq(opened("file"), NETLIST);
}
END_TEST

START_TEST(test_absolute)
{
    char path[400];
    put(NETLIST, "file");
    put(WORKING, "other");
    (void)snprintf(path, sizeof path, "%s/other", folder[WORKING]);
    ck_assert_int_eq(opened(path), WORKING);
    (void)snprintf(path, sizeof path, "%s/none", folder[WORKING]);
    ck_assert_int_eq(opened(path), -1);
}
END_TEST

/* A netlist that came from no file, and a variable that is empty or not set. */
START_TEST(test_no_folders)
{
    put(NETLIST, "file");
    put(VARIABLE, "file");
    put(WORKING, "file");
    netlist = NULL;
    ck_assert_int_eq(opened("file"), VARIABLE);
    ck_assert_int_eq(setenv("NGSPICE_INPUT_DIR", "", 1), 0);
    ck_assert_int_eq(opened("file"), WORKING);
    ck_assert_int_eq(unsetenv("NGSPICE_INPUT_DIR"), 0);
    ck_assert_int_eq(opened("file"), WORKING);
}
END_TEST

START_TEST(test_writing)
{
    FILE *f = fopen_with_path("new", "w");
    ck_assert_ptr_nonnull(f);
    ck_assert_int_gt(fprintf(f, "7"), 0);
    ck_assert_int_eq(fclose(f), 0);
    ck_assert_int_eq(opened("new"), 7);
    ck_assert_int_eq(access("new", F_OK), -1); /* it is in the netlist's folder */
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("open file");
    TCase *t = tcase_create("folders");
    tcase_add_checked_fixture(t, set_up, clean_up);
    tcase_add_test(t, test_order);
    tcase_add_test(t, test_absolute);
    tcase_add_test(t, test_no_folders);
    tcase_add_test(t, test_writing);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return check_main(suite());
}
