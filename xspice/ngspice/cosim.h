/* What a code model for digital co-simulation and the shared library of the simulated design agree
 * on: the library exports Cosim_setup(), which fills the first part of a struct co_info. */
#ifndef NGSPIKE_NGSPICE_COSIM_H
#define NGSPIKE_NGSPICE_COSIM_H

#include "../cm.h"

/* Where such libraries are looked for, besides the places of the system; ngspice's own build has
 * its folder here. */
#ifndef NGSPICELIBDIR
#define NGSPICELIBDIR "/usr/lib/ngspice"
#endif

/* When step() is called: before an input to reach its time, after it, or both. */
typedef enum { Normal, After_input, Both } Cosim_method;

struct co_info {
    /* Set by the library. Ports have numbers: those of inputs before those of inouts for in_fn,
     * those of outputs before those of inouts for out_fn. */
    unsigned in_count, out_count, inout_count;
    void (*cleanup)(struct co_info *);                      /* may be NULL; must not free it */
    void (*step)(struct co_info *);                         /* to vtime, or to the next output */
    void (*in_fn)(struct co_info *, unsigned, Digital_t *); /* an input's new value */

    /* Set by the code model. */
    void (*out_fn)(struct co_info *, unsigned, Digital_t *); /* for the library to call in step() */
    void *handle;                                            /* of the library's own */
    volatile double vtime; /* s; where step() is to go; where it has come to */
    Cosim_method method;   /* for the library to change in Cosim_setup() */
    unsigned lib_argc, sim_argc;
    const char *const *const lib_argv;
    const char *const *const sim_argv;
    void *(*dlopen_fn)(const char *path);
};

extern void Cosim_setup(struct co_info *);

#endif
