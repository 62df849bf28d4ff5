/* What a code model sees of ngspice: types, constants, accessors and the cm_* functions.
 *
 * ngspice's structs differ between its versions. The parts that are the same in all versions that
 * this library knows (39 to 47) are declared here as structs; for the rest the glue stores offsets
 * in cm_abi when the library is loaded (layout.c has the table), and the CM_* accessors go through
 * them. Nothing of ngspice is needed to compile a code model against this header.
 *
 * A model is a function `void name(ARGS)`. It is normally written as cfunc.mod, where ngspike-cmpp
 * turns the documented accessors (PARAM, INPUT, OUTPUT, ...) into the CM_* macros below. In the
 * macros, m is the model's argument `mif_private`, k the index of the port, parameter or static
 * variable in ifspec.ifs, and i the element of a vector (0 for a scalar). None of them checks its
 * arguments.
 *
 * Rules that a model has to obey in every version:
 *  - cm_analog_alloc and cm_event_alloc may be called only while CM_INIT(m); pointers into that
 * memory are valid for one call only and have to be fetched again in the next.
 *  - cm_analog_get_ptr returns NULL when the host has dropped the state: ngspice's .sens sets the
 *    circuit up a second time without another CM_INIT call. A model must then do without its state.
 *  - The callback is called with MIF_CB_DESTROY before each new analysis and again when the circuit
 * is deleted. Make `CM_CALLBACK(m) = NULL` its first statement and it runs once per CM_INIT; what
 * it frees it must also set to NULL. CM_INIT, CM_ANALYSIS, CM_TIME, CM_T and CM_NOISE have no value
 * there, CM_TSTEP and CM_TSTOP are 0.
 *  - An error that the user has to know of is reported with cm_fault(), never with exit() or
 * abort().
 */
#ifndef NGSPIKE_CM_H
#define NGSPIKE_CM_H

#include <math.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdio.h>

#include "cm_model.h"

#define ARGS Mif_Private_t *mif_private

/* ---- types and constants ---- */

typedef int Mif_Boolean_t;
typedef int Boolean_t;
#define MIF_FALSE 0
#define MIF_TRUE  1
#ifndef FALSE
#define FALSE 0
#define TRUE  1
#endif

typedef int Mif_Status_t;
#define MIF_OK    0
#define MIF_ERROR 1

typedef enum { MIF_ANALOG, MIF_EVENT_DRIVEN, MIF_STEP_PENDING } Mif_Call_Type_t;
#define ANALOG       MIF_ANALOG
#define EVENT        MIF_EVENT_DRIVEN
#define STEP_PENDING MIF_STEP_PENDING /* only after cm_irreversible(), ngspice 42 and later */

typedef enum { MIF_DC, MIF_AC, MIF_TRAN, MIF_NOI } Mif_Analysis_t;
#define DC        MIF_DC
#define AC        MIF_AC
#define TRANSIENT MIF_TRAN
#define NOISE     MIF_NOI /* ngspice 47 and later */

typedef enum { MIF_CB_DESTROY = 1 } Mif_Callback_Reason_t;
typedef void (*Mif_Callback_t)(Mif_Private_t *, Mif_Callback_Reason_t);

typedef struct {
    double real, imag;
} Mif_Complex_t;
typedef Mif_Complex_t Complex_t;

typedef enum { ZERO, ONE, UNKNOWN } Digital_State_t;
typedef enum { STRONG, RESISTIVE, HI_IMPEDANCE, UNDETERMINED } Digital_Strength_t;
typedef struct {
    Digital_State_t state;
    Digital_Strength_t strength;
} Digital_t;

typedef union {
    Mif_Boolean_t bvalue;
    int ivalue;
    double rvalue;
    Mif_Complex_t cvalue;
    char *svalue;
    void *pvalue;
} Mif_Value_t;

/* ---- the host's structs, as far as they are the same in all versions ---- */

/* The head of Mif_Private; in ngspice 47 two more doubles follow before the rest. */
struct Mif_Private {
    struct {
        Mif_Boolean_t init;
        Mif_Analysis_t anal_type;
        Mif_Boolean_t anal_init;
        Mif_Call_Type_t call_type;
        double time, frequency, temperature, t[8];
    } circuit;
};

typedef struct {
    char *name, *description;
    Mif_Boolean_t is_null, is_input, is_output;
    int size;
    struct cm_port **port;
} cm_conn;

/* The head of Mif_Port_Data. */
typedef struct cm_port {
    cm_port_type type;
    char *type_str, *pos_node_str, *neg_node_str, *vsource_str;
    Mif_Boolean_t is_null;
    Mif_Value_t input, output;
} cm_port;

typedef struct {
    double *port;
} cm_partial;

typedef struct {
    Mif_Complex_t *port;
} cm_ac_gain;

typedef struct {
    Mif_Boolean_t is_null;
    int size;
    Mif_Value_t *element;
    int eltype;
} cm_param;

typedef struct {
    int size;
    Mif_Value_t *element;
} cm_var;

/* What a noise source is: between the two nodes of a port, in series with its branch, or from one
 * of its nodes to ground. */
typedef enum {
    MIF_NOISE_CURRENT,
    MIF_NOISE_VOLTAGE,
    MIF_NOISE_CURRENT_POS,
    MIF_NOISE_CURRENT_NEG
} Mif_Noise_Src_Type_t;

/* Mif_Noise_Data, in a noise analysis of ngspice 47 and later. */
typedef struct {
    Mif_Boolean_t registering; /* sources are being counted: their densities are not used */
    int next_index, num_prog_srcs, max_prog_srcs;
    Mif_Noise_Src_Type_t *prog_types;
    int *prog_conn, *prog_port;
    char **prog_names;
    double *density; /* A^2/Hz or V^2/Hz, by the index that cm_noise_add_source returned */
    double freq;     /* Hz */
} cm_noise;

/* Byte offsets in the running host's structs; all zero until the library is loaded. */
typedef struct {
    size_t num_conn, conn, param, var, callback; /* in Mif_Private */
    size_t noise;                                /* in Mif_Private; 0: not in this version */
    size_t partial, ac_gain, changed, load, total_load, delay, msg; /* in Mif_Port_Data */
    size_t pos_node, neg_node;                                      /* in Mif_Port_Data */
    size_t instance_name, instance_conn, instance_callback;         /* in MIFinstance */
} cm_offsets;

extern __attribute__((visibility("hidden"))) cm_offsets cm_abi;

#define CM_AT(type, base, offset) (*(type *)(void *)((char *)(base) + (offset)))
#define CM_CONN(m, k)             (CM_AT(cm_conn **, m, cm_abi.conn)[k])
#define CM_PORT(m, k, i)          (CM_CONN(m, k)->port[i])
#define CM_PARAM(m, k)            (CM_AT(cm_param **, m, cm_abi.param)[k])
#define CM_VAR(m, k)              (CM_AT(cm_var **, m, cm_abi.var)[k])

/* ---- the circuit ---- */

#define CM_INIT(m)          ((m)->circuit.init)
#define CM_ANALYSIS(m)      ((m)->circuit.anal_type)
#define CM_NEW_TIMEPOINT(m) ((m)->circuit.anal_init)
#define CM_CALL_TYPE(m)     ((m)->circuit.call_type)
#define CM_TIME(m)          ((m)->circuit.time)        /* s */
#define CM_RAD_FREQ(m)      ((m)->circuit.frequency)   /* rad/s */
#define CM_TEMPERATURE(m)   ((m)->circuit.temperature) /* degrees Celsius */
#define CM_T(m, n)          ((m)->circuit.t[n]) /* s; n = 0..7; event calls: ngspice 42 and later, n < 2 */
#define CM_CALLBACK(m)      (*CM_AT(Mif_Callback_t *, m, cm_abi.callback))
/* The .tran line's step and final time, s, in transient analysis and its operating point, in all
 * versions. Other DC analyses see those of the circuit's last .tran; 0 without one, and in AC and
 * noise analysis. */
#define CM_TSTEP(m)         cm_tran_step(m)
#define CM_TSTOP(m)         cm_tran_stop(m)

/* ---- noise analysis, in ngspice 47 and later ----
 *
 * An instance adds noise to .noise in one of two ways; both are declared as parameters.
 *  - Real parameters of the names noise_voltage (V/sqrt(Hz), in series with the first output port,
 *    which must be of type v, vd, h or hd) and noise_current (A/sqrt(Hz), across the first input
 *    port), with noise_corner (Hz; below it 1/f noise prevails) and noise_exponent (of f; give it
 *    the default 1) for both: a source exists if the .model card sets its value. No code is needed.
 *  - A boolean parameter noise_programmatic: unless the .model card says false, the model is called
 *    with CM_ANALYSIS(m) == NOISE, once to register its sources and then for each frequency. Each
 *    call adds the same sources in the same order with cm_noise_add_source() and, unless
 *    CM_NOISE(m)->registering, sets the density of each. Outputs are not looked at.
 * Before 47 code models are noiseless, and the glue says so when such a circuit's .noise is run.
 * Noise analysis does not work with .option klu, in any version. */

/* mif_private->noise; NULL in all other calls. */
#define CM_NOISE(m)                                                                                \
    (cm_abi.noise && CM_ANALYSIS(m) == MIF_NOI ? CM_AT(cm_noise *, m, cm_abi.noise) : NULL)
#define CM_NOISE_FREQ(m)       (CM_NOISE(m)->freq)
#define CM_NOISE_DENSITY(m, n) (CM_NOISE(m)->density[n])

/* ---- ports ---- */

#define CM_PORT_SIZE(m, k)          (CM_CONN(m, k)->size)
#define CM_PORT_NULL(m, k)          (CM_CONN(m, k)->is_null)
#define CM_INPUT_REAL(m, k, i)      (CM_PORT(m, k, i)->input.rvalue)
#define CM_INPUT_PTR(m, k, i)       (CM_PORT(m, k, i)->input.pvalue)
#define CM_INPUT_TYPE(m, k, i)      (CM_PORT(m, k, i)->type_str) /* "v", "gd", "spike" */
#define CM_INPUT_DIGITAL(m, k, i)   (*(Digital_t *)CM_INPUT_PTR(m, k, i))
#define CM_INPUT_STATE(m, k, i)     (CM_INPUT_DIGITAL(m, k, i).state)
#define CM_INPUT_STRENGTH(m, k, i)  (CM_INPUT_DIGITAL(m, k, i).strength)
#define CM_OUTPUT_REAL(m, k, i)     (CM_PORT(m, k, i)->output.rvalue)
#define CM_OUTPUT_PTR(m, k, i)      (CM_PORT(m, k, i)->output.pvalue)
#define CM_OUTPUT_TYPE(m, k, i)     (CM_PORT(m, k, i)->type_str)
#define CM_OUTPUT_DIGITAL(m, k, i)  (*(Digital_t *)CM_OUTPUT_PTR(m, k, i))
#define CM_OUTPUT_STATE(m, k, i)    (CM_OUTPUT_DIGITAL(m, k, i).state)
#define CM_OUTPUT_STRENGTH(m, k, i) (CM_OUTPUT_DIGITAL(m, k, i).strength)
#define CM_OUTPUT_DELAY(m, k, i)    CM_AT(double, CM_PORT(m, k, i), cm_abi.delay) /* s, > 0 */
#define CM_OUTPUT_CHANGED(m, k, i)  CM_AT(Mif_Boolean_t, CM_PORT(m, k, i), cm_abi.changed)
#define CM_PARTIAL(m, ko, i, ki, j)                                                                \
    (CM_AT(cm_partial *, CM_PORT(m, ko, i), cm_abi.partial)[ki].port[j])
#define CM_AC_GAIN(m, ko, i, ki, j)                                                                \
    (CM_AT(cm_ac_gain *, CM_PORT(m, ko, i), cm_abi.ac_gain)[ki].port[j])
#define CM_LOAD(m, k, i)       CM_AT(double, CM_PORT(m, k, i), cm_abi.load)
#define CM_TOTAL_LOAD(m, k, i) CM_AT(double, CM_PORT(m, k, i), cm_abi.total_load)
#define CM_MESSAGE(m, k, i)    CM_AT(const char *, CM_PORT(m, k, i), cm_abi.msg)

/* ---- parameters and static (instance) variables ---- */

#define CM_PARAM_SIZE(m, k)       (CM_PARAM(m, k)->size)
#define CM_PARAM_NULL(m, k)       (CM_PARAM(m, k)->is_null)
#define CM_PARAM_REAL(m, k, i)    (CM_PARAM(m, k)->element[i].rvalue)
#define CM_PARAM_INT(m, k, i)     (CM_PARAM(m, k)->element[i].ivalue)
#define CM_PARAM_BOOL(m, k, i)    (CM_PARAM(m, k)->element[i].bvalue)
#define CM_PARAM_COMPLEX(m, k, i) (CM_PARAM(m, k)->element[i].cvalue)
#define CM_PARAM_STRING(m, k, i)  (CM_PARAM(m, k)->element[i].svalue)
#define CM_PARAM_PTR(m, k, i)     (CM_PARAM(m, k)->element[i].pvalue)

#define CM_VAR_INST(m, k)       CM_VAR(m, k) /* size and elements, for those who set them */
#define CM_VAR_SIZE(m, k)       (CM_VAR(m, k)->size)
#define CM_VAR_REAL(m, k, i)    (CM_VAR(m, k)->element[i].rvalue)
#define CM_VAR_INT(m, k, i)     (CM_VAR(m, k)->element[i].ivalue)
#define CM_VAR_BOOL(m, k, i)    (CM_VAR(m, k)->element[i].bvalue)
#define CM_VAR_COMPLEX(m, k, i) (CM_VAR(m, k)->element[i].cvalue)
#define CM_VAR_STRING(m, k, i)  (CM_VAR(m, k)->element[i].svalue)
#define CM_VAR_PTR(m, k, i)     (CM_VAR(m, k)->element[i].pvalue)

/* ---- user-defined node types: the documented names in udnfunc.c ----
 *
 * What CREATE returns in MALLOCED_PTR is freed by the host with free(). PRINT_VAL must point to
 * memory of its own for each call (malloc): the host keeps the pointers of all columns and rows
 * that it has not printed yet, and never frees them. */

#define MALLOCED_PTR                (*evt_struct_ptr)
#define STRUCT_PTR                  evt_struct_ptr
#define STRUCT_PTR_1                evt_struct_ptr_1
#define STRUCT_PTR_2                evt_struct_ptr_2
#define EQUAL                       (*evt_equal)
#define INPUT_STRUCT_PTR            evt_input_struct_ptr
#define OUTPUT_STRUCT_PTR           evt_output_struct_ptr
#define INPUT_STRUCT_PTR_ARRAY      evt_input_struct_ptr_array
#define INPUT_STRUCT_PTR_ARRAY_SIZE evt_input_struct_ptr_array_size
#define STRUCT_MEMBER_ID            evt_struct_member_id
#define PLOT_VAL                    (*evt_plot_val)
#define PRINT_VAL                   (*evt_print_val)
#define IPC_VAL                     (*evt_ipc_val)
#define IPC_VAL_SIZE                (*evt_ipc_val_size)

#define CREATE_ARGS     void **evt_struct_ptr
#define DISMANTLE_ARGS  void *evt_struct_ptr
#define INITIALIZE_ARGS void *evt_struct_ptr
#define INVERT_ARGS     void *evt_struct_ptr
#define COPY_ARGS       void *evt_input_struct_ptr, void *evt_output_struct_ptr
#define RESOLVE_ARGS                                                                               \
    int evt_input_struct_ptr_array_size, void **evt_input_struct_ptr_array,                        \
        void *evt_output_struct_ptr
#define COMPARE_ARGS   void *evt_struct_ptr_1, void *evt_struct_ptr_2, Mif_Boolean_t *evt_equal
#define PLOT_VAL_ARGS  void *evt_struct_ptr, char *evt_struct_member_id, double *evt_plot_val
#define PRINT_VAL_ARGS void *evt_struct_ptr, char *evt_struct_member_id, char **evt_print_val
#define IPC_VAL_ARGS   void *evt_struct_ptr, void **evt_ipc_val, int *evt_ipc_val_size

/* ---- functions of the host, by their documented names ---- */

/* Limiting and smoothing: outputs and their derivatives through the pointers. */
void cm_climit_fcn(double in, double in_offset, double cntl_upper, double cntl_lower,
                   double lower_delta, double upper_delta, double limit_range, double gain,
                   int percent, double *out_final, double *pout_pin_final,
                   double *pout_pcntl_lower_final, double *pout_pcntl_upper_final);
void cm_smooth_corner(double x_input, double x_center, double y_center, double domain,
                      double lower_slope, double upper_slope, double *y_output, double *dy_dx);
void cm_smooth_discontinuity(double x_input, double x_lower, double y_lower, double x_upper,
                             double y_upper, double *y_output, double *dy_dx);
double cm_smooth_pwl(double x_input, double *x, double *y, int size, double input_domain,
                     double *dout_din);

double cm_analog_ramp_factor(void);
/* State `tag` of so many bytes, for each time point; only while CM_INIT, contents undefined. */
void cm_analog_alloc(int tag, int bytes);
/* The state at this time point (0) or the last accepted one (1); NULL if there is none (see above).
 */
void *cm_analog_get_ptr(int tag, int timepoint);
/* MIF_ERROR outside transient analysis or when the state does not lie in cm_analog_alloc memory. */
int cm_analog_integrate(double integrand, double *integral, double *partial);
int cm_analog_converge(double *state);
/* Break points in s. Temporary: may lie within the step being computed, which is then done again.
 */
int cm_analog_set_temp_bkpt(double time);
int cm_analog_set_perm_bkpt(double time);
void cm_analog_not_converged(void);
void cm_analog_auto_partial(void);

void cm_event_alloc(int tag, int bytes);
void *cm_event_get_ptr(int tag, int timepoint);
int cm_event_queue(double time); /* s */

char *cm_message_get_errmsg(void);
int cm_message_send(const char *msg);
int cm_message_printf(const char *fmt, ...) __attribute__((format(printf, 1, 2)));

double cm_netlist_get_c(void);
double cm_netlist_get_l(void);
const char *cm_get_node_name(const char *port, unsigned index);
bool cm_probe_node(unsigned conn, unsigned port, void *value);

Complex_t cm_complex_set(double real, double imag);
Complex_t cm_complex_add(Complex_t x, Complex_t y);
Complex_t cm_complex_subtract(Complex_t x, Complex_t y);
Complex_t cm_complex_multiply(Complex_t x, Complex_t y);
Complex_t cm_complex_divide(Complex_t x, Complex_t y);

char *cm_get_path(void);
/* NULL in all versions so far. */
FILE *cm_stream_out(void);
FILE *cm_stream_in(void);
FILE *cm_stream_err(void);

/* Opens a file of the user's: an absolute path as it is; any other in the folder of the netlist,
 * then in that of the environment variable NGSPICE_INPUT_DIR, then in the working directory. NULL
 * and errno if it is in none. */
FILE *fopen_with_path(const char *path, const char *mode);

/* cm_get_circuit() is missing on purpose: what it returns differs between versions. CM_TSTEP,
 * CM_TSTOP, CM_TEMPERATURE and cm_getvar() tell what models have used it for. */

#include "cm_optional.h"

/* ---- functions of the glue ---- */

/* See CM_TSTEP, CM_TSTOP. */
double cm_tran_step(Mif_Private_t *mif_private);
double cm_tran_stop(Mif_Private_t *mif_private);

/* The voltage across an input port (type v, vd, g or gd) in the iteration before, where the host
 * has moved the port's input towards it, not to it: an input changes by a quarter of its value or
 * 0.1 V at most in one iteration. Only where that is known, in the iterations of a transient
 * analysis after a time point's first; else, and for other types of ports, the input itself. A
 * model that answers at another voltage than its input has to store that in CM_INPUT_REAL, which
 * the host takes for the place of the tangent. */
double cm_input_unlimited(Mif_Private_t *mif_private, int port, int element);

/* Asks for a time point at `time` (s; nothing if that is not after the last one), in every call in
 * which it is wanted. Beyond the step being computed it is a temporary break point. Within it the
 * step is taken again, shorter, perhaps not up to there at once; only what the last iteration asks
 * for counts. (With cm_analog_set_temp_bkpt() within a step libngspice's clock runs backwards.) */
void cm_land_on(Mif_Private_t *mif_private, double time);

/* The step after the one being computed may be this long at most (s; nothing if that is not longer
 * than 0.9 of the one being computed); as cm_land_on, in every call in which it is wanted. Costs no
 * break point. */
void cm_next_step(Mif_Private_t *mif_private, double most);

/* Reports an error of this instance and ends the analysis. The message goes to stderr as
 * "LIBRARY: error: INSTANCE: text" and is kept for cm_fault_message(); only the first of an
 * analysis is reported. From then on no model of the library is called until the next analysis, the
 * data computed so far stay with the host, and the host itself reports that the analysis was
 * aborted. Return from the model after calling it; outputs need not be set. In a DESTROY callback
 * it only prints. */
void cm_fault(Mif_Private_t *mif_private, const char *fmt, ...)
    __attribute__((format(printf, 2, 3)));
/* Whether this analysis has been ended by cm_fault(). */
bool cm_faulted(void);
/* Text of the fault, with the instance's name, or "". */
const char *cm_fault_message(void);

/* Name of the instance being called ("a1", "a.x1.a2"); "" if the host does not show it. */
const char *cm_instance_name(Mif_Private_t *mif_private);

/* Ends the transient analysis at the next accepted time point as if the user had interrupted it; no
 * error. May be called from any thread or signal handler. Without a running transient analysis:
 * nothing. */
void cm_request_stop(void);

/* Version of the host ("44.2") once it is known and the models are registered, else "". */
const char *cm_host_version(void);

/* Functions of the library to be told of: a new analysis (before any model is called), a fault
 * (true means that the user will be shown the message, so that cm_fault() need not print it), and a
 * time point that has been accepted (once or more: once for each device type). The struct must live
 * as long as the library; members may be NULL. One observer per library. */
typedef struct {
    void (*new_run)(void);
    bool (*fault)(const char *message);
    void (*accepted)(void);
} cm_observer;
void cm_observe(const cm_observer *observer);

#endif
