/* The log of all calls of the library's models that a user asks for in the environment:
 *
 *  NGSPIKE_TRACE       1: to stderr; 0 or empty: none; anything else: the file to write
 *  NGSPIKE_TRACE_ONLY  names of instances ("a1 a.x1.a2"): only these
 *
 * Written before and after each call, and whenever the model calls the host, so that a crash leaves
 * the last call at the end of the log. */
#ifndef NGSPIKE_TRACE_H
#define NGSPIKE_TRACE_H

#include "cm.h"

/* Opens the log, if one is asked for, for models in this version of ngspice. */
void cm_trace_start(const char *version);

bool cm_trace_is_on(void);

/* A call that is to be logged is running. */
extern bool cm_tracing;

/* Writes what the running call does: a line below it. */
void cm_trace_note(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

/* The same at no cost while no call is logged. */
#define CM_TRACE(...)                                                                              \
    do {                                                                                           \
        if (cm_tracing)                                                                            \
            cm_trace_note(__VA_ARGS__);                                                            \
    } while (0)

/* Writes what happens between two calls, if the log is on. */
void cm_trace_remark(const char *text);

#endif
