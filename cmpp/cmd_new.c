/* The command new: a folder to start a model of one's own from. */
#include "cmd.h"

#include <ctype.h>
#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <string.h>
#include <sys/stat.h>

#include "file.h"
#include "kit.h"
#include "names.h"
#include "taken.h"

/* The name in the skeletons, in their texts and in names of files. */
static const char placeholder[] = "skeleton";

struct new_model {
    const char *name, *kind, *parent;
};

static const char *const kinds[] = {"analog", "event", "hybrid", "nodetype"};

static const char *kind_name(const void *list, size_t k)
{
    (void)list;
    return k < sizeof kinds / sizeof *kinds ? kinds[k] : NULL;
}

static bool is_kind(const char *kind)
{
    for (size_t k = 0; kind_name(NULL, k); k++)
        if (strcmp(kind, kind_name(NULL, k)) == 0)
            return true;
    return false;
}

/* Whether C functions, files, .model lines and node types can have the name. */
static bool check_name(const char *name, struct diag *diag)
{
    const char *end = name, *taken = taken_by(name);
    while (name_continues(*end) && !isupper((unsigned char)*end))
        end++;
    if (!islower((unsigned char)*name))
        diag_failure(diag, "'%s' is no name for a model: it must begin with a small letter", name);
    else if (isupper((unsigned char)*end))
        diag_failure(diag,
                     "'%s' is no name for a model: ngspice turns the letters of a deck into small "
                     "ones, and would not find %s.cm",
                     name, name);
    else if (*end)
        diag_failure(diag,
                     "'%s' is no name for a model: '%c' is not a letter, digit or _, and C and "
                     "SPICE know no others",
                     name, *end);
    else if (taken)
        diag_failure(diag, "'%s' is %s already: take another name, %s_2 or my_%s", name, taken,
                     name, name);
    return !diag->errors;
}

/* Writes a file of the skeleton, where its placeholder is the name. */
static bool write_file(const struct new_model *n, const char *folder, const struct kit_file *f,
                       const char *rest, struct run *r)
{
    struct kit_file path = {.text = rest};
    struct text file = {0}, text = {0};
    kit_replace(&file, &path, placeholder, n->name);
    kit_replace(&text, f, placeholder, n->name);
    bool ok = kit_put(path_join(&r->arena, folder, file.s), text.s, text.n, &r->diag);
    text_free(&file);
    text_free(&text);
    return ok;
}

static void make(const struct new_model *n, struct run *r)
{
    const char *folder = *n->parent ? path_join(&r->arena, n->parent, n->name) : n->name;
    const char *own = path_join(&r->arena, "skeleton", n->kind);
    if (mkdir(folder, 0777) != 0) {
        diag_failure(&r->diag, "cannot make the folder '%s': %s%s", folder, strerror(errno),
                     errno == EEXIST ? "; take another name, or remove it" : "");
        return;
    }
    bool ok = true;
    for (const struct kit_file *f = kit_files; ok && f->name; f++) {
        const char *rest = kit_rest(f, "skeleton/common/");
        if (!rest && (rest = kit_rest(f, own)))
            rest++; /* the slash */
        if (rest)
            ok = write_file(n, folder, f, rest, r);
    }
    if (ok)
        printf("%s: %s.cir shows the model working: make test\n", folder, n->name);
}

/* Returns -1 to go on, else the exit status. */
static int parse_new(const struct command *c, int argc, char **argv, struct new_model *n)
{
    static const struct option options[] = {{"help", no_argument, NULL, 'h'},
                                            {"kind", required_argument, NULL, 'k'},
                                            {"dir", required_argument, NULL, 'd'},
                                            {0}};
    *n = (struct new_model){.kind = kinds[0], .parent = ""};
    for (int o; (o = getopt_long(argc, argv, "", options, NULL)) != -1;) {
        if (o == 'h')
            return show_help(c);
        else if (o == 'k')
            n->kind = optarg;
        else if (o == 'd')
            n->parent = optarg;
        else
            return usage_error(c, "wrong option");
    }
    if (argc - optind != 1)
        return usage_error(c, "expected one name");
    n->name = argv[optind];
    return -1;
}

static void check_kind(const char *kind, struct diag *diag)
{
    const char *guess = name_closest(kind, kind_name, NULL);
    if (!is_kind(kind))
        diag_failure(diag, "no kind '%s'%s%s%s: there are analog, event, hybrid and nodetype", kind,
                     guess ? " (did you mean '" : "", guess ? guess : "", guess ? "'?)" : "");
}

int cmd_new(const struct command *c, int argc, char **argv)
{
    struct run r = {0};
    struct new_model n;
    int status = parse_new(c, argc, argv, &n);
    if (status >= 0)
        return status;
    check_kind(n.kind, &r.diag);
    check_name(n.name, &r.diag);
    if (!r.diag.errors)
        make(&n, &r);
    return finish_messages(&r);
}
