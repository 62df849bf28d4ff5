/* What ngspike-cmpp generates from golden/everything-ifs, at work: the tables, and the model of
 * generated.mod in a host of this test's own. Built and run by run-generated.sh. */
#include <math.h>
#include <stdarg.h>
#include <stdlib.h>
#include <string.h>

#include "cm.h"
#include "everything_params.h"
#include "tests/check_main.h"

enum { PARAMS = 15, INPUTS = 3, ELEMENTS = 8, VARS = 6 };
enum {
    GAIN,
    OFFSET,
    N,
    FLAG,
    TEXT,
    Z,
    DEFAULT,
    INT,
    LIST,
    NAMES,
    ZS,
    BITS,
    FILE_NAME,
    RESISTANCE,
    LEVEL
};

/* The host's structs that the accessors go through, laid out as the offsets below say. */
static struct host {
    Mif_Private_t head;
    cm_conn *conns[1], **conn;
    cm_param *params[PARAMS], **param;
    cm_var *vars[1], **var;
    cm_conn in;
    cm_port ports[INPUTS], *port[INPUTS];
    cm_param given[PARAMS];
    Mif_Value_t values[PARAMS][ELEMENTS], states[INPUTS];
    cm_var state;
} host;

cm_offsets cm_abi = {.conn = offsetof(struct host, conn),
                     .param = offsetof(struct host, param),
                     .var = offsetof(struct host, var)};

void seen(const everything_params *p);
void cm_everything(ARGS);
extern const cm_model cm_everything_model;

static const cm_model *entered;
static char fault[400];
static int calls;
static everything_params copy; /* its vectors are gone after the call */
static double last_gain, last_imag;
static char last_name[20];
static bool last_bit;
static int last_list;

void cm_fault(Mif_Private_t *mif_private, const char *fmt, ...)
{
    va_list args;
    ck_assert_ptr_eq(mif_private, &host.head);
    va_start(args, fmt);
    vsnprintf(fault, sizeof fault, fmt, args);
    va_end(args);
}

void cm_enter(const cm_model *model, Mif_Private_t *mif_private)
{
    ck_assert_ptr_eq(mif_private, &host.head);
    entered = model;
}

/* Only in a part of the model that is not run. */
double cm_tran_step(Mif_Private_t *mif_private)
{
    ck_abort_msg("%p", (void *)mif_private);
}

double cm_tran_stop(Mif_Private_t *mif_private)
{
    ck_abort_msg("%p", (void *)mif_private);
}

void seen(const everything_params *p)
{
    calls++;
    copy = *p;
    last_gain = p->gain[p->gain_size - 1];
    last_imag = p->zs[p->zs_size - 1].imag;
    last_bit = p->bits[p->bits_size - 1];
    last_list = p->list[p->list_size - 1];
    snprintf(last_name, sizeof last_name, "%s", p->names[p->names_size - 1]);
}

static Mif_Value_t *give(int k, int size)
{
    host.given[k].is_null = MIF_FALSE;
    host.given[k].size = size;
    return host.values[k];
}

/* Nothing is given but what has to be. */
static void setup(void)
{
    memset(&host, 0, sizeof host);
    calls = 0;
    fault[0] = '\0';
    host.conn = host.conns;
    host.param = host.params;
    host.var = host.vars;
    host.conns[0] = &host.in;
    host.in.size = INPUTS;
    host.in.port = host.port;
    for (int i = 0; i < INPUTS; i++) {
        host.port[i] = &host.ports[i];
        host.ports[i].input.rvalue = i + 1;
    }
    host.vars[0] = &host.state;
    host.state = (cm_var){INPUTS, host.states};
    for (int k = 0; k < PARAMS; k++) {
        host.params[k] = &host.given[k];
        host.given[k] = (cm_param){.is_null = MIF_TRUE, .size = 1, .element = host.values[k]};
    }
    give(FILE_NAME, 1)->svalue = (char *)"data.csv";
    give(RESISTANCE, 1)->rvalue = 50;
}

static void run_model(void)
{
    cm_everything(&host.head);
}

START_TEST(defaults)
{
    run_model();
    ck_assert_str_eq(fault, "");
    ck_assert_int_eq(calls, 1);
    ck_assert_int_eq(copy.gain_size, 3);
    ck_assert(last_gain == -3e6);
    ck_assert(!copy.has_offset && !copy.has_level);
    ck_assert_int_eq(copy.n, 1000);
    ck_assert(copy.flag);
    ck_assert_str_eq(copy.text, "C:\\temp \"x\"");
    ck_assert(copy.z.real == 1.5 && copy.z.imag == -2);
    ck_assert(copy.default_ == 0.5);
    ck_assert_int_eq(copy.int_, -2147483647 - 1);
    ck_assert_int_eq(last_list, 2);
    ck_assert_str_eq(last_name, "b");
    ck_assert(last_imag == 0 && copy.zs_size == 2);
    ck_assert(!last_bit && copy.bits_size == 4);
    ck_assert_str_eq(copy.file, "data.csv");
    ck_assert(copy.resistance == 50);
}
END_TEST

START_TEST(given)
{
    for (int i = 0; i < INPUTS; i++)
        give(GAIN, INPUTS)[i].rvalue = 10 * (i + 1);
    give(OFFSET, 1)->rvalue = -2;
    give(FLAG, 1)->bvalue = MIF_FALSE;
    give(Z, 1)->cvalue = (Mif_Complex_t){3, 4};
    give(NAMES, 1)->svalue = (char *)"only";
    give(ZS, 2)[1].cvalue = (Mif_Complex_t){5, 6};
    give(BITS, 2)[1].bvalue = MIF_TRUE;
    give(LIST, 2)[1].ivalue = 100;
    give(LEVEL, 1)->ivalue = 7;
    run_model();
    ck_assert_str_eq(fault, "");
    ck_assert(copy.has_offset && copy.offset == -2 && !copy.flag && last_gain == 30);
    ck_assert(copy.z.real == 3 && copy.z.imag == 4 && last_imag == 6);
    ck_assert_str_eq(last_name, "only");
    ck_assert(last_bit && last_list == 100 && copy.has_level && copy.level == 7);
    ck_assert(host.states[0].rvalue == 30 && host.states[1].rvalue == 40 &&
              host.states[2].rvalue == 30);
}
END_TEST

/* As .sens leaves it: said to be given. */
START_TEST(not_given_after_sens)
{
    give(OFFSET, 1)->rvalue = (double)NAN;
    run_model();
    ck_assert_str_eq(fault, "");
    ck_assert(calls == 1 && !copy.has_offset && copy.offset == 0);
}
END_TEST

static void expect_fault(const char *message)
{
    run_model();
    ck_assert_int_eq(calls, 0);
    ck_assert_str_eq(fault, message);
}

START_TEST(faults)
{
    give(N, 1)->ivalue = 0;
    expect_fault("parameter n = 0: must be at least 1");
    setup();
    give(OFFSET, 1)->rvalue = 11;
    expect_fault("parameter offset = 11: must be at most 10");
    setup();
    give(DEFAULT, 1)->rvalue = 1.5;
    expect_fault("parameter default = 1.5: must be from 0 to 1");
    setup();
    give(Z, 1)->cvalue.imag = (double)NAN;
    expect_fault("parameter z = <0 nan>: must be a number");
    setup();
    give(GAIN, INPUTS)[2].rvalue = -2e9;
    expect_fault("parameter gain[2] = -2e+09: must be from -1000000000 to 1000000000");
    setup();
    give(GAIN, 2);
    expect_fault("parameter gain has 2 elements: must have 3, as port in");
    setup();
    give(LIST, 5);
    expect_fault("parameter list has 5 elements: must have at most 4");
    setup();
    give(LIST, 1);
    expect_fault("parameter list has 1 elements: must have at least 2");
    setup();
    host.given[FILE_NAME].is_null = MIF_TRUE;
    expect_fault("parameter file is missing");
    setup();
    host.given[RESISTANCE].is_null = MIF_TRUE;
    expect_fault("parameter resistance = nan: must be from 2.54e-05 to 1e+12");
}
END_TEST

START_TEST(short_message)
{
    everything_params p;
    char msg[10];
    everything_params_default(&p);
    p.n = -1;
    ck_assert(!everything_params_check(&p, msg, sizeof msg));
    ck_assert_str_eq(msg, "parameter");
}
END_TEST

START_TEST(entry)
{
    cm_everything_model.entry(&host.head);
    ck_assert_ptr_eq(entered, &cm_everything_model);
}
END_TEST

START_TEST(tables)
{
    const cm_model *m = &cm_everything_model;
    ck_assert_str_eq(m->name, "everything");
    ck_assert_str_eq(m->descr, "all \"there\" is:\ttabs, \\, ?\?\?/, AB");
    ck_assert_ptr_eq((void *)m->func, (void *)cm_everything);
    ck_assert_int_eq(m->n_conn, 4);
    ck_assert_int_eq(m->conn[2].default_type, CM_PORT_DIFF_CONDUCTANCE);
    ck_assert_int_eq(m->conn[2].types[1], CM_PORT_CONDUCTANCE);
    ck_assert_str_eq(m->conn[3].type_names[0], "spike");
    ck_assert(m->conn[0].is_array && m->conn[0].has_lower && m->conn[0].lower == 2 &&
              !m->conn[0].has_upper);
    ck_assert_int_eq(m->n_param, PARAMS);
    ck_assert_int_eq(m->param[GAIN].conn_ref, 0);
    ck_assert_int_eq(m->param[OFFSET].conn_ref, -1);
    ck_assert_int_eq(m->param[GAIN].n_default, 3);
    ck_assert(m->param[GAIN].defaults[1].real == 2.5e-6);
    ck_assert_int_eq(m->param[OFFSET].n_default, 0);
    ck_assert(!m->param[OFFSET].has_min && m->param[OFFSET].has_max &&
              m->param[OFFSET].max.real == 10);
    ck_assert(m->param[N].has_min && m->param[N].min.integer == 1);
    ck_assert_int_eq(m->param[FLAG].defaults[0].integer, 1);
    ck_assert(m->param[Z].type == CM_TYPE_COMPLEX && m->param[Z].defaults[0].imag == -2);
    ck_assert_str_eq(m->param[NAMES].defaults[1].string, "b");
    ck_assert(!m->param[NAMES].null_allowed && m->param[LIST].null_allowed);
    ck_assert_int_eq(m->n_var, VARS);
    ck_assert(m->var[0].is_array && m->var[0].n_default == 0);
    ck_assert(m->var[1].n_default == 1 && m->var[1].defaults[0].integer == -1);
    ck_assert(m->var[2].type == CM_TYPE_POINTER && m->var[2].n_default == 0);
    ck_assert(m->var[3].is_array && m->var[3].n_default == 2);
    ck_assert(m->var[3].defaults[1].real == 3 && m->var[3].defaults[1].imag == 4);
    ck_assert_str_eq(m->var[4].defaults[0].string, "a   b");
    ck_assert(m->var[5].type == CM_TYPE_BOOLEAN && m->var[5].defaults[0].integer == 1);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("generated");
    TCase *c = tcase_create("generated");
    tcase_add_checked_fixture(c, setup, NULL);
    tcase_add_test(c, defaults);
    tcase_add_test(c, given);
    tcase_add_test(c, not_given_after_sens);
    tcase_add_test(c, faults);
    tcase_add_test(c, short_message);
    tcase_add_test(c, entry);
    tcase_add_test(c, tables);
    suite_add_tcase(s, c);
    return s;
}

CHECK_MAIN(suite)
