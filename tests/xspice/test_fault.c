/* Ending an analysis from inside a model, as every host sees it. */
#include <check.h>

#include "fake_host.h"
#include "../check_main.h"

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

static const cm_model one = {.name = "one", .descr = "gives up", .func = one_func};
static const cm_model two = {.name = "two", .descr = "goes on", .func = two_func};
const cm_model *const cm_models[] = {&one, &two, NULL};
const cm_udn *const cm_udns[] = {NULL};

/* ---- ending an analysis ---- */

static int seen_runs, seen_faults, seen_points;

static void see_run(void)
{
    seen_runs++;
}

static bool see_fault(const char *text)
{
    seen_faults += strstr(text, "seven") != NULL;
    return false;
}

static void see_point(void)
{
    seen_points++;
}

static void check_fault(const host *h, int configuration)
{
    static const cm_observer observer = {see_run, see_fault, see_point};
    enum {
        TRAN = 0x1,
        AC_MODE = 0x2,
        NOISE_MODE = 0xa,
        OP = 0x10,
        TRAN_OP = 0x20,
        SMALL_SIGNAL = 0x800
    };
    cm_observe(&observer);
    loaded l = load(h, configuration);
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
    const int points = seen_points;
    require(seen_runs == 1 && accept(ckt, model) == 0 && seen_points == points + 1);
    AT(long, ckt, h->mode) = TRAN;
    AT(void (*)(Mif_Private_t *), d, 72)(m);
    require(cm_faulted() && seen_faults == 1);
    require(strcmp(cm_fault_message(), "a7: value 7 of seven is wrong") == 0);
    cm_fault(m, "second");
    require(seen_faults == 1 && strstr(cm_fault_message(), "second") == NULL);
    /* a transient step, its operating point too, may converge; then the host hears of it */
    require(load_device(model, ckt) == 0 && conv_test(model, ckt) == 0);
    require(trunc(model, ckt, &step) > 0 && accept(ckt, model) > 0);
    require(seen_points == points + 1); /* not after a fault */
    AT(long, ckt, h->mode) = TRAN_OP;
    require(load_device(model, ckt) == 0 && conv_test(model, ckt) == 0);
    /* other operating points do not converge, and what follows them fails */
    AT(long, ckt, h->mode) = OP;
    require(load_device(model, ckt) == 0 && conv_test(model, ckt) > 0);
    AT(long, ckt, h->mode) = OP | SMALL_SIGNAL;
    require(load_device(model, ckt) > 0);
    AT(long, ckt, h->mode) = AC_MODE;
    require(ac_load(model, ckt) > 0);
    /* ... but in noise analysis the loads go on, and it is DEVnoise that ends it */
    AT(long, ckt, h->mode) = NOISE_MODE;
    require(ac_load(model, ckt) == 0);
    require(DEVICE_FUNCTION(int (*)(int, int, void *, void *, void *, double *), d, 26,
                            configuration)(1, 2, model, ckt, NULL, NULL) > 0);
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

static Suite *suite(void)
{
    Suite *s = suite_create("fault");
    TCase *t = tcase_create("fake host");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, test_fault);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return is_ngspice() ? check_main(suite()) : 1;
}
