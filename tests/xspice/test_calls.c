/* The documented functions that every host has: each reaches its slot of the host's table, with its
 * arguments in order, and hands back the result. */
#include <check.h>

#include "fake_host.h"
#include "../check_main.h"

const char cm_library_name[] = "calls.cm";
static void nothing(ARGS)
{
    (void)mif_private;
}
static const cm_model model = {.name = "nothing", .descr = "nothing", .func = nothing};
const cm_model *const cm_models[] = {&model, NULL};
const cm_udn *const cm_udns[] = {NULL};

/* ---- the host's functions: each requires the arguments that the test passes ---- */

static double out[5];
static char place[8], text[] = "text";
static const char *expected_message;

static void climit(double a, double b, double c, double d, double e, double f, double g, double h,
                   int i, double *p, double *q, double *r, double *s)
{
    require(a == 1 && b == 2 && c == 3 && d == 4 && e == 5 && f == 6 && g == 7 && h == 8 && i == 9);
    require(p == out && q == out + 1 && r == out + 2 && s == out + 3);
    called = 18;
}
static void corner(double a, double b, double c, double d, double e, double f, double *p, double *q)
{
    require(a == 1 && b == 2 && c == 3 && d == 4 && e == 5 && f == 6 && p == out && q == out + 1);
    called = 19;
}
static void discontinuity(double a, double b, double c, double d, double e, double *p, double *q)
{
    require(a == 1 && b == 2 && c == 3 && d == 4 && e == 5 && p == out && q == out + 1);
    called = 20;
}
static double pwl(double a, double *x, double *y, int n, double domain, double *slope)
{
    require(a == 1 && x == out && y == out + 1 && n == 2 && domain == 3 && slope == out + 2);
    return 21;
}
static double ramp_factor(void)
{
    return 22;
}
#define ALLOC(slot)                                                                                \
    static void at_##slot(int tag, int bytes)                                                      \
    {                                                                                              \
        require(tag == 1 && bytes == 2);                                                           \
        called = slot;                                                                             \
    }
ALLOC(23)
ALLOC(31)
#define GET_PTR(slot)                                                                              \
    static void *at_##slot(int tag, int timepoint)                                                 \
    {                                                                                              \
        require(tag == 1 && timepoint == 2);                                                       \
        called = slot;                                                                             \
        return place;                                                                              \
    }
GET_PTR(24)
GET_PTR(32)
static int integrate(double integrand, double *integral, double *partial)
{
    require(integrand == 1 && integral == out && partial == out + 1);
    return 25;
}
static int converge(double *state)
{
    require(state == out);
    return 26;
}
#define AT_TIME(slot)                                                                              \
    static int at_##slot(double time)                                                              \
    {                                                                                              \
        require(time == 1.5);                                                                      \
        return slot;                                                                               \
    }
AT_TIME(27)
AT_TIME(28)
AT_TIME(33)
#define PLAIN(slot)                                                                                \
    static void at_##slot(void)                                                                    \
    {                                                                                              \
        called = slot;                                                                             \
    }
PLAIN(29)
PLAIN(30)
static char *errmsg(void)
{
    return text;
}
static int send(const char *message_text)
{
    require(strcmp(message_text, expected_message) == 0);
    return 35;
}
static double get_c(void)
{
    return 36;
}
static double get_l(void)
{
    return 37;
}
static const char *node_name(const char *port, unsigned index)
{
    require(strcmp(port, "out") == 0 && index == 3);
    return "node";
}
static int probe(unsigned conn, unsigned port, void *value)
{
    require(conn < 2 && port == 2 && value == place);
    return conn == 1 ? 0x5501 : 0x5500; /* only the lowest byte of a bool counts */
}
static Complex_t set(double real, double imag)
{
    return (Complex_t){real, imag};
}
#define BINARY(name, result)                                                                       \
    static Complex_t name(Complex_t x, Complex_t y)                                                \
    {                                                                                              \
        require(x.real == 1 && x.imag == 2 && y.real == 3 && y.imag == 4);                         \
        return (Complex_t){result, -(result)};                                                     \
    }
BINARY(add, 1)
BINARY(subtract, 2)
BINARY(multiply, 3)
BINARY(divide, 4)
static char *path(void)
{
    return text;
}
static FILE *stream_out(void)
{
    return stdout;
}
static FILE *stream_in(void)
{
    return stdin;
}
static FILE *stream_err(void)
{
    return stderr;
}

#define AT_SLOT(n, f) core[n] = (void (*)(void))(f)

/* The slots of these differ between versions. */
static void put_in_place(const host *h)
{
    static const int first[HOSTS][4] = {/* get_node_name, probe_node, complex_set, get_path */
                                        {38, 39, 40, 45}, {38, 39, 42, 47}, {38, 39, 42, 47},
                                        {39, 40, 43, 48}, {39, 40, 43, 48}, {39, 40, 43, 48},
                                        {39, 41, 44, 49}, {39, 41, 44, 49}, {39, 41, 44, 49}};
    const int *at = first[h - hosts];
    AT_SLOT(18, climit), AT_SLOT(19, corner), AT_SLOT(20, discontinuity), AT_SLOT(21, pwl);
    AT_SLOT(22, ramp_factor), AT_SLOT(23, at_23), AT_SLOT(24, at_24), AT_SLOT(25, integrate);
    AT_SLOT(26, converge), AT_SLOT(27, at_27), AT_SLOT(28, at_28), AT_SLOT(29, at_29);
    AT_SLOT(30, at_30), AT_SLOT(31, at_31), AT_SLOT(32, at_32), AT_SLOT(33, at_33);
    AT_SLOT(34, errmsg), AT_SLOT(35, send), AT_SLOT(36, get_c), AT_SLOT(37, get_l);
    AT_SLOT(at[0], node_name), AT_SLOT(at[1], probe), AT_SLOT(at[2], set);
    AT_SLOT(at[2] + 1, add), AT_SLOT(at[2] + 2, subtract), AT_SLOT(at[2] + 3, multiply);
    AT_SLOT(at[2] + 4, divide), AT_SLOT(at[3], path), AT_SLOT(at[3] + 2, stream_out);
    AT_SLOT(at[3] + 3, stream_in), AT_SLOT(at[3] + 4, stream_err);
}

/* ---- the calls ---- */

static void check_analog(const host *h, int configuration)
{
    put_in_place(h);
    (void)load(h, configuration);
    cm_climit_fcn(1, 2, 3, 4, 5, 6, 7, 8, 9, out, out + 1, out + 2, out + 3);
    require(called == 18);
    cm_smooth_corner(1, 2, 3, 4, 5, 6, out, out + 1);
    require(called == 19);
    cm_smooth_discontinuity(1, 2, 3, 4, 5, out, out + 1);
    require(called == 20 && cm_smooth_pwl(1, out, out + 1, 2, 3, out + 2) == 21);
    require(cm_analog_ramp_factor() == 22);
    cm_analog_alloc(1, 2);
    require(called == 23 && cm_analog_get_ptr(1, 2) == place && called == 24);
    require(cm_analog_integrate(1, out, out + 1) == 25 && cm_analog_converge(out) == 26);
    require(cm_analog_set_temp_bkpt(1.5) == 27 && cm_analog_set_perm_bkpt(1.5) == 28);
    cm_analog_not_converged();
    require(called == 29);
    cm_analog_auto_partial();
    require(called == 30);
}

static void check_others(const host *h, int configuration)
{
    put_in_place(h);
    (void)load(h, configuration);
    cm_event_alloc(1, 2);
    require(called == 31 && cm_event_get_ptr(1, 2) == place && called == 32);
    require(cm_event_queue(1.5) == 33 && cm_message_get_errmsg() == text);
    require(cm_netlist_get_c() == 36 && cm_netlist_get_l() == 37);
    require(strcmp(cm_get_node_name("out", 3), "node") == 0 && cm_probe_node(1, 2, place));
    require(!cm_probe_node(0, 2, place));
    Complex_t x = cm_complex_set(1, 2), y = cm_complex_set(3, 4);
    require(x.imag == 2 && cm_complex_add(x, y).imag == -1);
    require(cm_complex_subtract(x, y).real == 2 && cm_complex_subtract(x, y).imag == -2);
    require(cm_complex_multiply(x, y).imag == -3 && cm_complex_divide(x, y).imag == -4);
    require(cm_get_path() == text && cm_stream_out() == stdout);
    require(cm_stream_in() == stdin && cm_stream_err() == stderr);
}

static void check_messages(const host *h, int configuration)
{
    char longest[5002];
    memset(longest, 'x', sizeof longest);
    longest[5000] = '7';
    longest[5001] = '\0';
    put_in_place(h);
    (void)load(h, configuration);
    expected_message = "plain 100%s";
    require(cm_message_send("plain 100%s") == 35);
    expected_message = longest;
    require(cm_message_printf("%.5000s%d", longest, 7) == 35);
    expected_message = "";
    require(cm_message_printf("%s", "") == 35);
}

START_TEST(test_calls)
{
    for_all(check_analog);
    for_all(check_others);
    for_all(check_messages);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("calls");
    TCase *t = tcase_create("fake host");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, test_calls);
    suite_add_tcase(s, t);
    return s;
}

int main(void)
{
    return is_ngspice() ? check_main(suite()) : 1;
}
