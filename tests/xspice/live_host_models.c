/* The code models of test_live_host: what only some hosts can do. */
#include "cm.h"

#include <stdlib.h>
#include <string.h>

const char cm_library_name[] = "live_host.cm";

static const cm_port_type gd_type[] = {CM_PORT_DIFF_CONDUCTANCE};
static const char *const gd_name[] = {"gd"};
static const cm_port_type digital_type[] = {CM_PORT_DIGITAL};
static const char *const digital_name[] = {"d"};
#define PORT_GD                                                                                    \
    {                                                                                              \
        .name = "p", .descr = "terminals", .dir = CM_DIR_INOUT,                                    \
        .default_type = CM_PORT_DIFF_CONDUCTANCE, .default_type_name = "gd", .n_types = 1,         \
        .types = gd_type, .type_names = gd_name                                                    \
    }
#define PORT_OUT                                                                                   \
    {                                                                                              \
        .name = "out", .descr = "digital output", .dir = CM_DIR_OUT,                               \
        .default_type = CM_PORT_DIGITAL, .default_type_name = "d", .n_types = 1,                   \
        .types = digital_type, .type_names = digital_name                                          \
    }
#define REAL(name_, default_)                                                                      \
    {                                                                                              \
        .name = name_, .descr = name_, .type = CM_TYPE_REAL, .n_default = 1,                       \
        .defaults = &(const cm_value){.real = default_}, .conn_ref = -1, .null_allowed = true      \
    }
#define BOOLEAN(name_, default_)                                                                   \
    {                                                                                              \
        .name = name_, .descr = name_, .type = CM_TYPE_BOOLEAN, .n_default = 1,                    \
        .defaults = &(const cm_value){.integer = default_}, .conn_ref = -1, .null_allowed = true   \
    }
#define VARIABLE(name_)                                                                            \
    {                                                                                              \
        .name = name_, .descr = name_, .type = CM_TYPE_REAL                                        \
    }

/* A conductance at the first port, in every analysis. */
static void conduct(ARGS, double g)
{
    if (CM_ANALYSIS(mif_private) == MIF_AC) {
        CM_AC_GAIN(mif_private, 0, 0, 0, 0) = (Mif_Complex_t){g, 0};
        return;
    }
    CM_OUTPUT_REAL(mif_private, 0, 0) = g * CM_INPUT_REAL(mif_private, 0, 0);
    CM_PARTIAL(mif_private, 0, 0, 0, 0) = g;
}

/* ---- host_res: a resistor that registers its noise ---- */

enum { R_R, R_THERMAL, R_FLICKER, R_FAIL_AT, R_FAIL_FIRST, R_PROGRAMMATIC };

static void res_noise(ARGS)
{
    /* ngspice's value of k, which is not today's */
    double kt4 = 4 * 1.38064852e-23 * (CM_TEMPERATURE(mif_private) + 273.15);
    double r = CM_PARAM_REAL(mif_private, R_R, 0);
    int thermal = cm_noise_add_source("thermal", 0, 0, MIF_NOISE_CURRENT);
    int flicker = cm_noise_add_source("flicker", 0, 0, MIF_NOISE_CURRENT);
    if (CM_NOISE(mif_private)->registering) {
        if (CM_PARAM_BOOL(mif_private, R_FAIL_FIRST, 0))
            cm_fault(mif_private, "gave up while registering");
        return;
    }
    double f = CM_NOISE_FREQ(mif_private), fail_at = CM_PARAM_REAL(mif_private, R_FAIL_AT, 0);
    if (fail_at > 0 && f >= fail_at) {
        cm_fault(mif_private, "gave up at %g Hz", f);
        return;
    }
    CM_NOISE_DENSITY(mif_private, thermal) = CM_PARAM_REAL(mif_private, R_THERMAL, 0) * kt4 / r;
    CM_NOISE_DENSITY(mif_private, flicker) = CM_PARAM_REAL(mif_private, R_FLICKER, 0) / f;
}

static void host_res(ARGS)
{
    if (CM_ANALYSIS(mif_private) == MIF_NOI)
        res_noise(mif_private);
    else if (CM_NOISE(mif_private))
        cm_fault(mif_private, "noise data outside noise analysis");
    else
        conduct(mif_private, 1 / CM_PARAM_REAL(mif_private, R_R, 0));
}

static const cm_conn_spec res_conn[] = {PORT_GD};
static const cm_param_spec res_param[] = {
    REAL("r", 1e3),     REAL("thermal", 1),       REAL("flicker", 0),
    REAL("fail_at", 0), BOOLEAN("fail_first", 0), BOOLEAN("noise_programmatic", 1)};
static const cm_model host_res_model = {.name = "host_res",
                                        .descr = "noisy resistor",
                                        .func = host_res,
                                        .n_conn = 1,
                                        .conn = res_conn,
                                        .n_param = 6,
                                        .param = res_param};

/* ---- host_amp: an amplifier whose noise is declared ---- */

static void host_amp(ARGS)
{
    double gain = CM_PARAM_REAL(mif_private, 0, 0);
    if (CM_ANALYSIS(mif_private) == MIF_AC) {
        CM_AC_GAIN(mif_private, 1, 0, 0, 0) = (Mif_Complex_t){gain, 0};
        return;
    }
    CM_OUTPUT_REAL(mif_private, 1, 0) = gain * CM_INPUT_REAL(mif_private, 0, 0);
    CM_PARTIAL(mif_private, 1, 0, 0, 0) = gain;
}

static const cm_port_type v_type[] = {CM_PORT_VOLTAGE};
static const char *const v_name[] = {"v"};
static const cm_conn_spec amp_conn[] = {{.name = "in",
                                         .descr = "input",
                                         .dir = CM_DIR_IN,
                                         .default_type = CM_PORT_VOLTAGE,
                                         .default_type_name = "v",
                                         .n_types = 1,
                                         .types = v_type,
                                         .type_names = v_name},
                                        {.name = "out",
                                         .descr = "output",
                                         .dir = CM_DIR_OUT,
                                         .default_type = CM_PORT_VOLTAGE,
                                         .default_type_name = "v",
                                         .n_types = 1,
                                         .types = v_type,
                                         .type_names = v_name}};
static const cm_param_spec amp_param[] = {REAL("gain", 1), REAL("noise_voltage", 0),
                                          REAL("noise_current", 0), REAL("noise_corner", 0),
                                          REAL("noise_exponent", 1)};
static const cm_model host_amp_model = {.name = "host_amp",
                                        .descr = "amplifier with declared noise",
                                        .func = host_amp,
                                        .n_conn = 2,
                                        .conn = amp_conn,
                                        .n_param = 5,
                                        .param = amp_param};

/* ---- host_tran: shows the .tran line as its analog and its event calls see it ---- */

enum { T_INIT_STEP, T_INIT_STOP, T_STEP, T_STOP, T_EVENT_STEP, T_EVENT_STOP, T_VERSION };

static void destroy(Mif_Private_t *m, Mif_Callback_Reason_t reason)
{
    (void)reason;
    CM_CALLBACK(m) = NULL;
    if (CM_TSTEP(m) != 0 || CM_TSTOP(m) != 0)
        (void)fprintf(stderr, "a .tran line in a DESTROY callback\n");
}

static void host_tran(ARGS)
{
    int at = CM_CALL_TYPE(mif_private) == MIF_ANALOG ? T_STEP : T_EVENT_STEP;
    if (CM_INIT(mif_private)) {
        CM_CALLBACK(mif_private) = destroy;
        CM_VAR_REAL(mif_private, T_VERSION, 0) = strtod(cm_host_version(), NULL);
        CM_VAR_REAL(mif_private, T_INIT_STEP, 0) = CM_TSTEP(mif_private);
        CM_VAR_REAL(mif_private, T_INIT_STOP, 0) = CM_TSTOP(mif_private);
    }
    if (CM_ANALYSIS(mif_private) != MIF_AC) {
        CM_VAR_REAL(mif_private, at, 0) = CM_TSTEP(mif_private);
        CM_VAR_REAL(mif_private, at + 1, 0) = CM_TSTOP(mif_private);
    } else if (CM_TSTEP(mif_private) != 0 || CM_TSTOP(mif_private) != 0)
        cm_fault(mif_private, "a .tran line in AC analysis");
    if (at == T_STEP)
        conduct(mif_private, 1e-3);
    if (CM_CALL_TYPE(mif_private) != MIF_EVENT_DRIVEN)
        return;
    CM_OUTPUT_STATE(mif_private, 1, 0) = ZERO;
    CM_OUTPUT_STRENGTH(mif_private, 1, 0) = STRONG;
    CM_OUTPUT_DELAY(mif_private, 1, 0) = 1e-9;
    if (CM_ANALYSIS(mif_private) == MIF_DC)
        (void)cm_event_queue(1e-6);
    else
        CM_OUTPUT_CHANGED(mif_private, 1, 0) = MIF_FALSE;
}

static const cm_conn_spec mixed_conn[] = {PORT_GD, PORT_OUT};
static const cm_var_spec tran_var[] = {
    VARIABLE("init_step"), VARIABLE("init_stop"), VARIABLE("step"),   VARIABLE("stop"),
    VARIABLE("ev_step"),   VARIABLE("ev_stop"),   VARIABLE("version")};
static const cm_model host_tran_model = {.name = "host_tran",
                                         .descr = "shows the .tran line",
                                         .func = host_tran,
                                         .n_conn = 2,
                                         .conn = mixed_conn,
                                         .n_var = 7,
                                         .var = tran_var};

/* ---- host_input: a conductance that does not wait for its input ---- */

enum { I_FOLLOW };
enum { I_CALLS, I_FAR, I_EARLY };

static void host_input(ARGS)
{
    double input = CM_INPUT_REAL(mif_private, 0, 0), v = cm_input_unlimited(mif_private, 0, 0);
    bool tran = CM_ANALYSIS(mif_private) == MIF_TRAN;
    if (tran && !CM_NEW_TIMEPOINT(mif_private)) {
        CM_VAR_REAL(mif_private, I_CALLS, 0)++;
        CM_VAR_REAL(mif_private, I_FAR, 0) =
            fmax(CM_VAR_REAL(mif_private, I_FAR, 0), fabs(v - input));
    } else if (v != input) {
        CM_VAR_REAL(mif_private, I_EARLY, 0)++;
    }
    if (CM_PARAM_BOOL(mif_private, I_FOLLOW, 0))
        CM_INPUT_REAL(mif_private, 0, 0) = v;
    conduct(mif_private, 1e-3);
}

static const cm_conn_spec input_conn[] = {PORT_GD};
static const cm_param_spec input_param[] = {BOOLEAN("follow", 0)};
static const cm_var_spec input_var[] = {VARIABLE("calls"), VARIABLE("far"), VARIABLE("early")};
static const cm_model host_input_model = {.name = "host_input",
                                          .descr = "sees its voltage before the limit",
                                          .func = host_input,
                                          .n_conn = 1,
                                          .conn = input_conn,
                                          .n_param = 1,
                                          .param = input_param,
                                          .n_var = 3,
                                          .var = input_var};

/* ---- host_calls: calls what only newer hosts have ---- */

enum { C_EXIT_AT };
enum { C_GETVAR, C_VALUE, C_NEGATIVE, C_SCHEDULED, C_PENDING, C_SOURCE };

static void calls_init(ARGS)
{
    static char name[] = "host_value";
    double value = -1;
    const char *node = cm_get_neg_node_name("p", 0);
    cm_irreversible(1);
    CM_VAR_REAL(mif_private, C_GETVAR, 0) = cm_getvar(name, CP_REAL, &value, sizeof value);
    CM_VAR_REAL(mif_private, C_VALUE, 0) = value;
    CM_VAR_REAL(mif_private, C_NEGATIVE, 0) = node ? strcmp(node, "minus") == 0 : -1;
    CM_VAR_REAL(mif_private, C_SOURCE, 0) =
        cm_noise_add_source("none", 0, 0, MIF_NOISE_CURRENT); /* not in noise analysis */
}

static void calls_event(ARGS)
{
    Digital_t one = {ONE, STRONG};
    if (CM_ANALYSIS(mif_private) == MIF_DC) {
        CM_OUTPUT_STATE(mif_private, 1, 0) = ZERO;
        CM_OUTPUT_STRENGTH(mif_private, 1, 0) = STRONG;
        (void)cm_event_queue(1e-4);
        return;
    }
    CM_OUTPUT_CHANGED(mif_private, 1, 0) = MIF_FALSE;
    if (CM_VAR_REAL(mif_private, C_SCHEDULED, 0) == 0 && CM_TIME(mif_private) >= 0.99e-4)
        CM_VAR_REAL(mif_private, C_SCHEDULED, 0) = cm_schedule_output(1, 0, 1e-4, &one) ? 1 : -1;
}

static void host_calls(ARGS)
{
    double exit_at = CM_PARAM_REAL(mif_private, C_EXIT_AT, 0);
    if (CM_INIT(mif_private))
        calls_init(mif_private);
    if (exit_at > 0 && CM_ANALYSIS(mif_private) == MIF_TRAN && CM_TIME(mif_private) >= exit_at)
        cm_cexit(3);
    else if (CM_CALL_TYPE(mif_private) == MIF_ANALOG)
        conduct(mif_private, 1e-3);
    else if (CM_CALL_TYPE(mif_private) == MIF_STEP_PENDING) {
        CM_OUTPUT_CHANGED(mif_private, 1, 0) = MIF_FALSE;
        CM_VAR_REAL(mif_private, C_PENDING, 0)++;
    } else
        calls_event(mif_private);
}

static const cm_param_spec calls_param[] = {REAL("exit_at", 0)};
static const cm_var_spec calls_var[] = {VARIABLE("getvar"),   VARIABLE("value"),
                                        VARIABLE("negative"), VARIABLE("scheduled"),
                                        VARIABLE("pending"),  VARIABLE("source")};
static const cm_model host_calls_model = {.name = "host_calls",
                                          .descr = "calls optional functions",
                                          .func = host_calls,
                                          .n_conn = 2,
                                          .conn = mixed_conn,
                                          .n_param = 1,
                                          .param = calls_param,
                                          .n_var = 6,
                                          .var = calls_var};

const cm_model *const cm_models[] = {&host_res_model,   &host_amp_model,   &host_tran_model,
                                     &host_input_model, &host_calls_model, NULL};
const cm_udn *const cm_udns[] = {NULL};
