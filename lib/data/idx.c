#include "idx.h"

#include <errno.h>
#include <fcntl.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>
#include <zlib.h>

static const uint64_t max_bytes = INT32_MAX; /* so that every count of items fits an int */

/* A file being read; bytes counts what its header promises. */
typedef struct {
    gzFile f;
    const char *path;
    uint64_t bytes;
} reader;

static bool read_open(reader *r, const char *path, ns_error *e)
{
    struct stat st;
    const int fd = open(path, O_RDONLY | O_CLOEXEC);
    if (fd < 0) {
        return ns_fail(e, "%s: cannot be opened: %s", path, strerror(errno));
    }
    if (fstat(fd, &st) == 0 && S_ISDIR(st.st_mode)) {
        close(fd);
        return ns_fail(e, "%s: is a folder, an IDX file is needed", path);
    }
    *r = (reader){.f = gzdopen(fd, "rb"), .path = path};
    if (!r->f) {
        close(fd);
        return ns_fail(e, "%s: out of memory", path);
    }
    gzbuffer(r->f, 1 << 17);
    return true;
}

/* The reason why a read gave less than was asked for, once the end of the file is ruled out. */
static bool damaged(reader *r, ns_error *e)
{
    int code;
    const char *why = gzerror(r->f, &code);
    if (code == Z_ERRNO) {
        return ns_fail(e, "%s: cannot be read: %s", r->path, strerror(errno));
    }
    const char *colon = strstr(why, ": "); /* zlib puts "<fd:5>: " in front */
    why = colon ? colon + 2 : why;
    return ns_fail(e, "%s: the gzip data is damaged (zlib: %s); fetch the file again", r->path,
                   why);
}

/* Reads up to n bytes; *got < n at the end of the file. */
static bool read_some(reader *r, uint8_t *to, unsigned n, unsigned *got, ns_error *e)
{
    const int k = gzread(r->f, to, n);
    *got = 0;
    if (k < 0) {
        return damaged(r, e);
    }
    *got = (unsigned)k;
    if (*got < n) {
        int code;
        gzerror(r->f, &code);
        return code == Z_OK || code == Z_STREAM_END || damaged(r, e);
    }
    return true;
}

/* The code of IDX's third byte. */
static const char *type_name(uint8_t code)
{
    switch (code) {
    case 0x08:
        return "unsigned bytes";
    case 0x09:
        return "signed bytes";
    case 0x0B:
        return "16-bit integers";
    case 0x0C:
        return "32-bit integers";
    case 0x0D:
        return "32-bit floats";
    case 0x0E:
        return "64-bit floats";
    default:
        return NULL;
    }
}

static bool check_magic(const uint8_t h[4], const char *path, ns_error *e)
{
    if (h[0] || h[1] || !type_name(h[2])) {
        return ns_fail(e,
                       "%s: not an IDX file: it begins with %02x %02x %02x %02x, IDX files begin "
                       "with 00 00, a type (08 for unsigned bytes) and the number of dimensions",
                       path, h[0], h[1], h[2], h[3]);
    }
    if (h[2] != 0x08) {
        return ns_fail(e, "%s: holds %s (type %02x), only unsigned bytes (type 08) can be read",
                       path, type_name(h[2]), h[2]);
    }
    if (h[3] < 1 || h[3] > 4) {
        return ns_fail(e, "%s: has %d dimensions, only 1 to 4 can be read", path, h[3]);
    }
    return true;
}

static bool read_header(reader *r, ns_idx *x, ns_error *e)
{
    uint8_t h[4], d[16];
    unsigned got;
    if (!read_some(r, h, sizeof h, &got, e)) {
        return false;
    }
    if (got < sizeof h) {
        return ns_fail(e, "%s: truncated: %u bytes, the header of an IDX file has at least 8",
                       r->path, got);
    }
    if (!check_magic(h, r->path, e)) {
        return false;
    }
    x->ndim = h[3];
    const unsigned want = 4 * (unsigned)x->ndim;
    if (!read_some(r, d, want, &got, e)) {
        return false;
    }
    if (got < want) {
        return ns_fail(e, "%s: truncated: its header should have %u bytes, %u are there", r->path,
                       4 + want, 4 + got);
    }
    r->bytes = 1;
    for (int i = 0; i < x->ndim; i++) {
        const uint8_t *b = &d[4 * i];
        x->dim[i] = (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
        if (x->dim[i] == 0) {
            return ns_fail(e, "%s: empty: its dimension %d of %d is 0", r->path, i + 1, x->ndim);
        }
        if (x->dim[i] > max_bytes / r->bytes) {
            return ns_fail(e, "%s: its header announces more than the limit of %llu bytes", r->path,
                           (unsigned long long)max_bytes);
        }
        r->bytes *= x->dim[i];
    }
    return true;
}

/* Reads r->bytes bytes into memory that at most doubles what has been read, so that a header that
 * lies costs nothing. */
static bool read_body(reader *r, ns_idx *x, ns_error *e)
{
    uint64_t have = 0, room = 0;
    while (have < r->bytes) {
        if (have == room) {
            room = room ? 2 * room : UINT64_C(1) << 20;
            room = room < r->bytes ? room : r->bytes;
            uint8_t *more = realloc(x->data, room);
            if (!more) {
                return ns_fail(e, "%s: out of memory for its %llu bytes", r->path,
                               (unsigned long long)r->bytes);
            }
            x->data = more;
        }
        unsigned got;
        const unsigned want = (unsigned)(room - have);
        if (!read_some(r, x->data + have, want, &got, e)) {
            return false;
        }
        have += got;
        if (got < want) {
            return ns_fail(e, "%s: truncated: %llu bytes of data wanted, %llu there", r->path,
                           (unsigned long long)r->bytes, (unsigned long long)have);
        }
    }
    return true;
}

/* Beyond the data there must be nothing; reaching the end also makes zlib check its sum. */
static bool read_end(reader *r, ns_error *e)
{
    uint8_t extra;
    unsigned got;
    if (!read_some(r, &extra, 1, &got, e)) {
        return false;
    }
    if (got) {
        return ns_fail(e, "%s: has bytes beyond the %llu that its header announces", r->path,
                       (unsigned long long)r->bytes);
    }
    return true;
}

bool ns_idx_read(ns_idx *out, const char *path, ns_error *e)
{
    reader r = {0};
    *out = (ns_idx){0};
    if (!read_open(&r, path, e)) {
        return false;
    }
    const bool ok = read_header(&r, out, e) && read_body(&r, out, e) && read_end(&r, e);
    gzclose(r.f);
    if (!ok) {
        ns_idx_free(out);
    }
    return ok;
}

void ns_idx_free(ns_idx *x)
{
    free(x->data);
    *x = (ns_idx){0};
}
