/* Compares two binary raw files of ngspice, plot by plot, every vector, the time points among them.
 * usage: rawdiff [-r TOLERANCE] A.raw B.raw
 *
 * A difference is relative to the largest magnitude that the vector has in either file; two NaNs
 * are equal. Without -r only equal values pass. Prints one line,
 *   PLOTS VECTORS POINTS LARGEST [PLOT/VECTOR]
 * or, when the files do not have the same plots, vectors and numbers of points, what differs.
 * Status: 0 equal within the tolerance, 1 values differ, 2 other plots, vectors or points, 3
 * unreadable. */
#include <errno.h>
#include <math.h>
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

enum { EQUAL, VALUES_DIFFER, SHAPES_DIFFER, UNREADABLE };

/* A raw file in memory, and where the next plot begins. */
struct raw {
    const char *path;
    char *data;
    size_t size, at;
};

struct plot {
    char name[128];
    size_t vectors, points;
    size_t parts;       /* doubles of a value: 1, or 2 if complex */
    const char *names;  /* the lines behind "Variables:" */
    const char *values; /* points x vectors x parts doubles */
};

struct total {
    size_t plots, vectors, points;
    double largest;
    char where[512];
};

static bool load(struct raw *r, const char *path)
{
    FILE *f = fopen(path, "rb");
    size_t room = 0;
    *r = (struct raw){.path = path};
    if (!f) {
        printf("%s: %s\n", path, strerror(errno));
        return false;
    }
    do {
        if (r->size + 2 > room) {
            room = room ? 2 * room : 1 << 16;
            char *more = realloc(r->data, room);
            if (!more) {
                printf("%s: out of memory\n", path);
                (void)fclose(f);
                return false;
            }
            r->data = more;
        }
        r->size += fread(r->data + r->size, 1, room - r->size - 1, f);
    } while (!feof(f) && !ferror(f));
    r->data[r->size] = '\0'; /* header lines are read as text */
    (void)fclose(f);
    return true;
}

/* The next line of the header, NULL at the end of the file. */
static const char *next_line(struct raw *r)
{
    const char *line = r->data + r->at;
    char *end = memchr(line, '\n', r->size - r->at);
    if (!end)
        return NULL;
    r->at = (size_t)(end + 1 - r->data);
    return line;
}

/* What stands behind the key, or NULL if the line is another. */
static const char *value_of(const char *line, const char *key)
{
    size_t n = strlen(key);
    return strncmp(line, key, n) == 0 ? line + n + strspn(line + n, " ") : NULL;
}

static void read_field(struct plot *p, const char *line)
{
    const char *v;
    if ((v = value_of(line, "Plotname:")))
        (void)snprintf(p->name, sizeof p->name, "%.*s", (int)strcspn(v, "\n"), v);
    else if ((v = value_of(line, "Flags:")))
        p->parts = strncmp(v, "complex", 7) == 0 ? 2 : 1;
    else if ((v = value_of(line, "No. Variables:")))
        p->vectors = strtoul(v, NULL, 10);
    else if ((v = value_of(line, "No. Points:")))
        p->points = strtoul(v, NULL, 10);
}

/* Reads a plot: 1, 0 at the end of the file, -1 if the file is damaged. */
static int read_plot(struct raw *r, struct plot *p)
{
    const char *line = next_line(r);
    if (!line)
        return r->at == r->size ? 0 : -1;
    *p = (struct plot){.parts = 1};
    for (; line && strncmp(line, "Variables:", 10) != 0; line = next_line(r))
        read_field(p, line);
    p->names = r->data + r->at;
    size_t lines = 0;
    for (line = next_line(r); line && strncmp(line, "Binary:", 7) != 0; line = next_line(r))
        lines++;
    size_t value = p->parts * sizeof(double), left = r->size - r->at;
    if (!line || lines < p->vectors || (p->vectors && p->points > left / value / p->vectors))
        return -1;
    p->values = r->data + r->at;
    r->at += p->points * p->vectors * value;
    return 1;
}

/* "index name type": the part up to the name's end of the k-th line, and its length. */
static const char *vector_name(const struct plot *p, size_t k, int *length)
{
    const char *line = p->names;
    for (; k; k--)
        line = strchr(line, '\n') + 1;
    line += strspn(line, "\t ");
    line += strcspn(line, "\t\n");
    line += strspn(line, "\t ");
    *length = (int)strcspn(line, "\t\n");
    return line;
}

static bool same_shape(const struct plot *a, const struct plot *b)
{
    if (strcmp(a->name, b->name) != 0 || a->parts != b->parts) {
        printf("plots '%s' and '%s'\n", a->name, b->name);
        return false;
    }
    for (size_t k = 0; k < a->vectors && k < b->vectors; k++) {
        int n, m;
        const char *x = vector_name(a, k, &n), *y = vector_name(b, k, &m);
        if (n != m || strncmp(x, y, (size_t)n) != 0) {
            printf("%s: vectors '%.*s' and '%.*s'\n", a->name, n, x, m, y);
            return false;
        }
    }
    if (a->vectors != b->vectors || a->points != b->points) {
        printf("%s: %zu and %zu vectors, %zu and %zu points\n", a->name, a->vectors, b->vectors,
               a->points, b->points);
        return false;
    }
    return true;
}

static double value_at(const struct plot *p, size_t point, size_t column)
{
    double x;
    memcpy(&x, p->values + (point * p->vectors * p->parts + column) * sizeof x, sizeof x);
    return x;
}

/* The largest difference of a column (a vector, or its real or imaginary part). */
static double column_difference(const struct plot *a, const struct plot *b, size_t column)
{
    double scale = 0, largest = 0;
    for (size_t i = 0; i < a->points; i++) {
        double x = value_at(a, i, column), y = value_at(b, i, column);
        if (x == y || (isnan(x) && isnan(y))) {
            scale = isfinite(x) ? fmax(scale, fabs(x)) : scale;
            continue;
        }
        if (!isfinite(x - y))
            return INFINITY;
        scale = fmax(scale, fmax(fabs(x), fabs(y)));
        largest = fmax(largest, fabs(x - y));
    }
    return largest > 0 ? largest / scale : 0;
}

static void compare(const struct plot *a, const struct plot *b, struct total *t)
{
    t->plots++;
    t->vectors += a->vectors;
    t->points += a->points;
    for (size_t column = 0; column < a->vectors * a->parts; column++) {
        double d = column_difference(a, b, column);
        if (d > t->largest) {
            int n;
            const char *name = vector_name(a, column / a->parts, &n);
            t->largest = d;
            (void)snprintf(t->where, sizeof t->where, "%s/%.*s", a->name, n, name);
        }
    }
}

static int compare_files(struct raw *a, struct raw *b, struct total *t)
{
    struct plot p, q;
    for (;;) {
        int more = read_plot(a, &p), more_b = read_plot(b, &q);
        if (more < 0 || more_b < 0) {
            printf("%s: not a complete binary raw file\n", more < 0 ? a->path : b->path);
            return UNREADABLE;
        }
        if (more != more_b) {
            printf("%s has no plot '%s'\n", more ? b->path : a->path, more ? p.name : q.name);
            return SHAPES_DIFFER;
        }
        if (!more)
            return EQUAL;
        if (!same_shape(&p, &q))
            return SHAPES_DIFFER;
        compare(&p, &q, t);
    }
}

int main(int argc, char **argv)
{
    struct raw a = {0}, b = {0};
    struct total t = {0};
    double tolerance = 0;
    if (argc == 5 && strcmp(argv[1], "-r") == 0) {
        tolerance = strtod(argv[2], NULL);
        argv += 2;
    } else if (argc != 3) {
        (void)fputs("usage: rawdiff [-r TOLERANCE] A.raw B.raw\n", stderr);
        return UNREADABLE;
    }
    int status = UNREADABLE;
    if (load(&a, argv[1]) && load(&b, argv[2]))
        status = compare_files(&a, &b, &t);
    if (status == EQUAL) {
        printf("%zu %zu %zu %.2g %s\n", t.plots, t.vectors, t.points, t.largest, t.where);
        if (t.largest > tolerance)
            status = VALUES_DIFFER;
    }
    free(a.data);
    free(b.data);
    return status;
}
