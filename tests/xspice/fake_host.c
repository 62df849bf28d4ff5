#include "fake_host.h"

#include <check.h>
#include <sys/wait.h>

extern void *CMdevNum(void), *CMdevs(void), *CMudnNum(void), *CMudns(void), *CMgetCoreItfPtr(void);

const host hosts[HOSTS] = {
    {"39", 152, false, false, 0, 46, 0, 112, 0, 80, 144, 392, 536},
    {"40", 152, false, true, 0, 48, 0, 112, 0, 88, 144, 392, 536},
    {"41", 152, false, true, 0, 48, 0, 112, 0, 88, 144, 392, 536},
    {"42", 160, false, true, 61, 49, 0, 112, 0, 88, 152, 392, 536},
    {"43", 160, true, true, 61, 49, 0, 112, 0, 88, 152, 392, 536},
    {"44.2", 160, true, true, 61, 49, 0, 112, 0, 88, 152, 392, 536},
    {"45.2", 160, true, true, 62, 50, 0, 112, 0, 88, 152, 392, 536},
    {"46", 160, true, true, 62, 50, 0, 112, 0, 88, 152, 400, 576},
    {"47", 224, true, true, 62, 50, 62, 128, 176, 88, 152, 400, 576},
};

/* ---- its data; the tables have initial values because the host's have ---- */

static const char simulator[] = "ngspice";
char version_text[32] = "44.2";
const char *volatile triple[3] = {simulator, "Circuit level simulation program", version_text};
int instance_size, model_size = 64, called;
option options[OPTIONS] = {{.keyword = simulator}};
void *circuit;

bool is_ngspice(void)
{
    return triple[0] == simulator;
}

static void set_options(bool klu, int klu_at)
{
    for (int i = 0; i < OPTIONS; i++)
        options[i] = (option){"other", i, 0x2000, "description"};
    options[3].keyword = "noopiter";
    if (klu)
        options[klu_at].keyword = "klu";
}

/* ---- its functions ---- */

static void no_function(void)
{
    (void)fprintf(stderr, "a slot without a function was called\n");
    _exit(1);
}

void (*core[SLOTS])(void) = {no_function};

#define SLOT(n)                                                                                    \
    static int slot_##n(void *a, void *b)                                                          \
    {                                                                                              \
        (void)a;                                                                                   \
        (void)b;                                                                                   \
        called = n;                                                                                \
        return 0;                                                                                  \
    }
SLOT(4)
SLOT(5)
SLOT(10)
static int slot_3(void *a, void *b, void *c, int *d)
{
    (void)d;
    (void)slot_4(a, b);
    called = c ? 3 : -3;
    return 0;
}
static int slot_9(void *a, void *b, double *step)
{
    (void)slot_4(a, b);
    called = 9;
    *step = 1;
    return 0;
}
static int bind_0(void *a, void *b)
{
    (void)slot_4(a, b);
    called = 100;
    return 0;
}
static int bind_1(void *a, void *b)
{
    (void)slot_4(a, b);
    called = 101;
    return 0;
}
static int bind_2(void *a, void *b)
{
    (void)slot_4(a, b);
    called = 102;
    return 0;
}
static void *get_circuit(void)
{
    return circuit;
}

static void set_core(const host *h, bool klu)
{
    for (int i = 0; i < SLOTS; i++)
        core[i] = no_function;
    core[3] = (void (*)(void))slot_3;
    core[4] = (void (*)(void))slot_4;
    core[5] = (void (*)(void))slot_5;
    core[9] = (void (*)(void))slot_9;
    core[10] = (void (*)(void))slot_10;
    if (h->circuit)
        core[h->circuit] = (void (*)(void))get_circuit;
    if (h->bind && klu) {
        core[h->bind] = (void (*)(void))bind_0;
        core[h->bind + 1] = (void (*)(void))bind_1;
        core[h->bind + 2] = (void (*)(void))bind_2;
    }
}

/* ---- loading ---- */

size_t sizes_at(int configuration)
{
    return 360u + (configuration & OSDI ? 8u : 0u) + (configuration & CIDER ? 16u : 0u);
}

loaded load(const host *h, int configuration)
{
    loaded l;
    (void)snprintf(version_text, sizeof version_text, "%s", h->version);
    instance_size = h->instance_size;
    l.n_devices = *(int *)CMdevNum();
    l.devices = CMdevs();
    for (int i = 0; i < l.n_devices; i++) {
        AT(int *, l.devices[i], sizes_at(configuration)) = &instance_size;
        AT(int *, l.devices[i], sizes_at(configuration) + 8) = &model_size;
    }
    l.n_udns = *(int *)CMudnNum();
    l.udns = CMudns();
    *(void (***)(void))CMgetCoreItfPtr() = core;
    return l;
}

/* ---- children ---- */

char message[4096];

int in_child(void (*f)(const host *, int), const host *h, int configuration)
{
    int ends[2], status;
    bool klu = h->bind && configuration & KLU;
    set_core(h, klu);
    set_options(klu, configuration & OSDI ? 1 : OPTIONS - 2);
    ck_assert_int_eq(pipe(ends), 0);
    (void)fflush(NULL);
    pid_t child = fork();
    if (child == 0) {
        (void)dup2(ends[1], 2);
        f(h, configuration);
        _exit(0);
    }
    (void)close(ends[1]);
    size_t n = 0;
    for (ssize_t got; (got = read(ends[0], message + n, sizeof message - 1 - n)) > 0;)
        n += (size_t)got;
    message[n] = '\0';
    (void)close(ends[0]);
    ck_assert_int_eq(waitpid(child, &status, 0), child);
    return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

void for_all(void (*f)(const host *, int))
{
    for (int i = 0; i < HOSTS; i++)
        for (int c = 0; c < CONFIGURATIONS; c++) {
            int status = in_child(f, &hosts[i], c);
            ck_assert_msg(status == 0, "version %s, configuration %d: status %d: %s",
                          hosts[i].version, c, status, message);
        }
}

void wire(fake_instance *f, const host *h)
{
    memset(f, 0, sizeof *f);
    f->conns[0] = f->conn;
    f->ports[0] = f->port;
    f->params[0] = f->param;
    f->vars[0] = f->var;
    f->partial[0] = f->partials;
    f->gain[0] = f->gains;
    size_t c = h->private_conn;
    AT(int, f->private, c - 8) = 1;
    AT(void *, f->private, c) = f->conns;
    AT(void *, f->private, c + 16) = f->params;
    AT(void *, f->private, c + 32) = f->vars;
    AT(void *, f->private, c + 40) = f->instance + h->callback;
    AT(int, f->conn, 20) = AT(int, f->conn, 24) = AT(int, f->conn, 28) = 1;
    AT(void *, f->conn, 32) = f->ports;
    AT(int, f->port, 0) = 6; /* gd */
    AT(void *, f->port, h->partial) = f->partial;
    AT(void *, f->port, h->partial + 8) = f->gain;
    AT(int, f->param, 4) = AT(int, f->var, 0) = 1;
    AT(void *, f->param, 8) = &f->values[0];
    AT(void *, f->var, 8) = &f->values[1];
    AT(const char *, f->instance, 16) = "a7";
    AT(void *, f->instance, 40) = f->conns;
}
