#include "jobs.h"

#include <errno.h>
#include <fcntl.h>
#include <sched.h>
#include <signal.h>
#include <spawn.h>
#include <stdio.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

#include "words.h"

static const double quiet_time = 2; /* s before the first progress line */
static const int stopping[] = {SIGINT, SIGTERM, SIGHUP};

/* The signals are blocked while jobs run and fetched one by one, so that none comes at a bad
 * moment. */
static sigset_t mask_before, waited;
static int interrupted; /* the signal */

void jobs_begin(void)
{
    struct sigaction action;
    sigemptyset(&waited);
    sigaddset(&waited, SIGCHLD);
    for (size_t i = 0; i < sizeof stopping / sizeof *stopping; i++)
        if (sigaction(stopping[i], NULL, &action) == 0 && action.sa_handler != SIG_IGN)
            sigaddset(&waited, stopping[i]);
    sigprocmask(SIG_BLOCK, &waited, &mask_before);
    signal(SIGCHLD, SIG_DFL); /* a parent that ignores it leaves us no exit statuses */
    interrupted = 0;
}

void jobs_end(void)
{
    struct timespec now = {0, 0};
    for (int sig; !interrupted && (sig = sigtimedwait(&waited, NULL, &now)) > 0;)
        interrupted = sig == SIGCHLD ? 0 : sig;
    sigprocmask(SIG_SETMASK, &mask_before, NULL);
    if (interrupted)
        raise(interrupted);
}

/* Starts a job with its output to a file of its own; errno tells why it could not. */
static bool start(struct job *j)
{
    posix_spawn_file_actions_t files;
    posix_spawnattr_t attributes;
    sigset_t defaults;
    sigemptyset(&defaults);
    sigaddset(&defaults, SIGCHLD);
    j->messages = memfd_create("messages", MFD_CLOEXEC);
    if (j->messages < 0)
        return false;
    posix_spawn_file_actions_init(&files);
    posix_spawn_file_actions_addopen(&files, STDIN_FILENO, "/dev/null", O_RDONLY, 0);
    posix_spawn_file_actions_adddup2(&files, j->messages, STDOUT_FILENO);
    posix_spawn_file_actions_adddup2(&files, j->messages, STDERR_FILENO);
    posix_spawnattr_init(&attributes);
    posix_spawnattr_setsigmask(&attributes, &mask_before);
    posix_spawnattr_setsigdefault(&attributes, &defaults);
    /* A group of its own: a compiler is several processes, which have to be stopped together. */
    posix_spawnattr_setpgroup(&attributes, 0);
    posix_spawnattr_setflags(&attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF |
                                              POSIX_SPAWN_SETPGROUP);
    errno = posix_spawnp(&j->pid, j->argv[0], &files, &attributes, j->argv, environ);
    posix_spawnattr_destroy(&attributes);
    posix_spawn_file_actions_destroy(&files);
    return errno == 0;
}

static void copy_messages(const struct job *j, struct text *out)
{
    char block[4096];
    lseek(j->messages, 0, SEEK_SET);
    for (ssize_t n; (n = read(j->messages, block, sizeof block)) > 0;)
        text_add(out, block, (size_t)n);
}

static int processors(void)
{
    cpu_set_t set;
    int n = sched_getaffinity(0, sizeof set, &set) == 0 ? CPU_COUNT(&set) : 1;
    return n > 0 ? n : 1;
}

static double seconds(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

/* ---- a pool of jobs ---- */

struct pool {
    struct job *jobs;
    size_t n, started, shown, failed;
    int running;
    bool commands, terminal, line; /* line: a progress line stands on the terminal */
    double begin;
    struct diag *diag;
};

static void clear_line(struct pool *p)
{
    if (p->line)
        fputs("\r\033[K", stderr);
    p->line = false;
}

static void draw_line(struct pool *p)
{
    if (!p->terminal || seconds() - p->begin < quiet_time || p->shown == p->n)
        return;
    clear_line(p);
    fprintf(stderr, "[%zu/%zu] %s", p->shown, p->n, p->jobs[p->shown].what);
    fflush(stderr);
    p->line = true;
}

static void show(struct pool *p, struct job *j)
{
    struct text out = {0};
    if (p->commands) {
        words_print(&out, j->argv);
        text_puts(&out, "\n");
    }
    if (j->pid)
        copy_messages(j, &out);
    if (out.n) {
        clear_line(p);
        fwrite(out.s, 1, out.n, stderr);
    }
    text_free(&out);
    if (j->messages >= 0)
        close(j->messages);
}

static void show_done(struct pool *p)
{
    while (p->shown < p->started && p->jobs[p->shown].done) {
        p->failed += p->jobs[p->shown].failed;
        show(p, &p->jobs[p->shown++]);
    }
}

/* A program that is not there will not be there for the other jobs either. */
static bool start_next(struct pool *p)
{
    struct job *j = &p->jobs[p->started++];
    if (start(j)) {
        p->running++;
        return true;
    }
    diag_failure(p->diag, "cannot run '%s': %s%s", j->argv[0], strerror(errno),
                 errno == ENOENT ? "; install a C compiler (Debian: gcc), or name yours with --cc "
                                   "or the environment variable CC"
                                 : "");
    j->pid = 0;
    j->done = j->failed = true;
    return false;
}

static void collect(struct pool *p)
{
    int status;
    for (size_t k = 0; k < p->started; k++) {
        struct job *j = &p->jobs[k];
        if (j->done || waitpid(j->pid, &status, WNOHANG) != j->pid)
            continue;
        j->done = true;
        j->failed = !WIFEXITED(status) || WEXITSTATUS(status) != 0;
        p->running--;
    }
}

static void stop_all(struct pool *p)
{
    for (size_t k = 0; k < p->started; k++)
        if (!p->jobs[k].done)
            kill(-p->jobs[k].pid, SIGTERM);
}

static void wait_for_any(struct pool *p)
{
    struct timespec moment = {0, 200000000};
    int sig = sigtimedwait(&waited, NULL, p->terminal ? &moment : NULL);
    if (sig > 0 && sig != SIGCHLD) {
        interrupted = sig;
        stop_all(p);
    }
    collect(p);
}

size_t jobs_run(struct job *jobs, size_t n, bool commands, struct diag *diag)
{
    struct pool p = {.jobs = jobs, .n = n, .commands = commands, .diag = diag};
    int at_once = processors();
    bool go_on = !interrupted;
    p.terminal = isatty(STDERR_FILENO);
    p.begin = seconds();
    while (p.running || (go_on && p.started < n)) {
        while (go_on && p.started < n && p.running < at_once)
            go_on = start_next(&p);
        if (p.running)
            wait_for_any(&p);
        go_on = go_on && !interrupted;
        show_done(&p);
        draw_line(&p);
    }
    show_done(&p);
    clear_line(&p);
    return p.failed + (n - p.started);
}

bool jobs_ask(char *const *argv, struct text *out)
{
    struct job j = {.argv = argv};
    int status = -1;
    bool ok = start(&j) && waitpid(j.pid, &status, 0) == j.pid && status == 0;
    if (j.messages >= 0) {
        copy_messages(&j, out);
        close(j.messages);
    }
    return ok;
}
