/* Recorded address events: files of (time, address) pairs.
 *
 *  csv     text: one event a line, time and address, separated by comma, semicolon or blanks. Lines
 *          that begin with # and empty ones are passed over. A first line that is not numbers names
 *          the columns: time (or t, timestamp) and address (or addr, id, neuron) are used, as
 *          spike_record writes them; without it they are the first and second column.
 *  npy     2-d array, one event a row: time, address. Floats or integers of any width.
 *  aedat   address-event files of event cameras and neuromorphic chips, version 2.0 (big endian,
 *          32-bit address and time of 1 us) and 3.0/3.1 (packets; polarity and spike events, those
 *          marked invalid are left out).
 *
 * Addresses of aedat: with a sensor, that of a pixel is y width + x, twice that plus the polarity
 * (1: brighter) if both polarities are wanted. Version 2.0 counts y from below, 3.1 from above; as
 * in the file. Without a sensor ("raw"), the 32-bit address of version 2.0 is taken as it is. */
#ifndef NGSPIKE_EVENTS_H
#define NGSPIKE_EVENTS_H

#include <stddef.h>
#include <stdint.h>

#include "../error.h"

typedef enum { NS_EVENTS_AUTO, NS_EVENTS_CSV, NS_EVENTS_NPY, NS_EVENTS_AEDAT } ns_events_format;
/* How an address of AEDAT 2.0 is laid out; versions 3 say x and y themselves. */
typedef enum { NS_SENSOR_RAW, NS_SENSOR_DVS128, NS_SENSOR_DAVIS } ns_events_sensor;
typedef enum { NS_POLARITY_BOTH, NS_POLARITY_ON, NS_POLARITY_OFF, NS_POLARITY_ANY } ns_polarity;

typedef struct {
    ns_events_format format; /* auto: by what the file begins with, else csv */
    ns_events_sensor sensor;
    ns_polarity polarity; /* any: all events, at the address of their pixel */
    uint32_t width;       /* pixels in a row; 0: 128 for dvs128, 240 for davis and in versions 3 */
    double scale;         /* seconds per unit of the file's times; 0: 1, or 1e-6 for aedat */
} ns_events_options;

typedef struct {
    size_t n;
    double *t; /* s, ascending; events of one time in the file's order */
    uint32_t *addr;
    uint32_t n_addr; /* 1 + the largest address, 0 without events */
    ns_events_format format;
} ns_events;

/* Reads a whole file. Events out of order are sorted. Refuses what is no number, times that are not
 * finite, addresses that are not whole numbers from 0 to 2^32 - 2, truncated files; the message
 * says where. On failure ev holds nothing. */
bool ns_events_read(ns_events *ev, const char *path, const ns_events_options *o, ns_error *e);
void ns_events_free(ns_events *ev);

#endif
