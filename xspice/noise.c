/* From 47 on the host has MIFnoise, which computes the noise of a device's instances, and
 * cm_noise_add_source, which a model calls from within. They are the last two of its function
 * table, behind three that only a host configured with KLU has. Nothing in the table tells whether
 * it has them, but the host's options do: only one with KLU knows .option klu.
 *
 * All devices get a DEVnoise, in all versions, because it is also what ends a noise analysis after
 * a fault: errors of the loads before it are ignored, and the host then aborts. */
#include "noise.h"
#include "core.h"
#include "fault.h"
#include "host.h"
#include "optional.h"
#include "trace.h"

#include <string.h>

enum { KLU_FUNCTIONS = 3 };

static const void *host;
static int slot;         /* of MIFnoise; 0: there is none, or it is not known */
static char reason[128]; /* why there is none */
static bool checked, told;

static bool has_noise_parameter(const cm_model *model)
{
    static const char *const names[] = {"noise_voltage", "noise_current", "noise_programmatic"};
    for (int i = 0; i < model->n_param; i++)
        for (size_t j = 0; j < sizeof names / sizeof names[0]; j++)
            if (strcmp(model->param[i].name, names[j]) == 0)
                return true;
    return false;
}

static bool library_has_noise(void)
{
    for (int i = 0; cm_models[i]; i++)
        if (has_noise_parameter(cm_models[i]))
            return true;
    return cm_library_uses(CM_OPTIONAL_NOISE_ADD_SOURCE);
}

static void give_up(const char *why)
{
    slot = 0;
    (void)snprintf(reason, sizeof reason, "%s", why);
}

void cm_noise_start(const void *address, const char *version, const cm_layout *layout)
{
    host = address;
    slot = layout->core.noise;
    if (!slot) {
        (void)snprintf(reason, sizeof reason, "ngspice %s does not compute it (47 and later do)",
                       version);
        return;
    }
    int klu = cm_host_option(host, "klu");
    if (klu > 0)
        slot += KLU_FUNCTIONS;
    if (klu < 0) {
        give_up("cannot tell whether this ngspice was configured with KLU");
        if (library_has_noise())
            (void)fprintf(stderr, "%s: warning: %s: noise analysis leaves out its models.\n",
                          cm_library_name, reason);
    }
}

/* The slot of MIFnoise, if what the table has from the first slot that can be meant on are
 * functions of the host. The table is not there yet when the library is loaded. */
static int checked_slot(void)
{
    if (slot && !checked) {
        checked = true;
        for (int i = cm_slots->noise; slot && i <= slot + 1; i++)
            if (!cm_host_function(host, &cm_host_table[i]))
                give_up("this ngspice's table of functions is not that of its version");
    }
    return slot;
}

void cm_noise_new_run(void)
{
    told = false;
}

typedef int noise_function(int mode, int operation, void *model, void *ckt, void *data,
                           double *density);

static int dev_noise(int mode, int operation, void *model, void *ckt, void *data, double *density)
{
    int error = cm_fault_on_noise();
    if (error || !checked_slot())
        return error;
    error = ((noise_function *)cm_host_table[slot])(mode, operation, model, ckt, data, density);
    return error ? error : cm_fault_on_noise();
}

/* Of a model that has noise: says so if it is left out. */
static int dev_noisy(int mode, int operation, void *model, void *ckt, void *data, double *density)
{
    if (operation == CM_NOISE_OPEN && mode == CM_NOISE_DENS && !checked_slot() && !told) {
        told = true;
        (void)fprintf(stderr,
                      "%s: warning: this analysis leaves out the noise of code models: %s.\n",
                      cm_library_name, reason);
    }
    return dev_noise(mode, operation, model, ckt, data, density);
}

host_function cm_noise_function(const cm_model *model)
{
    return (host_function)(has_noise_parameter(model) ? dev_noisy : dev_noise);
}

int cm_call_noise_add_source(const char *name, int conn, int port, Mif_Noise_Src_Type_t type)
{
    CM_TRACE("call  cm_noise_add_source(\"%s\", %d, %d, %d)", name, conn, port, (int)type);
    return checked_slot() ? CM_CALL(slot + 1, int, const char *, int, int,
                                    Mif_Noise_Src_Type_t)(name, conn, port, type)
                          : -1;
}
