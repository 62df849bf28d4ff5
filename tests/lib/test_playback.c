/* Recorded events: files of every format, the windows they are cut into, and everything that can be
 * wrong with them. */
#include "network/playback.h"

#include <math.h>

#include "../check_main.h"
#include "data/events.h"
#include "data/npy.h"
#include "temp.h"

static spike_file_params par;
static ns_events_options opt;
static ns_events ev;
static ns_error e;
static ns_packet p;

static void setup(void)
{
    spike_file_params_default(&par);
    opt = (ns_events_options){0};
    ev = (ns_events){0};
    ns_packet_init(&p);
}

static void teardown(void)
{
    ns_events_free(&ev);
    ns_packet_free(&p);
    temp_remove();
}

static const char *text(const char *s)
{
    return temp_write("events", s, strlen(s));
}

static void read_file(const char *path)
{
    ns_events_free(&ev);
    ck_assert_msg(ns_events_read(&ev, path, &opt, &e), "%s", e.msg);
}

static void holds(size_t k, double t, uint32_t addr)
{
    ck_assert_uint_lt(k, ev.n);
    ck_assert_double_eq_tol(ev.t[k], t, 1e-15);
    ck_assert_uint_eq(ev.addr[k], addr);
}

static void unreadable(const char *path, const char *says, const char *too)
{
    ns_events_free(&ev);
    ck_assert(!ns_events_read(&ev, path, &opt, &e));
    ck_assert_says(e, says);
    ck_assert_says(e, too);
    ck_assert_ptr_null(ev.t);
}

/* ---- csv ---- */

START_TEST(csv)
{
    read_file(text("# recorded\n0.1,3\n\n0.2 , 4\n0.25;0\n 1e-1\t7\n"));
    ck_assert_int_eq(ev.format, NS_EVENTS_CSV);
    ck_assert_uint_eq(ev.n, 4); /* in order, equal times as in the file */
    holds(0, 0.1, 3);
    holds(1, 0.1, 7);
    holds(2, 0.2, 4);
    holds(3, 0.25, 0);
    ck_assert_uint_eq(ev.n_addr, 8);
}
END_TEST

START_TEST(csv_with_named_columns)
{
    read_file(text("label,address,phase,time\n-1,3,run,0.5\r\n2,9,run,0.75\r\n"));
    ck_assert_uint_eq(ev.n, 2);
    holds(0, 0.5, 3);
    holds(1, 0.75, 9);
    opt.scale = 1e-3;
    read_file(text("t addr\n1 2\n"));
    holds(0, 1e-3, 2);
}
END_TEST

START_TEST(bad_csv)
{
    unreadable(text("0.1,3\n0.2,x\n"), "line 2", "0.2,x");
    unreadable(text("time,weight\n1,2\n"), "line 1", "name the columns");
    unreadable(text("0.1,-1\n"), "line 1", "address -1");
    unreadable(text("0.1,1.5\n"), "line 1", "address 1.5");
    unreadable(text("inf,1\n"), "line 1", "finite");
    unreadable(text("0.1\n"), "line 1", "columns 1 and 2");
    unreadable(text("0.1,3abc\n"), "line 1", "3abc");
    unreadable("/nowhere/x.csv", "/nowhere/x.csv", "opened");
}
END_TEST

START_TEST(nothing_in_it)
{
    read_file(text(""));
    ck_assert_uint_eq(ev.n, 0);
    ck_assert_uint_eq(ev.n_addr, 0);
}
END_TEST

/* Many events out of order: sorted, and stable. */
START_TEST(sorts)
{
    enum { N = 5000 };
    char *s = malloc(N * 24), *at = s;
    unsigned r = 1;
    for (int k = 0; k < N; k++) {
        r = r * 1664525u + 1013904223u;
        at += sprintf(at, "%u,%d\n", r >> 22, k);
    }
    read_file(temp_write("events", s, (size_t)(at - s)));
    free(s);
    ck_assert_uint_eq(ev.n, N);
    for (size_t k = 1; k < N; k++) {
        ck_assert(ev.t[k] > ev.t[k - 1] ||
                  (!(ev.t[k] < ev.t[k - 1]) && ev.addr[k] > ev.addr[k - 1]));
    }
}
END_TEST

/* ---- npy ---- */

/* An array of `rows` x 2 items of `size` bytes in little endian. */
static const char *npy(const char *descr, size_t rows, const void *items, size_t size)
{
    unsigned char b[512] = "\x93NUMPY\x01";
    const int len =
        snprintf((char *)b + 10, 118,
                 "{'descr': '%s', 'fortran_order': False, 'shape': (%zu, 2), }", descr, rows);
    memset(b + 10 + len, ' ', (size_t)(118 - len));
    b[127] = '\n';
    b[8] = 118;
    memcpy(b + 128, items, rows * 2 * size);
    return temp_write("events.npy", b, 128 + rows * 2 * size);
}

START_TEST(npy_of_any_type)
{
    const double f8[] = {0.5, 7, 0.25, 1000000};
    read_file(npy("<f8", 2, f8, 8));
    ck_assert_int_eq(ev.format, NS_EVENTS_NPY);
    holds(0, 0.25, 1000000);
    holds(1, 0.5, 7);
    opt.scale = 1e-6;
    const int64_t i8[] = {3000000, 5, -20, 6};
    read_file(npy("<i8", 2, i8, 8));
    holds(0, -20e-6, 6);
    holds(1, 3, 5);
    const uint32_t u4[] = {4000000000u, 70000};
    read_file(npy("<u4", 1, u4, 4));
    holds(0, 4000, 70000);
    const int16_t i2[] = {-1, 12};
    read_file(npy("<i2", 1, i2, 2));
    holds(0, -1e-6, 12);
    const uint8_t u1[] = {200, 255};
    read_file(npy("|u1", 1, u1, 1));
    holds(0, 200e-6, 255);
}
END_TEST

START_TEST(bad_npy)
{
    const double f8[] = {0.5, 0.5, NAN, 1};
    const float wrong[] = {1, 2, 3};
    unreadable(npy("<f8", 2, f8, 8), "row 0", "address 0.5");
    unreadable(npy("<c8", 1, f8, 8), "<c8", "astype");
    unreadable(npy("<f8", 2, f8 + 2, 1), "truncated", "32 bytes");
    ck_assert(ns_npy_write(temp_path("three.npy"), wrong, 1, 3, &e));
    unreadable(temp_path("three.npy"), "(1, 3)", "rows of 2");
    opt.format = NS_EVENTS_NPY;
    unreadable(text("0.1,2\n"), "not a .npy", "");
}
END_TEST

/* ---- aedat ---- */

static unsigned char bytes[4096];
static size_t n_bytes;

static void begin(const char *header)
{
    n_bytes = strlen(header);
    memcpy(bytes, header, n_bytes);
}

static void put(uint32_t v, bool big)
{
    for (int i = 0; i < 4; i++) {
        bytes[n_bytes++] = (unsigned char)(v >> (big ? 24 - 8 * i : 8 * i));
    }
}

static void old_event(uint32_t addr, uint32_t us)
{
    put(addr, true);
    put(us, true);
}

static const char *written(void)
{
    return temp_write("events.aedat", bytes, n_bytes);
}

static const char old_header[] = "#!AER-DAT2.0\r\n# This is a raw AE data file\r\n# created\r\n";

START_TEST(aedat_2_of_dvs128)
{
    opt.sensor = NS_SENSOR_DVS128;
    begin(old_header);
    old_event(5u << 8 | 3u << 1 | 1, 1000);
    old_event(0x8000, 1500); /* an external event */
    old_event(127u << 8 | 127u << 1, 2000);
    read_file(written());
    ck_assert_int_eq(ev.format, NS_EVENTS_AEDAT);
    ck_assert_uint_eq(ev.n, 2);
    holds(0, 1e-3, 2 * (5 * 128 + 3) + 1);
    holds(1, 2e-3, 2 * (128 * 128 - 1));
    opt.polarity = NS_POLARITY_ON;
    read_file(written());
    ck_assert_uint_eq(ev.n, 1);
    holds(0, 1e-3, 5 * 128 + 3);
    opt.polarity = NS_POLARITY_OFF;
    read_file(written());
    ck_assert_uint_eq(ev.n, 1);
    holds(0, 2e-3, 128 * 128 - 1);
    opt.polarity = NS_POLARITY_ANY;
    read_file(written());
    ck_assert_uint_eq(ev.n, 2);
}
END_TEST

START_TEST(aedat_2_of_davis)
{
    opt.sensor = NS_SENSOR_DAVIS;
    begin(old_header);
    old_event(100u << 22 | 200u << 12 | 1u << 11, 10);
    old_event(0x80000000u | 100u << 22, 11); /* a sample of a frame */
    old_event(1u << 10, 12);                 /* an external event */
    read_file(written());
    ck_assert_uint_eq(ev.n, 1);
    holds(0, 10e-6, 2 * (100 * 240 + 200) + 1);
    opt.width = 150;
    unreadable(written(), "x = 200", "set width");
    opt.width = 346;
    read_file(written());
    holds(0, 10e-6, 2 * (100 * 346 + 200) + 1);
}
END_TEST

/* Times begin again after 2^32 us; small steps backwards are only out of order. */
START_TEST(aedat_2_raw_and_long)
{
    begin(old_header);
    old_event(17, 4294967290u);
    old_event(18, 4294967280u);
    old_event(19, 4);
    read_file(written());
    holds(0, 4294.967280, 18);
    holds(1, 4294.967290, 17);
    holds(2, 4294.967300, 19);
}
END_TEST

static const char new_header[] = "#!AER-DAT3.1\r\n#Format: RAW\r\n#Source 0: DVS128\r\n"
                                 "#Start-Time: 2016-05-01 12:00:00\r\n#!END-HEADER\r\n";

static void new_packet(uint32_t type, uint32_t size, uint32_t overflow, uint32_t n)
{
    put(type, false); /* source 0 in the upper half */
    put(size, false);
    put(4, false);
    put(overflow, false);
    put(n, false);
    put(n, false);
    put(n, false);
}

static void new_event(uint32_t data, uint32_t us)
{
    put(data, false);
    put(us, false);
}

START_TEST(aedat_3)
{
    begin(new_header);
    new_packet(1, 8, 0, 3);
    new_event(30u << 17 | 20u << 2 | 2 | 1, 100);
    new_event(31u << 17 | 20u << 2 | 2, 101); /* marked invalid */
    new_event(32u << 17 | 21u << 2 | 1, 102);
    new_packet(3, 36, 0, 1); /* inertial sensor: passed over */
    for (int k = 0; k < 9; k++) {
        put(0xffffffff, false);
    }
    new_packet(12, 8, 1, 1);
    new_event(77u << 12 | 3u << 6 | 2u << 1 | 1, 5);
    opt.width = 128;
    read_file(written());
    ck_assert_uint_eq(ev.n, 3);
    holds(0, 100e-6, 2 * (20 * 128 + 30) + 1);
    holds(1, 102e-6, 2 * (21 * 128 + 32));
    ck_assert_double_eq_tol(ev.t[2], 2147.483653, 1e-9);
    ck_assert_uint_eq(ev.addr[2], 77u << 11 | 3u << 5 | 2);
}
END_TEST

START_TEST(bad_aedat)
{
    begin("#!AER-DAT4.0\r\n");
    unreadable(written(), "#!AER-DAT4.0", "2.0, 3.0 and 3.1");
    begin(old_header);
    old_event(1, 2);
    n_bytes -= 3;
    unreadable(written(), "truncated", "event 0");
    begin(new_header);
    new_packet(1, 8, 0, 2);
    new_event(1, 1);
    unreadable(written(), "truncated", "packet 0, event 1");
    begin(new_header);
    new_packet(1, 12, 0, 1);
    unreadable(written(), "damaged", "12 bytes");
    begin(new_header);
    new_packet(1, 0, 0, 1);
    unreadable(written(), "damaged", "packet 0");
    begin(new_header);
    put(1, false);
    unreadable(written(), "truncated", "header of packet 0");
    begin("#!AER-DAT3.1\r\n#Format: RAW\r\n");
    put(1, false);
    unreadable(written(), "END-HEADER", "");
    begin("#!AER-DAT3.1\r\n#Format: RAW");
    unreadable(written(), "truncated", "header");
    opt.format = NS_EVENTS_AEDAT;
    unreadable(text("0.1,2\n"), "something else", "csv");
}
END_TEST

/* ---- playing ---- */

static ns_playback *player(void)
{
    ns_playback *s = ns_playback_new(&par, &e);
    ck_assert_msg(s != NULL, "%s", e.msg);
    return s;
}

static void show(const ns_playback *s, uint64_t k, uint32_t n)
{
    ck_assert_msg(ns_playback_packet(s, k, &p, &e), "%s", e.msg);
    ck_assert_msg(p.n == n, "packet %d holds %u spikes, not %u", (int)k, p.n, n);
}

static void spike(uint32_t k, double t, uint32_t addr)
{
    ck_assert_double_eq_tol(p.t[k], t, 1e-12);
    ck_assert_uint_eq(p.addr[k], addr);
}

START_TEST(windows)
{
    par.file = text("0.05,1\n0.1,2\n0.149,0\n0.35,5\n");
    par.window = 0.1;
    par.delay = 2;
    par.repeat = 2;
    ns_playback *s = player();
    ck_assert_uint_eq(ns_playback_total(s), 8);
    show(s, 0, 1);
    spike(0, 0.05, 1);
    show(s, 1, 2);
    spike(0, 0, 2); /* the border belongs to what follows */
    spike(1, 0.049, 0);
    show(s, 2, 0);
    ck_assert_double_eq_tol(p.t0, 2.2, 1e-12);
    ck_assert_uint_eq(p.n_addr, 6);
    ck_assert_uint_eq(p.seq, 3);
    show(s, 3, 1);
    show(s, 5, 2);
    ck_assert_double_eq_tol(p.t0, 2.5, 1e-12);
    spike(1, 0.049, 0);
    ck_assert(!ns_playback_packet(s, 8, &p, &e));
    ns_playback_free(s);
}
END_TEST

START_TEST(part_and_speed)
{
    par.file = text("100,9\n101,1\n102,2\n103,3\n");
    par.origin = "first";
    par.skip = 1;
    par.length = 2;
    par.speed = 10;
    par.window = 0.1;
    ns_playback *s = player();
    ck_assert_uint_eq(ns_playback_total(s), 2);
    show(s, 0, 1);
    spike(0, 0, 1);
    show(s, 1, 1);
    spike(0, 0, 2);
    ns_playback_free(s);
    par.length = 0; /* up to the last event */
    s = player();
    ck_assert_uint_eq(ns_playback_total(s), 3);
    ns_playback_free(s);
}
END_TEST

START_TEST(aedat_begins_at_its_first_event)
{
    begin(old_header);
    old_event(3, 5000000);
    old_event(4, 5010000);
    par.file = written();
    par.window = 0.02;
    ns_playback *s = player();
    ck_assert_uint_eq(ns_playback_total(s), 1);
    show(s, 0, 2);
    spike(0, 0, 3);
    spike(1, 0.01, 4);
    ns_playback_free(s);
}
END_TEST

START_TEST(map)
{
    const float pairs[] = {500, 1, 7, 0, 9000, 3};
    ck_assert(ns_npy_write(temp_path("map.npy"), pairs, 3, 2, &e));
    par.file = text("0.001,7\n0.002,8\n0.003,500\n");
    par.map = temp_path("map.npy");
    ns_playback *s = player();
    show(s, 0, 2);
    spike(0, 0.001, 0);
    spike(1, 0.003, 1);
    ck_assert_uint_eq(p.n_addr, 4);
    ns_playback_free(s);
}
END_TEST

static void refused(const char *says, const char *too)
{
    ck_assert_ptr_null(ns_playback_new(&par, &e));
    ck_assert_says(e, says);
    ck_assert_says(e, too);
}

START_TEST(bad_parameters)
{
    const float twice[] = {5, 1, 5, 2}, half[] = {5, 0.5f};
    par.file = text("0.1,7\n1e6,2\n");
    par.format = "txt";
    refused("format = txt", "auto, csv, npy, aedat");
    par.format = "auto";
    par.sensor = "dvs";
    refused("sensor = dvs", "davis");
    par.sensor = "raw";
    par.polarity = "up";
    refused("polarity = up", "both");
    par.polarity = "both";
    par.origin = "start";
    refused("origin = start", "first");
    par.origin = "auto";
    par.phase = "learn";
    refused("phase = learn", "train");
    par.phase = "run";
    par.n = 5;
    refused("n = 5", "up to 7");
    par.n = 0;
    par.window = 1e-9;
    refused("raise window", "check scale");
    par.window = 0.01;
    par.ahead = true;
    refused("ahead", "delay");
    par.ahead = false;
    par.map = temp_path("map.npy");
    refused("map.npy", "opened");
    ck_assert(ns_npy_write(par.map, twice, 2, 2, &e));
    refused("map", "twice");
    ck_assert(ns_npy_write(par.map, half, 1, 2, &e));
    refused("map", "0.5");
    par.map = NULL;
    par.file = NULL;
    refused("file", "missing");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("playback");
    TCase *files = tcase_create("files"), *play = tcase_create("playing");
    tcase_add_checked_fixture(files, setup, teardown);
    tcase_add_checked_fixture(play, setup, teardown);
    tcase_add_test(files, csv);
    tcase_add_test(files, csv_with_named_columns);
    tcase_add_test(files, bad_csv);
    tcase_add_test(files, nothing_in_it);
    tcase_add_test(files, sorts);
    tcase_add_test(files, npy_of_any_type);
    tcase_add_test(files, bad_npy);
    tcase_add_test(files, aedat_2_of_dvs128);
    tcase_add_test(files, aedat_2_of_davis);
    tcase_add_test(files, aedat_2_raw_and_long);
    tcase_add_test(files, aedat_3);
    tcase_add_test(files, bad_aedat);
    tcase_add_test(play, windows);
    tcase_add_test(play, part_and_speed);
    tcase_add_test(play, aedat_begins_at_its_first_event);
    tcase_add_test(play, map);
    tcase_add_test(play, bad_parameters);
    suite_add_tcase(s, files);
    suite_add_tcase(s, play);
    return s;
}

CHECK_MAIN(suite)
