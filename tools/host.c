#include "host.h"

#include <dlfcn.h>
#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdatomic.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#define XSPICE /* declares ngCM_Input_Path, which every libngspice with code models has */
#include <ngspice/sharedspice.h>

#include "text.h"

typedef struct line {
    struct line *next;
    bool is_error;
    char s[];
} line;

struct host {
    pthread_mutex_t lock; /* of everything down to the blank line */
    line *first, **last;
    host_progress progress;
    host_analysis *analysis;
    int n_analyses;
    bool ended, quit, leaving;
    bool clearing, cleared; /* removing circuits; there is none left */
    char *fault;            /* not taken yet */
    char seen[768];         /* the last one */
    int exit_status;
    char *input_dir;

    raw_file *raw;
    int fd;
    atomic_bool running;
    char version[32];
    bool stopping;
    pthread_t stopper;
    void (*request_stop)(void);
    const ngspike_status *(*get_status)(void); /* NULL: the library is not ngspike's */
    int (*get_energy)(const ngspike_energy **list);
};

static void wake(host *h)
{
    uint64_t one = 1;
    ssize_t n = write(h->fd, &one, sizeof one);
    (void)n; /* fails only if the counter is full, and then the reader is awake already */
}

/* The library clears its fault when the next run begins, so it is taken when ngspice speaks of the
 * end of this one. */
static void note_fault(host *h)
{
    const ngspike_status *net = host_network(h);
    if (!net || !net->fault[0] || strcmp(net->fault, h->seen) == 0)
        return;
    snprintf(h->seen, sizeof h->seen, "%s", net->fault);
    free(h->fault);
    h->fault = copy_string(h->seen);
}

/* Lines come as "stdout text" or "stderr text", or bare when they end in a carriage return
 * (progress of ngspice). */
static int on_print(char *s, int id, void *user)
{
    (void)id;
    host *h = user;
    bool is_error = strncmp(s, "stderr ", 7) == 0;
    if (!is_error && strncmp(s, "stdout ", 7) != 0)
        return 0;
    if (h->clearing) {
        h->cleared = h->cleared || strstr(s, "no circuit loaded");
        return 0;
    }
    size_t n = strlen(s + 7);
    line *l = alloc_zeroed(1, sizeof *l + n + 1);
    memcpy(l->s, s + 7, n + 1);
    l->is_error = is_error;
    pthread_mutex_lock(&h->lock);
    *h->last = l;
    h->last = &l->next;
    note_fault(h);
    h->leaving =
        h->leaving || strstr(s, "awaits to be detached") || strstr(s, "asks for detaching");
    pthread_mutex_unlock(&h->lock);
    wake(h);
    return 0;
}

/* "tran: 12.3%", "ac", "--ready--" */
static int on_status(char *s, int id, void *user)
{
    (void)id;
    host *h = user;
    const char *colon = strchr(s, ':');
    pthread_mutex_lock(&h->lock);
    if (strcmp(s, "--ready--") == 0) {
        h->progress.fraction = 1;
    } else {
        int n = (int)(colon ? colon - s : (long)strlen(s));
        snprintf(h->progress.task, sizeof h->progress.task, "%.*s", n, s);
        h->progress.fraction = colon ? strtod(colon + 1, NULL) / 100 : -1;
    }
    pthread_mutex_unlock(&h->lock);
    return 0;
}

static int on_exit_wanted(int status, NG_BOOL now, NG_BOOL quit, int id, void *user)
{
    (void)now;
    (void)id;
    host *h = user;
    pthread_mutex_lock(&h->lock);
    h->ended = true;
    h->quit = quit;
    h->exit_status = status;
    pthread_mutex_unlock(&h->lock);
    wake(h);
    return 0;
}

static int on_plot(pvecinfoall plot, int id, void *user)
{
    (void)id;
    host *h = user;
    /* Called after the deck was loaded, which set the folder to the copy's, and before the code
     * models are. */
    if (h->input_dir)
        ngCM_Input_Path(h->input_dir);
    pthread_mutex_lock(&h->lock);
    h->analysis = grow(h->analysis, (size_t)h->n_analyses + 1, sizeof *h->analysis);
    h->analysis[h->n_analyses++] = (host_analysis){.name = copy_string(plot->name),
                                                   .plot = copy_string(plot->type),
                                                   .vectors = plot->veccount};
    h->progress.points = 0;
    h->progress.fraction = -1;
    h->progress.analyses++;
    h->progress.scale_is_time = false;
    pthread_mutex_unlock(&h->lock);
    if (h->raw)
        raw_begin_plot(h->raw, plot);
    return 0;
}

static int on_point(pvecvaluesall point, int n, int id, void *user)
{
    (void)n;
    (void)id;
    host *h = user;
    pthread_mutex_lock(&h->lock);
    if (h->n_analyses > 0)
        h->analysis[h->n_analyses - 1].points++;
    h->progress.points++;
    for (int i = 0; i < point->veccount; i++) {
        if (point->vecsa[i]->is_scale) {
            h->progress.scale = point->vecsa[i]->creal;
            h->progress.scale_is_time = strcmp(point->vecsa[i]->name, "time") == 0;
            break;
        }
    }
    pthread_mutex_unlock(&h->lock);
    if (h->raw)
        raw_add_point(h->raw, point);
    return 0;
}

static int on_background(NG_BOOL stopped, int id, void *user)
{
    (void)id;
    host *h = user;
    if (stopped) {
        h->running = false;
        wake(h);
    }
    return 0;
}

/* The version stands in the greeting: "** ngspice-39 shared library". */
static void find_version(host *h)
{
    for (const line *l = h->first; l; l = l->next)
        if (sscanf(l->s, "** ngspice-%31[^ ]", h->version) == 1)
            return;
}

host *host_open(raw_file *raw, ns_error *e)
{
    host *h = alloc_zeroed(1, sizeof *h);
    pthread_mutex_init(&h->lock, NULL);
    h->last = &h->first;
    h->raw = raw;
    h->progress.fraction = -1;
    h->fd = eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC);
    if (h->fd < 0) {
        ns_fail(e, "cannot make an eventfd: %s", strerror(errno));
        free(h);
        return NULL;
    }
    if (ngSpice_Init(on_print, on_status, on_exit_wanted, on_point, on_plot, on_background, h) !=
        0) {
        ns_fail(e, "libngspice does not start");
        close(h->fd);
        free(h);
        return NULL;
    }
    find_version(h);
    return h;
}

void host_close(host *h)
{
    if (!h)
        return;
    for (line *l = h->first, *next; l; l = next) {
        next = l->next;
        free(l);
    }
    for (int i = 0; i < h->n_analyses; i++) {
        free(h->analysis[i].name);
        free(h->analysis[i].plot);
    }
    free(h->analysis);
    free(h->input_dir);
    free(h->fault);
    h->fault = NULL;
    h->first = NULL;
    h->last = &h->first;
    h->analysis = NULL;
    h->n_analyses = 0;
    h->input_dir = NULL;
    /* h itself stays: ngspice keeps the pointer until the process ends */
}

const char *host_version(const host *h)
{
    return h->version;
}

bool host_command(host *h, const char *fmt, ...)
{
    va_list ap;
    char *s = NULL;
    va_start(ap, fmt);
    int n = vasprintf(&s, fmt, ap);
    va_end(ap);
    if (n < 0)
        return false;
    bool ok = !host_ended(h) && ngSpice_Command(s) == 0 && !host_ended(h);
    free(s);
    return ok;
}

void host_remove_circuits(host *h)
{
    h->clearing = true;
    while (!h->cleared && host_command(h, "remcirc"))
        continue;
    h->clearing = false;
}

bool host_load_models(host *h, const char *path, ns_error *e)
{
    void *probe = dlopen(path, RTLD_NOW);
    if (!probe) {
        const char *why = dlerror();
        return ns_fail(e, "cannot load the code models: %s", why ? why : path);
    }
    if (!host_command(h, "codemodel %s", path)) {
        dlclose(probe);
        return ns_fail(
            e, "ngspice refuses the code models in %s; they may be made for another ngspice", path);
    }
    dlclose(probe);
    /* ngspice's own copy, if it really has it */
    void *lib = dlopen(path, RTLD_NOW | RTLD_NOLOAD);
    if (!lib)
        return ns_fail(e, "ngspice did not load %s", path);
    *(void **)&h->get_status = dlsym(lib, "ngspike_get_status");
    *(void **)&h->request_stop = dlsym(lib, "ngspike_request_stop");
    if (h->get_status && h->get_status()->version != NGSPIKE_STATUS_VERSION)
        h->get_status = NULL;
    *(void **)&h->get_energy = h->get_status ? dlsym(lib, "ngspike_get_energy") : NULL;
    return true;
}

int host_energy(const host *h, const ngspike_energy **list)
{
    return h->get_energy ? h->get_energy(list) : 0;
}

const ngspike_status *host_network(const host *h)
{
    /* asked for every time: the library brings the fault up to date when asked */
    return h->get_status ? h->get_status() : NULL;
}

char *host_take_fault(host *h)
{
    pthread_mutex_lock(&h->lock);
    note_fault(h);
    char *fault = h->fault;
    h->fault = NULL;
    pthread_mutex_unlock(&h->lock);
    return fault;
}

void host_start(host *h, const char *fmt, ...)
{
    va_list ap;
    char *s = NULL;
    va_start(ap, fmt);
    int n = vasprintf(&s, fmt, ap);
    va_end(ap);
    if (n < 0)
        return;
    char *command = format_string("bg_%s", s);
    h->running = true;
    if (host_ended(h) || ngSpice_Command(command) != 0)
        h->running = false;
    free(command);
    free(s);
}

bool host_running(const host *h)
{
    return h->running;
}

/* bg_halt sets ngspice's interrupt flag for up to a second; a script may start its next analysis
 * meanwhile, so it takes as many as it takes. */
static void *stop_until_stopped(void *user)
{
    host *h = user;
    while (h->running) {
        ngSpice_Command((char[]){"bg_halt"});
        usleep(1000);
    }
    return NULL;
}

void host_stop(host *h)
{
    if (h->stopping || !h->running)
        return;
    h->stopping = true;
    if (h->request_stop)
        h->request_stop();
    if (pthread_create(&h->stopper, NULL, stop_until_stopped, h) == 0)
        pthread_detach(h->stopper);
}

void host_set_input_dir(host *h, const char *dir)
{
    pthread_mutex_lock(&h->lock);
    free(h->input_dir);
    h->input_dir = dir ? copy_string(dir) : NULL;
    pthread_mutex_unlock(&h->lock);
}

int host_fd(const host *h)
{
    return h->fd;
}

void host_clear_fd(host *h)
{
    uint64_t count;
    ssize_t n = read(h->fd, &count, sizeof count);
    (void)n; /* nothing to read is as good */
}

char *host_next_line(host *h, bool *is_error)
{
    pthread_mutex_lock(&h->lock);
    line *l = h->first;
    if (l) {
        h->first = l->next;
        if (!h->first)
            h->last = &h->first;
    }
    pthread_mutex_unlock(&h->lock);
    if (!l)
        return NULL;
    char *s = copy_string(l->s);
    *is_error = l->is_error;
    free(l);
    return s;
}

host_progress host_get_progress(host *h)
{
    pthread_mutex_lock(&h->lock);
    host_progress p = h->progress;
    pthread_mutex_unlock(&h->lock);
    p.running = h->running;
    return p;
}

int host_analyses(const host *h, const host_analysis **list)
{
    *list = h->analysis;
    return h->n_analyses;
}

/* A leaving simulator says so, then reports its end of work, then asks to be left: wait for the
 * last of these, so that the answer does not depend on which came first. */
bool host_ended(const host *h)
{
    host *w = (host *)(uintptr_t)h;
    for (int i = 0; i < 200; i++) {
        pthread_mutex_lock(&w->lock);
        bool ended = w->ended, leaving = w->leaving;
        pthread_mutex_unlock(&w->lock);
        if (ended || !leaving)
            return ended;
        usleep(5000);
    }
    return true;
}

bool host_quit(const host *h)
{
    return host_ended(h) && h->quit;
}

int host_exit_status(const host *h)
{
    return host_ended(h) ? h->exit_status : 0;
}
