/* How an analysis is ended from inside a code model; used by the glue's device functions. */
#ifndef NGSPIKE_FAULT_H
#define NGSPIKE_FAULT_H

#include "host_types.h"

/* Return codes of device functions that the host knows. */
enum {
    CM_HOST_OK = 0,
    CM_HOST_PAUSE = -1,
    CM_HOST_NO_MEMORY = 8,
    CM_HOST_FAULT = 11,          /* E_PARMVAL */
    CM_HOST_NO_CONVERGENCE = 103 /* E_ITERLIM */
};

/* The devices that are replaced by a silent one after a fault; NULL at the end. */
void cm_fault_devices(host_device *const *devices);

/* A new analysis is being set up: forgets fault and stop request. Called once per device type. */
void cm_fault_new_run(void);

/* While instances are being destroyed a fault is only reported: it ends nothing, and the instances
 * that are left still write their files. */
void cm_fault_teardown(bool on);
bool cm_fault_tearing_down(void);

/* Bits of the host's CKTmode. */
enum {
    CM_MODE_TRAN = 0x1,
    CM_MODE_AC = 0x2,
    CM_MODE_NOISE = 0x8, /* with CM_MODE_AC */
    CM_MODE_TRAN_OP = 0x20,
    CM_MODE_SMALL_SIGNAL = 0x800,
    CM_MODE_INIT_TRAN = 0x1000, /* first iteration of the first step */
    CM_MODE_INIT_PRED = 0x2000, /* first iteration of another one */
    CM_MODE_FIRST = CM_MODE_INIT_TRAN | CM_MODE_INIT_PRED
};

/* What a device's load and convergence test (in this CKTmode), truncation, accept and noise
 * function have to return now. */
int cm_fault_on_load(long mode);
int cm_fault_on_conv_test(long mode);
int cm_fault_on_trunc(void);
int cm_fault_on_accept(void);
int cm_fault_on_noise(void);

#endif
