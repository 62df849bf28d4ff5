/* neuron_memristive: between ngspice and lib/neuron/memristive.h. */
#include <stdlib.h>

#include "cm.h"

#include "neuron_memristive_params.h"

#include "neuron/memristive.h"
#include "../energy.h"

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
static const ns_memristive *bind(ARGS)
{
    neuron_memristive_params p;
    ns_error e;
    destroy(mif_private, MIF_CB_DESTROY);
    if (!neuron_memristive_params_read(mif_private, &p))
        return NULL;
    ns_memristive *n = malloc(sizeof *n);
    if (!n) {
        cm_fault(mif_private, "neuron_memristive: out of memory");
        return NULL;
    }
    bool clocked = !PORT_NULL(write) || !PORT_NULL(read) || !PORT_NULL(reset);
    if (!ns_memristive_init(n, &p, clocked, cm_instance_name(mif_private), "neuron_memristive",
                            &e)) {
        cm_fault(mif_private, "%s", e.msg);
        free(n);
        return NULL;
    }
    STATIC_VAR(neuron) = n;
    CALLBACK = destroy;
    return n;
}

static ns_memristive_in read_ports(ARGS, const ns_memristive *n)
{
    const double low = n->p.v_clk - 1;
    return (ns_memristive_in){.in = INPUT(in),
                              .out = PORT_NULL(out) ? 0 : INPUT(out),
                              .clock = {PORT_NULL(write) ? low : INPUT(write),
                                        PORT_NULL(read) ? low : INPUT(read),
                                        PORT_NULL(reset) ? low : INPUT(reset)}};
}

static void answer(ARGS, const ns_memristive_memory *now, const ns_memristive_out *out)
{
    OUTPUT(in) = out->i_in;
    PARTIAL(in, in) = out->g_in;
    if (!PORT_NULL(out)) {
        OUTPUT(out) = out->i_out;
        PARTIAL(out, out) = out->g_out;
    }
    if (!PORT_NULL(on))
        OUTPUT(on) = now->on;
    STATIC_VAR(trials) = now->trials;
    STATIC_VAR(spikes) = now->spikes;
    STATIC_VAR(t_switch) = now->t_on >= 0 ? now->t_on : -1;
    STATIC_VAR(t_spike) = now->spikes > 0 ? now->t_spike : -1;
    STATIC_VAR(e_write) = now->e_write;
    STATIC_VAR(e_read) = now->e_read;
    STATIC_VAR(e_reset) = now->e_reset;
    STATIC_VAR(e) = now->e_write + now->e_read + now->e_reset + now->e_out;
    STATIC_VAR(e_supply) = now->e_supply;
    energy_note(STATIC_VAR(account), &(energy_amount){STATIC_VAR(e), now->e_supply, now->spikes});
}

static void load_ac(ARGS, const ns_memristive *n)
{
    AC_GAIN(in, in) = (Mif_Complex_t){1 / n->p.r_idle, 0};
    if (!PORT_NULL(out))
        AC_GAIN(out, out) = (Mif_Complex_t){1 / n->p.r_out, 0};
}

void cm_neuron_memristive(ARGS)
{
    const ns_memristive *n = STATIC_VAR(neuron);
    ns_memristive_memory *now = INIT ? NULL : cm_analog_get_ptr(0, 0), spare;
    ns_memristive_out out;
    /* .sens drops the state, and changes parameters behind the instance's back. */
    if (INIT || !n || !now)
        n = bind(mif_private);
    if (!n)
        return;
    if (INIT) {
        cm_analog_alloc(0, (int)sizeof *now);
        STATIC_VAR(account) = energy_open(mif_private, "neuron_memristive", 1, -1);
        now = cm_analog_get_ptr(0, 0);
    }
    if (ANALYSIS == AC) {
        load_ac(mif_private, n);
        return;
    }
    const ns_memristive_in at = read_ports(mif_private, n);
    if (ANALYSIS == TRANSIENT && now) {
        /* Break points nearer to the last time point than this are refused (10^-10 of the largest
         * step). */
        const double nearest = 1.01e-10 * TSTOP;
        ns_memristive_step(n, cm_analog_get_ptr(0, 1), T(1), T(0), nearest, &at, now, &out);
        cm_land_on(mif_private, out.event);
    } else {
        ns_memristive_start(n, &at, now ? now : &spare, &out);
    }
    answer(mif_private, now ? now : &spare, &out);
}
