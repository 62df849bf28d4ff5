/* What all mem_* code models share: terminals, parameters and instance variables. gen_mem.c prints
 * the interfaces from these lists; mem_adapter.c finds things by the same order. */
#ifndef NGSPIKE_MEM_COMMON_H
#define NGSPIKE_MEM_COMMON_H

#include <math.h>

#include "device/cell.h"

/* X(index, name, description, direction, default type, allowed types, null allowed) */
#define MEM_PORTS(X)                                                                               \
    X(MEM_TERMINALS, "p", "the two terminals", "inout", "gd", "[gd, g]", "no")                     \
    X(MEM_STATE, "x", "the state as a voltage, V", "out", "v", "[v]", "yes")

/* X(index, name, description, type) */
#define MEM_VARS(X)                                                                                \
    X(MEM_VAR_X, "x", "state", "real")                                                             \
    X(MEM_VAR_V, "v", "voltage across the terminals, V", "real")                                   \
    X(MEM_VAR_I, "i", "current through the terminals, A", "real")                                  \
    X(MEM_VAR_G, "g", "conductance at this state, di/dv, S", "real")                               \
    X(MEM_VAR_Y, "y", "second state (temperature, volatility), if the family has one", "real")     \
    X(MEM_VAR_E, "e", "energy dissipated since the start of the transient, J", "real")             \
    X(MEM_VAR_BOUND, "bound", "parameters as bound", "pointer")

#define MEM_INDEX(index, ...) index,
enum { MEM_PORTS(MEM_INDEX) };
enum { MEM_VARS(MEM_INDEX) };

/* Order of the parameters: these, ns_cell_table, the family's, a spread for each of the family's
 * real ones. X(index, name, description, type, default) */
#define MEM_PARAMS(X)                                                                              \
    X(MEM_SET, "set", "a published parameter set by name, which the other parameters change",      \
      "string", "\"default\"")                                                                     \
    X(MEM_NOISE, "noise_programmatic", "small-signal noise, in ngspice 47 and later", "boolean",   \
      "TRUE")
enum { MEM_PARAMS(MEM_INDEX) MEM_N_OWN };

/* Whether a parameter of a family has a spread, <name>_d2d. */
static inline bool mem_spreads(const ns_param *p)
{
    return p->type == NS_REAL;
}

#endif
