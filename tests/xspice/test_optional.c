/* Functions that only newer hosts have: each host's own slot, or the documented substitute and a
 * line when the library is loaded. */
#include <check.h>

#include "fake_host.h"
#include "../check_main.h"

const char cm_library_name[] = "optional.cm";

enum { FUNCTIONS = 6 };
static int results[FUNCTIONS];
static char text[] = "text";

/* Calls all of them. */
static void user_func(ARGS)
{
    double value = 0;
    (void)mif_private;
    results[0] = cm_schedule_output(1, 2, 3, &value);
    results[1] = cm_getvar(text, CP_REAL, &value, sizeof value);
    cm_irreversible(7);
    const char *name = cm_get_neg_node_name("out", 4);
    results[2] = name && strcmp(name, "node") == 0;
    results[3] = cm_noise_add_source("white", 0, 1, MIF_NOISE_VOLTAGE);
    cm_cexit(5);
}

static const cm_model user = {.name = "user", .descr = "calls all", .func = user_func};
const cm_model *const cm_models[] = {&user, NULL};
const cm_udn *const cm_udns[] = {NULL};

/* ---- the host's ---- */

/* The bytes above the lowest of a bool that a host from 43 on returns have no value. */
static int schedule_output(unsigned conn, unsigned port, double delay, const double *value)
{
    results[4] = conn == 1 && port == 2 && delay == 3 && *value == 0;
    return 0x7f01;
}
static int getvar(const char *name, int type, double *value, size_t size)
{
    *value = 1;
    return strcmp(name, text) == 0 && type == 2 && size == 8 ? 0x7f01 : 0x7f00;
}
static void irreversible(unsigned call)
{
    results[5] = (int)call;
}
static const char *neg_node_name(const char *port, unsigned index)
{
    return strcmp(port, "out") == 0 && index == 4 ? "node" : "";
}
static int add_source(const char *name, int conn, int port, int type)
{
    return strcmp(name, "white") == 0 && conn == 0 && port == 1 && type == 1 ? 42 : 0;
}
static int mif_noise(void)
{
    return 0;
}
static void cexit(int status)
{
    called = 1000 + status;
}

/* Slots by version, 0: it has none: schedule_output, getvar, irreversible, get_neg_node_name,
 * cexit, MIFnoise. */
static const int slots[HOSTS][FUNCTIONS] = {
    {0},
    {40, 41},
    {40, 41},
    {41, 42, 38, 0, 60},
    {41, 42, 38, 0, 60},
    {41, 42, 38, 0, 60},
    {42, 43, 38, 40, 61},
    {42, 43, 38, 40, 61},
    {42, 43, 38, 40, 61, 62},
};
static const char *const names[FUNCTIONS] = {"cm_schedule_output", "cm_getvar",
                                             "cm_irreversible",    "cm_get_neg_node_name",
                                             "cm_cexit",           "cm_noise_add_source"};

#define FUNCTION(f) ((void (*)(void))(f))

static const int *put_in_place(const host *h, int configuration)
{
    void (*const functions[FUNCTIONS])(void) = {FUNCTION(schedule_output), FUNCTION(getvar),
                                                FUNCTION(irreversible),    FUNCTION(neg_node_name),
                                                FUNCTION(cexit),           FUNCTION(mif_noise)};
    const int *slot = slots[h - hosts];
    bool klu = h->bind && configuration & KLU;
    for (int i = 0; i < FUNCTIONS; i++)
        if (slot[i])
            core[slot[i] + (i == 5 && klu ? 3 : 0)] = functions[i];
    if (slot[5])
        core[slot[5] + (klu ? 4 : 1)] = FUNCTION(add_source);
    return slot;
}

static void check_calls(const host *h, int configuration)
{
    const int *slot = put_in_place(h, configuration);
    loaded l = load(h, configuration);
    AT(void (*)(Mif_Private_t *), l.devices[0], 72)(NULL);
    require(results[0] == (slot[0] != 0) && results[4] == (slot[0] != 0));
    require(results[1] == (slot[1] != 0) && results[5] == (slot[2] ? 7 : 0));
    require(results[2] == (slot[3] != 0) && results[3] == (slot[5] ? 42 : -1));
    require(called == (slot[4] ? 1005 : 0) && cm_faulted() == !slot[4]);
}

START_TEST(test_calls)
{
    for_all(check_calls);
}
END_TEST

static void check_twice(const host *h, int configuration)
{
    (void)load(h, configuration);
    (void)load(h, configuration); /* is told once */
}

START_TEST(test_messages)
{
    for (int i = 0; i < HOSTS; i++) {
        char line[128];
        int lines = 0, missing = 0;
        ck_assert_int_eq(in_child(check_twice, &hosts[i], OSDI), 0);
        for (const char *p = message; (p = strchr(p, '\n')) != NULL; p++)
            lines++;
        for (int k = 0; k < FUNCTIONS; k++) {
            (void)snprintf(line, sizeof line, "optional.cm: warning: ngspice %s has no %s() (",
                           hosts[i].version, names[k]);
            ck_assert_msg((strstr(message, line) != NULL) == (slots[i][k] == 0), "%s: %s\n%s",
                          hosts[i].version, names[k], message);
            missing += slots[i][k] == 0;
        }
        ck_assert_int_eq(lines, missing);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("optional");
    TCase *t = tcase_create("fake host");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, test_calls);
    tcase_add_test(t, test_messages);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return is_ngspice() ? check_main(suite()) : 1;
}
