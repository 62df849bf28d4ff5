#include "results.h"

#include <errno.h>
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/npy.h"
#include "text.h"

enum { MAX_ITEMS = 1 << 28 };

static const char *const fashion[] = {"T-shirt", "Trouser", "Pullover", "Dress", "Coat",
                                      "Sandal",  "Shirt",   "Sneaker",  "Bag",   "Boot"};
static const char *const digits[] = {"0", "1", "2", "3", "4", "5", "6", "7", "8", "9"};

/* Path of a file in the folder if it is there (malloc'ed). */
static char *find(const results *r, const char *name, file_state *state)
{
    char *path = format_string("%s/%s", r->dir, name);
    if (access(path, F_OK) == 0)
        return path;
    state->missing = true;
    snprintf(state->why, sizeof state->why, "%s is not there", name);
    free(path);
    return NULL;
}

static void damaged(file_state *state, const char *why)
{
    state->damaged = true;
    snprintf(state->why, sizeof state->why, "%s", why);
}

static json_t *read_json(const results *r, const char *name, file_state *state)
{
    json_error_t error;
    char *path = find(r, name, state);
    if (!path)
        return NULL;
    json_t *j = json_load_file(path, 0, &error);
    if (!j || !json_is_object(j)) {
        char *why =
            format_string("%s:%d: %s", path, error.line, j ? "is no JSON object" : error.text);
        damaged(state, why);
        free(why);
        json_decref(j);
        j = NULL;
    }
    free(path);
    return j;
}

/* A matrix of the shape that the file has; *rows and *cols, if not 0, are the shape that it must
 * have. */
static float *read_matrix(const results *r, const char *name, size_t *rows, size_t *cols,
                          file_state *state)
{
    ns_error e;
    size_t have_rows, have_cols;
    char *path = find(r, name, state);
    if (!path)
        return NULL;
    float *data = NULL;
    bool ok = ns_npy_shape(path, &have_rows, &have_cols, &e);
    if (ok && (have_rows > MAX_ITEMS || have_cols > MAX_ITEMS / have_rows))
        ok = ns_fail(&e, "%s: %zu x %zu values are more than the report can show", path, have_rows,
                     have_cols);
    if (ok && *rows == 0) {
        *rows = have_rows;
        *cols = have_cols;
    }
    if (ok) {
        data = alloc_zeroed(*rows * *cols, sizeof *data);
        ok = ns_npy_read(path, data, *rows, *cols, &e);
    }
    if (!ok) {
        damaged(state, e.msg);
        free(data);
        data = NULL;
    }
    free(path);
    return data;
}

static void read_tables(results *r)
{
    ns_error e;
    char *path = find(r, "spikes.csv", &r->spikes_state);
    if (path && !read_spikes(path, &r->spikes, &r->n_spikes, &e))
        damaged(&r->spikes_state, e.msg);
    free(path);
    path = find(r, "hysteresis.csv", &r->hysteresis_state);
    if (path && !read_curves(path, r->curves, &r->n_curves, &e))
        damaged(&r->hysteresis_state, e.msg);
    free(path);
}

static void read_command(results *r)
{
    char *path = find(r, "command.txt", &r->command_state), buf[8192];
    FILE *f = path ? fopen(path, "r") : NULL;
    if (f) {
        size_t n = fread(buf, 1, sizeof buf - 1, f);
        buf[n] = '\0';
        fclose(f);
        r->command = copy_string(buf);
    } else if (path) {
        damaged(&r->command_state, strerror(errno));
    }
    free(path);
}

static void name_classes(results *r, const char *classes)
{
    json_t *own = r->result ? json_object_get(r->result, "class_names") : NULL;
    for (size_t i = 0; i < json_array_size(own) && i < MAX_CLASSES; i++)
        r->class_name[i] = json_string_value(json_array_get(own, i));
    for (size_t i = 0; classes && i < 10; i++)
        r->class_name[i] = strcmp(classes, "fashion") == 0 ? fashion[i] : digits[i];
}

/* Images are square unless told otherwise. */
static void shape_images(results *r, int rows, int cols)
{
    int side = (int)lround(sqrt((double)r->inputs));
    if (rows == 0 && r->inputs > 0 && (size_t)(side * side) == r->inputs)
        rows = cols = side;
    if ((size_t)rows * (size_t)cols == r->inputs) {
        r->rows = rows;
        r->cols = cols;
    }
}

static int by_time(const void *a, const void *b)
{
    double ta = ((const spike *)a)->t, tb = ((const spike *)b)->t;
    return (ta > tb) - (ta < tb);
}

bool results_read(results *r, const char *dir, const char *classes, int rows, int cols, ns_error *e)
{
    struct stat st;
    *r = (results){0};
    if (stat(dir, &st) != 0)
        return ns_fail(e, "no folder %s: %s", dir, strerror(errno));
    if (!S_ISDIR(st.st_mode))
        return ns_fail(e, "%s is not a folder; give the one that holds the results of a run", dir);
    r->dir = copy_string(dir);
    r->run = read_json(r, "run.json", &r->run_state);
    r->result = read_json(r, "result.json", &r->result_state);
    r->weights = read_matrix(r, "weights.npy", &r->inputs, &r->n, &r->weights_state);
    r->start = read_matrix(r, "weights-start.npy", &r->inputs, &r->n, &r->start_state);
    size_t one = 0;
    r->theta = read_matrix(r, "theta.npy", &one, &r->n_theta, &r->theta_state);
    r->n_theta *= r->theta ? one : 0;
    read_tables(r);
    read_command(r);
    if (r->n_spikes > 0)
        qsort(r->spikes, r->n_spikes, sizeof *r->spikes, by_time);
    name_classes(r, classes);
    shape_images(r, rows, cols);
    return true;
}

void results_free(results *r)
{
    json_decref(r->run);
    json_decref(r->result);
    free(r->weights);
    free(r->start);
    free(r->theta);
    free(r->spikes);
    free_curves(r->curves, r->n_curves);
    free(r->command);
    free(r->dir);
    *r = (results){0};
}

const char *results_class(const results *r, int c, char *buf, size_t size)
{
    if (c < 0)
        return "none";
    if (c < MAX_CLASSES && r->class_name[c])
        return r->class_name[c];
    snprintf(buf, size, "%d", c);
    return buf;
}

int results_neuron_class(const results *r, int neuron)
{
    json_t *list = r->result ? json_object_get(r->result, "neuron_class") : NULL;
    json_t *c = neuron >= 0 ? json_array_get(list, (size_t)neuron) : NULL;
    return json_is_integer(c) ? (int)json_integer_value(c) : -1;
}
