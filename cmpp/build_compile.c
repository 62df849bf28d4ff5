/* The compiler's command lines. */
#include "build.h"

#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include "file.h"
#include "jobs.h"
#include "kit.h"

const char *const build_common_flags[] = {"-std=gnu17", "-fPIC", "-fvisibility=hidden",
                                          /* every compiler computes the same numbers */
                                          "-ffp-contract=off", NULL};
const char *const build_warning_flags[] = {"-Wall", "-Wextra", NULL};
/* The host spends its time in the models: the glue has to be compiled quickly. */
const char *const build_glue_flags[] = {"-D_GNU_SOURCE", "-O1", "-w", NULL};
const char *const build_link_flags[] = {"-shared", "-Wl,-z,defs", "-lm", NULL};

/* From DWARF 5 ld (2.40) takes the wrong name of a file for its messages. */
static const char *const default_cflags[] = {"-O2", "-gdwarf-4", NULL};

struct compilation {
    struct build *b;
    struct job *jobs;
    size_t n;
};

static void add_cflags(struct words *w, const struct build *b)
{
    if (b->options.cflags.n)
        words_append(w, b->arena, &b->options.cflags);
    else
        words_add_all(w, b->arena, default_cflags);
    if (b->options.sanitize)
        words_add_all(w, b->arena, build_sanitize_flags);
    if (isatty(STDERR_FILENO) && !getenv("NO_COLOR"))
        words_add(w, b->arena, "-fdiagnostics-color=always");
    if (b->options.keep)
        return;
    /* The name of a temporary folder is not to be found in the result. */
    struct text map = {0};
    text_printf(&map, "-ffile-prefix-map=%s/=", b->work);
    words_add(w, b->arena, map.s);
    text_free(&map);
}

/* Where an author's #include "..." is looked for. The folders of the command line are among them:
 * models of a library include what lies beside their folders. */
static void add_quoted(struct words *w, const struct build *b, const char *include, const char *own)
{
    words_add_all(w, b->arena, (const char *[]){"-iquote", include, "-iquote", own, NULL});
    for (size_t k = 0; k < b->options.dirs.n; k++)
        words_add_all(w, b->arena, (const char *[]){"-iquote", b->options.dirs.items[k], NULL});
}

/* Adds a job; own: the folder of an author's file, whose warnings are shown; NULL for ours. */
static void add_job(struct compilation *c, const char *source, const char *object, const char *own,
                    const char *what)
{
    struct build *b = c->b;
    struct words w = {0};
    const char *include = path_join(b->arena, b->work, "xspice");
    words_append(&w, b->arena, &b->options.cc);
    words_add_all(&w, b->arena, build_common_flags);
    if (own)
        words_add_all(&w, b->arena, build_warning_flags);
    add_cflags(&w, b);
    if (own) {
        words_append(&w, b->arena, &b->options.c_options);
        add_quoted(&w, b, include, own);
    } else {
        words_add_all(&w, b->arena, build_glue_flags);
    }
    words_add_all(&w, b->arena, (const char *[]){"-I", include, "-c", source, "-o", object, NULL});
    words_add(&b->objects, b->arena, object);
    c->jobs = arena_grow(b->arena, c->jobs, c->n, sizeof *c->jobs);
    c->jobs[c->n++] = (struct job){.argv = w.items, .what = what};
}

/* The object of a C file in the work folder lies beside it. */
static const char *object_beside(const struct build *b, const char *source)
{
    char *object = arena_copy(b->arena, source, strlen(source));
    object[strlen(object) - 1] = 'o';
    return object;
}

static void add_ours(struct compilation *c, const char *source)
{
    add_job(c, source, object_beside(c->b, source), NULL, path_tail(source, 1));
}

/* A C file of the author's that is compiled where it lies; the number tells objects of files with
 * the same name apart. */
static void add_in_place(struct compilation *c, const char *source)
{
    struct text name = {0};
    text_printf(&name, "%zu.o", c->n);
    add_job(c, source, path_join(c->b->arena, c->b->work, name.s), path_folder(c->b->arena, source),
            path_tail(source, 2));
    text_free(&name);
}

static void add_models(struct compilation *c)
{
    struct build *b = c->b;
    const struct library_list *models = &b->lib.models, *udns = &b->lib.udns;
    for (size_t k = 0; k < models->n; k++) {
        const char *folder = path_folder(b->arena, models->items[k].src->name);
        const char *source = build_generated(b, &models->items[k], "cfunc.c");
        add_job(c, source, object_beside(b, source), folder,
                path_tail(path_join(b->arena, folder, "cfunc.mod"), 2));
    }
    /* Node types that follow each other may be of one file. */
    for (size_t k = 0; k < udns->n; k++)
        if (k == 0 || udns->items[k].src != udns->items[k - 1].src)
            add_in_place(c, udns->items[k].src->name);
    for (size_t k = 0; k < b->options.sources.n; k++)
        add_in_place(c, b->options.sources.items[k]);
}

/* The author's files first: their errors are what is waited for. */
static void add_all(struct compilation *c)
{
    struct build *b = c->b;
    add_models(c);
    for (size_t k = 0; k < b->lib.models.n; k++)
        add_ours(c, build_generated(b, &b->lib.models.items[k], "ifspec.c"));
    add_ours(c, path_join(b->arena, b->work, "models.c"));
    for (const struct kit_file *f = kit_files; f->name; f++)
        if (kit_rest(f, "glue/") && strcmp(f->name + strlen(f->name) - 2, ".c") == 0)
            add_ours(c, path_join(b->arena, b->work, f->name));
}

static bool link_library(struct build *b)
{
    struct words w = {0};
    words_append(&w, b->arena, &b->options.cc);
    add_cflags(&w, b);
    words_append(&w, b->arena, &b->objects);
    words_append(&w, b->arena, &b->options.ldflags);
    words_append(&w, b->arena, &b->options.libraries);
    words_add_all(&w, b->arena, build_link_flags);
    words_add_all(&w, b->arena,
                  (const char *[]){"-o", path_join(b->arena, b->work, "out.cm"), NULL});
    struct job job = {.argv = w.items, .what = b->options.out};
    return jobs_run(&job, 1, b->options.commands, b->diag) == 0;
}

bool build_compile(struct build *b)
{
    struct compilation c = {.b = b};
    add_all(&c);
    size_t failed = jobs_run(c.jobs, c.n, b->options.commands, b->diag);
    if (failed || !link_library(b)) {
        if (!b->diag->errors)
            diag_failure(b->diag,
                         failed ? "%s is not made: the compiler has errors"
                                : "%s is not made: the linker has errors; for names that "
                                  "it misses, give --source FILE.c or -l LIBRARY",
                         b->options.out);
        return false;
    }
    return true;
}
