/* First-order low-pass: tau dy/dt = gain in - y, out = y. */
#include "cm.h"

/* In the host's memory, which follows it when a time step is taken back. */
typedef struct {
    double y, dy_dt;
} state;

static void load_transient(ARGS)
{
    const state *before = cm_analog_get_ptr(0, 1);
    state *now = cm_analog_get_ptr(0, 0);
    double h = T(0) - T(1), a = h / (2 * PARAM(tau)), in = PARAM(gain) * INPUT(in), ignored;

    /* The trapezoidal rule, solved for y. */
    double y = (before->y + h / 2 * before->dy_dt + a * in) / (1 + a);
    double dy_dt = (in - y) / PARAM(tau);
    /* Makes the host watch the error of y; its own integral is of first order only. */
    cm_analog_integrate(dy_dt, &now->y, &ignored);
    *now = (state){y, dy_dt};
    OUTPUT(out) = y;
    PARTIAL(out, in) = PARAM(gain) * a / (1 + a);
}

static void load_ac(ARGS)
{
    double x = RAD_FREQ * PARAM(tau), scale = PARAM(gain) / (1 + x * x);

    AC_GAIN(out, in) = (Mif_Complex_t){scale, -scale * x};
}

static void load_dc(ARGS)
{
    double y = PARAM(gain) * INPUT(in);
    state *now = cm_analog_get_ptr(0, 0);

    if (now) /* there is none in .sens */
        *now = (state){y, 0};
    OUTPUT(out) = y;
    PARTIAL(out, in) = PARAM(gain);
}

void cm_skeleton(ARGS)
{
    if (INIT)
        cm_analog_alloc(0, (int)sizeof(state));
    if (ANALYSIS == AC)
        load_ac(mif_private);
    else if (ANALYSIS == TRANSIENT)
        load_transient(mif_private);
    else
        load_dc(mif_private);
}
