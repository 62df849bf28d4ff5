/* Giving up transient steps whose Newton iteration does not converge, as every host sees it. */
#include <check.h>

#include "fake_host.h"
#include "../check_main.h"

/* ---- the library under test ---- */

const char cm_library_name[] = "glue.cm";

static void no_func(ARGS)
{
    (void)mif_private;
}

static const cm_model one = {.name = "one", .descr = "first", .func = no_func};
static const cm_model two = {.name = "two", .descr = "second", .func = no_func};
const cm_model *const cm_models[] = {&one, &two, NULL};
const cm_udn *const cm_udns[] = {NULL};

/* ---- */

enum { TRAN = 0x1, TRAN_OP = 0x20, FLOAT = 0x100, INIT_TRAN = 0x1000, INIT_PRED = 0x2000 };
enum { LIMIT = 30, TRIES = 8, HOSTS_OWN = 100, DELTA = 88, DELMIN_BEFORE_STOP = 16 };

static char ckt[1024], models[2][64];
static int (*load_device)(void *, void *);

/* A step of at most HOSTS_OWN iterations with these device types; at which one it ends. */
static int iterate(size_t mode_at, long first, int from, int n)
{
    for (int k = 1; k <= HOSTS_OWN; k++) {
        AT(long, ckt, mode_at) = TRAN | (k == 1 ? first : FLOAT);
        for (int i = from; i < n; i++)
            if (load_device(models[i], ckt))
                return k;
    }
    return HOSTS_OWN;
}

static void check_newton(const host *h, int configuration)
{
    loaded l = load(h, configuration);
    char *d = l.devices[0];
    double step;
    int (*setup)(void *, void *, void *, int *) =
        DEVICE_FUNCTION(int (*)(void *, void *, void *, int *), d, 3, configuration);
    int (*trunc)(void *, void *, double *) =
        DEVICE_FUNCTION(int (*)(void *, void *, double *), d, 7, configuration);
    load_device = DEVICE_FUNCTION(int (*)(void *, void *), d, 2, configuration);
    require(setup(models[0], models[0], ckt, NULL) == 0);
    AT(double, ckt, DELTA) = 1e-9;
    AT(double, ckt, h->stop - DELMIN_BEFORE_STOP) = 1e-17;

    /* operating points may take as long as they like */
    AT(long, ckt, h->mode) = TRAN_OP;
    for (int k = 0; k < 1000; k++)
        require(load_device(models[0], ckt) == 0);

    /* a step that does not converge is ended, counted for one device type only */
    require(iterate(h->mode, INIT_TRAN, 0, 1) == LIMIT);
    require(iterate(h->mode, INIT_PRED, 0, 1) == LIMIT);
    require(iterate(h->mode, INIT_PRED, 0, 2) == LIMIT);
    /* until so many have been that the step is very small: then it is the host's to say */
    for (int k = 3; k < TRIES; k++)
        require(iterate(h->mode, INIT_PRED, 0, 2) == LIMIT);
    require(iterate(h->mode, INIT_PRED, 0, 2) == HOSTS_OWN);
    /* a step that converges begins anew, also with another device type first */
    require(trunc(models[0], ckt, &step) == 0);
    require(iterate(h->mode, INIT_PRED, 0, 2) == LIMIT);
    require(setup(models[1], models[1], ckt, NULL) == 0);
    require(iterate(h->mode, INIT_TRAN, 1, 2) == LIMIT);
    /* a step whose next eighths are too small for the host is the host's to say */
    AT(double, ckt, DELTA) = 0.9e-14;
    require(iterate(h->mode, INIT_TRAN, 1, 2) == HOSTS_OWN);
    AT(double, ckt, DELTA) = 1.1e-14;
    require(iterate(h->mode, INIT_TRAN, 1, 2) == LIMIT);
}

START_TEST(test_newton)
{
    for_all(check_newton);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("newton");
    TCase *t = tcase_create("fake host");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, test_newton);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return is_ngspice() ? check_main(suite()) : 1;
}
