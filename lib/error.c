#include "error.h"

#include <stdarg.h>
#include <stdio.h>

bool ns_fail(ns_error *e, const char *fmt, ...)
{
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(e->msg, sizeof e->msg, fmt, ap);
    va_end(ap);
    return false;
}
