/* The event level in ngspice: a small network learns bars, the same as a bare loop over the library
 * to the last bit, whatever the analog side of the circuit does; and every kind of bad input ends
 * the run with a message that helps. */
#include <math.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "../../lib/data/npy.h"
#include "../../lib/device/pulse.h"
#include "../../lib/network/layer.h"
#include "../../lib/network/source.h"
#include "../check_main.h"
#include "../lib/temp.h"
#include "spice.h"

enum { SIDE = 8, PIXELS = SIDE * SIDE, IMAGES = 120, NEURONS = 6, CLASSES = 3 };

static void put32(unsigned char *p, unsigned v)
{
    for (int i = 0; i < 4; i++)
        p[i] = (unsigned char)(v >> (24 - 8 * i));
}

/* Class 0: two rows; 1: two columns; 2: the diagonal; on a dim noisy ground. */
static void draw(unsigned char *image, int k)
{
    unsigned noise = 12345u + (unsigned)k;
    for (int r = 0; r < SIDE; r++)
        for (int c = 0; c < SIDE; c++) {
            int on = k % CLASSES == 0   ? r == 2 || r == 5
                     : k % CLASSES == 1 ? c == 2 || c == 5
                                        : r == c;
            noise = noise * 1664525u + 1013904223u;
            image[r * SIDE + c] = (unsigned char)(on ? 255 : noise >> 27);
        }
}

static void write_data(void)
{
    static unsigned char images[16 + IMAGES * PIXELS], labels[8 + IMAGES];
    put32(images, 0x803);
    put32(images + 4, IMAGES);
    put32(images + 8, SIDE);
    put32(images + 12, SIDE);
    put32(labels, 0x801);
    put32(labels + 4, IMAGES);
    for (int k = 0; k < IMAGES; k++) {
        draw(images + 16 + k * PIXELS, k);
        labels[8 + k] = (unsigned char)(k % CLASSES);
    }
    temp_write("images", images, sizeof images);
    temp_write_gz("labels.gz", labels, sizeof labels);
}

static void setup(void)
{
    write_data();
    temp_enter();
}

#define SYNAPSE "drift/ron:100k/roff:1meg/uv:1e-14/vt_p:0.5/vt_n:0.5/window:biolek"
#define LAYER                                                                                      \
    ".model layer spike_layer(n=6 inputs=64 device=\"" SYNAPSE "\" x_min=0.2 x_max=0.6 v_read=0.1" \
    " t_read=1u c_mem=1p v_th=0.5 tau_m=0.1 theta_plus=0.05 v_pot=1 t_pot=0.05 v_dep=-1"           \
    " t_dep=0.02 save=\"weights.npy\" theta_save=\"theta.npy\" save_start=\"start.npy\" seed=3"
static const char default_layer[] = LAYER ")";

/* The network: 120 images to learn, 60 to label, 60 to test. `extra` are more lines, NULL at the
 * end. */
static void load_network(const char *layer, const char *const *extra)
{
    const char *lines[64] = {
        "* bars",
        "atrain pix train",
        "alabel pix label",
        "atest pix test",
        "alayer pix post rate null layer",
        "aread post accuracy readout",
        "arec post record",
        ".model train spike_images(images=\"images\" labels=\"labels\" phase=\"train\""
        " order=\"shuffled\" seed=1)",
        ".model label spike_images(images=\"images\" labels=\"labels\" phase=\"label\""
        " count=60 delay=60 seed=2)",
        ".model test spike_images(images=\"images\" labels=\"labels\" phase=\"test\""
        " first=60 count=60 delay=90 seed=3)",
        layer,
        ".model readout spike_readout(json=\"result.json\" csv=\"confusion.csv\")",
        ".model record spike_record(file=\"spikes.csv\")"};
    int n = 13;
    for (; extra && *extra; extra++)
        lines[n++] = *extra;
    lines[n++] = ".end";
    lines[n] = NULL;
    spice_load_lines(lines);
    spice_do("esave none");
}

static double json_number(const char *file, const char *key)
{
    char quoted[64];
    snprintf(quoted, sizeof quoted, "\"%s\":", key);
    const char *at = strstr(temp_read(file), quoted);
    ck_assert_msg(at != NULL, "%s has no %s", file, key);
    return atof(at + strlen(quoted));
}

START_TEST(learns)
{
    int n;
    load_network(default_layer, NULL);
    spice_do("tran 1 121");
    double accuracy = json_number("result.json", "accuracy");
    ck_assert_double_ge(accuracy, 0.95);
    ck_assert_double_eq_tol(spice_last("accuracy"), accuracy, 1e-9);
    ck_assert_double_eq(json_number("result.json", "tested"), 60);
    const double *a = spice_vector("accuracy", &n), *t = spice_vector("time", &n);
    for (int k = 0; k < n; k++)
        ck_assert_msg(t[k] > 90 || fabs(a[k]) < 1e-12, "accuracy %g before the test began", a[k]);
    const double *r = spice_vector("rate", &n);
    double most = 0;
    for (int k = 0; k < n; k++)
        most = fmax(most, r[k]);
    ck_assert_double_gt(most, 0);
    spice_do("remcirc"); /* the record is written when the circuit goes */
    ck_assert_ptr_nonnull(strstr(temp_read("spikes.csv"), "time,address,label,phase\n"));
    ck_assert_ptr_nonnull(strstr(temp_read("spikes.csv"), "test"));
}
END_TEST

static float *read_weights(const char *file)
{
    ns_error e;
    float *w = malloc(PIXELS * NEURONS * sizeof *w);
    ck_assert_msg(ns_npy_read(file, w, PIXELS, NEURONS, &e), "%s", e.msg);
    return w;
}

/* The same layer outside ngspice. The names of the instances key the randomness. */
static float *bare_weights(void)
{
    ns_error e;
    spike_images_params sp;
    spike_images_params_default(&sp);
    sp.images = "images";
    sp.labels = "labels";
    sp.order = "shuffled";
    sp.phase = "train";
    sp.seed = 1;
    spike_layer_params lp;
    spike_layer_params_default(&lp);
    lp.n = NEURONS;
    lp.inputs = PIXELS;
    lp.device = SYNAPSE;
    lp.x_min = 0.2;
    lp.x_max = 0.6;
    lp.v_read = 0.1;
    lp.t_read = 1e-6;
    lp.c_mem = 1e-12;
    lp.v_th = 0.5;
    lp.tau_m = 0.1;
    lp.theta_plus = 0.05;
    lp.v_pot = 1;
    lp.t_pot = 0.05;
    lp.v_dep = -1;
    lp.t_dep = 0.02;
    lp.seed = 3;
    ns_source *s = ns_source_new(&sp, "atrain", &e);
    ck_assert_msg(s != NULL, "%s", e.msg);
    ns_layer *l = ns_layer_new(&lp, "alayer", &e);
    ck_assert_msg(l != NULL, "%s", e.msg);
    ns_packet in, out;
    ns_packet_init(&in);
    ns_packet_init(&out);
    for (uint64_t k = 0; k < ns_source_total(s); k++)
        ck_assert(ns_source_packet(s, k, &in, &e) && ns_layer_run(l, &in, &out, &e));
    float *w = malloc(PIXELS * NEURONS * sizeof *w);
    ns_layer_conductances(l, w);
    ns_packet_free(&in);
    ns_packet_free(&out);
    ns_layer_free(l);
    ns_source_free(s);
    return w;
}

START_TEST(same_as_bare_loop)
{
    float *bare = bare_weights();
    load_network(default_layer, NULL);
    spice_do("tran 1 121");
    float *w = read_weights("weights.npy");
    ck_assert_msg(memcmp(w, bare, PIXELS * NEURONS * sizeof *w) == 0,
                  "weights differ from the bare loop's");
    free(w);
    free(bare);
}
END_TEST

/* An analog circuit whose steps are rejected again and again; packets within a rejected step are
 * taken back. */
static const char *const restless[] = {"vp in 0 sin(0 5 1.3)",
                                       "rp in a 1k",
                                       "dp a b dd",
                                       "cb b 0 1u",
                                       "rb b 0 10k",
                                       "bx c 0 v=tanh(1000*v(b)-2000)",
                                       "rc c d 1k",
                                       "cd d 0 1u",
                                       ".model dd d(is=1e-14)",
                                       NULL};

START_TEST(rejected_steps_change_nothing)
{
    float *bare = bare_weights();
    load_network(default_layer, restless);
    spice_do("tran 1 121");
    float *w = read_weights("weights.npy");
    spice_do("rusage rejected");
    ck_assert_double_gt(spice_printed("Rejected timepoints"), 10);
    ck_assert_msg(memcmp(w, bare, PIXELS * NEURONS * sizeof *w) == 0,
                  "rejected steps changed the weights");
    free(w);
    free(bare);
}
END_TEST

START_TEST(runs_again_the_same)
{
    load_network(default_layer, NULL);
    spice_do("tran 1 121");
    float *first = read_weights("weights.npy");
    double accuracy = json_number("result.json", "accuracy");
    for (int k = 0; k < 2; k++) {
        unlink("weights.npy");
        if (k)
            spice_do("reset");
        spice_do(k ? "tran 0.3 121" : "tran 7 121");
        float *again = read_weights("weights.npy");
        ck_assert(memcmp(first, again, PIXELS * NEURONS * sizeof *first) == 0);
        free(again);
        ck_assert_double_eq(json_number("result.json", "accuracy"), accuracy);
    }
    free(first);
}
END_TEST

/* What was learnt can be loaded into another network, which then does not learn and scores the
 * same. */
START_TEST(saved_network_works)
{
    load_network(default_layer, NULL);
    spice_do("tran 1 121");
    double accuracy = json_number("result.json", "accuracy");
    rename("weights.npy", "w.npy");
    rename("theta.npy", "theta-w.npy");
    unlink("result.json");
    load_network(LAYER " learn=\"off\" load=\"w.npy\" theta_load=\"theta-w.npy\")", NULL);
    spice_do("tran 1 121");
    ck_assert_double_eq_tol(json_number("result.json", "accuracy"), accuracy, 0.05);
    float *w = read_weights("w.npy"), *after = read_weights("weights.npy");
    for (int k = 0; k < PIXELS * NEURONS; k++)
        ck_assert_msg(fabsf(w[k] - after[k]) <= 1e-6f * w[k], "weight %d moved from %g to %g", k,
                      (double)w[k], (double)after[k]);
    free(w);
    free(after);
}
END_TEST

/* Events are kept by default; a spike node can then be printed and saved like any other. */
START_TEST(events_can_be_printed)
{
    load_network(default_layer, NULL);
    spice_do("esave pix post");
    spice_do("tran 1 3");
    spice_do("eprint pix post");
    ck_assert_ptr_nonnull(strstr(spice_output(), "pix"));
}
END_TEST

START_TEST(two_networks_in_one_circuit)
{
    static const char *const second[] = {"aother pix post2 null null other", "arec2 post2 record2",
                                         ".model other spike_layer(n=3 inputs=64 device=\"" SYNAPSE
                                         "\" c_mem=1p v_th=0.5 learn=\"off\")",
                                         ".model record2 spike_record(file=\"second.csv\")", NULL};
    float *bare = bare_weights();
    load_network(default_layer, second);
    spice_do("tran 1 121");
    float *w = read_weights("weights.npy");
    ck_assert_msg(memcmp(w, bare, PIXELS * NEURONS * sizeof *w) == 0,
                  "a second layer changed the first");
    spice_do("remcirc");
    ck_assert_ptr_nonnull(strstr(temp_read("second.csv"), "train"));
    free(w);
    free(bare);
}
END_TEST

/* One physics, two engines: the pulse tables that a layer programs its synapses with, and the same
 * pulses across the same device in a circuit, where they take the same energy. */
START_TEST(pulses_as_in_a_circuit)
{
    static const char device[] = "drift/ron:100k/roff:700k/vt_p:0.5/vt_n:0.5/window:biolek";
    static const char *const lines[] = {
        "* a potentiating and a depressing pulse in turn",
        "v1 a b pulse(0 1.5 1m 1n 1n 0.599999m 2m)",
        "v2 b 0 pulse(0 -1.5 2m 1n 1n 0.049999m 2m)",
        "a1 %gd(a 0) x mm",
        ".model mm mem_drift(ron=100k roff=700k vt_p=0.5 vt_n=0.5 window=\"biolek\" x0=0.3)",
        ".end",
        NULL};
    ns_error e;
    ns_device_inst d;
    ns_pulse up, down;
    ck_assert_msg(ns_device_parse(&d, device, &e), "%s", e.msg);
    ck_assert(ns_pulse_build(&up, &d, 1.5, 0.6e-3, 1024, &e));
    ck_assert(ns_pulse_build(&down, &d, -1.5, 50e-6, 1024, &e));
    spice_load_lines(lines);
    spice_do("save v(x) @a1[e]");
    spice_do("tran 2u 41m 0 2u");
    float x = 0.3f;
    double moved = 0, energy = 0;
    for (int k = 0; k < 20; k++) {
        float before = x;
        energy += (double)ns_table_at(up.energy, up.n, x * ns_pulse_per_x(&up));
        x = ns_pulse_apply(&up, x);
        ck_assert_double_eq_tol(spice_at("v(x)", "time", (1.8 + 2 * k) * 1e-3), (double)x, 2e-5);
        moved = fmax(moved, fabs((double)(x - before)));
        energy += (double)ns_table_at(down.energy, down.n, x * ns_pulse_per_x(&down));
        x = ns_pulse_apply(&down, x);
        ck_assert_double_eq_tol(spice_at("v(x)", "time", (2.8 + 2 * k) * 1e-3), (double)x, 2e-5);
    }
    ck_assert_double_gt(moved, 0.01);
    ck_assert_double_eq_tol(spice_last("@a1[e]"), energy, 1e-3 * energy);
    ns_pulse_free(&up);
    ns_pulse_free(&down);
    ns_device_free(&d);
}
END_TEST

/* ---- bad input: the run stops, the message names instance and cause, no result is left behind
 * ---- */

static const struct {
    const char *what;
    const char *layer, *extra; /* the layer's card, another line */
    const char *says[3];
} bad[] = {
    {"missing file",
     NULL,
     "as x s\0.model s spike_images(images=\"nowhere\" labels=\"labels\")",
     {"as:", "nowhere", "NGSPIKE_DATA"}},
    {"label file of another length",
     NULL,
     "as x s\0.model s spike_images(images=\"images\" labels=\"short\")",
     {"as:", "120", "short"}},
    {"truncated images",
     NULL,
     "as x s\0.model s spike_images(images=\"cut\" labels=\"labels\")",
     {"as:", "cut", "truncated"}},
    {"damaged gzip",
     NULL,
     "as x s\0.model s spike_images(images=\"images\" labels=\"damaged\")",
     {"as:", "damaged", ""}},
    {"images given as labels",
     NULL,
     "as x s\0.model s spike_images(images=\"images\" labels=\"images\")",
     {"as:", "labels", "images"}},
    {"more images than there are",
     NULL,
     "as x s\0.model s spike_images(images=\"images\" labels=\"labels\" count=1000)",
     {"as:", "count", "120"}},
    {"unknown phase",
     NULL,
     "as x s\0.model s spike_images(images=\"images\" labels=\"labels\" phase=\"learn\")",
     {"as:", "phase", "train"}},
    {"range", LAYER " tau_m=-1)", NULL, {"alayer:", "tau_m", "-1"}},
    {"negative count",
     NULL,
     "as x s\0.model s spike_images(images=\"images\" labels=\"labels\" count=-1)",
     {"as:", "count", "-1"}},
    {"unknown device",
     ".model layer spike_layer(n=6 inputs=64 device=\"drfit\")",
     NULL,
     {"alayer:", "drfit", "drift"}},
    {"device parameter",
     ".model layer spike_layer(n=6 inputs=64 device=\"drift/ron:-5\")",
     NULL,
     {"alayer:", "ron", "-5"}},
    {"unknown device parameter",
     ".model layer spike_layer(n=6 inputs=64 device=\"drift/rom:5\")",
     NULL,
     {"alayer:", "rom", "ron"}},
    {"too few inputs",
     ".model layer spike_layer(n=6 inputs=10 device=\"" SYNAPSE "\")",
     NULL,
     {"alayer:", "10", "inputs"}},
    {"weights of another shape",
     LAYER " load=\"other.npy\")",
     NULL,
     {"alayer:", "other.npy", "64"}},
    {"weights not there", LAYER " load=\"nowhere.npy\")", NULL, {"alayer:", "nowhere.npy", ""}},
    {"no folder for the weights",
     ".model layer spike_layer(n=6 inputs=64 save=\"no/such/w.npy\")",
     NULL,
     {"alayer:", "no/such", "folder"}},
    {"no folder for the result",
     NULL,
     "as post null s\0.model s spike_readout(json=\"no/such/r.json\")",
     {"as:", "no/such/r.json", "folder"}},
    {"two sources at once",
     NULL,
     "as pix s\0.model s spike_images(images=\"images\" labels=\"labels\" delay=30.25)",
     {"overlap", "30.25", "delay"}},
    {"two labels at once",
     NULL,
     "as pix s\0.model s spike_images(images=\"images\" labels=\"labels\" delay=30 first=1)",
     {"at once", "label", "delay"}},
    {"folder not there",
     NULL,
     "as post s\0.model s spike_record(file=\"no/such/folder.csv\")",
     {"as:", "no/such/folder.csv", ""}},
};

static void write_bad_files(void)
{
    ns_error e;
    float w[12] = {0};
    unsigned char labels[8 + 5] = {0, 0, 8, 1, 0, 0, 0, 5};
    temp_write("short", labels, sizeof labels);
    FILE *f = fopen("images", "rb");
    unsigned char some[1000];
    ck_assert(f && fread(some, 1, sizeof some, f) == sizeof some);
    fclose(f);
    temp_write("cut", some, sizeof some);
    f = fopen("labels.gz", "rb");
    ck_assert_ptr_nonnull(f);
    size_t n = fread(some, 1, sizeof some, f);
    fclose(f);
    some[n / 2] ^= 0x55;
    some[n - 5] ^= 0x55;
    temp_write("damaged", some, n);
    ck_assert(ns_npy_write("other.npy", w, 3, 4, &e));
}

START_TEST(bad_input)
{
    const char *extra[3] = {NULL, NULL, NULL};
    write_bad_files();
    if (bad[_i].extra) {
        extra[0] = bad[_i].extra;
        extra[1] = extra[0] + strlen(extra[0]) + 1;
    }
    load_network(bad[_i].layer ? bad[_i].layer : default_layer, extra);
    ck_assert_msg(!spice_try("tran 1 121"), "%s: the run did not fail", bad[_i].what);
    for (int k = 0; k < 3; k++)
        ck_assert_msg(strstr(spice_output(), bad[_i].says[k]), "%s: no '%s' in\n%s", bad[_i].what,
                      bad[_i].says[k], spice_output());
    spice_try("remcirc");
    ck_assert_msg(access("weights.npy", F_OK) != 0 && access("result.json", F_OK) != 0 &&
                      access("spikes.csv", F_OK) != 0,
                  "%s: results were left behind", bad[_i].what);
}
END_TEST

/* After a failed run, a corrected circuit runs in the same ngspice. */
START_TEST(recovers)
{
    load_network(LAYER " tau_m=-1)", NULL);
    ck_assert(!spice_try("tran 1 121"));
    spice_do("altermod layer tau_m=0.1");
    spice_do("tran 1 121");
    ck_assert_double_ge(json_number("result.json", "accuracy"), 0.9);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("network in ngspice");
    TCase *t = tcase_create("network");
    tcase_add_checked_fixture(t, setup, temp_leave);
    tcase_set_timeout(t, 60);
    tcase_add_test(t, learns);
    tcase_add_test(t, same_as_bare_loop);
    tcase_add_test(t, rejected_steps_change_nothing);
    tcase_add_test(t, runs_again_the_same);
    tcase_add_test(t, saved_network_works);
    tcase_add_test(t, events_can_be_printed);
    tcase_add_test(t, pulses_as_in_a_circuit);
    tcase_add_test(t, two_networks_in_one_circuit);
    tcase_add_loop_test(t, bad_input, 0, (int)(sizeof bad / sizeof bad[0]));
    tcase_add_test(t, recovers);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
