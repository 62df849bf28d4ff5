/* What an ifspec.ifs says, checked: the model's names, ports, parameters and static variables. The
 * emitters work on this and on nothing else. */
#ifndef CMPP_IFSPEC_H
#define CMPP_IFSPEC_H

#include "diag.h"
#include "mem.h"

enum ifs_type {
    IFS_BOOLEAN,
    IFS_INTEGER,
    IFS_REAL,
    IFS_COMPLEX,
    IFS_STRING,
    IFS_POINTER,
    IFS_TYPES
};

enum ifs_direction { IFS_IN, IFS_OUT, IFS_INOUT, IFS_DIRECTIONS };

/* In the order of cm_port_type of the code-model headers. */
enum ifs_port_type {
    IFS_V,
    IFS_VD,
    IFS_I,
    IFS_ID,
    IFS_VNAM,
    IFS_G,
    IFS_GD,
    IFS_H,
    IFS_HD,
    IFS_DIGITAL,
    IFS_USER /* a node type of the user's */
};

/* What a port carries; all its allowed types carry the same. */
enum ifs_signal { IFS_ANALOG_SIGNAL, IFS_DIGITAL_SIGNAL, IFS_USER_SIGNAL };

struct ifs_name {
    const char *text; /* "" if it could not be read */
    struct span at;
};

/* One value of the type of its parameter. */
struct ifs_value {
    struct span at;
    int integer; /* also a boolean: 0 or 1 */
    double real, imaginary;
    const char *string;
};

/* Limits of a number, or bounds of the size of a vector. */
struct ifs_range {
    struct span at;
    bool has_lower, has_upper;
    struct ifs_value lower, upper;
};

struct ifs_port_kind {
    struct span at;
    enum ifs_port_type type;
    const char *name; /* as written: "gd", "spike" */
};

struct ifs_port {
    struct ifs_name name;
    const char *descr;
    enum ifs_direction direction;
    struct span direction_at;
    struct ifs_port_kind default_type;
    struct ifs_port_kind *types;
    size_t n_types;
    bool vector, null_allowed;
    struct ifs_range bounds;
    bool broken; /* an error was reported: what takes several fields to see is not checked */
};

struct ifs_param {
    struct ifs_name name;
    const char *descr;
    enum ifs_type type;
    struct ifs_value *defaults;
    size_t n_defaults; /* 0: none */
    struct span default_at;
    bool default_is_list;
    struct ifs_range limits;
    bool vector, null_allowed;
    struct ifs_range bounds;
    struct ifs_name bounds_port; /* the port whose size is the vector's; "" if none */
    int bounds_port_index;       /* its index, or -1 */
    bool broken;                 /* as of a port */
};

/* A static variable has the fields of a parameter, of which ngspice uses name, description, type
 * and vector. */
struct ifspec {
    const struct source *src; /* not owned */
    struct arena arena;
    struct ifs_name function, model;
    const char *descr;
    struct ifs_port *ports;
    size_t n_ports;
    struct ifs_param *params;
    size_t n_params;
    struct ifs_param *vars;
    size_t n_vars;
};

/* Parses and checks a whole ifspec.ifs, which must outlive s. Returns false if errors were
 * reported; s is to be freed in any case. */
bool ifspec_parse(struct ifspec *s, const struct source *src, struct diag *diag);

void ifspec_free(struct ifspec *s);

/* Index of a port, parameter or variable by its name, upper and lower case being the same as
 * for ngspice; -1 if there is none. */
int ifspec_port(const struct ifspec *s, const char *name);
int ifspec_param(const struct ifspec *s, const char *name);
int ifspec_var(const struct ifspec *s, const char *name);

/* Name of port k of the ifspec, NULL after the last: a name_list. */
const char *ifspec_port_name(const void *ifspec, size_t k);

/* The port type by its name: IFS_USER if ngspice has none of that name. */
enum ifs_port_type ifs_port_type(const char *name);

enum ifs_signal ifs_signal(enum ifs_port_type type);

const char *ifs_type_name(enum ifs_type type);          /* "real" */
const char *ifs_direction_name(enum ifs_direction dir); /* "inout" */

/* What no single table shows: names given twice, defaults outside the limits, types that do not
 * fit. Called by ifspec_parse. */
void ifspec_check(struct ifspec *s, struct diag *diag);

#endif
