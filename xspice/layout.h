/* The struct layouts of the ngspice versions that the glue knows, as data. */
#ifndef NGSPIKE_LAYOUT_H
#define NGSPIKE_LAYOUT_H

#include "cm.h"

/* Index of a function in the host's table (coreInfo_t); 0: this version has none. Only functions
 * whose place differs between versions are here, core.c has the others. */
typedef struct {
    int irreversible, get_node_name, get_neg_node_name, probe_node, schedule_output, getvar;
    int complex_set; /* set, add, subtract, multiply, divide in this order */
    int get_path;    /* get_path, get_circuit, stream_out, stream_in, stream_err */
    int cexit;
    int bind_csc; /* MIFbindCSC, Complex, ComplexToReal; only in hosts configured with KLU */
    int noise;    /* MIFnoise, cm_noise_add_source; three slots further in hosts with KLU */
} cm_core_slots;

typedef struct {
    int first, last;               /* major versions, inclusive */
    int instance_size, model_size; /* sizeof MIFinstance, MIFmodel */
    bool param_union;              /* Mif_Param_Info: union values, array of defaults */
    bool udn_free_list;            /* Evt_Udn_Info: free_list before the functions */
    /* Offsets in CKTcircuit: CKTmode; CKTfinalTime, CKTstep. Not in those configured with
     * --enable-newtrunc (before 46, nobody's default), which have ckt_stop further on. */
    size_t ckt_mode, ckt_stop;
    cm_core_slots core;
    cm_offsets offsets;
} cm_layout;

/* The row for a host's version string ("39", "44.2"), or NULL if the version is not known;
 * development versions ("46+") are not. */
const cm_layout *cm_layout_find(const char *version);

/* Offset of CKTrhsOld in CKTcircuit, where CKTmode is where the table says. */
enum { CM_CKT_RHS_OLD = 288 };

/* First and last major version of the table. */
extern const int cm_layout_first, cm_layout_last;

/* The same in all versions: CKTdelta, before what a configuration moves, and how far CKTdelmin is
 * before CKTfinalTime. */
enum { CM_CKT_DELTA = 88, CM_CKT_DELMIN_BEFORE_STOP = 16 };

/* Slots of SPICEdev in pointers after the end of IFdevice without OSDI. The same in all versions;
 * OSDI moves all by one, CIDER the sizes and what follows by two. Unlisted slots stay NULL. */
enum {
    CM_DEV_MOD_PARAM = 1,
    CM_DEV_LOAD = 2,
    CM_DEV_SETUP = 3,
    CM_DEV_UNSETUP = 4,
    CM_DEV_TRUNC = 7,
    CM_DEV_AC_LOAD = 9,
    CM_DEV_ACCEPT = 10,
    CM_DEV_MOD_DELETE = 12,
    CM_DEV_DELETE = 13,
    CM_DEV_ASK = 15,
    CM_DEV_MOD_ASK = 16,
    CM_DEV_CONV_TEST = 18,
    CM_DEV_NOISE = 26,
    CM_DEV_INST_SIZE = 28,
    CM_DEV_OSDI = 1,  /* added by OSDI */
    CM_DEV_CIDER = 2, /* added by CIDER */
    CM_DEV_WORDS = 64 /* room that the glue gives each device, zero beyond what is used */
};

#endif
