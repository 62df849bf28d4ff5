/* Functions of the host that only newer versions have; part of cm.h, by their documented names.
 *
 * Each call leaves the function's number in the library's section cm_uses; for those that the host
 * lacks the glue prints a line when the library is loaded, and calls do what is said here. A
 * library that is as useful without a function calls cm_call_...() instead: the same, without that
 * line. */
#ifndef NGSPIKE_CM_OPTIONAL_H
#define NGSPIKE_CM_OPTIONAL_H

enum cm_optional {
    CM_OPTIONAL_END,
    CM_OPTIONAL_SCHEDULE_OUTPUT,
    CM_OPTIONAL_GETVAR,
    CM_OPTIONAL_IRREVERSIBLE,
    CM_OPTIONAL_CEXIT,
    CM_OPTIONAL_GET_NEG_NODE_NAME,
    CM_OPTIONAL_NOISE_ADD_SOURCE
};
#define CM_USES(function)                                                                          \
    __asm__ volatile(".pushsection cm_uses,\"a\",%%progbits\n\t.byte %c0\n\t.popsection"           \
                     :                                                                             \
                     : "i"(function))

bool cm_call_schedule_output(unsigned conn, unsigned port, double delay, void *value);
/* Before 40: false, and nothing is scheduled. */
static inline bool cm_schedule_output(unsigned conn, unsigned port, double delay, void *value)
{
    CM_USES(CM_OPTIONAL_SCHEDULE_OUTPUT);
    return cm_call_schedule_output(conn, port, delay, value);
}

enum cp_types { CP_BOOL, CP_NUM, CP_REAL, CP_STRING, CP_LIST };
bool cm_call_getvar(char *name, enum cp_types type, void *value, size_t size);
/* Before 40: false, as for a variable that is not set. */
static inline bool cm_getvar(char *name, enum cp_types type, void *value, size_t size)
{
    CM_USES(CM_OPTIONAL_GETVAR);
    return cm_call_getvar(name, type, value, size);
}

void cm_call_irreversible(unsigned call);
/* Before 42: nothing, and there are no calls with STEP_PENDING. */
static inline void cm_irreversible(unsigned call)
{
    CM_USES(CM_OPTIONAL_IRREVERSIBLE);
    cm_call_irreversible(call);
}

void cm_call_cexit(int status);
/* Ends ngspice. Before 42: ends the analysis, as cm_fault() does. */
static inline void cm_cexit(int status)
{
    CM_USES(CM_OPTIONAL_CEXIT);
    cm_call_cexit(status);
}

const char *cm_call_get_neg_node_name(const char *port, unsigned index);
/* Before 45: NULL. */
static inline const char *cm_get_neg_node_name(const char *port, unsigned index)
{
    CM_USES(CM_OPTIONAL_GET_NEG_NODE_NAME);
    return cm_call_get_neg_node_name(port, index);
}

int cm_call_noise_add_source(const char *name, int conn, int port, Mif_Noise_Src_Type_t type);
/* Index of the source, for CM_NOISE_DENSITY; name is what the host appends to the instance's in
 * its vectors. Outside noise analysis and before 47: -1. */
static inline int cm_noise_add_source(const char *name, int conn, int port,
                                      Mif_Noise_Src_Type_t type)
{
    CM_USES(CM_OPTIONAL_NOISE_ADD_SOURCE);
    return cm_call_noise_add_source(name, conn, port, type);
}

#endif
