#include "neuron.h"

#include <math.h>
#include <string.h>

#include "neuron_impl.h"
#include "../numeric/safe.h"

/* ---- parameters ---- */

static bool parse_input(ns_neuron *n, const char *who, ns_error *e)
{
    n->is_node = strcmp(n->p.input, "node") == 0;
    if (n->is_node || strcmp(n->p.input, "virtual") == 0)
        return true;
    return ns_fail(e, "%s: input = \"%s\": write virtual or node", who, n->p.input);
}

static bool parse_start(ns_neuron *n, const char *who, ns_error *e)
{
    n->settles = strcmp(n->p.dcmode, "settle") == 0;
    if (n->settles || strcmp(n->p.dcmode, "hold") == 0)
        return true;
    return ns_fail(e, "%s: dcmode = \"%s\": write settle or hold", who, n->p.dcmode);
}

static bool parse_kind(ns_neuron *n, const char *who, ns_error *e)
{
    const neuron_lif_params *p = &n->p;
    bool quadratic = strcmp(p->kind, "izhikevich") == 0;
    n->is_adaptive = quadratic || strcmp(p->kind, "adex") == 0;
    n->adaptive = (ns_adaptive){.quadratic = quadratic,
                                .c = p->c,
                                .leak = p->r > 0 ? 1 / p->r : 0,
                                .v_rest = p->v_rest,
                                .v_t = p->v_t,
                                .delta_t = p->delta_t,
                                .k = p->k,
                                .a = p->a,
                                .tau_w = p->tau_w,
                                .span = p->v_th - p->v_reset,
                                .th = p->v_th};
    if (!n->is_adaptive && strcmp(p->kind, "lif") != 0)
        return ns_fail(e, "%s: kind = \"%s\": write lif, adex or izhikevich", who, p->kind);
    if (!n->is_adaptive && (p->a != 0 || p->b != 0))
        return ns_fail(e,
                       "%s: a = %.12g S, b = %.12g A: an adaptation current needs kind = \"adex\" "
                       "(with delta_t = 0: a leaky integrator with one)",
                       who, p->a, p->b);
    return true;
}

static bool check_node(const ns_neuron *n, const char *who, ns_error *e)
{
    if (n->is_node && n->is_adaptive)
        return ns_fail(e, "%s: input = \"node\" with kind = \"%s\": only a lif can be a node", who,
                       n->p.kind);
    if (n->is_node && n->p.rectify)
        return ns_fail(e,
                       "%s: rectify = true with input = \"node\": a membrane that is a node takes "
                       "currents of both signs; give input = \"virtual\"",
                       who);
    return true;
}

bool ns_neuron_init(ns_neuron *n, const neuron_lif_params *p, const char *who, ns_error *e)
{
    char msg[400];
    *n = (ns_neuron){.p = *p};
    if (!neuron_lif_params_check(p, msg, sizeof msg))
        return ns_fail(e, "%s: %s", who, msg);
    if (!(p->v_reset < p->v_th))
        return ns_fail(e, "%s: v_reset = %.12g V must be below v_th = %.12g V", who, p->v_reset,
                       p->v_th);
    n->shape = (ns_spike_shape){p->v_spike, p->t_rise, p->tau_rise, p->t_plateau,
                                p->t_fall,  p->v_tail, p->t_tail,   p->tau_tail};
    n->tau = p->r > 0 ? p->r * p->c : INFINITY;
    n->tau_theta = p->tau_theta > 0 ? p->tau_theta : INFINITY;
    n->t_ref = p->t_ref > 0 ? p->t_ref : ns_spike_length(&n->shape);
    return parse_input(n, who, e) && parse_start(n, who, e) && parse_kind(n, who, e) &&
           check_node(n, who, e);
}

/* ---- operating point ---- */

static double resting(const ns_neuron *n, double i)
{
    const neuron_lif_params *p = &n->p;
    double v = p->v_rest;
    if (!n->settles)
        v = p->v0;
    else if (p->r > 0 && !n->is_adaptive)
        v += p->r * i;
    return v < p->v_th ? v : p->v_reset;
}

void ns_neuron_start(const ns_neuron *n, const ns_neuron_in *at, ns_neuron_memory *now,
                     ns_neuron_out *out)
{
    const neuron_lif_params *p = &n->p;
    double drive = p->i_bias + p->gm * at->drive;
    *now = (ns_neuron_memory){.t_spike = -INFINITY, .sense = 1};
    *out = (ns_neuron_out){.event = INFINITY, .reach = INFINITY, .next = INFINITY, .mem_by_in = 1};
    ns_neuron_terminals(n, 0, -INFINITY, at, now, out);
    if (n->is_node) {
        double leak = p->r > 0 ? 1 / p->r : 0;
        out->g_in = leak;
        out->i_in = now->i_in = leak * (at->in - p->v_rest) - drive;
        out->in_by_drive = -p->gm;
        now->v = at->in;
    } else {
        double i = p->rectify ? fmax(now->i_in, 0) : now->i_in;
        bool moves = n->settles && p->r > 0 && !n->is_adaptive && i == now->i_in;
        now->v = at->inh > p->v_inh ? p->v_reset : resting(n, i + drive);
        now->w = n->is_adaptive ? p->a * (now->v - p->v_rest) : 0;
        out->mem_by_in = moves ? p->r / p->r_in : 0;
        out->mem_by_drive = moves ? p->r * p->gm : 0;
    }
    now->watch = ns_clamp((now->v - p->v_reset) / (p->v_th - p->v_reset), 0, 1);
    out->mem = now->v;
    out->i = now->i_in + drive;
}

/* ---- small signals ---- */

void ns_neuron_ac(const ns_neuron *n, double omega, ns_neuron_small_signal *out)
{
    const neuron_lif_params *p = &n->p;
    double leak = p->r > 0 ? 1 / p->r : 0, y = omega * p->c, q = leak * leak + y * y;
    double z[2] = {q > 0 ? leak / q : 0, q > 0 ? -y / q : 0};
    *out = (ns_neuron_small_signal){.out = 1 / p->r_out};
    if (n->is_node) {
        out->in[0] = leak;
        out->in[1] = y;
        out->in_by_drive = -p->gm;
        out->mem_by_in[0] = 1;
        return;
    }
    out->in[0] = 1 / p->r_in;
    for (int k = 0; k < 2; k++) {
        out->mem_by_in[k] = z[k] / p->r_in;
        out->mem_by_drive[k] = z[k] * p->gm;
    }
}
