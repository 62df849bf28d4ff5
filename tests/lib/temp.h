/* A folder for one test's files, made on first use, removed by temp_remove(). */
#ifndef TESTS_TEMP_H
#define TESTS_TEMP_H

#include <check.h>
#include <dirent.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

static char temp_folder[256];

static inline const char *temp_dir(void)
{
    if (!*temp_folder) {
        const char *base = getenv("TMPDIR");
        snprintf(temp_folder, sizeof temp_folder, "%s/ngspike-test-XXXXXX", base ? base : "/tmp");
        ck_assert_ptr_nonnull(mkdtemp(temp_folder));
    }
    return temp_folder;
}

/* Path of a file in it; four may be in use at a time. */
static inline const char *temp_path(const char *name)
{
    static char path[4][512];
    static int k;
    k = (k + 1) % 4;
    snprintf(path[k], sizeof path[k], "%s/%s", temp_dir(), name);
    return path[k];
}

static inline const char *temp_write(const char *name, const void *bytes, size_t n)
{
    const char *path = temp_path(name);
    FILE *f = fopen(path, "wb");
    ck_assert_ptr_nonnull(f);
    ck_assert_uint_eq(fwrite(bytes, 1, n, f), n);
    fclose(f);
    return path;
}

static inline const char *temp_write_gz(const char *name, const void *bytes, size_t n)
{
    const char *path = temp_path(name);
    gzFile f = gzopen(path, "wb");
    ck_assert_ptr_nonnull(f);
    ck_assert_int_eq(gzwrite(f, bytes, (unsigned)n), (int)n);
    gzclose(f);
    return path;
}

/* The whole file as a string in static memory. */
static inline const char *temp_read(const char *path)
{
    static char text[1 << 18];
    FILE *f = fopen(path, "rb");
    ck_assert_msg(f != NULL, "%s is not there", path);
    text[fread(text, 1, sizeof text - 1, f)] = 0;
    fclose(f);
    return text;
}

/* Number of files in the folder. */
static inline int temp_count(void)
{
    int n = 0;
    DIR *d = opendir(temp_dir());
    ck_assert_ptr_nonnull(d);
    for (const struct dirent *f; (f = readdir(d));) {
        n += f->d_name[0] != '.';
    }
    closedir(d);
    return n;
}

static inline void temp_remove(void)
{
    if (!*temp_folder) {
        return;
    }
    DIR *d = opendir(temp_folder);
    for (const struct dirent *f; d && (f = readdir(d));) {
        if (strcmp(f->d_name, ".") != 0 && strcmp(f->d_name, "..") != 0) {
            const char *path = temp_path(f->d_name);
            if (unlink(path) != 0) {
                rmdir(path);
            }
        }
    }
    if (d) {
        closedir(d);
    }
    rmdir(temp_folder);
    *temp_folder = 0;
}

/* Fixtures of tests that run in the folder: there, and out of it. temp_from: where the program was
 * started. */
static char temp_from[4096];

static inline void temp_enter(void)
{
    if (!*temp_from) {
        ck_assert_ptr_nonnull(getcwd(temp_from, sizeof temp_from));
    }
    ck_assert_int_eq(chdir(temp_dir()), 0);
}

static inline void temp_leave(void)
{
    ck_assert_int_eq(chdir("/"), 0);
    temp_remove();
}

#define ck_assert_says(e, text)                                                                    \
    ck_assert_msg(strstr((e).msg, text) != NULL, "\"%s\" does not say \"%s\"", (e).msg, text)

#endif
