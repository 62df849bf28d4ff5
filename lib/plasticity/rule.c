#include "rule.h"

#include "../numeric/portable.h"

/* What is left of a trace. So little that it is below 1e-15 of one spike is nothing. */
static double left(double of, double passed, double tau)
{
    if (of == 0 || passed > 40 * tau) {
        return 0;
    }
    const double now = passed > 0 ? of * ns_exp(-passed / tau) : of;
    return now > 1e-15 ? now : 0;
}

static void decay(ns_stdp_trace *x, double t, double tau_fast, double tau_slow)
{
    x->fast = left(x->fast, t - x->t, tau_fast);
    x->slow = left(x->slow, t - x->t, tau_slow);
    x->t = t;
}

static void decay_pre(const ns_stdp_rule *rule, ns_stdp_trace *pre, double t)
{
    decay(pre, t, rule->tau_plus, rule->tau_x);
}

static void decay_post(const ns_stdp_rule *rule, ns_stdp_trace *post, double t)
{
    decay(post, t, rule->tau_minus, rule->tau_y);
}

void ns_stdp_mark(const ns_stdp_rule *rule, ns_stdp_trace *x)
{
    x->fast = rule->nearest ? 1 : x->fast + 1;
    x->slow = rule->nearest ? 1 : x->slow + 1;
}

double ns_stdp_pre(const ns_stdp_rule *rule, ns_stdp_trace *pre, const ns_stdp_trace *post,
                   double t)
{
    NS_NO_CONTRACTION
    decay_pre(rule, pre, t);
    return -left(post->fast, t - post->t, rule->tau_minus) *
           (rule->a2_minus + rule->a3_minus * pre->slow);
}

double ns_stdp_post(const ns_stdp_rule *rule, const ns_stdp_trace *pre, ns_stdp_trace *post,
                    double t)
{
    NS_NO_CONTRACTION
    decay_post(rule, post, t);
    return left(pre->fast, t - pre->t, rule->tau_plus) *
           (rule->a2_plus + rule->a3_plus * post->slow);
}

double ns_stdp_change(const ns_stdp_rule *rule, const double *pre, int n_pre, const double *post,
                      int n_post)
{
    ns_stdp_trace before = {0}, after = {0};
    double change = 0;
    for (int i = 0, j = 0; i < n_pre || j < n_post;) {
        if (j == n_post || (i < n_pre && pre[i] <= post[j])) {
            change += ns_stdp_pre(rule, &before, &after, pre[i++]);
            ns_stdp_mark(rule, &before);
        } else {
            change += ns_stdp_post(rule, &before, &after, post[j++]);
            ns_stdp_mark(rule, &after);
        }
    }
    return change;
}
