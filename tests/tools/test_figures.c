/* The parts of the report: numbers on axes, colours, pictures, escaping, tables, and every figure
 * from a small run. Also what the runner draws: its progress line. */
#include <math.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>
#include <zlib.h>

#include "../../tools/colormap.h"
#include "../../tools/figures.h"
#include "../../tools/html.h"
#include "../../tools/options.h"
#include "../../tools/png.h"
#include "../../tools/progress.h"
#include "../../tools/svg.h"
#include "../../tools/ticks.h"
#include "../check_main.h"
#include "data/npy.h"

static char dir[] = "/tmp/ngspike-figures-XXXXXX";
static ns_error e;

static char *path_of(const char *name)
{
    static char path[256];
    snprintf(path, sizeof path, "%s/%s", dir, name);
    return path;
}

static void write_file(const char *name, const char *content)
{
    FILE *f = fopen(path_of(name), "w");
    ck_assert_ptr_nonnull(f);
    fputs(content, f);
    fclose(f);
}

static void setup(void)
{
    strcpy(dir, "/tmp/ngspike-figures-XXXXXX");
    ck_assert_ptr_nonnull(mkdtemp(dir));
}

static void teardown(void)
{
    static const char *const names[] = {"spikes.csv", "hysteresis.csv", "result.json",
                                        "weights.npy", "weights-start.npy"};
    for (size_t i = 0; i < sizeof names / sizeof *names; i++)
        unlink(path_of(names[i]));
    rmdir(dir);
}

START_TEST(ticks_are_round_and_cover_the_range)
{
    static const double ranges[][2] = {{0, 1},        {-1.06, 1.06}, {3e-9, 8.7e-5},
                                       {9990, 10010}, {-5e6, 12e6},  {0, 0.7}};
    for (size_t i = 0; i < sizeof ranges / sizeof *ranges; i++) {
        double min = ranges[i][0], max = ranges[i][1];
        ticks t = ticks_linear(min, max, 5);
        ck_assert_int_ge(t.n, 3);
        ck_assert_int_le(t.n, 8);
        double step = t.at[1] - t.at[0], mantissa = step / pow(10, floor(log10(step) + 1e-6));
        ck_assert(fabs(mantissa - 1) < 1e-6 || fabs(mantissa - 2) < 1e-6 ||
                  fabs(mantissa - 5) < 1e-6);
        ck_assert(t.at[0] >= min - 1e-6 * step && t.at[0] < min + step);
        ck_assert(t.at[t.n - 1] <= max + 1e-6 * step && t.at[t.n - 1] > max - step);
    }
    ck_assert_int_eq(ticks_linear(1, 1, 5).n, 0);
    ck_assert_int_eq(ticks_linear(0, INFINITY, 5).n, 0);
    ck_assert_int_eq(ticks_linear(NAN, 1, 5).n, 0);
    ck_assert_int_eq(ticks_linear(0, 0.3, 5).decimals, 1);
    ticks t = ticks_log(0.7, 20000);
    ck_assert_int_eq(t.n, 5);
    ck_assert_double_eq_tol(t.at[4], 10000, 1e-6);
    ck_assert_int_eq(ticks_log(0, 10).n, 0);
}
END_TEST

START_TEST(quantities_get_their_prefix)
{
    static const struct {
        double v;
        const char *s;
    } cases[] = {{3.28e-6, "3.28 µS"}, {0, "0 S"},           {1e-4, "100 µS"},
                 {1, "1 S"},           {-2.5e-3, "-2.5 mS"}, {999.7e-9, "1000 nS"},
                 {1e-18, "1 aS"}};
    char s[32];
    for (size_t i = 0; i < sizeof cases / sizeof *cases; i++) {
        si_format(s, sizeof s, cases[i].v, "S");
        ck_assert_str_eq(s, cases[i].s);
    }
}
END_TEST

START_TEST(colours_grow_evenly_lighter)
{
    double last = -1;
    for (int i = 0; i <= 256; i++) {
        rgb c = colormap(i / 256.0);
        double y = 0.2126 * pow(c.r / 255.0, 2.2) + 0.7152 * pow(c.g / 255.0, 2.2) +
                   0.0722 * pow(c.b / 255.0, 2.2);
        double lightness = 116 * cbrt(y) - 16;
        ck_assert_msg(lightness > last - 0.6, "at %d/256: %g after %g", i, lightness, last);
        ck_assert_double_eq_tol(lightness, 14 + 78 * i / 256.0, 4);
        last = lightness;
    }
    rgb low = colormap(-1), zero = colormap(0), grey = colormap(NAN);
    ck_assert(low.r == zero.r && low.g == zero.g && low.b == zero.b);
    ck_assert(grey.r == grey.g && grey.g == grey.b);
}
END_TEST

static size_t decode_base64(const char *s, unsigned char *out)
{
    static const char digits[] = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
    size_t n = 0;
    unsigned bits = 0;
    int have = 0;
    for (; *s && *s != '='; s++) {
        bits = bits << 6 | (unsigned)(strchr(digits, *s) - digits);
        have += 6;
        if (have >= 8) {
            have -= 8;
            out[n++] = (unsigned char)(bits >> have);
        }
    }
    return n;
}

START_TEST(pictures_are_png)
{
    static const rgb pixels[6] = {{1, 2, 3},       {4, 5, 6}, {7, 8, 9},
                                  {250, 251, 252}, {0, 0, 0}, {255, 255, 255}};
    static const unsigned char expected[] = {0, 1,   2,   3,   4, 5, 6, 7,   8,   9,
                                             0, 250, 251, 252, 0, 0, 0, 255, 255, 255};
    unsigned char png[1024], raw[64];
    text t = {0};
    png_data_uri(&t, pixels, 3, 2);
    ck_assert_int_eq(strncmp(t.s, "data:image/png;base64,", 22), 0);
    size_t n = decode_base64(t.s + 22, png);
    ck_assert_int_eq(memcmp(png, "\x89PNG\r\n\x1a\n", 8), 0);
    size_t at = 8;
    uLongf raw_size = sizeof raw;
    for (int chunk = 0; chunk < 3; chunk++) {
        size_t len = (size_t)png[at] << 24 | (size_t)png[at + 1] << 16 | (size_t)png[at + 2] << 8 |
                     png[at + 3];
        const unsigned char *c = png + at + 8 + len;
        unsigned long crc =
            (unsigned long)c[0] << 24 | (unsigned long)c[1] << 16 | (unsigned long)c[2] << 8 | c[3];
        ck_assert_uint_eq(crc32(0, png + at + 4, (unsigned)len + 4), crc);
        if (memcmp(png + at + 4, "IDAT", 4) == 0)
            ck_assert_int_eq(uncompress(raw, &raw_size, png + at + 8, len), Z_OK);
        at += len + 12;
    }
    ck_assert_uint_eq(at, n);
    ck_assert_uint_eq(raw_size, sizeof expected);
    ck_assert_int_eq(memcmp(raw, expected, sizeof expected), 0);
    text_free(&t);
}
END_TEST

START_TEST(markup_is_escaped)
{
    text t = {0};
    html_text(&t, "a<b>&\"c\" \xC3\xA9 \xFF\x01 \xED\xA0\x80 \xE2\x82");
    ck_assert_str_eq(t.s, "a&lt;b&gt;&amp;&quot;c&quot; \xC3\xA9 \xEF\xBF\xBD\xEF\xBF\xBD "
                          "\xEF\xBF\xBD\xEF\xBF\xBD\xEF\xBF\xBD "
                          "\xEF\xBF\xBD\xEF\xBF\xBD");
    text_free(&t);
}
END_TEST

START_TEST(hysteresis_tables_of_all_kinds)
{
    curve c[MAX_CURVES];
    int n;
    text one = {0}, paired = {0};
    text_add(&one, " time v(a) -i(v1) v(xa) v(b) -i(v2) v(xb)\n");
    for (int k = 0; k <= 1000; k++) {
        double t = k * 1e-3, a = sin(2 * M_PI * 3 * t), b = sin(2 * M_PI * 1 * t);
        text_addf(&one, " %.9e %.9e %.9e %.9e %.9e %.9e %.9e\n", t, a, 1e-3 * a, 0.5, b, 2e-3 * b,
                  0.25);
        text_addf(&paired, " %.9e %.9e  %.9e %.9e  %.9e %.9e\n", t, a, t, 1e-3 * a, t, 0.5);
    }
    write_file("hysteresis.csv", one.s);
    ck_assert_msg(read_curves(path_of("hysteresis.csv"), c, &n, &e), "%s", e.msg);
    ck_assert_int_eq(n, 2);
    ck_assert_uint_eq(c[1].n, 1001);
    ck_assert_double_eq_tol(c[0].frequency, 3, 0.01);
    ck_assert_double_eq_tol(c[1].frequency, 1, 0.01);
    ck_assert_double_eq(c[1].x[7], 0.25);
    ck_assert_double_eq_tol(c[1].i[250], 2e-3, 1e-12);
    free_curves(c, n);
    write_file("hysteresis.csv", paired.s);
    ck_assert_msg(read_curves(path_of("hysteresis.csv"), c, &n, &e), "%s", e.msg);
    ck_assert_int_eq(n, 1);
    ck_assert_double_eq(c[0].x[7], 0.5);
    ck_assert_double_eq_tol(c[0].frequency, 3, 0.01);
    free_curves(c, n);
    write_file("hysteresis.csv", "time,v,i\n0,0,0\n1,1,2\n");
    ck_assert_msg(read_curves(path_of("hysteresis.csv"), c, &n, &e), "%s", e.msg);
    ck_assert_ptr_null(c[0].x);
    ck_assert_double_eq(c[0].i[1], 2);
    free_curves(c, n);
    text_free(&one);
    text_free(&paired);
}
END_TEST

START_TEST(damaged_tables_are_refused_with_their_line)
{
    static const char *const bad[] = {"0 1 2 3\n1 2\n",        "0 1 2 3\n1 2 x 4\n",
                                      "0 1 2 3\n1 2 nan 4\n",  "",
                                      "time v i x\n",          "time v(a) -i(v1) x\n0 0 1\n1 2 3\n",
                                      "0 1 2 3 4\n1 2 3 4 5\n"};
    curve c[MAX_CURVES];
    spike *s;
    size_t count;
    int n;
    for (size_t i = 0; i < sizeof bad / sizeof *bad; i++) {
        write_file("hysteresis.csv", bad[i]);
        ck_assert_msg(!read_curves(path_of("hysteresis.csv"), c, &n, &e), "%zu", i);
        ck_assert_ptr_nonnull(strstr(e.msg, "hysteresis.csv"));
    }
    write_file("spikes.csv", "time,address,label,phase\n0.1,3,1,test\n0.2,x,1,test\n");
    ck_assert(!read_spikes(path_of("spikes.csv"), &s, &count, &e));
    ck_assert_ptr_nonnull(strstr(e.msg, ":3:"));
    write_file("spikes.csv", "time,address,label,phase\n");
    ck_assert(!read_spikes(path_of("spikes.csv"), &s, &count, &e));
    write_file("spikes.csv", "time,address,label,phase\n0.25,3,1,test\n# more came\n");
    ck_assert(read_spikes(path_of("spikes.csv"), &s, &count, &e));
    ck_assert_uint_eq(count, 1);
    ck_assert_double_eq(s[0].t, 0.25);
    ck_assert_str_eq(s[0].phase, "test");
    free(s);
}
END_TEST

static int count_of(const char *s, const char *what)
{
    int n = 0;
    for (; (s = strstr(s, what)) != NULL; s++)
        n++;
    return n;
}

/* Two neurons that see 2 x 2 pixels. */
static void write_run(void)
{
    static const float after[8] = {1e-6F, 9e-5F, 5e-5F, 2e-5F, 3e-5F, 1e-5F, 1e-6F, 1e-4F};
    static const float before[8] = {4e-5F, 4e-5F, 4e-5F, 4e-5F, 4e-5F, 4e-5F, 4e-5F, 5e-5F};
    ck_assert(ns_npy_write(path_of("weights.npy"), after, 4, 2, &e));
    ck_assert(ns_npy_write(path_of("weights-start.npy"), before, 4, 2, &e));
    write_file("result.json",
               "{\"accuracy\":0.75,\"tested\":8,\"classes\":2,\"confusion\":[[3,1],[1,3]],"
               "\"neuron_class\":[1,0],\"class_names\":[\"cat & dog\",\"owl\"]}");
    write_file(
        "spikes.csv",
        "time,address,label,phase\n0.1,0,1,test\n0.12,0,1,test\n0.3,1,0,test\n0.5,1,1,test\n");
    write_file("hysteresis.csv", "t v i x\n0 0 0 0.1\n1 1 1 0.2\n2 0 0 0.3\n3 -1 -0.5 0.2\n");
}

START_TEST(every_figure_is_drawn)
{
    static const struct {
        const char *name, *must_have;
        bool (*draw)(text *, const results *, const char **);
    } figures[] = {{"confusion", "cat &amp; dog", figure_confusion},
                   {"fields", "data:image/png", figure_fields},
                   {"raster", "owl", figure_raster},
                   {"histogram", "conductance (µS)", figure_histogram},
                   {"hysteresis", "current (", figure_hysteresis}};
    results r;
    write_run();
    ck_assert(results_read(&r, dir, NULL, 0, 0, &e));
    ck_assert_int_eq(r.rows, 2);
    ck_assert_int_eq(results_neuron_class(&r, 0), 1);
    ck_assert_int_eq(results_neuron_class(&r, 5), -1);
    for (size_t i = 0; i < sizeof figures / sizeof *figures; i++) {
        const char *why = "";
        text t = {0};
        ck_assert_msg(figures[i].draw(&t, &r, &why), "%s: %s", figures[i].name, why);
        ck_assert_msg(strstr(t.s, figures[i].must_have) != NULL, "%s", figures[i].name);
        ck_assert_int_eq(strncmp(t.s, "<svg ", 5), 0);
        ck_assert_str_eq(t.s + t.n - 7, "</svg>\n");
        ck_assert_ptr_null(strstr(t.s, "nan"));
        ck_assert_ptr_null(strstr(t.s, "inf"));
        ck_assert_int_eq(count_of(t.s, "<text"), count_of(t.s, "</text>"));
        text_free(&t);
    }
    results_free(&r);
}
END_TEST

START_TEST(missing_and_damaged_files_are_named)
{
    results r;
    const char *why = "";
    text t = {0};
    ck_assert(results_read(&r, dir, "fashion", 0, 0, &e));
    ck_assert(!figure_fields(&t, &r, &why));
    ck_assert_ptr_nonnull(strstr(why, "weights.npy"));
    ck_assert(r.weights_state.missing && !r.weights_state.damaged);
    ck_assert_str_eq(results_class(&r, 9, NULL, 0), "Boot");
    results_free(&r);
    write_run();
    write_file("weights-start.npy", "nonsense");
    write_file("result.json", "{\"accuracy\":");
    ck_assert(results_read(&r, dir, NULL, 0, 0, &e));
    ck_assert(r.start_state.damaged && strstr(r.start_state.why, "weights-start.npy"));
    ck_assert(r.result_state.damaged && strstr(r.result_state.why, "result.json"));
    ck_assert(!figure_confusion(&t, &r, &why));
    ck_assert(figure_histogram(&t, &r, &why));
    results_free(&r);
    text_free(&t);
    ck_assert(!results_read(&r, "/nonexistent", NULL, 0, 0, &e));
}
END_TEST

static int columns(const char *s)
{
    int n = 0;
    for (; *s; s++)
        n += ((unsigned char)*s & 0xC0) != 0x80;
    return n;
}

START_TEST(the_progress_line_fits)
{
    ngspike_status net = {.version = 2,
                          .host = 1,
                          .shown = 3280,
                          .total = 10000,
                          .phase = 3,
                          .tested = 280,
                          .accuracy = 0.751};
    host_progress h = {.running = true,
                       .task = "tran",
                       .fraction = 0.25,
                       .scale = 5e-3,
                       .scale_is_time = true,
                       .points = 1234567};
    char line[512];
    for (int width = 12; width < 160; width++) {
        for (int k = 0; k < 4; k++) {
            progress_format(line, sizeof line, width, k & 1, &h, k & 2 ? &net : NULL, 75, 70);
            ck_assert_msg(columns(line) <= width, "%d columns in %d: %s", columns(line), width,
                          line);
        }
    }
    progress_format(line, sizeof line, 120, false, &h, &net, 75, 70);
    ck_assert_ptr_nonnull(strstr(line, "test ["));
    ck_assert_ptr_nonnull(strstr(line, "3280/10000 images"));
    ck_assert_ptr_nonnull(strstr(line, "accuracy 75.1 %"));
    ck_assert_ptr_nonnull(strstr(line, "47 images/s"));
    ck_assert_ptr_nonnull(strstr(line, "ETA 2:23"));
    progress_format(line, sizeof line, 120, false, &h, NULL, 75, 0);
    ck_assert_ptr_nonnull(strstr(line, "25.0 %  ETA 3:45  5 ms"));
}
END_TEST

START_TEST(the_nearest_name_is_found)
{
    static const char *const names[] = {"run", "report", "--help", NULL};
    ck_assert_str_eq(nearest("reprot", names), "report");
    ck_assert_str_eq(nearest("rep", names), "report");
    ck_assert_str_eq(nearest("--hlep", names), "--help");
    ck_assert_ptr_null(nearest("zzzzzzzzz", names));
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("figures");
    TCase *c = tcase_create("figures");
    tcase_add_checked_fixture(c, setup, teardown);
    tcase_add_test(c, ticks_are_round_and_cover_the_range);
    tcase_add_test(c, quantities_get_their_prefix);
    tcase_add_test(c, colours_grow_evenly_lighter);
    tcase_add_test(c, pictures_are_png);
    tcase_add_test(c, markup_is_escaped);
    tcase_add_test(c, hysteresis_tables_of_all_kinds);
    tcase_add_test(c, damaged_tables_are_refused_with_their_line);
    tcase_add_test(c, every_figure_is_drawn);
    tcase_add_test(c, missing_and_damaged_files_are_named);
    tcase_add_test(c, the_progress_line_fits);
    tcase_add_test(c, the_nearest_name_is_found);
    suite_add_tcase(s, c);
    return s;
}

CHECK_MAIN(suite)
