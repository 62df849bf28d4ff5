#include "rule.h"

#include "../numeric/portable.h"

/* So little of one spike is nothing. */
static const double nothing = 1e-15;

static double left(double of, double passed, double tau)
{
    const double now = of * ns_exp(-passed / tau);
    return now > nothing ? now : 0;
}

static void decay(ns_stdp_trace *x, double t, double tau_fast, double tau_slow)
{
    const double passed = t - x->t;
    if (x->fast != 0 && passed > 0) {
        x->fast = left(x->fast, passed, tau_fast);
    }
    if (x->slow != 0 && passed > 0) {
        x->slow = left(x->slow, passed, tau_slow);
    }
    x->t = t;
}

void ns_stdp_decay_pre(const ns_stdp_rule *rule, ns_stdp_trace *pre, double t)
{
    decay(pre, t, rule->tau_plus, rule->tau_x);
}

void ns_stdp_decay_post(const ns_stdp_rule *rule, ns_stdp_trace *post, double t)
{
    decay(post, t, rule->tau_minus, rule->tau_y);
}

void ns_stdp_mark(const ns_stdp_rule *rule, ns_stdp_trace *x)
{
    x->fast = rule->nearest ? 1 : x->fast + 1;
    x->slow = rule->nearest ? 1 : x->slow + 1;
}

double ns_stdp_pre(const ns_stdp_rule *rule, ns_stdp_trace *pre, ns_stdp_trace *post, double t)
{
    NS_NO_CONTRACTION
    ns_stdp_decay_pre(rule, pre, t);
    ns_stdp_decay_post(rule, post, t);
    return -post->fast * (rule->a2_minus + rule->a3_minus * pre->slow);
}

double ns_stdp_post(const ns_stdp_rule *rule, ns_stdp_trace *pre, ns_stdp_trace *post, double t)
{
    NS_NO_CONTRACTION
    ns_stdp_decay_pre(rule, pre, t);
    ns_stdp_decay_post(rule, post, t);
    return pre->fast * (rule->a2_plus + rule->a3_plus * post->slow);
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
