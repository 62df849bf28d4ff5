/* Tables as instruments and people write them. */
#include <math.h>

#include "../../lib/fit/data.h"
#include "../check_main.h"
#include "temp.h"

static ns_fit_data read_with(const char *text, const ns_fit_read *o)
{
    ns_error e;
    ns_fit_data d;
    const char *path = temp_write("d.csv", text, strlen(text));
    ck_assert_msg(ns_fit_data_read(&d, path, o, &e), "%s", e.msg);
    return d;
}

static ns_fit_data read_text(const char *text)
{
    return read_with(text, &ns_fit_read_default);
}

/* The text is refused with these words, after the file's name and ":LINE" if line > 0. */
static void refused(const char *text, int line, const char *words, const ns_fit_read *o)
{
    ns_error e = {""};
    ns_fit_data d;
    char place[64];
    const char *path = temp_write("d.csv", text, strlen(text));
    ck_assert_msg(!ns_fit_data_read(&d, path, o ? o : &ns_fit_read_default, &e), "taken: %s", text);
    snprintf(place, sizeof place, line ? "d.csv:%d: " : "d.csv: ", line);
    ck_assert_says(e, place);
    ck_assert_says(e, words);
    ck_assert(!d.row && !d.name);
}

static void check_row(const ns_fit_data *d, size_t k, double t, double v, double y)
{
    ck_assert_uint_lt(k, d->n);
    ck_assert_double_eq_tol(d->row[k].t, t, 1e-15 + 1e-12 * fabs(t));
    ck_assert_double_eq_tol(d->row[k].v, v, 1e-15 + 1e-12 * fabs(v));
    ck_assert_double_eq_tol(d->row[k].y, y, 1e-12 * fabs(y));
}

/* The same four rows, t = 1 ms on, in the ways people write them. */
START_TEST(dialects)
{
    static const char *const texts[] = {
        "t,v,i\n1e-3,0.1,1e-6\n2e-3,0.2,2e-6\n3e-3,0.3,3e-6\n4e-3,0.4,4e-6\n",
        "Time (ms), Voltage (mV), Current (uA)\r\n1,100,1\r\n2,200,2\r\n3,300,3\r\n4,400,4\r\n",
        "time [ms]\tV\tI [nA]\n1\t.1\t1000\n2\t.2\t2000\n3\t.3\t3000\n4\t.4\t4000\n",
        "\xef\xbb\xbft/ms;u/V;i/\302\265A\n1;0,1;1,0\n2;0,2;2,0\n3;0,3;3,0\n4;0,4;4,0\n",
        "# swept by hand\n# t_ms v_mV i_uA\n1 100 1\n2 200 2\n\n# half way\n3 300 3\n4 400 4\n",
        ("Instrument,B1500\nDate,1.1.2020\nIndex,Time(us),\"Voltage (V)\",\"Current (\316\274A)\"\n"
         "1,1000,\"0.1\",1\n2,2000,0.2,2\n3,3000,0.3,3\n4,4000,0.4,4\n"),
        "note,t(s),V1,R (kOhm)\nfirst,1m,100m,100\n-,2m,200m,100\n,3m,300m,100\nx,4m,400m,100\n",
        "t,v,G (\265S)\n1m,0.1,10\n2m,0.2,10\n3m,0.3,10\n4m,0.4,10\n",
    };
    for (size_t k = 0; k < sizeof texts / sizeof *texts; k++) {
        ns_fit_data d = read_text(texts[k]);
        ck_assert_msg(d.kind == NS_SWEEP && d.n == 4 && d.n_read == 4, "text %zu: %zu rows", k,
                      d.n);
        for (size_t n = 0; n < 4; n++)
            check_row(&d, n, 1e-3 * (double)n, 0.1 * (double)(n + 1), 1e-6 * (double)(n + 1));
        ck_assert_double_eq_tol(d.size, 4e-6, 1e-18);
        ns_fit_data_free(&d);
    }
}
END_TEST

/* Without a heading or a time column the options say it. */
START_TEST(given)
{
    static const char rows[] = "0.1,1\n0.2,2\n0.3,3\n0.4,4\n";
    ns_fit_read o = ns_fit_read_default;
    refused(rows, 1, "--columns", NULL);
    o.columns = "v (V), i (uA)";
    refused(rows, 0, "--rate HZ", &o);
    o.rate = 1000;
    ns_fit_data d = read_with(rows, &o);
    check_row(&d, 3, 3e-3, 0.4, 4e-6);
    ns_fit_data_free(&d);
    o.rate = NAN;
    o.period = 1;
    d = read_with(rows, &o);
    check_row(&d, 3, 0.75, 0.4, 4e-6);
    ns_fit_data_free(&d);
    o.columns = "-, v";
    refused(rows, 0, "no column of the current", &o);
    o.columns = "i (mA), v (mV)";
    d = read_with("t,x,y\n1,100\n2,200\n3,300\n4,400\n", &o); /* the file's own heading is left */
    check_row(&d, 0, 0, 0.1, 1e-3);
    ns_fit_data_free(&d);
}
END_TEST

START_TEST(trains)
{
    ns_fit_data d = read_text("pulse,v_pulse (V),width (us),G (uS)\n"
                              "1,1.2,10,5\n2,1.2,10,6\n3,-1,20,5\n4,-1,20,4\n");
    ck_assert(d.kind == NS_PULSES && d.n == 4 && isnan(d.row[0].t) && isnan(d.row[0].v_read));
    ck_assert_double_eq_tol(d.row[2].width, 20e-6, 1e-18);
    ck_assert_double_eq_tol(d.row[3].y, 4e-6, 1e-18);
    ns_fit_data_free(&d);
    d = read_text("time,v_pulse,t_pulse,i (uA),v_read\n"
                  "5,1.2,1m,1,0.1\n6,1.2,1m,2,0.1\n7,-1,1m,1,-0.2\n8,-1,1m,1,0.1\n");
    ck_assert(d.row[3].t == 3 && d.row[2].v_read == -0.2);
    ck_assert_double_eq_tol(d.row[2].y, -5e-6, 1e-18);
    ns_fit_data_free(&d);

    ns_fit_read o = ns_fit_read_default;
    static const char bare[] = "pulse,R (kOhm)\n1,10\n2,9\n3,8\n4,7\n";
    refused(bare, 0, "--v-pulse", NULL);
    o.v_pulse = 1.5;
    refused(bare, 0, "--width", &o);
    o.width = 1e-6;
    d = read_with(bare, &o);
    ck_assert(d.kind == NS_PULSES && d.row[1].v == 1.5 && d.row[1].width == 1e-6);
    ck_assert_double_eq_tol(d.row[3].y, 1 / 7e3, 1e-15);
    ns_fit_data_free(&d);
    refused("v_pulse,width,i\n1,1,1\n1,1,1\n1,1,1\n1,1,1\n", 0, "--v-read", NULL);
    refused("v_pulse,width,g\n1,1,1\n1,-1,1\n1,1,1\n1,1,1\n", 3, "negative width", NULL);
    refused("v_pulse,width,i,v_read\n1,1,1,1\n1,1,1,0\n1,1,1,1\n", 3, "v_read is 0", NULL);
}
END_TEST

START_TEST(wrong)
{
    refused("t,v,i\n1,2,3\n2,x,4\n3,2,3\n4,2,3\n", 3, "'x' in column 2 (voltage)", NULL);
    refused("t,v,i\n1,2,3\n2,nan,4\n3,2,3\n4,2,3\n", 3, "not a number", NULL);
    refused("t,v,i\n1,2,3\n2,3\n3,2,3\n4,2,3\n", 3, "no column 3 (current)", NULL);
    refused("t,v,i\n1,2,3\n0.5,3,4\n3,2,3\n4,2,3\n", 3, "time goes backwards", NULL);
    refused("t,v,i\n1,2,3\n1,3,4\n1,2,3\n1,2,3\n", 0, "all rows have the same time", NULL);
    refused("t,v,i\n1,2,3\n2,3,4\n", 0, "2 rows of numbers are too few", NULL);
    refused("", 0, "0 rows", NULL);
    refused("t,v,i\n", 0, "0 rows", NULL);
    refused("t,v,v\n1,2,3\n2,3,4\n", 0, "two columns, 2 and 3, are the voltage", NULL);
    refused("t (V),v,i\n1,2,3\n2,3,4\n", 0, "does not belong to a time", NULL);
    refused("t,v,i\ns,V,A\n1,2,3\n2,3,4\n", 2, "units into the heading", NULL);
    refused("t,i\n1,2\n2,3\n3,3\n4,4\n", 0, "no column voltage", NULL);
    refused("t,v,r\n1,2,3\n2,3,0\n3,3,1\n4,4,1\n", 3, "a resistance of 0", NULL);
    refused("t,v,i\n1,0,3\n2,0,3\n3,0,1\n4,0,1\n", 0, "voltage is 0 throughout", NULL);
    refused("t,v,i\n1,1,0\n2,1,0\n3,1,0\n4,1,0\n", 0, "reading is 0 throughout", NULL);
    ns_error e;
    ns_fit_data d;
    ck_assert(!ns_fit_data_read(&d, temp_path("none.csv"), &ns_fit_read_default, &e));
    ck_assert_says(e, "No such file");
    ck_assert(!ns_fit_data_read(&d, temp_dir(), &ns_fit_read_default, &e));
    ck_assert_says(e, "directory");
}
END_TEST

/* Every k-th row is kept; times of rows stay theirs. A row may jump: two of the same time. */
START_TEST(points)
{
    static char text[4096];
    size_t n = (size_t)snprintf(text, sizeof text, "t,v,i\n");
    for (int k = 0; k < 100; k++)
        n += (size_t)snprintf(text + n, sizeof text - n, "%d,%d,%d\n", k / 2, k, k + 1);
    ns_fit_read o = ns_fit_read_default;
    o.points = 30;
    ns_fit_data d = read_with(text, &o);
    ck_assert(d.n == 25 && d.n_read == 100);
    check_row(&d, 24, 48, 96, 97);
    ns_fit_data_free(&d);
    o.points = 0;
    d = read_with(text, &o);
    ck_assert(d.n == 100 && d.row[0].t == d.row[1].t);
    ns_fit_data_free(&d);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("fit_data");
    TCase *t = tcase_create("fit_data");
    tcase_add_unchecked_fixture(t, NULL, temp_remove);
    tcase_add_checked_fixture(t, NULL, temp_remove);
    tcase_add_test(t, dialects);
    tcase_add_test(t, given);
    tcase_add_test(t, trains);
    tcase_add_test(t, wrong);
    tcase_add_test(t, points);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
