/* What ngspice/inertial.h makes of a model's parameter and the user's variable. */
#include "ngspice/inertial.h"

#include <string.h>

#include "../check_main.h"

/* The host: a variable that is set, or not. */
static bool is_set;
static int variable;

bool cm_call_getvar(char *name, enum cp_types type, void *value, size_t size)
{
    if (!is_set || strcmp(name, "digital_delay_type") != 0 || type != CP_NUM || size != sizeof(int))
        return false;
    memcpy(value, &variable, size);
    return true;
}

static void check(bool off, bool on, bool not_set)
{
    ck_assert_int_eq(cm_is_inertial(Off), off);
    ck_assert_int_eq(cm_is_inertial(On), on);
    ck_assert_int_eq(cm_is_inertial(Not_set), not_set);
}

START_TEST(test_inertial)
{
    static const struct {
        int variable;
        bool off, on, not_set;
    } rows[] = {{DEFAULT_TRANSPORT, false, true, false},
                {DEFAULT_INERTIAL, false, true, true},
                {OVERRIDE_TRANSPORT, false, false, false},
                {OVERRIDE_INERTIAL, true, true, true}};
    is_set = false;
    check(false, true, false);
    is_set = true;
    for (size_t i = 0; i < sizeof rows / sizeof rows[0]; i++) {
        variable = rows[i].variable;
        check(rows[i].off, rows[i].on, rows[i].not_set);
    }
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("inertial");
    TCase *t = tcase_create("parameter and variable");
    tcase_add_test(t, test_inertial);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
