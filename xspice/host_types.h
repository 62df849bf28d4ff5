/* The host's structs that describe a device and a node type. The glue fills them from the neutral
 * tables (tables.c) and the host reads them. Checked against each version's headers by check_abi.
 */
#ifndef NGSPIKE_HOST_TYPES_H
#define NGSPIKE_HOST_TYPES_H

#include "layout.h"

/* IFparm, and the bits of its data type */
typedef struct {
    const char *keyword;
    int id, data_type;
    const char *descr;
} host_parm;
enum {
    HOST_IF_FLAG = 0x1,
    HOST_IF_INTEGER = 0x2,
    HOST_IF_REAL = 0x4,
    HOST_IF_COMPLEX = 0x8,
    HOST_IF_STRING = 0x20,
    HOST_IF_ASK = 0x1000,
    HOST_IF_SET = 0x2000,
    HOST_IF_VECTOR = 0x8000
};

/* Mif_Conn_Info_t */
typedef struct {
    const char *name, *descr;
    int direction, default_type;
    const char *default_type_name;
    int n_types;
    const cm_port_type *types;
    const char *const *type_names;
    int is_array, has_lower, lower, has_upper, upper, null_allowed;
} host_conn_info;

/* Mif_Parse_Value_t up to 42: a struct; from 43 on: a union. */
typedef struct {
    int boolean, integer;
    double real;
    Mif_Complex_t complex;
    const char *string;
} host_value_struct;
typedef union {
    int boolean, integer;
    double real;
    Mif_Complex_t complex;
    const char *string;
} host_value_union;

/* The end of Mif_Param_Info_t, the same in both forms. */
typedef struct {
    int is_array, has_conn_ref, conn_ref, has_lower, lower, has_upper, upper, null_allowed;
} host_param_bounds;

/* Mif_Param_Info_t up to 42 */
typedef struct {
    const char *name, *descr;
    int type, has_default;
    host_value_struct def;
    int has_min;
    host_value_struct min;
    int has_max;
    host_value_struct max;
    host_param_bounds bounds;
} host_param_struct;

/* Mif_Param_Info_t from 43 on */
typedef struct {
    const char *name, *descr;
    int type, n_default;
    host_value_union *defaults;
    int has_min;
    host_value_union min;
    int has_max;
    host_value_union max;
    host_param_bounds bounds;
} host_param_union;

/* Mif_Inst_Var_Info_t */
typedef struct {
    const char *name, *descr;
    int type, is_array;
} host_var_info;

/* MIFinstance up to its ports, and MIFmodel */
typedef struct {
    struct {
        void *model, *next;
        const char *name;
        int state;
    } head;
    int n_conn;
    cm_conn **conn;
} host_instance;
typedef struct host_model {
    int type;
    struct host_model *next;
    const host_instance *instances;
    const char *name;
    void *instance_defaults;
    int n_param;
    cm_param **param;
    int analog, event_driven;
} host_model;

typedef void (*host_function)(void);

/* SPICEdev: IFdevice without OSDI's member, then pointers (layout.h names their slots). */
typedef struct {
    const char *name, *descr;
    int *terms, *n_names;
    const char **term_names;
    int *n_instance_parms;
    const host_parm *instance_parms;
    int *n_model_parms;
    const host_parm *model_parms;
    void (*func)(Mif_Private_t *);
    int n_conn;
    const host_conn_info *conn;
    int n_param;
    const void *param; /* host_param_struct or host_param_union */
    int n_var;
    const host_var_info *var;
    int flags;
    union {
        host_function function;
        int *size;
    } word[CM_DEV_WORDS];
} host_device;

/* The ten functions of Evt_Udn_Info_t */
typedef struct {
    void (*create)(void **);
    void (*dismantle)(void *);
    void (*initialize)(void *);
    void (*invert)(void *);
    void (*copy)(void *, void *);
    void (*resolve)(int, void **, void *);
    void (*compare)(void *, void *, int *);
    void (*plot_val)(void *, char *, double *);
    void (*print_val)(void *, char *, char **);
    void (*ipc_val)(void *, void **, int *);
} host_udn_functions;

/* Evt_Udn_Info_t in 39 and from 40 on */
typedef struct {
    const char *name, *descr;
    host_udn_functions f;
} host_udn_39;
typedef struct {
    const char *name, *descr;
    void *free_list;
    host_udn_functions f;
} host_udn_40;

/* A device and a node type for hosts of this layout, allocated for good: the host keeps the pointer
 * until the process ends. Function slots of the device are empty. NULL if memory is short. */
host_device *cm_build_device(const cm_model *model, const cm_layout *layout);
void *cm_build_udn(const cm_udn *udn, const cm_layout *layout);

/* A node type's functions, in whichever of the two forms it is written (ngspice/evtudn.h). */
cm_udn cm_udn_functions(const cm_udn *udn);

#endif
