#include "rule.h"

#include <math.h>

static void decay(const ns_stdp_rule *rule, ns_stdp_traces *x, double t)
{
    double passed = t - x->t;
    x->r1 *= exp(-passed / rule->tau_plus);
    x->o1 *= exp(-passed / rule->tau_minus);
    if (x->r2 != 0)
        x->r2 *= exp(-passed / rule->tau_x);
    if (x->o2 != 0)
        x->o2 *= exp(-passed / rule->tau_y);
    x->t = t;
}

static void mark(const ns_stdp_rule *rule, double *fast, double *slow)
{
    *fast = rule->nearest ? 1 : *fast + 1;
    *slow = rule->nearest ? 1 : *slow + 1;
}

double ns_stdp_pre(const ns_stdp_rule *rule, ns_stdp_traces *x, double t)
{
    decay(rule, x, t);
    double change = -x->o1 * (rule->a2_minus + rule->a3_minus * x->r2);
    mark(rule, &x->r1, &x->r2);
    return change;
}

double ns_stdp_post(const ns_stdp_rule *rule, ns_stdp_traces *x, double t)
{
    decay(rule, x, t);
    double change = x->r1 * (rule->a2_plus + rule->a3_plus * x->o2);
    mark(rule, &x->o1, &x->o2);
    return change;
}

double ns_stdp_change(const ns_stdp_rule *rule, const double *pre, int n_pre, const double *post,
                      int n_post)
{
    ns_stdp_traces x = {0};
    double change = 0;
    for (int i = 0, j = 0; i < n_pre || j < n_post;) {
        bool is_pre = j == n_post || (i < n_pre && pre[i] <= post[j]);
        change += is_pre ? ns_stdp_pre(rule, &x, pre[i++]) : ns_stdp_post(rule, &x, post[j++]);
    }
    return change;
}
