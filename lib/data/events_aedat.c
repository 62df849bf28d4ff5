/* Address-event files, versions 2.0 and 3.0/3.1, after iniVation's description of the formats. */
#include <stdlib.h>
#include <string.h>

#include "events_impl.h"

/* The header: lines that begin with #. Returns the version times ten, 0 with a message. Version 3.1
 * says where it ends; in 2.0 and 3.0 it ends before the first line that does not begin with #. */
static int read_header(FILE *f, const char *path, ns_error *e)
{
    char line[4096];
    int major = 0, minor = 0, c;
    if (!fgets(line, sizeof line, f) || sscanf(line, "#!AER-DAT%d.%d", &major, &minor) != 2 ||
        !((major == 2 && minor == 0) || (major == 3 && minor <= 1))) {
        ns_fail(e,
                "%s: begins with \"%.*s\": address-event files of version 2.0, 3.0 and 3.1 can be "
                "read (#!AER-DAT2.0); convert others, or give times and addresses as csv or npy",
                path, 40, major ? line : "something else");
        return 0;
    }
    const int version = 10 * major + minor;
    while ((c = fgetc(f)) == '#') {
        bool begins = true;
        do { /* a line may be longer than the buffer */
            if (!fgets(line, sizeof line, f)) {
                ns_fail(e, "%s: truncated within its header", path);
                return 0;
            }
            if (begins && version == 31 && strncmp(line, "!END-HEADER", 11) == 0) {
                return version;
            }
            begins = false;
        } while (!strchr(line, '\n'));
    }
    if (version == 31) {
        ns_fail(e, "%s: its header does not end with #!END-HEADER", path);
        return 0;
    }
    ungetc(c, f);
    return version;
}

/* A pixel's event to the sink, if its polarity is wanted. */
static bool add_pixel(ns_events_sink *s, const ns_events_options *o, double time, uint32_t x,
                      uint32_t y, bool on, const char *where, ns_error *e)
{
    const uint32_t width = o->width ? o->width : o->sensor == NS_SENSOR_DVS128 ? 128 : 240;
    if (x >= width) {
        return ns_fail(e, "%s: %s: x = %u is beyond the sensor's width of %u: set width", s->path,
                       where, x, width);
    }
    if ((o->polarity == NS_POLARITY_ON && !on) || (o->polarity == NS_POLARITY_OFF && on)) {
        return true;
    }
    const double pixel = (double)y * width + x;
    return ns_events_add(s, time, o->polarity == NS_POLARITY_BOTH ? 2 * pixel + on : pixel, where,
                         e);
}

/* ---- version 2.0 ---- */

static uint32_t big32(const uint8_t *b)
{
    return (uint32_t)b[0] << 24 | (uint32_t)b[1] << 16 | (uint32_t)b[2] << 8 | b[3];
}

static bool add_old(ns_events_sink *s, const ns_events_options *o, double time, uint32_t a,
                    const char *where, ns_error *e)
{
    if (o->sensor == NS_SENSOR_DVS128) { /* bit 15: an external event */
        return (a & 0x8000) || add_pixel(s, o, time, a >> 1 & 0x7f, a >> 8 & 0x7f, a & 1, where, e);
    }
    if (o->sensor == NS_SENSOR_DAVIS) { /* bit 31: a sample of a frame; bit 10: an external event */
        return (a & 0x80000400) ||
               add_pixel(s, o, time, a >> 12 & 0x3ff, a >> 22 & 0x1ff, a >> 11 & 1, where, e);
    }
    return ns_events_add(s, time, a, where, e);
}

/* Times are 32 bits and begin again after 71.6 minutes. */
static bool read_old(ns_events_sink *s, FILE *f, const ns_events_options *o, ns_error *e)
{
    uint8_t b[8];
    uint32_t before = 0;
    double turns = 0;
    for (size_t k = 0, got; (got = fread(b, 1, sizeof b, f)) > 0; k++) {
        char where[40];
        snprintf(where, sizeof where, "event %zu", k);
        if (got < sizeof b) {
            return ns_fail(e, "%s: truncated within %s", s->path, where);
        }
        const uint32_t t = big32(b + 4);
        turns += k && before - t > UINT32_C(1) << 31 && t < before ? 0x1p32 : 0;
        before = t;
        if (!add_old(s, o, turns + t, big32(b), where, e)) {
            return false;
        }
    }
    return true;
}

/* ---- versions 3.0 and 3.1 ---- */

static uint32_t little32(const uint8_t *b)
{
    return (uint32_t)b[3] << 24 | (uint32_t)b[2] << 16 | (uint32_t)b[1] << 8 | b[0];
}

enum { POLARITY = 1, SPIKE = 12, HEADER = 28, MAX_EVENT = 1 << 26 };

typedef struct {
    int type;
    uint32_t size, time_at, overflow, n;
    size_t number; /* of the packet in the file */
} packet;

static bool add_new(ns_events_sink *s, const ns_events_options *o, const packet *p,
                    const uint8_t *b, const char *where, ns_error *e)
{
    const uint32_t data = little32(b);
    const double time = p->overflow * 0x1p31 + little32(b + p->time_at);
    if (!(data & 1)) {
        return true; /* marked invalid */
    }
    if (p->type == SPIKE) { /* neuron, core and chip of a neuromorphic processor */
        return ns_events_add(s, time, data >> 1, where, e);
    }
    return add_pixel(s, o, time, data >> 17, data >> 2 & 0x7fff, data >> 1 & 1, where, e);
}

static bool read_events(ns_events_sink *s, FILE *f, const ns_events_options *o, const packet *p,
                        ns_error *e)
{
    uint8_t b[8];
    for (uint32_t k = 0; k < p->n; k++) {
        char where[64];
        snprintf(where, sizeof where, "packet %zu, event %u", p->number, k);
        if (fread(b, 1, sizeof b, f) < sizeof b) {
            return ns_fail(e, "%s: truncated within %s", s->path, where);
        }
        if (!add_new(s, o, p, b, where, e)) {
            return false;
        }
    }
    return true;
}

static bool read_packet(ns_events_sink *s, FILE *f, const ns_events_options *o, const uint8_t *h,
                        size_t number, ns_error *e)
{
    const packet p = {.type = h[0] | h[1] << 8,
                      .size = little32(h + 4),
                      .time_at = little32(h + 8),
                      .overflow = little32(h + 12),
                      .n = little32(h + 20),
                      .number = number};
    if (p.size == 0 || p.size > MAX_EVENT || p.n > MAX_EVENT) {
        return ns_fail(e, "%s: damaged: packet %zu has %u events of %u bytes", s->path, number, p.n,
                       p.size);
    }
    if (p.type != POLARITY && p.type != SPIKE) {
        return fseek(f, (long)((uint64_t)p.n * p.size), SEEK_CUR) == 0 ||
               ns_fail(e, "%s: cannot be read beyond packet %zu", s->path, number);
    }
    if (p.size != 8 || p.time_at != 4) {
        return ns_fail(e, "%s: damaged: packet %zu has events of %u bytes, its type has 8", s->path,
                       number, p.size);
    }
    return read_events(s, f, o, &p, e);
}

static bool read_new(ns_events_sink *s, FILE *f, const ns_events_options *o, ns_error *e)
{
    uint8_t h[HEADER];
    size_t got;
    for (size_t k = 0; (got = fread(h, 1, sizeof h, f)) > 0; k++) {
        if (got < sizeof h) {
            return ns_fail(e, "%s: truncated within the header of packet %zu", s->path, k);
        }
        if (!read_packet(s, f, o, h, k, e)) {
            return false;
        }
    }
    return true;
}

bool ns_events_aedat(ns_events_sink *s, FILE *f, const ns_events_options *o, ns_error *e)
{
    const int version = read_header(f, s->path, e);
    return version && (version == 20 ? read_old(s, f, o, e) : read_new(s, f, o, e));
}
