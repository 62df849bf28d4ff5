/* Plays the host: loads the glue, linked into this program, as ngspice's load_opus does, for each
 * version and configuration, and looks at what it was given. Every load happens in a child process,
 * since the glue adapts itself once per process. Numbers are literal, not taken from layout.c;
 * check_abi compares that with ngspice's headers. */
#include <check.h>
#include <string.h>
#include <stdlib.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cm.h"
#include "../check_main.h"

extern void *CMdevNum(void), *CMdevs(void), *CMudnNum(void), *CMudns(void), *CMgetCoreItfPtr(void);

/* ---- the library under test ---- */

const char cm_library_name[] = "glue.cm";

static void two_func(ARGS)
{
    CM_OUTPUT_REAL(mif_private, 0, 0) = 42;
}

static void one_func(ARGS)
{
    cm_fault(mif_private, "value %d of %s is wrong", 7, "seven");
}

static const cm_port_type conn_types[] = {CM_PORT_CONDUCTANCE, CM_PORT_DIFF_CONDUCTANCE};
static const char *const conn_type_names[] = {"g", "gd"};
static const cm_conn_spec two_conn[] = {{"p", "port", CM_DIR_INOUT, CM_PORT_DIFF_CONDUCTANCE, "gd",
                                         2, conn_types, conn_type_names, true, true, true, 2, 9,
                                         true}};
static const cm_param_spec two_param[] = {
    {"r",
     "real",
     CM_TYPE_REAL,
     1,
     &(const cm_value){.real = 2.5},
     true,
     true,
     {.real = -1},
     {.real = 8},
     false,
     -1,
     false,
     false,
     0,
     0,
     true},
    {"v",
     "vector",
     CM_TYPE_INTEGER,
     3,
     (const cm_value[]){{.integer = 4}, {.integer = 5}, {.integer = 6}},
     false,
     false,
     {0},
     {0},
     true,
     0,
     true,
     true,
     1,
     12,
     false},
    {"s",
     "string",
     CM_TYPE_STRING,
     1,
     &(const cm_value){.string = "text"},
     false,
     false,
     {0},
     {0},
     false,
     -1,
     false,
     false,
     0,
     0,
     true},
    {"c",
     "complex",
     CM_TYPE_COMPLEX,
     1,
     &(const cm_value){.real = 1, .imag = 2},
     false,
     false,
     {0},
     {0},
     false,
     -1,
     false,
     false,
     0,
     0,
     false},
    {"b",
     "optional, no default",
     CM_TYPE_BOOLEAN,
     0,
     NULL,
     false,
     false,
     {0},
     {0},
     false,
     -1,
     false,
     false,
     0,
     0,
     true},
    {"n",
     "no default",
     CM_TYPE_REAL,
     0,
     NULL,
     false,
     false,
     {0},
     {0},
     false,
     -1,
     false,
     false,
     0,
     0,
     false}};
static const cm_var_spec two_var[] = {{"p", "pointer", CM_TYPE_POINTER, false},
                                      {"x", "state", CM_TYPE_REAL, true}};
static const cm_model one = {"one", "plain model", one_func, 0, NULL, 0, NULL, 0, NULL};
static const cm_model two = {"two", "model", two_func, 1, two_conn, 6, two_param, 2, two_var};
const cm_model *const cm_models[] = {&one, &two, NULL};

static void create(void **p)
{
    *p = NULL;
}
static void dismantle(void *p)
{
    (void)p;
}
static void copy(void *a, void *b)
{
    (void)a;
    (void)b;
}
static void resolve(int n, void **a, void *b)
{
    (void)n;
    (void)a;
    (void)b;
}
static void compare(void *a, void *b, int *equal)
{
    *equal = a == b;
}
static void plot_val(void *p, char *member, double *v)
{
    (void)p;
    (void)member;
    *v = 0;
}
static void print_val(void *p, char *member, char **v)
{
    (void)p;
    (void)member;
    *v = NULL;
}
static void ipc_val(void *p, void **v, int *size)
{
    *v = p;
    *size = 0;
}
static const cm_udn node = {"node", "node type", create,  dismantle, dismantle, dismantle,
                            copy,   resolve,     compare, plot_val,  print_val, ipc_val};
const cm_udn *const cm_udns[] = {&node, NULL};

/* ---- the host ---- */

/* What marks an ngspice: three pointers in a row in its data. */
static const char simulator[] = "ngspice";
static char version_text[32] = "44.2";
static const char *volatile triple[] = {simulator, "Circuit level simulation program",
                                        version_text};

typedef struct {
    const char *version;
    int instance_size;
    bool param_union, udn_free_list;
    int bind; /* slot of MIFbindCSC */
    size_t private_conn, partial, callback, mode;
} host;

static const host hosts[] = {{"39", 152, false, false, 0, 112, 80, 144, 392},
                             {"40", 152, false, true, 0, 112, 88, 144, 392},
                             {"41", 152, false, true, 0, 112, 88, 144, 392},
                             {"42", 160, false, true, 61, 112, 88, 152, 392},
                             {"43", 160, true, true, 61, 112, 88, 152, 392},
                             {"44.2", 160, true, true, 61, 112, 88, 152, 392},
                             {"45.2", 160, true, true, 62, 112, 88, 152, 392},
                             {"46", 160, true, true, 62, 112, 88, 152, 400},
                             {"47", 224, true, true, 62, 128, 88, 152, 400}};
enum { HOSTS = sizeof hosts / sizeof hosts[0], CONFIGURATIONS = 8, OSDI = 1, CIDER = 2, KLU = 4 };

/* What load_opus ends up with. */
typedef struct {
    int n_devices, n_udns;
    char **devices, **udns;
} loaded;

static int instance_size, model_size = 64;
static void (*core[80])(void);
static int called; /* slot of the host function that was called last */

#define AT(type, base, offset) (*(__typeof__(type) *)(void *)((char *)(base) + (offset)))

static size_t sizes_at(int configuration)
{
    return 360u + (configuration & OSDI ? 8u : 0u) + (configuration & CIDER ? 16u : 0u);
}

/* Host functions, one per slot that the tests look at. */
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
SLOT(61)
SLOT(62)
SLOT(63)
SLOT(64)
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

static loaded load(const char *version, int size, int configuration)
{
    loaded l;
    (void)snprintf(version_text, sizeof version_text, "%s", version);
    instance_size = size;
    l.n_devices = *(int *)CMdevNum();
    l.devices = CMdevs();
    for (int i = 0; i < l.n_devices; i++) {
        AT(int *, l.devices[i], sizes_at(configuration)) = &instance_size;
        AT(int *, l.devices[i], sizes_at(configuration) + 8) = &model_size;
    }
    l.n_udns = *(int *)CMudnNum();
    l.udns = CMudns();
    core[3] = (void (*)(void))slot_3;
    core[4] = (void (*)(void))slot_4;
    core[5] = (void (*)(void))slot_5;
    core[9] = (void (*)(void))slot_9;
    core[10] = (void (*)(void))slot_10;
    core[61] = (void (*)(void))slot_61;
    core[62] = (void (*)(void))slot_62;
    core[63] = (void (*)(void))slot_63;
    core[64] = (void (*)(void))slot_64;
    *(void (***)(void))CMgetCoreItfPtr() = core;
    return l;
}

/* ---- children ---- */

static char message[4096]; /* the child's stderr */

#define require(condition)                                                                         \
    do {                                                                                           \
        if (!(condition)) {                                                                        \
            (void)fprintf(stderr, "line %d: %s\n", __LINE__, #condition);                          \
            _exit(1);                                                                              \
        }                                                                                          \
    } while (0)

/* Runs the function in a child process; its exit status, 0 if it returns. */
static int in_child(void (*f)(const host *, int), const host *h, int configuration)
{
    int ends[2], status;
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

static void for_all(void (*f)(const host *, int))
{
    for (int i = 0; i < HOSTS; i++)
        for (int c = 0; c < CONFIGURATIONS; c++) {
            int status = in_child(f, &hosts[i], c);
            ck_assert_msg(status == 0, "version %s, configuration %d: status %d: %s",
                          hosts[i].version, c, status, message);
        }
}

/* ---- what lands where ---- */

static void check_device(const host *h, int configuration)
{
    loaded l = load(h->version, h->instance_size, configuration);
    require(l.n_devices == 2);
    const char *d = l.devices[1];
    size_t shift = configuration & OSDI ? 8 : 0, sizes = sizes_at(configuration);
    require(strcmp(AT(char *, d, 0), "two") == 0);
    require(strcmp(AT(char *, l.devices[0], 0), "one") == 0);
    require(*AT(int *, d, 40) == 1 && *AT(int *, d, 56) == 6); /* instance, model parameters */
    require(AT(void (*)(Mif_Private_t *), d, 72) == two_func);
    require(AT(int, d, 80) == 1 && AT(int, d, 96) == 6 && AT(int, d, 112) == 2);
    static const int filled[] = {1, 2, 3, 4, 7, 9, 10, 12, 13, 15, 16, 18};
    for (int slot = 0, next = 0; slot < 28; slot++) {
        bool has = AT(void *, d, 136 + shift + 8 * (size_t)slot) != NULL;
        require(has == (next < 12 && filled[next] == slot));
        next += has;
    }
    require(AT(int *, d, sizes) == &instance_size && AT(int *, d, sizes + 8) == &model_size);
    require(shift == 0 || AT(void *, d, 136) == NULL);

    char ckt[1024] = {0}, model[64] = {0};
    double step = 0;
    require(AT(int (*)(void *, void *, void *, int *), d, 160 + shift)(model, model, ckt, NULL) ==
            0);
    require(called == 3);
    require(AT(int (*)(void *, void *), d, 152 + shift)(model, ckt) == 0 && called == 5);
    require(AT(int (*)(void *, void *), d, 168 + shift)(model, ckt) == 0 && called == 4);
    require(AT(int (*)(void *, void *, double *), d, 192 + shift)(model, ckt, &step) == 0);
    require(called == 9 && step > 0);
    require(AT(int (*)(void *, void *), d, 280 + shift)(model, ckt) == 0 && called == 10);
    for (int i = 0; i < 3 && h->bind && (configuration & KLU); i++) {
        require(AT(int (*)(void *, void *), d, sizes + 16 + 8 * (size_t)i)(model, ckt) == 0);
        require(called == h->bind + i);
    }
    require(h->bind || AT(void *, d, sizes + 16) == NULL);
    require(strcmp(cm_host_version(), h->version) == 0);
}

START_TEST(test_devices)
{
    for_all(check_device);
}
END_TEST

static void check_bounds(const char *end, bool array, bool has_ref, int ref, int upper, bool null)
{
    require(AT(int, end, 0) == array && AT(int, end, 4) == has_ref && AT(int, end, 8) == ref);
    require(AT(int, end, 20) == (upper > 0) && AT(int, end, 24) == upper);
    require(AT(int, end, 28) == null);
}

static void check_old_params(const char *p)
{
    require(AT(int, p, 16) == 2 && AT(int, p, 20) == 1 && AT(double, p, 32) == 2.5);
    require(AT(int, p, 64) == 1 && AT(double, p, 80) == -1);
    require(AT(int, p, 112) == 1 && AT(double, p, 128) == 8);
    check_bounds(p + 160, false, false, 0, 0, true);
    p += 192;
    require(AT(int, p, 16) == 1 && AT(int, p, 20) == 1 && AT(int, p, 28) == 4);
    check_bounds(p + 160, true, true, 0, 12, false);
    p += 192;
    require(AT(int, p, 16) == 4 && strcmp(AT(char *, p, 56), "text") == 0);
    p += 192;
    require(AT(int, p, 16) == 3 && AT(double, p, 40) == 1 && AT(double, p, 48) == 2);
    p += 192; /* may be left out: a default of zero, or the host would refuse that */
    require(AT(int, p, 16) == 0 && AT(int, p, 20) == 1 && AT(int, p, 24) == 0);
    require(AT(int, p + 192, 16) == 2 && AT(int, p + 192, 20) == 0);
}

static void check_new_params(const char *p)
{
    require(AT(int, p, 16) == 2 && AT(int, p, 20) == 1 && *AT(double *, p, 24) == 2.5);
    require(AT(int, p, 32) == 1 && AT(double, p, 40) == -1);
    require(AT(int, p, 56) == 1 && AT(double, p, 64) == 8);
    check_bounds(p + 80, false, false, 0, 0, true);
    p += 112;
    const char *defaults = AT(char *, p, 24);
    require(AT(int, p, 16) == 1 && AT(int, p, 20) == 3);
    require(AT(int, defaults, 0) == 4 && AT(int, defaults, 16) == 5 && AT(int, defaults, 32) == 6);
    check_bounds(p + 80, true, true, 0, 12, false);
    p += 112;
    require(AT(int, p, 16) == 4 && strcmp(*AT(char **, p, 24), "text") == 0);
    p += 112;
    require(AT(int, p, 16) == 3 && AT(double *, p, 24)[0] == 1 && AT(double *, p, 24)[1] == 2);
    p += 112;
    require(AT(int, p, 20) == 1 && *AT(int *, p, 24) == 0);
    require(AT(int, p + 112, 20) == 0 && AT(void *, p + 112, 24) == NULL);
}

static void check_tables(const host *h, int configuration)
{
    loaded l = load(h->version, h->instance_size, configuration);
    const char *d = l.devices[1], *c = AT(char *, d, 88), *v = AT(char *, d, 120);
    (h->param_union ? check_new_params : check_old_params)(AT(char *, d, 104));

    require(strcmp(AT(char *, c, 0), "p") == 0 && AT(int, c, 16) == 2 && AT(int, c, 20) == 6);
    require(strcmp(AT(char *, c, 24), "gd") == 0 && AT(int, c, 32) == 2);
    require(AT(int *, c, 40)[0] == 5 && strcmp(AT(char **, c, 48)[1], "gd") == 0);
    require(AT(int, c, 56) == 1 && AT(int, c, 64) == 2 && AT(int, c, 72) == 9);
    require(AT(int, c, 76) == 1);

    require(AT(int, v, 16) == 4 && AT(int, v, 24 + 16) == 2 && AT(int, v, 24 + 20) == 1);
    const char *instance = AT(char *, d, 48), *model = AT(char *, d, 64);
    /* the pointer is not to be asked for; ids count on from the parameters */
    require(strcmp(AT(char *, instance, 0), "x") == 0 && AT(int, instance, 8) == 7);
    require(AT(int, instance, 12) == (0x4 | 0x8000 | 0x1000));
    require(AT(int, model, 12) == (0x4 | 0x3000) && AT(int, model + 24, 8) == 1);
    require(AT(int, model + 24, 12) == (0x2 | 0x8000 | 0x3000));
    require(AT(int, model + 48, 12) == (0x20 | 0x3000) &&
            AT(int, model + 72, 12) == (0x8 | 0x3000));
    require(AT(int, model + 96, 12) == (0x1 | 0x3000));

    require(l.n_udns == 1 && strcmp(AT(char *, l.udns[0], 0), "node") == 0);
    size_t f = h->udn_free_list ? 24 : 16;
    require(!h->udn_free_list || AT(void *, l.udns[0], 16) == NULL);
    require(AT(void (*)(void **), l.udns[0], f) == create);
    require(AT(void (*)(void *, void *, int *), l.udns[0], f + 48) == compare);
    require(AT(void (*)(void *, void **, int *), l.udns[0], f + 72) == ipc_val);
}

START_TEST(test_tables)
{
    for_all(check_tables);
}
END_TEST

/* One instance of model `two` with one port, as the host of this layout would have it. */
typedef struct {
    char private[256], conn[64], port[320], instance[256], param[24], var[16];
    void *conns[1], *ports[1], *params[1], *vars[1], *callback;
    double partials[1], gains[2];
    void *partial[1], *gain[1];
    Mif_Value_t values[2];
} fake_instance;

static void wire(fake_instance *f, const host *h)
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

static void destroy(Mif_Private_t *m, Mif_Callback_Reason_t reason)
{
    (void)m;
    (void)reason;
}

static void check_accessors(const host *h, int configuration)
{
    (void)load(h->version, h->instance_size, configuration);
    fake_instance f;
    wire(&f, h);
    Mif_Private_t *m = (Mif_Private_t *)(void *)f.private;
    AT(int, f.private, 4) = MIF_TRAN;
    AT(double, f.private, 16) = 1.5;
    AT(double, f.private, 40 + 8) = 1.25;
    AT(double, f.port, 48) = 3;
    f.values[0].rvalue = 4;
    require(CM_ANALYSIS(m) == TRANSIENT && CM_TIME(m) == 1.5 && CM_T(m, 1) == 1.25);
    require(CM_PORT_SIZE(m, 0) == 1 && !CM_PORT_NULL(m, 0) && CM_INPUT_REAL(m, 0, 0) == 3);
    require(CM_PARAM_REAL(m, 0, 0) == 4 && CM_PARAM_SIZE(m, 0) == 1 && !CM_PARAM_NULL(m, 0));
    CM_OUTPUT_REAL(m, 0, 0) = 5;
    CM_PARTIAL(m, 0, 0, 0, 0) = 6;
    CM_AC_GAIN(m, 0, 0, 0, 0) = (Mif_Complex_t){7, 8};
    CM_OUTPUT_CHANGED(m, 0, 0) = 9;
    CM_LOAD(m, 0, 0) = 10;
    CM_TOTAL_LOAD(m, 0, 0) = 11;
    CM_OUTPUT_DELAY(m, 0, 0) = 12;
    CM_MESSAGE(m, 0, 0) = "hello";
    CM_VAR_REAL(m, 0, 0) = 13;
    CM_CALLBACK(m) = destroy;
    size_t p = h->partial;
    require(AT(double, f.port, 64) == 5 && f.partials[0] == 6 && f.gains[0] == 7);
    require(f.gains[1] == 8 && AT(int, f.port, p + 24) == 9 && AT(double, f.port, p + 32) == 10);
    require(AT(double, f.port, p + 40) == 11 && AT(double, f.port, p + 48) == 12);
    require(strcmp(AT(char *, f.port, p + 56), "hello") == 0 && f.values[1].rvalue == 13);
    require(AT(Mif_Callback_t, f.instance, h->callback) == destroy);
    require(strcmp(cm_instance_name(m), "a7") == 0);
    AT(void *, f.instance, 40) = NULL; /* not the instance after all */
    require(strcmp(cm_instance_name(m), "") == 0 && strcmp(cm_instance_name(NULL), "") == 0);
}

START_TEST(test_accessors)
{
    for_all(check_accessors);
}
END_TEST

/* ---- ending an analysis ---- */

static int seen_runs, seen_faults;

static void see_run(void)
{
    seen_runs++;
}

static bool see_fault(const char *text)
{
    seen_faults += strstr(text, "seven") != NULL;
    return false;
}

static void check_fault(const host *h, int configuration)
{
    static const cm_observer observer = {see_run, see_fault};
    enum { TRAN = 0x1, AC_MODE = 0x2, OP = 0x10, TRAN_OP = 0x20, SMALL_SIGNAL = 0x800 };
    cm_observe(&observer);
    loaded l = load(h->version, h->instance_size, configuration);
    size_t shift = configuration & OSDI ? 8 : 0;
    char *d = l.devices[0], ckt[1024] = {0}, model[64] = {0};
    int (*setup)(void *, void *, void *, int *) =
        AT(int (*)(void *, void *, void *, int *), d, 160 + shift);
    int (*load_device)(void *, void *) = AT(int (*)(void *, void *), d, 152 + shift);
    int (*ac_load)(void *, void *) = AT(int (*)(void *, void *), d, 208 + shift);
    int (*trunc)(void *, void *, double *) = AT(int (*)(void *, void *, double *), d, 192 + shift);
    int (*accept)(void *, void *) = AT(int (*)(void *, void *), d, 216 + shift);
    int (*conv_test)(void *, void *) = AT(int (*)(void *, void *), d, 280 + shift);
    double step;
    fake_instance f;
    wire(&f, h);
    Mif_Private_t *m = (Mif_Private_t *)(void *)f.private;
    AT(double, f.port, 48) = 2;

    require(setup(model, model, ckt, NULL) == 0 && setup(model, model, ckt, NULL) == 0);
    require(seen_runs == 1 && accept(ckt, model) == 0);
    AT(long, ckt, h->mode) = TRAN;
    AT(void (*)(Mif_Private_t *), d, 72)(m);
    require(cm_faulted() && seen_faults == 1);
    require(strcmp(cm_fault_message(), "a7: value 7 of seven is wrong") == 0);
    cm_fault(m, "second");
    require(seen_faults == 1 && strstr(cm_fault_message(), "second") == NULL);
    /* a transient step, its operating point too, may converge; then the host hears of it */
    require(load_device(model, ckt) == 0 && conv_test(model, ckt) == 0);
    require(trunc(model, ckt, &step) > 0 && accept(ckt, model) > 0);
    AT(long, ckt, h->mode) = TRAN_OP;
    require(load_device(model, ckt) == 0 && conv_test(model, ckt) == 0);
    /* other operating points do not converge, and what follows them fails */
    AT(long, ckt, h->mode) = OP;
    require(load_device(model, ckt) == 0 && conv_test(model, ckt) > 0);
    AT(long, ckt, h->mode) = OP | SMALL_SIGNAL;
    require(load_device(model, ckt) > 0);
    AT(long, ckt, h->mode) = AC_MODE;
    require(ac_load(model, ckt) > 0);
    AT(long, ckt, h->mode) = TRAN;
    int loads = 0;
    while (load_device(model, ckt) == 0 && loads < 100000)
        loads++;
    require(loads > 100 && loads < 100000);
    /* all models are silent: a conductance, no events */
    AT(void (*)(Mif_Private_t *), l.devices[1], 72)(m);
    require(AT(double, f.port, 64) > 0 && AT(double, f.port, 64) < 1 && f.partials[0] > 0);
    AT(int, f.port, 0) = 10;
    CM_OUTPUT_CHANGED(m, 0, 0) = 1;
    AT(void (*)(Mif_Private_t *), l.devices[1], 72)(m);
    require(CM_OUTPUT_CHANGED(m, 0, 0) == 0);

    require(setup(model, model, ckt, NULL) == 0 && seen_runs == 2 && !cm_faulted());
    require(conv_test(model, ckt) == 0);
    require(*cm_fault_message() == '\0' && load_device(model, ckt) == 0);
    require(accept(ckt, model) == 0 && trunc(model, ckt, &step) == 0);
    AT(int, f.port, 0) = 6;
    AT(void (*)(Mif_Private_t *), l.devices[1], 72)(m);
    require(AT(double, f.port, 64) == 42);

    cm_request_stop();
    require(load_device(model, ckt) == 0 && trunc(model, ckt, &step) == 0);
    require(accept(ckt, model) == -1 && accept(ckt, model) == 0 && !cm_faulted());
    cm_request_stop();
    require(setup(model, model, ckt, NULL) == 0 && accept(ckt, model) == 0);
}

START_TEST(test_fault)
{
    for_all(check_fault);
    ck_assert_str_eq(message, "glue.cm: error: a7: value 7 of seven is wrong\n");
}
END_TEST

/* ---- hosts that are refused ---- */

static void check_refused(const host *h, int configuration)
{
    for (int i = 0; i < 2; i++) { /* a second attempt fares no better */
        loaded l = load(h->version, h->instance_size, configuration);
        require(l.n_devices == 0 && l.n_udns == 0);
        require(*cm_host_version() == '\0');
    }
}

START_TEST(test_unknown_versions)
{
    static const char *const versions[] = {"38",      "48",  "48+", "46+", "99",
                                           "garbage", "",    "4",   "44.", "44.x",
                                           " 44",     "-44", "44 ", "440", "39.3a"};
    for (size_t i = 0; i < sizeof versions / sizeof versions[0]; i++) {
        host h = {.version = versions[i], .instance_size = 160};
        ck_assert_msg(in_child(check_refused, &h, OSDI) == 0, "\"%s\": %s", versions[i], message);
        ck_assert_ptr_nonnull(strstr(message, "glue.cm: error: "));
        ck_assert_ptr_nonnull(strstr(message, "39 to 47"));
        ck_assert_ptr_nonnull(strstr(message, versions[i]));
    }
}
END_TEST

static void check_no_name(const host *h, int configuration)
{
    triple[0] = "ngspices";
    check_refused(h, configuration);
}

static void check_no_description(const host *h, int configuration)
{
    triple[1] = "Circuits";
    check_refused(h, configuration);
}

START_TEST(test_no_ngspice)
{
    ck_assert_msg(in_child(check_no_name, &hosts[5], 0) == 0, "%s", message);
    ck_assert_ptr_nonnull(strstr(message, "cannot find the version"));
    ck_assert_msg(in_child(check_no_description, &hosts[5], 0) == 0, "%s", message);
    ck_assert_ptr_nonnull(strstr(message, "cannot find the version"));
}
END_TEST

static void check_unusable(const host *h, int configuration)
{
    loaded l = load(h->version, h->instance_size, configuration);
    require(l.n_devices == 2 && l.n_udns == 0);
    for (int i = 0; i < 2; i++) {
        const char *d = l.devices[i];
        require(strchr(AT(char *, d, 0), '(') && AT(void *, d, 72) == NULL);
        require(AT(int, d, 80) == 0 && AT(int, d, 96) == 0 && AT(int, d, 112) == 0);
        require(*AT(int *, d, 40) == 0 && *AT(int *, d, 56) == 0);
        for (size_t at = 136; at < 360; at += 8)
            require(AT(void *, d, at) == NULL);
    }
    require(*cm_host_version() == '\0');
    require(load(h->version, h->instance_size, configuration).n_devices == 0);
}

static void check_wrong_model_size(const host *h, int configuration)
{
    model_size = 72;
    check_unusable(h, configuration);
}

/* A host whose SPICEdev has its sizes where none of the known configurations has them. */
static void check_moved_sizes(const host *h, int configuration)
{
    (void)configuration;
    (void)snprintf(version_text, sizeof version_text, "%s", h->version);
    require(*(int *)CMdevNum() == 2);
    char **devices = CMdevs();
    instance_size = h->instance_size;
    for (int i = 0; i < 2; i++) {
        AT(int *, devices[i], 400) = &instance_size;
        AT(int *, devices[i], 408) = &model_size;
    }
    require(*(int *)CMudnNum() == 0 && strchr(AT(char *, devices[0], 0), '('));
}

START_TEST(test_wrong_layout)
{
    for (int i = 0; i < HOSTS; i++) {
        host h = hosts[i];
        h.instance_size += 8;
        ck_assert_msg(in_child(check_unusable, &h, i % CONFIGURATIONS) == 0, "%s", message);
        ck_assert_ptr_nonnull(strstr(message, "its structs are others"));
        ck_assert_msg(in_child(check_wrong_model_size, &hosts[i], 0) == 0, "%s", message);
        ck_assert_msg(in_child(check_moved_sizes, &hosts[i], 0) == 0, "%s", message);
        ck_assert_ptr_nonnull(strstr(message, "its structs are others"));
    }
}
END_TEST

static void check_second_load(const host *h, int configuration)
{
    loaded a = load(h->version, h->instance_size, configuration);
    char *two_before = a.devices[1];
    loaded b = load(h->version, h->instance_size, configuration);
    require(b.n_devices == 2 && b.n_udns == 1 && b.devices[1] == two_before);
    require(AT(void *, two_before, 152 + (configuration & OSDI ? 8 : 0)) != NULL);
    loaded other = load(strcmp(h->version, "39") ? "39" : "46", h->instance_size, configuration);
    require(other.n_devices == 0 && other.n_udns == 0); /* the tables are another version's */
}

START_TEST(test_second_load)
{
    for_all(check_second_load);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("glue");
    TCase *t = tcase_create("fake host");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, test_devices);
    tcase_add_test(t, test_tables);
    tcase_add_test(t, test_accessors);
    tcase_add_test(t, test_fault);
    tcase_add_test(t, test_unknown_versions);
    tcase_add_test(t, test_no_ngspice);
    tcase_add_test(t, test_wrong_layout);
    tcase_add_test(t, test_second_load);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return triple[0] == simulator ? check_main(suite()) : 1;
}
