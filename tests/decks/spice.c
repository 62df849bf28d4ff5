#include "spice.h"

#include <check.h>
#include <ngspice/sharedspice.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

static struct {
    bool started;
    int circuits;
    size_t used;
    char output[1 << 16];
} spice;

static int on_text(char *text, int id, void *user)
{
    (void)id;
    (void)user;
    size_t half = sizeof spice.output / 2, len = strlen(text);
    len = len < half - 2 ? len : half - 2;
    if (spice.used > half) { /* the newest is what says what went wrong */
        spice.used -= half;
        memmove(spice.output, spice.output + half, spice.used);
    }
    memcpy(spice.output + spice.used, text, len);
    spice.used += len;
    spice.output[spice.used++] = '\n';
    spice.output[spice.used] = '\0';
    return 0;
}

static int on_exit_request(int status, NG_BOOL immediate, NG_BOOL quit, int id, void *user)
{
    (void)immediate;
    (void)quit;
    (void)id;
    (void)user;
    ck_abort_msg("ngspice wants to exit with status %d:\n%s", status, spice.output);
    return status;
}

/* ngspice hands messages over as "stdout text" and "stderr text". */
static bool error_printed(void)
{
    static const char *const signs[] = {
        "stderr Error",      "stderr error", "error:", "Error on line", "run simulation(s) aborted",
        "simulation aborted"};
    for (size_t i = 0; i < sizeof signs / sizeof signs[0]; i++)
        if (strstr(spice.output, signs[i]))
            return true;
    return false;
}

static void clear_output(void)
{
    spice.used = 0;
    spice.output[0] = '\0';
}

/* A code-model library writes to the process's own stderr, which ngspice does not hand over. */
static void append_file(FILE *f)
{
    char line[1024];
    rewind(f);
    while (fgets(line, sizeof line, f)) {
        line[strcspn(line, "\n")] = '\0';
        on_text(line, 0, NULL);
    }
}

static bool command(const char *text)
{
    char buffer[512];
    snprintf(buffer, sizeof buffer, "%s", text);
    FILE *f = tmpfile();
    int before = dup(STDERR_FILENO);
    ck_assert(f && before >= 0 && dup2(fileno(f), STDERR_FILENO) >= 0);
    bool done = ngSpice_Command(buffer) == 0;
    fflush(stderr);
    dup2(before, STDERR_FILENO);
    close(before);
    append_file(f);
    fclose(f);
    return done;
}

bool spice_try(const char *fmt, ...)
{
    char text[512];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    clear_output();
    return command(text) && !error_printed();
}

void spice_do(const char *fmt, ...)
{
    char text[512];
    va_list ap;
    va_start(ap, fmt);
    vsnprintf(text, sizeof text, fmt, ap);
    va_end(ap);
    clear_output();
    bool done = command(text);
    ck_assert_msg(done && !error_printed(), "'%s' failed:\n%s", text, spice.output);
}

static void start(void)
{
    const char *library = getenv("NGSPIKE_CM");
    ck_assert_msg(library && *library, "NGSPIKE_CM must name the code-model library to test");
    if (!spice.started) {
        ngSpice_Init(on_text, NULL, on_exit_request, NULL, NULL, NULL, NULL);
        spice.started = true;
        spice_do("codemodel %s", library);
        spice_do("set xtrtol=7");
        spice_do("set auto_bridge_parm_spike=vcc"); /* see the manual's Limits */
    }
    for (; spice.circuits > 0; spice.circuits--)
        spice_do("remcirc");
    spice_do("destroy all");
}

void spice_load_more(const char *deck)
{
    const char *dir = getenv("srcdir");
    spice.circuits++;
    spice_do("source %s/tests/decks/%s", dir ? dir : ".", deck);
}

void spice_load(const char *deck)
{
    start();
    spice_load_more(deck);
}

void spice_load_lines(const char *const *lines)
{
    start();
    int n = 0;
    while (lines[n])
        n++;
    char **copy = calloc((size_t)n + 1, sizeof *copy);
    ck_assert_ptr_nonnull(copy);
    for (int i = 0; i < n; i++)
        copy[i] = strdup(lines[i]);
    spice.circuits++;
    clear_output();
    int failed = ngSpice_Circ(copy);
    for (int i = 0; i < n; i++)
        free(copy[i]);
    free(copy);
    ck_assert_msg(!failed && !error_printed(), "the circuit '%s' was refused:\n%s", lines[0],
                  spice.output);
}

void spice_load_text(const char *text)
{
    char *copy = strdup(text);
    size_t n = 0, room = 1;
    ck_assert_ptr_nonnull(copy);
    for (const char *c = text; *c; c++)
        room += *c == '\n';
    const char **lines = calloc(room + 1, sizeof *lines);
    ck_assert_ptr_nonnull(lines);
    for (char *s = strtok(copy, "\n"); s; s = strtok(NULL, "\n"))
        lines[n++] = s;
    spice_load_lines(lines);
    free(lines);
    free(copy);
}

const char *spice_output(void)
{
    return spice.output;
}

double spice_printed(const char *label)
{
    const char *found = strstr(spice.output, label);
    double value = 0;
    ck_assert_msg(found && sscanf(found + strlen(label), " = %lf", &value) == 1, "no '%s' in:\n%s",
                  label, spice.output);
    return value;
}

const double *spice_vector(const char *name, int *n)
{
    char buffer[128];
    snprintf(buffer, sizeof buffer, "%s", name);
    pvector_info v = ngGet_Vec_Info(buffer);
    ck_assert_msg(v && v->v_length > 0, "there is no vector %s:\n%s", name, spice.output);
    *n = v->v_length;
    return v->v_realdata ? v->v_realdata : (const double *)v->v_compdata;
}

double spice_last(const char *name)
{
    int n;
    const double *v = spice_vector(name, &n);
    return v[n - 1];
}

double spice_at(const char *name, const char *scale, double at)
{
    int n, m, k = 1;
    const double *y = spice_vector(name, &n), *x = spice_vector(scale, &m);
    ck_assert(n == m && n >= 4 && at >= x[0] && at <= x[n - 1] * (1 + 1e-12));
    while (k < n - 3 && x[k + 1] < at)
        k++;
    double sum = 0; /* Lagrange's form on points k-1 .. k+2 */
    for (int i = k - 1; i <= k + 2; i++) {
        double term = y[i];
        for (int j = k - 1; j <= k + 2; j++)
            if (j != i)
                term *= (at - x[j]) / (x[i] - x[j]);
        sum += term;
    }
    return sum;
}
