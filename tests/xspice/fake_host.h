/* Plays the host: loads the glue, linked into a test program, as ngspice's load_opus does, in any
 * version and configuration. The glue adapts itself once per process, so every load happens in a
 * child process. Numbers are literal, not taken from layout.c; check_abi compares that with
 * ngspice's headers. */
#ifndef NGSPIKE_FAKE_HOST_H
#define NGSPIKE_FAKE_HOST_H

#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "cm.h"

typedef struct {
    const char *version;
    int instance_size;
    bool param_union, udn_free_list;
    int bind, circuit, noise; /* slots of MIFbindCSC, cm_get_circuit, MIFnoise without KLU */
    size_t private_conn, private_noise, partial, callback, mode, stop; /* offsets */
} host;

enum { HOSTS = 9, CONFIGURATIONS = 8, OSDI = 1, CIDER = 2, KLU = 4 };
extern const host hosts[HOSTS];

/* What load_opus ends up with. */
typedef struct {
    int n_devices, n_udns;
    char **devices, **udns;
} loaded;

#define AT(type, base, offset) (*(__typeof__(type) *)(void *)((char *)(base) + (offset)))

extern int instance_size, model_size;
extern char version_text[32];
extern const char *volatile triple[3]; /* what marks an ngspice: three pointers in its data */

/* The host's table of functions. Calling one that it does not have ends the child. */
enum { SLOTS = 80 };
extern void (*core[SLOTS])(void);
extern int called; /* slot of the host function that was called last */

/* The host's options (.option), .option klu among them if it is configured so. */
typedef struct {
    const char *volatile keyword;
    int id, type;
    const char *volatile descr;
} option;
enum { OPTIONS = 24 };
extern option options[OPTIONS];

/* In a child: what the host does when it loads the library. Writes the sizes at the configuration's
 * place. */
loaded load(const host *h, int configuration);
size_t sizes_at(int configuration);

/* A function of the device, by its slot behind IFdevice without OSDI. */
#define DEVICE_FUNCTION(type, device, slot, configuration)                                         \
    AT(type, device, 136 + ((configuration)&OSDI ? 8 : 0) + 8 * (slot))

/* What cm_get_circuit() returns. */
extern void *circuit;

extern char message[4096]; /* the last child's stderr */

#define require(condition)                                                                         \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            (void)fprintf(stderr, "%s:%d: %s\n", __FILE__, __LINE__, #condition);                  \
            _exit(1);                                                                              \
        }                                                                                          \
    } while (0)

/* Runs the function in a child process; its exit status, 0 if it returns. */
int in_child(void (*f)(const host *, int), const host *h, int configuration);

/* In all versions and configurations; the test fails if one child does. */
void for_all(void (*f)(const host *, int));

/* One instance with one port of type gd, one parameter and one variable, as this host has it. */
typedef struct {
    char private[256], conn[64], port[320], instance[256], param[24], var[16];
    void *conns[1], *ports[1], *params[1], *vars[1];
    double partials[1], gains[2];
    void *partial[1], *gain[1];
    Mif_Value_t values[2];
} fake_instance;
void wire(fake_instance *f, const host *h);

/* Whether the linker has left the marks of an ngspice in the program. */
bool is_ngspice(void);

#endif
