/* What all mem_* code models share: terminals, parameters and instance variables. gen_mem.c prints
 * the interfaces from these lists, each device's own parameters after the common ones;
 * mem_adapter.c finds things by the same order. */
#ifndef NGSPIKE_MEM_COMMON_H
#define NGSPIKE_MEM_COMMON_H

#include <math.h>

#include "device/device.h"

/* X(index, name, description, direction, default type, allowed types, null allowed) */
#define MEM_PORTS(X)                                                                               \
    X(MEM_TERMINALS, "p", "the two terminals", "inout", "gd", "[gd, g]", "no")                     \
    X(MEM_STATE, "x", "the state as a voltage", "out", "v", "[v]", "yes")

/* X(index, name, description, type) */
#define MEM_VARS(X)                                                                                \
    X(MEM_VAR_X, "x", "state", "real")                                                             \
    X(MEM_VAR_V, "v", "voltage across the terminals, V", "real")                                   \
    X(MEM_VAR_I, "i", "current through the terminals, A", "real")                                  \
    X(MEM_VAR_G, "g", "conductance at this state, di/dv, S", "real")                               \
    X(MEM_VAR_BOUND, "bound", "parameters as bound", "pointer")

#define MEM_INDEX(index, ...) index,
enum { MEM_PORTS(MEM_INDEX) };
enum { MEM_VARS(MEM_INDEX) };

/* A default of NAN: none, the parameter is not given. */
#define MEM_PARAMS(X, S)                                                                           \
    X(S, REAL, x0, "", NAN, -INFINITY, 0, INFINITY, 0, NULL, "initial state (else from rinit)",    \
      "")                                                                                          \
    X(S, REAL, rinit, "ohm", NAN, 0, 1, INFINITY, 0, NULL,                                         \
      "initial resistance at low voltage (else the device's usual state)", "")                     \
    X(S, INT, polarity, "", 1, -1, 0, 1, 0, NULL,                                                  \
      "1 or -1: sign of the voltage that raises the conductance", "")                              \
    X(S, REAL, m, "", 1, 0, 1, 1e12, 0, NULL, "number of devices in parallel", "")

typedef struct {
    MEM_PARAMS(NS_PARAM_FIELD, )
} mem_common;

static const ns_param mem_common_params[] = {MEM_PARAMS(NS_PARAM_ROW, mem_common)};
enum { MEM_N_COMMON = sizeof mem_common_params / sizeof mem_common_params[0] };

#endif
