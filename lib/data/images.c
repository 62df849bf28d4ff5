/* Images with their labels: found, checked against each other, shared. */
#include <pthread.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>

#include "idx.h"

/* Tells one state of one file from all others: a file written anew is another file. */
typedef struct {
    dev_t dev;
    ino_t ino;
    off_t size;
    struct timespec mtime;
} identity;

/* A file on its way into memory. */
typedef struct {
    char *path;
    identity id;
} place;

typedef struct shared {
    ns_images im; /* first, so that its address is the entry's */
    identity images, labels;
    int refs;
    struct shared *next;
} shared;

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static shared *all; /* what is open, under the lock */

static bool same(const identity *a, const identity *b)
{
    return a->dev == b->dev && a->ino == b->ino && a->size == b->size &&
           a->mtime.tv_sec == b->mtime.tv_sec && a->mtime.tv_nsec == b->mtime.tv_nsec;
}

/* Looks at dir/name and dir/name.gz (dir_len 0: the name alone). What is not there is appended to
 * `tried`. */
static bool look(place *p, const char *dir, int dir_len, const char *name, FILE *tried)
{
    for (int gz = 0; gz < 2; gz++) {
        struct stat st;
        if (asprintf(&p->path, "%.*s%s%s%s", dir_len, dir, dir_len ? "/" : "", name,
                     gz ? ".gz" : "") < 0) {
            p->path = NULL;
            return false;
        }
        if (stat(p->path, &st) == 0 && !S_ISDIR(st.st_mode)) {
            p->id = (identity){st.st_dev, st.st_ino, st.st_size, st.st_mtim};
            return true;
        }
        fprintf(tried, "%s%s", ftell(tried) ? ", " : "", p->path);
        free(p->path);
        p->path = NULL;
    }
    return false;
}

static bool search(place *p, const char *name, const char *dirs, FILE *tried)
{
    if (look(p, "", 0, name, tried)) {
        return true;
    }
    while (name[0] != '/' && *dirs) {
        const size_t len = strcspn(dirs, ":");
        if (len && look(p, dirs, (int)len, name, tried)) {
            return true;
        }
        dirs += len + (dirs[len] == ':');
    }
    return false;
}

static bool locate(place *p, const char *what, const char *name, const char *dirs, ns_error *e)
{
    char *list = NULL;
    size_t size;
    FILE *tried = open_memstream(&list, &size);
    if (!tried) {
        return ns_fail(e, "%s = %s: out of memory", what, name);
    }
    const bool found = search(p, name, dirs, tried);
    fclose(tried);
    if (!found) {
        ns_fail(e,
                "%s = %s: no such file (looked for %s); give its path, or name its folder in the "
                "environment variable NGSPIKE_DATA",
                what, name, list);
    }
    free(list);
    return found;
}

static bool read_images(ns_images *im, const char *path, ns_error *e)
{
    if (!ns_idx_read(&im->images, path, e)) {
        return false;
    }
    const ns_idx *x = &im->images;
    if (x->ndim != 3) {
        return ns_fail(e,
                       "images = %s: has %d dimension%s, images have 3 (number, rows, columns)%s",
                       path, x->ndim, x->ndim == 1 ? "" : "s",
                       x->ndim == 1 ? "; this looks like a file of labels" : "");
    }
    /* ns_idx_read's limit keeps each within an int. */
    im->n = (int)x->dim[0];
    im->rows = (int)x->dim[1];
    im->cols = (int)x->dim[2];
    return true;
}

static bool read_labels(ns_images *im, const char *images, const char *path, ns_error *e)
{
    if (!ns_idx_read(&im->labels, path, e)) {
        return false;
    }
    const ns_idx *x = &im->labels;
    if (x->ndim != 1) {
        return ns_fail(e, "labels = %s: has %d dimensions, labels have 1%s", path, x->ndim,
                       x->ndim == 3 ? "; this looks like a file of images" : "");
    }
    if (x->dim[0] != (uint32_t)im->n) {
        return ns_fail(
            e, "labels = %s: has %u labels, but %s has %d images: they do not belong together",
            path, x->dim[0], images, im->n);
    }
    for (uint32_t i = 0; i < x->dim[0]; i++) {
        if (x->data[i] >= im->n_classes) {
            im->n_classes = x->data[i] + 1;
        }
    }
    return true;
}

static void destroy(shared *s)
{
    ns_idx_free(&s->im.images);
    ns_idx_free(&s->im.labels);
    free(s);
}

static shared *load(const place *images, const place *labels, ns_error *e)
{
    shared *s = calloc(1, sizeof *s);
    if (!s) {
        ns_fail(e, "%s: out of memory", images->path);
        return NULL;
    }
    s->images = images->id;
    s->labels = labels->id;
    if (!read_images(&s->im, images->path, e) ||
        !read_labels(&s->im, images->path, labels->path, e)) {
        destroy(s);
        return NULL;
    }
    return s;
}

static shared *find(const place *images, const place *labels)
{
    shared *s = all;
    while (s && !(same(&s->images, &images->id) && same(&s->labels, &labels->id))) {
        s = s->next;
    }
    return s;
}

const ns_images *ns_images_open(const char *images, const char *labels, const char *dirs,
                                ns_error *e)
{
    place im = {0}, la = {0};
    shared *s = NULL;
    if (locate(&im, "images", images, dirs, e) && locate(&la, "labels", labels, dirs, e)) {
        /* Held while reading: who asks for the same files meanwhile waits instead of reading too.
         */
        pthread_mutex_lock(&lock);
        s = find(&im, &la);
        if (!s && (s = load(&im, &la, e))) {
            s->next = all;
            all = s;
        }
        if (s) {
            s->refs++;
        }
        pthread_mutex_unlock(&lock);
    }
    free(im.path);
    free(la.path);
    return s ? &s->im : NULL;
}

void ns_images_close(const ns_images *im)
{
    pthread_mutex_lock(&lock);
    shared **at = &all;
    while (*at && &(*at)->im != im) {
        at = &(*at)->next;
    }
    shared *s = *at;
    if (s && --s->refs == 0) {
        *at = s->next;
        destroy(s);
    }
    pthread_mutex_unlock(&lock);
}
