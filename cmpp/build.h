/* The parts of the command build: what to build, the C made of it, the compiler's command lines, a
 * look at the result. */
#ifndef CMPP_BUILD_H
#define CMPP_BUILD_H

#include "diag.h"
#include "library.h"
#include "mem.h"
#include "words.h"

/* Flags of every C file of a code-model library, of its glue, and of the link; NULL at the end. */
extern const char *const build_common_flags[],
    *const build_warning_flags[], *const build_glue_flags[], *const build_link_flags[];

/* What the command line asks for. */
struct build_options {
    const char *out, *keep;            /* keep: folder for what is made on the way, or NULL */
    struct words dirs, sources;        /* folders; C files */
    struct words cc, cflags, ldflags;  /* the compiler, and flags of the user's */
    struct words c_options, libraries; /* -D, -U, -I; -L, -l */
    bool sanitize, commands;
};

/* One run. Starts with the options and zeros. */
struct build {
    struct build_options options;
    const char *work; /* folder of what is made on the way, without / at its end */
    struct library lib;
    struct words objects;
    struct arena *arena;
    struct diag *diag;
};

/* Adds the models and node types in the folder: its own (ifspec.ifs, udnfunc.c), a library's
 * (modpath.lst, udnpath.lst), or, if it has none of these files, those of its folders. False, with
 * errors, if there are none or bad ones. */
bool build_find(struct library *lib, const char *folder, struct diag *diag);

/* Writes the kit and the generated C to the work folder. */
bool build_translate(struct build *b);

/* Compiles all of it, and links work/out.cm. */
bool build_compile(struct build *b);

/* Whether a file is a library that ngspice can load: the five functions that it looks up are
 * exported. False with an error. */
bool build_check(const char *path, struct arena *arena, struct diag *diag);

/* The compiler's flags for --sanitize. */
extern const char *const build_sanitize_flags[];

/* Finds the run-time of the compiler's sanitizers: sets flags to what the link needs for it and
 * preload to the libraries to load before everything else, separated by colons. False with an
 * error. */
bool build_sanitizer(const struct words *cc, struct arena *arena, struct words *link,
                     const char **preload, struct diag *diag);

/* Name of the C_Function_Name's generated file in the work folder: kind is "cfunc.c", ... */
const char *build_generated(const struct build *b, const struct library_entry *e, const char *kind);

#endif
