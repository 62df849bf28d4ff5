/* The code models of test_trace and test_defaults, with hand-written tables. */
#include "cm.h"
#include "ngspice/evtudn.h"
#include "ngspice/memory.h"

#include <signal.h>
#include <stdlib.h>

const char cm_library_name[] = "traced.cm";

#define ENTRY(model)                                                                               \
    static const cm_model model##_model;                                                           \
    static void model##_entry(Mif_Private_t *m)                                                    \
    {                                                                                              \
        cm_enter(&model##_model, m);                                                               \
    }
#define PORT(name_, dir_, type_, type_name_, is_array_)                                            \
    {                                                                                              \
        .name = name_, .descr = name_, .dir = dir_, .default_type = type_,                         \
        .default_type_name = type_name_, .n_types = 1, .types = (const cm_port_type[]){type_},     \
        .type_names = (const char *const[]){type_name_}, .is_array = is_array_,                    \
        .null_allowed = true                                                                       \
    }
#define REAL(x)                                                                                    \
    (const cm_value[])                                                                             \
    {                                                                                              \
        {                                                                                          \
            .real = x                                                                              \
        }                                                                                          \
    }
#define PARAM_REAL(name_, x)                                                                       \
    {                                                                                              \
        .name = name_, .descr = name_, .type = CM_TYPE_REAL, .n_default = 1, .defaults = REAL(x),  \
        .conn_ref = -1, .null_allowed = true                                                       \
    }

/* ---- amp: out = gain in; with busy, it calls the host for all sorts of things ---- */

enum { IN, OUT };
enum { P_GAIN, P_FAIL_AT, P_CRASH_AT, P_BUSY };

static void amp_destroy(Mif_Private_t *m, Mif_Callback_Reason_t reason)
{
    if (CM_CALLBACK(m) != amp_destroy || reason != MIF_CB_DESTROY)
        abort(); /* the log must not show */
    CM_CALLBACK(m) = NULL;
}

static void be_busy(ARGS)
{
    double partial;
    double *x = cm_analog_get_ptr(7, 0);
    (void)cm_analog_get_ptr(8, 0);
    if (CM_ANALYSIS(mif_private) == MIF_TRAN && x) {
        (void)cm_analog_integrate(0, x, &partial);
        (void)cm_analog_converge(x);
        (void)cm_analog_set_perm_bkpt(CM_TIME(mif_private) + 1);
        (void)cm_analog_set_temp_bkpt(-1);
    }
    (void)cm_message_send("one line\nand another");
    cm_irreversible(0);
}

static void amp(ARGS)
{
    double in = CM_INPUT_REAL(mif_private, IN, 0), gain = CM_PARAM_REAL(mif_private, P_GAIN, 0);
    bool busy = CM_PARAM_BOOL(mif_private, P_BUSY, 0);
    if (CM_INIT(mif_private)) {
        cm_analog_alloc(7, (int)sizeof(double));
        CM_CALLBACK(mif_private) = amp_destroy;
        if (busy && cm_analog_get_ptr(7, 0))
            *(double *)cm_analog_get_ptr(7, 0) = 0;
    } else if (CM_CALLBACK(mif_private) != amp_destroy) {
        abort();
    }
    if (busy)
        be_busy(mif_private);
    if (in >= CM_PARAM_REAL(mif_private, P_CRASH_AT, 0))
        (void)raise(SIGKILL);
    if (in >= CM_PARAM_REAL(mif_private, P_FAIL_AT, 0))
        cm_fault(mif_private, "more than it can take");
    if (CM_ANALYSIS(mif_private) == MIF_AC) {
        CM_AC_GAIN(mif_private, OUT, 0, IN, 0) = (Mif_Complex_t){gain, -0.5};
        return;
    }
    CM_OUTPUT_REAL(mif_private, OUT, 0) = gain * in;
    CM_PARTIAL(mif_private, OUT, 0, IN, 0) = gain;
}

static const cm_conn_spec amp_conn[] = {PORT("in", CM_DIR_IN, CM_PORT_VOLTAGE, "v", false),
                                        PORT("out", CM_DIR_OUT, CM_PORT_VOLTAGE, "v", false)};
static const cm_param_spec amp_param[] = {PARAM_REAL("gain", 2),
                                          PARAM_REAL("fail_at", 1e9),
                                          PARAM_REAL("crash_at", 1e9),
                                          {.name = "busy",
                                           .descr = "calls the host",
                                           .type = CM_TYPE_BOOLEAN,
                                           .n_default = 1,
                                           .defaults = (const cm_value[]){{.integer = 0}},
                                           .conn_ref = -1,
                                           .null_allowed = true}};
ENTRY(amp)
static const cm_model amp_model = {.name = "amp",
                                   .func = amp,
                                   .descr = "amplifier",
                                   .n_conn = 2,
                                   .conn = amp_conn,
                                   .n_param = 4,
                                   .param = amp_param,
                                   .entry = amp_entry};

/* ---- sum: of as many inputs as there are; auto partials where there is one ---- */

static void sum(ARGS)
{
    double s = 0;
    int n = CM_PORT_NULL(mif_private, IN) ? 0 : CM_PORT_SIZE(mif_private, IN);
    for (int i = 0; i < n; i++)
        s += CM_INPUT_REAL(mif_private, IN, i);
    CM_OUTPUT_REAL(mif_private, OUT, 0) = s;
    for (int i = 0; i < n && n > 1; i++)
        CM_PARTIAL(mif_private, OUT, 0, IN, i) = i + 1;
    if (n == 1)
        cm_analog_auto_partial();
}

static const cm_conn_spec sum_conn[] = {PORT("in", CM_DIR_IN, CM_PORT_VOLTAGE, "v", true),
                                        PORT("out", CM_DIR_OUT, CM_PORT_VOLTAGE, "v", false)};
ENTRY(sum)
static const cm_model sum_model = {
    .name = "sum", .descr = "sum", .func = sum, .n_conn = 2, .conn = sum_conn, .entry = sum_entry};

/* ---- clk: a digital output that changes each period ---- */

static void clk(ARGS)
{
    if (CM_INIT(mif_private)) {
        char *memory = TMALLOC(char, 10), *more = TMALLOC(char, 10);
        if (memory[9] || tfree(memory) || memory)
            abort();
        FREE(more);
        if (more)
            abort();
        cm_event_alloc(0, (int)sizeof(int));
    }
    int *edges = cm_event_get_ptr(0, 0);
    double period = CM_PARAM_REAL(mif_private, 0, 0);
    if (CM_ANALYSIS(mif_private) != MIF_TRAN)
        *edges = 0;
    else
        (*edges)++;
    CM_OUTPUT_STATE(mif_private, 0, 0) = *edges % 2 ? ONE : ZERO;
    CM_OUTPUT_STRENGTH(mif_private, 0, 0) = *edges > 1 ? HI_IMPEDANCE : STRONG;
    CM_OUTPUT_DELAY(mif_private, 0, 0) = 1e-9;
    (void)cm_event_queue((*edges + 1) * period);
}

static const cm_conn_spec clk_conn[] = {PORT("out", CM_DIR_OUT, CM_PORT_DIGITAL, "d", false)};
static const cm_param_spec clk_param[] = {PARAM_REAL("period", 1e-3)};
ENTRY(clk)
static const cm_model clk_model = {.name = "clk",
                                   .descr = "clock",
                                   .func = clk,
                                   .n_conn = 1,
                                   .conn = clk_conn,
                                   .n_param = 1,
                                   .param = clk_param,
                                   .entry = clk_entry};

/* ---- tally: the number of inputs that are 1; every second call its output stays ---- */

static void tally(ARGS)
{
    double n = 0;
    for (int i = 0; i < CM_PORT_SIZE(mif_private, IN); i++)
        n += CM_INPUT_STATE(mif_private, IN, i) == ONE;
    *(double *)CM_OUTPUT_PTR(mif_private, 1, 0) = n;
    *(double *)CM_OUTPUT_PTR(mif_private, 2, 0) = -n;
    if (CM_ANALYSIS(mif_private) == MIF_TRAN && n == 0)
        CM_OUTPUT_CHANGED(mif_private, 2, 0) = MIF_FALSE;
    CM_OUTPUT_DELAY(mif_private, 1, 0) = CM_OUTPUT_DELAY(mif_private, 2, 0) = 1e-6;
    if (n > 0)
        CM_MESSAGE(mif_private, IN, 0) = "something is 1";
}

static const cm_conn_spec tally_conn[] = {
    PORT("in", CM_DIR_IN, CM_PORT_DIGITAL, "d", true),
    PORT("n", CM_DIR_OUT, CM_PORT_USER_DEFINED, "number39", false),
    PORT("minus", CM_DIR_OUT, CM_PORT_USER_DEFINED, "number40", false)};
ENTRY(tally)
static const cm_model tally_model = {.name = "tally",
                                     .descr = "counts ones",
                                     .func = tally,
                                     .n_conn = 3,
                                     .conn = tally_conn,
                                     .entry = tally_entry};

/* ---- the node type of its outputs, in the two forms of ngspice's own ---- */

static void number_create(CREATE_ARGS)
{
    MALLOCED_PTR = TMALLOC(double, 1);
}

static void number_initialize(INITIALIZE_ARGS)
{
    *(double *)STRUCT_PTR = 0;
}

static void number_copy(COPY_ARGS)
{
    *(double *)OUTPUT_STRUCT_PTR = *(const double *)INPUT_STRUCT_PTR;
}

static void number_compare(COMPARE_ARGS)
{
    EQUAL = *(const double *)STRUCT_PTR_1 == *(const double *)STRUCT_PTR_2;
}

static void number_plot_val(PLOT_VAL_ARGS)
{
    (void)STRUCT_MEMBER_ID;
    PLOT_VAL = *(const double *)STRUCT_PTR;
}

static void number_print_val(PRINT_VAL_ARGS)
{
    (void)STRUCT_MEMBER_ID;
    PRINT_VAL = TREALLOC(char, TMALLOC(char, 2), 30);
    (void)snprintf(PRINT_VAL, 30, "%8.2f", *(const double *)STRUCT_PTR);
}

static Evt_Udn_Info_t number39 = {"number39",        "a number",
                                  number_create,     NULL,
                                  number_initialize, NULL,
                                  number_copy,       NULL,
                                  number_compare,    number_plot_val,
                                  number_print_val,  NULL};
static Evt_Udn_Info_t number40 = {
    "number40",        "a number", NULL,        number_create, NULL,
    number_initialize, NULL,       number_copy, NULL,          number_compare,
    number_plot_val,   NULL,       NULL};

const cm_model *const cm_models[] = {&amp_model, &sum_model, &clk_model, &tally_model, NULL};
const cm_udn *const cm_udns[] = {(const cm_udn *)(const void *)&number39,
                                 (const cm_udn *)(const void *)&number40, NULL};
