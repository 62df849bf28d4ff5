/* The command build: from the folders of models to a library that ngspice loads. */
#include "cmd.h"

#include <errno.h>
#include <getopt.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "../lib/data/atomic_file.h"
#include "build.h"
#include "file.h"
#include "jobs.h"
#include "kit.h"
#include "work.h"

/* ---- the command line ---- */

/* -Iname and the like as one word. */
static void pass_on(struct words *w, struct arena *arena, int option, const char *value)
{
    struct text t = {0};
    text_printf(&t, "-%c%s", option, value);
    words_add(w, arena, t.s);
    text_free(&t);
}

/* The text of an option, else of the environment variable; NULL if neither is there. */
static const char *given(const char *option, const char *variable)
{
    return option ? option : getenv(variable);
}

/* A compiler's name may have blanks, and may have arguments after it. */
static void set_compiler(struct words *cc, struct arena *arena, const char *option)
{
    const char *text = given(option, "CC");
    if (text && access(text, X_OK) == 0)
        words_add(cc, arena, text);
    else
        words_split(cc, arena, text);
    if (!cc->n)
        words_add(cc, arena, "cc");
}

enum {
    OPTION_CC = 256,
    OPTION_CFLAGS,
    OPTION_LDFLAGS,
    OPTION_SOURCE,
    OPTION_KEEP,
    OPTION_SANITIZE
};

static const struct option long_options[] = {{"help", no_argument, NULL, 'h'},
                                             {"cc", required_argument, NULL, OPTION_CC},
                                             {"cflags", required_argument, NULL, OPTION_CFLAGS},
                                             {"ldflags", required_argument, NULL, OPTION_LDFLAGS},
                                             {"source", required_argument, NULL, OPTION_SOURCE},
                                             {"keep", required_argument, NULL, OPTION_KEEP},
                                             {"sanitize", no_argument, NULL, OPTION_SANITIZE},
                                             {0}};

/* Options that are collected or are flags; false if it is another one. */
static bool take_option(struct build_options *o, struct arena *arena, int option)
{
    if (option && strchr("DUI", option))
        pass_on(&o->c_options, arena, option, optarg);
    else if (option && strchr("Ll", option))
        pass_on(&o->libraries, arena, option, optarg);
    else if (option == 'o')
        o->out = optarg;
    else if (option == 'v')
        o->commands = true;
    else if (option == OPTION_SOURCE)
        words_add(&o->sources, arena, optarg);
    else if (option == OPTION_KEEP)
        o->keep = optarg;
    else if (option == OPTION_SANITIZE)
        o->sanitize = true;
    else
        return false;
    return true;
}

/* Returns -1 to go on, else the exit status. */
static int parse_build(const struct command *c, int argc, char **argv, struct arena *arena,
                       struct build_options *o)
{
    const char *cc = NULL, *cflags = NULL, *ldflags = NULL;
    for (int k; (k = getopt_long(argc, argv, "o:vD:U:I:L:l:", long_options, NULL)) != -1;) {
        if (k == 'h')
            return show_help(c);
        else if (k == OPTION_CC)
            cc = optarg;
        else if (k == OPTION_CFLAGS)
            cflags = optarg;
        else if (k == OPTION_LDFLAGS)
            ldflags = optarg;
        else if (!take_option(o, arena, k))
            return usage_error(c, "wrong option");
    }
    set_compiler(&o->cc, arena, cc);
    words_split(&o->cflags, arena, given(cflags, "CFLAGS"));
    words_split(&o->ldflags, arena, given(ldflags, "LDFLAGS"));
    for (; optind < argc; optind++)
        words_add(&o->dirs, arena, argv[optind]);
    if (!o->dirs.n)
        return usage_error(c, "expected a folder");
    return o->out ? -1 : usage_error(c, "-o FILE.cm is missing");
}

/* ---- the run ---- */

/* The linked library, which lies in the work folder, takes its place: the old one may be in use. */
static bool install(const char *from, const char *to, struct arena *arena, struct diag *diag)
{
    struct source file;
    struct stat st;
    ns_file w;
    ns_error e;
    if (!file_read(&file, arena, from, diag))
        return false;
    bool ok = ns_file_begin(&w, to, &e);
    if (ok) {
        if (fwrite(file.text, 1, file.size, w.f) == file.size && stat(from, &st) == 0 &&
            fchmod(fileno(w.f), st.st_mode & 0777) == 0) {
            ok = ns_file_commit(&w, &e);
        } else {
            ok = ns_fail(&e, "cannot write '%s': %s", to, strerror(errno));
            ns_file_abort(&w);
        }
    }
    if (!ok)
        diag_failure(diag, "%s", e.msg);
    return ok;
}

static void print_names(const char *what, const struct library_list *list)
{
    if (!list->n)
        return;
    printf(" %s%s", what, list->n > 1 ? "s" : "");
    for (size_t k = 0; k < list->n; k++)
        printf("%s %s", k ? "," : "", list->items[k].name);
}

static void print_summary(const struct build *b, const char *preload)
{
    printf("%s:", b->options.out);
    print_names("model", &b->lib.models);
    if (b->lib.models.n && b->lib.udns.n)
        putchar(';');
    print_names("node type", &b->lib.udns);
    putchar('\n');
    if (preload)
        printf("It needs its sanitizers in ngspice from the start:\n"
               "LD_PRELOAD=%s ASAN_OPTIONS=detect_leaks=0 UBSAN_OPTIONS=print_stacktrace=1 "
               "ngspice DECK\n",
               preload);
}

/* With the work folder there. Preprocessor messages come before the compiler's. */
static bool make_library(struct run *r, struct build *b)
{
    for (size_t k = 0; k < b->options.dirs.n; k++)
        build_find(&b->lib, b->options.dirs.items[k], &r->diag);
    if (r->diag.errors || !build_translate(b))
        return false;
    show_messages(r);
    const char *made = path_join(&r->arena, b->work, "out.cm");
    return build_compile(b) && build_check(made, &r->arena, &r->diag) &&
           install(made, b->options.out, &r->arena, &r->diag);
}

/* What can be known to fail before anything is compiled. */
static bool prepare(struct run *r, struct build *b, const char **preload)
{
    struct build_options *o = &b->options;
    ns_error e;
    if (!ns_file_check(o->out, &e)) {
        diag_failure(&r->diag, "%s", e.msg);
        return false;
    }
    if (o->sanitize && !build_sanitizer(&o->cc, &r->arena, &o->ldflags, preload, &r->diag))
        return false;
    b->work = work_folder(o->keep, &r->arena, &r->diag);
    return b->work != NULL;
}

static void build(struct run *r, struct build *b)
{
    const char *preload = NULL;
    jobs_begin();
    if (prepare(r, b, &preload) && make_library(r, b))
        print_summary(b, preload);
    if (b->work && !b->options.keep)
        work_remove(b->work);
    show_messages(r);
    jobs_end();
}

int cmd_build(const struct command *c, int argc, char **argv)
{
    struct run r = {0};
    struct build b = {.arena = &r.arena, .diag = &r.diag};
    int status = parse_build(c, argc, argv, &r.arena, &b.options);
    if (status < 0) {
        b.lib.name = path_tail(b.options.out, 1);
        build(&r, &b);
        status = finish_messages(&r);
    } else {
        arena_free(&r.arena);
    }
    library_free(&b.lib);
    return status;
}
