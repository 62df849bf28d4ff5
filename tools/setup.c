/* ngspike setup: ngspice and Xschem load ngspike from then on. */
#ifdef HAVE_CONFIG_H
#include "config.h"
#endif
#include <errno.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "data/atomic_file.h"
#include "options.h"
#include "run_setup.h"
#include "setup_block.h"
#include "text.h"

static const char help[] =
    "usage: ngspike setup [options]\n"
    "\n"
    "Adds lines to two files of yours, so that ngspice and Xschem know ngspike:\n"
    "  .spiceinit  loads the code models. It is the file that ngspice reads: that of\n"
    "              $SPICE_USERINIT_DIR if it has one, else ~/.spiceinit\n"
    "  xschemrc    adds symbols, examples and a menu: ./xschemrc if there is one, else\n"
    "              ~/.xschem/xschemrc\n"
    "The lines are shown first; on a terminal you are asked. What is there already stays.\n"
    "\n"
    "  -n, --dry-run         only show what would be changed\n"
    "  -y, --yes             do not ask\n"
    "      --undo            take the lines out again\n"
    "      --spiceinit FILE  this file instead; none: leave ngspice alone\n"
    "      --xschemrc FILE   this file instead; none: leave Xschem alone\n"
    "  -h, --help\n"
    "\n"
    "Exit status: 0; 1 if a file cannot be changed or you say no; 2 on wrong usage.\n";

typedef struct {
    bool dry_run, yes, undo;
    const char *spiceinit, *xschemrc; /* NULL: find it */
} request;

/* One file to change. */
typedef struct {
    char *path;
    const char *comment;
    char *lines; /* of the block */
    char *before, *after;
    bool exists;
} change;

static bool exists(const char *path)
{
    return access(path, F_OK) == 0;
}

/* NULL, with errno, if it cannot be read; "" if there is no such file. */
static char *read_file(const char *path)
{
    text t = {0};
    char piece[4096];
    FILE *f = fopen(path, "r");
    if (!f)
        return errno == ENOENT ? copy_string("") : NULL;
    text_add(&t, "");
    for (size_t n; (n = fread(piece, 1, sizeof piece, f)) > 0;)
        text_add_bytes(&t, piece, n);
    bool bad = ferror(f);
    fclose(f);
    if (bad)
        text_free(&t);
    return t.s;
}

/* ---- where ---- */

static char *in_home(const char *name, ns_error *e)
{
    const char *home = getenv("HOME");
    if (home && *home)
        return format_string("%s/%s", home, name);
    ns_fail(e, "HOME is not set: name the files with --spiceinit and --xschemrc");
    return NULL;
}

static char *find_spiceinit(ns_error *e)
{
    const char *dir = getenv("SPICE_USERINIT_DIR");
    if (dir && *dir) {
        char *path = format_string("%s/.spiceinit", dir);
        if (exists(path))
            return path;
        free(path);
    }
    char *path = in_home(".spiceinit", e);
    if (path && exists(".spiceinit") && strcmp(path, ".spiceinit") != 0) {
        struct stat here, there;
        if (stat(".spiceinit", &here) == 0 &&
            (stat(path, &there) != 0 || here.st_ino != there.st_ino))
            fprintf(stderr,
                    "ngspike setup: note: in this folder ngspice reads ./.spiceinit in place of "
                    "%s; for that one: --spiceinit .spiceinit\n",
                    path);
    }
    return path;
}

static char *find_xschemrc(ns_error *e)
{
    return exists("xschemrc") ? copy_string("xschemrc") : in_home(".xschem/xschemrc", e);
}

/* The folder of ngspike.tcl: $NGSPIKE_XSCHEM, else the installed one. */
static char *find_library(ns_error *e)
{
    const char *wanted = getenv("NGSPIKE_XSCHEM");
    const char *dir = wanted && *wanted ? wanted : NGSPIKE_XSCHEMDIR;
    char *path = format_string("%s/ngspike.tcl", dir), *full = realpath(path, NULL);
    if (!full)
        ns_fail(e, "%s: %s; install ngspike (make install), or name its folder in NGSPIKE_XSCHEM",
                path, strerror(errno));
    free(path);
    return full;
}

/* ---- what ---- */

/* ngspice and Tcl take a path as one word only without these. */
static bool is_plain(const char *path, ns_error *e)
{
    if (strpbrk(path, " \t\"'\\{}[]$;,()"))
        return ns_fail(e,
                       "%s: the path has blanks or characters that ngspice or Tcl give a "
                       "meaning; install ngspike elsewhere",
                       path);
    return true;
}

static bool spiceinit_lines(change *c, ns_error *e)
{
    bool ok;
    char *cm = find_models(NULL, &ok, e);
    c->comment = "*";
    if (!cm)
        return ok ? ns_fail(e, "no ngspike.cm found; install ngspike, or name it in NGSPIKE_CM")
                  : false;
    c->lines = format_string("codemodel %s\nset xtrtol=7\nset auto_bridge_parm_spike=vcc\n", cm);
    ok = is_plain(cm, e);
    free(cm);
    return ok;
}

static bool xschemrc_lines(change *c, ns_error *e)
{
    char *tcl = find_library(e);
    c->comment = "#";
    if (!tcl)
        return false;
    c->lines = format_string("source %s\n", tcl);
    bool ok = is_plain(tcl, e);
    free(tcl);
    return ok;
}

/* Reads the file and makes its new text; takes the path. */
static bool prepare(change *c, char *path, bool undo, const char *command, const char *name,
                    ns_error *e)
{
    c->path = path;
    c->exists = exists(path);
    c->before = read_file(path);
    if (!c->before)
        return ns_fail(e, "%s: %s", path, strerror(errno));
    int by_hand = undo ? 0 : block_find_outside(c->before, c->comment, command, name);
    if (by_hand) {
        printf("%s: line %d loads it already; left as it is\n", path, by_hand);
        c->after = copy_string(c->before);
        return true;
    }
    c->after = block_set(c->before, c->comment, undo ? NULL : c->lines);
    if (!c->after)
        return ns_fail(e,
                       "%s: it has the line '%s >>> ngspike setup >>>' and not its end; remove "
                       "what is left of it",
                       path, c->comment);
    return true;
}

static bool differs(const change *c)
{
    return c->path && strcmp(c->before, c->after) != 0;
}

static void show(const change *c, bool undo)
{
    if (!c->path)
        return;
    if (!differs(c)) {
        printf("%s: nothing to do\n", c->path);
        return;
    }
    printf("%s%s: %s these lines:\n", c->path, c->exists ? "" : " (new)",
           undo ? "without" : "with");
    const char *longer = undo ? c->before : c->after, *shorter = undo ? c->after : c->before;
    /* The block is a stretch: what is equal at both ends is not it. */
    size_t head = 0, tail = 0, n = strlen(longer), m = strlen(shorter);
    while (head < m && head < n && longer[head] == shorter[head])
        head++;
    while (tail < m - head && tail < n - head && longer[n - 1 - tail] == shorter[m - 1 - tail])
        tail++;
    while (head && longer[head - 1] != '\n')
        head--;
    for (const char *s = longer + head; s < longer + n - tail;) {
        size_t length = strcspn(s, "\n");
        printf("  %c %.*s\n", undo ? '-' : '+', (int)length, s);
        s += length + (s[length] == '\n');
    }
}

/* ---- doing it ---- */

/* The folders above a file. */
static void make_folders(const char *path)
{
    char *copy = copy_string(path);
    for (char *s = strchr(copy + 1, '/'); s; s = strchr(s + 1, '/')) {
        *s = '\0';
        mkdir(copy, 0777);
        *s = '/';
    }
    free(copy);
}

static bool apply(const change *c, ns_error *e)
{
    ns_file w = {0};
    if (!differs(c))
        return true;
    if (!*c->after && remove(c->path) == 0)
        return true;
    make_folders(c->path);
    struct stat st;
    bool known = stat(c->path, &st) == 0;
    if (!ns_file_begin(&w, c->path, e))
        return false;
    fputs(c->after, w.f);
    if (known)
        fchmod(fileno(w.f), st.st_mode & 07777);
    return ns_file_commit(&w, e);
}

static bool agreed(const request *q)
{
    if (q->yes || !isatty(STDIN_FILENO))
        return true;
    printf("Change the files? [y/N] ");
    fflush(stdout);
    int c = getchar();
    return c == 'y' || c == 'Y';
}

static bool setup(const request *q, change c[2], ns_error *e)
{
    bool spice = !q->spiceinit || strcmp(q->spiceinit, "none") != 0;
    bool xschem = !q->xschemrc || strcmp(q->xschemrc, "none") != 0;
    char *path;
    c[0].comment = "*";
    c[1].comment = "#";
    if (spice) {
        if (!q->undo && !spiceinit_lines(&c[0], e))
            return false;
        path = q->spiceinit ? copy_string(q->spiceinit) : find_spiceinit(e);
        if (!path || !prepare(&c[0], path, q->undo, "codemodel", "ngspike.cm", e))
            return false;
    }
    if (xschem) {
        if (!q->undo && !xschemrc_lines(&c[1], e))
            return false;
        path = q->xschemrc ? copy_string(q->xschemrc) : find_xschemrc(e);
        if (!path || !prepare(&c[1], path, q->undo, "source", "ngspike.tcl", e))
            return false;
    }
    show(&c[0], q->undo);
    show(&c[1], q->undo);
    if (q->dry_run || (!differs(&c[0]) && !differs(&c[1])))
        return true;
    if (!agreed(q))
        return ns_fail(e, "nothing was changed");
    return apply(&c[0], e) && apply(&c[1], e);
}

static int parse(int argc, char **argv, request *q)
{
    static const struct option options[] = {{"dry-run", no_argument, NULL, 'n'},
                                            {"yes", no_argument, NULL, 'y'},
                                            {"undo", no_argument, NULL, 'u'},
                                            {"spiceinit", required_argument, NULL, 's'},
                                            {"xschemrc", required_argument, NULL, 'x'},
                                            {"help", no_argument, NULL, 'h'},
                                            {0}};
    for (int o; (o = next_option(argc, argv, "nyh", options)) != -1;)
        switch (o) {
        case 'n':
            q->dry_run = true;
            break;
        case 'y':
            q->yes = true;
            break;
        case 'u':
            q->undo = true;
            break;
        case 's':
            q->spiceinit = optarg;
            break;
        case 'x':
            q->xschemrc = optarg;
            break;
        case 'h':
            fputs(help, stdout);
            return 0;
        default:
            return EXIT_USAGE;
        }
    if (optind == argc)
        return -1;
    fprintf(stderr, "ngspike setup: unexpected '%s'\n", argv[optind]);
    return EXIT_USAGE;
}

int setup_main(int argc, char **argv)
{
    request q = {0};
    change c[2] = {0};
    ns_error e;
    int status = parse(argc, argv, &q);
    if (status >= 0)
        return status;
    status = setup(&q, c, &e) ? 0 : 1;
    if (status)
        fprintf(stderr, "ngspike setup: %s\n", e.msg);
    for (int k = 0; k < 2; k++) {
        free(c[k].path);
        free(c[k].lines);
        free(c[k].before);
        free(c[k].after);
    }
    return status;
}
