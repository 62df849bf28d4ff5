/* Offsets in the circuit are in the layout table, but they count from CKTmode: a host configured
 * with --enable-predictor has more members before it. Where CKTmode is can be measured, since
 * DEVsetup is given the address of the member before it. */
#include "circuit.h"
#include "core.h"
#include "fault.h"

#include <stdint.h>

enum { NUM_STATES_SIZE = 8, MAX_SHIFT = 1024 };

static const cm_layout *layout;
static size_t shift;        /* of this host's circuit against the table */
static const void *loading; /* the circuit, while models are called for their currents */

void cm_circuit_setup(const cm_layout *host_layout, const void *ckt, const int *states)
{
    layout = host_layout;
    uintptr_t mode = (uintptr_t)states + NUM_STATES_SIZE - (uintptr_t)ckt;
    shift = mode - layout->ckt_mode < MAX_SHIFT ? mode - layout->ckt_mode : 0;
}

long cm_circuit_mode(const void *ckt)
{
    return CM_AT(long, ckt, layout->ckt_mode + shift);
}

double cm_circuit_delta(const void *ckt)
{
    return CM_AT(double, ckt, CM_CKT_DELTA);
}

double cm_circuit_least_delta(const void *ckt)
{
    return CM_AT(double, ckt, layout->ckt_stop + shift - CM_CKT_DELMIN_BEFORE_STOP);
}

/* A member of the .tran line's, in the circuit of the call that is running: the host's functions
 * know it, also of calls that do not come through the device's. */
static double tran_value(Mif_Private_t *m, size_t member)
{
    if (!layout || cm_fault_tearing_down() ||
        (CM_ANALYSIS(m) != MIF_TRAN && CM_ANALYSIS(m) != MIF_DC))
        return 0;
    const char *ckt = CM_CALL(cm_slots->get_path + 1, const char *, void)();
    return ckt ? CM_AT(double, ckt, layout->ckt_stop + shift + member) : 0;
}

double cm_tran_step(Mif_Private_t *m)
{
    return tran_value(m, sizeof(double));
}

double cm_tran_stop(Mif_Private_t *m)
{
    return tran_value(m, 0);
}

void cm_circuit_load(const void *ckt)
{
    loading = ckt;
}

static bool across_nodes(cm_port_type type)
{
    return type == CM_PORT_VOLTAGE || type == CM_PORT_DIFF_VOLTAGE || type == CM_PORT_CONDUCTANCE ||
           type == CM_PORT_DIFF_CONDUCTANCE;
}

double cm_input_unlimited(Mif_Private_t *m, int k, int i)
{
    const cm_port *port = CM_PORT(m, k, i);
    /* what a host with a predictor has more is before the solution, and behind it as well */
    if (!loading || shift || !across_nodes(port->type))
        return port->input.rvalue;
    long mode = cm_circuit_mode(loading);
    if (!(mode & CM_MODE_TRAN) || mode & CM_MODE_FIRST)
        return port->input.rvalue;
    const double *v = CM_AT(const double *, loading, CM_CKT_RHS_OLD);
    return v[CM_AT(int, port, cm_abi.pos_node)] - v[CM_AT(int, port, cm_abi.neg_node)];
}
