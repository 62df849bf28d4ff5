#include "window.h"

static const char *const names[] = {NS_WINDOW_NAMES};

bool ns_window_prepare(ns_window *w, int kind, double p, double j, const char *who, ns_error *e)
{
    if ((kind == NS_WINDOW_JOGLEKAR || kind == NS_WINDOW_BIOLEK) && (p < 1 || p != floor(p)))
        return ns_fail(e,
                       "%s: p = %.12g must be a whole number >= 1 with window = %s (prodromakis "
                       "and zha take any p > 0)",
                       who, p, names[kind]);
    bool scaled = kind == NS_WINDOW_PRODROMAKIS || kind == NS_WINDOW_ZHA;
    *w = (ns_window){.kind = kind, .a = scaled ? j : 1, .e = kind == NS_WINDOW_STRUKOV ? 1 : p};
    return true;
}
