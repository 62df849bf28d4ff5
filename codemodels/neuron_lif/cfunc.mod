/* neuron_lif: between ngspice and lib/neuron/neuron.h. */
#include <stdlib.h>

#include "cm.h"

#include "neuron_lif_params.h"

#include "neuron/neuron.h"
#include "../energy.h"

/* Tags of the host's memory. */
enum { MEMORY, WATCH };

/* What the host's truncation-error control watches is the membrane, without its jumps, from 0 to 1,
 * and this: the control is relative. */
static const double watch_offset = 0.1;

static void destroy(ARGS, Mif_Callback_Reason_t reason)
{
    if (reason != MIF_CB_DESTROY)
        return;
    CALLBACK = NULL;
    free(STATIC_VAR(neuron));
    STATIC_VAR(neuron) = NULL;
    energy_close(STATIC_VAR(account));
    STATIC_VAR(account) = NULL;
}

/* The instance as its parameters say now; NULL after a fault. */
static const ns_neuron *bind(ARGS)
{
    neuron_lif_params p;
    ns_error e;
    destroy(mif_private, MIF_CB_DESTROY);
    if (!neuron_lif_params_read(mif_private, &p))
        return NULL;
    ns_neuron *n = malloc(sizeof *n);
    if (!n) {
        cm_fault(mif_private, "neuron_lif: out of memory");
        return NULL;
    }
    if (!ns_neuron_init(n, &p, "neuron_lif", &e)) {
        cm_fault(mif_private, "%s", e.msg);
        free(n);
        return NULL;
    }
    STATIC_VAR(neuron) = n;
    CALLBACK = destroy;
    return n;
}

static ns_neuron_in read_ports(ARGS, const ns_neuron *n)
{
    return (ns_neuron_in){.in = INPUT(in),
                          .out = PORT_NULL(out) ? 0 : INPUT(out),
                          .drive = PORT_NULL(drive) ? 0 : INPUT(drive),
                          .inh = PORT_NULL(inh) ? n->p.v_inh - 1 : INPUT(inh)};
}

/* Shows the membrane to the host as an integral, so that it bounds the truncation error; the host's
 * own result is overwritten. */
static void watch(const ns_neuron_memory *now, const ns_neuron_out *out)
{
    double *w = cm_analog_get_ptr(WATCH, 0), ignored;
    if (cm_analog_integrate(out->watch_rate, w, &ignored) == MIF_OK)
        *w = now->watch + watch_offset;
}

static void step(ARGS, const ns_neuron *n, const ns_neuron_in *at, ns_neuron_memory *now,
                 ns_neuron_out *out)
{
    /* Break points nearer to the last time point than this are refused (10^-10 of the largest
     * step). */
    const double nearest = 1.01e-10 * TSTOP;
    const ns_neuron_memory *before = cm_analog_get_ptr(MEMORY, 1);
    ns_neuron_step(n, before, T(1), T(0), nearest, at, now, out);
    cm_land_on(mif_private, out->event);
    if (out->reach < T(0))
        cm_land_on(mif_private, out->reach);
    cm_next_step(mif_private, out->next);
    watch(now, out);
}

static void start(const ns_neuron *n, const ns_neuron_in *at, ns_neuron_memory *now,
                  ns_neuron_out *out)
{
    double *w = cm_analog_get_ptr(WATCH, 0);
    ns_neuron_start(n, at, now, out);
    if (w)
        *w = now->watch + watch_offset;
}

static void answer(ARGS, const ns_neuron_memory *now, const ns_neuron_out *out)
{
    OUTPUT(in) = out->i_in;
    PARTIAL(in, in) = out->g_in;
    if (!PORT_NULL(out)) {
        OUTPUT(out) = out->i_out;
        PARTIAL(out, out) = out->g_out;
    }
    if (!PORT_NULL(mem)) {
        OUTPUT(mem) = out->mem;
        PARTIAL(mem, in) = out->mem_by_in;
        if (!PORT_NULL(drive))
            PARTIAL(mem, drive) = out->mem_by_drive;
    }
    if (!PORT_NULL(drive))
        PARTIAL(in, drive) = out->in_by_drive;
    STATIC_VAR(v) = out->mem;
    STATIC_VAR(i) = out->i;
    STATIC_VAR(w) = now->w;
    STATIC_VAR(theta) = now->theta;
    STATIC_VAR(spikes) = now->spikes;
    STATIC_VAR(t_spike) = now->spikes > 0 ? now->t_spike : -1;
    STATIC_VAR(e) = now->e;
    STATIC_VAR(e_supply) = now->e_supply;
    energy_note(STATIC_VAR(account), &(energy_amount){now->e, now->e_supply, now->spikes});
}

static void load_ac(ARGS, const ns_neuron *n)
{
    ns_neuron_small_signal y;
    ns_neuron_ac(n, RAD_FREQ, &y);
    AC_GAIN(in, in) = (Mif_Complex_t){y.in[0], y.in[1]};
    if (!PORT_NULL(drive))
        AC_GAIN(in, drive) = (Mif_Complex_t){y.in_by_drive, 0};
    if (!PORT_NULL(out))
        AC_GAIN(out, out) = (Mif_Complex_t){y.out, 0};
    if (PORT_NULL(mem))
        return;
    AC_GAIN(mem, in) = (Mif_Complex_t){y.mem_by_in[0], y.mem_by_in[1]};
    if (!PORT_NULL(drive))
        AC_GAIN(mem, drive) = (Mif_Complex_t){y.mem_by_drive[0], y.mem_by_drive[1]};
}

void cm_neuron_lif(ARGS)
{
    const ns_neuron *n = STATIC_VAR(neuron);
    ns_neuron_memory *now = INIT ? NULL : cm_analog_get_ptr(MEMORY, 0), spare;
    ns_neuron_out out;
    /* .sens drops the state, and changes parameters behind the instance's back. */
    if (INIT || !n || !now)
        n = bind(mif_private);
    if (!n)
        return;
    if (INIT) {
        cm_analog_alloc(MEMORY, (int)sizeof *now);
        STATIC_VAR(account) = energy_open(mif_private, "neuron_lif", 1, -1);
        cm_analog_alloc(WATCH, (int)sizeof(double));
        now = cm_analog_get_ptr(MEMORY, 0);
    }
    if (ANALYSIS == AC) {
        load_ac(mif_private, n);
        return;
    }
    const ns_neuron_in at = read_ports(mif_private, n);
    if (ANALYSIS == TRANSIENT && now)
        step(mif_private, n, &at, now, &out);
    else
        start(n, &at, now ? now : &spare, &out);
    answer(mif_private, now ? now : &spare, &out);
}
