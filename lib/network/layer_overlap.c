/* Plasticity by the overlap of spikes, as two neurons at device level have it across a memristor
 * between them. What a synapse sees follows from its input's and its neuron's last spikes alone, so
 * that its state needs to be moved on only when one of them spikes again, from the later of the two
 * to then. */
#include <math.h>
#include <stdlib.h>
#include <string.h>

#include "../plasticity/overlap.h"
#include "layer_impl.h"

/* What one spike alone may move a state by without being followed. */
static const double max_alone = 1e-9;

/* The inverse of an energy is nearly straight in the state, of a resistance in particular. */
enum { LONE = 256 };

struct ns_layer_overlap {
    ns_overlap o;
    double length;                    /* of a spike, s */
    bool pre_moves_alone, post_moves; /* a spike without another one changes something */
    double t_fire;                    /* s */
    double *late; /* n: by how much a neuron's spike follows the input that fires it, s */
    /* 1 / (energy of a whole spike alone, J), at an even grid of the state; 0 where it takes none
     */
    float per_pre[LONE + 1], per_post[LONE + 1];
};

static ns_overlap overlap_of(const spike_layer_params *p)
{
    return (ns_overlap){.shape = {.amplitude = p->v_spike,
                                  .rise = p->t_rise,
                                  .tau_rise = p->tau_rise,
                                  .plateau = p->t_plateau,
                                  .fall = p->t_fall,
                                  .tail = p->v_tail,
                                  .tail_time = p->t_tail,
                                  .tau_tail = p->tau_tail},
                        .back = p->back};
}

static float inverse(double energy)
{
    return energy > 0 ? (float)fmin(1 / energy, 1e38) : 0;
}

static void tabulate_energies(ns_layer_overlap *w, const ns_device_inst *d)
{
    for (int k = 0; k <= LONE; k++) {
        const double x = d->dev->x_lo + (d->dev->x_hi - d->dev->x_lo) * k / LONE;
        w->per_pre[k] = inverse(ns_overlap_energy_at_rest(&w->o, d, x, 0, INFINITY, INFINITY));
        w->per_post[k] = inverse(ns_overlap_energy_at_rest(&w->o, d, x, INFINITY, 0, INFINITY));
    }
}

bool ns_layer_overlap_start(ns_layer *l, const spike_layer_params *p, ns_error *e)
{
    if (l->delay)
        return ns_fail(e, "rule = \"overlap\" knows no delays of synapses: leave delay_min, "
                          "delay_max and delays out (a spike_join delays a whole node), or choose "
                          "another rule");
    ns_layer_overlap *w = calloc(1, sizeof *w);
    l->overlap = w;
    l->wave_pre = malloc(l->inputs * sizeof *l->wave_pre);
    l->wave_post = malloc(l->n * sizeof *l->wave_post);
    if (!w || !l->wave_pre || !l->wave_post)
        return ns_fail(e, "out of memory for the spikes of %zu inputs and %zu neurons", l->inputs,
                       l->n);
    for (size_t i = 0; i < l->inputs; i++)
        l->wave_pre[i] = -INFINITY;
    for (size_t j = 0; j < l->n; j++)
        l->wave_post[j] = -INFINITY;
    w->late = calloc(l->n, sizeof *w->late);
    if (!w->late)
        return ns_fail(e, "out of memory for %zu neurons", l->n);
    w->t_fire = p->t_fire;
    w->o = overlap_of(p);
    w->length = ns_spike_length(&w->o.shape);
    /* of devices that differ some may be moved though the usual one is not */
    w->pre_moves_alone =
        l->spec.n_spread || ns_overlap_moves_alone(&w->o, &l->synapse, false, max_alone);
    w->post_moves = l->spec.n_spread || ns_overlap_moves_alone(&w->o, &l->synapse, true, max_alone);
    tabulate_energies(w, &l->synapse);
    return true;
}

void ns_layer_overlap_free(ns_layer *l)
{
    if (l->overlap)
        free(l->overlap->late);
    free(l->overlap);
    free(l->wave_pre);
    free(l->wave_post);
}

/* Whether anything moves from `from` on. */
static bool idle(const ns_layer *l, double pre, double post, double from)
{
    const ns_layer_overlap *w = l->overlap;
    const bool pre_on = from - pre < w->length, post_on = from - post < w->length;
    return !(pre_on && (post_on || w->pre_moves_alone)) && !(post_on && w->post_moves);
}

/* What a spike without another one dissipates in its first t seconds in a device in state x. */
static double alone(const ns_layer *l, const ns_device_inst *of, double x, bool pre, double t)
{
    const ns_layer_overlap *w = l->overlap;
    const ns_device *d = of->dev;
    if (t < w->length || of->p != l->synapse.p)
        return ns_overlap_energy_at_rest(&w->o, of, x, pre ? 0 : INFINITY, pre ? INFINITY : 0, t);
    const float per = ns_table_at(pre ? w->per_pre : w->per_post, LONE,
                                  (float)((x - d->x_lo) / (d->x_hi - d->x_lo) * LONE));
    return per > 0 ? 1 / (double)per : 0;
}

/* The state of input i's synapse at neuron j at t, or (t = INFINITY) when both spikes have ended.
 * *energy, unless NULL: what it has dissipated since the later of the two is added. */
static double state_at(const ns_layer *l, size_t i, size_t j, double t, double *energy)
{
    const double x = (double)l->x[j * l->inputs + i], pre = l->wave_pre[i], post = l->wave_post[j],
                 from = pre > post ? pre : post;
    if (isinf(from))
        return x;
    const ns_device_inst of = {l->synapse.dev, (void *)ns_layer_device(l, i, j)};
    if (!idle(l, pre, post, from)) {
        const double after = ns_overlap_flow_energy(&l->overlap->o, &of, x, from - pre, from - post,
                                                    t - from, energy);
        return ns_layer_stuck(l, i, j) ? x : after;
    }
    if (energy)
        *energy += alone(l, &of, x, pre > post, t - from);
    return x;
}

double ns_layer_state(const ns_layer *l, size_t i, size_t j)
{
    return l->overlap ? state_at(l, i, j, INFINITY, NULL) : (double)l->x[j * l->inputs + i];
}

/* Moves a synapse on to t. States end no nearer to x_lo than 1e-12 of the range, as in stdp.h. */
static bool move(ns_layer *l, size_t i, size_t j, double t, ns_error *e)
{
    const ns_device *d = l->synapse.dev;
    float *x = &l->x[j * l->inputs + i];
    const double least = d->x_lo + 1e-12 * (d->x_hi - d->x_lo);
    double energy = 0;
    const double y = state_at(l, i, j, t, &energy);
    const float after = ns_layer_stuck(l, i, j) ? *x : (float)fmax(y, least);
    if (energy > 0)
        ns_layer_count_writes(l, energy, 1);
    if (!(after < *x || after > *x))
        return true;
    if (!ns_layer_log_column(l, j, e))
        return false;
    *x = after;
    ns_layer_refresh_one(l, i, j);
    return true;
}

bool ns_layer_overlap_pre(ns_layer *l, size_t i, double t, ns_error *e)
{
    for (size_t j = 0; j < l->n; j++)
        if (!move(l, i, j, t, e))
            return false;
    l->wave_pre[i] = t;
    return true;
}

/* The charge of an input comes evenly over t_fire. */
void ns_layer_overlap_charged(ns_layer *l, size_t i, const ns_contest *c)
{
    for (size_t j = 0; j < l->n; j++) {
        const double brought = (double)(c->s * l->w[i * l->stride + j]),
                     above = (double)(l->u[j] - (c->a + c->b * l->theta[j])),
                     part = brought > 0 ? 1 - above / brought : 0;
        l->overlap->late[j] = l->overlap->t_fire * fmin(fmax(part, 0), 1);
    }
}

bool ns_layer_overlap_post(ns_layer *l, size_t j, double t, ns_error *e)
{
    t += l->overlap->late[j];
    for (size_t i = 0; i < l->inputs; i++)
        if (!move(l, i, j, t, e))
            return false;
    l->wave_post[j] = t;
    return true;
}

bool ns_layer_overlap_end(ns_layer *l, ns_error *e)
{
    for (size_t j = 0; j < l->n; j++)
        for (size_t i = 0; i < l->inputs; i++)
            if (!move(l, i, j, INFINITY, e))
                return false;
    for (size_t i = 0; i < l->inputs; i++)
        l->wave_pre[i] = -INFINITY;
    for (size_t j = 0; j < l->n; j++)
        l->wave_post[j] = -INFINITY;
    return true;
}
