#include "trace.h"

#include "defaults.h"
#include "trace_print.h"

#include <errno.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>
#include <strings.h>
#include <unistd.h>

bool cm_tracing;

static FILE *trace_log;     /* NULL: off */
static const char *only;    /* names of instances; NULL: all */
static unsigned long calls; /* of all instances, so that two logs of a deck have the same numbers */

/* ---- the file ---- */

/* Several libraries of a process may write the same file. The first one empties it; what it leaves
 * in the environment tells the others. */
static bool first_of_process(void)
{
    static const char name[] = "NGSPIKE_TRACE_PID";
    char pid[32];
    (void)snprintf(pid, sizeof pid, "%ld", (long)getpid());
    const char *mark = getenv(name);
    if (mark && strcmp(mark, pid) == 0)
        return false;
    (void)setenv(name, pid, 1);
    return true;
}

/* A stream of its own for stderr too, since that one is not buffered. */
static FILE *open_stderr(void)
{
    int fd = dup(STDERR_FILENO);
    FILE *f = fd < 0 ? NULL : fdopen(fd, "ae");
    if (!f && fd >= 0)
        (void)close(fd);
    return f;
}

static FILE *open_file(const char *path)
{
    FILE *emptied = first_of_process() ? fopen(path, "we") : NULL;
    if (emptied)
        (void)fclose(emptied);
    return fopen(path, "ae");
}

/* Every write ends here: a log that cannot be written any more is given up, with a message. */
static void flush(void)
{
    if (!trace_log || (fflush(trace_log) == 0 && !ferror(trace_log)))
        return;
    (void)fprintf(stderr,
                  "%s: error: cannot write the trace any more, it ends here: ", cm_library_name);
    perror(NULL);
    (void)fclose(trace_log);
    trace_log = NULL;
    cm_tracing = false;
}

static void write_header(const char *version)
{
    (void)fprintf(trace_log, "# %s in ngspice %s, models:", cm_library_name, version);
    for (int i = 0; cm_models[i]; i++)
        (void)fprintf(trace_log, " %s%s", cm_models[i]->name,
                      cm_models[i]->entry ? "" : " (not traced: its tables have no entry)");
    (void)fputc('\n', trace_log);
    if (only)
        (void)fprintf(trace_log, "# only the instances: %s\n", only);
    flush();
}

void cm_trace_start(const char *version)
{
    const char *target = getenv("NGSPIKE_TRACE");
    if (trace_log || !target || !*target || strcmp(target, "0") == 0)
        return;
    trace_log = strcmp(target, "1") == 0 ? open_stderr() : open_file(target);
    if (!trace_log) {
        (void)fprintf(stderr, "%s: error: NGSPIKE_TRACE=%s: no trace is written: %s\n",
                      cm_library_name, target, strerror(errno));
        return;
    }
    const char *names = getenv("NGSPIKE_TRACE_ONLY");
    only = names && *names ? names : NULL;
    write_header(version);
}

bool cm_trace_is_on(void)
{
    return trace_log != NULL;
}

void cm_trace_remark(const char *text)
{
    if (!trace_log)
        return;
    (void)fprintf(trace_log, "# %s: %s\n", cm_library_name, text);
    flush();
}

void cm_trace_note(const char *fmt, ...)
{
    va_list args;
    (void)fputs("    ", trace_log);
    va_start(args, fmt);
    (void)vfprintf(trace_log, fmt, args);
    va_end(args);
    (void)fputc('\n', trace_log);
    flush();
}

/* ---- DESTROY callbacks: ours takes the place of the model's while no call is running ---- */

typedef struct callback {
    struct callback *next;
    Mif_Callback_t *place, original;
    const cm_model *model;
} callback;

static callback *callbacks[1024]; /* by the place's address; kept for good, places come again */

static callback **find_callback(Mif_Callback_t *place)
{
    callback **c = &callbacks[(size_t)place / 16 % (sizeof callbacks / sizeof *callbacks)];
    while (*c && (*c)->place != place)
        c = &(*c)->next;
    return c;
}

static void traced_callback(Mif_Private_t *m, Mif_Callback_Reason_t reason);

static void show_model_its_callback(Mif_Private_t *m)
{
    if (CM_CALLBACK(m) == traced_callback)
        CM_CALLBACK(m) = (*find_callback(&CM_CALLBACK(m)))->original;
}

static void take_over_callback(Mif_Private_t *m, const cm_model *model)
{
    if (!CM_CALLBACK(m))
        return;
    callback **c = find_callback(&CM_CALLBACK(m));
    if (!*c && !(*c = calloc(1, sizeof **c)))
        return;
    (*c)->place = &CM_CALLBACK(m);
    (*c)->original = CM_CALLBACK(m);
    (*c)->model = model;
    CM_CALLBACK(m) = traced_callback;
}

/* ---- calls ---- */

static bool is_wanted(const char *name)
{
    static const char separators[] = " ,\t";
    if (!only)
        return true;
    for (const char *p = only + strspn(only, separators); *p; p += strspn(p, separators)) {
        size_t n = strcspn(p, separators);
        if (strlen(name) == n && strncasecmp(name, p, n) == 0)
            return true;
        p += n;
    }
    return false;
}

static void write_head(const cm_model *model, Mif_Private_t *m)
{
    const char *name = cm_instance_name(m);
    (void)fprintf(trace_log, "[%lu] %s (%s)", calls, *name ? name : "?", model->name);
}

static void write_call(const cm_model *model, Mif_Private_t *m)
{
    static const char *const analyses[] = {"dc", "ac", "tran", "noise"};
    static const char *const types[] = {"analog", "event", "step pending"};
    unsigned analysis = (unsigned)CM_ANALYSIS(m), type = (unsigned)CM_CALL_TYPE(m);
    write_head(model, m);
    (void)fprintf(trace_log, ": %s, %s", analysis < 4 ? analyses[analysis] : "?",
                  type < 3 ? types[type] : "?");
    if (analysis == MIF_TRAN)
        (void)fprintf(trace_log, ", t = %.12g s", CM_TIME(m));
    if (analysis == MIF_TRAN && type == MIF_ANALOG)
        (void)fprintf(trace_log, " (step %.9g s)", CM_T(m, 0) - CM_T(m, 1));
    if (analysis == MIF_AC)
        (void)fprintf(trace_log, ", f = %.9g Hz", CM_RAD_FREQ(m) / (2 * M_PI));
    if (analysis == MIF_NOI && CM_NOISE(m))
        (void)fprintf(trace_log, ", f = %.9g Hz%s", CM_NOISE_FREQ(m),
                      CM_NOISE(m)->registering ? ", sources are counted" : "");
    (void)fprintf(trace_log, "%s%s\n", CM_INIT(m) ? ", INIT" : "",
                  CM_NEW_TIMEPOINT(m) ? ", NEW_TIMEPOINT" : "");
}

/* Runs the model's function or callback between two parts of the log. */
static void traced_call(const cm_model *model, Mif_Private_t *m)
{
    calls++;
    if (!is_wanted(cm_instance_name(m))) {
        model->func(m);
        return;
    }
    write_call(model, m);
    if (CM_INIT(m))
        cm_print_params(trace_log, model, m);
    cm_print_inputs(trace_log, model, m);
    flush();
    show_model_its_callback(m);
    cm_tracing = trace_log != NULL;
    model->func(m);
    cm_tracing = false;
    take_over_callback(m, model);
    if (trace_log && !cm_faulted())
        cm_print_outputs(trace_log, model, m);
    flush();
}

static void traced_callback(Mif_Private_t *m, Mif_Callback_Reason_t reason)
{
    const callback *c = *find_callback(&CM_CALLBACK(m));
    calls++;
    if (trace_log) {
        write_head(c->model, m);
        (void)fprintf(trace_log, ": callback%s\n", reason == MIF_CB_DESTROY ? ", DESTROY" : "");
        flush();
    }
    show_model_its_callback(m);
    cm_tracing = trace_log != NULL;
    c->original(m, reason);
    cm_tracing = false;
    take_over_callback(m, c->model); /* one that the model left there is called again */
}

void cm_enter(const cm_model *model, Mif_Private_t *m)
{
    if (CM_INIT(m) && !cm_set_var_defaults(model, m))
        cm_fault(m, "out of memory for the defaults of its static variables");
    else if (trace_log)
        traced_call(model, m);
    else
        model->func(m);
}
