/* Fits: what made the data is found again, within the intervals; what the data do not tell is said.
 */
#include <math.h>
#include <stdlib.h>

#include "../../lib/fit/drive.h"
#include "../../lib/fit/fit.h"
#include "../../lib/random/philox.h"
#include "../check_main.h"
#include "device_test.h"

enum { ROWS = 80 };
static const double noise = 0.01; /* of the largest reading */

/* ---- data that a device made ---- */

static ns_fit_data sine(double amplitude, double period, double turns)
{
    ns_fit_data d = {.kind = NS_SWEEP, .n = ROWS, .n_read = ROWS};
    d.row = calloc(ROWS, sizeof *d.row);
    for (size_t k = 0; k < ROWS; k++) {
        double t = turns * period * (double)k / ROWS;
        d.row[k] = (ns_fit_row){.t = t, .v = amplitude * sin(2 * PI * t / period)};
    }
    return d;
}

/* Pulses up, then down. */
static ns_fit_data train(double up, double down, double width)
{
    ns_fit_data d = {.kind = NS_PULSES, .n = ROWS, .n_read = ROWS};
    d.row = calloc(ROWS, sizeof *d.row);
    for (size_t k = 0; k < ROWS; k++)
        d.row[k] =
            (ns_fit_row){.t = NAN, .v = k < ROWS / 2 ? up : down, .width = width, .v_read = NAN};
    return d;
}

/* Fills the readings: the device's answer at steps that are fine, and noise. Returns the noise that
 * was drawn, rms, relative to the largest reading. */
static double answer(ns_fit_data *d, const char *spec, double x0, double series, double sigma)
{
    ns_device_inst m = device(spec);
    double *y = calloc(d->n, sizeof *y), drawn = 0, size = 0;
    ns_fit_answer(&(ns_fit_drive){m.dev, m.p, 1, series, 64}, d, x0, y);
    for (size_t k = 0; k < d->n; k++)
        size = fmax(size, fabs(y[k]));
    for (size_t k = 0; k < d->n; k++) {
        double off = sigma * size * ns_rng_normal(ns_rng_key(7, spec), 0, k, 0);
        d->row[k].y = y[k] + off;
        d->size = fmax(d->size, fabs(d->row[k].y));
        drawn += off * off;
    }
    free(y);
    ns_device_free(&m);
    return sqrt(drawn / (double)d->n) / d->size;
}

static ns_fit_result fit(const char *family, const ns_fit_data *d, size_t n,
                         const ns_fit_options *o)
{
    ns_error e;
    ns_fit_result r;
    ck_assert_msg(ns_fit(&r, ns_device_find(family), d, n, o, &e), "%s", e.msg);
    return r;
}

static const ns_fit_param *param(const ns_fit_result *r, const char *name)
{
    for (int k = 0; k < r->n; k++)
        if (strcmp(r->param[k].name, name) == 0)
            return &r->param[k];
    ck_abort_msg("%s is not varied", name);
}

/* No more is left than the noise, nor as much less as if the noise had been fitted. */
static void check_noise_floor(const ns_fit_result *r, double sigma, double slack)
{
    ck_assert_msg(r->rms < slack * sigma && r->rms > 0.8 * sigma, "%s: rms %.4g %%, noise %.4g %%",
                  r->dev->name, 100 * r->rms, 100 * sigma);
}

/* ---- the forward model ---- */

/* Against the closed form of pulses, for a family that has one but is driven behind no resistor,
 * and for one that has none. */
START_TEST(pulses_are_flows)
{
    static const char *const specs[] = {"mss/set:sdc_w", "yakopcic/set:oblea_sine",
                                        "drift/window:joglekar/uv:1e-12"};
    for (size_t s = 0; s < 3; s++) {
        ns_device_inst m = device(specs[s]);
        ns_fit_data d = train(0.4, -0.3, 5e-5);
        double y[ROWS], x = 0.3;
        ns_fit_answer(&(ns_fit_drive){m.dev, m.p, 1, 0, 8}, &d, x, y);
        for (size_t k = 0; k < ROWS; k++) {
            x = ns_flow(m.dev, m.p, d.row[k].v, x, d.row[k].width);
            double g = m.dev->conductance(m.p, x);
            ck_assert_msg(fabs(y[k] - g) < 1e-4 * g, "%s, pulse %zu: %.9g, not %.9g", specs[s], k,
                          y[k], g);
        }
        free(d.row);
        ns_device_free(&m);
    }
}
END_TEST

/* A sweep against many small steps; the error falls with the square of the steps. Behind a
 * resistor the voltages add up. */
START_TEST(sweep_and_series)
{
    ns_device_inst m = device("mss/set:sdc_w/tau:1e-3");
    ns_fit_data d = sine(0.6, 0.1, 1.5);
    double y[ROWS], error[2], behind[ROWS];
    for (int f = 0; f < 2; f++) {
        ns_fit_answer(&(ns_fit_drive){m.dev, m.p, 1, 0, f ? 8 : 2}, &d, 0.2, y);
        ns_step s = {.x = 0.2, .at = eval_at(&m, 0, 0.2)};
        error[f] = 0;
        for (size_t k = 1; k < ROWS; k++) {
            double from = d.row[k - 1].v, by = d.row[k].v - from;
            for (int n = 1; n <= 300; n++)
                ns_device_step(m.dev, m.p, from + by * n / 300, s.x, s.at.f,
                               (d.row[k].t - d.row[k - 1].t) / 300, 0.5, &s);
            error[f] = fmax(error[f], fabs(y[k] - s.at.i));
        }
    }
    ck_assert_msg(error[1] < 5e-5 * 1.2e-3 && error[1] < error[0] / 10, "%g, %g", error[0],
                  error[1]);
    ns_fit_answer(&(ns_fit_drive){m.dev, m.p, 1, 2e3, 16}, &d, 0.2, behind);
    for (size_t k = 0; k < ROWS; k++) { /* what is left of the voltage makes the same current */
        d.row[k].v -= 2e3 * behind[k];
        y[k] = 0;
    }
    ns_fit_answer(&(ns_fit_drive){m.dev, m.p, 1, 0, 16}, &d, 0.2, y);
    for (size_t k = 0; k < ROWS; k++)
        ck_assert_double_le(fabs(y[k] - behind[k]), 2e-3 * 3e-4);
    free(d.row);
    ns_device_free(&m);
}
END_TEST

/* ---- recovery ---- */

/* Device, its data, what was put in. Values must lie within twice the interval's half width of the
 * best ones (5 of 100 are outside of once), and every interval must be there. */
typedef struct {
    const char *family, *spec, *free;
    double amplitude, period, x0;
    bool pulses;
    struct {
        const char *name;
        double value;
    } truth[7];
} known;

static const known knowns[] = {
    {"drift",
     "drift/ron:2k/roff:20k/uv:4e-15",
     "ron roff uv",
     1,
     1,
     0.3,
     false,
     {{"ron", 2e3}, {"roff", 20e3}, {"uv", 4e-15}, {"x0", 0.3}}},
    {"vteam",
     "vteam/ron:1k/roff:20k/v_on:-0.3/v_off:0.4/k_on:-3e-9/k_off:4e-9/alpha_on:2/alpha_off:3",
     "ron roff k_on k_off v_on v_off alpha_on=2 alpha_off=3",
     1,
     1,
     0.2,
     false,
     {{"ron", 1e3}, {"roff", 20e3}, {"v_on", -0.3}, {"v_off", 0.4}}},
    {"mss",
     "mss/ron:2k/roff:30k/von:0.3/voff:0.15/tau:1e-3/vt_eff:0.05",
     NULL,
     0.6,
     0.1,
     0.1,
     false,
     {{"ron", 2e3}, {"roff", 30e3}, {"von", 0.3}, {"voff", 0.15}, {"tau", 1e-3}, {"x0", 0.1}}},
    {"pershin",
     "pershin/ron:1k/roff:10k/alpha:1e3/beta:1e5/vt:0.5",
     NULL,
     1,
     1,
     0.3,
     false,
     {{"ron", 1e3}, {"roff", 10e3}, {"beta", 1e5}, {"vt", 0.5}, {"x0", 0.3}}},
    {"chang",
     "chang/set:umich/lambda:40",
     NULL,
     1.5,
     10,
     0.1,
     false,
     {{"delta", 2}, {"eta2", 4}, {"x0", 0.1}}},
    {"mss",
     "mss/ron:20k/roff:200k/von:0.9/voff:0.8/tau:2e-5/vt_eff:0.1",
     NULL,
     0,
     1e-6,
     0.1,
     true,
     {{NULL, 0}}},
};

START_TEST(recovers)
{
    const known *t = &knowns[_i];
    ns_fit_data d = t->pulses ? train(1, -0.9, t->period) : sine(t->amplitude, t->period, 2);
    double drawn = answer(&d, t->spec, t->x0, 0, noise);
    ns_fit_options o = ns_fit_default;
    o.searches = 1;
    o.free = t->free;
    ns_fit_result r = fit(t->family, &d, 1, &o);
    check_noise_floor(&r, drawn, 1.02);
    ck_assert_int_eq(r.polarity, 1);
    for (int k = 0; k < 7 && t->truth[k].name; k++) {
        const ns_fit_param *q = param(&r, t->truth[k].name);
        double want = t->truth[k].value, below = q->value - q->lo, above = q->hi - q->value;
        ck_assert_msg(q->value - 2 * below <= want && want <= q->value + 2 * above,
                      "%s %s: %g (%g .. %g), not %g", t->spec, q->name, q->value, q->lo, q->hi,
                      want);
    }
    ck_assert_double_lt(r.alike, 0.4);
    ns_fit_result_free(&r, 1);
    free(d.row);
}
END_TEST

/* Every family reaches the noise of data that one of its devices made, from one search; two of them
 * come near, and reach it with more searches (team: three of three; sky130: one of three). */
static const struct {
    const char *spec;
    double amplitude, period, x0, slack;
} makers[] = {
    {"drift/set:strukov_2b", 1, 1, 0.3, 1.02},
    {"pickett/set:team", 1, 1e-2, 0.3, 1.02},
    {"team/set:team_10", 1, 20, 0.5, 1.3},
    {"vteam/set:asic2", 1, 1e-9, 0.4, 1.02},
    {"pershin/set:biolek_r2", 5, 2e-8, 0.3, 1.02},
    {"yakopcic/set:oblea_sine", 0.45, 1e-2, 0.11, 1.02},
    {"chang/set:umich_diffusion", 1.5, 4, 0.1, 1.02},
    {"stanford/set:jiang_2013", 1.6, 1e-3, 0.3, 1.02},
    {"gap/set:wr_rram", 1, 1e-3, 0.3, 1.02},
    {"sky130", 1.8, 1e-6, 0.3, 1.3},
    {"mss/set:ag_chalcogenide", 0.5, 1e-2, 0.2, 1.02},
    {"gmss/readout:linear/volatility:none/rth:0/ron:1k/roff:50k/v_a:0.35", 0.3, 10, 0.1, 1.02},
};

START_TEST(reaches_noise)
{
    char family[16];
    if (getenv("CASES") && _i % 3) /* ./test: all of them once, some with the other builds */
        return;
    snprintf(family, sizeof family, "%.*s", (int)strcspn(makers[_i].spec, "/"), makers[_i].spec);
    ns_fit_data d = sine(makers[_i].amplitude, makers[_i].period, 1);
    double drawn = answer(&d, makers[_i].spec, makers[_i].x0, 0, noise);
    ns_fit_options o = ns_fit_default;
    o.searches = 1;
    o.polarity = 1;
    ns_fit_result r = fit(family, &d, 1, &o);
    check_noise_floor(&r, drawn, makers[_i].slack);
    ns_fit_result_free(&r, 1);
    free(d.row);
}
END_TEST

/* ---- options ---- */

START_TEST(same_seed_same_bits)
{
    ns_fit_data d = sine(0.6, 0.1, 1);
    answer(&d, knowns[2].spec, 0.1, 0, noise);
    ns_fit_options o = ns_fit_default;
    o.searches = 1;
    o.free = "ron roff von voff tau";
    ns_fit_result a = fit("mss", &d, 1, &o), b = fit("mss", &d, 1, &o);
    o.seed = 2;
    ns_fit_result c = fit("mss", &d, 1, &o);
    for (int k = 0; k < a.n; k++) {
        ck_assert(a.param[k].value == b.param[k].value && a.param[k].hi == b.param[k].hi);
        ck_assert_double_eq_tol(a.param[k].value, c.param[k].value, 1e-2 * fabs(c.param[k].value));
    }
    ck_assert(a.rms == b.rms && a.answers == b.answers);
    ck_assert_double_eq_tol(a.rms, c.rms, 1e-6);
    ns_fit_result_free(&a, 1);
    ns_fit_result_free(&b, 1);
    ns_fit_result_free(&c, 1);
    free(d.row);
}
END_TEST

/* Both ways round, behind a resistor, two files with states of their own, a parameter fixed. */
START_TEST(polarity_series_files_fixed)
{
    ns_fit_data d[2] = {sine(0.9, 0.1, 1), sine(0.7, 0.02, 1)};
    double drawn[2] = {answer(&d[0], knowns[2].spec, 0.1, 5e3, noise),
                       answer(&d[1], knowns[2].spec, 0.6, 5e3, noise)};
    for (int f = 0; f < 2; f++)
        for (size_t k = 0; k < d[f].n; k++) {
            d[f].row[k].v = -d[f].row[k].v;
            d[f].row[k].y = -d[f].row[k].y;
        }
    ns_fit_options o = ns_fit_default;
    o.searches = 1;
    o.series = 5e3;
    o.fixed = "von=0.3, phi=1";
    o.free = "ron roff voff tau vt_eff";
    ns_fit_result r = fit("mss", d, 2, &o);
    check_noise_floor(&r, hypot(drawn[0], drawn[1]) / sqrt(2), 1.02);
    ck_assert_int_eq(r.polarity, -1);
    ck_assert_int_eq(r.n, 7);
    ck_assert_double_eq_tol(r.x0[0], 0.1, 0.04);
    ck_assert_double_eq_tol(r.x0[1], 0.6, 0.03);
    ck_assert_double_eq_tol(param(&r, "ron")->value, 2e3, 150);
    ck_assert(fabs(r.rms_of[0] - noise) < 0.2 * noise && fabs(r.rms_of[1] - noise) < 0.2 * noise);
    ns_fit_result_free(&r, 2);
    free(d[0].row);
    free(d[1].row);
}
END_TEST

/* Readings over decades: on the logarithmic scale the small ones count as much. */
START_TEST(decades)
{
    ns_fit_data d = train(1, -0.9, 1e-6);
    answer(&d, "mss/ron:10k/roff:10meg/von:0.9/voff:0.8/tau:2e-5/vt_eff:0.1", 0, 0, 0);
    for (size_t k = 0; k < d.n; k++)
        d.row[k].y *= 1 + 0.02 * ns_rng_normal(ns_rng_key(3, "decades"), 0, k, 0);
    ns_fit_options o = ns_fit_default;
    o.searches = 1;
    o.weight = NS_FIT_LOG;
    o.fixed = "x0=0";
    ns_fit_result r = fit("mss", &d, 1, &o);
    for (size_t k = 0; k < d.n; k++)
        ck_assert_msg(fabs(r.y[0][k] / d.row[k].y - 1) < 0.1, "pulse %zu: %g, not %g", k, r.y[0][k],
                      d.row[k].y);
    ck_assert(r.x0[0] == 0);
    ns_fit_result_free(&r, 1);
    free(d.row);
}
END_TEST

/* ---- what cannot be told ---- */

/* A resistor: nothing switches; some resistance between ron and roff, and no rates. */
START_TEST(resistor)
{
    ns_fit_data d = sine(1, 1, 1);
    for (size_t k = 0; k < d.n; k++)
        d.row[k].y = d.row[k].v / 1e3;
    d.size = 1e-3;
    ns_fit_options o = ns_fit_default;
    o.searches = 1;
    ns_fit_result r = fit("vteam", &d, 1, &o);
    ck_assert_double_lt(r.rms, 1e-3);
    for (int k = 0; k < r.n; k++) {
        const ns_fit_param *q = &r.param[k];
        bool resistance = strcmp(q->name, "ron") == 0 || strcmp(q->name, "roff") == 0;
        ck_assert_msg(q->at_bound || q->undetermined || resistance || q->data >= 0,
                      "%s: %g (%g .. %g)", q->name, q->value, q->lo, q->hi);
        ck_assert(q->at_bound || q->undetermined || q->hi >= q->lo);
    }
    ns_fit_result_free(&r, 1);
    free(d.row);
}
END_TEST

/* Two parameters that act as one are both named; a value beyond the limits ends at the limit. */
START_TEST(ambiguous_and_bounded)
{
    ns_fit_data d = sine(1.5, 10, 2);
    answer(&d, "chang/set:umich/lambda:40", 0.1, 0, noise);
    ns_fit_options o = ns_fit_default;
    o.searches = 1;
    o.set = "umich";
    o.free = "lambda eta1 delta";
    ns_fit_result r = fit("chang", &d, 1, &o);
    ck_assert(param(&r, "lambda")->undetermined && param(&r, "eta1")->undetermined);
    ck_assert(!param(&r, "delta")->undetermined && !param(&r, "x0")->undetermined);
    ns_fit_result_free(&r, 1);
    free(d.row);

    d = sine(0.6, 0.1, 1); /* mss with phi = 1 and no diodes: phi comes to rest at 1 */
    answer(&d, knowns[2].spec, 0.1, 0, noise);
    o.set = NULL;
    o.free = "phi voff tau";
    o.fixed = "ron=2.1k roff=31.5k von=0.3 vt_eff=0.05";
    r = fit("mss", &d, 1, &o);
    ck_assert(param(&r, "phi")->at_bound && isnan(param(&r, "phi")->lo));
    ck_assert_double_eq_tol(param(&r, "phi")->value, 1, 1e-2);
    ck_assert(!param(&r, "tau")->at_bound && isfinite(param(&r, "tau")->lo));
    ns_fit_result_free(&r, 1);
    free(d.row);
}
END_TEST

/* A resistance of 1 kohm by a few readings with much noise, number `draw`: its conductance's
 * profile is a parabola. Returns whether 1 kohm lies within the interval. */
static bool within_profile(uint32_t draw)
{
    enum { READINGS = 14 };
    ns_fit_data d = sine(1, 1, 1);
    double squares = 0, sum = 0, left = 0;
    d.n = READINGS;
    for (size_t k = 0; k < d.n; k++) {
        d.row[k].v = 0.2 + 0.1 * (double)(k % 9);
        d.row[k].y =
            1e-3 * d.row[k].v + 4e-4 * ns_rng_normal(ns_rng_key(11, "profile"), draw, k, 0);
        d.size = fmax(d.size, fabs(d.row[k].y));
        squares += d.row[k].v * d.row[k].v;
        sum += d.row[k].v * d.row[k].y;
    }
    const double g = sum / squares;
    for (size_t k = 0; k < d.n; k++)
        left += (d.row[k].y - g * d.row[k].v) * (d.row[k].y - g * d.row[k].v);
    ns_fit_options o = ns_fit_default;
    o.searches = 1;
    o.profile = true;
    o.polarity = 1;
    o.free = "ron";
    o.fixed = "uv=0 roff=1e12 x0=1";
    ns_fit_result r = fit("drift", &d, 1, &o);
    const ns_fit_param *q = param(&r, "ron");
    const double alike = fmax(r.alike, 0), quantile = 2.1604; /* 13 degrees of freedom */
    const double half = quantile * sqrt((1 + alike) / (1 - alike) * left / 13 / squares);
    const double lo = 1 / (g + half), hi = 1 / (g - half);
    ck_assert(r.profiled);
    ck_assert_double_eq_tol(q->value, 1 / g, 1e-4 / g);
    ck_assert_double_eq_tol(q->profile_lo, lo, 0.01 * (hi - lo));
    ck_assert_double_eq_tol(q->profile_hi, hi, 0.02 * (hi - lo));
    ck_assert_double_gt(fabs(q->hi - hi), 0.02 * (hi - lo)); /* the linearised one is off */
    const bool within = q->profile_lo < 1e3 && q->profile_hi > 1e3;
    ns_fit_result_free(&r, 1);
    free(d.row);
    return within;
}

START_TEST(profile)
{
    int within = 0;
    for (uint32_t draw = 0; draw < 30; draw++)
        within += within_profile(draw);
    ck_assert_int_ge(within, 25); /* of 95 %, 3 sigma */
}
END_TEST

/* What the data do not bound has an open end. */
START_TEST(open_profile)
{
    ns_fit_data d = sine(1, 1, 1);
    for (size_t k = 0; k < d.n; k++)
        d.row[k].y = d.row[k].v * (1e-3 + 1e-5 * ns_rng_normal(ns_rng_key(3, "open"), 0, k, 0));
    d.size = 1e-3;
    ns_fit_options o = ns_fit_default;
    o.searches = 1;
    o.profile = true;
    o.free = "ron roff";
    o.fixed = "uv=0 x0=1";
    ns_fit_result r = fit("drift", &d, 1, &o);
    const ns_fit_param *q = param(&r, "roff");
    ck_assert(r.profiled && isnan(q->profile_hi) && q->undetermined);
    ck_assert(param(&r, "ron")->profile_lo > 990 && param(&r, "ron")->profile_hi < 1010);
    ns_fit_result_free(&r, 1);
    free(d.row);
}
END_TEST

static void fails(const ns_fit_data *d, const ns_fit_options *o, const char *words)
{
    ns_error e = {""};
    ns_fit_result r;
    ck_assert(!ns_fit(&r, ns_device_find("mss"), d, 1, o, &e));
    ck_assert_msg(strstr(e.msg, words), "'%s' lacks '%s'", e.msg, words);
}

START_TEST(messages)
{
    ns_fit_data d = sine(1, 1, 1);
    answer(&d, knowns[2].spec, 0.1, 0, 0);
    ns_fit_options o = ns_fit_default;
    o.free = "nosuch";
    fails(&d, &o, "there is no parameter 'nosuch'");
    o.free = "n";
    fails(&d, &o, "n is a whole number");
    o.free = NULL;
    o.fixed = "ron=-1";
    fails(&d, &o, "out of range");
    o.fixed = "x0=2";
    fails(&d, &o, "from 0 to 1");
    o.fixed = NULL;
    o.set = "nosuch";
    fails(&d, &o, "known: sdc_w");
    o.set = NULL;
    d.n = 5;
    fails(&d, &o, "5 rows cannot tell");
    free(d.row);
}
END_TEST

static bool soon(void *user, double done)
{
    int *left = user;
    ck_assert(done >= 0 && done <= 1.0001);
    return --*left > 0;
}

/* A fit that is stopped keeps the best so far. */
START_TEST(stopped)
{
    int left = 300;
    ns_fit_data d = sine(0.6, 0.1, 1);
    answer(&d, knowns[2].spec, 0.1, 0, noise);
    ns_fit_options o = ns_fit_default;
    o.go_on = soon;
    o.user = &left;
    ns_fit_result r = fit("mss", &d, 1, &o);
    ck_assert(r.stopped && isfinite(r.rms) && r.answers < 700);
    ns_fit_result_free(&r, 1);
    free(d.row);
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("fit");
    TCase *t = tcase_create("fit");
    tcase_set_timeout(t, 120);
    tcase_add_test(t, pulses_are_flows);
    tcase_add_test(t, sweep_and_series);
    tcase_add_loop_test(t, recovers, 0, sizeof knowns / sizeof *knowns);
    tcase_add_loop_test(t, reaches_noise, 0, sizeof makers / sizeof *makers);
    tcase_add_test(t, same_seed_same_bits);
    tcase_add_test(t, polarity_series_files_fixed);
    tcase_add_test(t, decades);
    tcase_add_test(t, resistor);
    tcase_add_test(t, ambiguous_and_bounded);
    tcase_add_test(t, profile);
    tcase_add_test(t, open_profile);
    tcase_add_test(t, messages);
    tcase_add_test(t, stopped);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
