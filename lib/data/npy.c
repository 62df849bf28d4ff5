#include "npy.h"

#include <ctype.h>
#include <errno.h>
#include <float.h>
#include <math.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "atomic_file.h"

static const char magic[] = "\x93NUMPY";

enum { MAGIC = 6, ALIGN = 64, MAX_HEADER = 1 << 16, CHUNK = 8192 };

/* Both directions go through bytes, so that they do not depend on the host's byte order. */
static void put_float(uint8_t b[4], float x)
{
    uint32_t u;
    memcpy(&u, &x, sizeof u);
    for (int i = 0; i < 4; i++) {
        b[i] = (uint8_t)(u >> (8 * i));
    }
}

static uint64_t get_little(const uint8_t *b, size_t n)
{
    uint64_t u = 0;
    for (size_t i = n; i-- > 0;) {
        u = u << 8 | b[i];
    }
    return u;
}

static double get_float(const uint8_t *b, size_t size)
{
    const uint64_t u = get_little(b, size);
    if (size == 4) {
        const uint32_t u4 = (uint32_t)u;
        float x;
        memcpy(&x, &u4, sizeof x);
        return x;
    }
    double x;
    memcpy(&x, &u, sizeof x);
    return x;
}

/* ---- writing ---- */

static void write_header(FILE *f, size_t rows, size_t cols)
{
    char dict[128];
    const int len =
        snprintf(dict, sizeof dict,
                 "{'descr': '<f4', 'fortran_order': False, 'shape': (%zu, %zu), }", rows, cols);
    /* The data begins at a multiple of 64 bytes; the header ends with a newline. */
    const int before = MAGIC + 4, pad = (ALIGN - (before + len + 1) % ALIGN) % ALIGN;
    const int size = len + pad + 1;
    fwrite(magic, 1, MAGIC, f);
    const uint8_t rest[4] = {1, 0, (uint8_t)(size & 255), (uint8_t)(size >> 8)};
    fwrite(rest, 1, sizeof rest, f);
    fprintf(f, "%s%*s\n", dict, pad, "");
}

bool ns_npy_write(const char *path, const float *data, size_t rows, size_t cols, ns_error *e)
{
    ns_file w;
    if (!ns_file_begin(&w, path, e)) {
        return false;
    }
    write_header(w.f, rows, cols);
    const size_t n = rows * cols;
    uint8_t b[4 * CHUNK];
    for (size_t i = 0; i < n;) {
        size_t k = 0;
        for (; k < CHUNK && i < n; k++, i++) {
            put_float(&b[4 * k], data[i]);
        }
        fwrite(b, 4, k, w.f);
    }
    return ns_file_commit(&w, e); /* reports a failed write above */
}

/* ---- reading ---- */

/* What the header's dictionary says. */
typedef struct {
    char descr[16], shape[64];
    bool fortran;
    int ndim;
    unsigned long long dim[2];
} npy_header;

static const char *skip(const char *s)
{
    return s + strspn(s, " \t\r\n");
}

/* Finds 'key': in a Python dictionary; returns what follows, NULL if it is not there. */
static const char *value_of(const char *dict, const char *key)
{
    const size_t len = strlen(key);
    for (const char *s = dict; (s = strpbrk(s, "'\"")); s++) {
        const char quote = *s++;
        if (strncmp(s, key, len) == 0 && s[len] == quote) {
            const char *colon = skip(s + len + 1);
            return *colon == ':' ? skip(colon + 1) : NULL;
        }
        s = strchr(s, quote); /* to the end of this string */
        if (!s) {
            break;
        }
    }
    return NULL;
}

/* Takes the tuple "(a, b)" at s; keeps its text for messages and its first two numbers. */
static bool parse_shape(npy_header *h, const char *s)
{
    const size_t len = strcspn(s, ")") + 1;
    if (*s != '(' || len > strlen(s) || len >= sizeof h->shape) {
        return false;
    }
    memcpy(h->shape, s, len);
    h->shape[len] = 0;
    for (s = skip(s + 1); *s != ')'; s = skip(s)) {
        if (!isdigit((unsigned char)*s)) {
            return false;
        }
        char *end;
        const unsigned long long d = strtoull(s, &end, 10);
        if (h->ndim < 2) {
            h->dim[h->ndim] = d;
        }
        h->ndim++;
        s = skip(end);
        if (*s == ',') {
            s++;
        } else if (*s != ')') {
            return false;
        }
    }
    return true;
}

static bool parse_dict(npy_header *h, const char *dict)
{
    const char *descr = value_of(dict, "descr"), *order = value_of(dict, "fortran_order"),
               *shape = value_of(dict, "shape");
    if (!descr || !order || !shape || (*descr != '\'' && *descr != '"')) {
        return false;
    }
    const size_t len = strcspn(descr + 1, "'\"");
    if (len >= sizeof h->descr) {
        return false;
    }
    memcpy(h->descr, descr + 1, len);
    h->fortran = strncmp(order, "True", 4) == 0;
    return (h->fortran || strncmp(order, "False", 5) == 0) && parse_shape(h, shape);
}

/* Reads the fixed part and returns the length of the dictionary, 0 with a message on failure. */
static size_t read_preamble(FILE *f, const char *path, ns_error *e)
{
    uint8_t b[MAGIC + 2], len[4];
    const size_t got = fread(b, 1, sizeof b, f);
    if (got < sizeof b || memcmp(b, magic, MAGIC) != 0) {
        ns_fail(e,
                "%s: not a .npy file: it does not begin with \\x93NUMPY; write it with numpy.save",
                path);
        return 0;
    }
    if (b[6] != 1 && b[6] != 2) {
        ns_fail(e, "%s: .npy version %d.%d, only 1.0 and 2.0 can be read", path, b[6], b[7]);
        return 0;
    }
    const size_t bytes = b[6] == 1 ? 2 : 4;
    const uint64_t size = fread(len, 1, bytes, f) == bytes ? get_little(len, bytes) : 0;
    if (size == 0 || size > MAX_HEADER) {
        ns_fail(e, "%s: truncated or damaged: its header has a length of %llu, the limit is %d",
                path, (unsigned long long)size, MAX_HEADER);
        return 0;
    }
    return (size_t)size;
}

static bool read_header(npy_header *h, FILE *f, const char *path, ns_error *e)
{
    *h = (npy_header){0};
    const size_t size = read_preamble(f, path, e);
    char *dict = size ? calloc(1, size + 1) : NULL;
    if (!dict) {
        return size ? ns_fail(e, "%s: out of memory", path) : false;
    }
    const bool whole = fread(dict, 1, size, f) == size, ok = whole && parse_dict(h, dict);
    free(dict);
    if (!whole) {
        return ns_fail(e, "%s: truncated within its header of %zu bytes", path, size);
    }
    return ok ||
           ns_fail(e,
                   "%s: its header is not a dictionary with 'descr', 'fortran_order' and 'shape' "
                   "of an array of numbers; write it with numpy.save",
                   path);
}

static bool in_c_order(const npy_header *h, const char *path, size_t rows, size_t cols, ns_error *e)
{
    return !h->fortran || rows <= 1 || cols <= 1 ||
           ns_fail(e,
                   "%s: is in Fortran order, only C order can be read; save "
                   "numpy.ascontiguousarray(a)",
                   path);
}

/* Returns the bytes of an item, 0 with a message if this array cannot be read. */
static size_t check_header(const npy_header *h, const char *path, size_t rows, size_t cols,
                           ns_error *e)
{
    const size_t size = strcmp(h->descr, "<f4") == 0 ? 4 : strcmp(h->descr, "<f8") == 0 ? 8 : 0;
    if (!size) {
        ns_fail(e,
                "%s: its items are '%s', only '<f4' and '<f8' can be read; convert it with "
                "a.astype('<f4')",
                path, h->descr);
        return 0;
    }
    if (h->ndim != 2 || h->dim[0] != rows || h->dim[1] != cols) {
        ns_fail(e, "%s: its shape is %s, wanted is (%zu, %zu)%s", path, h->shape, rows, cols,
                h->ndim == 2 && h->dim[0] == cols && h->dim[1] == rows ? "; transpose it" : "");
        return 0;
    }
    return in_c_order(h, path, rows, cols, e) ? size : 0;
}

static bool read_items(FILE *f, const char *path, size_t size, float *data, size_t rows,
                       size_t cols, ns_error *e)
{
    uint8_t b[8 * CHUNK];
    const size_t n = rows * cols;
    for (size_t i = 0; i < n;) {
        const size_t want = n - i < CHUNK ? n - i : CHUNK;
        const size_t got = fread(b, 1, size * want, f);
        if (got < size * want) {
            return ns_fail(e, "%s: truncated: %zu bytes of data wanted, %zu there", path, n * size,
                           i * size + got);
        }
        for (size_t k = 0; k < want; k++, i++) {
            const double x = get_float(&b[size * k], size);
            if (!(fabs(x) <= FLT_MAX)) {
                return ns_fail(e,
                               "%s: the item [%zu, %zu] is %g, only finite numbers up to %g are "
                               "allowed",
                               path, i / cols, i % cols, x, (double)FLT_MAX);
            }
            data[i] = (float)x;
        }
    }
    if (fgetc(f) != EOF) {
        return ns_fail(e, "%s: has bytes beyond the %zu of its data", path, n * size);
    }
    return true;
}

bool ns_npy_read(const char *path, float *data, size_t rows, size_t cols, ns_error *e)
{
    FILE *f = fopen(path, "rbe");
    if (!f) {
        return ns_fail(e, "%s: cannot be opened: %s", path, strerror(errno));
    }
    npy_header h;
    size_t size = 0;
    const bool ok = read_header(&h, f, path, e) && (size = check_header(&h, path, rows, cols, e)) &&
                    read_items(f, path, size, data, rows, cols, e);
    fclose(f);
    return ok;
}

bool ns_npy_shape(const char *path, size_t *rows, size_t *cols, ns_error *e)
{
    FILE *f = fopen(path, "rbe");
    if (!f) {
        return ns_fail(e, "%s: cannot be opened: %s", path, strerror(errno));
    }
    npy_header h;
    const bool ok = read_header(&h, f, path, e);
    fclose(f);
    if (ok && (h.ndim != 2 || h.dim[0] == 0 || h.dim[1] == 0)) {
        return ns_fail(e, "%s: its shape is %s, wanted is a matrix", path, h.shape);
    }
    if (ok) {
        *rows = (size_t)h.dim[0];
        *cols = (size_t)h.dim[1];
    }
    return ok;
}

/* ---- rows of numbers of any type ---- */

/* How an item is read: kind 'f', 'i', 'u' and bytes; 0 bytes: it cannot be. */
typedef struct {
    char kind;
    size_t size;
} item;

static item item_of(const char *descr)
{
    const char *const known[] = {"<f4", "<f8", "<i2", "<i4", "<i8",
                                 "<u2", "<u4", "<u8", "|i1", "|u1"};
    for (size_t k = 0; k < sizeof known / sizeof *known; k++) {
        if (strcmp(descr, known[k]) == 0) {
            return (item){descr[1], (size_t)(descr[2] - '0')};
        }
    }
    return (item){0};
}

static double get_number(const uint8_t *b, item it)
{
    if (it.kind == 'f') {
        return get_float(b, it.size);
    }
    const uint64_t u = get_little(b, it.size), sign = UINT64_C(1) << (8 * it.size - 1);
    return it.kind == 'u' || !(u & sign) ? (double)u : -(double)((~u + 1) & (sign | (sign - 1)));
}

static bool read_numbers(FILE *f, const char *path, item it, double *data, size_t n, ns_error *e)
{
    uint8_t b[8 * CHUNK];
    for (size_t i = 0; i < n;) {
        const size_t want = n - i < CHUNK ? n - i : CHUNK;
        const size_t got = fread(b, 1, it.size * want, f);
        if (got < it.size * want) {
            return ns_fail(e, "%s: truncated: %zu bytes of data wanted, %zu there", path,
                           n * it.size, i * it.size + got);
        }
        for (size_t k = 0; k < want; k++, i++) {
            data[i] = get_number(&b[it.size * k], it);
        }
    }
    return true;
}

static bool check_rows(const npy_header *h, const char *path, size_t cols, ns_error *e)
{
    if (!item_of(h->descr).size) {
        return ns_fail(e,
                       "%s: its items are '%s', floats and integers in little endian can be read; "
                       "convert it with a.astype('<f8')",
                       path, h->descr);
    }
    if (h->ndim != 2 || h->dim[1] != cols || h->dim[0] > SIZE_MAX / cols / sizeof(double)) {
        return ns_fail(e, "%s: its shape is %s, wanted are rows of %zu", path, h->shape, cols);
    }
    return in_c_order(h, path, (size_t)h->dim[0], cols, e);
}

static bool read_rows(FILE *f, const char *path, double **data, size_t *rows, size_t cols,
                      ns_error *e)
{
    npy_header h;
    if (!read_header(&h, f, path, e) || !check_rows(&h, path, cols, e)) {
        return false;
    }
    const size_t n = (size_t)h.dim[0] * cols;
    *rows = (size_t)h.dim[0];
    *data = malloc(n ? n * sizeof **data : 1);
    if (!*data) {
        return ns_fail(e, "%s: out of memory for %zu rows", path, *rows);
    }
    if (!read_numbers(f, path, item_of(h.descr), *data, n, e)) {
        free(*data);
        return false;
    }
    return true;
}

bool ns_npy_read_rows(const char *path, double **data, size_t *rows, size_t cols, ns_error *e)
{
    FILE *f = fopen(path, "rbe");
    if (!f) {
        return ns_fail(e, "%s: cannot be opened: %s", path, strerror(errno));
    }
    const bool ok = read_rows(f, path, data, rows, cols, e);
    fclose(f);
    return ok;
}
