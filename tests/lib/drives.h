/* Voltages in time for the tests of all families. */
#ifndef TESTS_DRIVES_H
#define TESTS_DRIVES_H

#include <math.h>
#include <stdint.h>

#include "../../lib/device/device.h"

enum { DRIVE_SINE, DRIVE_TRIANGLE, DRIVE_PULSES, DRIVE_RANDOM, DRIVES };
enum { DRIVE_CORNERS = 40 }; /* of a period, evenly spaced: between them every drive is smooth */

typedef struct {
    int shape;
    double up, down; /* amplitudes, V */
    double period;   /* s */
} drive;

static inline double drive_scaled(const drive *d, double y)
{
    return y * (y > 0 ? d->up : d->down);
}

/* A reproducible value in -1..1 for corner k. */
static inline double drive_noise(int k)
{
    uint32_t h = (uint32_t)(k % DRIVE_CORNERS) * 2654435761u;
    h ^= h >> 15;
    h *= 2246822519u;
    return (double)(h >> 8) / (1 << 23) - 1;
}

/* Trapezoid of a tenth of a period: rise, top, fall, rest; alternating between two up, two down. */
static inline double drive_pulse(double c)
{
    double in = fmod(c, 4);
    double y = in < 1 ? in : in < 2 ? 1 : in < 3 ? 3 - in : 0;
    return fmod(c, 16) < 8 ? y : -y;
}

static inline double drive_at(const drive *d, double t)
{
    double u = fmod(t / d->period, 1), c = u * DRIVE_CORNERS;
    int k = (int)c;
    switch (d->shape) {
    case DRIVE_SINE:
        return drive_scaled(d, sin(2 * 3.14159265358979323846 * u));
    case DRIVE_TRIANGLE:
        return drive_scaled(d, u < 0.25 ? 4 * u : u < 0.75 ? 2 - 4 * u : 4 * u - 4);
    case DRIVE_PULSES:
        return drive_scaled(d, drive_pulse(c));
    default:
        return drive_scaled(d, drive_noise(k) + (c - k) * (drive_noise(k + 1) - drive_noise(k)));
    }
}

/* The amplitude of this sign at which a quarter of the period moves the state about half way. */
static inline double drive_amplitude(const ns_device *d, const void *p, double period, double sign)
{
    double lo = 1e-3, hi = 50, span = d->x_hi - d->x_lo;
    double from = sign > 0 ? d->x_lo + 0.1 * span : d->x_lo + 0.9 * span;
    for (int k = 0; k < 60; k++) {
        double v = sqrt(lo * hi), moved = fabs(ns_flow(d, p, sign * v, from, period / 8) - from);
        *(moved < 0.5 * span ? &lo : &hi) = v;
    }
    return hi;
}

/* A drive in which a few volts move the state to and fro: the period is the shortest, of several,
 * in which they are enough. */
static inline drive drive_for(const ns_device *d, const void *p)
{
    drive w = {0, 3, 3, 1};
    for (double most = 6; most < 40; most *= 3) {
        for (double period = 1e-9; period < 1e7; period *= 1e3) {
            double up = drive_amplitude(d, p, period, 1), down = drive_amplitude(d, p, period, -1);
            if (fmax(up, down) < most)
                return (drive){0, up, down, period};
        }
    }
    return w; /* the last part of the way takes for ever (pickett) */
}

#endif
