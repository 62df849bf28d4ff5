#include <math.h>
#include <stdbool.h>

#include "device.h"
#include "../numeric/safe.h"

#define YAKOPCIC_PARAMS(X, S)                                                                      \
    X(S, REAL, a1, "A", 0.17, 1e-18, 0, 1e3, 0, NULL, "amplitude of the current at v >= 0", SRC)   \
    X(S, REAL, a2, "A", 0.17, 1e-18, 0, 1e3, 0, NULL, "amplitude of the current at v < 0", SRC)    \
    X(S, REAL, b, "1/V", 0.05, 1e-6, 0, 100, 0, NULL, "curvature of the current", SRC)             \
    X(S, REAL, vp, "V", 0.16, 0, 0, 30, 0, NULL, "no motion at positive voltages up to this", SRC) \
    X(S, REAL, vn, "V", 0.15, 0, 0, 30, 0, NULL,                                                   \
      "no motion at negative voltages down to -vn (a magnitude)", SRC)                             \
    X(S, REAL, ap, "1/s", 4000, 0, 0, 1e15, 0, NULL, "speed of the motion at v > vp", SRC)         \
    X(S, REAL, an, "1/s", 4000, 0, 0, 1e15, 0, NULL, "speed of the motion at v < -vn", SRC)        \
    X(S, REAL, xp, "", 0.3, 0, 1, 1, 1, NULL, "the way up is slowed down above this state", SRC)   \
    X(S, REAL, xn, "", 0.5, 0, 1, 1, 1, NULL, "the way down is slowed down below state 1 - xn",    \
      SRC)                                                                                         \
    X(S, REAL, alphap, "", 1, 0, 0, 100, 0, NULL, "decay of the motion above xp", SRC)             \
    X(S, REAL, alphan, "", 5, 0, 0, 100, 0, NULL, "decay of the motion below 1 - xn", SRC)         \
    X(S, REAL, xo, "", 0.11, 0, 0, 1, 0, NULL, "initial state where none is given otherwise", SRC)
#define SRC "Yakopcic et al. 2011"

typedef struct {
    YAKOPCIC_PARAMS(NS_PARAM_FIELD, )
} yakopcic;

static const ns_param table[] = {YAKOPCIC_PARAMS(NS_PARAM_ROW, yakopcic)};

static const ns_param_set sets[] = {
    {"oblea_sine", "Ag chalcogenide of Boise State University; 0.45 V, 100 Hz sine",
     "data of Oblea et al. as fitted by Yakopcic et al. 2011; values from the first parameter "
     "line of Yakopcic's SPICE subcircuit, 2011",
     "a1=0.17 a2=0.17 b=0.05 vp=0.16 vn=0.15 ap=4000 an=4000 xp=0.3 xn=0.5 alphap=1 alphan=5 "
     "xo=0.11"},
    {"oblea_pulsed", "the same device; repeated 0.25 V, 100 Hz triangles",
     "data of Oblea et al. as fitted by Yakopcic et al.; values from T. Tiotto, "
     "Memristor-Models, backend/experiments.py",
     "a1=0.097 a2=0.097 b=0.05 vp=0.16 vn=0.15 ap=4000 an=4000 xp=0.3 xn=0.5 alphap=1 alphan=5 "
     "xo=0.001"},
    {"knowm", "the Ag chalcogenide with higher thresholds",
     "second parameter line of Yakopcic's SPICE subcircuit as published in Knowm's "
     "memristor-models-4-all, Yakopcic/LTSpice",
     "a1=0.17 a2=0.17 b=0.05 vp=0.65 vn=0.56 ap=4000 an=4000 xp=0.3 xn=0.5 alphap=1 alphan=5 "
     "xo=0.11"},
    {"jo", "Ag/a-Si of the University of Michigan; +4/-2 V triangles of 5 s",
     "data of Jo et al. as fitted by Yakopcic et al.; values from T. Tiotto, "
     "Memristor-Models, backend/experiments.py",
     "a1=3.7e-7 a2=4.35e-7 b=0.7 vp=1.5 vn=0.5 ap=0.005 an=0.08 xp=0.2 xn=0.5 alphap=1.2 alphan=3 "
     "xo=0.1"},
    {"miao", "TaOx of HP Labs; +0.75/-1.25 V triangles of 20 s",
     "data of Miao et al. as fitted by Yakopcic et al.; values from T. Tiotto, "
     "Memristor-Models, backend/experiments.py",
     "a1=0.11 a2=0.11 b=0.5 vp=0.09 vn=0.75 ap=7.5 an=2 xp=0.3 xn=0.5 alphap=1 alphan=5 xo=0.11"},
    {0},
};

static bool prepare(void *params, ns_error *e)
{
    (void)params;
    (void)e;
    return true; /* every combination within the ranges makes sense */
}

/* a (e^v - e^vt) for v > vt, without cancellation next to the threshold, and its slope. */
static double drive(double a, double vt, double v, double *slope)
{
    double scale = a * exp(vt), y = ns_expm1_tangent(v - vt, slope);
    *slope *= scale;
    return scale * y;
}

/* What slows the motion down near a bound, at the fraction z of the way from the bound to the point
 * from which on it does; `width` is that way. Decays as e^(-alpha s), s the distance behind the
 * point, and vanishes linearly at the bound. */
static double slowed(double alpha, double z, double width, double *slope)
{
    if (z >= 1) {
        *slope = 0;
        return 1;
    }
    double decay = exp(-alpha * width * (1 - z));
    *slope = decay * (1 / width + alpha * z);
    return decay * z;
}

static void rate(const yakopcic *m, double v, double x, ns_eval *out)
{
    double g, g_v, w, w_s;
    if (v > m->vp) {
        g = drive(m->ap, m->vp, v, &g_v);
        w = slowed(m->alphap, (1 - x) / (1 - m->xp), 1 - m->xp, &w_s);
        out->f = g * w;
        out->f_v = g_v * w;
        out->f_x = -g * w_s;
    } else if (v < -m->vn) {
        g = drive(m->an, m->vn, -v, &g_v);
        w = slowed(m->alphan, x / (1 - m->xn), 1 - m->xn, &w_s);
        out->f = -g * w;
        out->f_v = g_v * w;
        out->f_x = -g * w_s;
    } else
        out->f = out->f_v = out->f_x = 0;
}

static void eval(const void *params, double v, double x, ns_eval *out)
{
    const yakopcic *m = params;
    v = ns_clamp(v, -1e100, 1e100); /* so that no product overflows */
    x = ns_clamp(x, 0, 1);
    double slope, a = v >= 0 ? m->a1 : m->a2;
    out->i_x = a * ns_sinh_tangent(m->b * v, &slope);
    out->i = x * out->i_x;
    out->i_v = a * x * m->b * slope;
    rate(m, v, x, out);
}

static double conductance(const void *params, double x)
{
    const yakopcic *m = params;
    return m->a1 * m->b * ns_clamp(x, 0, 1);
}

static double state_of(const void *params, double g)
{
    const yakopcic *m = params;
    return ns_clamp(g / (m->a1 * m->b), 0, 1);
}

static double x_init(const void *params)
{
    const yakopcic *m = params;
    return m->xo;
}

const ns_device ns_device_yakopcic = {
    .name = "yakopcic",
    .descr = "Yakopcic's generalised memristor with thresholds",
    .doc = "i = a1 x sinh(b v) for v >= 0, a2 x sinh(b v) for v < 0\n"
           "dx/dt = g(v) f(x), 0 <= x <= 1\n"
           "  v > vp        g = ap (e^v - e^vp)\n"
           "                f = e^(-alphap (x - xp)) (1 - x) / (1 - xp) for x >= xp, else 1\n"
           "  v < -vn       g = -an (e^-v - e^vn)\n"
           "                f = e^(alphan (x + xn - 1)) x / (1 - xn) for x <= 1 - xn, else 1\n"
           "  between       g = 0\n"
           "with v in volts under e. Conductance and state are converted at small v >= 0, g = a1 b "
           "x.\n"
           "eta = -1 of the paper is polarity=-1 with a1 and a2, ap and an, vp and vn, exchanged: "
           "here a positive voltage always moves x up. The direction of the motion, and with it f, "
           "follows the sign of v, as in the authors' subcircuit. Above e^34.5 the exponentials go "
           "on as their tangents.",
    .cite = "C. Yakopcic, T. M. Taha, G. Subramanyam, R. E. Pino, S. Rogers, A memristor device "
            "model, IEEE Electron Device Letters 32:1436-1438, 2011; Generalized memristive device "
            "SPICE model and its application in circuit design, IEEE Trans. Computer-Aided Design "
            "32:1201-1214, 2013",
    .params = table,
    .n_params = sizeof table / sizeof table[0],
    .size = sizeof(yakopcic),
    .sets = sets,
    .fit = "a1 a2 b vp vn ap an xp xn alphap alphan",
    .x_lo = 0,
    .x_hi = 1,
    .prepare = prepare,
    .x_init = x_init,
    .eval = eval,
    .conductance = conductance,
    .state_of = state_of,
};
