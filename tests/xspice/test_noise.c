/* Noise of code models: the host's own where it has it, wherever that is, and a message where it
 * has not. */
#include <check.h>

#include "fake_host.h"
#include "../check_main.h"

const char cm_library_name[] = "noise.cm";

static int source;

static void noisy_func(ARGS)
{
    source = cm_noise_add_source("white", 2, 3, MIF_NOISE_CURRENT_NEG);
    cm_fault(mif_private, "too noisy");
}

static void quiet_func(ARGS)
{
    (void)mif_private;
}

static const cm_param_spec noisy_param[] = {{.name = "noise_programmatic",
                                             .descr = "has noise",
                                             .type = CM_TYPE_BOOLEAN,
                                             .n_default = 1,
                                             .defaults = &(const cm_value){.integer = 1},
                                             .conn_ref = -1,
                                             .null_allowed = true}};
static const cm_model noisy = {
    .name = "noisy", .descr = "with noise", .func = noisy_func, .n_param = 1, .param = noisy_param};
static const cm_model quiet = {.name = "quiet", .descr = "without", .func = quiet_func};
const cm_model *const cm_models[] = {&noisy, &quiet, NULL};
const cm_udn *const cm_udns[] = {NULL};

/* ---- the host's ---- */

typedef int noise_function(int mode, int operation, void *model, void *ckt, void *data,
                           double *density);

static void *noise_model; /* if set, what MIFnoise calls */

static int mif_noise(int mode, int operation, void *model, void *ckt, void *data, double *density)
{
    called = 10 * mode + operation;
    *density += 5;
    if (noise_model)
        AT(void (*)(Mif_Private_t *), noise_model, 72)(NULL);
    return model && ckt && data ? 0 : 9;
}

static int add_source(const char *name, int conn, int port, int type)
{
    return strcmp(name, "white") == 0 && conn == 2 && port == 3 && type == 3 ? 42 : 0;
}

static int noise_slot(const host *h, int configuration)
{
    return h->noise + (configuration & KLU ? 3 : 0);
}

static void put_in_place(const host *h, int configuration)
{
    if (h->noise) {
        core[noise_slot(h, configuration)] = (void (*)(void))mif_noise;
        core[noise_slot(h, configuration) + 1] = (void (*)(void))add_source;
    }
}

enum { OPEN = 1, CALC = 2, DENSITY = 1 };

/* DEVnoise of the nth model. */
static int noise_of(const loaded *l, int n, int configuration, int operation)
{
    static char ckt[1024], model[64], data[64];
    double density = 0;
    called = 0;
    int error = DEVICE_FUNCTION(noise_function *, l->devices[n], 26,
                                configuration)(DENSITY, operation, model, ckt, data, &density);
    require((density == 5) == (called == 10 * DENSITY + operation));
    return error;
}

static void setup(const loaded *l, int configuration)
{
    static char ckt[1024], model[64];
    require(DEVICE_FUNCTION(int (*)(void *, void *, void *, int *), l->devices[0], 3,
                            configuration)(model, model, ckt, NULL) == 0);
}

/* ---- where MIFnoise is ---- */

static void check_noise(const host *h, int configuration)
{
    put_in_place(h, configuration);
    loaded l = load(h, configuration);
    for (int run = 0; run < 2; run++) {
        setup(&l, configuration);
        for (int n = 0; n < 2; n++) {
            require(noise_of(&l, n, configuration, OPEN) == 0);
            require(called == (h->noise ? 11 : 0));
            require(noise_of(&l, n, configuration, CALC) == 0);
            require(called == (h->noise ? 12 : 0));
        }
    }
}

static int times(const char *what)
{
    int n = 0;
    for (const char *p = message; (p = strstr(p, what)) != NULL; p += strlen(what))
        n++;
    return n;
}

START_TEST(test_slots)
{
    for_all(check_noise);
    for (int i = 0; i < HOSTS; i++) {
        ck_assert_int_eq(in_child(check_noise, &hosts[i], CIDER), 0);
        /* without it: a line when the library is loaded, and one for each noise analysis */
        ck_assert_int_eq(times("has no cm_noise_add_source()"), hosts[i].noise == 0);
        ck_assert_int_eq(times("this analysis leaves out the noise of code models: ngspice"),
                         hosts[i].noise ? 0 : 2);
        ck_assert_int_eq(times("\n"), hosts[i].noise ? 0 : 3);
    }
}
END_TEST

/* ---- the model's side ---- */

static void check_fault(const host *h, int configuration)
{
    put_in_place(h, configuration);
    loaded l = load(h, configuration);
    setup(&l, configuration);
    if (h->noise) {
        noise_model = l.devices[0];
        require(noise_of(&l, 0, configuration, OPEN) > 0); /* the fault was reported in it */
        require(source == 42 && cm_faulted());
    } else
        noisy_func(NULL);
    for (int n = 0; n < 2; n++)
        require(noise_of(&l, n, configuration, CALC) > 0 && called == 0);
    noise_model = NULL;
    setup(&l, configuration);
    require(noise_of(&l, 0, configuration, OPEN) == 0);
}

START_TEST(test_fault)
{
    for_all(check_fault);
}
END_TEST

/* ---- hosts in which MIFnoise is not to be found: none of its slots is called ---- */

static void check_nothing_called(const host *h, int configuration)
{
    put_in_place(h, configuration);
    loaded l = load(h, configuration);
    setup(&l, configuration);
    for (int n = 0; n < 2; n++)
        require(noise_of(&l, n, configuration, OPEN) == 0 && called == 0);
    require(cm_noise_add_source("white", 2, 3, MIF_NOISE_CURRENT_NEG) == -1);
}

static void without_common_option(const host *h, int configuration)
{
    options[3].keyword = "other";
    check_nothing_called(h, configuration);
}

static void with_short_table(const host *h, int configuration)
{
    options[10].keyword = NULL;
    check_nothing_called(h, configuration);
}

static void with_data_in_table(const host *h, int configuration)
{
    static int data;
    put_in_place(h, configuration);
    loaded l = load(h, configuration);
    setup(&l, configuration);
    core[noise_slot(h, configuration) + 1] = (void (*)(void))(size_t)&data;
    for (int n = 0; n < 2; n++)
        require(noise_of(&l, n, configuration, OPEN) == 0 && called == 0);
    require(cm_noise_add_source("white", 2, 3, MIF_NOISE_CURRENT_NEG) == -1);
}

START_TEST(test_unknown_place)
{
    for (int c = 0; c < CONFIGURATIONS; c++) {
        const host *h = &hosts[HOSTS - 1];
        ck_assert_msg(in_child(without_common_option, h, c) == 0, "%s", message);
        ck_assert_int_eq(times("cannot tell whether this ngspice was configured with KLU: noise"),
                         1);
        ck_assert_int_eq(times("leaves out the noise of code models: cannot tell"), 1);
        ck_assert_msg(in_child(with_short_table, h, c) == 0, "%s", message);
        ck_assert_int_eq(times("cannot tell whether this ngspice was configured with KLU: noise"),
                         1);
        ck_assert_msg(in_child(with_data_in_table, h, c) == 0, "%s", message);
        ck_assert_int_eq(times("leaves out the noise of code models: this ngspice's table"), 1);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("noise");
    TCase *t = tcase_create("fake host");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, test_slots);
    tcase_add_test(t, test_fault);
    tcase_add_test(t, test_unknown_place);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return is_ngspice() ? check_main(suite()) : 1;
}
