/* Pickett's device: rates against a table over 70 decades, the tunnel current against the plain
 * formula. Signs: the paper's current is ours reversed, its state is the width w. */
#include <math.h>

#include "../check_main.h"
#include "device_test.h"

static double state(double w)
{
    return (1.8e-9 - w) / 0.6e-9;
}

/* The paper's rate dw/dt (m/s) at its current i and width w. */
static double paper_rate(const ns_device_inst *d, double i, double w)
{
    double x = state(w);
    return -0.6e-9 * eval_at(d, -i / d->dev->conductance(d->p, x), x).f;
}

START_TEST(rates)
{
    static const struct {
        double i, w, rate, tolerance;
    } table[] = {{5e-5, 1.2e-9, 8.558145544e-12, 1e-9},   {5e-5, 1.5e-9, 4.181279431e-19, 1e-9},
                 {3e-4, 1.2e-9, 1.839420731e-10, 1e-9},   {3e-4, 1.5e-9, 2.244840510e-15, 1e-9},
                 {3e-4, 1.8e-9, 1.3459e-77, 1e-4},        {-8.9e-6, 1.8e-9, -8.702645639e-13, 1e-9},
                 {-5e-5, 1.5e-9, -1.466399192e-15, 1e-9}, {-1e-4, 1.8e-9, -3.305860677e-8, 1e-9}};
    for (int e = 0; e < 2; e++) {
        ns_device_inst d = device(e ? "pickett iv_relation=exponential" : "pickett/set:team");
        for (size_t n = 0; n < sizeof table / sizeof table[0]; n++) {
            double rate = paper_rate(&d, table[n].i, table[n].w);
            ck_assert_msg(fabs(rate / table[n].rate - 1) < table[n].tolerance, "%g A, %g m: %.10g",
                          table[n].i, table[n].w, rate);
        }
        ns_device_free(&d);
    }
}
END_TEST

/* The tunnel current at u volts in the formula's plain form; the constants as in Abdalla and
 * Pickett's netlist, for widths in nm, or exact. */
static long double plain(long double u, long double w, bool rounded)
{
    const long double phi0 = 0.95L, lm = 0.0998L;
    long double w1 = rounded ? 0.1261L : 1.2L * lm / phi0;
    long double scale = rounded ? 0.0617L : 0.0616573549169L,
                decay = rounded ? 10.246L : 10.2463344393L;
    long double w2 = w1 + w - (rounded ? 0.9183L : 9.2L * lm) / (3 * phi0 + 4 * lm / w - 2 * u);
    long double dw = w2 - w1, b = decay * dw;
    long double phi =
        phi0 - u * (w1 + w2) / (2 * w) - 1.15L * lm * logl(w2 * (w - w1) / (w1 * (w - w2))) / dw;
    return scale / (dw * dw) *
           (phi * expl(-b * sqrtl(phi)) - (phi + u) * expl(-b * sqrtl(phi + u)));
}

/* The voltage across the barrier is the unknown: from it, the total voltage follows. */
START_TEST(tunnel_current)
{
    for (int k = 0; k < 3; k++) {
        static const char *const specs[] = {"pickett iv_relation=simmons",
                                            "pickett iv_relation=simmons rs=0",
                                            "pickett iv_relation=simmons rs=1meg"};
        static const double rs[] = {215, 0, 1e6};
        ns_device_inst d = device(specs[k]);
        for (double w = 1.2e-9; w < 1.81e-9; w += 0.1e-9)
            for (double u = 1e-3; u < 0.855; u *= 1.5) {
                double i = (double)plain(u, w * 1e9L, false), v = u + rs[k] * i;
                ns_eval up = eval_at(&d, v, state(w)), down = eval_at(&d, -v, state(w));
                ck_assert_msg(fabs(up.i / i - 1) < 1e-11, "%s: %g V, %g m: %.12g not %.12g A",
                              specs[k], v, w, up.i, i);
                ck_assert(down.i == -up.i);
                ck_assert_double_eq_tol(i / (double)plain(u, w * 1e9L, true), 1, 5e-3);
            }
        ns_device_free(&d);
    }
}
END_TEST

/* Rising in voltage and state everywhere, finite, in the end along the series resistance. */
START_TEST(tunnel_current_rises)
{
    ns_device_inst d = device("pickett iv_relation=simmons");
    double last = 0;
    for (double v = 1e-12; v < 1e101; v *= 1.1)
        for (double x = 0; x <= 1; x += 0.125) {
            ns_eval y = eval_at(&d, v, x);
            ck_assert(isfinite(y.i) && y.i > 0 && y.i_v > 0 && y.i_x > 0 && y.f >= 0);
            ck_assert(isfinite(y.f) && isfinite(y.f_v) && isfinite(y.f_x));
            ck_assert(x > 0 ? y.i > last : true);
            last = y.i;
        }
    ns_device_free(&d);
}
END_TEST

START_TEST(partials)
{
    static const char *const specs[] = {"pickett/set:team", "pickett iv_relation=exponential",
                                        "pickett iv_relation=simmons",
                                        "pickett/iv_relation:simmons/rs:3k/x_on:1.15n/x_off:2n"};
    uint64_t seed = 17;
    for (int k = 0; k < 4; k++) {
        ns_device_inst d = device(specs[k]);
        for (int n = 0; n < 1000; n++) {
            double v = (n % 2 ? 1 : -1) * (0.05 + 1.5 * uniform(&seed)),
                   x = 0.02 + 0.96 * uniform(&seed);
            ns_eval y = eval_at(&d, v, x);
            double barrier = fabs(v) - value_of(&d, "rs") * fabs(y.i);
            if (fabs(y.f) < 1e-290 || (k > 1 && fabs(barrier - 0.855) < 0.03))
                continue; /* few digits are left; the curvature jumps where the bend begins */
            double size = fabs(v); /* steps well inside the scale on which the rate changes */
            double hv = fmin(1e-2 * size, 0.03 * fabs(y.f / y.f_v)), hx = 0.03 * fabs(y.f / y.f_x);
            check_partials(&d, v, x, fmin(hv, 3e-3), fmin(fmin(hx, 3e-4), 0.3 * fmin(x, 1 - x)));
        }
        ns_device_free(&d);
    }
}
END_TEST

START_TEST(no_current_no_motion)
{
    static const char *const specs[] = {"pickett", "pickett iv_relation=simmons"};
    for (int k = 0; k < 2; k++) {
        ns_device_inst d = device(specs[k]);
        for (double x = 0; x <= 1; x += 0.25) {
            ns_eval y = eval_at(&d, 0, x), right = eval_at(&d, 1e-9, x),
                    left = eval_at(&d, -1e-9, x);
            ck_assert(y.i == 0 && y.f == 0 && right.f >= 0 && left.f <= 0);
            ck_assert_double_eq_tol(y.f_v, left.f_v, 1e-4 * left.f_v); /* that of switching off */
        }
        ns_device_free(&d);
    }
}
END_TEST

START_TEST(pulses)
{
    ns_device_inst d = device("pickett/set:team");
    check_flow(&d, 1, 0.05, 0.9);
    check_flow(&d, -1, 0.95, 0.5);
    ns_device_free(&d);
    d = device("pickett iv_relation=simmons");
    check_flow(&d, 0.9, 0.02, 0.25);
    check_flow(&d, -0.9, 0.98, 0.6);
    for (double v = -1; v < 1.1; v += 2) { /* time over sixty decades, always on, never too far */
        double before = 0.5;
        for (double t = 1e-20; t < 1e40; t *= 1e4) {
            double after = ns_flow(d.dev, d.p, v, 0.5, t);
            ck_assert(v > 0 ? after >= before && after <= 1 : after <= before && after >= 0);
            before = after;
        }
        ck_assert(before != 0.5);
    }
    ns_device_free(&d);
}
END_TEST

START_TEST(conductance_and_state)
{
    static const char *const specs[] = {"pickett", "pickett iv_relation=exponential",
                                        "pickett iv_relation=simmons",
                                        "pickett iv_relation=simmons rs=100k"};
    for (int k = 0; k < 4; k++) {
        ns_device_inst d = device(specs[k]);
        check_conductance(&d, 1e-12);
        ns_device_free(&d);
    }
}
END_TEST

START_TEST(specifications)
{
    check_sets(ns_device_find("pickett"));
    ns_device_inst d = device("pickett/set:ccit801");
    ck_assert(value_of(&d, "a_on") == 2e-9 && value_of(&d, "x_off") == 3e-9 &&
              value_of(&d, "roff") == 200e3 && value_of(&d, "c_on") == 40e-6);
    ns_device_free(&d);
    refused("pickett x_on=1.8n", "x_on = 1.8e-09 m must be at least 1e-12 m below");
    refused("pickett ron=1meg", "ron = 1000000 ohm must be below roff");
    refused("pickett iv_relation=simmons x_on=0.6n", "no barrier");
    refused("pickett iv_relation=simmons x_on=0", "raise x_on");
    refused("pickett iv_relation=simmons phi0=0.3", "phi0 = 0.3 V");
    refused("pickett iv_relation=ohmic", "linear, exponential, simmons");
}
END_TEST

static Suite *suite(void)
{
    Suite *s = suite_create("pickett");
    TCase *t = tcase_create("pickett");
    tcase_set_timeout(t, 60);
    tcase_add_test(t, rates);
    tcase_add_test(t, tunnel_current);
    tcase_add_test(t, tunnel_current_rises);
    tcase_add_test(t, partials);
    tcase_add_test(t, no_current_no_motion);
    tcase_add_test(t, pulses);
    tcase_add_test(t, conductance_and_state);
    tcase_add_test(t, specifications);
    suite_add_tcase(s, t);
    return s;
}

CHECK_MAIN(suite)
