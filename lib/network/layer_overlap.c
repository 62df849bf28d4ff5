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

struct ns_layer_overlap {
    ns_overlap o;
    double length;                    /* of a spike, s */
    bool pre_moves_alone, post_moves; /* a spike without another one changes something */
    double t_fire;                    /* s */
    double *late; /* n: by how much a neuron's spike follows the input that fires it, s */
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
    w->pre_moves_alone = ns_overlap_moves_alone(&w->o, &l->synapse, false, max_alone);
    w->post_moves = ns_overlap_moves_alone(&w->o, &l->synapse, true, max_alone);
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

/* The state of input i's synapse at neuron j at t, or (t = INFINITY) when both spikes have ended.
 */
static double state_at(const ns_layer *l, size_t i, size_t j, double t)
{
    const double x = (double)l->x[j * l->inputs + i], pre = l->wave_pre[i], post = l->wave_post[j],
                 from = pre > post ? pre : post;
    if (isinf(from) || idle(l, pre, post, from))
        return x;
    return ns_overlap_flow(&l->overlap->o, &l->synapse, x, from - pre, from - post, t - from);
}

double ns_layer_state(const ns_layer *l, size_t i, size_t j)
{
    return l->overlap ? state_at(l, i, j, INFINITY) : (double)l->x[j * l->inputs + i];
}

/* Moves a synapse on to t. States end no nearer to x_lo than 1e-12 of the range, as in stdp.h. */
static bool move(ns_layer *l, size_t i, size_t j, double t, ns_error *e)
{
    const ns_device *d = l->synapse.dev;
    float *x = &l->x[j * l->inputs + i];
    const double least = d->x_lo + 1e-12 * (d->x_hi - d->x_lo);
    const float after = (float)fmax(state_at(l, i, j, t), least);
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
