#include "progress.h"

#include <langinfo.h>
#include <math.h>
#include <stdio.h>
#include <string.h>
#include <sys/ioctl.h>
#include <time.h>
#include <unistd.h>

#include "network/packet.h"

static const double quiet_time = 2, line_every = 10; /* s */

double seconds_now(void)
{
    struct timespec t;
    clock_gettime(CLOCK_MONOTONIC, &t);
    return (double)t.tv_sec + 1e-9 * (double)t.tv_nsec;
}

progress progress_new(bool on)
{
    double now = seconds_now();
    return (progress){.on = on,
                      .terminal = isatty(STDERR_FILENO),
                      .utf8 = strcmp(nl_langinfo(CODESET), "UTF-8") == 0,
                      .start = now,
                      .last_line = now,
                      .first_image = 0};
}

/* "8 s", "3:05", "1:02:03"; "-" if unknown */
static void format_time(char *out, size_t size, double s)
{
    if (!(s >= 0) || s > 1e7)
        snprintf(out, size, "-");
    else if (s < 60)
        snprintf(out, size, "%.0f s", s);
    else if (s < 3600)
        snprintf(out, size, "%d:%02d", (int)s / 60, (int)s % 60);
    else
        snprintf(out, size, "%d:%02d:%02d", (int)s / 3600, (int)s / 60 % 60, (int)s % 60);
}

/* A time of the simulation with three digits and its prefix. */
static void format_si(char *out, size_t size, double v, const char *unit)
{
    static const char *const prefix[] = {"f", "p", "n", "u", "m", "", "k", "M", "G"};
    int k = v != 0 ? (int)floor(log10(fabs(v)) / 3) : 0;
    k = k < -5 ? -5 : k > 3 ? 3 : k;
    snprintf(out, size, "%.3g %s%s", v / pow(1000, k), prefix[k + 5], unit);
}

static void draw_bar(char *out, size_t size, int cells, bool utf8, double fraction)
{
    static const char *const eighths[] = {"", "▏", "▎", "▍", "▌", "▋", "▊", "▉"};
    double f = fraction < 0 ? 0 : fraction > 1 ? 1 : fraction;
    int full = (int)(f * cells), part = (int)((f * cells - full) * 8);
    size_t n = 0;
    for (int i = 0; i < cells && n + 4 < size; i++) {
        const char *c = i < full ? (utf8 ? "█" : "#") : (utf8 ? " " : ".");
        if (utf8 && i == full && part > 0)
            c = eighths[part];
        n += (size_t)snprintf(out + n, size - n, "%s", c);
    }
}

/* What stands right of the bar, most important first; parts that no longer fit are left out. */
static void describe(char *out, size_t size, int room, const host_progress *h,
                     const ngspike_status *net, double elapsed, double image_time)
{
    char part[5][64] = {{0}}, eta[32];
    if (net && net->total > 0) {
        uint64_t shown = net->shown, total = net->total;
        double rate = image_time > 0 ? (double)shown / image_time : 0;
        format_time(eta, sizeof eta, rate > 0 ? (double)(total - shown) / rate : NAN);
        snprintf(part[0], sizeof part[0], "%llu/%llu images", (unsigned long long)shown,
                 (unsigned long long)total);
        snprintf(part[1], sizeof part[1], "ETA %s", eta);
        if (net->tested > 0)
            snprintf(part[2], sizeof part[2], "accuracy %.1f %%", 100 * net->accuracy);
        snprintf(part[3], sizeof part[3], "%.0f images/s", rate);
    } else {
        double f = h->fraction;
        format_time(eta, sizeof eta, f > 0 ? elapsed * (1 - f) / f : NAN);
        if (f > 0)
            snprintf(part[0], sizeof part[0], "%.1f %%", 100 * f);
        if (f > 0)
            snprintf(part[1], sizeof part[1], "ETA %s", eta);
        if (h->scale_is_time)
            format_si(part[2], sizeof part[2], h->scale, "s");
        if (h->points >= 0)
            snprintf(part[3], sizeof part[3], "%ld points", h->points);
    }
    format_time(eta, sizeof eta, elapsed);
    snprintf(part[4], sizeof part[4], "after %s", eta);
    size_t n = 0;
    out[0] = '\0';
    for (int i = 0; i < 5; i++) {
        size_t len = strlen(part[i]);
        if (len == 0 || n + len + 2 > (size_t)room || n + len + 3 > size)
            continue;
        n += (size_t)snprintf(out + n, size - n, "%s%s", n ? "  " : "", part[i]);
    }
}

void progress_format(char *out, size_t size, int width, bool utf8, const host_progress *h,
                     const ngspike_status *net, double elapsed, double image_time)
{
    char task[24], bar[256] = "", rest[160];
    bool images = net && net->total > 0;
    double fraction = images ? (double)net->shown / (double)net->total : h->fraction;
    snprintf(task, sizeof task, "%.20s",
             images       ? ns_phase_name((ns_phase)(net->phase & 3))
             : h->task[0] ? h->task
                          : "run");
    int cells = fraction >= 0 ? width / 4 : 0;
    cells = cells > 30 ? 30 : cells < 6 ? 0 : cells;
    int room = width - (int)strlen(task) - 1 - (cells ? cells + 3 : 0);
    describe(rest, sizeof rest, room, h, net, elapsed, image_time);
    if (cells) {
        draw_bar(bar, sizeof bar, cells, utf8, fraction);
        snprintf(out, size, "%s %s%s%s %s", task, utf8 ? "▕" : "[", bar, utf8 ? "▏" : "]", rest);
    } else {
        snprintf(out, size, "%s %s", task, rest);
    }
}

static int terminal_width(void)
{
    struct winsize w;
    if (ioctl(STDERR_FILENO, TIOCGWINSZ, &w) == 0 && w.ws_col > 10)
        return w.ws_col - 1;
    return 79;
}

void progress_show(progress *p, const host_progress *h, const ngspike_status *net)
{
    char line[512];
    double now = seconds_now();
    if (net && net->shown > 0 && p->first_image == 0)
        p->first_image = now;
    if (!p->on || now - p->start < quiet_time)
        return;
    if (!p->terminal && now - p->last_line < line_every)
        return;
    p->last_line = now;
    progress_format(line, sizeof line, p->terminal ? terminal_width() : 200, p->terminal && p->utf8,
                    h, net, now - p->start, p->first_image > 0 ? now - p->first_image : 0);
    if (p->terminal)
        fprintf(stderr, "\r%s\033[K", line);
    else
        fprintf(stderr, "%s\n", line);
    fflush(stderr);
    p->drawn = p->terminal;
}

void progress_hide(progress *p)
{
    if (!p->drawn)
        return;
    fputs("\r\033[K", stderr);
    fflush(stderr);
    p->drawn = false;
}
