/* What every .cm carries: the five functions that ngspice looks up in a code model library, and the
 * device functions that it calls.
 *
 * The host calls CMdevNum, CMdevs, CMudnNum, CMudns and CMgetCoreItfPtr in this order. Between
 * CMdevs and CMudnNum it writes the addresses of its struct sizes into our devices: where it writes
 * them tells how it was configured, and what they say must agree with its version. Only then are
 * the devices' functions filled in. A host that is not understood gets no models, and a message. */
#include "circuit.h"
#include "core.h"
#include "defaults.h"
#include "fault.h"
#include "host.h"
#include "land.h"
#include "newton.h"
#include "noise.h"
#include "optional.h"
#include "trace.h"

#include <stdlib.h>
#include <string.h>

#define EXPORT __attribute__((visibility("default")))

static char host_version[32];
static const cm_layout *layout;
static int n_devices, n_udns;
static host_device **devices; /* NULL at the end */
static void **udns;
static bool registered;

/* ---- device functions: the host's own, called through its table ---- */

static int dev_mod_param(int param, void *value, void *model)
{
    return CM_CALL(CM_CORE_MOD_PARAM, int, int, void *, void *)(param, value, model);
}

/* Whether the table has the version's order: in every version the three functions behind
 * cm_get_circuit are one and the same. (The host stores its table only after it has registered the
 * devices, so this cannot be seen while loading.) */
static bool table_fits(void)
{
    const host_function *path = cm_host_table + cm_slots->get_path;
    return path[2] == path[3] && path[3] == path[4];
}

static int dev_setup(void *matrix, void *model, void *ckt, int *states)
{
    if (!table_fits()) {
        (void)fprintf(stderr,
                      "%s: error: this ngspice calls itself version %s, but its functions are in "
                      "another order; no models can be used. Use an unmodified ngspice, version %d "
                      "to %d.\n",
                      cm_library_name, host_version, cm_layout_first, cm_layout_last);
        return CM_HOST_FAULT;
    }
    cm_fault_new_run();
    cm_newton_new_run();
    cm_noise_new_run();
    cm_circuit_setup(layout, ckt, states);
    int error =
        CM_CALL(CM_CORE_SETUP, int, void *, void *, void *, int *)(matrix, model, ckt, states);
    if (!error && !layout->param_union && !cm_set_param_defaults(model, devices))
        error = CM_HOST_NO_MEMORY;
    return error;
}

static int dev_unsetup(void *model, void *ckt)
{
    cm_fault_teardown(true);
    int error = CM_CALL(CM_CORE_UNSETUP, int, void *, void *)(model, ckt);
    cm_fault_teardown(false);
    return error;
}

static int dev_load(void *model, void *ckt)
{
    cm_land_load();
    cm_circuit_load(ckt);
    int error = CM_CALL(CM_CORE_LOAD, int, void *, void *)(model, ckt);
    cm_circuit_load(NULL);
    cm_land_loaded(model);
    if (!error)
        error = cm_fault_on_load(cm_circuit_mode(ckt));
    return !error && cm_newton_give_up(model, ckt) ? CM_HOST_NO_CONVERGENCE : error;
}

static int dev_trunc(void *model, void *ckt, double *step)
{
    cm_newton_converged();
    int error = cm_fault_on_trunc();
    if (!error)
        error = CM_CALL(CM_CORE_TRUNC, int, void *, void *, double *)(model, ckt, step);
    double most = cm_land_step(model);
    if (most < *step)
        *step = most;
    return error;
}

static int dev_accept(void *ckt, void *model)
{
    (void)ckt;
    (void)model;
    return cm_fault_on_accept();
}

static int dev_mod_delete(void *model)
{
    cm_fault_teardown(true);
    int error = CM_CALL(CM_CORE_MOD_DELETE, int, void *)(model);
    cm_fault_teardown(false);
    return error;
}

static int dev_delete(void *instance)
{
    cm_fault_teardown(true);
    int error = CM_CALL(CM_CORE_DELETE, int, void *)(instance);
    cm_fault_teardown(false);
    return error;
}

static int dev_ask(void *ckt, void *instance, int param, void *value, void *select)
{
    return CM_CALL(CM_CORE_ASK, int, void *, void *, int, void *, void *)(ckt, instance, param,
                                                                          value, select);
}

static int dev_mod_ask(void *ckt, void *model, int param, void *value)
{
    return CM_CALL(CM_CORE_MOD_ASK, int, void *, void *, int, void *)(ckt, model, param, value);
}

static int dev_conv_test(void *model, void *ckt)
{
    int error = CM_CALL(CM_CORE_CONV_TEST, int, void *, void *)(model, ckt);
    return error ? error : cm_fault_on_conv_test(cm_circuit_mode(ckt));
}

static int dev_bind(void *model, void *ckt)
{
    return CM_CALL(cm_slots->bind_csc, int, void *, void *)(model, ckt);
}

static int dev_bind_complex(void *model, void *ckt)
{
    return CM_CALL(cm_slots->bind_csc + 1, int, void *, void *)(model, ckt);
}

static int dev_bind_complex_to_real(void *model, void *ckt)
{
    return CM_CALL(cm_slots->bind_csc + 2, int, void *, void *)(model, ckt);
}

/* Fills the function slots; shift moves them for OSDI, `sizes` is where the host wrote its sizes.
 */
static void fill_functions(host_device *d, const cm_model *model, int shift, int sizes)
{
    static const struct {
        int slot;
        host_function function;
    } table[] = {
        {CM_DEV_MOD_PARAM, (host_function)dev_mod_param},
        {CM_DEV_LOAD, (host_function)dev_load},
        {CM_DEV_SETUP, (host_function)dev_setup},
        {CM_DEV_UNSETUP, (host_function)dev_unsetup},
        {CM_DEV_TRUNC, (host_function)dev_trunc},
        {CM_DEV_AC_LOAD, (host_function)dev_load},
        {CM_DEV_ACCEPT, (host_function)dev_accept},
        {CM_DEV_MOD_DELETE, (host_function)dev_mod_delete},
        {CM_DEV_DELETE, (host_function)dev_delete},
        {CM_DEV_ASK, (host_function)dev_ask},
        {CM_DEV_MOD_ASK, (host_function)dev_mod_ask},
        {CM_DEV_CONV_TEST, (host_function)dev_conv_test},
    };
    for (size_t i = 0; i < sizeof table / sizeof table[0]; i++)
        d->word[table[i].slot + shift].function = table[i].function;
    d->word[CM_DEV_NOISE + shift].function = cm_noise_function(model);
    if (layout->core.bind_csc) { /* a host without KLU does not look behind the sizes */
        d->word[sizes + 2].function = (host_function)dev_bind;
        d->word[sizes + 3].function = (host_function)dev_bind_complex;
        d->word[sizes + 4].function = (host_function)dev_bind_complex_to_real;
    }
}

/* ---- finding out about the host ---- */

static void build_tables(void)
{
    size_t n = 0, m = 0;
    while (cm_models[n])
        n++;
    while (cm_udns[m])
        m++;
    devices = calloc(n + 1, sizeof *devices);
    udns = calloc(m + 1, sizeof *udns);
    bool ok = devices && udns;
    for (size_t i = 0; ok && i < n; i++)
        ok = (devices[i] = cm_build_device(cm_models[i], layout)) != NULL;
    for (size_t i = 0; ok && i < m; i++)
        ok = (udns[i] = cm_build_udn(cm_udns[i], layout)) != NULL;
    if (!ok) {
        (void)fprintf(stderr, "%s: error: out of memory, no models loaded\n", cm_library_name);
        return;
    }
    n_devices = (int)n;
    n_udns = (int)m;
}

static void refuse_version(const char *version)
{
    (void)fprintf(stderr, "%s: error: ", cm_library_name);
    if (*version)
        (void)fprintf(stderr, "this ngspice has version \"%s\"", version);
    else
        (void)fprintf(stderr, "cannot find the version of the ngspice that loads it");
    (void)fprintf(stderr,
                  "; it works with versions %d to %d (releases, no development versions).\n"
                  "%s: no models loaded. Use one of these ngspice versions, or a newer %s.\n",
                  cm_layout_first, cm_layout_last, cm_library_name, cm_library_name);
}

/* First call of the host: the version, from the caller's address, and the tables for it. */
static void identify(const void *caller)
{
    char version[sizeof host_version];
    cm_find_host_version(caller, version, sizeof version);
    if (devices && strcmp(version, host_version) == 0)
        return; /* loaded a second time */
    n_devices = n_udns = 0;
    const cm_layout *found = cm_layout_find(version);
    if (devices || !found) {
        refuse_version(version);
        return;
    }
    layout = found;
    memcpy(host_version, version, sizeof version);
    cm_abi = layout->offsets;
    cm_slots = &layout->core;
    cm_trace_start(host_version);
    build_tables();
}

/* Where the host has written its sizes into the device: a slot that its configuration can have, or
 * -1. */
static int sizes_slot(const host_device *d)
{
    for (int shift = 0; shift <= CM_DEV_OSDI + CM_DEV_CIDER; shift++) {
        int at = CM_DEV_INST_SIZE + shift;
        if (d->word[at].size)
            return d->word[at + 1].size ? at : -1;
    }
    return -1;
}

/* A device that no netlist can name and that has nothing to call. */
static void make_unusable(host_device *d)
{
    d->name = "(unusable)";
    d->func = NULL;
    d->n_conn = d->n_param = d->n_var = 0;
    *d->n_instance_parms = *d->n_model_parms = 0;
}

static void refuse_layout(int at, int instance_size, int model_size)
{
    (void)fprintf(stderr,
                  "%s: error: this ngspice calls itself version %s, but its structs are others: "
                  "instances of %d bytes (%d expected), models of %d (%d), sizes in slot %d.\n"
                  "%s: no models can be used. Use an unmodified ngspice, version %d to %d.\n",
                  cm_library_name, host_version, instance_size, layout->instance_size, model_size,
                  layout->model_size, at, cm_library_name, cm_layout_first, cm_layout_last);
    for (int i = 0; i < n_devices; i++)
        make_unusable(devices[i]);
    n_devices = n_udns = 0;
}

/* After the host has registered the devices: checks what it wrote into them and makes them work. */
static void adapt(const void *caller)
{
    if (registered || n_devices + n_udns == 0)
        return;
    for (int i = 0; i < n_devices; i++) {
        int at = sizes_slot(devices[i]);
        int instance_size = at < 0 ? 0 : *devices[i]->word[at].size;
        int model_size = at < 0 ? 0 : *devices[i]->word[at + 1].size;
        if (instance_size != layout->instance_size || model_size != layout->model_size) {
            refuse_layout(at, instance_size, model_size);
            return;
        }
    }
    cm_warn_of_missing(host_version, layout);
    cm_noise_start(caller, host_version, layout);
    for (int i = 0; i < n_devices; i++) {
        int at = sizes_slot(devices[i]);
        int configuration = at - CM_DEV_INST_SIZE;
        fill_functions(devices[i], cm_models[i], configuration & CM_DEV_OSDI, at);
    }
    cm_fault_devices(devices);
    registered = true;
}

const char *cm_host_version(void)
{
    return registered ? host_version : "";
}

/* ---- what the host looks up ---- */

EXPORT void *CMdevNum(void);
EXPORT void *CMdevs(void);
EXPORT void *CMudnNum(void);
EXPORT void *CMudns(void);
EXPORT void *CMgetCoreItfPtr(void);

EXPORT void *CMdevNum(void)
{
    identify(__builtin_return_address(0));
    return &n_devices;
}

EXPORT void *CMdevs(void)
{
    return devices;
}

EXPORT void *CMudnNum(void)
{
    adapt(__builtin_return_address(0));
    return &n_udns;
}

EXPORT void *CMudns(void)
{
    return udns;
}

EXPORT void *CMgetCoreItfPtr(void)
{
    return &cm_host_table;
}
