/* Whether a digital output drops pulses that are shorter than its delay (inertial delay) or passes
 * them on (transport delay): the model's parameter says so, and the user's variable
 * digital_delay_type may say what to do without the parameter, or in spite of it. */
#ifndef NGSPIKE_NGSPICE_INERTIAL_H
#define NGSPIKE_NGSPICE_INERTIAL_H

#include "../cm.h"

/* Values of digital_delay_type */
enum { DEFAULT_TRANSPORT, DEFAULT_INERTIAL, OVERRIDE_TRANSPORT, OVERRIDE_INERTIAL };

/* The model's parameter */
enum param_vals { Off, On, Not_set };

/* What a model keeps of an output with inertial delay. */
struct idata {
    double when; /* s */
    Digital_State_t prev;
};

/* Before ngspice 40 (no cm_getvar) only the parameter counts. */
static inline Mif_Boolean_t cm_is_inertial(enum param_vals parameter)
{
    static char name[] = "digital_delay_type";
    int wish;
    if (!cm_getvar(name, CP_NUM, &wish, sizeof wish))
        wish = DEFAULT_TRANSPORT;
    if (wish >= OVERRIDE_TRANSPORT)
        return wish != OVERRIDE_TRANSPORT;
    return parameter == Not_set ? wish != DEFAULT_TRANSPORT : parameter == On;
}

#endif
