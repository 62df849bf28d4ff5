/* The host's function table, for the glue. */
#ifndef NGSPIKE_CORE_H
#define NGSPIKE_CORE_H

#include "host_types.h"

/* coreInfo_t of the host; the host stores it here through CMgetCoreItfPtr after loading. (Not named
 * after it: ngspice has a model whose function is cm_core.) */
extern const host_function *cm_host_table;
extern const cm_core_slots *cm_slots;

/* Functions in the same place in all versions. */
enum {
    CM_CORE_SETUP = 3,
    CM_CORE_UNSETUP = 4,
    CM_CORE_LOAD = 5,
    CM_CORE_MOD_PARAM = 6,
    CM_CORE_ASK = 7,
    CM_CORE_MOD_ASK = 8,
    CM_CORE_TRUNC = 9,
    CM_CORE_CONV_TEST = 10,
    CM_CORE_DELETE = 11,
    CM_CORE_MOD_DELETE = 12,
    CM_CORE_CLIMIT = 18,
    CM_CORE_SMOOTH_CORNER = 19,
    CM_CORE_SMOOTH_DISCONTINUITY = 20,
    CM_CORE_SMOOTH_PWL = 21,
    CM_CORE_RAMP_FACTOR = 22,
    CM_CORE_ANALOG_ALLOC = 23,
    CM_CORE_ANALOG_GET_PTR = 24,
    CM_CORE_ANALOG_INTEGRATE = 25,
    CM_CORE_ANALOG_CONVERGE = 26,
    CM_CORE_TEMP_BKPT = 27,
    CM_CORE_PERM_BKPT = 28,
    CM_CORE_NOT_CONVERGED = 29,
    CM_CORE_AUTO_PARTIAL = 30,
    CM_CORE_EVENT_ALLOC = 31,
    CM_CORE_EVENT_GET_PTR = 32,
    CM_CORE_EVENT_QUEUE = 33,
    CM_CORE_GET_ERRMSG = 34,
    CM_CORE_MESSAGE_SEND = 35,
    CM_CORE_NETLIST_GET_C = 36,
    CM_CORE_NETLIST_GET_L = 37
};

/* The host's bool is an int up to 42 and one byte from 43 on: only the low byte counts. */
bool cm_low_byte(int result);

/* Behind cm_get_path's slot. */
enum { CM_PATH_TMALLOC = 9, CM_PATH_TREALLOC = 10, CM_PATH_TXFREE = 11 };

#define CM_CALL(slot, result, ...) ((result(*)(__VA_ARGS__))cm_host_table[slot])

#endif
