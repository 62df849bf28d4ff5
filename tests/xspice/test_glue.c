/* What the glue gives a host, in every version and configuration, and which hosts it refuses. */
#include <check.h>

#include "fake_host.h"
#include "../check_main.h"

extern void *CMdevNum(void), *CMdevs(void), *CMudnNum(void);

/* ---- the library under test ---- */

const char cm_library_name[] = "glue.cm";

static void two_func(ARGS)
{
    CM_OUTPUT_REAL(mif_private, 0, 0) = 42;
}

static void one_func(ARGS)
{
    (void)mif_private;
}

static const cm_port_type conn_types[] = {CM_PORT_CONDUCTANCE, CM_PORT_DIFF_CONDUCTANCE};
static const char *const conn_type_names[] = {"g", "gd"};
static const cm_conn_spec two_conn[] = {{"p", "port", CM_DIR_INOUT, CM_PORT_DIFF_CONDUCTANCE, "gd",
                                         2, conn_types, conn_type_names, true, true, true, 2, 9,
                                         true}};
static const cm_param_spec two_param[] = {
    {.name = "r",
     .descr = "real",
     .type = CM_TYPE_REAL,
     .n_default = 1,
     .defaults = &(const cm_value){.real = 2.5},
     .has_min = true,
     .has_max = true,
     .min = {.real = -1},
     .max = {.real = 8},
     .conn_ref = -1,
     .null_allowed = true},
    {.name = "v",
     .descr = "vector",
     .type = CM_TYPE_INTEGER,
     .n_default = 3,
     .defaults = (const cm_value[]){{.integer = 4}, {.integer = 5}, {.integer = 6}},
     .is_array = true,
     .has_lower = true,
     .has_upper = true,
     .lower = 1,
     .upper = 12},
    {.name = "s",
     .descr = "string",
     .type = CM_TYPE_STRING,
     .n_default = 1,
     .defaults = &(const cm_value){.string = "text"},
     .conn_ref = -1,
     .null_allowed = true},
    {.name = "c",
     .descr = "complex",
     .type = CM_TYPE_COMPLEX,
     .n_default = 1,
     .defaults = &(const cm_value){.real = 1, .imag = 2},
     .conn_ref = -1},
    {.name = "b",
     .descr = "optional, no default",
     .type = CM_TYPE_BOOLEAN,
     .conn_ref = -1,
     .null_allowed = true},
    {.name = "n", .descr = "no default", .type = CM_TYPE_REAL, .conn_ref = -1}};
static const cm_var_spec two_var[] = {
    {.name = "p", .descr = "pointer", .type = CM_TYPE_POINTER},
    {.name = "x", .descr = "state", .type = CM_TYPE_REAL, .is_array = true}};
static const cm_model one = {.name = "one", .descr = "plain model", .func = one_func};
static const cm_model two = {.name = "two",
                             .descr = "model",
                             .func = two_func,
                             .n_conn = 1,
                             .conn = two_conn,
                             .n_param = 6,
                             .param = two_param,
                             .n_var = 2,
                             .var = two_var};
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

/* ---- what lands where ---- */

static void check_device(const host *h, int configuration)
{
    loaded l = load(h, configuration);
    require(l.n_devices == 2);
    const char *d = l.devices[1];
    size_t shift = configuration & OSDI ? 8 : 0, sizes = sizes_at(configuration);
    require(strcmp(AT(char *, d, 0), "two") == 0);
    require(strcmp(AT(char *, l.devices[0], 0), "one") == 0);
    require(*AT(int *, d, 40) == 2 && *AT(int *, d, 56) == 6); /* instance, model parameters */
    require(AT(void (*)(Mif_Private_t *), d, 72) == two_func);
    require(AT(int, d, 80) == 1 && AT(int, d, 96) == 6 && AT(int, d, 112) == 2);
    static const int filled[] = {1, 2, 3, 4, 7, 9, 10, 12, 13, 15, 16, 18, 26};
    for (int slot = 0, next = 0; slot < 28; slot++) {
        bool has = AT(void *, d, 136 + shift + 8 * (size_t)slot) != NULL;
        require(has == (next < 13 && filled[next] == slot));
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
        require(called == 100 + i);
    }
    require(h->bind || AT(void *, d, sizes + 16) == NULL);
    require(strcmp(cm_host_version(), h->version) == 0);
}

START_TEST(test_devices)
{
    for_all(check_device);
    ck_assert_int_eq(in_child(check_device, &hosts[0], 0), 0);
    ck_assert_str_eq(message, ""); /* it uses nothing that this host lacks */
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
    check_bounds(p + 160, true, true, 0, 12, true); /* it has a default */
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
    check_bounds(p + 80, true, true, 0, 12, true);
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
    loaded l = load(h, configuration);
    const char *d = l.devices[1], *c = AT(char *, d, 88), *v = AT(char *, d, 120);
    (h->param_union ? check_new_params : check_old_params)(AT(char *, d, 104));

    require(strcmp(AT(char *, c, 0), "p") == 0 && AT(int, c, 16) == 2 && AT(int, c, 20) == 6);
    require(strcmp(AT(char *, c, 24), "gd") == 0 && AT(int, c, 32) == 2);
    require(AT(int *, c, 40)[0] == 5 && strcmp(AT(char **, c, 48)[1], "gd") == 0);
    require(AT(int, c, 56) == 1 && AT(int, c, 64) == 2 && AT(int, c, 72) == 9);
    require(AT(int, c, 76) == 1);

    require(AT(int, v, 16) == 4 && AT(int, v, 24 + 16) == 2 && AT(int, v, 24 + 20) == 1);
    const char *instance = AT(char *, d, 48), *model = AT(char *, d, 64);
    /* the pointer keeps its place but is not to be asked for; ids count on from the parameters */
    require(strcmp(AT(char *, instance, 0), "p") == 0 && AT(int, instance, 8) == 6);
    require(AT(int, instance, 12) == 0);
    require(strcmp(AT(char *, instance, 24), "x") == 0 && AT(int, instance, 32) == 7);
    require(AT(int, instance, 36) == (0x4 | 0x8000 | 0x1000));
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

static void destroy(Mif_Private_t *m, Mif_Callback_Reason_t reason)
{
    (void)m;
    (void)reason;
}

static void check_accessors(const host *h, int configuration)
{
    (void)load(h, configuration);
    fake_instance f;
    wire(&f, h);
    Mif_Private_t *m = (Mif_Private_t *)(void *)f.private;
    AT(int, f.private, 4) = MIF_TRAN;
    AT(double, f.private, 16) = 1.5;
    AT(double, f.private, 40 + 8) = 1.25;
    AT(const char *, f.port, 8) = "gd";
    AT(double, f.port, 48) = 3;
    f.values[0].rvalue = 4;
    require(CM_ANALYSIS(m) == TRANSIENT && CM_TIME(m) == 1.5 && CM_T(m, 1) == 1.25);
    require(CM_PORT_SIZE(m, 0) == 1 && !CM_PORT_NULL(m, 0) && CM_INPUT_REAL(m, 0, 0) == 3);
    require(strcmp(CM_INPUT_TYPE(m, 0, 0), "gd") == 0 && CM_VAR_INST(m, 0)->size == 1);
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
    cm_noise noise = {.freq = 14, .density = (double[]){15, 16}};
    if (h->private_noise)
        AT(cm_noise *, f.private, h->private_noise) = &noise;
    require(CM_NOISE(m) == NULL); /* in other analyses it has no value */
    AT(int, f.private, 4) = MIF_NOI;
    require(CM_NOISE(m) == (h->private_noise ? &noise : NULL));
    require(!CM_NOISE(m) || (CM_NOISE_FREQ(m) == 14 && CM_NOISE_DENSITY(m, 1) == 16));
    AT(void *, f.instance, 40) = NULL; /* not the instance after all */
    require(strcmp(cm_instance_name(m), "") == 0 && strcmp(cm_instance_name(NULL), "") == 0);
}

START_TEST(test_accessors)
{
    for_all(check_accessors);
}
END_TEST

/* ---- hosts that are refused ---- */

static void check_refused(const host *h, int configuration)
{
    for (int i = 0; i < 2; i++) { /* a second attempt fares no better */
        loaded l = load(h, configuration);
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
    loaded l = load(h, configuration);
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
    require(load(h, configuration).n_devices == 0);
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
    loaded a = load(h, configuration);
    char *two_before = a.devices[1];
    loaded b = load(h, configuration);
    require(b.n_devices == 2 && b.n_udns == 1 && b.devices[1] == two_before);
    require(AT(void *, two_before, 152 + (configuration & OSDI ? 8 : 0)) != NULL);
    host another = *h;
    another.version = strcmp(h->version, "39") ? "39" : "46";
    loaded other = load(&another, configuration);
    require(other.n_devices == 0 && other.n_udns == 0); /* the tables are another version's */
}

START_TEST(test_second_load)
{
    for_all(check_second_load);
}
END_TEST

/* ---- the circuit's .tran line ---- */

static void check_tran(const host *h, int configuration)
{
    char ckt[2][1024] = {{0}, {0}}, model[64] = {0};
    fake_instance f;
    Mif_Private_t *m = (Mif_Private_t *)(void *)f.private;
    wire(&f, h);
    loaded l = load(h, configuration);
    AT(int, f.private, 4) = MIF_TRAN;
    circuit = ckt[0];
    require(CM_TSTEP(m) == 0 && CM_TSTOP(m) == 0); /* nothing has been set up */
    /* as it is, and configured with a predictor */
    for (size_t shift = 0; shift <= 128; shift += 128) {
        for (int i = 0; i < 2; i++) {
            memset(ckt[i], 0, sizeof ckt[i]);
            AT(double, ckt[i], h->stop + shift) = 1 + i;
            AT(double, ckt[i], h->stop + shift + 8) = 0.25 + i;
            int *states = &AT(int, ckt[i], h->mode + shift - 8);
            require(DEVICE_FUNCTION(int (*)(void *, void *, void *, int *), l.devices[1], 3,
                                    configuration)(model, model, ckt[i], states) == 0);
        }
        circuit = ckt[0]; /* whichever was set up last */
        require(CM_TSTOP(m) == 1 && CM_TSTEP(m) == 0.25);
        circuit = ckt[1];
        require(CM_TSTOP(m) == 2 && CM_TSTEP(m) == 1.25);
        AT(int, f.private, 4) = MIF_DC;
        require(CM_TSTOP(m) == 2 && CM_TSTEP(m) == 1.25);
        AT(int, f.private, 4) = MIF_AC;
        require(CM_TSTOP(m) == 0 && CM_TSTEP(m) == 0);
        AT(int, f.private, 4) = MIF_TRAN;
    }
    circuit = NULL;
    require(CM_TSTOP(m) == 0 && CM_TSTEP(m) == 0);
}

START_TEST(test_tran)
{
    for_all(check_tran);
}
END_TEST

/* ---- steps that end where a model asks ---- */

static struct {
    Mif_Private_t *m;
    double ask[2], next;
    double bkpt;
} landing;

static int load_and_ask(void *model, void *ckt)
{
    (void)model;
    (void)ckt;
    for (int k = 0; k < 2; k++)
        cm_land_on(landing.m, landing.ask[k]);
    cm_next_step(landing.m, landing.next);
    return 0;
}

static int allow_anything(void *model, void *ckt, double *step)
{
    (void)model;
    (void)ckt;
    (void)step;
    return 0;
}

static int note_bkpt(double time)
{
    landing.bkpt = time;
    return 0;
}

/* The step from 1 to 2 s that the device allows after it has asked for these times. */
static double allowed(const loaded *l, int configuration, void *ckt, double a, double b)
{
    char model[64] = {0};
    double step = 10;
    landing.ask[0] = a;
    landing.ask[1] = b;
    landing.bkpt = 0;
    require(DEVICE_FUNCTION(int (*)(void *, void *), l->devices[0], 2, configuration)(model, ckt) ==
            0);
    require(DEVICE_FUNCTION(int (*)(void *, void *, double *), l->devices[0], 7,
                            configuration)(model, ckt, &step) == 0);
    return step;
}

static void check_landing(const host *h, int configuration)
{
    static char ckt[1024], other[64];
    fake_instance f;
    double step = 10;
    wire(&f, h);
    loaded l = load(h, configuration);
    core[5] = (void (*)(void))load_and_ask;
    core[9] = (void (*)(void))allow_anything;
    core[27] = (void (*)(void))note_bkpt;
    int *states = &AT(int, ckt, h->mode - 8);
    require(DEVICE_FUNCTION(int (*)(void *, void *, void *, int *), l.devices[0], 3,
                            configuration)(other, other, ckt, states) == 0);
    landing.m = (Mif_Private_t *)(void *)f.private;
    landing.next = INFINITY;
    landing.m->circuit.anal_type = MIF_TRAN;
    landing.m->circuit.anal_init = 0;
    landing.m->circuit.t[0] = 2;
    landing.m->circuit.t[1] = 1;
    /* within the step: up to there, the nearest of them; half way if that were too little less */
    require(allowed(&l, configuration, ckt, 1.5, 1.25) == 0.25 && landing.bkpt == 0);
    require(allowed(&l, configuration, ckt, 1.96875, 3) == 0.484375 && landing.bkpt == 3);
    /* beyond it, at its end, before it */
    require(allowed(&l, configuration, ckt, 3, 2.5) == 10 && landing.bkpt == 2.5);
    require(allowed(&l, configuration, ckt, 2, 1) == 10 && landing.bkpt == 2);
    require(allowed(&l, configuration, ckt, 0.5, INFINITY) == 10 && landing.bkpt == 0);
    /* how long the next step may be; not shorter than this one, and what has to be done again first
     */
    landing.next = 1.5;
    require(allowed(&l, configuration, ckt, 3, 3) == 1.5);
    require(allowed(&l, configuration, ckt, 1.5, 3) == 0.5);
    landing.next = 0.9;
    require(allowed(&l, configuration, ckt, 3, 3) == 10);
    landing.next = INFINITY;
    /* what is foreseen from the inputs of the last point does not count, nor outside .tran */
    landing.m->circuit.anal_init = 1;
    require(allowed(&l, configuration, ckt, 2.5, 1.5) == 0.5 && landing.bkpt == 0);
    landing.m->circuit.anal_type = MIF_DC;
    require(allowed(&l, configuration, ckt, 1.5, 2.5) == 10 && landing.bkpt == 0);
    /* another device type's test is its own */
    require(DEVICE_FUNCTION(int (*)(void *, void *, double *), l.devices[1], 7,
                            configuration)(other, ckt, &step) == 0 &&
            step == 10);
}

START_TEST(test_landing)
{
    for_all(check_landing);
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
    tcase_add_test(t, test_tran);
    tcase_add_test(t, test_landing);
    tcase_add_test(t, test_unknown_versions);
    tcase_add_test(t, test_no_ngspice);
    tcase_add_test(t, test_wrong_layout);
    tcase_add_test(t, test_second_load);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return is_ngspice() ? check_main(suite()) : 1;
}
