/* ngspice in this process: loading a deck in its background thread, what it prints, how far it is,
 * stopping it.
 *
 * All functions are for one thread, the one that called host_open. What the simulator prints is
 * queued by its threads and taken here by host_next_line; host_fd becomes readable when there is
 * something new (a line, the end of a job). */
#ifndef NGSPIKE_HOST_H
#define NGSPIKE_HOST_H

#include <stdbool.h>

#include "error.h"
#include "raw.h"
#include "status.h"

typedef struct host host;

typedef struct {
    char *name; /* "Transient Analysis" */
    char *plot; /* "tran1" */
    int vectors;
    long points;
} host_analysis;

typedef struct {
    bool running;
    char task[64];   /* what the simulator says it is doing: "tran", "ac", ... */
    double fraction; /* of the running analysis, 0..1; below 0: unknown */
    double scale; /* last value of the running analysis' scale (time in s, frequency in Hz, ...) */
    bool scale_is_time;
    long points;  /* of the running analysis; below 0: there are none */
    int analyses; /* started so far */
} host_progress;

/* Starts ngspice. `raw` (may be NULL) gets every point of every analysis. There can be one host per
 * process, because libngspice is one per process. */
host *host_open(raw_file *raw, ns_error *e);
/* Waits for nothing: whatever still runs ends with the process. */
void host_close(host *h);

const char *host_version(const host *h); /* "39" */

/* Runs one short command now; false if the simulator gave up. */
bool host_command(host *h, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
/* Removes all circuits, upon which code models write the files that they still hold back; not while
 * anything runs. */
void host_remove_circuits(host *h);
/* Loads a library of code models. Fails if the simulator refuses it. */
bool host_load_models(host *h, const char *path, ns_error *e);
/* What the loaded library says about the network (NULL if it is not ngspike's). */
const ngspike_status *host_network(const host *h);
/* What the instances of the loaded library have dissipated in the last transient analysis; 0 if it
 * is not ngspike's. Valid until the next call; not while anything runs. */
int host_energy(const host *h, const ngspike_energy **list);

/* The fault that the network has reported since the last call, malloc'ed; NULL: none. */
char *host_take_fault(host *h);

/* Starts a command in the simulator's own thread. */
void host_start(host *h, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
bool host_running(const host *h);
/* Asks the running command to stop as soon as it can; does not wait. */
void host_stop(host *h);
/* Code models open their files relative to this folder (ngspice would take that of the copy of the
 * deck). */
void host_set_input_dir(host *h, const char *dir);

int host_fd(const host *h);
void host_clear_fd(host *h);
/* Next line that the simulator printed, malloc'ed; NULL: none now. *is_error: it went to stderr. */
char *host_next_line(host *h, bool *is_error);
host_progress host_get_progress(host *h);

/* The analyses so far; valid while nothing runs. */
int host_analyses(const host *h, const host_analysis **list);

/* Has the simulator asked to be left (quit, or after an error)? Then no command may follow. */
bool host_ended(const host *h);
bool host_quit(const host *h);       /* by the deck's own quit */
int host_exit_status(const host *h); /* what the deck gave to quit */

#endif
