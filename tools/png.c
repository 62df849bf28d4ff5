#include "png.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <zlib.h>

static void put_u32(unsigned char *p, unsigned long v)
{
    for (int i = 0; i < 4; i++)
        p[i] = (unsigned char)(v >> (24 - 8 * i));
}

static void add_chunk(text *t, const char *type, const unsigned char *data, size_t n)
{
    unsigned char word[4];
    put_u32(word, n);
    text_add_bytes(t, (const char *)word, 4);
    text_add_bytes(t, type, 4);
    text_add_bytes(t, (const char *)data, n);
    unsigned long crc = crc32(crc32(0, (const unsigned char *)type, 4), data, (unsigned)n);
    put_u32(word, crc);
    text_add_bytes(t, (const char *)word, 4);
}

static void add_base64(text *t, const unsigned char *s, size_t n)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    for (size_t i = 0; i < n; i += 3) {
        unsigned v = (unsigned)s[i] << 16;
        v |= i + 1 < n ? (unsigned)s[i + 1] << 8 : 0;
        v |= i + 2 < n ? s[i + 2] : 0;
        char four[5] = {digits[v >> 18], digits[v >> 12 & 63],
                        i + 1 < n ? digits[v >> 6 & 63] : '=', i + 2 < n ? digits[v & 63] : '=',
                        '\0'};
        text_add(t, four);
    }
}

/* The picture's rows, each behind the number of its filter (0: none), deflated. */
static unsigned char *deflate_rows(const rgb *pixels, int width, int height, size_t *n)
{
    size_t row = 1 + 3 * (size_t)width, size = row * (size_t)height;
    unsigned char *raw = alloc_zeroed(size, 1);
    for (int y = 0; y < height; y++) {
        unsigned char *p = raw + (size_t)y * row + 1;
        for (int x = 0; x < width; x++, p += 3) {
            const rgb *c = &pixels[(size_t)y * (size_t)width + (size_t)x];
            p[0] = c->r;
            p[1] = c->g;
            p[2] = c->b;
        }
    }
    uLongf packed = compressBound(size);
    unsigned char *out = alloc_zeroed(packed, 1);
    if (compress2(out, &packed, raw, size, 9) != Z_OK) {
        fputs("ngspike: out of memory\n", stderr);
        exit(EXIT_FAILURE);
    }
    free(raw);
    *n = packed;
    return out;
}

void png_data_uri(text *t, const rgb *pixels, int width, int height)
{
    unsigned char header[13] = {[8] = 8, [9] = 2}; /* 8 bits, RGB */
    put_u32(header, (unsigned long)width);
    put_u32(header + 4, (unsigned long)height);
    size_t n;
    unsigned char *packed = deflate_rows(pixels, width, height, &n);
    text png = {0};
    text_add_bytes(&png, "\x89PNG\r\n\x1a\n", 8);
    add_chunk(&png, "IHDR", header, sizeof header);
    add_chunk(&png, "IDAT", packed, n);
    add_chunk(&png, "IEND", (const unsigned char *)"", 0);
    text_add(t, "data:image/png;base64,");
    add_base64(t, (const unsigned char *)png.s, png.n);
    text_free(&png);
    free(packed);
}
