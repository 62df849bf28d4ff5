/* Windows: what slows a boundary down near the ends of its range, shared by the drift models.
 *
 * F(x) at state x in [0, 1] for a drift in the given direction, written as a (1 - base^e). */
#ifndef NGSPIKE_WINDOW_H
#define NGSPIKE_WINDOW_H

#include <float.h>
#include <stdbool.h>

#include "../error.h"
#include "../numeric/safe.h"

enum {
    NS_WINDOW_NONE,
    NS_WINDOW_STRUKOV,
    NS_WINDOW_JOGLEKAR,
    NS_WINDOW_BIOLEK,
    NS_WINDOW_PRODROMAKIS,
    NS_WINDOW_ZHA,
    NS_WINDOWS
};
#define NS_WINDOW_NAMES "none", "strukov", "joglekar", "biolek", "prodromakis", "zha"

/* Rows of a family's parameter list (lib/param/param.h): window (up to LAST), p and j. */
#define NS_WINDOW_PARAMS(X, S, LAST, NAMES, DESCR)                                                 \
    X(S, ENUM, window, "", NS_WINDOW_NONE, 0, 0, LAST, 0, NAMES, DESCR, "")                        \
    X(S, REAL, p, "", 1, 0, 1, 1e3, 0, NULL,                                                       \
      "exponent of the window (joglekar, biolek: a whole number)",                                 \
      "Joglekar and Wolf 2009; Biolek et al. 2009; Prodromakis et al. 2011")                       \
    X(S, REAL, j, "", 1, 0, 1, 1e3, 0, NULL, "height of the window (prodromakis, zha)",            \
      "Prodromakis et al. 2011")

/* For the doc text of a family. */
#define NS_WINDOW_DOC                                                                              \
    "  none         1 (stops at the bounds)\n"                                                     \
    "  strukov      x (1 - x)\n"                                                                   \
    "  joglekar     1 - (2 x - 1)^(2 p)\n"                                                         \
    "  biolek       1 - u^(2 p)\n"                                                                 \
    "  prodromakis  j (1 - ((x - 1/2)^2 + 3/4)^p)\n"                                               \
    "  zha          j (1 - (u^2 / 4 + 3/4)^p)\n"

typedef struct {
    int kind;
    double a, e;
} ns_window;

/* `who` names the device in the message. */
bool ns_window_prepare(ns_window *w, int kind, double p, double j, const char *who, ns_error *e);

/* F at x, and its slope. (Inline: it is most of what an evaluation of the drift model costs.) */
static inline double ns_window_at(const ns_window *w, bool up, double x, double *f_x)
{
    /* With z = 1 - base in a form without cancellation the window keeps its digits near a bound,
     * and a state at a bound can leave it. */
    double z, z_x, base, u = up ? x : x - 1;
    switch (w->kind) {
    case NS_WINDOW_NONE:
        *f_x = 0;
        return 1;
    case NS_WINDOW_BIOLEK:
        z = up ? (1 - x) * (1 + x) : x * (2 - x);
        z_x = -2 * u;
        base = u * u;
        break;
    case NS_WINDOW_ZHA:
        z = 0.25 * (up ? (1 - x) * (1 + x) : x * (2 - x));
        z_x = -0.5 * u;
        base = 1 - z;
        break;
    default:
        /* Vanishes at both bounds, which a state approaches but never reaches; so keep the
         * evaluation off them by the least that a double can tell. */
        x = ns_clamp(x, DBL_MIN, 1 - DBL_EPSILON / 2);
        z = x * (1 - x);
        z_x = 1 - 2 * x;
        base = 1 - z;
        if (w->kind == NS_WINDOW_JOGLEKAR) {
            base = z_x * z_x;
            z *= 4;
            z_x *= 4;
        }
    }
    double slope, f = w->a * ns_one_minus_pow(z, base, w->e, &slope);
    *f_x = w->a * slope * z_x;
    return f;
}

#endif
