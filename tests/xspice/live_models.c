/* The code models of the live tests, with hand-written tables: a resistor with a state, a source of
 * events and a relay, and a node type. Each can report a fault or ask for a stop at a given time.
 */
#include "cm.h"

#include <stdlib.h>
#include <string.h>

const char cm_library_name[] = "live.cm";

static int new_runs, faults, callbacks;

static void count_run(void)
{
    new_runs++;
}

static bool count_fault(const char *message)
{
    if (strcmp(message, cm_fault_message()) == 0)
        faults++;
    return false;
}

static __attribute__((constructor)) void watch(void)
{
    static const cm_observer observer = {count_run, count_fault, NULL};
    cm_observe(&observer);
}

/* ---- live_res: i = (goff + (gon - goff) x) v, dx/dt = k v; x is a state of the host ---- */

enum { P_GON, P_GOFF, P_K, P_X0, P_FAIL_AT, P_FAIL_DC, P_LABEL, P_FAIL_AC };
enum { V_X, V_I, V_RUNS, V_FAULTS, V_CALLBACKS, V_MEMORY };

static void destroy(Mif_Private_t *m, Mif_Callback_Reason_t reason)
{
    CM_CALLBACK(m) = NULL;
    if (reason != MIF_CB_DESTROY || *cm_instance_name(m) != 'a')
        abort();
    callbacks++;
    free(CM_VAR_PTR(m, V_MEMORY, 0));
    CM_VAR_PTR(m, V_MEMORY, 0) = NULL;
}

static void res_init(ARGS)
{
    cm_analog_alloc(0, (int)sizeof(double));
    CM_VAR_PTR(mif_private, V_MEMORY, 0) = malloc(100);
    CM_CALLBACK(mif_private) = destroy;
}

static bool res_fails(ARGS)
{
    double fail_at = CM_PARAM_REAL(mif_private, P_FAIL_AT, 0);
    bool transient = CM_ANALYSIS(mif_private) == MIF_TRAN;
    bool ac = CM_ANALYSIS(mif_private) == MIF_AC && CM_PARAM_BOOL(mif_private, P_FAIL_AC, 0);
    if (!ac && !CM_PARAM_BOOL(mif_private, P_FAIL_DC, 0) &&
        !(transient && fail_at >= 0 && CM_TIME(mif_private) >= fail_at))
        return false;
    cm_fault(mif_private, "gave up at %g s (%s)", CM_TIME(mif_private),
             CM_PARAM_STRING(mif_private, P_LABEL, 0));
    return true;
}

static void live_res(ARGS)
{
    if (CM_INIT(mif_private))
        res_init(mif_private);
    if (cm_faulted() || res_fails(mif_private))
        return;
    double v = CM_INPUT_REAL(mif_private, 0, 0), k = CM_PARAM_REAL(mif_private, P_K, 0);
    double goff = CM_PARAM_REAL(mif_private, P_GOFF, 0);
    double span = CM_PARAM_REAL(mif_private, P_GON, 0) - goff, partial = 0;
    double start = CM_PARAM_REAL(mif_private, P_X0, 0), *x = cm_analog_get_ptr(0, 0);
    if (!x)
        x = &start; /* .sens */
    else if (CM_ANALYSIS(mif_private) == MIF_TRAN)
        (void)cm_analog_integrate(k * v, x, &partial);
    else if (CM_ANALYSIS(mif_private) == MIF_DC)
        *x = start;
    double g = goff + span * *x;
    if (CM_ANALYSIS(mif_private) == MIF_AC) {
        CM_AC_GAIN(mif_private, 0, 0, 0, 0) = (Mif_Complex_t){g, 0};
        return;
    }
    CM_OUTPUT_REAL(mif_private, 0, 0) = g * v;
    CM_PARTIAL(mif_private, 0, 0, 0, 0) = g + v * span * k * partial;
    CM_VAR_REAL(mif_private, V_X, 0) = *x;
    CM_VAR_REAL(mif_private, V_I, 0) = g * v;
    CM_VAR_REAL(mif_private, V_RUNS, 0) = new_runs;
    CM_VAR_REAL(mif_private, V_FAULTS, 0) = faults;
    CM_VAR_REAL(mif_private, V_CALLBACKS, 0) = callbacks;
}

static const cm_port_type res_types[] = {CM_PORT_CONDUCTANCE, CM_PORT_DIFF_CONDUCTANCE};
static const char *const res_type_names[] = {"g", "gd"};
static const cm_conn_spec res_conn[] = {{"p", "terminals", CM_DIR_INOUT, CM_PORT_DIFF_CONDUCTANCE,
                                         "gd", 2, res_types, res_type_names, false, false, false, 0,
                                         0, false}};

#define REAL(name_, default_)                                                                      \
    {                                                                                              \
        .name = name_, .descr = name_, .type = CM_TYPE_REAL, .n_default = 1,                       \
        .defaults = &(const cm_value){.real = default_}, .conn_ref = -1, .null_allowed = true      \
    }
static const cm_param_spec res_param[] = {REAL("gon", 1e-3),
                                          REAL("goff", 1e-5),
                                          REAL("k", 1e3),
                                          REAL("x0", 0.1),
                                          REAL("fail_at", -1),
                                          {.name = "fail_dc",
                                           .descr = "fail in the operating point",
                                           .type = CM_TYPE_BOOLEAN,
                                           .n_default = 1,
                                           .defaults = &(const cm_value){.integer = 0},
                                           .conn_ref = -1,
                                           .null_allowed = true},
                                          {.name = "label",
                                           .descr = "a string",
                                           .type = CM_TYPE_STRING,
                                           .n_default = 1,
                                           .defaults = &(const cm_value){.string = "none"},
                                           .conn_ref = -1,
                                           .null_allowed = true},
                                          {.name = "fail_ac",
                                           .descr = "fail in AC analysis",
                                           .type = CM_TYPE_BOOLEAN,
                                           .n_default = 1,
                                           .defaults = &(const cm_value){.integer = 0},
                                           .conn_ref = -1,
                                           .null_allowed = true}};
static const cm_var_spec res_var[] = {
    {.name = "x", .descr = "state", .type = CM_TYPE_REAL},
    {.name = "i", .descr = "current", .type = CM_TYPE_REAL},
    {.name = "runs", .descr = "analyses", .type = CM_TYPE_REAL},
    {.name = "faults", .descr = "faults", .type = CM_TYPE_REAL},
    {.name = "calls", .descr = "callbacks", .type = CM_TYPE_REAL},
    {.name = "memory", .descr = "memory", .type = CM_TYPE_POINTER}};
static const cm_model live_res_model = {.name = "live_res",
                                        .descr = "resistor with a state",
                                        .func = live_res,
                                        .n_conn = 1,
                                        .conn = res_conn,
                                        .n_param = 8,
                                        .param = res_param,
                                        .n_var = 6,
                                        .var = res_var};

/* ---- live_osc: counts up on its output each period ---- */

enum { O_PERIOD, O_FAIL_AT, O_FAIL_INIT, O_STOP_AT };

static void osc_step(ARGS, double *now, const double *before)
{
    double time = CM_TIME(mif_private), fail_at = CM_PARAM_REAL(mif_private, O_FAIL_AT, 0);
    double stop_at = CM_PARAM_REAL(mif_private, O_STOP_AT, 0);
    if (fail_at >= 0 && time >= fail_at) {
        cm_fault(mif_private, "event fault at %g s", time);
        return;
    }
    if (stop_at >= 0 && time >= stop_at)
        cm_request_stop();
    if (time < before[1] * (1 - 1e-12)) {
        CM_OUTPUT_CHANGED(mif_private, 0, 0) = MIF_FALSE;
        return;
    }
    now[0] = before[0] + 1;
    now[1] = before[1] + CM_PARAM_REAL(mif_private, O_PERIOD, 0);
    *(double *)CM_OUTPUT_PTR(mif_private, 0, 0) = now[0];
    CM_OUTPUT_DELAY(mif_private, 0, 0) = 1e-9;
    (void)cm_event_queue(now[1]);
}

static void live_osc(ARGS)
{
    if (CM_INIT(mif_private)) {
        cm_event_alloc(0, 2 * (int)sizeof(double));
        if (CM_PARAM_BOOL(mif_private, O_FAIL_INIT, 0)) {
            cm_fault(mif_private, "event fault at the start");
            return;
        }
    }
    double *now = cm_event_get_ptr(0, 0);
    if (CM_ANALYSIS(mif_private) == MIF_TRAN) {
        osc_step(mif_private, now, cm_event_get_ptr(0, 1));
        return;
    }
    *(double *)CM_OUTPUT_PTR(mif_private, 0, 0) = 0;
    now[0] = 0;
    now[1] = CM_PARAM_REAL(mif_private, O_PERIOD, 0);
    (void)cm_event_queue(now[1]);
}

static const cm_port_type count_type[] = {CM_PORT_USER_DEFINED};
static const char *const count_type_name[] = {"live_count"};
static const cm_conn_spec osc_conn[] = {{"out", "count", CM_DIR_OUT, CM_PORT_USER_DEFINED,
                                         "live_count", 1, count_type, count_type_name, false, false,
                                         false, 0, 0, false}};
static const cm_param_spec osc_param[] = {REAL("period", 1e-3),
                                          REAL("fail_at", -1),
                                          {.name = "fail_init",
                                           .descr = "fail at the start",
                                           .type = CM_TYPE_BOOLEAN,
                                           .n_default = 1,
                                           .defaults = &(const cm_value){.integer = 0},
                                           .conn_ref = -1,
                                           .null_allowed = true},
                                          REAL("stop_at", -1)};
static const cm_model live_osc_model = {.name = "live_osc",
                                        .descr = "source of events",
                                        .func = live_osc,
                                        .n_conn = 1,
                                        .conn = osc_conn,
                                        .n_param = 4,
                                        .param = osc_param};

/* ---- live_relay: passes its input on, plus one ---- */

static void live_relay(ARGS)
{
    double in = *(const double *)CM_INPUT_PTR(mif_private, 0, 0);
    if (CM_ANALYSIS(mif_private) != MIF_TRAN)
        *(double *)CM_OUTPUT_PTR(mif_private, 1, 0) = 0;
    else if (in > 0) {
        *(double *)CM_OUTPUT_PTR(mif_private, 1, 0) = in + 1;
        CM_OUTPUT_DELAY(mif_private, 1, 0) = CM_PARAM_REAL(mif_private, 0, 0);
    } else
        CM_OUTPUT_CHANGED(mif_private, 1, 0) = MIF_FALSE;
}

static const cm_conn_spec relay_conn[] = {
    {"in", "count", CM_DIR_IN, CM_PORT_USER_DEFINED, "live_count", 1, count_type, count_type_name,
     false, false, false, 0, 0, false},
    {"out", "count", CM_DIR_OUT, CM_PORT_USER_DEFINED, "live_count", 1, count_type, count_type_name,
     false, false, false, 0, 0, false}};
static const cm_param_spec relay_param[] = {REAL("delay", 1e-4)};
static const cm_model live_relay_model = {.name = "live_relay",
                                          .descr = "relay of events",
                                          .func = live_relay,
                                          .n_conn = 2,
                                          .conn = relay_conn,
                                          .n_param = 1,
                                          .param = relay_param};

/* ---- node type: a number; several outputs on a node give the sum ---- */

static void count_create(CREATE_ARGS)
{
    MALLOCED_PTR = calloc(1, sizeof(double));
}

static void count_dismantle(DISMANTLE_ARGS)
{
    (void)STRUCT_PTR;
}

static void count_initialize(INITIALIZE_ARGS)
{
    *(double *)STRUCT_PTR = 0;
}

static void count_invert(INVERT_ARGS)
{
    *(double *)STRUCT_PTR = -*(double *)STRUCT_PTR;
}

static void count_copy(COPY_ARGS)
{
    *(double *)OUTPUT_STRUCT_PTR = *(const double *)INPUT_STRUCT_PTR;
}

static void count_resolve(RESOLVE_ARGS)
{
    double sum = 0;
    for (int i = 0; i < INPUT_STRUCT_PTR_ARRAY_SIZE; i++)
        sum += *(const double *)INPUT_STRUCT_PTR_ARRAY[i];
    *(double *)OUTPUT_STRUCT_PTR = sum;
}

static void count_compare(COMPARE_ARGS)
{
    EQUAL = *(const double *)STRUCT_PTR_1 == *(const double *)STRUCT_PTR_2;
}

static void count_plot_val(PLOT_VAL_ARGS)
{
    (void)STRUCT_MEMBER_ID;
    PLOT_VAL = *(const double *)STRUCT_PTR;
}

static void count_print_val(PRINT_VAL_ARGS)
{
    (void)STRUCT_MEMBER_ID;
    PRINT_VAL = malloc(32);
    if (PRINT_VAL)
        (void)snprintf(PRINT_VAL, 32, "%g", *(const double *)STRUCT_PTR);
}

static void count_ipc_val(IPC_VAL_ARGS)
{
    IPC_VAL = STRUCT_PTR;
    IPC_VAL_SIZE = (int)sizeof(double);
}

static const cm_udn live_count = {
    "live_count", "a number",    count_create,  count_dismantle, count_initialize, count_invert,
    count_copy,   count_resolve, count_compare, count_plot_val,  count_print_val,  count_ipc_val};

const cm_model *const cm_models[] = {&live_res_model, &live_osc_model, &live_relay_model, NULL};
const cm_udn *const cm_udns[] = {&live_count, NULL};
