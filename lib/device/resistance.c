#include "resistance.h"

bool ns_resistance_prepare(ns_resistance *r, bool exponential, double ron, double roff,
                           const char *who, ns_error *e)
{
    if (ron >= roff)
        return ns_fail(e, "%s: ron = %.12g ohm must be below roff = %.12g ohm", who, ron, roff);
    *r = (ns_resistance){.exponential = exponential,
                         .ron = ron,
                         .roff = roff,
                         .span = exponential ? log(roff / ron) : roff - ron};
    return true;
}
