/* The cm_* functions of cm.h, passed on to the host's function table. */
#include "core.h"
#include "trace.h"

#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

const host_function *cm_host_table;
const cm_core_slots *cm_slots;
cm_offsets cm_abi;

/* ---- functions in the same place in all versions ---- */

/* The host's status, noted in the trace unless it is MIF_OK. */
static int noted(int status)
{
    if (status != MIF_OK && cm_tracing) {
        const char *reason = cm_message_get_errmsg();
        cm_trace_note("  -> MIF_ERROR %s", reason ? reason : "");
    }
    return status;
}

static void *noted_pointer(void *p)
{
    if (!p)
        CM_TRACE("  -> NULL");
    return p;
}

void cm_climit_fcn(double in, double in_offset, double cntl_upper, double cntl_lower,
                   double lower_delta, double upper_delta, double limit_range, double gain,
                   int percent, double *out_final, double *pout_pin_final,
                   double *pout_pcntl_lower_final, double *pout_pcntl_upper_final)
{
    CM_CALL(CM_CORE_CLIMIT, void, double, double, double, double, double, double, double, double,
            int, double *, double *, double *, double *)
    (in, in_offset, cntl_upper, cntl_lower, lower_delta, upper_delta, limit_range, gain, percent,
     out_final, pout_pin_final, pout_pcntl_lower_final, pout_pcntl_upper_final);
}

void cm_smooth_corner(double x_input, double x_center, double y_center, double domain,
                      double lower_slope, double upper_slope, double *y_output, double *dy_dx)
{
    CM_CALL(CM_CORE_SMOOTH_CORNER, void, double, double, double, double, double, double, double *,
            double *)
    (x_input, x_center, y_center, domain, lower_slope, upper_slope, y_output, dy_dx);
}

void cm_smooth_discontinuity(double x_input, double x_lower, double y_lower, double x_upper,
                             double y_upper, double *y_output, double *dy_dx)
{
    CM_CALL(CM_CORE_SMOOTH_DISCONTINUITY, void, double, double, double, double, double, double *,
            double *)
    (x_input, x_lower, y_lower, x_upper, y_upper, y_output, dy_dx);
}

double cm_smooth_pwl(double x_input, double *x, double *y, int size, double input_domain,
                     double *dout_din)
{
    return CM_CALL(CM_CORE_SMOOTH_PWL, double, double, double *, double *, int, double,
                   double *)(x_input, x, y, size, input_domain, dout_din);
}

double cm_analog_ramp_factor(void)
{
    return CM_CALL(CM_CORE_RAMP_FACTOR, double, void)();
}

void cm_analog_alloc(int tag, int bytes)
{
    CM_TRACE("call  cm_analog_alloc(%d, %d)", tag, bytes);
    CM_CALL(CM_CORE_ANALOG_ALLOC, void, int, int)(tag, bytes);
}

void *cm_analog_get_ptr(int tag, int timepoint)
{
    CM_TRACE("call  cm_analog_get_ptr(%d, %d)", tag, timepoint);
    return noted_pointer(CM_CALL(CM_CORE_ANALOG_GET_PTR, void *, int, int)(tag, timepoint));
}

int cm_analog_integrate(double integrand, double *integral, double *partial)
{
    CM_TRACE("call  cm_analog_integrate(%.9g)", integrand);
    int status = noted(CM_CALL(CM_CORE_ANALOG_INTEGRATE, int, double, double *,
                               double *)(integrand, integral, partial));
    CM_TRACE("  -> %.9g, partial %.9g", *integral, *partial);
    return status;
}

int cm_analog_converge(double *state)
{
    CM_TRACE("call  cm_analog_converge(%.9g)", *state);
    return noted(CM_CALL(CM_CORE_ANALOG_CONVERGE, int, double *)(state));
}

int cm_analog_set_temp_bkpt(double time)
{
    CM_TRACE("call  cm_analog_set_temp_bkpt(%.12g)", time);
    return noted(CM_CALL(CM_CORE_TEMP_BKPT, int, double)(time));
}

int cm_analog_set_perm_bkpt(double time)
{
    CM_TRACE("call  cm_analog_set_perm_bkpt(%.12g)", time);
    return noted(CM_CALL(CM_CORE_PERM_BKPT, int, double)(time));
}

void cm_analog_not_converged(void)
{
    CM_TRACE("call  cm_analog_not_converged()");
    CM_CALL(CM_CORE_NOT_CONVERGED, void, void)();
}

void cm_analog_auto_partial(void)
{
    CM_TRACE("call  cm_analog_auto_partial()");
    CM_CALL(CM_CORE_AUTO_PARTIAL, void, void)();
}

void cm_event_alloc(int tag, int bytes)
{
    CM_TRACE("call  cm_event_alloc(%d, %d)", tag, bytes);
    CM_CALL(CM_CORE_EVENT_ALLOC, void, int, int)(tag, bytes);
}

void *cm_event_get_ptr(int tag, int timepoint)
{
    CM_TRACE("call  cm_event_get_ptr(%d, %d)", tag, timepoint);
    return noted_pointer(CM_CALL(CM_CORE_EVENT_GET_PTR, void *, int, int)(tag, timepoint));
}

int cm_event_queue(double time)
{
    CM_TRACE("call  cm_event_queue(%.12g)", time);
    return noted(CM_CALL(CM_CORE_EVENT_QUEUE, int, double)(time));
}

char *cm_message_get_errmsg(void)
{
    return CM_CALL(CM_CORE_GET_ERRMSG, char *, void)();
}

int cm_message_send(const char *msg)
{
    CM_TRACE("call  cm_message_send(\"%.*s\")", (int)strcspn(msg, "\n"), msg);
    return noted(CM_CALL(CM_CORE_MESSAGE_SEND, int, const char *)(msg));
}

int cm_message_printf(const char *fmt, ...)
{
    char *text;
    va_list args;
    va_start(args, fmt);
    int length = vasprintf(&text, fmt, args);
    va_end(args);
    if (length < 0)
        return cm_message_send(fmt); /* out of memory */
    int status = cm_message_send(text);
    free(text);
    return status;
}

double cm_netlist_get_c(void)
{
    return CM_CALL(CM_CORE_NETLIST_GET_C, double, void)();
}

double cm_netlist_get_l(void)
{
    return CM_CALL(CM_CORE_NETLIST_GET_L, double, void)();
}

/* ---- functions whose place depends on the version; those that only some have are in optional.c */

bool cm_low_byte(int result)
{
    return (result & 0xff) != 0;
}

const char *cm_get_node_name(const char *port, unsigned index)
{
    return CM_CALL(cm_slots->get_node_name, const char *, const char *, unsigned)(port, index);
}

bool cm_probe_node(unsigned conn, unsigned port, void *value)
{
    return cm_low_byte(
        CM_CALL(cm_slots->probe_node, int, unsigned, unsigned, void *)(conn, port, value));
}

Complex_t cm_complex_set(double real, double imag)
{
    return CM_CALL(cm_slots->complex_set, Complex_t, double, double)(real, imag);
}

Complex_t cm_complex_add(Complex_t x, Complex_t y)
{
    return CM_CALL(cm_slots->complex_set + 1, Complex_t, Complex_t, Complex_t)(x, y);
}

Complex_t cm_complex_subtract(Complex_t x, Complex_t y)
{
    return CM_CALL(cm_slots->complex_set + 2, Complex_t, Complex_t, Complex_t)(x, y);
}

Complex_t cm_complex_multiply(Complex_t x, Complex_t y)
{
    return CM_CALL(cm_slots->complex_set + 3, Complex_t, Complex_t, Complex_t)(x, y);
}

Complex_t cm_complex_divide(Complex_t x, Complex_t y)
{
    return CM_CALL(cm_slots->complex_set + 4, Complex_t, Complex_t, Complex_t)(x, y);
}

char *cm_get_path(void)
{
    return CM_CALL(cm_slots->get_path, char *, void)();
}

FILE *cm_stream_out(void)
{
    return CM_CALL(cm_slots->get_path + 2, FILE *, void)();
}

FILE *cm_stream_in(void)
{
    return CM_CALL(cm_slots->get_path + 3, FILE *, void)();
}

FILE *cm_stream_err(void)
{
    return CM_CALL(cm_slots->get_path + 4, FILE *, void)();
}
