/* One way to fail, for all of libngspike. A function that can fail takes an ns_error * (never NULL)
 * last, returns false or NULL, and leaves there a message that names what was wrong (parameter or
 * file), the value, the limit and the remedy. Nothing in lib/ prints or exits. */
#ifndef NGSPIKE_ERROR_H
#define NGSPIKE_ERROR_H

#include <stdbool.h>

typedef struct {
    char msg[640];
} ns_error;

/* Formats a message into e (cut at its size) and returns false, so that a caller can `return
 * ns_fail(...)`. */
bool ns_fail(ns_error *e, const char *fmt, ...) __attribute__((format(printf, 2, 3)));

#endif
