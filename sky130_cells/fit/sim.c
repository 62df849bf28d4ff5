#include "sim.h"

#include <math.h>
#include <ngspice/sharedspice.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static char said[1 << 14];
static size_t used;
static bool loaded;
static int refused = -1;

static int on_text(char *text, int id, void *user)
{
    (void)id;
    (void)user;
    size_t n = strlen(text);
    if (used + n + 2 < sizeof said) {
        memcpy(said + used, text, n);
        used += n;
        said[used++] = '\n';
        said[used] = '\0';
    }
    return 0;
}

static void give_up(const char *what)
{
    fprintf(stderr, "\nfit_cards: ngspice refused '%s':\n%s", what, said);
    exit(1);
}

static int on_exit_request(int status, NG_BOOL now, NG_BOOL quit, int id, void *user)
{
    (void)status;
    (void)now;
    (void)quit;
    (void)id;
    (void)user;
    give_up("going on");
    return 0;
}

static bool try_command(char *text)
{
    used = 0;
    said[0] = 0;
    return ngSpice_Command(text) == 0 && !strstr(said, "rror");
}

void sim_command(const char *fmt, ...)
{
    char text[256];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    if (!try_command(text))
        give_up(text);
}

/* Lines of the deck, freed when it is loaded. */
typedef struct {
    char **line;
    int n;
} lines;

static void add_line(lines *d, const char *fmt, ...) __attribute__((format(printf, 2, 3)));
static void add_line(lines *d, const char *fmt, ...)
{
    char text[1024];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    d->line = realloc(d->line, ((size_t)d->n + 2) * sizeof *d->line);
    d->line[d->n++] = strdup(text);
    d->line[d->n] = NULL;
}

static void load(lines *d)
{
    static bool started;
    if (!started) {
        ngSpice_Init(on_text, NULL, on_exit_request, NULL, NULL, NULL, NULL);
        sim_command("set num_threads=1"); /* small circuits: threads only wait for one another */
    }
    started = true;
    if (loaded)
        sim_command("remcirc");
    sim_command("destroy all");
    used = 0;
    if (ngSpice_Circ(d->line) != 0 || strstr(said, "rror"))
        give_up("the circuit");
    loaded = true;
    for (int i = 0; i < d->n; i++)
        free(d->line[i]);
    free(d->line);
}

/* The sources and, through ammeters, the drains and gates of all sizes. */
static void add_drive(lines *d, int n)
{
    add_line(d, "vg g 0 0 ac 0");
    add_line(d, "vd d 0 0 ac 0");
    add_line(d, "vb b 0 0");
    for (int i = 0; i < n; i++) {
        add_line(d, "vmd%d d d%d 0", i, i);
        add_line(d, "vmg%d g g%d 0", i, i);
    }
    add_line(d, ".option gmin=1e-15 reltol=1e-4 abstol=1e-14 itl2=50");
    add_line(d, ".end");
}

/* The junctions of the last size have an area only, those of the one before a side only. */
static const char *junction(int i, int n)
{
    return i == n - 1 ? "ad=10 pd=0" : i == n - 2 ? "ad=0 pd=100" : "ad=0 pd=0";
}

void sim_load_pdk(const fit_device *dev, const char *library, const char *section,
                  const fit_size *sizes, int n)
{
    lines d = {0};
    add_line(&d, "sky130");
    add_line(&d, ".lib \"%s\" %s", library, section);
    for (int i = 0; i < n; i++)
        add_line(&d, "x%d d%d g%d 0 b sky130_fd_pr__%s w=%g l=%g %s as=0 ps=0", i, i, i, dev->name,
                 sizes[i].w, sizes[i].l, junction(i, n));
    add_drive(&d, n);
    load(&d);
}

void sim_load_card(const fit_device *dev, const char *cards, const fit_size *sizes, int n)
{
    (void)dev;
    lines d = {0};
    add_line(&d, "ours");
    char *copy = strdup(cards);
    for (char *s = strtok(copy, "\n"); s; s = strtok(NULL, "\n"))
        add_line(&d, "%s", s);
    free(copy);
    for (int i = 0; i < n; i++)
        add_line(&d, "m%d d%d g%d 0 b card w=%gu l=%gu %s as=0 ps=0", i, i, i, sizes[i].w,
                 sizes[i].l,
                 i == n - 1   ? "ad=10p pd=0"
                 : i == n - 2 ? "ad=0 pd=100u"
                              : "ad=0 pd=0");
    add_drive(&d, n);
    load(&d);
}

fit_bias bias_of(const fit_device *d, int point)
{
    double v = d->v_max;
    int p = point % (VG_STEPS * VG_DRAINS);
    if (point < 2 * VG_STEPS * VG_DRAINS) {
        double low = 0.05, step = (v - low) / (VG_DRAINS - 1);
        return (fit_bias){v * (p % VG_STEPS) / (VG_STEPS - 1), low + step * (p / VG_STEPS),
                          point < VG_STEPS * VG_DRAINS ? 0 : -v / 2};
    }
    p = point - 2 * VG_STEPS * VG_DRAINS;
    double first = v / 3;
    return (fit_bias){first + (v - first) * (p / VD_STEPS) / (VD_GATES - 1),
                      v * (p % VD_STEPS) / (VD_STEPS - 1), 0};
}

/* Runs one sweep and puts its points at `to` of every size. */
static bool sweep(const fit_device *d, int n, double *current, int to, int points, char *command)
{
    bool ok = try_command(command);
    for (int i = 0; ok && i < n; i++) {
        char name[32];
        snprintf(name, sizeof name, "vmd%d#branch", i);
        pvector_info v = ngGet_Vec_Info(name);
        ok = v && v->v_length == points;
        for (int k = 0; ok && k < points; k++)
            current[i * SWEEP_POINTS + to + k] = d->sign * v->v_realdata[k];
    }
    const char *instance = ok ? NULL : strstr(said, "device instance m.x");
    refused = instance ? (int)strtol(instance + strlen("device instance m.x"), NULL, 10) : -1;
    sim_command("destroy all");
    return ok;
}

int sim_refused(void)
{
    return refused;
}

bool sim_sweeps(const fit_device *d, int n, double *current)
{
    double v = d->sign * d->v_max, low = d->sign * 0.05, first = v / 3, over = 1 + 1e-9;
    char command[256];
    bool ok = true;
    for (int body = 0; body < 2; body++) {
        sim_command("alter vb dc=%g", -body * v / 2);
        snprintf(command, sizeof command, "dc vg 0 %.12g %.12g vd %.12g %.12g %.12g", v * over,
                 v / (VG_STEPS - 1), low, v * over, (v - low) / (VG_DRAINS - 1));
        ok = ok && sweep(d, n, current, body * VG_STEPS * VG_DRAINS, VG_STEPS * VG_DRAINS, command);
    }
    sim_command("alter vb dc=0");
    snprintf(command, sizeof command, "dc vd 0 %.12g %.12g vg %.12g %.12g %.12g", v * over,
             v / (VD_STEPS - 1), first, v * over, (v - first) / (VD_GATES - 1));
    return ok && sweep(d, n, current, 2 * VG_STEPS * VG_DRAINS, VD_STEPS * VD_GATES, command);
}

double sim_capacitance(const fit_device *d, int which, bool gate, double vg, double vd)
{
    const double f = 1e6;
    char name[32];
    sim_command("alter vg dc=%g", d->sign * vg);
    sim_command("alter vd dc=%g", d->sign * vd);
    sim_command("alter vg ac=%d", gate);
    sim_command("alter vd ac=%d", !gate);
    sim_command("ac lin 1 %g %g", f, f);
    snprintf(name, sizeof name, "vm%c%d#branch", gate ? 'g' : 'd', which);
    pvector_info v = ngGet_Vec_Info(name);
    if (!v || v->v_length != 1 || !v->v_compdata)
        give_up(name);
    double c = fabs(v->v_compdata[0].cx_imag) / (2 * M_PI * f);
    sim_command("alter vg ac=0");
    sim_command("alter vd ac=0");
    sim_command("destroy all");
    return c;
}
