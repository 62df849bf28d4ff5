/* Units at the end of descriptions: what is one, and what only looks like one. */
#include <string.h>

#include "cmpp/describe.h"
#include "cmpp/unit.h"
#include "tests/check_main.h"

static const char *const units[] = {"1",
                                    "V",
                                    "mV",
                                    "uA",
                                    "\xc2\xb5"
                                    "A",
                                    "\xce\xbc"
                                    "A",
                                    "kohm",
                                    "Mohm",
                                    "Ohm",
                                    "k\xe2\x84\xa6",
                                    "\xce\xa9",
                                    "s",
                                    "1/s",
                                    "V/s",
                                    "A/V^2",
                                    "m^2/(V s)",
                                    "m^2/V/s",
                                    "cm^2/(V*s)",
                                    "A.s",
                                    "V\xc2\xb7s",
                                    "V/sqrt(Hz)",
                                    "V^2/Hz",
                                    "Hz^-1",
                                    "Hz^0.5",
                                    "Hz^(1/2)",
                                    "Hz^(-0.5)",
                                    "m2",
                                    "s-1",
                                    "m\xc2\xb2",
                                    "s\xe2\x81\xbb\xc2\xb9",
                                    "1/(s V^q)",
                                    "1/(s V^(n))",
                                    "%",
                                    "%/K",
                                    "ppm/K",
                                    "dB",
                                    "dBm",
                                    "V/dec",
                                    "K",
                                    "degrees C",
                                    "Degrees Celsius",
                                    "deg",
                                    "degC",
                                    "\xc2\xb0"
                                    "C",
                                    "rad/s",
                                    "eV",
                                    "F",
                                    "pF",
                                    "H",
                                    "S",
                                    "C",
                                    "W",
                                    "J",
                                    "T",
                                    "Wb",
                                    "Pa",
                                    "N/m",
                                    "kg",
                                    "min",
                                    "h",
                                    "volts",
                                    "Volt",
                                    "VOLTS",
                                    "volts per second",
                                    "volts per second per ampere",
                                    "milliamps",
                                    "kilohms",
                                    "microseconds",
                                    "henries",
                                    "henry",
                                    "hertz",
                                    "siemens",
                                    "percent",
                                    "degrees",
                                    "radians",
                                    "turns",
                                    "bit",
                                    "kB",
                                    "dimensionless",
                                    "A / V",
                                    "( V s )",
                                    "1 / (A V)",
                                    "nF/m^2",
                                    "mol/L"};

START_TEST(unit)
{
    ck_assert_msg(unit_valid(units[_i], strlen(units[_i])), "%s", units[_i]);
}
END_TEST

static const char *const others[] = {
    "",
    " ",
    "v",
    "a",
    "x",
    "volt meter reading",
    "or V",
    "V or A",
    "V,",
    ",V",
    "0",
    "2",
    "10",
    "1.5",
    "1V",
    "1 V",
    "1 V per 1/s",
    "5 V",
    "V/",
    "/s",
    "*V",
    "V//s",
    "V^",
    "V^-",
    "V^(2",
    "V^2)",
    "(V",
    "V)",
    "()",
    "m^2/(V s",
    "sqrt",
    "sqrt()",
    "sqrtHz",
    "per s",
    "V per",
    "kV kA kk",
    "kkV",
    "mmV",
    "on",
    "off",
    "state",
    "shuffled",
    "biolek",
    "zha)",
    "spikes",
    "train",
    "kk",
    "m_",
    "V_th",
    "sV",
    "V\xff",
    "\xff",
    "\xe2\x84",
    "\xc2",
    "-",
    "V-",
    "V- s",
    "^2",
    "per",
    "voltss",
    "milli",
    "%%",
    "V.",
    "V . ",
    "V s .",
    "kilo volts",
    "1/",
    "1 /",
    "((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((((V"};

START_TEST(no_unit)
{
    ck_assert_msg(!unit_valid(others[_i], strlen(others[_i])), "%s", others[_i]);
}
END_TEST

/* As long as a unit may be, and one more. */
START_TEST(longest)
{
    char s[LONGEST_UNIT + 2];
    memset(s, 'V', sizeof s);
    for (size_t i = 1; i < sizeof s; i += 2)
        s[i] = ' ';
    s[LONGEST_UNIT - 1] = 's';
    s[LONGEST_UNIT - 2] = 'm';
    ck_assert(unit_valid(s, LONGEST_UNIT));
    s[LONGEST_UNIT] = '2';
    ck_assert(!unit_valid(s, LONGEST_UNIT + 1));
}
END_TEST

/* Only the n bytes count. */
START_TEST(prefix_of_text)
{
    ck_assert(unit_valid("Voltage", 1));
    ck_assert(unit_valid("V/seconds", 3));
    ck_assert(!unit_valid("V/seconds", 2));
    ck_assert(unit_valid("m^2", 3));
    ck_assert(!unit_valid("m^2", 2));
}
END_TEST

static const struct {
    const char *descr;
    enum ifs_type type;
    const char *text, *unit;
} descriptions[] = {
    {"firing threshold, V", IFS_REAL, "firing threshold", "V"},
    {"gain, 1", IFS_REAL, "gain", "1"},
    {"a, b, V/s", IFS_COMPLEX, "a, b", "V/s"},
    {"time ,\t s \n", IFS_REAL, "time", "s"},
    {"count, s", IFS_INTEGER, "count", "s"},
    {", V", IFS_REAL, "", "V"},
    {"V", IFS_REAL, "V", ""},
    {"height (prodromakis, zha)", IFS_REAL, "height (prodromakis, zha)", ""},
    {"time constant, s; at least tau", IFS_REAL, "time constant, s; at least tau", ""},
    {"a threshold,", IFS_REAL, "a threshold,", ""},
    {"a threshold, ", IFS_REAL, "a threshold,", ""},
    {"", IFS_REAL, "", ""},
    {"  ", IFS_REAL, "", ""},
    /* only numbers have units */
    {"one of u, v or w, V", IFS_STRING, "one of u, v or w, V", ""},
    {"switch, V", IFS_BOOLEAN, "switch, V", ""},
    {"handle, V", IFS_POINTER, "handle, V", ""},
};

START_TEST(parameter)
{
    struct ifs_param p = {.descr = descriptions[_i].descr, .type = descriptions[_i].type};
    struct described d = describe_param(&p);
    ck_assert_str_eq(d.unit, descriptions[_i].unit);
    ck_assert_uint_eq(d.length, strlen(descriptions[_i].text));
    ck_assert(strncmp(d.text, descriptions[_i].text, d.length) == 0);
}
END_TEST

START_TEST(port)
{
    struct ifs_port p = {.descr = "input, V", .default_type = {.type = IFS_VD, .name = "vd"}};
    ck_assert_str_eq(describe_port(&p).unit, "V");
    p.default_type.type = IFS_DIGITAL;
    ck_assert_str_eq(describe_port(&p).unit, "");
    ck_assert_uint_eq(describe_port(&p).length, strlen("input, V"));
    p.default_type.type = IFS_USER;
    ck_assert_str_eq(describe_port(&p).unit, "");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("unit");
    TCase *c = tcase_create("unit");
    tcase_add_loop_test(c, unit, 0, (int)(sizeof units / sizeof *units));
    tcase_add_loop_test(c, no_unit, 0, (int)(sizeof others / sizeof *others));
    tcase_add_test(c, longest);
    tcase_add_test(c, prefix_of_text);
    tcase_add_loop_test(c, parameter, 0, (int)(sizeof descriptions / sizeof *descriptions));
    tcase_add_test(c, port);
    suite_add_tcase(s, c);
    return s;
}

CHECK_MAIN(suite)
