#include "atomic_file.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

/* The name to rename to: `path`, or what it leads to when it is a symbolic link. NULL with a
 * message if a file must not take its place. */
static char *target(const char *path, ns_error *e)
{
    struct stat st;
    if (!*path) {
        ns_fail(e, "the name of a file to write is empty");
        return NULL;
    }
    const bool there = stat(path, &st) == 0;
    if (there && !S_ISREG(st.st_mode)) {
        ns_fail(e, "%s: cannot be written: it is %s, give the name of a file", path,
                S_ISDIR(st.st_mode) ? "a folder" : "not a regular file");
        return NULL;
    }
    char *name = there ? realpath(path, NULL) : strdup(path);
    if (!name) {
        ns_fail(e, "%s: cannot be written: %s", path, strerror(errno));
    }
    return name;
}

/* Creates a file that nobody else has, with the permissions of any new file (mkstemp would give
 * those of a secret one). */
static int create(ns_file *w)
{
    int fd = -1;
    for (unsigned i = 0; i < 100; i++) {
        if (asprintf(&w->tmp, "%s.%ld-%u.tmp", w->path, (long)getpid(), i) < 0) {
            w->tmp = NULL;
            errno = ENOMEM;
            return -1;
        }
        fd = open(w->tmp, O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
        if (fd >= 0 || errno != EEXIST) {
            return fd;
        }
        free(w->tmp);
        w->tmp = NULL;
    }
    return fd;
}

static void forget(ns_file *w)
{
    free(w->path);
    free(w->tmp);
    *w = (ns_file){0};
}

bool ns_file_begin(ns_file *w, const char *path, ns_error *e)
{
    *w = (ns_file){.path = target(path, e)};
    if (!w->path) {
        return false;
    }
    const int fd = create(w);
    w->f = fd >= 0 ? fdopen(fd, "wb") : NULL;
    if (!w->f) {
        ns_fail(e, "%s: cannot be written: no file can be created in its folder: %s", path,
                strerror(errno));
        if (fd >= 0) {
            close(fd);
            unlink(w->tmp);
        }
        forget(w);
        return false;
    }
    return true;
}

bool ns_file_commit(ns_file *w, ns_error *e)
{
    errno = EIO; /* for a failure that happened earlier, whose reason is gone */
    const bool written = !ferror(w->f) && fflush(w->f) == 0 && fsync(fileno(w->f)) == 0;
    int why = written ? 0 : errno;
    if (fclose(w->f) != 0 && !why) {
        why = errno;
    }
    w->f = NULL;
    if (!why && rename(w->tmp, w->path) != 0) {
        why = errno;
    }
    if (why) {
        ns_fail(e, "%s: cannot be written: %s", w->path, strerror(why));
        ns_file_abort(w);
        return false;
    }
    forget(w);
    return true;
}

void ns_file_abort(ns_file *w)
{
    if (w->f) {
        fclose(w->f);
    }
    if (w->tmp) {
        unlink(w->tmp);
    }
    forget(w);
}

bool ns_file_check(const char *path, ns_error *e)
{
    ns_file w;
    if (!path)
        return true;
    if (!ns_file_begin(&w, path, e))
        return false;
    ns_file_abort(&w);
    return true;
}
