/* What a code model says about itself, independent of any host's struct layout.
 *
 * ngspike-cmpp writes one cm_model per ifspec.ifs and the two lists at the end; the glue (glue.c)
 * turns them, at load time, into the structs that the running ngspice expects. Nothing here depends
 * on the version or configuration of the host. */
#ifndef NGSPIKE_CM_MODEL_H
#define NGSPIKE_CM_MODEL_H

#include <stdbool.h>
#include <stddef.h>

/* The host's per-call view of one instance; its layout is known to the glue only (see cm.h). */
typedef struct Mif_Private Mif_Private_t;

/* Data types of parameters and instance variables (ngspice's MIF_BOOLEAN .. MIF_STRING, same
 * order). */
typedef enum {
    CM_TYPE_BOOLEAN,
    CM_TYPE_INTEGER,
    CM_TYPE_REAL,
    CM_TYPE_COMPLEX,
    CM_TYPE_STRING,
    CM_TYPE_POINTER
} cm_data_type;

/* Port types (ngspice's MIF_VOLTAGE .. MIF_USER_DEFINED, same order). */
typedef enum {
    CM_PORT_VOLTAGE,          /* v   */
    CM_PORT_DIFF_VOLTAGE,     /* vd  */
    CM_PORT_CURRENT,          /* i   */
    CM_PORT_DIFF_CURRENT,     /* id  */
    CM_PORT_VSOURCE_CURRENT,  /* vnam */
    CM_PORT_CONDUCTANCE,      /* g   */
    CM_PORT_DIFF_CONDUCTANCE, /* gd */
    CM_PORT_RESISTANCE,       /* h   */
    CM_PORT_DIFF_RESISTANCE,  /* hd */
    CM_PORT_DIGITAL,          /* d   */
    CM_PORT_USER_DEFINED      /* a node type of the user's, by name */
} cm_port_type;

typedef enum { CM_DIR_IN, CM_DIR_OUT, CM_DIR_INOUT } cm_port_dir;

/* One value of any data type: integer also holds booleans (0 or 1); a complex is (real, imag). */
typedef struct {
    int integer;
    double real, imag;
    const char *string;
} cm_value;

typedef struct {
    const char *name, *descr;
    cm_port_dir dir;
    cm_port_type default_type;
    const char *default_type_name; /* "gd", "spike", ... */
    int n_types;                   /* allowed types, the default among them */
    const cm_port_type *types;
    const char *const *type_names;
    bool is_array, has_lower, has_upper;
    int lower, upper; /* bounds of a vector port's size */
    bool null_allowed;
} cm_conn_spec;

typedef struct {
    const char *name, *descr;
    cm_data_type type;
    int n_default; /* 0: none; 1: a scalar's; more: a vector's */
    const cm_value *defaults;
    bool has_min, has_max;
    cm_value min, max;
    bool is_array;
    int conn_ref; /* index of the port whose size sets the vector's, or -1 */
    bool has_lower, has_upper;
    int lower, upper; /* bounds of a vector's size */
    bool null_allowed;
} cm_param_spec;

typedef struct {
    const char *name, *descr;
    cm_data_type type;
    bool is_array;
    int n_default; /* 0: the host's zeroes; more than 1: also the size of a vector */
    const cm_value *defaults;
} cm_var_spec;

typedef struct {
    const char *name; /* SPICE model name, as in .model */
    const char *descr;
    void (*func)(Mif_Private_t *);
    int n_conn;
    const cm_conn_spec *conn;
    int n_param;
    const cm_param_spec *param;
    int n_var;
    const cm_var_spec *var;
    /* Calls cm_enter() with this model; NULL in tables that were not written by ngspike-cmpp. The
     * glue registers it in place of func where a call needs more than func does. */
    void (*entry)(Mif_Private_t *);
} cm_model;

/* Calls the model's function, after what has to be done before: static variables are set to their
 * defaults at CM_INIT, and a trace is written if one was asked for (trace.c). */
void cm_enter(const cm_model *model, Mif_Private_t *mif_private);

/* A user-defined node type: ngspice's ten functions, by their documented names. */
typedef struct {
    const char *name, *descr;
    void (*create)(void **value);
    void (*dismantle)(void *value);
    void (*initialize)(void *value);
    void (*invert)(void *value);
    void (*copy)(void *from, void *to);
    void (*resolve)(int n, void **values, void *result);
    void (*compare)(void *a, void *b, int *equal);
    void (*plot_val)(void *value, char *member, double *result);
    void (*print_val)(void *value, char *member, char **result);
    void (*ipc_val)(void *value, void **ipc, int *size);
} cm_udn;

/* Written by `ngspike-cmpp lst`: all models and node types of one .cm, NULL at the end. */
extern const cm_model *const cm_models[];
extern const cm_udn *const cm_udns[];
extern const char cm_library_name[]; /* "ngspike.cm": named in the glue's messages */

#endif
