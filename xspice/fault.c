/* Ending an analysis from inside a model.
 *
 * Models have no way to return an error, but the functions of the device do. In DC and AC an
 * operating point that never converges ends the analysis: DEVconvTest says so. The loads that
 * follow a converged one, for small signals and at each frequency, return an error. (An error of
 * DEVload would end it sooner but leave the matrix without factors, and .tf solves with it all the
 * same and aborts the program. So does noise analysis at each frequency; there the error is left to
 * DEVnoise.) In a transient analysis either would only make the host cut the
 * step again and again; there an error of DEVtrunc or DEVaccept ends the analysis at once. For
 * these to be reached the Newton iteration has to converge, so after a fault a silent function
 * takes the place of all models: no events, and a conductance on each port that had one, to keep
 * the matrix regular. It also spares the user the errors that would follow from the first. */
#include "fault.h"
#include "trace.h"

#include <stdarg.h>
#include <stdatomic.h>
#include <stdlib.h>
#include <string.h>

/* A transient step that has not come to its end after so many loads will not converge. */
enum { MAX_LOADS = 2000 };

/* In S, for ports of silent devices: small voltages, so that the host's input limiting ends soon.
 */
static const double silent_conductance = 1e-3;

/* The host runs one analysis at a time in a process; this is its state. */
static struct {
    bool set;
    int loads; /* since the fault */
    char text[768];
} fault;
static atomic_bool stop_requested;
static bool tearing_down;
static bool setting_up; /* between the first DEVsetup and the first DEVload of an analysis */

static host_device *const *devices; /* NULL at the end */
static void (**functions)(Mif_Private_t *);
static const cm_observer *observer;

static void silence_port(Mif_Private_t *m, int k, int i)
{
    cm_port *port = CM_PORT(m, k, i);
    if (port->is_null)
        return;
    switch (port->type) {
    case CM_PORT_DIGITAL:
    case CM_PORT_USER_DEFINED:
        CM_OUTPUT_CHANGED(m, k, i) = MIF_FALSE;
        break;
    case CM_PORT_CONDUCTANCE:
    case CM_PORT_DIFF_CONDUCTANCE:
        if (CM_CALL_TYPE(m) != MIF_ANALOG || !CM_CONN(m, k)->is_input)
            break;
        port->output.rvalue = silent_conductance * port->input.rvalue;
        CM_PARTIAL(m, k, i, k, i) = silent_conductance;
        CM_AC_GAIN(m, k, i, k, i) = (Mif_Complex_t){silent_conductance, 0};
        break;
    default:
        break;
    }
}

static void silent_model(Mif_Private_t *m)
{
    int n = CM_AT(int, m, cm_abi.num_conn);
    for (int k = 0; k < n; k++) {
        cm_conn *conn = CM_CONN(m, k);
        if (conn->is_null || !conn->is_output)
            continue;
        for (int i = 0; i < conn->size; i++)
            silence_port(m, k, i);
    }
}

void cm_fault_devices(host_device *const *list)
{
    size_t n = 0;
    while (list[n])
        n++;
    functions = calloc(n + 1, sizeof *functions);
    if (!functions)
        return; /* the models stay in place after a fault: less quiet, still ended */
    for (size_t i = 0; i < n; i++)
        functions[i] = list[i]->func;
    devices = list;
}

static void silence(bool on)
{
    for (size_t i = 0; devices && devices[i]; i++)
        devices[i]->func = on ? silent_model : functions[i];
}

void cm_observe(const cm_observer *o)
{
    observer = o;
}

void cm_fault_new_run(void)
{
    if (fault.set)
        silence(false);
    fault.set = false;
    fault.text[0] = '\0';
    atomic_store(&stop_requested, false);
    if (!setting_up)
        cm_trace_remark("a new analysis");
    if (!setting_up && observer && observer->new_run)
        observer->new_run();
    setting_up = true;
}

void cm_fault_teardown(bool on)
{
    tearing_down = on;
}

bool cm_fault_tearing_down(void)
{
    return tearing_down;
}

static void print_fault(void)
{
    (void)fflush(stdout);
    (void)fprintf(stderr, "%s: error: %s\n", cm_library_name, fault.text);
    (void)fflush(stderr);
}

void cm_fault(Mif_Private_t *m, const char *fmt, ...)
{
    if (fault.set)
        return;
    const char *name = cm_instance_name(m);
    int n = snprintf(fault.text, sizeof fault.text, "%s%s", name, *name ? ": " : "");
    size_t used = n < 0 ? 0 : (size_t)n < sizeof fault.text ? (size_t)n : sizeof fault.text - 1;
    va_list args;
    va_start(args, fmt);
    (void)vsnprintf(fault.text + used, sizeof fault.text - used, fmt, args);
    va_end(args);
    CM_TRACE("fault: %s", fault.text);

    if (tearing_down) {
        print_fault();
        return;
    }
    fault.loads = 0;
    fault.set = true;
    silence(true);
    cm_trace_remark("no more calls in this analysis");
    if (!observer || !observer->fault || !observer->fault(fault.text))
        print_fault();
}

bool cm_faulted(void)
{
    return fault.set;
}

const char *cm_fault_message(void)
{
    return fault.text;
}

void cm_request_stop(void)
{
    atomic_store(&stop_requested, true);
}

static bool in_transient(long mode)
{
    return mode & (CM_MODE_TRAN | CM_MODE_TRAN_OP);
}

int cm_fault_on_load(long mode)
{
    setting_up = false;
    if (!fault.set)
        return CM_HOST_OK;
    bool stuck = in_transient(mode) && ++fault.loads >= MAX_LOADS;
    bool in_ac = (mode & (CM_MODE_AC | CM_MODE_NOISE)) == CM_MODE_AC;
    bool past_convergence = in_ac || mode & CM_MODE_SMALL_SIGNAL;
    return stuck || past_convergence ? CM_HOST_FAULT : CM_HOST_OK;
}

int cm_fault_on_conv_test(long mode)
{
    return fault.set && !in_transient(mode) ? CM_HOST_FAULT : CM_HOST_OK;
}

int cm_fault_on_trunc(void)
{
    return fault.set ? CM_HOST_FAULT : CM_HOST_OK;
}

int cm_fault_on_noise(void)
{
    return fault.set ? CM_HOST_FAULT : CM_HOST_OK;
}

int cm_fault_on_accept(void)
{
    if (fault.set)
        return CM_HOST_FAULT;
    if (observer && observer->accepted)
        observer->accepted();
    return atomic_exchange(&stop_requested, false) ? CM_HOST_PAUSE : CM_HOST_OK;
}

const char *cm_instance_name(Mif_Private_t *m)
{
    /* The callback's address lies inside the host's instance struct; its other members follow from
     * it. */
    char *callback = m ? CM_AT(char *, m, cm_abi.callback) : NULL;
    if (!callback || !cm_abi.instance_callback)
        return "";
    char *instance = callback - cm_abi.instance_callback;
    if (CM_AT(void *, instance, cm_abi.instance_conn) != CM_AT(void *, m, cm_abi.conn))
        return "";
    const char *name = CM_AT(const char *, instance, cm_abi.instance_name);
    return name ? name : "";
}
